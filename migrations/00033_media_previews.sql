-- +goose Up
-- The small JPEG that comes inside a message with its file: it shows until the file is here,
-- and for kinds of which no picture can be made here.
CREATE TABLE media_previews (
    media_id uuid PRIMARY KEY REFERENCES media ON DELETE CASCADE,
    jpeg     bytea NOT NULL CHECK (jpeg <> '')
);
