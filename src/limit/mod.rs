//! Rate limiting. All quotas of a request are checked and charged in one atomic call, in process or in
//! Redis: either every quota is charged or none.
//!
//! The algorithm is the generic cell rate algorithm (GCRA, ITU-T I.371): a bucket is one number, the time
//! at which it will be full again. `gcra.rs` holds the arithmetic, `memory.rs` runs it in process,
//! `script.rs` runs it in Redis under the Redis server's clock, and `remote.rs` maintains the connection.
//!
//! **While Redis is unavailable** (frozen, gone, out of memory, read-only, or sending invalid replies), the
//! same algorithm runs in process at half of every quota, less what is known to be used up (`degraded.rs`).
//! The result is marked `degraded`, and the caller holds new comments for moderation. The first call that
//! notices the outage waits for one timeout; later calls do not wait. A background task reconnects and then
//! transfers to Redis what was charged meanwhile.

pub(crate) mod api;
mod decision;
mod degraded;
mod deployment;
mod gcra;
mod headers;
mod keys;
mod memory;
pub(crate) mod quotas;
mod refusals;
mod remote;
mod script;
mod single_use;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use std::{fmt, sync::Arc, time::Duration};

use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use self::{
    decision::Reply,
    deployment::Deployment,
    gcra::{BucketRequest, ChargeMode},
    memory::InProcessLimits,
    remote::Remote,
};
pub(crate) use self::{
    decision::{BucketState, LimitExceeded, LimitStatus, SingleUseRefusal},
    single_use::SingleUse,
};
use crate::{
    clock::{Clock, Timestamp},
    setting::Mistakes,
};

/// The section `[limits]` of the settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LimitSettings {
    /// The URL of the Redis server in which several processes count their limits together. Without it,
    /// limits are counted in this process. Forms: `redis://[user:password@]host[:port][/db]`, `rediss://…`
    /// (TLS), `unix:///path`; `redis-cluster://host,host…` or several `redis://` URLs separated by commas
    /// (Cluster); `redis-sentinel://[user:password@]host,host…/MASTER[/db]`, where the credentials are
    /// those of the Redis servers behind Sentinel. With TLS: `rediss-cluster://`, `rediss-sentinel://`. A
    /// comma in a password is written `%2C`. Requires Redis 5 or newer, or Valkey.
    pub redis_url: Option<SecretString>,
    /// How long one call may wait for Redis before it is decided in process: 1 to 5000 ms.
    pub redis_timeout_ms: u64,
    /// How long a refusal by Redis is repeated without another call, at most until the bucket has capacity
    /// again: 0 to 10000 ms. Buckets that are deleted in Redis take effect only after this time.
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
    /// Returns the hosts and ports of Redis for messages; `None` for a Unix socket.
    #[must_use]
    pub fn hosts(&self) -> Option<String> {
        let url = self.redis_url.as_ref()?.expose_secret();
        (!url.starts_with("unix:") && !url.starts_with("redis+unix:"))
            .then(|| deployment::hosts(url))
    }

    /// Adds all mistakes in this section.
    pub fn check(&self, mistakes: &mut Mistakes) {
        if let Some(url) = &self.redis_url
            && let Err(error) = Deployment::parse(url.expose_secret())
        {
            mistakes.add("limits.redis_url", error);
        }
        mistakes.range(
            "limits.redis_timeout_ms",
            self.redis_timeout_ms,
            &(1..=5_000),
        );
        mistakes.range(
            "limits.redis_refusals_ms",
            self.redis_refusals_ms,
            &(0..=10_000),
        );
    }
}

/// A rate limit: one unit per `every`, and bursts of up to `burst` units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// The name that the `RateLimit` fields and problem details show. It is part of the bucket's key; the
    /// numbers are not, so they can be changed while buckets exist.
    pub name: &'static str,
    /// The largest cost that can be charged in one call; zero counts as one.
    pub burst: u32,
    /// The emission interval: the time until one more unit is available, in whole microseconds.
    pub every: Duration,
}

impl Quota {
    #[must_use]
    pub const fn new(name: &'static str, burst: u32, every: Duration) -> Self {
        Self { name, burst, every }
    }

    /// Returns the time in which an empty bucket becomes full.
    #[must_use]
    pub fn window(&self) -> Duration {
        Duration::from_micros(gcra::window(self))
    }

    /// Returns the quota with half the burst at half the rate, used while Redis is unavailable.
    fn halved(self) -> Self {
        Self {
            burst: (self.burst / 2).max(1),
            every: self.every.saturating_mul(2),
            ..self
        }
    }
}

/// A cost to be charged to one quota for one subject.
#[derive(Clone, PartialEq, Eq)]
pub struct Charge {
    pub quota: Quota,
    /// What the quota is counted by: the bytes of an IP address, an email address or a page key. It is
    /// stored only as a keyed hash.
    pub subject: Vec<u8>,
    /// The number of units to charge. Zero only checks that the bucket is not in debt. A cost above the
    /// burst counts as the whole burst.
    pub cost: u32,
}

impl Charge {
    /// Returns a charge of one unit.
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

/// Where limits are currently counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LimitHealth {
    /// In this process, because no Redis is configured.
    InProcess,
    /// In Redis.
    Redis,
    /// In this process at half of every quota, because Redis has been unavailable since this time, for this
    /// reason.
    Away { since: Timestamp, reason: String },
}

impl LimitHealth {
    #[must_use]
    pub const fn is_degraded(&self) -> bool {
        matches!(self, Self::Away { .. })
    }
}

