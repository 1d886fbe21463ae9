//! A circuit breaker for one external service: limits concurrency and duration of queries, and suspends them
//! after repeated failures.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::Semaphore;

use super::ExternalCheckFailure;
use crate::{
    assessment::{ReasonCode, SpamReason},
    clock::{Clock, Timestamp},
};

/// The number of consecutive failures after which the circuit opens: the service is not queried.
const FAILURES_MAX: u32 = 3;
/// The time for which the circuit stays open; then one trial query checks whether the service is back.
const REST: Duration = Duration::from_secs(30);
/// The maximum number of concurrent queries, so that a flood does not accumulate connections.
const AT_ONCE: usize = 64;

pub(super) struct CircuitBreaker {
    /// The name of the service, usable as the subject of a sentence.
    pub name: &'static str,
    /// The reason for a comment about which the service gave no answer.
    failed: ReasonCode,
    places: Semaphore,
    standing: Mutex<CircuitState>,
}

#[derive(Default)]
struct CircuitState {
    /// The number of consecutive failures so far.
    failures: u32,
    /// The time at which the circuit opened.
    resting: Option<Timestamp>,
    /// The last failure; `None` after an answer.
    why: Option<ExternalCheckFailure>,
}

impl CircuitState {
    /// Returns whether the service may be queried now. After [`REST`], the first query is the trial query;
    /// the circuit stays open for the others.
    fn admits(&mut self, now: Timestamp) -> bool {
        if self.failures < FAILURES_MAX {
            return true;
        }
        // A clock that was set back must not extend the open period.
        let resting = self
            .resting
            .is_some_and(|since| since <= now && now.since(since) < REST);
        if !resting {
            self.resting = Some(now);
        }
        !resting
    }

    fn note(&mut self, failure: Option<ExternalCheckFailure>, now: Timestamp) {
        match failure {
            None => *self = Self::default(),
            Some(failure) if failure.concerns_one() => {
                self.why = Some(failure);
                // The service is reachable and may accept other requests: the next one is a trial query.
                self.resting = None;
            }
            Some(failure) => {
                self.failures = self.failures.saturating_add(1);
                self.why = Some(failure);
                if self.failures >= FAILURES_MAX {
                    self.resting = Some(now);
                }
            }
        }
    }
}

impl CircuitBreaker {
    pub(super) fn new(name: &'static str, failed: ReasonCode) -> Self {
        Self {
            name,
            failed,
            places: Semaphore::new(AT_ONCE),
            standing: Mutex::default(),
        }
    }

    /// Runs a query with a deadline and returns its reasons; on a failure, the reason that holds the comment.
    pub(super) async fn within(
        &self,
        deadline: Duration,
        clock: &Clock,
        asking: impl Future<Output = Result<Vec<SpamReason>, ExternalCheckFailure>>,
    ) -> Vec<SpamReason> {
        let failure = match self.asked(deadline, clock, asking).await {
            Ok(reasons) => return reasons,
            Err(failure) => failure,
        };
        let why = format!("{} {failure}", self.name);
        vec![SpamReason::new(self.failed, why)]
    }

    async fn asked(
        &self,
        deadline: Duration,
        clock: &Clock,
        asking: impl Future<Output = Result<Vec<SpamReason>, ExternalCheckFailure>>,
    ) -> Result<Vec<SpamReason>, ExternalCheckFailure> {
        let _place = self
            .places
            .try_acquire()
            .map_err(|_| ExternalCheckFailure::Busy)?;
        if !self.standing(|standing| standing.admits(clock.now())) {
            return Err(ExternalCheckFailure::Resting);
        }
        let answer = tokio::time::timeout(deadline, asking).await;
        let answer = answer.unwrap_or(Err(ExternalCheckFailure::Late(deadline)));
        let failure = answer.as_ref().err().copied();
        self.standing(|standing| standing.note(failure, clock.now()));
        if let Some(failure) = failure {
            let name = self.name;
            tracing::warn!("external check failed: {name} {failure}; the comment is held");
        }
        answer
    }

    /// Returns a description of the last failure; `None` if the last query succeeded.
    pub(super) fn failing(&self) -> Option<String> {
        let why = self.standing(|standing| standing.why);
        why.map(|failure| format!("{} {failure}; comments are held", self.name))
    }

