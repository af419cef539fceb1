-- +goose Up
-- A message's history stands in its own row: a step costs about 45 bytes there, and no row with two index entries.
-- +goose StatementBegin
CREATE FUNCTION status_step(status text, at timestamptz, reason text) RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_array(jsonb_strip_nulls(jsonb_build_object(
        's', status, 't', floor(extract(epoch FROM at) * 1000)::bigint, 'r', NULLIF(reason, ''))))
$$;
-- +goose StatementEnd

ALTER TABLE messages
    ADD COLUMN history jsonb NOT NULL DEFAULT '[]',
    -- Who wrote an outgoing message: phone, dashboard, api, ai. Empty for incoming ones.
    ADD COLUMN source text NOT NULL DEFAULT '',
    -- It waited at WhatsApp while we were away.
    ADD COLUMN late boolean NOT NULL DEFAULT false,
    -- The same for the same text, whoever gets it.
    ADD COLUMN text_key bigint;

UPDATE messages m SET history = h.steps FROM (
    SELECT message_id, jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
        's', status, 't', floor(extract(epoch FROM at) * 1000)::bigint, 'r', NULLIF(reason, ''))) ORDER BY id) AS steps
    FROM message_statuses GROUP BY message_id
) h WHERE h.message_id = m.id;
DROP TABLE message_statuses;

-- What the caps, the gap and the number's health count. It outlives its messages and is kept for as many days as
-- the health score looks back.
CREATE TABLE sends (
    message_id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES whatsapp_accounts ON DELETE CASCADE,
    at         timestamptz NOT NULL,
    -- The recipient had never written to the account.
    cold       boolean NOT NULL,
    text_key   bigint,
    -- WhatsApp's refusal, by its stable code; empty when it took the message, or has not answered.
    refusal    text NOT NULL DEFAULT ''
);
CREATE INDEX sends_account ON sends (account_id, at DESC);
CREATE INDEX sends_text ON sends (account_id, text_key, at DESC) WHERE text_key IS NOT NULL;
INSERT INTO sends (message_id, account_id, at, cold)
    SELECT id, account_id, sending_at, false FROM messages WHERE sending_at > now() - interval '7 days';

DROP INDEX messages_sending_at;
DROP INDEX messages_wa_id;
ALTER TABLE messages DROP COLUMN sending_at, DROP CONSTRAINT messages_once;
-- One index finds a message by WhatsApp's id and keeps it from being stored twice.
ALTER TABLE messages ADD CONSTRAINT messages_once UNIQUE (account_id, wa_id, chat_id);
-- A status changes the row in place while its page has room.
ALTER TABLE messages SET (fillfactor = 85);

-- Who of a group has got, read or played a message.
CREATE TABLE message_receipts (
    message_id  uuid NOT NULL REFERENCES messages ON DELETE CASCADE,
    participant text NOT NULL CHECK (participant <> ''),
    status      text NOT NULL,
    at          timestamptz NOT NULL,
    PRIMARY KEY (message_id, participant)
);

-- When a contact and the account first wrote to each other, and when the contact wrote last.
ALTER TABLE chats
    ADD COLUMN first_in_at timestamptz,
    ADD COLUMN last_in_at timestamptz,
    ADD COLUMN first_out_at timestamptz,
    -- Incoming messages up to here are read.
    ADD COLUMN read_at timestamptz;
UPDATE chats c SET first_in_at = m.first_in, last_in_at = m.last_in, first_out_at = m.first_out FROM (
    SELECT chat_id, min(timestamp) FILTER (WHERE direction = 'incoming') AS first_in,
        max(timestamp) FILTER (WHERE direction = 'incoming') AS last_in,
        min(created_at) FILTER (WHERE direction = 'outgoing') AS first_out
    FROM messages GROUP BY chat_id
) m WHERE m.chat_id = c.id;
CREATE INDEX chats_first_out ON chats (account_id, first_out_at DESC) WHERE first_out_at IS NOT NULL;

-- The order of a lane is priority, send_at, position; that of a chat is send_at, position, because what waits in a
-- chat takes over the priority of what comes after it.
ALTER TABLE outbox
    ADD COLUMN chat_id uuid,
    ADD COLUMN priority smallint NOT NULL DEFAULT 1,
    -- When the message may go at the earliest as far as its sender is concerned.
    ADD COLUMN send_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- After this it fails instead of going.
    ADD COLUMN expires_at timestamptz,
    -- Why it is held until not_before.
    ADD COLUMN reason text NOT NULL DEFAULT '',
    -- It is on its way, or was when its process ended.
    ADD COLUMN sending boolean NOT NULL DEFAULT false;
UPDATE outbox o SET chat_id = m.chat_id, send_at = m.created_at FROM messages m WHERE m.id = o.message_id;
ALTER TABLE outbox ALTER COLUMN chat_id SET NOT NULL;
DROP INDEX outbox_lane;
CREATE INDEX outbox_lane ON outbox (account_id, priority, send_at, position);
CREATE INDEX outbox_chat ON outbox (chat_id, send_at, position);
CREATE INDEX outbox_expiry ON outbox (expires_at) WHERE expires_at IS NOT NULL;

ALTER TABLE whatsapp_accounts
    -- More of an account's own limits; null takes the server's default.
    ADD COLUMN max_new_per_day int CHECK (max_new_per_day >= 0),
    ADD COLUMN max_same_text_per_day int CHECK (max_same_text_per_day >= 0),
    ADD COLUMN warm_up_days int CHECK (warm_up_days >= 0),
    -- Minutes since midnight where the recipient is.
    ADD COLUMN quiet_from int CHECK (quiet_from BETWEEN 0 AND 1439),
    ADD COLUMN quiet_to int CHECK (quiet_to BETWEEN 0 AND 1439),
    ADD COLUMN read_before_reply boolean,
    -- Words that end or begin a contact's consent; null takes the server's.
    ADD COLUMN opt_out_words text[],
    ADD COLUMN opt_in_words text[],
    -- A person has stopped the sending.
    ADD COLUMN paused_at timestamptz,
    -- Until when contacts who have never written are not written to, and why.
    ADD COLUMN brake_until timestamptz,
    ADD COLUMN brake_reason text NOT NULL DEFAULT '',
    ADD COLUMN linked_at timestamptz;
UPDATE whatsapp_accounts SET linked_at = created_at WHERE phone_number <> '';

-- Who may be written to: a ledger, whose newest entry of a contact holds.
CREATE TABLE consents (
    id         uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES whatsapp_accounts ON DELETE CASCADE,
    phone      text CHECK (phone <> ''),
    lid        text CHECK (lid <> ''),
    state      text NOT NULL CHECK (state IN ('opted_in', 'opted_out')),
    source     text NOT NULL CHECK (source IN ('message', 'api', 'dashboard')),
    -- What the contact wrote, or how the consent was given.
    note       text NOT NULL DEFAULT '',
    message_id uuid,
    at         timestamptz NOT NULL,
    CHECK (phone IS NOT NULL OR lid IS NOT NULL)
);
CREATE INDEX consents_account ON consents (account_id, id DESC);
CREATE INDEX consents_phone ON consents (account_id, phone, id DESC) WHERE phone IS NOT NULL;
CREATE INDEX consents_lid ON consents (account_id, lid, id DESC) WHERE lid IS NOT NULL;
