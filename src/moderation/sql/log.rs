//! The statements that read the log of decisions.
//!
//! A filter has a statement of its own for what it selects, so that each reads an index in its order: no more entries than
//! it returns, however long the log is. Of a comment and of a batch all entries are read, which are few.

use uuid::Uuid;

use super::newest_of;
use crate::{
    db::{BoundedRows, Conn, Error, LIST_BYTES, Row, Sql, Value, statements},
    moderation::{LogFilter, LogLine},
    site::SiteId,
};

/// The newest entries of site `$1` before `$2`, at most `$3`, for which a condition holds.
macro_rules! newest_entries {
    ($condition:literal) => {
        concat!(
            "SELECT l.site, l.id, l.batch, l.comment, l.moderator, l.login, l.action, l.from_status, l.to_status,
                l.version, l.note, l.at, l.edit_to
            FROM moderation_log l WHERE l.site = $1 AND l.id < $2",
            $condition,
            " ORDER BY l.id DESC LIMIT $3"
        )
    };
}

statements! {
    LOG = newest_entries!("");
    LOG_OF_MODERATOR = newest_entries!(" AND l.moderator = $4");
    LOG_OF_ACTION = newest_entries!(" AND l.action = $4");
    LOG_OF_MODERATOR_AND_ACTION = newest_entries!(" AND l.moderator = $4 AND l.action = $5");
    LOG_OF_COMMENT = newest_entries!(" AND l.comment = $4 AND (l.batch = $5 OR $5 IS NULL)
                AND (l.moderator = $6 OR $6 IS NULL) AND (l.action = $7 OR $7 IS NULL)");
    /// The sign before the site keeps the primary key out of the plan: it would read the log back to the batch.
    LOG_OF_BATCH = "SELECT l.site, l.id, l.batch, l.comment, l.moderator, l.login, l.action, l.from_status, l.to_status,
            l.version, l.note, l.at, l.edit_to
        FROM moderation_log l WHERE +l.site = $1 AND l.id < $2 AND l.batch = $4
            AND (l.moderator = $5 OR $5 IS NULL) AND (l.action = $6 OR $6 IS NULL)
        ORDER BY l.id DESC LIMIT $3";
    HISTORY = "SELECT l.site, l.id, l.batch, l.comment, l.moderator, l.login, l.action, l.from_status, l.to_status,
            l.version, l.note, l.at, l.edit_to
        FROM moderation_log l WHERE l.site = $1 AND l.comment = $2 ORDER BY l.id";
}

fn read_entry(row: &Row<'_>) -> Result<LogLine, Error> {
    Ok(LogLine {
        site: row.get(0)?,
        id: row.get(1)?,
        batch: row.get(2)?,
        comment: row.get(3)?,
        moderator: row.get(4)?,
        login: row.get(5)?,
        action: row.get(6)?,
        from: row.get(7)?,
        to: row.get(8)?,
        version: row.get(9)?,
        note: row.get(10)?,
        at: row.get(11)?,
        edit: row.get(12)?,
    })
}

/// Returns the statement of a filter, and its parameters after the first three.
fn statement_of(filter: &LogFilter) -> (Sql, Vec<Value<'_>>) {
    let moderator = filter.moderator.into();
    let action = filter.action.as_deref().into();
    match (filter.comment, filter.batch) {
        (Some(comment), batch) => {
            let parameters = vec![comment.into(), batch.into(), moderator, action];
            (LOG_OF_COMMENT, parameters)
        }
        (None, Some(batch)) => (LOG_OF_BATCH, vec![batch.into(), moderator, action]),
        (None, None) => match (filter.moderator, filter.action.as_deref()) {
            (None, None) => (LOG, Vec::new()),
            (Some(_), None) => (LOG_OF_MODERATOR, vec![moderator]),
            (None, Some(_)) => (LOG_OF_ACTION, vec![action]),
            (Some(_), Some(_)) => (LOG_OF_MODERATOR_AND_ACTION, vec![moderator, action]),
        },
    }
}

/// Returns the log entries before `before`, newest first.
pub(in crate::moderation) async fn newest(
    c: &mut Conn<'_>,
    sites: &[SiteId],
    filter: &LogFilter,
    before: Uuid,
    limit: usize,
) -> Result<BoundedRows<LogLine>, Error> {
    let read = |row: &Row<'_>| {
        let line = read_entry(row)?;
        let size = line.note.as_ref().map_or(0, String::len);
        Ok((line, size))
    };
    let wanted = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let (statement, of_filter) = statement_of(filter);
    let mut parts = Vec::new();
    for site in sites {
        let mut parameters = vec![(*site).into(), before.into(), wanted.into()];
        parameters.extend(of_filter.iter().cloned());
        let part = c.rows_within(statement, &parameters, LIST_BYTES, read);
        parts.push(part.await?);
    }
    Ok(newest_of(parts, limit, |line| line.id))
}

/// Returns all entries about one comment, oldest first.
pub(in crate::moderation) async fn history(
    c: &mut Conn<'_>,
    site: SiteId,
    comment: Uuid,
) -> Result<Vec<LogLine>, Error> {
    c.rows(HISTORY, &[site.into(), comment.into()], read_entry)
        .await
}
