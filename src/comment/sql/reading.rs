//! The statements for reading a thread.

use uuid::Uuid;

use super::root_of;
use crate::{
    clock::Timestamp,
    comment::{CommentStatus, EditState, IdentityKind},
    db::{BoundedRows, Conn, Error, LIST_BYTES, Row, statements},
    moderator::Role,
    site::SiteId,
};

/// Selects comments, in the order of the columns that [`shown`] reads.
macro_rules! shown {
    ($condition:literal) => {
        concat!(
            "SELECT id, parent, path, status, kind, name, website, html, created_at, edited_at, picture,
                provider, role, edit FROM comment WHERE site = $1 AND ",
            $condition
        )
    };
}

statements! {
    OLDEST = shown!("thread = $2 AND shown AND path > $3 ORDER BY path LIMIT $4");
    REST_OF_ROOT = shown!("thread = $2 AND shown AND root = $3 AND path > $4 ORDER BY path LIMIT $5");
    NEWEST = shown!("thread = $2 AND shown AND root < $3 ORDER BY root DESC, path LIMIT $4");
    ONE = shown!("id = $2 AND status = 'approved'");
    PAGE = "SELECT t.page FROM comment c JOIN thread t ON t.site = c.site AND t.id = c.thread
        WHERE c.site = $1 AND c.id = $2 AND c.status = 'approved'";
}

/// A comment as the public sees it.
#[derive(Clone, Debug)]
pub struct CommentRow {
    pub id: Uuid,
    pub parent: Option<Uuid>,
    pub path: Vec<u8>,
    pub status: CommentStatus,
    pub kind: IdentityKind,
    pub name: String,
    pub website: Option<String>,
    pub html: String,
    pub created_at: Timestamp,
    pub edited_at: Option<Timestamp>,
    /// Of an author with a verified identity.
    pub picture: Option<Uuid>,
    pub provider: Option<String>,
    /// The role of the moderator who published it.
    pub role: Option<Role>,
    /// Whether an edit of it waits for a moderator.
    pub has_waiting_edit: bool,
}

fn shown(row: &Row<'_>) -> Result<CommentRow, Error> {
    let (provider, role): (Option<String>, Option<Role>) = (row.get(11)?, row.get(12)?);
    Ok(CommentRow {
        id: row.get(0)?,
        parent: row.get(1)?,
        path: row.get(2)?,
        status: row.get(3)?,
        kind: row
            .get::<IdentityKind>(4)?
            .with(role.is_some(), provider.is_some()),
        name: row.get(5)?,
        website: row.get(6)?,
        html: row.get(7)?,
        created_at: row.get(8)?,
        edited_at: row.get(9)?,
        picture: row.get(10)?,
        provider,
        role,
        has_waiting_edit: row.get::<Option<EditState>>(13)? == Some(EditState::Waiting),
    })
}

/// Reads a comment with the number of bytes that it takes in a list.
fn sized(row: &Row<'_>) -> Result<(CommentRow, usize), Error> {
    let shown = shown(row)?;
    let texts = [Some(&shown.html), Some(&shown.name), shown.website.as_ref()];
    let size = texts.into_iter().flatten().map(String::len).sum();
    Ok((shown, size))
}

/// Returns comments in reading order after `path`, oldest roots first: at most `limit`, and at most
/// [`LIST_BYTES`].
pub(in crate::comment) async fn oldest(
    c: &mut Conn<'_>,
    site: SiteId,
    thread: Uuid,
    path: &[u8],
    limit: i64,
) -> Result<BoundedRows<CommentRow>, Error> {
    let parameters = [site.into(), thread.into(), path.into(), limit.into()];
    c.rows_within(OLDEST, &parameters, LIST_BYTES, sized).await
}

/// Returns the same with the newest roots first. Uses two statements, because one with `OR` would read
/// a large root from its beginning again for every page.
pub(in crate::comment) async fn newest(
    c: &mut Conn<'_>,
    site: SiteId,
    thread: Uuid,
    path: &[u8],
    limit: i64,
) -> Result<BoundedRows<CommentRow>, Error> {
    let root = if path.is_empty() {
        Uuid::max()
    } else {
        root_of(path)
    };
    let parameters = [
        site.into(),
        thread.into(),
        root.into(),
        path.into(),
        limit.into(),
    ];
    let of_root = c.rows_within(REST_OF_ROOT, &parameters, LIST_BYTES, sized);
    let mut found = of_root.await?;
    let left = limit - i64::try_from(found.rows.len()).unwrap_or(limit);
    if left > 0 && !found.is_cut {
        let parameters = [site.into(), thread.into(), root.into(), left.into()];
        let bytes =
            LIST_BYTES.saturating_sub(found.rows.iter().map(|shown| shown.html.len()).sum());
        let others = c.rows_within(NEWEST, &parameters, bytes, sized).await?;
        found.rows.extend(others.rows);
        found.is_cut = others.is_cut;
    }
    Ok(found)
}

/// Returns the page of an approved comment.
pub(in crate::comment) async fn page_of(
    c: &mut Conn<'_>,
    site: SiteId,
    id: Uuid,
) -> Result<Option<String>, Error> {
    c.row(PAGE, &[site.into(), id.into()], |row| row.get(0))
        .await
}

pub(in crate::comment) async fn approved(
    c: &mut Conn<'_>,
    site: SiteId,
    id: Uuid,
) -> Result<Option<CommentRow>, Error> {
    c.row(ONE, &[site.into(), id.into()], shown).await
}
