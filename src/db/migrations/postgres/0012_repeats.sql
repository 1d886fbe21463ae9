-- The comment that the author replied to; on the last level it differs from parent.
ALTER TABLE comment ADD COLUMN reply_to UUID;
-- The comment that a form token was spent for, so that a second click is recognized.
ALTER TABLE spent_token ADD COLUMN comment UUID;
-- Stored answers by the comment that they are about.
CREATE INDEX idempotency_comment ON idempotency (site, comment);
