-- +goose Up
-- Asked in the transaction that moves an account's ratchets: a process that has lost the account must not.
-- +goose StatementBegin
CREATE FUNCTION refuse_other_holders(account uuid, by_holder uuid) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM whatsapp_accounts a WHERE a.id = account AND a.holder <> by_holder) THEN
        RAISE EXCEPTION 'account % is held by another process', account;
    END IF;
END
$$;
-- +goose StatementEnd
