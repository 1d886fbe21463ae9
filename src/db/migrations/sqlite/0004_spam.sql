-- Form tokens that were used, until they would be stale anyway.
CREATE TABLE spent_token (
    site INTEGER NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    nonce BLOB NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (site, nonce)
) STRICT, WITHOUT ROWID;
CREATE INDEX spent_token_until ON spent_token (until);

-- What people's decisions said of a text, a part of a text, a domain, an author, a network: the
-- first byte of key says which, the rest is a hash or a keyed hash.
CREATE TABLE memory (
    site INTEGER NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    key BLOB NOT NULL,
    ham INTEGER NOT NULL CHECK (ham >= 0),
    spam INTEGER NOT NULL CHECK (spam >= 0),
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (site, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX memory_seen_at ON memory (seen_at);
