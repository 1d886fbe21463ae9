//! Maintenance tasks that the server runs periodically.
//!
//! Each task has its own loop. A task that fails, panics or hangs does not prevent the others from
//! running.

use std::{panic::AssertUnwindSafe, pin::Pin, time::Duration};

use futures_util::FutureExt as _;
use tokio::task::JoinSet;

use super::App;
use crate::{
    ban::BanIndex,
    comment::Comments,
    commenter,
    db::{self, Expiration},
    moderation::Moderation,
    moderator, search, site, statistics,
    submission::Submissions,
};

/// How often expired rows are deleted.
const INTERVAL: Duration = Duration::from_mins(10);
/// How often the server looks for removed sites.
const PURGE_LOOK: Duration = Duration::from_secs(2);
/// How often the server looks for moderators who should get a digest.
const DIGEST_LOOK: Duration = Duration::from_mins(1);
/// How often the words of new comments are stored for the search.
const SEARCH_LOOK: Duration = Duration::from_secs(1);
/// How often changes of the numbers of comments are added up.
const TALLY_LOOK: Duration = Duration::from_secs(1);
/// The pause before a failed task is run again.
const RETRY: Duration = Duration::from_mins(1);
/// The delay between the starts of two tasks, so that all of them together do not slow down the start
/// of the server.
const STAGGER: Duration = Duration::from_millis(50);

type TaskRun = Pin<Box<dyn Future<Output = Result<u64, db::Error>> + Send>>;

/// A task. Each run returns the number of rows that it changed.
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
        Self::repeated_every(INTERVAL, name, run)
    }

    fn repeated_every<F>(
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

    /// Runs the task periodically. Never returns.
    async fn repeat(&self, app: &App) {
        loop {
            let pause = match self.run_once(app).await {
                Ok(_) => self.interval,
                Err(error) => {
                    let task = self.name;
                    tracing::warn!(%error, task, "maintenance task failed, will be retried");
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
    /// Runs every maintenance task, each in its own loop. Never returns; dropping the future stops all
    /// tasks.
    pub async fn run_maintenance(&self) {
        let mut running = JoinSet::new();
        for task in bulk_tasks().into_iter().chain(self.expiry_tasks()) {
            let app = self.clone();
            running.spawn(async move { task.repeat(&app).await });
            tokio::time::sleep(STAGGER).await;
        }
        while running.join_next().await.is_some() {}
    }

    /// Runs all expiry tasks once. Returns the number of rows changed, or the first error after all
    /// have run.
    pub async fn purge_expired(&self) -> Result<u64, db::Error> {
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

    /// Stores the words of all comments that are not in the search yet. Returns the number of comments.
    pub async fn fill_search(&self) -> Result<u64, db::Error> {
        search::fill(&self.db, |_| {}).await
    }

    /// Adds up the changes of the numbers of comments. Returns the number of changes.
    pub async fn add_up_numbers(&self) -> Result<u64, db::Error> {
        statistics::add_up(&self.db).await
    }

    /// Returns the tasks that delete rows stored for a limited time, or act when a period has ended.
    fn expiry_tasks(&self) -> Vec<MaintenanceTask> {
        let expirations = self.expirations().into_iter();
        let mut tasks = expirations
            .map(|Expiration { what, .. }| {
                MaintenanceTask::new(what, move |app| async move {
                    // Computed again, so that the limit is relative to the time of this run.
                    let mut all = app.expirations().into_iter();
                    match all.find(|expiration| expiration.what == what) {
                        Some(expiration) => app.db.expire(&expiration).await,
                        None => Ok(0),
                    }
                })
            })
            .collect::<Vec<_>>();
        tasks.extend([
            MaintenanceTask::new("network fingerprints", |app| async move {
                app.spam.expire_networks(&app.db, app.clock.now()).await
            }),
            MaintenanceTask::new("commenters without comments", |app| async move {
                app.people.expire_people().await
            }),
            MaintenanceTask::repeated_every(
                DIGEST_LOOK,
                "mails about waiting comments",
                |app| async move { app.notices.queue_digests().await },
            ),
            MaintenanceTask::new("training from unreported comments", |app| async move {
                app.comments.train_on_undecided().await
            }),
        ]);
        tasks
    }

    fn expirations(&self) -> Vec<Expiration> {
        let now = self.clock.now();
        let mut all = Comments::expirations(now);
        all.extend(Submissions::expirations(now));
        all.extend(BanIndex::expirations(now));
        all.extend(Moderation::expirations(now));
        all.extend(self.spam.expirations(now));
        all.extend(moderator::expirations(now));
        all.extend(commenter::expirations(now));
        all
    }
}

/// Returns the tasks that may change a large number of rows.
fn bulk_tasks() -> Vec<MaintenanceTask> {
    vec![
        MaintenanceTask::repeated_every(PURGE_LOOK, "rows of removed sites", |app| async move {
            site::purge_removed(&app.db, &app.clock).await
        }),
        MaintenanceTask::new("page keys", |app| async move {
            site::rekey_interrupted(&app.db).await
        }),
        MaintenanceTask::new("interrupted erasures", |app| async move {
            app.privacy.resume_erasures().await
        }),
        MaintenanceTask::new("interrupted moves of threads", |app| async move {
            app.comments.resume_moves().await
        }),
        MaintenanceTask::new("retention of spam and trash", |app| async move {
            app.comments.purge_folders(&app.sites).await
        }),
        // Repeated: until the last replica is upgraded, older replicas add comments rendered by the
        // older renderer.
        MaintenanceTask::new("re-rendering", |app| async move {
            app.comments.rerender().await
        }),
        MaintenanceTask::repeated_every(
            TALLY_LOOK,
            "changes of the numbers of comments",
            |app| async move { app.add_up_numbers().await },
        ),
        MaintenanceTask::repeated_every(
            SEARCH_LOOK,
            "words of comments for the search",
            |app| async move { search::fill_next(&app.db).await },
        ),
    ]
}
