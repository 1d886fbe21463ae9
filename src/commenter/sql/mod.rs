//! The statements of people, their identities and their sessions.

pub(crate) mod network;
pub(crate) mod pending;
pub(crate) mod session;
pub(crate) mod stored_data;

use uuid::Uuid;

use super::{Person, PersonIdentity, ResolvedIdentity, UnlinkOutcome, VerifiedIdentity};
use crate::{
    clock::Timestamp,
    db::{Conn, Error, Row, statements},
    text::Website,
};

statements! {
    DISPLAY_NAMES = "SELECT name FROM moderator WHERE name IS NOT NULL";
    SITE_NAMES = "SELECT name FROM site WHERE removed_at IS NULL";
    PERSON = "SELECT id, name, website, picture, created_at FROM person WHERE id = $1";
    FIND_PERSON = "SELECT person FROM identity WHERE issuer = $1 AND subject = $2";
    INSERT_PERSON = "INSERT INTO person (id, name, website, picture, created_at)
        VALUES ($1, $2, $3, $4, $5)";
    UPDATE_PROFILE = "UPDATE person SET name = $2, website = $3 WHERE id = $1";
    UPDATE_PERSON_PICTURE = "UPDATE person SET picture = $2 WHERE id = $1";
    DELETE_PERSON = "DELETE FROM person WHERE id = $1";

    IDENTITIES = "SELECT issuer, subject, provider, name, email, created_at, used_at FROM identity
        WHERE person = $1 ORDER BY created_at, issuer, subject";
    INSERT_IDENTITY = "INSERT INTO identity (issuer, subject, person, provider, name, email, created_at, used_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $7)";
    UPDATE_IDENTITY = "UPDATE identity SET provider = $3, name = $4, email = $5, used_at = $6
        WHERE issuer = $1 AND subject = $2";
    LOCK_PERSON = "SELECT id FROM person WHERE id = $1 FOR UPDATE";
    COUNT_IDENTITIES = "SELECT COUNT(*) FROM identity WHERE person = $1";
    DELETE_IDENTITY = "DELETE FROM identity WHERE person = $1 AND issuer = $2 AND subject = $3";
    PICTURE_SOURCE = "SELECT picture_source FROM identity WHERE issuer = $1 AND subject = $2";
    UPDATE_PICTURE_SOURCE = "UPDATE identity SET picture_source = $3 WHERE issuer = $1 AND subject = $2";

    DELETE_PICTURES = "DELETE FROM picture WHERE person = $1";
    DELETE_OLD_PICTURES = "DELETE FROM picture WHERE person = $1 AND id <> $2
        AND NOT EXISTS (SELECT 1 FROM comment c WHERE c.picture = picture.id)";
    /// People by when they last signed in with one of their identities, one page at a time.
    LAST_SEEN = "SELECT used_at, issuer, subject, person FROM identity
        WHERE used_at <= $1 AND (used_at, issuer, subject) > ($2, $3, $4)
        ORDER BY used_at, issuer, subject LIMIT $5";
    /// Of these people, those who have not signed in since, have no stored comment and have no session.
    EXPIRE_PEOPLE = "DELETE FROM person WHERE id = ANY($2)
        AND NOT EXISTS (SELECT 1 FROM identity i WHERE i.person = person.id AND i.used_at > $1)
        AND NOT EXISTS (SELECT 1 FROM person_session s WHERE s.person = person.id)
        AND NOT EXISTS (SELECT 1 FROM comment c WHERE c.person = person.id)";
    PICTURE = "SELECT jpeg FROM picture WHERE id = $1";
    INSERT_PICTURE = "INSERT INTO picture (id, person, jpeg, created_at) VALUES ($1, $2, $3, $4)";
}

/// Returns a stored website unless the current rules refuse it: earlier versions accepted more hosts.
fn valid_website(website: Option<String>) -> Option<String> {
    let website = website.and_then(|website| Website::parse(&website).ok());
    website.map(Website::into_string)
}

