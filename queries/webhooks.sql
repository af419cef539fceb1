-- name: WebhookCreate :execrows
-- A new webhook; zero rows when the account has most of them already.
INSERT INTO webhooks (id, account_id, url, description, is_active, events, filter_chats, filter_direction, filter_types,
    filter_groups, filter_text, ordered, max_attempts, headers, secret, created_at, updated_at)
SELECT @id, a.id, @url, @description, @is_active, @events::text[], @filter_chats::text[], @filter_direction, @filter_types::text[],
    sqlc.narg('filter_groups')::boolean, @filter_text, @ordered, @max_attempts, @headers, @secret, @now::timestamptz, @now::timestamptz
FROM whatsapp_accounts a
WHERE a.id = @account_id AND a.deleted_at IS NULL AND (SELECT count(*) FROM webhooks o WHERE o.account_id = a.id) < @most::int;

-- name: WebhookList :many
-- An account's webhooks, newest first.
SELECT * FROM webhooks WHERE account_id = @account_id ORDER BY id DESC;

-- name: WebhookGet :one
-- One webhook.
SELECT * FROM webhooks WHERE id = @id;

-- name: WebhookUpdate :execrows
-- What a person changes. Where it is turned on or off, its troubles are forgotten.
UPDATE webhooks SET url = @url, description = @description, is_active = @is_active, events = @events::text[],
    filter_chats = @filter_chats::text[], filter_direction = @filter_direction, filter_types = @filter_types::text[],
    filter_groups = sqlc.narg('filter_groups'), filter_text = @filter_text, ordered = @ordered, max_attempts = @max_attempts,
    headers = @headers, secret = @secret, old_secret = sqlc.narg('old_secret'), old_secret_until = sqlc.narg('old_secret_until'),
    failures = CASE WHEN @afresh::boolean THEN 0 ELSE failures END,
    failing_since = CASE WHEN @afresh THEN NULL ELSE failing_since END,
    open_until = CASE WHEN @afresh THEN NULL ELSE open_until END,
    disabled_at = CASE WHEN @afresh THEN NULL ELSE disabled_at END,
    disabled_reason = CASE WHEN @afresh THEN '' ELSE disabled_reason END,
    updated_at = @now
WHERE id = @id;

-- name: WebhookDelete :execrows
-- The webhook and, by its foreign keys, what is owed to it.
DELETE FROM webhooks WHERE id = @id;

-- name: WebhookHealth :one
-- How a webhook did since a time: the last thousand attempts tell enough.
WITH recent AS (
    SELECT t.status BETWEEN 200 AND 299 AS ok, t.duration_ms FROM webhook_attempts t
    WHERE t.webhook_id = @id AND t.at > @since::timestamptz ORDER BY t.at DESC LIMIT 1000
)
SELECT (SELECT count(*) FROM recent)::int AS attempts, (SELECT count(*) FROM recent r WHERE r.ok)::int AS succeeded,
    COALESCE((SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY r.duration_ms) FROM recent r), 0)::int AS p50,
    COALESCE((SELECT percentile_disc(0.95) WITHIN GROUP (ORDER BY r.duration_ms) FROM recent r), 0)::int AS p95,
    (SELECT count(*) FROM webhook_delivery_queue q WHERE q.webhook_id = @id AND q.next_attempt_at IS NOT NULL)::int AS waiting,
    COALESCE((SELECT min(q.created_at) FROM webhook_delivery_queue q WHERE q.webhook_id = @id AND q.next_attempt_at IS NOT NULL), 'epoch')::timestamptz AS oldest_at,
    (SELECT count(*) FROM webhook_delivery_queue q WHERE q.webhook_id = @id AND q.state = 'dead_letter')::int AS dead_letters;

-- name: EventOwe :exec
-- Stores an event, and owes it to the webhooks that want it. The caller has locked the account.
WITH e AS (
    INSERT INTO events (id, account_id, type, chat_id, chats, direction, message_type, is_group, content, body, created_at)
    VALUES (@id, @account_id, @type, sqlc.narg('chat_id')::uuid, @chats::text[], @direction, @message_type, sqlc.narg('is_group')::boolean, @content, @body, @now)
    RETURNING *
)
INSERT INTO webhook_delivery_queue (webhook_id, account_id, position, type, chat_id, state, max_attempts, next_attempt_at, created_at)
SELECT w.id, e.account_id, e.position, e.type, e.chat_id, 'pending', w.max_attempts, e.created_at, e.created_at
FROM e JOIN webhooks w ON w.account_id = e.account_id
WHERE w.is_active AND event_wanted(w.events, e.type)
    AND (w.filter_chats = '{}' OR e.chats = '{}' OR w.filter_chats && e.chats)
    AND (w.filter_direction = '' OR e.direction = '' OR w.filter_direction = e.direction)
    AND (w.filter_types = '{}' OR e.message_type = '' OR e.message_type = ANY(w.filter_types))
    AND (w.filter_groups IS NULL OR e.is_group IS NULL OR w.filter_groups = e.is_group)
    AND (w.filter_text = '' OR e.message_type = '' OR position(lower(w.filter_text) IN lower(e.content)) > 0);

