-- +goose Up
-- What trying the AI took, in the playground and in replays. It costs what answers cost, but no contact has caused it, so that it
-- ends no budget.
CREATE TABLE ai_trials (
    account_id uuid NOT NULL REFERENCES whatsapp_accounts ON DELETE CASCADE,
    day        date NOT NULL,
    provider   text NOT NULL,
    model      text NOT NULL,
    tokens_in  bigint NOT NULL,
    tokens_out bigint NOT NULL,
    cost       double precision, -- US dollars; null where no price is known
    PRIMARY KEY (account_id, day, provider, model)
);
