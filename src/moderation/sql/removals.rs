//! The statements for log entries about removed sites.

use uuid::Uuid;

use crate::{
    db::{Conn, Error, Row, statements},
    moderation::{LogFilter, SiteRemovalLine},
};

statements! {
    REMOVALS = "SELECT id, slug, moderator, login, removed_at FROM site_removal
        WHERE id < $1 AND (moderator = $2 OR $2 IS NULL) ORDER BY id DESC LIMIT $3";
}

fn read_entry(row: &Row<'_>) -> Result<SiteRemovalLine, Error> {
    Ok(SiteRemovalLine {
        id: row.get(0)?,
        slug: row.get(1)?,
        moderator: row.get(2)?,
        login: row.get(3)?,
        at: row.get(4)?,
    })
}

/// Returns the entries about removed sites before `before`; none if the filter excludes them.
pub(in crate::moderation) async fn log(
    c: &mut Conn<'_>,
    filter: &LogFilter,
    before: Uuid,
    limit: usize,
) -> Result<Vec<SiteRemovalLine>, Error> {
    if !filter.includes_removals() {
        return Ok(Vec::new());
    }
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let parameters = [before.into(), filter.moderator.into(), limit.into()];
    c.rows(REMOVALS, &parameters, read_entry).await
}
