-- name: AIConfigGet :one
-- How an account answers by AI.
SELECT * FROM ai_configs WHERE account_id = @account_id;

-- name: AIConfigSave :exec
-- Makes or changes how an account answers.
INSERT INTO ai_configs (account_id, is_active, debounce_ms, takeover_s, settings, created_at, updated_at)
VALUES (@account_id, @is_active, @debounce_ms, @takeover_s, @settings, @now, @now)
ON CONFLICT (account_id) DO UPDATE SET is_active = excluded.is_active, debounce_ms = excluded.debounce_ms,
    takeover_s = excluded.takeover_s, settings = excluded.settings, updated_at = excluded.updated_at;

-- name: AIConfigDelete :execrows
-- Removes settings and keys, what is owed, and drafts that wait.
WITH owed AS (DELETE FROM ai_replies r WHERE r.account_id = @account_id),
drafted AS (UPDATE ai_drafts d SET state = 'superseded', decided_at = @now WHERE d.account_id = @account_id AND d.state = 'pending')
DELETE FROM ai_configs c WHERE c.account_id = @account_id;

-- name: AIKeys :many
-- An account's sealed keys.
SELECT provider, sealed FROM ai_keys WHERE account_id = @account_id;

-- name: AIKeysClear :exec
-- Forgets keys.
DELETE FROM ai_keys WHERE account_id = @account_id;

-- name: AIKeyAdd :exec
-- Keeps a key.
INSERT INTO ai_keys (account_id, provider, sealed) VALUES (@account_id, @provider, @sealed);

-- name: ReplyOwe :exec
-- Owes an answer to a message, with those that wait in its chat already. More messages put it off, for half a minute
-- in all. One that could not be read at first may be older than those that wait.
INSERT INTO ai_replies (chat_id, account_id, message_id, since, due_at)
SELECT @chat_id, c.account_id, @message_id, @created_at, sqlc.arg(now)::timestamptz + c.debounce_ms * interval '1 millisecond'
FROM ai_configs c WHERE c.account_id = @account_id AND c.is_active
ON CONFLICT (chat_id) DO UPDATE SET message_id = GREATEST(ai_replies.message_id, excluded.message_id), attempts = 0,
    since = LEAST(ai_replies.since, excluded.since), due_at = LEAST(excluded.due_at, ai_replies.since + interval '30 seconds' + (excluded.due_at - sqlc.arg(now)::timestamptz));

-- name: ReplyTakeOver :exec
-- A person writes in a chat: it is left to them.
WITH owed AS (DELETE FROM ai_replies r WHERE r.chat_id = @chat_id),
drafted AS (UPDATE ai_drafts d SET state = 'superseded', decided_at = @now WHERE d.chat_id = @chat_id AND d.state = 'pending')
INSERT INTO ai_chats (chat_id, account_id, paused_until, pause_reason)
SELECT @chat_id, c.account_id, sqlc.arg(now)::timestamptz + c.takeover_s * interval '1 second', 'person'
FROM ai_configs c WHERE c.account_id = @account_id AND c.is_active AND c.takeover_s > 0
ON CONFLICT (chat_id) DO UPDATE SET paused_until = GREATEST(ai_chats.paused_until, excluded.paused_until),
    pause_reason = CASE WHEN ai_chats.paused_until > excluded.paused_until THEN ai_chats.pause_reason ELSE excluded.pause_reason END;

-- name: ReplyDue :many
-- The chats that wait for an answer, those whose is due first.
SELECT chat_id, due_at FROM ai_replies ORDER BY due_at LIMIT @lim;

