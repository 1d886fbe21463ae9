//! The statements for statistics, each about one site, between two ids or days.

use std::collections::HashMap;

use uuid::Uuid;

use super::{DAY, DayCount, Days, GroupCounts};
use crate::{
    assessment::QueueGroup,
    clock::Timestamp,
    comment::{CommentStatus, first_id_at},
    db::{Conn, Error, Row, statements},
    site::SiteId,
};

statements! {
    /// What waits: comments and edits. A comment with a waiting edit is counted in the group of the edit.
    COUNTS_BY_SITE = "SELECT t.site, t.queue_group, CAST(SUM(t.count) AS BIGINT) FROM (
            SELECT site, queue_group, count FROM comment_tally WHERE site = ANY($1) AND queue_group = ANY($2)
            UNION ALL SELECT site, queue_group, change FROM comment_tally_change
                WHERE site = ANY($1) AND queue_group = ANY($2)) AS t
        GROUP BY t.site, t.queue_group";
    DAYS = "SELECT t.day, t.queue_group, t.status, t.is_spam, CAST(SUM(t.count) AS BIGINT) FROM (
            SELECT day, queue_group, status, is_spam, count FROM comment_tally
                WHERE site = $1 AND queue_group = ANY($2) AND day >= $3 AND day <= $4
            UNION ALL SELECT day, queue_group, status, is_spam, change FROM comment_tally_change
                WHERE site = $1 AND queue_group = ANY($2) AND day >= $3 AND day <= $4) AS t
        GROUP BY t.day, t.queue_group, t.status, t.is_spam";
    HAS_CHANGES = "SELECT 1 FROM comment_tally_change LIMIT 1";
    CHANGES = "SELECT id, site, queue_group, day, status, is_spam, change FROM comment_tally_change
        LIMIT $1 FOR UPDATE SKIP LOCKED";
    CHANGE_TALLY = "INSERT INTO comment_tally (site, queue_group, day, status, is_spam, count)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (site, queue_group, day, status, is_spam) DO UPDATE SET count = comment_tally.count + EXCLUDED.count";
    REMOVE_ZERO = "DELETE FROM comment_tally WHERE site = $1 AND queue_group = $2 AND day = $3 AND status = $4
        AND is_spam = $5 AND count = 0";
    REMOVE_CHANGES = "DELETE FROM comment_tally_change WHERE id = ANY($1)";
    REFUSED = "SELECT day, count FROM refused WHERE site = $1 AND day >= $2 AND day <= $3";
    OVERFLOWED = "SELECT day, count FROM queue_overflow WHERE site = $1 AND day >= $2 AND day <= $3";
    WAITED = "SELECT l.at - c.created_at FROM moderation_log l JOIN comment c ON c.site = l.site AND c.id = l.comment
        WHERE l.site = $1 AND l.id >= $2 AND l.id < $3 AND l.action NOT IN ('undo', 'publish')
            AND l.from_status = 'pending' AND l.to_status <> 'pending' AND l.edit IS NULL
        ORDER BY l.id DESC LIMIT 1000";
}

/// What a number is about: site, group of the queue or an empty text, day, status, and whether it was judged as spam.
pub(super) type TallyKey = (SiteId, String, i64, String, bool);

/// Returns the range of ids created on these days.
fn id_range(days: Days) -> (Uuid, Uuid) {
    let first = |day: i64| first_id_at(Timestamp(day.saturating_mul(DAY)));
    (first(days.from), first(days.to.saturating_add(1)))
}

/// The groups of what waits, and optionally the empty text of everything else.
fn groups(with_others: bool) -> Vec<String> {
    let others = with_others.then(String::new);
    let waiting = QueueGroup::ALL
        .iter()
        .map(|group| group.as_str().to_owned());
    others.into_iter().chain(waiting).collect()
}

/// Returns the counts of each day, without refusals. A day may occur several times, or not at all.
pub(crate) async fn days(
    c: &mut Conn<'_>,
    site: SiteId,
    days: Days,
) -> Result<Vec<(i64, DayCount)>, Error> {
    let groups = groups(true);
    let parameters = [
        site.into(),
        (&groups[..]).into(),
        days.from.into(),
        days.to.into(),
    ];
    c.rows(DAYS, &parameters, read_day).await
}

