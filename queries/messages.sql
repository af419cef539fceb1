-- name: AccountLock :one
-- Orders what is accepted for one account: the lane, the duplicate rule and the queue's length see each other.
-- Others may read the row, and the keeper may renew its lease.
SELECT id, holder, opt_out_words, opt_in_words FROM whatsapp_accounts WHERE id = @id AND deleted_at IS NULL AND pg_advisory_xact_lock(hashtextextended(@id::text, 0)) IS NOT NULL;

-- name: AccountQueue :exec
-- AccountLock for several accounts, always in the same order, by those who read them afterwards.
SELECT pg_advisory_xact_lock(hashtextextended(a.id::text, 0)) FROM (SELECT DISTINCT unnest(@ids::uuid[]) AS id ORDER BY 1) a;

-- name: InboundFacts :many
-- What is known where messages come in, each of them at its place n: the account, the conversations with the number, LID
-- or group (two when the number and the LID were met apart), the message itself when it was stored before, and the newest
-- question with numbered answers. Without a conversation it is one row, without the account none.
SELECT i.n, a.phone_number AS account_phone, a.lid AS account_lid, a.opt_out_words, a.opt_in_words, a.last_active_at, a.receive_channels, a.receive_status,
    c.id AS chat_id, c.phone, c.lid, c.group_jid, m.id AS message_id, m.type AS message_type,
    COALESCE((SELECT o.id FROM messages o WHERE o.chat_id = c.id AND o.type = 'options' AND o.direction = 'outgoing'
        AND o.deleted_at IS NULL AND o.status NOT IN ('queued', 'failed') ORDER BY o.id DESC LIMIT 1),
        '00000000-0000-0000-0000-000000000000')::uuid AS menu_id
FROM (
    SELECT generate_subscripts(@account_ids::uuid[], 1)::int AS n, unnest(@account_ids::uuid[]) AS account_id, unnest(@wa_ids::text[]) AS wa_id,
        unnest(@phones::text[]) AS phone, unnest(@lids::text[]) AS lid, unnest(@groups::text[]) AS group_jid
) i
JOIN whatsapp_accounts a ON a.id = i.account_id AND a.deleted_at IS NULL
LEFT JOIN chats c ON c.account_id = i.account_id AND (c.phone = i.phone OR c.lid = i.lid OR c.group_jid = i.group_jid)
LEFT JOIN messages m ON m.account_id = i.account_id AND m.wa_id = i.wa_id AND m.chat_id = c.id
ORDER BY i.n, c.created_at, c.id;

-- name: AcceptFacts :one
-- What decides whether a message is accepted: who holds the account, what the idempotency key was used for, the
-- conversation (apart: the number and the LID were met apart and have one each), whether its contact has opted out or was
-- sent the same content since a time, and how much waits. The caller has locked the account.
SELECT a.holder, a.phone_number AS account_phone, a.lid AS account_lid, k.request_hash, k.message_id,
    c.id AS chat_id, c.phone AS chat_phone, c.lid AS chat_lid, c.first_in_at, c.last_in_at, c.first_out_at,
    (SELECT count(*) > 1 FROM chats o WHERE o.account_id = a.id
        AND (o.phone = sqlc.narg('phone') OR o.lid = sqlc.narg('lid') OR o.group_jid = sqlc.narg('group_jid')))::boolean AS apart,
    (sqlc.narg('group_jid')::text IS NULL AND opted_out(a.id, sqlc.narg('phone')::text, sqlc.narg('lid')::text))::boolean AS opted_out,
    EXISTS (SELECT 1 FROM messages m WHERE m.account_id = a.id AND m.content_hash = sqlc.narg('content_hash')::bytea
        AND m.created_at > @since AND m.status <> 'failed') AS duplicate,
    (SELECT count(*) FROM outbox w WHERE w.account_id = a.id)::int AS waiting
FROM whatsapp_accounts a
LEFT JOIN idempotency_keys k ON k.account_id = a.id AND k.key = @key
LEFT JOIN chats c ON c.id = (SELECT o.id FROM chats o WHERE o.account_id = a.id
    AND (o.phone = sqlc.narg('phone') OR o.lid = sqlc.narg('lid') OR o.group_jid = sqlc.narg('group_jid')) ORDER BY o.created_at, o.id LIMIT 1)
WHERE a.id = @account_id AND a.deleted_at IS NULL;

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