    fn standing<T>(&self, look: impl FnOnce(&mut CircuitState) -> T) -> T {
        look(&mut self.standing.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T0: Timestamp = Timestamp(1_795_497_023_042);
    const LATE: ExternalCheckFailure = ExternalCheckFailure::Status(500);

    fn after(seconds: u64) -> Timestamp {
        T0.plus(Duration::from_secs(seconds))
    }

    #[test]
    fn after_three_failures_it_rests_for_half_a_minute_and_then_one_tries() {
        let mut standing = CircuitState::default();
        for _ in 0..FAILURES_MAX {
            assert!(standing.admits(T0));
            standing.note(Some(LATE), T0);
        }
        assert!(!standing.admits(T0) && !standing.admits(after(29)));
        assert!(standing.admits(after(30)));
        assert!(!standing.admits(after(31)), "another one tries already");
        standing.note(Some(LATE), after(32));
        assert!(!standing.admits(after(61)));
        assert!(standing.admits(after(62)));
        standing.note(None, after(62));
        assert!(standing.admits(after(62)) && standing.why.is_none());
    }

    #[test]
    fn failures_between_answers_are_no_row() {
        let mut standing = CircuitState::default();
        for _ in 0..10 {
            standing.note(Some(LATE), T0);
            standing.note(Some(LATE), T0);
            standing.note(None, T0);
        }
        assert!(standing.admits(T0));
    }

    #[test]
    fn what_concerns_one_comment_neither_begins_a_rest_nor_lengthens_it() {
        let alone = ExternalCheckFailure::Status(400);
        let mut standing = CircuitState::default();
        for _ in 0..10 {
            standing.note(Some(alone), T0);
        }
        assert!(standing.admits(T0) && standing.why == Some(alone));
        (0..FAILURES_MAX).for_each(|_| standing.note(Some(LATE), T0));
        assert!(!standing.admits(after(29)) && standing.admits(after(30)));
        standing.note(Some(alone), after(31));
        assert!(standing.admits(after(31)), "another one tries");
        assert!(!standing.admits(after(31)), "and that one alone");
        standing.note(Some(LATE), after(32));
        assert!(!standing.admits(after(61)));
    }

    #[test]
    fn only_statuses_that_blame_the_question_concern_one_comment() {
        for status in [400, 404, 413, 422, 499] {
            assert!(
                ExternalCheckFailure::Status(status).concerns_one(),
                "{status}"
            );
        }
        for status in [302, 401, 403, 429, 500, 503] {
            assert!(
                !ExternalCheckFailure::Status(status).concerns_one(),
                "{status}"
            );
        }
        assert!(
            !ExternalCheckFailure::Late(REST).concerns_one()
                && !ExternalCheckFailure::Answer("x").concerns_one()
        );
    }

    #[test]
    fn a_probe_without_a_result_does_not_block_later_ones() {
        let mut standing = CircuitState::default();
        (0..FAILURES_MAX).for_each(|_| standing.note(Some(LATE), T0));
        assert!(standing.admits(after(30)));
        assert!(standing.admits(after(60)));
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_lengthen_the_rest() {
        let mut standing = CircuitState::default();
        (0..FAILURES_MAX).for_each(|_| standing.note(Some(LATE), after(86_400)));
        assert!(standing.admits(T0));
    }

    #[tokio::test]
    async fn what_says_nothing_is_waited_for_until_the_deadline_and_holds() {
        let checker = CircuitBreaker::new("the hook", ReasonCode::HookFailed);
        let clock = Clock::held(T0);
        let asked = checker.within(Duration::from_millis(20), &clock, std::future::pending());
        let [reason] = &asked.await[..] else {
            panic!("one reason");
        };
        assert_eq!(reason.code, ReasonCode::HookFailed);
        assert!(reason.code.holds());
        assert_eq!(reason.detail, "the hook did not answer within 0.02 s");
        assert!(checker.failing().is_some());
    }

    #[tokio::test]
    async fn more_concurrent_checks_than_permitted_are_skipped() {
        let checker = CircuitBreaker::new("the hook", ReasonCode::HookFailed);
        let clock = Clock::held(T0);
        let places = u32::try_from(AT_ONCE).expect("few");
        let _taken = checker.places.try_acquire_many(places).expect("are there");
        let asked = checker
            .within(Duration::from_secs(2), &clock, async { Ok(Vec::new()) })
            .await;
        assert_eq!(asked[0].code, ReasonCode::HookFailed);
        assert!(asked[0].detail.contains("too many"), "{asked:?}");
    }
}
