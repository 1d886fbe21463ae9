//! SQLite: one thread writes, a few read, and what queues is committed together.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use futures_util::FutureExt as _;
use rusqlite::{Connection, OpenFlags, TransactionBehavior, config::DbConfig};
use tokio::sync::oneshot;

use super::{Conn, DatabaseSettings, Error, OpenError, PATIENCE, Work, migrate};
use crate::clock::Timestamp;

/// At most so many units of work share a transaction.
const BATCH: usize = 256;
/// Statements kept prepared per connection.
const PREPARED: usize = 256;

pub(super) struct Sqlite {
    path: PathBuf,
    writes: Sender<Box<dyn Job>>,
    reads: Sender<Box<dyn Job>>,
}

impl Sqlite {
    pub(super) fn open(path: &str, settings: &DatabaseSettings) -> Result<Self, OpenError> {
        let path = PathBuf::from(path);
        if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|e| {
                OpenError::Failed(format!("cannot make the folder {}: {e}", folder.display()))
            })?;
        }
        let writer = connect(&path)?;
        let (to_writer, queue) = bounded(settings.queue.max(1));
        spawn("sqlite-writer", move || write_all(writer, &queue))?;
        let (to_readers, queue) = bounded(settings.queue.max(1));
        for _ in 0..settings.readers.max(1) {
            let (reader, queue) = (connect(&path)?, queue.clone());
            // The system keeps the pages too; to fetch one from it costs a microsecond.
            reader
                .execute_batch("PRAGMA cache_size = -2048")
                .map_err(|e| OpenError::failed(&e))?;
            spawn("sqlite-reader", move || read_all(reader, &queue))?;
        }
        Ok(Self {
            path,
            writes: to_writer,
            reads: to_readers,
        })
    }

    pub(super) async fn write<A, T, E, F>(&self, input: A, work: F) -> Result<T, E>
    where
        A: Send + Sync + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'c> Fn(&'c mut Conn<'_>, &'c A) -> Work<'c, T, E> + Send + Sync + 'static,
    {
        send(&self.writes, input, work).await
    }

    pub(super) async fn read<A, T, E, F>(&self, input: A, work: F) -> Result<T, E>
    where
        A: Send + Sync + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'c> Fn(&'c mut Conn<'_>, &'c A) -> Work<'c, T, E> + Send + Sync + 'static,
    {
        send(&self.reads, input, work).await
    }

    pub(super) async fn migrate(&self, now: Timestamp) -> Result<Vec<&'static str>, OpenError> {
        let path = self.path.clone();
        blocking(move || migrate::sqlite(&mut connect(&path)?, now)).await
    }

    pub(super) async fn backup(
        &self,
        file: PathBuf,
        mut progress: impl FnMut(u64, u64) + Send + 'static,
    ) -> Result<(), OpenError> {
        let path = self.path.clone();
        blocking(move || {
            let from = connect(&path)?;
            // Pages to copy are read in one transaction, so writers go on and the copy is of one moment.
            from.execute_batch("BEGIN")
                .map_err(|e| OpenError::failed(&e))?;
            let mut to = Connection::open(&file).map_err(|e| OpenError::failed(&e))?;
            let backup =
                rusqlite::backup::Backup::new(&from, &mut to).map_err(|e| OpenError::failed(&e))?;
            loop {
                let step = backup.step(1024).map_err(|e| OpenError::failed(&e))?;
                let at = backup.progress();
                let all = u64::try_from(at.pagecount).unwrap_or(0);
                progress(all - u64::try_from(at.remaining).unwrap_or(0), all);
                match step {
                    rusqlite::backup::StepResult::Done => return Ok(()),
                    rusqlite::backup::StepResult::More => {}
                    _ => thread::sleep(Duration::from_millis(20)),
                }
            }
        })
        .await
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, OpenError> + Send + 'static,
) -> Result<T, OpenError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(OpenError::failed(&error)),
    }
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<(), OpenError> {
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(work)
        .map(|_| ())
        .map_err(|e| OpenError::failed(&e))
}

/// A connection with the house's settings. `FULL`, because with `NORMAL` a power cut takes
/// acknowledged comments with it; `secure_delete`, because erased means erased.
fn connect(path: &Path) -> Result<Connection, OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || -> rusqlite::Result<Connection> {
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(PATIENCE)?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
             PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4096;
             PRAGMA wal_autocheckpoint = 4000; PRAGMA trusted_schema = OFF;",
        )?;
        // Plans do not look at the values bound. Otherwise each new value may prepare a statement again.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        rusqlite::vtab::array::load_module(&connection)?;
        connection.set_prepared_statement_cache_capacity(PREPARED);
        Ok(connection)
    };
    open().map_err(|e| OpenError::Failed(format!("cannot open {}: {e}", path.display())))
}

/// A unit of work in a queue.
trait Job: Send {
    /// Does nobody wait for it any more?
    fn abandoned(&self) -> bool;
    /// How long has it been queued?
    fn waited(&self) -> Duration;
    /// Runs it; is there something to keep?
    fn run(&mut self, connection: &mut Connection) -> bool;
    /// Answers the caller: with what the work gave, or with why it could not be done or kept.
    fn answer(self: Box<Self>, failure: Option<Error>);
}

struct Task<A, T, E, F> {
    input: A,
    work: F,
    result: Option<Result<T, E>>,
    answer: oneshot::Sender<Result<T, E>>,
    queued: Instant,
}

