-- Where a site stands in a flood of submissions: 0 is calm.
CREATE TABLE flood (
    site BIGINT NOT NULL PRIMARY KEY REFERENCES site (id) ON DELETE CASCADE,
    step BIGINT NOT NULL CHECK (step BETWEEN 0 AND 3),
    since BIGINT NOT NULL,
    -- the last hour since 1970 that flood_usual has learned
    learned BIGINT NOT NULL
);

-- Submissions in parts of ten seconds, of all processes together, for a day: how many were sent,
-- how many of them were taken and judged, and how many looked like spam.
CREATE TABLE flood_count (
    site BIGINT NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    slot BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    judged BIGINT NOT NULL,
    spam BIGINT NOT NULL,
    PRIMARY KEY (site, slot)
);
CREATE INDEX flood_count_slot ON flood_count (slot);

-- How many submissions are usual in an hour of the day (UTC), in thousandths.
CREATE TABLE flood_usual (
    site BIGINT NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    hour BIGINT NOT NULL CHECK (hour BETWEEN 0 AND 23),
    thousandths BIGINT NOT NULL,
    PRIMARY KEY (site, hour)
);
