-- +goose Up
ALTER TABLE outbox
    -- An attempt may have reached WhatsApp although nobody heard so: the message may arrive whatever becomes of its row.
    ADD COLUMN tried boolean NOT NULL DEFAULT false;
