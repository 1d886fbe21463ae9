//! Statements that are sent to PostgreSQL together, so that many cost one round trip.
//!
//! `BEGIN`, statements whose result is not needed ([`super::Conn::queue`]) and queries whose rows are
//! needed later ([`super::Conn::request`]) wait in a queue. They are sent with the next statement whose
//! result the work awaits, or with `COMMIT`. The server runs them in order; after a failed one it refuses
//! the others, and `COMMIT` rolls back. On SQLite every statement runs immediately.

use std::{future::poll_fn, pin::Pin, task::Poll};

use deadpool_postgres::ClientWrapper;
use tokio_postgres::{RowStream, types::ToSql};

use super::{
    Error, Sql, Value,
    owned_value::{OwnedValue, as_parameters},
    postgres_waits::answered,
};

#[derive(Debug)]
struct QueuedStatement {
    sql: Sql,
    parameters: Vec<OwnedValue>,
    expected: Expectation,
}

/// What happens with the result of a queued statement.
#[derive(Clone, Copy, Debug)]
pub(super) enum Expectation {
    Nothing,
    /// It changes this number of rows, or else the transaction conflicts with another.
    Changed(u64),
    /// Its rows are received later, under this number.
    Rows(usize),
}

/// The statements of a transaction that have not been sent yet.
#[derive(Debug, Default)]
pub(super) struct Pipeline {
    /// `BEGIN`, until it is sent.
    begin: Option<&'static str>,
    only_reads: bool,
    queue: Vec<QueuedStatement>,
    /// Rows that have arrived but have not been received yet.
    arrived: Vec<Vec<tokio_postgres::Row>>,
    requested: usize,
    /// The next batch of statements ends a transaction that only reads.
    ends: bool,
    has_ended: bool,
}

/// The statement whose result is awaited; it ends a batch.
#[derive(Clone, Copy)]
enum LastStatement<'p> {
    Nothing,
    Execute(Sql, &'p [Value<'p>]),
    ExecuteEach(Sql, &'p [Vec<Value<'p>>]),
    Query(Sql, &'p [Value<'p>]),
    Stream(Sql, &'p [Value<'p>]),
    Commit,
}

enum StatementAnswer {
    Done,
    Changed(u64),
    Rows(Vec<tokio_postgres::Row>),
    Stream(Box<RowStream>),
}

type Call<'c> =
    Pin<Box<dyn Future<Output = Result<StatementAnswer, tokio_postgres::Error>> + Send + 'c>>;

/// How a transaction ended.
pub(super) enum Commit {
    Committed,
    /// A statement failed before `COMMIT` was sent; the transaction is open.
    NotSent(Error),
    /// The server rolled it back and reported the reason.
    RolledBack(Error),
    /// No reply: it may have been committed.
    Unknown(Error),
}

impl Pipeline {
    pub(super) fn new(begin: &'static str) -> Self {
        Self {
            begin: Some(begin),
            only_reads: begin.contains("READ ONLY"),
            ..Self::default()
        }
    }

    /// Returns whether there is a transaction to end.
    pub(super) fn is_begun(&self) -> bool {
        self.begin.is_none()
    }

    /// Returns whether `COMMIT` was sent and confirmed.
    pub(super) fn has_ended(&self) -> bool {
        self.has_ended
    }

    /// Ends a transaction that only reads with the next batch.
    pub(super) fn end_with_next(&mut self) {
        self.ends = self.only_reads;
    }

    /// Returns the number of the next query whose rows are received later.
    pub(super) fn next_number(&mut self) -> usize {
        self.requested += 1;
        self.requested - 1
    }

    /// Sends queued statements and awaits the results.
    pub(super) async fn flush(&mut self, c: &ClientWrapper) -> Result<(), Error> {
        self.send(c, LastStatement::Nothing).await.map(drop)
    }

