-- The log by moderator, by action and by both, so that a filter reads no more entries than it shows.
CREATE INDEX moderation_log_moderator ON moderation_log (site, moderator, id);
CREATE INDEX moderation_log_action ON moderation_log (site, action, id);
CREATE INDEX moderation_log_moderator_action ON moderation_log (site, moderator, action, id);
CREATE INDEX thread_log_moderator ON thread_log (site, moderator, id);
CREATE INDEX thread_log_action ON thread_log (site, action, id);
CREATE INDEX thread_log_moderator_action ON thread_log (site, moderator, action, id);
-- Prepared statements are planned for any value. Where one moderator made all entries, the plan would otherwise read the
-- whole log for the few entries of a second one.
ALTER TABLE moderation_log ALTER COLUMN moderator SET (n_distinct = 100), ALTER COLUMN action SET (n_distinct = 10);
ALTER TABLE thread_log ALTER COLUMN moderator SET (n_distinct = 100), ALTER COLUMN action SET (n_distinct = 10);
ANALYZE moderation_log (moderator, action);
ANALYZE thread_log (moderator, action);
