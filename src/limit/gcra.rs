//! The arithmetic of one bucket: a backlog in microseconds that drains with time and grows with every unit
//! charged.
//!
//! A bucket is full when its backlog is zero, and empty when its backlog is one window (`burst × every`).
//! `script.rs` implements the same in Lua; one table of tests covers both.

use std::time::Duration;

use super::{BucketState, Charge, LimitExceeded, LimitStatus, Quota};
use crate::closed_set::closed_set;

/// The longest window in microseconds, one year: sums with a Unix time stay exact in Lua's numbers (2^53).
const LONGEST: u64 = 365 * 86_400 * 1_000_000;

closed_set! {
    /// How a call charges buckets; the word is its name in the Lua script.
    pub(super) enum ChargeMode {
        /// Charges only if every bucket has enough capacity.
        Conditional = "take",
        /// Charges unconditionally, going into debt if necessary.
        Unconditional = "spend",
    }
}

/// One bucket of a call.
#[derive(Clone, Copy, Debug)]
pub(super) struct BucketRequest<'a> {
    pub quota: Quota,
    pub subject: &'a [u8],
    pub cost: u32,
}

impl BucketRequest<'_> {
    pub(super) fn burst(&self) -> u64 {
        u64::from(self.quota.burst.max(1))
    }

    pub(super) fn every(&self) -> u64 {
        every(&self.quota)
    }

    pub(super) fn window(&self) -> u64 {
        window(&self.quota)
    }

    /// Returns how many units are charged: a cost above the burst empties the bucket.
    pub(super) fn units(&self, mode: ChargeMode) -> u64 {
        match mode {
            ChargeMode::Conditional => u64::from(self.cost).min(self.burst()),
            ChargeMode::Unconditional => u64::from(self.cost).min(2 * self.burst()),
        }
    }

    /// Returns the backlog that a stored bucket stands for. A debt of more than one window is impossible in
    /// operation; it means that the clock was set back or the quota was reduced. Such a bucket counts as
    /// empty.
    pub(super) fn settle(&self, backlog: u64) -> u64 {
        if backlog > 2 * self.window() {
            self.window()
        } else {
            backlog
        }
    }

    /// Returns the time in microseconds until the bucket has enough capacity; zero if it has.
    pub(super) fn wait(&self, backlog: u64) -> u64 {
        (backlog + self.units(ChargeMode::Conditional) * self.every()).saturating_sub(self.window())
    }

    pub(super) fn charged(&self, backlog: u64, mode: ChargeMode) -> u64 {
        (backlog + self.units(mode) * self.every()).min(2 * self.window())
    }

    fn state(&self, backlog: u64) -> BucketState {
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
    let mut requests: Vec<BucketRequest<'_>> = Vec::with_capacity(charges.len());
    for charge in charges {
        let same = |request: &&mut BucketRequest<'_>| {
            request.quota.name == charge.quota.name && request.subject == charge.subject
        };
        if let Some(request) = requests.iter_mut().find(same) {
            request.cost = request.cost.saturating_add(charge.cost);
        } else {
            requests.push(BucketRequest {
                quota: charge.quota,
                subject: &charge.subject,
                cost: charge.cost,
            });
        }
    }
    requests
}

/// Converts the backlogs before a [`ChargeMode::Conditional`] call into its result.
pub(super) fn decision(
    requests: &[BucketRequest<'_>],
    backlogs: &[u64],
    degraded: bool,
) -> Result<LimitStatus, LimitExceeded> {
    let each = || requests.iter().zip(backlogs.iter().copied());
    let refusing = each()
        .filter(|(request, backlog)| request.wait(*backlog) > 0)
        .map(|(request, backlog)| BucketState {
            reset: Duration::from_micros(request.wait(backlog)),
            ..request.state(backlog)
        })
        .collect();
    if let Some(exceeded) = LimitExceeded::by(refusing, degraded) {
        return Err(exceeded);
    }
    let charged = |(request, backlog): (&BucketRequest<'_>, u64)| {
        request.state(request.charged(backlog, ChargeMode::Conditional))
    };
    Ok(LimitStatus {
        tightest: each()
            .map(charged)
            .min_by_key(|state| (state.remaining, std::cmp::Reverse(state.reset))),
        degraded,
    })
}
