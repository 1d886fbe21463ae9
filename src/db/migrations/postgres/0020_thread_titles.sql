-- Who set the title of a thread. NULL: it is what the oldest approved comment claims.
-- A step in Rust (src/db/thread_urls.rs) then forgets URLs that name another page than their thread's.
ALTER TABLE thread ADD COLUMN title_source TEXT CHECK (title_source IN ('moderator', 'import', 'api'));

-- Who changed what of which thread; append-only.
CREATE TABLE thread_log (
    site BIGINT NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    id UUID NOT NULL,
    thread UUID NOT NULL,
    page TEXT NOT NULL,
    -- the moderator's id and login as they were; a log outlives its people
    moderator UUID NOT NULL,
    login TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('set_title')),
    from_title TEXT,
    to_title TEXT,
    at BIGINT NOT NULL,
    PRIMARY KEY (site, id)
);

CREATE FUNCTION thread_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Rows go only together with their site, which is gone by then.
    IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT 1 FROM site WHERE id = OLD.site) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'thread_log is append-only';
END $$;
CREATE TRIGGER thread_log_no_update BEFORE UPDATE OR DELETE ON thread_log
    FOR EACH ROW EXECUTE FUNCTION thread_log_is_append_only();
