-- +goose Up
-- A contract rests on an award, and on the version of the bid that won: its
-- promises are copied from there and never typed again.
CREATE TABLE contracts (
    id           uuid    PRIMARY KEY,
    award_id     uuid    NOT NULL UNIQUE REFERENCES awards (id),
    tender_id    uuid    NOT NULL,
    lot_id       uuid    NOT NULL,
    bid_id       uuid    NOT NULL,
    bid_number   integer NOT NULL,
    catalogue_id uuid    NOT NULL REFERENCES catalogues (id),
    mode         text    NOT NULL CHECK (mode IN ('live', 'test')),
    owner_id     uuid    NOT NULL REFERENCES organisations (id),
    supplier_id  uuid    NOT NULL REFERENCES organisations (id),
    title        text    NOT NULL CHECK (title <> ''),
    starts_on    text    NOT NULL CHECK (length(starts_on) = 10),
    ends_on      text    NOT NULL CHECK (length(ends_on) = 10),
    due_days     integer NOT NULL CHECK (due_days BETWEEN 0 AND 90),
    opened_at    MOMENT  NOT NULL,
    opened_by    uuid    REFERENCES api_keys (id),
    version      integer NOT NULL CHECK (version > 0),
    FOREIGN KEY (tender_id, lot_id) REFERENCES lots (tender_id, id),
    FOREIGN KEY (bid_id, bid_number) REFERENCES bid_versions (bid_id, number),
    CHECK (ends_on >= starts_on)
);
CREATE INDEX contracts_by_owner ON contracts (owner_id, id);
CREATE INDEX contracts_by_supplier ON contracts (supplier_id, id);
CREATE INDEX contracts_by_tender ON contracts (tender_id, id);

-- What was promised. Rows are only ever added.
CREATE TABLE obligations (
    id               uuid    PRIMARY KEY,
    contract_id      uuid    NOT NULL REFERENCES contracts (id),
    position         integer NOT NULL CHECK (position > 0),
    measure          text    NOT NULL CHECK (measure <> ''),
    component        text    NOT NULL,
    outcome_number   integer NOT NULL,
    outcome_title    text    NOT NULL,
    wording          text    NOT NULL CHECK (wording <> ''),
    unit             text    NOT NULL CHECK (unit <> ''),
    direction        text    NOT NULL CHECK (direction IN ('higher', 'lower')),
    aggregation      text    NOT NULL CHECK (aggregation IN ('sum', 'distinct_sum', 'latest', 'ratio_of_sums')),
    aggregation_note text    NOT NULL,
    distinct_count   FLAG    NOT NULL,
    offered          bigint  NOT NULL CHECK (offered >= 0),
    contracted       bigint  NOT NULL CHECK (contracted >= 0),
    method           text    NOT NULL,
    evidence         text    NOT NULL,
    baseline_value   text    NOT NULL,
    baseline_date    text    NOT NULL,
    baseline_source  text    NOT NULL,
    passage          text    NOT NULL CHECK (passage <> ''),
    UNIQUE (contract_id, position),
    UNIQUE (contract_id, measure, component)
);

CREATE TABLE obligation_periods (
    id            uuid    PRIMARY KEY,
    obligation_id uuid    NOT NULL REFERENCES obligations (id),
    number        integer NOT NULL CHECK (number > 0),
    label         text    NOT NULL CHECK (label <> ''),
    starts_on     text    NOT NULL CHECK (length(starts_on) = 10),
    ends_on       text    NOT NULL CHECK (length(ends_on) = 10),
    due_on        text    NOT NULL CHECK (length(due_on) = 10),
    instalment    bigint  NOT NULL CHECK (instalment >= 0),
    quantity      bigint  NOT NULL CHECK (quantity >= 0),
    UNIQUE (obligation_id, number),
    UNIQUE (obligation_id, label),
    UNIQUE (obligation_id, id),
    CHECK (starts_on <= ends_on AND ends_on <= due_on)
);

-- The head of a return: what moves. One for each period of an obligation.
CREATE TABLE returns (
    id            uuid    PRIMARY KEY,
    contract_id   uuid    NOT NULL REFERENCES contracts (id),
    obligation_id uuid    NOT NULL,
    period_id     uuid    NOT NULL UNIQUE,
    status        text    NOT NULL CHECK (status IN ('submitted', 'queried', 'verified', 'rejected')),
    current       integer NOT NULL CHECK (current > 0),
    created_at    MOMENT  NOT NULL,
    version       integer NOT NULL CHECK (version > 0),
    FOREIGN KEY (obligation_id, period_id) REFERENCES obligation_periods (obligation_id, id)
);
CREATE INDEX returns_by_contract ON returns (contract_id, id);

-- Everything that happened to a return, in one order. Rows are only ever added.
CREATE TABLE return_steps (
    return_id       uuid    NOT NULL REFERENCES returns (id),
    number          integer NOT NULL CHECK (number > 0),
    kind            text    NOT NULL CHECK (kind IN ('submitted', 'queried', 'verified', 'rejected')),
    claim           integer NOT NULL CHECK (claim > 0),
    quantity        bigint  CHECK (quantity >= 0),
    numerator       bigint  CHECK (numerator >= 0),
    denominator     bigint  CHECK (denominator >= 0),
    words           text    NOT NULL,
    evidence        text    NOT NULL,
    at              MOMENT  NOT NULL,
    key_id          uuid    REFERENCES api_keys (id),
    organisation_id uuid    NOT NULL REFERENCES organisations (id),
    PRIMARY KEY (return_id, number),
    CHECK ((kind IN ('submitted', 'verified')) = (quantity IS NOT NULL OR numerator IS NOT NULL)),
    CHECK (quantity IS NULL OR numerator IS NULL),
    CHECK ((numerator IS NULL) = (denominator IS NULL)),
    CHECK (kind NOT IN ('queried', 'rejected') OR words <> '')
);
CREATE UNIQUE INDEX return_steps_claims ON return_steps (return_id, claim) WHERE kind = 'submitted';
CREATE UNIQUE INDEX return_steps_final ON return_steps (return_id) WHERE kind IN ('verified', 'rejected');

-- The log is read by procurement too.
CREATE INDEX events_by_tender ON events (tender_id, id);
