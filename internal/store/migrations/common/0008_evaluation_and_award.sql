-- +goose Up
-- An evaluator's own scores. Scoring again adds a row with the next number.
CREATE TABLE scores (
    id             uuid    PRIMARY KEY,
    tender_id      uuid    NOT NULL REFERENCES tenders (id),
    lot_id         uuid    NOT NULL REFERENCES lots (id),
    bid_id         uuid    NOT NULL REFERENCES bids (id),
    criterion      text    NOT NULL CHECK (criterion <> ''),
    evaluator_id   uuid    NOT NULL REFERENCES api_keys (id),
    evaluator_name text    NOT NULL,
    number         integer NOT NULL CHECK (number > 0),
    level          integer NOT NULL,
    reason         text    NOT NULL CHECK (reason <> ''),
    passage        text    NOT NULL,
    created_at     MOMENT  NOT NULL,
    UNIQUE (bid_id, criterion, evaluator_id, number)
);
CREATE INDEX scores_by_tender ON scores (tender_id, id);

-- The levels that the panel settled on. Agreeing again adds a row.
CREATE TABLE agreed_scores (
    id          uuid    PRIMARY KEY,
    tender_id   uuid    NOT NULL REFERENCES tenders (id),
    lot_id      uuid    NOT NULL REFERENCES lots (id),
    bid_id      uuid    NOT NULL REFERENCES bids (id),
    criterion   text    NOT NULL CHECK (criterion <> ''),
    agreed_by   uuid    NOT NULL REFERENCES api_keys (id),
    agreed_name text    NOT NULL,
    number      integer NOT NULL CHECK (number > 0),
    level       integer NOT NULL,
    reason      text    NOT NULL CHECK (reason <> ''),
    created_at  MOMENT  NOT NULL,
    UNIQUE (bid_id, criterion, number)
);
CREATE INDEX agreed_scores_by_tender ON agreed_scores (tender_id, id);
CREATE INDEX agreed_scores_by_lot ON agreed_scores (lot_id, bid_id, criterion);

-- Score runs: the question, the answer and their hashes.
CREATE TABLE runs (
    id          uuid    PRIMARY KEY,
    tender_id   uuid    NOT NULL REFERENCES tenders (id),
    lot_id      uuid    NOT NULL REFERENCES lots (id),
    number      integer NOT NULL CHECK (number > 0),
    method_hash text    NOT NULL CHECK (length(method_hash) = 71),
    input_hash  text    NOT NULL CHECK (length(input_hash) = 71),
    engine      text    NOT NULL CHECK (engine <> ''),
    sheet       text    NOT NULL CHECK (sheet <> ''),
    result      text    NOT NULL CHECK (result <> ''),
    outcome     text    NOT NULL CHECK (outcome <> ''),
    changes     text    NOT NULL CHECK (changes <> ''),
    reason      text    NOT NULL,
    created_at  MOMENT  NOT NULL,
    created_by  uuid    NOT NULL REFERENCES api_keys (id),
    UNIQUE (lot_id, number),
    UNIQUE (lot_id, id),
    CHECK (number = 1 OR reason <> '')
);
CREATE INDEX runs_by_tender ON runs (tender_id, id);

-- A lot whose evaluation has ended, and the run it ended with.
CREATE TABLE closings (
    lot_id    uuid   PRIMARY KEY,
    run_id    uuid   NOT NULL,
    closed_at MOMENT NOT NULL,
    FOREIGN KEY (lot_id, run_id) REFERENCES runs (lot_id, id)
);

-- Who won. A lot is awarded once, on a run of that lot.
CREATE TABLE awards (
    id                 uuid    PRIMARY KEY,
    tender_id          uuid    NOT NULL,
    lot_id             uuid    NOT NULL UNIQUE,
    bid_id             uuid    NOT NULL UNIQUE REFERENCES bids (id),
    run_id             uuid    NOT NULL,
    supplier_id        uuid    NOT NULL REFERENCES organisations (id),
    owner_id           uuid    NOT NULL REFERENCES organisations (id),
    reason             text    NOT NULL CHECK (reason <> ''),
    standstill_ends_on text    NOT NULL CHECK (length(standstill_ends_on) = 10),
    status             text    NOT NULL CHECK (status IN ('decided', 'contracted')),
    decided_at         MOMENT  NOT NULL,
    decided_by         uuid    NOT NULL REFERENCES api_keys (id),
    version            integer NOT NULL CHECK (version > 0),
    FOREIGN KEY (tender_id, lot_id) REFERENCES lots (tender_id, id),
    FOREIGN KEY (lot_id, run_id) REFERENCES runs (lot_id, id)
);
CREATE INDEX awards_by_tender ON awards (tender_id, id);
CREATE INDEX awards_by_supplier ON awards (supplier_id, id);
