-- +goose Up
-- A dispute that is dismissed in the end, after its first decision had put
-- another figure in the place of a verdict, lets the verdict stand again: also
-- where that was a rejection, of which no figure counts.
ALTER TABLE return_rulings ADD COLUMN kind text NOT NULL DEFAULT 'verified' CHECK (kind IN ('verified', 'rejected'));
