-- +goose Up
-- The returns of one obligation are read with every decision about one of them.
CREATE INDEX returns_by_obligation ON returns (obligation_id);
