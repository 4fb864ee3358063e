-- +goose Up
-- What is published never changes: only its end may still be written.
-- +goose StatementBegin
CREATE TRIGGER catalogues_stay_u BEFORE UPDATE ON catalogues WHEN OLD.status <> 'draft'
    AND (NEW.status = 'draft' OR (OLD.status = 'retired' AND NEW.status <> 'retired')
        OR OLD.id IS NOT NEW.id
        OR OLD.owner_id IS NOT NEW.owner_id
        OR OLD.code IS NOT NEW.code
        OR OLD.number IS NOT NEW.number
        OR OLD.title IS NOT NEW.title
        OR OLD.description IS NOT NEW.description
        OR OLD.revised_from IS NOT NEW.revised_from
        OR OLD.created_at IS NOT NEW.created_at
        OR OLD.published_at IS NOT NEW.published_at)
BEGIN SELECT RAISE(ABORT, 'catalogues that are published never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER catalogues_stay_d BEFORE DELETE ON catalogues WHEN OLD.status <> 'draft'
BEGIN SELECT RAISE(ABORT, 'catalogues that are published never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER templates_stay_u BEFORE UPDATE ON templates WHEN OLD.status <> 'draft'
    AND (NEW.status = 'draft' OR (OLD.status = 'retired' AND NEW.status <> 'retired')
        OR OLD.id IS NOT NEW.id
        OR OLD.owner_id IS NOT NEW.owner_id
        OR OLD.catalogue_id IS NOT NEW.catalogue_id
        OR OLD.title IS NOT NEW.title
        OR OLD.description IS NOT NEW.description
        OR OLD.method IS NOT NEW.method
        OR OLD.method_hash IS NOT NEW.method_hash
        OR OLD.cloned_from IS NOT NEW.cloned_from
        OR OLD.created_at IS NOT NEW.created_at
        OR OLD.published_at IS NOT NEW.published_at)
BEGIN SELECT RAISE(ABORT, 'templates that are published never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER templates_stay_d BEFORE DELETE ON templates WHEN OLD.status <> 'draft'
BEGIN SELECT RAISE(ABORT, 'templates that are published never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER catalogue_outcomes_stay_i BEFORE INSERT ON catalogue_outcomes WHEN (SELECT status FROM catalogues WHERE id = NEW.catalogue_id) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'catalogue_outcomes of a published catalogue never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER catalogue_outcomes_stay_u BEFORE UPDATE ON catalogue_outcomes WHEN (SELECT status FROM catalogues WHERE id = OLD.catalogue_id) <> 'draft' OR (SELECT status FROM catalogues WHERE id = NEW.catalogue_id) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'catalogue_outcomes of a published catalogue never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER catalogue_outcomes_stay_d BEFORE DELETE ON catalogue_outcomes WHEN (SELECT status FROM catalogues WHERE id = OLD.catalogue_id) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'catalogue_outcomes of a published catalogue never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER catalogue_measures_stay_i BEFORE INSERT ON catalogue_measures WHEN (SELECT status FROM catalogues WHERE id = NEW.catalogue_id) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'catalogue_measures of a published catalogue never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER catalogue_measures_stay_u BEFORE UPDATE ON catalogue_measures WHEN (SELECT status FROM catalogues WHERE id = OLD.catalogue_id) <> 'draft' OR (SELECT status FROM catalogues WHERE id = NEW.catalogue_id) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'catalogue_measures of a published catalogue never change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER catalogue_measures_stay_d BEFORE DELETE ON catalogue_measures WHEN (SELECT status FROM catalogues WHERE id = OLD.catalogue_id) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'catalogue_measures of a published catalogue never change'); END;
-- +goose StatementEnd
