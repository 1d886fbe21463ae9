//! Statements that PostgreSQL is sent together, so that many cost one round trip.
//!
//! `BEGIN`, statements whose result is not needed ([`Conn::queue`]) and queries whose rows are needed
//! later ([`Conn::request`]) wait in a queue. They are sent with the next statement whose answer the
//! work awaits, or with `COMMIT`. The server runs them in their order; after one that failed it refuses
//! the others, and `COMMIT` rolls back. On SQLite every statement runs at once.

use std::{future::poll_fn, pin::Pin, task::Poll};

use deadpool_postgres::ClientWrapper;
use tokio_postgres::{
    RowStream,
    types::{IsNull, ToSql, Type, to_sql_checked},
};
use uuid::Uuid;

use super::{
    Conn, Error, Row, Sql, Value,
    conn::{Columns, Driver, borrowed, execute_sqlite, rows_sqlite},
    postgres::answered,
};

/// A parameter of a statement that waits to be sent.
#[derive(Debug)]
enum OwnedValue {
    Null,
    Bool(bool),
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
    Uuid(Uuid),
    Ints(Vec<i64>),
    Texts(Vec<String>),
    Uuids(Vec<Uuid>),
    ListOfBytes(Vec<Vec<u8>>),
}

impl OwnedValue {
    fn borrowed(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Null,
            Self::Bool(v) => Value::Bool(*v),
            Self::Int(v) => Value::Int(*v),
            Self::Text(v) => Value::Text(v),
            Self::Bytes(v) => Value::Bytes(v),
            Self::Uuid(v) => Value::Uuid(*v),
            Self::Ints(v) => Value::Ints(v),
            Self::Texts(v) => Value::Texts(v),
            Self::Uuids(v) => Value::Uuids(v),
            Self::ListOfBytes(v) => Value::ListOfBytes(v),
        }
    }
}

impl From<&Value<'_>> for OwnedValue {
    fn from(value: &Value<'_>) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(v) => Self::Bool(*v),
            Value::Int(v) => Self::Int(*v),
            Value::Text(v) => Self::Text((*v).to_owned()),
            Value::Bytes(v) => Self::Bytes(v.to_vec()),
            Value::Uuid(v) => Self::Uuid(*v),
            Value::Ints(v) => Self::Ints(v.to_vec()),
            Value::Texts(v) => Self::Texts(v.to_vec()),
            Value::Uuids(v) => Self::Uuids(v.to_vec()),
            Value::ListOfBytes(v) => Self::ListOfBytes(v.to_vec()),
        }
    }
}

impl ToSql for OwnedValue {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut bytes::BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        self.borrowed().to_sql(ty, out)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

#[derive(Debug)]
struct QueuedStatement {
    sql: Sql,
    parameters: Vec<OwnedValue>,
    expected: Expectation,
}

/// What is done with the result of a queued statement.
#[derive(Clone, Copy, Debug)]
enum Expectation {
    Nothing,
    /// It changes this number of rows, or the transaction conflicts with another.
    Changed(u64),
    /// Its rows are received later, by this number.
    Rows(usize),
}

/// The statements of a transaction that have not been sent yet.
#[derive(Debug, Default)]
pub(super) struct Pipeline {
    /// `BEGIN`, until it is sent.
    begin: Option<&'static str>,
    queue: Vec<QueuedStatement>,
    /// Rows that have arrived and were not received yet.
    arrived: Vec<Vec<tokio_postgres::Row>>,
    requested: usize,
    /// The next flight ends a transaction that only reads.
    ends: bool,
    has_ended: bool,
}

/// The statement whose answer is awaited; it ends a flight.
#[derive(Clone, Copy)]
enum Last<'p> {
    Nothing,
    Execute(Sql, &'p [Value<'p>]),
    ExecuteEach(Sql, &'p [Vec<Value<'p>>]),
    Query(Sql, &'p [Value<'p>]),
    Stream(Sql, &'p [Value<'p>]),
    Commit,
}

enum Answer {
    Done,
    Changed(u64),
    Rows(Vec<tokio_postgres::Row>),
    Stream(Box<RowStream>),
}

type Call<'c> = Pin<Box<dyn Future<Output = Result<Answer, tokio_postgres::Error>> + Send + 'c>>;

/// Rows of a query that was sent, or is sent with the next statement whose answer is awaited.
#[must_use = "rows are read by `Conn::receive`"]
pub struct PendingRows<T>(Pending<T>);

