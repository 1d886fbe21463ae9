//! One of the two databases of a copy, of either kind.

use std::pin::Pin;

use futures_util::TryStreamExt as _;
use secrecy::ExposeSecret as _;
use tokio_postgres::binary_copy::BinaryCopyInWriter;

use super::{
    CopyError,
    cell::{Cell, Checksum},
    postgres::{self, PostgresSide},
    schema::Schema,
    sqlite::{self, SqliteSide},
    statement,
    table::TableSchema,
};
use crate::{
    clock::Timestamp,
    db::{DatabaseSettings, DatabaseUrl},
    sqlite_file::{OpenError, error::is_busy},
};

pub(super) enum Side {
    Sqlite(SqliteSide),
    Postgres(PostgresSide),
}

/// The destination of the rows of a table.
pub(super) enum Sink<'a> {
    /// They are only counted and hashed.
    Discard,
    Sqlite(rusqlite::Statement<'a>),
    Postgres(Pin<Box<BinaryCopyInWriter>>),
}

/// Returns whether both name the same file. Two URLs of one PostgreSQL database are not detected here: it
/// is then refused as a target because it is not empty.
pub(super) fn is_same(from: &DatabaseSettings, to: &DatabaseSettings) -> bool {
    let file = |settings: &DatabaseSettings| {
        let url = settings.url().ok()?;
        url.sqlite_path()?.canonicalize().ok()
    };
    from.url.expose_secret() == to.url.expose_secret()
        || file(from).is_some_and(|from| file(to) == Some(from))
}

impl Side {
    pub(super) async fn source(settings: &DatabaseSettings) -> Result<Self, CopyError> {
        Ok(match settings.url().map_err(OpenError::Url)? {
            DatabaseUrl::Sqlite(path) => Self::Sqlite(SqliteSide::source(&path)?),
            DatabaseUrl::Postgres(url) => {
                Self::Postgres(PostgresSide::source(settings, &url).await?)
            }
        })
    }

    pub(super) async fn target(
        settings: &DatabaseSettings,
        now: Timestamp,
    ) -> Result<Self, CopyError> {
        Ok(match settings.url().map_err(OpenError::Url)? {
            DatabaseUrl::Sqlite(path) => Self::Sqlite(SqliteSide::target(&path, now)?),
            DatabaseUrl::Postgres(url) => {
                Self::Postgres(PostgresSide::target(settings, &url, now).await?)
            }
        })
    }

    pub(super) async fn version(&self) -> Result<i64, CopyError> {
        match self {
            Self::Sqlite(side) => Ok(side.version()?),
            Self::Postgres(side) => side.version().await,
        }
    }

    /// Returns whether a server, or another command, uses the database now.
    pub(super) async fn is_served(&self) -> Result<bool, CopyError> {
        match self {
            Self::Sqlite(side) => Ok(side.is_served()),
            Self::Postgres(side) => side.is_served().await,
        }
    }

    pub(super) async fn begin_snapshot(&mut self) -> Result<(), CopyError> {
        match self {
            Self::Sqlite(side) => side.begin_snapshot(),
            Self::Postgres(side) => side.begin_snapshot().await,
        }
    }

    pub(super) async fn end_snapshot(&self) -> Result<(), CopyError> {
        self.run("COMMIT").await
    }

    /// Returns `false` if nothing was written since the snapshot began. PostgreSQL does not provide this
    /// information.
    pub(super) fn may_have_changed(&self) -> Result<bool, CopyError> {
        match self {
            Self::Sqlite(side) => Ok(side.may_have_changed()?),
            Self::Postgres(_) => Ok(true),
        }
    }

    pub(super) async fn begin_write(&self, schema: &Schema) -> Result<(), CopyError> {
        match self {
            Self::Sqlite(side) => side.begin_write().map_err(|error| {
                if is_busy(&error) {
                    CopyError::TargetInUse
                } else {
                    error.into()
                }
            }),
            Self::Postgres(side) => side.begin_write(schema).await,
        }
    }

    pub(super) async fn commit(&self) -> Result<(), CopyError> {
        match self {
            Self::Sqlite(side) => Ok(side.commit()?),
            Self::Postgres(side) => side.commit().await,
        }
    }

    /// Closes the target. A SQLite file is complete afterwards.
    pub(super) fn close(self) -> Result<(), CopyError> {
        match self {
            Self::Sqlite(side) => Ok(side.close()?),
            Self::Postgres(_) => Ok(()),
        }
    }

    /// Closes a target that can no longer be written; a SQLite file that was created for the copy is
    /// removed.
    pub(super) fn discard(self) {
        if let Self::Sqlite(side) = self {
            side.discard();
        }
    }

