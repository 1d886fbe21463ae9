//! One connection inside a unit of work: statements in, rows out, identical for both databases.

use deadpool_postgres::ClientWrapper;

use super::{Column, Error, Sql, Value, pipeline::Pipeline, statement::for_sqlite};

/// The connection that a unit of work receives.
pub struct Conn<'a> {
    pub(super) driver: Driver<'a>,
    /// Empty on SQLite.
    pub(super) pipeline: Pipeline,
    /// After an error PostgreSQL refuses all further statements of a transaction; this type does the same
    /// for both databases.
    failed: Option<Error>,
}

pub(super) enum Driver<'a> {
    // `&mut`, because SQLite's connection may be sent to another thread but not shared.
    Sqlite(&'a mut rusqlite::Connection),
    Postgres(&'a ClientWrapper),
}

/// One row; columns are numbered from 0.
pub struct Row<'a>(pub(super) Columns<'a>);

pub(super) enum Columns<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a tokio_postgres::Row),
}

impl Row<'_> {
    /// Reads column `index` as `T`; `Option<T>` if it may be NULL.
    pub fn get<T: Column>(&self, index: usize) -> Result<T, Error> {
        T::of_stored(match self.0 {
            Columns::Sqlite(row) => row.get(index)?,
            Columns::Postgres(row) => row.try_get(index)?,
        })
    }
}

impl<'a> Conn<'a> {
    pub(super) fn sqlite(connection: &'a mut rusqlite::Connection) -> Self {
        Self {
            driver: Driver::Sqlite(connection),
            pipeline: Pipeline::default(),
            failed: None,
        }
    }

    /// `begin` is sent together with the first statement.
    pub(super) fn postgres(client: &'a ClientWrapper, begin: &'static str) -> Self {
        Self {
            driver: Driver::Postgres(client),
            pipeline: Pipeline::new(begin),
            failed: None,
        }
    }

    /// Creates a connection in a transaction that has already begun.
    pub(super) fn postgres_within(client: &'a ClientWrapper) -> Self {
        Self {
            driver: Driver::Postgres(client),
            pipeline: Pipeline::default(),
            failed: None,
        }
    }

    /// Runs a statement; returns how many rows it changed.
    pub async fn execute(&mut self, sql: Sql, parameters: &[Value<'_>]) -> Result<u64, Error> {
        self.alive(parameters)?;
        let result = match &mut self.driver {
            Driver::Sqlite(c) => execute_sqlite(c, sql, parameters),
            Driver::Postgres(c) => self.pipeline.execute(c, sql, parameters).await,
        };
        self.note(result)
    }

    /// Runs a statement once with each of these parameter lists; returns the total number of changed rows.
    /// On PostgreSQL all of them are sent together and cost one round trip.
    pub async fn execute_each(
        &mut self,
        sql: Sql,
        parameters: &[Vec<Value<'_>>],
    ) -> Result<u64, Error> {
        for parameters in parameters {
            self.alive(parameters)?;
        }
        let result = match &mut self.driver {
            Driver::Sqlite(c) => parameters.iter().try_fold(0, |changed, parameters| {
                Ok(changed + execute_sqlite(c, sql, parameters)?)
            }),
            Driver::Postgres(c) => self.pipeline.execute_each(c, sql, parameters).await,
        };
        self.note(result)
    }

    /// Runs a query and reads every row.
    pub async fn rows<T: Send>(
        &mut self,
        sql: Sql,
        parameters: &[Value<'_>],
        read: impl Fn(&Row<'_>) -> Result<T, Error> + Send,
    ) -> Result<Vec<T>, Error> {
        self.alive(parameters)?;
        let result = match &mut self.driver {
            Driver::Sqlite(c) => rows_sqlite(c, sql, parameters, read),
            Driver::Postgres(c) => match self.pipeline.query(c, sql, parameters).await {
                Ok(rows) => rows
                    .iter()
                    .map(|row| read(&Row(Columns::Postgres(row))))
                    .collect(),
                Err(error) => Err(error),
            },
        };
        self.note(result)
    }

    /// Runs a query and reads its first row, if there is one.
    pub async fn row<T: Send>(
        &mut self,
        sql: Sql,
        parameters: &[Value<'_>],
        read: impl Fn(&Row<'_>) -> Result<T, Error> + Send,
    ) -> Result<Option<T>, Error> {
        self.alive(parameters)?;
        let result = match &mut self.driver {
            Driver::Sqlite(c) => row_sqlite(c, sql, parameters, read),
            Driver::Postgres(c) => match self.pipeline.query(c, sql, parameters).await {
                Ok(rows) => rows
                    .first()
                    .map(|row| read(&Row(Columns::Postgres(row))))
                    .transpose(),
                Err(error) => Err(error),
            },
        };
        self.note(result)
    }

    pub(super) async fn ping(&mut self) -> Result<(), Error> {
        self.row(Sql("SELECT 1"), &[], |_| Ok(())).await.map(|_| ())
    }

    pub(super) async fn prepare(&mut self, sql: Sql) -> Result<(), Error> {
        match &mut self.driver {
            Driver::Sqlite(c) => c.prepare(&for_sqlite(sql)).map(|_| ())?,
            Driver::Postgres(c) => c.prepare(sql.0).await.map(|_| ())?,
        }
        Ok(())
    }

    /// Returns the error of the failed statement, if any. The work must then be undone, regardless
    /// of its result.
    pub(super) fn failure(self) -> Option<Error> {
        self.failed
    }

    pub(super) fn into_parts(self) -> (Pipeline, Option<Error>) {
        (self.pipeline, self.failed)
    }

    pub(super) fn alive(&mut self, parameters: &[Value<'_>]) -> Result<(), Error> {
        if self.failed.is_some() {
            return Err(Error::Statement(
                "a statement after a failed one".to_owned(),
            ));
        }
        if parameters.iter().any(Value::has_nul) {
            return self.note(Err(Error::Nul));
        }
        Ok(())
    }

    pub(super) fn note<T>(&mut self, result: Result<T, Error>) -> Result<T, Error> {
        if let Err(error) = &result {
            self.failed = Some(error.clone());
        }
        result
    }
}

pub(super) fn execute_sqlite(
    c: &rusqlite::Connection,
    sql: Sql,
    parameters: &[Value<'_>],
) -> Result<u64, Error> {
    let mut statement = c.prepare_cached(&for_sqlite(sql))?;
    Ok(statement.execute(rusqlite::params_from_iter(parameters))? as u64)
}

pub(super) fn rows_sqlite<T>(
    c: &rusqlite::Connection,
    sql: Sql,
    parameters: &[Value<'_>],
    read: impl Fn(&Row<'_>) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    let mut statement = c.prepare_cached(&for_sqlite(sql))?;
    let mut rows = statement.query(rusqlite::params_from_iter(parameters))?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        out.push(read(&Row(Columns::Sqlite(row)))?);
    }
    Ok(out)
}

fn row_sqlite<T>(
    c: &rusqlite::Connection,
    sql: Sql,
    parameters: &[Value<'_>],
    read: impl Fn(&Row<'_>) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    let mut statement = c.prepare_cached(&for_sqlite(sql))?;
    let mut rows = statement.query(rusqlite::params_from_iter(parameters))?;
    let first = rows
        .next()?
        .map(|row| read(&Row(Columns::Sqlite(row))))
        .transpose()?;
    // An `INSERT … RETURNING` is only complete when it has been stepped to its end.
    while rows.next()?.is_some() {}
    Ok(first)
}

impl std::fmt::Debug for Conn<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Conn")
            .field("failed", &self.failed.is_some())
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Row<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Row")
    }
}
