-- +goose Up
CREATE TRIGGER obligation_terms_are_history BEFORE UPDATE OR DELETE ON obligation_terms FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER period_terms_are_history BEFORE UPDATE OR DELETE ON period_terms FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER contract_changes_are_history BEFORE UPDATE OR DELETE ON contract_changes FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER contract_rules_are_history BEFORE UPDATE OR DELETE ON contract_rules FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER contract_particulars_are_history BEFORE UPDATE OR DELETE ON contract_particulars FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER return_rulings_are_history BEFORE UPDATE OR DELETE ON return_rulings FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER deeds_are_history BEFORE UPDATE OR DELETE ON deeds FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER track_replies_are_history BEFORE UPDATE OR DELETE ON track_replies FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER track_statements_are_history BEFORE UPDATE OR DELETE ON track_statements FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- A proposal is what was proposed; a rating is of what it is of.
CREATE TRIGGER variations_are_history BEFORE UPDATE OF contract_id, number, kind, ground, reason, terms, proposed_by, assignee_id, proposed_at OR DELETE ON variations FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ratings_are_history BEFORE UPDATE OF contract_id, obligation_id, indicator, year, from_on, to_on, supplier_id OR DELETE ON ratings FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER shortfalls_are_history BEFORE UPDATE OF contract_id, obligation_id, period_id, supplier_id, committed, counted, short_exact OR DELETE ON shortfalls FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER disputes_are_history BEFORE UPDATE OF contract_id, about, subject_id, reported_by OR DELETE ON disputes FOR EACH ROW EXECUTE FUNCTION refuse_change();
