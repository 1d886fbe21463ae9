-- What each comment tells of its page: the oldest approved one that does names the thread.
ALTER TABLE comment ADD COLUMN page_title TEXT;
ALTER TABLE comment ADD COLUMN page_url TEXT;
UPDATE comment SET
    page_title = (SELECT title FROM thread WHERE thread.site = comment.site AND thread.id = comment.thread),
    page_url = (SELECT url FROM thread WHERE thread.site = comment.site AND thread.id = comment.thread)
WHERE status <> 'deleted';
CREATE INDEX comment_thread_id ON comment (site, thread, id);
