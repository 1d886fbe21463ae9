//! The statements for the comments of one person.

use uuid::Uuid;

use crate::{
    comment::{AuthorIdentity, Comment, NoteAbout},
    db::{Conn, Error, statements},
    site::SiteId,
};

statements! {
    /// Includes removed sites that still have rows.
    SITES = "SELECT site FROM comment WHERE person = $1
        UNION SELECT site FROM comment
            WHERE site IN (SELECT id FROM site) AND author = ANY($2) AND person IS NULL
        ORDER BY 1";
    /// Each half uses its own index. With an order, or with `UNION` to remove duplicates, SQLite would
    /// read the whole site.
    IDS = "SELECT id FROM comment WHERE person = $2 AND site = $1
        UNION ALL SELECT id FROM comment WHERE site = $1 AND author = ANY($3) AND person IS NULL";
    /// Skips to the next site in the index, whatever the number of comments on each.
    NEXT_SITE = "SELECT site FROM comment WHERE person = $1 AND site > $2 ORDER BY site LIMIT 1";
    LATEST = "SELECT id FROM comment WHERE person = $1 AND site = $2 AND id < $3 AND status <> 'deleted'
        ORDER BY id DESC LIMIT $4";
    COUNT = "SELECT COUNT(*) FROM comment
        WHERE site IN (SELECT id FROM site WHERE removed_at IS NULL) AND author = ANY($1) AND person IS NULL";
    ADOPT = "UPDATE comment SET person = $4, provider = $5, picture = $6, author = $7, kind = 'email',
            version = version + 1
        WHERE site = $1 AND id = $2 AND version = $3";
    /// Notes of moderators are about the person from now on.
    ADOPT_NOTES = "UPDATE author_note SET author = $3 WHERE site = $1 AND author = ANY($2)";
    DELETE_NOTES = "DELETE FROM author_note WHERE author = ANY($1)";
    NOTES = "SELECT site, text, created_at FROM author_note WHERE author = ANY($1) ORDER BY site, id LIMIT 10000";
    /// The score and the group of the queue stay: they say how the text was judged, not who wrote it.
    ANONYMIZE = "UPDATE comment SET kind = 'guest', name = '', email = NULL, website = NULL, author = NULL,
            person = NULL, provider = NULL, picture = NULL, moderator = NULL, role = NULL, address_hash = NULL, network = NULL, user_agent = NULL,
            assessment = '{\"score\":0,\"verdict\":\"unsure\",\"hold\":false,\"reasons\":[]}',
            version = version + 1
        WHERE site = $1 AND id = $2 AND version = $3";
    /// In two steps, since SQLite would otherwise read all answers of the site.
    DELETE_RESPONSES = "DELETE FROM idempotency WHERE site = $1 AND (actor, key) IN
        (SELECT k.actor, k.key FROM idempotency k WHERE k.site = $1 AND k.comment = ANY($2))";
}

/// Returns the sites on which they wrote.
pub(in crate::comment) async fn sites(
    c: &mut Conn<'_>,
    (person, guests): (Option<Uuid>, &[Vec<u8>]),
) -> Result<Vec<SiteId>, Error> {
    let parameters = [person.into(), guests.into()];
    c.rows(SITES, &parameters, |row| row.get(0)).await
}

/// Returns the ids of what they wrote on a site, in no particular order.
pub(in crate::comment) async fn ids(
    c: &mut Conn<'_>,
    site: SiteId,
    (person, guests): (Option<Uuid>, &[Vec<u8>]),
) -> Result<Vec<Uuid>, Error> {
    let parameters = [site.into(), person.into(), guests.into()];
    c.rows(IDS, &parameters, |row| row.get(0)).await
}

/// Returns the first site after this one on which the person wrote.
pub(in crate::comment) async fn next_site(
    c: &mut Conn<'_>,
    person: Uuid,
    after: Option<SiteId>,
) -> Result<Option<SiteId>, Error> {
    let parameters = [person.into(), after.unwrap_or(SiteId::MIN).into()];
    c.row(NEXT_SITE, &parameters, |row| row.get(0)).await
}

/// Returns the ids of the person's latest comments on a site before this id, newest first.
pub(in crate::comment) async fn latest(
    c: &mut Conn<'_>,
    (person, site): (Uuid, SiteId),
    before: Uuid,
    limit: usize,
) -> Result<Vec<Uuid>, Error> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let parameters = [person.into(), site.into(), before.into(), limit.into()];
    c.rows(LATEST, &parameters, |row| row.get(0)).await
}

/// Returns the number of comments by guests with these keyed hashes.
pub(in crate::comment) async fn count(c: &mut Conn<'_>, guests: &[Vec<u8>]) -> Result<i64, Error> {
    let count = c.row(COUNT, &[guests.into()], |row| row.get(0)).await?;
    Ok(count.unwrap_or(0))
}

pub(in crate::comment) async fn adopt(
    c: &mut Conn<'_>,
    comment: &Comment,
    identity: &AuthorIdentity,
    author: &[u8],
) -> Result<bool, Error> {
    let parameters = [
        comment.site.into(),
        comment.id.into(),
        comment.version.into(),
        identity.person.into(),
        (&identity.provider).into(),
        identity.picture.into(),
        author.into(),
    ];
    Ok(c.execute(ADOPT, &parameters).await? == 1)
}

/// Lets notes on guests count for the person that they are.
pub(in crate::comment) fn adopt_notes(
    c: &mut Conn<'_>,
    site: SiteId,
    guests: &[Vec<u8>],
    author: &[u8],
) -> Result<(), Error> {
    c.queue(ADOPT_NOTES, &[site.into(), guests.into(), author.into()])
}

/// Deletes the notes of moderators on these authors, on all sites.
pub(crate) async fn delete_notes(c: &mut Conn<'_>, authors: &[Vec<u8>]) -> Result<(), Error> {
    c.execute(DELETE_NOTES, &[authors.into()]).await.map(drop)
}

/// Returns the notes of moderators on these authors: site, text and time.
pub(in crate::comment) async fn notes(
    c: &mut Conn<'_>,
    authors: &[Vec<u8>],
) -> Result<Vec<NoteAbout>, Error> {
    c.rows(NOTES, &[authors.into()], |row| {
        Ok(NoteAbout {
            site: row.get(0)?,
            text: row.get(1)?,
            created_at: row.get(2)?,
        })
    })
    .await
}

/// Removes everything that identifies the author; the text stays.
pub(in crate::comment) async fn anonymize(
    c: &mut Conn<'_>,
    comment: &Comment,
) -> Result<bool, Error> {
    let parameters = [
        comment.site.into(),
        comment.id.into(),
        comment.version.into(),
    ];
    Ok(c.execute(ANONYMIZE, &parameters).await? == 1)
}

/// Deletes the responses stored for an `Idempotency-Key` with these comments.
pub(in crate::comment) async fn delete_responses(
    c: &mut Conn<'_>,
    site: SiteId,
    comments: &[Uuid],
) -> Result<u64, Error> {
    c.execute(DELETE_RESPONSES, &[site.into(), comments.into()])
        .await
}
