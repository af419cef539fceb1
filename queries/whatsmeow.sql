-- name: KeysHeld :exec
-- Fails when another process holds the account: what this one knows of its keys is old then.
SELECT refuse_holder(a.id) FROM whatsapp_accounts a WHERE a.id = @account_id AND a.holder <> @holder::uuid;

-- name: SessionsPut :exec
-- Where the ratchets with some devices stand.
INSERT INTO whatsmeow_sessions (our_jid, their_id, session)
SELECT @device::text, unnest(@addresses::text[]), unnest(@sessions::bytea[])
ON CONFLICT (our_jid, their_id) DO UPDATE SET session = excluded.session;

-- name: IdentitiesPut :exec
-- Who some devices are.
INSERT INTO whatsmeow_identity_keys (our_jid, their_id, identity)
SELECT @device::text, unnest(@addresses::text[]), unnest(@identities::bytea[])
ON CONFLICT (our_jid, their_id) DO UPDATE SET identity = excluded.identity;

-- name: SenderKeyPut :exec
-- Where the ratchet of a member of a group stands.
INSERT INTO whatsmeow_sender_keys (our_jid, chat_id, sender_id, sender_key)
VALUES (@device, @chat, @sender, @sender_key)
ON CONFLICT (our_jid, chat_id, sender_id) DO UPDATE SET sender_key = excluded.sender_key;

-- name: MessageSecretPut :exec
-- What a message's reactions, votes and edits are encrypted with.
INSERT INTO whatsmeow_message_secrets (our_jid, chat_jid, sender_jid, message_id, key)
VALUES (@device, @chat, @sender, @message_id, @secret)
ON CONFLICT (our_jid, chat_jid, sender_jid, message_id) DO NOTHING;

-- name: SentPut :exec
-- A message as it went out, for recipients who could not decrypt it.
INSERT INTO whatsmeow_retry_buffer (our_jid, chat_jid, message_id, format, plaintext, timestamp)
VALUES (@device, @chat, @message_id, @format, @plaintext, @at)
ON CONFLICT (our_jid, chat_jid, message_id) DO UPDATE SET format = excluded.format, plaintext = excluded.plaintext, timestamp = excluded.timestamp;

-- name: DecryptedPut :exec
-- A message that was decrypted and is not handled yet: its key is used up.
INSERT INTO whatsmeow_event_buffer (our_jid, ciphertext_hash, plaintext, server_timestamp, insert_timestamp)
VALUES (@device, @ciphertext_hash, @plaintext, @server_at, @at)
ON CONFLICT (our_jid, ciphertext_hash) DO UPDATE SET plaintext = excluded.plaintext, insert_timestamp = excluded.insert_timestamp;

-- name: DecryptedDelete :exec
-- Messages that are handled. What comes again of them is told by the ratchet, which has passed them.
DELETE FROM whatsmeow_event_buffer WHERE our_jid = @device AND ciphertext_hash = ANY(@hashes::bytea[]);

-- name: DecryptedList :many
-- Messages that were decrypted and not handled.
SELECT ciphertext_hash, plaintext FROM whatsmeow_event_buffer WHERE our_jid = @device AND plaintext IS NOT NULL;

-- name: PreKeysUsed :exec
-- Keys that began a session, and cannot begin another.
DELETE FROM whatsmeow_pre_keys WHERE jid = @device AND key_id = ANY(@ids::int[]);