-- name: ReplyGround :one
-- What a chat waits for, with what decides whether it is answered, and how.
SELECT sqlc.embed(r), a.name AS account_name, c.name AS chat_name, c.phone, c.lid, c.group_jid,
    f.is_active, f.debounce_ms, f.takeover_s, f.settings, f.created_at, f.updated_at,
    COALESCE((SELECT jsonb_object_agg(k.provider, encode(k.sealed, 'base64')) FROM ai_keys k WHERE k.account_id = r.account_id), '{}')::jsonb AS keys,
    EXISTS (SELECT 1 FROM ai_tools t WHERE t.account_id = r.account_id) AS has_tools,
    EXISTS (SELECT 1 FROM ai_documents d WHERE d.account_id = r.account_id) AS has_documents,
    s.paused_until, COALESCE(s.pause_reason, '')::text AS pause_reason, s.hours_at, s.budget_at,
    (c.group_jid IS NULL AND opted_out(r.account_id, c.phone, c.lid))::boolean AS opted_out,
    EXISTS (SELECT 1 FROM messages m WHERE m.chat_id = r.chat_id AND m.direction = 'outgoing' AND m.source <> 'ai') AS known,
    (SELECT count(*) FROM ai_traces t WHERE t.chat_id = r.chat_id AND t.outcome IN ('answered', 'drafted') AND t.created_at > GREATEST(@hour_ago, s.resumed_at))::int AS last_hour,
    u.tokens::bigint AS tokens, u.replies::bigint AS replies, u.chat_tokens::bigint AS chat_tokens, u.chat_replies::bigint AS chat_replies
FROM ai_replies r JOIN chats c ON c.id = r.chat_id JOIN whatsapp_accounts a ON a.id = r.account_id
LEFT JOIN ai_configs f ON f.account_id = r.account_id LEFT JOIN ai_chats s ON s.chat_id = r.chat_id
CROSS JOIN LATERAL ai_used(r.account_id, r.chat_id, @day) u
WHERE r.chat_id = @chat_id;

-- name: ReplyUsed :one
-- What an account and a contact have used on a day.
SELECT tokens::bigint AS tokens, replies::bigint AS replies, chat_tokens::bigint AS chat_tokens, chat_replies::bigint AS chat_replies FROM ai_used(@account_id, @chat_id, @day);

-- name: ReplyKeep :execrows
-- Keeps an answer until it is handed over, unless there is something newer to answer.
UPDATE ai_replies SET answer = @answer
WHERE chat_id = @chat_id AND answer IS NULL AND since >= @since AND (message_id = @message_id OR since < @patience);

-- name: ReplyPutOff :exec
-- Tries again later; an answer that is thought, whatever came after it.
UPDATE ai_replies SET due_at = @at, attempts = attempts + sqlc.arg(tries)::int
WHERE chat_id = @chat_id AND (message_id = @message_id OR answer IS NOT NULL);

-- name: ReplyHeld :many
-- What chats of an account wait for, and whether they are to be answered still. Nobody else changes it until the transaction ends.
SELECT c.chat_id::uuid AS chat_id, (r.chat_id IS NOT NULL)::boolean AS owed, COALESCE(r.message_id, c.chat_id)::uuid AS message_id, COALESCE(r.since, 'epoch')::timestamptz AS since,
    (r.answer IS NOT NULL)::boolean AS kept, COALESCE(f.is_active, false)::boolean AS is_active, COALESCE((f.settings->>'drafts')::boolean, false)::boolean AS drafts,
    s.paused_until, COALESCE(s.pause_reason, '')::text AS pause_reason,
    EXISTS (SELECT 1 FROM ai_drafts d WHERE d.chat_id = c.chat_id AND d.state = 'pending') AS drafted
FROM unnest(@chat_ids::uuid[]) AS c (chat_id) LEFT JOIN LATERAL (SELECT * FROM ai_replies x WHERE x.chat_id = c.chat_id FOR UPDATE) r ON true
LEFT JOIN ai_configs f ON f.account_id = @account_id LEFT JOIN ai_chats s ON s.chat_id = c.chat_id;

-- name: ReplyCalled :exec
-- Keeps what a tool answered, until what is owed is done.
UPDATE ai_replies SET calls = calls || jsonb_build_object(sqlc.arg(call_id)::uuid::text, sqlc.arg(result)::text) WHERE chat_id = @chat_id AND turn = @turn;

-- name: ReplyEnd :exec
-- Ends what is owed for messages, one a chat; what came after one is answered next, and what is older but could be read
-- only then.
WITH ended AS (
    SELECT unnest(@chat_ids::uuid[]) AS chat_id, unnest(@message_ids::uuid[]) AS message_id, unnest(@sinces::timestamptz[]) AS since
), done AS (
    DELETE FROM ai_replies r USING ended e WHERE r.chat_id = e.chat_id AND r.message_id = e.message_id AND r.since >= e.since
)
UPDATE ai_replies r SET answer = NULL, attempts = 0, calls = '{}', turn = gen_random_uuid(), due_at = GREATEST(r.due_at, @now),
    message_id = CASE WHEN r.message_id <> e.message_id THEN r.message_id ELSE COALESCE((SELECT m.id FROM messages m
        WHERE m.chat_id = r.chat_id AND m.created_at < e.since AND m.direction = 'incoming' ORDER BY m.id DESC LIMIT 1), r.message_id) END,
    since = CASE WHEN r.since < e.since THEN r.since
        ELSE COALESCE((SELECT min(m.created_at) FROM messages m WHERE m.chat_id = r.chat_id AND m.id > e.message_id AND m.direction = 'incoming'), @now) END
