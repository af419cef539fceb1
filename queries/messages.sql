-- name: AccountLock :one
-- Orders what is accepted for one account: the lane, the duplicate rule and the queue's length see each other.
-- Others may read the row, and the keeper may renew its lease.
SELECT id, holder FROM whatsapp_accounts WHERE id = @id AND pg_advisory_xact_lock(hashtextextended(@id::text, 0)) IS NOT NULL;

-- name: IdempotencyGet :one
-- What a key was used for.
SELECT request_hash, message_id FROM idempotency_keys WHERE account_id = @account_id AND key = @key;

-- name: IdempotencyPut :exec
-- Remembers what a key was used for.
INSERT INTO idempotency_keys (account_id, key, request_hash, message_id, created_at)
VALUES (@account_id, @key, @request_hash, @message_id, @now);

-- name: IdempotencyPurge :execrows
-- Forgets old keys.
DELETE FROM idempotency_keys WHERE created_at < @before;

-- name: MessageDuplicate :one
-- Whether the same content went to the same recipient since a time.
SELECT EXISTS (SELECT 1 FROM messages WHERE account_id = @account_id AND content_hash = @content_hash::bytea
    AND created_at > @since AND status <> 'failed');

-- name: OutboxLength :one
-- How many messages of an account wait.
SELECT count(*)::int FROM outbox WHERE account_id = @account_id;

-- name: ChatFind :many
-- The conversations that a number, a LID or a group have: two when the number and the LID were met apart.
SELECT * FROM chats WHERE account_id = @account_id
    AND (phone = sqlc.narg('phone') OR lid = sqlc.narg('lid') OR group_jid = sqlc.narg('group_jid'))
ORDER BY created_at, id FOR NO KEY UPDATE;

-- name: ChatCreate :one
-- A new conversation; when another transaction was faster, that one.
INSERT INTO chats (id, account_id, phone, lid, group_jid, name, created_at)
VALUES (@id, @account_id, sqlc.narg('phone'), sqlc.narg('lid'), sqlc.narg('group_jid'), @name, @now)
RETURNING *;

-- name: ChatTouch :exec
-- What a new message tells of its conversation: both addresses, a name, when it was last used.
UPDATE chats SET
    phone = COALESCE(sqlc.narg('phone'), phone), lid = COALESCE(sqlc.narg('lid'), lid),
    name = CASE WHEN @name::text = '' THEN name ELSE @name END,
    last_message_at = GREATEST(last_message_at, sqlc.narg('at')::timestamptz)
WHERE id = @id;

-- name: ChatMergeMessages :exec
-- Moves messages to the conversation that stays. What both have is the same message.
UPDATE messages m SET chat_id = @into_id WHERE m.chat_id = @from_id
    AND NOT EXISTS (SELECT 1 FROM messages o WHERE o.chat_id = @into_id AND o.wa_id = m.wa_id);

-- name: ChatDelete :exec
-- Removes a conversation that was merged into another.
DELETE FROM chats WHERE id = @id;

-- name: ChatRename :execrows
-- The push name that a contact shows.
UPDATE chats SET name = @name WHERE account_id = @account_id AND name <> @name
    AND (phone = sqlc.narg('phone') OR lid = sqlc.narg('lid'));

-- name: ChatGet :one
-- One conversation.
SELECT * FROM chats WHERE id = @id;

-- name: ChatList :many
-- An account's conversations, latest first.
SELECT * FROM chats c WHERE c.account_id = @account_id AND c.last_message_at IS NOT NULL
    AND (c.last_message_at < @before_at::timestamptz OR (c.last_message_at = @before_at::timestamptz AND c.id < @before_id::uuid))
    AND (@search::text = '' OR c.name ILIKE '%' || @search || '%' OR c.phone LIKE '%' || @search || '%')
ORDER BY c.last_message_at DESC, c.id DESC LIMIT @lim;

-- name: ChatLastMessages :many
-- The newest message of each of these conversations.
SELECT m.id FROM unnest(@chat_ids::uuid[]) AS c(id)
CROSS JOIN LATERAL (SELECT n.id FROM messages n WHERE n.chat_id = c.id AND n.shown ORDER BY n.id DESC LIMIT 1) m;

