-- +goose Up
-- Called in the transaction that moves an account's ratchets when another process holds the account.
-- +goose StatementBegin
CREATE FUNCTION refuse_holder(account uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'account % is held by another process', account;
END
$$;
-- +goose StatementEnd
