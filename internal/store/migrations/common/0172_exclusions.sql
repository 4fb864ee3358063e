-- +goose Up
-- Why a bid left the competition after opening, or came back.
CREATE TABLE bid_exclusions (
    id         uuid    PRIMARY KEY,
    tender_id  uuid    NOT NULL REFERENCES tenders (id),
    lot_id     uuid    NOT NULL REFERENCES lots (id),
    bid_id     uuid    NOT NULL REFERENCES bids (id),
    number     integer NOT NULL CHECK (number > 0),
    status     text    NOT NULL CHECK (status IN ('valid', 'failed_requirements', 'disregarded')),
    ground     text    NOT NULL,
    reason     text    NOT NULL CHECK (reason <> ''),
    decided_at MOMENT  NOT NULL,
    decided_by uuid    NOT NULL REFERENCES api_keys (id),
    UNIQUE (bid_id, number),
    CHECK ((status = 'valid') = (ground = ''))
);
CREATE INDEX bid_exclusions_by_tender ON bid_exclusions (tender_id, id);

-- A price that may be abnormally low is asked about before anything is decided.
CREATE TABLE price_inquiries (
    id         uuid   PRIMARY KEY,
    tender_id  uuid   NOT NULL REFERENCES tenders (id),
    lot_id     uuid   NOT NULL REFERENCES lots (id),
    bid_id     uuid   NOT NULL UNIQUE REFERENCES bids (id),
    words      text   NOT NULL CHECK (words <> ''),
    signs      text   NOT NULL CHECK (signs <> ''),
    answer_by  MOMENT NOT NULL,
    asked_at   MOMENT NOT NULL,
    asked_by   uuid   NOT NULL REFERENCES api_keys (id),
    CHECK (answer_by > asked_at)
);
CREATE INDEX price_inquiries_by_tender ON price_inquiries (tender_id, id);
CREATE TABLE price_answers (
    inquiry_id  uuid   PRIMARY KEY REFERENCES price_inquiries (id),
    words       text   NOT NULL CHECK (words <> ''),
    answered_at MOMENT NOT NULL,
    answered_by uuid   NOT NULL REFERENCES api_keys (id)
);
CREATE TABLE price_verdicts (
    inquiry_id uuid   PRIMARY KEY REFERENCES price_inquiries (id),
    outcome    text   NOT NULL CHECK (outcome IN ('accepted', 'disregarded')),
    reason     text   NOT NULL CHECK (reason <> ''),
    answered   FLAG   NOT NULL,
    decided_at MOMENT NOT NULL,
    decided_by uuid   NOT NULL REFERENCES api_keys (id)
);
