//! The statements for log entries about threads.

use uuid::Uuid;

use crate::{
    db::{Conn, Error, Row, statements},
    moderation::{LogFilter, ThreadLogLine},
    site::SiteId,
};

/// The newest entries of site `$1` before `$2`, at most `$3`, for which a condition holds. As in the log of decisions, each
/// filter reads an index in its order.
macro_rules! newest_entries {
    ($condition:literal) => {
        concat!(
            "SELECT l.site, l.id, l.page, l.moderator, l.login, l.action, l.from_value, l.to_value, l.at
            FROM thread_log l WHERE l.site = $1 AND l.id < $2",
            $condition,
            " ORDER BY l.id DESC LIMIT $3"
        )
    };
}

statements! {
    THREAD_LOG = newest_entries!("");
    THREAD_LOG_OF_MODERATOR = newest_entries!(" AND l.moderator = $4");
    THREAD_LOG_OF_ACTION = newest_entries!(" AND l.action = $4");
    THREAD_LOG_OF_MODERATOR_AND_ACTION = newest_entries!(" AND l.moderator = $4 AND l.action = $5");
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
    let action = filter.action.as_deref();
    let (statement, of_filter) = match (filter.moderator, action) {
        (None, None) => (THREAD_LOG, Vec::new()),
        (Some(moderator), None) => (THREAD_LOG_OF_MODERATOR, vec![moderator.into()]),
        (None, Some(action)) => (THREAD_LOG_OF_ACTION, vec![action.into()]),
        (Some(moderator), Some(action)) => {
            let parameters = vec![moderator.into(), action.into()];
            (THREAD_LOG_OF_MODERATOR_AND_ACTION, parameters)
        }
    };
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    for site in sites {
        let mut parameters = vec![(*site).into(), before.into(), limit.into()];
        parameters.extend(of_filter.iter().cloned());
        lines.extend(c.rows(statement, &parameters, read_entry).await?);
    }
    Ok(lines)
}
