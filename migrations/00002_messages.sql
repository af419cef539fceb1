-- +goose Up
-- One row a conversation. A contact's phone number and LID are one conversation.
CREATE TABLE chats (
    id              uuid PRIMARY KEY,
    account_id      uuid NOT NULL REFERENCES whatsapp_accounts ON DELETE CASCADE,
    phone           text CHECK (phone <> ''),
    lid             text CHECK (lid <> ''),
    group_jid       text CHECK (group_jid <> ''),
    name            text NOT NULL DEFAULT '',
    last_message_at timestamptz,
    created_at      timestamptz NOT NULL,
    CHECK ((group_jid IS NULL) = (phone IS NOT NULL OR lid IS NOT NULL)),
    CONSTRAINT chats_phone UNIQUE (account_id, phone),
    CONSTRAINT chats_lid UNIQUE (account_id, lid),
    CONSTRAINT chats_group UNIQUE (account_id, group_jid)
);
CREATE INDEX chats_latest ON chats (account_id, last_message_at DESC, id DESC);

CREATE TABLE media (
    id              uuid PRIMARY KEY,
    account_id      uuid NOT NULL REFERENCES whatsapp_accounts ON DELETE CASCADE,
    mimetype        text NOT NULL,
    filename        text NOT NULL DEFAULT '',
    size            bigint NOT NULL DEFAULT 0 CHECK (size >= 0),
    sha256          bytea NOT NULL DEFAULT '',
    status          text NOT NULL CHECK (status IN ('pending', 'ready', 'failed')),
    -- What is needed to fetch the bytes from WhatsApp; empty for what is here.
    source          bytea NOT NULL DEFAULT '',
    attempts        int NOT NULL DEFAULT 0,
    next_attempt_at timestamptz,
    created_at      timestamptz NOT NULL
);
CREATE INDEX media_pending ON media (next_attempt_at) WHERE status = 'pending';
CREATE INDEX media_account ON media (account_id);
CREATE INDEX media_created ON media (created_at);

CREATE TABLE messages (
    id           uuid PRIMARY KEY,
    account_id   uuid NOT NULL REFERENCES whatsapp_accounts ON DELETE CASCADE,
    chat_id      uuid NOT NULL REFERENCES chats ON DELETE CASCADE,
    wa_id        text NOT NULL CHECK (wa_id <> ''),
    direction    text NOT NULL CHECK (direction IN ('incoming', 'outgoing')),
    sender_phone text NOT NULL DEFAULT '',
    sender_lid   text NOT NULL DEFAULT '',
    sender_name  text NOT NULL DEFAULT '',
    type         text NOT NULL,
    body         text NOT NULL DEFAULT '',
    media_id     uuid REFERENCES media ON DELETE SET NULL,
    status       text NOT NULL CHECK (status IN ('received', 'queued', 'sending', 'sent', 'delivered', 'read', 'played', 'failed')),
    error        text NOT NULL DEFAULT '',
    error_code   text NOT NULL DEFAULT '',
    content_hash bytea,
    -- When it went to WhatsApp last: what the caps and the gap count.
    sending_at   timestamptz,
    timestamp    timestamptz NOT NULL,
    created_at   timestamptz NOT NULL,
    -- What WhatsApp delivers again is stored once.
    CONSTRAINT messages_once UNIQUE (chat_id, wa_id)
);
CREATE INDEX messages_account ON messages (account_id, id DESC);
CREATE INDEX messages_chat ON messages (chat_id, id DESC);
CREATE INDEX messages_wa_id ON messages (account_id, wa_id);
CREATE INDEX messages_sending_at ON messages (account_id, sending_at DESC) WHERE sending_at IS NOT NULL;
CREATE INDEX messages_media ON messages (media_id) WHERE media_id IS NOT NULL;
CREATE INDEX messages_content ON messages (account_id, content_hash, created_at) WHERE content_hash IS NOT NULL;

CREATE TABLE message_statuses (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    message_id uuid NOT NULL REFERENCES messages ON DELETE CASCADE,
    status     text NOT NULL,
    at         timestamptz NOT NULL,
    reason     text NOT NULL DEFAULT ''
);
CREATE INDEX message_statuses_message ON message_statuses (message_id, id);

-- What is owed to WhatsApp: a row lives from accept until sent or failed. position is the order.
CREATE TABLE outbox (
    message_id uuid PRIMARY KEY REFERENCES messages ON DELETE CASCADE,
    account_id uuid NOT NULL REFERENCES whatsapp_accounts ON DELETE CASCADE,
    position   bigint GENERATED ALWAYS AS IDENTITY,
    not_before timestamptz NOT NULL,
    attempts   int NOT NULL DEFAULT 0
);
CREATE INDEX outbox_lane ON outbox (account_id, position);

CREATE TABLE idempotency_keys (
    account_id   uuid NOT NULL REFERENCES whatsapp_accounts ON DELETE CASCADE,
    key          text NOT NULL,
    request_hash bytea NOT NULL,
    message_id   uuid NOT NULL REFERENCES messages ON DELETE CASCADE,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (account_id, key)
);
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);
CREATE INDEX idempotency_keys_message ON idempotency_keys (message_id);

-- How far a status is along; a message only moves to a higher one.
-- +goose StatementBegin
CREATE FUNCTION status_rank(status text) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE status
        WHEN 'queued' THEN 0 WHEN 'sending' THEN 1 WHEN 'sent' THEN 2
        WHEN 'delivered' THEN 3 WHEN 'read' THEN 4 WHEN 'played' THEN 5
        ELSE 9 END
$$;
-- +goose StatementEnd
