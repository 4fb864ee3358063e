-- +goose Up
-- What is signed stays. A private detail is removed, never changed; what ties rows
-- of history to the log is not even removed.
-- +goose StatementBegin
CREATE TRIGGER log_hashes_are_history_u BEFORE UPDATE ON log_hashes BEGIN SELECT RAISE(ABORT, 'log_hashes is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_hashes_are_history_d BEFORE DELETE ON log_hashes BEGIN SELECT RAISE(ABORT, 'log_hashes is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_checkpoints_are_history_u BEFORE UPDATE ON log_checkpoints BEGIN SELECT RAISE(ABORT, 'log_checkpoints is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_checkpoints_are_history_d BEFORE DELETE ON log_checkpoints BEGIN SELECT RAISE(ABORT, 'log_checkpoints is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER event_details_are_history_u BEFORE UPDATE ON event_details BEGIN SELECT RAISE(ABORT, 'event_details is history: rows are erased, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER event_details_are_history_d BEFORE DELETE ON event_details WHEN OLD.name = 'rows' BEGIN SELECT RAISE(ABORT, 'event_details that tie rows are history'); END;
-- +goose StatementEnd