enum Pending<T> {
    Read(Vec<T>),
    Requested {
        number: usize,
        read: Box<dyn Fn(&Row<'_>) -> Result<T, Error> + Send>,
    },
}

/// How a transaction ended.
pub(super) enum Commit {
    Committed,
    /// A statement failed before `COMMIT` was sent; the transaction is open.
    NotSent(Error),
    /// The server rolled it back and said why; the connection is clean.
    RolledBack(Error),
    /// No answer: it may have been committed.
    Unknown(Error),
}

impl Pipeline {
    pub(super) fn new(begin: &'static str) -> Self {
        Self {
            begin: Some(begin),
            ..Self::default()
        }
    }

    /// Whether there is a transaction to end.
    pub(super) fn is_begun(&self) -> bool {
        self.begin.is_none()
    }

    /// Whether `COMMIT` was sent and answered.
    pub(super) fn has_ended(&self) -> bool {
        self.has_ended
    }

    fn push(&mut self, sql: Sql, parameters: &[Value<'_>], expected: Expectation) {
        self.queue.push(QueuedStatement {
            sql,
            parameters: parameters.iter().map(OwnedValue::from).collect(),
            expected,
        });
    }

    pub(super) async fn execute(
        &mut self,
        c: &ClientWrapper,
        sql: Sql,
        parameters: &[Value<'_>],
    ) -> Result<u64, Error> {
        match self.send(c, Last::Execute(sql, parameters)).await? {
            Answer::Changed(count) => Ok(count),
            _ => Ok(0),
        }
    }

    pub(super) async fn execute_each(
        &mut self,
        c: &ClientWrapper,
        sql: Sql,
        parameters: &[Vec<Value<'_>>],
    ) -> Result<u64, Error> {
        match self.send(c, Last::ExecuteEach(sql, parameters)).await? {
            Answer::Changed(count) => Ok(count),
            _ => Ok(0),
        }
    }

    pub(super) async fn query(
        &mut self,
        c: &ClientWrapper,
        sql: Sql,
        parameters: &[Value<'_>],
    ) -> Result<Vec<tokio_postgres::Row>, Error> {
        match self.send(c, Last::Query(sql, parameters)).await? {
            Answer::Rows(rows) => Ok(rows),
            _ => Ok(Vec::new()),
        }
    }

    pub(super) async fn stream(
        &mut self,
        c: &ClientWrapper,
        sql: Sql,
        parameters: &[Value<'_>],
    ) -> Result<Box<RowStream>, Error> {
        match self.send(c, Last::Stream(sql, parameters)).await? {
            Answer::Stream(rows) => Ok(rows),
            _ => Err(Error::Statement("a query without an answer".to_owned())),
        }
    }

    /// Sends what is left and commits. Where a statement must have changed a number of rows, the answer
    /// is awaited before.
    pub(super) async fn commit(&mut self, c: &ClientWrapper) -> Commit {
        if !self.is_begun() && self.queue.is_empty() {
            return Commit::Committed;
        }
        let is_checked =
            |queued: &QueuedStatement| !matches!(queued.expected, Expectation::Nothing);
        if self.queue.iter().any(is_checked)
            && let Err(error) = self.send(c, Last::Nothing).await
        {
            return Commit::NotSent(error);
        }
        let queue = std::mem::take(&mut self.queue);
        let mut answers = match self.flight(c, &queue, Last::Commit).await {
            Ok(answers) => answers,
            Err(error) => return Commit::NotSent(error),
        };
        let committed = answers.pop();
        let failed = answers.into_iter().find_map(Result::err);
        match (committed, failed) {
            (Some(Ok(_)), None) => Commit::Committed,
            (Some(Ok(_)), Some(error)) => Commit::RolledBack(error),
            (Some(Err(Error::Conflict)), None) => Commit::RolledBack(Error::Conflict),
            (Some(Err(error)), _) => Commit::Unknown(error),
            (None, _) => Commit::Unknown(Error::Statement("a commit without an answer".to_owned())),
        }
    }

    /// Sends the queue and one statement more, and awaits their answers; returns the last.
    async fn send(&mut self, c: &ClientWrapper, last: Last<'_>) -> Result<Answer, Error> {
        let queue = std::mem::take(&mut self.queue);
        let answers = self.flight(c, &queue, last).await?;
        // The first error is the reason: the server refuses everything after it.
        let mut answers = answers.into_iter().collect::<Result<Vec<_>, _>>()?;
        if self.ends {
            self.has_ended = answers.pop().is_some();
        }
        // In front of the queue stands `BEGIN`, where it was sent just now.
        let of_last = match last {
            Last::Nothing => 0,
            Last::ExecuteEach(_, parameters) => parameters.len(),
            _ => 1,
        };
        let own = answers.split_off(answers.len() - of_last);
        let queued = answers.split_off(answers.len() - queue.len());
        for (answer, statement) in queued.into_iter().zip(&queue) {
            match (answer, statement.expected) {
                (Answer::Changed(count), Expectation::Changed(expected)) if count != expected => {
                    return Err(Error::Conflict);
                }
                (Answer::Rows(rows), Expectation::Rows(number)) => {
                    debug_assert_eq!(self.arrived.len(), number);
                    self.arrived.push(rows);
                }
                _ => {}
            }
        }
        if matches!(last, Last::ExecuteEach(..)) {
            let counts = own.iter().map(|answer| match answer {
                Answer::Changed(count) => *count,
                _ => 0,
            });
            return Ok(Answer::Changed(counts.sum()));
        }
        Ok(own.into_iter().next().unwrap_or(Answer::Done))
    }

    /// Sends statements one after the other without waiting between them; every answer in order.
    async fn flight(
        &mut self,
        c: &ClientWrapper,
        queue: &[QueuedStatement],
        last: Last<'_>,
    ) -> Result<Vec<Result<Answer, Error>>, Error> {
        // Each is prepared once for a connection; later this awaits nothing.
        let mut prepared = Vec::with_capacity(queue.len());
        for queued in queue {
            prepared.push(answered(c.prepare_cached(queued.sql.0)).await?);
        }
        let of_last = match last {
            Last::Execute(sql, _)
            | Last::ExecuteEach(sql, _)
            | Last::Query(sql, _)
            | Last::Stream(sql, _) => Some(answered(c.prepare_cached(sql.0)).await?),
            Last::Nothing | Last::Commit => None,
        };
        let mut calls: Vec<Call<'_>> = Vec::with_capacity(queue.len() + 2);
        if let Some(begin) = self.begin.take() {
            let begin = async move { c.batch_execute(begin).await.map(|()| Answer::Done) };
            if first_only_reads(queue, last) {
                calls.push(Box::pin(begin));
            } else {
                // If `BEGIN` failed, a statement sent behind it would be committed by itself.
                answered(begin).await?;
            }
        }
        for (queued, statement) in queue.iter().zip(&prepared) {
            calls.push(Box::pin(async move {
                let parameters = queued.parameters.iter();
                let parameters = parameters.map(|v| v as &(dyn ToSql + Sync));
                if matches!(queued.expected, Expectation::Rows(_)) {
                    let parameters = parameters.collect::<Vec<_>>();
                    return c.query(statement, &parameters).await.map(Answer::Rows);
                }
                let changed = c.execute_raw(statement, parameters).await;
                changed.map(Answer::Changed)
            }));
        }
        match (last, &of_last) {
            (Last::Execute(_, parameters), Some(statement)) => {
                calls.push(Box::pin(executed(c, statement, parameters)));
            }
            (Last::ExecuteEach(_, each), Some(statement)) => {
                for parameters in each {
                    calls.push(Box::pin(executed(c, statement, parameters)));
                }
            }
            (Last::Query(_, parameters), Some(statement)) => calls.push(Box::pin(async move {
                let parameters = borrowed(parameters).collect::<Vec<_>>();
                c.query(statement, &parameters).await.map(Answer::Rows)
            })),
            (Last::Stream(_, parameters), Some(statement)) => calls.push(Box::pin(async move {
                let rows = c.query_raw(statement, borrowed(parameters)).await?;
                Ok(Answer::Stream(Box::new(rows)))
            })),
            (Last::Commit, _) => calls.push(Box::pin(async move {
                c.batch_execute("COMMIT").await.map(|()| Answer::Done)
            })),
            _ => {}
        }
        if self.ends {
            calls.push(Box::pin(async move {
                c.batch_execute("COMMIT").await.map(|()| Answer::Done)
            }));
        }
        Ok(in_order(calls).await)
    }
}

async fn executed(
    c: &ClientWrapper,
    statement: &tokio_postgres::Statement,
    parameters: &[Value<'_>],
) -> Result<Answer, tokio_postgres::Error> {
    let changed = c.execute_raw(statement, borrowed(parameters)).await;
    changed.map(Answer::Changed)
}

/// Whether `BEGIN` may be sent together with these: should it fail, they change nothing.
fn first_only_reads(queue: &[QueuedStatement], last: Last<'_>) -> bool {
    let reads = |sql: Sql| sql.0.starts_with("SELECT");
    queue.iter().all(|queued| reads(queued.sql))
        && match last {
            Last::Execute(sql, _) | Last::ExecuteEach(sql, _) => reads(sql),
            Last::Query(sql, _) | Last::Stream(sql, _) => reads(sql),
            Last::Nothing => true,
            Last::Commit => queue.is_empty(),
        }
}

/// Starts every call, in order, before the first answer is awaited: a call is written to the connection
/// when it is first polled. The answers come in the same order.
async fn in_order(mut calls: Vec<Call<'_>>) -> Vec<Result<Answer, Error>> {
    let mut ready = Vec::with_capacity(calls.len());
    poll_fn(|cx| {
        for call in &mut calls {
            ready.push(match call.as_mut().poll(cx) {
                Poll::Ready(answer) => Some(answer),
                Poll::Pending => None,
            });
        }
        Poll::Ready(())
    })
    .await;
    let mut answers = Vec::with_capacity(calls.len());
    for (call, ready) in calls.into_iter().zip(ready) {
        answers.push(match ready {
            Some(answer) => answer.map_err(Error::from),
            None => answered(call).await,
        });
        if matches!(answers.last(), Some(Err(Error::Unavailable(_)))) {
            // The others will not be answered either.
            break;
        }
    }
    answers
}

impl Conn<'_> {
    /// Runs a statement whose result is not needed. On PostgreSQL it waits for the next statement whose
    /// answer is awaited, or for the commit, which also reports its error.
    pub fn queue(&mut self, sql: Sql, parameters: &[Value<'_>]) -> Result<(), Error> {
        self.enqueue(sql, parameters, Expectation::Nothing)
    }

    /// [`Conn::queue`] with each of these parameters.
    pub fn queue_each(&mut self, sql: Sql, parameters: &[Vec<Value<'_>>]) -> Result<(), Error> {
        let mut parameters = parameters.iter();
        parameters.try_for_each(|parameters| self.queue(sql, parameters))
    }

    /// Runs a statement that must change `count` rows; otherwise the work fails with
    /// [`Error::Conflict`].
    pub fn queue_exactly(
        &mut self,
        sql: Sql,
        parameters: &[Value<'_>],
        count: usize,
    ) -> Result<(), Error> {
        self.enqueue(sql, parameters, Expectation::Changed(count as u64))
    }

    /// Runs a query whose rows are read later. Queries that do not depend on each other cost one round
    /// trip together.
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
                let number = self.pipeline.requested;
                self.pipeline.requested += 1;
                self.pipeline
                    .push(sql, parameters, Expectation::Rows(number));
                let read = Box::new(read);
                Ok(Pending::Requested { number, read })
            }
        };
        self.note(result.map(PendingRows))
    }

    /// The rows of a query that was requested in the same work.
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

    /// Says that nothing follows the next answer that is awaited: a transaction that only reads then ends
    /// in the same round trip. Elsewhere it has no effect.
    pub fn finish_reading(&mut self) {
        self.pipeline.ends = self
            .pipeline
            .begin
            .is_some_and(|begin| begin.ends_with("ONLY"));
    }

    /// Locks the rows that a query returns, on PostgreSQL. On SQLite one transaction writes at a time,
    /// and the query does not run.
    pub fn lock_rows(&mut self, sql: Sql, parameters: &[Value<'_>]) -> Result<(), Error> {
        match self.driver {
            Driver::Sqlite(_) => Ok(()),
            Driver::Postgres(_) => self.queue(sql, parameters),
        }
    }

    /// Waits until no other unit of work holds this number, and holds it until this one ends. On
    /// SQLite only one works at a time anyway.
    pub fn lock(&mut self, number: i64) -> Result<(), Error> {
        let lock = Sql("SELECT 1 FROM (SELECT pg_advisory_xact_lock($1)) AS held");
        self.lock_rows(lock, &[number.into()])
    }

    /// Sends what is queued and awaits the answers.
    pub(super) async fn flush(&mut self) -> Result<(), Error> {
        self.alive(&[])?;
        let result = match &self.driver {
            Driver::Sqlite(_) => Ok(()),
            Driver::Postgres(c) => self.pipeline.send(c, Last::Nothing).await.map(drop),
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

impl Pipeline {
    async fn received(
        &mut self,
        c: &ClientWrapper,
        number: usize,
    ) -> Result<Vec<tokio_postgres::Row>, Error> {
        if self.arrived.len() <= number {
            self.send(c, Last::Nothing).await?;
        }
        let rows = self.arrived.get_mut(number).map(std::mem::take);
        rows.ok_or_else(|| Error::Statement("rows of another work".to_owned()))
    }
}

impl<T> std::fmt::Debug for PendingRows<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PendingRows")
    }
}
