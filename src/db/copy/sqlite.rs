//! SQLite as the source or the target of a copy.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, config::DbConfig};

use super::{
    super::{
        OpenError, OpenMode,
        file::{self, beside},
        migrate, sqlite,
    },
    CopyError,
    cell::Cell,
    schema::Table,
    statement,
};
use crate::clock::Timestamp;

pub(super) struct SqliteSide {
    path: PathBuf,
    pub(super) connection: Connection,
    /// Was the file in use, or its last process killed, before it was opened here?
    was_open: bool,
    /// Sees the commits of other processes, which a connection inside a snapshot does not.
    watch: Option<(Connection, i64)>,
}

impl SqliteSide {
    pub(super) fn source(path: &Path) -> Result<Self, CopyError> {
        file::prepare(path, OpenMode::Existing)?;
        let was_open = beside(path, "-shm").exists();
        let connection = sqlite::connect(path)?;
        connection.execute_batch("PRAGMA query_only = ON")?;
        Ok(Self {
            path: path.to_owned(),
            connection,
            was_open,
            watch: None,
        })
    }

    /// Makes the file, where there is none, and its schema.
    pub(super) fn target(path: &Path, now: Timestamp) -> Result<Self, CopyError> {
        file::prepare(path, OpenMode::Create)?;
        let mut connection = sqlite::connect(path)?;
        migrate::sqlite(&mut connection, now)?;
        // What triggers did when the rows were written to the source is among the rows.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
        Ok(Self {
            path: path.to_owned(),
            connection,
            // A server that writes to it is found when the copy begins to write.
            was_open: false,
            watch: None,
        })
    }

    /// The version of its schema; 0 for a file that has none.
    pub(super) fn version(&self) -> rusqlite::Result<i64> {
        let there = "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'schema_step'";
        let there: i64 = self.connection.query_row(there, [], |row| row.get(0))?;
        if there == 0 {
            return Ok(0);
        }
        let newest = "SELECT COALESCE(MAX(version), 0) FROM schema_step";
        self.connection.query_row(newest, [], |row| row.get(0))
    }

    /// Does a server use the file now?
    pub(super) fn is_served(&self) -> bool {
        self.was_open
    }

    /// Begins to read: from now on everything is seen as it is now.
    pub(super) fn begin_snapshot(&mut self) -> Result<(), CopyError> {
        if self.watch.is_none() {
            // Looked at before the snapshot begins: what comes between the two is in the snapshot
            // and taken for a change all the same, which a second look then finds to be none.
            let watch = sqlite::connect(&self.path)?;
            let seen = data_version(&watch)?;
            self.watch = Some((watch, seen));
        }
        // `BEGIN` alone begins no snapshot; the first statement that reads does.
        let begin = "BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1";
        Ok(self.connection.execute_batch(begin)?)
    }

    /// Did another process commit anything since the snapshot began?
    pub(super) fn may_have_changed(&self) -> rusqlite::Result<bool> {
        match &self.watch {
            Some((watch, seen)) => Ok(data_version(watch)? != *seen),
            None => Ok(true),
        }
    }

    /// Begins to write; other processes cannot until this one has ended.
    pub(super) fn begin_write(&self) -> rusqlite::Result<()> {
        self.connection
            .execute_batch("BEGIN IMMEDIATE; PRAGMA defer_foreign_keys = ON")
    }

    /// Keeps what was written, as one whole file.
    pub(super) fn commit(&self) -> rusqlite::Result<()> {
        self.connection
            .execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)")
    }

    pub(super) fn run(&self, sql: &str) -> rusqlite::Result<()> {
        self.connection.execute_batch(sql)
    }

    pub(super) fn count(&self, table: &Table) -> rusqlite::Result<u64> {
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

    /// The last number that was given out, if there was one.
    pub(super) fn counter(&self, table: &Table) -> rusqlite::Result<Option<i64>> {
        let sql = "SELECT seq FROM sqlite_sequence WHERE name = ?1";
        let mut statement = self.connection.prepare(sql)?;
        let mut rows = statement.query([&table.name])?;
        rows.next()?.map(|row| row.get(0)).transpose()
    }

    pub(super) fn set_counter(&self, table: &Table, last: i64) -> rusqlite::Result<()> {
        let c = &self.connection;
        c.execute("DELETE FROM sqlite_sequence WHERE name = ?1", [&table.name])?;
        let add = "INSERT INTO sqlite_sequence (name, seq) VALUES (?1, ?2)";
        c.execute(add, (&table.name, last))?;
        Ok(())
    }
}

/// Another number after each commit of another connection.
fn data_version(watch: &Connection) -> rusqlite::Result<i64> {
    watch.query_row("PRAGMA data_version", [], |row| row.get(0))
}

/// One row.
pub(super) fn cells(row: &rusqlite::Row<'_>, table: &Table) -> Result<Vec<Cell>, CopyError> {
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
