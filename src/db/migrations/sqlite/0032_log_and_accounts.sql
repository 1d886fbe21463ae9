-- The log by moderator, by action and by both, so that a filter reads no more entries than it shows.
CREATE INDEX moderation_log_moderator ON moderation_log (site, moderator, id);
CREATE INDEX moderation_log_action ON moderation_log (site, action, id);
CREATE INDEX moderation_log_moderator_action ON moderation_log (site, moderator, action, id);
CREATE INDEX thread_log_moderator ON thread_log (site, moderator, id);
CREATE INDEX thread_log_action ON thread_log (site, action, id);
CREATE INDEX thread_log_moderator_action ON thread_log (site, moderator, action, id);

-- What owners changed in the accounts of others; append-only.
CREATE TABLE account_log (
    id BLOB NOT NULL PRIMARY KEY,
    -- the ids and logins of the owner and of the account as they were; a log outlives its people
    moderator BLOB NOT NULL,
    login TEXT NOT NULL,
    account BLOB NOT NULL,
    account_login TEXT NOT NULL,
    action TEXT NOT NULL,
    -- the slug of the site that the change is about
    slug TEXT NOT NULL,
    from_value TEXT NOT NULL,
    to_value TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX account_log_moderator ON account_log (moderator, id);
CREATE TRIGGER account_log_no_update BEFORE UPDATE ON account_log
BEGIN
    SELECT RAISE(ABORT, 'account_log is append-only');
END;
CREATE TRIGGER account_log_no_delete BEFORE DELETE ON account_log
BEGIN
    SELECT RAISE(ABORT, 'account_log is append-only');
END;

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
