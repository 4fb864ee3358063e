-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER obligations_are_history_u BEFORE UPDATE ON obligations BEGIN SELECT RAISE(ABORT, 'obligations is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER obligations_are_history_d BEFORE DELETE ON obligations BEGIN SELECT RAISE(ABORT, 'obligations is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER obligation_periods_are_history_u BEFORE UPDATE ON obligation_periods BEGIN SELECT RAISE(ABORT, 'obligation_periods is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER obligation_periods_are_history_d BEFORE DELETE ON obligation_periods BEGIN SELECT RAISE(ABORT, 'obligation_periods is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER return_steps_are_history_u BEFORE UPDATE ON return_steps BEGIN SELECT RAISE(ABORT, 'return_steps is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER return_steps_are_history_d BEFORE DELETE ON return_steps BEGIN SELECT RAISE(ABORT, 'return_steps is history: rows are added, never changed'); END;
-- +goose StatementEnd
