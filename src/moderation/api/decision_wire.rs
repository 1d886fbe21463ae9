//! The wire types of decisions.

use std::collections::HashMap;

use poem_openapi::{Enum, Object};
use uuid::Uuid;

use super::{queue_wire::QueueFilter, wire::Status};
use crate::{
    comment,
    http::Time,
    moderation::{self, Skip},
};

/// An action on comments.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[oai(rename = "Action", rename_all = "lowercase")]
pub enum ActionName {
    /// Publish.
    Approve,
    /// Move back to the queue.
    Hold,
    /// Move to the spam folder, and train the filter.
    Spam,
    /// Move to the trash.
    Trash,
    /// Move from the spam folder or the trash back to the queue.
    Restore,
    /// Erase permanently. This cannot be undone.
    Delete,
}

impl From<ActionName> for comment::Action {
    fn from(action: ActionName) -> Self {
        match action {
            ActionName::Approve => Self::Approve,
            ActionName::Hold => Self::Hold,
            ActionName::Spam => Self::Spam,
            ActionName::Trash => Self::Trash,
            ActionName::Restore => Self::Restore,
            ActionName::Delete => Self::Delete,
        }
    }
}

/// A decision about comments, with either `ids` or `filter`.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields, example)]
pub struct NewDecision {
    /// The ids of the comments, without duplicates: as many as fit into a request body together with
    /// their versions. Use `filter` for more.
    #[oai(validator(min_items = 1, max_items = 500))]
    pub ids: Option<Vec<Uuid>>,
    /// The first 10,000 comments in the queue that match this filter.
    pub filter: Option<QueueFilter>,
    /// The action.
    pub action: ActionName,
    /// The reason, for the log.
    #[oai(validator(max_length = 1000))]
    pub note: Option<String>,
    /// The versions that were reviewed, by id; a comment with another version is skipped.
    pub versions: Option<HashMap<String, i64>>,
    /// Reject the whole comment even if only its edit waits. Otherwise `spam` and `trash` discard only
    /// the edit, and the published text stays.
    pub whole_comment: Option<bool>,
    /// Only report what would happen.
    pub dry_run: Option<bool>,
}

/// A comment after the decision about it.
#[derive(Clone, Debug, Object)]
pub struct DecidedComment {
    /// The id of the comment.
    pub id: Uuid,
    /// The new status.
    pub status: Status,
    /// The new version.
    pub version: i64,
}

/// Why a comment was skipped.
#[derive(Clone, Copy, Debug, Enum)]
#[oai(rename_all = "snake_case")]
pub enum SkipCode {
    /// The comment was changed in the meantime.
    Conflict,
    /// A moderator has already given the comment the requested status.
    Unchanged,
    /// The comment does not exist, or the moderator may not see it.
    NotFound,
    /// The comment was erased and cannot be restored.
    Erased,
    /// The server had to stop before it processed the comment; earlier decisions stay in effect. A
    /// batch of more than 50 comments is continued automatically; a smaller one must be sent again.
    Unavailable,
}

impl From<Skip> for SkipCode {
    fn from(skip: Skip) -> Self {
        match skip {
            Skip::Conflict => Self::Conflict,
            Skip::Unchanged => Self::Unchanged,
            Skip::NotFound => Self::NotFound,
            Skip::Erased => Self::Erased,
            Skip::Unavailable => Self::Unavailable,
        }
    }
}

/// A comment that was skipped.
#[derive(Clone, Debug, Object)]
pub struct SkippedComment {
    /// The id of the comment.
    pub id: Uuid,
    /// Why the comment was skipped.
    pub code: SkipCode,
}

/// The result of a decision.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub struct DecisionAnswer {
    /// The id for undoing the decision; not stored for a dry run.
    pub batch: Uuid,
    /// For `filter.before`: later changes are not included in this result. Null for a decision about
    /// `ids`.
    pub before: Option<Time>,
    /// The comments that were changed, or confirmed in the status set by the checks.
    pub decided: Vec<DecidedComment>,
    /// The comments that were skipped, with the reasons.
    pub skipped: Vec<SkippedComment>,
}

impl From<moderation::Decided> for DecisionAnswer {
    fn from(decided: moderation::Decided) -> Self {
        Self {
            batch: decided.batch,
            before: decided.before.map(Time),
            decided: decided
                .decided
                .into_iter()
                .map(|(id, status, version)| DecidedComment {
                    id,
                    status: status.into(),
                    version,
                })
                .collect(),
            skipped: decided
                .skipped
                .into_iter()
                .map(|(id, skip)| SkippedComment {
                    id,
                    code: skip.into(),
                })
                .collect(),
        }
    }
}
