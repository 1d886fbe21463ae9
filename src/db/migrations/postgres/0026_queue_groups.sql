-- The group of the queue in which a comment waits, from its assessment (`Assessment::queue_group`).
ALTER TABLE comment ADD COLUMN queue_group TEXT NOT NULL DEFAULT 'review'
    CHECK (queue_group IN ('review', 'probably_spam'));
ALTER TABLE comment_edit ADD COLUMN queue_group TEXT NOT NULL DEFAULT 'review'
    CHECK (queue_group IN ('review', 'probably_spam'));
UPDATE comment SET queue_group = 'probably_spam'
    WHERE score >= 2000 AND assessment NOT LIKE '%"code":"spam_sample"%';
UPDATE comment_edit SET queue_group = 'probably_spam'
    WHERE score >= 2000 AND assessment NOT LIKE '%"code":"spam_sample"%';

-- One group of the queue by age and by score. The other columns of the first index answer the
-- numbers of waiting comments without the comments.
CREATE INDEX comment_group ON comment (site, queue_group, id) INCLUDE (created_at, edit) WHERE status = 'pending';
CREATE INDEX comment_group_score ON comment (site, queue_group, score, id) WHERE status = 'pending';
CREATE INDEX comment_edit_group ON comment_edit (site, queue_group, score, comment) WHERE state = 'waiting';

-- What a batch did to some of its comments: undoing a batch reads this for one step after another.
DROP INDEX moderation_log_batch;
CREATE INDEX moderation_log_batch ON moderation_log (batch, comment);
