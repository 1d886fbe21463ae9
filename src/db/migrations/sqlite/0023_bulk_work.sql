-- From this time on a site is removed: nothing of it is visible, and its rows are deleted bit by bit.
ALTER TABLE site ADD COLUMN removed_at INTEGER;
CREATE INDEX site_removed ON site (removed_at) WHERE removed_at IS NOT NULL;

-- While the keys of its pages are computed again: the last thread that is done. NULL: all are.
ALTER TABLE site ADD COLUMN rekeyed_to BLOB;
CREATE INDEX site_rekeyed_to ON site (id) WHERE rekeyed_to IS NOT NULL;

-- Who removed which site, and when its last row was deleted. It outlives the site, so it does not
-- reference it.
CREATE TABLE site_removal (
    site INTEGER NOT NULL PRIMARY KEY,
    -- the id of this entry
    id BLOB NOT NULL UNIQUE,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    -- NULL: on the command line
    moderator BLOB,
    login TEXT,
    removed_at INTEGER NOT NULL,
    purged_at INTEGER
) STRICT;
CREATE INDEX site_removal_open ON site_removal (slug) WHERE purged_at IS NULL;

-- Rows of the logs go only with their site, once it is removed.
DROP TRIGGER IF EXISTS moderation_log_no_delete;
CREATE TRIGGER moderation_log_no_delete BEFORE DELETE ON moderation_log
    WHEN EXISTS (SELECT 1 FROM site WHERE id = OLD.site AND removed_at IS NULL)
BEGIN
    SELECT RAISE(ABORT, 'moderation_log is append-only');
END;
DROP TRIGGER IF EXISTS thread_log_no_delete;
CREATE TRIGGER thread_log_no_delete BEFORE DELETE ON thread_log
    WHEN EXISTS (SELECT 1 FROM site WHERE id = OLD.site AND removed_at IS NULL)
BEGIN
    SELECT RAISE(ABORT, 'thread_log is append-only');
END;

-- The training examples of a removed site were left out when it was removed.
DROP TRIGGER IF EXISTS lesson_removed;
CREATE TRIGGER lesson_removed AFTER DELETE ON lesson
    WHEN NOT EXISTS (SELECT 1 FROM site WHERE id = OLD.site AND removed_at IS NOT NULL)
BEGIN
    UPDATE school SET epoch = epoch + 1 WHERE one = 1;
    DELETE FROM spam_checkpoint WHERE through >= OLD.seq;
END;

-- An erasure that has begun; the row goes with the person. A server continues what was interrupted.
CREATE TABLE person_erasure (
    person BLOB NOT NULL PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
    comments TEXT NOT NULL CHECK (comments IN ('anonymise', 'delete')),
    begun_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What expires is found without reading the whole table.
CREATE INDEX moderator_session_used_at ON moderator_session (used_at);
CREATE INDEX person_session_used_at ON person_session (used_at);
CREATE INDEX ban_hint ON ban (until) WHERE hint IS NOT NULL;
CREATE INDEX comment_edit_text ON comment_edit (at) WHERE state IN ('rejected', 'replaced') AND text <> '';
