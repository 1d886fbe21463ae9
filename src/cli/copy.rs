//! `rejoinder copy`: copies all data of one database into another.

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::{CommandFailure, DatabaseFlags, database_settings, failed, print_line};
use crate::{
    backup::{self, CopyError, CopyReport},
    clock::Clock,
    db::DatabaseSettings,
};

#[derive(Clone, Debug, Args)]
pub(super) struct CopyFlags {
    /// The database to copy: `sqlite:PATH` or `postgres://…`.
    #[arg(long, value_name = "URL")]
    from: String,
    /// The empty database to copy into; an SQLite file and the tables are created.
    #[arg(long, value_name = "URL")]
    to: String,
    #[command(flatten)]
    flags: DatabaseFlags,
}

pub(super) async fn copy(flags: &CopyFlags) -> Result<(), CommandFailure> {
    if flags.flags.database.is_some() {
        let remedy = "--database: specify the databases with --from and --to";
        return Err(CommandFailure::Usage(remedy.to_owned()));
    }
    // Read only once: a settings file that is a pipe is empty the second time.
    let settings = database_settings(&flags.flags)?.database;
    let from = database(&settings, "--from", &flags.from)?;
    let to = database(&settings, "--to", &flags.to)?;
    let bar = ProgressBar::new(0).with_message("copying and comparing");
    if let Ok(style) =
        ProgressStyle::with_template("{msg} {wide_bar} {percent}% of {human_len} rows")
    {
        bar.set_style(style);
    }
    let mut progress = |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    };
    let copied = backup::copy(&from, &to, Clock::system().now(), &mut progress).await;
    bar.finish_and_clear();
    match copied {
        Ok(report) => {
            print_report(&report, &place(&from), &place(&to));
            Ok(())
        }
        Err(error @ CopyError::SameDatabase) => Err(CommandFailure::Usage(error.to_string())),
        Err(error) => Err(failed(error)),
    }
}

/// Returns the settings of one side. Those of the settings file, such as `database.ca_file`, apply to
/// both.
fn database(
    settings: &DatabaseSettings,
    flag: &str,
    url: &str,
) -> Result<DatabaseSettings, CommandFailure> {
    let database = DatabaseSettings {
        url: url.into(),
        ..settings.clone()
    };
    match database.url() {
        Ok(_) => Ok(database),
        Err(fault) => Err(CommandFailure::Usage(format!("{flag}: {fault}"))),
    }
}

/// Returns the name of a database with its password masked.
fn place(settings: &DatabaseSettings) -> String {
    settings
        .url()
        .map_or_else(|fault| fault, |url| url.to_string())
}

fn print_report(report: &CopyReport, from: &str, to: &str) {
    let rows: u64 = report.tables.iter().map(|(_, rows)| rows).sum();
    let filled = report.tables.iter().filter(|(_, rows)| *rows > 0);
    let width = filled
        .clone()
        .map(|(name, _)| name.len())
        .max()
        .unwrap_or(0);
    for (name, rows) in filled {
        print_line(&format!("  {name:width$}  {rows:>9}"));
    }
    print_line(&format!(
        "Copied {rows} rows of {} tables from {from} to {to}. Every row was read back and is equal.",
        report.tables.len(),
    ));
    if report.without_outbox {
        print_line(
            "A server is using the source, so its outbox was not copied: that server delivers \
             it. To move permanently, stop the server and copy again into an empty database.",
        );
    }
    if !report.foreign.is_empty() {
        let foreign = report.foreign.join(", ");
        print_line(&format!(
            "Not copied, because they are not Rejoinder's: {foreign}"
        ));
    }
    print_line(
        "Next: set database.url to the target, leave security.secret unchanged, and start the server.",
    );
}
