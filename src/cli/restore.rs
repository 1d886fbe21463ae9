//! `rejoinder restore`.

use std::{io::Write as _, path::Path};

use super::{
    DatabaseFlags, Failure, backup::show, database_settings, failed, say, secret_notice, spinner,
};
use crate::{clock::Clock, db};

pub(super) fn restore(file: &Path, flags: &DatabaseFlags) -> Result<(), Failure> {
    let settings = database_settings(flags)?;
    let url = settings.database.url().map_err(Failure::Usage)?;
    let Some(database) = url.sqlite_path() else {
        return Err(failed(
            "PostgreSQL has a tool of its own: use `pg_restore --clean --if-exists --dbname URL FILE`",
        ));
    };
    let _ = writeln!(std::io::stderr(), "Database: {url}");
    // `20261128T061649Z` of `2026-11-28T06:16:49.042Z`.
    let now = Clock::system().now().rfc3339();
    let mut stamp: String = now.split('.').next().unwrap_or_default().to_owned();
    stamp.retain(|c| c.is_ascii_alphanumeric());
    stamp.push('Z');
    let bar = spinner("restoring");
    let restored = db::restore(database, file, &stamp);
    bar.finish_and_clear();
    let restored = restored.map_err(failed)?;
    say(&format!(
        "Restored {} to {}.",
        file.display(),
        restored.database.display()
    ));
    show(&restored.report);
    if let Some(replaced) = &restored.replaced {
        say(&format!(
            "The replaced database was kept as {}. Delete it when you no longer need it.",
            replaced.display()
        ));
    }
    say(&secret_notice(
        &settings,
        "Serve this database with the secret that it was used with.",
    ));
    Ok(())
}
