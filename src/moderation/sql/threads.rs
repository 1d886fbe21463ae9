//! The statements for log entries about threads.

use uuid::Uuid;

use crate::{
    db::{Conn, Error, Row, statements},
    moderation::{LogFilter, ThreadLogLine},
    site::SiteId,
};

statements! {
    THREAD_LOG = "SELECT l.site, l.id, l.page, l.moderator, l.login, l.action, l.from_value, l.to_value, l.at
        FROM thread_log l
        WHERE l.site = $1 AND l.id < $2 AND (l.moderator = $3 OR $3 IS NULL) AND (l.action = $4 OR $4 IS NULL)
        ORDER BY l.id DESC LIMIT $5";
}

fn read_entry(row: &Row<'_>) -> Result<ThreadLogLine, Error> {
    Ok(ThreadLogLine {
        site: row.get(0)?,
        id: row.get(1)?,
        page: row.get(2)?,
        moderator: row.get(3)?,
        login: row.get(4)?,
        action: row.get(5)?,
        from: row.get(6)?,
        to: row.get(7)?,
        at: row.get(8)?,
    })
}

/// Returns the entries about threads before `before`; none if the filter selects a comment or a batch.
pub(in crate::moderation) async fn log(
    c: &mut Conn<'_>,
    sites: &[SiteId],
    filter: &LogFilter,
    before: Uuid,
    limit: usize,
) -> Result<Vec<ThreadLogLine>, Error> {
    let mut lines = Vec::new();
    if filter.comment.is_some() || filter.batch.is_some() {
        return Ok(lines);
    }
    for site in sites {
        let parameters = [
            (*site).into(),
            before.into(),
            filter.moderator.into(),
            filter.action.as_deref().into(),
            i64::try_from(limit).unwrap_or(i64::MAX).into(),
        ];
        lines.extend(c.rows(THREAD_LOG, &parameters, read_entry).await?);
    }
    Ok(lines)
}
