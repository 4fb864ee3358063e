-- +goose Up
CREATE TRIGGER obligations_are_history BEFORE UPDATE OR DELETE ON obligations FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER obligation_periods_are_history BEFORE UPDATE OR DELETE ON obligation_periods FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER return_steps_are_history BEFORE UPDATE OR DELETE ON return_steps FOR EACH ROW EXECUTE FUNCTION refuse_change();
