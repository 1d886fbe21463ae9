//! The statements for reading a thread.

use uuid::Uuid;

use super::root_of;
use crate::{
    clock::Timestamp,
    comment::{CommentStatus, EditState, IdentityKind},
    db::{BoundedRows, Conn, Error, LIST_BYTES, Row, Sql, Value, statements},
    moderator::Role,
    site::SiteId,
};

/// Selects comments, in the order of the columns that [`shown`] reads.
macro_rules! shown {
    ($condition:literal) => {
        shown!("FALSE", $condition)
    };
    ($pinned:literal, $condition:literal) => {
        concat!(
            "SELECT id, parent, path, status, kind, name, website, html, created_at, edited_at, picture,
                provider, role, edit, ",
            $pinned,
            " FROM comment WHERE site = $1 AND ",
            $condition
        )
    };
}

statements! {
    OLDEST = shown!("thread = $2 AND shown AND path > $3 ORDER BY path LIMIT $4");
    OLDEST_UNTIL = shown!("thread = $2 AND shown AND path > $3 AND path < $4 ORDER BY path LIMIT $5");
    REST_OF_ROOT = shown!("thread = $2 AND shown AND root = $3 AND path > $4 ORDER BY path LIMIT $5");
    NEWEST = shown!("thread = $2 AND shown AND root < $3 ORDER BY root DESC, path LIMIT $4");
    NEWEST_UNTIL = shown!("thread = $2 AND shown AND root < $3 AND root > $4 ORDER BY root DESC, path LIMIT $5");
    ONE = shown!(
        "EXISTS (SELECT 1 FROM thread t WHERE t.site = comment.site AND t.id = comment.thread AND t.pinned = comment.id)",
        "id = $2 AND status = 'approved'"
    );
    /// A thread whose comments are being moved has no page of its own any more.
    PAGE = "SELECT COALESCE(m.page, t.page) FROM comment c JOIN thread t ON t.site = c.site AND t.id = c.thread
            LEFT JOIN thread m ON m.site = t.site AND m.id = t.moving_to
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
    /// Whether a moderator has it shown first.
    pub is_pinned: bool,
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
        is_pinned: row.get(14)?,
    })
}

/// Reads a comment with the number of bytes that it takes in a list.
fn sized(row: &Row<'_>) -> Result<(CommentRow, usize), Error> {
    let shown = shown(row)?;
    let texts = [Some(&shown.html), Some(&shown.name), shown.website.as_ref()];
    let size = texts.into_iter().flatten().map(String::len).sum();
    Ok((shown, size))
}

/// The part of a thread that is read: at most `limit` comments, and at most [`LIST_BYTES`].
struct PartReader {
    site: SiteId,
    thread: Uuid,
    left: i64,
    bytes: usize,
    part: BoundedRows<CommentRow>,
}

impl PartReader {
    fn new(site: SiteId, thread: Uuid, limit: i64) -> Self {
        Self {
            site,
            thread,
            left: limit,
            bytes: LIST_BYTES,
            part: BoundedRows {
                rows: Vec::new(),
                is_cut: false,
            },
        }
    }

    /// Adds the rows of a statement, unless the part is full. `bounds` are the parameters between thread and limit.
    async fn add(
        &mut self,
        c: &mut Conn<'_>,
        statement: Sql,
        bounds: &[Value<'_>],
    ) -> Result<(), Error> {
        if self.left <= 0 || self.part.is_cut {
            return Ok(());
        }
        let mut parameters = vec![self.site.into(), self.thread.into()];
        parameters.extend_from_slice(bounds);
        parameters.push(self.left.into());
        let found = c
            .rows_within(statement, &parameters, self.bytes, sized)
            .await?;
        let bytes = found.rows.iter().map(|shown| shown.html.len()).sum();
        self.bytes = self.bytes.saturating_sub(bytes);
        self.left -= i64::try_from(found.rows.len()).unwrap_or(self.left);
        self.part.rows.extend(found.rows);
        self.part.is_cut = found.is_cut;
        Ok(())
    }

    /// Adds the conversation of the pinned comment after `path`, if the part begins in it. Returns the path after
    /// which the others follow.
    async fn add_pinned<'p>(
        &mut self,
        c: &mut Conn<'_>,
        pinned: Option<Uuid>,
        path: &'p [u8],
    ) -> Result<&'p [u8], Error> {
        let Some(root) = pinned.filter(|root| path.is_empty() || root_of(path) == *root) else {
            return Ok(path);
        };
        self.add(c, REST_OF_ROOT, &[root.into(), path.into()])
            .await?;
        for shown in &mut self.part.rows {
            shown.is_pinned = shown.id == root;
        }
        Ok(&[])
    }
}

/// Returns comments in reading order after `path`, oldest roots first; the conversation of the pinned comment comes
/// before all others.
pub(in crate::comment) async fn oldest(
    c: &mut Conn<'_>,
    (site, thread, pinned): (SiteId, Uuid, Option<Uuid>),
    path: &[u8],
    limit: i64,
) -> Result<BoundedRows<CommentRow>, Error> {
    let mut reader = PartReader::new(site, thread, limit);
    let path = reader.add_pinned(c, pinned, path).await?;
    let Some(pinned) = pinned else {
        reader.add(c, OLDEST, &[path.into()]).await?;
        return Ok(reader.part);
    };
    // Two ranges, because one that skips the conversation would read all of it.
    let begin = pinned.as_bytes().to_vec();
    let end = Uuid::from_u128(pinned.as_u128().saturating_add(1));
    if path < &begin[..] {
        reader
            .add(c, OLDEST_UNTIL, &[path.into(), (&begin).into()])
            .await?;
    }
    // No comment has the id that follows directly.
    let after = path.max(end.as_bytes());
    reader.add(c, OLDEST, &[after.into()]).await?;
    Ok(reader.part)
}

/// Returns the same with the newest roots first. Uses several statements, because one with `OR` would read
/// a large root from its beginning again for every page.
pub(in crate::comment) async fn newest(
    c: &mut Conn<'_>,
    (site, thread, pinned): (SiteId, Uuid, Option<Uuid>),
    path: &[u8],
    limit: i64,
) -> Result<BoundedRows<CommentRow>, Error> {
    let mut reader = PartReader::new(site, thread, limit);
    let path = reader.add_pinned(c, pinned, path).await?;
    let mut root = Uuid::max();
    if !path.is_empty() {
        root = root_of(path);
        reader
            .add(c, REST_OF_ROOT, &[root.into(), path.into()])
            .await?;
    }
    if let Some(pinned) = pinned.filter(|pinned| *pinned < root) {
        reader
            .add(c, NEWEST_UNTIL, &[root.into(), pinned.into()])
            .await?;
        root = pinned;
    }
    reader.add(c, NEWEST, &[root.into()]).await?;
    Ok(reader.part)
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
