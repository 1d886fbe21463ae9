//! Tracks which processes use a SQLite database: an advisory lock of the operating system (`flock`) on a
//! file next to it, which is released when its process ends for any reason. Every process that opens the
//! database holds it shared. `restore` takes it exclusively, and so does a process while it opens or closes
//! the database as the only user.

use std::{
    collections::HashMap,
    fs::{self, File},
    io,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, Weak},
    thread,
    time::{Duration, Instant},
};

use rusqlite::{Connection, OpenFlags, config::DbConfig};

use super::{
    LOCK_TIMEOUT, OpenError,
    contents::{Contents, foreign_file},
    error::{is_busy, is_malformed},
    hard_links,
    lock_file::{LockFile, LockKind},
    marker::{COMPLETE, FileCondition, IN_USE, Marker, inspect},
    paths::resolved,
    regular::unreadable,
};

/// How long closing waits for other programs that are reading the database.
const CLOSE_WAIT: Duration = Duration::from_millis(250);
const PAUSE: Duration = Duration::from_millis(10);

/// A database file that this process uses. All connections of the process to the same file share one.
pub(crate) struct DatabaseLock {
    /// The file itself, without symbolic links.
    path: PathBuf,
    /// `None` once it is dropped.
    lock: Mutex<Option<LockFile>>,
    /// Remains open as long as there are connections: closing any descriptor of the file would release the
    /// locks that SQLite holds on it in this process (`fcntl`, POSIX).
    file: Option<File>,
    marker: Marker,
    slot: Arc<LockSlot>,
}

/// The entry of one path in the table of databases that this process uses.
#[derive(Default)]
struct LockSlot(Mutex<SlotState>);

#[derive(Default)]
struct SlotState {
    lock: Weak<DatabaseLock>,
    /// Set from `acquire` until the last holder has closed its descriptors.
    is_taken: bool,
}

impl LockSlot {
    fn state(&self) -> MutexGuard<'_, SlotState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn slot(path: &Path) -> Arc<LockSlot> {
    static SLOTS: LazyLock<Mutex<HashMap<PathBuf, Arc<LockSlot>>>> = LazyLock::new(Mutex::default);
    let mut slots = SLOTS.lock().unwrap_or_else(PoisonError::into_inner);
    slots.entry(path.to_owned()).or_default().clone()
}

/// Returns whether this process already uses the file. It must then not be opened and closed outside of
/// SQLite.
pub(crate) fn is_used_here(path: &Path) -> bool {
    slot(&resolved(path)).state().is_taken
}

