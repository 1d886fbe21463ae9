//! SQL statements about content fingerprints.

use crate::db::statements;

statements! {
    RECALL = "SELECT key, ham, spam FROM memory WHERE site = $1 AND key = ANY($2)";
    /// One of the two counts may be decreased at the same time, never below zero.
    ADD = "INSERT INTO memory (site, key, ham, spam, seen_at)
        SELECT CAST($1 AS BIGINT), k.value, CASE WHEN CAST($3 AS BIGINT) > 0 THEN CAST($3 AS BIGINT) ELSE 0 END,
            CASE WHEN CAST($4 AS BIGINT) > 0 THEN CAST($4 AS BIGINT) ELSE 0 END, CAST($5 AS BIGINT)
        FROM unnest(CAST($2 AS BYTEA[])) AS k(value) WHERE TRUE
        ON CONFLICT (site, key) DO UPDATE SET
            ham = CASE WHEN memory.ham + $3 > 0 THEN memory.ham + $3 ELSE 0 END,
            spam = CASE WHEN memory.spam + $4 > 0 THEN memory.spam + $4 ELSE 0 END, seen_at = excluded.seen_at";
    /// Decreases counts, never below zero: counts that were deleted in the meantime cannot be decreased.
    SUBTRACT = "UPDATE memory SET ham = CASE WHEN ham > $3 THEN ham - $3 ELSE 0 END,
        spam = CASE WHEN spam > $4 THEN spam - $4 ELSE 0 END WHERE site = $1 AND key = ANY($2)";
    DROP_EMPTY = "DELETE FROM memory WHERE site = $1 AND key = ANY($2) AND ham = 0 AND spam = 0";
    EXPIRED = "SELECT site, key FROM memory WHERE seen_at < $1 ORDER BY seen_at LIMIT $2";
    FORGET_AUTHORS = "DELETE FROM memory WHERE site IN (SELECT id FROM site) AND key = ANY($1)";
    FORGET_DOMAINS_OF_AUTHOR = "DELETE FROM memory WHERE site IN (SELECT id FROM site) AND key IN (
        SELECT key FROM memory WHERE site IN (SELECT id FROM site) AND key >= $1 AND key <= $2 LIMIT $3)";
    /// Returns a page of rows in the order in which they were last updated.
    LAST_SEEN = "SELECT seen_at, site, key FROM memory
        WHERE seen_at < $1 AND (seen_at, site, key) > ($2, $3, $4) ORDER BY seen_at, site, key LIMIT $5";
    EXPIRE_ONE = "DELETE FROM memory WHERE site = $1 AND key = $2 AND seen_at < $3";
}