-- name: EventReplay :execrows
-- Owes a webhook the events of a range that it wants, again or for the first time.
INSERT INTO webhook_delivery_queue (webhook_id, account_id, position, type, chat_id, state, max_attempts, next_attempt_at, created_at)
SELECT w.id, e.account_id, e.position, e.type, e.chat_id, 'pending', w.max_attempts, @now::timestamptz, @now::timestamptz
FROM webhooks w JOIN events e ON e.account_id = w.account_id
WHERE w.id = @webhook_id AND e.created_at >= @since AND e.created_at < @until AND event_wanted(w.events, e.type)
    AND (w.filter_chats = '{}' OR e.chats = '{}' OR w.filter_chats && e.chats)
    AND (w.filter_direction = '' OR e.direction = '' OR w.filter_direction = e.direction)
    AND (w.filter_types = '{}' OR e.message_type = '' OR e.message_type = ANY(w.filter_types))
    AND (w.filter_groups IS NULL OR e.is_group IS NULL OR w.filter_groups = e.is_group)
    AND (w.filter_text = '' OR e.message_type = '' OR position(lower(w.filter_text) IN lower(e.content)) > 0)
ORDER BY e.position
ON CONFLICT ON CONSTRAINT webhook_delivery_queue_once DO UPDATE SET state = 'pending', next_attempt_at = excluded.next_attempt_at,
    max_attempts = webhook_delivery_queue.attempts + excluded.max_attempts, finished_at = NULL;

-- name: DeliveryList :many
-- An account's deliveries, newest first.
SELECT sqlc.embed(q), e.id AS event_id, e.body FROM webhook_delivery_queue q JOIN events e ON e.position = q.position
WHERE q.account_id = @account_id AND q.number < @before
    AND (sqlc.narg('webhook_id')::uuid IS NULL OR q.webhook_id = sqlc.narg('webhook_id'))
    AND (@state::text = '' OR q.state = @state) AND (@type::text = '' OR q.type = @type)
    AND (sqlc.narg('since')::timestamptz IS NULL OR q.created_at >= sqlc.narg('since'))
    AND (sqlc.narg('until')::timestamptz IS NULL OR q.created_at < sqlc.narg('until'))
ORDER BY q.number DESC LIMIT @lim;

-- name: DeliveryGet :one
-- One delivery.
SELECT sqlc.embed(q), e.id AS event_id, e.body FROM webhook_delivery_queue q JOIN events e ON e.position = q.position WHERE q.id = @id;

-- name: AttemptList :many
-- A delivery's attempts, oldest first.
SELECT * FROM webhook_attempts WHERE delivery_id = @delivery_id ORDER BY number;

-- name: DeliveryAgain :execrows
-- Makes a delivery wait for an attempt now, with all its tries again.
UPDATE webhook_delivery_queue q SET state = 'pending', next_attempt_at = @now, finished_at = NULL,
    max_attempts = q.attempts + w.max_attempts
FROM webhooks w WHERE q.id = @id AND w.id = q.webhook_id;

-- name: DeliveryAgainFailed :execrows
-- The same for what failed since a time: dead letters, and what waits for another attempt.
UPDATE webhook_delivery_queue q SET state = 'pending', next_attempt_at = @now, finished_at = NULL,
    max_attempts = q.attempts + w.max_attempts
FROM webhooks w WHERE q.webhook_id = @webhook_id AND w.id = q.webhook_id AND q.state IN ('dead_letter', 'retrying') AND q.created_at >= @since;

-- name: DeliveryCancel :execrows
-- Ends a delivery that waits.
UPDATE webhook_delivery_queue SET state = 'cancelled', next_attempt_at = NULL, finished_at = @now
WHERE id = @id AND next_attempt_at IS NOT NULL;

-- name: EventList :many
-- An account's events after a position, oldest first.
SELECT e.position, e.id, e.account_id, e.type, e.body, e.created_at FROM events e
WHERE e.account_id = @account_id AND e.position > @after AND (@patterns::text[] = '{}' OR event_wanted(@patterns::text[], e.type))
ORDER BY e.position LIMIT @lim;

-- name: EventLast :one
-- The position of an account's newest event.
SELECT COALESCE(max(position), 0)::bigint FROM events WHERE account_id = @account_id;

-- name: AccountLockMany :exec
-- The lock of AccountLock for the accounts of these messages, always in the same order.
SELECT pg_advisory_xact_lock(hashtextextended(a.id::text, 0)) FROM (
    SELECT DISTINCT m.account_id AS id FROM messages m WHERE m.id = ANY(@message_ids::uuid[]) ORDER BY 1) a;

-- name: AccountLockExpiring :exec
-- The same for the accounts that have messages to be sent by now or never.
SELECT pg_advisory_xact_lock(hashtextextended(a.id::text, 0)) FROM (
    SELECT DISTINCT o.account_id AS id FROM outbox o WHERE o.expires_at <= @now ORDER BY 1) a;

