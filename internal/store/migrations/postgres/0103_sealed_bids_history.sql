-- +goose Up
-- The key pairs of tenders and suppliers are wrapped anew when a key-encryption key
-- is rotated, and are otherwise as they were made. How many people it takes to open is settled at publication.
-- +goose StatementBegin
CREATE FUNCTION refuse_other_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (NEW.owner_id, NEW.purpose, NEW.public_key, NEW.made_at) IS DISTINCT FROM (OLD.owner_id, OLD.purpose, OLD.public_key, OLD.made_at) THEN
        RAISE EXCEPTION 'a key pair is wrapped anew and otherwise stays' USING ERRCODE = 'AS001';
    END IF;
    RETURN NEW;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER tender_keys_stay BEFORE UPDATE OR DELETE ON tender_keys FOR EACH ROW EXECUTE FUNCTION refuse_other_key();
CREATE TRIGGER supplier_keys_stay BEFORE UPDATE OR DELETE ON supplier_keys FOR EACH ROW EXECUTE FUNCTION refuse_other_key();
-- +goose StatementBegin
CREATE FUNCTION refuse_other_openers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL AND NEW.openers <> OLD.openers THEN
        RAISE EXCEPTION 'how many people open a tender is settled at publication' USING ERRCODE = 'AS001';
    END IF;
    RETURN NEW;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER tenders_keep_openers BEFORE UPDATE ON tenders FOR EACH ROW EXECUTE FUNCTION refuse_other_openers();
