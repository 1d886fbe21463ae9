-- Decisions that moved nothing, which can be undone all the same; the log has no line of them.
CREATE TABLE empty_batch (
    id BLOB NOT NULL PRIMARY KEY,
    moderator BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT;
