//! The statements that give a thread another page key, and merge it into the thread that has this key.

use uuid::Uuid;

use super::{edits::advance_change_clock, find_thread};
use crate::{
    clock::Timestamp,
    db::{Conn, Error, statements},
    site::SiteId,
};

statements! {
    RENAME = "UPDATE thread SET page = $3, urls_after = $4, version = version + 1,
            url = CASE WHEN url_source IS NULL THEN url ELSE NULL END, url_source = NULL
        WHERE site = $1 AND id = $2";
    /// From now on the other thread answers for the page. No page has the new key of this one.
    DETACH = "UPDATE thread SET page = $3, moving_to = $4, version = version + 1 WHERE site = $1 AND id = $2";
    /// Threads whose comments are still being moved to one that is merged itself.
    REDIRECT = "UPDATE thread SET moving_to = $3 WHERE site = $1 AND moving_to = $2";
    /// What was set for a thread that is merged into another one, unless it was set for the other.
    INHERIT = "UPDATE thread SET
            title = CASE WHEN title_source IS NOT NULL THEN title
                ELSE COALESCE((SELECT f.title FROM thread f WHERE f.site = $1 AND f.id = $3 AND f.title_source IS NOT NULL), title) END,
            title_source = COALESCE(title_source, (SELECT f.title_source FROM thread f WHERE f.site = $1 AND f.id = $3)),
            state = COALESCE(state, (SELECT f.state FROM thread f WHERE f.site = $1 AND f.id = $3)),
            pinned = COALESCE(pinned, (SELECT f.pinned FROM thread f WHERE f.site = $1 AND f.id = $3)),
            created_at = (SELECT CASE WHEN f.created_at < thread.created_at THEN f.created_at ELSE thread.created_at END
                FROM thread f WHERE f.site = $1 AND f.id = $3),
            version = version + 1
        WHERE site = $1 AND id = $2";
    MOVE_ALIASES = "UPDATE page_alias SET thread = $3 WHERE site = $1 AND thread = $2";
    ADD_ALIAS = "INSERT INTO page_alias (site, page, thread) VALUES ($1, $2, $3)
        ON CONFLICT (site, page) DO UPDATE SET thread = $3";
    REMOVE_ALIAS = "DELETE FROM page_alias WHERE site = $1 AND page = $2";
    MOVING_TO = "SELECT moving_to FROM thread WHERE site = $1 AND id = $2";
    UNFINISHED = "SELECT site, id FROM thread WHERE moving_to IS NOT NULL ORDER BY site, moving_to LIMIT $1";
    /// Only locks: never run on SQLite. The order is that of every transaction that locks threads.
    LOCK_BOTH = "SELECT id FROM thread WHERE site = $1 AND id = ANY($2) ORDER BY site, id FOR NO KEY UPDATE";
    /// The paths of the first comments of a thread, by id.
    FIRST_PATHS = "SELECT path FROM comment WHERE site = $1 AND thread = $2 AND id >= $3 ORDER BY id LIMIT $4";
    REPLIES = "SELECT id FROM comment WHERE site = $1 AND thread = $2 AND parent = ANY($3)";
    APPROVED = "SELECT COUNT(*) FROM comment WHERE site = $1 AND id = ANY($2) AND status = 'approved'";
    /// Comments and those that they answer change their thread in one statement. The URLs that they claim are
    /// those of the earlier page.
    MOVE = "UPDATE comment SET thread = $3, page_url = NULL WHERE site = $1 AND id = ANY($2)";
    MARK_MOVED = "UPDATE thread SET moved_at = (SELECT last FROM change_clock WHERE one = 1) WHERE site = $1 AND id = $2";
    MOVED_AT = "SELECT moved_at FROM thread WHERE site = $1 AND id = $2";
    REMOVE = "DELETE FROM thread WHERE site = $1 AND id = $2";
}

/// Gives a thread another key. URLs that comments up to the id `until` claim no longer count.
pub(in crate::comment) async fn rename(
    c: &mut Conn<'_>,
    (site, thread): (SiteId, Uuid),
    page: &str,
    until: Uuid,
) -> Result<(), Error> {
    let parameters = [site.into(), thread.into(), page.into(), until.into()];
    c.execute(RENAME, &parameters).await.map(drop)
}

/// Lets the thread `to` answer for the page of another one, whose comments follow.
pub(in crate::comment) async fn detach(
    c: &mut Conn<'_>,
    site: SiteId,
    (from, hidden_key): (Uuid, &str),
    to: Uuid,
) -> Result<(), Error> {
    let parameters = [site.into(), to.into(), from.into()];
    c.execute(INHERIT, &parameters).await?;
    let parameters = [site.into(), from.into(), hidden_key.into(), to.into()];
    c.execute(DETACH, &parameters).await?;
    let parameters = [site.into(), from.into(), to.into()];
    c.execute(REDIRECT, &parameters).await?;
    c.execute(MOVE_ALIASES, &parameters).await.map(drop)
}

