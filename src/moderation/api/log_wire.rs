//! The log of decisions as it goes over the wire.

use poem_openapi::{Enum, Object};
use uuid::Uuid;

use super::wire::Status;
use crate::{
    comment::EditState,
    http::Time,
    moderation::{self, LogRecord},
    site::SiteId,
};

/// What became of the edit of a published comment.
#[derive(Clone, Copy, Debug, Enum)]
#[oai(rename_all = "lowercase")]
pub enum EditOutcome {
    /// It is the text of the comment.
    Published,
    /// It was discarded, and the published text stayed.
    Rejected,
    /// It waits again, since the decision was undone.
    Waiting,
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

/// A line of the log: who did what to which comment, when and why, before and after.
#[derive(Clone, Debug, Object)]
pub struct LogEntry {
    /// The line's own id.
    pub id: Uuid,
    /// When.
    pub at: Time,
    /// The site's slug.
    pub site: String,
    /// What was decided together; null for a change of a thread.
    pub batch: Option<Uuid>,
    /// About which comment; null for a change of a thread.
    pub comment_id: Option<Uuid>,
    /// What changed of a thread; null for a decision about a comment.
    pub thread: Option<ThreadTitleChange>,
    /// Who decided; null for a site that was removed on the command line.
    pub moderator_id: Option<Uuid>,
    /// The moderator's login at that time; `(command line)` for a site that was removed there.
    pub login: String,
    /// One of the actions, `undo`, `publish` for a comment that the moderator posted, `set_title` for
    /// the title of a thread, or `remove_site`, of which owners alone read.
    pub action: String,
    /// Where the comment stood.
    pub before: Option<Status>,
    /// Where it stood then.
    pub after: Option<Status>,
    /// What became of the edit that the decision was about; null for one about the comment.
    pub edit: Option<EditOutcome>,
    /// The comment's version afterwards.
    pub version: Option<i64>,
    /// Why.
    pub note: Option<String>,
}

impl LogEntry {
    pub fn new(site: &str, line: moderation::LogLine) -> Self {
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
            before: Some(line.from.into()),
            after: Some(line.to.into()),
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

    pub fn of_record(record: LogRecord, slug: impl Fn(SiteId) -> String) -> Self {
        match record {
            LogRecord::Comment(line) => Self::new(&slug(line.site), line),
            LogRecord::Thread(line) => Self::of_thread(&slug(line.site), line),
            LogRecord::SiteRemoval(line) => Self::of_site_removal(line),
        }
    }
}

/// A new title of a thread.
#[derive(Clone, Debug, Object)]
pub struct ThreadTitleChange {
    /// The page's key.
    pub page: String,
    /// The title before.
    pub title_before: Option<String>,
    /// The title afterwards; null when no approved comment claims one.
    pub title_after: Option<String>,
}

/// A part of the log, newest first.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub struct Log {
    pub items: Vec<LogEntry>,
    /// Where the next part begins, for `after`; null at the end.
    pub next: Option<String>,
}
