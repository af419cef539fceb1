-- name: WebhookCreate :execrows
-- A new webhook; zero rows when the account has most of them already.
INSERT INTO webhooks (id, account_id, url, description, is_active, events, filter_chats, filter_direction, filter_types,
    filter_groups, filter_text, ordered, max_attempts, format, headers, secret, created_at, updated_at)
SELECT @id, a.id, @url, @description, @is_active, @events::text[], @filter_chats::text[], @filter_direction, @filter_types::text[],
    sqlc.narg('filter_groups')::boolean, @filter_text, @ordered, @max_attempts, @format, @headers, @secret, @now::timestamptz, @now::timestamptz
FROM whatsapp_accounts a
WHERE a.id = @account_id AND a.deleted_at IS NULL AND (SELECT count(*) FROM webhooks o WHERE o.account_id = a.id) < @most::int;

-- name: WebhookList :many
-- An account's webhooks, newest first.
SELECT * FROM webhooks WHERE account_id = @account_id ORDER BY id DESC;

-- name: WebhookGet :one
-- One webhook.
SELECT * FROM webhooks WHERE id = @id;

-- name: WebhookUpdate :execrows
-- What a person changes. Where it is turned on or off, its troubles are forgotten. Zero rows when
-- it has changed since it was read.
UPDATE webhooks SET url = @url, description = @description, is_active = @is_active, events = @events::text[],
    filter_chats = @filter_chats::text[], filter_direction = @filter_direction, filter_types = @filter_types::text[],
    filter_groups = sqlc.narg('filter_groups'), filter_text = @filter_text, ordered = @ordered, max_attempts = @max_attempts, format = @format,
    headers = @headers, secret = @secret, old_secret = sqlc.narg('old_secret'), old_secret_until = sqlc.narg('old_secret_until'),
    failures = CASE WHEN @afresh::boolean THEN 0 ELSE failures END,
    failing_since = CASE WHEN @afresh THEN NULL ELSE failing_since END,
    open_until = CASE WHEN @afresh THEN NULL ELSE open_until END,
    disabled_at = CASE WHEN @afresh THEN NULL ELSE disabled_at END,
    disabled_reason = CASE WHEN @afresh THEN '' ELSE disabled_reason END,
    updated_at = @now
WHERE id = @id AND updated_at = @was;

-- name: WebhookDelete :execrows
-- The webhook and, by its foreign keys, what is owed to it.
DELETE FROM webhooks WHERE id = @id;

-- name: WebhookHealth :many
-- How webhooks did since a time: the last thousand attempts tell enough, and the last of them are shown one by one.
SELECT w.id, r.attempts::int AS attempts, r.succeeded::int AS succeeded, COALESCE(r.p50, 0)::int AS p50, COALESCE(r.p95, 0)::int AS p95,
    COALESCE(r.last_ms, '{}')::int[] AS last_ms, COALESCE(r.last_ok, '{}')::boolean[] AS last_ok,
    q.waiting::int AS waiting, COALESCE(q.oldest_at, 'epoch')::timestamptz AS oldest_at,
    (SELECT count(*) FROM webhook_delivery_queue d WHERE d.webhook_id = w.id AND d.state = 'dead_letter')::int AS dead_letters
FROM webhooks w
CROSS JOIN LATERAL (
    SELECT count(*) AS attempts, count(*) FILTER (WHERE a.ok) AS succeeded,
        percentile_disc(0.5) WITHIN GROUP (ORDER BY a.duration_ms) AS p50, percentile_disc(0.95) WITHIN GROUP (ORDER BY a.duration_ms) AS p95,
        array_agg(a.duration_ms ORDER BY a.nth DESC) FILTER (WHERE a.nth <= @shown::int) AS last_ms,
        array_agg(a.ok ORDER BY a.nth DESC) FILTER (WHERE a.nth <= @shown::int) AS last_ok
    FROM (SELECT t.status BETWEEN 200 AND 299 AS ok, t.duration_ms, row_number() OVER (ORDER BY t.at DESC) AS nth FROM webhook_attempts t
        WHERE t.webhook_id = w.id AND t.at > @since::timestamptz ORDER BY t.at DESC LIMIT 1000) a
) r
CROSS JOIN LATERAL (
    SELECT count(*) AS waiting, min(o.created_at) AS oldest_at FROM webhook_delivery_queue o WHERE o.webhook_id = w.id AND o.next_attempt_at IS NOT NULL
) q
WHERE w.id = ANY(@ids::uuid[]);