-- name: ChatFind :many
-- The conversations that a number, a LID or a group have: two when the number and the LID were met apart.
SELECT * FROM chats WHERE account_id = @account_id
    AND (phone = sqlc.narg('phone') OR lid = sqlc.narg('lid') OR group_jid = sqlc.narg('group_jid'))
ORDER BY created_at, id FOR NO KEY UPDATE;

-- name: ChatCreate :exec
-- A new conversation. The caller has locked the account, so nobody else makes it.
INSERT INTO chats (id, account_id, phone, lid, group_jid, name, created_at)
VALUES (@id, @account_id, sqlc.narg('phone'), sqlc.narg('lid'), sqlc.narg('group_jid'), @name, @now);

-- name: ChatTouch :exec
-- What a new message tells of its conversation: both addresses, a name, when it was last used, and when the contact
-- wrote or the account, from the phone.
UPDATE chats SET
    phone = COALESCE(sqlc.narg('phone'), phone), lid = COALESCE(sqlc.narg('lid'), lid),
    name = CASE WHEN @name::text = '' THEN name ELSE @name END,
    last_message_at = GREATEST(last_message_at, sqlc.narg('at')::timestamptz),
    first_in_at = LEAST(first_in_at, sqlc.narg('heard_at')::timestamptz), last_in_at = GREATEST(last_in_at, sqlc.narg('heard_at')::timestamptz),
    first_out_at = LEAST(first_out_at, sqlc.narg('answered_at')::timestamptz), read_at = GREATEST(read_at, sqlc.narg('answered_at')::timestamptz)
WHERE id = @id;

-- name: ChatHeard :exec
-- The contact wrote.
UPDATE chats SET first_in_at = LEAST(first_in_at, sqlc.arg('at')::timestamptz), last_in_at = GREATEST(last_in_at, sqlc.arg('at')::timestamptz) WHERE id = @id;

-- name: ChatAnswered :exec
-- The account wrote, from the phone.
UPDATE chats SET first_out_at = LEAST(first_out_at, sqlc.arg('at')::timestamptz), read_at = GREATEST(read_at, sqlc.arg('at')::timestamptz) WHERE id = @id;

-- name: ChatMergeTimes :exec
-- What the conversation that goes knew of who wrote when.
UPDATE chats i SET first_in_at = LEAST(i.first_in_at, f.first_in_at), last_in_at = GREATEST(i.last_in_at, f.last_in_at),
    first_out_at = LEAST(i.first_out_at, f.first_out_at), read_at = GREATEST(i.read_at, f.read_at)
FROM chats f WHERE i.id = @into_id AND f.id = @from_id;

-- name: ChatMergeMessages :exec
-- Moves messages, and what waits, to the conversation that stays. What both have is the same message.
WITH waiting AS (
    UPDATE outbox o SET chat_id = @into_id WHERE o.chat_id = @from_id
), replies AS (
    UPDATE ai_replies r SET chat_id = @into_id WHERE r.chat_id = @from_id AND NOT EXISTS (SELECT 1 FROM ai_replies o WHERE o.chat_id = @into_id)
), standing AS (
    UPDATE ai_chats a SET chat_id = @into_id WHERE a.chat_id = @from_id AND NOT EXISTS (SELECT 1 FROM ai_chats o WHERE o.chat_id = @into_id)
), drafts AS (
    UPDATE ai_drafts d SET chat_id = @into_id WHERE d.chat_id = @from_id
        AND (d.state <> 'pending' OR NOT EXISTS (SELECT 1 FROM ai_drafts o WHERE o.chat_id = @into_id AND o.state = 'pending'))
), traces AS (
    UPDATE ai_traces t SET chat_id = @into_id WHERE t.chat_id = @from_id
), heard AS (
    UPDATE conversation_history h SET chat_id = @into_id WHERE h.chat_id = @from_id
), used AS (
    UPDATE ai_usage u SET chat_id = @into_id WHERE u.chat_id = @from_id AND NOT EXISTS (
        SELECT 1 FROM ai_usage o WHERE o.chat_id = @into_id AND o.day = u.day AND o.provider = u.provider AND o.model = u.model)
)
UPDATE messages m SET chat_id = @into_id WHERE m.chat_id = @from_id
    AND NOT EXISTS (SELECT 1 FROM messages o WHERE o.account_id = m.account_id AND o.chat_id = @into_id AND o.wa_id = m.wa_id);

