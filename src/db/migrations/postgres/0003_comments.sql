-- Threads and comments.
CREATE TABLE thread (
    site BIGINT NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    id UUID NOT NULL,
    page TEXT NOT NULL,
    title TEXT,
    url TEXT,
    open BOOLEAN NOT NULL,
    -- approved comments; kept by the statements that move comments
    approved BIGINT NOT NULL CHECK (approved >= 0),
    -- grows with everything that the public can see change
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (site, id),
    UNIQUE (site, page)
);

CREATE TABLE comment (
    site BIGINT NOT NULL,
    id UUID NOT NULL,
    thread UUID NOT NULL,
    parent UUID,
    -- the ids from the root down to this comment, 16 bytes each: sorts a thread depth first
    path BYTEA NOT NULL,
    -- the first of them, so that roots can be sorted newest first
    root UUID NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'spam', 'trash', 'deleted')),
    -- may the public see it: approved, or with approved replies (then without what was written)
    shown BOOLEAN NOT NULL,
    -- how many approved comments stand below it; with some, it is shown as a stub at least
    approved_below BIGINT NOT NULL CHECK (approved_below >= 0),
    version BIGINT NOT NULL,
    -- who: guest, email or social; author is a keyed hash by which the same person is known again
    kind TEXT NOT NULL CHECK (kind IN ('guest', 'email', 'social')),
    name TEXT NOT NULL,
    email TEXT,
    website TEXT,
    author BYTEA,
    -- what
    text TEXT NOT NULL,
    html TEXT NOT NULL,
    digest BIGINT NOT NULL,
    -- from where, as little as will do; NULL after 30 days
    address_hash BYTEA,
    network TEXT,
    user_agent TEXT,
    -- how it was judged: thousandths of log-odds, and the assessment as JSON
    score BIGINT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('ham', 'unsure', 'spam')),
    assessment TEXT NOT NULL,
    -- what a person's decision taught the memory, so that a changed mind can unteach it
    taught TEXT CHECK (taught IN ('ham', 'spam')),
    created_at BIGINT NOT NULL,
    edited_at BIGINT,
    decided_at BIGINT,
    PRIMARY KEY (site, id),
    UNIQUE (site, thread, id),
    FOREIGN KEY (site, thread) REFERENCES thread (site, id) ON DELETE CASCADE,
    FOREIGN KEY (site, thread, parent) REFERENCES comment (site, thread, id)
);
-- reading order, oldest roots first and newest roots first
CREATE INDEX comment_reading ON comment (site, thread, path) WHERE shown;
CREATE INDEX comment_reading_newest ON comment (site, thread, root DESC, path) WHERE shown;
CREATE INDEX comment_parent ON comment (site, thread, parent) WHERE parent IS NOT NULL;
-- the queue: by age, by score
CREATE INDEX comment_status ON comment (site, status, id);
CREATE INDEX comment_score ON comment (site, status, score, id);
-- the same text again
CREATE INDEX comment_digest ON comment (site, digest, id);
-- what else somebody wrote
CREATE INDEX comment_author ON comment (site, author, status) WHERE author IS NOT NULL;
-- addresses to forget
CREATE INDEX comment_network ON comment (created_at) WHERE network IS NOT NULL;

-- The first answer to each Idempotency-Key, for 24 hours.
CREATE TABLE idempotency (
    site BIGINT NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    actor BYTEA NOT NULL,
    key TEXT NOT NULL,
    fingerprint BYTEA NOT NULL,
    comment UUID NOT NULL,
    status TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (site, actor, key)
);
CREATE INDEX idempotency_created_at ON idempotency (created_at);
