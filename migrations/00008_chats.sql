-- +goose Up
ALTER TABLE chats
    ADD COLUMN archived    boolean NOT NULL DEFAULT false,
    ADD COLUMN pinned_at   timestamptz,
    ADD COLUMN muted_until timestamptz;

-- The least id that a row made at a time can have: rows are found by time without an index of their own.
-- +goose StatementBegin
CREATE FUNCTION uuid_at(at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (lpad(to_hex(GREATEST(floor(extract(epoch FROM at) * 1000), 0)::bigint), 12, '0') || '70008000000000000000')::uuid
$$;
-- A text without case and accents, for search. No extension is needed, which not every host has.
CREATE FUNCTION fold(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN octet_length(words) = char_length(words) THEN lower(words)
        ELSE regexp_replace(normalize(lower(words), NFKD), '[\u0300-\u036f]', '', 'g') END
$$;
-- What people search for: every word, the last one as far as it is typed; "in quotes" together, -without.
CREATE FUNCTION search_query(words text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN numnode(q) = 0 OR q::text LIKE '%!%' OR right(words, 1) = '"' THEN q ELSE (q::text || ':*')::tsquery END
    FROM websearch_to_tsquery('simple', fold(words)) AS q
$$;
-- +goose StatementEnd
-- No partial one: the planner uses the statistics of whole indexes only, and has to know how common a word is.
CREATE INDEX messages_words ON messages USING gin (to_tsvector('simple', fold(body)));

-- What becomes of calls: an account may have them rejected and answered with a text.
CREATE TABLE call_rules (
    account_id uuid PRIMARY KEY REFERENCES whatsapp_accounts ON DELETE CASCADE,
    reject     boolean NOT NULL,
    reply      text NOT NULL DEFAULT ''
);
