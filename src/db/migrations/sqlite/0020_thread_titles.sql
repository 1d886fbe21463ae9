-- Who set the title of a thread. NULL: it is what the oldest approved comment claims.
-- A step in Rust (src/db/thread_urls.rs) then forgets URLs that name another page than their thread's.
ALTER TABLE thread ADD COLUMN title_source TEXT CHECK (title_source IN ('moderator', 'import', 'api'));

-- Who changed what of which thread; append-only.
CREATE TABLE thread_log (
    site INTEGER NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    id BLOB NOT NULL,
    thread BLOB NOT NULL,
    page TEXT NOT NULL,
    -- the moderator's id and login as they were; a log outlives its people
    moderator BLOB NOT NULL,
    login TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('set_title')),
    from_title TEXT,
    to_title TEXT,
    at INTEGER NOT NULL,
    PRIMARY KEY (site, id)
) STRICT;

CREATE TRIGGER thread_log_no_update BEFORE UPDATE ON thread_log
BEGIN
    SELECT RAISE(ABORT, 'thread_log is append-only');
END;
-- Rows go only together with their site, which is gone by then.
CREATE TRIGGER thread_log_no_delete BEFORE DELETE ON thread_log
    WHEN EXISTS (SELECT 1 FROM site WHERE id = OLD.site)
BEGIN
    SELECT RAISE(ABORT, 'thread_log is append-only');
END;
