//! `rejoinder restore`.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

use clap::Args;

use super::{
    CommandFailure, DatabaseFlags, backup::show, database_settings, failed, print_line,
    secret_notice, spinner,
};
use crate::{
    backup::{self, ReplacedDatabase, RestoreOptions},
    clock::Clock,
};

#[derive(Debug, Args)]
pub(super) struct RestoreFlags {
    /// The copy to restore, as written by `backup`.
    file: PathBuf,
    /// Accept a copy of a database in use whose log is missing, if there is no better one.
    #[arg(long)]
    incomplete: bool,
    #[command(flatten)]
    flags: DatabaseFlags,
}

pub(super) fn restore(flags: &RestoreFlags) -> Result<(), CommandFailure> {
    let file = &flags.file;
    let settings = database_settings(&flags.flags)?;
    let url = settings.database.url().map_err(CommandFailure::Usage)?;
    let Some(database) = url.sqlite_path() else {
        return Err(failed(
            "restore PostgreSQL with its own tool: `pg_restore --clean --if-exists --dbname URL FILE`",
        ));
    };
    let _ = writeln!(std::io::stderr(), "Database: {url}");
    // The time as `20261128T061649Z` instead of `2026-11-28T06:16:49.042Z`.
    let now = Clock::system().now().rfc3339();
    let mut stamp: String = now.split('.').next().unwrap_or_default().to_owned();
    stamp.retain(|c| c.is_ascii_alphanumeric());
    stamp.push('Z');
    let bar = spinner("restoring");
    let options = RestoreOptions {
        stamp: &stamp,
        incomplete: flags.incomplete,
    };
    let restored = backup::restore(database, file, options);
    bar.finish_and_clear();
    let restored = restored.map_err(failed)?;
    print_line(&format!(
        "Restored {} to {}.",
        file.display(),
        restored.database.display()
    ));
    show(&restored.report);
    if restored.lacks_log {
        print_line(
            "The copy is incomplete: it was made from a database in use, without its log. Its latest changes \
             are missing. The next start of the server logs this.",
        );
    }
    if let Some(replaced) = &restored.replaced {
        print_replaced(replaced, &restored.database);
    }
    print_line(&secret_notice(
        &settings,
        restored.report.secret.as_deref(),
        "Serve this database with the secret that it was used with.",
    ));
    Ok(())
}

/// Prints where the files of the replaced database are, and how to restore them.
fn print_replaced(replaced: &ReplacedDatabase, database: &Path) {
    let name = replaced.name.display();
    if replaced.has_database {
        print_line(&format!(
            "The replaced database is now {name}. Delete it when you no longer need it."
        ));
        if replaced.lacks_log {
            print_line("Its log was already missing. To restore it, add --incomplete.");
        }
        return;
    }
    let log = replaced.log.as_deref().unwrap_or(&replaced.name);
    print_line(&format!(
        "There was no database at {}, only a log. The log is now {}. To use it, put the \
         database that it belongs to next to it as {name}, then run `rejoinder restore {name}`. Otherwise \
         delete it.",
        database.display(),
        log.display(),
    ));
}
