-- Other keys of a thread: those that earlier versions wrote for its page. A step in Rust runs after
-- this one (src/db/page_keys.rs): it gives all threads their canonical keys and merges those that meet.
CREATE TABLE page_alias (
    site INTEGER NOT NULL,
    page TEXT NOT NULL,
    thread BLOB NOT NULL,
    PRIMARY KEY (site, page),
    FOREIGN KEY (site, thread) REFERENCES thread (site, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX page_alias_thread ON page_alias (site, thread);