/// Reads a person from the first five columns of a row.
fn read_person(row: &Row<'_>) -> Result<Person, Error> {
    Ok(Person {
        id: row.get(0)?,
        name: row.get(1)?,
        website: valid_website(row.get(2)?),
        picture: row.get(3)?,
        created_at: row.get(4)?,
    })
}

/// Returns the display names of all moderators, and the names of all sites.
pub(in crate::commenter) async fn reserved_names(
    c: &mut Conn<'_>,
) -> Result<(Vec<String>, Vec<String>), Error> {
    let moderators = c.rows(DISPLAY_NAMES, &[], |row| row.get(0)).await?;
    let sites = c.rows(SITE_NAMES, &[], |row| row.get(0)).await?;
    Ok((moderators, sites))
}

pub(crate) async fn person(c: &mut Conn<'_>, id: Uuid) -> Result<Option<Person>, Error> {
    c.row(PERSON, &[id.into()], read_person).await
}

pub(in crate::commenter) async fn find_person(
    c: &mut Conn<'_>,
    issuer: &str,
    subject: &str,
) -> Result<Option<Uuid>, Error> {
    let parameters = [issuer.into(), subject.into()];
    c.row(FIND_PERSON, &parameters, |row| row.get(0)).await
}

pub(in crate::commenter) async fn insert_person(
    c: &mut Conn<'_>,
    person: &Person,
) -> Result<(), Error> {
    let parameters = [
        person.id.into(),
        (&person.name).into(),
        person.website.as_deref().into(),
        person.picture.into(),
        person.created_at.into(),
    ];
    c.execute(INSERT_PERSON, &parameters).await.map(|_| ())
}

pub(in crate::commenter) async fn update_profile(
    c: &mut Conn<'_>,
    id: Uuid,
    name: &str,
    website: Option<&str>,
) -> Result<(), Error> {
    let parameters = [id.into(), name.into(), website.into()];
    c.execute(UPDATE_PROFILE, &parameters).await.map(|_| ())
}

/// Deletes a person with identities, sessions, pictures and pending sign-ins.
pub(crate) async fn remove_person(c: &mut Conn<'_>, id: Uuid) -> Result<bool, Error> {
    Ok(c.execute(DELETE_PERSON, &[id.into()]).await? == 1)
}

pub(crate) async fn identities(
    c: &mut Conn<'_>,
    person: Uuid,
) -> Result<Vec<PersonIdentity>, Error> {
    c.rows(IDENTITIES, &[person.into()], |row| {
        Ok(PersonIdentity {
            issuer: row.get(0)?,
            subject: row.get(1)?,
            provider: row.get(2)?,
            name: row.get(3)?,
            email: row.get(4)?,
            created_at: row.get(5)?,
            used_at: row.get(6)?,
        })
    })
    .await
}

pub(in crate::commenter) async fn insert_identity(
    c: &mut Conn<'_>,
    identity: &VerifiedIdentity,
    name: &str,
    email: Option<&str>,
    person: Uuid,
    now: Timestamp,
) -> Result<(), Error> {
    let parameters = [
        (&identity.issuer).into(),
        (&identity.subject).into(),
        person.into(),
        (&identity.provider).into(),
        name.into(),
        email.into(),
        now.into(),
    ];
    c.execute(INSERT_IDENTITY, &parameters).await.map(|_| ())
}

pub(in crate::commenter) async fn update_identity(
    c: &mut Conn<'_>,
    identity: &VerifiedIdentity,
    name: &str,
    email: Option<&str>,
    now: Timestamp,
) -> Result<(), Error> {
    let parameters = [
        (&identity.issuer).into(),
        (&identity.subject).into(),
        (&identity.provider).into(),
        name.into(),
        email.into(),
        now.into(),
    ];
    c.execute(UPDATE_IDENTITY, &parameters).await.map(|_| ())
}

