//! A cache for what was fetched from a provider: its metadata and its keys.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::sync::Mutex;

use super::ProviderFault;
use crate::clock::Timestamp;

/// How old a cached value may be before it is fetched again.
const FRESH: Duration = Duration::from_hours(1);
/// How old a cached value may be to be used when fetching fails.
const STALE: Duration = Duration::from_hours(24);
/// The minimum time between two fetches of a value that may have changed.
pub(super) const REFETCH_INTERVAL: Duration = Duration::from_mins(1);

/// A cached value, fetched by one task at a time; tasks that waited for a fetch that failed do not try again.
pub(super) struct FetchCache<T> {
    slot: Mutex<CacheSlot<T>>,
    tries: AtomicU64,
}

struct CacheSlot<T> {
    value: Option<(Arc<T>, Timestamp)>,
    tried: Option<Timestamp>,
    failed: Option<ProviderFault>,
}

impl<T> FetchCache<T> {
    pub(super) fn new() -> Self {
        Self {
            slot: Mutex::new(CacheSlot {
                value: None,
                tried: None,
                failed: None,
            }),
            tries: AtomicU64::new(0),
        }
    }

    /// Returns the cached value, or the result of `fetch`. If `suits` rejects the cached value, it is fetched
    /// again, unless it was fetched within the last minute; in that case the caller must check the value
    /// itself.
    pub(super) async fn get_or_fetch(
        &self,
        now: Timestamp,
        suits: impl Fn(&T) -> bool,
        fetch: impl Future<Output = Result<T, ProviderFault>>,
    ) -> Result<Arc<T>, ProviderFault> {
        let before = self.tries.load(Ordering::SeqCst);
        let mut slot = self.slot.lock().await;
        if let Some((value, at)) = &slot.value {
            let is_fresh = now.since(*at) < FRESH && now >= *at;
            let was_tried_recently = slot
                .tried
                .is_some_and(|tried| now >= tried && now.since(tried) < REFETCH_INTERVAL);
            if was_tried_recently || (is_fresh && suits(value)) {
                return Ok(value.clone());
            }
        } else if let Some(fault) = slot.failed
            && self.tries.load(Ordering::SeqCst) != before
        {
            return Err(fault);
        }
        let fetched = fetch.await;
        self.tries.fetch_add(1, Ordering::SeqCst);
        slot.tried = Some(now);
        match fetched {
            Ok(value) => {
                let value = Arc::new(value);
                slot.value = Some((value.clone(), now));
                slot.failed = None;
                Ok(value)
            }
            Err(fault) => {
                slot.failed = Some(fault);
                match &slot.value {
                    Some((value, at)) if now.since(*at) < STALE => Ok(value.clone()),
                    _ => Err(fault),
                }
            }
        }
    }
}
