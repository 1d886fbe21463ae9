-- What a moderator set; NULL: the policy of the site decides by the age of the thread. `open` is no longer read.
ALTER TABLE thread ADD COLUMN state TEXT CHECK (state IN ('open', 'closed', 'locked'));
UPDATE thread SET state = 'closed' WHERE NOT open;
-- An approved comment that begins a conversation, which readers see first.
ALTER TABLE thread ADD COLUMN pinned UUID;
-- Who set the URL. NULL: it is what the oldest approved comment claims.
ALTER TABLE thread ADD COLUMN url_source TEXT CHECK (url_source IN ('moderator', 'import', 'api'));
-- The page got another key: comments up to this id claim URLs of the old one.
ALTER TABLE thread ADD COLUMN urls_after UUID;
-- The comments of this thread are being moved to that one, which answers for its page already.
ALTER TABLE thread ADD COLUMN moving_to UUID;
CREATE INDEX thread_moving ON thread (site, moving_to) WHERE moving_to IS NOT NULL;

-- More actions, also from the command line, where there is no moderator.
ALTER TABLE thread_log DROP CONSTRAINT thread_log_action_check;
ALTER TABLE thread_log ALTER COLUMN moderator DROP NOT NULL;
ALTER TABLE thread_log ALTER COLUMN login DROP NOT NULL;
ALTER TABLE thread_log RENAME COLUMN from_title TO from_value;
ALTER TABLE thread_log RENAME COLUMN to_title TO to_value;

-- What comments said before moderators edited them.
CREATE TABLE comment_revision (
    site BIGINT NOT NULL,
    id UUID NOT NULL,
    comment UUID NOT NULL,
    -- the text and the name before
    text TEXT NOT NULL,
    name TEXT NOT NULL,
    -- the moderator's id and login as they were
    moderator UUID NOT NULL,
    login TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (site, id),
    FOREIGN KEY (site, comment) REFERENCES comment (site, id) ON DELETE CASCADE
);
CREATE INDEX comment_revision_comment ON comment_revision (site, comment);

-- Notes of moderators on the author of comments, by the keyed hash that is stored with the comments.
CREATE TABLE author_note (
    site BIGINT NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    id UUID NOT NULL,
    author BYTEA NOT NULL,
    text TEXT NOT NULL,
    -- the moderator's id and login as they were
    moderator UUID NOT NULL,
    login TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (site, id)
);
CREATE INDEX author_note_author ON author_note (author, site);
