-- From this time on a site is removed: nothing of it is visible, and its rows are deleted bit by bit.
ALTER TABLE site ADD COLUMN removed_at BIGINT;
CREATE INDEX site_removed ON site (removed_at) WHERE removed_at IS NOT NULL;

-- While the keys of its pages are computed again: the last thread that is done. NULL: all are.
ALTER TABLE site ADD COLUMN rekeyed_to UUID;
CREATE INDEX site_rekeyed_to ON site (id) WHERE rekeyed_to IS NOT NULL;

-- Who removed which site, and when its last row was deleted. It outlives the site, so it does not
-- reference it.
CREATE TABLE site_removal (
    site BIGINT NOT NULL PRIMARY KEY,
    -- the id of this entry
    id UUID NOT NULL UNIQUE,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    -- NULL: on the command line
    moderator UUID,
    login TEXT,
    removed_at BIGINT NOT NULL,
    purged_at BIGINT
);
CREATE INDEX site_removal_open ON site_removal (slug) WHERE purged_at IS NULL;

-- Rows of the logs go only with their site, once it is removed.
CREATE OR REPLACE FUNCTION moderation_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT 1 FROM site WHERE id = OLD.site AND removed_at IS NULL) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'moderation_log is append-only';
END $$;
CREATE OR REPLACE FUNCTION thread_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT 1 FROM site WHERE id = OLD.site AND removed_at IS NULL) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'thread_log is append-only';
END $$;

-- The training examples of a removed site were left out when it was removed.
CREATE OR REPLACE FUNCTION lesson_removed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    first BIGINT;
BEGIN
    SELECT MIN(g.seq) INTO first FROM gone g
        WHERE NOT EXISTS (SELECT 1 FROM site s WHERE s.id = g.site AND s.removed_at IS NOT NULL);
    IF first IS NOT NULL THEN
        UPDATE school SET epoch = epoch + 1 WHERE one = 1;
        DELETE FROM spam_checkpoint WHERE through >= first;
    END IF;
    RETURN NULL;
END $$;

-- An erasure that has begun; the row goes with the person. A server continues what was interrupted.
CREATE TABLE person_erasure (
    person UUID NOT NULL PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
    comments TEXT NOT NULL CHECK (comments IN ('anonymise', 'delete')),
    begun_at BIGINT NOT NULL
);

-- What expires is found without reading the whole table.
CREATE INDEX moderator_session_used_at ON moderator_session (used_at);
CREATE INDEX person_session_used_at ON person_session (used_at);
CREATE INDEX ban_hint ON ban (until) WHERE hint IS NOT NULL;
CREATE INDEX comment_edit_text ON comment_edit (at) WHERE state IN ('rejected', 'replaced') AND text <> '';
