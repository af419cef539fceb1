-- +goose Up
-- The proxy that an account's connection goes through, sealed: its address may have a
-- password. Empty is none.
ALTER TABLE whatsapp_accounts ADD COLUMN proxy bytea NOT NULL DEFAULT '';
