-- The words of comments, folded by `SearchableComment::tokens`. The primary key lists the comments with a word by age;
-- the index answers whether a comment has a word.
CREATE TABLE comment_token (
    site BIGINT NOT NULL,
    token TEXT COLLATE "C" NOT NULL,
    comment UUID NOT NULL,
    PRIMARY KEY (site, token, comment)
);
CREATE INDEX comment_token_comment ON comment_token (site, comment, token);

-- No foreign key: it would look for the comment once per word. Words go with their comment all the same.
CREATE OR REPLACE FUNCTION comment_tokens_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM comment_token WHERE site = OLD.site AND comment = OLD.id;
    RETURN OLD;
END $$;
DROP TRIGGER IF EXISTS comment_tokens_removed ON comment;
CREATE TRIGGER comment_tokens_removed AFTER DELETE ON comment
    FOR EACH ROW EXECUTE FUNCTION comment_tokens_removed();

-- Whether the words of a comment are stored: 0 for those from before, until a background task has read them.
ALTER TABLE comment ADD COLUMN search_version BIGINT NOT NULL DEFAULT 0;
CREATE INDEX comment_unsearchable ON comment (site, id) WHERE search_version = 0;
