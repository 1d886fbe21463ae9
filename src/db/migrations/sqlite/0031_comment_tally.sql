-- How many comments there are, by day, status and group of the queue: lists, the dashboard and the titles of pages show such
-- numbers, and counting would read each comment. Triggers add changes, so nothing that writes comments can forget
-- them. Changes are rows of their own, because all submissions and decisions of a site would wait for each other to update
-- one; a background task adds them up.
CREATE TABLE comment_tally (
    site INTEGER NOT NULL,
    -- of what waits; otherwise empty
    queue_group TEXT NOT NULL,
    -- since 1970, when the comment was sent; 0 for an edit
    day INTEGER NOT NULL,
    -- of the comment, or 'edit' for an edit that waits
    status TEXT NOT NULL,
    is_spam INTEGER NOT NULL CHECK (is_spam IN (0, 1)),
    count INTEGER NOT NULL,
    PRIMARY KEY (site, queue_group, day, status, is_spam)
) STRICT, WITHOUT ROWID;

CREATE TABLE comment_tally_change (
    id BLOB NOT NULL DEFAULT (randomblob(16)) PRIMARY KEY,
    site INTEGER NOT NULL,
    queue_group TEXT NOT NULL,
    day INTEGER NOT NULL,
    status TEXT NOT NULL,
    is_spam INTEGER NOT NULL CHECK (is_spam IN (0, 1)),
    change INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO comment_tally (site, queue_group, day, status, is_spam, count)
    SELECT c.site, CASE WHEN c.status = 'pending' AND c.edit IS NOT 'waiting' THEN c.queue_group ELSE '' END, c.created_at / 86400000, c.status,
        c.verdict = 'spam', COUNT(*)
    FROM comment c GROUP BY 1, 2, 3, 4, 5;
INSERT INTO comment_tally (site, queue_group, day, status, is_spam, count)
    SELECT site, queue_group, 0, 'edit', 0, COUNT(*) FROM comment_edit WHERE state = 'waiting' GROUP BY site, queue_group;

CREATE TRIGGER comment_counted AFTER INSERT ON comment
BEGIN
    INSERT INTO comment_tally_change (site, queue_group, day, status, is_spam, change)
        VALUES (NEW.site, CASE WHEN NEW.status = 'pending' AND NEW.edit IS NOT 'waiting' THEN NEW.queue_group ELSE '' END,
            NEW.created_at / 86400000, NEW.status, NEW.verdict = 'spam', 1);
END;

CREATE TRIGGER comment_recounted AFTER UPDATE OF status, edit, queue_group, verdict ON comment
WHEN OLD.status <> NEW.status OR OLD.edit IS NOT NEW.edit OR OLD.queue_group <> NEW.queue_group OR OLD.verdict <> NEW.verdict
BEGIN
    INSERT INTO comment_tally_change (site, queue_group, day, status, is_spam, change)
        VALUES (OLD.site, CASE WHEN OLD.status = 'pending' AND OLD.edit IS NOT 'waiting' THEN OLD.queue_group ELSE '' END,
            OLD.created_at / 86400000, OLD.status, OLD.verdict = 'spam', -1),
            (NEW.site, CASE WHEN NEW.status = 'pending' AND NEW.edit IS NOT 'waiting' THEN NEW.queue_group ELSE '' END,
            NEW.created_at / 86400000, NEW.status, NEW.verdict = 'spam', 1);
END;

CREATE TRIGGER comment_uncounted AFTER DELETE ON comment
BEGIN
    INSERT INTO comment_tally_change (site, queue_group, day, status, is_spam, change)
        VALUES (OLD.site, CASE WHEN OLD.status = 'pending' AND OLD.edit IS NOT 'waiting' THEN OLD.queue_group ELSE '' END,
            OLD.created_at / 86400000, OLD.status, OLD.verdict = 'spam', -1);
END;

CREATE TRIGGER comment_edit_counted AFTER INSERT ON comment_edit WHEN NEW.state = 'waiting'
BEGIN
    INSERT INTO comment_tally_change (site, queue_group, day, status, is_spam, change)
        VALUES (NEW.site, NEW.queue_group, 0, 'edit', 0, 1);
END;

CREATE TRIGGER comment_edit_recounted AFTER UPDATE OF state, queue_group ON comment_edit
WHEN (OLD.state = 'waiting' OR NEW.state = 'waiting') AND (OLD.state <> NEW.state OR OLD.queue_group <> NEW.queue_group)
BEGIN
    INSERT INTO comment_tally_change (site, queue_group, day, status, is_spam, change)
        SELECT OLD.site, OLD.queue_group, 0, 'edit', 0, -1 WHERE OLD.state = 'waiting';
    INSERT INTO comment_tally_change (site, queue_group, day, status, is_spam, change)
        SELECT NEW.site, NEW.queue_group, 0, 'edit', 0, 1 WHERE NEW.state = 'waiting';
END;

CREATE TRIGGER comment_edit_uncounted AFTER DELETE ON comment_edit WHEN OLD.state = 'waiting'
BEGIN
    INSERT INTO comment_tally_change (site, queue_group, day, status, is_spam, change)
        VALUES (OLD.site, OLD.queue_group, 0, 'edit', 0, -1);
END;
