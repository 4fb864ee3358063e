-- +goose Up
-- Catalogues of outcomes and measures, and the templates composed from them.
-- What is published never changes: 0005 holds that with triggers.
CREATE TABLE catalogues (
    id           uuid    PRIMARY KEY,
    owner_id     uuid    NOT NULL REFERENCES organisations (id),
    code         text    NOT NULL CHECK (code <> ''),
    number       integer NOT NULL CHECK (number > 0),
    title        text    NOT NULL CHECK (title <> ''),
    description  text    NOT NULL,
    revised_from uuid    REFERENCES catalogues (id),
    status       text    NOT NULL CHECK (status IN ('draft', 'published', 'retired')),
    created_at   MOMENT  NOT NULL,
    published_at MOMENT,
    retired_at   MOMENT,
    version      integer NOT NULL CHECK (version > 0),
    UNIQUE (owner_id, code, number),
    CHECK ((status = 'draft') = (published_at IS NULL)),
    CHECK ((status = 'retired') = (retired_at IS NOT NULL))
);
-- One version is drafted at a time.
CREATE UNIQUE INDEX catalogues_one_draft ON catalogues (owner_id, code) WHERE status = 'draft';
CREATE INDEX catalogues_by_code ON catalogues (code, id);

CREATE TABLE catalogue_outcomes (
    catalogue_id uuid    NOT NULL REFERENCES catalogues (id),
    number       integer NOT NULL CHECK (number > 0),
    title        text    NOT NULL CHECK (title <> ''),
    PRIMARY KEY (catalogue_id, number)
);

CREATE TABLE catalogue_measures (
    catalogue_id      uuid    NOT NULL,
    code              text    NOT NULL CHECK (code <> ''),
    outcome_number    integer NOT NULL,
    position          integer NOT NULL CHECK (position > 0),
    wording           text    NOT NULL CHECK (wording <> ''),
    level             text    NOT NULL CHECK (level IN ('contract_commitment', 'area_indicator', 'both')),
    kind              text    NOT NULL CHECK (kind IN ('count', 'proportion', 'median_level', 'reduction', 'money')),
    unit              text    NOT NULL CHECK (unit <> ''),
    direction         text    NOT NULL CHECK (direction IN ('higher', 'lower')),
    direction_note    text    NOT NULL,
    aggregation       text    NOT NULL CHECK (aggregation IN ('sum', 'distinct_sum', 'latest', 'ratio_of_sums')),
    aggregation_note  text    NOT NULL,
    distinct_count    FLAG    NOT NULL,
    baseline_required FLAG    NOT NULL,
    contract_form     text    NOT NULL,
    scorable          FLAG    NOT NULL,
    normalise         text    NOT NULL,
    evidence          text    NOT NULL,
    caution           text    NOT NULL,
    components        text    NOT NULL,
    "overlaps"        text    NOT NULL,
    PRIMARY KEY (catalogue_id, code),
    FOREIGN KEY (catalogue_id, outcome_number) REFERENCES catalogue_outcomes (catalogue_id, number),
    CHECK (level <> 'area_indicator' OR NOT scorable),
    CHECK (aggregation <> 'distinct_sum' OR distinct_count),
    CHECK (aggregation <> 'ratio_of_sums' OR kind = 'proportion'),
    CHECK (kind <> 'proportion' OR aggregation IN ('latest', 'ratio_of_sums')),
    CHECK (kind <> 'median_level' OR aggregation = 'latest'),
    CHECK (kind <> 'reduction' OR baseline_required)
);
CREATE INDEX catalogue_measures_by_outcome ON catalogue_measures (catalogue_id, outcome_number);

CREATE TABLE templates (
    id           uuid    PRIMARY KEY,
    owner_id     uuid    NOT NULL REFERENCES organisations (id),
    catalogue_id uuid    NOT NULL REFERENCES catalogues (id),
    title        text    NOT NULL CHECK (title <> ''),
    description  text    NOT NULL,
    status       text    NOT NULL CHECK (status IN ('draft', 'published', 'retired')),
    method       text    NOT NULL CHECK (method <> ''),
    method_hash  text    NOT NULL CHECK (method_hash LIKE 'sha256:%'),
    cloned_from  uuid    REFERENCES templates (id),
    created_at   MOMENT  NOT NULL,
    published_at MOMENT,
    retired_at   MOMENT,
    version      integer NOT NULL CHECK (version > 0),
    CHECK ((status = 'draft') = (published_at IS NULL)),
    CHECK ((status = 'retired') = (retired_at IS NOT NULL))
);
CREATE INDEX templates_by_owner ON templates (owner_id, id);
CREATE INDEX templates_by_status ON templates (status, id);
