-- name: OutboxLanes :many
-- The accounts that a holder runs, that are connected and have something to send.
SELECT a.id FROM whatsapp_accounts a
WHERE a.holder = @holder::uuid AND a.holder_until > now() AND a.status = 'ready'
    AND EXISTS (SELECT 1 FROM outbox o WHERE o.account_id = a.id);

-- name: OutboxNext :one
-- The head of a lane, with what was sent so far.
SELECT o.message_id, o.not_before, o.attempts, sqlc.embed(a),
    COALESCE((SELECT m.sending_at FROM messages m WHERE m.account_id = a.id AND m.sending_at IS NOT NULL AND m.id <> o.message_id
        ORDER BY m.sending_at DESC LIMIT 1), 'epoch')::timestamptz AS last_at,
    COALESCE((SELECT m.sending_at FROM messages m WHERE m.account_id = a.id AND m.sending_at > sqlc.arg('now')::timestamptz - interval '1 hour' AND m.id <> o.message_id
        ORDER BY m.sending_at DESC LIMIT 1 OFFSET GREATEST(COALESCE(a.max_per_hour, @per_hour::int) - 1, 0)), 'epoch')::timestamptz AS hour_nth,
    COALESCE((SELECT m.sending_at FROM messages m WHERE m.account_id = a.id AND m.sending_at > sqlc.arg('now')::timestamptz - interval '1 day' AND m.id <> o.message_id
        ORDER BY m.sending_at DESC LIMIT 1 OFFSET GREATEST(COALESCE(a.max_per_day, @per_day::int) - 1, 0)), 'epoch')::timestamptz AS day_nth
FROM whatsapp_accounts a JOIN outbox o ON o.account_id = a.id
WHERE a.id = @account_id AND a.holder = @holder::uuid AND a.status = 'ready'
ORDER BY o.position LIMIT 1;

-- name: OutboxBegin :execrows
-- Marks a message as on its way and counts it, while its account is the holder's.
WITH due AS (
    UPDATE outbox o SET attempts = attempts + 1 FROM whatsapp_accounts a
    WHERE o.message_id = @id AND a.id = o.account_id AND a.holder = @holder::uuid AND a.holder_until > now()
    RETURNING o.message_id
), moved AS (
    UPDATE messages m SET status = 'sending', sending_at = @now WHERE m.id IN (SELECT due.message_id FROM due) RETURNING m.id
)
INSERT INTO message_statuses (message_id, status, at) SELECT moved.id, 'sending', @now FROM moved;

-- name: OutboxDone :execrows
-- Marks a message as sent and takes it off its lane. A receipt may have come first: then its status stays
-- where it is, and the history gets the step that was skipped.
WITH off AS (
    DELETE FROM outbox o WHERE o.message_id = @id
), moved AS (
    UPDATE messages m SET error = '', error_code = '', timestamp = @at,
        status = CASE WHEN status_rank(m.status) < status_rank('sent') THEN 'sent' ELSE m.status END
    WHERE m.id = @id AND m.status <> 'failed' RETURNING m.id
)
INSERT INTO message_statuses (message_id, status, at) SELECT moved.id, 'sent', @at FROM moved;

-- name: OutboxFail :execrows
-- Marks a message as failed for good and takes it off its lane.
WITH off AS (
    DELETE FROM outbox o WHERE o.message_id = @id
), moved AS (
    UPDATE messages m SET status = 'failed', error = @error, error_code = @error_code
    WHERE m.id = @id AND m.status IN ('queued', 'sending') RETURNING m.id
)
INSERT INTO message_statuses (message_id, status, at, reason) SELECT moved.id, 'failed', @now, @error FROM moved;

-- name: OutboxLater :execrows
-- Puts a message back after a passing failure.
WITH back AS (
    UPDATE outbox o SET not_before = @not_before WHERE o.message_id = @id RETURNING o.message_id
), moved AS (
    UPDATE messages m SET status = 'queued' WHERE m.id IN (SELECT back.message_id FROM back) AND m.status = 'sending' RETURNING m.id
)
INSERT INTO message_statuses (message_id, status, at, reason) SELECT moved.id, 'queued', @now, @reason FROM moved;
