-- Decisions about many comments and their undoing, carried out step by step. What a batch did to each
-- comment is in moderation_log.
CREATE TABLE decision_batch (
    id BLOB NOT NULL PRIMARY KEY,
    -- the moderator's id and login as they were
    moderator BLOB NOT NULL,
    login TEXT NOT NULL,
    -- the sites that the moderator worked on, 8 bytes each
    sites BLOB NOT NULL,
    -- an action of moderation_log; with 'undo', the batch that is undone
    action TEXT NOT NULL,
    undoes BLOB,
    note TEXT,
    -- a comment that changed later is skipped
    unchanged_since INTEGER,
    whole_comment INTEGER NOT NULL CHECK (whole_comment IN (0, 1)),
    total INTEGER NOT NULL,
    -- how many of them were looked at, in the order of their ids; of those, how many moved
    done INTEGER NOT NULL,
    decided INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    -- the process that carries it out is taken for dead after this
    lease_until INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX decision_batch_open ON decision_batch (lease_until) WHERE ended_at IS NULL;
CREATE INDEX decision_batch_ended ON decision_batch (ended_at) WHERE ended_at IS NOT NULL;

-- Which comments a batch is about; removed when it is done.
CREATE TABLE decision_selection (
    batch BLOB NOT NULL PRIMARY KEY REFERENCES decision_batch (id) ON DELETE CASCADE,
    -- ids in ascending order, 16 bytes each
    comments BLOB NOT NULL,
    -- for each the version that the moderator saw, 8 bytes; -1 for any
    versions BLOB NOT NULL
) STRICT;
