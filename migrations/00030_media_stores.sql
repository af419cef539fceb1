-- +goose Up
-- Where a file's bytes are kept: the name of a store that the configuration knows, empty
-- while they are nowhere. Files stay where they are when the configuration changes.
ALTER TABLE media ADD COLUMN store text NOT NULL DEFAULT 'local';

-- Accounts that are gone and whose files are to be removed from the stores. There is
-- nothing that such a row could refer to.
CREATE TABLE media_removals (
    account_id uuid PRIMARY KEY,
    created_at timestamptz NOT NULL
);
