-- The log by moderator, by action and by both, so that a filter reads no more entries than it shows.
CREATE INDEX moderation_log_moderator ON moderation_log (site, moderator, id);
CREATE INDEX moderation_log_action ON moderation_log (site, action, id);
CREATE INDEX moderation_log_moderator_action ON moderation_log (site, moderator, action, id);
CREATE INDEX thread_log_moderator ON thread_log (site, moderator, id);
CREATE INDEX thread_log_action ON thread_log (site, action, id);
CREATE INDEX thread_log_moderator_action ON thread_log (site, moderator, action, id);
