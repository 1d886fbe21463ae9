-- Edits of published comments: those that wait for a moderator, and what decisions about them left
-- for undoing.
CREATE TABLE comment_edit (
    site BIGINT NOT NULL,
    id UUID NOT NULL,
    comment UUID NOT NULL,
    -- waiting: in the queue. shadowed: filed at once, since its author has a shadow ban.
    -- rejected: by a moderator. replaced: the text that stood before an edit was published.
    state TEXT NOT NULL CHECK (state IN ('waiting', 'shadowed', 'rejected', 'replaced')),
    -- the comment left the page while the edit waits
    hides BOOLEAN NOT NULL,
    text TEXT NOT NULL,
    digest BIGINT NOT NULL,
    -- how it was judged: thousandths of log-odds, and the assessment as JSON
    score BIGINT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('ham', 'unsure', 'spam')),
    assessment TEXT NOT NULL,
    -- what a decision about this text taught the filter
    taught TEXT CHECK (taught IN ('ham', 'spam')),
    -- when its author wrote it as an edit; NULL for the first text of a comment
    written_at BIGINT,
    -- since when it has this state
    at BIGINT NOT NULL,
    PRIMARY KEY (site, id),
    FOREIGN KEY (site, comment) REFERENCES comment (site, id) ON DELETE CASCADE
);
CREATE INDEX comment_edit_comment ON comment_edit (site, comment);
CREATE UNIQUE INDEX comment_edit_waiting ON comment_edit (site, comment) WHERE state = 'waiting';
CREATE INDEX comment_edit_score ON comment_edit (site, score, comment) WHERE state = 'waiting';
CREATE INDEX comment_edit_at ON comment_edit (at) WHERE state IN ('rejected', 'replaced');

-- The state of the edit that its author sees: waiting or shadowed.
ALTER TABLE comment ADD COLUMN edit TEXT CHECK (edit IN ('waiting', 'shadowed'));
-- When text or status last changed, by the change clock.
ALTER TABLE comment ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0;
UPDATE comment SET changed_at = GREATEST(created_at, COALESCE(edited_at, 0), COALESCE(decided_at, 0));

-- One row: the time of the latest change of any comment. It is taken as the last thing in a
-- transaction, so that later times become visible later: what is newer than a list of comments has
-- a later time than the list.
CREATE TABLE change_clock (
    one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    last BIGINT NOT NULL
);
INSERT INTO change_clock (one, last) VALUES (1, (SELECT COALESCE(MAX(changed_at), 0) FROM comment));

-- The edit that a decision was about, and its state before and after.
ALTER TABLE moderation_log ADD COLUMN edit UUID;
ALTER TABLE moderation_log ADD COLUMN edit_from TEXT;
ALTER TABLE moderation_log ADD COLUMN edit_to TEXT;
