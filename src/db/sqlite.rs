//! SQLite: one thread writes, and commits everything in its queue together. Two groups of reader threads
//! are separate from those for public reads: one for reads that may be slow, and one for the process
//! itself.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock},
    thread::JoinHandle,
    time::Duration,
};

use crossbeam_channel::{Sender, bounded};
use rusqlite::Connection;

use super::{
    Access, Conn, DatabaseSettings, DatabaseUrl, Error, OpenError, OpenMode, SchemaVersion,
    WorkFuture,
    activity::ReaderActivity,
    checkpoint::{Maintenance, apply_and_empty, spawn},
    connection::{Connect, WorkerConnection, connect, connect_to_read, connect_untouched},
    health::Trouble,
    long_reads::LongReads,
    migrate, privileges,
    queue::{Job, Wait, send},
    reader::read_all,
    unfinished,
    writer::write_all,
};
use crate::{
    clock::Timestamp,
    sqlite_file::{
        created::Created,
        error::is_malformed,
        file,
        lock::{self, DatabaseLock, truncate_log},
        marker,
        paths::{beside, resolved},
    },
};

/// Where work is sent; `None` once the database is closed.
type JobQueue = RwLock<Option<Sender<Box<dyn Job>>>>;

pub(super) struct Sqlite {
    path: PathBuf,
    connect_to_read: Connect,
    /// What would prevent `serve` from writing; only determined in read-only mode.
    faults: Vec<String>,
    pub(super) trouble: Trouble,
    writes: JobQueue,
    reads: Readers,
    long_reads: Readers,
    background_reads: Readers,
    pub(super) long_read_turns: LongReads,
    running: Mutex<Workers>,
}

/// A group of reader threads, and the queue that they share.
struct Readers {
    queue: JobQueue,
    activity: Arc<ReaderActivity>,
}

/// The number of threads for reads that may be slow.
const LONG_READERS: usize = 2;
/// The number of threads for reads by the process itself: rebuilding the filter, retention, commands.
const BACKGROUND_READERS: usize = 1;

/// What ends when the database is closed.
#[derive(Default)]
struct Workers {
    lock: Option<Arc<DatabaseLock>>,
    threads: Vec<JoinHandle<()>>,
    maintenance: Option<Maintenance>,
}

impl Workers {
    /// Waits for the remaining work, then checkpoints the log. Returns `false` if the log remains.
    fn finish(self, is_damaged: bool) -> rusqlite::Result<bool> {
        if let Some(maintenance) = self.maintenance {
            maintenance.stop();
        }
        for thread in self.threads {
            let _ = thread.join();
        }
        match self.lock {
            Some(lock) if !is_damaged => lock.release(),
            _ => Ok(false),
        }
    }
}

/// Threads that close databases which were dropped without [`Sqlite::close`].
fn closing() -> std::sync::MutexGuard<'static, Vec<JoinHandle<()>>> {
    static CLOSING: Mutex<Vec<JoinHandle<()>>> = Mutex::new(Vec::new());
    CLOSING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits until dropped databases are closed.
pub(super) async fn finish_closing() {
    let threads: Vec<_> = closing().drain(..).collect();
    let joined = blocking(move || {
        for thread in threads {
            let _ = thread.join();
        }
        Ok(())
    });
    if let Err(error) = joined.await {
        tracing::warn!(%error, "database not closed cleanly");
    }
}

impl Drop for Sqlite {
    /// A command drops its database before the process ends. Closing waits for other threads, which `drop`
    /// must not do.
    fn drop(&mut self) {
        let (running, is_damaged) = self.take_running();
        if running.lock.is_none() {
            return;
        }
        let thread = spawn("sqlite-close", move || {
            if let Err(error) = running.finish(is_damaged) {
                tracing::warn!(%error, "database not closed cleanly");
            }
        });
        let mut closing = closing();
        closing.retain(|thread| !thread.is_finished());
        closing.extend(thread);
    }
}

/// How long startup waits for the verification of the file. A small one is verified before the first
/// request; the verification of a large one continues while it is served.
const VERIFICATION_WAIT: Duration = Duration::from_secs(2);

