-- name: MediaCreate :exec
-- A file, here or still at WhatsApp.
INSERT INTO media (id, account_id, mimetype, filename, size, sha256, status, source, store, next_attempt_at, created_at)
VALUES (@id, @account_id, @mimetype, @filename, @size, @sha256, @status, @source, @store, @next_attempt_at, @created_at);

-- name: MediaGet :one
-- One file.
SELECT * FROM media WHERE id = @id;

-- name: MediaDue :many
-- What is to be fetched now, for the accounts that a holder runs and that are connected.
SELECT f.* FROM media f JOIN whatsapp_accounts a ON a.id = f.account_id
WHERE f.status = 'pending' AND f.next_attempt_at <= @now AND a.holder = @holder::uuid AND a.status = 'ready'
ORDER BY f.next_attempt_at LIMIT @lim;

-- name: MediaDone :execrows
-- The end of a fetch, good or bad.
UPDATE media SET status = @status, size = @size, sha256 = @sha256, mimetype = @mimetype, store = @store, source = '', next_attempt_at = NULL, attempts = attempts + 1
WHERE id = @id;

-- name: MediaMessage :one
-- The message that a file belongs to.
SELECT id, chat_id FROM messages WHERE media_id = @media_id::uuid LIMIT 1;

-- name: MediaLater :exec
-- A failed attempt, and when the next is due.
UPDATE media SET attempts = attempts + 1, next_attempt_at = @next_attempt_at WHERE id = @id;

-- name: MediaUnused :many
-- Uploads that no message refers to.
SELECT f.* FROM media f WHERE f.created_at < @before AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.media_id = f.id) LIMIT @lim;

-- name: MediaDelete :exec
-- Forgets a file.
DELETE FROM media WHERE id = @id;

-- name: MediaOrigin :one
-- The message that a file came with.
SELECT m.wa_id, m.direction, m.sender_phone, m.sender_lid, c.phone, c.lid, c.group_jid
FROM messages m JOIN chats c ON c.id = m.chat_id WHERE m.media_id = @media_id::uuid LIMIT 1;

-- name: MediaPending :one
-- The file of a message that is not here yet.
SELECT f.* FROM media f JOIN messages m ON m.media_id = f.id
WHERE m.account_id = @account_id AND m.wa_id = @wa_id AND f.status = 'pending' LIMIT 1;

-- name: MediaRenew :exec
-- A file can be fetched from another address.
UPDATE media SET source = @source, next_attempt_at = @now WHERE id = @id AND status = 'pending';

-- name: MediaKept :execrows
-- The bytes of an upload are in the store.
UPDATE media SET status = 'ready' WHERE id = @id AND status = 'pending';

-- name: MediaRemovalCreate :exec
-- The files of an account are to be removed from the stores.
INSERT INTO media_removals (account_id, created_at) VALUES (@account_id, @now) ON CONFLICT DO NOTHING;

-- name: MediaRemovalList :many
-- Accounts whose files are to be removed from the stores.
SELECT account_id FROM media_removals ORDER BY created_at LIMIT @lim;

-- name: MediaRemovalDelete :exec
-- The files of an account are removed.
DELETE FROM media_removals WHERE account_id = @account_id;

-- name: MediaPreviewCreate :exec
-- The small picture that came with a file.
INSERT INTO media_previews (media_id, jpeg) VALUES (@media_id, @jpeg);

-- name: MediaPreview :one
-- The small picture that came with a file.
SELECT jpeg FROM media_previews WHERE media_id = @media_id;

-- name: MediaPreviewDrop :exec
-- A better one can be made of the file itself.
DELETE FROM media_previews WHERE media_id = @media_id;
