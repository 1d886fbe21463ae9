//! The log of decisions as it goes over the wire.

use poem_openapi::{Enum, Object};
use uuid::Uuid;

use super::wire::Status;
use crate::{comment::EditState, http::Time, moderation};

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
    /// What was decided together.
    pub batch: Uuid,
    /// About which comment.
    pub comment_id: Uuid,
    /// Who decided.
    pub moderator_id: Uuid,
    /// The moderator's login at that time.
    pub login: String,
    /// One of the actions, `undo`, or `publish` for a comment that the moderator posted.
    pub action: String,
    /// Where it stood.
    pub before: Status,
    /// Where it stood then.
    pub after: Status,
    /// What became of the edit that the decision was about; null for one about the comment.
    pub edit: Option<EditOutcome>,
    /// The comment's version afterwards.
    pub version: i64,
    /// Why.
    pub note: Option<String>,
}

impl LogEntry {
    pub fn new(site: &str, line: moderation::LogLine) -> Self {
        Self {
            id: line.id,
            at: line.at.into(),
            site: site.to_owned(),
            batch: line.batch,
            comment_id: line.comment,
            moderator_id: line.moderator,
            login: line.login,
            action: line.action,
            before: line.from.into(),
            after: line.to.into(),
            edit: line.edit.map(EditOutcome::from),
            version: line.version,
            note: line.note,
        }
    }
}

/// A part of the log, newest first.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub struct Log {
    pub items: Vec<LogEntry>,
    /// Where the next part begins, for `after`; null at the end.
    pub next: Option<String>,
}