FROM ended e WHERE r.chat_id = e.chat_id AND (r.message_id <> e.message_id OR r.since < e.since);

-- name: AIChatPause :exec
-- Holds answers in a chat.
INSERT INTO ai_chats (chat_id, account_id, paused_until, pause_reason)
SELECT c.id, c.account_id, @until, @reason FROM chats c WHERE c.id = @chat_id
ON CONFLICT (chat_id) DO UPDATE SET paused_until = excluded.paused_until, pause_reason = excluded.pause_reason;

-- name: AIChatResume :exec
-- Lets answers go on in a chat.
UPDATE ai_chats SET paused_until = NULL, pause_reason = '', resumed_at = @now WHERE chat_id = @chat_id;

-- name: ReplyDrop :exec
-- Forgets what is owed to a chat.
DELETE FROM ai_replies WHERE chat_id = @chat_id;

-- name: AIChatReset :exec
-- Forgets what was written before.
INSERT INTO ai_chats (chat_id, account_id, reset_at) SELECT c.id, c.account_id, @now FROM chats c WHERE c.id = @chat_id
ON CONFLICT (chat_id) DO UPDATE SET reset_at = excluded.reset_at;

-- name: AIChatTold :exec
-- Notes when a contact was told of the hours or the budget.
INSERT INTO ai_chats (chat_id, account_id, hours_at, budget_at) SELECT c.id, c.account_id, sqlc.narg(hours_at), sqlc.narg(budget_at) FROM chats c WHERE c.id = @chat_id
ON CONFLICT (chat_id) DO UPDATE SET hours_at = COALESCE(excluded.hours_at, ai_chats.hours_at), budget_at = COALESCE(excluded.budget_at, ai_chats.budget_at);

-- name: AIChatStanding :many
-- How the AI stands to chats.
SELECT c.id, COALESCE(f.is_active, false)::bool AS is_active, a.paused_until, COALESCE(a.pause_reason, '')::text AS pause_reason,
    EXISTS (SELECT 1 FROM ai_replies r WHERE r.chat_id = c.id) AS pending
FROM chats c LEFT JOIN ai_configs f ON f.account_id = c.account_id LEFT JOIN ai_chats a ON a.chat_id = c.id
WHERE c.id = ANY(@chat_ids::uuid[]);

-- name: AIPast :many
-- The last messages of a chat that say something, newest first: none after the one at until (the zero id is the newest).
SELECT sqlc.embed(d), p.heard FROM (
    SELECT m.id, COALESCE(h.content, '')::text AS heard FROM messages m LEFT JOIN conversation_history h ON h.message_id = m.id
    WHERE m.chat_id = @chat_id AND m.deleted_at IS NULL AND m.type = ANY(@types::text[]) AND m.status <> 'failed'
        AND (sqlc.arg(until)::uuid = '00000000-0000-0000-0000-000000000000' OR m.id <= @until)
        AND m.created_at > COALESCE((SELECT a.reset_at FROM ai_chats a WHERE a.chat_id = @chat_id), '-infinity')
    ORDER BY m.id DESC LIMIT @lim
) p JOIN message_details d ON d.id = p.id ORDER BY d.id DESC;

-- name: AIHeard :exec
-- Keeps what is spoken in a voice note.
INSERT INTO conversation_history (message_id, account_id, chat_id, content, created_at)
VALUES (@message_id, @account_id, @chat_id, @content, @now) ON CONFLICT (message_id) DO NOTHING;

-- name: AITraceAdd :exec
-- Keeps how an answer came about; its chat and the message that it answers may be gone.
INSERT INTO ai_traces (id, account_id, chat_id, message_id, outcome, detail, created_at)
SELECT @id, @account_id, (SELECT c.id FROM chats c WHERE c.id = sqlc.narg(chat_id)), (SELECT m.id FROM messages m WHERE m.id = sqlc.narg(message_id)), @outcome, @detail, @created_at;

