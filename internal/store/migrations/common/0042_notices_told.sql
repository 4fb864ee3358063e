-- +goose Up
-- Which notices were handed to the outbox, each once.
CREATE TABLE tender_notices_told (
    notice_id uuid   PRIMARY KEY REFERENCES tender_notices (id),
    told_at   MOMENT NOT NULL
);
