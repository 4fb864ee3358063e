-- +goose Up
-- What is published never changes: only its end may still be written.
-- +goose StatementBegin
CREATE FUNCTION refuse_published_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb := to_jsonb(OLD) - ARRAY['status', 'retired_at', 'version'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.status <> 'draft' THEN
            RAISE EXCEPTION '% that are published never change', TG_TABLE_NAME USING ERRCODE = 'AS001';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.status <> 'draft' AND (NEW.status = 'draft' OR (OLD.status = 'retired' AND NEW.status <> 'retired')
        OR before <> to_jsonb(NEW) - ARRAY['status', 'retired_at', 'version']) THEN
        RAISE EXCEPTION '% that are published never change', TG_TABLE_NAME USING ERRCODE = 'AS001';
    END IF;
    RETURN NEW;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER catalogues_stay BEFORE UPDATE OR DELETE ON catalogues FOR EACH ROW EXECUTE FUNCTION refuse_published_change();
CREATE TRIGGER templates_stay BEFORE UPDATE OR DELETE ON templates FOR EACH ROW EXECUTE FUNCTION refuse_published_change();

-- +goose StatementBegin
CREATE FUNCTION refuse_published_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM catalogues WHERE status <> 'draft' AND id IN (OLD.catalogue_id, NEW.catalogue_id)) THEN
        RAISE EXCEPTION '% of a published catalogue never change', TG_TABLE_NAME USING ERRCODE = 'AS001';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER catalogue_outcomes_stay BEFORE INSERT OR UPDATE OR DELETE ON catalogue_outcomes FOR EACH ROW EXECUTE FUNCTION refuse_published_part();
CREATE TRIGGER catalogue_measures_stay BEFORE INSERT OR UPDATE OR DELETE ON catalogue_measures FOR EACH ROW EXECUTE FUNCTION refuse_published_part();
