-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER scores_are_history_u BEFORE UPDATE ON scores BEGIN SELECT RAISE(ABORT, 'scores is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER scores_are_history_d BEFORE DELETE ON scores BEGIN SELECT RAISE(ABORT, 'scores is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER agreed_scores_are_history_u BEFORE UPDATE ON agreed_scores BEGIN SELECT RAISE(ABORT, 'agreed_scores is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER agreed_scores_are_history_d BEFORE DELETE ON agreed_scores BEGIN SELECT RAISE(ABORT, 'agreed_scores is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER runs_are_history_u BEFORE UPDATE ON runs BEGIN SELECT RAISE(ABORT, 'runs is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER runs_are_history_d BEFORE DELETE ON runs BEGIN SELECT RAISE(ABORT, 'runs is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- An award moves on; what was decided stays as it was.
-- +goose StatementBegin
CREATE TRIGGER awards_stay_u BEFORE UPDATE ON awards WHEN
    OLD.id IS NOT NEW.id
    OR OLD.tender_id IS NOT NEW.tender_id
    OR OLD.lot_id IS NOT NEW.lot_id
    OR OLD.bid_id IS NOT NEW.bid_id
    OR OLD.run_id IS NOT NEW.run_id
    OR OLD.supplier_id IS NOT NEW.supplier_id
    OR OLD.owner_id IS NOT NEW.owner_id
    OR OLD.reason IS NOT NEW.reason
    OR OLD.standstill_ends_on IS NOT NEW.standstill_ends_on
    OR OLD.decided_at IS NOT NEW.decided_at
    OR OLD.decided_by IS NOT NEW.decided_by
BEGIN SELECT RAISE(ABORT, 'awards that are decided never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER awards_stay_d BEFORE DELETE ON awards BEGIN SELECT RAISE(ABORT, 'awards that are decided never change'); END;
-- +goose StatementEnd
