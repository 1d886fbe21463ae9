-- The secrets that this installation was used with, by fingerprint: one is current, others are retired.
CREATE TABLE secret_fingerprint (
    fingerprint BYTEA NOT NULL PRIMARY KEY,
    accepted_at BIGINT NOT NULL,
    -- NULL for the current one
    retired_at BIGINT
);

-- A masked email address (t…@example.org), encrypted; NULL once the ban has ended.
ALTER TABLE ban ADD COLUMN hint BYTEA;
