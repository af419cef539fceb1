-- name: OutboxLanes :many
-- The accounts that a holder runs, that are connected and have something to send now.
SELECT a.id FROM whatsapp_accounts a
WHERE a.holder = @holder::uuid AND a.holder_until > now() AND a.status = 'ready' AND a.paused_at IS NULL AND (a.rest_until IS NULL OR a.rest_until <= sqlc.arg('now')::timestamptz)
    AND EXISTS (SELECT 1 FROM outbox o WHERE o.account_id = a.id AND o.send_at <= @now AND o.not_before <= @now);

-- name: OutboxAccount :one
-- The account of a lane, while it can send.
SELECT * FROM whatsapp_accounts WHERE id = @id AND holder = @holder::uuid AND status = 'ready' AND paused_at IS NULL
    AND (rest_until IS NULL OR rest_until <= sqlc.arg('now')::timestamptz);

-- name: OutboxRest :exec
-- Lets a whole account rest, as WhatsApp has asked.
UPDATE whatsapp_accounts SET rest_until = GREATEST(rest_until, @until::timestamptz) WHERE id = @id;

-- name: OutboxFacts :one
-- What an account has sent so far. A time is the epoch where there is none; an offset below 0 asks for nothing.
SELECT
    COALESCE((SELECT s.at FROM sends s WHERE s.account_id = @account_id ORDER BY s.at DESC LIMIT 1), 'epoch')::timestamptz AS last_at,
    COALESCE((SELECT s.at FROM sends s WHERE @hour_offset::int >= 0 AND s.account_id = @account_id AND s.at > sqlc.arg('now')::timestamptz - interval '1 hour'
        ORDER BY s.at DESC LIMIT 1 OFFSET GREATEST(@hour_offset, 0)), 'epoch')::timestamptz AS hour_nth,
    COALESCE((SELECT s.at FROM sends s WHERE @day_offset::int >= 0 AND s.account_id = @account_id AND s.at > sqlc.arg('now')::timestamptz - interval '1 day'
        ORDER BY s.at DESC LIMIT 1 OFFSET GREATEST(@day_offset, 0)), 'epoch')::timestamptz AS day_nth,
    COALESCE((SELECT c.first_out_at FROM chats c WHERE @new_offset::int >= 0 AND c.account_id = @account_id AND c.group_jid IS NULL
        AND c.first_out_at > sqlc.arg('now')::timestamptz - interval '1 day' AND (c.first_in_at IS NULL OR c.first_in_at > c.first_out_at)
        ORDER BY c.first_out_at DESC LIMIT 1 OFFSET GREATEST(@new_offset, 0)), 'epoch')::timestamptz AS new_nth;

-- name: OutboxHeads :many
-- The next messages of a lane in the order in which they go. What is held holds what comes after it in its chat.
SELECT o.message_id, o.attempts, (o.tried OR o.sending)::boolean AS tried, o.expires_at, o.priority, c.first_in_at, c.last_in_at, c.first_out_at, c.expires_after, m.text_key,
    opted_out(o.account_id, c.phone, c.lid)::boolean AS opted_out,
    COALESCE((SELECT s.at FROM sends s WHERE @same_offset::int >= 0 AND s.account_id = o.account_id AND s.text_key = m.text_key
        AND s.at > sqlc.arg('now')::timestamptz - interval '1 day' AND s.message_id <> o.message_id
        ORDER BY s.at DESC LIMIT 1 OFFSET GREATEST(@same_offset, 0)), 'epoch')::timestamptz AS same_nth
FROM (
    SELECT w.* FROM outbox w
    WHERE w.account_id = @account_id AND w.send_at <= @now AND w.not_before <= @now
        AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.chat_id = w.chat_id AND e.reason <> '' AND e.send_at <= w.send_at AND e.not_before > @now
            AND (e.send_at, e.position) < (w.send_at, w.position))
    ORDER BY w.priority, w.send_at, w.position LIMIT @lim
) o JOIN messages m ON m.id = o.message_id JOIN chats c ON c.id = o.chat_id
ORDER BY o.priority, o.send_at, o.position;

