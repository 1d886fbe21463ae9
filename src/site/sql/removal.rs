//! The statements that remove a site and delete its rows.
//!
//! Every table with a column `site` has its statement here, because `ON DELETE CASCADE` would delete
//! all rows in one transaction. The statements are written so that SQLite finds each row by its whole
//! key; for `(site, id) IN (SELECT …)` it would read all rows of the site.

use uuid::Uuid;

use crate::{
    clock::Timestamp,
    db::{Conn, Error, Sql, statements},
    site::{RemovedBy, Site, SiteId},
};

statements! {
    MARK = "UPDATE site SET slug = $2, policy = '{}', removed_at = $3, version = version + 1
        WHERE id = $1 AND removed_at IS NULL";
    RECORD = "INSERT INTO site_removal (site, id, slug, name, moderator, login, removed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    DELETE_TRAINING_CHECKPOINTS = "DELETE FROM spam_checkpoint WHERE through >= (SELECT MIN(seq) FROM lesson WHERE site = $1)";
    NEXT_EPOCH = "UPDATE school SET epoch = epoch + 1
        WHERE one = 1 AND EXISTS (SELECT 1 FROM lesson WHERE site = $1)";

    REMOVED = "SELECT s.id, r.slug FROM site s JOIN site_removal r ON r.site = s.id
        WHERE s.removed_at IS NOT NULL ORDER BY s.removed_at, s.id";
    PURGED = "UPDATE site_removal SET purged_at = $2 WHERE site = $1";

    OUTBOX = "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE site = $1 LIMIT $2)";
    TRAINING_EXAMPLES = "DELETE FROM lesson WHERE seq IN (SELECT seq FROM lesson WHERE site = $1 ORDER BY seq LIMIT $2)";
    EDITS = "DELETE FROM comment_edit WHERE site = $1 AND id IN (
        SELECT id FROM comment_edit WHERE site = $1 ORDER BY id LIMIT $2)";
    REVISIONS = "DELETE FROM comment_revision WHERE site = $1 AND id IN (
        SELECT id FROM comment_revision WHERE site = $1 ORDER BY id LIMIT $2)";
    /// The newest first: replies are deleted before the comments that they answer.
    NEWEST = "SELECT id, thread FROM comment WHERE site = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
    /// After the clock was set back, a reply may have an older id than the comment that it answers.
    CUT_OLDER_REPLIES = "UPDATE comment SET parent = NULL
        WHERE site = $1 AND thread = ANY($2) AND parent = ANY($3) AND NOT (id >= $4)";
    COMMENTS = "DELETE FROM comment WHERE site = $1 AND id = ANY($2)";
    TALLY_CHANGES = "DELETE FROM comment_tally_change WHERE id IN (
        SELECT id FROM comment_tally_change WHERE site = $1 LIMIT $2)";
    TALLY = "DELETE FROM comment_tally WHERE site = $1 AND (queue_group, day, status, is_spam) IN (
        SELECT queue_group, day, status, is_spam FROM comment_tally WHERE site = $1 LIMIT $2)";
    UNREAD = "DELETE FROM comment_unread WHERE site = $1 AND comment IN (
        SELECT comment FROM comment_unread WHERE site = $1 ORDER BY comment LIMIT $2)";
    WORDS = "DELETE FROM comment_words WHERE site = $1 AND comment IN (
        SELECT comment FROM comment_words WHERE site = $1 ORDER BY comment LIMIT $2)";
    INDEXED_WORDS = "DELETE FROM comment_token WHERE site = $1 AND (token, comment) IN (
        SELECT token, comment FROM comment_token WHERE site = $1 ORDER BY token, comment LIMIT $2)";
    ALIASES = "DELETE FROM page_alias WHERE site = $1 AND page IN (
        SELECT page FROM page_alias WHERE site = $1 ORDER BY page LIMIT $2)";
    THREADS = "DELETE FROM thread WHERE site = $1 AND id IN (
        SELECT id FROM thread WHERE site = $1 ORDER BY id LIMIT $2)";
    ANSWERS = "DELETE FROM idempotency WHERE site = $1 AND (actor, key) IN (
        SELECT actor, key FROM idempotency WHERE site = $1 ORDER BY actor, key LIMIT $2)";
    TOKENS = "DELETE FROM spent_token WHERE site = $1 AND nonce IN (
        SELECT nonce FROM spent_token WHERE site = $1 ORDER BY nonce LIMIT $2)";
    FINGERPRINTS = "DELETE FROM memory WHERE site = $1 AND key IN (
        SELECT key FROM memory WHERE site = $1 ORDER BY key LIMIT $2)";
    LOG = "DELETE FROM moderation_log WHERE site = $1 AND id IN (
        SELECT id FROM moderation_log WHERE site = $1 ORDER BY id LIMIT $2)";
    THREAD_LOG = "DELETE FROM thread_log WHERE site = $1 AND id IN (
        SELECT id FROM thread_log WHERE site = $1 ORDER BY id LIMIT $2)";
    NOTES = "DELETE FROM author_note WHERE site = $1 AND id IN (
        SELECT id FROM author_note WHERE site = $1 ORDER BY id LIMIT $2)";
    BANS = "DELETE FROM ban WHERE site = $1 AND id IN (
        SELECT id FROM ban WHERE site = $1 ORDER BY id LIMIT $2)";
    OUTCOMES = "DELETE FROM reason_outcome WHERE site = $1 AND code IN (
        SELECT code FROM reason_outcome WHERE site = $1 ORDER BY code LIMIT $2)";
    REFUSED = "DELETE FROM refused WHERE site = $1 AND day IN (
        SELECT day FROM refused WHERE site = $1 ORDER BY day LIMIT $2)";
    FLOOD = "DELETE FROM flood WHERE site IN (SELECT site FROM flood WHERE site = $1 LIMIT $2)";
    FLOOD_COUNTS = "DELETE FROM flood_count WHERE site = $1 AND slot IN (
        SELECT slot FROM flood_count WHERE site = $1 ORDER BY slot LIMIT $2)";
    FLOOD_USUAL = "DELETE FROM flood_usual WHERE site = $1 AND hour IN (
        SELECT hour FROM flood_usual WHERE site = $1 ORDER BY hour LIMIT $2)";
    OVERFLOWS = "DELETE FROM queue_overflow WHERE site = $1 AND day IN (
        SELECT day FROM queue_overflow WHERE site = $1 ORDER BY day LIMIT $2)";
    SESSIONS = "DELETE FROM person_session WHERE token_hash IN (
        SELECT token_hash FROM person_session WHERE site = $1 LIMIT $2)";
    SIGN_INS = "DELETE FROM sign_in WHERE state_hash IN (SELECT state_hash FROM sign_in WHERE site = $1 LIMIT $2)";
    HANDOVERS = "DELETE FROM handover WHERE code_hash IN (SELECT code_hash FROM handover WHERE site = $1 LIMIT $2)";
    MAIL_CODES = "DELETE FROM mail_code WHERE id IN (SELECT id FROM mail_code WHERE site = $1 LIMIT $2)";
    MODERATORS = "DELETE FROM moderator_site WHERE site = $1 AND moderator IN (
        SELECT moderator FROM moderator_site WHERE site = $1 ORDER BY moderator LIMIT $2)";
    NOTICES = "DELETE FROM moderator_notice WHERE site = $1 AND moderator IN (
        SELECT moderator FROM moderator_notice WHERE site = $1 ORDER BY moderator LIMIT $2)";
    FEED_KEYS = "DELETE FROM api_key WHERE id IN (SELECT id FROM api_key WHERE feed = $1 LIMIT $2)";
    ORIGINS = "DELETE FROM site_origin WHERE site = $1 AND origin IN (
        SELECT origin FROM site_origin WHERE site = $1 ORDER BY origin LIMIT $2)";

    /// Counts the comments written while the site was being removed, up to a limit.
    LATE_COMMENTS = "SELECT COUNT(*) FROM (SELECT 1 AS one FROM comment WHERE site = $1 LIMIT $2) AS late";
    REST = "DELETE FROM comment WHERE site = $1";
    REST_OF_CHANGES = "DELETE FROM comment_tally_change WHERE site = $1";
    REST_OF_TALLY = "DELETE FROM comment_tally WHERE site = $1";
    SITE = "DELETE FROM site WHERE id = $1 AND removed_at IS NOT NULL";
}

