-- +goose Up
-- Assessment summaries: what every bidder of a lot is told of its assessment
-- (Procurement Act 2023, section 50). The words are versions, which are only
-- ever added; marks, weights and totals are those of the run and are not kept
-- here again.
CREATE TABLE summaries (
    id                uuid    PRIMARY KEY,
    tender_id         uuid    NOT NULL,
    lot_id            uuid    NOT NULL,
    recommendation_id uuid    NOT NULL REFERENCES recommendations (id),
    run_id            uuid    NOT NULL,
    bid_id            uuid    NOT NULL REFERENCES bids (id),
    supplier_id       uuid    NOT NULL REFERENCES organisations (id),
    owner_id          uuid    NOT NULL REFERENCES organisations (id),
    status            text    NOT NULL CHECK (status IN ('draft', 'reviewed', 'released')),
    current           integer NOT NULL CHECK (current > 0),
    created_at        MOMENT  NOT NULL,
    released_at       MOMENT,
    version           integer NOT NULL CHECK (version > 0),
    UNIQUE (recommendation_id, bid_id),
    FOREIGN KEY (tender_id, lot_id) REFERENCES lots (tender_id, id),
    FOREIGN KEY (lot_id, run_id) REFERENCES runs (lot_id, id),
    CHECK ((status = 'released') = (released_at IS NOT NULL))
);
CREATE INDEX summaries_by_tender ON summaries (tender_id, id);
CREATE INDEX summaries_by_supplier ON summaries (supplier_id, id);
CREATE TABLE summary_versions (
    summary_id uuid    NOT NULL REFERENCES summaries (id),
    number     integer NOT NULL CHECK (number > 0),
    words      text    NOT NULL CHECK (words <> ''),
    drafted    FLAG    NOT NULL,
    note       text    NOT NULL,
    written_at MOMENT  NOT NULL,
    written_by uuid    NOT NULL REFERENCES api_keys (id),
    PRIMARY KEY (summary_id, number),
    UNIQUE (summary_id, number, written_by)
);
-- Nobody reviews the words that they wrote; what was drafted from the locked
-- reasons was written by nobody.
CREATE TABLE summary_reviews (
    summary_id  uuid    NOT NULL,
    number      integer NOT NULL,
    reviewed_at MOMENT  NOT NULL,
    reviewed_by uuid    NOT NULL REFERENCES api_keys (id),
    PRIMARY KEY (summary_id, number),
    FOREIGN KEY (summary_id, number) REFERENCES summary_versions (summary_id, number)
);
