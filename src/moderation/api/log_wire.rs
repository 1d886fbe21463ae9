//! The wire types of the moderation log.

use poem_openapi::Object;
use uuid::Uuid;

use crate::{
    closed_set::closed_set,
    comment::{CommentStatus, EditState},
    http::Time,
    moderation::{self, LogRecord},
    site::SiteId,
};

closed_set! {
    /// The state of the edit of a published comment after a decision.
    pub(super) enum EditOutcome: "EditOutcome" {
        /// The edit was published.
        Published = "published",
        /// The edit was discarded, and the published text stayed.
        Rejected = "rejected",
        /// The edit waits again, because the decision was undone.
        Waiting = "waiting",
    }
}

impl From<EditState> for EditOutcome {
    fn from(state: EditState) -> Self {
        match state {
            EditState::Replaced => Self::Published,
            EditState::Rejected => Self::Rejected,
            EditState::Waiting | EditState::Shadowed => Self::Waiting,
        }
    }
}

/// An entry of the log: the moderator, the comment, the action, the time, the reason, and the status
/// before and after.
#[derive(Clone, Debug, Object)]
pub(super) struct LogEntry {
    /// The id of the entry.
    pub id: Uuid,
    /// When the action was taken.
    pub at: Time,
    /// The slug of the site.
    pub site: String,
    /// The id of the batch of decisions; null for a change of a thread.
    pub batch: Option<Uuid>,
    /// The id of the comment; null for a change of a thread.
    pub comment_id: Option<Uuid>,
    /// The change of a thread; null for a decision about a comment.
    pub thread: Option<ThreadTitleChange>,
    /// The id of the moderator; null for a site that was removed on the command line.
    pub moderator_id: Option<Uuid>,
    /// The login of the moderator at that time; `(command line)` for a site that was removed there.
    pub login: String,
    /// An action, `undo`, `publish` for a comment posted by the moderator, `set_title` for the title of
    /// a thread, or `remove_site`, which only owners can see.
    pub action: String,
    /// The status of the comment before.
    pub before: Option<CommentStatus>,
    /// The status of the comment after.
    pub after: Option<CommentStatus>,
    /// The state of the edit after a decision about it; null for a decision about the comment itself.
    pub edit: Option<EditOutcome>,
    /// The version of the comment after.
    pub version: Option<i64>,
    /// The reason.
    pub note: Option<String>,
}

impl LogEntry {
    pub(super) fn new(site: &str, line: moderation::LogLine) -> Self {
        Self {
            id: line.id,
            at: line.at.into(),
            site: site.to_owned(),
            batch: Some(line.batch),
            comment_id: Some(line.comment),
            thread: None,
            moderator_id: Some(line.moderator),
            login: line.login,
            action: line.action,
            before: Some(line.from),
            after: Some(line.to),
            edit: line.edit.map(EditOutcome::from),
            version: Some(line.version),
            note: line.note,
        }
    }

    fn of_thread(site: &str, line: moderation::ThreadLogLine) -> Self {
        Self {
            id: line.id,
            at: line.at.into(),
            site: site.to_owned(),
            batch: None,
            comment_id: None,
            thread: Some(ThreadTitleChange {
                page: line.page,
                title_before: line.from_title,
                title_after: line.to_title,
            }),
            moderator_id: Some(line.moderator),
            login: line.login,
            action: line.action,
            before: None,
            after: None,
            edit: None,
            version: None,
            note: None,
        }
    }

    fn of_site_removal(line: moderation::SiteRemovalLine) -> Self {
        Self {
            id: line.id,
            at: line.at.into(),
            site: line.slug,
            batch: None,
            comment_id: None,
            thread: None,
            moderator_id: line.moderator,
            login: line.login.unwrap_or_else(|| "(command line)".to_owned()),
            action: moderation::REMOVE_SITE.to_owned(),
            before: None,
            after: None,
            edit: None,
            version: None,
            note: None,
        }
    }

    pub(super) fn of_record(record: LogRecord, slug: impl Fn(SiteId) -> String) -> Self {
        match record {
            LogRecord::Comment(line) => Self::new(&slug(line.site), line),
            LogRecord::Thread(line) => Self::of_thread(&slug(line.site), line),
            LogRecord::SiteRemoval(line) => Self::of_site_removal(line),
        }
    }
}

/// A change of the title of a thread.
#[derive(Clone, Debug, Object)]
pub(super) struct ThreadTitleChange {
    /// The key of the page.
    pub page: String,
    /// The title before.
    pub title_before: Option<String>,
    /// The title after; null if no approved comment has one.
    pub title_after: Option<String>,
}

/// A page of the log, newest first.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub(super) struct LogPage {
    pub items: Vec<LogEntry>,
    /// The cursor of the next page, for `after`; null at the end.
    pub next: Option<String>,
}
