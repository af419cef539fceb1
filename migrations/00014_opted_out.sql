-- +goose Up
ALTER TABLE whatsapp_accounts
    -- It is gone for everybody; its rows are being removed, a few at a time.
    ADD COLUMN deleted_at timestamptz;
-- A contact's number and its LID are known for one by the client library's own table, which is made after this one:
-- these look into it when they are called.
-- +goose StatementBegin
CREATE FUNCTION known_lid(of_phone text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT m.lid || '@lid' FROM whatsmeow_lid_map m WHERE m.pn = of_phone);
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION known_phone(of_lid text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT m.pn FROM whatsmeow_lid_map m WHERE m.lid = split_part(of_lid, '@', 1));
END $$;
-- +goose StatementEnd

-- Whether a contact has asked an account not to be written to, by whichever of its addresses.
-- +goose StatementBegin
CREATE FUNCTION opted_out(of_account uuid, of_phone text, of_lid text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    phones text[] := ARRAY[of_phone, known_phone(of_lid)];
    lids   text[] := ARRAY[of_lid, known_lid(of_phone)];
BEGIN
    RETURN COALESCE((SELECT k.state = 'opted_out' FROM consents k
        WHERE k.account_id = of_account AND (k.phone = ANY(phones) OR k.lid = ANY(lids)) ORDER BY k.id DESC LIMIT 1), false);
END $$;
-- +goose StatementEnd
