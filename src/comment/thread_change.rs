//! What moderators set for a thread: title, URL, state, and the comment that is shown first.

use std::sync::Arc;

use uuid::Uuid;

use super::{CommentStatus, Comments, Thread, ThreadState, TitleSource, sql};
use crate::{
    clock::{Clock, Timestamp},
    closed_set::closed_set,
    db::{Conn, Error},
    site::{Site, SiteId},
    text::{Page, Title},
};

closed_set! {
    /// What was done to a thread, as in the log.
    pub enum ThreadAction {
        /// Another title.
        SetTitle = "set_title",
        /// Another URL.
        SetUrl = "set_url",
        /// Opened, closed or locked.
        SetState = "set_state",
        /// Another comment is shown first, or none.
        Pin = "pin",
        /// The page has another key.
        Move = "move",
        /// The thread answers for another key as well.
        Alias = "alias",
    }
}

/// The changes of a moderator; `None` leaves a member as it is.
#[derive(Clone, Debug, Default)]
pub struct ThreadChanges {
    /// `Some(None)` restores the title that comments claim.
    pub title: Option<Option<Title>>,
    /// `Some(None)` restores the URL that comments claim.
    pub url: Option<Option<String>>,
    /// `Some(None)` leaves the state to the policy of the site.
    pub state: Option<Option<ThreadState>>,
    /// An approved comment of the thread that begins a conversation.
    pub pinned: Option<Option<Uuid>>,
}

/// Changes to the thread of a page, and the moderator who makes them.
#[derive(Clone, Debug)]
pub struct ThreadPatch {
    pub page: Page,
    pub changes: ThreadChanges,
    pub moderator: Uuid,
    pub login: String,
}

/// Why a thread was not changed.
#[derive(Debug)]
pub enum ThreadRefusal {
    NoSuchThread,
    /// The comment to show first is not an approved comment of the thread that begins a conversation.
    NotPinnable,
    Db(Error),
}

impl From<Error> for ThreadRefusal {
    fn from(error: Error) -> Self {
        Self::Db(error)
    }
}

/// What one transaction needs.
struct PatchTransaction {
    site: SiteId,
    patch: ThreadPatch,
    /// The id of the thread if the page has none yet.
    new_thread: Uuid,
    clock: Clock,
}

impl Comments {
    /// Changes a thread and writes a log entry for each change. A page without a thread gets one if its state is
    /// set.
    pub async fn change_thread(
        &self,
        site: &Site,
        patch: ThreadPatch,
    ) -> Result<Thread, ThreadRefusal> {
        let clock = &self.0.clock;
        let page = patch.page.clone();
        let entry = Arc::new(PatchTransaction {
            site: site.id,
            patch,
            new_thread: clock.id(),
            clock: clock.clone(),
        });
        let changed = self
            .0
            .db
            .write(entry, |c, entry| Box::pin(entry.run(c)))
            .await;
        if let Err(ThreadRefusal::Db(error)) = &changed {
            self.note_failed_change(error);
        }
        let thread = changed?;
        self.page_changed(site.id, &thread.page);
        self.page_changed(site.id, page.as_str());
        Ok(thread)
    }
}

impl PatchTransaction {
    async fn run(&self, c: &mut Conn<'_>) -> Result<Thread, ThreadRefusal> {
        let changes = &self.patch.changes;
        let now = self.clock.now();
        let before = self.find_or_add(c, now).await?;
        sql::lock_thread(c, self.site, before.id)?;
        // Read again: a concurrent change may have been waited for.
        let before = sql::find_thread(c, self.site, &before.page).await?;
        let before = before.ok_or(Error::Conflict)?;
        let mut after = before.clone();
        if let Some(title) = &changes.title {
            after.title = title.as_ref().map(|title| title.as_str().to_owned());
            after.title_source = title.as_ref().map(|_| TitleSource::Moderator);
        }
        if let Some(url) = &changes.url {
            after.url.clone_from(url);
            after.url_source = url.as_ref().map(|_| TitleSource::Moderator);
        }
        if let Some(state) = changes.state {
            after.state = state;
        }
        if let Some(pinned) = changes.pinned {
            if let Some(id) = pinned {
                self.check_pinnable(c, &before, id).await?;
            }
            after.pinned = pinned;
        }
        sql::thread_change::put(c, self.site, &after).await?;
        let claims = [
            &changes.title.as_ref().map(Option::is_none),
            &changes.url.as_ref().map(Option::is_none),
        ];
        if claims.contains(&&Some(true)) {
            sql::name_threads(c, self.site, &[before.id])?;
        }
        let after = sql::find_thread(c, self.site, &before.page).await?;
        let after = after.ok_or(Error::Conflict)?;
        self.log(c, &before, &after, now)?;
        Ok(after)
    }

    async fn find_or_add(&self, c: &mut Conn<'_>, now: Timestamp) -> Result<Thread, ThreadRefusal> {
        let page = self.patch.page.as_str();
        if let Some(thread) = sql::find_thread(c, self.site, page).await? {
            return Ok(thread);
        }
        if !matches!(self.patch.changes.state, Some(Some(_))) {
            return Err(ThreadRefusal::NoSuchThread);
        }
        sql::add_thread(c, self.site, self.new_thread, page, now)?;
        let added = sql::find_thread(c, self.site, page).await?;
        added.ok_or(ThreadRefusal::NoSuchThread)
    }

    async fn check_pinnable(
        &self,
        c: &mut Conn<'_>,
        thread: &Thread,
        id: Uuid,
    ) -> Result<(), ThreadRefusal> {
        let position = sql::position(c, self.site, id)?;
        match c.receive(position).await?.pop() {
            Some((of, path, CommentStatus::Approved))
                if of == thread.id && super::record::depth(&path) == 0 =>
            {
                Ok(())
            }
            _ => Err(ThreadRefusal::NotPinnable),
        }
    }

    fn log(
        &self,
        c: &mut Conn<'_>,
        before: &Thread,
        after: &Thread,
        now: Timestamp,
    ) -> Result<(), Error> {
        let id = |id: Option<Uuid>| id.map(|id| id.to_string());
        let word = |state: Option<ThreadState>| state.map(|state| state.as_str().to_owned());
        let sources = |thread: &Thread| (thread.title_source, thread.url_source);
        let (is_title_same, is_url_same) = (
            sources(before).0 == sources(after).0,
            sources(before).1 == sources(after).1,
        );
        let changes = [
            (
                ThreadAction::SetTitle,
                before.title.clone(),
                after.title.clone(),
                is_title_same,
            ),
            (
                ThreadAction::SetUrl,
                before.url.clone(),
                after.url.clone(),
                is_url_same,
            ),
            (
                ThreadAction::SetState,
                word(before.state),
                word(after.state),
                true,
            ),
            (ThreadAction::Pin, id(before.pinned), id(after.pinned), true),
        ];
        for (action, from, to, is_source_same) in changes {
            if from == to && is_source_same {
                continue;
            }
            let line = sql::thread_change::ThreadLine {
                site: self.site,
                id: self.clock.id(),
                thread: after.id,
                page: &after.page,
                moderator: Some((self.patch.moderator, &self.patch.login)),
                action,
                from: from.as_deref(),
                to: to.as_deref(),
                at: now,
            };
            sql::thread_change::log(c, &line)?;
        }
        Ok(())
    }
}
