-- Decisions that moved nothing, which can be undone all the same; the log has no line of them.
CREATE TABLE empty_batch (
    id UUID NOT NULL PRIMARY KEY,
    moderator UUID NOT NULL,
    at BIGINT NOT NULL
);
