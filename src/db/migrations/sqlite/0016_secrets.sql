-- The secrets that this installation was used with, by fingerprint: one is current, others are retired.
CREATE TABLE secret_fingerprint (
    fingerprint BLOB NOT NULL PRIMARY KEY,
    accepted_at INTEGER NOT NULL,
    -- NULL for the current one
    retired_at INTEGER
) STRICT;

-- A masked email address (t…@example.org), encrypted; NULL once the ban has ended.
ALTER TABLE ban ADD COLUMN hint BLOB;
