-- The log by moderator, by action and by both, so that a filter reads no more entries than it shows.
CREATE INDEX moderation_log_moderator ON moderation_log (site, moderator, id);
CREATE INDEX moderation_log_action ON moderation_log (site, action, id);
CREATE INDEX moderation_log_moderator_action ON moderation_log (site, moderator, action, id);
CREATE INDEX thread_log_moderator ON thread_log (site, moderator, id);
CREATE INDEX thread_log_action ON thread_log (site, action, id);
CREATE INDEX thread_log_moderator_action ON thread_log (site, moderator, action, id);

-- A new email address of a moderator, which waits for its owner to open the link of a mail.
CREATE TABLE moderator_email_change (
    moderator BLOB NOT NULL PRIMARY KEY REFERENCES moderator (id) ON DELETE CASCADE,
    -- of this request: links of earlier ones have ended
    id BLOB NOT NULL,
    email TEXT NOT NULL,
    -- of the mail, and of the page of its link
    language TEXT NOT NULL,
    requested_at INTEGER NOT NULL
) STRICT;
