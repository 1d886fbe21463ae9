-- How many comments there are, by day, status and group of the queue: lists, the dashboard and the titles of pages show such
-- numbers, and counting would read each comment. Triggers add changes, so nothing that writes comments can forget
-- them. Changes are rows of their own, because all submissions and decisions of a site would wait for each other to update
-- one; a background task adds them up.
CREATE TABLE comment_tally (
    site BIGINT NOT NULL,
    -- of what waits; otherwise empty
    queue_group TEXT NOT NULL,
    -- since 1970, when the comment was sent; 0 for an edit
    day BIGINT NOT NULL,
    -- of the comment, or 'edit' for an edit that waits
    status TEXT NOT NULL,
    is_spam BOOLEAN NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (site, queue_group, day, status, is_spam)
);

CREATE TABLE comment_tally_change (
    id UUID NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
    site BIGINT NOT NULL,
    queue_group TEXT NOT NULL,
    day BIGINT NOT NULL,
    status TEXT NOT NULL,
    is_spam BOOLEAN NOT NULL,
    change BIGINT NOT NULL
);

INSERT INTO comment_tally (site, queue_group, day, status, is_spam, count)
    SELECT c.site, CASE WHEN c.status = 'pending' AND c.edit IS DISTINCT FROM 'waiting' THEN c.queue_group ELSE '' END, c.created_at / 86400000, c.status,
        c.verdict = 'spam', COUNT(*)
    FROM comment c GROUP BY 1, 2, 3, 4, 5;
INSERT INTO comment_tally (site, queue_group, day, status, is_spam, count)
    SELECT site, queue_group, 0, 'edit', FALSE, COUNT(*) FROM comment_edit WHERE state = 'waiting' GROUP BY site, queue_group;

CREATE OR REPLACE FUNCTION comment_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO comment_tally_change (site, queue_group, day, status, is_spam, change)
            VALUES (OLD.site, CASE WHEN OLD.status = 'pending' AND OLD.edit IS DISTINCT FROM 'waiting' THEN OLD.queue_group ELSE '' END,
            OLD.created_at / 86400000, OLD.status, OLD.verdict = 'spam', -1);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO comment_tally_change (site, queue_group, day, status, is_spam, change)
            VALUES (NEW.site, CASE WHEN NEW.status = 'pending' AND NEW.edit IS DISTINCT FROM 'waiting' THEN NEW.queue_group ELSE '' END,
            NEW.created_at / 86400000, NEW.status, NEW.verdict = 'spam', 1);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER comment_counted AFTER INSERT OR DELETE ON comment
    FOR EACH ROW EXECUTE FUNCTION comment_counted();
CREATE TRIGGER comment_recounted AFTER UPDATE OF status, edit, queue_group, verdict ON comment FOR EACH ROW
    WHEN (OLD.status <> NEW.status OR OLD.edit IS DISTINCT FROM NEW.edit
        OR OLD.queue_group <> NEW.queue_group OR OLD.verdict <> NEW.verdict)
    EXECUTE FUNCTION comment_counted();

CREATE OR REPLACE FUNCTION comment_edit_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.state = 'waiting' THEN
        INSERT INTO comment_tally_change (site, queue_group, day, status, is_spam, change)
            VALUES (OLD.site, OLD.queue_group, 0, 'edit', FALSE, -1);
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.state = 'waiting' THEN
        INSERT INTO comment_tally_change (site, queue_group, day, status, is_spam, change)
            VALUES (NEW.site, NEW.queue_group, 0, 'edit', FALSE, 1);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER comment_edit_counted AFTER INSERT OR DELETE ON comment_edit
    FOR EACH ROW EXECUTE FUNCTION comment_edit_counted();
CREATE TRIGGER comment_edit_recounted AFTER UPDATE OF state, queue_group ON comment_edit FOR EACH ROW
    WHEN ((OLD.state = 'waiting' OR NEW.state = 'waiting')
        AND (OLD.state <> NEW.state OR OLD.queue_group <> NEW.queue_group))
    EXECUTE FUNCTION comment_edit_counted();
