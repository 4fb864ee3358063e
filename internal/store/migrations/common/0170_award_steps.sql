-- +goose Up
-- What a tender publishes about winners, shares, standstill and clarification.
ALTER TABLE tenders ADD COLUMN award_rules text NOT NULL DEFAULT '';

-- A recommendation is approved or sent back by somebody else. One at a time
-- stands for a lot.
CREATE TABLE recommendations (
    id             uuid    PRIMARY KEY,
    tender_id      uuid    NOT NULL,
    lot_id         uuid    NOT NULL,
    owner_id       uuid    NOT NULL REFERENCES organisations (id),
    number         integer NOT NULL CHECK (number > 0),
    outcome        text    NOT NULL CHECK (outcome IN ('award', 'no_award')),
    run_id         uuid    NOT NULL,
    winners        text    NOT NULL CHECK (winners <> ''),
    ground         text    NOT NULL,
    reason         text    NOT NULL CHECK (reason <> ''),
    status         text    NOT NULL CHECK (status IN ('recommended', 'approved', 'sent_back', 'withdrawn', 'set_aside')),
    recommended_at MOMENT  NOT NULL,
    recommended_by uuid    NOT NULL REFERENCES api_keys (id),
    version        integer NOT NULL CHECK (version > 0),
    UNIQUE (lot_id, number),
    UNIQUE (id, recommended_by),
    FOREIGN KEY (tender_id, lot_id) REFERENCES lots (tender_id, id),
    FOREIGN KEY (lot_id, run_id) REFERENCES runs (lot_id, id),
    CHECK ((outcome = 'no_award') = (ground <> ''))
);
CREATE UNIQUE INDEX recommendations_standing ON recommendations (lot_id) WHERE status IN ('recommended', 'approved');
CREATE INDEX recommendations_by_tender ON recommendations (tender_id, id);

-- What became of it. Nobody approves or sends back what they recommended.
CREATE TABLE recommendation_decisions (
    recommendation_id uuid   PRIMARY KEY,
    recommended_by    uuid   NOT NULL,
    decision          text   NOT NULL CHECK (decision IN ('approved', 'sent_back', 'withdrawn')),
    reason            text   NOT NULL,
    decided_at        MOMENT NOT NULL,
    decided_by        uuid   NOT NULL REFERENCES api_keys (id),
    FOREIGN KEY (recommendation_id, recommended_by) REFERENCES recommendations (id, recommended_by),
    CHECK (decision = 'withdrawn' OR decided_by <> recommended_by),
    CHECK (decision = 'approved' OR reason <> '')
);

-- The contract award notice of an approved recommendation: the day on which the
-- standstill begins.
CREATE TABLE award_notices (
    recommendation_id    uuid   PRIMARY KEY REFERENCES recommendations (id),
    tender_id            uuid   NOT NULL REFERENCES tenders (id),
    lot_id               uuid   NOT NULL REFERENCES lots (id),
    reference            text   NOT NULL,
    jurisdiction         text   NOT NULL CHECK (jurisdiction <> ''),
    standstill_starts_on text   NOT NULL CHECK (length(standstill_starts_on) = 10),
    standstill_ends_on   text   NOT NULL CHECK (length(standstill_ends_on) = 10),
    published_at         MOMENT NOT NULL,
    published_by         uuid   NOT NULL REFERENCES api_keys (id)
);
CREATE INDEX award_notices_by_tender ON award_notices (tender_id);

-- Who objects to a decision about a lot, and on what grounds.
CREATE TABLE challenges (
    id              uuid    PRIMARY KEY,
    tender_id       uuid    NOT NULL,
    lot_id          uuid    NOT NULL,
    owner_id        uuid    NOT NULL REFERENCES organisations (id),
    challenger_id   uuid    REFERENCES organisations (id),
    challenger_name text    NOT NULL CHECK (challenger_name <> ''),
    grounds         text    NOT NULL CHECK (grounds <> ''),
    in_standstill   FLAG    NOT NULL,
    suspends        FLAG    NOT NULL,
    status          text    NOT NULL CHECK (status IN ('open', 'upheld', 'rejected', 'withdrawn')),
    recorded_at     MOMENT  NOT NULL,
    recorded_by     uuid    NOT NULL REFERENCES api_keys (id),
    version         integer NOT NULL CHECK (version > 0),
    FOREIGN KEY (tender_id, lot_id) REFERENCES lots (tender_id, id)
);
CREATE INDEX challenges_by_tender ON challenges (tender_id, id);
CREATE TABLE challenge_outcomes (
    challenge_id uuid   PRIMARY KEY REFERENCES challenges (id),
    outcome      text   NOT NULL CHECK (outcome IN ('upheld', 'rejected', 'withdrawn')),
    back_to      text   NOT NULL CHECK (back_to IN ('', 'scoring', 'run', 'recommendation')),
    reason       text   NOT NULL CHECK (reason <> ''),
    decided_at   MOMENT NOT NULL,
    decided_by   uuid   NOT NULL REFERENCES api_keys (id),
    CHECK (outcome = 'upheld' OR back_to = '')
);

-- Why an award did not become a contract.
CREATE TABLE award_ends (
    award_id     uuid   PRIMARY KEY REFERENCES awards (id),
    ground       text   NOT NULL CHECK (ground IN ('supplier_withdrew', 'conditions_not_met', 'exclusion', 'challenge_upheld', 'other_winner_fell_out')),
    reason       text   NOT NULL CHECK (reason <> ''),
    challenge_id uuid   REFERENCES challenges (id),
    ended_at     MOMENT NOT NULL,
    ended_by     uuid   NOT NULL REFERENCES api_keys (id)
);

-- A lot's evaluation ends with its award and may be opened again when the award
-- is set aside: the last row says how it stands.
CREATE TABLE closings_now (
    lot_id    uuid    NOT NULL,
    number    integer NOT NULL CHECK (number > 0),
    run_id    uuid    NOT NULL,
    reopened  FLAG    NOT NULL,
    closed_at MOMENT  NOT NULL,
    PRIMARY KEY (lot_id, number),
    FOREIGN KEY (lot_id, run_id) REFERENCES runs (lot_id, id)
);
INSERT INTO closings_now (lot_id, number, run_id, reopened, closed_at) SELECT lot_id, 1, run_id, false, closed_at FROM closings;
DROP TABLE closings;
ALTER TABLE closings_now RENAME TO closings;
