//! One connection inside a unit of work: statements in, rows out, alike on both databases.

use std::{
    borrow::Cow,
    collections::HashMap,
    sync::{LazyLock, PoisonError, RwLock},
};

use deadpool_postgres::ClientWrapper;

use super::{Column, Error, Value, postgres::answered};

/// A statement, as declared by a room's `sql.rs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sql(pub(crate) &'static str);

/// The connection that a unit of work is given.
pub struct Conn<'a> {
    pub(super) driver: Driver<'a>,
    /// After an error PostgreSQL refuses all further statements of a transaction; so do we.
    failed: Option<Error>,
}

pub(super) enum Driver<'a> {
    // `&mut`, because SQLite's connection may be sent to another thread but not shared.
    Sqlite(&'a mut rusqlite::Connection),
    Postgres(&'a ClientWrapper),
}

/// One row; columns are counted from 0.
pub struct Row<'a>(pub(super) Columns<'a>);

pub(super) enum Columns<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a tokio_postgres::Row),
}

impl Row<'_> {
    /// Column `index` as `T`; `Option<T>` where it may be NULL.
    pub fn get<T: Column>(&self, index: usize) -> Result<T, Error> {
        Ok(match self.0 {
            Columns::Sqlite(row) => row.get(index)?,
            Columns::Postgres(row) => row.try_get(index)?,
        })
    }
}

impl<'a> Conn<'a> {
    pub(super) fn sqlite(connection: &'a mut rusqlite::Connection) -> Self {
        Self {
            driver: Driver::Sqlite(connection),
            failed: None,
        }
    }

    pub(super) fn postgres(client: &'a ClientWrapper) -> Self {
        Self {
            driver: Driver::Postgres(client),
            failed: None,
        }
    }

    /// Runs a statement; how many rows it changed.
    pub async fn execute(&mut self, sql: Sql, parameters: &[Value<'_>]) -> Result<u64, Error> {
        self.alive(parameters)?;
        let result = match &mut self.driver {
            Driver::Sqlite(c) => execute_sqlite(c, sql, parameters),
            Driver::Postgres(c) => execute_postgres(c, sql, parameters).await,
        };
        self.note(result)
    }

    /// Runs a statement once with each of these parameters; how many rows they changed together. On
    /// PostgreSQL all are sent at once, so that many cost one way there and back.
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
            Driver::Postgres(c) => execute_each_postgres(c, sql, parameters).await,
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
            Driver::Postgres(c) => rows_postgres(c, sql, parameters, read).await,
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
            Driver::Postgres(c) => row_postgres(c, sql, parameters, read).await,
        };
        self.note(result)
    }

    /// Waits until no other unit of work holds this number, and holds it until this one ends. On
    /// SQLite only one works at a time anyway.
    pub async fn lock(&mut self, number: i64) -> Result<(), Error> {
        match self.driver {
            Driver::Sqlite(_) => Ok(()),
            Driver::Postgres(_) => {
                let lock = Sql("SELECT 1 FROM (SELECT pg_advisory_xact_lock($1)) AS held");
                self.row(lock, &[number.into()], |_| Ok(()))
                    .await
                    .map(|_| ())
            }
        }
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

    /// Did a statement fail? Then the work has to be undone, whatever it answered.
    pub(super) fn failure(self) -> Option<Error> {
        self.failed
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

fn execute_sqlite(
    c: &rusqlite::Connection,
    sql: Sql,
    parameters: &[Value<'_>],
) -> Result<u64, Error> {
    let mut statement = c.prepare_cached(&for_sqlite(sql))?;
    Ok(statement.execute(rusqlite::params_from_iter(parameters))? as u64)
}

fn rows_sqlite<T>(
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
    // An `INSERT … RETURNING` has done its work only when it has been stepped to its end.
    while rows.next()?.is_some() {}
    Ok(first)
}

pub(super) fn borrowed<'v>(
    parameters: &'v [Value<'v>],
) -> impl ExactSizeIterator<Item = &'v (dyn tokio_postgres::types::ToSql + Sync)> {
    parameters
        .iter()
        .map(|v| v as &(dyn tokio_postgres::types::ToSql + Sync))
}

