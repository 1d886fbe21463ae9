//! The statements for notes of moderators on authors.

use std::collections::HashMap;

use uuid::Uuid;

use crate::{
    db::{Conn, Error, Row, statements},
    moderation::AuthorNote,
    site::SiteId,
};

statements! {
    ADD = "INSERT INTO author_note (site, id, author, text, moderator, login, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    LIST = "SELECT id, text, moderator, login, created_at FROM author_note WHERE site = $1 AND author = $2 ORDER BY id DESC LIMIT 200";
    LATEST = "SELECT id, text, moderator, login, created_at FROM author_note WHERE site = $1 AND author = $2 ORDER BY id DESC LIMIT 1";
    COUNT = "SELECT COUNT(*) FROM author_note WHERE site = $1 AND author = $2";
    COUNTS = "SELECT site, author, COUNT(*) FROM author_note WHERE site = ANY($1) AND author = ANY($2) GROUP BY site, author";
    DELETE = "DELETE FROM author_note WHERE site = ANY($1) AND id = $2";
    /// Nothing leads to them any more.
    WITHOUT_COMMENTS = "SELECT n.site, n.id FROM author_note n WHERE n.created_at <= $1 AND NOT EXISTS
            (SELECT 1 FROM comment c WHERE c.site = n.site AND c.author = n.author) LIMIT $2";
    EXPIRE_ONE = "DELETE FROM author_note WHERE site = $1 AND id = $2 AND created_at <= $3 AND NOT EXISTS
            (SELECT 1 FROM comment c WHERE c.site = author_note.site AND c.author = author_note.author)";
}

/// A note to store.
pub(in crate::moderation) struct NoteDraft<'a> {
    pub(in crate::moderation) site: SiteId,
    /// The keyed hash of the author.
    pub(in crate::moderation) author: &'a [u8],
    pub(in crate::moderation) note: &'a AuthorNote,
}

pub(in crate::moderation) async fn add(
    c: &mut Conn<'_>,
    draft: &NoteDraft<'_>,
) -> Result<(), Error> {
    let note = draft.note;
    let parameters = [
        draft.site.into(),
        note.id.into(),
        draft.author.into(),
        (&note.text).into(),
        note.moderator.into(),
        (&note.login).into(),
        note.created_at.into(),
    ];
    c.execute(ADD, &parameters).await.map(drop)
}

/// Returns the notes on an author, newest first.
pub(in crate::moderation) async fn list(
    c: &mut Conn<'_>,
    site: SiteId,
    author: &[u8],
) -> Result<Vec<AuthorNote>, Error> {
    c.rows(LIST, &[site.into(), author.into()], read).await
}

/// Returns the newest note on an author.
pub(in crate::moderation) async fn latest(
    c: &mut Conn<'_>,
    site: SiteId,
    author: &[u8],
) -> Result<Option<AuthorNote>, Error> {
    c.row(LATEST, &[site.into(), author.into()], read).await
}

fn read(row: &Row<'_>) -> Result<AuthorNote, Error> {
    Ok(AuthorNote {
        id: row.get(0)?,
        text: row.get(1)?,
        moderator: row.get(2)?,
        login: row.get(3)?,
        created_at: row.get(4)?,
    })
}

/// Returns the number of notes on an author.
pub(in crate::moderation) async fn count(
    c: &mut Conn<'_>,
    site: SiteId,
    author: &[u8],
) -> Result<i64, Error> {
    let parameters = [site.into(), author.into()];
    let count: Option<i64> = c.row(COUNT, &parameters, |row| row.get(0)).await?;
    Ok(count.unwrap_or_default())
}

/// Returns the numbers of notes on these authors, without those that have none.
pub(in crate::moderation) async fn counts(
    c: &mut Conn<'_>,
    sites: &[SiteId],
    authors: &[Vec<u8>],
) -> Result<HashMap<(SiteId, Vec<u8>), i64>, Error> {
    let parameters = [sites.into(), authors.into()];
    let rows = c.rows(COUNTS, &parameters, |row| {
        Ok(((row.get(0)?, row.get(1)?), row.get(2)?))
    });
    Ok(rows.await?.into_iter().collect())
}

/// Deletes a note. Returns `false` if it does not exist on these sites.
pub(in crate::moderation) async fn delete(
    c: &mut Conn<'_>,
    sites: &[SiteId],
    id: Uuid,
) -> Result<bool, Error> {
    Ok(c.execute(DELETE, &[sites.into(), id.into()]).await? == 1)
}
