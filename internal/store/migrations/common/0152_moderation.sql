-- +goose Up
-- Whether a passage is in the bid's own words, or somebody else's.
ALTER TABLE scores ADD COLUMN paraphrase FLAG NOT NULL DEFAULT false;

-- A member's score that is not handed in yet: nobody else's to see.
CREATE TABLE score_drafts (
    bid_id     uuid    NOT NULL REFERENCES bids (id),
    criterion  text    NOT NULL CHECK (criterion <> ''),
    person_id  uuid    NOT NULL REFERENCES people (id),
    tender_id  uuid    NOT NULL REFERENCES tenders (id),
    lot_id     uuid    NOT NULL REFERENCES lots (id),
    level      integer,
    reason     text    NOT NULL,
    passage    text    NOT NULL,
    paraphrase FLAG    NOT NULL,
    version    integer NOT NULL CHECK (version > 0),
    updated_at MOMENT  NOT NULL,
    PRIMARY KEY (bid_id, criterion, person_id)
);
CREATE INDEX score_drafts_by_person ON score_drafts (tender_id, person_id);

-- Answers of which everybody's score is in: only from then on does anybody see
-- another's, and nobody scores it a second time.
CREATE TABLE answers_completed (
    id           uuid   PRIMARY KEY,
    tender_id    uuid   NOT NULL REFERENCES tenders (id),
    lot_id       uuid   NOT NULL REFERENCES lots (id),
    bid_id       uuid   NOT NULL REFERENCES bids (id),
    criterion    text   NOT NULL CHECK (criterion <> ''),
    completed_at MOMENT NOT NULL,
    UNIQUE (bid_id, criterion)
);
CREATE INDEX answers_completed_by_tender ON answers_completed (tender_id, id);

-- The words of the level on which the reason of an agreed score rests.
ALTER TABLE agreed_scores ADD COLUMN words text NOT NULL DEFAULT '';

-- What the agreed level means for a member: where they stood, and what moved
-- and why.
CREATE TABLE agreed_moves (
    id        uuid    PRIMARY KEY,
    agreed_id uuid    NOT NULL REFERENCES agreed_scores (id),
    person_id uuid    NOT NULL REFERENCES people (id),
    level     integer NOT NULL,
    why       text    NOT NULL,
    UNIQUE (agreed_id, person_id)
);

-- What a member says to an agreed level: that it is so, or why not.
CREATE TABLE agreed_verdicts (
    id        uuid   PRIMARY KEY,
    agreed_id uuid   NOT NULL REFERENCES agreed_scores (id),
    person_id uuid   NOT NULL REFERENCES people (id),
    confirms  FLAG   NOT NULL,
    words     text   NOT NULL,
    given_at  MOMENT NOT NULL,
    UNIQUE (agreed_id, person_id),
    CHECK (confirms OR words <> '')
);
