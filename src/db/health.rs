//! What is known of the database's condition: how the last write ended, and whether the data itself is
//! damaged.

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use super::{Backend, Db, Error, Sql};

/// Writes a row of the schema's table as it is: the smallest write that reaches the disk.
const WRITE: Sql = Sql("UPDATE schema_step SET taken_at = taken_at WHERE version = 1");
/// Writes no row: PostgreSQL refuses the statement itself where it may not write.
const MAY_WRITE: Sql = Sql("UPDATE schema_step SET taken_at = taken_at WHERE version = -1");

/// How old what is known of writes may be. Checks for readiness come from strangers too, and each may
/// cost an fsync.
const KNOWN_FOR: Duration = Duration::from_secs(1);
/// How long a check waits for its own write; writes wait longer where another process holds a lock.
const WRITE_WAIT: Duration = Duration::from_millis(500);

/// For how long a failed read of the disk counts: the page that failed may not be read again soon.
const READ_FAILURE_COUNTS: Duration = Duration::from_secs(10);

/// How long a file that SQLite calls malformed is read, to tell damage from a disk that fails.
const DISK_CHECK_LIMIT: Duration = Duration::from_secs(2);

/// The damage that the file is no longer the one that was opened.
pub(super) const MOVED: &str =
    "the file was moved, deleted or replaced while the server was using it";
/// How SQLite words every `SQLITE_IOERR`.
const IO_ERROR: &str = "disk I/O error";

/// Whether the database can do its work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseHealth {
    Good,
    /// Reads work and the last write failed for a reason that may end by itself.
    WritesFail(&'static str),
    /// Nothing can be written.
    ReadOnly,
    /// The disk or its file system does not read or write.
    IoError,
    /// What is stored is damaged.
    Malformed,
    /// The file is no longer the one that was opened.
    Moved,
    Unavailable,
}

/// What went wrong last, as noted by those who read and write.
#[derive(Clone, Default)]
pub(super) struct Trouble(Arc<Mutex<TroubleState>>);

#[derive(Default)]
struct TroubleState {
    last: Option<Error>,
    noted: Option<Instant>,
    /// When a read failed last because of the disk.
    read_failed: Option<Instant>,
    damage: Option<Error>,
}

impl Trouble {
    fn state(&self) -> MutexGuard<'_, TroubleState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes how a write ended; a full disk does not show in reads.
    pub(super) fn note(&self, trouble: Option<Error>) {
        let mut state = self.state();
        state.last = trouble;
        state.noted = Some(Instant::now());
    }

    /// Notes that the file is damaged. That stays so until another file is opened: to write on would
    /// damage more.
    pub(super) fn note_damage(&self, error: &Error) {
        let mut state = self.state();
        if state.damage.is_none() {
            if is_moved(error) {
                tracing::error!(
                    %error,
                    "the database takes no more writes; stop the server, put the file back and start it again"
                );
            } else {
                tracing::error!(
                    %error,
                    "the database is damaged and takes no more writes; restore a backup with \
                     `rejoinder restore FILE`"
                );
            }
            state.damage = Some(error.clone());
        }
    }

    /// Notes what SQLite calls malformed. It says so too when the disk fails to read (EIO), which may end
    /// by itself and is no damage. Returns the error for those who wait.
    pub(super) fn note_malformed(&self, error: &Error, path: &Path) -> Error {
        if let Some(failed) = disk_error(path) {
            self.note_read_failure(&failed);
            return Error::Unavailable(format!("{IO_ERROR}: {failed}"));
        }
        self.note_damage(error);
        error.clone()
    }

    /// Notes that the disk did not give what was to be read.
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

    /// Is it worth a write to learn more? What may end by itself is learned from the next write.
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

    /// Why the last write could not be stored, in words that say nothing of the machine; `None` when
    /// it was stored, or refused for what it was.
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

    /// Writes something; how that ended is noted like that of any other write.
    async fn try_write(&self) {
        let sql = match &*self.0 {
            Backend::Sqlite(_) => WRITE,
            Backend::Postgres(_) => MAY_WRITE,
        };
        let write = self.write(sql, |c, sql| {
            Box::pin(async move { c.execute(*sql, &[]).await.map(|_| ()) })
        });
        if let Ok(Err(error)) = tokio::time::timeout(WRITE_WAIT, write).await {
            tracing::debug!(%error, "the database refused a write");
        }
    }
}

/// The first error of reading the file from its beginning to its end, as far as that is quickly done.
fn disk_error(path: &Path) -> Option<io::Error> {
    let begun = Instant::now();
    let mut piece = vec![0; 1 << 20];
    // A file that is not there is no error of the disk.
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

/// Whether the disk or its file system failed.
pub(super) fn is_io_error(error: &Error) -> bool {
    matches!(error, Error::Unavailable(why) if why.contains(IO_ERROR))
}
