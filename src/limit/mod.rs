//! How often may one do a thing: quotas of a request are asked for together and taken together or
//! not at all, in process or in Redis.
//!
//! The rule is the generic cell rate algorithm (ITU-T I.371): a bucket is one number, the time at
//! which it will be full again. `gcra.rs` holds its arithmetic, `memory.rs` runs it in process,
//! `script.rs` runs it in Redis under the server's own clock, `remote.rs` keeps the connection.
//!
//! **While Redis is away** (frozen, gone, out of memory, read only, answering nonsense) the same rule
//! runs in process at half of every quota, less what is known to be used up (`share.rs`); the answer
//! says `degraded`, and the caller sends comments to the queue. The first call that finds out waits for
//! one timeout, those after it do not wait; a task in the background reconnects, and tells Redis what
//! was charged without it.

pub mod api;
mod gcra;
mod headers;
mod keys;
mod memory;
mod outcome;
mod place;
pub mod quotas;
mod refusals;
mod remote;
mod script;
mod share;
mod single_use;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use std::{fmt, sync::Arc, time::Duration};

use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use self::{
    gcra::{Ask, Mode},
    memory::Memory,
    outcome::Reply,
    place::Place,
    remote::Remote,
};
pub use self::{
    outcome::{Outcome, Refused, SingleUseOutcome, Standing, Taken},
    single_use::SingleUse,
};
use crate::clock::{Clock, Timestamp};

/// The section `[limits]` of the settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LimitSettings {
    /// Where limits are counted when several processes share them; none counts in this process.
    /// `redis://[user:password@]host[:port][/db]`, `rediss://…` (TLS), `unix:///path`;
    /// `redis-cluster://host,host…` or several `redis://` by commas (Cluster);
    /// `redis-sentinel://[user:password@]host,host…/MASTER[/db]`, the credentials being those of
    /// the Redis behind it. TLS: `rediss-cluster://`, `rediss-sentinel://`. A comma in a password
    /// is written `%2C`. Needs Redis 5 or newer, or Valkey.
    pub redis_url: Option<SecretString>,
    /// How long one call may wait for Redis before it is decided in process: 1 to 5000 ms.
    pub redis_timeout_ms: u64,
    /// How long what Redis refused is refused again without asking it, at most until there is room: 0
    /// to 10000 ms. So long it takes until buckets emptied in Redis are seen.
    pub redis_refusals_ms: u64,
}

impl Default for LimitSettings {
    fn default() -> Self {
        Self {
            redis_url: None,
            redis_timeout_ms: 50,
            redis_refusals_ms: 1_000,
        }
    }
}

impl LimitSettings {
    /// Hosts and ports of Redis, for messages; a Unix socket has none.
    #[must_use]
    pub fn hosts(&self) -> Option<String> {
        let url = self.redis_url.as_ref()?.expose_secret();
        (!url.starts_with("unix:") && !url.starts_with("redis+unix:")).then(|| place::hosts(url))
    }

    /// Everything that makes no sense.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let url = self
            .redis_url
            .as_ref()
            .map(|url| Place::parse(url.expose_secret()));
        let url = url.and_then(Result::err);
        let timeout = (!TIMEOUTS.contains(&self.redis_timeout_ms))
            .then_some(OpenError::Timeout(self.redis_timeout_ms));
        let refusals = (self.redis_refusals_ms > REFUSALS_MOST)
            .then_some(OpenError::Refusals(self.redis_refusals_ms));
        url.into_iter()
            .chain(timeout)
            .chain(refusals)
            .map(|error| error.to_string())
            .collect()
    }
}

/// Milliseconds that Redis may be given.
const TIMEOUTS: std::ops::RangeInclusive<u64> = 1..=5000;

/// Milliseconds for which a refusal may be remembered.
const REFUSALS_MOST: u64 = 10_000;

