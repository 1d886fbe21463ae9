-- The words of comments, folded by `SearchableComment::tokens`. The primary key lists the comments with a word by age;
-- the index answers whether a comment has a word.
CREATE TABLE comment_token (
    site INTEGER NOT NULL,
    token TEXT NOT NULL,
    comment BLOB NOT NULL,
    PRIMARY KEY (site, token, comment)
) STRICT, WITHOUT ROWID;
CREATE INDEX comment_token_comment ON comment_token (site, comment, token);

-- No foreign key: it would look for the comment once per word. Words go with their comment all the same.
CREATE TRIGGER comment_tokens_removed AFTER DELETE ON comment
BEGIN
    DELETE FROM comment_token WHERE site = OLD.site AND comment = OLD.id;
END;

-- Whether the words of a comment are stored: 0 for those from before, until a background task has read them.
ALTER TABLE comment ADD COLUMN search_version INTEGER NOT NULL DEFAULT 0;
CREATE INDEX comment_unsearchable ON comment (site, id) WHERE search_version = 0;
