//! The rows of the outbox, and the lease under which one is delivered.

use uuid::Uuid;

use crate::{clock::Timestamp, closed_set::closed_set};

closed_set! {
    /// The kind of an outbox row.
    pub(super) enum OutboxKind {
        Mail = "mail",
        Report = "report",
        Notice = "notice",
    }
}

/// A row of the outbox that is due.
#[derive(Clone)]
pub(super) struct DueRow {
    pub id: Uuid,
    pub due_at: Timestamp,
    pub attempts: i64,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub recipient: String,
    pub payload: String,
    pub last_error: Option<String>,
}

/// The right to deliver one row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lease {
    pub id: Uuid,
    /// The number of attempts, including this one.
    pub attempts: i64,
}
