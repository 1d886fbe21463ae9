//! SQL statements about training examples, checkpoints, and the accuracy of reasons.

use crate::db::statements;

statements! {
    /// Locks the only row until the transaction ends: other writers of training examples or checkpoints wait.
    HOLD = "SELECT epoch FROM school WHERE one = 1 FOR UPDATE";
    EPOCH = "SELECT epoch FROM school WHERE one = 1";
    /// Allocates sequence numbers for `$1` new training examples; the row stays locked.
    NUMBER = "UPDATE school SET last = last + $1 WHERE one = 1";
    STATE = "SELECT epoch, rebuilt FROM school WHERE one = 1";
    NEXT_EPOCH = "UPDATE school SET epoch = epoch + 1, rebuilt = rebuilt + 1 WHERE one = 1";
    /// The first parameter is the number of training examples that follow in the same transaction.
    ADD = "INSERT INTO lesson (seq, site, comment, label, score, at, name, website, text)
        VALUES ((SELECT last FROM school WHERE one = 1) - $1, $2, $3, $4, $5, $6, $7, $8, $9)";
    REMOVE = "DELETE FROM lesson WHERE site = $1 AND comment = ANY($2)";
    SIGNED = "SELECT comment, label, score, at, text FROM lesson
        WHERE site = $1 AND comment = ANY($2) AND (name <> '' OR website IS NOT NULL) ORDER BY +seq";
    /// Excludes removed sites, here and below. Written so that SQLite uses the index on `seq`.
    AFTER = "SELECT seq, site, label, name, website, text, score, comment FROM lesson
        WHERE seq > $1 AND NOT EXISTS (SELECT 1 FROM site r WHERE r.id = lesson.site AND r.removed_at IS NOT NULL) ORDER BY seq LIMIT $2";
    /// Up to and including a training example, the newest first.
    UP_TO = "SELECT seq, site, label, name, website, text, score, comment FROM lesson
        WHERE seq <= $1 AND NOT EXISTS (SELECT 1 FROM site r WHERE r.id = lesson.site AND r.removed_at IS NOT NULL) ORDER BY seq DESC LIMIT $2";
    OF_SITE = "SELECT seq, site, label, name, website, text, score, comment FROM lesson WHERE site = $1 ORDER BY seq";
    COUNT = "SELECT COUNT(*) FROM lesson WHERE NOT EXISTS (SELECT 1 FROM site r WHERE r.id = lesson.site AND r.removed_at IS NOT NULL)";
    COUNT_UP_TO = "SELECT label, COUNT(*) FROM lesson
        WHERE seq <= $1 AND NOT EXISTS (SELECT 1 FROM site r WHERE r.id = lesson.site AND r.removed_at IS NOT NULL) GROUP BY label";
    SITES = "SELECT id FROM site s WHERE removed_at IS NULL AND EXISTS (SELECT 1 FROM lesson l WHERE l.site = s.id)";
    /// The latest comments of a site, the newest first: id, score, where it was placed, the label of the
    /// decision, verdict, and whether it was in the sample. Excludes what moderators published. A comment that
    /// left a full queue was not filed by its score.
    JUDGED = "SELECT id, score,
            CASE WHEN status = 'approved' THEN 'ham' WHEN status = 'spam' AND verdict = 'spam' THEN 'spam' END,
            taught, verdict,
            CAST(CASE WHEN verdict = 'spam' AND taught IS NOT NULL AND assessment LIKE '%\"spam_sample\"%'
                THEN 1 ELSE 0 END AS BIGINT)
        FROM comment WHERE site = $1 AND role IS NULL ORDER BY id DESC LIMIT $2";
    CHECKPOINT = "SELECT through, weights, checksum FROM spam_checkpoint
        WHERE version = $1 AND through < $2 ORDER BY through DESC LIMIT 1";
    SAVE = "INSERT INTO spam_checkpoint (version, through, weights, checksum, at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (version, through) DO UPDATE SET weights = excluded.weights, checksum = excluded.checksum,
            at = excluded.at";
    CHECKPOINTS = "SELECT through FROM spam_checkpoint WHERE version = $1 ORDER BY through DESC";
    DROP_OTHER = "DELETE FROM spam_checkpoint WHERE version < $1";
    DROP_SOME = "DELETE FROM spam_checkpoint WHERE version = $1 AND through = ANY($2)";
    DROP_ALL = "DELETE FROM spam_checkpoint WHERE version <= $1";
    /// Never below zero: decisions from before the counts existed cannot be subtracted.
    TALLY = "INSERT INTO reason_outcome (site, code, ham, spam, ham_filed, spam_filed)
        VALUES ($1, $2, CASE WHEN CAST($3 AS BIGINT) > 0 THEN CAST($3 AS BIGINT) ELSE 0 END,
            CASE WHEN CAST($4 AS BIGINT) > 0 THEN CAST($4 AS BIGINT) ELSE 0 END,
            CASE WHEN CAST($5 AS BIGINT) > 0 THEN CAST($5 AS BIGINT) ELSE 0 END,
            CASE WHEN CAST($6 AS BIGINT) > 0 THEN CAST($6 AS BIGINT) ELSE 0 END)
        ON CONFLICT (site, code) DO UPDATE SET
            ham = CASE WHEN reason_outcome.ham + $3 > 0 THEN reason_outcome.ham + $3 ELSE 0 END,
            spam = CASE WHEN reason_outcome.spam + $4 > 0 THEN reason_outcome.spam + $4 ELSE 0 END,
            ham_filed = CASE WHEN reason_outcome.ham_filed + $5 > 0 THEN reason_outcome.ham_filed + $5 ELSE 0 END,
            spam_filed = CASE WHEN reason_outcome.spam_filed + $6 > 0 THEN reason_outcome.spam_filed + $6 ELSE 0 END";
    OUTCOMES = "SELECT site, code, ham, spam, ham_filed, spam_filed FROM reason_outcome WHERE site = ANY($1)";
    /// Changes nothing for a site that was removed in the meantime.
    ADD_REFUSED = "INSERT INTO refused (site, day, count)
        SELECT id, CAST($2 AS BIGINT), CAST($3 AS BIGINT) FROM site WHERE id = $1 AND removed_at IS NULL
        ON CONFLICT (site, day) DO UPDATE SET count = refused.count + $3";
}
