//! Flood mode: each site by itself requires more of guests while it receives more comments than usual for the
//! hour, or while too many of them are spam.
//!
//! Every process counts its own submissions and adds the counts to the database once a second. From the sums
//! of all processes, each process computes the same step, and the first one stores it. A submission itself
//! increments two counters in memory and does nothing else. The usual rate is an exponentially weighted mean
//! for each hour of the day, also stored in the database, so that it survives a restart.

pub(crate) mod form_token;
mod network;
mod proof_of_work;
mod settings;
pub(crate) mod sql;
mod step;
mod store;
mod token_use;
mod window;

use std::{
    collections::HashMap,
    fmt,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use arc_swap::ArcSwap;
use tokio::sync::Mutex;

pub(crate) use self::proof_of_work::{Challenges, IssuedForm};
use self::store::{learn, read, states, tell};
pub use self::{form_token::TokenState, proof_of_work::ProofState, step::FloodStep};
pub(crate) use self::{
    form_token::{CheckedToken, TokenFault},
    proof_of_work::{
        Challenge, ChallengeData, ChallengeParameters, PROOF_LIFE, RequiredWork, Solution,
    },
    settings::FloodSettings,
    step::Flood,
    token_use::{PendingSpend, PendingTokenUse},
};
use self::{
    network::NetworkWatch,
    step::CLOSED_FOR,
    window::{Window, WindowCount},
};
use crate::{
    clock::{Clock, Timestamp},
    db::{Db, Error, Expiration, ExpirySql},
    site::SiteId,
};

/// The interval between two flood checks of a process.
const LOOK: Duration = Duration::from_secs(1);
/// The number of slots that are read again, because counts of other processes may be written later.
const LATE_SLOTS: i64 = 3;
/// The time after the end of an hour at which its counts are final, since all processes have written theirs.
const HOUR_SETTLED: Duration = Duration::from_mins(1);
/// The maximum number of missed hours that are added to the usual rates later.
const HOURS_MADE_UP: i64 = 24;
/// The retention of counts: as long as their hours may still be added to the usual rates.
const COUNTS_KEPT: Duration = Duration::from_hours(26);

/// The flood detection of all sites. Clones share its state.
#[derive(Clone)]
pub struct Floods(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Clock,
    settings: FloodSettings,
    counters: RwLock<HashMap<SiteId, Arc<Counter>>>,
    /// The sites in flood mode.
    floods: ArcSwap<HashMap<SiteId, Flood>>,
    seen: Mutex<ObservedFloods>,
    networks: NetworkWatch,
}

/// The counts of this process since they were last written to the database.
#[derive(Debug, Default)]
struct Counter {
    attempts: AtomicU64,
    judged: AtomicU64,
    spam: AtomicU64,
}

/// The data read by the flood checks so far.
#[derive(Debug, Default)]
struct ObservedFloods {
    windows: HashMap<SiteId, Window>,
    /// The slot up to which the counts were read.
    until: Option<i64>,
    /// The current hour, and the usual number of submissions in it, by site.
    usual: Option<(i64, HashMap<SiteId, f64>)>,
}

/// The stored flood state of a site.
#[derive(Clone, Debug)]
struct SiteFlood {
    site: SiteId,
    slug: String,
    flood: Flood,
    /// The last hour that was added to the usual rates.
    learned: i64,
}

impl Floods {
    /// Creates the flood detection and reads the current steps of all sites.
    pub async fn open(db: Db, clock: Clock, settings: FloodSettings) -> Result<Self, Error> {
        let floods = Self(Arc::new(Inner {
            db,
            clock,
            settings,
            counters: RwLock::default(),
            floods: ArcSwap::default(),
            seen: Mutex::default(),
            networks: NetworkWatch::default(),
        }));
        if floods.0.settings.enabled {
            let states = floods.0.db.read((), |c, ()| Box::pin(states(c))).await?;
            floods.0.know(&states);
        }
        Ok(floods)
    }

    /// Returns the flood step of a site and its beginning; `None` while there is no flood.
    #[must_use]
    pub fn of(&self, site: SiteId) -> Option<Flood> {
        self.0.floods.load().get(&site).copied()
    }

    #[must_use]
    pub fn step(&self, site: SiteId) -> FloodStep {
        self.of(site).map_or(FloodStep::Calm, |flood| flood.step)
    }

    /// Returns for how long guests are still refused; `None` if they are not refused.
    #[must_use]
    pub fn closed_for(&self, site: SiteId) -> Option<Duration> {
        let flood = self
            .of(site)
            .filter(|flood| flood.step == FloodStep::Closed)?;
        let left = flood.since.plus(CLOSED_FOR).since(self.0.clock.now());
        // The next flood check decides.
        Some(left.max(LOOK))
    }

    /// Counts a submission, regardless of its outcome.
    pub fn sent(&self, site: SiteId) {
        self.0.count(site, |counter| add(&counter.attempts, 1));
    }

    /// Counts a submission that was accepted and judged.
    pub fn judged(&self, site: SiteId, spam: bool) {
        self.0.count(site, |counter| {
            add(&counter.judged, 1);
            add(&counter.spam, spam.into());
        });
    }

    /// Performs a flood check: writes the counts of this process, reads those of all processes, and changes
    /// the step of a site up or down where required.
    pub async fn look(&self) -> Result<(), Error> {
        let this = &*self.0;
        if !this.settings.enabled {
            return Ok(());
        }
        // One check at a time.
        let mut seen = this.seen.lock().await;
        let now = this.clock.now();
        this.tell(now).await?;
        let states = seen.read(this, now).await?;
        let mut stand = states.clone();
        for state in &mut stand {
            let window = seen.windows.get(&state.site);
            let usual = seen.usual(state.site);
            let [lately, just_now] = window
                .map(|window| window.heat(now, usual, &this.settings))
                .unwrap_or_default();
            if let Some(next) = step::next(state.flood, lately, just_now, now) {
                this.go(state, next).await?;
            }
            this.learn(state, now).await?;
        }
        this.know(&stand);
        Ok(())
    }

    /// Performs flood checks periodically. Never returns.
    pub async fn run(&self) {
        loop {
            if let Err(error) = self.look().await {
                tracing::warn!(%error, "flood check failed; will retry");
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Returns the expiration of counts that are not needed any more.
    #[must_use]
    pub fn expiration(now: Timestamp) -> Expiration {
        Expiration {
            what: "counts of submissions",
            sql: ExpirySql::Once(sql::EXPIRE_COUNTS),
            bound: window::slot(now.minus(COUNTS_KEPT)),
        }
    }
}

impl Inner {
    fn count(&self, site: SiteId, note: impl Fn(&Counter)) {
        if !self.settings.enabled {
            return;
        }
        let counters = self.counters.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(counter) = counters.get(&site) {
            return note(counter);
        }
        drop(counters);
        let mut counters = self
            .counters
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        note(counters.entry(site).or_default());
    }

    fn know(&self, states: &[SiteFlood]) {
        let hot = states
            .iter()
            .filter(|state| state.flood.step > FloodStep::Calm);
        let floods = hot.map(|state| (state.site, state.flood)).collect();
        self.floods.store(Arc::new(floods));
    }

    /// Adds the counts of this process to the database; counts that cannot be written are written the next
    /// time.
    async fn tell(&self, now: Timestamp) -> Result<(), Error> {
        let counters = self
            .counters
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let counted = counters.iter().map(|(site, counter)| {
            let take = |count: &AtomicU64| count.swap(0, Ordering::Relaxed);
            let count = WindowCount {
                attempts: take(&counter.attempts),
                judged: take(&counter.judged),
                spam: take(&counter.spam),
            };
            (*site, count)
        });
        let counted = counted
            .filter(|(_, count)| !count.is_empty())
            .collect::<Vec<_>>();
        if counted.is_empty() {
            return Ok(());
        }
        let input = (counted.clone(), now);
        let told = self
            .db
            .write(input, |c, (counted, now)| Box::pin(tell(c, counted, *now)));
        told.await.inspect_err(|_| {
            for (site, count) in &counted {
                if let Some(counter) = counters.get(site) {
                    add(&counter.attempts, count.attempts);
                    add(&counter.judged, count.judged);
                    add(&counter.spam, count.spam);
                }
            }
        })
    }

    /// Stores a new step, unless another process has changed it first: then the next flood check reads it.
    async fn go(&self, state: &mut SiteFlood, next: Flood) -> Result<(), Error> {
        let input = (state.site, state.flood, next);
        let gone = self.db.write(input, |c, (site, from, to)| {
            Box::pin(async move {
                let parameters = [
                    (*site).into(),
                    i64::from(from.step.number()).into(),
                    from.since.into(),
                    i64::from(to.step.number()).into(),
                    to.since.into(),
                ];
                c.execute(sql::STEP, &parameters).await
            })
        });
        if gone.await? == 1 {
            let (from, to) = (state.flood.step.number(), next.step.number());
            if to > 0 {
                tracing::warn!(site = state.slug, from, to, "flood mode step changed");
            } else {
                tracing::info!(site = state.slug, from, to, "flood mode ended");
            }
            state.flood = next;
        }
        Ok(())
    }

    /// Updates the usual rates from the hours that have ended.
    async fn learn(&self, state: &SiteFlood, now: Timestamp) -> Result<(), Error> {
        let over = window::hour(now.minus(HOUR_SETTLED)) - 1;
        if state.learned >= over {
            return Ok(());
        }
        let input = (state.clone(), over, self.settings.clone());
        self.db
            .write(input, |c, (state, over, settings)| {
                Box::pin(learn(c, state, *over, settings))
            })
            .await
    }
}

impl ObservedFloods {
    /// Reads states, new counts and, in a new hour, the usual rates.
    async fn read(&mut self, floods: &Inner, now: Timestamp) -> Result<Vec<SiteFlood>, Error> {
        let slot = window::slot(now);
        let hour = window::hour(now);
        let oldest = slot - (window::slots_of(0).end - 1);
        let from = self
            .until
            .map_or(oldest, |until| (until - LATE_SLOTS).max(oldest));
        let known = self.usual.as_ref().is_some_and(|(of, _)| *of == hour);
        let hour_of_day = (!known).then(|| hour.rem_euclid(24));
        let (states, counts, usual) = floods
            .db
            .read_background((from, hour_of_day), |c, (from, hour_of_day)| {
                Box::pin(read(c, *from, *hour_of_day))
            })
            .await?;
        for (site, slot, count) in counts {
            self.windows.entry(site).or_default().put(slot, count);
        }
        self.windows.retain(|_, window| {
            window.forget(now);
            !window.is_empty()
        });
        self.until = Some(slot);
        if let Some(usual) = usual {
            self.usual = Some((hour, usual));
        }
        Ok(states)
    }

    fn usual(&self, site: SiteId) -> f64 {
        let usual = self
            .usual
            .as_ref()
            .and_then(|(_, usual)| usual.get(&site).copied());
        usual.unwrap_or_default()
    }
}

fn add(count: &AtomicU64, more: u64) {
    count.fetch_add(more, Ordering::Relaxed);
}

impl fmt::Debug for Floods {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Floods({:?})", self.0.floods.load())
    }
}
