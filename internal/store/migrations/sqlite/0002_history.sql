-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER events_are_history_u BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER events_are_history_d BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER event_numbers_are_history_u BEFORE UPDATE ON event_numbers BEGIN SELECT RAISE(ABORT, 'event_numbers is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER event_numbers_are_history_d BEFORE DELETE ON event_numbers BEGIN SELECT RAISE(ABORT, 'event_numbers is history: rows are added, never changed'); END;
-- +goose StatementEnd
