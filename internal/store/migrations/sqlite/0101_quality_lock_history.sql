-- +goose Up
-- Locks and openings happen once, in their order, and stay.
-- +goose StatementBegin
CREATE TRIGGER quality_locks_are_history_u BEFORE UPDATE ON quality_locks BEGIN SELECT RAISE(ABORT, 'quality_locks is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER quality_locks_are_history_d BEFORE DELETE ON quality_locks BEGIN SELECT RAISE(ABORT, 'quality_locks is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER price_openings_are_history_u BEFORE UPDATE ON price_openings BEGIN SELECT RAISE(ABORT, 'price_openings is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER price_openings_are_history_d BEFORE DELETE ON price_openings BEGIN SELECT RAISE(ABORT, 'price_openings is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tenders_open_in_order_u BEFORE UPDATE ON tenders WHEN
    (OLD.quality_locked_at IS NOT NULL AND NEW.quality_locked_at IS NOT OLD.quality_locked_at)
    OR (OLD.prices_opened_at IS NOT NULL AND NEW.prices_opened_at IS NOT OLD.prices_opened_at)
    OR (NEW.quality_locked_at IS NOT NULL AND NEW.opened_at IS NULL) OR (NEW.prices_opened_at IS NOT NULL AND NEW.quality_locked_at IS NULL)
 BEGIN SELECT RAISE(ABORT, 'answers are opened, then quality is locked, then prices are opened, each once'); END;
-- +goose StatementEnd
