-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is history: rows are added, never changed', TG_TABLE_NAME USING ERRCODE = 'AS001';
END
$$;
-- +goose StatementEnd
CREATE TRIGGER events_are_history BEFORE UPDATE OR DELETE ON events FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_numbers_are_history BEFORE UPDATE OR DELETE ON event_numbers FOR EACH ROW EXECUTE FUNCTION refuse_change();
