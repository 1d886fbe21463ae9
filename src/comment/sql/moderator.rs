//! The statements for comments that moderators publish themselves.

use uuid::Uuid;

use crate::{
    comment::{Badge, Comment},
    db::{Conn, Error, Row, statements},
    moderator::Moderator,
    site::SiteId,
};

statements! {
    OF_MODERATOR = "SELECT c.id FROM comment c JOIN thread t ON t.site = c.site AND t.id = c.thread
        WHERE c.moderator = $1 AND c.site = $2 AND t.id = COALESCE(
            (SELECT e.id FROM thread e WHERE e.site = $2 AND e.page = $3),
            (SELECT a.thread FROM page_alias a WHERE a.site = $2 AND a.page = $3))
        ORDER BY c.id DESC LIMIT 200";
    /// The same log entry as for a decision: who published what, when. Its batch can be undone, which
    /// puts the comment into the queue.
    LOG_PUBLISHED = "INSERT INTO moderation_log (site, id, batch, comment, moderator, login, action, from_status, to_status,
            from_taught, version, note, at)
        VALUES ($1, $2, $3, $4, $5, $6, 'publish', 'pending', 'approved', NULL, 1, NULL, $7)";
}

/// Reads two columns: moderator and role, either both present or both absent.
pub(super) fn badge(row: &Row<'_>, column: usize) -> Result<Option<Badge>, Error> {
    let moderator: Option<Uuid> = row.get(column)?;
    Ok(moderator
        .zip(row.get(column + 1)?)
        .map(|(moderator, role)| Badge { moderator, role }))
}

/// Returns the latest comments that a moderator published on a page, at most 200.
pub(in crate::comment) async fn of_moderator(
    c: &mut Conn<'_>,
    site: SiteId,
    page: &str,
    moderator: Uuid,
) -> Result<Vec<Uuid>, Error> {
    let parameters = [moderator.into(), site.into(), page.into()];
    c.rows(OF_MODERATOR, &parameters, |row| row.get(0)).await
}

/// Writes the entry of the decision log for a new comment, with the ids of the entry and its batch.
pub(in crate::comment) async fn log_published(
    c: &mut Conn<'_>,
    comment: &Comment,
    (id, batch): (Uuid, Uuid),
    moderator: &Moderator,
) -> Result<(), Error> {
    let parameters = [
        comment.site.into(),
        id.into(),
        batch.into(),
        comment.id.into(),
        moderator.id.into(),
        (&moderator.login).into(),
        comment.created_at.into(),
    ];
    c.execute(LOG_PUBLISHED, &parameters).await.map(drop)
}
