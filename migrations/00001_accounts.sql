-- +goose Up
CREATE TABLE admins (
    username      text PRIMARY KEY CHECK (username <> ''),
    password_hash text NOT NULL,
    updated_at    timestamptz NOT NULL
);

-- Sessions of the dashboard; the token is hashed.
CREATE TABLE session (
    token      text PRIMARY KEY,
    data       bytea NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX session_expires_at ON session (expires_at);

CREATE TABLE api_tokens (
    id           uuid PRIMARY KEY,
    name         text NOT NULL CHECK (name <> ''),
    prefix       text NOT NULL,
    token_hash   bytea NOT NULL CONSTRAINT api_tokens_hash UNIQUE,
    created_at   timestamptz NOT NULL,
    last_used_at timestamptz
);

CREATE TABLE whatsapp_accounts (
    id              uuid PRIMARY KEY,
    name            text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 255),
    description     text NOT NULL DEFAULT '' CHECK (char_length(description) <= 1000),
    status          text NOT NULL CHECK (status IN ('initializing', 'qr_ready', 'ready', 'disconnected', 'auth_failed', 'error')),
    reason          text NOT NULL DEFAULT '',
    error_message   text NOT NULL DEFAULT '',
    device_jid      text NOT NULL DEFAULT '',
    lid             text NOT NULL DEFAULT '',
    phone_number    text NOT NULL DEFAULT '',
    push_name       text NOT NULL DEFAULT '',
    api_key_prefix  text NOT NULL,
    api_key_hash    bytea NOT NULL CONSTRAINT whatsapp_accounts_key UNIQUE,
    -- An account's own limits; null takes the server's default.
    min_interval_ms int CHECK (min_interval_ms >= 0),
    random_delay_ms int CHECK (random_delay_ms >= 0),
    max_per_hour    int CHECK (max_per_hour >= 0),
    max_per_day     int CHECK (max_per_day >= 0),
    typing_ms       int CHECK (typing_ms >= 0),
    -- The process that runs the account, until when, and how often it changed hands.
    holder          uuid,
    holder_until    timestamptz,
    fence           bigint NOT NULL DEFAULT 0,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    last_active_at  timestamptz
);
CREATE INDEX whatsapp_accounts_holder ON whatsapp_accounts (holder);
