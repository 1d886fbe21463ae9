//! `rejoinder backup`.

use std::path::Path;

use super::{DatabaseFlags, Failure, database_settings, failed, name_database, say};
use crate::db::{Db, OpenMode};

pub(super) async fn backup(file: &Path, flags: &DatabaseFlags) -> Result<(), Failure> {
    let settings = database_settings(flags)?;
    if file.exists() {
        return Err(Failure::Usage(format!(
            "{} exists already; a copy does not replace it",
            file.display()
        )));
    }
    let db = Db::open(&settings.database, OpenMode::Existing)
        .await
        .map_err(failed)?;
    name_database(&db);
    // Written beside its place first, so that a copy by this name is always whole.
    let partial = file.with_added_extension("partial");
    if partial.exists() {
        std::fs::remove_file(&partial).map_err(failed)?;
    }
    let bar = indicatif::ProgressBar::new(0);
    let shown = bar.clone();
    let copied = db
        .backup(partial.clone(), move |done, all| {
            shown.set_length(all);
            shown.set_position(done);
        })
        .await;
    bar.finish_and_clear();
    if let Err(error) = copied {
        let _ = std::fs::remove_file(&partial);
        return Err(failed(error));
    }
    std::fs::rename(&partial, file).map_err(failed)?;
    say(&format!("Copied to {}.", file.display()));
    Ok(())
}
