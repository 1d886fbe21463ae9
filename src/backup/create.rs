//! Backups of a SQLite database: written while others read and write, and marked as complete.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use rusqlite::{Connection, backup::StepResult};

use super::verification::{BackupReport, report};
use crate::{
    db::{Db, connection::connect},
    sqlite_file::{
        OpenError,
        error::is_malformed,
        lock::{complete, renew_generation},
        paths::{beside, resolved},
        regular::unreadable,
    },
};

/// Pages copied between two progress reports.
const STEP: i32 = 1024;
/// The suffixes of the files that SQLite and this module store next to a database.
pub(super) const SIDECARS: [&str; 4] = ["-wal", "-shm", "-journal", "-lock"];
/// Further suffixes that belong to a database: the development secret, an unfinished restore and an
/// unfinished backup.
const OWN_NAMES: [&str; 3] = [".secret", ".restoring", ".partial"];

/// Writes a verified copy of one moment to `file`, which must not exist, while others read and write.
/// `progress` receives the number of copied pages and the total number. SQLite only.
pub(crate) async fn create(
    db: &Db,
    file: PathBuf,
    progress: impl FnMut(u64, u64) + Send + 'static,
) -> Result<BackupReport, OpenError> {
    let source = db.file().ok_or(OpenError::BackupOfPostgres)?;
    let written =
        tokio::task::spawn_blocking(move || write(&source, &connect(&source)?, &file, progress));
    written
        .await
        .unwrap_or_else(|error| Err(OpenError::failed(&error)))
}

/// Writes a copy of one moment to `file`, which must not exist, and verifies it. A file under this name is
/// always complete: the copy is written to `FILE.partial` first.
fn write(
    source: &Path,
    from: &Connection,
    file: &Path,
    progress: impl FnMut(u64, u64),
) -> Result<BackupReport, OpenError> {
    refuse_target(source, file)?;
    let partial = Partial::create(&file.with_added_extension("partial"))?;
    copy_pages(from, &partial.path, progress)
        .map_err(|error| not_copied(source, &partial.path, &error))?;
    sync_file(&partial.path)?;
    let report = report(&partial.path, "PRAGMA integrity_check(1)")?;
    partial.publish(file)?;
    Ok(report)
}

/// Returns the error of a failed copy. SQLite does not say which of the two files it could not read or
/// write.
fn not_copied(source: &Path, copy: &Path, error: &rusqlite::Error) -> OpenError {
    if is_malformed(error) {
        return OpenError::Malformed {
            database: source.display().to_string(),
            why: error.to_string(),
        };
    }
    OpenError::Failed(format!(
        "cannot copy {} to {}: {error}",
        source.display(),
        copy.display()
    ))
}

/// Refuses names that exist, and names that would make the copy a part of a database.
fn refuse_target(source: &Path, file: &Path) -> Result<(), OpenError> {
    let failed = |text: String| Err(OpenError::Failed(text));
    let shown = file.display();
    if fs::symlink_metadata(file).is_ok() {
        return failed(format!(
            "{shown} exists already; a backup does not replace files"
        ));
    }
    let file = resolved(file);
    // The development secret is stored next to the link if the name is one.
    let named = resolved_folder(source);
    let source = resolved(source);
    if is_part_of(&file, &source) || is_part_of(&file, &named) {
        return failed(format!(
            "{shown} is the name of a file that belongs to the database itself; choose another name"
        ));
    }
    let partial = file.with_added_extension("partial");
    if partial == source || is_part_of(&source, &partial) {
        return failed(format!(
            "{shown} would be written to {} first, which is the database itself or a part of it; choose \
             another name",
            partial.display()
        ));
    }
    for suffix in &SIDECARS[..3] {
        let other = beside(&file, suffix);
        if fs::symlink_metadata(&other).is_ok() {
            return failed(format!(
                "{} would be treated as a part of the copy; move it elsewhere or choose another name",
                other.display()
            ));
        }
    }
    Ok(())
}

/// Returns the path with its folder resolved, but not the last component.
fn resolved_folder(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    match (whole.parent().map(fs::canonicalize), whole.file_name()) {
        (Some(Ok(folder)), Some(name)) => folder.join(name),
        _ => whole,
    }
}

/// Returns whether `file` is the name of a file stored next to `database`. Both paths are resolved.
fn is_part_of(file: &Path, database: &Path) -> bool {
    let mut names = SIDECARS.iter().chain(&OWN_NAMES);
    names.any(|suffix| file == beside(database, suffix))
}

fn copy_pages(
    from: &Connection,
    file: &Path,
    mut progress: impl FnMut(u64, u64),
) -> rusqlite::Result<()> {
    // Pages are read in one transaction, so writers continue and the copy is of one moment. `BEGIN` alone
    // does not start a snapshot: the copy would start over after every write.
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

/// Removes what an interrupted backup left under the name of a partial copy.
fn remove_leftover(path: &Path) -> Result<(), OpenError> {
    let Ok(found) = fs::symlink_metadata(path) else {
        return Ok(());
    };
    if !found.is_file() {
        return Err(OpenError::Failed(format!(
            "{} exists and is not a file of a backup; remove it",
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

/// A file that is being written; removed on drop unless it was published.
struct Partial {
    path: PathBuf,
    /// Locked, so that two backups to one name do not overwrite each other. SQLite has closed the file
    /// before this descriptor is closed.
    _file: File,
}

impl Partial {
    fn create(path: &Path) -> Result<Self, OpenError> {
        let failed = |error: io::Error| {
            OpenError::Failed(format!("cannot create {}: {error}", path.display()))
        };
        remove_leftover(path)?;
        // Always a new file with our own owner and mode: another user may have put a file there, or a link
        // to something else.
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

    /// Gives the file its name. A file of that name that appeared meanwhile is not replaced.
    fn publish(self, file: &Path) -> Result<(), OpenError> {
        let placed = match fs::hard_link(&self.path, file) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                // The file system does not support hard links.
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

/// Waits until the content of a file is on disk.
pub(super) fn sync_file(path: &Path) -> Result<(), OpenError> {
    File::open(path)
        .and_then(|file| file.sync_all())
        .map_err(|e| unreadable(path, &e))
}

/// Waits until the names in the folder of a file are on disk.
pub(super) fn sync_folder_of(path: &Path) -> Result<(), OpenError> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    sync_file(folder)
}
