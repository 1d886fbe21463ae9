-- What each comment tells of its page: the oldest approved one that does names the thread.
ALTER TABLE comment ADD COLUMN page_title TEXT;
ALTER TABLE comment ADD COLUMN page_url TEXT;
UPDATE comment SET
    page_title = (SELECT title FROM thread WHERE thread.site = comment.site AND thread.id = comment.thread),
    page_url = (SELECT url FROM thread WHERE thread.site = comment.site AND thread.id = comment.thread)
WHERE status <> 'deleted';
-- they are looked for with every decision; most comments of a long thread tell nothing
CREATE INDEX comment_page_title ON comment (site, thread, id) WHERE status = 'approved' AND page_title IS NOT NULL;
CREATE INDEX comment_page_url ON comment (site, thread, id) WHERE status = 'approved' AND page_url IS NOT NULL;
