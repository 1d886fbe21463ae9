//! Checks the path of a SQLite database before SQLite opens it, and creates missing files.

use std::{
    fs, io,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, ErrorCode, OpenFlags};
use rustix::fs::{Access, access};

use super::{
    LOCK_TIMEOUT, OpenError, OpenMode,
    contents::{Contents, foreign_file},
    created::Created,
    paths::{absolute, beside},
};
use crate::input;

/// What is at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
enum FileState {
    Missing,
    /// A symbolic link to this path, which does not exist.
    Dangling(PathBuf),
    /// An empty file, as a process leaves it that ended while creating the database.
    Empty,
    Database,
}

impl FileState {
    /// Examines the file without opening it as a database. An error says why it cannot be one.
    fn of(path: &Path) -> Result<Self, OpenError> {
        let shown = absolute(path);
        let shown = shown.display();
        let metadata = match fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(fs::read_link(path).map_or(Self::Missing, Self::Dangling));
            }
            Err(error) => return Err(OpenError::Failed(format!("cannot open {shown}: {error}"))),
        };
        if metadata.is_dir() {
            return Err(OpenError::Failed(format!(
                "{shown} is a folder; name the file in it, for example sqlite:{}",
                path.join("rejoinder.db").display()
            )));
        }
        if let Some(kind) = input::special_kind(&metadata) {
            return Err(OpenError::Failed(format!(
                "{shown} is {kind}, and no database; name a regular file"
            )));
        }
        if metadata.len() == 0 {
            return Ok(Self::Empty);
        }
        permitted(path, &metadata, Access::READ_OK)?;
        Ok(Self::Database)
    }
}

/// Refuses a file that this process may not read or write. The file is not opened for that check: closing
/// it would release the locks of every other connection of this process (POSIX, `fcntl`).
fn permitted(path: &Path, metadata: &fs::Metadata, wanted: Access) -> Result<(), OpenError> {
    access(path, wanted).map_err(|error| unreadable(path, metadata, &error.into()))
}

/// Refuses a file that may be read but not written, for a command that writes.
fn require_writable(path: &Path) -> Result<(), OpenError> {
    let metadata = fs::metadata(path).map_err(|error| OpenError::failed(&error))?;
    permitted(path, &metadata, Access::WRITE_OK)
}

fn unreadable(path: &Path, metadata: &fs::Metadata, error: &io::Error) -> OpenError {
    let mode = metadata.mode() & 0o777;
    let hint = match (error.kind(), metadata.uid()) {
        (io::ErrorKind::PermissionDenied, 0) => {
            format!("; it belongs to root (mode {mode:o}), so run the command with `sudo`")
        }
        (io::ErrorKind::PermissionDenied, user) => format!(
            "; it belongs to user {user} (mode {mode:o}), so run the command as that user, for \
             example with `sudo -u '#{user}'`"
        ),
        _ => String::new(),
    };
    let path = absolute(path);
    OpenError::Failed(format!("cannot open {}: {error}{hint}", path.display()))
}

/// Makes sure that there is a database to open, or creates an empty file for one.
pub(crate) fn prepare(path: &Path, mode: OpenMode) -> Result<Created, OpenError> {
    let state = FileState::of(path)?;
    let missing = |why: &str| OpenError::missing(&absolute(path).display(), why);
    let mut created = Created::default();
    match (state, mode) {
        (FileState::Database, _) => {
            if !has_our_tables(path, mode)? && mode != OpenMode::Create {
                return Err(missing("the file has no tables"));
            }
            if mode != OpenMode::ReadOnly {
                require_writable(path)?;
            }
        }
        (FileState::Missing, OpenMode::Create) => {
            if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
                created.folder(folder).map_err(|e| {
                    let folder = absolute(folder);
                    OpenError::Failed(format!(
                        "cannot create the folder {}: {e}",
                        folder.display()
                    ))
                })?;
            }
            created.empty_file(path)?;
        }
        (FileState::Empty, OpenMode::Create) => require_writable(path)?,
        (FileState::Dangling(target), _) => {
            return Err(missing(&format!(
                "it is a symbolic link to {}, where there is no file; create the file or remove the link",
                target.display()
            )));
        }
        (FileState::Missing, _) => return Err(missing("")),
        (FileState::Empty, _) => return Err(missing("the file is empty")),
    }
    Ok(created)
}

