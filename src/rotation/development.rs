//! The generated secret of an installation without a configured one: created once, stored in a file.

use std::{
    io::{ErrorKind, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use uuid::Uuid;

use crate::{
    clock::Clock, db::DatabaseUrl, input, secret::Secret, sqlite_file::created::own_folder,
};

/// Returns the path of the secret file for a database: for SQLite next to the database file, for
/// PostgreSQL in the folder `data` of the working directory, named after server and database.
#[must_use]
pub fn development_secret_file(database: &DatabaseUrl) -> PathBuf {
    if let Some(path) = database.sqlite_path() {
        return path.with_added_extension("secret");
    }
    // User, password and options do not identify the database.
    let place = database.to_string();
    let place = place.split_once("://").map_or("", |(_, rest)| rest);
    let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
    let place = place.split('?').next().unwrap_or_default();
    let name = place.split(|c: char| !c.is_ascii_alphanumeric() && c != '.' && c != '_');
    let name = name.filter(|part| !part.is_empty()).collect::<Vec<_>>();
    Path::new("data").join(format!("postgres-{}.secret", name.join("-")))
}

/// Reads the stored secret for a database; `None` if there is none. Creates nothing.
///
/// # Errors
/// A sentence that says what is wrong with the file, with the remedy.
pub(crate) fn stored_development_secret(database: &DatabaseUrl) -> Result<Option<Secret>, String> {
    let path = development_secret_file(database);
    match input::read_regular(&path, input::SETTING_MAX) {
        Ok(bytes) => parsed(&path, &bytes).map(Some),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!(
            "security.secret: cannot read {}: {error}. Restore the file, or set security.secret.",
            path.display()
        )),
    }
}

/// Returns the stored secret for a database, and creates it if there is none. Only for a database that
/// has not been used with another secret.
///
/// # Errors
/// A sentence that says what is wrong with the file, with the remedy.
pub(crate) fn development_secret(database: &DatabaseUrl, clock: &Clock) -> Result<Secret, String> {
    let path = development_secret_file(database);
    let new = STANDARD.encode(clock.random_bytes::<32>());
    let bytes = stored(&path, &new, clock.id()).map_err(|error| {
        format!(
            "security.secret: cannot store a generated secret in {}: {error}. Set security.secret or \
             security.secret_file.",
            path.display()
        )
    })?;
    parsed(&path, &bytes)
}

fn parsed(path: &Path, bytes: &[u8]) -> Result<Secret, String> {
    Secret::from_file(bytes).ok_or_else(|| {
        format!(
            "security.secret: {} has fewer than 32 bytes. Restore the file, or delete it to get another \
             secret.",
            path.display()
        )
    })
}

/// Reads the file, or creates it, readable only by its owner. The file is created atomically: of two
/// processes that start at the same time, neither may read a partially written file, and a killed
/// process must not leave an empty one.
fn stored(path: &Path, new: &str, draft: Uuid) -> std::io::Result<Vec<u8>> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    own_folder(folder)?;
    if path.exists() {
        return input::read_regular(path, input::SETTING_MAX);
    }
    let draft = path.with_added_extension(format!("{draft}.new"));
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&draft)?;
    file.write_all(new.as_bytes())?;
    file.sync_all()?;
    let placed = std::fs::hard_link(&draft, path);
    std::fs::remove_file(&draft)?;
    match placed {
        Ok(()) => std::fs::File::open(folder)?.sync_all()?,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error),
    }
    std::fs::read(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_secret_stays_the_same_and_only_its_owner_can_read_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("new/test.db.secret");
        assert_eq!(stored(&path, "one", Uuid::nil()).expect("creates"), b"one");
        assert_eq!(stored(&path, "two", Uuid::max()).expect("reads"), b"one");
        let file = path.metadata().expect("is there");
        assert_eq!(file.permissions().mode() & 0o777, 0o600);
        let left = std::fs::read_dir(folder.path().join("new")).expect("lists");
        assert_eq!(left.count(), 1, "no draft is left");
    }

    #[test]
    fn each_database_has_one_file_for_all_users() {
        let file = |url| {
            let url = DatabaseUrl::parse(url).expect("a URL");
            development_secret_file(&url).display().to_string()
        };
        assert_eq!(file("sqlite:data/rejoinder.db"), "data/rejoinder.db.secret");
        let one = "data/postgres-db.example-5432-blog.secret";
        assert_eq!(file("postgres://db.example:5432/blog"), one);
        let same = "postgres://me:p%40ss%2Fword@db.example:5432/blog?sslmode=require";
        assert_eq!(file(same), one);
        assert_ne!(file("postgres://db.example:5432/other"), one);
    }

    #[test]
    fn a_secret_that_an_earlier_version_stored_as_bytes_is_read_as_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = DatabaseUrl::Sqlite(folder.path().join("a.db"));
        let bytes = [0xfe_u8; 32];
        std::fs::write(development_secret_file(&url), bytes).expect("writes");
        let secret = development_secret(&url, &Clock::system());
        assert!(secret.ok() == Secret::new(bytes));
    }
}