-- name: ChatDelete :exec
-- Removes a conversation that was merged into another.
DELETE FROM chats WHERE id = @id;

-- name: ChatRename :execrows
-- The push name that a contact shows.
UPDATE chats SET name = @name WHERE account_id = @account_id AND name <> @name
    AND (phone = sqlc.narg('phone') OR lid = sqlc.narg('lid'));

-- name: ChatOfMessage :one
-- The conversation that a message belongs to; it may have been merged into another since it was read.
SELECT chat_id FROM messages WHERE id = @id;

-- name: ChatGet :one
-- One conversation.
SELECT * FROM chats WHERE id = @id;

-- name: ChatList :many
-- An account's conversations of these kinds, latest first; unread as ChatUnreadCounts counts. What is null does not matter.
SELECT * FROM chats c WHERE c.account_id = @account_id AND c.last_message_at IS NOT NULL AND c.kind = ANY(@kinds::text[])
    AND (c.last_message_at < @before_at::timestamptz OR (c.last_message_at = @before_at::timestamptz AND c.id < @before_id::uuid))
    AND (@search::text = '' OR c.name ILIKE '%' || @search || '%' OR c.phone LIKE '%' || @search || '%')
    AND (sqlc.narg('archived')::boolean IS NULL OR c.archived = sqlc.narg('archived')::boolean)
    AND (sqlc.narg('pinned')::boolean IS NULL OR (c.pinned_at IS NOT NULL) = sqlc.narg('pinned')::boolean)
    AND (sqlc.narg('unread')::boolean IS NULL OR sqlc.narg('unread')::boolean = EXISTS (SELECT 1 FROM messages n
        WHERE n.chat_id = c.id AND n.shown AND n.id > uuid_at(COALESCE(c.read_at, 'epoch') - interval '5 minutes')
            AND n.direction = 'incoming' AND n.type NOT IN ('call', 'group_change') AND (c.read_at IS NULL OR n.created_at > c.read_at)))
ORDER BY c.last_message_at DESC, c.id DESC LIMIT @lim;

-- name: ChatLastMessages :many
-- The newest message of each of these conversations.
SELECT m.id FROM unnest(@chat_ids::uuid[]) AS c(id)
CROSS JOIN LATERAL (SELECT n.id FROM messages n WHERE n.chat_id = c.id AND n.shown ORDER BY n.id DESC LIMIT 1) m;

-- name: MessageInsert :exec
-- A message that is not there yet. The caller has locked the account.
INSERT INTO messages (id, account_id, chat_id, wa_id, direction, sender_phone, sender_lid, sender_name, type, body,
    media_id, content, status, content_hash, source, late, text_key, history, timestamp, created_at)
VALUES (@id, @account_id, @chat_id, @wa_id, @direction, @sender_phone, @sender_lid, @sender_name, @type, @body,
    @media_id, @content, @status, @content_hash, @source, @late, @text_key, status_step(@status, @now, ''), @timestamp, @now);

-- name: MessageHeal :exec
-- A message that could not be decrypted at first has come again and can be read.
UPDATE messages SET type = @type, body = @body, content = @content, media_id = @media_id, sender_name = @sender_name WHERE id = @id;

-- name: NotifyQueued :exec
-- Wakes the lane in the process that holds the account.
SELECT pg_notify('switchboard', @account_id::text);

-- name: AccountTouch :exec
-- The account sent or received something.
UPDATE whatsapp_accounts SET last_active_at = @now WHERE id = @id AND (last_active_at IS NULL OR last_active_at < sqlc.arg('now')::timestamptz - interval '5 seconds');

-- name: OutboxAdd :exec
-- A message that is owed to WhatsApp.
-- What waits in its chat before it takes over its priority, and it that of what waits after it: so a chat keeps its order.
WITH before AS (
    UPDATE outbox o SET priority = @priority WHERE o.chat_id = @chat_id AND o.send_at <= @send_at AND o.priority > @priority
)
INSERT INTO outbox (message_id, account_id, chat_id, priority, send_at, not_before, expires_at)
VALUES (@message_id, @account_id, @chat_id,
    LEAST(@priority, (SELECT min(a.priority) FROM outbox a WHERE a.chat_id = @chat_id AND a.send_at > @send_at)),
    @send_at, @send_at, @expires_at);

-- name: MessageGet :many
-- Messages by id, with what names them.
SELECT * FROM message_details d WHERE d.id = ANY(@ids::uuid[]) ORDER BY d.id DESC;

