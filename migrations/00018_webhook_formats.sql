-- +goose Up
-- What a webhook's receiver understands: the events as they are told everywhere, or the bodies of the older Node server.
ALTER TABLE webhooks ADD COLUMN format text NOT NULL DEFAULT 'standard' CHECK (format IN ('standard', 'legacy'));

ALTER TABLE webhook_delivery_queue
    -- The webhook's when it was owed: the body stays the same over all attempts.
    ADD COLUMN format text NOT NULL DEFAULT 'standard' CHECK (format IN ('standard', 'legacy')),
    -- Attempts until it was last sent again: the pauses begin anew from there.
    ADD COLUMN attempts_before int NOT NULL DEFAULT 0;
CREATE INDEX webhook_delivery_queue_dead ON webhook_delivery_queue (webhook_id, number DESC) WHERE state = 'dead_letter';

-- The newest event of the account that was forgotten: whoever asks for what came after an older one has missed some.
ALTER TABLE whatsapp_accounts ADD COLUMN events_forgotten bigint NOT NULL DEFAULT 0;

-- Whether a format has words for an event. The older server told of messages to the account, and that its own were
-- delivered, read or played.
-- +goose StatementBegin
CREATE FUNCTION event_fits(format text, type text, direction text, message_type text, body json) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN format = 'standard' THEN true
        WHEN type = 'message' THEN direction = 'incoming' AND message_type IN
            ('text', 'image', 'video', 'gif', 'audio', 'voice', 'document', 'sticker', 'contact', 'location', 'choice')
        ELSE type = 'message.status' AND body -> 'data' ->> 'status' IN ('delivered', 'read', 'played') END
$$;
-- +goose StatementEnd