    pub(super) fn push(&mut self, sql: Sql, parameters: &[Value<'_>], expected: Expectation) {
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
        match self
            .send(c, LastStatement::Execute(sql, parameters))
            .await?
        {
            StatementAnswer::Changed(count) => Ok(count),
            _ => Ok(0),
        }
    }

    pub(super) async fn execute_each(
        &mut self,
        c: &ClientWrapper,
        sql: Sql,
        parameters: &[Vec<Value<'_>>],
    ) -> Result<u64, Error> {
        match self
            .send(c, LastStatement::ExecuteEach(sql, parameters))
            .await?
        {
            StatementAnswer::Changed(count) => Ok(count),
            _ => Ok(0),
        }
    }

    pub(super) async fn query(
        &mut self,
        c: &ClientWrapper,
        sql: Sql,
        parameters: &[Value<'_>],
    ) -> Result<Vec<tokio_postgres::Row>, Error> {
        match self.send(c, LastStatement::Query(sql, parameters)).await? {
            StatementAnswer::Rows(rows) => Ok(rows),
            _ => Ok(Vec::new()),
        }
    }

    pub(super) async fn stream(
        &mut self,
        c: &ClientWrapper,
        sql: Sql,
        parameters: &[Value<'_>],
    ) -> Result<Box<RowStream>, Error> {
        match self.send(c, LastStatement::Stream(sql, parameters)).await? {
            StatementAnswer::Stream(rows) => Ok(rows),
            _ => Err(Error::Statement("a query without an answer".to_owned())),
        }
    }

    /// Sends the remaining statements and commits. If a statement must have changed a number of rows, its
    /// result is awaited first.
    pub(super) async fn commit(&mut self, c: &ClientWrapper) -> Commit {
        if !self.is_begun() && self.queue.is_empty() {
            return Commit::Committed;
        }
        let is_checked =
            |queued: &QueuedStatement| !matches!(queued.expected, Expectation::Nothing);
        if self.queue.iter().any(is_checked)
            && let Err(error) = self.send(c, LastStatement::Nothing).await
        {
            return Commit::NotSent(error);
        }
        let queue = std::mem::take(&mut self.queue);
        let mut answers = match self.flight(c, &queue, LastStatement::Commit).await {
            Ok(answers) => answers,
            Err(error) => return Commit::NotSent(error),
        };
        let committed = answers.pop();
        // Regardless of the result of `COMMIT`: a transaction with a failed statement is rolled back.
        if let Some(failed) = answers.into_iter().find_map(Result::err) {
            return Commit::RolledBack(failed.error);
        }
        match committed {
            Some(Ok(_)) => Commit::Committed,
            Some(Err(failed)) if matches!(failed.error, Error::Conflict) => {
                Commit::RolledBack(failed.error)
            }
            Some(Err(failed)) => Commit::Unknown(failed.error),
            None => Commit::Unknown(Error::Statement("a commit without an answer".to_owned())),
        }
    }

    /// Sends the queue and one more statement, and awaits their results; returns the last one.
    async fn send(
        &mut self,
        c: &ClientWrapper,
        last: LastStatement<'_>,
    ) -> Result<StatementAnswer, Error> {
        let queue = std::mem::take(&mut self.queue);
        let answers = self.flight(c, &queue, last).await?;
        // The first error is the reason: the server refuses everything after it.
        let answers = answers.into_iter().collect::<Result<Vec<_>, _>>();
        let mut answers = answers.map_err(|failed| failed.error)?;
        if self.ends {
            self.has_ended = answers.pop().is_some();
        }
        // `BEGIN` precedes the queue, if it was just sent.
        let of_last = match last {
            LastStatement::Nothing => 0,
            LastStatement::ExecuteEach(_, parameters) => parameters.len(),
            _ => 1,
        };
        let own = answers.split_off(answers.len() - of_last);
        let queued = answers.split_off(answers.len() - queue.len());
        for (answer, statement) in queued.into_iter().zip(&queue) {
            match (answer, statement.expected) {
                (StatementAnswer::Changed(count), Expectation::Changed(expected))
                    if count != expected =>
                {
                    return Err(Error::Conflict);
                }
                (StatementAnswer::Rows(rows), Expectation::Rows(number)) => {
                    debug_assert_eq!(self.arrived.len(), number);
                    self.arrived.push(rows);
                }
                _ => {}
            }
        }
        if matches!(last, LastStatement::ExecuteEach(..)) {
            let counts = own.iter().map(|answer| match answer {
                StatementAnswer::Changed(count) => *count,
                _ => 0,
            });
            return Ok(StatementAnswer::Changed(counts.sum()));
        }
        Ok(own.into_iter().next().unwrap_or(StatementAnswer::Done))
    }

    /// Sends statements one after the other without waiting between them; returns every result in order.
    async fn flight(
        &mut self,
        c: &ClientWrapper,
        queue: &[QueuedStatement],
        last: LastStatement<'_>,
    ) -> Result<Vec<Result<StatementAnswer, Failed>>, Error> {
        let of_last = match last {
            LastStatement::Execute(sql, _)
            | LastStatement::ExecuteEach(sql, _)
            | LastStatement::Query(sql, _)
            | LastStatement::Stream(sql, _) => Some(sql),
            LastStatement::Nothing | LastStatement::Commit => None,
        };
        let prepared =
            Prepared::of(c, queue.iter().map(|queued| queued.sql).chain(of_last)).await?;
        let of_last = of_last.and_then(|sql| prepared.get(sql));
        let mut calls: Vec<Call<'_>> = Vec::with_capacity(queue.len() + 2);
        if let Some(begin) = self.begin.take() {
            let begin = async move { c.batch_execute(begin).await.map(|()| StatementAnswer::Done) };
            if first_only_reads(queue, last) {
                calls.push(Box::pin(begin));
            } else {
                // If `BEGIN` failed, a statement sent after it would be committed by itself.
                answered(begin).await?;
            }
        }
        for queued in queue {
            let statement = prepared
                .get(queued.sql)
                .ok_or_else(|| Error::Statement("a statement that was not prepared".to_owned()))?;
            calls.push(Box::pin(async move {
                let parameters = queued.parameters.iter();
                let parameters = parameters.map(|v| v as &(dyn ToSql + Sync));
                if matches!(queued.expected, Expectation::Rows(_)) {
                    let parameters = parameters.collect::<Vec<_>>();
                    return c
                        .query(statement, &parameters)
                        .await
                        .map(StatementAnswer::Rows);
                }
                let changed = c.execute_raw(statement, parameters).await;
                changed.map(StatementAnswer::Changed)
            }));
        }
        match (last, of_last) {
            (LastStatement::Execute(_, parameters), Some(statement)) => {
                calls.push(Box::pin(executed(c, statement, parameters)));
            }
            (LastStatement::ExecuteEach(_, each), Some(statement)) => {
                for parameters in each {
                    calls.push(Box::pin(executed(c, statement, parameters)));
                }
            }
            (LastStatement::Query(_, parameters), Some(statement)) => {
                calls.push(Box::pin(async move {
                    let parameters = as_parameters(parameters).collect::<Vec<_>>();
                    c.query(statement, &parameters)
                        .await
                        .map(StatementAnswer::Rows)
                }));
            }
            (LastStatement::Stream(_, parameters), Some(statement)) => {
                calls.push(Box::pin(async move {
                    let rows = c.query_raw(statement, as_parameters(parameters)).await?;
                    Ok(StatementAnswer::Stream(Box::new(rows)))
                }));
            }
            (LastStatement::Commit, _) => calls.push(Box::pin(async move {
                c.batch_execute("COMMIT")
                    .await
                    .map(|()| StatementAnswer::Done)
            })),
            _ => {}
        }
        if self.ends {
            calls.push(Box::pin(async move {
                c.batch_execute("COMMIT")
                    .await
                    .map(|()| StatementAnswer::Done)
            }));
        }
        Ok(in_order(calls).await)
    }
}

/// The prepared statements of a batch.
struct Prepared(Vec<(Sql, tokio_postgres::Statement)>);

impl Prepared {
    /// Prepares each statement once per connection; those that are not prepared yet are prepared together.
    async fn of(c: &ClientWrapper, statements: impl Iterator<Item = Sql>) -> Result<Self, Error> {
        let mut different = Vec::<Sql>::new();
        for sql in statements {
            if !different.iter().any(|known| is_same(*known, sql)) {
                different.push(sql);
            }
        }
        let prepared = different.into_iter().map(|sql| async move {
            let statement = c.prepare_cached(sql.0).await?;
            Ok::<_, tokio_postgres::Error>((sql, statement))
        });
        answered(futures_util::future::try_join_all(prepared))
            .await
            .map(Self)
    }

    fn get(&self, sql: Sql) -> Option<&tokio_postgres::Statement> {
        let mut all = self.0.iter();
        all.find(|(known, _)| is_same(*known, sql))
            .map(|(_, statement)| statement)
    }
}

/// Statements are constants, so their texts need not be compared.
fn is_same(one: Sql, other: Sql) -> bool {
    std::ptr::eq(one.0, other.0)
}

async fn executed(
    c: &ClientWrapper,
    statement: &tokio_postgres::Statement,
    parameters: &[Value<'_>],
) -> Result<StatementAnswer, tokio_postgres::Error> {
    let changed = c.execute_raw(statement, as_parameters(parameters)).await;
    changed.map(StatementAnswer::Changed)
}

/// Returns whether `BEGIN` may be sent together with these statements: if it fails, they change nothing.
fn first_only_reads(queue: &[QueuedStatement], last: LastStatement<'_>) -> bool {
    let reads = |sql: Sql| sql.0.starts_with("SELECT");
    queue.iter().all(|queued| reads(queued.sql))
        && match last {
            LastStatement::Execute(sql, _)
            | LastStatement::ExecuteEach(sql, _)
            | LastStatement::Query(sql, _)
            | LastStatement::Stream(sql, _) => reads(sql),
            LastStatement::Nothing => true,
            LastStatement::Commit => queue.is_empty(),
        }
}

/// Starts every call, in order, before the first result is awaited: a call is written to the connection
/// when it is first polled. The results have the same order; after a lost one there are no more.
async fn in_order(mut calls: Vec<Call<'_>>) -> Vec<Result<StatementAnswer, Failed>> {
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
        let answer = match ready {
            Some(answer) => Ok(answer),
            None => answered(async { Ok(call.await) }).await,
        };
        let answer = match answer {
            Ok(answer) => answer.map_err(Failed::from),
            Err(error) => Err(Failed {
                error,
                is_lost: true,
            }),
        };
        let is_lost = answer.as_ref().is_err_and(|failed| failed.is_lost);
        answers.push(answer);
        if is_lost {
            break;
        }
    }
    answers
}

/// The reason why a statement failed.
struct Failed {
    error: Error,
    /// The connection broke or the server does not respond: the result of the statement is unknown.
    is_lost: bool,
}

impl From<tokio_postgres::Error> for Failed {
    fn from(error: tokio_postgres::Error) -> Self {
        // Otherwise it is an error of the server itself, or of a parameter that could not be sent.
        let is_lost = error.as_db_error().is_none() && error.is_closed();
        Self {
            error: error.into(),
            is_lost,
        }
    }
}

impl Pipeline {
    pub(super) async fn received(
        &mut self,
        c: &ClientWrapper,
        number: usize,
    ) -> Result<Vec<tokio_postgres::Row>, Error> {
        if self.arrived.len() <= number {
            self.send(c, LastStatement::Nothing).await?;
        }
        let rows = self.arrived.get_mut(number).map(std::mem::take);
        rows.ok_or_else(|| Error::Statement("rows of another work".to_owned()))
    }
}
