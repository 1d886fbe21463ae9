//! Redis as callers see it, with a reply within the timeout or none at all; and the background task that
//! maintains the connection, notices its loss and reconnects.

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
    decision::Reply,
    deployment::Deployment,
    gcra::{BucketRequest, ChargeMode},
    keys::{BucketKeys, BucketNames},
    memory::{InProcessLimits, KnownBucket},
    refusals::RefusedNetworks,
    script::{self, BucketScript, RedisConnection},
    single_use::SingleUse,
};
use crate::clock::Timestamp;

/// The pause between two attempts to reach an unavailable Redis.
const RETRY: Duration = Duration::from_millis(250);
/// The interval between two checks of an available Redis; also the first pause after a relapse.
const LOOK: Duration = Duration::from_secs(1);
/// An outage this soon after Redis became available again counts as a relapse.
const RELAPSE: Duration = Duration::from_secs(10);
/// The longest time for transferring charges to a Redis that is available again.
const RAISE_LIMIT: Duration = Duration::from_secs(2);
/// How many buckets one call raises, and (below) how many calls run concurrently.
const RAISE_KEYS: usize = 200;
const RAISE_CALLS: usize = 8;

pub(super) struct Remote {
    shared: Arc<RemoteConnection>,
    task: JoinHandle<()>,
}

struct RemoteConnection {
    timeout: Duration,
    buckets: BucketScript,
    keys: BucketKeys,
    refusals: Option<RefusedNetworks>,
    /// The buckets of this process, with what it knows of those in Redis.
    memory: Arc<InProcessLimits>,
    state: Mutex<RemoteState>,
    lost: Notify,
}

struct RemoteState {
    /// `None` while Redis is unavailable.
    link: Option<RedisConnection>,
    /// Counts the connections, so that only a failure of the current one has an effect.
    generation: u64,
    away: Option<(Timestamp, String)>,
    /// The site whose slot is tested: the last one that failed. Nodes of a Cluster fail individually.
    site: String,
}

