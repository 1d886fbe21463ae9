//! Redis as a caller sees it: an answer within the timeout or none at all; and the task in the
//! background that keeps the connection, notices its loss and finds the way back.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use tokio::{
    sync::Notify,
    task::JoinHandle,
    time::{Instant, sleep, timeout},
};

use super::{
    gcra::{Ask, Mode},
    keys::{Keys, Names},
    memory::{KnownBucket, Memory},
    outcome::Reply,
    place::Place,
    refusals::Refusals,
    script::{self, Buckets, Link},
    single_use::SingleUse,
};
use crate::clock::Timestamp;

/// Between two attempts to reach a Redis that is away.
const RETRY: Duration = Duration::from_millis(250);
/// Between two looks at a Redis that is well; also the first pause after a relapse.
const LOOK: Duration = Duration::from_secs(1);
/// Away again this soon after it came back is a relapse.
const RELAPSE: Duration = Duration::from_secs(10);
/// How long a Redis that is back may take to learn what was charged without it.
const RAISE_LIMIT: Duration = Duration::from_secs(2);
/// How many buckets one call raises, and how many calls are under way.
const RAISE_KEYS: usize = 200;
const RAISE_CALLS: usize = 8;

pub(super) struct Remote {
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

struct Shared {
    timeout: Duration,
    buckets: Buckets,
    keys: Keys,
    refusals: Option<Refusals>,
    /// What this process knows of the buckets.
    memory: Arc<Memory>,
    state: Mutex<RemoteState>,
    lost: Notify,
}

struct RemoteState {
    /// None while Redis is away.
    link: Option<Link>,
    /// Counts the connections, so that only the failure of the present one counts.
    generation: u64,
    away: Option<(Timestamp, String)>,
    /// The site whose slot is tried out: the last that failed. Nodes of a Cluster fail singly.
    site: String,
}

impl Remote {
    /// Makes one attempt, then leaves the rest to the background.
    pub async fn open(
        mut place: Place,
        timeout: Duration,
        refusals: Duration,
        memory: Arc<Memory>,
        secret: &[u8],
    ) -> Self {
        // rustls wants one provider for the process; whoever comes first installs the same
        let _ = rustls::crypto::ring::default_provider().install_default();
        let shared = Arc::new(Shared {
            memory,
            timeout,
            buckets: Buckets::new(),
            keys: Keys::new(secret),
            refusals: Refusals::new(refusals),
            state: Mutex::new(RemoteState {
                link: None,
                generation: 0,
                away: None,
                site: String::new(),
            }),
            lost: Notify::new(),
        });
        let master = shared.reconnect(&mut place).await;
        let task = tokio::spawn(tend(Arc::clone(&shared), place, master));
        Self { shared, task }
    }

