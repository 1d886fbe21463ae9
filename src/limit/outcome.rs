//! What the limits answer.

use std::time::Duration;

use super::{Quota, quotas};

/// How one bucket stands, as the `RateLimit` fields tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub quota: &'static str,
    pub burst: u32,
    /// From empty to full.
    pub window: Duration,
    /// Whole turns left now.
    pub remaining: u32,
    /// Until one more turn is there; after a refusal, until what was asked for is there.
    pub reset: Duration,
}

/// What became of a request for turns.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Outcome {
    /// Every charge was taken.
    Taken(Taken),
    /// At least one quota had no room; nothing was taken from any.
    Refused(Refused),
}

/// The result of a request for turns that uses up a value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum SingleUseOutcome {
    /// The value was not used before. It is used now if the charges were taken, and only then.
    Unused(Outcome),
    /// Another request has used the value. Nothing was charged.
    Used,
}

/// What the buckets answer to one call.
#[derive(Debug)]
pub(super) struct Reply {
    /// Another request has used the value of the call; nothing was charged.
    pub is_used: bool,
    /// Of every bucket before the call.
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
    /// The quota with the fewest turns left; none when nothing was charged.
    pub tightest: Option<Standing>,
    /// Decided in process because Redis is away.
    pub degraded: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The quota that takes longest to have room.
    pub tightest: Standing,
    /// Every quota that refused, in the order of the charges.
    pub quotas: Vec<&'static str>,
    /// How each of them stands.
    refusing: Vec<Standing>,
    /// After exactly this long the same request succeeds, if nobody else takes a turn meanwhile.
    pub retry_after: Duration,
    /// Decided in process because Redis is away.
    pub degraded: bool,
}

impl Refused {
    /// The refusal by these quotas; `None` when there are none.
    pub(super) fn by(refusing: Vec<Standing>, degraded: bool) -> Option<Self> {
        let tightest = *refusing.iter().max_by_key(|standing| standing.reset)?;
        Some(Self {
            tightest,
            quotas: refusing.iter().map(|standing| standing.quota).collect(),
            refusing,
            retry_after: tightest.reset,
            degraded,
        })
    }

    /// The refusal by all but these quotas, whose state the caller must not learn; `None` when no
    /// other quota refused.
    #[must_use]
    pub fn without(mut self, hidden: &[Quota]) -> Option<Self> {
        let is_hidden = |standing: &Standing| hidden.iter().any(|q| q.name == standing.quota);
        self.refusing.retain(|standing| !is_hidden(standing));
        Self::by(self.refusing, self.degraded)
    }
}

impl Taken {
    /// Is the sender's network nearer to its limit than anything else?
    #[must_use]
    pub fn network_busy(&self) -> bool {
        let networks = [quotas::NETWORK_V4.name, quotas::ORGANISATION_V6.name];
        self.tightest
            .is_some_and(|tightest| networks.contains(&tightest.quota))
    }
}

impl Outcome {
    /// Whether it was decided in process because Redis is away: what it let through then waits
    /// for a moderator.
    pub fn degraded(&self) -> bool {
        match self {
            Self::Taken(taken) => taken.degraded,
            Self::Refused(refused) => refused.degraded,
        }
    }

    /// The quota that the `RateLimit` fields tell about.
    pub fn tightest(&self) -> Option<&Standing> {
        match self {
            Self::Taken(taken) => taken.tightest.as_ref(),
            Self::Refused(refused) => Some(&refused.tightest),
        }
    }
}
