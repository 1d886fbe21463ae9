-- Form tokens that were used, until they would be stale anyway.
CREATE TABLE spent_token (
    site BIGINT NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    nonce BYTEA NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (site, nonce)
);
CREATE INDEX spent_token_until ON spent_token (until);

-- What people's decisions said of a text, a part of a text, a domain, an author, a network: the
-- first byte of key says which, the rest is a hash or a keyed hash.
CREATE TABLE memory (
    site BIGINT NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    key BYTEA NOT NULL,
    ham BIGINT NOT NULL CHECK (ham >= 0),
    spam BIGINT NOT NULL CHECK (spam >= 0),
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (site, key)
);
CREATE INDEX memory_seen_at ON memory (seen_at);
