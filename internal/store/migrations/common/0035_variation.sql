-- +goose Up
-- What the two sides agree after the contract was opened. The proposal never
-- changes; its status moves. One is open at a time, so that nobody agrees to a
-- change of something that changed meanwhile.
CREATE TABLE variations (
    id          uuid    PRIMARY KEY,
    contract_id uuid    NOT NULL REFERENCES contracts (id),
    number      integer NOT NULL CHECK (number > 0),
    kind        text    NOT NULL CHECK (kind IN ('change', 'extension', 'partial_termination', 'assignment', 'rules')),
    ground      text    NOT NULL CHECK (ground <> ''),
    reason      text    NOT NULL CHECK (reason <> ''),
    terms       text    NOT NULL CHECK (terms <> ''),
    proposed_by uuid    NOT NULL REFERENCES organisations (id),
    assignee_id uuid    REFERENCES organisations (id),
    proposed_at MOMENT  NOT NULL,
    status      text    NOT NULL CHECK (status IN ('proposed', 'agreed', 'refused', 'withdrawn')),
    decided_at  MOMENT,
    version     integer NOT NULL CHECK (version > 0),
    UNIQUE (contract_id, number),
    CHECK ((status = 'proposed') = (decided_at IS NULL)),
    CHECK ((kind = 'assignment') = (assignee_id IS NOT NULL))
);
CREATE UNIQUE INDEX variations_open ON variations (contract_id) WHERE status = 'proposed';

-- What a variation makes of an obligation and of its periods, beside what the
-- contract was opened with.
CREATE TABLE obligation_terms (
    obligation_id uuid   NOT NULL REFERENCES obligations (id),
    variation_id  uuid   NOT NULL REFERENCES variations (id),
    contracted    bigint NOT NULL CHECK (contracted >= 0),
    agreed_at     MOMENT NOT NULL,
    PRIMARY KEY (obligation_id, variation_id)
);
CREATE TABLE period_terms (
    period_id     uuid   NOT NULL REFERENCES obligation_periods (id),
    variation_id  uuid   NOT NULL REFERENCES variations (id),
    obligation_id uuid   NOT NULL REFERENCES obligations (id),
    instalment    bigint NOT NULL CHECK (instalment >= 0),
    quantity      bigint NOT NULL CHECK (quantity >= 0),
    ceased        FLAG   NOT NULL,
    agreed_at     MOMENT NOT NULL,
    PRIMARY KEY (period_id, variation_id)
);
CREATE INDEX period_terms_by_obligation ON period_terms (obligation_id);
-- The variation that added a period, and when; null for those of the bid.
ALTER TABLE obligation_periods ADD COLUMN varied_by uuid REFERENCES variations (id);
ALTER TABLE obligation_periods ADD COLUMN varied_at MOMENT;

-- How long the contract runs and who delivers it, before and after a variation.
CREATE TABLE contract_changes (
    variation_id    uuid   PRIMARY KEY REFERENCES variations (id),
    contract_id     uuid   NOT NULL REFERENCES contracts (id),
    ends_on_before  text   NOT NULL CHECK (length(ends_on_before) = 10),
    ends_on         text   NOT NULL CHECK (length(ends_on) = 10),
    supplier_before uuid   NOT NULL REFERENCES organisations (id),
    supplier_id     uuid   NOT NULL REFERENCES organisations (id),
    at              MOMENT NOT NULL
);
CREATE INDEX contract_changes_by_contract ON contract_changes (contract_id);
CREATE INDEX contract_changes_by_supplier ON contract_changes (supplier_before);

-- The rules that both sides agreed: tolerance, cut-offs of ratings, remedies.
CREATE TABLE contract_rules (
    variation_id uuid   PRIMARY KEY REFERENCES variations (id),
    contract_id  uuid   NOT NULL REFERENCES contracts (id),
    rules        text   NOT NULL CHECK (rules <> ''),
    at           MOMENT NOT NULL
);
CREATE INDEX contract_rules_by_contract ON contract_rules (contract_id);

