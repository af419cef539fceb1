-- +goose Up
ALTER TABLE whatsapp_accounts
    -- WhatsApp asked the whole account for a pause: nothing goes until then.
    ADD COLUMN rest_until timestamptz;
