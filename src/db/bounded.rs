//! Queries whose rows may be large: read up to a number of bytes instead of to the end.
//!
//! A comment may have up to 250 KB, so a list of 100 would need 25 MB of memory for one response.

use futures_util::TryStreamExt as _;
use rusqlite::params_from_iter;

use super::{
    Conn, Error, Row, Sql, Value,
    conn::{Columns, Driver},
    postgres_waits::answered,
    statement::for_sqlite,
};

/// The largest total size in bytes of the comments on a page of a list besides its first item, whatever its
/// `limit`. A page is in memory several times while it is read, serialized and sent.
pub const LIST_BYTES: usize = 512 << 10;

/// The first rows of a query, as many as fit.
#[derive(Clone, Debug)]
pub struct BoundedRows<T> {
    pub rows: Vec<T>,
    /// Whether the query has more rows.
    pub is_cut: bool,
}

/// Collects rows until their sizes exceed the limit.
struct Collector<T> {
    found: BoundedRows<T>,
    left: usize,
}

impl<T> Collector<T> {
    fn new(most: usize) -> Self {
        let found = BoundedRows {
            rows: Vec::new(),
            is_cut: false,
        };
        Self { found, left: most }
    }

    /// Adds a row; returns whether more rows may be added.
    fn add(&mut self, (value, size): (T, usize)) -> bool {
        match self.left.checked_sub(size) {
            Some(left) => self.left = left,
            // The first row is returned regardless of its size, because a list must make progress.
            None if self.found.rows.is_empty() => self.left = 0,
            None => {
                self.found.is_cut = true;
                return false;
            }
        }
        self.found.rows.push(value);
        true
    }
}

impl Conn<'_> {
    /// Runs a query and reads its first rows up to `most` bytes; `read` returns each value with its size.
    /// The first row is always read. On PostgreSQL the rows are received one by one and the rest
    /// is discarded as it is received.
    pub async fn rows_within<T: Send>(
        &mut self,
        sql: Sql,
        parameters: &[Value<'_>],
        most: usize,
        read: impl Fn(&Row<'_>) -> Result<(T, usize), Error> + Send,
    ) -> Result<BoundedRows<T>, Error> {
        self.alive(parameters)?;
        let result = match &mut self.driver {
            Driver::Sqlite(c) => within_sqlite(c, sql, parameters, most, read),
            Driver::Postgres(c) => match self.pipeline.stream(c, sql, parameters).await {
                Ok(rows) => within_postgres(rows, most, read).await,
                Err(error) => Err(error),
            },
        };
        self.note(result)
    }
}

fn within_sqlite<T>(
    c: &rusqlite::Connection,
    sql: Sql,
    parameters: &[Value<'_>],
    most: usize,
    read: impl Fn(&Row<'_>) -> Result<(T, usize), Error>,
) -> Result<BoundedRows<T>, Error> {
    let mut statement = c.prepare_cached(&for_sqlite(sql))?;
    let mut rows = statement.query(params_from_iter(parameters))?;
    let mut collector = Collector::new(most);
    while let Some(row) = rows.next()? {
        if !collector.add(read(&Row(Columns::Sqlite(row)))?) {
            break;
        }
    }
    Ok(collector.found)
}

async fn within_postgres<T>(
    rows: Box<tokio_postgres::RowStream>,
    most: usize,
    read: impl Fn(&Row<'_>) -> Result<(T, usize), Error>,
) -> Result<BoundedRows<T>, Error> {
    let mut rows = Box::into_pin(rows);
    let mut collector = Collector::new(most);
    while let Some(row) = answered(rows.try_next()).await? {
        if !collector.add(read(&Row(Columns::Postgres(&row)))?) {
            break;
        }
    }
    Ok(collector.found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn collected(most: usize, sizes: &[usize]) -> (usize, bool) {
        let mut collector = Collector::new(most);
        for size in sizes {
            if !collector.add(((), *size)) {
                break;
            }
        }
        (collector.found.rows.len(), collector.found.is_cut)
    }

    #[test]
    fn rows_are_read_while_they_fit_and_one_in_any_case() {
        assert_eq!(collected(10, &[]), (0, false));
        assert_eq!(collected(10, &[4, 6]), (2, false));
        assert_eq!(collected(10, &[4, 6, 1]), (2, true));
        assert_eq!(collected(10, &[11]), (1, false));
        assert_eq!(collected(10, &[11, 0, 1]), (2, true));
    }
}
