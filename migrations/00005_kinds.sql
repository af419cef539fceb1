-- +goose Up
-- What a message has besides its text and file, as JSON in the words that the doors show.
ALTER TABLE messages
    ADD COLUMN content    jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN edited_at  timestamptz,
    ADD COLUMN deleted_at timestamptz,
    -- Reactions, edits and the like are no part of a conversation's list: their targets show them.
    ADD COLUMN shown      boolean NOT NULL GENERATED ALWAYS AS (type NOT IN ('reaction', 'poll_vote', 'edit', 'delete', 'timer')) STORED;
CREATE INDEX messages_shown ON messages (chat_id, id DESC) WHERE shown;

-- For how many seconds messages of the conversation stay; 0 is for good.
ALTER TABLE chats ADD COLUMN expires_after int NOT NULL DEFAULT 0 CHECK (expires_after >= 0);

-- What a text said before it was edited.
CREATE TABLE message_edits (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    message_id uuid NOT NULL REFERENCES messages ON DELETE CASCADE,
    body       text NOT NULL,
    at         timestamptz NOT NULL
);
CREATE INDEX message_edits_message ON message_edits (message_id, id);

-- The one reaction, and the one vote, that a person has on a message.
CREATE TABLE message_marks (
    message_id uuid NOT NULL REFERENCES messages ON DELETE CASCADE,
    kind       text NOT NULL CHECK (kind IN ('reaction', 'vote')),
    -- Whose: "me", a LID, or a phone number.
    person_key text NOT NULL CHECK (person_key <> ''),
    mark       jsonb NOT NULL,
    at         timestamptz NOT NULL,
    PRIMARY KEY (message_id, kind, person_key)
);

-- Questions with numbered answers that wait for one.
CREATE INDEX messages_options ON messages (chat_id, id DESC) WHERE type = 'options';
