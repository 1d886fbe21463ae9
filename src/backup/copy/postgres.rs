//! PostgreSQL as the source or the target of a copy.

use std::time::Duration;

use deadpool_postgres::{ClientWrapper, Object};
use tokio_postgres::{Statement, error::SqlState, types::Type};

use super::{
    CopyError,
    cell::{Cell, is_known},
    schema::Schema,
    statement,
    table::TableSchema,
};
use crate::{
    clock::Timestamp,
    db::{DatabaseSettings, PostgresUrl, foreign, postgres::Postgres, privileges, unfinished},
    sqlite_file::{OpenError, OpenMode, error::with_source},
};

/// A copy may take longer than a request. The application name distinguishes it from a server.
const SESSION: &str = "SET statement_timeout = 0; SET lock_timeout = '5s';
    SET idle_in_transaction_session_timeout = 0; SET application_name = 'rejoinder copy'";
const SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
const THERE: &str = "SELECT to_regclass('schema_step') IS NOT NULL";
const VERSION: &str = "SELECT COALESCE(MAX(version), 0) FROM schema_step";
const TABLES: &str =
    "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1";
const COLUMNS: &str = "SELECT column_name::text FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name = $1 AND is_generated = 'NEVER'";
/// Other processes of ours that are connected to this database.
const CONNECTED: &str = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database()
    AND application_name = 'rejoinder' AND pid <> pg_backend_pid()";
/// How often, and how many times, a closing connection is checked: for 2 s at most.
const CLOSING_POLL: Duration = Duration::from_millis(50);
const CLOSING_POLLS: u32 = 40;
const COUNTER: &str = "SELECT pg_sequence_last_value(pg_get_serial_sequence($1, $2)::regclass)";
const SET_COUNTER: &str = "SELECT setval(pg_get_serial_sequence($1, $2)::regclass, $3)";

pub(super) struct PostgresSide {
    pub(super) client: ClientWrapper,
}

impl PostgresSide {
    async fn open(settings: &DatabaseSettings, url: &PostgresUrl) -> Result<Self, CopyError> {
        let postgres = Postgres::open(url, settings, OpenMode::Existing).await?;
        let client = Object::take(postgres.connection().await?);
        client.batch_execute(SESSION).await?;
        Ok(Self { client })
    }

    pub(super) async fn source(
        settings: &DatabaseSettings,
        url: &PostgresUrl,
    ) -> Result<Self, CopyError> {
        let side = Self::open(settings, url).await?;
        if let Some(fault) = privileges::source_fault(&side.client).await? {
            return Err(CopyError::SourceDenied(fault));
        }
        if unfinished::postgres_is_marked(&side.client).await? {
            let place = url.to_string();
            return Err(OpenError::UnfinishedCopy { place }.into());
        }
        Ok(side)
    }

    /// Marks a database without tables, and creates them.
    pub(super) async fn target(
        settings: &DatabaseSettings,
        url: &PostgresUrl,
        now: Timestamp,
    ) -> Result<Self, CopyError> {
        let side = Self::open(settings, url).await?;
        if side.is_served().await? {
            return Err(CopyError::TargetInUse);
        }
        foreign::refuse_postgres(&side.client).await?;
        let postgres = Postgres::open(url, settings, OpenMode::Existing).await?;
        if side.version().await? == 0
            && let Err(error) = side.run(unfinished::MARK).await
        {
            let faults = postgres.serve_faults(postgres.schema().await?).await?;
            return Err(if faults.is_empty() {
                error
            } else {
                OpenError::Failed(format!("--to: {}", faults.join("; "))).into()
            });
        }
        postgres.migrate_target(now).await?;
        Ok(side)
    }

    pub(super) async fn version(&self) -> Result<i64, CopyError> {
        if !self.client.query_one(THERE, &[]).await?.try_get(0)? {
            return Ok(0);
        }
        Ok(self.client.query_one(VERSION, &[]).await?.try_get(0)?)
    }

