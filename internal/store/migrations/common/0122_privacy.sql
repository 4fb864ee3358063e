-- +goose Up
-- Legal holds and what ends them, and whose data was erased. Rows are only ever
-- added.
CREATE TABLE legal_holds (
    id              uuid   PRIMARY KEY,
    scope           text   NOT NULL CHECK (scope IN ('tender', 'contract', 'person')),
    subject_id      uuid   NOT NULL,
    organisation_id uuid   NOT NULL REFERENCES organisations (id),
    reason          text   NOT NULL CHECK (reason <> ''),
    placed_at       MOMENT NOT NULL,
    placed_by       uuid   NOT NULL REFERENCES people (id)
);
CREATE INDEX legal_holds_by_subject ON legal_holds (subject_id);
CREATE TABLE legal_hold_releases (
    hold_id     uuid   PRIMARY KEY REFERENCES legal_holds (id),
    reason      text   NOT NULL CHECK (reason <> ''),
    released_at MOMENT NOT NULL,
    released_by uuid   NOT NULL REFERENCES people (id)
);
CREATE TABLE erasures (
    person_id uuid   PRIMARY KEY REFERENCES people (id),
    reason    text   NOT NULL CHECK (reason <> ''),
    erased_at MOMENT NOT NULL,
    erased_by uuid   NOT NULL REFERENCES people (id)
);
