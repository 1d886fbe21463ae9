//! The paths of a database and of the files next to it.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

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
