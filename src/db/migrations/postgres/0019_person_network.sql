-- From which networks people signed in by mail: a keyed hash of the IPv4 address or the IPv6 /64. From
-- there, sign-in mails to their addresses have budgets that strangers cannot use up.
CREATE TABLE person_network (
    person UUID NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    network BYTEA NOT NULL,
    used_at BIGINT NOT NULL,
    PRIMARY KEY (person, network)
);
CREATE INDEX person_network_used_at ON person_network (used_at);
