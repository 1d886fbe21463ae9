//! Verifies copies of a SQLite database without changing them, and counts their contents.

use std::{
    fmt,
    fs::{self, File},
    path::Path,
};

use rusqlite::{Connection, OptionalExtension as _};
use rustix::process::{Flock, FlockType, fcntl_getlk};

use crate::{
    db::{migrate, unfinished},
    sqlite_file::{
        OpenError,
        error::is_malformed,
        file::open_untouched,
        lock_file::{LockFile, LockKind},
        marker::{FileCondition, inspect, is_hot},
        paths::{beside, resolved},
        regular::{require_regular, size},
    },
};

const HAS_TABLE: &str = "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = $1";
const CURRENT_SECRET: &str =
    "SELECT fingerprint FROM secret_fingerprint WHERE retired_at IS NULL LIMIT 1";
/// What is counted: its name, its table, and the query. Copies of earlier versions lack some tables.
const COUNTS: [(&str, &str, &str); 6] = [
    ("sites", "site", "SELECT COUNT(*) FROM site"),
    ("threads", "thread", "SELECT COUNT(*) FROM thread"),
    ("comments", "comment", "SELECT COUNT(*) FROM comment"),
    ("moderators", "moderator", "SELECT COUNT(*) FROM moderator"),
    (
        "commenters with an account",
        "person",
        "SELECT COUNT(*) FROM person",
    ),
    ("bans", "ban", "SELECT COUNT(*) FROM ban"),
];

/// The contents of a verified copy. `Display` formats it as one line for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BackupReport {
    /// The version of its schema, and (below) the one that this binary writes.
    pub schema: i64,
    pub known: i64,
    /// The size of the file.
    pub bytes: u64,
    /// Whether it is known to be complete, like a copy made by `backup` or a database after a clean stop.
    pub is_complete: bool,
    /// The fingerprint of the secret with which it was last used; `None` if there was none yet.
    pub secret: Option<Vec<u8>>,
    /// The number of rows of each kind.
    pub counts: Vec<(&'static str, u64)>,
}

impl fmt::Display for BackupReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (what, count) in &self.counts {
            write!(f, "{what}: {count}, ")?;
        }
        write!(f, "schema version: {}, bytes: {}", self.schema, self.bytes)
    }
}

/// Verifies a copy without changing anything: that it is complete, intact, ours, and of a schema that this
/// binary supports.
pub(crate) fn verify_copy(file: &Path) -> Result<BackupReport, OpenError> {
    refuse_unfinished(file)?;
    let report = report(file, "PRAGMA integrity_check(1)")?;
    usable(file, &report)?;
    Ok(report)
}

/// Refuses what is not one complete file that no process changes.
fn refuse_unfinished(file: &Path) -> Result<(), OpenError> {
    require_regular(file)?;
    refuse_in_use(file)?;
    let log = beside(file, "-wal");
    let has_log = size(&log)?.is_some_and(|size| size > 0);
    match inspect(file)? {
        FileCondition::New => Err(no_copy(file)),
        FileCondition::Database { .. } if has_log || is_hot(&beside(file, "-journal")) => {
            Err(OpenError::Failed(format!(
                "{} is not whole: changes to it are still in {}. Make copies with `rejoinder backup`",
                file.display(),
                log.display()
            )))
        }
        condition @ FileCondition::Database { .. } => refuse_without_log(file, condition),
    }
}

/// Refuses a file that was copied from a database in use without its log.
pub(super) fn refuse_without_log(file: &Path, condition: FileCondition) -> Result<(), OpenError> {
    if condition.lacks_log() {
        return Err(OpenError::LogMissing {
            file: file.display().to_string(),
            log: beside(file, "-wal").display().to_string(),
        });
    }
    Ok(())
}

pub(super) fn no_copy(file: &Path) -> OpenError {
    let found = fs::metadata(file);
    OpenError::Failed(match found {
        Ok(_) => format!("{} is empty; name another file", file.display()),
        Err(_) => format!("There is no file {}", file.display()),
    })
}

/// Refuses a file that a process of ours uses as its database.
pub(super) fn refuse_in_use(file: &Path) -> Result<(), OpenError> {
    let mut lock = LockFile::existing(&resolved(file))?;
    if !lock.try_lock(LockKind::Exclusive)? || is_locked_by_sqlite(file) {
        return Err(OpenError::InUse {
            database: file.display().to_string(),
            by: "a server or another command works with it; make a copy with `rejoinder backup`",
        });
    }
    Ok(())
}

/// Returns whether a process holds one of SQLite's locks on the file, perhaps under another name of it. A
/// log next to that name is not detected.
fn is_locked_by_sqlite(file: &Path) -> bool {
    // Any lock conflicts with a write lock.
    let wanted = Flock::from(FlockType::WriteLock);
    let Ok(file) = File::open(file) else {
        return false;
    };
    matches!(fcntl_getlk(&file, &wanted), Ok(Some(_)))
}

/// Checks that it is a database of ours, of a schema that this binary supports.
pub(super) fn usable(file: &Path, report: &BackupReport) -> Result<(), OpenError> {
    if report.schema > report.known {
        return Err(OpenError::Newer {
            found: report.schema,
            known: report.known,
        });
    }
    if report.schema == 0 {
        return Err(OpenError::NoSchema {
            database: file.display().to_string(),
        });
    }
    Ok(())
}

/// Checks a file that no process changes, and counts its contents.
pub(super) fn report(file: &Path, check: &str) -> Result<BackupReport, OpenError> {
    let malformed = |why: String| OpenError::Malformed {
        database: file.display().to_string(),
        why,
    };
    let failed = |error: rusqlite::Error| {
        if is_malformed(&error) {
            malformed(error.to_string())
        } else {
            OpenError::Failed(format!("cannot read {}: {error}", file.display()))
        }
    };
    let is_complete = matches!(
        inspect(file)?,
        FileCondition::Database { marker, .. } if marker.is_complete()
    );
    let connection = open_untouched(file)?;
    let found: String = connection
        .query_row(check, [], |row| row.get(0))
        .map_err(failed)?;
    if found != "ok" {
        return Err(malformed(found));
    }
    if unfinished::sqlite_is_marked(&connection).map_err(failed)? {
        return Err(OpenError::UnfinishedCopy {
            place: file.display().to_string(),
        });
    }
    let count = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    let has = |table: &str| -> rusqlite::Result<bool> {
        connection.query_row(HAS_TABLE, [table], |row| Ok(row.get::<_, i64>(0)? > 0))
    };
    let schema = migrate::sqlite_version(&connection)?;
    let mut counts = Vec::new();
    for (what, table, sql) in COUNTS {
        if has(table).map_err(failed)? {
            let count = count(sql).map_err(failed)?;
            counts.push((what, u64::try_from(count).unwrap_or(0)));
        }
    }
    Ok(BackupReport {
        schema: schema.found,
        known: schema.known,
        bytes: size(file)?.unwrap_or(0),
        is_complete,
        secret: secret_fingerprint(&connection, has("secret_fingerprint").map_err(failed)?)
            .map_err(failed)?,
        counts,
    })
}

/// Returns the fingerprint of the secret with which a database was last used.
fn secret_fingerprint(
    connection: &Connection,
    has_table: bool,
) -> rusqlite::Result<Option<Vec<u8>>> {
    if !has_table {
        return Ok(None);
    }
    connection
        .query_row(CURRENT_SECRET, [], |row| row.get(0))
        .optional()
}
