//! Replaces a SQLite database with a copy. At every moment, even if the process is killed, either the old
//! database with its log is in place, or the new one is, or the mix of both is refused ([`crate::sqlite_file::marker`])
//! and the next restore resolves it.

use std::{
    fs::{self, File, OpenOptions, Permissions},
    io,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use rusqlite::Connection;
use rustix::fs::{FlockOperation, fcntl_lock};

use super::{
    create::{SIDECARS, sync_file, sync_folder_of},
    verification::{BackupReport, no_copy, refuse_in_use, refuse_without_log, report, usable},
};
use crate::sqlite_file::{
    OpenError,
    created::Created,
    error::is_malformed,
    hard_links,
    lock::{complete, renew_generation},
    lock_file::{LockFile, LockKind},
    marker::{FileCondition, IN_USE, inspect},
    paths::{beside, resolved},
    regular::{require_regular, size},
};

/// How long a process that was just stopped may take to release the database.
const LOCK_WAIT: Duration = Duration::from_secs(1);

/// A database that was restored.
#[derive(Debug)]
pub(crate) struct Restored {
    pub report: BackupReport,
    /// The file that is the database now, without symbolic links.
    pub database: PathBuf,
    /// The files that were there before.
    pub replaced: Option<ReplacedDatabase>,
    /// The latest changes are missing, since the file had no log. The next start warns about it.
    pub lacks_log: bool,
}

/// The new names of the files of a database that was replaced.
#[derive(Debug)]
pub(crate) struct ReplacedDatabase {
    /// The name that restores it.
    pub name: PathBuf,
    /// Whether there was a database, or only its log.
    pub has_database: bool,
    /// It was in use and its log was already missing, so only `--incomplete` restores it.
    pub lacks_log: bool,
    /// Its log or rollback journal under its new name.
    pub log: Option<PathBuf>,
}

/// The options of a restore besides the two paths.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RestoreOptions<'a> {
    /// The suffix of the names of the replaced files.
    pub stamp: &'a str,
    /// Accept a file whose log is missing, if nothing else is left.
    pub incomplete: bool,
}

/// Replaces `database`, which no process may use, with a verified copy of `file`. The replaced files remain
/// under the name of the database, `.replaced-` and the stamp.
pub(crate) fn restore(
    database: &Path,
    file: &Path,
    options: RestoreOptions<'_>,
) -> Result<Restored, OpenError> {
    let database = resolved(database);
    let file = resolved(file);
    refuse_dangling(&database)?;
    require_regular(&database)?;
    refuse_itself(&database, &file)?;
    // Everything that can be refused without writing is checked first.
    require_regular(&file)?;
    refuse_in_use(&file)?;
    let condition = inspect(&file)?;
    if condition == FileCondition::New {
        return Err(no_copy(&file));
    }
    if !options.incomplete {
        refuse_without_log(&file, condition)?;
    }
    let mut created = Created::default();
    if let Some(folder) = database.parent() {
        created
            .folder(folder)
            .map_err(|e| not_written(folder, &e))?;
    }
    let mut lock = LockFile::open(&database)?;
    match replace(&mut lock, &database, &file, options.stamp) {
        Ok(mut restored) => {
            created.keep();
            if condition.lacks_log() {
                restored.lacks_log = true;
                mark_as_incomplete(&database)?;
            }
            Ok(restored)
        }
        Err(error) => {
            lock.discard();
            Err(error)
        }
    }
}

fn replace(
    lock: &mut LockFile,
    database: &Path,
    file: &Path,
    stamp: &str,
) -> Result<Restored, OpenError> {
    let _locked = lock_alone(lock, database)?;
    // An additional name given by the operator continues to refer to the old file; no error here.
    let _ = hard_links::remove_leftovers(database);
    let staged = Staged::copy(file, database)?;
    let report = staged.verify(file)?;
    staged.take_owner_of(database)?;
    let replaced = staged.replace(database, stamp)?;
    Ok(Restored {
        report,
        database: database.to_owned(),
        replaced,
        lacks_log: false,
    })
}

/// Marks a restored database like one whose log is missing, so that the next start warns about it. Only
/// after the old log is removed: until then the mark of a complete file prevents that log from being
/// applied.
fn mark_as_incomplete(database: &Path) -> Result<(), OpenError> {
    let marked = Connection::open(database).and_then(|connection| {
        connection.pragma_update(None, "application_id", IN_USE)?;
        // The mode of a database in use. Closing it removes the empty log.
        connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
        connection.close().map_err(|(_, error)| error)
    });
    marked.map_err(|error| {
        OpenError::Failed(format!(
            "{} was restored, but could not be marked as incomplete: {error}",
            database.display()
        ))
    })
}

