-- +goose Up
-- The name beside a score can be erased; everything else of the row stays, held
-- by the triggers that are made from tables.txt.
DROP TRIGGER scores_are_history_u;
DROP TRIGGER agreed_scores_are_history_u;
