-- +goose Up
-- Who acted in person, or holds the key that acted.
ALTER TABLE events ADD COLUMN actor_person_id uuid;
