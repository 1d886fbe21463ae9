//! Additional names (hard links) of a SQLite database. SQLite names the log after the file, so two
//! processes that use one file under two names do not see each other's log and destroy the database ("How
//! To Corrupt An SQLite Database File", section 2.5).
//!
//! Two kinds of additional names are created by Rejoinder: an interrupted `restore` leaves
//! `NAME.replaced-TIME`, and an interrupted `backup` leaves `NAME.partial`. No process uses a database
//! under them, and they contain nothing that the database itself does not, so they are removed.

use std::{
    fs::{self, Metadata},
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
};

use super::{
    OpenError,
    paths::{absolute, beside},
};

/// The suffixes that an interrupted command leaves, after the name of the database.
const LEFT_BY_RESTORE: &str = ".replaced-";
const LEFT_BY_BACKUP: &str = ".partial";

/// The other names of a file.
#[derive(Default)]
struct OtherNames {
    /// The number of other names, in any folder.
    count: u64,
    /// Names next to the file that an interrupted command left.
    leftovers: Vec<PathBuf>,
    /// The other names next to the file.
    unknown: Vec<PathBuf>,
}

impl OtherNames {
    fn of(path: &Path) -> Self {
        let Ok(found) = fs::metadata(path) else {
            return Self::default();
        };
        let mut names = Self {
            count: found.nlink().saturating_sub(1),
            ..Self::default()
        };
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return names;
        };
        if names.count == 0 {
            return names;
        }
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        for entry in entries {
            let is_other = entry.file_name() != name
                && entry
                    .metadata()
                    .is_ok_and(|other| is_same_file(&other, &found));
            if is_other {
                let other = entry.path();
                if is_leftover(path, &other) {
                    names.leftovers.push(other);
                } else {
                    names.unknown.push(other);
                }
            }
        }
        names.unknown.sort();
        names
    }

    /// Returns whether there is a name that was not left by a command of ours.
    fn has_unknown(&self) -> bool {
        self.count > self.leftovers.len() as u64
    }
}

fn is_same_file(one: &Metadata, other: &Metadata) -> bool {
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

fn is_leftover(path: &Path, other: &Path) -> bool {
    let (path, other) = (path.as_os_str(), other.as_os_str());
    let end = other
        .as_encoded_bytes()
        .strip_prefix(path.as_encoded_bytes());
    end.is_some_and(|end| {
        end.starts_with(LEFT_BY_RESTORE.as_bytes()) || end == LEFT_BY_BACKUP.as_bytes()
    })
}

/// Refuses a database that has another name, except for those that an interrupted command left.
pub(crate) fn refuse_unknown(path: &Path) -> Result<(), OpenError> {
    let names = OtherNames::of(path);
    if names.has_unknown() {
        return Err(refusal(path, &names.unknown));
    }
    Ok(())
}

/// Removes the names that an interrupted command left, with those of the log, and refuses all other names.
/// The caller holds the exclusive lock of the database.
pub(crate) fn remove_leftovers(path: &Path) -> Result<(), OpenError> {
    let names = OtherNames::of(path);
    for leftover in &names.leftovers {
        for suffix in ["-wal", "-journal"] {
            let (own, other) = (beside(path, suffix), beside(leftover, suffix));
            let is_same = match (fs::metadata(&own), fs::symlink_metadata(&other)) {
                (Ok(own), Ok(other)) => is_same_file(&own, &other),
                _ => false,
            };
            if is_same {
                let _ = fs::remove_file(&other);
            }
        }
        match fs::remove_file(leftover) {
            Ok(()) => tracing::info!(
                name = %leftover.display(),
                "removed a second name of the database left by an interrupted command"
            ),
            Err(_) => return Err(refusal(path, std::slice::from_ref(leftover))),
        }
    }
    refuse_unknown(path)
}

fn refusal(path: &Path, others: &[PathBuf]) -> OpenError {
    let other = others
        .first()
        .map(|other| absolute(other).display().to_string());
    OpenError::SecondName {
        database: absolute(path).display().to_string(),
        // The folder of the other name may be anywhere in the file system.
        other: other.unwrap_or_else(|| {
            format!(
                "a name in another folder (`find MOUNTPOINT -xdev -samefile {}` shows it)",
                path.display()
            )
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_left_by_a_command_are_distinguished_from_those_of_the_operator() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        for name in ["a.db", "a.db-wal"] {
            fs::write(at(name), "x").expect("writes");
        }
        for (name, other) in [
            ("a.db", "a.db.replaced-20261128T061649Z"),
            ("a.db-wal", "a.db.replaced-20261128T061649Z-wal"),
            ("a.db", "a.db.partial"),
        ] {
            fs::hard_link(at(name), at(other)).expect("links");
        }
        refuse_unknown(&at("a.db")).expect("its own leftovers are no fault");
        // The database must not be used under the name that was left.
        let refused = refuse_unknown(&at("a.db.replaced-20261128T061649Z"));
        assert!(refused.is_err_and(|e| e.to_string().contains("a.db")));
        fs::hard_link(at("a.db"), at("b.db")).expect("links");
        let refused = remove_leftovers(&at("a.db")).expect_err("is refused");
        assert!(refused.to_string().contains("b.db"), "{refused}");
        fs::remove_file(at("b.db")).expect("removes");
        remove_leftovers(&at("a.db")).expect("has one name now");
        let left = fs::read_dir(folder.path()).expect("lists").count();
        assert_eq!(left, 2, "the database and its log");
        fs::create_dir(at("elsewhere")).expect("creates");
        fs::hard_link(at("a.db"), at("elsewhere/b.db")).expect("links");
        let refused = refuse_unknown(&at("a.db")).expect_err("is refused");
        assert!(refused.to_string().contains("-samefile"), "{refused}");
    }
}
