//! The wire types of the progress of a batch.

use poem_openapi::Object;
use uuid::Uuid;

use crate::{closed_set::closed_set, moderation};

closed_set! {
    /// The state of a batch.
    pub(super) enum BatchState: "BatchState" {
        /// Comments are still being processed. If the server stopped, a server with the
        /// same database continues within half a minute.
        Running = "running",
        /// The batch has ended and can be undone.
        Ended = "ended",
    }
}

/// The progress of a batch.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub(super) struct DecisionProgress {
    /// The id of the batch.
    pub batch: Uuid,
    /// The state of the batch.
    pub state: BatchState,
    /// The number of comments in the batch. For a batch of up to 50 comments, those that were changed.
    pub total: u64,
    /// The number of comments that were changed, or confirmed in the status set by the checks.
    pub decided: u64,
    /// The number of comments that were processed and left unchanged.
    pub skipped: u64,
    /// The number of comments still to be processed.
    pub remaining: u64,
}

impl From<moderation::BatchProgress> for DecisionProgress {
    fn from(progress: moderation::BatchProgress) -> Self {
        Self {
            batch: progress.batch,
            state: if progress.has_ended {
                BatchState::Ended
            } else {
                BatchState::Running
            },
            total: progress.total,
            decided: progress.decided,
            skipped: progress.done.saturating_sub(progress.decided),
            remaining: progress.total.saturating_sub(progress.done),
        }
    }
}
