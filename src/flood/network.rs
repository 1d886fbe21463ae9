//! Flood mode of a single network (IP prefix): a steady stream of new comments to one site, regardless of the
//! site's own step.
//!
//! New comments of authors without a published comment are counted, in slots of ten seconds. Each process
//! counts the comments that it stores.

use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use moka::sync::Cache;

use super::{Floods, window::slot};
use crate::{clock::Timestamp, site::SiteId};

/// The length of the window in slots: three minutes, including the current slot.
const SLOTS: i64 = 18;
/// The number of comments in the window from which a network is in flood mode: a steady 12 per minute reach
/// it within three minutes.
const FLOOD: u32 = 30;
/// The number of comments in the window below which flood mode ends.
const CALM: u32 = FLOOD / 2;
/// The minimum duration of flood mode.
const STAY: Duration = Duration::from_mins(5);
/// The maximum number of networks that are counted; beyond it, the least active one is evicted.
const NETWORKS: u64 = 10_000;

/// The new comments of one network on one site.
#[derive(Debug, Default)]
struct NetworkWindow {
    slots: VecDeque<(i64, u32)>,
    flooding_since: Option<Timestamp>,
}

impl NetworkWindow {
    /// Counts `sent` comments. Returns whether the network is in flood mode afterwards.
    fn add(&mut self, sent: u32, now: Timestamp) -> bool {
        let at = slot(now);
        while self.slots.front().is_some_and(|(of, _)| *of <= at - SLOTS) {
            self.slots.pop_front();
        }
        match self.slots.back_mut() {
            // `>` if the clock was set back.
            Some((of, count)) if *of >= at => *count = count.saturating_add(sent),
            _ if sent > 0 => self.slots.push_back((at, sent)),
            _ => {}
        }
        let lately = self
            .slots
            .iter()
            .fold(0, |sum: u32, (_, count)| sum.saturating_add(*count));
        match self.flooding_since {
            None if lately >= FLOOD => self.flooding_since = Some(now),
            Some(since) if lately < CALM && now.since(since) >= STAY => self.flooding_since = None,
            _ => {}
        }
        self.flooding_since.is_some()
    }
}

/// The comment counts of networks, by site.
pub(super) struct NetworkWatch(Cache<(SiteId, String), Arc<Mutex<NetworkWindow>>>);

impl Default for NetworkWatch {
    fn default() -> Self {
        let idle = Duration::from_mins(15);
        Self(
            Cache::builder()
                .max_capacity(NETWORKS)
                .time_to_idle(idle)
                .build(),
        )
    }
}

impl NetworkWatch {
    /// Counts a comment. Returns whether it has just put its network into flood mode.
    pub(super) fn sent(&self, site: SiteId, network: String, now: Timestamp) -> bool {
        let window = self.0.get_with((site, network), Arc::default);
        let mut window = window.lock().unwrap_or_else(PoisonError::into_inner);
        let before = window.flooding_since;
        window.add(1, now) && before.is_none()
    }

    pub(super) fn is_flooding(&self, site: SiteId, network: String, now: Timestamp) -> bool {
        self.0.get(&(site, network)).is_some_and(|window| {
            let mut window = window.lock().unwrap_or_else(PoisonError::into_inner);
            window.add(0, now)
        })
    }
}

impl Floods {
    /// Counts a new comment of an author without a published one.
    pub fn count_newcomer(&self, site: SiteId, network: String) {
        let this = &*self.0;
        if this.settings.enabled && this.networks.sent(site, network, this.clock.now()) {
            tracing::warn!(site, "network entered flood mode");
        }
    }

    /// Returns whether this network is in flood mode on this site, regardless of the step of the site.
    #[must_use]
    pub fn is_flooding(&self, site: SiteId, network: String) -> bool {
        let this = &*self.0;
        this.settings.enabled && this.networks.is_flooding(site, network, this.clock.now())
    }
}

impl fmt::Debug for NetworkWatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NetworkWatch({} networks)", self.0.entry_count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T0: Timestamp = Timestamp(1_800_000_000_000);

    fn at(seconds: u64) -> Timestamp {
        T0.plus(Duration::from_secs(seconds))
    }

    /// Returns after how many seconds a steady stream of one submission every `every` seconds is a flood.
    fn flooded_after(every: u64) -> Option<u64> {
        let mut window = NetworkWindow::default();
        (0..3_600)
            .step_by(usize::try_from(every).expect("small"))
            .find(|second| window.add(1, at(*second)))
    }

    #[test]
    fn a_steady_eleven_a_minute_is_a_flood_within_minutes_and_nine_never() {
        assert!(flooded_after(5).is_some_and(|seconds| seconds < 180));
        assert_eq!(flooded_after(7), None);
    }

    #[test]
    fn a_lively_afternoon_is_none() {
        let mut window = NetworkWindow::default();
        assert!(!(0..20).any(|second| window.add(1, at(second))));
        assert!(!window.add(5, at(400)));
    }

    #[test]
    fn it_ends_when_the_stream_has_ended_and_not_at_once() {
        let mut window = NetworkWindow::default();
        for second in 0..40 {
            window.add(1, at(second));
        }
        assert!(window.add(0, at(200)));
        assert!(window.add(0, at(320)));
        assert!(!window.add(0, at(340)));
        assert!(!window.add(1, at(350)));
    }

    #[test]
    fn a_stream_that_goes_on_keeps_it() {
        let mut window = NetworkWindow::default();
        for second in (0..3_600).step_by(5) {
            let flooding = window.add(1, at(second));
            assert!(flooding || second < 180, "{second}");
        }
    }

    #[test]
    fn networks_and_sites_are_counted_apart() {
        let watch = NetworkWatch::default();
        let begun = (0..40).filter(|_| watch.sent(1, "192.0.2.0/24".to_owned(), T0));
        assert_eq!(begun.count(), 1);
        assert!(watch.is_flooding(1, "192.0.2.0/24".to_owned(), T0));
        assert!(!watch.is_flooding(1, "198.51.100.0/24".to_owned(), T0));
        assert!(!watch.is_flooding(2, "192.0.2.0/24".to_owned(), T0));
    }
}
