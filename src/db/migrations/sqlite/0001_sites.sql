-- The blogs served.
CREATE TABLE site (
    -- never given out twice: cursors and logs of a removed site must not fit the next one
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    -- JSON of the policy where it differs from the defaults
    policy TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE site_origin (
    site INTEGER NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    origin TEXT NOT NULL,
    PRIMARY KEY (site, origin)
) STRICT, WITHOUT ROWID;
