//! Whether the reader threads of SQLite move, or all of them hang in a disk that does not answer.

use std::{
    sync::atomic::{AtomicU64, AtomicUsize, Ordering},
    time::Instant,
};

use super::waits::DISK_SILENCE;

/// What a group of reader threads does.
#[derive(Debug)]
pub(super) struct ReaderActivity {
    threads: usize,
    running: AtomicUsize,
    opened: Instant,
    /// When a thread last began or finished a query, in milliseconds after `opened`.
    moved: AtomicU64,
}

impl ReaderActivity {
    pub(super) fn new(threads: usize) -> Self {
        Self {
            threads,
            running: AtomicUsize::new(0),
            opened: Instant::now(),
            moved: AtomicU64::new(0),
        }
    }

    fn elapsed(&self) -> u64 {
        u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn note_move(&self) {
        self.moved.store(self.elapsed(), Ordering::Release);
    }

    pub(super) fn begin(&self) {
        self.note_move();
        self.running.fetch_add(1, Ordering::AcqRel);
    }

    pub(super) fn finish(&self) {
        self.running.fetch_sub(1, Ordering::AcqRel);
        self.note_move();
    }

    /// Whether every thread has been in the same query for [`DISK_SILENCE`].
    pub(super) fn is_stuck(&self) -> bool {
        let silent = self
            .elapsed()
            .saturating_sub(self.moved.load(Ordering::Acquire));
        self.running.load(Ordering::Acquire) >= self.threads
            && u128::from(silent) >= DISK_SILENCE.as_millis()
    }
}
