-- +goose Up
-- What an installation is bound to: the names of its keys, never the keys. A
-- database that is served with other keys would sign in another's name.
CREATE TABLE installation_facts (
    name  text   PRIMARY KEY,
    value text   NOT NULL CHECK (value <> ''),
    since MOMENT NOT NULL
);
