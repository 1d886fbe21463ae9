//! What a server does for its SQLite database in the background: it applies the log to the file, so
//! that the log stays small and the file nearly whole, and it verifies the file once after the start.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    sync::Arc,
    thread::JoinHandle,
    time::{Duration, Instant, SystemTime},
};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use rusqlite::{Connection, InterruptHandle};
use tokio::sync::oneshot;

use super::{
    Error, OpenError,
    connection::{connect, connect_to_read},
    file::beside,
    health::{MOVED, Trouble},
    lock::{DatabaseLock, truncate_log},
    sqlite::spawn,
};

/// How often the log is looked at; it costs one `stat`.
const INTERVAL: Duration = Duration::from_secs(1);
/// A log that is written to all the time is applied this often.
const BUSY_INTERVAL: Duration = Duration::from_secs(5);
/// A log larger than this is emptied even while others write, and bulk work waits until it is. Writers
/// start over at 4,000 pages (16 MB) by themselves, unless a long read, such as a backup, needs what is
/// in the log.
pub(super) const LARGEST: u64 = 32 << 20;
/// Writers and readers wait no longer than this for the log to be emptied.
const WAIT: Duration = Duration::from_millis(100);

/// The threads that look after a database; they end when it is dropped.
pub(super) struct Maintenance {
    stop: Sender<()>,
    threads: Vec<JoinHandle<()>>,
    verification: InterruptHandle,
}

impl Maintenance {
    /// Starts the threads. The receiver hears when the file was verified, or that it was not.
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

    /// Ends the threads and waits for that.
    pub(super) fn stop(self) {
        drop(self.stop);
        self.verification.interrupt();
        for thread in self.threads {
            let _ = thread.join();
        }
    }
}

/// Reads the whole file and checks that its pages fit together. The connection is closed afterwards.
fn verify(connection: Connection, path: &Path, trouble: &Trouble) {
    let begun = Instant::now();
    let answer = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
    match answer.map_err(Error::from) {
        Ok(answer) if answer == "ok" => {
            tracing::debug!(took = ?begun.elapsed(), "database verified");
        }
        Ok(answer) => drop(trouble.note_malformed(&Error::Malformed(answer), path)),
        Err(error @ Error::Malformed(_)) => drop(trouble.note_malformed(&error, path)),
        Err(error) => tracing::warn!(%error, "the database was not verified"),
    }
}

/// The log of one database.
struct WatchedLog {
    /// Closed before the lock is given up: fields are dropped in this order.
    connection: Option<Connection>,
    lock: Arc<DatabaseLock>,
    path: PathBuf,
    trouble: Trouble,
    /// Size and time of the last change when it was last looked at.
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

    /// Looks at the log again and again until the sender of `stopped` is dropped.
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
                tracing::warn!(%error, "the log was not applied; it will be tried again");
                // One that met a file it could not write stays read-only.
                self.connection = None;
            }
        }
    }

    /// Applies the log while others read and write, then empties it if wanted. `true`: it is empty.
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

/// Applies what no reader keeps from being applied, and waits for none.
fn apply_passively(connection: &Connection) -> rusqlite::Result<()> {
    let passive = "PRAGMA wal_checkpoint(PASSIVE)";
    connection
        .query_row(passive, [], |row| row.get::<_, i64>(0))
        .map(drop)
}

/// Applies the log while others read and write, then empties it. `false` when readers kept it from being
/// emptied. Writers and readers wait for [`WAIT`] at most.
pub(super) fn apply_and_empty(connection: &Connection) -> rusqlite::Result<bool> {
    connection.busy_timeout(WAIT)?;
    apply_passively(connection)?;
    // Little is left now, so that writers wait only for a moment.
    truncate_log(connection)
}

fn connection(lock: &DatabaseLock) -> Result<Connection, OpenError> {
    let connection = connect(lock.path())?;
    connection
        .busy_timeout(WAIT)
        .map_err(|e| OpenError::failed(&e))?;
    Ok(connection)
}

/// Lets the log stay when the last connection is closed: it does not belong to the file that lies there
/// now.
pub(super) fn keep_log(connection: Option<&Connection>) {
    use rusqlite::config::DbConfig;
    if let Some(connection) = connection {
        let set = connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
        if let Err(error) = set {
            tracing::error!(%error, "the log could not be kept");
        }
    }
}