    /// Returns whether a server uses the database. A server stays connected; connections of this command,
    /// and of one that just ended, are given time to close.
    pub(super) async fn is_served(&self) -> Result<bool, CopyError> {
        for _ in 0..CLOSING_POLLS {
            let row = self.client.query_one(CONNECTED, &[]).await?;
            if row.try_get::<_, i64>(0)? == 0 {
                return Ok(false);
            }
            tokio::time::sleep(CLOSING_POLL).await;
        }
        Ok(true)
    }

    pub(super) async fn run(&self, sql: &str) -> Result<(), CopyError> {
        Ok(self.client.batch_execute(sql).await?)
    }

    pub(super) async fn begin_snapshot(&self) -> Result<(), CopyError> {
        self.run(SNAPSHOT).await
    }

    pub(super) async fn begin_write(&self, schema: &Schema) -> Result<(), CopyError> {
        self.run("BEGIN").await?;
        self.run(&statement::lock(&schema.tables)).await
    }

    pub(super) async fn commit(&self) -> Result<(), CopyError> {
        self.run("COMMIT").await?;
        // Until the planner knows the sizes of the tables, it scans them completely.
        self.run("ANALYZE").await
    }

    pub(super) async fn count(&self, table: &TableSchema) -> Result<u64, CopyError> {
        let row = self.client.query_one(&statement::count(table), &[]).await?;
        Ok(u64::try_from(row.try_get::<_, i64>(0)?).unwrap_or(0))
    }

    pub(super) async fn tables(&self) -> Result<Vec<String>, CopyError> {
        let rows = self.client.query(TABLES, &[]).await?;
        let names = rows.iter().map(|row| Ok(row.try_get(0)?));
        names.collect()
    }

    pub(super) async fn columns(&self, table: &str) -> Result<Vec<String>, CopyError> {
        let rows = self.client.query(COLUMNS, &[&table]).await?;
        let names = rows.iter().map(|row| Ok(row.try_get(0)?));
        names.collect()
    }

    /// Prepares the statement that reads a table; all columns must have types that SQLite has too.
    pub(super) async fn reading(&self, table: &TableSchema) -> Result<Statement, CopyError> {
        let statement = self.client.prepare(&statement::select(table)).await?;
        if let Some(odd) = statement.columns().iter().find(|c| !is_known(c.type_())) {
            return Err(CopyError::Value {
                table: table.name.clone(),
                cause: format!("{} has the type {}", odd.name(), odd.type_()),
            });
        }
        Ok(statement)
    }

    pub(super) async fn types(&self, table: &TableSchema) -> Result<Vec<Type>, CopyError> {
        let statement = self.reading(table).await?;
        let types = statement.columns().iter().map(|c| c.type_().clone());
        Ok(types.collect())
    }

    pub(super) async fn counter(&self, table: &TableSchema) -> Result<Option<i64>, CopyError> {
        let (name, column) = (statement::table_name(table), &table.counter);
        let row = self.client.query_one(COUNTER, &[&name, column]).await?;
        Ok(row.try_get(0)?)
    }

    pub(super) async fn set_counter(
        &self,
        table: &TableSchema,
        last: i64,
    ) -> Result<(), CopyError> {
        let (name, column) = (statement::table_name(table), &table.counter);
        let parameters: [&(dyn tokio_postgres::types::ToSql + Sync); 3] = [&name, column, &last];
        self.client.query_one(SET_COUNTER, &parameters).await?;
        Ok(())
    }
}

/// Returns the values of one row.
pub(super) fn cells(row: &tokio_postgres::Row) -> Result<Vec<Cell>, tokio_postgres::Error> {
    (0..row.len())
        .map(|n| Cell::from_postgres(row, n))
        .collect()
}

impl From<tokio_postgres::Error> for CopyError {
    fn from(error: tokio_postgres::Error) -> Self {
        match error.code() {
            Some(&SqlState::LOCK_NOT_AVAILABLE) => Self::TargetInUse,
            _ => OpenError::Failed(cause(&error)).into(),
        }
    }
}

/// Returns what went wrong, without the detail of the server's message, which quotes a row.
pub(super) fn cause(error: &tokio_postgres::Error) -> String {
    match error.as_db_error() {
        Some(db) => format!("{} (SQLSTATE {})", db.message(), db.code().code()),
        None => with_source(error),
    }
}
