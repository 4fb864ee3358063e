-- +goose Up
-- What a bidder is asked to clarify after opening: named fields only, with what
-- stood there and what is said of it. What was submitted stays as it is.
CREATE TABLE bid_clarifications (
    id        uuid   PRIMARY KEY,
    tender_id uuid   NOT NULL REFERENCES tenders (id),
    lot_id    uuid   NOT NULL REFERENCES lots (id),
    bid_id    uuid   NOT NULL REFERENCES bids (id),
    question  text   NOT NULL CHECK (question <> ''),
    fields    text   NOT NULL CHECK (fields <> ''),
    answer_by MOMENT NOT NULL,
    asked_at  MOMENT NOT NULL,
    asked_by  uuid   NOT NULL REFERENCES api_keys (id),
    CHECK (answer_by > asked_at)
);
CREATE INDEX bid_clarifications_by_tender ON bid_clarifications (tender_id, id);
CREATE TABLE bid_clarification_answers (
    clarification_id uuid   PRIMARY KEY REFERENCES bid_clarifications (id),
    fields           text   NOT NULL CHECK (fields <> ''),
    answered_at      MOMENT NOT NULL,
    answered_by      uuid   NOT NULL REFERENCES api_keys (id)
);
CREATE TABLE bid_clarification_verdicts (
    clarification_id uuid   PRIMARY KEY REFERENCES bid_clarification_answers (clarification_id),
    accepted         FLAG   NOT NULL,
    reason           text   NOT NULL CHECK (reason <> ''),
    decided_at       MOMENT NOT NULL,
    decided_by       uuid   NOT NULL REFERENCES api_keys (id)
);
