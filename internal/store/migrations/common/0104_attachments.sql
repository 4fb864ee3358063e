-- +goose Up
-- Files that suppliers hand up beside their documents. The bytes are kept outside
-- of the database, encrypted; which file is which is told by a keyed hash, since
-- the plain one would tell equal files apart from others. head opens the bytes, meta
-- holds name, type, size and hash: both for the supplier alone.
CREATE TABLE bid_files (
    id          uuid    PRIMARY KEY,
    bid_id      uuid    NOT NULL REFERENCES bids (id),
    tag         BYTES   NOT NULL CHECK (length(tag) = 32),
    head        BYTES   NOT NULL,
    meta        BYTES   NOT NULL,
    body        text    NOT NULL CHECK (body <> ''),
    room        bigint  NOT NULL CHECK (room > 0),
    uploaded_at MOMENT  NOT NULL,
    UNIQUE (bid_id, tag)
);

-- The files of a submission, opened to the tender's key as well. Rows are only
-- ever added.
CREATE TABLE bid_version_files (
    bid_id  uuid    NOT NULL,
    number  integer NOT NULL,
    file_id uuid    NOT NULL REFERENCES bid_files (id),
    head    BYTES   NOT NULL,
    meta    BYTES   NOT NULL,
    PRIMARY KEY (bid_id, number, file_id),
    FOREIGN KEY (bid_id, number) REFERENCES bid_versions (bid_id, number)
);

-- What is known of a file once its bid was opened. Rows are only ever added.
CREATE TABLE opened_files (
    file_id    uuid   PRIMARY KEY REFERENCES bid_files (id),
    bid_id     uuid   NOT NULL REFERENCES bids (id),
    name       text   NOT NULL,
    media_type text   NOT NULL,
    bytes      bigint NOT NULL CHECK (bytes >= 0),
    sha256     text   NOT NULL CHECK (length(sha256) = 71),
    reveals    text   NOT NULL
);
CREATE INDEX opened_files_by_bid ON opened_files (bid_id, file_id);
