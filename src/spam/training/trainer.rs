//! The trainer: trains the filter from the decisions of moderators, one training example after another.
//!
//! Every process trains by itself from the same examples in the same order, so all processes compute the same
//! weights: there is no leader that could fail, and no megabytes of weights are transferred with each
//! decision. The tests of the learner verify that it is deterministic. Decisions of other processes are read
//! at the next poll of the database, at most a second later. When a training example was removed (`epoch` has
//! changed), the model is discarded and rebuilt from the newest checkpoint before that example.

use std::{
    collections::BTreeSet,
    fmt,
    sync::{Arc, OnceLock},
    time::Duration,
};

use tokio::sync::{Mutex, OwnedMutexGuard};

use super::{
    SLICE,
    accuracy::PendingDecided,
    checkpoint::{self, Checkpoint},
    examples,
    published::Published,
    sql,
    state::{ChangedSites, TrainingLook, TrainingNews, TrainingState, learn},
};
use crate::{
    classifier::Learner,
    clock::Clock,
    db::{Conn, Db, Error},
    site::SiteId,
    spam::Spam,
};

/// The interval between polls of the database for decisions of other processes.
const POLL: Duration = Duration::from_secs(1);
/// The number of training examples after which a checkpoint is saved.
const CHECKPOINT_EVERY: usize = 500;
/// The number of polls without news after which a checkpoint of unsaved training is saved.
const IDLE: u32 = 60;
/// The number of polls between two writes of refusal counts.
const REFUSALS_EVERY: u32 = 60;
/// The time that a stopping process waits for training in progress.
const STOP_TIMEOUT: Duration = Duration::from_secs(1);

/// The training of this process. Clones share its state.
#[derive(Clone)]
pub struct Trainer(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Clock,
    spam: Spam,
    state: Arc<Mutex<TrainingState>>,
}

impl Trainer {
    #[must_use]
    pub fn new(db: Db, clock: Clock, spam: Spam) -> Self {
        Self(Arc::new(Inner {
            db,
            clock,
            spam,
            state: Arc::default(),
        }))
    }

    /// Trains from the decisions of all processes. Never returns.
    pub async fn run(&self) {
        let (mut looks, mut idle, mut well) = (0_u32, 0, true);
        loop {
            match self.catch_up().await {
                Ok(0) => idle += 1,
                Ok(_) => idle = 0,
                Err(error) if well => {
                    tracing::warn!(%error, "reading training examples failed; will retry");
                }
                Err(_) => {}
            }
            if idle == IDLE {
                self.save("idle").await;
            }
            looks += 1;
            if looks.is_multiple_of(REFUSALS_EVERY) {
                self.write_refusals().await;
            }
            well = self.0.db.trouble().is_none();
            tokio::time::sleep(POLL).await;
        }
    }

    /// Saves a checkpoint and the refusal counts before the process ends. Training that is still in progress
    /// is repeated by the next process.
    pub async fn stop(&self) {
        let _ = tokio::time::timeout(STOP_TIMEOUT, self.save("stopping")).await;
        self.write_refusals().await;
    }

    /// Begins to train from a decision that was just committed. The next judgment waits for it
    /// ([`super::progress::TrainingProgress::wait`]).
    pub fn notify(&self) {
        let progress = self.0.spam.training_progress();
        let number = progress.announce();
        // The poll in progress, or the next one, processes it together with the others.
        if progress.is_behind() && self.0.state.try_lock().is_err() {
            return;
        }
        let trainer = self.clone();
        tokio::spawn(async move {
            if let Err(error) = trainer.learn_through(number).await {
                tracing::warn!(%error, "training after a decision failed; the decision is stored");
            }
        });
    }

    /// Trains until the announced decision with this number is included; often another poll has included it
    /// already.
    async fn learn_through(&self, number: u64) -> Result<(), Error> {
        let state = self.0.state.clone().lock_owned().await;
        if self.0.spam.training_progress().is_settled(number) {
            return Ok(());
        }
        self.look(state).await.map(drop)
    }

