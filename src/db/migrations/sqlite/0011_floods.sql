-- Where a site stands in a flood of submissions: 0 is calm.
CREATE TABLE flood (
    site INTEGER NOT NULL PRIMARY KEY REFERENCES site (id) ON DELETE CASCADE,
    step INTEGER NOT NULL CHECK (step BETWEEN 0 AND 3),
    since INTEGER NOT NULL,
    -- the last hour since 1970 that flood_usual has learned
    learned INTEGER NOT NULL
) STRICT;

-- Submissions in parts of ten seconds, of all processes together, for a day: how many were sent,
-- how many of them were taken and judged, and how many looked like spam.
CREATE TABLE flood_count (
    site INTEGER NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    slot INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    judged INTEGER NOT NULL,
    spam INTEGER NOT NULL,
    PRIMARY KEY (site, slot)
) STRICT, WITHOUT ROWID;
CREATE INDEX flood_count_slot ON flood_count (slot);

-- How many submissions are usual in an hour of the day (UTC), in thousandths.
CREATE TABLE flood_usual (
    site INTEGER NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    hour INTEGER NOT NULL CHECK (hour BETWEEN 0 AND 23),
    thousandths INTEGER NOT NULL,
    PRIMARY KEY (site, hour)
) STRICT, WITHOUT ROWID;
