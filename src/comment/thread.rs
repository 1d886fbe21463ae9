//! The threads of pages, and their titles, which moderators can set.
//!
//! Otherwise, a thread has the title that its oldest approved comment claims. That title comes from the
//! page's form, so any client can send a different one.

use std::sync::Arc;

use uuid::Uuid;

use super::{Comments, sql};
use crate::{
    clock::Timestamp,
    closed_set::closed_set,
    db::{Conn, Error},
    site::Site,
    text::{Page, Title},
};

/// The thread of a page.
#[derive(Clone, Debug)]
pub struct Thread {
    pub id: Uuid,
    pub page: String,
    pub title: Option<String>,
    pub url: Option<String>,
    pub open: bool,
    /// The number of approved comments.
    pub approved: i64,
    /// Grows with every change that the public can see.
    pub version: i64,
    pub created_at: Timestamp,
    /// Who set the title; `None` if it is the one that the oldest approved comment claims.
    pub title_source: Option<TitleSource>,
}

closed_set! {
    /// The origin of the title of a thread.
    pub enum TitleSource: "TitleSource" {
        /// A moderator, with this API or with a comment of their own.
        Moderator = "moderator",
        /// An import.
        Import = "import",
        /// A program with an API key.
        Api = "api",
    }
}

/// A title for a thread, and the moderator who sets it.
#[derive(Clone, Debug)]
pub struct TitleChange {
    pub page: Page,
    /// `None` restores the title that comments claim.
    pub title: Option<Title>,
    pub moderator: Uuid,
    pub login: String,
}

/// What one transaction needs.
struct TitleTransaction {
    site: i64,
    change: TitleChange,
    line: Uuid,
    now: Timestamp,
}

impl Comments {
    /// Returns the thread of a page, if there is one.
    pub async fn thread(&self, site: &Site, page: &str) -> Result<Option<Thread>, Error> {
        let input = (site.id, page.to_owned());
        self.0
            .db
            .read(input, |c, (site, page)| {
                Box::pin(sql::find_thread(c, *site, page))
            })
            .await
    }

    /// Sets the title of a thread and writes a log entry. Returns `None` if the page has no thread.
    pub async fn set_title(
        &self,
        site: &Site,
        change: TitleChange,
    ) -> Result<Option<Thread>, Error> {
        let entry = Arc::new(TitleTransaction {
            site: site.id,
            change,
            line: self.0.clock.id(),
            now: self.0.clock.now(),
        });
        let thread = self
            .0
            .db
            .write(entry, |c, entry| Box::pin(set_title(c, entry)))
            .await?;
        if let Some(thread) = &thread {
            self.page_changed(site.id, &thread.page);
        }
        Ok(thread)
    }
}

async fn set_title(c: &mut Conn<'_>, entry: &TitleTransaction) -> Result<Option<Thread>, Error> {
    let TitleTransaction { site, change, .. } = entry;
    let Some(found) = sql::find_thread(c, *site, change.page.as_str()).await? else {
        return Ok(None);
    };
    sql::lock_thread(c, *site, found.id)?;
    let title = change.title.as_ref().map(Title::as_str);
    let source = title.map(|_| TitleSource::Moderator);
    sql::thread::put_title(c, *site, found.id, title, source).await?;
    if title.is_none() {
        sql::name_threads(c, *site, &[found.id])?;
    }
    let after = sql::find_thread(c, *site, &found.page).await?;
    let after = after.ok_or(Error::Conflict)?;
    if after.title != found.title || after.title_source != found.title_source {
        let line = sql::thread::TitleLine {
            site: *site,
            id: entry.line,
            thread: &after,
            moderator: change.moderator,
            login: &change.login,
            from_title: found.title.as_deref(),
            at: entry.now,
        };
        sql::thread::log_title(c, &line).await?;
    }
    Ok(Some(after))
}

/// Returns whether a thread is open for new comments.
#[must_use]
pub(crate) fn is_open(site: &Site, thread: Option<&Thread>, now: Timestamp) -> bool {
    thread.is_none_or(|thread| {
        let days = site.policy.close_after_days.map(u64::from);
        thread.open
            && days.is_none_or(|days| now.since(thread.created_at).as_secs() < days * 86_400)
    })
}
