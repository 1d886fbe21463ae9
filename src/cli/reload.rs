//! SIGHUP under a service manager: the level of the log and the credentials are read again.

use std::future::pending;

use super::{log, signals::Signals};
use crate::{app::App, config::SettingsSource};

/// Reads the settings again whenever that is asked for. Never ends.
pub(super) async fn run(app: App, signals: Signals, mut source: SettingsSource) {
    loop {
        signals.reload_requested().await;
        source = reload(&app, source).await;
    }
}

/// Takes what may be taken, or nothing when there is any mistake; returns what is in use.
async fn reload(app: &App, source: SettingsSource) -> SettingsSource {
    // The files may stand on a slow file system.
    let read = tokio::task::spawn_blocking(move || (source.reload(), source));
    let Ok((read, old)) = read.await else {
        // The process is ending.
        return pending().await;
    };
    let reloaded = match read {
        Ok(reloaded) => reloaded,
        Err(mistakes) => {
            for mistake in &mistakes.0 {
                tracing::error!(mistake, "settings not reloaded");
            }
            let count = mistakes.0.len();
            tracing::error!(
                count,
                "the old settings stay: correct the mistakes and send SIGHUP again"
            );
            return old;
        }
    };
    if let Err(mistake) = app.use_credentials(&reloaded.settings) {
        tracing::error!(mistake, "settings not reloaded: the old ones stay");
        return old;
    }
    log::set_level(&reloaded.settings.log.level);
    for setting in &reloaded.needs_restart {
        tracing::warn!(setting, "changed setting needs a restart");
    }
    if reloaded.changed.is_empty() {
        tracing::info!("settings reloaded: none of those that can be reloaded changed");
    } else {
        let changed = reloaded.changed.join(", ");
        tracing::info!(
            changed,
            "settings reloaded: log level, credentials and the files that hold them"
        );
    }
    reloaded.source
}