/// Notes in the caller's transaction that a thread has another key, or the comments of another thread. Runs last.
pub(in crate::comment) fn mark_moved(
    c: &mut Conn<'_>,
    site: SiteId,
    thread: Uuid,
    now: Timestamp,
) -> Result<(), Error> {
    advance_change_clock(c, now)?;
    c.queue(MARK_MOVED, &[site.into(), thread.into()])
}

/// Returns the time after which changes count for a decision about comments that were shown at `before`: if its page has
/// got other comments since, on one of these sites, a time before all changes.
pub(crate) async fn changes_after(
    c: &mut Conn<'_>,
    sites: &[SiteId],
    page: Option<&str>,
    before: Option<Timestamp>,
) -> Result<Option<Timestamp>, Error> {
    let (Some(shown_at), Some(page)) = (before, page) else {
        return Ok(before);
    };
    for site in sites {
        if let Some(thread) = find_thread(c, *site, page).await? {
            let parameters = [(*site).into(), thread.id.into()];
            let moved: Option<Timestamp> = c.row(MOVED_AT, &parameters, |row| row.get(0)).await?;
            if moved.is_some_and(|at| at > shown_at) {
                return Ok(Some(Timestamp(-1)));
            }
        }
    }
    Ok(before)
}

/// Lets a thread answer for another key as well.
pub(in crate::comment) async fn add_alias(
    c: &mut Conn<'_>,
    site: SiteId,
    page: &str,
    thread: Uuid,
) -> Result<(), Error> {
    let parameters = [site.into(), page.into(), thread.into()];
    c.execute(ADD_ALIAS, &parameters).await.map(drop)
}

pub(in crate::comment) async fn remove_alias(
    c: &mut Conn<'_>,
    site: SiteId,
    page: &str,
) -> Result<(), Error> {
    let parameters = [site.into(), page.into()];
    c.execute(REMOVE_ALIAS, &parameters).await.map(drop)
}

/// Returns the thread to which the comments of this one are being moved.
pub(crate) async fn target(
    c: &mut Conn<'_>,
    site: SiteId,
    thread: Uuid,
) -> Result<Option<Uuid>, Error> {
    let parameters = [site.into(), thread.into()];
    let found: Option<Option<Uuid>> = c.row(MOVING_TO, &parameters, |row| row.get(0)).await?;
    Ok(found.flatten())
}

/// Returns threads whose comments are not all moved.
pub(in crate::comment) async fn unfinished(
    c: &mut Conn<'_>,
    limit: i64,
) -> Result<Vec<(SiteId, Uuid)>, Error> {
    c.rows(UNFINISHED, &[limit.into()], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
    .await
}

pub(in crate::comment) fn lock_both(
    c: &mut Conn<'_>,
    site: SiteId,
    threads: [Uuid; 2],
) -> Result<(), Error> {
    c.lock_rows(LOCK_BOTH, &[site.into(), (&threads[..]).into()])
}

/// Returns the paths of the first comments of a thread.
pub(in crate::comment) async fn first_paths(
    c: &mut Conn<'_>,
    site: SiteId,
    thread: Uuid,
    limit: i64,
) -> Result<Vec<Vec<u8>>, Error> {
    let parameters = [site.into(), thread.into(), Uuid::nil().into(), limit.into()];
    c.rows(FIRST_PATHS, &parameters, |row| row.get(0)).await
}

/// Returns the replies to these comments.
pub(in crate::comment) async fn replies(
    c: &mut Conn<'_>,
    site: SiteId,
    thread: Uuid,
    to: &[Uuid],
) -> Result<Vec<Uuid>, Error> {
    let parameters = [site.into(), thread.into(), to.into()];
    c.rows(REPLIES, &parameters, |row| row.get(0)).await
}

/// Moves whole conversations to another thread. Returns the number of approved comments.
pub(in crate::comment) async fn move_comments(
    c: &mut Conn<'_>,
    site: SiteId,
    comments: &[Uuid],
    to: Uuid,
) -> Result<i64, Error> {
    let parameters = [site.into(), comments.into()];
    let approved: Option<i64> = c.row(APPROVED, &parameters, |row| row.get(0)).await?;
    let parameters = [site.into(), comments.into(), to.into()];
    c.execute(MOVE, &parameters).await?;
    Ok(approved.unwrap_or_default())
}

/// Removes a thread that has no comments.
pub(in crate::comment) async fn remove(
    c: &mut Conn<'_>,
    site: SiteId,
    thread: Uuid,
) -> Result<(), Error> {
    let parameters = [site.into(), thread.into()];
    c.execute(REMOVE, &parameters).await.map(drop)
}
