-- +goose Up
-- Messages with what names them: their conversation, their account, their file and what was marked at them. A migration
-- that adds a column to messages makes it anew, one that changes a column that it names drops it first.
CREATE VIEW message_details AS
SELECT m.*, c.phone AS chat_phone, c.lid AS chat_lid, c.group_jid AS chat_group, a.phone_number AS account_phone, a.lid AS account_lid,
    f.mimetype, f.filename, f.size, f.status AS media_status, f.sha256, f.store, (p.media_id IS NOT NULL)::boolean AS previewed,
    COALESCE((SELECT jsonb_agg(k.mark ORDER BY k.at) FROM message_marks k WHERE k.message_id = m.id), '[]')::jsonb AS marks
FROM messages m JOIN chats c ON c.id = m.chat_id JOIN whatsapp_accounts a ON a.id = m.account_id
LEFT JOIN media f ON f.id = m.media_id LEFT JOIN media_previews p ON p.media_id = m.media_id;
