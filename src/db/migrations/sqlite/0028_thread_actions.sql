-- What a moderator set; NULL: the policy of the site decides by the age of the thread. `open` is no longer read.
ALTER TABLE thread ADD COLUMN state TEXT CHECK (state IN ('open', 'closed', 'locked'));
UPDATE thread SET state = 'closed' WHERE NOT open;
-- An approved comment that begins a conversation, which readers see first.
ALTER TABLE thread ADD COLUMN pinned BLOB;
-- Who set the URL. NULL: it is what the oldest approved comment claims.
ALTER TABLE thread ADD COLUMN url_source TEXT CHECK (url_source IN ('moderator', 'import', 'api'));
-- The page got another key: comments up to this id claim URLs of the old one.
ALTER TABLE thread ADD COLUMN urls_after BLOB;
-- The comments of this thread are being moved to that one, which answers for its page already.
ALTER TABLE thread ADD COLUMN moving_to BLOB;
CREATE INDEX thread_moving ON thread (site, moving_to) WHERE moving_to IS NOT NULL;

-- More actions, also from the command line, where there is no moderator.
DROP TRIGGER thread_log_no_update;
DROP TRIGGER thread_log_no_delete;
ALTER TABLE thread_log RENAME TO thread_log_before;
CREATE TABLE thread_log (
    site INTEGER NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    id BLOB NOT NULL,
    thread BLOB NOT NULL,
    page TEXT NOT NULL,
    -- the moderator's id and login as they were; NULL: on the command line
    moderator BLOB,
    login TEXT,
    action TEXT NOT NULL,
    from_value TEXT,
    to_value TEXT,
    at INTEGER NOT NULL,
    PRIMARY KEY (site, id)
) STRICT;
INSERT INTO thread_log (site, id, thread, page, moderator, login, action, from_value, to_value, at)
    SELECT site, id, thread, page, moderator, login, action, from_title, to_title, at FROM thread_log_before;
DROP TABLE thread_log_before;
CREATE TRIGGER thread_log_no_update BEFORE UPDATE ON thread_log
BEGIN
    SELECT RAISE(ABORT, 'thread_log is append-only');
END;
CREATE TRIGGER thread_log_no_delete BEFORE DELETE ON thread_log
    WHEN EXISTS (SELECT 1 FROM site WHERE id = OLD.site AND removed_at IS NULL)
BEGIN
    SELECT RAISE(ABORT, 'thread_log is append-only');
END;

-- What comments said before moderators edited them.
CREATE TABLE comment_revision (
    site INTEGER NOT NULL,
    id BLOB NOT NULL,
    comment BLOB NOT NULL,
    -- the text and the name before
    text TEXT NOT NULL,
    name TEXT NOT NULL,
    -- the moderator's id and login as they were
    moderator BLOB NOT NULL,
    login TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (site, id),
    FOREIGN KEY (site, comment) REFERENCES comment (site, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX comment_revision_comment ON comment_revision (site, comment);

-- Notes of moderators on the author of comments, by the keyed hash that is stored with the comments.
CREATE TABLE author_note (
    site INTEGER NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    id BLOB NOT NULL,
    author BLOB NOT NULL,
    text TEXT NOT NULL,
    -- the moderator's id and login as they were
    moderator BLOB NOT NULL,
    login TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (site, id)
) STRICT;
CREATE INDEX author_note_author ON author_note (author, site);
