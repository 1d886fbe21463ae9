//! Detects whether the reader threads of SQLite make progress, or all of them hang on an unresponsive disk.

use std::{
    sync::atomic::{AtomicU64, AtomicUsize, Ordering},
    time::Instant,
};

use super::waits::DISK_SILENCE;

/// The activity of a group of reader threads.
#[derive(Debug)]
pub(super) struct ReaderActivity {
    threads: usize,
    running: AtomicUsize,
    opened: Instant,
    /// When a thread last started or finished a query, in milliseconds after `opened`.
    moved: AtomicU64,
    /// When a caller last gave up on a hanging query; 0 after a query that finished.
    given_up: AtomicU64,
}

/// How long callers are refused immediately after a caller gave up on a query, in milliseconds. Then the
/// next caller tries whether another thread succeeds.
const REFUSED_AT_ONCE: u64 = 1_000;

impl ReaderActivity {
    pub(super) fn new(threads: usize) -> Self {
        Self {
            threads,
            running: AtomicUsize::new(0),
            opened: Instant::now(),
            moved: AtomicU64::new(0),
            given_up: AtomicU64::new(0),
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
        self.given_up.store(0, Ordering::Release);
    }

    /// Records that a caller gave up on a hanging query: the same request must not wait for a second one.
    pub(super) fn note_given_up(&self) {
        self.given_up.store(self.elapsed(), Ordering::Release);
    }

    /// Returns whether a new query would hang: every thread has been in the same query for
    /// [`DISK_SILENCE`], or a caller has just given up on another one.
    pub(super) fn is_stuck(&self) -> bool {
        let given_up = self.given_up.load(Ordering::Acquire);
        if given_up > 0 && self.elapsed().saturating_sub(given_up) < REFUSED_AT_ONCE {
            return true;
        }
        let silent = self
            .elapsed()
            .saturating_sub(self.moved.load(Ordering::Acquire));
        self.running.load(Ordering::Acquire) >= self.threads
            && u128::from(silent) >= DISK_SILENCE.as_millis()
    }
}
