//! Database errors, identical for both databases.

use thiserror::Error;

use crate::{
    closed_set::UnknownWord,
    sqlite_file::error::{is_busy, is_malformed, with_source},
};

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
    /// A row has a word that is not in its closed set: a later version wrote it.
    #[error(transparent)]
    UnknownWord(#[from] UnknownWord),
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
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let Some(code) = error.sqlite_error_code() else {
            return Self::Statement(error.to_string());
        };
        match code {
            _ if is_busy(&error) => Self::Busy,
            Code::DiskFull => Self::Full,
            _ if is_malformed(&error) => Self::Malformed(error.to_string()),
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