async fn execute_postgres(
    c: &ClientWrapper,
    sql: Sql,
    parameters: &[Value<'_>],
) -> Result<u64, Error> {
    let statement = answered(c.prepare_cached(sql.0)).await?;
    answered(c.execute_raw(&statement, borrowed(parameters))).await
}

async fn execute_each_postgres(
    c: &ClientWrapper,
    sql: Sql,
    parameters: &[Vec<Value<'_>>],
) -> Result<u64, Error> {
    let statement = answered(c.prepare_cached(sql.0)).await?;
    let all = parameters
        .iter()
        .map(|parameters| c.execute_raw(&statement, borrowed(parameters)));
    let changed = answered(futures_util::future::try_join_all(all)).await?;
    Ok(changed.iter().sum())
}

async fn rows_postgres<T>(
    c: &ClientWrapper,
    sql: Sql,
    parameters: &[Value<'_>],
    read: impl Fn(&Row<'_>) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    let statement = answered(c.prepare_cached(sql.0)).await?;
    let parameters = borrowed(parameters).collect::<Vec<_>>();
    let rows = answered(c.query(&statement, &parameters)).await?;
    rows.iter()
        .map(|row| read(&Row(Columns::Postgres(row))))
        .collect()
}

async fn row_postgres<T>(
    c: &ClientWrapper,
    sql: Sql,
    parameters: &[Value<'_>],
    read: impl Fn(&Row<'_>) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    let statement = answered(c.prepare_cached(sql.0)).await?;
    let parameters = borrowed(parameters).collect::<Vec<_>>();
    let rows = answered(c.query(&statement, &parameters)).await?;
    rows.first()
        .map(|row| read(&Row(Columns::Postgres(row))))
        .transpose()
}

/// The statement in SQLite's spelling: `?n` for `$n` (SQLite numbers `$n` by first appearance), and
/// `IN rarray(?n)` for `= ANY($n)`; row locks do not exist there, since one writes at a time.
pub(super) fn for_sqlite(sql: Sql) -> Cow<'static, str> {
    static KNOWN: LazyLock<RwLock<HashMap<Sql, &'static str>>> = LazyLock::new(RwLock::default);
    if let Some(text) = KNOWN
        .read()
        .unwrap_or_else(PoisonError::into_inner)
        .get(&sql)
    {
        return Cow::Borrowed(text);
    }
    let text: &'static str = Box::leak(spelled_for_sqlite(sql.0).into_boxed_str());
    KNOWN
        .write()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(sql, text);
    Cow::Borrowed(text)
}

fn spelled_for_sqlite(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len());
    let lock = [" FOR UPDATE", " FOR NO KEY UPDATE", " FOR KEY SHARE"]
        .iter()
        .find_map(|lock| sql.split_once(lock));
    let mut rest = lock.map_or(sql, |(query, _)| query);
    while let Some(at) = rest.find(['$', '=']) {
        out.push_str(&rest[..at]);
        let tail = &rest[at..];
        if let Some(list) = tail.strip_prefix("= ANY($")
            && let Some(end) = list.find(')')
        {
            out.push_str("IN rarray(?");
            out.push_str(&list[..=end]);
            rest = &list[end + 1..];
        } else if let Some(number) = tail.strip_prefix('$') {
            out.push('?');
            rest = number;
        } else {
            out.push('=');
            rest = &tail[1..];
        }
    }
    out.push_str(rest);
    out
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_spelled_for_sqlite() {
        assert_eq!(
            spelled_for_sqlite(
                "SELECT a FROM t WHERE b = $2 AND c = ANY($1) AND d >= $10 FOR UPDATE OF t"
            ),
            "SELECT a FROM t WHERE b = ?2 AND c IN rarray(?1) AND d >= ?10"
        );
        assert_eq!(spelled_for_sqlite("SELECT 1"), "SELECT 1");
    }
}
