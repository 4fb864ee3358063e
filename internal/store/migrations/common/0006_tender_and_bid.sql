-- +goose Up
-- A tender. What moves is here; what must never change after publication is
-- held by triggers in the next migration.
CREATE TABLE tenders (
    id             uuid    PRIMARY KEY,
    owner_id       uuid    NOT NULL REFERENCES organisations (id),
    template_id    uuid    NOT NULL REFERENCES templates (id),
    catalogue_id   uuid    NOT NULL REFERENCES catalogues (id),
    title          text    NOT NULL CHECK (title <> ''),
    description    text    NOT NULL,
    mode           text    NOT NULL CHECK (mode IN ('live', 'test')),
    clock          MOMENT,
    status         text    NOT NULL CHECK (status IN ('draft', 'published', 'closed', 'opened', 'scored', 'awarded', 'completed', 'cancelled', 'unsuccessful')),
    status_reason  text    NOT NULL,
    estimate_pence bigint  NOT NULL CHECK (estimate_pence >= 0),
    currency       text    NOT NULL CHECK (length(currency) = 3),
    years          bigint  NOT NULL CHECK (years BETWEEN 0 AND 100000),
    starts_on      text    NOT NULL CHECK (length(starts_on) IN (0, 10)),
    deadline       MOMENT  NOT NULL,
    deadline_zone  text    NOT NULL CHECK (deadline_zone <> ''),
    method         text    NOT NULL,
    method_hash    text    NOT NULL,
    draw_seed      text    NOT NULL,
    published_at   MOMENT,
    closed_at      MOMENT,
    opened_at      MOMENT,
    created_at     MOMENT  NOT NULL,
    version        integer NOT NULL CHECK (version > 0),
    CHECK ((mode = 'test') = (clock IS NOT NULL)),
    CHECK ((published_at IS NULL) = (method = '')),
    CHECK ((method = '') = (method_hash = '')),
    CHECK (status IN ('draft', 'cancelled', 'unsuccessful') OR published_at IS NOT NULL),
    CHECK (status <> 'draft' OR published_at IS NULL),
    CHECK (status NOT IN ('closed', 'opened', 'scored', 'awarded', 'completed') OR closed_at IS NOT NULL),
    CHECK (status NOT IN ('opened', 'scored', 'awarded', 'completed') OR opened_at IS NOT NULL),
    CHECK (status NOT IN ('cancelled', 'unsuccessful') OR status_reason <> '')
);
CREATE INDEX tenders_by_owner ON tenders (owner_id, id);
CREATE INDEX tenders_by_publication ON tenders (published_at, id);
CREATE INDEX tenders_to_close ON tenders (deadline) WHERE status = 'published';

CREATE TABLE lots (
    id             uuid    PRIMARY KEY,
    tender_id      uuid    NOT NULL REFERENCES tenders (id),
    number         integer NOT NULL CHECK (number > 0),
    title          text    NOT NULL CHECK (title <> ''),
    description    text    NOT NULL,
    estimate_pence bigint  NOT NULL CHECK (estimate_pence >= 0),
    UNIQUE (tender_id, number),
    UNIQUE (tender_id, id)
);

-- A bid's head: what moves. What was submitted is in bid_versions.
CREATE TABLE bids (
    id          uuid    PRIMARY KEY,
    tender_id   uuid    NOT NULL,
    lot_id      uuid    NOT NULL,
    supplier_id uuid    NOT NULL REFERENCES organisations (id),
    status      text    NOT NULL CHECK (status IN ('draft', 'submitted', 'withdrawn', 'needs_reconfirmation', 'valid', 'failed_requirements', 'disregarded')),
    ground      text    NOT NULL,
    current     integer NOT NULL CHECK (current >= 0),
    created_at  MOMENT  NOT NULL,
    updated_at  MOMENT  NOT NULL,
    version     integer NOT NULL CHECK (version > 0),
    FOREIGN KEY (tender_id, lot_id) REFERENCES lots (tender_id, id),
    CHECK (status IN ('draft', 'withdrawn') OR current > 0),
    CHECK (status NOT IN ('failed_requirements', 'disregarded') OR ground <> '')
);
-- One live bid for each supplier on each lot.
CREATE UNIQUE INDEX bids_live ON bids (tender_id, lot_id, supplier_id) WHERE status <> 'withdrawn';
CREATE INDEX bids_by_supplier ON bids (supplier_id, id);
CREATE INDEX bids_by_tender ON bids (tender_id, id);
CREATE INDEX bids_by_lot ON bids (lot_id, status);

