//! The reasons why a database cannot be opened, and what SQLite's errors mean.

use thiserror::Error;

use super::paths::absolute;

/// The reason why a database could not be opened, migrated, copied or restored.
#[derive(Debug, Error)]
pub enum OpenError {
    #[error("database.url: {0}")]
    Url(String),
    /// Only `serve`, `migrate`, `restore` and the target of `copy` create a database. `why` is empty or
    /// says in parentheses what is there instead.
    #[error("There is no database at {place}{why}; name it with --database or --config")]
    Missing { place: String, why: String },
    #[error("database: {0}")]
    Failed(String),
    #[error(
        "database: its schema is version {found}, newer than version {known}, which this binary supports; run the newer binary"
    )]
    Newer { found: i64, known: i64 },
    /// Only a process that may write can read it: its log has no index.
    #[error(
        "database: {place} cannot be read without changing it, since its last process did not stop cleanly; start `rejoinder serve`, which recovers it"
    )]
    Unclean { place: String },
    #[error(
        "database: its schema is version {found}, older than version {known} that this binary needs; make a backup, then run `rejoinder migrate`, or start `rejoinder serve`, which does the same"
    )]
    Older { found: i64, known: i64 },
    #[error(
        "database: migration {version} ({name}) was applied to it with other statements than this binary has; run the binary that migrated it, or restore a backup"
    )]
    ChangedMigration { version: i64, name: &'static str },
    #[error("database: migration {name} failed and was undone: {cause}")]
    Migration { name: &'static str, cause: String },
    #[error(
        "{log} belongs to another database than {database}, and would destroy it. Nothing was changed. \
         To use {database} as it is, move {log} elsewhere; to restore a backup, run \
         `rejoinder restore FILE`, which does this itself"
    )]
    ForeignLog { database: String, log: String },
    #[error(
        "There is a log ({log}), but no database {database} that it belongs to. Nothing was changed. \
         Put the database back, or restore a backup with `rejoinder restore FILE`"
    )]
    LogWithoutDatabase { database: String, log: String },
    /// It belongs to another program; `found` names the first tables.
    #[error(
        "{place} contains data of another program ({found}), and no table of Rejoinder. Nothing \
         was changed. {remedy}"
    )]
    Foreign {
        place: String,
        found: String,
        remedy: &'static str,
    },
    /// A copy into it was interrupted, or is still running.
    #[error(
        "{place} is the target of a copy that has not finished, and is not complete. If `rejoinder copy` \
         still runs, wait until it ends; if not, run it again with the same --to, and it starts over"
    )]
    UnfinishedCopy { place: String },
    /// To SQLite, two names of one file are two databases.
    #[error(
        "{database} has a second name (hard link): {other}. SQLite destroys a database that is used under \
         two names. Nothing was changed. Keep the name that was used until now and remove the other one; \
         for a copy, use `rejoinder backup`"
    )]
    SecondName { database: String, other: String },
    /// Its mark says that a process used it, and the log of that process is missing.
    #[error(
        "{file} is not whole: it was copied from a database in use, or its log was deleted. There is no \
         {log} beside it, so its latest changes are missing. Nothing was changed. Stop the server and \
         copy the file again, or make a copy with `rejoinder backup`, also while it runs. If nothing \
         else is left, `rejoinder restore --incomplete FILE` restores what is in it"
    )]
    LogMissing { file: String, log: String },
    #[error("{database} is in use: {by}")]
    InUse { database: String, by: &'static str },
    #[error("{database} is malformed ({why}). Restore a backup with `rejoinder restore FILE`")]
    Malformed { database: String, why: String },
    #[error("{database} has no tables of Rejoinder; name another file")]
    NoSchema { database: String },
    #[error("database: PostgreSQL has a tool for consistent copies: use `pg_dump --format=custom`")]
    BackupOfPostgres,
}

impl OpenError {
    /// Creates the error for a missing database at `place`; `why` says what is there instead, or is empty.
    pub(crate) fn missing(place: &dyn std::fmt::Display, why: &str) -> Self {
        Self::Missing {
            place: place.to_string(),
            why: match why {
                "" => String::new(),
                why => format!(" ({why})"),
            },
        }
    }

    /// Creates the error for a file that SQLite cannot open. The driver's message may contain the path
    /// again.
    pub(crate) fn sqlite(path: &std::path::Path, error: &rusqlite::Error) -> Self {
        let cause = match error.sqlite_error() {
            Some(error) => error.to_string(),
            None => error.to_string(),
        };
        let path = absolute(path);
        Self::Failed(format!("cannot open {}: {cause}", path.display()))
    }

    pub(crate) fn failed(error: &(dyn std::error::Error + 'static)) -> Self {
        Self::Failed(with_source(error))
    }
}

/// Returns the message with its sources: tokio-postgres puts the useful half into the source.
pub(crate) fn with_source(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        source = inner.source();
    }
    text
}

/// Returns whether SQLite is blocked by another connection.
pub(crate) fn is_busy(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode as Code;
    matches!(
        error.sqlite_error_code(),
        Some(Code::DatabaseBusy | Code::DatabaseLocked | Code::FileLockingProtocolFailed)
    )
}

/// Returns whether SQLite considers the file itself damaged.
pub(crate) fn is_malformed(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode as Code;
    matches!(
        error.sqlite_error_code(),
        Some(Code::DatabaseCorrupt | Code::NotADatabase)
    )
}

/// Returns the first names, escaped: those of another program may contain anything.
pub(crate) fn listed(found: &[String]) -> String {
    let escaped = found.iter().map(|name| name.escape_debug().to_string());
    shortened(&escaped.collect::<Vec<_>>())
}

/// Returns the first few entries of a list.
pub(crate) fn shortened(list: &[String]) -> String {
    const SHOWN: usize = 5;
    let text = list[..list.len().min(SHOWN)].join(", ");
    match list.len().saturating_sub(SHOWN) {
        0 => text,
        more => format!("{text} and {more} more"),
    }
}
