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
    /// A comment with a waiting edit is counted in the group of the edit.
    COUNTS = "SELECT c.queue_group, COUNT(*) FROM comment c
            WHERE c.site = $1 AND c.status = 'pending' AND (c.edit IS NULL OR c.edit <> 'waiting')
            GROUP BY c.queue_group
        UNION ALL SELECT e.queue_group, COUNT(*) FROM comment_edit e
            WHERE e.site = $1 AND e.state = 'waiting' GROUP BY e.queue_group";
    /// The same numbers for several sites.
    COUNTS_BY_SITE = "SELECT c.site, c.queue_group, COUNT(*) FROM comment c
            WHERE c.site = ANY($1) AND c.status = 'pending' AND (c.edit IS NULL OR c.edit <> 'waiting')
            GROUP BY c.site, c.queue_group
        UNION ALL SELECT e.site, e.queue_group, COUNT(*) FROM comment_edit e
            WHERE e.site = ANY($1) AND e.state = 'waiting' GROUP BY e.site, e.queue_group";
    /// For one status: answered from an index without reading the comments.
    STATUS_DAYS = "SELECT created_at / 86400000, COUNT(*), SUM(CASE WHEN verdict = 'spam' THEN 1 ELSE 0 END)
        FROM comment WHERE site = $1 AND status = $2 AND id >= $3 AND id < $4 GROUP BY created_at / 86400000";
    /// For one group: answered from an index without reading the comments.
    WAITING_DAYS = "SELECT c.created_at / 86400000, COUNT(*) FROM comment c
        WHERE c.site = $1 AND c.status = 'pending' AND (c.edit IS NULL OR c.edit <> 'waiting')
            AND c.queue_group = $2 AND c.id >= $3 AND c.id < $4
        GROUP BY c.created_at / 86400000";
    REFUSED = "SELECT day, count FROM refused WHERE site = $1 AND day >= $2 AND day <= $3";
    OVERFLOWED = "SELECT day, count FROM queue_overflow WHERE site = $1 AND day >= $2 AND day <= $3";
    WAITED = "SELECT l.at - c.created_at FROM moderation_log l JOIN comment c ON c.site = l.site AND c.id = l.comment
        WHERE l.site = $1 AND l.id >= $2 AND l.id < $3 AND l.action NOT IN ('undo', 'publish')
            AND l.from_status = 'pending' AND l.to_status <> 'pending' AND l.edit IS NULL
        ORDER BY l.id DESC LIMIT 10000";
}

/// Returns the range of ids created on these days.
fn id_range(days: Days) -> (Uuid, Uuid) {
    let first = |day: i64| first_id_at(Timestamp(day.saturating_mul(DAY)));
    (first(days.from), first(days.to.saturating_add(1)))
}

/// Returns the counts of each day, without refusals. A day may occur several times, or not at all.
pub(crate) async fn days(
    c: &mut Conn<'_>,
    site: SiteId,
    days: Days,
) -> Result<Vec<(i64, DayCount)>, Error> {
    let (from, until) = id_range(days);
    let mut counts = Vec::new();
    for status in CommentStatus::ALL {
        let parameters = [site.into(), status.into(), from.into(), until.into()];
        counts.extend(
            c.rows(STATUS_DAYS, &parameters, |row| read_day(row, status))
                .await?,
        );
    }
    Ok(counts)
}

fn read_day(row: &Row<'_>, status: CommentStatus) -> Result<(i64, DayCount), Error> {
    let received = row.get(1)?;
    let if_status = |wanted| if status == wanted { received } else { 0 };
    let count = DayCount {
        received,
        approved: if_status(CommentStatus::Approved),
        spam: if_status(CommentStatus::Spam),
        rescued: if status == CommentStatus::Approved {
            row.get(2)?
        } else {
            0
        },
        ..DayCount::default()
    };
    Ok((row.get(0)?, count))
}

/// Returns the comments of each day that wait now, by group. A day may occur several times, or not at all.
pub(crate) async fn waiting(
    c: &mut Conn<'_>,
    site: SiteId,
    days: Days,
) -> Result<Vec<(i64, GroupCounts)>, Error> {
    let (from, until) = id_range(days);
    let mut counts = Vec::new();
    for group in QueueGroup::ALL {
        let parameters = [site.into(), group.into(), from.into(), until.into()];
        let found = c.rows(WAITING_DAYS, &parameters, |row| {
            let mut count = GroupCounts::default();
            count.add(group, row.get(1)?);
            Ok((row.get(0)?, count))
        });
        counts.extend(found.await?);
    }
    Ok(counts)
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

/// Returns how many milliseconds the comments decided on these days had waited: the latest 10,000.
pub(crate) async fn waited(c: &mut Conn<'_>, site: SiteId, days: Days) -> Result<Vec<i64>, Error> {
    let (from, until) = id_range(days);
    let parameters = [site.into(), from.into(), until.into()];
    c.rows(WAITED, &parameters, |row| row.get(0)).await
}

/// Returns the number of comments that wait for a moderator, by group.
pub(crate) async fn counts(c: &mut Conn<'_>, site: SiteId) -> Result<GroupCounts, Error> {
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let rows = c.rows(COUNTS, &[site.into()], read).await?;
    let mut counts = GroupCounts::default();
    for (group, count) in rows {
        counts.add(group, count);
    }
    Ok(counts)
}

/// Returns the number of comments of each site that wait for a moderator. A site without waiting comments is missing.
pub(crate) async fn counts_by_site(
    c: &mut Conn<'_>,
    sites: &[SiteId],
) -> Result<HashMap<SiteId, GroupCounts>, Error> {
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let rows = c.rows(COUNTS_BY_SITE, &[sites.into()], read).await?;
    let mut counts = HashMap::<SiteId, GroupCounts>::new();
    for (site, group, count) in rows {
        counts.entry(site).or_default().add(group, count);
    }
    Ok(counts)
}
