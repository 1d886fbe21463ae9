-- The words of a comment are stored together in one row, from which its entries in the index are removed again; the
-- second index of all words is gone. Comments are added in the background, in the order of a queue that triggers fill:
-- whatever writes a comment or an edit cannot forget the search.
DROP TRIGGER comment_tokens_removed ON comment;
DROP FUNCTION comment_tokens_removed();
DROP INDEX comment_unsearchable;
ALTER TABLE comment DROP COLUMN search_version;
DROP TABLE comment_token;

-- Lists the comments with a word by age.
CREATE TABLE comment_token (
    site BIGINT NOT NULL,
    token TEXT COLLATE "C" NOT NULL,
    comment UUID NOT NULL,
    PRIMARY KEY (site, token, comment)
);

-- All words of a comment and the codes of its reasons, each between two spaces. Those without words have no row.
CREATE TABLE comment_words (
    site BIGINT NOT NULL,
    comment UUID NOT NULL,
    words TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (site, comment)
);

-- Comments whose words are to be stored.
CREATE TABLE comment_unread (
    site BIGINT NOT NULL,
    comment UUID NOT NULL,
    PRIMARY KEY (site, comment)
);

INSERT INTO comment_unread (site, comment) SELECT site, id FROM comment;

CREATE OR REPLACE FUNCTION comment_words_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM comment_token WHERE site = OLD.site AND comment = OLD.comment
        AND token = ANY (ARRAY(SELECT w || ' ' FROM unnest(string_to_array(trim(OLD.words), ' ')) AS w));
    RETURN OLD;
END $$;
CREATE TRIGGER comment_words_removed AFTER DELETE ON comment_words
    FOR EACH ROW EXECUTE FUNCTION comment_words_removed();

-- The row of the queue is locked before anything else: a process that stores the words of this comment has finished
-- then, and what it stored is seen by the next statement. It never waits for such a row itself.
CREATE OR REPLACE FUNCTION comment_words_outdated(changed_site BIGINT, changed UUID) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO comment_unread (site, comment) VALUES (changed_site, changed)
        ON CONFLICT (site, comment) DO UPDATE SET comment = EXCLUDED.comment;
    DELETE FROM comment_words WHERE site = changed_site AND comment = changed;
END $$;

CREATE OR REPLACE FUNCTION comment_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO comment_unread (site, comment) VALUES (NEW.site, NEW.id) ON CONFLICT DO NOTHING;
    RETURN NEW;
END $$;
CREATE TRIGGER comment_added AFTER INSERT ON comment
    FOR EACH ROW EXECUTE FUNCTION comment_added();

CREATE OR REPLACE FUNCTION comment_rewritten() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM comment_words_outdated(NEW.site, NEW.id);
    RETURN NEW;
END $$;
CREATE TRIGGER comment_rewritten AFTER UPDATE OF text, name, email, website, assessment ON comment FOR EACH ROW
    WHEN (OLD.text IS DISTINCT FROM NEW.text OR OLD.name IS DISTINCT FROM NEW.name
        OR OLD.email IS DISTINCT FROM NEW.email OR OLD.website IS DISTINCT FROM NEW.website
        OR OLD.assessment IS DISTINCT FROM NEW.assessment)
    EXECUTE FUNCTION comment_rewritten();

CREATE OR REPLACE FUNCTION comment_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM comment_unread WHERE site = OLD.site AND comment = OLD.id;
    DELETE FROM comment_words WHERE site = OLD.site AND comment = OLD.id;
    RETURN OLD;
END $$;
CREATE TRIGGER comment_removed AFTER DELETE ON comment
    FOR EACH ROW EXECUTE FUNCTION comment_removed();

CREATE OR REPLACE FUNCTION comment_edit_rewritten() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM comment_words_outdated(OLD.site, OLD.comment);
        RETURN OLD;
    END IF;
    PERFORM comment_words_outdated(NEW.site, NEW.comment);
    RETURN NEW;
END $$;
CREATE TRIGGER comment_edit_added AFTER INSERT ON comment_edit FOR EACH ROW
    WHEN (NEW.state = 'waiting') EXECUTE FUNCTION comment_edit_rewritten();
CREATE TRIGGER comment_edit_rewritten AFTER UPDATE OF text, state, assessment ON comment_edit FOR EACH ROW
    WHEN ((OLD.state = 'waiting' OR NEW.state = 'waiting')
        AND (OLD.state <> NEW.state OR OLD.text IS DISTINCT FROM NEW.text
            OR OLD.assessment IS DISTINCT FROM NEW.assessment))
    EXECUTE FUNCTION comment_edit_rewritten();
CREATE TRIGGER comment_edit_removed AFTER DELETE ON comment_edit FOR EACH ROW
    WHEN (OLD.state = 'waiting') EXECUTE FUNCTION comment_edit_rewritten();
