//! `rejoinder backup`.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::{
    CommandFailure, DatabaseFlags, database_settings, failed, name_database, print_line,
    secret_notice, spinner,
};
use crate::{
    backup::{self, BackupReport, verify_copy},
    db::{Db, OpenError, OpenMode},
};

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct Backup {
    /// The file to write; must not exist yet.
    #[arg(required = true)]
    file: Option<PathBuf>,
    #[command(flatten)]
    flags: DatabaseFlags,
    #[command(subcommand)]
    command: Option<BackupCommand>,
}

#[derive(Debug, Subcommand)]
enum BackupCommand {
    /// Verify a copy without changing it, and show its contents.
    Verify {
        /// The copy to verify.
        file: PathBuf,
    },
}

pub(super) async fn run(backup: Backup) -> Result<(), CommandFailure> {
    match (backup.command, backup.file) {
        (Some(BackupCommand::Verify { file }), _) => verify(&file),
        (None, Some(file)) => copy(&file, &backup.flags).await,
        (None, None) => Err(CommandFailure::Usage(
            "specify the FILE to write".to_owned(),
        )),
    }
}

async fn copy(file: &Path, flags: &DatabaseFlags) -> Result<(), CommandFailure> {
    let settings = database_settings(flags)?;
    if std::fs::symlink_metadata(file).is_ok() {
        return Err(CommandFailure::Usage(format!(
            "{} exists already and is not replaced. Choose another name",
            file.display()
        )));
    }
    if settings
        .database
        .url()
        .is_ok_and(|url| url.sqlite_path().is_none())
    {
        return Err(failed(OpenError::BackupOfPostgres));
    }
    let db = Db::open(&settings.database, OpenMode::Existing)
        .await
        .map_err(failed)?;
    name_database(&db);
    let bar = indicatif::ProgressBar::new(0);
    let shown = bar.clone();
    let progress = move |done, all| {
        shown.set_length(all);
        shown.set_position(done);
    };
    let copied = backup::create(&db, file.to_owned(), progress).await;
    bar.finish_and_clear();
    let report = copied.map_err(failed)?;
    print_line(&format!("Copied to {} and verified.", file.display()));
    show(&report);
    print_line(&secret_notice(
        &settings,
        report.secret.as_deref(),
        "The copy does not contain it: store it too.",
    ));
    Ok(())
}

fn verify(file: &Path) -> Result<(), CommandFailure> {
    let bar = spinner("verifying");
    let verified = verify_copy(file);
    bar.finish_and_clear();
    let report = verified.map_err(failed)?;
    print_line(&format!("{} is valid.", file.display()));
    show(&report);
    if !report.is_complete {
        print_line(
            "It was not made by `rejoinder backup`. If it was copied while a server was running, its \
             latest changes may be missing.",
        );
    }
    Ok(())
}

/// Shows the contents of a copy.
pub(super) fn show(report: &BackupReport) {
    print_line(&format!("  {report}"));
    if report.schema < report.known {
        print_line(&format!(
            "  This binary needs schema version {}: the next start of the server, or `rejoinder \
             migrate`, updates it after a restore.",
            report.known
        ));
    }
}
