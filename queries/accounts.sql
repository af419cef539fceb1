-- name: AccountCreate :exec
-- A new account, held by nobody.
INSERT INTO whatsapp_accounts (id, name, description, status, api_key_prefix, api_key_hash, proxy, created_at, updated_at)
VALUES (@id, @name, @description, @status, @api_key_prefix, @api_key_hash, @proxy, @created_at, @created_at);

-- name: AccountList :many
-- All accounts, newest first, with what waits to be sent and what waits for a person's word.
SELECT sqlc.embed(a), (SELECT count(*) FROM outbox o WHERE o.account_id = a.id)::int AS queued,
    (SELECT count(*) FROM ai_drafts d WHERE d.account_id = a.id AND d.state = 'pending')::int AS drafts
FROM whatsapp_accounts a WHERE a.deleted_at IS NULL ORDER BY a.id DESC;

-- name: AccountGet :one
-- One account with what waits to be sent and what waits for a person's word.
SELECT sqlc.embed(a), (SELECT count(*) FROM outbox o WHERE o.account_id = a.id)::int AS queued,
    (SELECT count(*) FROM ai_drafts d WHERE d.account_id = a.id AND d.state = 'pending')::int AS drafts
FROM whatsapp_accounts a WHERE a.id = @id AND a.deleted_at IS NULL;

-- name: AccountUpdate :execrows
-- What a person changes.
UPDATE whatsapp_accounts SET name = @name, description = @description,
    min_interval_ms = @min_interval_ms, random_delay_ms = @random_delay_ms, max_per_hour = @max_per_hour,
    max_per_day = @max_per_day, typing_ms = @typing_ms, max_new_per_day = @max_new_per_day,
    max_same_text_per_day = @max_same_text_per_day, warm_up_days = @warm_up_days, quiet_from = @quiet_from, quiet_to = @quiet_to,
    read_before_reply = @read_before_reply, opt_out_words = @opt_out_words, opt_in_words = @opt_in_words, proxy = @proxy,
    receive_channels = @receive_channels, receive_status = @receive_status, updated_at = @now
WHERE id = @id AND deleted_at IS NULL;

-- name: AccountDelete :execrows
-- Makes an account gone for everybody: nobody holds it, its key opens nothing, its webhooks get nothing. Its rows are
-- removed after that: in one statement, which keepers would wait for, the leases of all accounts ran out meanwhile.
WITH silenced AS (
    UPDATE webhooks w SET is_active = false WHERE w.account_id = @id
)
UPDATE whatsapp_accounts a SET deleted_at = @now::timestamptz, updated_at = @now, holder = NULL, holder_until = NULL,
    api_key_hash = decode(replace(gen_random_uuid()::text, '-', ''), 'hex')
WHERE a.id = @id AND a.deleted_at IS NULL;

-- name: AccountsDeleted :many
-- Whose rows are still to be removed.
SELECT id FROM whatsapp_accounts WHERE deleted_at IS NOT NULL ORDER BY deleted_at;

-- name: PurgeDeliveries :execrows
-- Removes some deliveries of an account, with their attempts.
DELETE FROM webhook_delivery_queue WHERE id IN (SELECT d.id FROM webhook_delivery_queue d WHERE d.account_id = @account_id LIMIT @lim);

-- name: PurgeEvents :execrows
-- Removes some events of an account.
DELETE FROM events WHERE position IN (SELECT e.position FROM events e WHERE e.account_id = @account_id LIMIT @lim);

-- name: PurgeMessages :execrows
-- Removes some messages of an account, with all that hangs on them.
DELETE FROM messages WHERE id IN (SELECT m.id FROM messages m WHERE m.account_id = @account_id LIMIT @lim);

-- name: PurgeMedia :execrows
-- Removes some files of an account.
DELETE FROM media WHERE id IN (SELECT f.id FROM media f WHERE f.account_id = @account_id LIMIT @lim);

-- name: PurgeSends :execrows
-- Removes some counts of an account.
DELETE FROM sends WHERE message_id IN (SELECT s.message_id FROM sends s WHERE s.account_id = @account_id LIMIT @lim);

-- name: PurgeChats :execrows
-- Removes some conversations of an account.
DELETE FROM chats WHERE id IN (SELECT c.id FROM chats c WHERE c.account_id = @account_id LIMIT @lim);

-- name: AccountPurge :exec
-- An account whose many rows are gone, with the few that are left.
DELETE FROM whatsapp_accounts WHERE id = @id AND deleted_at IS NOT NULL;

-- name: AccountSetKey :execrows
-- A new API key in the old one's place.
UPDATE whatsapp_accounts SET api_key_prefix = @prefix, api_key_hash = @hash, updated_at = @now WHERE id = @id AND deleted_at IS NULL;

-- name: AccountSetStatus :execrows
-- A status, told by the holder only.
UPDATE whatsapp_accounts SET status = @status, reason = @reason, error_message = @error_message, updated_at = @now
WHERE id = @id AND holder = @holder::uuid;

