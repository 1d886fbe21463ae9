//! SQL statements about floods and spent form tokens.

use crate::db::statements;

statements! {
    SPEND = "INSERT INTO spent_token (site, nonce, until, comment) VALUES ($1, $2, $3, $4)
        ON CONFLICT (site, nonce) DO NOTHING RETURNING site";
    SPENT_FOR = "SELECT comment FROM spent_token WHERE site = $1 AND nonce = $2";
    EXPIRED_TOKENS = "SELECT site, nonce FROM spent_token WHERE until < $1 ORDER BY until LIMIT $2";
    EXPIRE_TOKEN = "DELETE FROM spent_token WHERE site = $1 AND nonce = $2 AND until < $3";

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
