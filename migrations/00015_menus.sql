-- +goose Up
-- Each text that comes in asks for the newest question with numbered answers of its conversation: most have none,
-- and then the whole conversation was read.
CREATE INDEX messages_menu ON messages (chat_id, id DESC) WHERE type = 'options';
