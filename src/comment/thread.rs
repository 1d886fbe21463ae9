//! The threads of pages: titles, URLs, and whether they accept comments.
//!
//! Unless a moderator sets them, a thread has the title and the URL that its oldest approved comment claims. They
//! come from the page's form, so any client can send different ones.

use uuid::Uuid;

use super::{Comments, sql};
use crate::{clock::Timestamp, closed_set::closed_set, db::Error, site::Site};

/// The thread of a page.
#[derive(Clone, Debug)]
pub struct Thread {
    pub id: Uuid,
    pub page: String,
    pub title: Option<String>,
    pub url: Option<String>,
    /// What a moderator set; `None` if the policy of the site decides.
    pub state: Option<ThreadState>,
    /// The number of approved comments.
    pub approved: i64,
    /// Grows with every change that the public can see.
    pub version: i64,
    pub created_at: Timestamp,
    /// Who set the title; `None` if it is the one that the oldest approved comment claims.
    pub title_source: Option<TitleSource>,
    /// Who set the URL; `None` if it is the one that the oldest approved comment claims.
    pub url_source: Option<TitleSource>,
    /// The comment that is shown first.
    pub pinned: Option<Uuid>,
}

closed_set! {
    /// Whether a thread accepts comments and changes by readers.
    pub enum ThreadState: "ThreadState" {
        /// Accepts new comments.
        Open = "open",
        /// Accepts no new comments. Authors can still edit theirs.
        Closed = "closed",
        /// Accepts neither new comments nor edits by readers.
        Locked = "locked",
    }
}

closed_set! {
    /// The origin of the title or the URL of a thread.
    pub enum TitleSource: "TitleSource" {
        /// A moderator, with this API or with a comment of their own.
        Moderator = "moderator",
        /// An import.
        Import = "import",
        /// A program with an API key.
        Api = "api",
    }
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
}

/// Returns whether a thread accepts comments. What a moderator set takes precedence over the policy.
#[must_use]
pub(crate) fn state_of(site: &Site, thread: Option<&Thread>, now: Timestamp) -> ThreadState {
    let Some(thread) = thread else {
        return ThreadState::Open;
    };
    thread.state.unwrap_or_else(|| {
        let days = site.policy.close_after_days.map(u64::from);
        let is_young = |days| now.since(thread.created_at).as_secs() < days * 86_400;
        if days.is_none_or(is_young) {
            ThreadState::Open
        } else {
            ThreadState::Closed
        }
    })
}
