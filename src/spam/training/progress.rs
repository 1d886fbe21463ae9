//! How far training has come with the decisions of this process, and waiting for it.
//!
//! A decision is answered as soon as it is stored. Instead, the judgment of the next text waits until the filter includes
//! the decisions before it, since it is the one that uses them: moderators decide about one comment after another, and several
//! decisions are learned together.

use std::{
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::Duration,
};

use tokio::sync::watch;

/// When more decisions than this wait to be learned, judgments do not wait for them.
const CROWD: u64 = 16;
/// How long a judgment waits for training.
const WAIT: Duration = Duration::from_millis(500);

/// The numbers of decisions that were announced and that need no more waiting.
#[derive(Debug)]
pub(crate) struct TrainingProgress {
    announced: AtomicU64,
    /// The number of announced decisions that the filter includes, or that it could not be trained with.
    settled: watch::Sender<u64>,
    /// Whether the filter is rebuilt, which takes too long to wait for.
    is_rebuilding: AtomicBool,
}

impl Default for TrainingProgress {
    fn default() -> Self {
        Self {
            announced: AtomicU64::new(0),
            settled: watch::Sender::new(0),
            is_rebuilding: AtomicBool::new(false),
        }
    }
}

impl TrainingProgress {
    /// Records that a decision was stored, and returns its number.
    pub(super) fn announce(&self) -> u64 {
        self.announced.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// Returns the number of decisions announced so far.
    pub(super) fn announced(&self) -> u64 {
        self.announced.load(Ordering::SeqCst)
    }

    /// Records that there is no more waiting for the decisions up to this number.
    pub(super) fn settle(&self, through: u64) {
        self.settled.send_if_modified(|settled| {
            let is_news = through > *settled;
            *settled = through.max(*settled);
            is_news
        });
    }

    pub(super) fn is_settled(&self, number: u64) -> bool {
        *self.settled.borrow() >= number
    }

    /// Records whether a rebuild is in progress, and returns whether one was.
    pub(super) fn set_rebuilding(&self, is_rebuilding: bool) -> bool {
        self.is_rebuilding.swap(is_rebuilding, Ordering::SeqCst)
    }

    /// Whether there is too much to learn to wait for it.
    pub(super) fn is_behind(&self) -> bool {
        let waiting = self.announced().saturating_sub(*self.settled.borrow());
        waiting > CROWD || self.is_rebuilding.load(Ordering::SeqCst)
    }

    /// Waits until the filter includes the decisions announced before: at most half a second, and not at all
    /// while it is rebuilt or while many decisions wait.
    pub(crate) async fn wait(&self) {
        let announced = self.announced();
        if self.is_settled(announced) || self.is_behind() {
            return;
        }
        let mut settled = self.settled.subscribe();
        let all = settled.wait_for(|settled| *settled >= announced);
        // Later than that, the text is judged by what the filter knows.
        let _ = tokio::time::timeout(WAIT, all).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns whether a judgment would wait.
    async fn waits(progress: &TrainingProgress) -> bool {
        tokio::select! {
            biased;
            () = progress.wait() => false,
            () = std::future::ready(()) => true,
        }
    }

    #[tokio::test]
    async fn a_judgment_waits_for_the_decisions_before_it() {
        let progress = TrainingProgress::default();
        assert!(!waits(&progress).await, "nothing was decided");
        let number = progress.announce();
        assert!(waits(&progress).await);
        tokio::join!(progress.wait(), async { progress.settle(number) });
        assert!(!waits(&progress).await);
    }

    #[tokio::test]
    async fn no_judgment_waits_for_a_rebuild_for_a_crowd_or_for_ever() {
        let progress = TrainingProgress::default();
        progress.announce();
        // Ends, although there is no training.
        progress.wait().await;
        assert!(!progress.set_rebuilding(true));
        assert!(!waits(&progress).await);
        assert!(progress.set_rebuilding(false));
        assert!(waits(&progress).await);
        for _ in 0..CROWD {
            progress.announce();
        }
        assert!(!waits(&progress).await);
    }

    #[test]
    fn an_earlier_number_takes_nothing_back() {
        let progress = TrainingProgress::default();
        progress.settle(7);
        progress.settle(3);
        assert!(progress.is_settled(7) && !progress.is_settled(8));
    }
}
