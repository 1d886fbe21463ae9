//! Redis as a caller sees it: an answer within the timeout or none at all; and the task in the
//! background that keeps the connection, notices its loss and finds the way back.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::Notify,
    task::JoinHandle,
    time::{Instant, sleep, timeout},
};

use super::{
    gcra::{Ask, Mode},
    keys::Keys,
    outcome::Reply,
    place::Place,
    refusals::Refusals,
    script::{self, Buckets, Link},
    single_use::SingleUse,
};
use crate::clock::{Clock, Timestamp};

/// Between two attempts to reach a Redis that is away.
const RETRY: Duration = Duration::from_millis(250);
/// Between two looks at a Redis that is well; also the first pause after a relapse.
const LOOK: Duration = Duration::from_secs(1);
/// Away again this soon after it came back is a relapse.
const RELAPSE: Duration = Duration::from_secs(10);

pub(super) struct Remote {
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

struct Shared {
    clock: Clock,
    timeout: Duration,
    buckets: Buckets,
    keys: Keys,
    refusals: Option<Refusals>,
    state: Mutex<State>,
    lost: Notify,
}

struct State {
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
        clock: Clock,
        secret: &[u8],
    ) -> Self {
        // rustls wants one provider for the process; whoever comes first installs the same
        let _ = rustls::crypto::ring::default_provider().install_default();
        let shared = Arc::new(Shared {
            clock,
            timeout,
            buckets: Buckets::new(),
            keys: Keys::new(secret),
            refusals: Refusals::new(refusals),
            state: Mutex::new(State {
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

    /// What Redis answers, or nothing because Redis is away. An answer that came too late may have
    /// charged all the same: limits grow stricter by that, never weaker.
    pub async fn run(
        &self,
        site: &str,
        asks: &[Ask<'_>],
        mode: Mode,
        once: Option<&SingleUse>,
    ) -> Option<Reply> {
        let shared = &self.shared;
        let (mut link, generation) = shared.link()?;
        // Only what is taken can be refused.
        let refusals = shared.refusals.as_ref().filter(|_| mode == Mode::Take);
        let asked_at = Instant::now();
        let known = refusals.and_then(|known| known.backlogs(site, asks, asked_at));
        if let Some(backlogs) = known {
            return Some(Reply {
                is_used: false,
                backlogs,
            });
        }
        let names = shared.keys.names(site, asks, once, shared.clock.now());
        let call = shared.buckets.run(&mut link, &names, asks, mode, once);
        match within(shared.timeout, call).await {
            Ok(reply) => {
                if let Some(refusals) = refusals {
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
    fn state(&self) -> MutexGuard<'_, State> {
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

    fn note_away(&self, state: &mut State, reason: String) {
        if state.away.is_none() {
            tracing::warn!(reason, "Redis is away: limits run in process, at half");
            state.away = Some((self.clock.now(), reason));
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
            Ok((master, link)) => self.try_out(link).await.map(|link| (master, link)),
            Err(reason) => Err(reason),
        };
        let mut state = self.state();
        match found {
            Ok((master, link)) => {
                state.link = Some(link);
                state.generation += 1;
                if let Some((since, _)) = state.away.take() {
                    let seconds = self.clock.now().since(since).as_secs();
                    tracing::info!(seconds, "Redis is back: limits run there again");
                }
                master
            }
            Err(reason) => {
                // a connection that still works stays; it was to be replaced only
                if state.link.is_none() {
                    self.note_away(&mut state, reason);
                }
                None
            }
        }
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
