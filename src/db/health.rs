//! The health of the database: the result of the last write, and whether the stored data is damaged.

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use super::{Backend, Db, Error, Sql};

/// Writes a row of the schema table unchanged: the smallest write that reaches the disk.
const WRITE: Sql = Sql("UPDATE schema_step SET taken_at = taken_at WHERE version = 1");
/// Writes no row: PostgreSQL refuses the statement itself if it may not write.
const MAY_WRITE: Sql = Sql("UPDATE schema_step SET taken_at = taken_at WHERE version = -1");

/// How long the result of the last write is considered current. Readiness checks may also come from third
/// parties, and each may cost an fsync.
const KNOWN_FOR: Duration = Duration::from_secs(1);
/// How long a check waits for its own write; writes wait longer if another process holds a lock.
const WRITE_WAIT: Duration = Duration::from_millis(500);

/// How long a failed disk read counts: the failing page may not be read again soon.
const READ_FAILURE_COUNTS: Duration = Duration::from_secs(10);

/// How long a file that SQLite calls malformed is read, to distinguish damage from a failing disk.
const DISK_CHECK_LIMIT: Duration = Duration::from_secs(2);

/// The damage reported when the file is no longer the one that was opened.
pub(super) const MOVED: &str =
    "the file was moved, deleted or replaced while the server was using it";
/// SQLite's message for every `SQLITE_IOERR`.
const IO_ERROR: &str = "disk I/O error";

/// The health of the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseHealth {
    Good,
    /// Reads work, and the last write failed for a reason that may be temporary.
    WritesFail(&'static str),
    /// Nothing can be written.
    ReadOnly,
    /// The disk or its file system does not read or write.
    IoError,
    /// The stored data is damaged.
    Malformed,
    /// The file is no longer the one that was opened.
    Moved,
    Unavailable,
}

/// The latest failures, as recorded by readers and writers.
#[derive(Clone, Default)]
pub(super) struct Trouble(Arc<Mutex<TroubleState>>);

#[derive(Default)]
struct TroubleState {
    last: Option<Error>,
    noted: Option<Instant>,
    /// When a read last failed because of the disk.
    read_failed: Option<Instant>,
    damage: Option<Error>,
}

impl Trouble {
    fn state(&self) -> MutexGuard<'_, TroubleState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records how a write ended; a full disk is not visible in reads.
    pub(super) fn note(&self, trouble: Option<Error>) {
        let mut state = self.state();
        state.last = trouble;
        state.noted = Some(Instant::now());
    }

    /// Records that the file is damaged. This remains until another file is opened, because further writes
    /// would increase the damage.
    pub(super) fn note_damage(&self, error: &Error) {
        let mut state = self.state();
        if state.damage.is_none() {
            if is_moved(error) {
                tracing::error!(
                    %error,
                    "the database accepts no more writes; stop the server, put the file back and start it again"
                );
            } else {
                tracing::error!(
                    %error,
                    "the database is damaged and accepts no more writes; restore a backup with \
                     `rejoinder restore FILE`"
                );
            }
            state.damage = Some(error.clone());
        }
    }

    /// Records an error that SQLite reports as malformed. SQLite also reports this when the disk fails to
    /// read (EIO), which may be temporary and is no damage. Returns the error for the waiting callers.
    pub(super) fn note_malformed(&self, error: &Error, path: &Path) -> Error {
        if let Some(failed) = disk_error(path) {
            self.note_read_failure(&failed);
            return Error::Unavailable(format!("{IO_ERROR}: {failed}"));
        }
        self.note_damage(error);
        error.clone()
    }

    /// Records that the disk failed to read.
    pub(super) fn note_read_failure(&self, error: &dyn std::fmt::Display) {
        let mut state = self.state();
        let is_first = state
            .read_failed
            .is_none_or(|at| at.elapsed() >= READ_FAILURE_COUNTS);
        if is_first {
            tracing::error!(%error, "the database cannot be read: check the disk and the file system");
        }
        state.read_failed = Some(Instant::now());
    }

    fn has_read_failure(&self) -> bool {
        let failed = self.state().read_failed;
        failed.is_some_and(|at| at.elapsed() < READ_FAILURE_COUNTS)
    }