/// Refuses a symbolic link into a missing folder, perhaps because a disk is not mounted: the link would be
/// replaced with the file.
fn refuse_dangling(database: &Path) -> Result<(), OpenError> {
    match fs::read_link(database) {
        Ok(target) => Err(OpenError::Failed(format!(
            "{} is a symbolic link to {}, where there is no folder; create the folder or remove the \
             link. Nothing was changed",
            database.display(),
            target.display()
        ))),
        Err(_) => Ok(()),
    }
}

fn not_written(path: &Path, error: &io::Error) -> OpenError {
    OpenError::Failed(format!(
        "cannot write {}: {error}; nothing was changed",
        path.display()
    ))
}

fn refuse_itself(database: &Path, file: &Path) -> Result<(), OpenError> {
    if file == staged_path(database) {
        return Err(OpenError::Failed(format!(
            "{} is the name to which a restore writes its own copy; rename the file first",
            file.display()
        )));
    }
    let identity = |path: &Path| fs::metadata(path).ok().map(|at| (at.dev(), at.ino()));
    let parts = SIDECARS.iter().map(|suffix| beside(database, suffix));
    let is_itself = identity(file).is_some_and(|at| identity(database) == Some(at))
        || parts.into_iter().any(|part| part == file);
    if is_itself {
        return Err(OpenError::Failed(format!(
            "{} is the database itself; name the copy to restore",
            file.display()
        )));
    }
    Ok(())
}

/// Makes sure that no other process uses the database, and that none starts to while the lock and the
/// returned file are open.
fn lock_alone(lock: &mut LockFile, database: &Path) -> Result<Option<File>, OpenError> {
    let in_use = || OpenError::InUse {
        database: database.display().to_string(),
        by: "a server, another command or another program has it open; stop it first, then restore",
    };
    let begun = Instant::now();
    while !lock.try_lock(LockKind::Exclusive)? {
        if begun.elapsed() >= LOCK_WAIT {
            return Err(in_use());
        }
        thread::sleep(Duration::from_millis(20));
    }
    // Earlier versions and other programs only take SQLite's own locks.
    let file = match OpenOptions::new().read(true).write(true).open(database) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(not_written(database, &error)),
    };
    match fcntl_lock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(Some(file)),
        Err(rustix::io::Errno::AGAIN | rustix::io::Errno::ACCESS) => Err(in_use()),
        Err(error) => Err(not_written(database, &error.into())),
    }
}

/// Returns the path where the copy is prepared.
fn staged_path(database: &Path) -> PathBuf {
    database.with_added_extension("restoring")
}

/// A copy in the folder of the database, so that it can replace it atomically. Removed on drop.
struct Staged(PathBuf);

impl Staged {
    /// Copies a file with its log, if it has one of its own, like a database that was replaced.
    fn copy(file: &Path, database: &Path) -> Result<Self, OpenError> {
        let staged = Self(staged_path(database));
        staged.remove();
        for suffix in ["", "-wal", "-journal"] {
            let from = beside(file, suffix);
            if suffix.is_empty() || size(&from)?.is_some_and(|size| size > 0) {
                let to = beside(&staged.0, suffix);
                fs::copy(&from, &to).map_err(|e| {
                    let text = format!("cannot copy {} to {}", from.display(), to.display());
                    OpenError::Failed(format!("{text}: {e}; nothing was changed"))
                })?;
                // A copy of a read-only file would be read-only.
                fs::set_permissions(&to, Permissions::from_mode(0o600))
                    .map_err(|e| not_written(&to, &e))?;
            }
        }
        Ok(staged)
    }

    /// Checkpoints the log of the copy, marks it as complete, and checks it.
    fn verify(&self, file: &Path) -> Result<BackupReport, OpenError> {
        let marked = Connection::open(&self.0).and_then(|connection| {
            complete(&connection)?;
            renew_generation(&connection)?;
            connection.close().map_err(|(_, error)| error)
        });
        let marked = marked.map_err(|error| {
            if is_malformed(&error) {
                OpenError::Malformed {
                    database: file.display().to_string(),
                    why: error.to_string(),
                }
            } else {
                OpenError::Failed(format!("cannot read {}: {error}", file.display()))
            }
        });
        let checked = marked.and_then(|()| report(&self.0, "PRAGMA quick_check(1)"));
        let report = checked.map_err(|error| match error {
            // The error names the file that the operator gave.
            OpenError::Malformed { why, .. } => OpenError::Failed(format!(
                "{} is malformed ({why}); restore another copy. Nothing was changed",
                file.display()
            )),
            error => error,
        })?;
        usable(file, &report)?;
        sync_file(&self.0)?;
        Ok(report)
    }

