//! SQLite: one thread writes, a few read, and what queues is committed together.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock},
    thread::{self, JoinHandle},
    time::Duration,
};

use crossbeam_channel::{Sender, bounded};
use rusqlite::Connection;

use super::{
    Conn, DatabaseSettings, DatabaseUrl, Error, OpenError, OpenMode, SchemaVersion, Work, backup,
    checkpoint::{Maintenance, apply_and_empty},
    connection::{Connect, WorkerConnection, connect, connect_to_read, connect_untouched},
    created::Created,
    file::{self, beside},
    health::Trouble,
    lock::{self, DatabaseLock, resolved, truncate_log},
    marker, migrate, privileges,
    queue::{Job, read_all, send, write_all},
    unfinished,
    verification::BackupReport,
};
use crate::clock::Timestamp;

/// Where work is sent; `None` once the database is closed.
type JobQueue = RwLock<Option<Sender<Box<dyn Job>>>>;

pub(super) struct Sqlite {
    path: PathBuf,
    connect_to_read: Connect,
    /// What would keep `serve` from writing; looked for in read-only mode alone.
    faults: Vec<String>,
    pub(super) trouble: Trouble,
    writes: JobQueue,
    reads: JobQueue,
    running: Mutex<Workers>,
}

/// What ends when the database is closed.
#[derive(Default)]
struct Workers {
    lock: Option<Arc<DatabaseLock>>,
    threads: Vec<JoinHandle<()>>,
    maintenance: Option<Maintenance>,
}

impl Workers {
    /// Waits for the work that is left, then applies the log to the file. `false` when the log stays.
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

/// Waits for databases that were dropped.
pub(super) async fn finish_closing() {
    let threads: Vec<_> = closing().drain(..).collect();
    let joined = blocking(move || {
        for thread in threads {
            let _ = thread.join();
        }
        Ok(())
    });
    if let Err(error) = joined.await {
        tracing::warn!(%error, "a database was not closed cleanly");
    }
}

impl Drop for Sqlite {
    /// A command drops its database before the process ends. Closing waits for other threads, which
    /// `drop` must not do.
    fn drop(&mut self) {
        let (running, is_damaged) = self.take_running();
        if running.lock.is_none() {
            return;
        }
        let thread = spawn("sqlite-close", move || {
            if let Err(error) = running.finish(is_damaged) {
                tracing::warn!(%error, "the database was not closed cleanly");
            }
        });
        let mut closing = closing();
        closing.retain(|thread| !thread.is_finished());
        closing.extend(thread);
    }
}

/// How long the start waits for the verification of the file. A small one is verified before the first
/// request; a large one goes on being verified while it is served.
const VERIFICATION_WAIT: Duration = Duration::from_secs(2);

impl Sqlite {
    pub(super) fn open(
        path: &Path,
        settings: &DatabaseSettings,
        mode: OpenMode,
    ) -> Result<Self, OpenError> {
        // Before SQLite opens the files: run by root, it gives them back to the owner of the database.
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
        let (to_readers, queue) = bounded(settings.queue.max(1));
        for _ in 0..settings.readers.max(1) {
            let reader = WorkerConnection::open(path, lock.clone(), connect_to_read)?;
            let (queue, noted) = (queue.clone(), trouble.clone());
            threads.push(spawn("sqlite-reader", move || {
                read_all(reader, &queue, &noted);
            })?);
        }
        created.keep();
        Ok(Self {
            path: path.to_owned(),
            connect_to_read,
            faults,
            trouble,
            writes: RwLock::new(Some(to_writer)),
            reads: RwLock::new(Some(to_readers)),
            running: Mutex::new(Workers {
                lock,
                threads,
                maintenance: None,
            }),
        })
    }

