//! Maintenance: what a server does by itself, again and again.
//!
//! Every task has a loop of its own. One that fails, panics or never ends keeps no other from running.

use std::{panic::AssertUnwindSafe, pin::Pin, time::Duration};

use futures_util::FutureExt as _;
use tokio::task::JoinSet;

use super::App;
use crate::{
    comment::Comments,
    db::{self, Expiration},
    identity::{self, person},
    site,
};

/// How often rows that have expired are looked for.
const INTERVAL: Duration = Duration::from_mins(10);
/// How often sites are looked for that were removed.
const PURGE_LOOK: Duration = Duration::from_secs(2);
/// How long after a failure a task is run again.
const RETRY: Duration = Duration::from_mins(1);
/// Tasks begin one after another, so that a start is not slowed by all of them.
const STAGGER: Duration = Duration::from_millis(50);

type TaskRun = Pin<Box<dyn Future<Output = Result<u64, db::Error>> + Send>>;

/// A task, and the number of rows that a run of it changed.
struct MaintenanceTask {
    name: &'static str,
    interval: Duration,
    run: Box<dyn Fn(App) -> TaskRun + Send + Sync>,
}

impl MaintenanceTask {
    fn new<F>(name: &'static str, run: impl Fn(App) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<u64, db::Error>> + Send + 'static,
    {
        Self::every(INTERVAL, name, run)
    }

    fn every<F>(
        interval: Duration,
        name: &'static str,
        run: impl Fn(App) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<u64, db::Error>> + Send + 'static,
    {
        Self {
            name,
            interval,
            run: Box::new(move |app| Box::pin(run(app))),
        }
    }

    /// Runs it again and again. Never ends.
    async fn repeat(&self, app: &App) {
        loop {
            let pause = match self.run_once(app).await {
                Ok(_) => self.interval,
                Err(error) => {
                    let task = self.name;
                    tracing::warn!(%error, task, "maintenance task failed; it will be run again");
                    RETRY
                }
            };
            tokio::time::sleep(pause).await;
        }
    }

    async fn run_once(&self, app: &App) -> Result<u64, db::Error> {
        let run = AssertUnwindSafe((self.run)(app.clone())).catch_unwind();
        let rows = run.await.unwrap_or(Err(db::Error::Panicked))?;
        if rows > 0 {
            tracing::debug!(task = self.name, rows, "maintenance task done");
        }
        Ok(rows)
    }
}

impl App {
    /// Runs every maintenance task, each in a loop of its own. Never ends; all stop when this is
    /// dropped.
    pub async fn upkeep(&self) {
        let mut running = JoinSet::new();
        for task in bulk_tasks().into_iter().chain(self.expiry_tasks()) {
            let app = self.clone();
            running.spawn(async move { task.repeat(&app).await });
            tokio::time::sleep(STAGGER).await;
        }
        while running.join_next().await.is_some() {}
    }

    /// Deletes what has expired, once. Returns how many rows; the first error, after all have run.
    pub async fn forget(&self) -> Result<u64, db::Error> {
        let mut done = Ok(0);
        for task in self.expiry_tasks() {
            let rows = task.run_once(self).await;
            done = match (done, rows) {
                (Ok(sum), Ok(rows)) => Ok(sum + rows),
                (Err(error), _) | (_, Err(error)) => Err(error),
            };
        }
        done
    }

    /// What removes rows that are stored for a limited time, or acts when a time is over.
    fn expiry_tasks(&self) -> Vec<MaintenanceTask> {
        let expirations = self.expirations().into_iter();
        let mut tasks = expirations
            .map(|Expiration { what, .. }| {
                MaintenanceTask::new(what, move |app| async move {
                    // With the time of this run.
                    let mut all = app.expirations().into_iter();
                    match all.find(|expiration| expiration.what == what) {
                        Some(expiration) => app.db.expire(&expiration).await,
                        None => Ok(0),
                    }
                })
            })
            .collect::<Vec<_>>();
        tasks.extend([
            MaintenanceTask::new("fingerprints of networks", |app| async move {
                app.spam.expire_networks(&app.db, app.clock.now()).await
            }),
            MaintenanceTask::new("commenters who never wrote", |app| async move {
                app.people.expire_people().await
            }),
            MaintenanceTask::new("training by comments that stood", |app| async move {
                app.comments.teach_standing().await
            }),
        ]);
        tasks
    }

    fn expirations(&self) -> Vec<Expiration> {
        let now = self.clock.now();
        let mut all = Comments::expirations(now);
        all.extend(self.spam.expirations(now));
        all.extend(identity::expirations(now));
        all.extend(person::expirations(now));
        all
    }
}

/// What may touch very many rows.
fn bulk_tasks() -> Vec<MaintenanceTask> {
    vec![
        MaintenanceTask::every(PURGE_LOOK, "rows of removed sites", |app| async move {
            site::purge_removed(&app.db, &app.clock).await
        }),
        MaintenanceTask::new("keys of pages", |app| async move {
            site::rekey_interrupted(&app.db).await
        }),
        MaintenanceTask::new("interrupted erasures", |app| async move {
            app.privacy.resume_erasures().await
        }),
        MaintenanceTask::new("retention of spam and trash", |app| async move {
            app.comments.purge_filed(&app.sites).await
        }),
        // Also later: until the last replica is upgraded, older ones add comments.
        MaintenanceTask::new("rendering again", |app| async move {
            app.comments.rerender().await
        }),
    ]
}
