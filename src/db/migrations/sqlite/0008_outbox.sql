-- What must happen after a transaction and only because of it; a row goes once it has happened or
-- is pointless. A mail is personal: nothing of it is kept.
CREATE TABLE outbox (
    id BLOB NOT NULL PRIMARY KEY,
    -- NULL for what concerns the whole installation
    site INTEGER REFERENCES site (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    -- of a mail the address
    recipient TEXT NOT NULL,
    -- JSON; of a mail subject and text
    payload TEXT NOT NULL,
    -- when to try (again); while somebody tries, the end of their lease
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    -- why the last attempt failed, without anything personal
    last_error TEXT
) STRICT;
CREATE INDEX outbox_due ON outbox (kind, due_at, id);
CREATE INDEX outbox_site ON outbox (site);
