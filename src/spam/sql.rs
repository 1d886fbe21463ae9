//! The statements of the spam room.

pub mod lessons;

use crate::db::statements;

statements! {
    SPEND = "INSERT INTO spent_token (site, nonce, until) VALUES ($1, $2, $3) ON CONFLICT (site, nonce) DO NOTHING";
    FORGET_TOKENS = "DELETE FROM spent_token WHERE until < $1";
    RECALL = "SELECT key, ham, spam FROM memory WHERE site = $1 AND key = ANY($2)";
    /// Makes rows for eight keys where there are none; a key may come twice.
    PLANT = "INSERT INTO memory (site, key, ham, spam, seen_at) VALUES
        ($1, $3, 0, 0, $2), ($1, $4, 0, 0, $2), ($1, $5, 0, 0, $2), ($1, $6, 0, 0, $2),
        ($1, $7, 0, 0, $2), ($1, $8, 0, 0, $2), ($1, $9, 0, 0, $2), ($1, $10, 0, 0, $2)
        ON CONFLICT (site, key) DO NOTHING";
    /// One of the two may be taken back at the same time, never below zero.
    ADD = "UPDATE memory SET ham = CASE WHEN ham + $3 > 0 THEN ham + $3 ELSE 0 END,
        spam = CASE WHEN spam + $4 > 0 THEN spam + $4 ELSE 0 END, seen_at = $5 WHERE site = $1 AND key = ANY($2)";
    /// Takes back, never below zero: what was forgotten in the meantime cannot be taken back.
    SUBTRACT = "UPDATE memory SET ham = CASE WHEN ham > $3 THEN ham - $3 ELSE 0 END,
        spam = CASE WHEN spam > $4 THEN spam - $4 ELSE 0 END WHERE site = $1 AND key = ANY($2)";
    DROP_EMPTY = "DELETE FROM memory WHERE site = $1 AND key = ANY($2) AND ham = 0 AND spam = 0";
    FORGET = "DELETE FROM memory WHERE seen_at < $1";
    FORGET_AUTHORS = "DELETE FROM memory WHERE site IN (SELECT id FROM site) AND key = ANY($1)";
    /// Rows of one kind, last seen in a stretch of time short enough for the index.
    FORGET_KIND = "DELETE FROM memory WHERE seen_at >= $1 AND seen_at < $2 AND substr(key, 1, 1) = $3";
}
