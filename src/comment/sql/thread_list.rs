//! The statement that lists the threads of a site.

use uuid::Uuid;

use super::thread::thread;
use crate::{
    comment::{LastComment, ListedThread},
    db::{Conn, Error, Row, statements},
    site::SiteId,
};

statements! {
    /// A thread whose comments are being moved is no longer listed. `$4` is larger than every id.
    LIST = "SELECT t.id, t.page, t.title, t.url, t.state, t.approved, t.version, t.created_at, t.title_source, t.url_source, t.pinned,
            c.id, c.status, c.created_at
        FROM thread t LEFT JOIN comment c ON c.site = t.site AND c.id = (SELECT l.id FROM comment l
            WHERE l.site = t.site AND l.thread = t.id AND l.id < $4 ORDER BY l.id DESC LIMIT 1)
        WHERE t.site = $1 AND t.id < $2 AND t.moving_to IS NULL ORDER BY t.id DESC LIMIT $3";
}

/// Returns threads with ids before `before`, the newest first.
pub(in crate::comment) async fn list(
    c: &mut Conn<'_>,
    site: SiteId,
    before: Uuid,
    limit: usize,
) -> Result<Vec<ListedThread>, Error> {
    let parameters = [
        site.into(),
        before.into(),
        i64::try_from(limit).unwrap_or(i64::MAX).into(),
        Uuid::max().into(),
    ];
    c.rows(LIST, &parameters, read).await
}

fn read(row: &Row<'_>) -> Result<ListedThread, Error> {
    let last = match row.get::<Option<Uuid>>(11)? {
        None => None,
        Some(id) => Some(LastComment {
            id,
            status: row.get(12)?,
            created_at: row.get(13)?,
        }),
    };
    Ok(ListedThread {
        thread: thread(row)?,
        last,
    })
}
