//! Repeats a recent refusal by Redis without another call: a bucket without capacity has none before its
//! time, for any caller.
//!
//! Only refusals by Redis itself are remembered, per bucket and for a short time, counted from before the
//! call was sent. So no request is refused that Redis would allow. A flood thus costs Redis an occasional
//! call per bucket instead of one per request.

use std::{
    hash::{BuildHasher as _, RandomState},
    time::Duration,
};

use moka::sync::Cache;
use tokio::time::Instant;

use super::gcra::BucketRequest;

/// The largest number of buckets that are remembered, about 10 MB.
const MOST: u64 = 1 << 16;

pub(super) struct RefusedNetworks {
    /// A hash key generated at startup, so that no IP address stays in memory.
    hash: RandomState,
    /// The time at which each bucket is full again.
    known: Cache<u64, Instant>,
}

impl RefusedNetworks {
    /// Returns a memory that holds refusals for `life`; `None` if `life` is zero.
    pub(super) fn new(life: Duration) -> Option<Self> {
        (life > Duration::ZERO).then(|| Self {
            hash: RandomState::new(),
            known: Cache::builder()
                .max_capacity(MOST)
                .time_to_live(life)
                .build(),
        })
    }

    /// Returns the backlogs with which the call is refused, if a remembered refusal applies. Buckets that
    /// are not remembered count as full.
    pub(super) fn backlogs(
        &self,
        site: &str,
        requests: &[BucketRequest<'_>],
        now: Instant,
    ) -> Option<Vec<u64>> {
        let backlogs = requests.iter().map(|request| {
            let full_at = self.known.get(&self.name(site, request));
            let left = full_at.map(|at| at.saturating_duration_since(now));
            left.map_or(0, |left| u64::try_from(left.as_micros()).unwrap_or(0))
        });
        let backlogs = backlogs.collect::<Vec<_>>();
        let mut each = requests.iter().zip(&backlogs);
        each.any(|(request, backlog)| request.wait(*backlog) > 0)
            .then_some(backlogs)
    }

    /// Records the reply to a call that was sent at `asked_at`.
    pub(super) fn note(
        &self,
        site: &str,
        requests: &[BucketRequest<'_>],
        backlogs: &[u64],
        asked_at: Instant,
    ) {
        for (request, backlog) in requests.iter().zip(backlogs) {
            if request.wait(*backlog) > 0 {
                let full_at = asked_at + Duration::from_micros(*backlog);
                self.known.insert(self.name(site, request), full_at);
            }
        }
    }

    /// Returns the key of a bucket. The numbers of the quota are part of it: when they change, the next
    /// call goes to Redis.
    fn name(&self, site: &str, request: &BucketRequest<'_>) -> u64 {
        let quota = &request.quota;
        let numbers = (quota.burst, quota.every.as_micros());
        self.hash
            .hash_one((site, quota.name, numbers, request.subject))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limit::{Charge, Quota, gcra};

    const TWO: Quota = Quota::new("two", 2, Duration::from_secs(10));
    const SECOND: u64 = 1_000_000;

    fn refusals() -> RefusedNetworks {
        RefusedNetworks::new(Duration::from_secs(1)).expect("some time")
    }

    fn wait(refusals: &RefusedNetworks, site: &str, charge: &Charge, now: Instant) -> Option<u64> {
        let charges = [charge.clone()];
        let requests = gcra::gather(&charges);
        let backlogs = refusals.backlogs(site, &requests, now)?;
        Some(requests[0].wait(backlogs[0]))
    }

    #[test]
    fn a_refusal_is_counted_down_and_over_when_its_time_is_over() {
        let (refusals, t0) = (refusals(), Instant::now());
        let ann = Charge::new(TWO, "ann");
        let charges = [ann.clone()];
        refusals.note("blog", &gcra::gather(&charges), &[15 * SECOND], t0);
        assert_eq!(wait(&refusals, "blog", &ann, t0), Some(5 * SECOND));
        let later = t0 + Duration::from_secs(4);
        assert_eq!(wait(&refusals, "blog", &ann, later), Some(SECOND));
        let over = t0 + Duration::from_secs(5);
        assert_eq!(wait(&refusals, "blog", &ann, over), None);
        // A caller with a higher cost is still refused, and for longer.
        let both = ann.clone().costing(2);
        assert_eq!(wait(&refusals, "blog", &both, over), Some(10 * SECOND));
    }

    #[test]
    fn other_subjects_sites_and_costs_are_charged_in_redis() {
        let (refusals, t0) = (refusals(), Instant::now());
        let charges = [Charge::new(TWO, "ann")];
        refusals.note("blog", &gcra::gather(&charges), &[20 * SECOND], t0);
        let more = Quota { burst: 3, ..TWO };
        for (site, charge) in [
            ("blog", Charge::new(TWO, "ben")),
            ("other", Charge::new(TWO, "ann")),
            ("blog", Charge::new(more, "ann")),
        ] {
            assert_eq!(wait(&refusals, site, &charge, t0), None, "{charge:?}");
        }
    }

    #[test]
    fn one_full_bucket_refuses_the_whole_call() {
        let (refusals, t0) = (refusals(), Instant::now());
        let site = [Charge::new(TWO, "")];
        refusals.note("blog", &gcra::gather(&site), &[20 * SECOND], t0);
        let charges = [Charge::new(TWO, "ben"), Charge::new(TWO, "")];
        let requests = gcra::gather(&charges);
        assert_eq!(
            refusals.backlogs("blog", &requests, t0),
            Some(vec![0, 20 * SECOND])
        );
        // The bucket that had capacity is not remembered.
        refusals.note("blog", &requests, &[SECOND, 20 * SECOND], t0);
        assert_eq!(wait(&refusals, "blog", &charges[0], t0), None);
    }

    #[test]
    fn nothing_is_remembered_for_no_time() {
        assert!(RefusedNetworks::new(Duration::ZERO).is_none());
    }
}
