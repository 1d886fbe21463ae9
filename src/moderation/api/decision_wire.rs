//! The wire types of decisions.

use std::collections::HashMap;

use poem_openapi::Object;
use uuid::Uuid;

use super::queue_wire::QueueFilter;
use crate::{
    comment::{Action, CommentStatus},
    http::Time,
    moderation::{self, Skip},
};

/// A decision about comments, with either `ids` or `filter`.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields, example)]
pub(super) struct NewDecision {
    /// The ids of the comments, without duplicates: as many as fit into a request body together with
    /// their versions. Use `filter` for more.
    #[oai(validator(min_items = 1, max_items = 500))]
    pub ids: Option<Vec<Uuid>>,
    /// The first 10,000 comments in the queue that match this filter. An empty text in it is refused.
    pub filter: Option<QueueFilter>,
    /// The action.
    pub action: Action,
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
    pub status: CommentStatus,
    /// The new version.
    pub version: i64,
}

/// A comment that was skipped.
#[derive(Clone, Debug, Object)]
pub struct SkippedComment {
    /// The id of the comment.
    pub id: Uuid,
    /// Why the comment was skipped.
    pub code: Skip,
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
                    status,
                    version,
                })
                .collect(),
            skipped: decided
                .skipped
                .into_iter()
                .map(|(id, code)| SkippedComment { id, code })
                .collect(),
        }
    }
}
