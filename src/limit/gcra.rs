//! The arithmetic of one bucket: a backlog in microseconds that drains with time and grows with every unit
//! charged.
//!
//! A bucket is full when its backlog is zero, and empty when its backlog is one window (`burst × every`).
//! `script.rs` implements the same in Lua; one table of tests covers both.

use std::time::Duration;

use super::{BucketState, Charge, Outcome, Quota, Refused, Taken};

/// The longest window in microseconds, one year: sums with a Unix time stay exact in Lua's numbers (2^53).
const LONGEST: u64 = 365 * 86_400 * 1_000_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ChargeMode {
    /// Charges only if every bucket has enough capacity.
    Take,
    /// Charges unconditionally, going into debt if necessary.
    Spend,
}

/// One bucket of a call.
#[derive(Clone, Copy, Debug)]
pub(super) struct BucketRequest<'a> {
    pub quota: Quota,
    pub subject: &'a [u8],
    pub cost: u32,
}

impl BucketRequest<'_> {
    pub fn burst(&self) -> u64 {
        u64::from(self.quota.burst.max(1))
    }

    pub fn every(&self) -> u64 {
        every(&self.quota)
    }

    pub fn window(&self) -> u64 {
        window(&self.quota)
    }

    /// Returns how many units are charged: a cost above the burst empties the bucket.
    pub fn turns(&self, mode: ChargeMode) -> u64 {
        match mode {
            ChargeMode::Take => u64::from(self.cost).min(self.burst()),
            ChargeMode::Spend => u64::from(self.cost).min(2 * self.burst()),
        }
    }

    /// Returns the backlog that a stored bucket stands for. A debt of more than one window is impossible in
    /// operation; it means that the clock was set back or the quota was reduced. Such a bucket counts as
    /// empty.
    pub fn settle(&self, backlog: u64) -> u64 {
        if backlog > 2 * self.window() {
            self.window()
        } else {
            backlog
        }
    }

    /// Returns the time in microseconds until the bucket has enough capacity; zero if it has.
    pub fn wait(&self, backlog: u64) -> u64 {
        (backlog + self.turns(ChargeMode::Take) * self.every()).saturating_sub(self.window())
    }

    pub fn charged(&self, backlog: u64, mode: ChargeMode) -> u64 {
        (backlog + self.turns(mode) * self.every()).min(2 * self.window())
    }

    fn standing(&self, backlog: u64) -> BucketState {
        let burst = self.burst();
        let remaining = self.window().saturating_sub(backlog) / self.every();
        let reset = backlog.saturating_sub(burst.saturating_sub(remaining + 1) * self.every());
        BucketState {
            quota: self.quota.name,
            burst: self.quota.burst.max(1),
            window: Duration::from_micros(self.window()),
            remaining: u32::try_from(remaining).unwrap_or(u32::MAX),
            reset: Duration::from_micros(reset),
        }
    }
}

fn every(quota: &Quota) -> u64 {
    let longest = LONGEST / u64::from(quota.burst.max(1));
    let every = u64::try_from(quota.every.as_micros()).unwrap_or(u64::MAX);
    every.clamp(1, longest)
}

pub(super) fn window(quota: &Quota) -> u64 {
    every(quota) * u64::from(quota.burst.max(1))
}

/// Groups the charges by bucket: charges of the same quota and subject are added up.
pub(super) fn gather(charges: &[Charge]) -> Vec<BucketRequest<'_>> {
    let mut asks: Vec<BucketRequest<'_>> = Vec::with_capacity(charges.len());
    for charge in charges {
        let same = |ask: &&mut BucketRequest<'_>| {
            ask.quota.name == charge.quota.name && ask.subject == charge.subject
        };
        if let Some(ask) = asks.iter_mut().find(same) {
            ask.cost = ask.cost.saturating_add(charge.cost);
        } else {
            asks.push(BucketRequest {
                quota: charge.quota,
                subject: &charge.subject,
                cost: charge.cost,
            });
        }
    }
    asks
}

/// Converts the backlogs before a [`ChargeMode::Take`] call into its outcome.
pub(super) fn outcome(asks: &[BucketRequest<'_>], backlogs: &[u64], degraded: bool) -> Outcome {
    let each = || asks.iter().zip(backlogs.iter().copied());
    let refusing = each()
        .filter(|(ask, backlog)| ask.wait(*backlog) > 0)
        .map(|(ask, backlog)| BucketState {
            reset: Duration::from_micros(ask.wait(backlog)),
            ..ask.standing(backlog)
        })
        .collect();
    match Refused::by(refusing, degraded) {
        Some(refused) => Outcome::Refused(refused),
        None => Outcome::Taken(Taken {
            tightest: each()
                .map(|(ask, backlog)| ask.standing(ask.charged(backlog, ChargeMode::Take)))
                .min_by_key(|standing| (standing.remaining, std::cmp::Reverse(standing.reset))),
            degraded,
        }),
    }
}