-- name: WebhookDue :many
-- The webhooks that something can be sent to now. What waits behind an earlier delivery of its conversation cannot.
SELECT w.id FROM webhooks w
WHERE w.is_active AND (w.open_until IS NULL OR w.open_until <= @now::timestamptz) AND EXISTS (
    SELECT 1 FROM webhook_delivery_queue q WHERE q.webhook_id = w.id AND q.next_attempt_at <= @now::timestamptz
        AND (NOT w.ordered OR NOT EXISTS (SELECT 1 FROM webhook_delivery_queue p WHERE p.webhook_id = q.webhook_id
            AND p.chat_id IS NOT DISTINCT FROM q.chat_id AND p.position < q.position AND p.next_attempt_at > @now::timestamptz)));

-- name: DeliveryDue :many
-- The oldest deliveries of a webhook that are due, without those in flight.
SELECT sqlc.embed(q), e.id AS event_id, e.body FROM webhook_delivery_queue q JOIN events e ON e.position = q.position
WHERE q.webhook_id = @webhook_id AND q.next_attempt_at <= @now::timestamptz AND q.id <> ALL(@in_flight::uuid[])
ORDER BY q.next_attempt_at, q.position LIMIT @lim;

-- name: DeliveryDueOrdered :many
-- The same for a webhook that keeps the order of conversations: what waits behind an earlier delivery is left out.
SELECT sqlc.embed(q), e.id AS event_id, e.body FROM webhook_delivery_queue q JOIN events e ON e.position = q.position
WHERE q.webhook_id = @webhook_id AND q.next_attempt_at <= @now::timestamptz AND q.id <> ALL(@in_flight::uuid[])
    AND NOT EXISTS (SELECT 1 FROM webhook_delivery_queue p WHERE p.webhook_id = q.webhook_id
        AND p.chat_id IS NOT DISTINCT FROM q.chat_id AND p.position < q.position AND p.next_attempt_at > @now::timestamptz)
ORDER BY q.position LIMIT @lim;

-- name: DeliveryRecord :exec
-- What came of attempts. What was cancelled meanwhile stays so.
WITH outcome AS (
    SELECT unnest(@ids::uuid[]) AS id, unnest(@states::text[]) AS state, unnest(@next_attempts::timestamptz[]) AS next_attempt_at,
        unnest(@statuses::int[]) AS status, unnest(@errors::text[]) AS error, unnest(@durations::int[]) AS ms, unnest(@ats::timestamptz[]) AS at,
        unnest(@urls::text[]) AS url, unnest(@request_headers::json[]) AS request_headers, unnest(@response_headers::json[]) AS response_headers,
        unnest(@response_bodies::text[]) AS response_body
), moved AS (
    UPDATE webhook_delivery_queue q SET attempts = q.attempts + 1, last_status = o.status, last_error = o.error, last_ms = o.ms,
        state = CASE WHEN q.state = 'cancelled' AND o.state <> 'delivered' THEN q.state ELSE o.state END,
        next_attempt_at = CASE WHEN o.state = 'retrying' AND q.state <> 'cancelled' THEN o.next_attempt_at END,
        finished_at = CASE WHEN q.state = 'cancelled' THEN q.finished_at WHEN o.state = 'retrying' THEN NULL ELSE o.at END
    FROM outcome o WHERE q.id = o.id RETURNING q.id, q.attempts, q.webhook_id
)
INSERT INTO webhook_attempts (delivery_id, number, webhook_id, at, duration_ms, url, request_headers, status, response_headers, response_body, error)
SELECT moved.id, moved.attempts, moved.webhook_id, o.at, o.ms, o.url, o.request_headers, o.status, o.response_headers, o.response_body, o.error
FROM moved JOIN outcome o ON o.id = moved.id;

-- name: WebhookRecord :exec
-- How a webhook is doing, unless a person has changed it meanwhile.
UPDATE webhooks SET failures = @failures, failing_since = sqlc.narg('failing_since'), open_until = sqlc.narg('open_until'),
    last_success_at = sqlc.narg('last_success_at'), last_failure_at = sqlc.narg('last_failure_at'), last_error = @last_error
WHERE id = @id AND updated_at = @updated_at;

-- name: WebhookDisable :execrows
-- Turns a webhook off by itself.
UPDATE webhooks SET is_active = false, disabled_at = @now::timestamptz, disabled_reason = @reason, updated_at = @now::timestamptz
WHERE id = @id AND is_active;

-- name: DeliveryPurge :execrows
-- Forgets finished deliveries of before a time, and whatever was owed before another.
DELETE FROM webhook_delivery_queue d WHERE d.id IN (
    SELECT q.id FROM webhook_delivery_queue q
    WHERE (q.state IN ('delivered', 'cancelled') AND q.finished_at < @finished_before::timestamptz) OR q.created_at < @owed_before::timestamptz
    LIMIT @lim);

-- name: EventPurge :execrows
-- Forgets events of before a time that nobody is owed any more.
DELETE FROM events d WHERE d.position IN (
    SELECT e.position FROM events e WHERE e.created_at < @before
        AND NOT EXISTS (SELECT 1 FROM webhook_delivery_queue q WHERE q.position = e.position)
    LIMIT @lim);
