//! Background maintenance of a server's SQLite database: checkpoints the log, so that it stays small and
//! the file nearly complete, and verifies the file once after startup.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    sync::Arc,
    thread::{self, JoinHandle},
    time::{Duration, Instant, SystemTime},
};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use rusqlite::{Connection, InterruptHandle};
use tokio::sync::oneshot;

use super::{
    Error,
    connection::{connect, connect_to_read},
    health::{MOVED, Trouble},
};
use crate::sqlite_file::{
    OpenError,
    lock::{DatabaseLock, keep_log, truncate_log},
    paths::beside,
};

/// How often the log is checked; a check costs one `stat`.
const INTERVAL: Duration = Duration::from_secs(1);
/// How often a log that is written to continuously is checkpointed.
const BUSY_INTERVAL: Duration = Duration::from_secs(5);
/// A log larger than this many bytes is truncated even while others write, and bulk work waits for that.
/// Writers restart the log at 4,000 pages (16 MB) by themselves, unless a long read, such as a backup,
/// needs the contents of the log.
pub(super) const LARGEST: u64 = 32 << 20;
/// The longest time that writers and readers wait for the log to be truncated.
const WAIT: Duration = Duration::from_millis(100);

/// The maintenance threads of a database; they end when it is dropped.
pub(super) struct Maintenance {
    stop: Sender<()>,
    threads: Vec<JoinHandle<()>>,
    verification: InterruptHandle,
}

impl Maintenance {
    /// Starts the threads. The receiver is notified when the verification has ended, successfully or not.
    pub(super) fn start(
        lock: &Arc<DatabaseLock>,
        trouble: &Trouble,
    ) -> Result<(Self, oneshot::Receiver<()>), OpenError> {
        let (stop, stopped) = bounded(0);
        let mut log = WatchedLog::new(lock, trouble)?;
        let checkpoints = spawn("sqlite-checkpoint", move || log.watch(&stopped))?;
        let reader = connect_to_read(lock.path())?;
        let verification = reader.get_interrupt_handle();
        let (done, verified) = oneshot::channel();
        let (lock, trouble) = (lock.clone(), trouble.clone());
        let verify = spawn("sqlite-verify", move || {
            verify(reader, lock.path(), &trouble);
            drop(lock);
            let _ = done.send(());
        })?;
        let maintenance = Self {
            stop,
            threads: vec![checkpoints, verify],
            verification,
        };
        Ok((maintenance, verified))
    }

    /// Stops the threads and waits until they have ended.
    pub(super) fn stop(self) {
        drop(self.stop);
        self.verification.interrupt();
        for thread in self.threads {
            let _ = thread.join();
        }
    }
}

/// Reads the whole file and checks its consistency. The connection is closed afterwards.
fn verify(connection: Connection, path: &Path, trouble: &Trouble) {
    let begun = Instant::now();
    let answer = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
    match answer.map_err(Error::from) {
        Ok(answer) if answer == "ok" => {
            tracing::debug!(took = ?begun.elapsed(), "database verified");
        }
        Ok(answer) => drop(trouble.note_malformed(&Error::Malformed(answer), path)),
        Err(error @ Error::Malformed(_)) => drop(trouble.note_malformed(&error, path)),
        Err(error) => tracing::warn!(%error, "database not verified"),
    }
}

/// The log of one database.
struct WatchedLog {
    /// Closed before the lock is released: fields are dropped in this order.
    connection: Option<Connection>,
    lock: Arc<DatabaseLock>,
    path: PathBuf,
    trouble: Trouble,
    /// The size and modification time at the last check.
    seen: Option<(u64, SystemTime)>,
    applied: Instant,
    is_at_rest: bool,
}

impl WatchedLog {
    fn new(lock: &Arc<DatabaseLock>, trouble: &Trouble) -> Result<Self, OpenError> {
        Ok(Self {
            path: beside(lock.path(), "-wal"),
            connection: Some(connection(lock)?),
            lock: lock.clone(),
            trouble: trouble.clone(),
            seen: None,
            applied: Instant::now(),
            is_at_rest: false,
        })
    }

