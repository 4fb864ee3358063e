-- +goose Up
-- The salted hashes of an event's private details, as its leaf in the tree has
-- them; their salts and values are beside it and can be erased.
ALTER TABLE events ADD COLUMN private text NOT NULL DEFAULT '{}';
CREATE TABLE event_details (
    event_id uuid  NOT NULL REFERENCES events (id),
    name     text  NOT NULL CHECK (name <> ''),
    salt     BYTES NOT NULL CHECK (length(salt) = 32),
    value    text  NOT NULL CHECK (value <> ''),
    PRIMARY KEY (event_id, name)
);

-- The Merkle tree over the numbered events: complete subtrees under their
-- place, and its signed heads.
CREATE TABLE log_hashes (
    position bigint PRIMARY KEY CHECK (position >= 0),
    hash     BYTES  NOT NULL CHECK (length(hash) = 32)
);
CREATE TABLE log_checkpoints (
    size   bigint PRIMARY KEY CHECK (size > 0),
    signed text   NOT NULL CHECK (signed <> ''),
    at     MOMENT NOT NULL
);

-- Who has seen which secret thing on which day: one event for each.
CREATE TABLE sightings (
    actor_id   text NOT NULL,
    verb       text NOT NULL CHECK (verb <> ''),
    subject_id text NOT NULL CHECK (subject_id <> ''),
    day        text NOT NULL CHECK (length(day) = 10),
    PRIMARY KEY (actor_id, verb, subject_id, day)
);
