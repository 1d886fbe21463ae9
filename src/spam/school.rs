//! The school: whoever decides teaches, and this learns, one lesson after another.
//!
//! Every process learns by itself from the same lessons in the same order, so all come to the same
//! weights: there is no leader to lose, no two megabytes travel with each decision, and that the
//! learner is the same everywhere is what its tests hold. Another process's decisions are seen at the
//! next look into the database, a second later at most. Where a lesson was removed (`epoch` has
//! changed), what was learned is thrown away and learned again from the newest checkpoint before it.

use std::{
    collections::{BTreeSet, HashMap},
    fmt,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::sync::{Mutex, OwnedMutexGuard};

use super::{
    Spam,
    checkpoint::{self, Checkpoint},
    learn::Learner,
    lessons, outcome,
    published::Published,
    sql::lessons as sql,
    training_state::{ChangedSites, Look, News, TrainingState, learn},
};
use crate::{
    clock::Clock,
    db::{Conn, Db, Error},
    site::SiteId,
};

/// How often the database is asked for what others decided.
const POLL: Duration = Duration::from_secs(1);
/// So many lessons are read at once.
pub(super) const SLICE: usize = 500;
/// After so many lessons, a checkpoint.
const CHECKPOINT_EVERY: usize = 500;
/// After so many looks that found nothing new, a checkpoint of what has none.
const IDLE: u32 = 60;
/// How many looks between two times that refusals are written down.
const REFUSALS_EVERY: u32 = 60;
/// When more decisions than this wait to be learned, the next ones are answered without waiting.
const CROWD: u64 = 16;
/// Whoever decided waits so long for what it taught; after it, learning goes on without them.
const PATIENCE: Duration = Duration::from_millis(500);

/// A process that stops waits so long for what is being learned.
const FAREWELL: Duration = Duration::from_secs(1);

/// The learning of this process. Clones share it.
#[derive(Clone)]
pub struct School(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Clock,
    spam: Spam,
    state: Arc<Mutex<TrainingState>>,
    /// Is so much being learned again that nobody should wait for it?
    relearning: AtomicBool,
    /// How many decisions were announced by [`School::hear`], and how many of them were learned: one
    /// look into the database learns all that were announced before it.
    announced: AtomicU64,
    learned: AtomicU64,
}

impl School {
    #[must_use]
    pub fn new(db: Db, clock: Clock, spam: Spam) -> Self {
        Self(Arc::new(Inner {
            db,
            clock,
            spam,
            state: Arc::default(),
            relearning: AtomicBool::new(false),
            announced: AtomicU64::new(0),
            learned: AtomicU64::new(0),
        }))
    }

    /// Learns what is decided here and elsewhere. Never ends.
    pub async fn run(&self) {
        let (mut looks, mut idle, mut well) = (0_u32, 0, true);
        loop {
            match self.catch_up().await {
                Ok(0) => idle += 1,
                Ok(_) => idle = 0,
                Err(error) if well => {
                    tracing::warn!(%error, "lessons cannot be read; learning goes on when they can");
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

    /// Before the end of the process: what was learned and counted is kept. What is being learned
    /// just now is learned again by the next one.
    pub async fn stop(&self) {
        let _ = tokio::time::timeout(FAREWELL, self.save("stopping")).await;
        self.write_refusals().await;
    }

    /// After a decision: whoever comes next is judged by it. Waits half a second at most, and not at
    /// all while much is learned again or many others wait: the decision is learned with theirs.
    pub async fn hear(&self) {
        let this = &*self.0;
        let announced = this.announced.fetch_add(1, Ordering::SeqCst) + 1;
        let ahead = announced.saturating_sub(this.learned.load(Ordering::SeqCst));
        let is_crowded = ahead > CROWD;
        if this.relearning.load(Ordering::SeqCst) || (is_crowded && this.state.try_lock().is_err())
        {
            return;
        }
        let school = self.clone();
        // A task of its own: what has begun goes on when nobody waits for it any more.
        let learning = tokio::spawn(async move { school.learn_through(announced).await });
        if is_crowded {
            return;
        }
        if let Ok(Ok(Err(error))) = tokio::time::timeout(PATIENCE, learning).await {
            tracing::warn!(%error, "a decision is kept, but its lesson cannot be read yet");
        }
    }

    /// Learns until the decision with this number is learned; often another look has done so.
    async fn learn_through(&self, announced: u64) -> Result<(), Error> {
        let state = self.0.state.clone().lock_owned().await;
        if self.0.learned.load(Ordering::SeqCst) >= announced {
            return Ok(());
        }
        self.look(state).await.map(drop)
    }

    /// Learns everything that is committed by now, and publishes it; how many lessons.
    pub async fn catch_up(&self) -> Result<usize, Error> {
        let state = self.0.state.clone().lock_owned().await;
        self.look(state).await
    }

    async fn look(&self, state: OwnedMutexGuard<TrainingState>) -> Result<usize, Error> {
        let announced = self.0.announced.load(Ordering::SeqCst);
        let caught_up = self.learn_all(state).await;
        match caught_up {
            Ok(_) => {
                self.0.learned.fetch_max(announced, Ordering::SeqCst);
            }
            Err(_) => self.0.relearning.store(false, Ordering::SeqCst),
        }
        caught_up
    }

    async fn learn_all(&self, mut state: OwnedMutexGuard<TrainingState>) -> Result<usize, Error> {
        let mut learned = 0;
        // What is removed while much is learned again waits for the next look: who removes one lesson
        // after another must not keep anything from being published.
        let mut begun_anew = false;
        loop {
            let news = self.news(&mut state).await?;
            if state.learner.is_none() || (news.gone && !begun_anew) {
                self.0.relearning.store(true, Ordering::SeqCst);
                state = self.resume(state).await?;
                state.rebuilt = news.rebuilt;
                begun_anew = true;
                continue;
            }
            let gone = news.gone;
            let is_last = news.lessons.len() < SLICE;
            learned += news.lessons.len();
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
            // Who decided meanwhile did not wait: one more look.
            if self.0.relearning.swap(false, Ordering::SeqCst) && !gone {
                continue;
            }
            return Ok(learned);
        }
    }

    /// What comes after what was learned, and whether some of that is gone: one moment's view.
    async fn news(&self, state: &mut TrainingState) -> Result<News, Error> {
        let look = Look::after(state);
        let (news, epoch) = self
            .0
            .db
            .read_background(look, |c, look| Box::pin(look.news(c)))
            .await?;
        if !news.gone && epoch != state.epoch {
            state.epoch = epoch;
            // What was removed may have been counted already.
            state.sites = ChangedSites::All;
        }
        Ok(news)
    }

    /// Begins at the newest checkpoint that is whole, or at nothing.
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
                    histories: HashMap::new(),
                    scores: HashMap::new(),
                    models: std::mem::take(&mut state.models),
                };
                // Better than nothing, until the rest is learned.
                if through > 0 && self.0.spam.published().through == 0 {
                    self.publish(&mut state).await?;
                    state.sites = ChangedSites::All;
                }
                return Ok(state);
            }
            tracing::warn!(
                through,
                "a checkpoint of the filter is damaged and is not used"
            );
        }
    }

    async fn publish(&self, state: &mut TrainingState) -> Result<(), Error> {
        if matches!(state.sites, ChangedSites::All) {
            state.scores.clear();
            let read = self.0.db.read_background((), |c, ()| {
                Box::pin(async move {
                    let sites = all_sites(c).await?;
                    outcome::with_scores(c, &sites).await
                })
            });
            for (site, history) in read.await? {
                state.histories.insert(site, Arc::new(history));
            }
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
            tracing::warn!(%error, why, "what was learned could not be kept; it will be learned again");
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
        // When it was refused a lesson is gone, and the next look begins anew.
        saved.await?;
        state.unsaved = 0;
        Ok(())
    }

    /// Adds the refusals that were counted here to those that are kept.
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
                tracing::warn!(%error, "counts of refusals could not be kept; they will be later");
            }
        }
    }
}

async fn all_sites(c: &mut Conn<'_>) -> Result<Vec<SiteId>, Error> {
    c.rows(sql::SITES, &[], |row| row.get(0)).await
}

pub(super) async fn read_checkpoint(
    db: &Db,
    below: i64,
) -> Result<(i64, Option<Checkpoint>), Error> {
    let read = db.read_background(below, |c, below| {
        Box::pin(async move {
            let epoch = lessons::epoch(c).await?;
            Ok::<_, Error>((epoch, checkpoint::newest(c, *below).await?))
        })
    });
    read.await
}

async fn restored(found: Checkpoint) -> Result<Option<Learner>, Error> {
    let restored = tokio::task::spawn_blocking(move || found.learner());
    restored.await.map_err(|_| Error::Panicked)
}

impl fmt::Debug for School {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("School").finish_non_exhaustive()
    }
}