-- What the authority states of the contract: its value, its area, its key
-- performance indicators. Stating it again adds a row.
CREATE TABLE contract_particulars (
    contract_id      uuid    NOT NULL REFERENCES contracts (id),
    number           integer NOT NULL CHECK (number > 0),
    value_pence      bigint  NOT NULL CHECK (value_pence >= 0),
    currency         text    NOT NULL CHECK (length(currency) = 3),
    area_code        text    NOT NULL,
    area_title       text    NOT NULL,
    kpis             text    NOT NULL CHECK (kpis <> ''),
    exemption        text    NOT NULL CHECK (exemption IN ('', 'not_assessable', 'framework', 'private_utility', 'concession', 'light_touch')),
    exemption_reason text    NOT NULL,
    at               MOMENT  NOT NULL,
    key_id           uuid    REFERENCES api_keys (id),
    PRIMARY KEY (contract_id, number),
    CHECK ((exemption = '') = (exemption_reason = ''))
);

-- A person's judgement of one indicator over one year of the contract, or at
-- its end (year 0).
CREATE TABLE ratings (
    id            uuid    PRIMARY KEY,
    contract_id   uuid    NOT NULL REFERENCES contracts (id),
    obligation_id uuid    REFERENCES obligations (id),
    indicator     text    NOT NULL CHECK (indicator <> ''),
    year          integer NOT NULL CHECK (year >= 0),
    from_on       text    NOT NULL CHECK (length(from_on) = 10),
    to_on         text    NOT NULL CHECK (length(to_on) = 10),
    supplier_id   uuid    NOT NULL REFERENCES organisations (id),
    rating        text    NOT NULL CHECK (rating IN ('good', 'approaching_target', 'requires_improvement', 'inadequate', 'other')),
    status        text    NOT NULL CHECK (status IN ('decided', 'replied', 'published')),
    version       integer NOT NULL CHECK (version > 0),
    UNIQUE (contract_id, indicator, year)
);

-- Less than was promised, as the authority recorded it, with what comes of it.
CREATE TABLE shortfalls (
    id            uuid    PRIMARY KEY,
    contract_id   uuid    NOT NULL REFERENCES contracts (id),
    obligation_id uuid    NOT NULL REFERENCES obligations (id),
    period_id     uuid    NOT NULL REFERENCES obligation_periods (id),
    supplier_id   uuid    NOT NULL REFERENCES organisations (id),
    committed     bigint  NOT NULL CHECK (committed >= 0),
    counted       bigint  CHECK (counted >= 0),
    short_exact   text    NOT NULL CHECK (short_exact <> ''),
    status        text    NOT NULL CHECK (status IN ('recorded', 'planned', 'escalated', 'made_good', 'remedied', 'withdrawn')),
    version       integer NOT NULL CHECK (version > 0)
);
CREATE INDEX shortfalls_by_contract ON shortfalls (contract_id, id);
CREATE UNIQUE INDEX shortfalls_once ON shortfalls (period_id) WHERE status <> 'withdrawn';

-- A disagreement about a return, a rating or a shortfall: report, reply,
-- decision.
CREATE TABLE disputes (
    id          uuid    PRIMARY KEY,
    contract_id uuid    NOT NULL REFERENCES contracts (id),
    about       text    NOT NULL CHECK (about IN ('return', 'rating', 'shortfall')),
    subject_id  uuid    NOT NULL,
    reported_by uuid    NOT NULL REFERENCES organisations (id),
    outcome     text    NOT NULL CHECK (outcome IN ('', 'upheld', 'partly_upheld', 'dismissed')),
    status      text    NOT NULL CHECK (status IN ('reported', 'replied', 'decided', 'escalated', 'settled')),
    version     integer NOT NULL CHECK (version > 0),
    CHECK ((status IN ('reported', 'replied')) = (outcome = ''))
);
CREATE INDEX disputes_by_contract ON disputes (contract_id, id);
CREATE UNIQUE INDEX disputes_open ON disputes (subject_id) WHERE status IN ('reported', 'replied', 'escalated');