-- name: AITraceList :many
-- Traces of an account, of one chat or one outcome only when they are named, newest first.
SELECT * FROM ai_traces WHERE account_id = @account_id AND (sqlc.narg(chat_id)::uuid IS NULL OR chat_id = sqlc.narg(chat_id))
    AND (@outcome::text = '' OR outcome = @outcome)
    AND id < @before ORDER BY id DESC LIMIT @lim;

-- name: AITraceGet :one
-- One trace.
SELECT * FROM ai_traces WHERE id = @id;

-- name: AITraceOf :one
-- The trace of the answer that a message is a part of: that of the draft which was approved when it was accepted, else the
-- last one before it.
SELECT * FROM ai_traces t WHERE t.id = COALESCE(
    (SELECT d.trace_id FROM ai_drafts d WHERE d.chat_id = @chat_id AND d.state = 'approved' AND d.decided_at = sqlc.arg(accepted_at)::timestamptz LIMIT 1),
    (SELECT l.id FROM ai_traces l WHERE l.chat_id = @chat_id AND l.outcome <> 'tried' AND l.id < @message_id ORDER BY l.id DESC LIMIT 1));

-- name: AIUsageAdd :exec
-- Counts what an answer took; nothing when its chat was merged into another meanwhile.
INSERT INTO ai_usage (account_id, day, chat_id, provider, model, replies, tokens_in, tokens_out, model_ms, cost)
SELECT @account_id, @day, c.id, @provider, @model, @replies, @tokens_in, @tokens_out, @model_ms, sqlc.narg(cost) FROM chats c WHERE c.id = @chat_id
ON CONFLICT (account_id, day, chat_id, provider, model) DO UPDATE SET replies = ai_usage.replies + excluded.replies,
    tokens_in = ai_usage.tokens_in + excluded.tokens_in, tokens_out = ai_usage.tokens_out + excluded.tokens_out,
    model_ms = ai_usage.model_ms + excluded.model_ms, cost = COALESCE(ai_usage.cost + excluded.cost, ai_usage.cost, excluded.cost);

-- name: AITrialAdd :exec
-- Counts what a trial took; nothing when its account was deleted meanwhile.
INSERT INTO ai_trials (account_id, day, provider, model, tokens_in, tokens_out, cost)
SELECT a.id, @day, @provider, @model, @tokens_in, @tokens_out, sqlc.narg(cost) FROM whatsapp_accounts a WHERE a.id = @account_id
ON CONFLICT (account_id, day, provider, model) DO UPDATE SET tokens_in = ai_trials.tokens_in + excluded.tokens_in,
    tokens_out = ai_trials.tokens_out + excluded.tokens_out, cost = COALESCE(ai_trials.cost + excluded.cost, ai_trials.cost, excluded.cost);

-- name: AIUsageList :many
-- What answering and trying cost, by day and model, newest first. How long trials took does not count: it is told of answers.
SELECT day, provider, model, sum(replies)::bigint AS replies, sum(tokens_in)::bigint AS tokens_in, sum(tokens_out)::bigint AS tokens_out,
    sum(model_ms)::bigint AS model_ms, count(cost) > 0 AS priced, COALESCE(sum(cost), 0)::double precision AS cost
FROM (
    SELECT u.day, u.provider, u.model, u.replies, u.tokens_in, u.tokens_out, u.model_ms, u.cost FROM ai_usage u
    WHERE u.account_id = @account_id AND u.day >= @since
    UNION ALL
    SELECT t.day, t.provider, t.model, 0, t.tokens_in, t.tokens_out, 0, t.cost FROM ai_trials t
    WHERE t.account_id = @account_id AND t.day >= @since
) used GROUP BY day, provider, model ORDER BY day DESC, provider, model;

-- name: AIDraftSupersede :exec
-- Ends the draft that waits in a chat.
UPDATE ai_drafts SET state = 'superseded', decided_at = @now WHERE chat_id = @chat_id AND state = 'pending';

-- name: AIDraftAdd :exec
-- Keeps a draft.
INSERT INTO ai_drafts (id, account_id, chat_id, message_id, trace_id, text, state, created_at)
VALUES (@id, @account_id, @chat_id, sqlc.narg(message_id), sqlc.narg(trace_id), @text, 'pending', @now);

