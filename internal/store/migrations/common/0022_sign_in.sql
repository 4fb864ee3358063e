-- +goose Up
-- A place that is offered to somebody, against a secret that works once. One
-- that names a person gives that person new means to sign in.
CREATE TABLE invitations (
    id              uuid    PRIMARY KEY,
    organisation_id uuid    NOT NULL REFERENCES organisations (id),
    person_id       uuid    REFERENCES people (id),
    name            text    NOT NULL,
    email           text    NOT NULL,
    roles           text    NOT NULL CHECK (roles <> ''),
    prefix          text    NOT NULL UNIQUE,
    secret_hash     text    NOT NULL,
    created_at      MOMENT  NOT NULL,
    expires_at      MOMENT  NOT NULL,
    accepted_at     MOMENT,
    revoked_at      MOMENT,
    version         integer NOT NULL CHECK (version > 0)
);
CREATE INDEX invitations_by_organisation ON invitations (organisation_id, id);

-- How a person signs in here. The secret of the one-time codes is encrypted
-- under a key that is not in the database.
CREATE TABLE passwords (
    person_id   uuid   PRIMARY KEY REFERENCES people (id),
    hash        text   NOT NULL CHECK (hash <> ''),
    code_secret BYTES  NOT NULL,
    last_step   bigint NOT NULL,
    changed_at  MOMENT NOT NULL
);

-- How a person signs in elsewhere.
CREATE TABLE identities (
    issuer     text   NOT NULL CHECK (issuer <> ''),
    subject    text   NOT NULL CHECK (subject <> ''),
    person_id  uuid   NOT NULL REFERENCES people (id),
    created_at MOMENT NOT NULL,
    PRIMARY KEY (issuer, subject),
    UNIQUE (person_id, issuer)
);

-- The short-lived tokens of people who signed in here.
CREATE TABLE sessions (
    id              uuid   PRIMARY KEY,
    person_id       uuid   NOT NULL REFERENCES people (id),
    organisation_id uuid   REFERENCES organisations (id),
    prefix          text   NOT NULL UNIQUE,
    secret_hash     text   NOT NULL,
    created_at      MOMENT NOT NULL,
    used_at         MOMENT NOT NULL,
    expires_at      MOMENT NOT NULL,
    ended_at        MOMENT
);
CREATE INDEX sessions_by_person ON sessions (person_id);

-- Failed attempts to sign in, by the hash of an address of a person or of a
-- computer. The row goes when an attempt succeeds.
CREATE TABLE sign_in_failures (
    subject    text    PRIMARY KEY,
    count      integer NOT NULL CHECK (count >= 0),
    last_at    MOMENT  NOT NULL,
    next_at    MOMENT  NOT NULL
);
