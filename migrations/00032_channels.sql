-- +goose Up
ALTER TABLE whatsapp_accounts
    -- Posts of the channels that the account follows, and of its contacts' status, are stored.
    ADD COLUMN receive_channels boolean NOT NULL DEFAULT true,
    ADD COLUMN receive_status   boolean NOT NULL DEFAULT false;

ALTER TABLE chats ADD COLUMN kind text NOT NULL GENERATED ALWAYS AS (CASE
    WHEN group_jid IS NULL THEN 'direct' WHEN group_jid = 'status@broadcast' THEN 'status'
    WHEN group_jid LIKE '%@newsletter' THEN 'channel' ELSE 'group' END) STORED;
