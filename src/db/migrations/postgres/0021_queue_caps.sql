-- Pending comments that were moved to the spam folder because the queue was full, by the day (since
-- 1970-01-01, UTC).
CREATE TABLE queue_overflow (
    site BIGINT NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    day BIGINT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (site, day)
);

-- How many comments of each network wait, and which of them look most like spam.
CREATE INDEX comment_waiting_network ON comment (site, network, score, id)
    WHERE status = 'pending' AND network IS NOT NULL;
-- What the retention of the spam folder and the trash removes.
CREATE INDEX comment_filed ON comment (site, status, changed_at) WHERE status IN ('spam', 'trash');
