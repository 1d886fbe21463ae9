//! Query plans, for the test that refuses full scans.

use deadpool_postgres::ClientWrapper;
use tokio_postgres::SimpleQueryMessage;

use super::{Conn, Db, Error, Sql, conn::Driver, postgres_waits::answered, statement::for_sqlite};

/// Selects a generic plan, without the scans that PostgreSQL prefers for small tables.
const SETTINGS: &str =
    "SET LOCAL enable_seqscan = off; SET LOCAL plan_cache_mode = force_generic_plan";

impl Db {
    /// Returns the plan of a statement: for SQLite the lines of its plan, for PostgreSQL one JSON document.
    pub async fn explain(&self, sql: Sql) -> Result<Vec<String>, Error> {
        self.write(sql, |c, sql| Box::pin(c.explain(*sql))).await
    }
}

impl Conn<'_> {
    async fn explain(&mut self, sql: Sql) -> Result<Vec<String>, Error> {
        self.flush().await?;
        let result = match &mut self.driver {
            Driver::Sqlite(c) => explain_sqlite(c, sql),
            Driver::Postgres(c) => explain_postgres(c, sql).await,
        };
        self.note(result)
    }
}

fn explain_sqlite(c: &rusqlite::Connection, sql: Sql) -> Result<Vec<String>, Error> {
    let explained = ["EXPLAIN QUERY PLAN ", &for_sqlite(sql)].concat();
    let mut statement = c.prepare(&explained)?;
    let lines = statement
        .raw_query()
        .mapped(|row| row.get(3))
        .collect::<Result<_, _>>()?;
    Ok(lines)
}

async fn explain_postgres(c: &ClientWrapper, sql: Sql) -> Result<Vec<String>, Error> {
    let count = answered(c.prepare(sql.0)).await?.params().len();
    answered(c.batch_execute(SETTINGS)).await?;
    answered(c.batch_execute(&["PREPARE explained AS ", sql.0].concat())).await?;
    let nulls = match count {
        0 => String::new(),
        _ => ["(", &vec!["NULL"; count].join(", "), ")"].concat(),
    };
    let explain = ["EXPLAIN (FORMAT JSON) EXECUTE explained", &nulls].concat();
    let answers = answered(c.simple_query(&explain)).await?;
    answered(c.batch_execute("DEALLOCATE explained")).await?;
    let rows = answers.iter().filter_map(|answer| match answer {
        SimpleQueryMessage::Row(row) => row.get(0),
        _ => None,
    });
    Ok(rows.map(str::to_owned).collect())
}
