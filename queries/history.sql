-- name: HistoryOfferAdd :exec
-- A part of a history that is to be read.
INSERT INTO history_offers (id, account_id, offer, created_at) VALUES (@id, @account_id, @offer, @now);

-- name: HistoryOfferNext :one
-- The next part to read, which counts as tried.
UPDATE history_offers SET attempts = attempts + 1
WHERE history_offers.id = (SELECT o.id FROM history_offers o WHERE o.account_id = @account_id ORDER BY o.attempts, o.id LIMIT 1)
RETURNING id, offer, attempts;

-- name: HistoryOfferAgain :exec
-- An attempt that says nothing about the part does not count, for a while.
UPDATE history_offers SET attempts = attempts - 1 WHERE id = @id AND attempts > 0 AND created_at > @since;

-- name: HistoryOfferDone :exec
-- A part was read, or will never be.
DELETE FROM history_offers WHERE id = @id;

-- name: MessageImport :execrows
-- Messages of a history. Their ids are of their time, so that they stand where they belong.
INSERT INTO messages (id, account_id, chat_id, wa_id, direction, sender_phone, sender_lid, sender_name, type, body,
    media_id, content, status, source, timestamp, created_at)
SELECT v.id, @account_id, @chat_id, v.wa_id, v.direction, v.sender_phone, v.sender_lid, v.sender_name, v.type, v.body,
    NULLIF(v.media_id, '00000000-0000-0000-0000-000000000000'::uuid), v.content::jsonb, v.status,
    CASE v.direction WHEN 'outgoing' THEN 'phone' ELSE '' END, v.at, v.at
FROM (SELECT unnest(@ids::uuid[]) AS id, unnest(@wa_ids::text[]) AS wa_id, unnest(@directions::text[]) AS direction,
    unnest(@sender_phones::text[]) AS sender_phone, unnest(@sender_lids::text[]) AS sender_lid, unnest(@sender_names::text[]) AS sender_name,
    unnest(@types::text[]) AS type, unnest(@bodies::text[]) AS body, unnest(@media_ids::uuid[]) AS media_id,
    unnest(@contents::text[]) AS content, unnest(@statuses::text[]) AS status, unnest(@ats::timestamptz[]) AS at) v
ON CONFLICT ON CONSTRAINT messages_once DO NOTHING;

-- name: ChatImport :exec
-- What a history tells of a conversation; what is known already stays.
UPDATE chats SET archived = archived OR @archived::boolean, pinned_at = COALESCE(pinned_at, sqlc.narg('pinned_at')),
    muted_until = COALESCE(muted_until, sqlc.narg('muted_until')), read_at = GREATEST(read_at, sqlc.narg('read_at')::timestamptz),
    expires_after = CASE WHEN expires_after = 0 THEN @expires_after ELSE expires_after END
WHERE id = @id;

-- name: MediaWanted :execrows
-- A file of a history that somebody wants to see now.
UPDATE media SET next_attempt_at = @now WHERE id = @id AND status = 'pending' AND next_attempt_at IS NULL;
