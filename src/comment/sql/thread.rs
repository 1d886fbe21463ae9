//! The statements that find the thread of a page and update it with its comments.

use uuid::Uuid;

use crate::{
    clock::Timestamp,
    comment::Thread,
    db::{Conn, Error, PendingRows, Row, statements},
    site::SiteId,
};

statements! {
    /// Finds the thread by its key, or by an older key of the page.
    THREAD = "SELECT id, page, title, url, state, approved, version, created_at, title_source, url_source, pinned FROM thread
        WHERE site = $1 AND id = COALESCE(
            (SELECT e.id FROM thread e WHERE e.site = $1 AND e.page = $2),
            (SELECT a.thread FROM page_alias a WHERE a.site = $1 AND a.page = $2))";
    ALIASES = "SELECT a.page FROM page_alias a JOIN thread t ON t.site = a.site AND t.id = a.thread
        WHERE t.site = $1 AND t.page = $2 ORDER BY a.page LIMIT 100";
    THREADS = "SELECT id, page, title, url, state, approved, version, created_at, title_source, url_source, pinned, page
            FROM thread WHERE site = $1 AND page = ANY($2)
        UNION ALL
        SELECT t.id, t.page, t.title, t.url, t.state, t.approved, t.version, t.created_at, t.title_source, t.url_source, t.pinned,
                a.page
            FROM page_alias a JOIN thread t ON t.site = a.site AND t.id = a.thread
            WHERE a.site = $1 AND a.page = ANY($2)";
    /// The title that a moderator's own comment sends, unless one was set.
    OFFER_TITLE = "UPDATE thread SET title = $3, title_source = 'moderator'
        WHERE site = $1 AND id = $2 AND title_source IS NULL";
    /// Only locks: never run on SQLite. The order is that of every transaction that locks threads.
    LOCK_THREADS = "SELECT t.id FROM (SELECT DISTINCT c.site, c.thread FROM comment c WHERE c.site = ANY($1) AND c.id = ANY($2)) AS w
        JOIN thread t ON t.site = w.site AND t.id = w.thread
        ORDER BY t.site, t.id FOR NO KEY UPDATE OF t";
    /// Only locks: never run on SQLite.
    LOCK_THREAD = "SELECT id FROM thread WHERE site = $1 AND id = $2 FOR NO KEY UPDATE";
    ADD_THREAD = "INSERT INTO thread (site, id, page, title, url, open, approved, version, created_at)
        VALUES ($1, $2, $3, NULL, NULL, TRUE, 0, 1, $4) ON CONFLICT (site, page) DO NOTHING";
    CHANGE_THREADS = "UPDATE thread SET approved = approved + $3, version = version + 1 WHERE site = $1 AND id = ANY($2)";
    /// The oldest approved comment that has a title (or a URL) names the page; what was set stays.
    NAME_THREADS = "UPDATE thread SET
            title = CASE WHEN title_source IS NULL THEN (SELECT c.page_title FROM comment c
                WHERE c.site = thread.site AND c.thread = thread.id
                AND c.status = 'approved' AND c.page_title IS NOT NULL ORDER BY c.id LIMIT 1) ELSE title END,
            url = CASE WHEN url_source IS NULL THEN (SELECT c.page_url FROM comment c
                WHERE c.site = thread.site AND c.thread = thread.id
                AND c.status = 'approved' AND c.page_url IS NOT NULL
                AND (thread.urls_after IS NULL OR c.id > thread.urls_after) ORDER BY c.id LIMIT 1) ELSE url END
        WHERE site = $1 AND id = ANY($2)";
    /// A comment that is no longer approved is not shown first.
    UNPIN = "UPDATE thread SET pinned = NULL WHERE site = $1 AND id = ANY($2) AND pinned = ANY($3)";
}

pub(in crate::comment) fn thread(row: &Row<'_>) -> Result<Thread, Error> {
    Ok(Thread {
        id: row.get(0)?,
        page: row.get(1)?,
        title: row.get(2)?,
        url: row.get(3)?,
        state: row.get(4)?,
        approved: row.get(5)?,
        version: row.get(6)?,
        created_at: row.get(7)?,
        title_source: row.get(8)?,
        url_source: row.get(9)?,
        pinned: row.get(10)?,
    })
}

