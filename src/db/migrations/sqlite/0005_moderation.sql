-- Who did what to which comment, when and why; append-only.
CREATE TABLE moderation_log (
    site INTEGER NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    id BLOB NOT NULL,
    batch BLOB NOT NULL,
    comment BLOB NOT NULL,
    -- the moderator's id and login as they were; a log outlives its people
    moderator BLOB NOT NULL,
    login TEXT NOT NULL,
    action TEXT NOT NULL,
    from_status TEXT NOT NULL,
    to_status TEXT NOT NULL,
    -- what the comment had taught the memory before the move
    from_taught TEXT CHECK (from_taught IN ('ham', 'spam')),
    -- the comment's version after the move
    version INTEGER NOT NULL,
    note TEXT,
    at INTEGER NOT NULL,
    PRIMARY KEY (site, id)
) STRICT;
CREATE INDEX moderation_log_id ON moderation_log (id);
CREATE INDEX moderation_log_batch ON moderation_log (batch);
CREATE INDEX moderation_log_comment ON moderation_log (site, comment, id);

CREATE TRIGGER moderation_log_no_update BEFORE UPDATE ON moderation_log
BEGIN
    SELECT RAISE(ABORT, 'moderation_log is append-only');
END;
-- Rows go only together with their site, which is gone by then.
CREATE TRIGGER moderation_log_no_delete BEFORE DELETE ON moderation_log
    WHEN EXISTS (SELECT 1 FROM site WHERE id = OLD.site)
BEGIN
    SELECT RAISE(ABORT, 'moderation_log is append-only');
END;

-- Who may not comment, of a site.
CREATE TABLE ban (
    site INTEGER NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('person', 'email', 'domain', 'network')),
    -- a keyed hash of the person, the mail address, the mail domain, or a CIDR
    subject TEXT NOT NULL,
    -- shadow: taken and put away without a word; open: refused with a message
    shadow INTEGER NOT NULL CHECK (shadow IN (0, 1)),
    note TEXT,
    moderator BLOB NOT NULL,
    login TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    until INTEGER,
    PRIMARY KEY (site, id),
    UNIQUE (site, kind, subject)
) STRICT;
