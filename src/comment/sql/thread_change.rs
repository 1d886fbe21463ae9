//! The statements that change a thread for a moderator, and write the log of such changes.

use uuid::Uuid;

use crate::{
    clock::Timestamp,
    comment::{Thread, ThreadAction},
    db::{Conn, Error, statements},
    site::SiteId,
};

statements! {
    PUT = "UPDATE thread SET title = $3, title_source = $4, url = $5, url_source = $6, state = $7, pinned = $8,
            version = version + 1
        WHERE site = $1 AND id = $2";
    LOG = "INSERT INTO thread_log (site, id, thread, page, moderator, login, action, from_value, to_value, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
}

/// Stores what a moderator can set, and increments the version.
pub(in crate::comment) async fn put(
    c: &mut Conn<'_>,
    site: SiteId,
    thread: &Thread,
) -> Result<(), Error> {
    let parameters = [
        site.into(),
        thread.id.into(),
        thread.title.as_deref().into(),
        thread.title_source.into(),
        thread.url.as_deref().into(),
        thread.url_source.into(),
        thread.state.into(),
        thread.pinned.into(),
    ];
    c.execute(PUT, &parameters).await.map(drop)
}

/// A log entry about a thread.
pub(in crate::comment) struct ThreadLine<'a> {
    pub(in crate::comment) site: SiteId,
    pub(in crate::comment) id: Uuid,
    pub(in crate::comment) thread: Uuid,
    /// The key of the page after the change.
    pub(in crate::comment) page: &'a str,
    /// The id and login of the moderator; `None` for the command line.
    pub(in crate::comment) moderator: Option<(Uuid, &'a str)>,
    pub(in crate::comment) action: ThreadAction,
    pub(in crate::comment) from: Option<&'a str>,
    pub(in crate::comment) to: Option<&'a str>,
    pub(in crate::comment) at: Timestamp,
}

/// Writes a log entry.
pub(in crate::comment) fn log(c: &mut Conn<'_>, line: &ThreadLine<'_>) -> Result<(), Error> {
    let parameters = [
        line.site.into(),
        line.id.into(),
        line.thread.into(),
        line.page.into(),
        line.moderator.map(|(id, _)| id).into(),
        line.moderator.map(|(_, login)| login).into(),
        line.action.into(),
        line.from.into(),
        line.to.into(),
        line.at.into(),
    ];
    c.queue(LOG, &parameters)
}