    /// Gives the copy the owner and mode of the current database, so that root may restore for a service.
    fn take_owner_of(&self, database: &Path) -> Result<(), OpenError> {
        let model = fs::metadata(database);
        let mode = model.as_ref().map_or(0o600, |model| model.mode() & 0o777);
        let owner = model.or_else(|_| fs::metadata(database.parent().unwrap_or(Path::new("."))));
        let done = owner.and_then(|owner| {
            let own = fs::metadata(&self.0)?;
            if (own.uid(), own.gid()) != (owner.uid(), owner.gid()) {
                let given = chown(&self.0, Some(owner.uid()), Some(owner.gid()));
                if let Err(error) = given {
                    tracing::warn!(%error, "owner of the restored file not changed to the owner of the old one");
                }
            }
            fs::set_permissions(&self.0, Permissions::from_mode(mode))
        });
        done.map_err(|e| not_written(&self.0, &e))
    }

    /// Gives the old files another name, and puts the copy in their place. The old database is in place
    /// until the copy, which is marked as complete, replaces it; until the old log is removed, both
    /// together are refused.
    fn replace(self, database: &Path, stamp: &str) -> Result<Option<ReplacedDatabase>, OpenError> {
        let replaced = keep(database, stamp)?;
        sync_folder_of(database)?;
        if let Err(error) = fs::rename(&self.0, database) {
            if let Some(replaced) = &replaced {
                for suffix in ["", "-wal", "-journal"] {
                    let _ = fs::remove_file(beside(&replaced.name, suffix));
                }
            }
            return Err(not_written(database, &error));
        }
        sync_folder_of(database)?;
        for suffix in ["-wal", "-shm", "-journal"] {
            let old = beside(database, suffix);
            match fs::remove_file(&old) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(OpenError::Failed(format!(
                        "cannot remove {}: {error}; remove it before you start the server",
                        old.display()
                    )));
                }
                _ => {}
            }
        }
        sync_folder_of(database)?;
        Ok(replaced)
    }

    fn remove(&self) {
        for suffix in ["", "-wal", "-shm", "-journal"] {
            let _ = fs::remove_file(beside(&self.0, suffix));
        }
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        self.remove();
    }
}

/// Gives the files of a database a second name; `None` if there are none.
fn keep(database: &Path, stamp: &str) -> Result<Option<ReplacedDatabase>, OpenError> {
    let mut files = Vec::new();
    for suffix in ["", "-wal", "-journal"] {
        let found = size(&beside(database, suffix))?;
        // For a database in use, an empty log shows that nothing is missing.
        let is_used = match suffix {
            "-wal" if files.contains(&"") => found.is_some(),
            _ => found.is_some_and(|size| size > 0),
        };
        if is_used {
            files.push(suffix);
        }
    }
    let has_database = files.contains(&"");
    // Files that do not belong together, or are no database, remain as they are.
    let lacks_log = inspect(database).is_ok_and(FileCondition::lacks_log);
    if files.is_empty() {
        return Ok(None);
    }
    let names = (1..).map(|n| match n {
        1 => database.with_added_extension(format!("replaced-{stamp}")),
        n => database.with_added_extension(format!("replaced-{stamp}-{n}")),
    });
    let is_free = |name: &PathBuf| {
        let used = |suffix| fs::symlink_metadata(beside(name, suffix)).is_ok();
        !["", "-wal", "-journal"].into_iter().any(used)
    };
    let Some(name) = names.take(10_000).find(is_free) else {
        return Err(OpenError::Failed(
            "there is no free name for the replaced database; nothing was changed".to_owned(),
        ));
    };
    let log = files.iter().find(|suffix| !suffix.is_empty());
    let log = log.map(|suffix| beside(&name, suffix));
    for suffix in files {
        let (from, to) = (beside(database, suffix), beside(&name, suffix));
        if fs::hard_link(&from, &to).is_ok() {
            continue;
        }
        // The file system does not support hard links.
        let copied = fs::copy(&from, &to).map_err(|e| not_written(&to, &e));
        if let Err(error) = copied.and_then(|_| sync_file(&to)) {
            for suffix in ["", "-wal", "-journal"] {
                let _ = fs::remove_file(beside(&name, suffix));
            }
            return Err(error);
        }
    }
    Ok(Some(ReplacedDatabase {
        name,
        has_database,
        lacks_log,
        log,
    }))
}
