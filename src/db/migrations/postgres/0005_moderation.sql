-- Who did what to which comment, when and why; append-only.
CREATE TABLE moderation_log (
    site BIGINT NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    id UUID NOT NULL,
    batch UUID NOT NULL,
    comment UUID NOT NULL,
    -- the moderator's id and login as they were; a log outlives its people
    moderator UUID NOT NULL,
    login TEXT NOT NULL,
    action TEXT NOT NULL,
    from_status TEXT NOT NULL,
    to_status TEXT NOT NULL,
    -- what the comment had taught the memory before the move
    from_taught TEXT CHECK (from_taught IN ('ham', 'spam')),
    -- the comment's version after the move
    version BIGINT NOT NULL,
    note TEXT,
    at BIGINT NOT NULL,
    PRIMARY KEY (site, id)
);
CREATE INDEX moderation_log_id ON moderation_log (id);
CREATE INDEX moderation_log_batch ON moderation_log (batch);
CREATE INDEX moderation_log_comment ON moderation_log (site, comment, id);

CREATE FUNCTION moderation_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Rows go only together with their site, which is gone by then.
    IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT 1 FROM site WHERE id = OLD.site) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'moderation_log is append-only';
END $$;
CREATE TRIGGER moderation_log_no_update BEFORE UPDATE OR DELETE ON moderation_log
    FOR EACH ROW EXECUTE FUNCTION moderation_log_is_append_only();

-- Who may not comment, of a site.
CREATE TABLE ban (
    site BIGINT NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    id UUID NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('person', 'email', 'domain', 'network')),
    -- a keyed hash of the person, the mail address, the mail domain, or a CIDR
    subject TEXT NOT NULL,
    -- shadow: taken and put away without a word; open: refused with a message
    shadow BOOLEAN NOT NULL,
    note TEXT,
    moderator UUID NOT NULL,
    login TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    until BIGINT,
    PRIMARY KEY (site, id),
    UNIQUE (site, kind, subject)
);
