//! SQLite as the source or the target of a copy.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use rusqlite::{Connection, OpenFlags, config::DbConfig};

use super::{CopyError, cell::Cell, statement, table::TableSchema};
use crate::{
    clock::Timestamp,
    db::{connection, migrate, unfinished},
    sqlite_file::{
        LOCK_TIMEOUT, OpenError, OpenMode,
        created::Created,
        file, hard_links,
        lock::{self, DatabaseLock},
        lock_file::{LockFile, LockKind},
        marker,
        paths::{beside, resolved},
    },
};

pub(super) struct SqliteSide {
    path: PathBuf,
    pub(super) connection: Connection,
    lock: SideLock,
    /// Sees the commits of other processes, which a connection inside a snapshot does not.
    watch: Option<(Connection, i64)>,
    /// The file and the folders that were created for the target.
    created: Created,
}

/// Prevents other processes from replacing the file, or from using a target.
enum SideLock {
    Source {
        /// Released when it is closed.
        _file: LockFile,
        is_shared: bool,
    },
    Target(Arc<DatabaseLock>),
}

impl SqliteSide {
    pub(super) fn source(path: &Path) -> Result<Self, CopyError> {
        refuse_mix(path)?;
        file::prepare(path, OpenMode::Existing)?.keep();
        hard_links::refuse_unknown(&resolved(path))?;
        let (file, is_shared) = lock_source(path)?;
        let connection = open(path)?;
        if unfinished::sqlite_is_marked(&connection)? {
            let place = path.display().to_string();
            return Err(OpenError::UnfinishedCopy { place }.into());
        }
        connection.execute_batch("PRAGMA query_only = ON")?;
        Ok(Self {
            path: path.to_owned(),
            connection,
            lock: SideLock::Source {
                _file: file,
                is_shared,
            },
            watch: None,
            created: Created::default(),
        })
    }

    /// Creates the file if there is none, marks it, and creates its schema.
    pub(super) fn target(path: &Path, now: Timestamp) -> Result<Self, CopyError> {
        refuse_mix(path)?;
        let mut created = Created::default();
        if !lock::is_used_here(path) {
            created = file::prepare(path, OpenMode::Create)?;
        }
        let is_new = created.has_file();
        let target = Self::open_target(path, created, now);
        if target.is_err() && is_new {
            remove_database(path);
        }
        target
    }

    fn open_target(path: &Path, created: Created, now: Timestamp) -> Result<Self, CopyError> {
        if !LockFile::existing(&resolved(path))?.try_lock(LockKind::Exclusive)? {
            return Err(CopyError::TargetInUse);
        }
        let lock = DatabaseLock::acquire(path)?;
        let mut side = Self {
            path: path.to_owned(),
            connection: connection::connect(path)?,
            lock: SideLock::Target(lock),
            watch: None,
            created,
        };
        match side.become_target(now) {
            Ok(()) => Ok(side),
            Err(error) => {
                side.discard();
                Err(error)
            }
        }
    }

    fn become_target(&mut self, now: Timestamp) -> Result<(), CopyError> {
        let connection = &mut self.connection;
        if migrate::sqlite_version(connection)?.found == 0 {
            connection.execute_batch(unfinished::MARK)?;
        }
        migrate::sqlite(connection, now)?;
        // The effects of triggers in the source are already among the copied rows.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
        Ok(())
    }

    /// Closes the connections, and makes a target one complete file.
    pub(super) fn close(self) -> rusqlite::Result<()> {
        drop((self.connection, self.watch));
        self.created.keep();
        match self.lock {
            SideLock::Source { .. } => Ok(()),
            SideLock::Target(lock) => lock.release().map(drop),
        }
    }

    /// Closes a target that can no longer be written, and removes it if it was created for the copy.
    pub(super) fn discard(self) {
        drop((self.connection, self.watch));
        if let SideLock::Target(lock) = self.lock {
            // On a full disk it cannot be completed, and an older file can be opened with its log.
            let _ = lock.release();
        }
        if self.created.has_file() {
            remove_database(&self.path);
        }
        // Also removes the folders that were created.
        drop(self.created);
    }

    /// Returns the version of its schema; 0 for a file that has none.
    pub(super) fn version(&self) -> rusqlite::Result<i64> {
        let there = "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'schema_step'";
        let there: i64 = self.connection.query_row(there, [], |row| row.get(0))?;
        if there == 0 {
            return Ok(0);
        }
        let newest = "SELECT COALESCE(MAX(version), 0) FROM schema_step";
        self.connection.query_row(newest, [], |row| row.get(0))
    }

    /// Returns whether another process uses the source. A target in use is refused before it is opened.
    pub(super) fn is_served(&self) -> bool {
        matches!(
            self.lock,
            SideLock::Source {
                is_shared: true,
                ..
            }
        )
    }

    /// Starts to read: from now on everything is seen in its current state.
    pub(super) fn begin_snapshot(&mut self) -> Result<(), CopyError> {
        if self.watch.is_none() {
            // Read before the snapshot begins: a change between the two is part of the snapshot and is
            // nevertheless reported as a change, which a second comparison then refutes.
            let watch = open(&self.path)?;
            let seen = data_version(&watch)?;
            self.watch = Some((watch, seen));
        }
        // `BEGIN` alone starts no snapshot; the first statement that reads does.
        let begin = "BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1";
        Ok(self.connection.execute_batch(begin)?)
    }

