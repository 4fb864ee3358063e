-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER schedule_changes_are_history_u BEFORE UPDATE ON schedule_changes BEGIN SELECT RAISE(ABORT, 'schedule_changes is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER schedule_changes_are_history_d BEFORE DELETE ON schedule_changes BEGIN SELECT RAISE(ABORT, 'schedule_changes is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER period_dates_are_history_u BEFORE UPDATE ON period_dates BEGIN SELECT RAISE(ABORT, 'period_dates is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER period_dates_are_history_d BEFORE DELETE ON period_dates BEGIN SELECT RAISE(ABORT, 'period_dates is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER period_marks_are_history_u BEFORE UPDATE ON period_marks BEGIN SELECT RAISE(ABORT, 'period_marks is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER period_marks_are_history_d BEFORE DELETE ON period_marks BEGIN SELECT RAISE(ABORT, 'period_marks is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER return_parts_are_history_u BEFORE UPDATE ON return_parts BEGIN SELECT RAISE(ABORT, 'return_parts is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER return_parts_are_history_d BEFORE DELETE ON return_parts BEGIN SELECT RAISE(ABORT, 'return_parts is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER return_notes_are_history_u BEFORE UPDATE ON return_notes BEGIN SELECT RAISE(ABORT, 'return_notes is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER return_notes_are_history_d BEFORE DELETE ON return_notes BEGIN SELECT RAISE(ABORT, 'return_notes is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER evidence_files_are_history_u BEFORE UPDATE ON evidence_files BEGIN SELECT RAISE(ABORT, 'evidence_files is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER evidence_files_are_history_d BEFORE DELETE ON evidence_files BEGIN SELECT RAISE(ABORT, 'evidence_files is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER return_claims_are_history_u BEFORE UPDATE ON return_claims BEGIN SELECT RAISE(ABORT, 'return_claims is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER return_claims_are_history_d BEFORE DELETE ON return_claims BEGIN SELECT RAISE(ABORT, 'return_claims is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER claimed_units_are_history_u BEFORE UPDATE ON claimed_units BEGIN SELECT RAISE(ABORT, 'claimed_units is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER claimed_units_are_history_d BEFORE DELETE ON claimed_units BEGIN SELECT RAISE(ABORT, 'claimed_units is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- An answer about a delivery is given once.
-- +goose StatementBegin
CREATE TRIGGER confirmations_stay_u BEFORE UPDATE ON confirmations WHEN OLD.answer <> 'waiting' BEGIN SELECT RAISE(ABORT, 'confirmations is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER confirmations_stay_d BEFORE DELETE ON confirmations BEGIN SELECT RAISE(ABORT, 'confirmations is history: rows are added, never changed'); END;
-- +goose StatementEnd
