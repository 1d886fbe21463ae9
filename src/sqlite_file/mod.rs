//! SQLite database files: how processes share them, and what must not happen to them.
//!
//! SQLite trusts the files that it finds. This module checks them before SQLite opens them: whether a log
//! belongs to its database (`marker`), whether a file has a second name (`hard_links`), whether it
//! belongs to another program (`contents`), and which processes use it (`lock`).

pub(crate) mod contents;
pub(crate) mod created;
pub(crate) mod error;
pub(crate) mod file;
pub(crate) mod hard_links;
pub(crate) mod lock;
pub(crate) mod lock_file;
pub(crate) mod marker;
pub(crate) mod paths;
pub(crate) mod regular;
mod wal;

use std::time::Duration;

pub use self::error::OpenError;

/// How long a process waits for a database that another process has locked.
pub(crate) const LOCK_TIMEOUT: Duration = Duration::from_secs(5);

/// What opening a database may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenMode {
    /// Create the SQLite file and its folder if they are missing.
    Create,
    /// Open an existing database; nothing is created.
    Existing,
    /// Open an existing database and change neither data nor files. Writes fail.
    ReadOnly,
}