-- name: OutboxBegin :many
-- Marks messages as on their way and counts them, while their account is the holder's and lets them go. One that
-- was on its way already was lost sight of, by a crash or with the account.
WITH due AS (
    UPDATE outbox o SET reason = '', tried = o.tried OR o.sending, sending = true FROM whatsapp_accounts a
    WHERE o.message_id = ANY(@ids::uuid[]) AND a.id = o.account_id AND a.holder = @holder::uuid AND a.holder_until > now() AND a.paused_at IS NULL
        AND NOT (SELECT opted_out(c.account_id, c.phone, c.lid) FROM chats c WHERE c.id = o.chat_id)
    RETURNING o.message_id, o.account_id, o.chat_id
), met AS (
    UPDATE chats c SET first_out_at = sqlc.arg('now')::timestamptz WHERE c.id IN (SELECT due.chat_id FROM due) AND c.first_out_at IS NULL
), moved AS (
    UPDATE messages m SET status = 'sending', history = m.history || status_step('sending', @now, '')
    WHERE m.id IN (SELECT due.message_id FROM due) RETURNING m.id, m.text_key
), counted AS (
    INSERT INTO sends (message_id, account_id, at, cold, text_key)
    SELECT due.message_id, due.account_id, @now, c.first_in_at IS NULL AND c.group_jid IS NULL, moved.text_key
    FROM due JOIN moved ON moved.id = due.message_id JOIN chats c ON c.id = due.chat_id
    ON CONFLICT (message_id) DO UPDATE SET at = EXCLUDED.at
)
SELECT moved.id FROM moved;

-- name: OutboxDone :many
-- Marks messages as sent and takes them off their lane. A receipt may have come first: then the status stays
-- where it is, and the history gets the step that was skipped. Paced messages count from when they had gone.
WITH done AS (
    SELECT unnest(@ids::uuid[]) AS id, unnest(@ats::timestamptz[]) AS at
), off AS (
    DELETE FROM outbox o WHERE o.message_id = ANY(@ids::uuid[])
), counted AS (
    UPDATE sends s SET at = sqlc.narg('ended') WHERE s.message_id = ANY(@ids::uuid[]) AND sqlc.narg('ended')::timestamptz IS NOT NULL
)
UPDATE messages m SET error = '', error_code = '', timestamp = done.at, history = m.history || status_step('sent', done.at, ''),
    status = CASE WHEN status_rank(m.status) < status_rank('sent') THEN 'sent' ELSE m.status END
FROM done WHERE m.id = done.id AND m.status <> 'failed' RETURNING m.id;

-- name: OutboxFail :many
-- Marks messages as failed for good and takes them off their lane.
WITH off AS (
    DELETE FROM outbox o WHERE o.message_id = ANY(@ids::uuid[]) RETURNING o.message_id
), refused AS (
    UPDATE sends s SET refusal = @error_code WHERE s.message_id = ANY(@ids::uuid[])
)
UPDATE messages m SET status = 'failed', error = @error, error_code = @error_code, history = m.history || status_step('failed', @now, @error)
WHERE m.id IN (SELECT off.message_id FROM off) AND m.status IN ('queued', 'sending') RETURNING m.id;

-- name: OutboxLater :execrows
-- Puts a message back after a passing failure; tried says that it may have arrived all the same.
WITH back AS (
    UPDATE outbox o SET attempts = @attempts, not_before = @not_before, reason = @code, sending = false, tried = o.tried OR @tried::boolean WHERE o.message_id = @id RETURNING o.message_id
)
UPDATE messages m SET status = 'queued', history = m.history || status_step('queued', @now, @reason)
WHERE m.id IN (SELECT back.message_id FROM back) AND m.status = 'sending';

