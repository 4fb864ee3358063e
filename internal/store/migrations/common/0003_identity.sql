-- +goose Up
CREATE TABLE organisations (
    id                uuid    PRIMARY KEY,
    name              text    NOT NULL CHECK (name <> ''),
    kind              text    NOT NULL CHECK (kind IN ('authority', 'partner', 'supplier', 'steward')),
    identifier_scheme text    NOT NULL,
    identifier        text    NOT NULL,
    created_at        MOMENT  NOT NULL,
    version           integer NOT NULL CHECK (version > 0)
);
CREATE UNIQUE INDEX organisations_by_identifier ON organisations (identifier_scheme, identifier) WHERE identifier <> '';
CREATE INDEX organisations_by_name ON organisations (name, id);

CREATE TABLE api_keys (
    id              uuid    PRIMARY KEY,
    organisation_id uuid    NOT NULL REFERENCES organisations (id),
    label           text    NOT NULL CHECK (label <> ''),
    roles           text    NOT NULL CHECK (roles <> ''),
    prefix          text    NOT NULL UNIQUE,
    secret_hash     text    NOT NULL,
    created_at      MOMENT  NOT NULL,
    expires_at      MOMENT,
    revoked_at      MOMENT,
    version         integer NOT NULL CHECK (version > 0)
);
CREATE INDEX api_keys_by_organisation ON api_keys (organisation_id, id);
