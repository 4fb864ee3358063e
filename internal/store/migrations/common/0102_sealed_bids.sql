-- +goose Up
-- The key pairs that bids are sealed to: two of each tender, one of each
-- supplier. The private halves are wrapped by a key-encryption key that is not
-- in the database.
CREATE TABLE tender_keys (
    owner_id   uuid   NOT NULL REFERENCES tenders (id),
    purpose    text   NOT NULL CHECK (purpose IN ('tender-answers', 'tender-price')),
    public_key BYTES  NOT NULL CHECK (length(public_key) = 32),
    wrapped    BYTES  NOT NULL,
    kek        text   NOT NULL CHECK (kek <> ''),
    made_at    MOMENT NOT NULL,
    PRIMARY KEY (owner_id, purpose)
);
CREATE INDEX tender_keys_by_kek ON tender_keys (kek);
CREATE TABLE supplier_keys (
    owner_id   uuid   NOT NULL REFERENCES organisations (id),
    purpose    text   NOT NULL CHECK (purpose = 'supplier'),
    public_key BYTES  NOT NULL CHECK (length(public_key) = 32),
    wrapped    BYTES  NOT NULL,
    kek        text   NOT NULL CHECK (kek <> ''),
    made_at    MOMENT NOT NULL,
    PRIMARY KEY (owner_id, purpose)
);
CREATE INDEX supplier_keys_by_kek ON supplier_keys (kek);

-- A draft is one envelope, to its supplier alone.
DROP TABLE bid_drafts;
CREATE TABLE bid_drafts (
    bid_id     uuid   PRIMARY KEY REFERENCES bids (id),
    sealed     BYTES  NOT NULL,
    updated_at MOMENT NOT NULL
);

-- A submission is two envelopes, to the tender and to its supplier. The salts
-- are inside.
ALTER TABLE bid_versions DROP COLUMN answers_salt;
ALTER TABLE bid_versions DROP COLUMN price_salt;
ALTER TABLE bid_versions RENAME COLUMN answers TO sealed_answers;
ALTER TABLE bid_versions RENAME COLUMN price TO sealed_price;

-- What was opened, part by part, in the supplier's own words, with the salt that
-- leads to the hash in its receipt. Rows are only ever added.
CREATE TABLE opened_documents (
    bid_id  uuid  NOT NULL REFERENCES bids (id),
    part    text  NOT NULL CHECK (part IN ('answers', 'price')),
    content BYTES NOT NULL,
    salt    BYTES NOT NULL CHECK (length(salt) = 32),
    PRIMARY KEY (bid_id, part)
);

-- How many people it takes to open, and who consented that another one opens.
-- A consent ends by its time, or by a withdrawal. Rows are only ever added.
ALTER TABLE tenders ADD COLUMN openers integer NOT NULL DEFAULT 1 CHECK (openers IN (1, 2));
CREATE TABLE opening_consents (
    id              uuid   PRIMARY KEY,
    tender_id       uuid   NOT NULL REFERENCES tenders (id),
    part            text   NOT NULL CHECK (part IN ('answers', 'price')),
    person_id       uuid   NOT NULL REFERENCES people (id),
    organisation_id uuid   NOT NULL REFERENCES organisations (id),
    given_at        MOMENT NOT NULL,
    expires_at      MOMENT NOT NULL
);
CREATE INDEX opening_consents_by_tender ON opening_consents (tender_id, part, id);
CREATE TABLE opening_consent_withdrawals (
    consent_id   uuid   PRIMARY KEY REFERENCES opening_consents (id),
    withdrawn_at MOMENT NOT NULL
);
ALTER TABLE openings ADD COLUMN opened_by uuid REFERENCES people (id);
ALTER TABLE openings ADD COLUMN consented_by uuid REFERENCES people (id);
ALTER TABLE price_openings ADD COLUMN consented_by uuid REFERENCES people (id);
