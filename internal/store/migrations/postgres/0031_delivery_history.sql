-- +goose Up
CREATE TRIGGER schedule_changes_are_history BEFORE UPDATE OR DELETE ON schedule_changes FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER period_dates_are_history BEFORE UPDATE OR DELETE ON period_dates FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER period_marks_are_history BEFORE UPDATE OR DELETE ON period_marks FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER return_parts_are_history BEFORE UPDATE OR DELETE ON return_parts FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER return_notes_are_history BEFORE UPDATE OR DELETE ON return_notes FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER evidence_files_are_history BEFORE UPDATE OR DELETE ON evidence_files FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER return_claims_are_history BEFORE UPDATE OR DELETE ON return_claims FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER claimed_units_are_history BEFORE UPDATE OR DELETE ON claimed_units FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- An answer about a delivery is given once.
CREATE TRIGGER confirmations_stay BEFORE UPDATE ON confirmations FOR EACH ROW WHEN (OLD.answer <> 'waiting') EXECUTE FUNCTION refuse_change();
CREATE TRIGGER confirmations_remain BEFORE DELETE ON confirmations FOR EACH ROW EXECUTE FUNCTION refuse_change();