impl fmt::Display for LimitHealth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InProcess => f.write_str("counted in this process"),
            Self::Redis => f.write_str("counted in Redis"),
            Self::Away { since, reason } => write!(
                f,
                "Redis unavailable since {since} ({reason}): each process enforces half of every limit by itself"
            ),
        }
    }
}

/// All rate limits of the process.
pub struct Limits {
    memory: Arc<InProcessLimits>,
    remote: Option<Remote>,
}

impl Limits {
    /// Opens the limits according to the settings. An unreachable Redis is no error: the limits start in
    /// process and move to Redis when it responds. `secret` keys the hashes that stand for IP addresses and
    /// names in Redis; processes that share a Redis must share the secret.
    pub async fn open(
        settings: &LimitSettings,
        clock: Clock,
        secret: &[u8],
    ) -> Result<Self, Mistakes> {
        let mut mistakes = Mistakes::default();
        settings.check(&mut mistakes);
        mistakes.into_result(())?;
        let mut limits = Self::in_process(clock);
        if let Some(url) = &settings.redis_url {
            let deployment = Deployment::parse(url.expose_secret())
                .map_err(|fault| Mistakes(vec![format!("limits.redis_url: {fault}")]))?;
            let timeout = Duration::from_millis(settings.redis_timeout_ms);
            let refusals = Duration::from_millis(settings.redis_refusals_ms);
            let memory = Arc::clone(&limits.memory);
            limits.remote = Some(Remote::open(deployment, timeout, refusals, memory, secret).await);
        }
        Ok(limits)
    }

    /// Returns limits that are counted in this process only.
    #[must_use]
    pub fn in_process(clock: Clock) -> Self {
        Self {
            memory: Arc::new(InProcessLimits::new(clock)),
            remote: None,
        }
    }

    /// Charges everything in one atomic call, or charges nothing; the error says when to retry. `site` is the
    /// site's slug, or empty for quotas that span all sites; buckets of different sites are separate.
    /// Charges of the same quota and subject are added up.
    pub async fn check(
        &self,
        site: &str,
        charges: &[Charge],
    ) -> Result<LimitStatus, LimitExceeded> {
        self.run(site, charges, ChargeMode::Conditional, None)
            .await
            .decision()
    }

    /// Like [`check`](Self::check), and also consumes a single-use value in the same atomic call: both happen
    /// or neither. After a failover of Redis a value may be accepted a second time.
    pub async fn check_single_use(
        &self,
        site: &str,
        charges: &[Charge],
        once: &SingleUse,
    ) -> Result<LimitStatus, SingleUseRefusal> {
        let run = self.run(site, charges, ChargeMode::Conditional, Some(once));
        let run = run.await;
        if run.reply.is_used {
            return Err(SingleUseRefusal::Used);
        }
        run.decision().map_err(SingleUseRefusal::Exceeded)
    }

    /// Charges unconditionally, for a request that turned out to cost more than expected (a comment
    /// classified as spam). A bucket can go into debt by one burst at most.
    pub async fn charge(&self, site: &str, charges: &[Charge]) {
        self.run(site, charges, ChargeMode::Unconditional, None)
            .await;
    }

    /// Like [`check`](Self::check), but always in this process and never degraded: for reads, which do not
    /// justify a round trip and whose limits stay the same while Redis is unavailable.
    pub fn check_in_process(
        &self,
        site: &str,
        charges: &[Charge],
    ) -> Result<LimitStatus, LimitExceeded> {
        let requests = gcra::gather(charges);
        let reply = self
            .memory
            .run(site, &requests, ChargeMode::Conditional, None);
        gcra::decision(&requests, &reply.backlogs, false)
    }

    async fn run<'a>(
        &self,
        site: &str,
        charges: &'a [Charge],
        mode: ChargeMode,
        once: Option<&SingleUse>,
    ) -> LimitCall<'a> {
        let requests = gcra::gather(charges);
        let is_empty = requests.is_empty() && once.is_none();
        let Some(remote) = self.remote.as_ref().filter(|_| !is_empty) else {
            let reply = self.memory.run(site, &requests, mode, once);
            return LimitCall::new(requests, reply, false);
        };
        if let Some(reply) = remote.repeated_refusal(site, &requests, mode) {
            return LimitCall::new(requests, reply, false);
        }
        let names = remote.names(site, &requests, once);
        if let Some(reply) = remote.run(site, &requests, &names, mode, once).await {
            let memory = &self.memory;
            memory.note_reply(site, &requests, &names.now, mode, once, &reply);
            return LimitCall::new(requests, reply, false);
        }
        let (requests, reply) = self
            .memory
            .run_degraded(site, &requests, &names.now, mode, once);
        LimitCall::new(requests, reply, true)
    }

    /// Returns where limits are currently counted. Without traffic the result is at most about two seconds
    /// old.
    #[must_use]
    pub fn health(&self) -> LimitHealth {
        match &self.remote {
            None => LimitHealth::InProcess,
            Some(remote) => match remote.away() {
                None => LimitHealth::Redis,
                Some((since, reason)) => LimitHealth::Away { since, reason },
            },
        }
    }
}

/// The buckets of one call and the reply about them.
struct LimitCall<'a> {
    requests: Vec<BucketRequest<'a>>,
    reply: Reply,
    degraded: bool,
}

impl<'a> LimitCall<'a> {
    fn new(requests: Vec<BucketRequest<'a>>, reply: Reply, degraded: bool) -> Self {
        Self {
            requests,
            reply,
            degraded,
        }
    }

    fn decision(&self) -> Result<LimitStatus, LimitExceeded> {
        gcra::decision(&self.requests, &self.reply.backlogs, self.degraded)
    }
}

impl fmt::Debug for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Limits({:?})", self.health())
    }
}
