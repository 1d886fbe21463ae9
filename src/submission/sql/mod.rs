//! The statements for submissions: what moderators publish, and the own comments of an author.

pub(crate) mod idempotency;
pub(crate) mod repeats;

use uuid::Uuid;

use crate::{
    comment::Comment,
    db::{Conn, Error, statements},
    moderator::Moderator,
    site::SiteId,
};

statements! {
    OF_MODERATOR = "SELECT c.id FROM comment c JOIN thread t ON t.site = c.site AND t.id = c.thread
        WHERE c.moderator = $1 AND c.site = $2 AND t.id = COALESCE(
            (SELECT e.id FROM thread e WHERE e.site = $2 AND e.page = $3),
            (SELECT a.thread FROM page_alias a WHERE a.site = $2 AND a.page = $3))
        ORDER BY c.id DESC LIMIT 200";
    OF_PERSON = "SELECT id FROM comment
        WHERE person = $1 AND site = $2 AND thread = $3 ORDER BY id DESC LIMIT 200";
    /// The same log entry as for a decision: who published what, when. Its batch can be undone, which
    /// puts the comment into the queue.
    LOG_PUBLISHED = "INSERT INTO moderation_log (site, id, batch, comment, moderator, login, action, from_status, to_status,
            from_taught, version, note, at)
        VALUES ($1, $2, $3, $4, $5, $6, 'publish', 'pending', 'approved', NULL, 1, NULL, $7)";
}

/// Returns the latest comments that a moderator published on a page, at most 200.
pub(super) async fn of_moderator(
    c: &mut Conn<'_>,
    site: SiteId,
    page: &str,
    moderator: Uuid,
) -> Result<Vec<Uuid>, Error> {
    let parameters = [moderator.into(), site.into(), page.into()];
    c.rows(OF_MODERATOR, &parameters, |row| row.get(0)).await
}

/// Writes the entry of the decision log for a new comment, with the ids of the entry and its batch.
pub(super) async fn log_published(
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

/// Returns the latest comments of a person in a thread, at most 200.
pub(super) async fn of_person(
    c: &mut Conn<'_>,
    site: SiteId,
    thread: Uuid,
    person: Uuid,
) -> Result<Vec<Uuid>, Error> {
    let parameters = [person.into(), site.into(), thread.into()];
    c.rows(OF_PERSON, &parameters, |row| row.get(0)).await
}
