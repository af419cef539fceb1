-- +goose Up
-- What happened, in the words that webhooks deliver and programs read. position is the order of an account's
-- events: it is drawn under the account's lock, so that no reader passes one that commits later.
CREATE TABLE events (
    position     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id           uuid NOT NULL CONSTRAINT events_id UNIQUE,
    account_id   uuid NOT NULL REFERENCES whatsapp_accounts ON DELETE CASCADE,
    type         text NOT NULL CHECK (type <> ''),
    -- What filters look at; empty where an event has nothing of the kind.
    chat_id      uuid,
    chats        text[] NOT NULL,
    direction    text NOT NULL,
    message_type text NOT NULL,
    is_group     boolean,
    content      text NOT NULL,
    -- json keeps the text as it is: a signature holds for these bytes.
    body         json NOT NULL,
    created_at   timestamptz NOT NULL
);
CREATE INDEX events_account ON events (account_id, position);
CREATE INDEX events_created ON events (created_at);

CREATE TABLE webhooks (
    id               uuid PRIMARY KEY,
    account_id       uuid NOT NULL REFERENCES whatsapp_accounts ON DELETE CASCADE,
    url              text NOT NULL CHECK (char_length(url) BETWEEN 1 AND 2048),
    description      text NOT NULL DEFAULT '' CHECK (char_length(description) <= 1000),
    is_active        boolean NOT NULL,
    events           text[] NOT NULL CHECK (cardinality(events) > 0),
    -- Filters; empty and null let everything pass.
    filter_chats     text[] NOT NULL DEFAULT '{}',
    filter_direction text NOT NULL DEFAULT '' CHECK (filter_direction IN ('', 'incoming', 'outgoing')),
    filter_types     text[] NOT NULL DEFAULT '{}',
    filter_groups    boolean,
    filter_text      text NOT NULL DEFAULT '',
    ordered          boolean NOT NULL DEFAULT false,
    max_attempts     int NOT NULL DEFAULT 8 CHECK (max_attempts BETWEEN 1 AND 20),
    -- Sealed.
    headers          bytea NOT NULL,
    secret           bytea NOT NULL,
    old_secret       bytea,
    old_secret_until timestamptz,
    -- How it goes: failures in a row, and until when the circuit is open.
    failures         int NOT NULL DEFAULT 0,
    failing_since    timestamptz,
    open_until       timestamptz,
    last_success_at  timestamptz,
    last_failure_at  timestamptz,
    last_error       text NOT NULL DEFAULT '',
    disabled_at      timestamptz,
    disabled_reason  text NOT NULL DEFAULT '',
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,
    CHECK ((old_secret IS NULL) = (old_secret_until IS NULL)),
    CHECK (NOT is_active OR disabled_at IS NULL)
);
CREATE INDEX webhooks_account ON webhooks (account_id);

-- What is owed to webhooks, and afterwards the log of it.
CREATE TABLE webhook_delivery_queue (
    number          bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    webhook_id      uuid NOT NULL REFERENCES webhooks ON DELETE CASCADE,
    account_id      uuid NOT NULL REFERENCES whatsapp_accounts ON DELETE CASCADE,
    position        bigint NOT NULL REFERENCES events ON DELETE CASCADE,
    type            text NOT NULL,
    chat_id         uuid,
    state           text NOT NULL CHECK (state IN ('pending', 'retrying', 'delivered', 'dead_letter', 'cancelled')),
    attempts        int NOT NULL DEFAULT 0,
    max_attempts    int NOT NULL,
    next_attempt_at timestamptz,
    -- Of the last attempt; status 0 means that there was no answer.
    last_status     int,
    last_error      text NOT NULL DEFAULT '',
    last_ms         int,
    created_at      timestamptz NOT NULL,
    finished_at     timestamptz,
    CONSTRAINT webhook_delivery_queue_once UNIQUE (webhook_id, position),
    CHECK ((next_attempt_at IS NULL) = (state NOT IN ('pending', 'retrying')))
);
CREATE INDEX webhook_delivery_queue_due ON webhook_delivery_queue (webhook_id, next_attempt_at, position) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX webhook_delivery_queue_order ON webhook_delivery_queue (webhook_id, chat_id, position) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX webhook_delivery_queue_account ON webhook_delivery_queue (account_id, number DESC);
CREATE INDEX webhook_delivery_queue_webhook ON webhook_delivery_queue (webhook_id, number DESC);
CREATE INDEX webhook_delivery_queue_position ON webhook_delivery_queue (position);

CREATE TABLE webhook_attempts (
    delivery_id      uuid NOT NULL REFERENCES webhook_delivery_queue ON DELETE CASCADE,
    number           int NOT NULL,
    webhook_id       uuid NOT NULL REFERENCES webhooks ON DELETE CASCADE,
    at               timestamptz NOT NULL,
    duration_ms      int NOT NULL,
    url              text NOT NULL,
    request_headers  json NOT NULL,
    status           int NOT NULL,
    response_headers json NOT NULL,
    response_body    text NOT NULL,
    error            text NOT NULL,
    PRIMARY KEY (delivery_id, number)
);
CREATE INDEX webhook_attempts_webhook ON webhook_attempts (webhook_id, at DESC);

-- Whether one of a webhook's patterns names an event kind: "*", "message.*" (which has "message" too), "message".
-- +goose StatementBegin
CREATE FUNCTION event_wanted(patterns text[], type text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT EXISTS (SELECT 1 FROM unnest(patterns) AS p
        WHERE p = '*' OR p = type OR (p LIKE '%.*' AND (type = left(p, -2) OR starts_with(type, left(p, -1)))))
$$;
-- +goose StatementEnd
