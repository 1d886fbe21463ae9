//! Sends statements to PostgreSQL without waiting between them.

use std::{future::poll_fn, pin::Pin, task::Poll};

use deadpool_postgres::ClientWrapper;
use tokio_postgres::{RowStream, types::ToSql};

use super::{
    Error, Sql, Value,
    owned_value::{OwnedValue, as_parameters},
    postgres_waits::answered,
};

#[derive(Debug)]
pub(super) struct QueuedStatement {
    pub(super) sql: Sql,
    pub(super) parameters: Vec<OwnedValue>,
    pub(super) expected: Expectation,
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

/// The statement whose result is awaited; it ends a batch.
#[derive(Clone, Copy)]
pub(super) enum LastStatement<'p> {
    Nothing,
    Execute(Sql, &'p [Value<'p>]),
    ExecuteEach(Sql, &'p [Vec<Value<'p>>]),
    Query(Sql, &'p [Value<'p>]),
    Stream(Sql, &'p [Value<'p>]),
    Commit,
}

pub(super) enum StatementAnswer {
    Done,
    Changed(u64),
    Rows(Vec<tokio_postgres::Row>),
    Stream(Box<RowStream>),
}

type Call<'c> =
    Pin<Box<dyn Future<Output = Result<StatementAnswer, tokio_postgres::Error>> + Send + 'c>>;

/// The statements that are sent together.
pub(super) struct Batch<'b> {
    /// `BEGIN`, until it is sent.
    pub(super) begin: &'b mut Option<&'static str>,
    pub(super) queue: &'b [QueuedStatement],
    pub(super) last: LastStatement<'b>,
    /// Whether `COMMIT` follows, which ends a transaction that only reads.
    pub(super) ends: bool,
}

impl Batch<'_> {
    /// Sends statements one after the other without waiting between them; returns every result in order.
    pub(super) async fn send(
        self,
        c: &ClientWrapper,
    ) -> Result<Vec<Result<StatementAnswer, Failed>>, Error> {
        let Batch {
            begin,
            queue,
            last,
            ends,
        } = self;
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
        if let Some(begin) = begin.take() {
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
        if ends {
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
pub(super) struct Failed {
    pub(super) error: Error,
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