/// Removes an identity from a person, unless it is the last one. Also deletes the pictures if one was fetched
/// for that identity, since they may come from that account; `fresh` is the id of a generated picture.
pub(in crate::commenter) async fn remove_identity(
    c: &mut Conn<'_>,
    person: Uuid,
    issuer: &str,
    subject: &str,
    fresh: Uuid,
) -> Result<UnlinkOutcome, Error> {
    c.lock_rows(LOCK_PERSON, &[person.into()])?;
    if find_person(c, issuer, subject).await? != Some(person) {
        return Ok(UnlinkOutcome::Absent);
    }
    let count: Option<i64> = c
        .row(COUNT_IDENTITIES, &[person.into()], |row| row.get(0))
        .await?;
    if count.unwrap_or(0) < 2 {
        return Ok(UnlinkOutcome::Last);
    }
    if picture_source(c, issuer, subject).await?.is_some() {
        c.execute(DELETE_PICTURES, &[person.into()]).await?;
        c.execute(UPDATE_PERSON_PICTURE, &[person.into(), fresh.into()])
            .await?;
    }
    let parameters = [person.into(), issuer.into(), subject.into()];
    c.execute(DELETE_IDENTITY, &parameters).await?;
    Ok(UnlinkOutcome::Done)
}

/// The position of an iteration over the identities in the order of their last use.
#[derive(Clone, Debug)]
pub(in crate::commenter) struct IdentityCursor {
    pub(in crate::commenter) used_at: Timestamp,
    pub(in crate::commenter) issuer: String,
    pub(in crate::commenter) subject: String,
}

/// Returns the people who last used an identity by `until`, after the position `after`, each with the
/// position at which the next page begins.
pub(in crate::commenter) async fn find_unused_since(
    c: &mut Conn<'_>,
    until: Timestamp,
    after: &IdentityCursor,
    limit: i64,
) -> Result<Vec<(IdentityCursor, Uuid)>, Error> {
    let parameters = [
        until.into(),
        after.used_at.into(),
        (&after.issuer).into(),
        (&after.subject).into(),
        limit.into(),
    ];
    c.rows(LAST_SEEN, &parameters, |row| {
        let cursor = IdentityCursor {
            used_at: row.get(0)?,
            issuer: row.get(1)?,
            subject: row.get(2)?,
        };
        Ok((cursor, row.get(3)?))
    })
    .await
}

/// Deletes, of these people, those who have not signed in after `until`, have no stored comment and have no
/// session.
pub(in crate::commenter) async fn expire_people(
    c: &mut Conn<'_>,
    until: Timestamp,
    people: &[Uuid],
) -> Result<u64, Error> {
    c.execute(EXPIRE_PEOPLE, &[until.into(), people.into()])
        .await
}

/// Returns the hash of the URL that the picture of an identity was fetched from.
pub(in crate::commenter) async fn picture_source(
    c: &mut Conn<'_>,
    issuer: &str,
    subject: &str,
) -> Result<Option<Vec<u8>>, Error> {
    let parameters = [issuer.into(), subject.into()];
    let found = c
        .row(PICTURE_SOURCE, &parameters, |row| {
            row.get::<Option<Vec<u8>>>(0)
        })
        .await?;
    Ok(found.flatten())
}

/// Stores a new picture of a person, fetched from `source` for one of their identities. Earlier pictures are
/// deleted, except those that a comment shows.
pub(in crate::commenter) async fn store_picture(
    c: &mut Conn<'_>,
    resolved: &ResolvedIdentity,
    source: &[u8],
    id: Uuid,
    jpeg: &[u8],
    now: Timestamp,
) -> Result<(), Error> {
    let parameters = [
        (&resolved.issuer).into(),
        (&resolved.subject).into(),
        source.into(),
    ];
    c.execute(UPDATE_PICTURE_SOURCE, &parameters).await?;
    let parameters = [id.into(), resolved.person.into(), jpeg.into(), now.into()];
    c.execute(INSERT_PICTURE, &parameters).await?;
    let parameters = [resolved.person.into(), id.into()];
    c.execute(UPDATE_PERSON_PICTURE, &parameters).await?;
    c.execute(DELETE_OLD_PICTURES, &parameters)
        .await
        .map(|_| ())
}

pub(in crate::commenter) async fn picture(
    c: &mut Conn<'_>,
    id: Uuid,
) -> Result<Option<Vec<u8>>, Error> {
    c.row(PICTURE, &[id.into()], |row| row.get(0)).await
}