    pub(super) async fn run(&self, sql: &str) -> Result<(), CopyError> {
        match self {
            Self::Sqlite(side) => Ok(side.run(sql)?),
            Self::Postgres(side) => side.run(sql).await,
        }
    }

    pub(super) async fn set_triggers(
        &self,
        table: &TableSchema,
        enabled: bool,
    ) -> Result<(), CopyError> {
        match self {
            // Triggers are disabled for the whole connection.
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(side) => side.run(&statement::triggers(table, enabled)).await,
        }
    }

    pub(super) async fn count(&self, table: &TableSchema) -> Result<u64, CopyError> {
        match self {
            Self::Sqlite(side) => Ok(side.count(table)?),
            Self::Postgres(side) => side.count(table).await,
        }
    }

    pub(super) async fn tables(&self) -> Result<Vec<String>, CopyError> {
        match self {
            Self::Sqlite(side) => Ok(side.tables()?),
            Self::Postgres(side) => side.tables().await,
        }
    }

    pub(super) async fn columns(&self, table: &str) -> Result<Vec<String>, CopyError> {
        match self {
            Self::Sqlite(side) => Ok(side.columns(table)?),
            Self::Postgres(side) => side.columns(table).await,
        }
    }

    pub(super) async fn counter(&self, table: &TableSchema) -> Result<Option<i64>, CopyError> {
        match self {
            Self::Sqlite(side) => Ok(side.counter(table)?),
            Self::Postgres(side) => side.counter(table).await,
        }
    }

    pub(super) async fn set_counter(
        &self,
        table: &TableSchema,
        last: i64,
    ) -> Result<(), CopyError> {
        match self {
            Self::Sqlite(side) => Ok(side.set_counter(table, last)?),
            Self::Postgres(side) => side.set_counter(table, last).await,
        }
    }

    pub(super) async fn sink(&self, table: &TableSchema) -> Result<Sink<'_>, CopyError> {
        Ok(match self {
            Self::Sqlite(side) => Sink::Sqlite(side.connection.prepare(&statement::insert(table))?),
            Self::Postgres(side) => {
                let types = side.types(table).await?;
                let sink = side.client.copy_in(&statement::copy_in(table)).await?;
                Sink::Postgres(Box::pin(BinaryCopyInWriter::new(sink, &types)))
            }
        })
    }

    /// Sends every row of a table to `sink`, one at a time, and calls `step` after each.
    pub(super) async fn read(
        &self,
        table: &TableSchema,
        sink: &mut Sink<'_>,
        step: &mut dyn FnMut(),
    ) -> Result<Checksum, CopyError> {
        let mut sum = Checksum::default();
        match self {
            Self::Sqlite(side) => {
                let mut statement = side.connection.prepare(&statement::select(table))?;
                let mut rows = statement.query([])?;
                while let Some(row) = rows.next()? {
                    let cells = sqlite::cells(row, table)?;
                    sum.add(&cells);
                    sink.write(table, &cells).await?;
                    step();
                }
            }
            Self::Postgres(side) => {
                let statement = side.reading(table).await?;
                let none: [&(dyn tokio_postgres::types::ToSql + Sync); 0] = [];
                let rows = side.client.query_raw(&statement, none).await?;
                let mut rows = std::pin::pin!(rows);
                while let Some(row) = rows.try_next().await? {
                    let cells = postgres::cells(&row)?;
                    sum.add(&cells);
                    sink.write(table, &cells).await?;
                    step();
                }
            }
        }
        Ok(sum)
    }
}

impl Sink<'_> {
    async fn write(&mut self, table: &TableSchema, row: &[Cell]) -> Result<(), CopyError> {
        match self {
            Self::Discard => Ok(()),
            Self::Sqlite(statement) => {
                let inserted = statement.execute(rusqlite::params_from_iter(row));
                inserted
                    .map(drop)
                    .map_err(|error| refused(table, error.to_string()))
            }
            Self::Postgres(writer) => {
                let written = writer.as_mut().write_raw(row).await;
                written.map_err(|error| refused(table, postgres::cause(&error)))
            }
        }
    }

    pub(super) async fn finish(self, table: &TableSchema) -> Result<(), CopyError> {
        match self {
            Self::Discard | Self::Sqlite(_) => Ok(()),
            Self::Postgres(mut writer) => {
                let finished = writer.as_mut().finish().await;
                finished
                    .map(drop)
                    .map_err(|error| refused(table, postgres::cause(&error)))
            }
        }
    }
}

fn refused(table: &TableSchema, cause: String) -> CopyError {
    CopyError::Value {
        table: table.name.clone(),
        cause,
    }
}
