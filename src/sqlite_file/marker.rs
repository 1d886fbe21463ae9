//! The marker in the first 100 bytes of a database file, read before SQLite opens it.
//!
//! SQLite applies a log (`-wal`) next to a database even if it belongs to another one, which undoes a
//! restore or destroys the file. Two header fields that SQLite leaves to the application reveal such a mix
//! (file format, section 1.3):
//!
//! - The application id is [`COMPLETE`] in a file that is complete by itself: a copy made by `backup`, or a
//!   database that was closed cleanly. The first process that opens it changes it to [`IN_USE`].
//! - The user version is the generation, a random number that changes whenever a process opens a database
//!   that no other process uses. Page 1 in the log repeats it.

use std::{
    fs::{self, File},
    io::{self, Read as _},
    os::unix::fs::FileExt as _,
    path::Path,
};

use super::{
    OpenError,
    paths::beside,
    regular::{require_regular, size, unreadable},
    wal::{self, GENERATION, number},
};

/// The application id of a file that has no log (`RjCp`).
pub(crate) const COMPLETE: u32 = 0x526a_4370;
/// The application id of a file that a process has opened (`RjUs`).
pub(crate) const IN_USE: u32 = 0x526a_5573;

const APPLICATION: usize = 68;
/// The offset of the file format write version; 2 means WAL mode.
const WRITE_VERSION: usize = 18;
const WAL_VERSION: u8 = 2;
const HEADER: usize = 100;
const MAGIC: &[u8] = b"SQLite format 3\0";
/// The first bytes of a rollback journal that SQLite would apply.
const JOURNAL_MAGIC: [u8; 8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];

/// The relevant fields of the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Marker {
    pub(crate) application: u32,
    pub(crate) generation: u32,
    /// Whether the file is in WAL mode.
    pub(crate) uses_log: bool,
}

impl Marker {
    /// Reads them from an open file.
    pub(crate) fn of(file: &File) -> io::Result<Self> {
        let mut header = [0; HEADER];
        file.read_exact_at(&mut header, 0)?;
        Ok(Self::parse(&header))
    }

    fn parse(header: &[u8]) -> Self {
        Self {
            application: number(header, APPLICATION),
            generation: number(header, GENERATION),
            uses_log: header.get(WRITE_VERSION) == Some(&WAL_VERSION),
        }
    }

    /// Returns whether no process has marked the file in between.
    pub(crate) const fn is_of_same_opening(self, other: Self) -> bool {
        self.application == other.application && self.generation == other.generation
    }

    /// Returns whether the file is complete by itself.
    pub(crate) fn is_complete(self) -> bool {
        self.application == COMPLETE
    }
}

/// What is at the path of a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileCondition {
    /// Nothing, or an empty file.
    New,
    /// A database.
    Database {
        marker: Marker,
        /// Whether it has a log, possibly an empty one.
        has_log: bool,
    },
}

impl FileCondition {
    /// Returns whether the file was copied from a database in use, or its log was deleted. Its latest
    /// changes are then missing, and its pages may be from different moments. Without WAL mode nothing is
    /// missing: a process ended while it opened or closed the database.
    pub(crate) const fn lacks_log(self) -> bool {
        matches!(
            self,
            Self::Database {
                marker: Marker {
                    application: IN_USE,
                    uses_log: true,
                    ..
                },
                has_log: false,
            }
        )
    }
}

/// Examines a database and its log, and refuses files that do not belong together. No connection of this
/// process may have the database open: closing a file releases the locks that SQLite holds on it.
pub(crate) fn inspect(path: &Path) -> Result<FileCondition, OpenError> {
    let log = beside(path, "-wal");
    let log_size = size(&log)?;
    let Some(marker) = marker_at(path)? else {
        return match log_size {
            Some(1..) => Err(OpenError::LogWithoutDatabase {
                database: path.display().to_string(),
                log: log.display().to_string(),
            }),
            _ => Ok(FileCondition::New),
        };
    };
    let belongs = match log_size {
        None | Some(0) => true,
        Some(_) => match wal::generation(&log).map_err(|e| unreadable(&log, &e))? {
            Some(generation) => generation == marker.generation,
            // The log does not contain the generation.
            None => !marker.is_complete(),
        },
    };
    if !belongs {
        return Err(foreign(path, &log));
    }
    let journal = beside(path, "-journal");
    if marker.is_complete() && is_hot(&journal) {
        return Err(foreign(path, &journal));
    }
    Ok(FileCondition::Database {
        marker,
        has_log: log_size.is_some(),
    })
}

/// Refuses files that do not belong together, and leaves every other error to the code that opens them.
pub(crate) fn refuse_mix(path: &Path) -> Result<(), OpenError> {
    match inspect(path) {
        Err(error @ (OpenError::ForeignLog { .. } | OpenError::LogWithoutDatabase { .. })) => {
            Err(error)
        }
        _ => Ok(()),
    }
}

fn foreign(path: &Path, log: &Path) -> OpenError {
    OpenError::ForeignLog {
        database: path.display().to_string(),
        log: log.display().to_string(),
    }
}

/// Reads the marker of a file; `None` if there is no file, or an empty one.
fn marker_at(path: &Path) -> Result<Option<Marker>, OpenError> {
    let mut header = Vec::with_capacity(HEADER);
    require_regular(path)?;
    match File::open(path).and_then(|file| file.take(HEADER as u64).read_to_end(&mut header)) {
        Ok(0) => Ok(None),
        Ok(_) if header.len() == HEADER && header.starts_with(MAGIC) => {
            Ok(Some(Marker::parse(&header)))
        }
        Ok(_) => Err(not_a_database(path, &header)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unreadable(path, &error)),
    }
}

