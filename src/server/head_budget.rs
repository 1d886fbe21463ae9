//! Limits the total size of incomplete request heads over all connections.
//!
//! Each connection may hold [`FREE_BYTES`] of a head; only the excess is counted. So an ordinary request is
//! never refused because of the long heads of others, and all heads together are smaller than `FREE_BYTES`
//! × connections + [`BUDGET`].

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// The bytes of a head that are not counted: more than browsers send with a few cookies.
const FREE_BYTES: usize = 4 << 10;
/// The limit on the counted bytes of all connections together.
const BUDGET: usize = 32 << 20;

/// The bytes of heads beyond [`FREE_BYTES`] that all connections hold. Clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct HeadBudget(Arc<AtomicUsize>);

impl HeadBudget {
    pub(crate) fn lease(&self) -> HeadLease {
        HeadLease {
            budget: self.clone(),
            bytes: 0,
        }
    }
}

/// The bytes that one connection holds, released on drop.
#[derive(Debug)]
pub(crate) struct HeadLease {
    budget: HeadBudget,
    bytes: usize,
}

impl HeadLease {
    pub(crate) fn add(&mut self, bytes: usize) {
        let before = self.charged();
        self.bytes = self.bytes.saturating_add(bytes);
        let added = self.charged() - before;
        if added > 0 {
            self.budget.0.fetch_add(added, Ordering::Relaxed);
        }
    }

    /// Releases the bytes: the head is complete, and its request is answered.
    pub(crate) fn clear(&mut self) {
        let charged = self.charged();
        if charged > 0 {
            self.budget.0.fetch_sub(charged, Ordering::Relaxed);
        }
        self.bytes = 0;
    }

    /// Returns whether this head is long while the budget is exceeded.
    pub(crate) fn is_crowded(&self) -> bool {
        self.charged() > 0 && self.budget.0.load(Ordering::Relaxed) > BUDGET
    }

    fn charged(&self) -> usize {
        self.bytes.saturating_sub(FREE_BYTES)
    }
}

impl Drop for HeadLease {
    fn drop(&mut self) {
        self.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_heads_are_refused_when_all_together_take_too_much_and_short_ones_are_not() {
        let budget = HeadBudget::default();
        let mut long = (0..BUDGET / (12 << 10)).map(|_| {
            let mut lease = budget.lease();
            lease.add(10 << 10);
            lease.add(6 << 10);
            lease
        });
        let mut held = long.by_ref().collect::<Vec<_>>();
        assert!(held.iter().all(|lease| !lease.is_crowded()));
        let mut one_more = budget.lease();
        one_more.add(16 << 10);
        assert!(one_more.is_crowded());
        let mut short = budget.lease();
        short.add(FREE_BYTES);
        assert!(!short.is_crowded());
        held.pop();
        assert!(!one_more.is_crowded());
        held[0].clear();
        one_more.add(12 << 10);
        assert!(!one_more.is_crowded());
        drop(held);
        drop(one_more);
        assert_eq!(budget.0.load(Ordering::Relaxed), 0);
    }
}
