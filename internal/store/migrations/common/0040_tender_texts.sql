-- +goose Up
-- What a tender says beside its lots and its method.
ALTER TABLE tenders ADD COLUMN classification  text    NOT NULL DEFAULT '' CHECK (length(classification) IN (0, 8));
ALTER TABLE tenders ADD COLUMN questions_until MOMENT;
ALTER TABLE tenders ADD COLUMN lot_limit       integer NOT NULL DEFAULT 0 CHECK (lot_limit BETWEEN 0 AND 99);
ALTER TABLE tenders ADD COLUMN lot_rule        text    NOT NULL DEFAULT '';
ALTER TABLE tenders ADD COLUMN amendment_days  integer NOT NULL DEFAULT 0 CHECK (amendment_days BETWEEN 0 AND 90);
ALTER TABLE tenders ADD COLUMN counts_interest FLAG    NOT NULL DEFAULT false;
ALTER TABLE tenders ADD COLUMN amendments      integer NOT NULL DEFAULT 0 CHECK (amendments >= 0);
CREATE INDEX tenders_by_classification ON tenders (classification) WHERE classification <> '';

-- A lot may have criteria of its own in place of branches of the tender's
-- method; at publication the whole is frozen and hashed for each lot.
ALTER TABLE lots ADD COLUMN criteria    text NOT NULL DEFAULT '';
ALTER TABLE lots ADD COLUMN method      text NOT NULL DEFAULT '';
ALTER TABLE lots ADD COLUMN method_hash text NOT NULL DEFAULT '';

-- Which measures a published tender scores, so that suppliers find it by them.
CREATE TABLE tender_measures (
    tender_id uuid    NOT NULL REFERENCES tenders (id),
    code      text    NOT NULL CHECK (code <> ''),
    outcome   integer NOT NULL,
    PRIMARY KEY (tender_id, code)
);
CREATE INDEX tender_measures_by_code ON tender_measures (code, tender_id);
CREATE INDEX tender_measures_by_outcome ON tender_measures (outcome, tender_id);

-- What was announced about a tender, to everybody at once. Rows are only ever
-- added.
CREATE TABLE tender_notices (
    id        uuid    PRIMARY KEY,
    tender_id uuid    NOT NULL REFERENCES tenders (id),
    number    integer NOT NULL CHECK (number > 0),
    kind      text    NOT NULL CHECK (kind <> ''),
    title     text    NOT NULL CHECK (title <> ''),
    body      text    NOT NULL,
    at        MOMENT  NOT NULL,
    UNIQUE (tender_id, number)
);
CREATE INDEX tender_notices_by_moment ON tender_notices (at, tender_id);

-- Who wants a tender's notices. It is nobody else's to know.
CREATE TABLE registered_interests (
    tender_id   uuid   NOT NULL REFERENCES tenders (id),
    supplier_id uuid   NOT NULL REFERENCES organisations (id),
    since       MOMENT NOT NULL,
    PRIMARY KEY (tender_id, supplier_id)
);
CREATE INDEX registered_interests_by_supplier ON registered_interests (supplier_id, tender_id);

-- What was changed after publication, and what it was before. Rows are only
-- ever added.
CREATE TABLE tender_amendments (
    id                 uuid    PRIMARY KEY,
    tender_id          uuid    NOT NULL REFERENCES tenders (id),
    number             integer NOT NULL CHECK (number > 0),
    reason             text    NOT NULL CHECK (reason <> ''),
    substantial        FLAG    NOT NULL,
    deadline_before    MOMENT  NOT NULL,
    deadline_after     MOMENT  NOT NULL,
    method_hash_before text    NOT NULL,
    method_hash_after  text    NOT NULL,
    difference         text    NOT NULL,
    terms_before       text    NOT NULL,
    at                 MOMENT  NOT NULL,
    UNIQUE (tender_id, number)
);

-- Questions before the deadline. Who asked is kept only as a salted hash, and
-- shown only as a number that stays the same within a tender.
CREATE TABLE tender_salts (
    tender_id uuid  PRIMARY KEY REFERENCES tenders (id),
    salt      BYTES NOT NULL CHECK (length(salt) = 32)
);
CREATE TABLE clarification_askers (
    tender_id uuid    NOT NULL REFERENCES tender_salts (tender_id),
    number    integer NOT NULL CHECK (number > 0),
    handle    text    NOT NULL CHECK (length(handle) = 64),
    PRIMARY KEY (tender_id, number),
    UNIQUE (tender_id, handle)
);
CREATE TABLE clarifications (
    id          uuid    PRIMARY KEY,
    tender_id   uuid    NOT NULL,
    lot_id      uuid    REFERENCES lots (id),
    asker       integer NOT NULL,
    question    text    NOT NULL CHECK (question <> ''),
    asked_at    MOMENT  NOT NULL,
    number      integer CHECK (number > 0),
    wording     text    NOT NULL,
    answer      text    NOT NULL,
    answered_at MOMENT,
    amendment   integer CHECK (amendment > 0),
    version     integer NOT NULL CHECK (version > 0),
    FOREIGN KEY (tender_id, asker) REFERENCES clarification_askers (tender_id, number),
    CHECK ((answered_at IS NULL) = (number IS NULL)),
    CHECK ((answered_at IS NULL) = (answer = '')),
    CHECK ((answered_at IS NULL) = (wording = '')),
    CHECK (amendment IS NULL OR answered_at IS NOT NULL)
);
CREATE UNIQUE INDEX clarifications_by_number ON clarifications (tender_id, number) WHERE number IS NOT NULL;
CREATE INDEX clarifications_by_tender ON clarifications (tender_id, id);