    pub(super) fn damage(&self) -> Option<Error> {
        self.state().damage.clone()
    }

    pub(super) fn last(&self) -> Option<Error> {
        let state = self.state();
        state.damage.clone().or_else(|| state.last.clone())
    }

    /// Returns whether a write is worthwhile to learn more. For a failure that may be temporary,
    /// the next regular write shows whether it has ended.
    fn is_stale(&self) -> bool {
        let state = self.state();
        let is_open = matches!(
            state.last,
            None | Some(Error::Unavailable(_) | Error::Malformed(_))
        );
        let is_old = state.noted.is_none_or(|noted| noted.elapsed() >= KNOWN_FOR);
        state.damage.is_none() && is_open && is_old
    }
}

impl Db {
    fn trouble_state(&self) -> &Trouble {
        match &*self.0 {
            Backend::Sqlite(db) => &db.trouble,
            Backend::Postgres(db) => &db.trouble,
        }
    }

    /// Returns why the last write could not be stored, in words that reveal nothing about the machine;
    /// `None` if it was stored, or refused because of its contents.
    #[must_use]
    pub fn trouble(&self) -> Option<&'static str> {
        self.trouble_state().last().map(|error| match error {
            error if is_moved(&error) => "its file was moved, deleted or replaced",
            error if is_io_error(&error) => "the disk does not read or write",
            Error::Full => "the disk is full",
            Error::Busy => "another process holds a lock",
            Error::Malformed(_) => "it is malformed",
            _ => "it cannot be written to",
        })
    }

    /// Checks whether the database can be read and written, within `limit`.
    pub async fn health(&self, limit: Duration) -> DatabaseHealth {
        let trouble = self.trouble_state();
        let answered = self.ping(limit).await;
        match (trouble.damage(), answered) {
            (Some(damage), _) if is_moved(&damage) => return DatabaseHealth::Moved,
            (Some(_), _) | (None, Err(Error::Malformed(_))) => return DatabaseHealth::Malformed,
            (None, Ok(())) => {}
            (None, Err(error)) if is_io_error(&error) => return DatabaseHealth::IoError,
            (None, Err(_)) => return DatabaseHealth::Unavailable,
        }
        if trouble.has_read_failure() {
            return DatabaseHealth::IoError;
        }
        if trouble.is_stale() {
            self.try_write().await;
        }
        match trouble.last() {
            None => DatabaseHealth::Good,
            Some(error) if is_moved(&error) => DatabaseHealth::Moved,
            Some(Error::Malformed(_)) => DatabaseHealth::Malformed,
            Some(Error::Full | Error::Busy) => {
                DatabaseHealth::WritesFail(self.trouble().unwrap_or_default())
            }
            Some(error) if is_io_error(&error) => DatabaseHealth::IoError,
            Some(_) => DatabaseHealth::ReadOnly,
        }
    }

    /// Performs a write; its result is recorded like that of any other write.
    async fn try_write(&self) {
        let sql = match &*self.0 {
            Backend::Sqlite(_) => WRITE,
            Backend::Postgres(_) => MAY_WRITE,
        };
        let write = self.write(sql, |c, sql| {
            Box::pin(async move { c.execute(*sql, &[]).await.map(|_| ()) })
        });
        if let Ok(Err(error)) = tokio::time::timeout(WRITE_WAIT, write).await {
            tracing::debug!(%error, "write refused by the database");
        }
    }
}

/// Returns the first error of reading the file from beginning to end, within a time limit.
fn disk_error(path: &Path) -> Option<io::Error> {
    let begun = Instant::now();
    let mut piece = vec![0; 1 << 20];
    // A missing file is not a disk error.
    let mut file = File::open(path).ok()?;
    while begun.elapsed() < DISK_CHECK_LIMIT {
        match file.read(&mut piece) {
            Ok(0) => return None,
            Ok(_) => {}
            Err(error) => return Some(error),
        }
    }
    None
}

fn is_moved(error: &Error) -> bool {
    matches!(error, Error::Malformed(why) if why == MOVED)
}

/// Returns whether the disk or its file system failed.
pub(super) fn is_io_error(error: &Error) -> bool {
    matches!(error, Error::Unavailable(why) if why.contains(IO_ERROR))
}