-- What the supplier works on, as two parts. It is replaced, and gone once
-- submitted.
CREATE TABLE bid_drafts (
    bid_id     uuid   PRIMARY KEY REFERENCES bids (id),
    answers    BYTES  NOT NULL,
    price      BYTES  NOT NULL,
    updated_at MOMENT NOT NULL
);

-- Every submission: two parts, each with its salt and its salted hash, and the
-- receipt to the byte. Rows are only ever added.
CREATE TABLE bid_versions (
    bid_id        uuid    NOT NULL REFERENCES bids (id),
    number        integer NOT NULL CHECK (number > 0),
    answers       BYTES   NOT NULL,
    answers_salt  BYTES   NOT NULL CHECK (length(answers_salt) = 32),
    answers_hash  text    NOT NULL CHECK (length(answers_hash) = 71),
    price         BYTES   NOT NULL,
    price_salt    BYTES   NOT NULL CHECK (length(price_salt) = 32),
    price_hash    text    NOT NULL CHECK (length(price_hash) = 71),
    document_hash text    NOT NULL UNIQUE CHECK (length(document_hash) = 71),
    receipt       BYTES   NOT NULL,
    received_at   MOMENT  NOT NULL,
    PRIMARY KEY (bid_id, number)
);

-- What an opening leaves behind: the record, the hash of everything that was
-- ever submitted, and the opened bids as rows. Rows are only ever added.
CREATE TABLE openings (
    tender_id       uuid   PRIMARY KEY REFERENCES tenders (id),
    opened_at       MOMENT NOT NULL,
    organisation_id uuid   NOT NULL REFERENCES organisations (id),
    key_id          uuid   REFERENCES api_keys (id),
    name            text   NOT NULL
);
CREATE TABLE opening_hashes (
    tender_id     uuid NOT NULL REFERENCES openings (tender_id),
    document_hash text NOT NULL REFERENCES bid_versions (document_hash),
    lot_id        uuid NOT NULL REFERENCES lots (id),
    standing      text NOT NULL CHECK (standing IN ('opened', 'replaced', 'withdrawn', 'not_reconfirmed')),
    PRIMARY KEY (tender_id, document_hash)
);

CREATE TABLE opened_commitments (
    bid_id         uuid    NOT NULL REFERENCES bids (id),
    code           text    NOT NULL CHECK (code <> ''),
    position       integer NOT NULL,
    quantity       bigint  NOT NULL CHECK (quantity >= 0),
    baseline_value text    NOT NULL,
    baseline_date  text    NOT NULL,
    method         text    NOT NULL,
    evidence       text    NOT NULL,
    PRIMARY KEY (bid_id, code)
);
CREATE TABLE opened_periods (
    bid_id   uuid   NOT NULL,
    code     text   NOT NULL,
    period   text   NOT NULL,
    quantity bigint NOT NULL CHECK (quantity >= 0),
    PRIMARY KEY (bid_id, code, period),
    FOREIGN KEY (bid_id, code) REFERENCES opened_commitments (bid_id, code)
);
CREATE TABLE opened_answers (
    bid_id    uuid NOT NULL REFERENCES bids (id),
    criterion text NOT NULL,
    text      text NOT NULL,
    PRIMARY KEY (bid_id, criterion)
);
CREATE TABLE opened_gates (
    bid_id    uuid NOT NULL REFERENCES bids (id),
    criterion text NOT NULL,
    held      FLAG NOT NULL,
    PRIMARY KEY (bid_id, criterion)
);
-- Prices have a table of their own: they are opened after quality.
CREATE TABLE opened_prices (
    bid_id   uuid   PRIMARY KEY REFERENCES bids (id),
    pence    bigint NOT NULL CHECK (pence >= 0),
    currency text   NOT NULL CHECK (length(currency) = 3)
);
-- The numbers of a bid in one cell, which ranking reads.
CREATE TABLE bid_snapshots (
    bid_id uuid    PRIMARY KEY REFERENCES bids (id),
    lot_id uuid    NOT NULL REFERENCES lots (id),
    number integer NOT NULL,
    answers text   NOT NULL,
    price   text   NOT NULL
);
CREATE INDEX bid_snapshots_by_lot ON bid_snapshots (lot_id, bid_id);