/// Refuses a database that has tables, but none of ours. Returns `false` if it has no tables at all.
fn has_our_tables(path: &Path, mode: OpenMode) -> Result<bool, OpenError> {
    // A connection with write access can recover what this one cannot read; the contents are checked again
    // before anything is changed.
    let recoverable = |error| match mode {
        OpenMode::ReadOnly => Err(error),
        OpenMode::Create | OpenMode::Existing => Ok(true),
    };
    let connection = match open_untouched(path) {
        Ok(connection) => connection,
        Err(error) => return recoverable(error),
    };
    match Contents::of(&connection) {
        Ok(Contents::Ours) => Ok(true),
        Ok(Contents::Nothing) => Ok(false),
        Ok(Contents::Foreign(found)) => {
            let place = absolute(path).display().to_string();
            Err(foreign_file(&place, &found))
        }
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => {
            Err(OpenError::Failed(format!(
                "{} is not a SQLite database; name another file with --database or --config",
                absolute(path).display()
            )))
        }
        Err(error) => recoverable(OpenError::sqlite(path, &error)),
    }
}

/// Opens a database without changing anything on disk: neither the file, nor the files next to it.
pub(crate) fn open_untouched(path: &Path) -> Result<Connection, OpenError> {
    let log = fs::metadata(beside(path, "-wal")).map(|log| log.len());
    let has_index = beside(path, "-shm").exists();
    if log.as_ref().is_ok_and(|log| *log > 0) && !has_index {
        let place = absolute(path).display().to_string();
        return Err(OpenError::Unclean { place });
    }
    let failed = || OpenError::Failed(format!("cannot open {}", path.display()));
    let mut uri = url::Url::from_file_path(absolute(path)).map_err(|()| failed())?;
    // Without a log and its index no process uses the database. `immutable` then prevents SQLite from
    // creating them. The log of a server may be empty.
    let is_used = log.is_ok() && has_index;
    uri.set_query(Some(if is_used { "mode=ro" } else { "immutable=1" }));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    let opened = Connection::open_with_flags(uri.as_str(), flags).and_then(|connection| {
        connection.busy_timeout(LOCK_TIMEOUT)?;
        Ok(connection)
    });
    opened.map_err(|error| OpenError::sqlite(path, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(path: &Path) -> String {
        let refused = prepare(path, OpenMode::Existing).expect_err("is refused");
        refused.to_string()
    }

    #[test]
    fn what_is_no_database_is_named_as_what_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        assert_eq!(
            FileState::of(&at("gone.db")).expect("looks"),
            FileState::Missing
        );
        assert_eq!(
            FileState::of(&at("no/gone.db")).expect("looks"),
            FileState::Missing
        );
        fs::write(at("empty.db"), "").expect("writes");
        assert_eq!(
            FileState::of(&at("empty.db")).expect("looks"),
            FileState::Empty
        );
        assert!(refusal(folder.path()).contains("rejoinder.db"));
        fs::write(at("letter.txt"), "Dear reader").expect("writes");
        assert!(refusal(&at("letter.txt")).contains("not a SQLite database"));
        fs::write(at("short"), "SQLite").expect("writes");
        assert!(refusal(&at("short")).contains("not a SQLite database"));
        assert!(refusal(&at("letter.txt/x.db")).contains("cannot open"));
    }

    #[test]
    fn a_database_of_another_program_is_refused_and_left_as_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("places.db");
        let other = Connection::open(&path).expect("opens");
        other
            .execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE place (id INTEGER)")
            .expect("creates");
        drop(other);
        let before = fs::read(&path).expect("reads");
        let message = has_our_tables(&path, OpenMode::Create)
            .expect_err("is refused")
            .to_string();
        assert!(message.contains("another program"), "{message}");
        assert_eq!(fs::read(&path).expect("reads"), before);
        let files = fs::read_dir(folder.path()).expect("lists").count();
        assert_eq!(files, 1, "nothing was created beside it");
    }
}
