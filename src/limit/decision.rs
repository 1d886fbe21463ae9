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

/// The result of a rate limit check.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Outcome {
    /// Everything was charged.
    Taken(Taken),
    /// At least one quota had too little capacity; nothing was charged.
    Refused(Refused),
}

/// The result of a rate limit check that also consumes a single-use value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum SingleUseOutcome {
    /// The value was not used before. It is now marked as used if everything was charged, and only then.
    Unused(Outcome),
    /// Another request has already used the value. Nothing was charged.
    Used,
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
    pub fn used(asks: usize) -> Self {
        Self {
            is_used: true,
            backlogs: vec![0; asks],
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The quota with the fewest units left; `None` when nothing was charged.
    pub tightest: Option<BucketState>,
    /// Decided in process because Redis is unavailable.
    pub degraded: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
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

impl Refused {
    /// Returns the refusal by these quotas; `None` if there are none.
    pub(super) fn by(refusing: Vec<BucketState>, degraded: bool) -> Option<Self> {
        let tightest = *refusing.iter().max_by_key(|standing| standing.reset)?;
        Some(Self {
            tightest,
            quotas: refusing.iter().map(|standing| standing.quota).collect(),
            refusing,
            retry_after: tightest.reset,
            degraded,
        })
    }

    /// Returns the refusal without these quotas, whose state the caller must not learn; `None` if no other
    /// quota refused.
    #[must_use]
    pub fn without(mut self, hidden: &[Quota]) -> Option<Self> {
        let is_hidden = |standing: &BucketState| hidden.iter().any(|q| q.name == standing.quota);
        self.refusing.retain(|standing| !is_hidden(standing));
        Self::by(self.refusing, self.degraded)
    }
}

impl Taken {
    /// Returns whether the quota of the client's network is the tightest one.
    #[must_use]
    pub fn network_busy(&self) -> bool {
        let networks = [quotas::NETWORK_V4.name, quotas::ORGANISATION_V6.name];
        self.tightest
            .is_some_and(|tightest| networks.contains(&tightest.quota))
    }
}

impl Outcome {
    /// Returns whether the outcome was decided in process because Redis is unavailable. Comments accepted
    /// in this state are held for moderation.
    pub fn degraded(&self) -> bool {
        match self {
            Self::Taken(taken) => taken.degraded,
            Self::Refused(refused) => refused.degraded,
        }
    }

    /// Returns the quota that the `RateLimit` fields describe.
    pub fn tightest(&self) -> Option<&BucketState> {
        match self {
            Self::Taken(taken) => taken.tightest.as_ref(),
            Self::Refused(refused) => Some(&refused.tightest),
        }
    }
}
