-- +goose Up
-- What was submitted and what was opened is history. What a tender promised at
-- publication stays; its deadline and its clock only move later.
CREATE TRIGGER bid_versions_are_history BEFORE UPDATE OR DELETE ON bid_versions FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER openings_are_history BEFORE UPDATE OR DELETE ON openings FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER opening_hashes_are_history BEFORE UPDATE OR DELETE ON opening_hashes FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER opened_commitments_are_history BEFORE UPDATE OR DELETE ON opened_commitments FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER opened_periods_are_history BEFORE UPDATE OR DELETE ON opened_periods FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER opened_answers_are_history BEFORE UPDATE OR DELETE ON opened_answers FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER opened_gates_are_history BEFORE UPDATE OR DELETE ON opened_gates FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER opened_prices_are_history BEFORE UPDATE OR DELETE ON opened_prices FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER bid_snapshots_are_history BEFORE UPDATE OR DELETE ON bid_snapshots FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- +goose StatementBegin
CREATE FUNCTION refuse_broken_promise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NULL THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE'
       OR (NEW.owner_id, NEW.template_id, NEW.catalogue_id, NEW.title, NEW.description, NEW.mode, NEW.estimate_pence, NEW.currency, NEW.years, NEW.starts_on,
           NEW.method, NEW.method_hash, NEW.draw_seed, NEW.published_at, NEW.created_at)
          IS DISTINCT FROM
          (OLD.owner_id, OLD.template_id, OLD.catalogue_id, OLD.title, OLD.description, OLD.mode, OLD.estimate_pence, OLD.currency, OLD.years, OLD.starts_on,
           OLD.method, OLD.method_hash, OLD.draw_seed, OLD.published_at, OLD.created_at)
       OR NEW.deadline < OLD.deadline OR (OLD.closed_at IS NOT NULL AND NEW.deadline <> OLD.deadline) OR NEW.clock < OLD.clock
       OR (OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at)
       OR (OLD.opened_at IS NOT NULL AND NEW.opened_at IS DISTINCT FROM OLD.opened_at)
       OR (OLD.closed_at IS NOT NULL AND NEW.status IN ('draft', 'published')) OR (OLD.opened_at IS NOT NULL AND NEW.status = 'closed') THEN
        RAISE EXCEPTION 'a published tender keeps what it promised' USING ERRCODE = 'AS001';
    END IF;
    RETURN NEW;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER tenders_keep_promises BEFORE UPDATE OR DELETE ON tenders FOR EACH ROW EXECUTE FUNCTION refuse_broken_promise();
-- +goose StatementBegin
CREATE FUNCTION refuse_published_lot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM tenders WHERE id = OLD.tender_id AND published_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a published tender keeps its lots' USING ERRCODE = 'AS001';
    END IF;
    RETURN COALESCE(NEW, OLD);
END
$$;
-- +goose StatementEnd
CREATE TRIGGER lots_stay BEFORE UPDATE OR DELETE ON lots FOR EACH ROW EXECUTE FUNCTION refuse_published_lot();
