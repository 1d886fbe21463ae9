//! Counts of submissions refused by rate limits and flood protection, in memory, without I/O.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use crate::{clock::Timestamp, site::SiteId};

/// Refusals by site and day (since 1970-01-01, UTC).
pub(super) type Counted = HashMap<(SiteId, i64), u64>;

/// The refusals of this process since they were last written to the database.
#[derive(Debug, Default)]
pub(super) struct RefusalCounts(Mutex<Counted>);

impl RefusalCounts {
    pub(super) fn count(&self, site: SiteId, at: Timestamp) {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counted.entry((site, at.day())).or_default() += 1;
    }

    pub(super) fn take(&self) -> Counted {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn put_back(&self, counted: Counted) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, count) in counted {
            *now.entry(key).or_default() += count;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_not_be_written_is_added_to_what_came_meanwhile() {
        let refusals = RefusalCounts::default();
        let day = Timestamp(86_400_000);
        refusals.count(1, day);
        let taken = refusals.take();
        refusals.count(1, day);
        refusals.count(2, Timestamp(0));
        refusals.put_back(taken);
        assert_eq!(refusals.take(), HashMap::from([((1, 1), 2), ((2, 0), 1)]));
        assert!(refusals.take().is_empty());
    }
}
