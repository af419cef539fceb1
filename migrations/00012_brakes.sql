-- +goose Up
-- Why an account's brake is on. Each cause has its own end; whatsapp_accounts has the one that ends last.
CREATE TABLE account_brakes (
    account_id uuid NOT NULL REFERENCES whatsapp_accounts ON DELETE CASCADE,
    reason     text NOT NULL CHECK (reason IN ('reachout_timelock', 'temp_ban', 'refusals')),
    until      timestamptz NOT NULL,
    -- WhatsApp has said when it ends; otherwise that is a guess.
    told       boolean NOT NULL,
    PRIMARY KEY (account_id, reason)
);
INSERT INTO account_brakes (account_id, reason, until, told)
    SELECT id, brake_reason, brake_until, false FROM whatsapp_accounts
    WHERE brake_until > now() AND brake_reason IN ('reachout_timelock', 'temp_ban', 'refusals');
