-- +goose Up
-- What an obligation takes over beside its figures: how it has to be shown, how
-- often it is reported, and with which measures the same thing may be counted.
ALTER TABLE obligations ADD COLUMN kind text NOT NULL DEFAULT 'count';
ALTER TABLE obligations ADD COLUMN evidence_rule text NOT NULL DEFAULT '';
ALTER TABLE obligations ADD COLUMN overlap_codes text NOT NULL DEFAULT '';
ALTER TABLE obligations ADD COLUMN every text NOT NULL DEFAULT 'profile' CHECK (every IN ('profile', 'month', 'quarter', 'year', 'milestone', 'once'));
ALTER TABLE obligations ADD COLUMN calendar text NOT NULL DEFAULT 'named' CHECK (calendar IN ('named', 'contract'));

ALTER TABLE contracts ADD COLUMN very_late_days integer NOT NULL DEFAULT 28 CHECK (very_late_days BETWEEN 1 AND 365);
ALTER TABLE contracts ADD COLUMN suspended_on text NOT NULL DEFAULT '' CHECK (length(suspended_on) IN (0, 10));

-- Every change of a contract's dates. Rows are only ever added.
CREATE TABLE schedule_changes (
    id              uuid    PRIMARY KEY,
    contract_id     uuid    NOT NULL REFERENCES contracts (id),
    number          integer NOT NULL CHECK (number > 0),
    kind            text    NOT NULL CHECK (kind IN ('start_moved', 'extended', 'suspended', 'resumed')),
    starts_on       text    NOT NULL CHECK (length(starts_on) = 10),
    ends_on         text    NOT NULL CHECK (length(ends_on) = 10),
    on_date         text    NOT NULL CHECK (length(on_date) = 10),
    calendar        text    NOT NULL CHECK (calendar IN ('stays', 'moves')),
    reason          text    NOT NULL CHECK (reason <> ''),
    at              MOMENT  NOT NULL,
    key_id          uuid    REFERENCES api_keys (id),
    organisation_id uuid    NOT NULL REFERENCES organisations (id),
    UNIQUE (contract_id, number)
);

ALTER TABLE obligation_periods ADD COLUMN title text NOT NULL DEFAULT '';

-- The dates of a period after a change; those of the opening stay in
-- obligation_periods.
CREATE TABLE period_dates (
    period_id uuid    NOT NULL REFERENCES obligation_periods (id),
    number    integer NOT NULL CHECK (number > 0),
    change_id uuid    NOT NULL REFERENCES schedule_changes (id),
    starts_on text    NOT NULL CHECK (length(starts_on) = 10),
    ends_on   text    NOT NULL CHECK (length(ends_on) = 10),
    due_on    text    NOT NULL CHECK (length(due_on) = 10),
    stopped   FLAG    NOT NULL,
    at        MOMENT  NOT NULL,
    PRIMARY KEY (period_id, number),
    CHECK (starts_on <= ends_on AND ends_on <= due_on)
);

-- Periods that need no return, and why; a second mark takes the first back.
CREATE TABLE period_marks (
    period_id       uuid    NOT NULL REFERENCES obligation_periods (id),
    number          integer NOT NULL CHECK (number > 0),
    skipped         FLAG    NOT NULL,
    reason          text    NOT NULL CHECK (reason <> ''),
    at              MOMENT  NOT NULL,
    key_id          uuid    REFERENCES api_keys (id),
    organisation_id uuid    NOT NULL REFERENCES organisations (id),
    PRIMARY KEY (period_id, number)
);

-- What a period waits for now: the head row that moves. reminded is the last
-- reminder that went out, 0 for none.
CREATE TABLE period_dues (
    period_id   uuid    PRIMARY KEY REFERENCES obligation_periods (id),
    contract_id uuid    NOT NULL REFERENCES contracts (id),
    due_on      text    NOT NULL CHECK (length(due_on) = 10),
    stopped     FLAG    NOT NULL,
    skipped     FLAG    NOT NULL,
    returned    FLAG    NOT NULL,
    reminded    integer NOT NULL CHECK (reminded BETWEEN 0 AND 4)
);
CREATE INDEX period_dues_by_contract ON period_dues (contract_id, due_on);
CREATE INDEX period_dues_open ON period_dues (due_on) WHERE NOT returned AND NOT skipped AND NOT stopped AND reminded < 4;
INSERT INTO period_dues (period_id, contract_id, due_on, stopped, skipped, returned, reminded)
    SELECT p.id, o.contract_id, p.due_on, false, false, EXISTS (SELECT 1 FROM returns r WHERE r.period_id = p.id), 0
    FROM obligation_periods p JOIN obligations o ON o.id = p.obligation_id;

-- Who answers for an obligation on each side. Personal data: it can be changed
-- and erased.
CREATE TABLE obligation_owners (
    obligation_id uuid    NOT NULL REFERENCES obligations (id),
    side          text    NOT NULL CHECK (side IN ('authority', 'supplier')),
    name          text    NOT NULL,
    email         text    NOT NULL,
    version       integer NOT NULL CHECK (version > 0),
    PRIMARY KEY (obligation_id, side)
);