    /// Trains from all training examples committed so far and publishes the model. Returns the number of
    /// processed examples.
    pub async fn catch_up(&self) -> Result<usize, Error> {
        let state = self.0.state.clone().lock_owned().await;
        self.look(state).await
    }

    async fn look(&self, state: OwnedMutexGuard<TrainingState>) -> Result<usize, Error> {
        let progress = self.0.spam.training_progress();
        let announced = progress.announced();
        let caught_up = self.learn_all(state).await;
        if caught_up.is_err() {
            progress.set_rebuilding(false);
        }
        // After an error there is no waiting either: the next poll tries again, up to a second later.
        progress.settle(announced);
        caught_up
    }

    async fn learn_all(&self, mut state: OwnedMutexGuard<TrainingState>) -> Result<usize, Error> {
        let mut learned = 0;
        // A removal during a rebuild is handled by the next poll: a series of removals must not prevent the
        // model from being published.
        let mut begun_anew = false;
        loop {
            let news = self.news(&mut state).await?;
            if state.learner.is_none() || (news.gone && !begun_anew) {
                self.0.spam.training_progress().set_rebuilding(true);
                state = self.resume(state).await?;
                state.rebuilt = news.rebuilt;
                begun_anew = true;
                continue;
            }
            let gone = news.gone;
            let is_last = news.examples.len() < SLICE;
            learned += news.examples.len();
            state = learn(state, news, is_last).await?;
            if state.unsaved >= CHECKPOINT_EVERY {
                self.checkpoint(&mut state).await?;
            }
            if !is_last {
                continue;
            }
            if !state.sites.is_empty() {
                self.publish(&mut state).await?;
            }
            // Decisions during the rebuild were not waited for, so poll once more.
            if self.0.spam.training_progress().set_rebuilding(false) && !gone {
                continue;
            }
            return Ok(learned);
        }
    }

    /// Reads the training examples after the last processed one, and whether a processed one was removed, in
    /// one consistent read.
    async fn news(&self, state: &mut TrainingState) -> Result<TrainingNews, Error> {
        let look = TrainingLook::after(state, self.0.clock.now());
        let (news, epoch) = self
            .0
            .db
            .read_background(look, |c, look| Box::pin(look.news(c)))
            .await?;
        if !news.gone && epoch != state.epoch {
            state.epoch = epoch;
            // The removed example may have been included in the published counts.
            state.sites = ChangedSites::All;
        }
        Ok(news)
    }

    /// Restarts from the newest undamaged checkpoint, or from an empty model.
    async fn resume(
        &self,
        mut state: OwnedMutexGuard<TrainingState>,
    ) -> Result<OwnedMutexGuard<TrainingState>, Error> {
        let mut below = i64::MAX;
        loop {
            let (epoch, found) = read_checkpoint(&self.0.db, below).await?;
            let (learner, through) = match found {
                None => (Some(Learner::default()), 0),
                Some(found) => {
                    below = found.through;
                    (restored(found).await?, below)
                }
            };
            if let Some(learner) = learner {
                *state = TrainingState {
                    learner: Some(learner),
                    epoch,
                    rebuilt: 0,
                    through,
                    unsaved: 0,
                    sites: ChangedSites::All,
                    histories: std::mem::take(&mut state.histories),
                    latest: std::mem::take(&mut state.latest),
                    models: std::mem::take(&mut state.models),
                };
                // A model without the latest examples is better than none until training has caught up.
                if through > 0 && self.0.spam.published().through == 0 {
                    self.publish(&mut state).await?;
                    state.sites = ChangedSites::All;
                }
                return Ok(state);
            }
            tracing::warn!(through, "damaged filter checkpoint skipped");
        }
    }

