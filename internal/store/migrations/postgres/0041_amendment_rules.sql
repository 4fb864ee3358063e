-- +goose Up
-- What was published changes only by an amendment: while bids are still taken,
-- with a row that says what and why, one at a time. Who buys, in which mode and
-- currency, from which catalogue and under which rules of notice never changes.
CREATE TRIGGER tender_notices_are_history BEFORE UPDATE OR DELETE ON tender_notices FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tender_amendments_are_history BEFORE UPDATE OR DELETE ON tender_amendments FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tender_salts_are_history BEFORE UPDATE OR DELETE ON tender_salts FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER clarification_askers_are_history BEFORE UPDATE OR DELETE ON clarification_askers FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION refuse_broken_promise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NULL THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE'
       OR (NEW.owner_id, NEW.catalogue_id, NEW.mode, NEW.currency, NEW.amendment_days, NEW.counts_interest, NEW.published_at, NEW.created_at)
          IS DISTINCT FROM
          (OLD.owner_id, OLD.catalogue_id, OLD.mode, OLD.currency, OLD.amendment_days, OLD.counts_interest, OLD.published_at, OLD.created_at)
       OR NEW.deadline < OLD.deadline OR (OLD.closed_at IS NOT NULL AND NEW.deadline <> OLD.deadline) OR NEW.clock < OLD.clock
       OR (OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at)
       OR (OLD.opened_at IS NOT NULL AND NEW.opened_at IS DISTINCT FROM OLD.opened_at)
       OR (OLD.closed_at IS NOT NULL AND NEW.status IN ('draft', 'published')) OR (OLD.opened_at IS NOT NULL AND NEW.status = 'closed') THEN
        RAISE EXCEPTION 'a published tender keeps what it promised' USING ERRCODE = 'AS001';
    END IF;
    IF (NEW.amendments <> OLD.amendments OR
        (NEW.template_id, NEW.title, NEW.description, NEW.classification, NEW.estimate_pence, NEW.years, NEW.starts_on, NEW.questions_until,
         NEW.lot_limit, NEW.lot_rule, NEW.method, NEW.method_hash, NEW.draw_seed)
        IS DISTINCT FROM
        (OLD.template_id, OLD.title, OLD.description, OLD.classification, OLD.estimate_pence, OLD.years, OLD.starts_on, OLD.questions_until,
         OLD.lot_limit, OLD.lot_rule, OLD.method, OLD.method_hash, OLD.draw_seed))
       AND NOT (OLD.status = 'published' AND NEW.status = 'published' AND OLD.closed_at IS NULL AND NEW.amendments = OLD.amendments + 1
                AND EXISTS (SELECT 1 FROM tender_amendments AS a WHERE a.tender_id = OLD.id AND a.number = NEW.amendments)) THEN
        RAISE EXCEPTION 'a published tender keeps what it promised' USING ERRCODE = 'AS001';
    END IF;
    RETURN NEW;
END
$$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION refuse_published_lot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM tenders WHERE id = OLD.tender_id AND published_at IS NOT NULL) THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE' OR (NEW.id, NEW.tender_id, NEW.number) IS DISTINCT FROM (OLD.id, OLD.tender_id, OLD.number)
       OR NOT EXISTS (SELECT 1 FROM tenders AS t JOIN tender_amendments AS a ON a.tender_id = t.id AND a.number = t.amendments + 1 WHERE t.id = OLD.tender_id) THEN
        RAISE EXCEPTION 'a published tender keeps its lots' USING ERRCODE = 'AS001';
    END IF;
    RETURN NEW;
END
$$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION refuse_late_amendment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM tenders WHERE id = NEW.tender_id AND status = 'published' AND closed_at IS NULL AND amendments = NEW.number - 1) THEN
        RAISE EXCEPTION 'a tender is amended while it takes bids, one amendment after the other' USING ERRCODE = 'AS001';
    END IF;
    RETURN NEW;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER tender_amendments_in_time BEFORE INSERT ON tender_amendments FOR EACH ROW EXECUTE FUNCTION refuse_late_amendment();
-- +goose StatementBegin
CREATE FUNCTION refuse_other_answer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.answered_at IS NOT NULL
       OR (NEW.id, NEW.tender_id, NEW.lot_id, NEW.asker, NEW.question, NEW.asked_at) IS DISTINCT FROM (OLD.id, OLD.tender_id, OLD.lot_id, OLD.asker, OLD.question, OLD.asked_at) THEN
        RAISE EXCEPTION 'what was asked and answered stays' USING ERRCODE = 'AS001';
    END IF;
    RETURN NEW;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER clarifications_stay BEFORE UPDATE OR DELETE ON clarifications FOR EACH ROW EXECUTE FUNCTION refuse_other_answer();