/// Statements that run before the comments are deleted: rows that cause deliveries or training, and
/// rows that reference comments.
pub(in crate::site) const BEFORE_COMMENTS: [Sql; 4] = [OUTBOX, TRAINING_EXAMPLES, EDITS, REVISIONS];

/// Statements that run after the comments are deleted. `$1` is the site, `$2` the maximum number of
/// rows to delete.
pub(in crate::site) const AFTER_COMMENTS: [Sql; 28] = [
    TALLY_CHANGES,
    TALLY,
    UNREAD,
    WORDS,
    INDEXED_WORDS,
    ALIASES,
    THREADS,
    ANSWERS,
    TOKENS,
    FINGERPRINTS,
    LOG,
    THREAD_LOG,
    NOTES,
    BANS,
    OUTCOMES,
    REFUSED,
    FLOOD,
    FLOOD_COUNTS,
    FLOOD_USUAL,
    OVERFLOWS,
    SESSIONS,
    SIGN_INS,
    HANDOVERS,
    MAIL_CODES,
    MODERATORS,
    NOTICES,
    FEED_KEYS,
    ORIGINS,
];

/// Marks a site as removed, which makes its slug available. Returns `false` if it does not exist any
/// more.
pub(in crate::site) async fn mark_removed(
    c: &mut Conn<'_>,
    site: &Site,
    now: Timestamp,
) -> Result<bool, Error> {
    // A slug cannot contain `#`.
    let hidden = format!("{}#{}", site.slug, site.id);
    let parameters = [site.id.into(), (&hidden).into(), now.into()];
    Ok(c.execute(MARK, &parameters).await? == 1)
}

