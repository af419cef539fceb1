-- name: ConsentAdd :exec
-- One entry of the ledger.
INSERT INTO consents (id, account_id, phone, lid, state, source, note, message_id, at)
VALUES (@id, @account_id, sqlc.narg('phone'), sqlc.narg('lid'), @state, @source, @note, sqlc.narg('message_id'), @at);

-- name: ConsentState :many
-- What holds for a contact; nothing when it has said nothing.
SELECT state FROM consents WHERE account_id = @account_id AND (phone = sqlc.narg('phone') OR lid = sqlc.narg('lid')) ORDER BY id DESC LIMIT 1;

-- name: ConsentList :many
-- The ledger, newest first; with now_only the entries that hold, with state those that say so.
SELECT k.* FROM consents k
WHERE k.account_id = @account_id AND k.id < @before
    AND (@state::text = '' OR k.state = @state)
    AND (NOT @now_only::boolean OR NOT EXISTS (SELECT 1 FROM consents n WHERE n.account_id = k.account_id AND n.id > k.id AND (n.phone = k.phone OR n.lid = k.lid)))
ORDER BY k.id DESC LIMIT @lim;
