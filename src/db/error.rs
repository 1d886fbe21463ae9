//! Database errors, identical for both databases.

use thiserror::Error;

/// A failed read or write.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Error {
    /// Locked by another process for too long, the queue is full, or no connection became free. Work that
    /// failed this way is withdrawn and is never run later.
    #[error("the database is busy")]
    Busy,
    /// No space is left on the device.
    #[error("the disk is full")]
    Full,
    /// The server is unreachable, the file cannot be written, or a connection broke.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// A long read was canceled at its limit.
    #[error("the query took too long and was canceled")]
    TooSlow,
    /// The commit had begun, and there was no reply. The work may or may not be stored; a repetition with
    /// the same idempotency key finds out.
    #[error("no reply to a commit; whether it was stored is not known")]
    Uncertain,
    /// A unique key exists already; holds the name of the constraint or of its columns.
    #[error("exists already: {0}")]
    Unique(String),
    /// A foreign key refers to a missing row, or the row is still referenced.
    #[error("foreign key: {0}")]
    Foreign(String),
    /// Two transactions conflicted and retries did not help.
    #[error("serialization failure")]
    Conflict,
    /// A text contains U+0000, which `PostgreSQL` cannot store and SQLite therefore may not.
    #[error("a text contains U+0000")]
    Nul,
    /// The work panicked; its changes are undone.
    #[error("the work panicked")]
    Panicked,
    /// Pages of the database contradict each other, or the file was replaced while in use.
    #[error("the database is malformed: {0}")]
    Malformed(String),
    /// A statement or a row does not match the schema: a bug in the server.
    #[error("{0}")]
    Statement(String),
}

impl Error {
    /// Returns whether the failure is temporary: the database cannot do the work now, rather than the work
    /// being invalid.
    #[must_use]
    pub fn passes(&self) -> bool {
        matches!(
            self,
            Self::Busy
                | Self::Full
                | Self::Unavailable(_)
                | Self::TooSlow
                | Self::Uncertain
                | Self::Conflict
                | Self::Malformed(_)
        )
    }

    /// Returns whether SQLite is blocked by another connection.
    pub(super) fn is_busy(error: &rusqlite::Error) -> bool {
        use rusqlite::ErrorCode as Code;
        matches!(
            error.sqlite_error_code(),
            Some(Code::DatabaseBusy | Code::DatabaseLocked | Code::FileLockingProtocolFailed)
        )
    }
}

impl Error {
    /// Returns whether SQLite considers the file itself damaged.
    pub(super) fn is_malformed(error: &rusqlite::Error) -> bool {
        use rusqlite::ErrorCode as Code;
        matches!(
            error.sqlite_error_code(),
            Some(Code::DatabaseCorrupt | Code::NotADatabase)
        )
    }
}

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

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let Some(code) = error.sqlite_error_code() else {
            return Self::Statement(error.to_string());
        };
        match code {
            _ if Self::is_busy(&error) => Self::Busy,
            Code::DiskFull => Self::Full,
            _ if Self::is_malformed(&error) => Self::Malformed(error.to_string()),
            Code::CannotOpen
            | Code::ReadOnly
            | Code::SystemIoFailure
            | Code::PermissionDenied
            | Code::OutOfMemory
            | Code::OperationAborted => Self::Unavailable(error.to_string()),
            // Only triggered by the progress handler, after the caller has withdrawn the work.
            Code::OperationInterrupted => Self::TooSlow,
            Code::ConstraintViolation => match error.sqlite_error().map(|e| e.extended_code) {
                Some(
                    rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE
                    | rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY,
                ) => Self::Unique(error.to_string()),
                Some(rusqlite::ffi::SQLITE_CONSTRAINT_FOREIGNKEY) => {
                    Self::Foreign(error.to_string())
                }
                _ => Self::Statement(error.to_string()),
            },
            _ => Self::Statement(error.to_string()),
        }
    }
}

impl From<tokio_postgres::Error> for Error {
    fn from(error: tokio_postgres::Error) -> Self {
        use tokio_postgres::error::SqlState;
        let Some(db) = error.as_db_error() else {
            return if error.is_closed()
                || std::error::Error::source(&error).is_some_and(|e| e.is::<std::io::Error>())
            {
                Self::Unavailable(error.to_string())
            } else {
                Self::Statement(with_source(&error))
            };
        };
        let name = || db.constraint().unwrap_or_default().to_owned();
        match db.code() {
            &SqlState::UNIQUE_VIOLATION => Self::Unique(name()),
            &SqlState::FOREIGN_KEY_VIOLATION => Self::Foreign(name()),
            &(SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED) => {
                Self::Conflict
            }
            &(SqlState::LOCK_NOT_AVAILABLE | SqlState::QUERY_CANCELED) => Self::Busy,
            &SqlState::DISK_FULL => Self::Full,
            &(SqlState::DATA_CORRUPTED | SqlState::INDEX_CORRUPTED) => {
                Self::Malformed(db.message().to_owned())
            }
            code if matches!(&code.code()[..2], "57" | "08" | "53") => {
                Self::Unavailable(error.to_string())
            }
            &SqlState::READ_ONLY_SQL_TRANSACTION => Self::Unavailable(error.to_string()),
            // A newer replica migrated the schema, or a pooler assigned another session: prepared again on
            // another connection, the statement works.
            &SqlState::INVALID_SQL_STATEMENT_NAME => Self::Unavailable("a stale statement".into()),
            &SqlState::FEATURE_NOT_SUPPORTED if db.routine() == Some("RevalidateCachedQuery") => {
                Self::Unavailable("a stale statement".into())
            }
            // The message of a data error quotes the value, which may be a user's text.
            code => Self::Statement(format!(
                "SQLSTATE {} {}",
                code.code(),
                db.table().unwrap_or_default()
            )),
        }
    }
}

/// Returns the message with its sources: tokio-postgres puts the useful half into the source.
pub(super) fn with_source(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        source = inner.source();
    }
    text
}

impl OpenError {
    /// Creates the error for a missing database at `place`; `why` says what is there instead, or is empty.
    pub(super) fn missing(place: &dyn std::fmt::Display, why: &str) -> Self {
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
    pub(super) fn sqlite(path: &std::path::Path, error: &rusqlite::Error) -> Self {
        let cause = match error.sqlite_error() {
            Some(error) => error.to_string(),
            None => error.to_string(),
        };
        let path = super::url::absolute(path);
        Self::Failed(format!("cannot open {}: {cause}", path.display()))
    }

    pub(super) fn failed(error: &(dyn std::error::Error + 'static)) -> Self {
        Self::Failed(with_source(error))
    }
}
