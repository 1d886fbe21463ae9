//! The results of rate limit checks.

use std::time::Duration;

use super::{Quota, quotas};

/// The state of one bucket, as shown in the `RateLimit` fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BucketState {
    pub quota: &'static str,
    pub burst: u32,
    /// The time from empty to full.
    pub window: Duration,
    /// Whole units available now.
    pub remaining: u32,
    /// The time until one more unit is available; after a refusal, until the requested cost is available.
    pub reset: Duration,
}

/// The reason why a call that also consumes a single-use value was refused. Nothing was charged, and the value
/// was not marked as used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SingleUseRefusal {
    /// Another request has already used the value.
    Used,
    Exceeded(LimitExceeded),
}

/// The reply about the buckets of one call.
#[derive(Debug)]
pub(super) struct Reply {
    /// Another request has already used the single-use value of the call; nothing was charged.
    pub is_used: bool,
    /// The backlog of every bucket before the call.
    pub backlogs: Vec<u64>,
}

impl Reply {
    pub(super) fn used(requests: usize) -> Self {
        Self {
            is_used: true,
            backlogs: vec![0; requests],
        }
    }
}

/// What a successful check charged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitStatus {
    /// The quota with the fewest units left; `None` when nothing was charged.
    pub tightest: Option<BucketState>,
    /// Decided in process because Redis is unavailable. Comments accepted in this state are held for
    /// moderation.
    pub degraded: bool,
}

/// At least one quota had too little capacity, so nothing was charged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitExceeded {
    /// The quota that takes longest to regain enough capacity.
    pub tightest: BucketState,
    /// All quotas that refused, in the order of the charges.
    pub quotas: Vec<&'static str>,
    /// The state of each of these quotas.
    refusing: Vec<BucketState>,
    /// After exactly this time the same request succeeds, if no other request is charged to the same
    /// buckets meanwhile.
    pub retry_after: Duration,
    /// Decided in process because Redis is unavailable.
    pub degraded: bool,
}

impl LimitExceeded {
    /// Returns the refusal by these quotas; `None` if there are none.
    pub(super) fn by(refusing: Vec<BucketState>, degraded: bool) -> Option<Self> {
        let tightest = *refusing.iter().max_by_key(|state| state.reset)?;
        Some(Self {
            tightest,
            quotas: refusing.iter().map(|state| state.quota).collect(),
            refusing,
            retry_after: tightest.reset,
            degraded,
        })
    }

    /// Returns the refusal without these quotas, whose state the caller must not learn; `None` if no other
    /// quota refused.
    #[must_use]
    pub fn without(mut self, hidden: &[Quota]) -> Option<Self> {
        let is_hidden = |state: &BucketState| hidden.iter().any(|q| q.name == state.quota);
        self.refusing.retain(|state| !is_hidden(state));
        Self::by(self.refusing, self.degraded)
    }
}

impl LimitStatus {
    /// Returns whether the quota of the client's network is the tightest one.
    #[must_use]
    pub fn is_network_busy(&self) -> bool {
        let networks = [quotas::NETWORK_V4.name, quotas::ORGANISATION_V6.name];
        self.tightest
            .is_some_and(|tightest| networks.contains(&tightest.quota))
    }
}
