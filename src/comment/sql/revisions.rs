//! The statements for what comments said before moderators edited them.

use uuid::Uuid;

use crate::{
    clock::Timestamp,
    comment::{Comment, CommentRevision},
    db::{Conn, Error, Row, statements},
    render,
    site::SiteId,
};

statements! {
    ADD = "INSERT INTO comment_revision (site, id, comment, text, name, moderator, login, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    EDIT = "UPDATE comment SET text = $3, html = $4, digest = $5, name = $6, edited_at = $7, renderer = $8,
            version = version + 1
        WHERE site = $1 AND id = $2";
    OF_COMMENTS = "SELECT comment, id, text, name, moderator, login, at FROM comment_revision
        WHERE site = $1 AND comment = ANY($2) ORDER BY comment, id";
    REMOVE = "DELETE FROM comment_revision WHERE site = $1 AND comment = ANY($2)";
}

/// Stores text and name of a comment before a moderator edits it.
pub(in crate::comment) fn add(
    c: &mut Conn<'_>,
    before: &Comment,
    revision: &CommentRevision,
) -> Result<(), Error> {
    let parameters = [
        before.site.into(),
        revision.id.into(),
        before.id.into(),
        (&revision.text).into(),
        (&revision.name).into(),
        revision.moderator.into(),
        (&revision.login).into(),
        revision.at.into(),
    ];
    c.queue(ADD, &parameters)
}

/// Replaces text and name of a comment, which the caller has locked.
pub(in crate::comment) fn edit(
    c: &mut Conn<'_>,
    after: &Comment,
    now: Timestamp,
) -> Result<(), Error> {
    let parameters = [
        after.site.into(),
        after.id.into(),
        (&after.text).into(),
        (&after.html).into(),
        after.digest.into(),
        (&after.name).into(),
        now.into(),
        render::VERSION.into(),
    ];
    c.queue_exactly(EDIT, &parameters, 1)
}

/// Returns what these comments said before, the oldest first.
pub(crate) async fn of_comments(
    c: &mut Conn<'_>,
    site: SiteId,
    comments: &[Uuid],
) -> Result<Vec<CommentRevision>, Error> {
    c.rows(OF_COMMENTS, &[site.into(), comments.into()], read)
        .await
}

fn read(row: &Row<'_>) -> Result<CommentRevision, Error> {
    Ok(CommentRevision {
        comment: row.get(0)?,
        id: row.get(1)?,
        text: row.get(2)?,
        name: row.get(3)?,
        moderator: row.get(4)?,
        login: row.get(5)?,
        at: row.get(6)?,
    })
}

/// Removes what these comments said before.
pub(in crate::comment) fn remove(
    c: &mut Conn<'_>,
    site: SiteId,
    comments: &[Uuid],
) -> Result<(), Error> {
    c.queue(REMOVE, &[site.into(), comments.into()])
}
