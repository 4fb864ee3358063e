-- +goose Up
-- What was submitted and what was opened is history. What a tender promised at
-- publication stays; its deadline and its clock only move later.
-- +goose StatementBegin
CREATE TRIGGER bid_versions_are_history_u BEFORE UPDATE ON bid_versions BEGIN SELECT RAISE(ABORT, 'bid_versions is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER bid_versions_are_history_d BEFORE DELETE ON bid_versions BEGIN SELECT RAISE(ABORT, 'bid_versions is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER openings_are_history_u BEFORE UPDATE ON openings BEGIN SELECT RAISE(ABORT, 'openings is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER openings_are_history_d BEFORE DELETE ON openings BEGIN SELECT RAISE(ABORT, 'openings is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER opening_hashes_are_history_u BEFORE UPDATE ON opening_hashes BEGIN SELECT RAISE(ABORT, 'opening_hashes is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER opening_hashes_are_history_d BEFORE DELETE ON opening_hashes BEGIN SELECT RAISE(ABORT, 'opening_hashes is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER opened_commitments_are_history_u BEFORE UPDATE ON opened_commitments BEGIN SELECT RAISE(ABORT, 'opened_commitments is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER opened_commitments_are_history_d BEFORE DELETE ON opened_commitments BEGIN SELECT RAISE(ABORT, 'opened_commitments is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER opened_periods_are_history_u BEFORE UPDATE ON opened_periods BEGIN SELECT RAISE(ABORT, 'opened_periods is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER opened_periods_are_history_d BEFORE DELETE ON opened_periods BEGIN SELECT RAISE(ABORT, 'opened_periods is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER opened_answers_are_history_u BEFORE UPDATE ON opened_answers BEGIN SELECT RAISE(ABORT, 'opened_answers is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER opened_answers_are_history_d BEFORE DELETE ON opened_answers BEGIN SELECT RAISE(ABORT, 'opened_answers is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER opened_gates_are_history_u BEFORE UPDATE ON opened_gates BEGIN SELECT RAISE(ABORT, 'opened_gates is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER opened_gates_are_history_d BEFORE DELETE ON opened_gates BEGIN SELECT RAISE(ABORT, 'opened_gates is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER opened_prices_are_history_u BEFORE UPDATE ON opened_prices BEGIN SELECT RAISE(ABORT, 'opened_prices is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER opened_prices_are_history_d BEFORE DELETE ON opened_prices BEGIN SELECT RAISE(ABORT, 'opened_prices is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER bid_snapshots_are_history_u BEFORE UPDATE ON bid_snapshots BEGIN SELECT RAISE(ABORT, 'bid_snapshots is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER bid_snapshots_are_history_d BEFORE DELETE ON bid_snapshots BEGIN SELECT RAISE(ABORT, 'bid_snapshots is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tenders_keep_promises_u BEFORE UPDATE ON tenders WHEN OLD.published_at IS NOT NULL AND (
    (NEW.owner_id, NEW.template_id, NEW.catalogue_id, NEW.title, NEW.description, NEW.mode, NEW.estimate_pence, NEW.currency, NEW.years, NEW.starts_on, NEW.method, NEW.method_hash, NEW.draw_seed, NEW.published_at, NEW.created_at)
    IS NOT (OLD.owner_id, OLD.template_id, OLD.catalogue_id, OLD.title, OLD.description, OLD.mode, OLD.estimate_pence, OLD.currency, OLD.years, OLD.starts_on, OLD.method, OLD.method_hash, OLD.draw_seed, OLD.published_at, OLD.created_at)
    OR NEW.deadline < OLD.deadline OR (OLD.closed_at IS NOT NULL AND NEW.deadline <> OLD.deadline) OR NEW.clock < OLD.clock
    OR (OLD.closed_at IS NOT NULL AND NEW.closed_at IS NOT OLD.closed_at)
    OR (OLD.opened_at IS NOT NULL AND NEW.opened_at IS NOT OLD.opened_at)
    OR (OLD.closed_at IS NOT NULL AND NEW.status IN ('draft', 'published')) OR (OLD.opened_at IS NOT NULL AND NEW.status = 'closed'))
 BEGIN SELECT RAISE(ABORT, 'a published tender keeps what it promised'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tenders_keep_promises_d BEFORE DELETE ON tenders WHEN OLD.published_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'a published tender keeps what it promised'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER lots_stay_u BEFORE UPDATE ON lots WHEN EXISTS (SELECT 1 FROM tenders WHERE id = OLD.tender_id AND published_at IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'a published tender keeps its lots'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER lots_stay_d BEFORE DELETE ON lots WHEN EXISTS (SELECT 1 FROM tenders WHERE id = OLD.tender_id AND published_at IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'a published tender keeps its lots'); END;
-- +goose StatementEnd