impl DatabaseLock {
    /// Takes the lock for an existing file, after checking the files next to it.
    pub(crate) fn acquire(path: &Path) -> Result<Arc<Self>, OpenError> {
        let path = resolved(path);
        let slot = slot(&path);
        loop {
            let mut state = slot.state();
            if let Some(lock) = state.lock.upgrade() {
                return Ok(lock);
            }
            if !state.is_taken {
                let (lock, file, marker) = take(&path)?;
                let lock = Arc::new(Self {
                    path,
                    lock: Mutex::new(Some(lock)),
                    file,
                    marker,
                    slot: slot.clone(),
                });
                *state = SlotState {
                    lock: Arc::downgrade(&lock),
                    is_taken: true,
                };
                return Ok(lock);
            }
            // Another thread is closing it at the moment.
            drop(state);
            thread::sleep(Duration::from_millis(1));
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    fn lock_file(&self) -> MutexGuard<'_, Option<LockFile>> {
        self.lock.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns whether another program replaced or overwrote the file while this process used it. Nothing
    /// more may then be written: the log belongs to the previous file.
    pub(crate) fn is_replaced(&self) -> bool {
        let Some(file) = &self.file else {
            return false;
        };
        let is_same = match (file.metadata(), fs::metadata(&self.path)) {
            (Ok(opened), Ok(found)) => (opened.dev(), opened.ino()) == (found.dev(), found.ino()),
            (_, Err(error)) => error.kind() != io::ErrorKind::NotFound,
            (Err(_), Ok(_)) => true,
        };
        // A failed read says nothing about the contents, and without our marker other processes may still
        // write theirs.
        !is_same
            || (self.marker.application == IN_USE
                && Marker::of(file).is_ok_and(|marker| !marker.is_of_same_opening(self.marker)))
    }

    /// Returns the error of reading the beginning of the file, if any.
    pub(crate) fn read_error(&self) -> Option<io::Error> {
        self.file.as_ref().and_then(|file| Marker::of(file).err())
    }

    /// Makes the database one complete file again if this was its last user: checkpoints the log, removes
    /// it and marks the file as complete. With other users it checkpoints what it can and returns `false`.
    /// The caller has closed its connections.
    pub(crate) fn release(self: Arc<Self>) -> rusqlite::Result<bool> {
        let slot = self.slot.clone();
        let _state = slot.state();
        if self.is_replaced() {
            return Ok(false);
        }
        // Other connections of this process continue.
        let is_last_here = Arc::strong_count(&self) == 1;
        let is_alone = is_last_here
            && match self.lock_file().as_mut() {
                Some(lock) => matches!(lock.try_lock(LockKind::Exclusive), Ok(true)),
                None => true,
            };
        let connection = open(&self.path)?;
        connection.busy_timeout(CLOSE_WAIT)?;
        let closed = match is_alone.then(|| complete(&connection)) {
            None | Some(Ok(false)) => truncate_log(&connection).map(|_| false),
            Some(completed) => completed,
        };
        drop(connection);
        if is_last_here && let Some(lock) = self.lock_file().as_ref() {
            lock.unlock();
        }
        closed
    }
}

impl Drop for DatabaseLock {
    fn drop(&mut self) {
        let slot = self.slot.clone();
        let mut state = slot.state();
        drop(self.file.take());
        drop(self.lock_file().take());
        state.is_taken = false;
    }
}

/// Opens a separate connection in the current journal mode of the file.
fn open(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(path, flags)
}

/// Leaves WAL mode, which checkpoints and removes the log, and marks the file as complete.
pub(crate) fn complete(connection: &Connection) -> rusqlite::Result<bool> {
    if !leave_log_mode(connection)? {
        return Ok(false);
    }
    connection.pragma_update(None, "application_id", COMPLETE)?;
    Ok(true)
}

/// Returns `false` if other connections prevent leaving WAL mode.
fn leave_log_mode(connection: &Connection) -> rusqlite::Result<bool> {
    connection.execute_batch("PRAGMA synchronous = FULL")?;
    // The rollback journal may be in memory: the following change affects the first sector of the file,
    // which a disk writes as a whole.
    let mode = connection.query_row("PRAGMA journal_mode = MEMORY", [], |row| {
        row.get::<_, String>(0)
    });
    match mode {
        Ok(mode) => Ok(mode == "memory"),
        Err(error) if is_busy(&error) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Prevents the removal of the log when the last connection is closed: it does not belong to the file that
/// is there now.
pub(crate) fn keep_log(connection: Option<&Connection>) {
    if let Some(connection) = connection {
        let set = connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
        if let Err(error) = set {
            tracing::error!(%error, "log not preserved");
        }
    }
}

/// Checkpoints the log and truncates it; returns `false` if readers prevented the truncation.
pub(crate) fn truncate_log(connection: &Connection) -> rusqlite::Result<bool> {
    let blocked: i64 =
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    Ok(blocked == 0)
}

/// Gives the file a new generation. It is random, because copies of one database must not have the same one
/// by accident.
pub(crate) fn renew_generation(connection: &Connection) -> rusqlite::Result<()> {
    let random: i64 = connection.query_row("SELECT random()", [], |row| row.get(0))?;
    let generation = (random & 0x7fff_ffff).max(1);
    connection.pragma_update(None, "user_version", generation)
}

type TakenLock = (LockFile, Option<File>, Marker);

/// Takes the lock of a file, briefly exclusively if no other process holds it. A failure leaves no lock
/// file that was not there before.
fn take(path: &Path) -> Result<TakenLock, OpenError> {
    let mut lock = LockFile::open(path)?;
    match take_with(&mut lock, path) {
        Ok((file, marker)) => Ok((lock, file, marker)),
        Err(error) => {
            lock.discard();
            Err(error)
        }
    }
}

fn take_with(lock: &mut LockFile, path: &Path) -> Result<(Option<File>, Marker), OpenError> {
    let begun = Instant::now();
    loop {
        // Without a lock file the folder is read-only, so no other process opens the database either.
        if lock.try_lock(LockKind::Exclusive)? {
            hard_links::remove_leftovers(path)?;
            claim(path, inspect(path)?)?;
        } else {
            hard_links::refuse_unknown(path)?;
        }
        let is_shared = lock.try_lock(LockKind::Shared)?;
        if is_shared {
            // Checked again, because another process may have acted between the two locks.
            let found = inspect(path)?;
            let file = File::open(path).map_err(|e| unreadable(path, &e))?;
            match found {
                FileCondition::New => return Ok((Some(file), EMPTY)),
                FileCondition::Database { marker, .. } if !marker.is_complete() => {
                    return Ok((Some(file), marker));
                }
                FileCondition::Database { marker, .. } if !lock.is_there() => {
                    return Ok((Some(file), marker));
                }
                FileCondition::Database { .. } => {}
            }
            lock.unlock();
        }
        if begun.elapsed() > LOCK_TIMEOUT {
            return Err(OpenError::InUse {
                database: path.display().to_string(),
                // A complete file is not open in any process, and yet a process holds the lock.
                by: if is_shared {
                    "its file was replaced while a server used it, and that server still runs with the \
                     old one; stop it, then run `rejoinder restore FILE` with the copy to use"
                } else {
                    "another process is restoring, opening or closing it; try again when that has ended"
                },
            });
        }
        thread::sleep(PAUSE);
    }
}

const EMPTY: Marker = Marker {
    application: 0,
    generation: 0,
    uses_log: false,
};

/// Marks a database that no other process of ours uses as in use, with a new generation. An existing log
/// belongs to it and is checkpointed first.
fn claim(path: &Path, found: FileCondition) -> Result<(), OpenError> {
    let must = matches!(found, FileCondition::Database { marker, .. } if marker.is_complete());
    if found.lacks_log() {
        tracing::warn!(
            database = %path.display(),
            "the database was not closed cleanly and its log is missing: changes may be lost. It was \
             copied while in use, or the log was deleted. Make copies with `rejoinder backup`"
        );
    }
    let mut contents = Contents::Nothing;
    let claimed = open(path).and_then(|connection| {
        // Other programs may be reading it: waiting for them is only worthwhile if it is necessary.
        connection.busy_timeout(if must { LOCK_TIMEOUT } else { CLOSE_WAIT })?;
        contents = Contents::of(&connection)?;
        if let Contents::Foreign(_) = contents {
            keep_log(Some(&connection));
            return Ok(());
        }
        if !leave_log_mode(&connection)? {
            return Ok(());
        }
        connection.execute_batch("BEGIN IMMEDIATE")?;
        connection.pragma_update(None, "application_id", IN_USE)?;
        renew_generation(&connection)?;
        connection.execute_batch("COMMIT")?;
        connection
            .query_row("PRAGMA journal_mode = WAL", [], |row| {
                row.get::<_, String>(0)
            })
            .map(|_| ())
    });
    if let Contents::Foreign(found) = contents {
        return Err(foreign_file(&path.display().to_string(), &found));
    }
    match claimed {
        Ok(()) => Ok(()),
        Err(error) if !must && is_busy(&error) => Ok(()),
        Err(error) if is_malformed(&error) => Err(OpenError::Malformed {
            database: path.display().to_string(),
            why: error.to_string(),
        }),
        Err(error) => Err(OpenError::Failed(format!(
            "cannot open {}: {error}",
            path.display()
        ))),
    }
}
