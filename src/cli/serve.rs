//! `rejoinder serve`: opens all services, prints where they can be reached, and serves until stopped.

use std::{io::Write as _, time::Duration};

use tokio::task::JoinSet;

use super::{
    CommandFailure, ServeFlags, failed, log, reload, settings_with_source, signals::Signals,
    version,
};
use crate::{
    app::App,
    clock::Clock,
    config::Settings,
    moderator::SETUP_LIFE,
    network::ListenAddress,
    rotation, routes,
    server::{self, Listener},
};

/// How much later than its connections the process must have stopped.
const STOP_RESERVE: Duration = Duration::from_millis(1_500);
/// The part of [`STOP_RESERVE`] reserved for closing the database.
const CLOSE_RESERVE: Duration = Duration::from_millis(500);
/// The name of the first step of the stop.
const OPEN_CONNECTIONS: &str = "open connections";

pub(super) async fn serve(flags: &ServeFlags) -> Result<(), CommandFailure> {
    let (settings, source) = settings_with_source(flags)?;
    log::start(&settings.log);
    tracing::info!(
        version = version::VERSION,
        commit = version::COMMIT,
        "starting"
    );
    let limit = settings.http.serve.drain_timeout + STOP_RESERVE;
    let signals = Signals::receive(limit).map_err(failed)?;
    let (listen, mode) = (&settings.http.listen, settings.http.socket_mode);
    let listener = Listener::open(listen, mode)
        .map_err(|error| failed(format!("cannot listen on {listen}: {error}")))?;
    let address = listener.address().map_err(failed)?;
    // An inherited socket may be of another kind than the one in the settings.
    if !address.is_unix() {
        for warning in settings.http.warnings() {
            tracing::warn!("{warning}");
        }
    }
    let (app, setup) = tokio::select! {
        // On the heap, because the state of opening all services is large.
        opened = Box::pin(open(settings)) => opened?,
        // Nothing has started that would have to be finished.
        _ = signals.stopping() => return Ok(()),
    };
    let endpoint = routes::endpoint(&app);
    tracing::info!(database = app.db.place(), "database opened");
    welcome(&app.settings, &app.db.place(), &address, setup.as_deref());
    let mut tasks = background_tasks(&app);
    tasks.spawn(reload::run(app.clone(), signals.clone(), source));
    let stopping = {
        let signals = signals.clone();
        async move {
            signals.stopping().await;
            signals.begin_step(OPEN_CONNECTIONS);
        }
    };
    let served = server::serve(listener, endpoint, &app.settings.http, stopping).await;
    signals.end_step(OPEN_CONNECTIONS);
    drop(tasks);
    stop(&app, &signals).await;
    tracing::info!("stopped");
    served.map_err(failed)
}

/// Opens the application, and creates the set-up token for the first owner if there is none yet.
async fn open(settings: Settings) -> Result<(App, Option<String>), CommandFailure> {
    let app = App::open(settings, Clock::system()).await.map_err(failed)?;
    let setup = app.setup.issue_token().await.map_err(failed)?;
    // The demo gets sample comments where it is the only site: they have no place in the numbers of a blog.
    if app.settings.dev
        && app.sites.all().await.len() == 1
        && let Err(refusal) = app.add_demo_comments().await
    {
        tracing::warn!(?refusal, "sample comments of the demo not added");
    }
    Ok((app, setup.map(|token| token.reveal())))
}

/// Starts the background tasks, which are aborted when the set is dropped.
fn background_tasks(app: &App) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    let (maintained, queues) = (app.clone(), app.clone());
    let (events, training) = (app.events.clone(), app.trainer.clone());
    let (floods, decisions) = (app.floods.clone(), app.clone());
    tasks.spawn(async move { maintained.run_maintenance().await });
    tasks.spawn(async move { training.run().await });
    tasks.spawn(async move { floods.run().await });
    tasks.spawn(async move { queues.comments.run_queue_caps(&queues.sites).await });
    tasks.spawn(async move {
        let moderation = &decisions.moderation;
        moderation.run_interrupted(&decisions.moderators).await;
    });
    tasks.spawn(log::report_dropped_lines());
    tasks.spawn_blocking(routes::prepare_files);
    // Not aborted with the others: deliveries in progress are finished.
    tokio::spawn(async move { events.run().await });
    tasks
}

/// Completes everything besides requests, before the time at which the process ends.
async fn stop(app: &App, signals: &Signals) {
    // Without a signal the accept loop does not end.
    let end = signals.stopping().await;
    let work_end = end - CLOSE_RESERVE;
    let counts = async {
        // Saves the submissions counted in the last second.
        if let Err(error) = app.floods.look().await {
            tracing::warn!(%error, "last submissions not counted");
        }
    };
    tokio::join!(
        signals.step("saving the spam filter", work_end, app.trainer.stop()),
        signals.step("counting the last submissions", work_end, counts),
        signals.step("mail and report deliveries", work_end, app.events.stop()),
    );
    signals
        .step("closing the database", end, app.db.close())
        .await;
}

/// Prints where the server can be reached, to standard output instead of the log, because the text
/// contains a token.
fn welcome(settings: &Settings, database: &str, address: &ListenAddress, setup: Option<&str>) {
    let base = match settings.http.public_url {
        Some(_) => settings.base_url(),
        None if address.is_unix() => address.to_string(),
        None => address.base_url(),
    };
    let mut out = std::io::stdout();
    let mut line = |text: &str| {
        // If standard output cannot be written, the server continues.
        let _ = writeln!(out, "{text}");
    };
    if settings.dev {
        line("Development mode, not for production. The defaults in use:");
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
        line("For production, set a public URL, a secret and a database: see README.md.");
        line("");
    }
    line(&format!("Rejoinder serves on {base}"));
    let base = match address {
        ListenAddress::Unix(_) => settings.base_url(),
        _ => base,
    };
    if settings.dev {
        line(&format!("  demo page       {base}/demo"));
        line(&format!("  API reference   {base}/docs"));
    }
    if let Some(token) = setup {
        let minutes = SETUP_LIFE.as_secs() / 60;
        line("");
        line(&format!(
            "There is no moderator yet. Within {minutes} minutes, create the first owner at"
        ));
        line(&format!("  {base}/setup?token={token}"));
        line("or with: rejoinder moderator add LOGIN --role owner --password-file -");
    }
    let _ = out.flush();
}
