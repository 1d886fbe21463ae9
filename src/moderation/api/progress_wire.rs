//! How the progress of a batch is shown.

use poem_openapi::{Enum, Object};
use uuid::Uuid;

use crate::moderation;

/// Whether a batch is still being carried out.
#[derive(Clone, Copy, Debug, Enum)]
#[oai(rename_all = "snake_case")]
pub enum BatchState {
    /// Comments are still being decided about. A batch whose server stopped goes on within a minute.
    Running,
    /// It can be undone.
    Ended,
}

/// How far a batch is.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub struct DecisionProgress {
    /// Its id.
    pub batch: Uuid,
    /// Whether it is still being carried out.
    pub state: BatchState,
    /// How many comments it is about. Of a batch of up to 50 comments, those that moved.
    pub total: u64,
    /// How many of them moved, or were confirmed where the checks had put them.
    pub decided: u64,
    /// How many were looked at and left as they are.
    pub skipped: u64,
    /// How many are still to be looked at.
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
