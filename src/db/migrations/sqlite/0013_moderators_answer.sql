-- The display name of a moderator; NULL while none was chosen. Logins are never shown to readers.
ALTER TABLE moderator ADD COLUMN name TEXT;

-- The moderator whose password was given on /me for this commenter session, and when. Comments sent
-- with the session on that moderator's sites are published at once and carry the moderator's role.
ALTER TABLE person_session ADD COLUMN moderator BLOB REFERENCES moderator (id) ON DELETE SET NULL;
ALTER TABLE person_session ADD COLUMN linked_at INTEGER;
CREATE INDEX person_session_moderator ON person_session (moderator) WHERE moderator IS NOT NULL;

-- Which moderator published a comment, and the role at that time; both or neither. The moderator may
-- be removed later: the comment keeps the role that it was published with.
ALTER TABLE comment ADD COLUMN moderator BLOB;
ALTER TABLE comment ADD COLUMN role TEXT CHECK (role IN ('owner', 'moderator'));
CREATE INDEX comment_moderator ON comment (moderator, site, id) WHERE moderator IS NOT NULL;
