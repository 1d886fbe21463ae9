//! Statements whose result is not needed immediately.

use super::{
    Conn, Error, Row, Sql, Value,
    batch::Expectation,
    conn::{Columns, Driver, execute_sqlite, rows_sqlite},
};

/// The rows of a query that was sent, or will be sent with the next statement whose result is awaited.
#[must_use = "rows are read by `Conn::receive`"]
pub struct PendingRows<T>(Pending<T>);

type ReadRow<T> = Box<dyn Fn(&Row<'_>) -> Result<T, Error> + Send>;

enum Pending<T> {
    Read(Vec<T>),
    Requested { number: usize, read: ReadRow<T> },
}

impl Conn<'_> {
    /// Runs a statement whose result is not needed. On PostgreSQL it is sent with the next statement whose
    /// result is awaited, or with the commit, which also reports its error.
    pub fn queue(&mut self, sql: Sql, parameters: &[Value<'_>]) -> Result<(), Error> {
        self.enqueue(sql, parameters, Expectation::Nothing)
    }

    /// Calls [`Conn::queue`] with each of these parameter lists.
    pub fn queue_each(&mut self, sql: Sql, parameters: &[Vec<Value<'_>>]) -> Result<(), Error> {
        let mut parameters = parameters.iter();
        parameters.try_for_each(|parameters| self.queue(sql, parameters))
    }

    /// Runs a statement that must change `count` rows; otherwise the work fails with [`Error::Conflict`].
    pub fn queue_exactly(
        &mut self,
        sql: Sql,
        parameters: &[Value<'_>],
        count: usize,
    ) -> Result<(), Error> {
        self.enqueue(sql, parameters, Expectation::Changed(count as u64))
    }

    /// Runs a query whose rows are read later. Queries that do not depend on each other share one round
    /// trip.
    pub fn request<T: Send>(
        &mut self,
        sql: Sql,
        parameters: &[Value<'_>],
        read: impl Fn(&Row<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<PendingRows<T>, Error> {
        self.alive(parameters)?;
        let result = match &mut self.driver {
            Driver::Sqlite(c) => rows_sqlite(c, sql, parameters, read).map(Pending::Read),
            Driver::Postgres(_) => {
                let number = self.pipeline.next_number();
                self.pipeline
                    .push(sql, parameters, Expectation::Rows(number));
                let read = Box::new(read);
                Ok(Pending::Requested { number, read })
            }
        };
        self.note(result.map(PendingRows))
    }

    /// Returns the rows of a query that was requested in the same work.
    pub async fn receive<T: Send>(&mut self, pending: PendingRows<T>) -> Result<Vec<T>, Error> {
        let (number, read) = match pending.0 {
            Pending::Read(rows) => return Ok(rows),
            Pending::Requested { number, read } => (number, read),
        };
        self.alive(&[])?;
        let result = match &self.driver {
            Driver::Sqlite(_) => Ok(Vec::new()),
            Driver::Postgres(c) => self.pipeline.received(c, number).await,
        };
        let rows = self.note(result)?;
        let rows = rows
            .iter()
            .map(|row| read(&Row(Columns::Postgres(row))))
            .collect();
        self.note(rows)
    }

    /// Declares that nothing follows the next awaited result, so that a read-only transaction ends in the
    /// same round trip. Otherwise it has no effect.
    pub fn finish_reading(&mut self) {
        self.pipeline.end_with_next();
    }

    /// Locks the rows that a query returns, on PostgreSQL. On SQLite only one transaction writes at a time,
    /// and the query does not run.
    pub fn lock_rows(&mut self, sql: Sql, parameters: &[Value<'_>]) -> Result<(), Error> {
        match self.driver {
            Driver::Sqlite(_) => Ok(()),
            Driver::Postgres(_) => self.queue(sql, parameters),
        }
    }

    /// Acquires an advisory lock with this number, waiting for other work to release it, and holds it until
    /// this work ends. On SQLite only one transaction writes at a time anyway.
    pub fn lock(&mut self, number: i64) -> Result<(), Error> {
        let lock = Sql("SELECT 1 FROM (SELECT pg_advisory_xact_lock($1)) AS held");
        self.lock_rows(lock, &[number.into()])
    }

    /// Acquires the lock with this number together with other work that calls this function; it excludes work
    /// that calls [`Conn::lock`].
    pub fn lock_shared(&mut self, number: i64) -> Result<(), Error> {
        let lock = Sql("SELECT 1 FROM (SELECT pg_advisory_xact_lock_shared($1)) AS held");
        self.lock_rows(lock, &[number.into()])
    }

    /// Sends queued statements and awaits their results.
    pub(super) async fn flush(&mut self) -> Result<(), Error> {
        self.alive(&[])?;
        let result = match &self.driver {
            Driver::Sqlite(_) => Ok(()),
            Driver::Postgres(c) => self.pipeline.flush(c).await,
        };
        self.note(result)
    }

    fn enqueue(
        &mut self,
        sql: Sql,
        parameters: &[Value<'_>],
        expected: Expectation,
    ) -> Result<(), Error> {
        self.alive(parameters)?;
        let result = match &mut self.driver {
            Driver::Sqlite(c) => match (execute_sqlite(c, sql, parameters), expected) {
                (Ok(count), Expectation::Changed(expected)) if count != expected => {
                    Err(Error::Conflict)
                }
                (result, _) => result.map(drop),
            },
            Driver::Postgres(_) => {
                self.pipeline.push(sql, parameters, expected);
                Ok(())
            }
        };
        self.note(result)
    }
}

impl<T> std::fmt::Debug for PendingRows<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PendingRows")
    }
}
