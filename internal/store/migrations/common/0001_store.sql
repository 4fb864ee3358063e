-- +goose Up
-- The event log. Rows are only ever added; the number of an event is given
-- after its transaction committed, so that no writer waits for another.
CREATE TABLE events (
    id              uuid   PRIMARY KEY,
    at              MOMENT NOT NULL,
    verb            text   NOT NULL CHECK (verb <> ''),
    subject_id      text   NOT NULL CHECK (subject_id <> ''),
    tender_id       uuid,
    actor_key_id    uuid,
    organisation_id uuid,
    actor_name      text   NOT NULL,
    request_id      text   NOT NULL,
    sealed          FLAG   NOT NULL,
    detail          text   NOT NULL
);
CREATE INDEX events_by_subject ON events (subject_id, at);

CREATE TABLE event_numbers (
    number   bigint PRIMARY KEY CHECK (number > 0),
    event_id uuid   NOT NULL UNIQUE REFERENCES events (id)
);

-- What waits for a number. A sealed event waits until its tender is opened.
CREATE TABLE event_queue (
    event_id  uuid PRIMARY KEY REFERENCES events (id),
    tender_id uuid,
    sealed    FLAG NOT NULL
);
CREATE INDEX event_queue_sealed ON event_queue (tender_id) WHERE sealed;

CREATE TABLE leases (
    name   text   PRIMARY KEY,
    holder text   NOT NULL,
    until  MOMENT NOT NULL
);

-- The first answer to a POST with an Idempotency-Key, kept in the transaction
-- of the work itself.
CREATE TABLE idempotency_records (
    reader     text    NOT NULL,
    route      text    NOT NULL,
    key        text    NOT NULL,
    body_hash  text    NOT NULL,
    status     integer NOT NULL,
    header     text    NOT NULL,
    body       BYTES   NOT NULL,
    created_at MOMENT  NOT NULL,
    PRIMARY KEY (reader, route, key)
);