impl Sqlite {
    pub(super) fn open(
        path: &Path,
        settings: &DatabaseSettings,
        mode: OpenMode,
    ) -> Result<Self, OpenError> {
        // Before SQLite opens the files: if run by root, it returns them to the owner of the database.
        let faults = match mode {
            OpenMode::ReadOnly => privileges::sqlite_faults(path),
            OpenMode::Create | OpenMode::Existing => Vec::new(),
        };
        let mut created = Created::default();
        if !lock::is_used_here(path) {
            // Before SQLite sees the log.
            marker::refuse_mix(&resolved(path))?;
            created = file::prepare(path, mode)?;
        }
        let (connect_to_write, connect_to_read): (Connect, Connect) = match mode {
            OpenMode::Create | OpenMode::Existing => (connect, connect_to_read),
            OpenMode::ReadOnly => (connect_untouched, connect_untouched),
        };
        let lock = match mode {
            OpenMode::Create | OpenMode::Existing => Some(DatabaseLock::acquire(path)?),
            OpenMode::ReadOnly => None,
        };
        let writer = WorkerConnection::open(path, lock.clone(), connect_to_write)?;
        let (to_writer, queue) = bounded(settings.queue.max(1));
        let trouble = Trouble::default();
        let noted = trouble.clone();
        let mut threads = vec![spawn("sqlite-writer", move || {
            write_all(writer, &queue, &noted);
        })?];
        let mut spawn_readers = |name: &str, count: usize| -> Result<Readers, OpenError> {
            let (to_readers, queue) = bounded(settings.queue.max(1));
            let activity = Arc::new(ReaderActivity::new(count));
            for _ in 0..count {
                let reader = WorkerConnection::open(path, lock.clone(), connect_to_read)?;
                let (queue, noted, activity) = (queue.clone(), trouble.clone(), activity.clone());
                threads.push(spawn(name, move || {
                    read_all(reader, &queue, &noted, &activity);
                })?);
            }
            Ok(Readers {
                queue: RwLock::new(Some(to_readers)),
                activity,
            })
        };
        let reads = spawn_readers("sqlite-reader", settings.readers.max(1))?;
        let long_reads = spawn_readers("sqlite-long", LONG_READERS)?;
        let background_reads = spawn_readers("sqlite-upkeep", BACKGROUND_READERS)?;
        created.keep();
        Ok(Self {
            path: path.to_owned(),
            connect_to_read,
            faults,
            trouble,
            writes: RwLock::new(Some(to_writer)),
            reads,
            long_reads,
            background_reads,
            long_read_turns: LongReads::new(LONG_READERS),
            running: Mutex::new(Workers {
                lock,
                threads,
                maintenance: None,
            }),
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the absolute path of the file.
    pub(super) fn place(&self) -> String {
        DatabaseUrl::Sqlite(self.path.clone()).to_string()
    }

    pub(super) fn serve_faults(&self) -> Vec<String> {
        self.faults.clone()
    }

    pub(super) async fn schema(&self) -> Result<SchemaVersion, OpenError> {
        let (path, connect) = (self.path.clone(), self.connect_to_read);
        blocking(move || {
            let connection = connect(&path)?;
            refuse_unfinished(&path, &connection)?;
            let version = migrate::sqlite_version(&connection)?;
            migrate::refuse_changed_sqlite(&connection, version.found)?;
            Ok(version)
        })
        .await
    }

    /// Closes the queues; the caller must finish the running work. Also returns whether the database is
    /// damaged.
    fn take_running(&self) -> (Workers, bool) {
        for queue in [
            &self.writes,
            &self.reads.queue,
            &self.long_reads.queue,
            &self.background_reads.queue,
        ] {
            queue.write().unwrap_or_else(PoisonError::into_inner).take();
        }
        let running = std::mem::take(&mut *self.running());
        (running, self.trouble.damage().is_some())
    }

    fn running(&self) -> std::sync::MutexGuard<'_, Workers> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts the background maintenance of a server, and waits for the verification of a small file.
    pub(super) async fn maintain(&self) -> Result<(), OpenError> {
        let verified = {
            let mut running = self.running();
            let (Some(lock), None) = (running.lock.clone(), &running.maintenance) else {
                return Ok(());
            };
            let (maintenance, verified) = Maintenance::start(&lock, &self.trouble)?;
            running.maintenance = Some(maintenance);
            verified
        };
        if tokio::time::timeout(VERIFICATION_WAIT, verified)
            .await
            .is_err()
        {
            tracing::info!("the database is large; its verification continues while it is served");
        }
        Ok(())
    }

    /// Finishes the queued work, checkpoints the log and closes the database. Returns `false` if the log
    /// remains: other processes use the database, or it is damaged.
    pub(super) async fn close(&self) -> Result<bool, OpenError> {
        let (running, is_damaged) = self.take_running();
        blocking(move || {
            running
                .finish(is_damaged)
                .map_err(|e| OpenError::failed(&e))
        })
        .await
    }

    pub(super) async fn write<A, T, E, F>(&self, input: A, work: F) -> Result<T, E>
    where
        A: Send + Sync + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'c> Fn(&'c mut Conn<'_>, &'c A) -> WorkFuture<'c, T, E> + Send + Sync + 'static,
    {
        send(queue(&self.writes)?, Wait::Write, input, work).await
    }

    pub(super) async fn read<A, T, E, F>(&self, access: Access, input: A, work: F) -> Result<T, E>
    where
        A: Send + Sync + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'c> Fn(&'c mut Conn<'_>, &'c A) -> WorkFuture<'c, T, E> + Send + Sync + 'static,
    {
        let (readers, wait) = match access {
            Access::LongRead => (&self.long_reads, Wait::Long),
            Access::Background => (&self.background_reads, Wait::Unlimited),
            Access::Read | Access::Write => (&self.reads, Wait::Short(&self.reads.activity)),
        };
        send(queue(&readers.queue)?, wait, input, work).await
    }

    pub(super) async fn migrate(&self, now: Timestamp) -> Result<Vec<&'static str>, OpenError> {
        if let Some(damage) = self.trouble.damage() {
            let SchemaVersion { found, known } = self.schema().await?;
            return if found == known {
                // Served without writes.
                Ok(Vec::new())
            } else {
                Err(OpenError::Malformed {
                    database: self.place(),
                    why: damage.to_string(),
                })
            };
        }
        let path = self.path.clone();
        blocking(move || {
            let mut connection = connect(&path)?;
            refuse_unfinished(&path, &connection)?;
            migrate::sqlite(&mut connection, now)
        })
        .await
    }

