//! Copies of a SQLite database: written while others read and write, marked as complete, and verified.

use std::{
    fmt,
    fs::{self, File, OpenOptions, TryLockError},
    io,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use rusqlite::{Connection, backup::StepResult};
use rustix::process::{Flock, FlockType, fcntl_getlk};

use super::{
    Error, OpenError,
    file::{beside, open_untouched},
    lock::{complete, renew_generation, resolved},
    lock_file::{LockFile, LockKind},
    marker::{FileCondition, inspect, is_hot, require_regular, size, unreadable},
    migrate, unfinished,
};

/// Pages copied between two reports of progress.
const STEP: i32 = 1024;
/// What SQLite and this module keep beside a database.
pub(super) const SIDECARS: [&str; 4] = ["-wal", "-shm", "-journal", "-lock"];

const HAS_TABLE: &str = "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = $1";
/// What is counted: its name, its table, and how. Copies of earlier versions lack some tables.
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

/// What a verified copy holds. `Display` gives it as one line for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupReport {
    /// The version of its schema, and the one that this binary writes.
    pub schema: i64,
    pub known: i64,
    /// The size of the file.
    pub bytes: u64,
    /// Is it known to be whole, as a copy made by `backup` or a database after a clean stop?
    pub is_complete: bool,
    /// How many of what.
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

/// Writes a copy of one moment to `file`, which must not exist, and verifies it. Under its name a copy
/// is always whole: it is written to `FILE.partial` first.
pub(super) fn write(
    source: &Path,
    from: &Connection,
    file: &Path,
    progress: impl FnMut(u64, u64),
) -> Result<BackupReport, OpenError> {
    refuse_target(source, file)?;
    let partial = Partial::create(&file.with_added_extension("partial"))?;
    copy_pages(from, &partial.path, progress).map_err(|e| not_written(&partial.path, &e))?;
    sync_file(&partial.path)?;
    let report = report(&partial.path, "PRAGMA integrity_check(1)")?;
    partial.publish(file)?;
    Ok(report)
}

fn not_written(path: &Path, error: &rusqlite::Error) -> OpenError {
    OpenError::Failed(format!("cannot write {}: {error}", path.display()))
}

/// Refuses names that exist, and names that would make the copy a part of a database.
fn refuse_target(source: &Path, file: &Path) -> Result<(), OpenError> {
    let failed = |text: String| Err(OpenError::Failed(text));
    let shown = file.display();
    if fs::symlink_metadata(file).is_ok() {
        return failed(format!(
            "{shown} exists already; a copy does not replace it"
        ));
    }
    let file = resolved(file);
    if SIDECARS.iter().any(|suffix| file == beside(source, suffix)) {
        return failed(format!(
            "{shown} is the name of a file that belongs to the database itself; choose another name"
        ));
    }
    for suffix in &SIDECARS[..3] {
        let other = beside(&file, suffix);
        if fs::symlink_metadata(&other).is_ok() {
            return failed(format!(
                "{} would be taken for a part of the copy; move it elsewhere or choose another name",
                other.display()
            ));
        }
    }
    Ok(())
}

fn copy_pages(
    from: &Connection,
    file: &Path,
    mut progress: impl FnMut(u64, u64),
) -> rusqlite::Result<()> {
    // Pages to copy are read in one transaction, so writers go on and the copy is of one moment.
    // `BEGIN` alone pins nothing: the copying would start over after every write.
    from.execute_batch("BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1")?;
    let mut to = Connection::open(file)?;
    let backup = rusqlite::backup::Backup::new(from, &mut to)?;
    loop {
        let step = backup.step(STEP)?;
        let at = backup.progress();
        let all = u64::try_from(at.pagecount).unwrap_or(0);
        progress(all - u64::try_from(at.remaining).unwrap_or(0), all);
        match step {
            StepResult::Done => break,
            StepResult::More => {}
            _ => thread::sleep(Duration::from_millis(20)),
        }
    }
    drop(backup);
    from.execute_batch("ROLLBACK")?;
    complete(&to)?;
    renew_generation(&to)?;
    to.close().map_err(|(_, error)| error)
}

/// Removes what an interrupted backup left at the name of a partial copy.
fn remove_leftover(path: &Path) -> Result<(), OpenError> {
    let Ok(found) = fs::symlink_metadata(path) else {
        return Ok(());
    };
    if !found.is_file() {
        return Err(OpenError::Failed(format!(
            "{} is in the way and is no file of a backup; remove it",
            path.display()
        )));
    }
    if let Ok(file) = File::open(path) {
        take_lock(&file, path)?;
    }
    fs::remove_file(path)
        .map_err(|error| OpenError::Failed(format!("cannot remove {}: {error}", path.display())))
}

/// Locks a partial copy, unless another backup is writing it.
fn take_lock(file: &File, path: &Path) -> Result<(), OpenError> {
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse {
            database: path.display().to_string(),
            by: "another backup writes to the same name",
        }),
        Err(TryLockError::Error(error)) => Err(OpenError::failed(&error)),
    }
}

