//! The buckets of this process: one table under one lock, bounded in size, on a clock that never goes back.

use std::{
    collections::HashMap,
    hash::{BuildHasher as _, BuildHasherDefault, Hasher, RandomState},
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{
    decision::Reply,
    gcra::{BucketRequest, ChargeMode},
    single_use::{SingleUse, UsedValues},
};
use crate::clock::{Clock, Timestamp};

/// The largest number of buckets in the table: about 10 MB, or about 30 MB with their keys in Redis.
const MOST: usize = 1 << 18;

/// Buckets are identified by a 64-bit hash under a key generated at startup, so that no IP address or name
/// stays in memory and no client can cause a collision. An accidental collision occurs about once in 10^8
/// full tables; the two buckets then share their quota.
type BucketMap = HashMap<u64, Bucket, BuildHasherDefault<AsIs>>;

struct Bucket {
    /// The time at which the bucket is full again, in microseconds on the table's clock.
    full_at: u64,
    window: u64,
    /// The key of the same bucket in Redis, if it is also counted there.
    name: Option<Box<str>>,
}

/// One bucket of a call, with its key in the table.
pub(super) struct CalledBucket<'a> {
    pub key: u64,
    pub request: BucketRequest<'a>,
    /// The bucket's key in Redis; `None` for buckets of this process only.
    pub name: Option<&'a str>,
}

/// The state of a bucket in Redis as far as this process knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KnownBucket {
    pub name: Box<str>,
    /// The current backlog in microseconds.
    pub backlog: u64,
}

pub(super) struct InProcessLimits {
    clock: Clock,
    hash: RandomState,
    most: usize,
    table: Mutex<BucketTable>,
}

struct BucketTable {
    buckets: BucketMap,
    used: UsedValues,
    elapsed: Elapsed,
    /// The number of buckets at which idle buckets are next removed.
    sweep_at: usize,
}

impl InProcessLimits {
    pub(super) fn new(clock: Clock) -> Self {
        Self::bounded(clock, MOST)
    }

    fn bounded(clock: Clock, most: usize) -> Self {
        let table = BucketTable {
            buckets: BucketMap::default(),
            used: UsedValues::default(),
            elapsed: Elapsed::from(clock.now()),
            sweep_at: 1024.min(most),
        };
        Self {
            clock,
            hash: RandomState::new(),
            most,
            table: Mutex::new(table),
        }
    }

