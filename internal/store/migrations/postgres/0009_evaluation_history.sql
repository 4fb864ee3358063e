-- +goose Up
CREATE TRIGGER scores_are_history BEFORE UPDATE OR DELETE ON scores FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER agreed_scores_are_history BEFORE UPDATE OR DELETE ON agreed_scores FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER runs_are_history BEFORE UPDATE OR DELETE ON runs FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- An award moves on; what was decided stays as it was.
CREATE TRIGGER awards_stay BEFORE UPDATE ON awards FOR EACH ROW WHEN ((OLD.id, OLD.tender_id, OLD.lot_id, OLD.bid_id, OLD.run_id, OLD.supplier_id, OLD.owner_id, OLD.reason, OLD.standstill_ends_on, OLD.decided_at, OLD.decided_by)
    IS DISTINCT FROM (NEW.id, NEW.tender_id, NEW.lot_id, NEW.bid_id, NEW.run_id, NEW.supplier_id, NEW.owner_id, NEW.reason, NEW.standstill_ends_on, NEW.decided_at, NEW.decided_by)) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER awards_remain BEFORE DELETE ON awards FOR EACH ROW EXECUTE FUNCTION refuse_change();