impl Remote {
    /// Makes one attempt to connect and leaves the rest to the background task.
    pub(super) async fn open(
        mut deployment: Deployment,
        timeout: Duration,
        refusals: Duration,
        memory: Arc<InProcessLimits>,
        secret: &[u8],
    ) -> Self {
        // rustls requires one provider per process; every caller installs the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let shared = Arc::new(RemoteConnection {
            memory,
            timeout,
            buckets: BucketScript::new(),
            keys: BucketKeys::new(secret),
            refusals: RefusedNetworks::new(refusals),
            state: Mutex::new(RemoteState {
                link: None,
                generation: 0,
                away: None,
                site: String::new(),
            }),
            lost: Notify::new(),
        });
        let master = shared.reconnect(&mut deployment).await;
        let task = tokio::spawn(tend(Arc::clone(&shared), deployment, master));
        Self { shared, task }
    }

    /// Returns a recent refusal by Redis without another call.
    pub(super) fn repeated_refusal(
        &self,
        site: &str,
        requests: &[BucketRequest<'_>],
        mode: ChargeMode,
    ) -> Option<Reply> {
        self.shared.link()?;
        // Only calls in the mode `Take` can be refused.
        let refusals = self.shared.refusals.as_ref();
        let refusals = refusals.filter(|_| mode == ChargeMode::Conditional)?;
        let backlogs = refusals.backlogs(site, requests, Instant::now())?;
        Some(Reply {
            is_used: false,
            backlogs,
        })
    }

    /// Returns the keys of a call in Redis.
    pub(super) fn names(
        &self,
        site: &str,
        requests: &[BucketRequest<'_>],
        once: Option<&SingleUse>,
    ) -> BucketNames {
        let now = self.shared.memory.now();
        self.shared.keys.names(site, requests, once, now)
    }

    /// Returns the reply of Redis, or `None` if Redis is unavailable. A call whose reply comes too late may
    /// have been executed; limits become stricter by that, never weaker.
    pub(super) async fn run(
        &self,
        site: &str,
        requests: &[BucketRequest<'_>],
        names: &BucketNames,
        mode: ChargeMode,
        once: Option<&SingleUse>,
    ) -> Option<Reply> {
        let shared = &self.shared;
        let (mut link, generation) = shared.link()?;
        let asked_at = Instant::now();
        let call = shared.buckets.run(&mut link, names, requests, mode, once);
        match within(shared.timeout, call).await {
            Ok(reply) => {
                if let Some(refusals) = shared
                    .refusals
                    .as_ref()
                    .filter(|_| mode == ChargeMode::Conditional)
                {
                    refusals.note(site, requests, &reply.backlogs, asked_at);
                }
                Some(reply)
            }
            Err(reason) => {
                shared.lose(generation, site, reason);
                None
            }
        }
    }

    pub(super) fn away(&self) -> Option<(Timestamp, String)> {
        self.shared.state().away.clone()
    }
}

impl Drop for Remote {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl RemoteConnection {
    fn state(&self) -> MutexGuard<'_, RemoteState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn link(&self) -> Option<(RedisConnection, u64)> {
        let state = self.state();
        state.link.clone().map(|link| (link, state.generation))
    }

    /// Stops using the connection, unless it has already been replaced.
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
            tracing::warn!(
                reason,
                "Redis unavailable: limits run in process at half of every quota"
            );
            state.away = Some((self.memory.now(), reason));
        }
    }

    /// Makes one attempt to get a usable connection. Returns the host and port of the master if Sentinel
    /// named it.
    async fn reconnect(&self, deployment: &mut Deployment) -> Option<String> {
        let connect_timeout = deployment.connect_timeout();
        let attempt = async {
            let master = deployment.master().await;
            let link = deployment.connect().await.map_err(|e| script::reason(&e))?;
            Ok::<_, String>((master, link))
        };
        let found = match within(connect_timeout, attempt).await {
            Ok((master, link)) => self.prepare(link).await.map(|link| (master, link)),
            Err(reason) => Err(reason),
        };
        match found {
            Ok((master, link)) => {
                self.begin_using(link.clone());
                // Transfers what was charged while the buckets were being raised.
                if let Err(reason) = self.raise(&link).await {
                    tracing::debug!(reason, "latest charges not transferred to Redis");
                }
                master
            }
            Err(reason) => {
                let mut state = self.state();
                // A connection that still works stays in use; this attempt was only meant to replace it.
                if state.link.is_none() {
                    self.note_away(&mut state, reason);
                }
                None
            }
        }
    }

    fn begin_using(&self, link: RedisConnection) {
        let mut state = self.state();
        state.link = Some(link);
        state.generation += 1;
        if let Some((since, _)) = state.away.take() {
            let seconds = self.memory.now().since(since).as_secs();
            tracing::info!(seconds, "Redis available again: limits run in Redis");
        }
    }

    /// Returns a usable connection to a Redis that has received what was charged without it.
    async fn prepare(&self, link: RedisConnection) -> Result<RedisConnection, String> {
        let link = self.try_out(link).await?;
        self.raise(&link).await?;
        // Raising the buckets may have shown that the connection is slow.
        self.try_out(link).await
    }

    /// Raises the buckets in Redis to what this process knows of them, longest backlog first. What does not
    /// fit into the time limit is skipped.
    async fn raise(&self, link: &RedisConnection) -> Result<(), String> {
        let calls = batches(self.memory.known()).into_iter();
        let calls = calls.map(|known| self.buckets.raise(link.clone(), known));
        let raised = stream::iter(calls)
            .buffer_unordered(RAISE_CALLS)
            .try_collect::<Vec<()>>();
        if let Ok(raised) = timeout(RAISE_LIMIT, raised).await {
            return raised.map(drop);
        }
        tracing::warn!("Redis is slow: not all charges made during the outage were transferred");
        Ok(())
    }

    /// Accepts a connection if it responds as fast as callers require. The first probe gets more time,
    /// because the script may have to be sent.
    async fn try_out(&self, mut link: RedisConnection) -> Result<RedisConnection, String> {
        let site = self.state().site.clone();
        let leisure = Duration::from_millis(500).max(self.timeout);
        within(leisure, self.buckets.try_out(&mut link, &site)).await?;
        within(self.timeout, self.buckets.try_out(&mut link, &site)).await?;
        Ok(link)
    }
}

/// Groups buckets into calls. All keys of one call must be in one slot of a Cluster, so they belong to one
/// site.
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

/// The background task: reconnects while Redis is unavailable, and checks it while it is available.
async fn tend(
    shared: Arc<RemoteConnection>,
    mut deployment: Deployment,
    mut master: Option<String>,
) {
    loop {
        let well_since = Instant::now();
        let was_well = shared.link().is_some();
        while let Some((link, generation)) = shared.link() {
            // The permit of an earlier loss wakes this early, which is harmless.
            if timeout(LOOK, shared.lost.notified()).await.is_err() {
                look(&shared, &mut deployment, &mut master, link, generation).await;
            }
        }
        if was_well && well_since.elapsed() < RELAPSE {
            sleep(LOOK).await;
        }
        master = shared.reconnect(&mut deployment).await;
        if shared.link().is_none() {
            sleep(RETRY).await;
        }
    }
}

/// Checks whether Sentinel names another master (after a failover the old one keeps responding for a
/// while), and whether Redis still works although there are no calls.
async fn look(
    shared: &RemoteConnection,
    deployment: &mut Deployment,
    master: &mut Option<String>,
    mut link: RedisConnection,
    generation: u64,
) {
    let named = timeout(deployment.connect_timeout(), deployment.master()).await;
    if let Ok(Some(named)) = named
        && master.as_ref() != Some(&named)
    {
        tracing::info!("Redis master changed in Sentinel");
        if let Some(moved) = shared.reconnect(deployment).await {
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
