-- The words of a comment are stored together in one row, from which its entries in the index are removed again; the
-- second index of all words is gone. Comments are added in the background, in the order of a queue that triggers fill:
-- whatever writes a comment or an edit cannot forget the search.
DROP TRIGGER comment_tokens_removed;
DROP INDEX comment_unsearchable;
ALTER TABLE comment DROP COLUMN search_version;
DROP TABLE comment_token;

-- Lists the comments with a word by age.
CREATE TABLE comment_token (
    site INTEGER NOT NULL,
    token TEXT NOT NULL,
    comment BLOB NOT NULL,
    PRIMARY KEY (site, token, comment)
) STRICT, WITHOUT ROWID;

-- All words of a comment and the codes of its reasons, each between two spaces. Those without words have no row.
CREATE TABLE comment_words (
    site INTEGER NOT NULL,
    comment BLOB NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (site, comment)
) STRICT, WITHOUT ROWID;

-- Comments whose words are to be stored.
CREATE TABLE comment_unread (
    site INTEGER NOT NULL,
    comment BLOB NOT NULL,
    PRIMARY KEY (site, comment)
) STRICT, WITHOUT ROWID;

INSERT INTO comment_unread (site, comment) SELECT site, id FROM comment;

CREATE TRIGGER comment_words_removed AFTER DELETE ON comment_words
BEGIN
    DELETE FROM comment_token WHERE site = OLD.site AND comment = OLD.comment
        AND token IN (SELECT value || ' ' FROM json_each('[' || replace(json_quote(trim(OLD.words)), ' ', '","') || ']'));
END;

CREATE TRIGGER comment_added AFTER INSERT ON comment
BEGIN
    INSERT OR IGNORE INTO comment_unread (site, comment) VALUES (NEW.site, NEW.id);
END;

CREATE TRIGGER comment_rewritten AFTER UPDATE OF text, name, email, website, assessment ON comment
WHEN OLD.text IS NOT NEW.text OR OLD.name IS NOT NEW.name OR OLD.email IS NOT NEW.email OR OLD.website IS NOT NEW.website
    OR OLD.assessment IS NOT NEW.assessment
BEGIN
    INSERT OR IGNORE INTO comment_unread (site, comment) VALUES (NEW.site, NEW.id);
    DELETE FROM comment_words WHERE site = NEW.site AND comment = NEW.id;
END;

CREATE TRIGGER comment_removed AFTER DELETE ON comment
BEGIN
    DELETE FROM comment_unread WHERE site = OLD.site AND comment = OLD.id;
    DELETE FROM comment_words WHERE site = OLD.site AND comment = OLD.id;
END;

CREATE TRIGGER comment_edit_added AFTER INSERT ON comment_edit WHEN NEW.state = 'waiting'
BEGIN
    INSERT OR IGNORE INTO comment_unread (site, comment) VALUES (NEW.site, NEW.comment);
    DELETE FROM comment_words WHERE site = NEW.site AND comment = NEW.comment;
END;

CREATE TRIGGER comment_edit_rewritten AFTER UPDATE OF text, state, assessment ON comment_edit
WHEN (OLD.state = 'waiting' OR NEW.state = 'waiting')
    AND (OLD.state <> NEW.state OR OLD.text IS NOT NEW.text OR OLD.assessment IS NOT NEW.assessment)
BEGIN
    INSERT OR IGNORE INTO comment_unread (site, comment) VALUES (NEW.site, NEW.comment);
    DELETE FROM comment_words WHERE site = NEW.site AND comment = NEW.comment;
END;

CREATE TRIGGER comment_edit_removed AFTER DELETE ON comment_edit WHEN OLD.state = 'waiting'
BEGIN
    INSERT OR IGNORE INTO comment_unread (site, comment) VALUES (OLD.site, OLD.comment);
    DELETE FROM comment_words WHERE site = OLD.site AND comment = OLD.comment;
END;