-- name: MessageInsert :execrows
-- A message; zero rows when it was there already.
INSERT INTO messages (id, account_id, chat_id, wa_id, direction, sender_phone, sender_lid, sender_name, type, body,
    media_id, content, status, content_hash, timestamp, created_at)
VALUES (@id, @account_id, @chat_id, @wa_id, @direction, @sender_phone, @sender_lid, @sender_name, @type, @body,
    @media_id, @content, @status, @content_hash, @timestamp, @now)
ON CONFLICT ON CONSTRAINT messages_once DO NOTHING;

-- name: MessageSeen :one
-- Whether a message is stored already, so that nothing else of it is.
SELECT EXISTS (SELECT 1 FROM messages WHERE account_id = @account_id AND chat_id = @chat_id AND wa_id = @wa_id);

-- name: NotifyQueued :exec
-- Wakes the lane in the process that holds the account.
SELECT pg_notify('switchboard', @account_id::text);

-- name: AccountTouch :exec
-- The account sent or received something.
UPDATE whatsapp_accounts SET last_active_at = @now WHERE id = @id AND (last_active_at IS NULL OR last_active_at < sqlc.arg('now')::timestamptz - interval '5 seconds');

-- name: StatusAdd :exec
-- One step of a message's history.
INSERT INTO message_statuses (message_id, status, at, reason) VALUES (@message_id, @status, @at, @reason);

-- name: StatusList :many
-- A message's history, oldest first. A receipt can be recorded before the server's acknowledgement, and tells
-- time in whole seconds: the steps after "sent" follow it by their order.
SELECT status, at, reason FROM message_statuses WHERE message_id = @message_id
ORDER BY CASE status WHEN 'delivered' THEN 1 WHEN 'read' THEN 2 WHEN 'played' THEN 3 ELSE 0 END, id;

-- name: OutboxAdd :exec
-- A message that is owed to WhatsApp.
INSERT INTO outbox (message_id, account_id, not_before) VALUES (@message_id, @account_id, @not_before);

-- name: MessageGet :many
-- Messages by id, with what names them.
SELECT sqlc.embed(m), c.phone, c.lid, c.group_jid, a.phone_number AS account_phone, a.lid AS account_lid,
    f.mimetype, f.filename, f.size, f.status AS media_status, f.sha256,
    COALESCE((SELECT jsonb_agg(k.mark ORDER BY k.at) FROM message_marks k WHERE k.message_id = m.id), '[]')::jsonb AS marks
FROM messages m JOIN chats c ON c.id = m.chat_id JOIN whatsapp_accounts a ON a.id = m.account_id
LEFT JOIN media f ON f.id = m.media_id
WHERE m.id = ANY(@ids::uuid[]) ORDER BY m.id DESC;

-- name: MessageList :many
-- An account's messages, newest first.
SELECT id FROM messages WHERE account_id = @account_id AND id < @before ORDER BY id DESC LIMIT @lim;

-- name: MessageListOfChat :many
-- A conversation's messages, newest first, without those that are about others.
SELECT id FROM messages WHERE account_id = @account_id AND chat_id = @chat_id AND id < @before AND shown ORDER BY id DESC LIMIT @lim;

-- name: MessageReceipt :many
-- Moves messages forward, with a step in their history.
WITH moved AS (
    UPDATE messages m SET status = @status
    WHERE m.account_id = @account_id AND m.wa_id = ANY(@wa_ids::text[]) AND m.direction = 'outgoing'
        AND status_rank(m.status) < status_rank(@status) AND m.status <> 'queued'
    RETURNING m.id
), history AS (
    INSERT INTO message_statuses (message_id, status, at) SELECT moved.id, @status, @at FROM moved
), gone AS (
    -- The server's own acknowledgement was lost with the process, but the recipient has it.
    DELETE FROM outbox o WHERE o.message_id IN (SELECT moved.id FROM moved)
)
SELECT moved.id FROM moved;