-- name: OutboxBack :execrows
-- Puts messages back that were begun and did not leave: this time counts for nothing. What had been tried before
-- stays counted.
WITH back AS (
    UPDATE outbox o SET sending = false WHERE o.message_id = ANY(@ids::uuid[]) RETURNING o.message_id, o.chat_id, o.tried
), uncounted AS (
    DELETE FROM sends s WHERE s.message_id IN (SELECT back.message_id FROM back WHERE NOT back.tried) RETURNING s.message_id, s.at
), unmet AS (
    UPDATE chats c SET first_out_at = NULL FROM back JOIN uncounted ON uncounted.message_id = back.message_id
    WHERE c.id = back.chat_id AND c.first_out_at = uncounted.at
)
UPDATE messages m SET status = 'queued', history = m.history || status_step('queued', @now, @reason)
WHERE m.id IN (SELECT back.message_id FROM back) AND m.status = 'sending';

-- name: OutboxHold :execrows
-- Keeps a message back for a reason of its own, so that others go first.
UPDATE outbox o SET not_before = @not_before, reason = @reason FROM whatsapp_accounts a
WHERE o.message_id = @id AND a.id = o.account_id AND a.holder = @holder::uuid;

-- name: OutboxReleaseChat :exec
-- Lets go what was held in a chat for a reason that an answer does not have: the contact has written.
UPDATE outbox SET not_before = send_at, reason = '' WHERE chat_id = @chat_id AND reason = ANY(@reasons::text[]);

-- name: OutboxRelease :execrows
-- Lets go what was held for a reason that does not hold any more.
UPDATE outbox SET not_before = send_at, reason = '' WHERE account_id = @account_id AND reason = ANY(@reasons::text[]);

-- name: OutboxExpire :many
-- Fails what was to go by now or never, unless it is on its way. What was tried before may have arrived.
WITH off AS (
    DELETE FROM outbox o WHERE o.expires_at <= @now AND NOT o.sending
    RETURNING o.message_id, CASE WHEN o.tried THEN @unsure::text ELSE @error::text END AS error
)
UPDATE messages m SET status = 'failed', error = off.error, error_code = @error_code, history = m.history || status_step('failed', @now, off.error)
FROM off WHERE m.id = off.message_id RETURNING m.id;

-- name: OutboxCancel :many
-- Takes a message off its lane unless it is on its way. What was tried before may have arrived.
WITH off AS (
    DELETE FROM outbox o WHERE o.message_id = ANY(@ids::uuid[]) AND NOT o.sending
    RETURNING o.message_id, CASE WHEN o.tried THEN @unsure::text ELSE @error::text END AS error
)
UPDATE messages m SET status = 'failed', error = off.error, error_code = 'cancelled', history = m.history || status_step('failed', @now, off.error)
FROM off WHERE m.id = off.message_id RETURNING m.id;

-- name: OutboxAnswers :many
-- The messages by AI that wait in an account or in one of its chats, of those whose idempotency key begins so.
SELECT o.message_id FROM outbox o JOIN messages m ON m.id = o.message_id AND m.source = 'ai'
WHERE o.account_id = @account_id AND (sqlc.narg(chat_id)::uuid IS NULL OR o.chat_id = sqlc.narg(chat_id)) AND EXISTS (SELECT 1 FROM idempotency_keys k WHERE k.message_id = o.message_id AND starts_with(k.key, @key::text));

-- name: OutboxQueued :many
-- What waits on an account's lane, the next first; of some priorities when they are given.
SELECT o.message_id FROM outbox o
WHERE o.account_id = @account_id AND NOT o.sending
    AND (cardinality(@priorities::int[]) = 0 OR o.priority = ANY(@priorities::int[]))
ORDER BY o.priority, o.send_at, o.position LIMIT @lim;

