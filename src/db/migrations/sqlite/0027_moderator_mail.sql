-- Where mails about waiting comments go; NULL for a moderator who gets none.
ALTER TABLE moderator ADD COLUMN email TEXT;
-- Since when the mail server of that email address has refused it permanently; NULL while mails are sent.
ALTER TABLE moderator ADD COLUMN email_refused_at INTEGER;
-- The begin of the hour in which mails are counted, and how many were queued in it.
ALTER TABLE moderator ADD COLUMN mails_from INTEGER NOT NULL DEFAULT 0;
ALTER TABLE moderator ADD COLUMN mails_queued INTEGER NOT NULL DEFAULT 0;
CREATE INDEX moderator_email ON moderator (id) WHERE email IS NOT NULL;

-- When a moderator gets mails about the waiting comments of a site. Without a row: one for each comment.
CREATE TABLE moderator_notice (
    site INTEGER NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    moderator BLOB NOT NULL REFERENCES moderator (id) ON DELETE CASCADE,
    mode TEXT NOT NULL CHECK (mode IN ('off', 'each', 'hourly', 'daily', 'more_than')),
    -- the number of waiting comments that mode 'more_than' tolerates
    more_than INTEGER NOT NULL,
    -- when the last digest was queued, and the id up to which it covered comments and edits
    digest_at INTEGER NOT NULL,
    digest_through BLOB NOT NULL,
    -- a comment got no mail of its own, because too many mails were queued within the hour
    unmailed INTEGER NOT NULL CHECK (unmailed IN (0, 1)),
    PRIMARY KEY (site, moderator)
) STRICT, WITHOUT ROWID;
CREATE INDEX moderator_notice_moderator ON moderator_notice (moderator);

-- The site whose queue the key reads as a feed, and nothing else; NULL for a key with all permissions of its
-- moderator.
ALTER TABLE api_key ADD COLUMN feed INTEGER REFERENCES site (id) ON DELETE CASCADE;
CREATE INDEX api_key_feed ON api_key (feed) WHERE feed IS NOT NULL;
