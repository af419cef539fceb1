-- name: ChatUnreadCounts :many
-- How many messages of these conversations were not read, as far as it matters: 100 is many. When
-- they came here decides: WhatsApp tells time in whole seconds.
SELECT c.id, (SELECT count(*) FROM (SELECT 1 FROM messages n
    WHERE n.chat_id = c.id AND n.shown AND n.id > uuid_at(COALESCE(c.read_at, 'epoch') - interval '5 minutes')
        AND n.direction = 'incoming' AND n.type NOT IN ('call', 'group_change') AND (c.read_at IS NULL OR n.created_at > c.read_at)
    ORDER BY n.id DESC LIMIT 100) x)::int AS unread
FROM chats c WHERE c.id = ANY(@ids::uuid[]);

-- name: ChatUnread :many
-- The messages of a conversation that were not read, newest first: those that ChatUnreadCounts counts.
SELECT n.wa_id, n.type, n.sender_phone, n.sender_lid, n.created_at FROM messages n JOIN chats c ON c.id = n.chat_id
WHERE n.chat_id = @chat_id AND n.shown AND n.id > uuid_at(COALESCE(c.read_at, 'epoch') - interval '5 minutes')
    AND n.direction = 'incoming' AND n.type NOT IN ('call', 'group_change') AND (c.read_at IS NULL OR n.created_at > c.read_at)
ORDER BY n.id DESC LIMIT @lim;

-- name: ChatSetRead :exec
-- Up to when a conversation was read.
UPDATE chats SET read_at = GREATEST(read_at, sqlc.arg('at')::timestamptz) WHERE id = @id;

-- name: ChatLast :one
-- The newest message of a conversation.
SELECT wa_id, direction, sender_phone, sender_lid, timestamp FROM messages WHERE chat_id = @chat_id AND shown
    AND type NOT IN ('call', 'group_change') ORDER BY id DESC LIMIT 1;

-- name: ChatChange :execrows
-- Archives, pins or mutes a conversation; null keeps what is.
UPDATE chats SET archived = COALESCE(sqlc.narg('archived'), archived),
    pinned_at = CASE WHEN sqlc.narg('pinned')::boolean IS NULL THEN pinned_at WHEN sqlc.narg('pinned')::boolean THEN COALESCE(pinned_at, @now) END,
    muted_until = CASE WHEN @mute::boolean THEN sqlc.narg('muted_until')::timestamptz ELSE muted_until END
WHERE id = @id;

-- name: ChatByPeer :one
-- The conversation with a number, a LID or a group.
SELECT id FROM chats WHERE account_id = @account_id
    AND (phone = sqlc.narg('phone') OR lid = sqlc.narg('lid') OR group_jid = sqlc.narg('group_jid')) ORDER BY created_at, id LIMIT 1;

-- name: ChatNameGroup :execrows
-- A group's subject.
UPDATE chats SET name = @name WHERE account_id = @account_id AND group_jid = @group_jid AND name <> @name;

-- name: SearchPlan :exec
-- Tells the planner of one transaction that pages are read from a disk without a head, that 51 rows need no helpers, and that
-- folding a text costs what it does, a dozen times what is taken for granted: else it walks through a third of a million messages
-- for a word that the index finds at once.
SELECT set_config('random_page_cost', '1.1', true), set_config('max_parallel_workers_per_gather', '0', true),
    set_config('cpu_operator_cost', '0.03', true);

-- name: MessageSearch :many
-- Messages with these words, newest first.
SELECT m.id FROM messages m WHERE m.account_id = @account_id AND m.shown
    AND to_tsvector('simple', fold(m.body)) @@ search_query(@query) AND m.id < @before
ORDER BY m.id DESC LIMIT @lim;

-- name: MessageSearchOfChat :many
-- A conversation's messages with these words, newest first.
SELECT m.id FROM messages m WHERE m.account_id = @account_id AND m.chat_id = @chat_id AND m.shown
    AND to_tsvector('simple', fold(m.body)) @@ search_query(@query) AND m.id < @before
ORDER BY m.id DESC LIMIT @lim;

-- name: CallRuleGet :one
-- What becomes of an account's calls.
SELECT reject, reply FROM call_rules WHERE account_id = @account_id;

-- name: CallRulePut :exec
-- Sets what becomes of an account's calls.
INSERT INTO call_rules (account_id, reject, reply) VALUES (@account_id, @reject, @reply)
ON CONFLICT (account_id) DO UPDATE SET reject = EXCLUDED.reject, reply = EXCLUDED.reply;

-- name: CallFind :one
-- A call that is logged.
SELECT id FROM messages WHERE account_id = @account_id AND wa_id = @wa_id AND type = 'call' LIMIT 1;
