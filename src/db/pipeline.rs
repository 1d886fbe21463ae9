//! Statements that are sent to PostgreSQL together, so that many cost one round trip.
//!
//! `BEGIN`, statements whose result is not needed ([`super::Conn::queue`]) and queries whose rows are
//! needed later ([`super::Conn::request`]) wait in a queue. They are sent with the next statement whose
//! result the work awaits, or with `COMMIT`. The server runs them in order; after a failed one it refuses
//! the others, and `COMMIT` rolls back. On SQLite every statement runs immediately.

use deadpool_postgres::ClientWrapper;
use tokio_postgres::RowStream;

use super::{
    Error, Sql, Value,
    batch::{Batch, Expectation, Failed, LastStatement, QueuedStatement, StatementAnswer},
    owned_value::OwnedValue,
};

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
        let mut answers = match self.send_batch(c, &queue, LastStatement::Commit).await {
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
        let answers = self.send_batch(c, &queue, last).await?;
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

    async fn send_batch(
        &mut self,
        c: &ClientWrapper,
        queue: &[QueuedStatement],
        last: LastStatement<'_>,
    ) -> Result<Vec<Result<StatementAnswer, Failed>>, Error> {
        let batch = Batch {
            begin: &mut self.begin,
            queue,
            last,
            ends: self.ends,
        };
        batch.send(c).await
    }

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