-- What a query accepts of a claim already.
CREATE TABLE return_parts (
    return_id   uuid    NOT NULL,
    number      integer NOT NULL,
    quantity    bigint  CHECK (quantity >= 0),
    numerator   bigint  CHECK (numerator >= 0),
    denominator bigint  CHECK (denominator >= 0),
    asked       bigint  NOT NULL CHECK (asked > 0),
    PRIMARY KEY (return_id, number),
    FOREIGN KEY (return_id, number) REFERENCES return_steps (return_id, number),
    CHECK ((quantity IS NULL) <> (numerator IS NULL)),
    CHECK ((numerator IS NULL) = (denominator IS NULL))
);

-- What both sides say about a return without moving it on.
CREATE TABLE return_notes (
    return_id       uuid    NOT NULL REFERENCES returns (id),
    number          integer NOT NULL CHECK (number > 0),
    side            text    NOT NULL CHECK (side IN ('authority', 'supplier')),
    claim           integer NOT NULL CHECK (claim > 0),
    step            integer NOT NULL CHECK (step > 0),
    words           text    NOT NULL CHECK (words <> ''),
    evidence        text    NOT NULL,
    at              MOMENT  NOT NULL,
    key_id          uuid    REFERENCES api_keys (id),
    organisation_id uuid    NOT NULL REFERENCES organisations (id),
    PRIMARY KEY (return_id, number)
);

-- Files that show a delivery. Their bytes are kept outside of the database,
-- named by their hash.
CREATE TABLE evidence_files (
    id              uuid   PRIMARY KEY,
    contract_id     uuid   NOT NULL REFERENCES contracts (id),
    organisation_id uuid   NOT NULL REFERENCES organisations (id),
    name            text   NOT NULL CHECK (name <> ''),
    media_type      text   NOT NULL CHECK (media_type <> ''),
    bytes           bigint NOT NULL CHECK (bytes > 0),
    sha256          text   NOT NULL CHECK (length(sha256) = 71),
    uploaded_at     MOMENT NOT NULL,
    key_id          uuid   REFERENCES api_keys (id),
    UNIQUE (contract_id, organisation_id, sha256)
);
CREATE INDEX evidence_files_by_contract ON evidence_files (contract_id, id);

-- The salt with which a supplier makes people unrecognisable. Without it the
-- references of a contract can never be tied to anybody again.
CREATE TABLE contract_salts (
    contract_id uuid   PRIMARY KEY REFERENCES contracts (id),
    salt        BYTES  NOT NULL CHECK (length(salt) = 32),
    made_at     MOMENT NOT NULL
);

-- What a claim says beyond its figure: people as 16-byte references, the level
-- behind a reduction, who delivered it.
CREATE TABLE return_claims (
    return_id    uuid    NOT NULL REFERENCES returns (id),
    claim        integer NOT NULL CHECK (claim > 0),
    people       BYTES   CHECK (people IS NULL OR length(people) % 16 = 0),
    level        text    NOT NULL,
    delivered_by text    NOT NULL,
    PRIMARY KEY (return_id, claim)
);

-- Delivered units by reference, as each claim names them.
CREATE TABLE claimed_units (
    return_id    uuid    NOT NULL REFERENCES returns (id),
    claim        integer NOT NULL CHECK (claim > 0),
    reference    BYTES   NOT NULL CHECK (length(reference) = 32),
    share        integer NOT NULL CHECK (share BETWEEN 1 AND 10000),
    delivered_by text    NOT NULL,
    PRIMARY KEY (return_id, claim, reference)
);
CREATE INDEX claimed_units_by_reference ON claimed_units (reference);

-- How much of a unit is claimed by the claims that stand, in basis points, over
-- all contracts: one unit, one claim.
CREATE TABLE unit_claims (
    reference BYTES   PRIMARY KEY CHECK (length(reference) = 32),
    taken     integer NOT NULL CHECK (taken BETWEEN 0 AND 10000)
);

-- What somebody other than the supplier says about a delivery.
CREATE TABLE confirmations (
    id          uuid    PRIMARY KEY,
    return_id   uuid    NOT NULL REFERENCES returns (id),
    claim       integer NOT NULL CHECK (claim > 0),
    beneficiary text    NOT NULL CHECK (beneficiary <> ''),
    quantity    bigint  NOT NULL CHECK (quantity > 0),
    token_hash  text    NOT NULL UNIQUE CHECK (length(token_hash) = 64),
    asked_at    MOMENT  NOT NULL,
    asked_by    uuid    REFERENCES api_keys (id),
    expires_at  MOMENT  NOT NULL,
    answer      text    NOT NULL CHECK (answer IN ('waiting', 'received', 'partly', 'not_received', 'withdrawn')),
    confirmed   bigint  CHECK (confirmed BETWEEN 0 AND quantity),
    words       text    NOT NULL,
    answered_at MOMENT,
    version     integer NOT NULL CHECK (version > 0),
    CHECK ((answer IN ('waiting', 'withdrawn')) = (confirmed IS NULL)),
    CHECK ((answer = 'waiting') = (answered_at IS NULL))
);
CREATE INDEX confirmations_by_return ON confirmations (return_id, id);
