//! Answers of the last second by the target of their request. Threads and the counts of index pages are requested
//! with every view of a page; while nothing can have changed, such requests need neither routing nor parsing.

use std::{any::Any, sync::Arc, time::Duration};

use moka::sync::Cache;

use super::{Comments, thread_heads::HeadsSnapshot};
use crate::site::Site;

/// The maximum size of all answers in bytes. Most of them are the bytes of cached listings.
const ANSWERS: u64 = 8 * 1024 * 1024;
/// How long an answer stays in memory; its snapshot decides how long it is valid.
const TIME_TO_LIVE: Duration = Duration::from_secs(2);

/// An answer that is the same for every client.
#[derive(Debug)]
pub struct RecentAnswer {
    /// The answer depends on the settings of the site and on its origins.
    pub site: Arc<Site>,
    pub snapshot: HeadsSnapshot,
    /// The bytes, in a type of the caller, and their size in memory.
    pub body: Arc<dyn Any + Send + Sync>,
    pub weight: usize,
    /// The template of the route, for the access log.
    pub route: Arc<str>,
}

#[derive(Debug)]
pub(super) struct RecentAnswers(Cache<String, Arc<RecentAnswer>>);

impl RecentAnswers {
    pub(super) fn new() -> Self {
        let weight = |target: &String, answer: &Arc<RecentAnswer>| {
            let size = target.len() + answer.weight + 300;
            u32::try_from(size).unwrap_or(u32::MAX)
        };
        let cache = Cache::builder()
            .weigher(weight)
            .max_capacity(ANSWERS)
            .time_to_live(TIME_TO_LIVE);
        Self(cache.build())
    }

    /// Drops the bytes of all answers.
    pub(super) fn clear(&self) {
        self.0.invalidate_all();
        self.0.run_pending_tasks();
    }
}

impl Comments {
    /// Returns the answer to a request with this target, unless a thread may have changed since. The caller has to
    /// compare the site.
    #[must_use]
    pub fn recent_answer(&self, target: &str) -> Option<Arc<RecentAnswer>> {
        let answer = self.0.reading.recent.0.get(target)?;
        let is_current = self.0.reading.heads.is_current(&answer.snapshot);
        is_current.then_some(answer)
    }

    pub fn remember_answer(&self, target: String, answer: RecentAnswer) {
        self.0.reading.recent.0.insert(target, Arc::new(answer));
    }
}