impl<A, T, E, F> Job for Task<A, T, E, F>
where
    A: Send + Sync,
    T: Send,
    E: From<Error> + Send,
    F: for<'c> Fn(&'c mut Conn<'_>, &'c A) -> Work<'c, T, E> + Send,
{
    fn abandoned(&self) -> bool {
        self.answer.is_closed()
    }

    fn waited(&self) -> Duration {
        self.queued.elapsed()
    }

    fn run(&mut self, connection: &mut Connection) -> bool {
        let mut conn = Conn::sqlite(connection);
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            (self.work)(&mut conn, &self.input).now_or_never()
        }));
        let result = match outcome {
            Ok(Some(result)) => result,
            Ok(None) => Err(Error::Statement(
                "the work awaited something else than its connection".into(),
            )
            .into()),
            Err(_) => Err(Error::Panicked.into()),
        };
        let failed = conn.failure().is_some();
        let keep = result.is_ok() && !failed;
        self.result = Some(match result {
            Ok(_) if failed => Err(Error::Statement("the work hid an error".into()).into()),
            result => result,
        });
        keep
    }

    fn answer(self: Box<Self>, failure: Option<Error>) {
        let result = match (failure, self.result) {
            // What the work refused by itself stays true, whatever became of the others.
            (_, Some(Err(refused))) => Err(refused),
            (Some(failure), _) => Err(failure.into()),
            (None, Some(result)) => result,
            (None, None) => Err(Error::Busy.into()),
        };
        // A caller who is gone hears nothing.
        let _ = self.answer.send(result);
    }
}

async fn send<A, T, E, F>(queue: &Sender<Box<dyn Job>>, input: A, work: F) -> Result<T, E>
where
    A: Send + Sync + 'static,
    T: Send + 'static,
    E: From<Error> + Send + 'static,
    F: for<'c> Fn(&'c mut Conn<'_>, &'c A) -> Work<'c, T, E> + Send + 'static,
{
    let (answer, result) = oneshot::channel();
    let queued = Instant::now();
    let task = Task {
        input,
        work,
        result: None,
        answer,
        queued,
    };
    match queue.try_send(Box::new(task)) {
        Ok(()) => {}
        Err(TrySendError::Full(_)) => return Err(Error::Busy.into()),
        Err(TrySendError::Disconnected(_)) => {
            return Err(Error::Unavailable("the database thread is gone".into()).into());
        }
    }
    match result.await {
        Ok(result) => result,
        Err(_) => Err(Error::Unavailable("the database thread is gone".into()).into()),
    }
}

fn read_all(mut connection: Connection, queue: &Receiver<Box<dyn Job>>) {
    while let Ok(mut job) = queue.recv() {
        if job.abandoned() {
            continue;
        }
        let failure = in_snapshot(&mut connection, |c| job.run(c)).err();
        job.answer(failure);
    }
}

fn in_snapshot(
    connection: &mut Connection,
    work: impl FnOnce(&mut Connection) -> bool,
) -> Result<(), Error> {
    connection.prepare_cached("BEGIN")?.execute([])?;
    work(connection);
    connection.prepare_cached("COMMIT")?.execute([])?;
    Ok(())
}

fn write_all(mut connection: Connection, queue: &Receiver<Box<dyn Job>>) {
    let mut batch = Vec::with_capacity(BATCH);
    while let Ok(first) = queue.recv() {
        batch.push(first);
        batch.extend(queue.try_iter().take(BATCH - 1));
        batch.retain(|job| !job.abandoned());
        if batch.is_empty() {
            continue;
        }
        let failure = commit_together(&mut connection, &mut batch).err();
        if failure.is_some() && !connection.is_autocommit() {
            // The commit itself failed and the transaction is still open.
            let _ = connection.execute_batch("ROLLBACK");
        }
        let locked = matches!(failure, Some(Error::Busy));
        for job in batch.drain(..) {
            job.answer(failure.clone());
        }
        if locked {
            // Those behind have waited as long already; nobody waits for two time-outs.
            for job in queue
                .try_iter()
                .take(queue.len())
                .filter(|job| job.waited() >= PATIENCE / 2)
            {
                job.answer(Some(Error::Busy));
            }
        }
    }
}

fn commit_together(connection: &mut Connection, batch: &mut [Box<dyn Job>]) -> Result<(), Error> {
    connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
    for job in batch {
        connection.prepare_cached("SAVEPOINT job")?.execute([])?;
        if !job.run(connection) {
            if connection.is_autocommit() {
                // Some failures (a full disk) make SQLite undo the whole transaction.
                return Err(Error::Full);
            }
            connection.prepare_cached("ROLLBACK TO job")?.execute([])?;
        }
        connection.prepare_cached("RELEASE job")?.execute([])?;
    }
    connection.prepare_cached("COMMIT")?.execute([])?;
    Ok(())
}

/// For the migrations: one transaction that locks at once.
pub(super) fn exclusive<T>(
    connection: &mut Connection,
    work: impl FnOnce(&Connection) -> Result<T, OpenError>,
) -> Result<T, OpenError> {
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(|e| OpenError::failed(&e))?;
    let done = work(&transaction)?;
    transaction.commit().map_err(|e| OpenError::failed(&e))?;
    Ok(done)
}
