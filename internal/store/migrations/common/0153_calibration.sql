-- +goose Up
-- Made-up answers by which a panel tries out its scales. They count nowhere.
CREATE TABLE calibrations (
    id        uuid   PRIMARY KEY,
    tender_id uuid   NOT NULL REFERENCES tenders (id),
    criterion text   NOT NULL CHECK (criterion <> ''),
    answer    text   NOT NULL CHECK (answer <> ''),
    made_by   uuid   NOT NULL REFERENCES people (id),
    made_at   MOMENT NOT NULL
);
CREATE INDEX calibrations_by_tender ON calibrations (tender_id, id);
CREATE TABLE calibration_scores (
    id             uuid    PRIMARY KEY,
    calibration_id uuid    NOT NULL REFERENCES calibrations (id),
    person_id      uuid    NOT NULL REFERENCES people (id),
    level          integer NOT NULL,
    reason         text    NOT NULL CHECK (reason <> ''),
    given_at       MOMENT  NOT NULL,
    UNIQUE (calibration_id, person_id)
);
