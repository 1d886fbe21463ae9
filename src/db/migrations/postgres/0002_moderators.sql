-- Who may moderate. These are people of the whole installation, so their key does not begin with a site.
CREATE TABLE moderator (
    id UUID NOT NULL PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL CHECK (role IN ('owner', 'moderator')),
    password_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- The owner made by the set-up page: one row at most, so that of two set-ups at once only one succeeds.
CREATE TABLE first_owner (
    one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    moderator UUID NOT NULL REFERENCES moderator (id) ON DELETE CASCADE
);
CREATE INDEX first_owner_moderator ON first_owner (moderator);

-- A moderator is held to these sites; an owner needs no rows here.
CREATE TABLE moderator_site (
    site BIGINT NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    moderator UUID NOT NULL REFERENCES moderator (id) ON DELETE CASCADE,
    PRIMARY KEY (site, moderator)
);
CREATE INDEX moderator_site_moderator ON moderator_site (moderator);

CREATE TABLE moderator_session (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    moderator UUID NOT NULL REFERENCES moderator (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX moderator_session_moderator ON moderator_session (moderator);
CREATE INDEX moderator_session_expires_at ON moderator_session (expires_at);

-- From where a moderator signed in before: a keyed hash of the network. There they may try a password
-- while strangers use up what is left of the tries for their account.
CREATE TABLE moderator_network (
    moderator UUID NOT NULL REFERENCES moderator (id) ON DELETE CASCADE,
    network BYTEA NOT NULL,
    used_at BIGINT NOT NULL,
    PRIMARY KEY (moderator, network)
);
CREATE INDEX moderator_network_used_at ON moderator_network (used_at);

CREATE TABLE api_key (
    id UUID NOT NULL PRIMARY KEY,
    token_hash BYTEA NOT NULL UNIQUE,
    label TEXT NOT NULL,
    moderator UUID NOT NULL REFERENCES moderator (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX api_key_moderator ON api_key (moderator);
