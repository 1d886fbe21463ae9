//! `rejoinder serve`: open everything, say where to look, serve until told to stop.

use std::{future::Future, io::Write as _};

use tokio::signal::unix::{SignalKind, signal};

use super::{Failure, ServeFlags, failed, log, settings};
use crate::{
    app::App,
    clock::Clock,
    config::Settings,
    http::{self, ListenAddress, Listener},
    identity::SETUP_LIFE,
    rotation, server,
};

pub(super) async fn serve(flags: &ServeFlags) -> Result<(), Failure> {
    let settings = settings(flags)?;
    log::start(&settings.log);
    let stop = stop_signal()?;
    let (listen, mode) = (&settings.http.listen, settings.http.socket_mode);
    let listener = Listener::open(listen, mode)
        .map_err(|error| failed(format!("cannot listen on {listen}: {error}")))?;
    let address = listener.address().map_err(failed)?;
    // A socket that was inherited may be of another kind than the setting.
    if !address.is_unix() {
        for warning in settings.http.warnings() {
            tracing::warn!("{warning}");
        }
    }
    let app = App::open(settings, Clock::system()).await.map_err(failed)?;
    let setup = app
        .setup
        .offer()
        .await
        .map_err(failed)?
        .map(|token| token.reveal());
    let endpoint = server::endpoint(&app);
    tracing::info!(database = app.db.place(), "database opened");
    welcome(&app.settings, &app.db.place(), &address, setup.as_deref());
    let upkeep = tokio::spawn({
        let app = app.clone();
        async move { app.upkeep().await }
    });
    let events = tokio::spawn({
        let events = app.events.clone();
        async move { events.run().await }
    });
    let learning = tokio::spawn({
        let school = app.school.clone();
        async move { school.run().await }
    });
    let floods = tokio::spawn({
        let floods = app.floods.clone();
        async move { floods.run().await }
    });
    let dropped_lines = tokio::spawn(log::report_dropped_lines());
    let queues = tokio::spawn({
        let app = app.clone();
        async move { app.comments.run_queue_caps(&app.sites).await }
    });
    let decisions = tokio::spawn({
        let app = app.clone();
        async move { app.moderation.run_interrupted(&app.identity).await }
    });
    let served = http::serve(listener, endpoint, &app.settings.http, stop).await;
    dropped_lines.abort();
    upkeep.abort();
    queues.abort();
    decisions.abort();
    learning.abort();
    floods.abort();
    app.school.stop().await;
    // What was counted in the last second.
    if let Err(error) = app.floods.look().await {
        tracing::warn!(%error, "the last submissions were not counted");
    }
    app.events.stop().await;
    events.abort();
    app.db.close().await;
    tracing::info!("stopped");
    served.map_err(failed)
}

/// SIGTERM or SIGINT.
fn stop_signal() -> Result<impl Future<Output = ()> + Send + 'static, Failure> {
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping: no new connections, what is under way is finished");
    })
}

/// What whoever started it needs to know, on standard output: it holds a token, so it is no log.
fn welcome(settings: &Settings, database: &str, address: &ListenAddress, setup: Option<&str>) {
    let base = match settings.http.public_url {
        Some(_) => settings.base_url(),
        None if address.is_unix() => address.to_string(),
        None => address.base_url(),
    };
    let mut out = std::io::stdout();
    let mut line = |text: &str| {
        // Nobody may be reading; serving goes on.
        let _ = writeln!(out, "{text}");
    };
    if settings.dev {
        line("Development: this is for trying out. The defaults in use:");
        line(&format!("  database  {database}"));
        let limits = if settings.limits.redis_url.is_some() {
            "in Redis"
        } else {
            "in this process"
        };
        line(&format!("  limits    {limits}"));
        if settings.mail.smtp_url.is_none() {
            line("  mail      written to the log");
        }
        if settings.security.secret.is_none()
            && settings.security.secret_file.is_none()
            && let Ok(url) = settings.database.url()
        {
            let file = rotation::development_secret_file(&url);
            line(&format!("  secret    stored in {}", file.display()));
        }
        line("For production set a public URL, a secret and a database: see README.md.");
        line("");
    }
    line(&format!("Rejoinder serves on {base}"));
    let base = match address {
        ListenAddress::Unix(_) => settings.base_url(),
        _ => base,
    };
    if settings.dev {
        line(&format!("  a blog post to try it on   {base}/demo"));
        line(&format!("  the API                    {base}/docs"));
    }
    if let Some(token) = setup {
        let minutes = SETUP_LIFE.as_secs() / 60;
        line("");
        line(&format!(
            "Nobody moderates here yet. Within {minutes} minutes, create the first owner at"
        ));
        line(&format!("  {base}/setup?token={token}"));
        line("or with: rejoinder moderator add LOGIN --role owner --password-file -");
    }
    let _ = out.flush();
}
