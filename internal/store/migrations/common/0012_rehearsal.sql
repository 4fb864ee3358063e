-- +goose Up
-- What was found out about a template before it was published, and how its
-- weights came about. Rows are only ever added.
CREATE TABLE template_lints (
    id           uuid   PRIMARY KEY,
    template_id  uuid   NOT NULL REFERENCES templates (id),
    catalogue_id uuid   NOT NULL REFERENCES catalogues (id),
    method_hash  text   NOT NULL CHECK (length(method_hash) = 71),
    asked        text   NOT NULL CHECK (asked <> ''),
    report       text   NOT NULL CHECK (report <> ''),
    created_at   MOMENT NOT NULL,
    created_by   uuid   REFERENCES api_keys (id),
    UNIQUE (template_id, id)
);
CREATE TABLE template_dry_runs (
    id           uuid   PRIMARY KEY,
    template_id  uuid   NOT NULL REFERENCES templates (id),
    method_hash  text   NOT NULL CHECK (length(method_hash) = 71),
    asked        text   NOT NULL CHECK (asked <> ''),
    report       text   NOT NULL CHECK (report <> ''),
    created_at   MOMENT NOT NULL,
    created_by   uuid   REFERENCES api_keys (id),
    UNIQUE (template_id, id)
);
-- The reports that a template was published on.
CREATE TABLE template_publications (
    template_id uuid PRIMARY KEY REFERENCES templates (id),
    lint_id     uuid NOT NULL,
    dry_run_id  uuid NOT NULL,
    FOREIGN KEY (template_id, lint_id) REFERENCES template_lints (template_id, id),
    FOREIGN KEY (template_id, dry_run_id) REFERENCES template_dry_runs (template_id, id)
);
-- Each warning that it was published with, and why.
CREATE TABLE template_acceptances (
    template_id uuid NOT NULL REFERENCES template_publications (template_id),
    code        text NOT NULL CHECK (code <> ''),
    pointer     text NOT NULL,
    reason      text NOT NULL CHECK (reason <> ''),
    PRIMARY KEY (template_id, code, pointer)
);
CREATE TABLE template_derivations (
    id          uuid   PRIMARY KEY,
    template_id uuid   NOT NULL REFERENCES templates (id),
    criterion   text   NOT NULL,
    derivation  text   NOT NULL CHECK (derivation <> ''),
    created_at  MOMENT NOT NULL,
    created_by  uuid   REFERENCES api_keys (id)
);
CREATE INDEX template_derivations_by_template ON template_derivations (template_id, id);

-- What such contracts usually deliver, as the buyer gave it before opening.
-- Giving it again adds a row with the next number.
CREATE TABLE promise_bands (
    tender_id  uuid    NOT NULL REFERENCES tenders (id),
    number     integer NOT NULL CHECK (number > 0),
    bands      text    NOT NULL CHECK (bands <> ''),
    created_at MOMENT  NOT NULL,
    created_by uuid    REFERENCES api_keys (id),
    PRIMARY KEY (tender_id, number)
);

-- What makes a run's bundle: the secret of its salts, and the signature that was
-- made with the run.
CREATE TABLE run_seals (
    run_id    uuid   PRIMARY KEY REFERENCES runs (id),
    seed      BYTES  NOT NULL CHECK (length(seed) = 32),
    signed_at MOMENT NOT NULL,
    key_id    text   NOT NULL CHECK (key_id <> ''),
    signature BYTES  NOT NULL CHECK (length(signature) = 64)
);