-- What a dispute decided about a return: a figure that stands for the verdict.
CREATE TABLE return_rulings (
    return_id       uuid    NOT NULL REFERENCES returns (id),
    number          integer NOT NULL CHECK (number > 0),
    dispute_id      uuid    NOT NULL REFERENCES disputes (id),
    quantity        bigint  CHECK (quantity >= 0),
    numerator       bigint  CHECK (numerator >= 0),
    denominator     bigint  CHECK (denominator >= 0),
    words           text    NOT NULL CHECK (words <> ''),
    at              MOMENT  NOT NULL,
    key_id          uuid    REFERENCES api_keys (id),
    organisation_id uuid    NOT NULL REFERENCES organisations (id),
    PRIMARY KEY (return_id, number),
    CHECK ((quantity IS NULL) = (numerator IS NOT NULL)),
    CHECK ((numerator IS NULL) = (denominator IS NULL))
);

-- What one side did about a variation, rating, shortfall or dispute, in one
-- order. Rows are only ever added.
CREATE TABLE deeds (
    subject_id      uuid    NOT NULL,
    number          integer NOT NULL CHECK (number > 0),
    contract_id     uuid    NOT NULL REFERENCES contracts (id),
    noun            text    NOT NULL CHECK (noun IN ('variation', 'rating', 'shortfall', 'dispute')),
    kind            text    NOT NULL CHECK (kind <> ''),
    words           text    NOT NULL,
    detail          text    NOT NULL CHECK (detail <> ''),
    at              MOMENT  NOT NULL,
    key_id          uuid    REFERENCES api_keys (id),
    organisation_id uuid    NOT NULL REFERENCES organisations (id),
    PRIMARY KEY (subject_id, number),
    CHECK (noun <> 'rating' OR words <> '')
);
CREATE INDEX deeds_by_contract ON deeds (contract_id, noun);
-- Nobody agrees with itself.
CREATE UNIQUE INDEX deeds_two_sides ON deeds (subject_id, organisation_id) WHERE noun = 'variation' AND kind IN ('proposed', 'accepted');

-- A supplier's words about its own track record, and the statements that it
-- carried away.
CREATE TABLE track_replies (
    id          uuid   PRIMARY KEY,
    supplier_id uuid   NOT NULL REFERENCES organisations (id),
    mode        text   NOT NULL CHECK (mode IN ('live', 'test')),
    measure     text   NOT NULL,
    words       text   NOT NULL CHECK (words <> ''),
    at          MOMENT NOT NULL,
    key_id      uuid   REFERENCES api_keys (id)
);
CREATE INDEX track_replies_by_supplier ON track_replies (supplier_id, id);
CREATE TABLE track_statements (
    id          uuid   PRIMARY KEY,
    supplier_id uuid   NOT NULL REFERENCES organisations (id),
    document    text   NOT NULL CHECK (document <> ''),
    issued_at   MOMENT NOT NULL,
    key_id      uuid   REFERENCES api_keys (id)
);
CREATE INDEX track_statements_by_supplier ON track_statements (supplier_id, id);

-- How each contract stands now, in one piece, made anew from its returns with
-- every decision: lists read this instead of all history. It can be thrown
-- away at any time.
CREATE TABLE contract_figures (
    contract_id uuid    PRIMARY KEY REFERENCES contracts (id),
    snapshot    BYTES   NOT NULL,
    tolerance   integer NOT NULL CHECK (tolerance BETWEEN 0 AND 10000),
    area_code   text    NOT NULL,
    area_title  text    NOT NULL,
    version     integer NOT NULL CHECK (version >= 0)
);
