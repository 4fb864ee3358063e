-- +goose Up
-- The key pairs of tenders and suppliers are wrapped anew when a key-encryption key
-- is rotated, and are otherwise as they were made. How many people it takes to open is settled at publication.
-- +goose StatementBegin
CREATE TRIGGER tender_keys_stay_u BEFORE UPDATE ON tender_keys WHEN (NEW.owner_id, NEW.purpose, NEW.public_key, NEW.made_at) IS NOT (OLD.owner_id, OLD.purpose, OLD.public_key, OLD.made_at) BEGIN SELECT RAISE(ABORT, 'a key pair is wrapped anew and otherwise stays'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tender_keys_stay_d BEFORE DELETE ON tender_keys BEGIN SELECT RAISE(ABORT, 'a key pair is wrapped anew and otherwise stays'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER supplier_keys_stay_u BEFORE UPDATE ON supplier_keys WHEN (NEW.owner_id, NEW.purpose, NEW.public_key, NEW.made_at) IS NOT (OLD.owner_id, OLD.purpose, OLD.public_key, OLD.made_at) BEGIN SELECT RAISE(ABORT, 'a key pair is wrapped anew and otherwise stays'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER supplier_keys_stay_d BEFORE DELETE ON supplier_keys BEGIN SELECT RAISE(ABORT, 'a key pair is wrapped anew and otherwise stays'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tenders_keep_openers_u BEFORE UPDATE OF openers ON tenders WHEN OLD.published_at IS NOT NULL AND NEW.openers <> OLD.openers BEGIN SELECT RAISE(ABORT, 'how many people open a tender is settled at publication'); END;
-- +goose StatementEnd
