//! The state of a unit of work between its caller and the thread that runs it. Exactly one of "withdrawn by
//! the caller" and "committed by the writer" happens.

use std::sync::{
    Arc,
    atomic::{AtomicU8, AtomicU32, Ordering},
};

const QUEUED: u8 = 0;
const RUNNING: u8 = 1;
const COMMITTING: u8 = 2;
const WITHDRAWN: u8 = 3;

/// Shared by the caller and the thread. The thread claims the work before running it, and again before
/// committing it; the caller withdraws it at its deadline.
#[derive(Debug, Default)]
pub(super) struct Ticket {
    state: AtomicU8,
    /// Increases while a query of the work is computed; it does not change while the disk hangs.
    steps: AtomicU32,
}

impl Ticket {
    fn swap(&self, from: u8, to: u8) -> bool {
        let swapped = self
            .state
            .compare_exchange(from, to, Ordering::AcqRel, Ordering::Acquire);
        swapped.is_ok()
    }

    /// Claims the work for a run, the first or a repeated one. Returns `false` if it was withdrawn.
    pub(super) fn claim(&self) -> bool {
        self.swap(QUEUED, RUNNING) || self.is_running()
    }

    pub(super) fn is_running(&self) -> bool {
        self.state.load(Ordering::Acquire) == RUNNING
    }

    pub(super) fn note_step(&self) {
        self.steps.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn steps(&self) -> u32 {
        self.steps.load(Ordering::Relaxed)
    }

    /// Claims the work for the commit, after which it cannot be withdrawn. Returns `false` if it was
    /// withdrawn.
    pub(super) fn begin_commit(&self) -> bool {
        self.swap(RUNNING, COMMITTING)
    }

    /// Returns the work to the state before a commit that did not begin.
    pub(super) fn leave_commit(&self) {
        self.swap(COMMITTING, RUNNING);
    }

    /// Withdraws the work. Returns `false` if it is being committed, or was.
    pub(super) fn withdraw(&self) -> bool {
        self.withdraw_queued() || self.swap(RUNNING, WITHDRAWN) || self.is_withdrawn()
    }

    /// Withdraws work that has not started to run.
    pub(super) fn withdraw_queued(&self) -> bool {
        self.swap(QUEUED, WITHDRAWN)
    }

    pub(super) fn is_withdrawn(&self) -> bool {
        self.state.load(Ordering::Acquire) == WITHDRAWN
    }
}

/// The caller's side of a ticket. A caller that goes away withdraws its work: a write only before it runs,
/// since the other work in its transaction would have to run again; a read at any time, which cancels its
/// query.
#[derive(Debug)]
pub(super) struct CallerTicket {
    pub(super) ticket: Arc<Ticket>,
    pub(super) is_read: bool,
}

impl Drop for CallerTicket {
    fn drop(&mut self) {
        if self.is_read {
            self.ticket.withdraw();
        } else {
            self.ticket.withdraw_queued();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_withdrawn_or_committed_and_never_both() {
        for _ in 0..2_000 {
            let ticket = Arc::new(Ticket::default());
            let caller = ticket.clone();
            let withdrawing = std::thread::spawn(move || caller.withdraw());
            let is_committed = ticket.claim() && ticket.begin_commit();
            let is_withdrawn = withdrawing.join().expect("no panic");
            assert_ne!(is_committed, is_withdrawn);
        }
    }

    #[test]
    fn a_commit_that_did_not_begin_can_be_withdrawn_again() {
        let ticket = Ticket::default();
        assert!(ticket.claim() && ticket.begin_commit());
        assert!(!ticket.withdraw());
        ticket.leave_commit();
        assert!(ticket.claim(), "it may run again");
        assert!(ticket.withdraw() && ticket.is_withdrawn());
        assert!(!ticket.claim() && !ticket.begin_commit());
    }

    #[test]
    fn a_caller_that_goes_away_withdraws_what_has_not_run() {
        for (is_read, runs, is_withdrawn) in [
            (false, false, true),
            (false, true, false),
            (true, false, true),
            (true, true, true),
        ] {
            let ticket = Arc::new(Ticket::default());
            let caller = CallerTicket {
                ticket: ticket.clone(),
                is_read,
            };
            assert!(!runs || ticket.claim());
            drop(caller);
            assert_eq!(ticket.is_withdrawn(), is_withdrawn, "{is_read} {runs}");
        }
    }
}
