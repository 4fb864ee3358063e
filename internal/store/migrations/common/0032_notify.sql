-- +goose Up
-- Where organisations want to be told of things. The secret that signs is made
-- from the master key and never kept.
CREATE TABLE webhooks (
    id              uuid    PRIMARY KEY,
    organisation_id uuid    NOT NULL REFERENCES organisations (id),
    url             text    NOT NULL CHECK (url LIKE 'https://%'),
    topics          text    NOT NULL,
    created_at      MOMENT  NOT NULL,
    stopped_at      MOMENT,
    secret_number   integer NOT NULL CHECK (secret_number > 0),
    version         integer NOT NULL CHECK (version > 0)
);
CREATE INDEX webhooks_by_organisation ON webhooks (organisation_id, id);

-- What is to be sent, and what became of it. A message is written with the work
-- that it tells of, and sent afterwards, at least once.
CREATE TABLE outbox (
    id         uuid    PRIMARY KEY,
    channel    text    NOT NULL CHECK (channel IN ('mail', 'webhook')),
    webhook_id uuid    REFERENCES webhooks (id),
    recipient  text    NOT NULL,
    topic      text    NOT NULL CHECK (topic <> ''),
    subject    text    NOT NULL,
    body       text    NOT NULL,
    created_at MOMENT  NOT NULL,
    next_at    MOMENT  NOT NULL,
    attempts   integer NOT NULL CHECK (attempts >= 0),
    state      text    NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
    done_at    MOMENT,
    trouble    text    NOT NULL,
    CHECK ((channel = 'webhook') = (webhook_id IS NOT NULL)),
    CHECK ((state = 'waiting') = (done_at IS NULL))
);
CREATE INDEX outbox_waiting ON outbox (next_at) WHERE state = 'waiting';
CREATE INDEX outbox_by_webhook ON outbox (webhook_id, id);
