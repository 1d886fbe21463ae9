//! The statements that find the comments around a comment.

use uuid::Uuid;

use crate::{
    db::{Conn, Error, Sql, statements},
    site::SiteId,
};

statements! {
    BEFORE = "SELECT id FROM comment WHERE site = $1 AND thread = $2 AND shown AND path < $3 ORDER BY path DESC LIMIT $4";
    AFTER = "SELECT id FROM comment WHERE site = $1 AND thread = $2 AND shown AND path > $3 ORDER BY path LIMIT $4";
    REPLIES = "SELECT id FROM comment WHERE site = $1 AND thread = $2 AND parent = $3 AND status <> 'deleted'
        ORDER BY created_at DESC, id DESC LIMIT $4";
}

/// The position of a comment in its thread.
#[derive(Clone, Debug)]
pub(in crate::moderation) struct ThreadPosition {
    pub(in crate::moderation) site: SiteId,
    pub(in crate::moderation) thread: Uuid,
    pub(in crate::moderation) path: Vec<u8>,
}

/// Returns the comments that readers see before a position, the nearest first.
pub(in crate::moderation) async fn before(
    c: &mut Conn<'_>,
    at: &ThreadPosition,
    limit: usize,
) -> Result<Vec<Uuid>, Error> {
    neighbors(c, BEFORE, at, limit).await
}

/// Returns the comments that readers see after a position, the nearest first.
pub(in crate::moderation) async fn after(
    c: &mut Conn<'_>,
    at: &ThreadPosition,
    limit: usize,
) -> Result<Vec<Uuid>, Error> {
    neighbors(c, AFTER, at, limit).await
}

async fn neighbors(
    c: &mut Conn<'_>,
    statement: Sql,
    at: &ThreadPosition,
    limit: usize,
) -> Result<Vec<Uuid>, Error> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let parameters = [
        at.site.into(),
        at.thread.into(),
        (&at.path).into(),
        limit.into(),
    ];
    c.rows(statement, &parameters, |row| row.get(0)).await
}

/// Returns the newest replies to a comment, in any status.
pub(in crate::moderation) async fn replies(
    c: &mut Conn<'_>,
    at: &ThreadPosition,
    parent: Uuid,
    limit: usize,
) -> Result<Vec<Uuid>, Error> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let parameters = [
        at.site.into(),
        at.thread.into(),
        parent.into(),
        limit.into(),
    ];
    c.rows(REPLIES, &parameters, |row| row.get(0)).await
}
