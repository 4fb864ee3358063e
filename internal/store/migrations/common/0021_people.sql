-- +goose Up
-- What kind of body a supplier is, and what is left of a name when everything
-- is taken out that a hasty eye does not see.
ALTER TABLE organisations ADD COLUMN legal_form text NOT NULL DEFAULT '' CHECK (legal_form IN ('', 'company', 'sole_trader', 'social_enterprise', 'vcse'));
ALTER TABLE organisations ADD COLUMN skeleton text NOT NULL DEFAULT '';
CREATE INDEX organisations_by_skeleton ON organisations (skeleton);

-- All the numbers of an organisation; its first is in its own row as well.
CREATE TABLE organisation_identifiers (
    scheme          text    NOT NULL CHECK (scheme <> ''),
    identifier      text    NOT NULL CHECK (identifier <> ''),
    organisation_id uuid    NOT NULL REFERENCES organisations (id),
    position        integer NOT NULL CHECK (position >= 0),
    PRIMARY KEY (scheme, identifier),
    UNIQUE (organisation_id, position)
);
INSERT INTO organisation_identifiers (scheme, identifier, organisation_id, position)
    SELECT identifier_scheme, identifier, id, 0 FROM organisations WHERE identifier <> '';

-- Who takes part in person. Names and addresses are in this table and in
-- invitations, and in no event.
CREATE TABLE people (
    id          uuid    PRIMARY KEY,
    name        text    NOT NULL CHECK (name <> ''),
    email       text    NOT NULL UNIQUE CHECK (email <> ''),
    created_at  MOMENT  NOT NULL,
    disabled_at MOMENT,
    version     integer NOT NULL CHECK (version > 0)
);

-- Whom a person acts for, and as what. One that ended stays.
CREATE TABLE memberships (
    id              uuid    PRIMARY KEY,
    person_id       uuid    NOT NULL REFERENCES people (id),
    organisation_id uuid    NOT NULL REFERENCES organisations (id),
    roles           text    NOT NULL CHECK (roles <> ''),
    created_at      MOMENT  NOT NULL,
    ended_at        MOMENT,
    version         integer NOT NULL CHECK (version > 0)
);
CREATE UNIQUE INDEX memberships_live ON memberships (person_id, organisation_id) WHERE ended_at IS NULL;
CREATE INDEX memberships_by_organisation ON memberships (organisation_id, id);

-- A key may be held by a person, and be for some operations only. A person has
-- a row here whose id is the person's own and which no secret opens: what was
-- done in person is kept under it, beside what was done by keys.
ALTER TABLE api_keys ADD COLUMN person_id uuid REFERENCES people (id);
ALTER TABLE api_keys ADD COLUMN operations text NOT NULL DEFAULT '';
ALTER TABLE api_keys ADD COLUMN last_used_at MOMENT;
CREATE INDEX api_keys_by_person ON api_keys (person_id, id);