/// A file that is being written; removed when dropped before it was published.
struct Partial {
    path: PathBuf,
    /// Locked, so that two copies to one name do not write over each other. SQLite has closed the file
    /// before this descriptor of it is closed.
    _file: File,
}

impl Partial {
    fn create(path: &Path) -> Result<Self, OpenError> {
        let failed = |error: io::Error| {
            OpenError::Failed(format!("cannot create {}: {error}", path.display()))
        };
        remove_leftover(path)?;
        // Always a new file, with an owner and a mode of our own: another user may have put one there,
        // or a link to something else.
        let file = OpenOptions::new()
            .read(true)
            .append(true)
            .create_new(true)
            .mode(0o600)
            .open(path)
            .map_err(failed)?;
        take_lock(&file, path)?;
        let partial = Self {
            path: path.to_owned(),
            _file: file,
        };
        partial.remove_sidecars();
        Ok(partial)
    }

    fn remove_sidecars(&self) {
        for suffix in SIDECARS {
            let _ = fs::remove_file(beside(&self.path, suffix));
        }
    }

    /// Gives the file its name. A file by that name that appeared meanwhile is not replaced.
    fn publish(self, file: &Path) -> Result<(), OpenError> {
        let placed = match fs::hard_link(&self.path, file) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                // A file system without hard links.
                fs::rename(&self.path, file)
            }
            placed => placed,
        };
        placed.map_err(|error| {
            OpenError::Failed(format!("cannot create {}: {error}", file.display()))
        })?;
        sync_folder_of(file)
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
        self.remove_sidecars();
    }
}

/// Verifies a copy without changing anything: that it is whole, sound, ours, and of a schema that this
/// binary knows.
pub fn verify_copy(file: &Path) -> Result<BackupReport, OpenError> {
    refuse_unfinished(file)?;
    let report = report(file, "PRAGMA integrity_check(1)")?;
    usable(file, &report)?;
    Ok(report)
}

/// Refuses what is not one whole file that no process changes.
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
        FileCondition::Database { .. } => Ok(()),
    }
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

/// Does a process hold a lock of SQLite on the file, perhaps under another name of it? A log that lies
/// beside that name is not seen here.
fn is_locked_by_sqlite(file: &Path) -> bool {
    // Any lock conflicts with one that writes.
    let wanted = Flock::from(FlockType::WriteLock);
    let Ok(file) = File::open(file) else {
        return false;
    };
    matches!(fcntl_getlk(&file, &wanted), Ok(Some(_)))
}

/// Is it a database of ours, of a schema that this binary knows?
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

/// Checks a file that no process changes, and counts what is in it.
pub(super) fn report(file: &Path, check: &str) -> Result<BackupReport, OpenError> {
    let malformed = |why: String| OpenError::Malformed {
        database: file.display().to_string(),
        why,
    };
    let failed = |error: rusqlite::Error| {
        if Error::is_malformed(&error) {
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
        counts,
    })
}

/// Waits until the content of a file is on the disk.
pub(super) fn sync_file(path: &Path) -> Result<(), OpenError> {
    File::open(path)
        .and_then(|file| file.sync_all())
        .map_err(|e| unreadable(path, &e))
}

/// Waits until the names in the folder of a file are on the disk.
pub(super) fn sync_folder_of(path: &Path) -> Result<(), OpenError> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    sync_file(folder)
}
