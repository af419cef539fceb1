-- name: AdminGet :one
-- The one admin.
SELECT username, password_hash FROM admins LIMIT 1;

-- name: AdminReplace :exec
-- Makes this the only admin and ends all sessions.
WITH gone AS (DELETE FROM admins WHERE username <> @username), ended AS (DELETE FROM session)
INSERT INTO admins (username, password_hash, updated_at) VALUES (@username, @password_hash, @now)
ON CONFLICT (username) DO UPDATE SET password_hash = excluded.password_hash, updated_at = excluded.updated_at;

-- name: TokenCreate :exec
-- A new admin API token.
INSERT INTO api_tokens (id, name, prefix, token_hash, created_at) VALUES (@id, @name, @prefix, @token_hash, @created_at);

-- name: TokenList :many
-- All valid tokens, newest first.
SELECT id, name, prefix, created_at, last_used_at FROM api_tokens ORDER BY created_at DESC;

-- name: TokenDelete :execrows
-- Ends a token.
DELETE FROM api_tokens WHERE id = @id;

-- name: TokenUse :one
-- Finds a token by its hash and notes its use, at most once a minute.
WITH used AS (
    UPDATE api_tokens u SET last_used_at = @now
    WHERE u.token_hash = @token_hash AND (u.last_used_at IS NULL OR u.last_used_at < sqlc.arg('now')::timestamptz - interval '1 minute')
)
SELECT t.id FROM api_tokens t WHERE t.token_hash = @token_hash;

-- name: AccountIDByKey :one
-- The account that an API key acts for.
SELECT id FROM whatsapp_accounts WHERE api_key_hash = @api_key_hash;

-- name: SessionGet :one
-- A session that has not ended.
SELECT data FROM session WHERE token = @token AND expires_at > @now;

-- name: SessionPut :exec
-- Writes a session.
INSERT INTO session (token, data, expires_at) VALUES (@token, @data, @expires_at)
ON CONFLICT (token) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at;

-- name: SessionDelete :exec
-- Ends a session.
DELETE FROM session WHERE token = @token;

-- name: SessionPurge :execrows
-- Removes what has ended.
DELETE FROM session WHERE expires_at < @now;