    /// Charges all buckets or none, and with them consumes the single-use value, if there is one.
    pub(super) fn run(
        &self,
        site: &str,
        requests: &[BucketRequest<'_>],
        mode: ChargeMode,
        once: Option<&SingleUse>,
    ) -> Reply {
        self.run_at(|| self.clock.now(), site, requests, mode, once)
    }

    fn run_at(
        &self,
        now: impl FnOnce() -> Timestamp,
        site: &str,
        requests: &[BucketRequest<'_>],
        mode: ChargeMode,
        once: Option<&SingleUse>,
    ) -> Reply {
        let entries = requests.iter().map(|request| CalledBucket {
            key: self.key("", site, request),
            request: *request,
            name: None,
        });
        self.run_entries(now, site, &entries.collect::<Vec<_>>(), mode, once)
    }

    /// Returns the key of a bucket in the table; buckets of different purposes have different keys.
    pub(super) fn key(&self, purpose: &str, site: &str, request: &BucketRequest<'_>) -> u64 {
        self.hash
            .hash_one((purpose, site, request.quota.name, request.subject))
    }

    /// Returns the time of the table; tests stop this clock.
    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Runs a call on these entries. The clock is read under the lock, so that times are in order.
    pub(super) fn run_entries(
        &self,
        now: impl FnOnce() -> Timestamp,
        site: &str,
        entries: &[CalledBucket<'_>],
        mode: ChargeMode,
        once: Option<&SingleUse>,
    ) -> Reply {
        let once = once.map(|once| (self.key_of_value(site, once), once));
        let mut table = self.table();
        let now = table.elapsed.advance(now());
        if once.is_some_and(|(key, once)| table.used.is_used(key, once.request, now)) {
            return Reply::used(entries.len());
        }
        let mut is_available = true;
        let backlogs: Vec<u64> = entries
            .iter()
            .map(|CalledBucket { key, request, .. }| {
                let stored = table.buckets.get(key).map_or(0, |bucket| bucket.full_at);
                let backlog = request.settle(stored.saturating_sub(now));
                is_available &= request.wait(backlog) == 0;
                backlog
            })
            .collect();
        if is_available || mode == ChargeMode::Unconditional {
            table.make_room(now, entries.len(), self.most);
            for (entry, backlog) in entries.iter().zip(&backlogs) {
                if entry.request.cost > 0 {
                    table.put(entry, now + entry.request.charged(*backlog, mode));
                }
            }
            if let Some((key, once)) = once {
                table.used.insert(key, once, now);
            }
        }
        Reply {
            is_used: false,
            backlogs,
        }
    }

    /// Records a reply of Redis: the backlogs after the call, and the single-use value that was consumed. A
    /// backlog that is already known is never lowered.
    pub(super) fn note(
        &self,
        site: &str,
        entries: &[CalledBucket<'_>],
        backlogs: &[u64],
        once: Option<&SingleUse>,
    ) {
        let mut table = self.table();
        let now = table.elapsed.advance(self.clock.now());
        table.make_room(now, entries.len(), self.most);
        for (entry, backlog) in entries.iter().zip(backlogs) {
            let known = table.buckets.get(&entry.key);
            let known = known.map_or(0, |bucket| bucket.full_at);
            if *backlog > 0 && now + backlog > known {
                table.put(entry, now + backlog);
            }
        }
        if let Some(once) = once {
            let key = self.key_of_value(site, once);
            table.used.insert(key, once, now);
        }
    }

    /// Returns what is known of the buckets in Redis that are not full, longest backlog first.
    pub(super) fn known(&self) -> Vec<KnownBucket> {
        let mut table = self.table();
        let now = table.elapsed.advance(self.clock.now());
        let mut known: Vec<KnownBucket> = table
            .buckets
            .values()
            .filter(|bucket| bucket.full_at > now)
            .filter_map(|bucket| {
                Some(KnownBucket {
                    name: bucket.name.clone()?,
                    backlog: bucket.full_at - now,
                })
            })
            .collect();
        drop(table);
        known.sort_unstable_by_key(|bucket| std::cmp::Reverse(bucket.backlog));
        known
    }

    fn key_of_value(&self, site: &str, once: &SingleUse) -> u64 {
        self.hash.hash_one((site, "once", &once.value))
    }

    fn table(&self) -> MutexGuard<'_, BucketTable> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl BucketTable {
    fn put(&mut self, entry: &CalledBucket<'_>, full_at: u64) {
        let bucket = Bucket {
            full_at,
            window: entry.request.window(),
            name: entry.name.map(Box::from),
        };
        self.buckets.insert(entry.key, bucket);
    }

    /// Removes idle buckets when the number of buckets has doubled since the last time. If that does not
    /// free enough, it also removes the quarter that is nearest to full. Those protect least: a flood from
    /// new IP addresses evicts its own buckets, not the exhausted ones of a network or a site.
    fn make_room(&mut self, now: u64, more: usize, most: usize) {
        if self.buckets.len() + more <= self.sweep_at {
            return;
        }
        self.buckets.retain(|_, bucket| bucket.full_at > now);
        if self.buckets.len() + more > most - most / 8 {
            let used = |bucket: &Bucket| {
                u128::from(bucket.full_at.saturating_sub(now)) * 1_000_000
                    / u128::from(bucket.window)
            };
            let mut all: Vec<(u128, u64)> =
                self.buckets.iter().map(|(k, b)| (used(b), *k)).collect();
            let (fullest, ..) = all.select_nth_unstable(self.buckets.len() / 4);
            for (_, key) in fullest {
                self.buckets.remove(key);
            }
        }
        if self.buckets.capacity() > 4 * self.buckets.len() {
            self.buckets.shrink_to(2 * self.buckets.len());
        }
        self.sweep_at = (2 * self.buckets.len()).clamp(1024.min(most), most);
    }
}

/// Elapsed microseconds, derived from wall time but never going back. A clock that is set back pauses this
/// one briefly, and a clock that is set forward fills buckets early; neither locks out a client.
struct Elapsed {
    last: Timestamp,
    micros: u64,
}

impl Elapsed {
    fn from(now: Timestamp) -> Self {
        Self {
            last: now,
            micros: 0,
        }
    }

    fn advance(&mut self, now: Timestamp) -> u64 {
        let gone = u64::try_from(now.since(self.last).as_micros()).unwrap_or(0);
        self.micros = self.micros.saturating_add(gone);
        self.last = now;
        self.micros
    }
}

/// A hasher for keys that are already hashes.
#[derive(Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;
    use crate::limit::{Charge, Quota, gcra};

    const START: Timestamp = Timestamp(1_800_000_000_000);
    const FIVE: Quota = Quota::new("five", 5, Duration::from_secs(30));

    fn takes(memory: &InProcessLimits, charges: &[Charge]) -> bool {
        let requests = gcra::gather(charges);
        let backlogs = memory
            .run("blog", &requests, ChargeMode::Conditional, None)
            .backlogs;
        requests
            .iter()
            .zip(backlogs)
            .all(|(request, b)| request.wait(b) == 0)
    }

    #[test]
    fn a_flood_of_a_million_addresses_stays_bounded_and_spares_the_emptied_bucket() {
        let memory = InProcessLimits::bounded(Clock::held(START), 4096);
        let emptied = Charge::new(FIVE, "busy").costing(5);
        assert!(takes(&memory, std::slice::from_ref(&emptied)));
        for address in 0..1_000_000_u32 {
            assert!(takes(&memory, &[Charge::new(FIVE, address.to_be_bytes())]));
        }
        let table = memory.table.lock().unwrap();
        assert!(table.buckets.len() <= 4096, "{}", table.buckets.len());
        assert!(table.buckets.capacity() <= 4 * 4096);
        drop(table);
        assert!(!takes(&memory, &[Charge::new(FIVE, "busy")]));
    }

    #[test]
    fn idle_buckets_are_forgotten_and_their_memory_given_back() {
        let clock = Clock::held(START);
        let memory = InProcessLimits::new(clock.clone());
        for address in 0..100_000_u32 {
            assert!(takes(&memory, &[Charge::new(FIVE, address.to_be_bytes())]));
        }
        clock.advance(Duration::from_secs(31));
        for address in 0..100_000_u32 {
            let _ = takes(&memory, &[Charge::new(FIVE, (!address).to_be_bytes())]);
            if memory.table.lock().unwrap().buckets.len() < 50_000 {
                return;
            }
        }
        panic!("the idle buckets are still there");
    }

    fn takes_at(memory: &InProcessLimits, at: i64, cost: u32) -> bool {
        let charges = [Charge::new(FIVE, "ann").costing(cost)];
        let requests = gcra::gather(&charges);
        let reply = memory.run_at(
            || Timestamp(at),
            "blog",
            &requests,
            ChargeMode::Conditional,
            None,
        );
        requests[0].wait(reply.backlogs[0]) == 0
    }

    proptest! {
        #[test]
        fn after_a_jump_of_the_clock_no_client_waits_longer_than_a_window(
            before in 1..=5_u32, jumps in prop::collection::vec(-3650..3650_i64, 1..5),
        ) {
            let memory = InProcessLimits::new(Clock::held(START));
            prop_assert!(takes_at(&memory, START.0, before));
            let mut at = START.0;
            for days in jumps {
                at = START.0 + days * 86_400_000;
                let _ = takes_at(&memory, at, 5);
            }
            let window = i64::try_from(FIVE.window().as_millis()).unwrap();
            prop_assert!(takes_at(&memory, at + window, 5));
            prop_assert!(!takes_at(&memory, at + window, 1));
        }

        #[test]
        fn a_clock_that_stutters_gives_no_more_turns_than_its_way_forward(
            steps in prop::collection::vec(-5_000..10_000_i64, 1..100),
        ) {
            let memory = InProcessLimits::new(Clock::held(START));
            let (mut at, mut forward, mut got) = (START.0, 0, 0);
            for step in steps {
                at += step;
                forward += step.max(0);
                got += i64::from(takes_at(&memory, at, 1));
            }
            prop_assert!(got <= 5 + forward / 30_000);
        }
    }
}
