-- The queue by age. The two columns at the end answer the statistics of a day without the comments.
DROP INDEX comment_status;
CREATE INDEX comment_status ON comment (site, status, id) INCLUDE (created_at, verdict);
-- The queue of one network. That of one page reads the index that its threads have.
CREATE INDEX comment_status_network ON comment (site, network, status, id) WHERE network IS NOT NULL;
