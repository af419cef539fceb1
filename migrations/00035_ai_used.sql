-- +goose Up
-- What answers by AI have taken on a day: in an account, and in one of its chats.
-- +goose StatementBegin
CREATE FUNCTION ai_used(account uuid, chat uuid, on_day date, OUT tokens bigint, OUT replies bigint, OUT chat_tokens bigint, OUT chat_replies bigint)
LANGUAGE sql STABLE AS $$
    SELECT COALESCE(sum(u.tokens_in + u.tokens_out), 0)::bigint, COALESCE(sum(u.replies), 0)::bigint,
        COALESCE(sum(u.tokens_in + u.tokens_out) FILTER (WHERE u.chat_id = chat), 0)::bigint, COALESCE(sum(u.replies) FILTER (WHERE u.chat_id = chat), 0)::bigint
    FROM ai_usage u WHERE u.account_id = account AND u.day = on_day
$$;
-- +goose StatementEnd
