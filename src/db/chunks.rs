//! Bulk work in short transactions.
//!
//! A statement that may affect any number of rows blocks the only writer of SQLite, fills its log, and
//! exceeds the `statement_timeout` of PostgreSQL, which undoes all of its work. Such work is divided into
//! chunks: each is a transaction of its own with as many rows as it can change within [`TARGET`], and
//! others write between two chunks. A process that stops between two chunks loses nothing: the next run
//! continues with the remaining rows.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use uuid::Uuid;

use super::{Conn, Db, Error, Row, Sql, Value, WorkFuture, conn::Driver};

/// The largest number of rows of one chunk.
pub const ROWS_MAX: i64 = 400;
/// The number of rows of the first chunk, before their cost is known.
const ROWS_FIRST: i64 = 50;
const ROWS_MIN: i64 = 5;
/// How long the statements of a chunk should take. The commit takes the same time again on a slow disk, and
/// both together should stay below 50 ms.
const TARGET: Duration = Duration::from_millis(25);
/// The pause after a chunk equals the time that the chunk took, within these bounds: bulk work uses at most
/// half of the writer's time, and less when the database is slow.
const PAUSE_MIN: Duration = Duration::from_millis(2);
const PAUSE_MAX: Duration = Duration::from_millis(200);
/// How often a failed chunk is retried, each time with fewer rows.
const RETRIES: u32 = 3;
const RETRY_PAUSE: Duration = Duration::from_millis(250);
/// Bulk work waits while the log of SQLite is larger than this many bytes.
const LOG_MAX: u64 = super::checkpoint::LARGEST;
/// How often the size of a large log is checked, and the longest wait before each chunk: a longer read (a
/// backup of a large database) must not stop bulk work entirely.
const LOG_LOOK: Duration = Duration::from_millis(100);
const LOG_WAIT_MAX: Duration = Duration::from_mins(10);

/// Runs the chunks of one bulk job, one after another.
#[derive(Debug)]
pub(crate) struct ChunkRunner {
    db: Db,
    rows: i64,
    /// How long the previous chunk took; `None` before the first one.
    previous: Option<Duration>,
}

impl ChunkRunner {
    #[must_use]
    pub(crate) fn new(db: &Db) -> Self {
        Self {
            db: db.clone(),
            rows: ROWS_FIRST,
            previous: None,
        }
    }

    /// Returns how many rows the next chunk may affect.
    #[must_use]
    pub(crate) const fn rows(&self) -> i64 {
        self.rows
    }

