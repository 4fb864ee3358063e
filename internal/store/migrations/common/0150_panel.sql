-- +goose Up
-- How a panel works: how many have to score each answer, and whether bidders'
-- names are hidden from those who score. The last row of a tender counts.
CREATE TABLE panel_settings (
    id              uuid    PRIMARY KEY,
    tender_id       uuid    NOT NULL REFERENCES tenders (id),
    number          integer NOT NULL CHECK (number > 0),
    minimum_members integer NOT NULL CHECK (minimum_members BETWEEN 1 AND 20),
    hides_names     FLAG    NOT NULL,
    set_by          uuid    NOT NULL REFERENCES people (id),
    set_at          MOMENT  NOT NULL,
    UNIQUE (tender_id, number)
);

-- Who was appointed to what. An empty list of lots or criteria means all.
CREATE TABLE panel_appointments (
    id           uuid   PRIMARY KEY,
    tender_id    uuid   NOT NULL REFERENCES tenders (id),
    person_id    uuid   NOT NULL REFERENCES people (id),
    part         text   NOT NULL CHECK (part IN ('member', 'chair', 'observer', 'officer')),
    lots         text   NOT NULL,
    criteria     text   NOT NULL,
    reason       text   NOT NULL,
    appointed_by uuid   NOT NULL REFERENCES people (id),
    appointed_at MOMENT NOT NULL
);
CREATE INDEX panel_appointments_by_tender ON panel_appointments (tender_id, id);
CREATE INDEX panel_appointments_by_person ON panel_appointments (person_id, id);

-- Appointments that ended.
CREATE TABLE panel_departures (
    appointment_id uuid   PRIMARY KEY REFERENCES panel_appointments (id),
    reason         text   NOT NULL,
    ended_by       uuid   NOT NULL REFERENCES people (id),
    ended_at       MOMENT NOT NULL
);

-- What people of a panel declared: that they have nothing to declare, or an
-- interest; about the whole tender, some lots, or one bidder.
CREATE TABLE panel_declarations (
    id          uuid    PRIMARY KEY,
    tender_id   uuid    NOT NULL REFERENCES tenders (id),
    person_id   uuid    NOT NULL REFERENCES people (id),
    interest    FLAG    NOT NULL,
    words       text    NOT NULL,
    lots        text    NOT NULL,
    supplier_id uuid    REFERENCES organisations (id),
    bid_id      uuid    REFERENCES bids (id),
    names_shown FLAG    NOT NULL,
    declared_at MOMENT  NOT NULL,
    CHECK (NOT interest OR words <> '')
);
CREATE INDEX panel_declarations_by_tender ON panel_declarations (tender_id, id);

-- What another person decided about a declared interest. The last counts; until
-- there is one, the interest blocks.
CREATE TABLE panel_decisions (
    id             uuid    PRIMARY KEY,
    declaration_id uuid    NOT NULL REFERENCES panel_declarations (id),
    number         integer NOT NULL CHECK (number > 0),
    decision       text    NOT NULL CHECK (decision IN ('blocked', 'mitigated', 'no_conflict')),
    words          text    NOT NULL CHECK (words <> ''),
    decided_by     uuid    NOT NULL REFERENCES people (id),
    decided_at     MOMENT  NOT NULL,
    UNIQUE (declaration_id, number)
);

-- When bidders' names were shown to those who score, and why.
CREATE TABLE name_reveals (
    tender_id      uuid   PRIMARY KEY REFERENCES openings (tender_id),
    reason         text   NOT NULL CHECK (reason <> ''),
    quality_locked FLAG   NOT NULL,
    revealed_by    uuid   NOT NULL REFERENCES people (id),
    revealed_at    MOMENT NOT NULL
);
