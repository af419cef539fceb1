-- +goose Up
-- Parts of a history that the phone offers after linking and that are not read yet.
CREATE TABLE history_offers (
    id         uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES whatsapp_accounts ON DELETE CASCADE,
    offer      bytea NOT NULL,
    attempts   int NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL
);
CREATE INDEX history_offers_account ON history_offers (account_id, id);
