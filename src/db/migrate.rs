//! Schema migrations, run once and in order, under a lock; append-only.

use deadpool_postgres::ClientWrapper;
use futures_util::FutureExt as _;
use rusqlite::Connection;
use sha2::{Digest as _, Sha256};

use super::{
    Conn, DatabaseKind, OpenError, SchemaVersion, connection::exclusive, foreign, page_keys,
    thread_urls,
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

    /// Returns the SHA-256 of the statements for a database.
    fn checksum(&self, kind: DatabaseKind) -> String {
        let statements = match kind {
            DatabaseKind::Sqlite => self.sqlite,
            DatabaseKind::Postgres => self.postgres,
        };
        Sha256::digest(statements)
            .iter()
            .fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
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
    "0011_floods",
    "0012_repeats",
    "0013_moderators_answer",
    "0014_edits",
    "0015_renderer",
    "0016_secrets",
    "0017_page_aliases",
    "0018_page_hosts",
    "0019_person_network",
    "0020_thread_titles",
    "0021_queue_caps",
    "0022_decision_batches",
    "0023_bulk_work",
    "0024_queue_indexes",
    "0025_migration_checksums",
    "0026_queue_groups",
    "0027_moderator_mail",
    "0028_thread_actions",
    "0029_search",
    "0030_search_words",
    "0031_comment_tally",
    "0032_log_and_accounts",
    "0033_moved_threads",
];

const TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_step (
    version BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    taken_at BIGINT NOT NULL
)";
/// The version since which the table has a checksum for each migration: this migration adds the column.
const CHECKSUMS_SINCE: i64 = 25;
/// Also sets the name: a migration from before may have been recorded under an earlier file name.
const SET_CHECKSUM: &str = "UPDATE schema_step SET name = $1, checksum = $2 WHERE version = $3";
const CHECKSUMS: &str = "SELECT version, checksum FROM schema_step ORDER BY version";
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

/// Returns the migrations whose checksums are stored together with the record of `version`: none before the
/// column exists, then all, and later only the migration itself.
fn to_checksum(version: i64) -> impl Iterator<Item = (i64, &'static MigrationStep)> {
    let first = match version {
        ..CHECKSUMS_SINCE => i64::MAX,
        CHECKSUMS_SINCE => 1,
        later => later,
    };
    (1..)
        .zip(STEPS)
        .filter(move |(number, _)| (first..=version).contains(number))
}

/// Refuses a database to which a migration was applied with other statements than this binary has for it:
/// its tables are not those that the binary relies on.
fn refuse_changed(
    applied: impl IntoIterator<Item = (i64, Option<String>)>,
    kind: DatabaseKind,
) -> Result<(), OpenError> {
    let applied = applied.into_iter().collect::<Vec<_>>();
    for (version, step) in (1..).zip(STEPS) {
        let is_changed = |(applied, checksum): &(i64, Option<String>)| {
            *applied == version && *checksum != Some(step.checksum(kind))
        };
        if applied.iter().any(is_changed) {
            let name = step.name;
            return Err(OpenError::ChangedMigration { version, name });
        }
    }
    Ok(())
}

/// Refuses a database to which other migrations were applied.
pub(super) fn refuse_changed_sqlite(connection: &Connection, found: i64) -> Result<(), OpenError> {
    if found < CHECKSUMS_SINCE {
        return Ok(());
    }
    let applied = || -> rusqlite::Result<Vec<_>> {
        let mut statement = connection.prepare(CHECKSUMS)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect()
    };
    let applied = applied().map_err(|e| OpenError::failed(&e))?;
    refuse_changed(applied, DatabaseKind::Sqlite)
}

/// Refuses a database to which other migrations were applied.
pub(super) async fn refuse_changed_postgres(
    client: &tokio_postgres::Client,
    found: i64,
) -> Result<(), OpenError> {
    if found < CHECKSUMS_SINCE {
        return Ok(());
    }
    let rows = client.query(CHECKSUMS, &[]).await;
    let applied = rows.and_then(|rows| {
        let rows = rows.iter();
        rows.map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
            .collect::<Result<Vec<_>, _>>()
    });
    let applied = applied.map_err(|e| OpenError::failed(&e))?;
    refuse_changed(applied, DatabaseKind::Postgres)
}

fn record_sqlite(
    connection: &Connection,
    (version, step): (i64, &MigrationStep),
    now: Timestamp,
) -> rusqlite::Result<()> {
    connection.execute(RECORD, (version, step.name, now.0))?;
    for (version, step) in to_checksum(version) {
        let checksum = step.checksum(DatabaseKind::Sqlite);
        connection.execute(SET_CHECKSUM, (step.name, checksum, version))?;
    }
    Ok(())
}

async fn record_postgres(
    client: &tokio_postgres::Client,
    (version, step): (i64, &MigrationStep),
    now: Timestamp,
) -> Result<(), tokio_postgres::Error> {
    client
        .execute(RECORD, &[&version, &step.name, &now.0])
        .await?;
    for (version, step) in to_checksum(version) {
        let checksum = step.checksum(DatabaseKind::Postgres);
        client
            .execute(SET_CHECKSUM, &[&step.name, &checksum, &version])
            .await?;
    }
    Ok(())
}

pub(crate) fn sqlite(
    connection: &mut Connection,
    now: Timestamp,
) -> Result<Vec<&'static str>, OpenError> {
    exclusive(connection, |c| {
        let failed = |e: rusqlite::Error| OpenError::failed(&e);
        c.execute_batch(TABLE).map_err(failed)?;
        let found = c.query_row(NEWEST, [], |row| row.get(0)).map_err(failed)?;
        let pending = pending(found)?;
        refuse_changed_sqlite(c, found)?;
        let mut applied = Vec::new();
        for (version, step) in pending {
            c.execute_batch(step.sqlite)
                .map_err(|e| step.failed(e.to_string()))?;
            step.change_data(&mut Conn::sqlite(c))
                .now_or_never()
                .ok_or_else(|| {
                    step.failed("it awaited something other than its connection".to_owned())
                })??;
            record_sqlite(c, (version, step), now).map_err(failed)?;
            applied.push(step.name);
        }
        Ok(applied)
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
    let pending = pending(found)?;
    refuse_changed_postgres(client, found).await?;
    let mut applied = Vec::new();
    for (version, step) in pending {
        client
            .batch_execute(step.postgres)
            .await
            .map_err(|e| step.failed(postgres_cause(&e)))?;
        let mut conn = Conn::postgres_within(client);
        step.change_data(&mut conn).await?;
        conn.flush().await.map_err(|e| step.failed(e.to_string()))?;
        record_postgres(client, (version, step), now)
            .await
            .map_err(failed)?;
        applied.push(step.name);
    }
    client.batch_execute("COMMIT").await.map_err(failed)?;
    Ok(applied)
}

fn postgres_cause(error: &tokio_postgres::Error) -> String {
    error
        .as_db_error()
        .map_or_else(|| error.to_string(), |db| db.message().to_owned())
}
