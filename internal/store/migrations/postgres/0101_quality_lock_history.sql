-- +goose Up
-- Locks and openings happen once, in their order, and stay.
CREATE TRIGGER quality_locks_are_history BEFORE UPDATE OR DELETE ON quality_locks FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER price_openings_are_history BEFORE UPDATE OR DELETE ON price_openings FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- +goose StatementBegin
CREATE FUNCTION refuse_disorder() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.quality_locked_at IS NOT NULL AND NEW.quality_locked_at IS DISTINCT FROM OLD.quality_locked_at)
       OR (OLD.prices_opened_at IS NOT NULL AND NEW.prices_opened_at IS DISTINCT FROM OLD.prices_opened_at)
       OR (NEW.quality_locked_at IS NOT NULL AND NEW.opened_at IS NULL) OR (NEW.prices_opened_at IS NOT NULL AND NEW.quality_locked_at IS NULL) THEN
        RAISE EXCEPTION 'answers are opened, then quality is locked, then prices are opened, each once' USING ERRCODE = 'AS001';
    END IF;
    RETURN NEW;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER tenders_open_in_order BEFORE UPDATE ON tenders FOR EACH ROW EXECUTE FUNCTION refuse_disorder();
