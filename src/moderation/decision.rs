//! Decisions about comments, and the batches and steps in which they are carried out.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use uuid::Uuid;

use super::{Actor, CommentFilter};
use crate::{
    clock::{Clock, Timestamp},
    closed_set::closed_set,
    comment::{Action, Comment, CommentStatus},
    site::SiteId,
    spam::Spam,
};

/// The comments that a decision is about.
#[derive(Clone, Debug)]
pub enum Selection {
    Ids(Vec<Uuid>),
    /// All comments in the queue that match this filter, at most 10,000.
    Filter(CommentFilter),
}

/// A decision of a moderator.
#[derive(Clone, Debug)]
pub struct Decision {
    pub selection: Selection,
    pub action: Action,
    pub note: Option<String>,
    /// The versions that the moderator saw; comments with other versions are skipped.
    pub versions: HashMap<Uuid, i64>,
    /// Comments whose text or status changed later are skipped, so that only comments that the
    /// moderator has seen are decided.
    pub before: Option<Timestamp>,
    /// Whether to reject the whole comment if its edit waits; otherwise only the edit is rejected.
    pub whole_comment: bool,
    /// Only report what would happen.
    pub dry_run: bool,
}

closed_set! {
    /// Why a comment was skipped.
    pub enum Skip: "SkipCode" {
        /// Another moderator or the author changed the comment in the meantime.
        Conflict = "conflict",
        /// A moderator has already given the comment the requested status.
        Unchanged = "unchanged",
        /// The comment does not exist, or the moderator may not see it.
        NotFound = "not_found",
        /// The comment was erased and cannot be restored.
        Erased = "erased",
        /// The database could not be written before the comment was processed; earlier decisions stay in
        /// effect. A batch of more than 50 comments is continued; a smaller one must be sent again.
        Unavailable = "unavailable",
    }
}

/// The result of a decision.
#[derive(Clone, Debug)]
pub struct Decided {
    pub batch: Uuid,
    /// The time of the latest change considered by the selection with a filter.
    pub before: Option<Timestamp>,
    /// The comments with their new status and version.
    pub decided: Vec<(Uuid, CommentStatus, i64)>,
    pub skipped: Vec<(Uuid, Skip)>,
}

impl Decided {
    /// Creates the result of a batch of which nothing is processed yet.
    pub(super) fn of(batch: &DecisionBatch) -> Self {
        Self {
            batch: batch.id,
            before: batch.before,
            decided: Vec::new(),
            skipped: Vec::new(),
        }
    }
}

/// The maximum size of the texts read in one step, in bytes; at least one comment is read.
pub(super) const STEP_BYTES: usize = 2 << 20;

/// The work done on the comments of a batch.
#[derive(Clone, Copy, Debug)]
pub(super) enum BatchTask {
    Decide {
        action: Action,
        whole_comment: bool,
    },
    /// Undo the batch with this id.
    Undo(Uuid),
}

/// A batch of comments, with all data that a process needs to continue it.
#[derive(Clone, Debug)]
pub(super) struct DecisionBatch {
    pub(super) id: Uuid,
    pub(super) actor: Actor,
    pub(super) sites: Vec<SiteId>,
    pub(super) task: BatchTask,
    pub(super) note: Option<String>,
    /// Comments changed after this time are skipped.
    pub(super) before: Option<Timestamp>,
    /// Comments with other versions are skipped.
    pub(super) versions: HashMap<Uuid, i64>,
    /// The ids in ascending order, without duplicates.
    pub(super) comments: Vec<Uuid>,
    /// The number of comments already processed.
    pub(super) done: usize,
    pub(super) is_stored: bool,
}

/// The progress of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchProgress {
    pub batch: Uuid,
    /// The number of comments in the batch.
    pub total: u64,
    /// The number of comments processed.
    pub done: u64,
    /// Of the processed comments, those that were changed or confirmed; the others were skipped.
    pub decided: u64,
    pub has_ended: bool,
}

/// The part of a batch that is processed in one transaction.
pub(super) struct BatchStep {
    pub(super) batch: Arc<DecisionBatch>,
    pub(super) from: usize,
    pub(super) size: usize,
    pub(super) clock: Clock,
    pub(super) spam: Spam,
}

impl BatchStep {
    /// Returns the comments of this step. If their texts are long, only the first ones are processed.
    pub(super) fn comments(&self) -> &[Uuid] {
        let until = self.from.saturating_add(self.size);
        let rest = self.batch.comments.get(self.from..).unwrap_or_default();
        &rest[..rest.len().min(until - self.from)]
    }
}

/// The result of one transaction, and the threads whose cached pages are outdated.
#[derive(Default)]
pub(super) struct StepOutcome {
    pub(super) decided: Vec<(Uuid, CommentStatus, i64)>,
    pub(super) skipped: Vec<(Uuid, Skip)>,
    pub(super) changed: HashSet<(SiteId, String)>,
    /// The number of comments of the step that were processed.
    pub(super) taken: usize,
}

impl StepOutcome {
    /// Creates the result for a number of processed comments.
    pub(super) fn of(taken: usize) -> Self {
        Self {
            taken,
            ..Self::default()
        }
    }

    /// Adds a decided comment. Its page has changed if the comment was or is public.
    pub(super) fn add(&mut self, comment: &Comment, to: CommentStatus) {
        if comment.status == CommentStatus::Approved || to == CommentStatus::Approved {
            self.changed.insert((comment.site, comment.page.clone()));
        }
        self.decided.push((comment.id, to, comment.version + 1));
    }
}
