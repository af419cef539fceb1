-- name: MessageFind :one
-- An account's message by its id, or by WhatsApp's: the newest, where two conversations have the same.
SELECT m.id FROM messages m WHERE m.account_id = @account_id AND (m.id = sqlc.narg('id')::uuid OR m.wa_id = @wa_id)
ORDER BY m.id DESC LIMIT 1;

-- name: MessageOfChat :one
-- The message of a conversation that WhatsApp calls so.
SELECT m.id FROM messages m WHERE m.chat_id = @chat_id AND m.wa_id = @wa_id
    AND m.account_id = (SELECT c.account_id FROM chats c WHERE c.id = @chat_id);

-- name: MessageEdit :execrows
-- Replaces a text and keeps what it was.
WITH before AS (
    SELECT m.id, m.body FROM messages m WHERE m.id = @id AND m.deleted_at IS NULL FOR UPDATE
), kept AS (
    INSERT INTO message_edits (message_id, body, at) SELECT before.id, before.body, @at FROM before
)
UPDATE messages m SET body = @body, edited_at = @at FROM before WHERE m.id = before.id;

-- name: MessageDelete :execrows
-- Notes that a message was deleted for everyone.
UPDATE messages SET deleted_at = @at WHERE id = @id AND deleted_at IS NULL;

-- name: MessageContent :exec
-- Replaces what a message has besides its text and file.
UPDATE messages SET content = @content WHERE id = @id;

-- name: MessageVersions :many
-- What a message said before, oldest first.
SELECT body, at FROM message_edits WHERE message_id = @message_id ORDER BY id;

-- name: MarkPut :exec
-- A reaction or vote; it replaces an older one of the same person.
INSERT INTO message_marks (message_id, kind, person_key, mark, at) VALUES (@message_id, @kind, @person_key, @mark, @at)
ON CONFLICT (message_id, kind, person_key) DO UPDATE SET mark = EXCLUDED.mark, at = EXCLUDED.at
WHERE message_marks.at <= EXCLUDED.at;

-- name: MarkDelete :exec
-- Takes a reaction or vote back.
DELETE FROM message_marks WHERE message_id = @message_id AND kind = @kind AND person_key = @person_key AND message_marks.at <= @at;

-- name: ChatTimer :exec
-- For how many seconds messages of a conversation stay.
UPDATE chats SET expires_after = @expires_after WHERE id = @id;