fn read_day(row: &Row<'_>) -> Result<(i64, DayCount), Error> {
    let (group, status): (String, CommentStatus) = (row.get(1)?, row.get(2)?);
    let (is_spam, received): (bool, i64) = (row.get(3)?, row.get(4)?);
    let counted = |condition: bool| if condition { received } else { 0 };
    let mut count = DayCount {
        received,
        approved: counted(status == CommentStatus::Approved),
        spam: counted(status == CommentStatus::Spam),
        rescued: counted(status == CommentStatus::Approved && is_spam),
        ..DayCount::default()
    };
    if let Ok(group) = group.parse() {
        count.waiting.add(group, received);
    }
    Ok((row.get(0)?, count))
}

/// Returns the submissions refused by rate limits, by day.
pub(crate) async fn refused(
    c: &mut Conn<'_>,
    site: SiteId,
    days: Days,
) -> Result<Vec<(i64, i64)>, Error> {
    let parameters = [site.into(), days.from.into(), days.to.into()];
    c.rows(REFUSED, &parameters, |row| Ok((row.get(0)?, row.get(1)?)))
        .await
}

/// Returns the pending comments that were moved to the spam folder because the queue was full, by day.
pub(crate) async fn overflowed(
    c: &mut Conn<'_>,
    site: SiteId,
    days: Days,
) -> Result<Vec<(i64, i64)>, Error> {
    let parameters = [site.into(), days.from.into(), days.to.into()];
    let overflowed = c.rows(OVERFLOWED, &parameters, |row| {
        Ok((row.get(0)?, row.get(1)?))
    });
    overflowed.await
}

/// Returns how many milliseconds the comments decided on these days had waited: the latest 1,000.
pub(crate) async fn waited(c: &mut Conn<'_>, site: SiteId, days: Days) -> Result<Vec<i64>, Error> {
    let (from, until) = id_range(days);
    let parameters = [site.into(), from.into(), until.into()];
    c.rows(WAITED, &parameters, |row| row.get(0)).await
}

/// Returns the number of comments that wait for a moderator, by group.
pub(crate) async fn counts(c: &mut Conn<'_>, site: SiteId) -> Result<GroupCounts, Error> {
    let by_site = counts_by_site(c, &[site]).await?;
    Ok(by_site.get(&site).copied().unwrap_or_default())
}

/// Returns the number of comments of each site that wait for a moderator. A site without waiting comments is missing.
pub(crate) async fn counts_by_site(
    c: &mut Conn<'_>,
    sites: &[SiteId],
) -> Result<HashMap<SiteId, GroupCounts>, Error> {
    let groups = groups(false);
    let parameters = [sites.into(), (&groups[..]).into()];
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let rows = c.rows(COUNTS_BY_SITE, &parameters, read).await?;
    let mut counts = HashMap::<SiteId, GroupCounts>::new();
    for (site, group, count) in rows {
        if count != 0 {
            counts.entry(site).or_default().add(group, count);
        }
    }
    Ok(counts)
}

/// Returns whether there are changes that are not added up.
pub(super) async fn has_changes(c: &mut Conn<'_>) -> Result<bool, Error> {
    let found = c.row(HAS_CHANGES, &[], |_| Ok(())).await?;
    Ok(found.is_some())
}

/// Returns changes that no other process is adding up, at most `limit`.
pub(super) async fn changes(
    c: &mut Conn<'_>,
    limit: i64,
) -> Result<Vec<(Uuid, TallyKey, i64)>, Error> {
    c.rows(CHANGES, &[limit.into()], |row| {
        let key = (
            row.get(1)?,
            row.get(2)?,
            row.get(3)?,
            row.get(4)?,
            row.get(5)?,
        );
        Ok((row.get(0)?, key, row.get(6)?))
    })
    .await
}

/// Changes a number.
pub(super) fn change_tally(c: &mut Conn<'_>, key: &TallyKey, change: i64) -> Result<(), Error> {
    let (site, group, day, status, is_spam) = key;
    let key = [
        (*site).into(),
        group.into(),
        (*day).into(),
        status.into(),
        (*is_spam).into(),
    ];
    let parameters = [&key[..], &[change.into()]].concat();
    c.queue(CHANGE_TALLY, &parameters)?;
    c.queue(REMOVE_ZERO, &key)
}

/// Removes changes that were added up.
pub(super) fn remove_changes(c: &mut Conn<'_>, ids: &[Uuid]) -> Result<(), Error> {
    c.queue(REMOVE_CHANGES, &[ids.into()])
}