/// Why the limits could not be opened: a mistake in the settings, never an outage.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("limits.redis_url: {0}")]
    Url(String),
    #[error("limits.redis_timeout_ms is {0}; it may be 1 to 5000")]
    Timeout(u64),
    #[error("limits.redis_refusals_ms is {0}; it may be 0 to 10000")]
    Refusals(u64),
}

/// A rate: one turn per `every`, up to `burst` of them saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// The name that `RateLimit` fields and problems show; part of the bucket's key. The numbers
    /// are not, so that they can be changed while buckets live.
    pub name: &'static str,
    /// The most that can be taken at once; zero counts as one.
    pub burst: u32,
    /// Until one more turn; whole microseconds.
    pub every: Duration,
}

impl Quota {
    #[must_use]
    pub const fn new(name: &'static str, burst: u32, every: Duration) -> Self {
        Self { name, burst, every }
    }

    /// What it takes an empty bucket to be full again.
    #[must_use]
    pub fn window(&self) -> Duration {
        Duration::from_micros(gcra::window(self))
    }

    /// Half the burst at half the rate, for the time that Redis is away.
    fn halved(self) -> Self {
        Self {
            burst: (self.burst / 2).max(1),
            every: self.every.saturating_mul(2),
            ..self
        }
    }
}

/// Turns asked of one quota, for one subject.
#[derive(Clone, PartialEq, Eq)]
pub struct Charge {
    pub quota: Quota,
    /// Whom it concerns: the bytes of an address, a mail address, a page. Kept in no form but a
    /// keyed hash.
    pub subject: Vec<u8>,
    /// How many turns; zero only asks whether the bucket is not in debt. More than the burst asks
    /// for all of it.
    pub cost: u32,
}

impl Charge {
    /// One turn.
    pub fn new(quota: Quota, subject: impl Into<Vec<u8>>) -> Self {
        Self {
            quota,
            subject: subject.into(),
            cost: 1,
        }
    }

    #[must_use]
    pub fn costing(self, cost: u32) -> Self {
        Self { cost, ..self }
    }
}

impl fmt::Debug for Charge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Charge")
            .field("quota", &self.quota)
            .field("cost", &self.cost)
            .finish_non_exhaustive()
    }
}

/// Where limits are counted at the moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Health {
    /// In this process, as the settings want it.
    InProcess,
    /// In Redis.
    Redis,
    /// In this process at half of every quota: Redis is away since then, for this reason.
    Away { since: Timestamp, reason: String },
}

impl Health {
    #[must_use]
    pub const fn is_degraded(&self) -> bool {
        matches!(self, Self::Away { .. })
    }
}

impl fmt::Display for Health {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InProcess => f.write_str("counted in this process"),
            Self::Redis => f.write_str("counted in Redis"),
            Self::Away { since, reason } => write!(
                f,
                "Redis is away since {since} ({reason}): each process counts by itself at half of every limit"
            ),
        }
    }
}

/// Every rate limit of the process.
pub struct Limits {
    memory: Arc<Memory>,
    remote: Option<Remote>,
}

impl Limits {
    /// Opens what the settings say. An unreachable Redis is no error: the limits begin in process
    /// and move over when it answers. `secret` keys the hashes that stand in Redis for addresses
    /// and names; processes that share a Redis share it too.
    pub async fn open(
        settings: &LimitSettings,
        clock: Clock,
        secret: &[u8],
    ) -> Result<Self, OpenError> {
        let timeout = settings.redis_timeout_ms;
        if !TIMEOUTS.contains(&timeout) {
            return Err(OpenError::Timeout(timeout));
        }
        let mut limits = Self::in_process(clock);
        if let Some(url) = &settings.redis_url {
            let place = Place::parse(url.expose_secret())?;
            let timeout = Duration::from_millis(timeout);
            let refusals = Duration::from_millis(settings.redis_refusals_ms.min(REFUSALS_MOST));
            let memory = Arc::clone(&limits.memory);
            limits.remote = Some(Remote::open(place, timeout, refusals, memory, secret).await);
        }
        Ok(limits)
    }

