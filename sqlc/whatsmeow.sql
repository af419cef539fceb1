-- The client library's tables as far as queries/whatsmeow.sql names them, for sqlc to read. The library makes and
-- migrates them itself.
CREATE TABLE whatsmeow_sessions (our_jid text NOT NULL, their_id text NOT NULL, session bytea NOT NULL, PRIMARY KEY (our_jid, their_id));
CREATE TABLE whatsmeow_identity_keys (our_jid text NOT NULL, their_id text NOT NULL, identity bytea NOT NULL, PRIMARY KEY (our_jid, their_id));
CREATE TABLE whatsmeow_sender_keys (
    our_jid text NOT NULL, chat_id text NOT NULL, sender_id text NOT NULL, sender_key bytea NOT NULL, PRIMARY KEY (our_jid, chat_id, sender_id));
CREATE TABLE whatsmeow_pre_keys (jid text NOT NULL, key_id int NOT NULL, PRIMARY KEY (jid, key_id));
CREATE TABLE whatsmeow_message_secrets (
    our_jid text NOT NULL, chat_jid text NOT NULL, sender_jid text NOT NULL, message_id text NOT NULL, key bytea NOT NULL,
    PRIMARY KEY (our_jid, chat_jid, sender_jid, message_id));
CREATE TABLE whatsmeow_event_buffer (
    our_jid text NOT NULL, ciphertext_hash bytea NOT NULL, plaintext bytea, server_timestamp bigint NOT NULL, insert_timestamp bigint NOT NULL,
    PRIMARY KEY (our_jid, ciphertext_hash));
CREATE TABLE whatsmeow_retry_buffer (
    our_jid text NOT NULL, chat_jid text NOT NULL, message_id text NOT NULL, format text NOT NULL, plaintext bytea NOT NULL, timestamp bigint NOT NULL,
    PRIMARY KEY (our_jid, chat_jid, message_id));
