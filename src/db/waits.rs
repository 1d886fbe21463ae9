//! Time limits of database calls, in one place: `docs/database-trouble.md` states the same values.

use std::time::Duration;

/// How long a write may take from the call to the beginning of its commit. Then it is withdrawn and fails
/// with [`Error::Busy`](super::Error::Busy).
pub(super) const WRITE_LIMIT: Duration = Duration::from_secs(5);

/// How long a caller waits beyond [`WRITE_LIMIT`] for a commit that has begun, which can no longer be
/// withdrawn. Then the result is [`Error::Uncertain`](super::Error::Uncertain).
pub(super) const COMMIT_LIMIT: Duration = Duration::from_secs(1);

/// How long a short read may take on a database that responds.
pub(super) const READ_LIMIT: Duration = Duration::from_secs(5);

/// How long a long read waits for its turn, and how long it may run then.
pub(super) const LONG_READ_LIMIT: Duration = Duration::from_secs(5);

/// SQLite: a query without progress for this long means that the disk hangs. Callers must get a reply
/// within 2 seconds.
pub(super) const DISK_SILENCE: Duration = Duration::from_millis(1_700);

/// PostgreSQL: after this time without a reply to a call, the process probes whether the server responds.
/// Together with [`PROBE_LIMIT`] callers get a reply within 2 seconds.
pub(super) const CALL_SILENCE: Duration = Duration::from_secs(1);

/// PostgreSQL: how long a new connection may take.
pub(super) const CONNECT_LIMIT: Duration = Duration::from_millis(1_800);

/// PostgreSQL: how long the server may take to reply to the probe.
pub(super) const PROBE_LIMIT: Duration = Duration::from_millis(800);

/// PostgreSQL: how long a caller waits for a connection of the pool.
pub(super) const POOL_TIMEOUT: Duration = Duration::from_secs(5);
