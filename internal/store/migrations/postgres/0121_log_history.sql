-- +goose Up
-- What is signed stays. A private detail is removed, never changed; what ties rows
-- of history to the log is not even removed. TRUNCATE meets no row's trigger, so
-- tables have one of their own against it.
CREATE TRIGGER log_hashes_are_history BEFORE UPDATE OR DELETE ON log_hashes FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER log_checkpoints_are_history BEFORE UPDATE OR DELETE ON log_checkpoints FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_details_are_history BEFORE UPDATE ON event_details FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_details_remain BEFORE DELETE ON event_details FOR EACH ROW WHEN (OLD.name = 'rows') EXECUTE FUNCTION refuse_change();
