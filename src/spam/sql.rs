//! SQL statements of the spam module.

pub mod lessons;

use crate::db::statements;

statements! {
    SPEND = "INSERT INTO spent_token (site, nonce, until, comment) VALUES ($1, $2, $3, $4)
        ON CONFLICT (site, nonce) DO NOTHING RETURNING site";
    SPENT_FOR = "SELECT comment FROM spent_token WHERE site = $1 AND nonce = $2";
    EXPIRED_TOKENS = "SELECT site, nonce FROM spent_token WHERE until < $1 ORDER BY until LIMIT $2";
    EXPIRE_TOKEN = "DELETE FROM spent_token WHERE site = $1 AND nonce = $2 AND until < $3";
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

    FLOODS = "SELECT f.site, s.slug, f.step, f.since, f.learned FROM flood f JOIN site s ON s.id = f.site
        WHERE s.removed_at IS NULL";
    /// Skips a site that was just removed, here and below.
    WATCH = "INSERT INTO flood (site, step, since, learned)
        SELECT id, 0, CAST($2 AS BIGINT), CAST($3 AS BIGINT) FROM site WHERE id = $1 AND removed_at IS NULL
        ON CONFLICT (site) DO NOTHING";
    TELL = "INSERT INTO flood_count (site, slot, attempts, judged, spam)
        SELECT id, CAST($2 AS BIGINT), CAST($3 AS BIGINT), CAST($4 AS BIGINT), CAST($5 AS BIGINT) FROM site WHERE id = $1 AND removed_at IS NULL
        ON CONFLICT (site, slot) DO UPDATE SET attempts = flood_count.attempts + excluded.attempts,
            judged = flood_count.judged + excluded.judged, spam = flood_count.spam + excluded.spam";
    COUNTS = "SELECT site, slot, attempts, judged, spam FROM flood_count WHERE slot >= $1";
    /// Changes nothing if another process changed the step in the meantime.
    STEP = "UPDATE flood SET step = $4, since = $5 WHERE site = $1 AND step = $2 AND since = $3";
    CLAIM_HOURS = "UPDATE flood SET learned = $3 WHERE site = $1 AND learned = $2";
    CAME = "SELECT CAST(COALESCE(SUM(attempts), 0) AS BIGINT) FROM flood_count WHERE site = $1 AND slot >= $2 AND slot < $3";
    USUAL = "SELECT site, thousandths FROM flood_usual WHERE hour = $1";
    USUAL_OF = "SELECT thousandths FROM flood_usual WHERE site = $1 AND hour = $2";
    LEARN_USUAL = "INSERT INTO flood_usual (site, hour, thousandths) VALUES ($1, $2, $3)
        ON CONFLICT (site, hour) DO UPDATE SET thousandths = excluded.thousandths";
    EXPIRE_COUNTS = "DELETE FROM flood_count WHERE (site, slot) IN (
        SELECT site, slot FROM flood_count WHERE slot < $1 ORDER BY slot LIMIT $2)";
}
