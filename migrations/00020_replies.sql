-- +goose Up
-- How an account answers by AI.
CREATE TABLE ai_configs (
    account_id  uuid PRIMARY KEY REFERENCES whatsapp_accounts ON DELETE CASCADE,
    is_active   boolean NOT NULL,
    -- What receiving a message has to know: how long to wait for more, and how long a person who writes is left alone.
    debounce_ms int NOT NULL CHECK (debounce_ms BETWEEN 0 AND 600000),
    takeover_s  int NOT NULL CHECK (takeover_s >= 0),
    -- Everything else that is no secret.
    settings    jsonb NOT NULL,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL
);

-- Keys of providers, sealed.
CREATE TABLE ai_keys (
    account_id uuid NOT NULL REFERENCES ai_configs ON DELETE CASCADE,
    provider   text NOT NULL,
    sealed     bytea NOT NULL,
    PRIMARY KEY (account_id, provider)
);

-- What an account knows of a conversation beside its messages.
CREATE TABLE ai_chats (
    chat_id      uuid PRIMARY KEY REFERENCES chats ON DELETE CASCADE,
    account_id   uuid NOT NULL REFERENCES whatsapp_accounts ON DELETE CASCADE,
    -- No answers until then; infinity is until somebody resumes them.
    paused_until timestamptz,
    pause_reason text NOT NULL DEFAULT '',
    -- What was written before is forgotten.
    reset_at     timestamptz,
    -- When the text outside the hours, and the one after a budget's end, last went.
    hours_at     timestamptz,
    budget_at    timestamptz
);
CREATE INDEX ai_chats_paused ON ai_chats (account_id) WHERE paused_until IS NOT NULL;

-- The answers that are owed: one a conversation, to all that came since the last one. It is written in the
-- transaction that stores the message.
CREATE TABLE ai_replies (
    chat_id    uuid PRIMARY KEY REFERENCES chats ON DELETE CASCADE,
    account_id uuid NOT NULL REFERENCES whatsapp_accounts ON DELETE CASCADE,
    -- The newest message to answer.
    message_id uuid NOT NULL REFERENCES messages ON DELETE CASCADE,
    -- When the first of them came: more messages put the answer off only for so long.
    since      timestamptz NOT NULL,
    due_at     timestamptz NOT NULL,
    attempts   int NOT NULL DEFAULT 0,
    -- The answer once it is thought, until it is handed to the outbox.
    answer     jsonb
);
CREATE INDEX ai_replies_due ON ai_replies (due_at);
CREATE INDEX ai_replies_account ON ai_replies (account_id);

-- What a model was told of a message that its text does not say: what is spoken in a voice note.
CREATE TABLE conversation_history (
    message_id uuid PRIMARY KEY REFERENCES messages ON DELETE CASCADE,
    account_id uuid NOT NULL REFERENCES whatsapp_accounts ON DELETE CASCADE,
    chat_id    uuid NOT NULL REFERENCES chats ON DELETE CASCADE,
    content    text NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX conversation_history_chat ON conversation_history (chat_id);
CREATE INDEX conversation_history_account ON conversation_history (account_id);

-- How each answer came about, or why there was none.
CREATE TABLE ai_traces (
    id         uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES whatsapp_accounts ON DELETE CASCADE,
    chat_id    uuid REFERENCES chats ON DELETE CASCADE,
    message_id uuid REFERENCES messages ON DELETE SET NULL,
    outcome    text NOT NULL,
    detail     jsonb NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX ai_traces_account ON ai_traces (account_id, id DESC);
CREATE INDEX ai_traces_chat ON ai_traces (chat_id, id DESC);
CREATE INDEX ai_traces_message ON ai_traces (message_id);
CREATE INDEX ai_traces_created ON ai_traces (created_at);

-- Answers that wait for a person to approve them.
CREATE TABLE ai_drafts (
    id         uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES whatsapp_accounts ON DELETE CASCADE,
    chat_id    uuid NOT NULL REFERENCES chats ON DELETE CASCADE,
    message_id uuid REFERENCES messages ON DELETE SET NULL,
    trace_id   uuid,
    text       text NOT NULL,
    state      text NOT NULL CHECK (state IN ('pending', 'approved', 'discarded', 'superseded')),
    created_at timestamptz NOT NULL,
    decided_at timestamptz
);
CREATE UNIQUE INDEX ai_drafts_pending ON ai_drafts (chat_id) WHERE state = 'pending';
CREATE INDEX ai_drafts_account ON ai_drafts (account_id, id DESC);
CREATE INDEX ai_drafts_message ON ai_drafts (message_id);

-- What answering cost, by contact and day: budgets are held against it.
CREATE TABLE ai_usage (
    account_id uuid NOT NULL REFERENCES whatsapp_accounts ON DELETE CASCADE,
    day        date NOT NULL,
    chat_id    uuid NOT NULL REFERENCES chats ON DELETE CASCADE,
    provider   text NOT NULL,
    model      text NOT NULL,
    replies    int NOT NULL,
    tokens_in  bigint NOT NULL,
    tokens_out bigint NOT NULL,
    -- Milliseconds that the models took.
    model_ms   bigint NOT NULL,
    -- US dollars; null where the provider tells no prices.
    cost       double precision,
    PRIMARY KEY (account_id, day, chat_id, provider, model)
);
CREATE INDEX ai_usage_chat ON ai_usage (chat_id);

-- HTTP tools that models may call.
CREATE TABLE ai_tools (
    id          uuid PRIMARY KEY,
    account_id  uuid NOT NULL REFERENCES whatsapp_accounts ON DELETE CASCADE,
    name        text NOT NULL,
    description text NOT NULL,
    parameters  jsonb NOT NULL,
    url         text NOT NULL,
    secret      bytea NOT NULL, -- sealed
    is_active   boolean NOT NULL,
    created_at  timestamptz NOT NULL,
    CONSTRAINT ai_tools_name UNIQUE (account_id, name)
);

-- What models are to know: texts and files, in passages that are searched.
CREATE TABLE ai_documents (
    id         uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES whatsapp_accounts ON DELETE CASCADE,
    name       text NOT NULL,
    mimetype   text NOT NULL,
    characters int NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX ai_documents_account ON ai_documents (account_id, id DESC);
CREATE TABLE ai_passages (
    document_id uuid NOT NULL REFERENCES ai_documents ON DELETE CASCADE,
    number      int NOT NULL,
    account_id  uuid NOT NULL REFERENCES whatsapp_accounts ON DELETE CASCADE,
    body        text NOT NULL,
    PRIMARY KEY (document_id, number)
);
CREATE INDEX ai_passages_account ON ai_passages (account_id);
CREATE INDEX ai_passages_words ON ai_passages USING gin (to_tsvector('simple', fold(body)));
