//! The statements for comments that moderators publish themselves.

use uuid::Uuid;

use crate::{
    clock::Timestamp,
    comment::{Badge, CommentStatus},
    db::{Conn, Error, Row, statements},
    identity::Role,
    site::SiteId,
};

statements! {
    PUT_BADGE = "UPDATE comment SET moderator = $3, role = $4, decided_at = $5 WHERE site = $1 AND id = $2";
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
        .zip(role(row, column + 1)?)
        .map(|(moderator, role)| Badge { moderator, role }))
}

pub(super) fn role(row: &Row<'_>, column: usize) -> Result<Option<Role>, Error> {
    let Some(word) = row.get::<Option<String>>(column)? else {
        return Ok(None);
    };
    let role = Role::parse(&word);
    role.map(Some)
        .ok_or_else(|| Error::Statement(format!("unknown role: {word}")))
}

/// Marks a comment as published by a moderator.
pub(in crate::comment) async fn put_badge(
    c: &mut Conn<'_>,
    site: SiteId,
    comment: Uuid,
    badge: &Badge,
    now: Timestamp,
) -> Result<(), Error> {
    let parameters = [
        site.into(),
        comment.into(),
        badge.moderator.into(),
        badge.role.as_str().into(),
        now.into(),
    ];
    c.execute(PUT_BADGE, &parameters).await.map(|_| ())
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

/// An entry of the decision log.
pub(in crate::comment) struct PublishedLine<'a> {
    pub(in crate::comment) site: SiteId,
    pub(in crate::comment) id: Uuid,
    pub(in crate::comment) batch: Uuid,
    pub(in crate::comment) comment: Uuid,
    pub(in crate::comment) moderator: Uuid,
    pub(in crate::comment) login: &'a str,
    pub(in crate::comment) at: Timestamp,
}

pub(in crate::comment) async fn log_published(
    c: &mut Conn<'_>,
    line: &PublishedLine<'_>,
) -> Result<(), Error> {
    let parameters = [
        line.site.into(),
        line.id.into(),
        line.batch.into(),
        line.comment.into(),
        line.moderator.into(),
        line.login.into(),
        line.at.into(),
    ];
    c.execute(LOG_PUBLISHED, &parameters).await.map(|_| ())
}

/// Returns status and parent of a comment on this page, which cannot be erased until the transaction
/// ends.
pub(in crate::comment) async fn answerable(
    c: &mut Conn<'_>,
    site: SiteId,
    thread: Uuid,
    parent: Uuid,
) -> Result<Option<Vec<u8>>, Error> {
    let found = super::position(c, site, parent)?;
    let found = c.receive(found).await?.pop();
    Ok(found
        .filter(|(at, _, status)| *at == thread && *status == CommentStatus::Approved)
        .map(|(_, path, _)| path))
}