-- name: AIDraftList :many
-- Drafts of an account that wait, oldest first.
SELECT * FROM ai_drafts WHERE account_id = @account_id AND state = 'pending' ORDER BY id LIMIT 100;

-- name: AIDraftGet :one
-- One draft.
SELECT * FROM ai_drafts WHERE id = @id;

-- name: AIDraftOfChats :many
-- The drafts that wait in chats: one in each at most.
SELECT * FROM ai_drafts WHERE chat_id = ANY(@chat_ids::uuid[]) AND state = 'pending';

-- name: AIDraftDecide :many
-- Ends a draft that waits.
UPDATE ai_drafts SET state = @state, text = @text, decided_at = @now WHERE id = @id AND state = 'pending' RETURNING *;

-- name: AIToolList :many
-- An account's tools by name.
SELECT * FROM ai_tools WHERE account_id = @account_id ORDER BY name;

-- name: AIToolGet :one
-- One tool.
SELECT * FROM ai_tools WHERE id = @id;

-- name: AIToolSave :execrows
-- Makes or changes a tool; none when the account has most already.
INSERT INTO ai_tools (id, account_id, name, description, parameters, url, secret, is_active, created_at)
SELECT @id, @account_id, @name, @description, @parameters, @url, @secret, @is_active, @created_at
WHERE (SELECT count(*) FROM ai_tools t WHERE t.account_id = @account_id AND t.id <> @id) < sqlc.arg(most)::int
ON CONFLICT (id) DO UPDATE SET name = excluded.name, description = excluded.description, parameters = excluded.parameters,
    url = excluded.url, secret = excluded.secret, is_active = excluded.is_active;

-- name: AIToolDelete :execrows
-- Removes a tool.
DELETE FROM ai_tools WHERE id = @id;

-- name: AIDocumentList :many
-- What an account's model knows, newest first.
SELECT * FROM ai_documents WHERE account_id = @account_id ORDER BY id DESC LIMIT 1000;

-- name: AIDocumentGet :one
-- One document.
SELECT * FROM ai_documents WHERE id = @id;

-- name: AIDocumentAdd :execrows
-- Keeps a document; none when the account would know too much.
INSERT INTO ai_documents (id, account_id, name, mimetype, characters, created_at)
SELECT @id, @account_id, @name, @mimetype, @characters, @created_at
WHERE (SELECT COALESCE(sum(d.characters), 0) FROM ai_documents d WHERE d.account_id = @account_id) + sqlc.arg(characters)::int <= sqlc.arg(most)::int;

-- name: AIPassagesAdd :exec
-- Keeps a document's passages in their order.
INSERT INTO ai_passages (document_id, number, account_id, body)
SELECT @document_id, p.number, @account_id, p.body FROM unnest(@bodies::text[]) WITH ORDINALITY AS p (body, number);

-- name: AIDocumentDelete :execrows
-- Removes a document with its passages.
DELETE FROM ai_documents WHERE id = @id;

-- name: AIKnowledge :many
-- The passages with most of a question's words, which may go on: hour finds hours. Of a long question the longest words,
-- which say most.
SELECT p.body FROM ai_passages p,
    to_tsquery('simple', array_to_string(ARRAY(SELECT quote_literal(word) || CASE WHEN char_length(word) > 3 THEN ':*' ELSE '' END
        FROM unnest(tsvector_to_array(to_tsvector('simple', fold(@question)))) AS word ORDER BY char_length(word) DESC, word LIMIT 60), ' | ')) AS q
WHERE p.account_id = @account_id AND to_tsvector('simple', fold(p.body)) @@ q
ORDER BY ts_rank_cd(to_tsvector('simple', fold(p.body)), q, 1) DESC, p.document_id, p.number LIMIT @lim;

-- name: AIPurge :exec
-- Forgets traces, decided drafts and usage that are kept no longer.
WITH traces AS (DELETE FROM ai_traces t WHERE t.created_at < @traces_before),
drafts AS (DELETE FROM ai_drafts d WHERE d.state <> 'pending' AND d.decided_at < @traces_before),
trials AS (DELETE FROM ai_trials tried WHERE tried.day < @usage_before)
DELETE FROM ai_usage u WHERE u.day < @usage_before;
