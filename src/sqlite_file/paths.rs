//! The paths of a database and of the files next to it.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use super::OpenError;
use crate::input;

/// Returns the absolute path, since a relative one depends on the folder in which a command was started.
pub(crate) fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// Returns the path of a database without symbolic links, since SQLite stores the log next to the file
/// itself.
pub(crate) fn resolved(path: &Path) -> PathBuf {
    fs::canonicalize(path)
        .or_else(|_| {
            let whole = std::path::absolute(path)?;
            let target = match fs::read_link(&whole) {
                Ok(target) => whole.with_file_name("").join(target),
                Err(_) => whole,
            };
            match (target.parent(), target.file_name()) {
                (Some(folder), Some(name)) => Ok(fs::canonicalize(folder)?.join(name)),
                _ => Ok(target),
            }
        })
        .unwrap_or_else(|_: io::Error| path.to_owned())
}

/// Returns the path of a file that SQLite stores next to the database: `-wal` or `-shm`.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}

/// Refuses a pipe, which would block, and everything else that is not a regular file. A missing file
/// passes.
pub(crate) fn require_regular(path: &Path) -> Result<(), OpenError> {
    match fs::metadata(path)
        .ok()
        .and_then(|found| input::special_kind(&found))
    {
        None => Ok(()),
        Some(kind) => Err(OpenError::Failed(format!(
            "{} is {kind}; name a regular file",
            path.display()
        ))),
    }
}

pub(crate) fn unreadable(path: &Path, error: &io::Error) -> OpenError {
    OpenError::Failed(format!("cannot read {}: {error}", path.display()))
}

/// Returns the size of a file; `None` if there is none.
pub(crate) fn size(path: &Path) -> Result<Option<u64>, OpenError> {
    match fs::metadata(path) {
        Ok(found) => Ok(Some(found.len())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unreadable(path, &error)),
    }
}
