//! The statements that replace the HTML of comments written by an earlier renderer.

use uuid::Uuid;

use crate::{
    comment::CommentStatus,
    db::{BoundedRows, Conn, Error, statements},
    site::SiteId,
};

statements! {
    OUTDATED = "SELECT c.site, c.id, c.version, c.text, c.html, c.website, c.status, c.thread, t.page
        FROM comment c JOIN thread t ON t.site = c.site AND t.id = c.thread
        WHERE c.renderer < $1 ORDER BY c.renderer, c.site, c.id LIMIT $2";
    RENDERED = "UPDATE comment SET html = $4, website = $5, renderer = $6
        WHERE site = $1 AND id = $2 AND version = $3 AND renderer < $6";
}

/// A comment whose HTML an earlier renderer wrote.
#[derive(Clone, Debug)]
pub(in crate::comment) struct OutdatedComment {
    pub(in crate::comment) site: SiteId,
    pub(in crate::comment) id: Uuid,
    pub(in crate::comment) version: i64,
    pub(in crate::comment) text: String,
    pub(in crate::comment) html: String,
    pub(in crate::comment) website: Option<String>,
    pub(in crate::comment) is_approved: bool,
    pub(in crate::comment) thread: Uuid,
    pub(in crate::comment) page: String,
}

/// The maximum size of the comments that are read in one step, in bytes.
const STEP_BYTES: usize = 2 << 20;

/// Returns comments that were rendered by an earlier version than this, at most `limit` and
/// [`STEP_BYTES`].
pub(in crate::comment) async fn outdated(
    c: &mut Conn<'_>,
    renderer: i64,
    limit: i64,
) -> Result<BoundedRows<OutdatedComment>, Error> {
    let parameters = [renderer.into(), limit.into()];
    c.rows_within(OUTDATED, &parameters, STEP_BYTES, |row| {
        let comment = OutdatedComment {
            site: row.get(0)?,
            id: row.get(1)?,
            version: row.get(2)?,
            text: row.get(3)?,
            html: row.get(4)?,
            website: row.get(5)?,
            is_approved: row.get::<CommentStatus>(6)? == CommentStatus::Approved,
            thread: row.get(7)?,
            page: row.get(8)?,
        };
        let size = comment.text.len() + comment.html.len();
        Ok((comment, size))
    })
    .await
}

/// Replaces the HTML of an earlier renderer, unless the comment was changed or another process was
/// faster.
pub(in crate::comment) async fn replace(
    c: &mut Conn<'_>,
    comment: &OutdatedComment,
    html: &str,
    website: Option<&str>,
    renderer: i64,
) -> Result<bool, Error> {
    let parameters = [
        comment.site.into(),
        comment.id.into(),
        comment.version.into(),
        html.into(),
        website.into(),
        renderer.into(),
    ];
    Ok(c.execute(RENDERED, &parameters).await? == 1)
}