-- name: OutboxPlace :one
-- Where a message stands on its lane: what it waits for itself, and how many go before it.
SELECT o.not_before, o.reason, o.send_at, o.expires_at, o.priority, o.position, sqlc.embed(a), sqlc.embed(c), m.text_key,
    COALESCE(held.not_before, 'epoch')::timestamptz AS behind_until, COALESCE(held.reason, '')::text AS behind_reason,
    (SELECT count(*) FROM outbox e WHERE e.account_id = o.account_id AND e.send_at <= sqlc.arg('now')::timestamptz AND e.not_before <= sqlc.arg('now')::timestamptz
        AND (e.priority, e.send_at, e.position) < (o.priority, o.send_at, o.position))::int AS ahead
FROM outbox o JOIN whatsapp_accounts a ON a.id = o.account_id JOIN chats c ON c.id = o.chat_id JOIN messages m ON m.id = o.message_id
LEFT JOIN LATERAL (SELECT e.not_before, e.reason FROM outbox e WHERE e.chat_id = o.chat_id AND e.reason <> ''
    AND (e.send_at, e.position) < (o.send_at, o.position) ORDER BY e.not_before DESC LIMIT 1) held ON true
WHERE o.message_id = @id;

-- name: OutboxBehind :many
-- What is held longest in a conversation before a message that would go at a time; nothing when nothing is.
SELECT e.not_before, e.reason FROM outbox e JOIN chats c ON c.id = e.chat_id
WHERE c.account_id = @account_id AND (c.phone = sqlc.narg('phone') OR c.lid = sqlc.narg('lid') OR c.group_jid = sqlc.narg('group_jid'))
    AND e.reason <> '' AND e.send_at <= @send_at ORDER BY e.not_before DESC LIMIT 1;

-- name: OutboxRivals :one
-- How many wait before a place on a lane for the same budgets: conversations with others that would be first contacts, and messages
-- with the same text that are no answers. What is held is among them.
SELECT (count(DISTINCT e.chat_id) FILTER (WHERE c.group_jid IS NULL AND c.first_in_at IS NULL AND c.first_out_at IS NULL
        AND (c.phone = sqlc.narg('phone') OR c.lid = sqlc.narg('lid')) IS NOT TRUE))::int AS strangers,
    (count(*) FILTER (WHERE m.text_key = sqlc.narg('text_key')::bigint AND (c.last_in_at IS NULL OR c.last_in_at < @answered_since::timestamptz)))::int AS same
FROM outbox e JOIN chats c ON c.id = e.chat_id JOIN messages m ON m.id = e.message_id
WHERE e.account_id = @account_id AND e.send_at <= @due_by
    AND (e.priority, e.send_at, e.position) < (@priority, sqlc.arg('send_at')::timestamptz, sqlc.arg('position')::bigint);

-- name: FirstTimes :many
-- When an account wrote to contacts for the first time within the last day, the latest first.
SELECT c.first_out_at::timestamptz AS at FROM chats c WHERE c.account_id = @account_id AND c.group_jid IS NULL
    AND c.first_out_at > sqlc.arg('now')::timestamptz - interval '1 day' AND (c.first_in_at IS NULL OR c.first_in_at > c.first_out_at)
ORDER BY c.first_out_at DESC LIMIT @lim;

-- name: SameTimes :many
-- When an account sent a text within the last day, the latest first.
SELECT at FROM sends WHERE account_id = @account_id AND text_key = sqlc.arg('text_key')::bigint
    AND at > sqlc.arg('now')::timestamptz - interval '1 day' ORDER BY at DESC LIMIT @lim;

-- name: OutboxAhead :one
-- How many would go before a message of that priority that came now.
SELECT count(*)::int FROM outbox o WHERE o.account_id = @account_id AND o.send_at <= @now AND o.not_before <= @now AND o.priority <= @priority;

-- name: SendTimes :many
-- When an account sent, the latest first, as far as caps look back.
SELECT at FROM sends WHERE account_id = @account_id AND at > sqlc.arg('now')::timestamptz - interval '1 day' ORDER BY at DESC LIMIT @lim;

-- name: SendsPurge :execrows
-- Forgets what no cap and no score looks at.
DELETE FROM sends WHERE at < @before;