    /// Names the file by its absolute path.
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
            migrate::sqlite_version(&connection)
        })
        .await
    }

    /// Ends the queues; what runs is left to the caller to finish. `true`: the database is damaged.
    fn take_running(&self) -> (Workers, bool) {
        for queue in [&self.writes, &self.reads] {
            queue.write().unwrap_or_else(PoisonError::into_inner).take();
        }
        let running = std::mem::take(&mut *self.running());
        (running, self.trouble.damage().is_some())
    }

    fn running(&self) -> std::sync::MutexGuard<'_, Workers> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts what a server does in the background, and waits for the verification of a small file.
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
            tracing::info!("the database is large and is verified while it is served");
        }
        Ok(())
    }

    /// Finishes the work that waits, applies the log to the file and closes it. `false` when the log
    /// stays: other processes use the database, or it is damaged.
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
        F: for<'c> Fn(&'c mut Conn<'_>, &'c A) -> Work<'c, T, E> + Send + Sync + 'static,
    {
        send(queue(&self.writes)?, input, work).await
    }

    pub(super) async fn read<A, T, E, F>(&self, input: A, work: F) -> Result<T, E>
    where
        A: Send + Sync + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'c> Fn(&'c mut Conn<'_>, &'c A) -> Work<'c, T, E> + Send + Sync + 'static,
    {
        send(queue(&self.reads)?, input, work).await
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

    /// Empties the log once all of it stands in the file.
    pub(super) async fn scrub(&self) -> Result<bool, OpenError> {
        let path = self.path.clone();
        blocking(move || truncate_log(&connect(&path)?).map_err(|e| OpenError::failed(&e))).await
    }

    /// Returns the size of the log in bytes; 0 when there is none.
    pub(super) fn log_size(&self) -> u64 {
        let log = beside(&resolved(&self.path), "-wal");
        std::fs::metadata(log).map_or(0, |log| log.len())
    }

    /// Applies the log and empties it if nothing reads from it at this moment.
    pub(super) async fn apply_log(&self) -> Result<(), OpenError> {
        let path = self.path.clone();
        blocking(move || {
            apply_and_empty(&connect(&path)?)
                .map(drop)
                .map_err(|e| OpenError::failed(&e))
        })
        .await
    }

    /// Writes a verified copy to `file`.
    pub(super) async fn backup(
        &self,
        file: PathBuf,
        progress: impl FnMut(u64, u64) + Send + 'static,
    ) -> Result<BackupReport, OpenError> {
        let path = self.path.clone();
        blocking(move || backup::write(&path, &connect(&path)?, &file, progress)).await
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

pub(super) fn spawn(
    name: &str,
    work: impl FnOnce() + Send + 'static,
) -> Result<JoinHandle<()>, OpenError> {
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(work)
        .map_err(|e| OpenError::failed(&e))
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use tokio::sync::oneshot;

    use super::{
        super::{Db, PATIENCE, Sql, created},
        *,
    };

    const MAKE: Sql = Sql("CREATE TABLE note (id BIGINT NOT NULL PRIMARY KEY, text TEXT NOT NULL)");
    const ADD: Sql = Sql("INSERT INTO note (id, text) VALUES ($1, $2)");
    const COUNT: Sql = Sql("SELECT COUNT(*) FROM note");
    const PAGES: Sql = Sql("PRAGMA page_count");
    const AT_MOST_NOW: Sql = Sql("PRAGMA max_page_count = 1");
    const READ_ONLY: Sql = Sql("PRAGMA query_only = ON");
    const MANY: Sql = Sql("PRAGMA max_page_count = 100000");

    async fn fresh(folder: &tempfile::TempDir) -> Db {
        let settings = DatabaseSettings {
            url: format!("sqlite:{}", folder.path().join("test.db").display()).into(),
            ..DatabaseSettings::default()
        };
        let db = Db::open(&settings, OpenMode::Create).await.expect("opens");
        ask(&db, MAKE).await.expect("makes");
        db
    }

    /// Runs a statement where writes run.
    async fn ask(db: &Db, sql: Sql) -> Result<Option<i64>, Error> {
        db.write(sql, |c, sql| {
            Box::pin(async move { c.row(*sql, &[], |r| r.get(0)).await })
        })
        .await
    }

    async fn add(db: &Db, id: i64, size: usize) -> Result<(), Error> {
        db.write((id, "x".repeat(size)), |c, (id, text)| {
            Box::pin(async move {
                c.execute(ADD, &[(*id).into(), text.into()]).await?;
                Ok(())
            })
        })
        .await
    }

    /// Holds the writer until the sender is used or dropped, so that what comes meanwhile is one batch.
    async fn hold(db: &Db) -> (mpsc::Sender<()>, tokio::task::JoinHandle<Result<(), Error>>) {
        let (release, held) = mpsc::channel::<()>();
        let (begun, begins) = oneshot::channel();
        let (held, begun) = (Mutex::new(held), Mutex::new(Some(begun)));
        let db = db.clone();
        let holding = tokio::spawn(async move {
            db.write((held, begun), |_, (held, begun)| {
                Box::pin(async move {
                    if let Some(begun) = begun.lock().expect("locks").take() {
                        let _ = begun.send(());
                    }
                    let _ = held.lock().expect("locks").recv();
                    Ok::<_, Error>(())
                })
            })
            .await
        });
        begins.await.expect("the writer is held");
        (release, holding)
    }

    #[tokio::test]
    async fn what_was_refused_because_of_lost_neighbours_is_no_refusal() {
        let folder = tempfile::tempdir().expect("a folder");
        let db = fresh(&folder).await;
        ask(&db, AT_MOST_NOW).await.expect("no page more than now");
        let (release, holding) = hold(&db).await;
        // One batch: a row, its twin, and one that fills the disk, which makes SQLite undo all.
        let (one, twin, large) = (add(&db, 1, 1), add(&db, 1, 1), add(&db, 2, 100_000));
        let all = async { tokio::join!(one, twin, large) };
        let released = async {
            tokio::task::yield_now().await;
            drop(release);
        };
        let ((one, twin, large), ()) = tokio::join!(all, released);
        for result in [one, twin, large] {
            assert!(matches!(result, Err(Error::Full)), "{result:?}");
        }
        assert_eq!(db.trouble(), Some("the disk is full"));
        holding
            .await
            .expect("no panic")
            .expect("the held one was kept");
        assert_eq!(ask(&db, COUNT).await, Ok(Some(0)));
        ask(&db, MANY).await.expect("there is space again");
        add(&db, 2, 100_000).await.expect("works again");
        assert_eq!(db.trouble(), None);
    }

    #[tokio::test]
    async fn those_behind_a_lock_are_answered_or_wait_on_and_none_is_dropped() {
        let folder = tempfile::tempdir().expect("a folder");
        let db = fresh(&folder).await;
        let other = Connection::open(folder.path().join("test.db")).expect("opens");
        other.execute_batch("BEGIN IMMEDIATE").expect("locks");
        let first = tokio::spawn({
            let db = db.clone();
            async move { add(&db, 1, 1).await }
        });
        let late = async {
            // Comes while the first has used up most of its patience.
            tokio::time::sleep(PATIENCE * 4 / 5).await;
            let late = tokio::spawn({
                let db = db.clone();
                async move { add(&db, 2, 1).await }
            });
            assert!(matches!(first.await.expect("no panic"), Err(Error::Busy)));
            other.execute_batch("COMMIT").expect("unlocks");
            late.await.expect("no panic")
        };
        late.await.expect("the late one had patience left");
        assert_eq!(ask(&db, COUNT).await, Ok(Some(1)));
    }

    #[tokio::test]
    async fn a_caller_who_went_away_before_the_turn_leaves_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let db = fresh(&folder).await;
        let (release, holding) = hold(&db).await;
        let gone = tokio::spawn({
            let db = db.clone();
            async move { add(&db, 1, 1).await }
        });
        tokio::task::yield_now().await;
        gone.abort();
        assert!(gone.await.is_err());
        drop(release);
        holding.await.expect("no panic").expect("kept");
        assert_eq!(ask(&db, COUNT).await, Ok(Some(0)));
    }

    #[tokio::test]
    async fn a_read_cannot_write_and_the_reader_goes_on() {
        let folder = tempfile::tempdir().expect("a folder");
        let db = fresh(&folder).await;
        for _ in 0..8 {
            let wrote = db.read((), |c, ()| {
                Box::pin(async move { c.execute(ADD, &[1.into(), "no".into()]).await })
            });
            assert!(wrote.await.is_err());
            let broke = db.read((), |c, ()| {
                Box::pin(async move {
                    c.row(COUNT, &[], |r| r.get::<i64>(0)).await?;
                    assert!(c.row(PAGES, &[], |r| r.get::<i64>(0)).await?.is_none());
                    Ok::<_, Error>(())
                })
            });
            assert!(matches!(broke.await, Err(Error::Panicked)));
        }
        let count = db.read((), |c, ()| {
            Box::pin(async move { c.row(COUNT, &[], |r| r.get::<i64>(0)).await })
        });
        assert_eq!(count.await, Ok(Some(0)));
    }

    #[test]
    fn many_who_make_the_same_new_file_at_once_all_open_it() {
        for _ in 0..5 {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("new.db");
            let opened = thread::scope(|scope| {
                let all = (0..6).map(|_| {
                    scope.spawn(|| {
                        created::own_file(&path)?;
                        migrate::sqlite(&mut connect(&path)?, Timestamp(1))
                    })
                });
                all.collect::<Vec<_>>()
                    .into_iter()
                    .map(|one| one.join().expect("no panic"))
                    .collect::<Vec<_>>()
            });
            let steps = opened
                .into_iter()
                .map(|taken| taken.expect("opens and migrates").len())
                .filter(|steps| *steps > 0)
                .count();
            assert_eq!(steps, 1, "one of them migrates");
        }
    }

    #[tokio::test]
    async fn a_database_that_was_read_only_for_a_while_is_written_again_by_itself() {
        use std::os::unix::fs::FileExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("test.db");
        let db = fresh(&folder).await;
        add(&db, 0, 1).await.expect("adds");
        // The file itself says which versions of SQLite may write it, at byte 18; newer ones than
        // this have not come. (Root may write whatever the file's mode is.)
        let file = std::fs::OpenOptions::new().write(true).open(&path);
        let file = file.expect("opens");
        let other = Connection::open(&path).expect("opens");
        let writable_by = |version: u8| {
            // Nothing of the page may be in the log, or the file would not be looked at.
            let emptied = other.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
                row.get::<_, i64>(0)
            });
            assert_eq!(emptied, Ok(0));
            file.write_all_at(&[version], 18).expect("writes");
        };
        other
            .execute_batch("CREATE TABLE seen (at INTEGER)")
            .expect("writes");
        writable_by(9);
        for id in 1..4 {
            let refused = add(&db, id, 1).await;
            assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
            assert_eq!(db.trouble(), Some("it cannot be written to"));
            let read = db.read((), |c, ()| {
                Box::pin(async move { c.row(COUNT, &[], |r| r.get::<i64>(0)).await })
            });
            assert_eq!(read.await, Ok(Some(1)), "reads go on");
        }
        writable_by(2);
        add(&db, 4, 1).await.expect("works again");
        assert_eq!((ask(&db, COUNT).await, db.trouble()), (Ok(Some(2)), None));
    }

    #[tokio::test]
    async fn a_connection_that_refuses_to_write_is_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let db = fresh(&folder).await;
        ask(&db, READ_ONLY).await.expect("is set");
        add(&db, 1, 1).await.expect("written by another connection");
        assert_eq!(ask(&db, COUNT).await, Ok(Some(1)));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_backup_of_a_database_that_is_written_to_all_the_time_ends() {
        let folder = tempfile::tempdir().expect("a folder");
        let db = fresh(&folder).await;
        for id in 0..200 {
            add(&db, id, 100_000).await.expect("adds");
        }
        let writing = tokio::spawn({
            let db = db.clone();
            async move {
                for id in 200.. {
                    add(&db, id, 10).await.expect("adds");
                }
            }
        });
        let file = folder.path().join("copy.db");
        let (mut steps, mut furthest) = (0, 0);
        let (tell, told) = mpsc::channel();
        let copying = db.backup(file.clone(), move |done, _| {
            let _ = tell.send(done);
            // Others get a turn between two steps, so that there is a write after each.
            thread::sleep(Duration::from_millis(20));
        });
        tokio::time::timeout(Duration::from_mins(1), copying)
            .await
            .expect("it ends")
            .expect("copies");
        writing.abort();
        for done in told {
            assert!(done > furthest, "it never begins anew");
            (steps, furthest) = (steps + 1, done);
        }
        assert!(steps > 3, "it took several steps: {steps}");
        let copy = Connection::open(&file).expect("opens");
        let rows = copy.query_row("SELECT COUNT(*) FROM note", [], |r| r.get::<_, i64>(0));
        assert!(rows.expect("reads") >= 200);
    }

    #[tokio::test]
    async fn what_is_made_is_its_owners_alone_and_what_was_there_is_left() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let mode = |name: &str| {
            let found = folder.path().join(name).metadata().expect("is there");
            found.permissions().mode() & 0o777
        };
        let url = format!("sqlite:{}/new/test.db", folder.path().display());
        let settings = DatabaseSettings {
            url: url.into(),
            ..DatabaseSettings::default()
        };
        let db = Db::open(&settings, OpenMode::Create).await.expect("opens");
        db.migrate(Timestamp(1)).await.expect("migrates");
        db.backup(folder.path().join("copy.db"), |_, _| {})
            .await
            .expect("copies");
        assert_eq!(mode("new"), 0o700);
        for file in [
            "new/test.db",
            "new/test.db-wal",
            "new/test.db-shm",
            "copy.db",
        ] {
            assert_eq!(mode(file), 0o600, "{file}");
        }
        let shared = std::fs::Permissions::from_mode(0o640);
        std::fs::set_permissions(folder.path().join("new/test.db"), shared).expect("is set");
        Db::open(&settings, OpenMode::Create)
            .await
            .expect("opens again");
        assert_eq!(mode("new/test.db"), 0o640);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn the_log_stays_bounded_while_others_write_and_is_empty_at_rest() {
        let folder = tempfile::tempdir().expect("a folder");
        let db = fresh(&folder).await;
        db.maintain().await.expect("starts");
        let log = folder.path().join("test.db-wal");
        let size = || std::fs::metadata(&log).expect("a log").len();
        let mut largest = 0;
        for id in 0..600 {
            add(&db, id, 100_000).await.expect("adds");
            largest = largest.max(size());
        }
        // 60 MB were written; a writer starts over at 16.
        assert!(largest < 20 << 20, "{largest}");
        while size() > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        add(&db, 600, 1).await.expect("adds");
        db.close().await;
        assert!(!log.exists(), "closed: one whole file");
        assert!(matches!(add(&db, 601, 1).await, Err(Error::Unavailable(_))));
        let file = Connection::open(folder.path().join("test.db")).expect("opens");
        let rows = file.query_row("SELECT COUNT(*) FROM note", [], |row| row.get::<_, i64>(0));
        assert_eq!(rows, Ok(601));
    }

    #[test]
    fn a_connection_left_in_a_transaction_is_mended() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("test.db");
        created::own_file(&path).expect("creates");
        let lock = DatabaseLock::acquire(&path).expect("is free");
        let mut own = WorkerConnection::open(&path, Some(lock), connect).expect("opens");
        own.connection.execute_batch("BEGIN").expect("begins");
        own.mend();
        assert!(own.connection.is_autocommit());
    }
}