    /// Runs `work` in a transaction of its own, after a pause in which others write. `work` receives the
    /// number of rows that it may affect. A chunk that found the database busy, or exceeded its
    /// `statement_timeout`, is retried with fewer rows.
    pub(crate) async fn run<A, T, F>(&mut self, input: A, work: F) -> Result<T, Error>
    where
        A: Send + Sync + 'static,
        T: Send + 'static,
        F: for<'c> Fn(&'c mut Conn<'_>, &'c A, i64) -> WorkFuture<'c, T, Error>
            + Send
            + Sync
            + 'static,
    {
        self.pause().await;
        let (input, work) = (Arc::new(input), Arc::new(work));
        let mut retries = 0;
        loop {
            let given = (input.clone(), work.clone(), self.rows);
            let done = self.db.write(given, |c, (input, work, rows)| {
                Box::pin(async move {
                    let begun = Instant::now();
                    let done = (**work)(c, input, *rows).await?;
                    Ok::<_, Error>((done, begun.elapsed()))
                })
            });
            match done.await {
                Ok((done, took)) => {
                    self.adapt(took);
                    return Ok(done);
                }
                Err(Error::Busy | Error::Conflict) if retries < RETRIES => {
                    retries += 1;
                    self.rows = (self.rows / 4).max(ROWS_MIN);
                    tokio::time::sleep(RETRY_PAUSE * retries).await;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Runs a statement until it changes fewer rows than permitted: `$1` is `value`, `$2` the number of
    /// rows. Returns the total number of changed rows.
    async fn repeat(&mut self, sql: Sql, value: i64) -> Result<u64, Error> {
        let mut total = 0;
        loop {
            let (changed, most) = self
                .run((sql, value), |c, (sql, value), rows| {
                    Box::pin(async move {
                        let parameters = [(*value).into(), rows.into()];
                        Ok((c.execute(*sql, &parameters).await?, rows))
                    })
                })
                .await?;
            total += changed;
            if i64::try_from(changed).is_ok_and(|changed| changed < most) {
                return Ok(total);
            }
        }
    }

    fn adapt(&mut self, took: Duration) {
        self.previous = Some(took);
        self.rows = fitted(self.rows, took);
    }

    async fn pause(&self) {
        let Some(previous) = self.previous else {
            return;
        };
        tokio::time::sleep(previous.clamp(PAUSE_MIN, PAUSE_MAX)).await;
        let begun = Instant::now();
        while self.db.log_size().is_some_and(|size| size > LOG_MAX)
            && begun.elapsed() < LOG_WAIT_MAX
        {
            // A server does this by itself; while only a command runs, it has to.
            if let Err(error) = self.db.apply_log().await {
                tracing::debug!(%error, "checkpoint not possible yet");
            }
            tokio::time::sleep(LOG_LOOK).await;
        }
    }
}

/// Returns how many rows would have taken [`TARGET`]: at most twice as many as these.
fn fitted(rows: i64, took: Duration) -> i64 {
    let took = i64::try_from(took.as_micros()).unwrap_or(i64::MAX).max(1);
    let target = i64::try_from(TARGET.as_micros()).unwrap_or(i64::MAX);
    let fitting = rows.saturating_mul(target) / took;
    fitting
        .min(rows.saturating_mul(2))
        .clamp(ROWS_MIN, ROWS_MAX)
}

/// Rows with a limited lifetime, and the statements that delete or change the expired ones.
#[derive(Clone, Copy, Debug)]
pub struct Expiration {
    /// What expires, for the log.
    pub what: &'static str,
    pub sql: ExpirySql,
    /// The bound in the unit of the table's time column, usually milliseconds.
    pub bound: i64,
}

/// How expired rows are deleted or changed.
#[derive(Clone, Copy, Debug)]
pub enum ExpirySql {
    /// One statement: `$1` is the bound, `$2` the largest number of rows.
    Once(Sql),
    /// A query for the keys, and a statement for each key. For tables whose key has several columns: for
    /// `(a, b) IN (SELECT …)` SQLite uses only the first column and reads all of its rows.
    ByKey {
        /// `$1` is the bound, `$2` the largest number of rows.
        expired: Sql,
        /// The columns that it returns.
        key: &'static [KeyColumn],
        /// `$1` and following are the key, the last one is the bound: the row may have been renewed.
        remove: Sql,
    },
}

/// The type of a key column.
#[derive(Clone, Copy, Debug)]
pub enum KeyColumn {
    Int,
    Uuid,
    Bytes,
    Text,
}

#[derive(Clone, Debug)]
enum KeyValue {
    Int(i64),
    Uuid(Uuid),
    Bytes(Vec<u8>),
    Text(String),
}

impl KeyValue {
    fn read(row: &Row<'_>, at: usize, column: KeyColumn) -> Result<Self, Error> {
        Ok(match column {
            KeyColumn::Int => Self::Int(row.get(at)?),
            KeyColumn::Uuid => Self::Uuid(row.get(at)?),
            KeyColumn::Bytes => Self::Bytes(row.get(at)?),
            KeyColumn::Text => Self::Text(row.get(at)?),
        })
    }

    fn as_value(&self) -> Value<'_> {
        match self {
            Self::Int(value) => (*value).into(),
            Self::Uuid(value) => (*value).into(),
            Self::Bytes(value) => value.into(),
            Self::Text(value) => value.into(),
        }
    }
}

impl Db {
    /// Deletes expired rows, chunk by chunk. Returns the number of rows.
    pub async fn expire(&self, expiration: &Expiration) -> Result<u64, Error> {
        let mut chunks = ChunkRunner::new(self);
        let bound = expiration.bound;
        if let ExpirySql::Once(sql) = expiration.sql {
            return chunks.repeat(sql, bound).await;
        }
        let mut total = 0;
        loop {
            let (removed, is_last) = chunks
                .run(*expiration, |c, expiration, rows| {
                    Box::pin(expire_by_key(c, expiration, rows))
                })
                .await?;
            total += removed;
            if is_last {
                return Ok(total);
            }
        }
    }
}

/// Returns how many rows were removed, and whether none is left.
async fn expire_by_key(
    c: &mut Conn<'_>,
    expiration: &Expiration,
    rows: i64,
) -> Result<(u64, bool), Error> {
    let ExpirySql::ByKey {
        expired,
        key,
        remove,
    } = expiration.sql
    else {
        return Ok((0, true));
    };
    let bound = expiration.bound;
    let found = c
        .rows(expired, &[bound.into(), rows.into()], |row| {
            let columns = key.iter().enumerate();
            let values = columns.map(|(at, column)| KeyValue::read(row, at, *column));
            values.collect::<Result<Vec<_>, _>>()
        })
        .await?;
    let parameters = found.iter().map(|key| {
        let mut values = key.iter().map(KeyValue::as_value).collect::<Vec<_>>();
        values.push(bound.into());
        values
    });
    let removed = c
        .execute_each(remove, &parameters.collect::<Vec<_>>())
        .await?;
    // Also if none of the found rows could be removed: they were renewed at the same time.
    let is_last = i64::try_from(found.len()).is_ok_and(|found| found < rows) || removed == 0;
    Ok((removed, is_last))
}

impl Conn<'_> {
    /// Acquires an advisory lock with this number until the work ends, unless other work holds it. On
    /// SQLite it always succeeds, because only one transaction writes at a time.
    pub async fn try_lock(&mut self, number: i64) -> Result<bool, Error> {
        if matches!(self.driver, Driver::Sqlite(_)) {
            return Ok(true);
        }
        let lock = Sql("SELECT pg_try_advisory_xact_lock($1)");
        let locked = self.row(lock, &[number.into()], |row| row.get(0)).await?;
        Ok(locked.unwrap_or(false))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_chunk_is_never_larger_than_a_few_hundred_rows_nor_empty(
            rows in ROWS_MIN..=ROWS_MAX, micros in 0_u64..100_000_000,
        ) {
            let next = fitted(rows, Duration::from_micros(micros));
            prop_assert!((ROWS_MIN..=ROWS_MAX).contains(&next), "{next}");
            prop_assert!(next <= 2 * rows);
        }
    }

    #[test]
    fn chunks_grow_while_they_are_quick_and_shrink_at_once_when_they_are_slow() {
        assert_eq!(fitted(50, Duration::from_millis(1)), 100);
        assert_eq!(fitted(100, Duration::from_millis(25)), 100);
        assert_eq!(fitted(400, Duration::from_millis(100)), 100);
        assert_eq!(fitted(400, Duration::from_secs(10)), ROWS_MIN);
    }
}