    /// Returns whether another process has committed since the snapshot began.
    pub(super) fn may_have_changed(&self) -> rusqlite::Result<bool> {
        match &self.watch {
            Some((watch, seen)) => Ok(data_version(watch)? != *seen),
            None => Ok(true),
        }
    }

    /// Starts to write; other processes cannot write until this transaction has ended.
    pub(super) fn begin_write(&self) -> rusqlite::Result<()> {
        self.connection
            .execute_batch("BEGIN IMMEDIATE; PRAGMA defer_foreign_keys = ON")
    }

    /// Commits what was written, as one complete file.
    pub(super) fn commit(&self) -> rusqlite::Result<()> {
        self.connection
            .execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)")
    }

    pub(super) fn run(&self, sql: &str) -> rusqlite::Result<()> {
        self.connection.execute_batch(sql)
    }

    pub(super) fn count(&self, table: &TableSchema) -> rusqlite::Result<u64> {
        let rows: i64 = self
            .connection
            .query_row(&statement::count(table), [], |row| row.get(0))?;
        Ok(u64::try_from(rows).unwrap_or(0))
    }

    pub(super) fn columns(&self, table: &str) -> rusqlite::Result<Vec<String>> {
        let sql = "SELECT name FROM pragma_table_info(?1)";
        let mut statement = self.connection.prepare(sql)?;
        let rows = statement.query_map([table], |row| row.get(0))?;
        rows.collect()
    }

    pub(super) fn tables(&self) -> rusqlite::Result<Vec<String>> {
        let sql = "SELECT name FROM sqlite_schema
             WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name";
        let mut statement = self.connection.prepare(sql)?;
        let rows = statement.query_map([], |row| row.get(0))?;
        rows.collect()
    }

    /// Returns the last number that was assigned, if there was one.
    pub(super) fn counter(&self, table: &TableSchema) -> rusqlite::Result<Option<i64>> {
        let sql = "SELECT seq FROM sqlite_sequence WHERE name = ?1";
        let mut statement = self.connection.prepare(sql)?;
        let mut rows = statement.query([&table.name])?;
        rows.next()?.map(|row| row.get(0)).transpose()
    }

    pub(super) fn set_counter(&self, table: &TableSchema, last: i64) -> rusqlite::Result<()> {
        let c = &self.connection;
        c.execute("DELETE FROM sqlite_sequence WHERE name = ?1", [&table.name])?;
        let add = "INSERT INTO sqlite_sequence (name, seq) VALUES (?1, ?2)";
        c.execute(add, (&table.name, last))?;
        Ok(())
    }
}

/// Takes the lock of a source as long as it is open. Unlike a [`DatabaseLock`] it changes nothing: neither
/// the mark of the file, and no lock file is created. Also returns whether another process holds the lock.
fn lock_source(path: &Path) -> Result<(LockFile, bool), CopyError> {
    let path = resolved(path);
    let mut file = LockFile::existing(&path)?;
    let is_shared = !file.try_lock(LockKind::Exclusive)?;
    let begun = Instant::now();
    // A server that opens or closes the database holds it briefly, a restore longer.
    while !file.try_lock(LockKind::Shared)? {
        if begun.elapsed() >= LOCK_TIMEOUT {
            return Err(CopyError::Locked(path.display().to_string()));
        }
        thread::sleep(Duration::from_millis(10));
    }
    Ok((file, is_shared))
}

/// Removes a database and the files next to it, unless another process has started to use it.
fn remove_database(path: &Path) {
    let path = resolved(path);
    let Ok(mut lock) = LockFile::existing(&path) else {
        return;
    };
    if matches!(lock.try_lock(LockKind::Exclusive), Ok(true)) {
        for suffix in ["", "-wal", "-shm", "-journal", "-lock"] {
            let _ = std::fs::remove_file(beside(&path, suffix));
        }
    }
}

/// Refuses a log that belongs to another database, before SQLite would apply it. A file that this process
/// uses was checked when it was opened.
fn refuse_mix(path: &Path) -> Result<(), CopyError> {
    if !lock::is_used_here(path) {
        marker::refuse_mix(&resolved(path))?;
    }
    Ok(())
}

/// Opens a connection that changes nothing about the file, not even its journal mode.
fn open(path: &Path) -> Result<Connection, OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let opened = Connection::open_with_flags(path, flags).and_then(|connection| {
        connection.busy_timeout(LOCK_TIMEOUT)?;
        Ok(connection)
    });
    opened.map_err(|error| OpenError::sqlite(path, &error))
}

/// Returns a number that changes with each commit of another connection.
fn data_version(watch: &Connection) -> rusqlite::Result<i64> {
    watch.query_row("PRAGMA data_version", [], |row| row.get(0))
}

/// Returns the values of one row.
pub(super) fn cells(row: &rusqlite::Row<'_>, table: &TableSchema) -> Result<Vec<Cell>, CopyError> {
    let cell = |(index, column): (usize, &String)| {
        Cell::from_sqlite(row.get_ref(index)?).map_err(|error| CopyError::Value {
            table: table.name.clone(),
            cause: format!("{column} is not UTF-8: {error}"),
        })
    };
    table.columns.iter().enumerate().map(cell).collect()
}

impl From<rusqlite::Error> for CopyError {
    fn from(error: rusqlite::Error) -> Self {
        OpenError::failed(&error).into()
    }
}