/// Sets the title that a moderator's own comment sends, unless one was set.
pub(crate) async fn offer_title(
    c: &mut Conn<'_>,
    site: SiteId,
    thread: Uuid,
    title: &str,
) -> Result<(), Error> {
    let parameters = [site.into(), thread.into(), title.into()];
    c.execute(OFFER_TITLE, &parameters).await.map(|_| ())
}

pub(crate) async fn find_thread(
    c: &mut Conn<'_>,
    site: SiteId,
    page: &str,
) -> Result<Option<Thread>, Error> {
    let found = request_thread(c, site, page)?;
    Ok(c.receive(found).await?.into_iter().next())
}

/// Requests the thread of a page: one row, or none.
pub(crate) fn request_thread(
    c: &mut Conn<'_>,
    site: SiteId,
    page: &str,
) -> Result<PendingRows<Thread>, Error> {
    c.request(THREAD, &[site.into(), page.into()], thread)
}

/// Returns the threads of these pages, each with the requested key; the current key of a thread takes
/// precedence over an older one.
pub(in crate::comment) async fn find_threads(
    c: &mut Conn<'_>,
    site: SiteId,
    pages: &[String],
) -> Result<Vec<(String, Thread)>, Error> {
    let mut found = c
        .rows(THREADS, &[site.into(), pages.into()], |row| {
            Ok((row.get::<String>(11)?, thread(row)?))
        })
        .await?;
    found.sort_by_key(|(asked, thread)| *asked != thread.page);
    Ok(found)
}

/// Returns older keys of the page, at most 100.
pub(crate) async fn aliases(
    c: &mut Conn<'_>,
    site: SiteId,
    page: &str,
) -> Result<Vec<String>, Error> {
    c.rows(ALIASES, &[site.into(), page.into()], |row| row.get(0))
        .await
}

/// Adds the thread of a page unless a concurrent request has just done so.
pub(crate) fn add_thread(
    c: &mut Conn<'_>,
    site: SiteId,
    id: Uuid,
    page: &str,
    now: Timestamp,
) -> Result<(), Error> {
    c.queue(
        ADD_THREAD,
        &[site.into(), id.into(), page.into(), now.into()],
    )
}

/// Locks a thread before a reply is stored in it, in the order of [`super::find_to_change`].
pub(crate) fn lock_thread(c: &mut Conn<'_>, site: SiteId, thread: Uuid) -> Result<(), Error> {
    c.lock_rows(LOCK_THREAD, &[site.into(), thread.into()])
}

/// Records that the public view of these threads has changed, with this many more approved comments in
/// each.
pub(in crate::comment) fn change_threads(
    c: &mut Conn<'_>,
    site: SiteId,
    threads: &[Uuid],
    more: i64,
) -> Result<(), Error> {
    c.queue(CHANGE_THREADS, &[site.into(), threads.into(), more.into()])
}

/// Updates the title and URL of these threads after their approved comments have changed.
pub(in crate::comment) fn name_threads(
    c: &mut Conn<'_>,
    site: SiteId,
    threads: &[Uuid],
) -> Result<(), Error> {
    c.queue(NAME_THREADS, &[site.into(), threads.into()])
}

/// Shows these comments no longer first in their threads.
pub(in crate::comment) fn unpin(
    c: &mut Conn<'_>,
    site: SiteId,
    threads: &[Uuid],
    comments: &[Uuid],
) -> Result<(), Error> {
    c.queue(UNPIN, &[site.into(), threads.into(), comments.into()])
}

/// Locks the threads of comments, in the order in which every change of comments locks them.
pub(in crate::comment) fn lock_threads(
    c: &mut Conn<'_>,
    sites: &[SiteId],
    comments: &[Uuid],
) -> Result<(), Error> {
    c.lock_rows(LOCK_THREADS, &[sites.into(), comments.into()])
}