    /// Checks the log periodically until the sender of `stopped` is dropped.
    fn watch(&mut self, stopped: &Receiver<()>) {
        while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(INTERVAL) {
            if self.trouble.damage().is_some() {
                continue;
            }
            if self.lock.is_replaced() {
                self.trouble
                    .note_damage(&Error::Malformed(MOVED.to_owned()));
                continue;
            }
            match self.lock.read_error() {
                Some(error) if error.kind() == ErrorKind::UnexpectedEof => {
                    let what = "the file was truncated while the server was using it";
                    self.trouble.note_damage(&Error::Malformed(what.to_owned()));
                    continue;
                }
                Some(error) => self.trouble.note_read_failure(&error),
                None => {}
            }
            self.look();
        }
        if self.lock.is_replaced() {
            keep_log(self.connection.as_ref());
        }
    }

    fn look(&mut self) {
        let found = fs::metadata(&self.path).ok();
        let found = found.and_then(|log| Some((log.len(), log.modified().ok()?)));
        let is_changed = found != self.seen;
        self.seen = found;
        let Some((size, _)) = found.filter(|(size, _)| *size > 0) else {
            return;
        };
        self.is_at_rest &= !is_changed;
        let done = if !is_changed && !self.is_at_rest {
            self.apply(true).map(|emptied| self.is_at_rest = emptied)
        } else if size > LARGEST {
            self.apply(true).map(|_| ())
        } else if is_changed && self.applied.elapsed() >= BUSY_INTERVAL {
            self.apply(false).map(|_| ())
        } else {
            return;
        };
        self.applied = Instant::now();
        match done {
            Ok(()) | Err(Error::Busy) => {}
            Err(error @ Error::Malformed(_)) => {
                drop(self.trouble.note_malformed(&error, self.lock.path()));
            }
            Err(error) => {
                tracing::warn!(%error, "checkpoint failed; will be retried");
                // A connection that encountered a read-only file remains read-only.
                self.connection = None;
            }
        }
    }

    /// Checkpoints the log while others read and write, then truncates it if requested. Returns whether it
    /// is empty.
    fn apply(&mut self, and_empty: bool) -> Result<bool, Error> {
        if self.connection.is_none() {
            let renewed = connection(&self.lock).map_err(|e| Error::Unavailable(e.to_string()))?;
            self.connection = Some(renewed);
        }
        let Some(connection) = &self.connection else {
            return Ok(false);
        };
        if and_empty {
            return Ok(apply_and_empty(connection)?);
        }
        apply_passively(connection)?;
        Ok(false)
    }
}

/// Checkpoints what can be checkpointed without waiting for readers.
fn apply_passively(connection: &Connection) -> rusqlite::Result<()> {
    let passive = "PRAGMA wal_checkpoint(PASSIVE)";
    connection
        .query_row(passive, [], |row| row.get::<_, i64>(0))
        .map(drop)
}

/// Checkpoints the log while others read and write, then truncates it. Returns `false` if readers prevented
/// the truncation. Writers and readers wait for [`WAIT`] at most.
pub(super) fn apply_and_empty(connection: &Connection) -> rusqlite::Result<bool> {
    connection.busy_timeout(WAIT)?;
    apply_passively(connection)?;
    // Little is left now, so writers wait only briefly.
    truncate_log(connection)
}

fn connection(lock: &DatabaseLock) -> Result<Connection, OpenError> {
    let connection = connect(lock.path())?;
    connection
        .busy_timeout(WAIT)
        .map_err(|e| OpenError::failed(&e))?;
    Ok(connection)
}

/// Starts a named thread.
pub(super) fn spawn(
    name: &str,
    work: impl FnOnce() + Send + 'static,
) -> Result<JoinHandle<()>, OpenError> {
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(work)
        .map_err(|e| OpenError::failed(&e))
}
