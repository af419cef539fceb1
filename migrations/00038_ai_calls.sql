-- +goose Up
-- What tools have answered while a chat's answer is thought: thinking it again does not call them again.
ALTER TABLE ai_replies ADD COLUMN calls jsonb NOT NULL DEFAULT '{}';
-- When somebody last let answers go on: what was answered before does not make a loop again.
ALTER TABLE ai_chats ADD COLUMN resumed_at timestamptz;