    /// What Redis refused a moment ago, without asking it again.
    pub fn known_refusal(&self, site: &str, asks: &[Ask<'_>], mode: Mode) -> Option<Reply> {
        self.shared.link()?;
        // Only what is taken can be refused.
        let refusals = self.shared.refusals.as_ref();
        let refusals = refusals.filter(|_| mode == Mode::Take)?;
        let backlogs = refusals.backlogs(site, asks, Instant::now())?;
        Some(Reply {
            is_used: false,
            backlogs,
        })
    }

    /// The keys of a call in Redis.
    pub fn names(&self, site: &str, asks: &[Ask<'_>], once: Option<&SingleUse>) -> Names {
        let now = self.shared.memory.now();
        self.shared.keys.names(site, asks, once, now)
    }

    /// What Redis answers, or nothing because Redis is away. A call whose answer came too late may have
    /// been executed all the same: limits grow stricter by that, never weaker.
    pub async fn run(
        &self,
        site: &str,
        asks: &[Ask<'_>],
        names: &Names,
        mode: Mode,
        once: Option<&SingleUse>,
    ) -> Option<Reply> {
        let shared = &self.shared;
        let (mut link, generation) = shared.link()?;
        let asked_at = Instant::now();
        let call = shared.buckets.run(&mut link, names, asks, mode, once);
        match within(shared.timeout, call).await {
            Ok(reply) => {
                if let Some(refusals) = shared.refusals.as_ref().filter(|_| mode == Mode::Take) {
                    refusals.note(site, asks, &reply.backlogs, asked_at);
                }
                Some(reply)
            }
            Err(reason) => {
                shared.lose(generation, site, reason);
                None
            }
        }
    }

    pub fn away(&self) -> Option<(Timestamp, String)> {
        self.shared.state().away.clone()
    }
}

impl Drop for Remote {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, RemoteState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn link(&self) -> Option<(Link, u64)> {
        let state = self.state();
        state.link.clone().map(|link| (link, state.generation))
    }

    /// Leaves the connection alone from now on, unless another has taken its place already.
    fn lose(&self, generation: u64, site: &str, reason: String) {
        let mut state = self.state();
        if state.generation == generation && state.link.take().is_some() {
            site.clone_into(&mut state.site);
            self.note_away(&mut state, reason);
            self.lost.notify_one();
        }
    }

    fn note_away(&self, state: &mut RemoteState, reason: String) {
        if state.away.is_none() {
            tracing::warn!(reason, "Redis is away: limits run in process, at half");
            state.away = Some((self.memory.now(), reason));
        }
    }

    /// One attempt to get a connection that works; answers the address of the master if Sentinel
    /// told it.
    async fn reconnect(&self, place: &mut Place) -> Option<String> {
        let patience = place.patience();
        let attempt = async {
            let master = place.master().await;
            let link = place.connect().await.map_err(|e| script::reason(&e))?;
            Ok::<_, String>((master, link))
        };
        let found = match within(patience, attempt).await {
            Ok((master, link)) => self.prepare(link).await.map(|link| (master, link)),
            Err(reason) => Err(reason),
        };
        match found {
            Ok((master, link)) => {
                self.begin_using(link.clone());
                // What was charged while the buckets were being raised.
                if let Err(reason) = self.raise(&link).await {
                    tracing::debug!(reason, "the last charges were not told to Redis");
                }
                master
            }
            Err(reason) => {
                let mut state = self.state();
                // a connection that still works stays; it was to be replaced only
                if state.link.is_none() {
                    self.note_away(&mut state, reason);
                }
                None
            }
        }
    }

    fn begin_using(&self, link: Link) {
        let mut state = self.state();
        state.link = Some(link);
        state.generation += 1;
        if let Some((since, _)) = state.away.take() {
            let seconds = self.memory.now().since(since).as_secs();
            tracing::info!(seconds, "Redis is back: limits run there again");
        }
    }

    /// A connection that works, to a Redis that knows what was charged without it.
    async fn prepare(&self, link: Link) -> Result<Link, String> {
        let link = self.try_out(link).await?;
        self.raise(&link).await?;
        // Raising may have shown that it is slow.
        self.try_out(link).await
    }

    /// Raises the buckets in Redis to what this process knows of them. Those with the longest backlog
    /// come first; what is not done in time is left out.
    async fn raise(&self, link: &Link) -> Result<(), String> {
        let calls = batches(self.memory.known()).into_iter();
        let calls = calls.map(|known| self.buckets.raise(link.clone(), known));
        let raised = stream::iter(calls)
            .buffer_unordered(RAISE_CALLS)
            .try_collect::<Vec<()>>();
        if let Ok(raised) = timeout(RAISE_LIMIT, raised).await {
            return raised.map(drop);
        }
        tracing::warn!("Redis is slow: it was not told all that was charged without it");
        Ok(())
    }

    /// Takes a connection for good when it answers as fast as callers need it: first once at
    /// leisure, since the script may have to be sent.
    async fn try_out(&self, mut link: Link) -> Result<Link, String> {
        let site = self.state().site.clone();
        let leisure = Duration::from_millis(500).max(self.timeout);
        within(leisure, self.buckets.try_out(&mut link, &site)).await?;
        within(self.timeout, self.buckets.try_out(&mut link, &site)).await?;
        Ok(link)
    }
}

/// Buckets as calls: keys of one call stand in one slot of a Cluster, so they are of one site.
fn batches(known: Vec<KnownBucket>) -> Vec<Vec<KnownBucket>> {
    let mut open: BTreeMap<Box<str>, Vec<KnownBucket>> = BTreeMap::new();
    let mut full = Vec::new();
    for bucket in known {
        let slot = bucket.name.split_once('}').map_or("", |(slot, _)| slot);
        let batch = open.entry(slot.into()).or_default();
        batch.push(bucket);
        if batch.len() == RAISE_KEYS {
            full.push(std::mem::take(batch));
        }
    }
    full.extend(open.into_values().filter(|batch| !batch.is_empty()));
    full
}

async fn within<T>(
    limit: Duration,
    call: impl Future<Output = Result<T, String>>,
) -> Result<T, String> {
    timeout(limit, call)
        .await
        .unwrap_or_else(|_| Err("no answer in time".to_owned()))
}

/// The background task: reconnects while Redis is away, looks after it while it is well.
async fn tend(shared: Arc<Shared>, mut place: Place, mut master: Option<String>) {
    loop {
        let well_since = Instant::now();
        let was_well = shared.link().is_some();
        while let Some((link, generation)) = shared.link() {
            // the permit of an older loss wakes this early, which does no harm
            if timeout(LOOK, shared.lost.notified()).await.is_err() {
                look(&shared, &mut place, &mut master, link, generation).await;
            }
        }
        if was_well && well_since.elapsed() < RELAPSE {
            sleep(LOOK).await;
        }
        master = shared.reconnect(&mut place).await;
        if shared.link().is_none() {
            sleep(RETRY).await;
        }
    }
}

/// Looks whether Sentinel names another master by now (after a failover the old one goes on
/// answering for a while), and whether Redis still works though nobody asks.
async fn look(
    shared: &Shared,
    place: &mut Place,
    master: &mut Option<String>,
    mut link: Link,
    generation: u64,
) {
    let named = timeout(place.patience(), place.master()).await;
    if let Ok(Some(named)) = named
        && master.as_ref() != Some(&named)
    {
        tracing::info!("Sentinel names another Redis master");
        if let Some(moved) = shared.reconnect(place).await {
            *master = Some(moved);
            return;
        }
    }
    let site = shared.state().site.clone();
    let leisure = Duration::from_millis(500).max(shared.timeout);
    if let Err(reason) = within(leisure, shared.buckets.try_out(&mut link, &site)).await {
        shared.lose(generation, &site, reason);
    }
}
