-- +goose Up
-- Whether something before it in its chat is held is asked for every message of a lane: what is held is few.
DROP INDEX outbox_chat;
CREATE INDEX outbox_chat ON outbox (chat_id);
CREATE INDEX outbox_held ON outbox (chat_id, send_at, position) WHERE reason <> '';
