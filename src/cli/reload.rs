//! SIGHUP under a service manager: reloads the log level and the credentials.

use std::future::pending;

use super::{log, signals::Signals};
use crate::{app::App, config::SettingsSource};

/// Reloads the settings on each request. Never returns.
pub(super) async fn run(app: App, signals: Signals, mut source: SettingsSource) {
    loop {
        signals.reload_requested().await;
        source = reload(&app, source).await;
    }
}

/// Applies the reloadable settings, or none if there is any mistake. Returns the settings in use.
async fn reload(app: &App, source: SettingsSource) -> SettingsSource {
    // The files may be on a slow file system.
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
                "the old settings stay in use: correct the mistakes and send SIGHUP again"
            );
            return old;
        }
    };
    if let Err(mistake) = app.use_credentials(&reloaded.settings) {
        tracing::error!(mistake, "settings not reloaded: the old ones stay in use");
        return old;
    }
    log::set_level(&reloaded.settings.log.level);
    for setting in &reloaded.needs_restart {
        tracing::warn!(setting, "changed setting needs a restart");
    }
    if reloaded.changed.is_empty() {
        tracing::info!("settings reloaded: no reloadable setting has changed");
    } else {
        let changed = reloaded.changed.join(", ");
        tracing::info!(
            changed,
            "settings reloaded: log level, credentials and their files"
        );
    }
    reloaded.source
}
