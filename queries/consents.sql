-- name: ConsentAdd :exec
-- One entry of the ledger, with both addresses of the contact where they are known.
INSERT INTO consents (id, account_id, phone, lid, state, source, note, message_id, at)
VALUES (@id, @account_id, COALESCE(sqlc.narg('phone')::text, known_phone(sqlc.narg('lid')::text)),
    COALESCE(sqlc.narg('lid')::text, known_lid(sqlc.narg('phone')::text)), @state, @source, @note, sqlc.narg('message_id'), @at);

-- name: ConsentOut :one
-- Whether a contact has asked not to be written to.
SELECT opted_out(@account_id, sqlc.narg('phone')::text, sqlc.narg('lid')::text)::boolean AS opted_out;

-- name: ConsentList :many
-- The ledger, newest first; with now_only the entries that hold, with state those that say so.
SELECT k.* FROM consents k
WHERE k.account_id = @account_id AND k.id < @before
    AND (@state::text = '' OR k.state = @state)
    AND (NOT @now_only::boolean OR NOT EXISTS (SELECT 1 FROM consents n WHERE n.account_id = k.account_id AND n.id > k.id AND (n.phone = k.phone OR n.lid = k.lid)))
ORDER BY k.id DESC LIMIT @lim;
