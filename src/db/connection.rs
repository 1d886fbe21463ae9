//! Connections to a SQLite file, with the settings that every connection has.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use rusqlite::{Connection, OpenFlags, config::DbConfig, functions::FunctionFlags};

use crate::sqlite_file::{
    LOCK_TIMEOUT, OpenError,
    error::is_busy,
    file::open_untouched,
    lock::{DatabaseLock, keep_log},
};

/// The number of prepared statements cached per connection.
const PREPARED: usize = 256;

/// A function that opens a connection to a file.
pub(super) type Connect = fn(&Path) -> Result<Connection, OpenError>;

/// Opens a connection to an existing file, with the settings that every connection has. `FULL`, because
/// with `NORMAL` a power failure loses acknowledged comments; `secure_delete`, because erased data must not
/// remain in free pages.
pub(crate) fn connect(path: &Path) -> Result<Connection, OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || -> rusqlite::Result<Connection> {
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(LOCK_TIMEOUT)?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
             PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4096;
             PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 16777216; PRAGMA trusted_schema = OFF;",
        )?;
        prepare_connection(&connection)?;
        Ok(connection)
    };
    let begun = Instant::now();
    loop {
        match open() {
            Ok(connection) => return Ok(connection),
            // If two processes switch a new file to WAL mode concurrently, SQLite refuses one of them
            // immediately, without waiting for the busy timeout.
            Err(e) if is_busy(&e) && begun.elapsed() < LOCK_TIMEOUT => {
                thread::sleep(Duration::from_millis(10));
            }
            Err(e) => return Err(OpenError::sqlite(path, &e)),
        }
    }
}

/// Sets up what the statements rely on.
fn prepare_connection(connection: &Connection) -> rusqlite::Result<()> {
    // Query plans do not depend on bound values. Otherwise each new value may prepare a statement again.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    rusqlite::vtab::array::load_module(connection)?;
    // SQLite's own function only knows a to z; PostgreSQL's knows every letter.
    let plain = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("lower", 1, plain, |call| {
        Ok(call
            .get::<Option<String>>(0)?
            .map(|text| text.to_lowercase()))
    })?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    Ok(())
}

/// Like [`connect`], for readers: every write is refused.
pub(super) fn connect_to_read(path: &Path) -> Result<Connection, OpenError> {
    let connection = connect(path)?;
    // The operating system caches the pages too; fetching one from it takes a microsecond.
    connection
        .execute_batch("PRAGMA query_only = ON; PRAGMA cache_size = -1024")
        .map_err(|e| OpenError::failed(&e))?;
    Ok(connection)
}

/// Like [`connect`], for a command that must change nothing on disk.
pub(super) fn connect_untouched(path: &Path) -> Result<Connection, OpenError> {
    let connection = open_untouched(path)?;
    prepare_connection(&connection).map_err(|e| OpenError::sqlite(path, &e))?;
    Ok(connection)
}

/// A thread's connection, and how to open another one like it.
pub(super) struct WorkerConnection {
    /// Closed before the lock is released: fields are dropped in this order.
    pub(super) connection: Connection,
    /// `None` for a connection that changes nothing on disk.
    lock: Option<Arc<DatabaseLock>>,
    path: PathBuf,
    connect: Connect,
}

impl Drop for WorkerConnection {
    fn drop(&mut self) {
        if self.lock.as_ref().is_some_and(|lock| lock.is_replaced()) {
            keep_log(Some(&self.connection));
        }
    }
}

impl WorkerConnection {
    pub(super) fn open(
        path: &Path,
        lock: Option<Arc<DatabaseLock>>,
        connect: Connect,
    ) -> Result<Self, OpenError> {
        Ok(Self {
            connection: connect(path)?,
            lock,
            path: path.to_owned(),
            connect,
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Rolls back after a failure: an open transaction would make every later one fail.
    pub(super) fn roll_back(&mut self) {
        if self.connection.is_autocommit() {
            return;
        }
        let undone = self.connection.execute_batch("ROLLBACK");
        if undone.is_err() && !self.connection.is_autocommit() {
            self.renew();
        }
    }

    /// Replaces a connection that can no longer be used. A connection that once encountered a file it could
    /// not write considers it read-only for the rest of its life (SQLite records this when it opens or
    /// first reads the file), and would refuse every write until a restart.
    pub(super) fn renew(&mut self) {
        match (self.connect)(&self.path) {
            Ok(connection) => self.connection = connection,
            // The next failure tries again.
            Err(error) => tracing::error!(%error, "broken connection not replaced"),
        }
    }
}

/// Runs migrations in one transaction that locks immediately.
pub(super) fn exclusive<T>(
    connection: &mut Connection,
    work: impl FnOnce(&mut Connection) -> Result<T, OpenError>,
) -> Result<T, OpenError> {
    let failed = |e: rusqlite::Error| OpenError::failed(&e);
    connection
        .execute_batch("BEGIN IMMEDIATE")
        .map_err(failed)?;
    match work(connection) {
        Ok(done) => {
            connection.execute_batch("COMMIT").map_err(failed)?;
            Ok(done)
        }
        // The connection is not used again; closing it undoes what this rollback cannot.
        Err(error) => {
            let _ = connection.execute_batch("ROLLBACK");
            Err(error)
        }
    }
}