-- name: EventOwe :exec
-- Stores an event, and owes it to the webhooks that want it. The caller has locked the account. The webhooks are held: one
-- that is being deleted is left out, instead of failing the fact by its foreign key.
WITH e AS (
    INSERT INTO events (id, account_id, type, chat_id, chats, direction, message_type, is_group, content, body, created_at)
    VALUES (@id, @account_id, @type, sqlc.narg('chat_id')::uuid, @chats::text[], @direction, @message_type, sqlc.narg('is_group')::boolean, @content, @body, @now)
    RETURNING *
)
INSERT INTO webhook_delivery_queue (webhook_id, account_id, position, type, chat_id, state, format, max_attempts, next_attempt_at, created_at)
SELECT w.id, e.account_id, e.position, e.type, e.chat_id, 'pending', w.format, w.max_attempts, e.created_at, e.created_at
FROM e JOIN webhooks w ON w.account_id = e.account_id
WHERE w.is_active AND event_wanted(w.events, e.type) AND event_fits(w.format, e.type, e.direction, e.message_type, e.body)
    AND (w.filter_chats = '{}' OR e.chats = '{}' OR w.filter_chats && e.chats)
    AND (w.filter_direction = '' OR e.direction = '' OR w.filter_direction = e.direction)
    AND (w.filter_types = '{}' OR e.message_type = '' OR e.message_type = ANY(w.filter_types))
    AND (w.filter_groups IS NULL OR e.is_group IS NULL OR w.filter_groups = e.is_group)
    AND (w.filter_text = '' OR e.message_type = '' OR position(lower(w.filter_text) IN lower(e.content)) > 0)
FOR KEY SHARE OF w;

-- name: EventReplay :execrows
-- Owes a webhook the events of a range that it wants, again or for the first time.
INSERT INTO webhook_delivery_queue (webhook_id, account_id, position, type, chat_id, state, format, max_attempts, next_attempt_at, created_at)
SELECT w.id, e.account_id, e.position, e.type, e.chat_id, 'pending', w.format, w.max_attempts, @now::timestamptz, @now::timestamptz
FROM webhooks w JOIN events e ON e.account_id = w.account_id
WHERE w.id = @webhook_id AND e.created_at >= @since AND e.created_at < @until
    AND event_wanted(w.events, e.type) AND event_fits(w.format, e.type, e.direction, e.message_type, e.body)
    AND (w.filter_chats = '{}' OR e.chats = '{}' OR w.filter_chats && e.chats)
    AND (w.filter_direction = '' OR e.direction = '' OR w.filter_direction = e.direction)
    AND (w.filter_types = '{}' OR e.message_type = '' OR e.message_type = ANY(w.filter_types))
    AND (w.filter_groups IS NULL OR e.is_group IS NULL OR w.filter_groups = e.is_group)
    AND (w.filter_text = '' OR e.message_type = '' OR position(lower(w.filter_text) IN lower(e.content)) > 0)
ORDER BY e.position
ON CONFLICT ON CONSTRAINT webhook_delivery_queue_once DO UPDATE SET state = 'pending', next_attempt_at = excluded.next_attempt_at, format = excluded.format,
    attempts_before = webhook_delivery_queue.attempts, max_attempts = webhook_delivery_queue.attempts + excluded.max_attempts, finished_at = NULL;

-- name: EventReplayCount :one
-- How many events EventReplay would owe.
SELECT count(*)::int FROM webhooks w JOIN events e ON e.account_id = w.account_id
WHERE w.id = @webhook_id AND e.created_at >= @since AND e.created_at < @until
    AND event_wanted(w.events, e.type) AND event_fits(w.format, e.type, e.direction, e.message_type, e.body)
    AND (w.filter_chats = '{}' OR e.chats = '{}' OR w.filter_chats && e.chats)
    AND (w.filter_direction = '' OR e.direction = '' OR w.filter_direction = e.direction)
    AND (w.filter_types = '{}' OR e.message_type = '' OR e.message_type = ANY(w.filter_types))
    AND (w.filter_groups IS NULL OR e.is_group IS NULL OR w.filter_groups = e.is_group)
    AND (w.filter_text = '' OR e.message_type = '' OR position(lower(w.filter_text) IN lower(e.content)) > 0);

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

-- name: DeliveryGetMany :many
-- Some deliveries, in the order in which they were owed.
SELECT sqlc.embed(q), e.id AS event_id, e.body FROM webhook_delivery_queue q JOIN events e ON e.position = q.position
WHERE q.id = ANY(@ids::uuid[]) AND q.account_id = @account_id ORDER BY q.number;

-- name: AttemptList :many
-- A delivery's attempts, oldest first.
SELECT * FROM webhook_attempts WHERE delivery_id = @delivery_id ORDER BY number;

-- name: DeliveryAgain :execrows
-- Makes a delivery wait for an attempt now, with all its tries again.
UPDATE webhook_delivery_queue q SET state = 'pending', next_attempt_at = @now, finished_at = NULL,
    attempts_before = q.attempts, max_attempts = q.attempts + w.max_attempts
