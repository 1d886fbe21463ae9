//! The wire types of threads.

use poem_openapi::{
    Object,
    types::{Example, MaybeUndefined},
};
use uuid::Uuid;

use crate::{
    clock::Timestamp,
    comment::{
        CommentStatus, LastComment, ListedThread, Thread, ThreadState, TitleSource, state_of,
    },
    http::Time,
    site::Site,
};

/// The thread of a page, as moderators see it.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub(super) struct ModeratedThread {
    /// The key of the page.
    pub page: String,
    /// The full URL of the page.
    pub url: Option<String>,
    /// The origin of the URL. Null if it is that of the oldest approved comment with a URL of this page: such a URL
    /// comes from the author's browser.
    pub url_source: Option<TitleSource>,
    /// The title of the page.
    pub title: Option<String>,
    /// The origin of the title. Null if it is that of the oldest approved comment with a title: such a
    /// title comes from the author's browser and can be forged.
    pub title_source: Option<TitleSource>,
    /// Whether the thread accepts comments now.
    pub state: ThreadState,
    /// What a moderator set; null if the policy decides by the age of the thread.
    pub state_set: Option<ThreadState>,
    /// The comment that is shown first.
    pub pinned: Option<Uuid>,
    /// The number of approved comments.
    pub count: i64,
    /// Incremented with every public change.
    pub version: i64,
    /// When the thread was created.
    pub created_at: Time,
    /// The newest comment in any status. Only in the list of threads; null also if there are none.
    pub last_comment: Option<LastCommentInfo>,
}

/// The newest comment of a thread.
#[derive(Clone, Debug, Object)]
pub(super) struct LastCommentInfo {
    /// The id of the comment.
    pub id: Uuid,
    /// The status of the comment.
    pub status: CommentStatus,
    /// When the comment was created.
    pub created_at: Time,
}

impl From<LastComment> for LastCommentInfo {
    fn from(last: LastComment) -> Self {
        Self {
            id: last.id,
            status: last.status,
            created_at: last.created_at.into(),
        }
    }
}

impl ModeratedThread {
    pub(super) fn new(site: &Site, thread: Thread, now: Timestamp) -> Self {
        Self {
            state: state_of(site, Some(&thread), now),
            page: thread.page,
            url: thread.url,
            url_source: thread.url_source,
            title: thread.title,
            title_source: thread.title_source,
            state_set: thread.state,
            pinned: thread.pinned,
            count: thread.approved,
            version: thread.version,
            created_at: thread.created_at.into(),
            last_comment: None,
        }
    }

    pub(super) fn listed(site: &Site, listed: ListedThread, now: Timestamp) -> Self {
        Self {
            last_comment: listed.last.map(LastCommentInfo::from),
            ..Self::new(site, listed.thread, now)
        }
    }
}

impl Example for ModeratedThread {
    fn example() -> Self {
        Self {
            page: "/2026/thing-12".to_owned(),
            url: Some("https://blog.example/2026/thing-12/".to_owned()),
            url_source: None,
            title: Some("Thing 12 – Party time!".to_owned()),
            title_source: Some(TitleSource::Moderator),
            state: ThreadState::Closed,
            state_set: Some(ThreadState::Closed),
            pinned: None,
            count: 3,
            version: 7,
            created_at: Timestamp(1_795_497_023_042).into(),
            last_comment: None,
        }
    }
}

/// A page of the list of threads, the newest first.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub(super) struct ThreadList {
    pub items: Vec<ModeratedThread>,
    /// The cursor of the next page, for `after`; null at the end.
    pub next: Option<String>,
}

impl Example for ThreadList {
    fn example() -> Self {
        Self {
            items: vec![ModeratedThread::example()],
            next: None,
        }
    }
}

/// The changes to a thread.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields, example)]
pub(crate) struct ChangeThread {
    /// The title of the page, at most 300 characters; null for the title from comments. A title set
    /// here is never overwritten by a comment.
    #[oai(validator(min_length = 1, max_length = 300))]
    pub title: MaybeUndefined<String>,
    /// The URL of the page, on an origin of the site; null for the URL from comments.
    #[oai(validator(min_length = 1, max_length = 2048))]
    pub url: MaybeUndefined<String>,
    /// Whether the thread accepts comments, regardless of the policy; null for what the policy says.
    pub state: MaybeUndefined<ThreadState>,
    /// The id of an approved comment of the thread that is not a reply: readers see it first. Null for none. A comment
    /// that is no longer approved is no longer pinned.
    pub pinned: MaybeUndefined<Uuid>,
}

impl Example for ChangeThread {
    fn example() -> Self {
        Self {
            title: MaybeUndefined::Value("Thing 12 – Party time!".to_owned()),
            url: MaybeUndefined::Undefined,
            state: MaybeUndefined::Value(ThreadState::Closed),
            pinned: MaybeUndefined::Undefined,
        }
    }
}

/// The pages between which a thread is moved.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields, example)]
pub(crate) struct MoveThread {
    /// The key of the page, or its full URL, before.
    #[oai(validator(min_length = 1, max_length = 16384))]
    pub from: String,
    /// The key of the page, or its full URL, after.
    #[oai(validator(min_length = 1, max_length = 16384))]
    pub to: String,
}

impl Example for MoveThread {
    fn example() -> Self {
        Self {
            from: "/2026/thing-12".to_owned(),
            to: "/things/12".to_owned(),
        }
    }
}
