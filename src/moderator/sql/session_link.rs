//! The statements of commenter sessions that are linked with a moderator's account.

use uuid::Uuid;

use super::{moderator, sites_of};
use crate::{
    clock::Timestamp,
    db::{Conn, Error, statements},
    moderator::{LinkedSession, Moderator},
};

statements! {
    LINK = "UPDATE person_session SET moderator = $2, linked_at = $3 WHERE person = $1";
    UNLINK_PERSON = "UPDATE person_session SET moderator = NULL, linked_at = NULL
        WHERE person = $1 AND moderator IS NOT NULL";
    UNLINK_MODERATOR = "UPDATE person_session SET moderator = NULL, linked_at = NULL WHERE moderator = $1";
    FIND_LINK = "SELECT m.id, m.login, m.role, m.created_at, m.name, m.email, m.email_refused_at, s.linked_at
        FROM person_session s JOIN moderator m ON m.id = s.moderator WHERE s.id = $1";
    LINKED_SESSIONS = "SELECT s.id, s.person, p.name, s.site, i.provider, s.linked_at
        FROM person_session s JOIN person p ON p.id = s.person
        JOIN identity i ON i.issuer = s.issuer AND i.subject = s.subject
        WHERE s.moderator = $1 AND s.expires_at > $2 AND s.used_at > $3 ORDER BY s.linked_at DESC, s.id DESC LIMIT 100";
}

/// Links every session of a person, and returns the number of sessions.
pub(crate) async fn link(
    c: &mut Conn<'_>,
    person: Uuid,
    moderator: Uuid,
    now: Timestamp,
) -> Result<u64, Error> {
    c.execute(LINK, &[person.into(), moderator.into(), now.into()])
        .await
}

pub(crate) async fn unlink_person(c: &mut Conn<'_>, person: Uuid) -> Result<u64, Error> {
    c.execute(UNLINK_PERSON, &[person.into()]).await
}

pub(crate) async fn unlink_moderator(c: &mut Conn<'_>, moderator: Uuid) -> Result<u64, Error> {
    c.execute(UNLINK_MODERATOR, &[moderator.into()]).await
}

/// Returns the moderator with whom a commenter session is linked, and since when.
pub(crate) async fn find_link(
    c: &mut Conn<'_>,
    session: Uuid,
) -> Result<Option<(Moderator, Timestamp)>, Error> {
    let found = c
        .row(FIND_LINK, &[session.into()], |row| {
            let linked_at: Option<Timestamp> = row.get(7)?;
            Ok((moderator(row)?, linked_at.unwrap_or(Timestamp(0))))
        })
        .await?;
    let Some((mut moderator, linked_at)) = found else {
        return Ok(None);
    };
    moderator.sites = sites_of(c, moderator.id).await?;
    Ok(Some((moderator, linked_at)))
}

/// Returns the sessions that are linked with a moderator and have not expired, the most recently linked
/// first.
pub(crate) async fn linked_sessions(
    c: &mut Conn<'_>,
    moderator: Uuid,
    now: Timestamp,
    unused_since: Timestamp,
) -> Result<Vec<LinkedSession>, Error> {
    let parameters = [moderator.into(), now.into(), unused_since.into()];
    c.rows(LINKED_SESSIONS, &parameters, |row| {
        Ok(LinkedSession {
            session: row.get(0)?,
            person: row.get(1)?,
            name: row.get(2)?,
            site: row.get(3)?,
            provider: row.get(4)?,
            linked_at: row.get(5)?,
        })
    })
    .await
}
