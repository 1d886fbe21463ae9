//! Values that are accepted once, such as the nonce of a proof of work, and the table of the values that
//! this process has seen.

use std::{collections::HashMap, fmt, time::Duration};

/// A value that is consumed by the call that charges a request.
#[derive(Clone, PartialEq, Eq)]
pub struct SingleUse {
    /// The value to consume. It is stored only as a keyed hash.
    pub value: Vec<u8>,
    /// A hash of the request that consumes the value. The same request may be repeated, for example as a
    /// retry after an error or by a double click.
    pub request: [u8; 16],
    /// How long the use is remembered: at least as long as the value is valid.
    pub life: Duration,
}

impl SingleUse {
    pub(super) fn life_ms(&self) -> u64 {
        u64::try_from(self.life.as_millis()).unwrap_or(u64::MAX)
    }
}

impl fmt::Debug for SingleUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SingleUse")
            .field("life", &self.life)
            .finish_non_exhaustive()
    }
}

/// The used values of this process, by keyed hash. Values are added only together with charges, so the
/// quotas of the sites bound their number long before [`UsedValues::MAX`] does.
#[derive(Default)]
pub(super) struct UsedValues(HashMap<u64, UsedValue>);

struct UsedValue {
    request: [u8; 16],
    /// The end of the entry, in microseconds on the clock of the buckets.
    until: u64,
}

impl UsedValues {
    /// The largest number of values, about 3 MB.
    const MAX: usize = 1 << 16;

    /// Returns whether another request has used the value.
    pub(super) fn is_used(&self, key: u64, request: [u8; 16], now: u64) -> bool {
        self.0
            .get(&key)
            .is_some_and(|used| used.until > now && used.request != request)
    }

    pub(super) fn insert(&mut self, key: u64, once: &SingleUse, now: u64) {
        self.make_room(now, Self::MAX);
        let used = UsedValue {
            request: once.request,
            until: now.saturating_add(once.life_ms().saturating_mul(1000)),
        };
        self.0.insert(key, used);
    }

    /// Removes expired values; if that does not free enough, also the quarter that expires first.
    fn make_room(&mut self, now: u64, max: usize) {
        if self.0.len() < max {
            return;
        }
        self.0.retain(|_, used| used.until > now);
        if self.0.len() > max - max / 4 {
            let mut ends = self.0.values().map(|used| used.until).collect::<Vec<_>>();
            let quarter = ends.len() / 4;
            let (_, last, _) = ends.select_nth_unstable(quarter);
            let last = *last;
            self.0.retain(|_, used| used.until > last);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn once(request: u8, life: u64) -> SingleUse {
        SingleUse {
            value: vec![1],
            request: [request; 16],
            life: Duration::from_secs(life),
        }
    }

    #[test]
    fn a_value_is_used_for_its_life_by_all_but_the_request_that_used_it() {
        let mut used = UsedValues::default();
        used.insert(7, &once(1, 60), 0);
        assert!(!used.is_used(7, [1; 16], 1));
        assert!(used.is_used(7, [2; 16], 1));
        assert!(used.is_used(7, [2; 16], 59_999_999));
        assert!(!used.is_used(7, [2; 16], 60_000_000));
        assert!(!used.is_used(8, [2; 16], 1));
    }

    #[test]
    fn the_table_is_bounded_and_drops_what_expires_first() {
        let mut used = UsedValues::default();
        for key in 0..200_u64 {
            used.make_room(0, 100);
            let value = UsedValue {
                request: [0; 16],
                until: 1_000 + key,
            };
            used.0.insert(key, value);
            assert!(used.0.len() <= 100);
        }
        assert!(used.is_used(199, [1; 16], 0));
        assert!(!used.is_used(0, [1; 16], 0));
        used.make_room(10_000, 1);
        assert_eq!(used.0.len(), 0);
    }
}