-- name: AccountSetIdentity :execrows
-- Who the account is; what is empty stays.
UPDATE whatsapp_accounts SET
    device_jid = COALESCE(NULLIF(@device_jid::text, ''), device_jid),
    lid = COALESCE(NULLIF(@lid::text, ''), lid),
    phone_number = COALESCE(NULLIF(@phone_number::text, ''), phone_number),
    push_name = COALESCE(NULLIF(@push_name::text, ''), push_name),
    -- Another number is another account as far as its age goes.
    linked_at = CASE WHEN linked_at IS NULL OR (@phone_number::text <> '' AND phone_number <> '' AND phone_number <> @phone_number::text)
        THEN @now ELSE linked_at END,
    updated_at = @now
WHERE id = @id AND holder = @holder::uuid;

-- name: AccountClearIdentity :execrows
-- Forgets the link, not the number.
UPDATE whatsapp_accounts SET device_jid = '', lid = '', updated_at = @now WHERE id = @id AND holder = @holder::uuid;

-- name: AccountClaim :many
-- Takes what nobody holds, or whose lease has ended, and renews the holder's own. Leases are
-- measured by the database's clock, the only one that all processes share. It waits for whoever is changing a
-- row: passing over an account of ours that is just being written to would look as if we had lost it.
UPDATE whatsapp_accounts SET
    fence = CASE WHEN holder IS NOT DISTINCT FROM @holder::uuid THEN fence ELSE fence + 1 END,
    holder = @holder::uuid,
    holder_until = now() + @lease::interval
WHERE id IN (
    SELECT id FROM whatsapp_accounts w
    WHERE (w.holder IS NULL OR w.holder = @holder::uuid OR w.holder_until < now()) AND w.deleted_at IS NULL
    ORDER BY id FOR NO KEY UPDATE)
RETURNING *;

-- name: AccountRelease :exec
-- Gives a holder's accounts up, except some.
UPDATE whatsapp_accounts SET holder = NULL, holder_until = NULL WHERE holder = @holder::uuid AND NOT id = ANY(@kept::uuid[]);

-- name: AccountCounts :one
-- How many there are, and what waits.
SELECT count(*)::int AS total, (count(*) FILTER (WHERE status = 'ready'))::int AS ready,
    (SELECT count(*) FROM outbox)::int AS outbox,
    (SELECT count(*) FROM media WHERE media.status = 'pending')::int AS media
FROM whatsapp_accounts WHERE deleted_at IS NULL;

-- name: DatabaseSize :one
-- What all of it takes on disk, in bytes.
SELECT pg_database_size(current_database())::bigint;

-- name: AccountPause :execrows
-- A person stops the sending, or lets it go on.
UPDATE whatsapp_accounts SET paused_at = sqlc.narg('paused_at'), updated_at = @now WHERE id = @id AND deleted_at IS NULL;

-- name: AccountBrake :exec
-- Until when messages to strangers are held, and why; null takes the brake off.
UPDATE whatsapp_accounts SET brake_reason = @reason, brake_until = sqlc.narg('until'), updated_at = @now WHERE id = @id;

-- name: BrakeEnded :many
-- The accounts whose brake has ended by itself, which they have not been told.
SELECT id FROM whatsapp_accounts WHERE brake_until <= @now AND deleted_at IS NULL;

-- name: BrakeShown :one
-- What an account's brake is said to be.
SELECT brake_reason AS reason, brake_until AS until FROM whatsapp_accounts WHERE id = @id;

-- name: BrakeList :many
-- Why an account's brake is on.
SELECT reason, until, told FROM account_brakes WHERE account_id = @account_id ORDER BY reason;

-- name: BrakeClear :exec
-- Forgets every cause.
DELETE FROM account_brakes WHERE account_id = @account_id;

-- name: BrakePut :exec
-- Remembers a cause.
INSERT INTO account_brakes (account_id, reason, until, told) VALUES (@account_id, @reason, @until, @told);

-- name: AccountRecord :one
-- What a number has done since a time.
SELECT count(*)::int AS sent, (count(*) FILTER (WHERE s.cold))::int AS cold, (count(*) FILTER (WHERE s.refusal = ANY(@refusals::text[])))::int AS refused,
    (SELECT count(*) FROM chats c WHERE c.account_id = @account_id AND c.first_out_at > @since AND c.group_jid IS NULL
        AND (c.first_in_at IS NULL OR c.first_in_at > c.first_out_at))::int AS met,
    (SELECT count(*) FROM chats c WHERE c.account_id = @account_id AND c.first_out_at > @since AND c.group_jid IS NULL
        AND c.first_in_at > c.first_out_at)::int AS replied,
    (SELECT count(*) FROM consents k WHERE k.account_id = @account_id AND k.at > @since AND k.state = 'opted_out' AND k.source = 'message')::int AS opt_outs
FROM sends s WHERE s.account_id = @account_id AND s.at > @since;

-- name: SendOutcomes :many
-- How WhatsApp took an account's last messages.
SELECT at, (refusal = ANY(@refusals::text[]))::boolean AS refused FROM sends WHERE account_id = @account_id ORDER BY at DESC LIMIT @lim;