    async fn publish(&self, state: &mut TrainingState) -> Result<(), Error> {
        if matches!(state.sites, ChangedSites::All) {
            let now = self.0.clock.now();
            // Latest comments are read at the start, and where there were decisions since: only those can have
            // changed.
            let unchanged = state.histories.keys().copied();
            let unchanged = unchanged.filter(|site| !state.latest.contains_key(site));
            let input = (unchanged.collect::<BTreeSet<_>>(), now);
            let read = self.0.db.read_background(input, |c, (unchanged, now)| {
                Box::pin(async move {
                    let sites = all_sites(c).await?;
                    let changed = sites.iter().copied();
                    let changed = changed.filter(|site| !unchanged.contains(site));
                    let changed = changed.collect::<Vec<_>>();
                    let decided = PendingDecided::request(c, &sites, &changed)?;
                    decided.receive(c, *now).await
                })
            });
            let mut decided = read.await?;
            let is_known = |site: &SiteId| decided.histories.contains_key(site);
            state.histories.retain(|site, _| is_known(site));
            state.latest.retain(|site, _| is_known(site));
            // Those of other sites are not held in memory until there is a decision.
            decided
                .latest
                .retain(|site, _| state.latest.contains_key(site));
            state.note_decided(decided, now);
        }
        state.sites = ChangedSites::Some(BTreeSet::new());
        let model = state.publishable();
        state.models.push_back(model.clone());
        self.0.spam.publish(Published {
            model,
            through: state.through,
            histories: state.histories.clone(),
            fingerprint: OnceLock::new(),
        });
        Ok(())
    }

    async fn save(&self, why: &str) {
        let mut state = self.0.state.clone().lock_owned().await;
        if state.unsaved > 0
            && let Err(error) = self.checkpoint(&mut state).await
        {
            tracing::warn!(%error, why, "saving the filter checkpoint failed; training will be repeated");
        }
    }

    async fn checkpoint(&self, state: &mut TrainingState) -> Result<(), Error> {
        let Some(learner) = &state.learner else {
            return Ok(());
        };
        let input = (
            state.epoch,
            state.through,
            learner.checkpoint(),
            self.0.clock.now(),
        );
        let saved = self.0.db.write(input, |c, (epoch, through, weights, now)| {
            Box::pin(checkpoint::save(c, *epoch, *through, weights, *now))
        });
        // If the save was refused, a training example was removed, and the next poll rebuilds the model.
        saved.await?;
        state.unsaved = 0;
        Ok(())
    }

    /// Adds the refusal counts of this process to those in the database.
    pub async fn write_refusals(&self) {
        let counted = self.0.spam.refusals().take();
        if counted.is_empty() {
            return;
        }
        let input = counted.clone();
        let written = self.0.db.write(input, |c, counted| {
            Box::pin(async move {
                let rows = counted.iter().map(|((site, day), count)| {
                    let count = i64::try_from(*count).unwrap_or(i64::MAX);
                    vec![(*site).into(), (*day).into(), count.into()]
                });
                c.execute_each(sql::ADD_REFUSED, &rows.collect::<Vec<_>>())
                    .await
            })
        });
        match written.await {
            Ok(_) => {}
            Err(error) => {
                self.0.spam.refusals().put_back(counted);
                tracing::warn!(%error, "writing refusal counts failed; will retry");
            }
        }
    }
}

async fn all_sites(c: &mut Conn<'_>) -> Result<Vec<SiteId>, Error> {
    c.rows(sql::SITES, &[], |row| row.get(0)).await
}

pub(crate) async fn read_checkpoint(
    db: &Db,
    below: i64,
) -> Result<(i64, Option<Checkpoint>), Error> {
    let read = db.read_background(below, |c, below| {
        Box::pin(async move {
            let epoch = examples::epoch(c).await?;
            Ok::<_, Error>((epoch, checkpoint::newest(c, *below).await?))
        })
    });
    read.await
}

async fn restored(found: Checkpoint) -> Result<Option<Learner>, Error> {
    let restored = tokio::task::spawn_blocking(move || found.learner());
    restored.await.map_err(|_| Error::Panicked)
}

impl fmt::Debug for Trainer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trainer").finish_non_exhaustive()
    }
}
