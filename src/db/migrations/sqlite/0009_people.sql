-- People who proved who they are. These are people of the whole installation, so their key does not
-- begin with a site.
CREATE TABLE person (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    website TEXT,
    -- of a stored picture, else of a generated one; chosen by chance, it tells nothing
    picture BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- By what they can be known again.
CREATE TABLE identity (
    -- 'email', the id of a provider, or the issuer of an OpenID provider
    issuer TEXT NOT NULL,
    -- what never changes there: an id, or the normal form of a mail address
    subject TEXT NOT NULL,
    person BLOB NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    -- 'email' or the id of the provider as it is set
    provider TEXT NOT NULL,
    -- as whom the provider knows them
    name TEXT NOT NULL,
    -- an address that was proved, here or there
    email TEXT,
    -- a hash of the address that the picture was fetched from
    picture_source BLOB,
    created_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    PRIMARY KEY (issuer, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX identity_person ON identity (person);
CREATE INDEX identity_used_at ON identity (used_at);

CREATE TABLE person_session (
    token_hash BLOB NOT NULL PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    person BLOB NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    -- whose form may use it; NULL for this server's own pages
    site INTEGER REFERENCES site (id) ON DELETE CASCADE,
    -- by which identity it was begun; it ends together with it
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    FOREIGN KEY (issuer, subject) REFERENCES identity (issuer, subject) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX person_session_person ON person_session (person);
CREATE INDEX person_session_site ON person_session (site) WHERE site IS NOT NULL;
CREATE INDEX person_session_identity ON person_session (issuer, subject);
CREATE INDEX person_session_expires_at ON person_session (expires_at);

-- Sign-ins that were begun at a provider: for ten minutes, used once.
CREATE TABLE sign_in (
    state_hash BLOB NOT NULL PRIMARY KEY,
    -- of the cookie of the browser that began it
    browser_hash BLOB NOT NULL,
    provider TEXT NOT NULL,
    -- NULL for this server's own pages
    site INTEGER REFERENCES site (id) ON DELETE CASCADE,
    -- JSON: where the answer goes
    way TEXT NOT NULL,
    -- the person that the identity is to be linked with
    person BLOB REFERENCES person (id) ON DELETE CASCADE,
    verifier TEXT NOT NULL,
    nonce TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_created_at ON sign_in (created_at);
CREATE INDEX sign_in_site ON sign_in (site) WHERE site IS NOT NULL;
CREATE INDEX sign_in_person ON sign_in (person) WHERE person IS NOT NULL;

-- Codes that were handed to a page and wait to be redeemed: for a minute, once.
CREATE TABLE handover (
    code_hash BLOB NOT NULL PRIMARY KEY,
    challenge BLOB NOT NULL,
    site INTEGER NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    person BLOB NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX handover_created_at ON handover (created_at);
CREATE INDEX handover_site ON handover (site);
CREATE INDEX handover_person ON handover (person);

-- Codes that were mailed: for 15 minutes, once, five tries.
CREATE TABLE mail_code (
    id BLOB NOT NULL PRIMARY KEY,
    -- NULL for this server's own pages
    site INTEGER REFERENCES site (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    code_hash BLOB NOT NULL,
    link_hash BLOB NOT NULL UNIQUE,
    tries INTEGER NOT NULL,
    name TEXT,
    -- JSON: where the answer of the link goes
    way TEXT NOT NULL,
    -- of the cookie of the browser that began it, on this server's own pages
    browser_hash BLOB,
    person BLOB REFERENCES person (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX mail_code_email ON mail_code (email, site);
CREATE INDEX mail_code_created_at ON mail_code (created_at);
CREATE INDEX mail_code_site ON mail_code (site) WHERE site IS NOT NULL;
CREATE INDEX mail_code_person ON mail_code (person) WHERE person IS NOT NULL;

CREATE TABLE picture (
    id BLOB NOT NULL PRIMARY KEY,
    person BLOB NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    jpeg BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX picture_person ON picture (person);

-- Who wrote a comment, where they proved it; what is shown of them is kept with the comment.
ALTER TABLE comment ADD COLUMN person BLOB;
ALTER TABLE comment ADD COLUMN provider TEXT;
ALTER TABLE comment ADD COLUMN picture BLOB;
CREATE INDEX comment_person ON comment (person, site, id) WHERE person IS NOT NULL;
-- what was written with an address before it was proved
CREATE INDEX comment_email ON comment (email) WHERE email IS NOT NULL;
-- which pictures are still shown
CREATE INDEX comment_picture ON comment (picture) WHERE picture IS NOT NULL;
