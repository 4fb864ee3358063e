-- +goose Up
-- The judging of quality ends before any price is seen, for the whole tender at
-- once; then the prices of all its bids are opened. Rows are only ever added.
ALTER TABLE tenders ADD COLUMN quality_locked_at MOMENT;
ALTER TABLE tenders ADD COLUMN prices_opened_at MOMENT;
CREATE TABLE quality_locks (
    tender_id       uuid   PRIMARY KEY REFERENCES openings (tender_id),
    locked_at       MOMENT NOT NULL,
    organisation_id uuid   NOT NULL REFERENCES organisations (id),
    locked_by       uuid   NOT NULL REFERENCES api_keys (id)
);
CREATE TABLE price_openings (
    tender_id       uuid   PRIMARY KEY REFERENCES quality_locks (tender_id),
    opened_at       MOMENT NOT NULL,
    organisation_id uuid   NOT NULL REFERENCES organisations (id),
    opened_by       uuid   NOT NULL REFERENCES api_keys (id)
);

-- Prices are in opened_prices, once they are opened, and nowhere before.
ALTER TABLE bid_snapshots DROP COLUMN price;

-- Why an agreed score was changed after quality was locked; empty where it was
-- agreed before.
ALTER TABLE agreed_scores ADD COLUMN correction text NOT NULL DEFAULT '';
