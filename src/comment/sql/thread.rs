//! The statements that find the thread of a page.

use crate::{
    comment::Thread,
    db::{Conn, Error, Row, statements},
    site::SiteId,
};

statements! {
    /// A page has a thread under its key, or under an older one.
    THREAD = "SELECT id, page, title, url, open, approved, version, created_at FROM thread
        WHERE site = $1 AND id = COALESCE(
            (SELECT e.id FROM thread e WHERE e.site = $1 AND e.page = $2),
            (SELECT a.thread FROM page_alias a WHERE a.site = $1 AND a.page = $2))";
    ALIASES = "SELECT a.page FROM page_alias a JOIN thread t ON t.site = a.site AND t.id = a.thread
        WHERE t.site = $1 AND t.page = $2 ORDER BY a.page LIMIT 100";
    THREADS = "SELECT id, page, title, url, open, approved, version, created_at, page FROM thread
            WHERE site = $1 AND page = ANY($2)
        UNION ALL
        SELECT t.id, t.page, t.title, t.url, t.open, t.approved, t.version, t.created_at, a.page
            FROM page_alias a JOIN thread t ON t.site = a.site AND t.id = a.thread
            WHERE a.site = $1 AND a.page = ANY($2)";
}

fn thread(row: &Row<'_>) -> Result<Thread, Error> {
    Ok(Thread {
        id: row.get(0)?,
        page: row.get(1)?,
        title: row.get(2)?,
        url: row.get(3)?,
        open: row.get(4)?,
        approved: row.get(5)?,
        version: row.get(6)?,
        created_at: row.get(7)?,
    })
}

pub(in crate::comment) async fn find_thread(
    c: &mut Conn<'_>,
    site: SiteId,
    page: &str,
) -> Result<Option<Thread>, Error> {
    c.row(THREAD, &[site.into(), page.into()], thread).await
}

/// The threads of these pages, each with the key that was asked for; the key that is the thread's
/// own comes before an older one.
pub(in crate::comment) async fn find_threads(
    c: &mut Conn<'_>,
    site: SiteId,
    pages: &[String],
) -> Result<Vec<(String, Thread)>, Error> {
    let mut found = c
        .rows(THREADS, &[site.into(), pages.into()], |row| {
            Ok((row.get::<String>(8)?, thread(row)?))
        })
        .await?;
    found.sort_by_key(|(asked, thread)| *asked != thread.page);
    Ok(found)
}

/// Older keys of the page, at most 100.
pub(in crate::comment) async fn aliases(
    c: &mut Conn<'_>,
    site: SiteId,
    page: &str,
) -> Result<Vec<String>, Error> {
    c.rows(ALIASES, &[site.into(), page.into()], |row| row.get(0))
        .await
}