-- name: MessageGetOne :one
-- One message with what names it. It is planned once: a list of ids is planned each time, which takes longer than reading.
SELECT * FROM message_details d WHERE d.id = @id;

-- name: MessageList :many
-- An account's messages, newest first.
SELECT id FROM messages WHERE account_id = @account_id AND id < @before ORDER BY id DESC LIMIT @lim;

-- name: MessageListOfChat :many
-- A conversation's messages, newest first, without those that are about others.
SELECT id FROM messages WHERE account_id = @account_id AND chat_id = @chat_id AND id < @before AND shown ORDER BY id DESC LIMIT @lim;

-- name: MessageListBack :many
-- The messages of an account that stand next before one in the list, the nearest first.
SELECT id FROM messages WHERE account_id = @account_id AND id > @after ORDER BY id LIMIT @lim;

-- name: MessageListBackOfChat :many
-- The same of a conversation.
SELECT id FROM messages WHERE account_id = @account_id AND chat_id = @chat_id AND id > @after AND shown ORDER BY id LIMIT @lim;

-- name: MessageReceipt :many
-- Moves messages forward, with a step in their history; also those that wait to be sent again, or that were given
-- up, because it was not known that they arrived: a receipt proves it. Each message is named once; n is the place of
-- what moved it.
WITH r AS (
    SELECT unnest(@places::int[]) AS n, unnest(@account_ids::uuid[]) AS account_id, unnest(@wa_ids::text[]) AS wa_id,
        unnest(@statuses::text[]) AS status, unnest(@ats::timestamptz[]) AS at
), moved AS (
    UPDATE messages m SET status = r.status, error = '', error_code = '', history = m.history || status_step(r.status, r.at, '')
    FROM r WHERE m.account_id = r.account_id AND m.wa_id = r.wa_id AND m.direction = 'outgoing'
        AND (status_rank(m.status) < status_rank(r.status) OR m.status = 'failed')
    RETURNING m.id, r.n
), gone AS (
    -- The server's own acknowledgement was lost with the process, but the recipient has it.
    DELETE FROM outbox o WHERE o.message_id = ANY(ARRAY(SELECT moved.id FROM moved))
)
SELECT moved.id, moved.n::int AS n FROM moved;

-- name: ParticipantReceipt :exec
-- How far a message is with one participant of a group.
INSERT INTO message_receipts (message_id, participant, status, at)
SELECT m.id, @participant, @status, @at FROM messages m
WHERE m.account_id = @account_id AND m.wa_id = ANY(@wa_ids::text[]) AND m.direction = 'outgoing'
ON CONFLICT (message_id, participant) DO UPDATE SET status = EXCLUDED.status, at = EXCLUDED.at
    WHERE status_rank(message_receipts.status) < status_rank(EXCLUDED.status);

-- name: ReceiptList :many
-- How far a message is with each participant of a group.
SELECT participant, status, at FROM message_receipts WHERE message_id = @message_id ORDER BY participant;

-- name: UnreadOfChat :many
-- What came in and is not read yet, the newest first.
SELECT m.id, m.wa_id, m.sender_phone, m.sender_lid, m.body, m.timestamp FROM messages m JOIN chats c ON c.id = m.chat_id
WHERE m.chat_id = @chat_id AND m.direction = 'incoming' AND m.type <> 'waiting' AND (c.read_at IS NULL OR m.timestamp > c.read_at)
ORDER BY m.id DESC LIMIT @lim;

-- name: ChatRead :exec
-- Incoming messages up to a time are read.
UPDATE chats SET read_at = GREATEST(read_at, sqlc.arg('at')::timestamptz) WHERE id = @id;

-- name: MessagePurge :many
-- Removes messages up to an id that was made at some time, the oldest first, but none that waits to be sent.
DELETE FROM messages m WHERE m.id IN (
    SELECT o.id FROM messages o WHERE o.id < @before AND NOT EXISTS (SELECT 1 FROM outbox q WHERE q.message_id = o.id) ORDER BY o.id LIMIT @lim)
RETURNING m.wa_id, (SELECT a.device_jid FROM whatsapp_accounts a WHERE a.id = m.account_id)::text AS device_jid;

-- name: MessageNth :many
-- The id of the message after so many newer ones; nothing when there are not that many.
SELECT id FROM messages ORDER BY id DESC LIMIT 1 OFFSET @newer::int;
