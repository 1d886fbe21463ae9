-- When a thread last got another key, or the comments of another thread, by the change clock: a decision about the
-- comments of its page that were shown before does not include others.
ALTER TABLE thread ADD COLUMN moved_at BIGINT NOT NULL DEFAULT 0;
