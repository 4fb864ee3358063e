-- +goose Up
-- A lot may have several winners, one after the other or side by side.
DROP TRIGGER IF EXISTS awards_stay ON awards;
DROP TRIGGER IF EXISTS awards_remain ON awards;
DROP TRIGGER IF EXISTS awards_held_u ON awards;
ALTER TABLE awards DROP CONSTRAINT awards_lot_id_key, DROP CONSTRAINT awards_bid_id_key, DROP CONSTRAINT awards_status_check, DROP CONSTRAINT awards_standstill_ends_on_check;
ALTER TABLE awards ADD COLUMN recommendation_id uuid REFERENCES recommendations (id);
ALTER TABLE awards ADD COLUMN share integer NOT NULL DEFAULT 100000 CHECK (share BETWEEN 0 AND 100000);
UPDATE awards SET status = 'notified' WHERE status = 'decided';
ALTER TABLE awards ADD CHECK (status IN ('decided', 'notified', 'contracted', 'withdrawn', 'set_aside'));
ALTER TABLE awards ADD CHECK (length(standstill_ends_on) IN (0, 10));
ALTER TABLE awards ADD CHECK (status NOT IN ('notified', 'contracted') OR length(standstill_ends_on) = 10);
CREATE UNIQUE INDEX awards_standing ON awards (bid_id) WHERE status IN ('decided', 'notified', 'contracted');
-- +goose StatementBegin
CREATE FUNCTION refuse_other_award_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL AND NEW.award_rules <> OLD.award_rules AND NEW.amendments = OLD.amendments THEN
        RAISE EXCEPTION 'a published tender keeps what it promised' USING ERRCODE = 'AS001';
    END IF;
    RETURN NEW;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER tenders_keep_award_rules BEFORE UPDATE ON tenders FOR EACH ROW EXECUTE FUNCTION refuse_other_award_rules();