    /// Counts in this process alone.
    #[must_use]
    pub fn in_process(clock: Clock) -> Self {
        Self {
            memory: Arc::new(Memory::new(clock)),
            remote: None,
        }
    }

    /// Takes every charge, or none and says when there will be room: one atomic call. `site` is
    /// the site's slug, or empty for what concerns all sites; buckets of two sites never meet.
    /// Charges of the same quota and subject are added up.
    pub async fn take(&self, site: &str, charges: &[Charge]) -> Outcome {
        self.run(site, charges, Mode::Take, None).await.outcome()
    }

    /// Like [`take`](Self::take), and uses up a value in the same atomic call: both happen or
    /// neither. After a failover of Redis a value may be accepted a second time.
    pub async fn take_with(
        &self,
        site: &str,
        charges: &[Charge],
        once: &SingleUse,
    ) -> SingleUseOutcome {
        let run = self.run(site, charges, Mode::Take, Some(once)).await;
        if run.reply.is_used {
            SingleUseOutcome::Used
        } else {
            SingleUseOutcome::Unused(run.outcome())
        }
    }

    /// Charges without asking, when something turned out dearer than it looked (a comment taken
    /// for spam). A bucket can fall into debt by one burst at most.
    pub async fn spend(&self, site: &str, charges: &[Charge]) {
        self.run(site, charges, Mode::Spend, None).await;
    }

    /// Like [`take`](Self::take) but always in this process and never degraded: for reading, which
    /// is not worth a round trip and keeps its limits while Redis is away.
    pub fn take_here(&self, site: &str, charges: &[Charge]) -> Outcome {
        let asks = gcra::gather(charges);
        let reply = self.memory.run(site, &asks, Mode::Take, None);
        gcra::outcome(&asks, &reply.backlogs, false)
    }

    async fn run<'a>(
        &self,
        site: &str,
        charges: &'a [Charge],
        mode: Mode,
        once: Option<&SingleUse>,
    ) -> Run<'a> {
        let asks = gcra::gather(charges);
        let is_empty = asks.is_empty() && once.is_none();
        let Some(remote) = self.remote.as_ref().filter(|_| !is_empty) else {
            let reply = self.memory.run(site, &asks, mode, once);
            return Run::new(asks, reply, false);
        };
        if let Some(reply) = remote.known_refusal(site, &asks, mode) {
            return Run::new(asks, reply, false);
        }
        let names = remote.names(site, &asks, once);
        if let Some(reply) = remote.run(site, &asks, &names, mode, once).await {
            let memory = &self.memory;
            memory.note_answer(site, &asks, &names.now, mode, once, &reply);
            return Run::new(asks, reply, false);
        }
        let (asks, reply) = self.memory.run_share(site, &asks, &names.now, mode, once);
        Run::new(asks, reply, true)
    }

    /// Where limits are counted now; while nobody asks, at most some two seconds old.
    #[must_use]
    pub fn health(&self) -> Health {
        match &self.remote {
            None => Health::InProcess,
            Some(remote) => match remote.away() {
                None => Health::Redis,
                Some((since, reason)) => Health::Away { since, reason },
            },
        }
    }
}

/// One call and what came of it.
struct Run<'a> {
    asks: Vec<Ask<'a>>,
    reply: Reply,
    degraded: bool,
}

impl<'a> Run<'a> {
    fn new(asks: Vec<Ask<'a>>, reply: Reply, degraded: bool) -> Self {
        Self {
            asks,
            reply,
            degraded,
        }
    }

    fn outcome(&self) -> Outcome {
        gcra::outcome(&self.asks, &self.reply.backlogs, self.degraded)
    }
}

impl fmt::Debug for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Limits({:?})", self.health())
    }
}
