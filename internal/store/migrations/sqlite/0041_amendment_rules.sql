-- +goose Up
-- What was published changes only by an amendment: while bids are still taken,
-- with a row that says what and why, one at a time. Who buys, in which mode and
-- currency, from which catalogue and under which rules of notice never changes.
-- +goose StatementBegin
CREATE TRIGGER tender_notices_are_history_u BEFORE UPDATE ON tender_notices BEGIN SELECT RAISE(ABORT, 'tender_notices is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tender_notices_are_history_d BEFORE DELETE ON tender_notices BEGIN SELECT RAISE(ABORT, 'tender_notices is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tender_amendments_are_history_u BEFORE UPDATE ON tender_amendments BEGIN SELECT RAISE(ABORT, 'tender_amendments is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tender_amendments_are_history_d BEFORE DELETE ON tender_amendments BEGIN SELECT RAISE(ABORT, 'tender_amendments is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tender_salts_are_history_u BEFORE UPDATE ON tender_salts BEGIN SELECT RAISE(ABORT, 'tender_salts is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tender_salts_are_history_d BEFORE DELETE ON tender_salts BEGIN SELECT RAISE(ABORT, 'tender_salts is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER clarification_askers_are_history_u BEFORE UPDATE ON clarification_askers BEGIN SELECT RAISE(ABORT, 'clarification_askers is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER clarification_askers_are_history_d BEFORE DELETE ON clarification_askers BEGIN SELECT RAISE(ABORT, 'clarification_askers is history: rows are added, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
DROP TRIGGER tenders_keep_promises_u;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tenders_keep_promises_u BEFORE UPDATE ON tenders WHEN OLD.published_at IS NOT NULL AND (
    (NEW.owner_id, NEW.catalogue_id, NEW.mode, NEW.currency, NEW.amendment_days, NEW.counts_interest, NEW.published_at, NEW.created_at)
    IS NOT (OLD.owner_id, OLD.catalogue_id, OLD.mode, OLD.currency, OLD.amendment_days, OLD.counts_interest, OLD.published_at, OLD.created_at)
    OR NEW.deadline < OLD.deadline OR (OLD.closed_at IS NOT NULL AND NEW.deadline <> OLD.deadline) OR NEW.clock < OLD.clock
    OR (OLD.closed_at IS NOT NULL AND NEW.closed_at IS NOT OLD.closed_at)
    OR (OLD.opened_at IS NOT NULL AND NEW.opened_at IS NOT OLD.opened_at)
    OR (OLD.closed_at IS NOT NULL AND NEW.status IN ('draft', 'published')) OR (OLD.opened_at IS NOT NULL AND NEW.status = 'closed'))
 BEGIN SELECT RAISE(ABORT, 'a published tender keeps what it promised'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tenders_keep_terms_u BEFORE UPDATE ON tenders WHEN OLD.published_at IS NOT NULL AND (NEW.amendments <> OLD.amendments OR
    (NEW.template_id, NEW.title, NEW.description, NEW.classification, NEW.estimate_pence, NEW.years, NEW.starts_on, NEW.questions_until, NEW.lot_limit, NEW.lot_rule, NEW.method, NEW.method_hash, NEW.draw_seed)
    IS NOT (OLD.template_id, OLD.title, OLD.description, OLD.classification, OLD.estimate_pence, OLD.years, OLD.starts_on, OLD.questions_until, OLD.lot_limit, OLD.lot_rule, OLD.method, OLD.method_hash, OLD.draw_seed))
    AND NOT (OLD.status = 'published' AND NEW.status = 'published' AND OLD.closed_at IS NULL AND NEW.amendments = OLD.amendments + 1
        AND EXISTS (SELECT 1 FROM tender_amendments AS a WHERE a.tender_id = OLD.id AND a.number = NEW.amendments))
 BEGIN SELECT RAISE(ABORT, 'a published tender keeps what it promised'); END;
-- +goose StatementEnd
-- +goose StatementBegin
DROP TRIGGER lots_stay_u;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER lots_stay_u BEFORE UPDATE ON lots WHEN EXISTS (SELECT 1 FROM tenders WHERE id = OLD.tender_id AND published_at IS NOT NULL) AND (
    (NEW.id, NEW.tender_id, NEW.number) IS NOT (OLD.id, OLD.tender_id, OLD.number)
    OR NOT EXISTS (SELECT 1 FROM tenders AS t JOIN tender_amendments AS a ON a.tender_id = t.id AND a.number = t.amendments + 1 WHERE t.id = OLD.tender_id))
 BEGIN SELECT RAISE(ABORT, 'a published tender keeps its lots'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tender_amendments_in_time BEFORE INSERT ON tender_amendments
    WHEN NOT EXISTS (SELECT 1 FROM tenders WHERE id = NEW.tender_id AND status = 'published' AND closed_at IS NULL AND amendments = NEW.number - 1)
 BEGIN SELECT RAISE(ABORT, 'a tender is amended while it takes bids, one amendment after the other'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER clarifications_stay_u BEFORE UPDATE ON clarifications WHEN OLD.answered_at IS NOT NULL
    OR (NEW.id, NEW.tender_id, NEW.lot_id, NEW.asker, NEW.question, NEW.asked_at) IS NOT (OLD.id, OLD.tender_id, OLD.lot_id, OLD.asker, OLD.question, OLD.asked_at)
 BEGIN SELECT RAISE(ABORT, 'what was asked and answered stays'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER clarifications_stay_d BEFORE DELETE ON clarifications BEGIN SELECT RAISE(ABORT, 'what was asked and answered stays'); END;
-- +goose StatementEnd