    /// Truncates the log once all of it is in the file.
    pub(super) async fn scrub(&self) -> Result<bool, OpenError> {
        let path = self.path.clone();
        blocking(move || truncate_log(&connect(&path)?).map_err(|e| OpenError::failed(&e))).await
    }

    /// Reads the whole file and checks its integrity.
    pub(super) async fn verify(&self) -> Result<(), OpenError> {
        let (path, connect, database) = (self.path.clone(), self.connect_to_read, self.place());
        blocking(move || {
            let check = "PRAGMA integrity_check(1)";
            let found = connect(&path)?.query_row(check, [], |row| row.get::<_, String>(0));
            let why = match found {
                Ok(found) if found == "ok" => return Ok(()),
                Ok(found) => found,
                Err(error) if is_malformed(&error) => error.to_string(),
                Err(error) => {
                    return Err(OpenError::Failed(format!(
                        "cannot read {database}: {error}"
                    )));
                }
            };
            Err(OpenError::Malformed { database, why })
        })
        .await
    }

    /// Returns the size of the log in bytes; 0 if there is none.
    pub(super) fn log_size(&self) -> u64 {
        let log = beside(&resolved(&self.path), "-wal");
        std::fs::metadata(log).map_or(0, |log| log.len())
    }

    /// Checkpoints the log and truncates it if no connection is reading from it.
    pub(super) async fn apply_log(&self) -> Result<(), OpenError> {
        let path = self.path.clone();
        blocking(move || {
            apply_and_empty(&connect(&path)?)
                .map(drop)
                .map_err(|e| OpenError::failed(&e))
        })
        .await
    }
}

fn refuse_unfinished(path: &Path, connection: &Connection) -> Result<(), OpenError> {
    let is_marked = unfinished::sqlite_is_marked(connection);
    if is_marked.map_err(|e| OpenError::sqlite(path, &e))? {
        return Err(OpenError::UnfinishedCopy {
            place: DatabaseUrl::Sqlite(path.to_owned()).to_string(),
        });
    }
    Ok(())
}

fn queue(queue: &JobQueue) -> Result<Sender<Box<dyn Job>>, Error> {
    let queue = queue.read().unwrap_or_else(PoisonError::into_inner);
    let closed = || Error::Unavailable("the database is closed".to_owned());
    queue.clone().ok_or_else(closed)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, OpenError> + Send + 'static,
) -> Result<T, OpenError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(OpenError::failed(&error)),
    }
}

#[cfg(test)]
mod tests;
