-- +goose Up
ALTER TABLE whatsapp_accounts
    -- It is gone for everybody; its rows are being removed, a few at a time.
    ADD COLUMN deleted_at timestamptz;
