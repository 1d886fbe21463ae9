//! How long callers wait for the database, in one place: `docs/database-trouble.md` names the same
//! figures.

use std::time::Duration;

/// How long a write may take from the call to the beginning of its commit. Then it is withdrawn and
/// answered with [`Error::Busy`](super::Error::Busy).
pub const WRITE_LIMIT: Duration = Duration::from_secs(5);

/// How long a caller waits beyond [`WRITE_LIMIT`] for a commit that has begun, which cannot be
/// withdrawn any more. Then the answer is [`Error::Uncertain`](super::Error::Uncertain).
pub(super) const COMMIT_LIMIT: Duration = Duration::from_secs(1);

/// How long a short read may take on a database that answers.
pub(super) const READ_LIMIT: Duration = Duration::from_secs(5);

/// How long a long read waits for its turn, and how long it may run then.
pub const LONG_READ_LIMIT: Duration = Duration::from_secs(5);

/// SQLite: a query that stands still for this long means that the disk hangs. Callers
/// are to be answered within 2 seconds.
pub(super) const DISK_SILENCE: Duration = Duration::from_millis(1_700);

/// PostgreSQL: a call without an answer for this long makes the process ask the server whether it
/// lives. Together with [`PROBE_LIMIT`] callers are answered within 2 seconds.
pub(super) const CALL_SILENCE: Duration = Duration::from_secs(1);

/// PostgreSQL: how long a new connection may take.
pub(super) const CONNECT_LIMIT: Duration = Duration::from_millis(1_800);

/// PostgreSQL: how long the server may take to answer that question.
pub(super) const PROBE_LIMIT: Duration = Duration::from_millis(800);
