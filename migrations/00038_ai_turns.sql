-- +goose Up
-- What tools have answered while a chat's answer is thought: thinking it again does not call them again.
-- turn names what is owed from when it began until it is answered: calls of tools are named after it.
ALTER TABLE ai_replies ADD COLUMN calls jsonb NOT NULL DEFAULT '{}', ADD COLUMN turn uuid NOT NULL DEFAULT gen_random_uuid();
-- When somebody last let answers go on: what was answered before does not make a loop again.
ALTER TABLE ai_chats ADD COLUMN resumed_at timestamptz;
-- A loop pauses a chat for an hour, no longer for ever.
UPDATE ai_chats SET paused_until = now() + interval '1 hour' WHERE pause_reason = 'loop' AND paused_until > now() + interval '1 hour';
-- A message finds its draft by when both were decided.
CREATE INDEX ai_drafts_chat ON ai_drafts (chat_id, decided_at);
