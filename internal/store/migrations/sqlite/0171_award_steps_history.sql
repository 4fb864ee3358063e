-- +goose Up
-- A lot may have several winners, one after the other or side by side. SQLite
-- drops a UNIQUE only with its table, which contracts point to.
PRAGMA defer_foreign_keys = ON;
CREATE TABLE awards_before AS SELECT * FROM awards;
DROP TABLE awards;
CREATE TABLE awards (
    id                 uuid    PRIMARY KEY,
    tender_id          uuid    NOT NULL,
    lot_id             uuid    NOT NULL,
    bid_id             uuid    NOT NULL REFERENCES bids (id),
    run_id             uuid    NOT NULL,
    supplier_id        uuid    NOT NULL REFERENCES organisations (id),
    owner_id           uuid    NOT NULL REFERENCES organisations (id),
    reason             text    NOT NULL CHECK (reason <> ''),
    standstill_ends_on text    NOT NULL CHECK (length(standstill_ends_on) IN (0, 10)),
    status             text    NOT NULL CHECK (status IN ('decided', 'notified', 'contracted', 'withdrawn', 'set_aside')),
    decided_at         MOMENT  NOT NULL,
    decided_by         uuid    NOT NULL REFERENCES api_keys (id),
    version            integer NOT NULL CHECK (version > 0),
    recommendation_id  uuid    REFERENCES recommendations (id),
    share              integer NOT NULL DEFAULT 100000 CHECK (share BETWEEN 0 AND 100000),
    FOREIGN KEY (tender_id, lot_id) REFERENCES lots (tender_id, id),
    FOREIGN KEY (lot_id, run_id) REFERENCES runs (lot_id, id),
    CHECK (status NOT IN ('notified', 'contracted') OR length(standstill_ends_on) = 10)
);
INSERT INTO awards SELECT id, tender_id, lot_id, bid_id, run_id, supplier_id, owner_id, reason, standstill_ends_on,
    CASE status WHEN 'decided' THEN 'notified' ELSE status END, decided_at, decided_by, version, NULL, 100000 FROM awards_before;
DROP TABLE awards_before;
CREATE INDEX awards_by_tender ON awards (tender_id, id);
CREATE INDEX awards_by_supplier ON awards (supplier_id, id);
CREATE UNIQUE INDEX awards_standing ON awards (bid_id) WHERE status IN ('decided', 'notified', 'contracted');
-- +goose StatementBegin
CREATE TRIGGER tenders_keep_award_rules_u BEFORE UPDATE OF award_rules ON tenders WHEN OLD.published_at IS NOT NULL AND NEW.award_rules <> OLD.award_rules AND NEW.amendments = OLD.amendments
 BEGIN SELECT RAISE(ABORT, 'a published tender keeps what it promised'); END;
-- +goose StatementEnd