pub(in crate::site) async fn log_removal(
    c: &mut Conn<'_>,
    site: &Site,
    by: &RemovedBy,
    id: Uuid,
    now: Timestamp,
) -> Result<(), Error> {
    let (moderator, login) = match by {
        RemovedBy::Moderator { id, login } => (Some(*id), Some(login.as_str())),
        RemovedBy::CommandLine => (None, None),
    };
    let parameters = [
        site.id.into(),
        id.into(),
        (&site.slug).into(),
        (&site.name).into(),
        moderator.into(),
        login.into(),
        now.into(),
    ];
    c.execute(RECORD, &parameters).await.map(drop)
}

/// Excludes the training examples of a site: all processes rebuild the filter without them.
pub(in crate::site) async fn exclude_training_examples(
    c: &mut Conn<'_>,
    site: SiteId,
) -> Result<(), Error> {
    c.execute(DELETE_TRAINING_CHECKPOINTS, &[site.into()])
        .await?;
    c.execute(NEXT_EPOCH, &[site.into()]).await.map(drop)
}

/// Returns the removed sites that still have rows, with the slugs before the removal.
pub(in crate::site) async fn removed(c: &mut Conn<'_>) -> Result<Vec<(SiteId, String)>, Error> {
    c.rows(REMOVED, &[], |row| Ok((row.get(0)?, row.get(1)?)))
        .await
}

/// Deletes comments with ids before `before`, the newest first. Returns the number deleted, and the id
/// of the last one.
pub(in crate::site) async fn delete_comments(
    c: &mut Conn<'_>,
    site: SiteId,
    before: Uuid,
    rows: i64,
) -> Result<(u64, Option<Uuid>), Error> {
    let parameters = [site.into(), before.into(), rows.into()];
    let found = c
        .rows(NEWEST, &parameters, |row| {
            Ok((row.get::<Uuid>(0)?, row.get::<Uuid>(1)?))
        })
        .await?;
    let Some((oldest, _)) = found.last().copied() else {
        return Ok((0, None));
    };
    let (ids, mut threads): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    threads.sort_unstable();
    threads.dedup();
    let parameters = [
        site.into(),
        (&threads[..]).into(),
        (&ids[..]).into(),
        oldest.into(),
    ];
    c.execute(CUT_OLDER_REPLIES, &parameters).await?;
    let parameters = [site.into(), (&ids[..]).into()];
    Ok((c.execute(COMMENTS, &parameters).await?, Some(oldest)))
}

/// Deletes the site itself, with the rows written while its other rows were being deleted. Returns
/// `false` if there are more than `rows` of them.
pub(in crate::site) async fn finish(
    c: &mut Conn<'_>,
    site: SiteId,
    rows: i64,
    now: Timestamp,
) -> Result<bool, Error> {
    let parameters = [site.into(), (rows + 1).into()];
    let late: Option<i64> = c.row(LATE_COMMENTS, &parameters, |row| row.get(0)).await?;
    if late.is_some_and(|late| late > rows) {
        return Ok(false);
    }
    // Comments reference each other, so one statement deletes them before the cascade reaches them.
    c.execute(REST, &[site.into()]).await?;
    // What other processes added up meanwhile, and what the statement above has changed.
    c.execute(REST_OF_CHANGES, &[site.into()]).await?;
    c.execute(REST_OF_TALLY, &[site.into()]).await?;
    c.execute(SITE, &[site.into()]).await?;
    c.execute(PURGED, &[site.into(), now.into()]).await?;
    Ok(true)
}
