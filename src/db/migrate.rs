//! The schema's steps, taken in order and once, under a lock; append-only.

use rusqlite::Connection;

use super::{OpenError, sqlite::exclusive};
use crate::clock::Timestamp;

struct Step {
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! steps {
    ($($name:literal),+ $(,)?) => {
        &[$(Step {
            name: $name,
            sqlite: include_str!(concat!("migrations/sqlite/", $name, ".sql")),
            postgres: include_str!(concat!("migrations/postgres/", $name, ".sql")),
        }),+]
    };
}

const STEPS: &[Step] = steps![
    "0001_sites",
    "0002_moderators",
    "0003_comments",
    "0004_spam",
    "0005_moderation",
    "0006_empty_batches",
    "0007_page_names",
    "0008_outbox",
    "0009_people",
    "0010_lessons",
    "0012_floods",
    "0013_repeats",
];

const TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_step (
    version BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    taken_at BIGINT NOT NULL
)";
const NEWEST: &str = "SELECT COALESCE(MAX(version), 0) FROM schema_step";
const RECORD: &str = "INSERT INTO schema_step (version, name, taken_at) VALUES ($1, $2, $3)";

/// A number that nobody else's advisory lock has by chance: "rejoinder" in a phone's letters.
const LOCK: &str = "SELECT pg_advisory_xact_lock(735646337)";

fn pending(found: i64) -> Result<impl Iterator<Item = (i64, &'static Step)>, OpenError> {
    let known = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
    if found > known {
        return Err(OpenError::Newer { found, known });
    }
    Ok((1..)
        .zip(STEPS)
        .skip_while(move |(version, _)| *version <= found))
}

pub(super) fn sqlite(
    connection: &mut Connection,
    now: Timestamp,
) -> Result<Vec<&'static str>, OpenError> {
    exclusive(connection, |c| {
        let failed = |e: rusqlite::Error| OpenError::failed(&e);
        c.execute_batch(TABLE).map_err(failed)?;
        let found = c.query_row(NEWEST, [], |row| row.get(0)).map_err(failed)?;
        let mut taken = Vec::new();
        for (version, step) in pending(found)? {
            c.execute_batch(step.sqlite)
                .map_err(|e| OpenError::Migration {
                    name: step.name,
                    cause: e.to_string(),
                })?;
            c.execute(RECORD, (version, step.name, now.0))
                .map_err(failed)?;
            taken.push(step.name);
        }
        Ok(taken)
    })
}

pub(super) async fn postgres(
    client: &mut tokio_postgres::Client,
    now: Timestamp,
) -> Result<Vec<&'static str>, OpenError> {
    let failed = |e: tokio_postgres::Error| OpenError::failed(&e);
    client
        .batch_execute("SET statement_timeout = 0; SET lock_timeout = 0")
        .await
        .map_err(failed)?;
    let transaction = client.transaction().await.map_err(failed)?;
    transaction.query(LOCK, &[]).await.map_err(failed)?;
    transaction.batch_execute(TABLE).await.map_err(failed)?;
    let found = transaction
        .query_one(NEWEST, &[])
        .await
        .and_then(|row| row.try_get(0))
        .map_err(failed)?;
    let mut taken = Vec::new();
    for (version, step) in pending(found)? {
        transaction
            .batch_execute(step.postgres)
            .await
            .map_err(|e| OpenError::Migration {
                name: step.name,
                cause: postgres_cause(&e),
            })?;
        transaction
            .execute(RECORD, &[&version, &step.name, &now.0])
            .await
            .map_err(failed)?;
        taken.push(step.name);
    }
    transaction.commit().await.map_err(failed)?;
    Ok(taken)
}

fn postgres_cause(error: &tokio_postgres::Error) -> String {
    error
        .as_db_error()
        .map_or_else(|| error.to_string(), |db| db.message().to_owned())
}
