//! The statements of the sessions of commenters.

use uuid::Uuid;

use super::read_person;
use crate::{
    clock::Timestamp,
    commenter::{SessionSummary, Viewer, session::PersonSessionStart},
    db::{Conn, Error, Row, statements},
    moderator::LinkSummary,
    text::Email,
};

statements! {
    SESSION = "SELECT p.id, p.name, p.website, p.picture, p.created_at,
            s.issuer, s.subject, i.provider, i.email, s.site, s.id, s.created_at, s.used_at, s.expires_at,
            (SELECT MIN(o.email) FROM identity o WHERE o.person = p.id AND o.email IS NOT NULL),
            m.id, m.login, m.name, m.role, s.linked_at,
            (m.role = 'owner' AND s.site IS NOT NULL)
                OR EXISTS (SELECT 1 FROM moderator_site o WHERE o.moderator = m.id AND o.site = s.site)
        FROM person_session s JOIN person p ON p.id = s.person
        JOIN identity i ON i.issuer = s.issuer AND i.subject = s.subject
        LEFT JOIN moderator m ON m.id = s.moderator
        WHERE s.token_hash = $1
            AND NOT EXISTS (SELECT 1 FROM site r WHERE r.id = s.site AND r.removed_at IS NOT NULL)";
    SESSIONS = "SELECT s.id, s.site, i.provider, s.created_at, s.used_at, s.expires_at, m.role, s.linked_at
        FROM person_session s JOIN identity i ON i.issuer = s.issuer AND i.subject = s.subject
        LEFT JOIN moderator m ON m.id = s.moderator
        WHERE s.person = $1
            AND NOT EXISTS (SELECT 1 FROM site r WHERE r.id = s.site AND r.removed_at IS NOT NULL)
        ORDER BY s.id DESC";
    INSERT_SESSION = "INSERT INTO person_session
            (token_hash, id, person, site, issuer, subject, created_at, used_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)";
    USE_SESSION = "UPDATE person_session SET used_at = $2 WHERE token_hash = $1 AND used_at < $2";
    DELETE_SESSION = "DELETE FROM person_session WHERE token_hash = $1";
    DELETE_SESSION_OF = "DELETE FROM person_session WHERE person = $1 AND id = $2";
    EXPIRE_SESSIONS = "DELETE FROM person_session WHERE token_hash IN (
        SELECT token_hash FROM person_session WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)";
    EXPIRE_IDLE_SESSIONS = "DELETE FROM person_session WHERE token_hash IN (
        SELECT token_hash FROM person_session WHERE used_at <= $1 ORDER BY used_at LIMIT $2)";
}

/// A session as it is stored.
pub(in crate::commenter) struct PersonSessionRow {
    pub(in crate::commenter) viewer: Viewer,
    pub(in crate::commenter) created_at: Timestamp,
    pub(in crate::commenter) used_at: Timestamp,
}

/// Reads the moderator with whom a session is linked: six columns, all null or all set, except for the name,
/// which may be null.
fn link(row: &Row<'_>, column: usize) -> Result<Option<LinkSummary>, Error> {
    let Some(moderator) = row.get::<Option<Uuid>>(column)? else {
        return Ok(None);
    };
    let linked_at: Option<Timestamp> = row.get(column + 4)?;
    Ok(Some(LinkSummary {
        moderator,
        login: row.get(column + 1)?,
        name: row.get(column + 2)?,
        role: row.get(column + 3)?,
        linked_at: linked_at.unwrap_or(Timestamp(0)),
        on_site: row.get(column + 5)?,
    }))
}

pub(in crate::commenter) async fn session(
    c: &mut Conn<'_>,
    hash: &[u8; 32],
) -> Result<Option<PersonSessionRow>, Error> {
    c.row(SESSION, &[hash.into()], |row| {
        let email: Option<String> = row.get(8)?;
        let other: Option<String> = row.get(14)?;
        Ok(PersonSessionRow {
            viewer: Viewer {
                person: read_person(row)?,
                issuer: row.get(5)?,
                subject: row.get(6)?,
                provider: row.get(7)?,
                email: email.or(other).and_then(|email| Email::parse(&email).ok()),
                site: row.get(9)?,
                session: row.get(10)?,
                link: link(row, 15)?,
                expires_at: row.get(13)?,
            },
            created_at: row.get(11)?,
            used_at: row.get(12)?,
        })
    })
    .await
}

/// Returns the sessions of a person, each with the time at which it expires, newest first.
pub(in crate::commenter) async fn sessions(
    c: &mut Conn<'_>,
    person: Uuid,
) -> Result<Vec<(SessionSummary, Timestamp)>, Error> {
    c.rows(SESSIONS, &[person.into()], |row| {
        let summary = SessionSummary {
            id: row.get(0)?,
            site: row.get(1)?,
            provider: row.get(2)?,
            created_at: row.get(3)?,
            used_at: row.get(4)?,
            role: row.get(6)?,
            linked_at: row.get(7)?,
        };
        Ok((summary, row.get(5)?))
    })
    .await
}

pub(in crate::commenter) async fn insert_session(
    c: &mut Conn<'_>,
    new: &PersonSessionStart<'_>,
    expires_at: Timestamp,
) -> Result<(), Error> {
    let parameters = [
        (&new.token).into(),
        new.id.into(),
        new.person.into(),
        new.site.into(),
        new.issuer.into(),
        new.subject.into(),
        new.now.into(),
        expires_at.into(),
    ];
    c.execute(INSERT_SESSION, &parameters).await.map(|_| ())
}

pub(in crate::commenter) async fn record_use(
    c: &mut Conn<'_>,
    hash: &[u8; 32],
    now: Timestamp,
) -> Result<(), Error> {
    c.execute(USE_SESSION, &[hash.into(), now.into()])
        .await
        .map(|_| ())
}

pub(in crate::commenter) async fn remove_session(
    c: &mut Conn<'_>,
    hash: &[u8; 32],
) -> Result<bool, Error> {
    Ok(c.execute(DELETE_SESSION, &[hash.into()]).await? == 1)
}

pub(in crate::commenter) async fn delete_session_of(
    c: &mut Conn<'_>,
    person: Uuid,
    session: Uuid,
) -> Result<bool, Error> {
    let parameters = [person.into(), session.into()];
    Ok(c.execute(DELETE_SESSION_OF, &parameters).await? == 1)
}
