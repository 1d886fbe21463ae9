//! Schema migrations, run once and in order, under a lock; append-only.

use deadpool_postgres::ClientWrapper;
use futures_util::FutureExt as _;
use rusqlite::Connection;

use super::{
    Conn, OpenError, SchemaVersion, connection::exclusive, foreign, page_keys, thread_urls,
};
use crate::clock::Timestamp;

struct MigrationStep {
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

impl MigrationStep {
    /// Runs the part of a migration that SQL cannot do, after its statements and in the same transaction.
    async fn change_data(&self, c: &mut Conn<'_>) -> Result<(), OpenError> {
        // Matched by name: the number of a migration is only final when it is released.
        let changed = match self.name.split_once('_') {
            Some((_, "page_aliases")) => page_keys::step(c).await,
            Some((_, "page_hosts")) => page_keys::rekey_all(c).await,
            Some((_, "thread_titles")) => thread_urls::step(c).await,
            _ => Ok(()),
        };
        changed.map_err(|error| self.failed(error.to_string()))
    }

    fn failed(&self, cause: String) -> OpenError {
        OpenError::Migration {
            name: self.name,
            cause,
        }
    }
}

macro_rules! steps {
    ($($name:literal),+ $(,)?) => {
        &[$(MigrationStep {
            name: $name,
            sqlite: include_str!(concat!("migrations/sqlite/", $name, ".sql")),
            postgres: include_str!(concat!("migrations/postgres/", $name, ".sql")),
        }),+]
    };
}

const STEPS: &[MigrationStep] = steps![
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
    "0014_moderators_answer",
    "0015_edits",
    "0016_renderer",
    "0017_secrets",
    "0018_page_aliases",
    "0019_page_hosts",
    "0020_person_network",
    "0021_thread_titles",
    "0022_queue_caps",
    "0023_decision_batches",
    "0024_bulk_work",
    "0025_queue_indexes",
];

const TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_step (
    version BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    taken_at BIGINT NOT NULL
)";
const NEWEST: &str = "SELECT COALESCE(MAX(version), 0) FROM schema_step";
const RECORD: &str = "INSERT INTO schema_step (version, name, taken_at) VALUES ($1, $2, $3)";

const SQLITE_TABLE: &str =
    "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_step'";
const POSTGRES_TABLE: &str = "SELECT to_regclass('schema_step') IS NOT NULL";

/// A lock id that no other advisory lock has by accident: "rejoinder" on a phone keypad.
const LOCK: &str = "SELECT pg_advisory_xact_lock(735646337)";

fn known() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

/// Reads the version of the schema without changing anything.
pub(crate) fn sqlite_version(connection: &Connection) -> Result<SchemaVersion, OpenError> {
    let ask = |sql| connection.query_row(sql, [], |row| row.get(0));
    let found =
        ask(SQLITE_TABLE).and_then(|tables: i64| if tables == 0 { Ok(0) } else { ask(NEWEST) });
    Ok(SchemaVersion {
        found: found.map_err(|e| OpenError::failed(&e))?,
        known: known(),
    })
}

/// Returns whether the schema version table is visible.
async fn ask_postgres_table(
    client: &tokio_postgres::Client,
) -> Result<bool, tokio_postgres::Error> {
    client.query_one(POSTGRES_TABLE, &[]).await?.try_get(0)
}

/// Reads the version of the schema without changing anything.
pub(super) async fn postgres_version(
    client: &tokio_postgres::Client,
) -> Result<SchemaVersion, OpenError> {
    let found = async {
        if ask_postgres_table(client).await? {
            client.query_one(NEWEST, &[]).await?.try_get(0)
        } else {
            Ok(0)
        }
    };
    Ok(SchemaVersion {
        found: found
            .await
            .map_err(|e: tokio_postgres::Error| OpenError::failed(&e))?,
        known: known(),
    })
}

/// Returns the names of the tables that the migrations create.
pub(super) fn tables() -> Vec<String> {
    const CREATE: &str = "CREATE TABLE ";
    let named = STEPS
        .iter()
        .flat_map(|step| step.postgres.split(CREATE).skip(1));
    let named = named.filter_map(|rest| {
        rest.split(|c: char| c != '_' && !c.is_alphanumeric())
            .next()
    });
    named.chain(["schema_step"]).map(str::to_owned).collect()
}

fn pending(found: i64) -> Result<impl Iterator<Item = (i64, &'static MigrationStep)>, OpenError> {
    let known = known();
    if found > known {
        return Err(OpenError::Newer { found, known });
    }
    Ok((1..)
        .zip(STEPS)
        .skip_while(move |(version, _)| *version <= found))
}

pub(crate) fn sqlite(
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
                .map_err(|e| step.failed(e.to_string()))?;
            step.change_data(&mut Conn::sqlite(c))
                .now_or_never()
                .ok_or_else(|| {
                    step.failed("it awaited something other than its connection".to_owned())
                })??;
            c.execute(RECORD, (version, step.name, now.0))
                .map_err(failed)?;
            taken.push(step.name);
        }
        Ok(taken)
    })
}

/// Migrates PostgreSQL. The connection is not used again: after a failure it is closed, and the server
/// undoes the rest.
pub(super) async fn postgres(
    client: &ClientWrapper,
    now: Timestamp,
) -> Result<Vec<&'static str>, OpenError> {
    let failed = |e: tokio_postgres::Error| OpenError::failed(&e);
    client
        .batch_execute("SET statement_timeout = 0; SET lock_timeout = 0; BEGIN")
        .await
        .map_err(failed)?;
    client.query(LOCK, &[]).await.map_err(failed)?;
    foreign::refuse_postgres(client).await?;
    // Do not create it in another schema than the one where it is already found.
    if !ask_postgres_table(client).await.map_err(failed)? {
        client.batch_execute(TABLE).await.map_err(failed)?;
    }
    let found = client
        .query_one(NEWEST, &[])
        .await
        .and_then(|row| row.try_get(0))
        .map_err(failed)?;
    let mut taken = Vec::new();
    for (version, step) in pending(found)? {
        client
            .batch_execute(step.postgres)
            .await
            .map_err(|e| step.failed(postgres_cause(&e)))?;
        let mut conn = Conn::postgres_within(client);
        step.change_data(&mut conn).await?;
        conn.flush().await.map_err(|e| step.failed(e.to_string()))?;
        client
            .execute(RECORD, &[&version, &step.name, &now.0])
            .await
            .map_err(failed)?;
        taken.push(step.name);
    }
    client.batch_execute("COMMIT").await.map_err(failed)?;
    Ok(taken)
}

fn postgres_cause(error: &tokio_postgres::Error) -> String {
    error
        .as_db_error()
        .map_or_else(|| error.to_string(), |db| db.message().to_owned())
}
