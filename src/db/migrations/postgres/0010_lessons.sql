-- What the filter learns from: a copy of what each decision was about. seq is the order in which
-- decisions were committed; a number is never given out twice.
CREATE TABLE lesson (
    seq BIGINT NOT NULL PRIMARY KEY,
    site BIGINT NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    comment UUID NOT NULL,
    label TEXT NOT NULL CHECK (label IN ('ham', 'spam')),
    -- thousandths of log-odds, as the comment was judged before anybody decided
    score BIGINT NOT NULL,
    at BIGINT NOT NULL,
    name TEXT NOT NULL,
    website TEXT,
    -- as much of it as is learned
    text TEXT NOT NULL,
    UNIQUE (site, comment)
);
CREATE INDEX lesson_score ON lesson (site, seq, label, score);

-- One row: the number of the newest lesson there ever was, and how often lessons were removed. Who
-- holds the row is the only one that writes lessons.
CREATE TABLE school (
    one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    last BIGINT NOT NULL,
    epoch BIGINT NOT NULL,
    -- how often everything was found to be learned wrongly, and is to be learned anew
    rebuilt BIGINT NOT NULL
);
INSERT INTO school (one, last, epoch, rebuilt) VALUES (1, 0, 0, 0);

-- The weights after all lessons up to one, so that a start need not learn everything anew.
CREATE TABLE spam_checkpoint (
    -- of the learner; another one cannot be read
    version BIGINT NOT NULL,
    through BIGINT NOT NULL,
    weights BYTEA NOT NULL,
    -- SHA-256 over all of the above
    checksum BYTEA NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (version, through)
);

-- However a lesson goes, what was learned from it is not used again.
CREATE FUNCTION lesson_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM gone) THEN
        -- Whoever writes a checkpoint holds this row: first wait, then look.
        UPDATE school SET epoch = epoch + 1 WHERE one = 1;
        DELETE FROM spam_checkpoint WHERE through >= (SELECT MIN(seq) FROM gone);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER lesson_removed AFTER DELETE ON lesson
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION lesson_removed();

-- What was decided before there were lessons.
INSERT INTO lesson (seq, site, comment, label, score, at, name, website, text)
    SELECT row_number() OVER (ORDER BY COALESCE(decided_at, created_at), site, id), site, id, taught, score,
        COALESCE(decided_at, created_at), name, website, substr(text, 1, 3000)
    FROM comment WHERE taught IS NOT NULL;
UPDATE school SET last = (SELECT COALESCE(MAX(seq), 0) FROM lesson) WHERE one = 1;

-- What became of the comments that had a reason; code '' counts all that were decided.
CREATE TABLE reason_outcome (
    site BIGINT NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    code TEXT NOT NULL,
    ham BIGINT NOT NULL CHECK (ham >= 0),
    spam BIGINT NOT NULL CHECK (spam >= 0),
    -- of them those that the checks took for spam
    ham_filed BIGINT NOT NULL CHECK (ham_filed >= 0),
    spam_filed BIGINT NOT NULL CHECK (spam_filed >= 0),
    PRIMARY KEY (site, code)
);

-- Submissions that the limits or a flood refused, by the day (since 1970-01-01, UTC).
CREATE TABLE refused (
    site BIGINT NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    day BIGINT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (site, day)
);