/// Returns an error that names what the file is instead, if its first bytes show it.
fn not_a_database(path: &Path, header: &[u8]) -> OpenError {
    let remedy = match header {
        [0x1f, 0x8b, ..] => "it is compressed with gzip; decompress it first",
        [0x28, 0xb5, 0x2f, 0xfd, ..] => "it is compressed with zstd; decompress it first",
        [0xfd, b'7', b'z', b'X', b'Z', ..] => "it is compressed with xz; decompress it first",
        [b'P', b'G', b'D', b'M', b'P', ..] => {
            "it is a dump of PostgreSQL; load it with `pg_restore`"
        }
        _ if header.starts_with(MAGIC) => "it is cut off; copy it again",
        _ => "name another file",
    };
    OpenError::Failed(format!(
        "{} is not a SQLite database: {remedy}",
        path.display()
    ))
}

/// Returns whether SQLite would apply this rollback journal.
pub(crate) fn is_hot(journal: &Path) -> bool {
    let mut start = [0; JOURNAL_MAGIC.len()];
    let is_file = fs::metadata(journal).is_ok_and(|found| found.is_file());
    is_file
        && File::open(journal)
            .and_then(|mut file| file.read_exact(&mut start))
            .is_ok_and(|()| start == JOURNAL_MAGIC)
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    /// Creates a closed database with a table, in one file.
    fn database(path: &Path, application: u32, generation: u32) {
        let connection = Connection::open(path).expect("opens");
        connection
            .execute_batch("CREATE TABLE note (id INTEGER)")
            .expect("creates");
        connection
            .pragma_update(None, "application_id", application)
            .and_then(|()| connection.pragma_update(None, "user_version", generation))
            .expect("is set");
    }

    /// Puts the log of another database next to one; `touches_page_1` says whether page 1 is in it.
    fn put_log(path: &Path, generation: u32, touches_page_1: bool) {
        let folder = tempfile::tempdir().expect("a folder");
        let other = folder.path().join("other.db");
        database(&other, IN_USE, generation);
        let connection = Connection::open(&other).expect("opens");
        connection
            .execute_batch(
                "INSERT INTO note VALUES (1); PRAGMA journal_mode = WAL; UPDATE note SET id = 2",
            )
            .expect("writes");
        if touches_page_1 {
            connection
                .execute_batch("CREATE TABLE more (id INTEGER)")
                .expect("writes");
        }
        fs::copy(beside(&other, "-wal"), beside(path, "-wal")).expect("copies");
    }

    #[test]
    fn a_log_is_refused_where_it_does_not_belong_to_the_file() {
        // Application id and generation of the file; then the generation of the log, whether it contains
        // page 1, and whether it is accepted.
        let cases = [
            (COMPLETE, 5, 6, true, false),
            (COMPLETE, 5, 6, false, false),
            (COMPLETE, 5, 5, true, true),
            (COMPLETE, 5, 5, false, false),
            (IN_USE, 5, 5, true, true),
            (IN_USE, 5, 6, true, false),
            (IN_USE, 5, 6, false, true),
            // As left by earlier versions.
            (0, 0, 0, true, true),
            (0, 0, 6, true, false),
            (IN_USE, 5, 0, true, false),
        ];
        for case in cases {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("a.db");
            let (application, generation, of_log, has_page_1, is_taken) = case;
            database(&path, application, generation);
            assert!(inspect(&path).is_ok(), "without a log");
            fs::write(beside(&path, "-wal"), "").expect("writes");
            assert!(inspect(&path).is_ok(), "an empty log");
            put_log(&path, of_log, has_page_1);
            assert_eq!(inspect(&path).is_ok(), is_taken, "{case:?}");
        }
    }

    #[test]
    fn a_log_without_its_database_is_refused_and_nothing_at_all_is_new() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.db");
        assert_eq!(inspect(&path).expect("is new"), FileCondition::New);
        put_log(&path, 1, true);
        assert!(inspect(&path).is_err());
        fs::write(&path, "").expect("writes");
        let refused = inspect(&path).expect_err("is refused");
        assert!(refused.to_string().contains("a.db-wal"), "{refused}");
    }

    #[test]
    fn a_rollback_journal_beside_a_complete_file_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.db");
        database(&path, COMPLETE, 1);
        fs::write(beside(&path, "-journal"), [0; 512]).expect("writes");
        assert!(inspect(&path).is_ok(), "it was used up");
        fs::write(beside(&path, "-journal"), JOURNAL_MAGIC).expect("writes");
        assert!(inspect(&path).is_err());
    }

    #[test]
    fn what_is_no_database_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.db");
        for (bytes, word) in [
            (&b"\x1f\x8b\x08\0more"[..], "gzip"),
            (&b"PGDMP\x01"[..], "pg_restore"),
            (&b"SQLite format 3\0cut"[..], "cut off"),
            (&b"hello"[..], "not a SQLite database"),
        ] {
            fs::write(&path, bytes).expect("writes");
            let refused = inspect(&path).expect_err("is refused").to_string();
            assert!(refused.contains(word), "{refused}");
        }
    }
}