FROM webhooks w WHERE q.id = @id AND w.id = q.webhook_id;

-- name: DeliveryAgainFailed :execrows
-- The same for what failed since a time: dead letters, and what waits for another attempt.
UPDATE webhook_delivery_queue q SET state = 'pending', next_attempt_at = @now, finished_at = NULL,
    attempts_before = q.attempts, max_attempts = q.attempts + w.max_attempts
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
-- The same for a webhook that keeps the order of conversations: what waits behind an earlier delivery is left out, and
-- whole conversations that are busy. The nil id stands for events that belong to none.
SELECT sqlc.embed(q), e.id AS event_id, e.body FROM webhook_delivery_queue q JOIN events e ON e.position = q.position
WHERE q.webhook_id = @webhook_id AND q.next_attempt_at <= @now::timestamptz AND q.id <> ALL(@in_flight::uuid[])
    AND COALESCE(q.chat_id, '00000000-0000-0000-0000-000000000000') <> ALL(@busy::uuid[])
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

-- name: WebhookLock :execrows
-- Holds a webhook: who writes several of its deliveries takes it first, so that no two wait for each other.
SELECT 1 FROM webhooks WHERE id = @id FOR NO KEY UPDATE;

-- name: WebhookLockAll :exec
-- Holds an account's webhooks.
SELECT 1 FROM webhooks WHERE account_id = @account_id ORDER BY id FOR UPDATE;

-- name: WebhookHush :execrows
-- Owes it nothing more.
UPDATE webhooks SET is_active = false, updated_at = @now WHERE id = @id;

-- name: DeliveryPurgeWebhook :execrows
-- Forgets deliveries of a webhook, but for those that are being written.
DELETE FROM webhook_delivery_queue d WHERE d.id IN (
    SELECT q.id FROM webhook_delivery_queue q WHERE q.webhook_id = @webhook_id LIMIT @lim FOR UPDATE SKIP LOCKED);

-- name: WebhookRecord :execrows
-- How a webhook is doing, unless a person has changed it meanwhile.
UPDATE webhooks SET failures = @failures, failing_since = sqlc.narg('failing_since'), open_until = sqlc.narg('open_until'),
    last_success_at = sqlc.narg('last_success_at'), last_failure_at = sqlc.narg('last_failure_at'), last_error = @last_error
WHERE id = @id AND updated_at = @updated_at;

-- name: WebhookDisable :execrows
-- Turns a webhook off by itself, unless a person has changed it since: what it did before says nothing about it now.
UPDATE webhooks SET is_active = false, disabled_at = @now::timestamptz, disabled_reason = @reason, updated_at = @now::timestamptz
WHERE id = @id AND is_active AND updated_at = @updated_at;

-- name: DeliveryPurge :execrows
-- Forgets finished deliveries of before a time, and whatever was owed before another.
DELETE FROM webhook_delivery_queue d WHERE d.id IN (
    SELECT q.id FROM webhook_delivery_queue q
    WHERE (q.state IN ('delivered', 'cancelled') AND q.finished_at < @finished_before::timestamptz) OR q.created_at < @owed_before::timestamptz
    LIMIT @lim);

-- name: EventPurge :one
-- Forgets events of before a time that nobody is owed any more, and remembers how far; says how many they were.
WITH gone AS (
    DELETE FROM events d WHERE d.position IN (
        SELECT e.position FROM events e WHERE e.created_at < @before
            AND NOT EXISTS (SELECT 1 FROM webhook_delivery_queue q WHERE q.position = e.position)
        LIMIT @lim)
    RETURNING d.account_id, d.position
), told AS (
    UPDATE whatsapp_accounts a SET events_forgotten = GREATEST(a.events_forgotten, g.newest)
    FROM (SELECT gone.account_id, max(gone.position) AS newest FROM gone GROUP BY gone.account_id) g WHERE a.id = g.account_id
)
SELECT count(*)::bigint FROM gone;

-- name: EventForgotten :one
-- The position of an account's newest event that was forgotten; 0 when there is none.
SELECT events_forgotten FROM whatsapp_accounts WHERE id = @account_id;

-- name: DebtCounts :one
-- What is owed to webhooks. Counting ends at most: more is told as most.
SELECT (count(*) FILTER (WHERE p.state = 'pending'))::int AS pending, (count(*) FILTER (WHERE p.state = 'retrying'))::int AS failing,
    (SELECT count(*) FROM (SELECT 1 FROM webhook_delivery_queue q WHERE q.state = 'dead_letter' LIMIT @most::int) d)::int AS dead_letters
FROM (SELECT q.state FROM webhook_delivery_queue q WHERE q.next_attempt_at IS NOT NULL LIMIT @most::int) p;
