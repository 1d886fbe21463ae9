//! Turns for reads that may be slow: a few at a time, one per caller, in order of arrival.
//!
//! A caller with one turn at a time cannot delay the others, no matter how many searches it starts.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use super::{Error, waits::LONG_READ_LIMIT};

/// The largest number of waiting reads of one caller. The moderators' page requests a few lists
/// concurrently.
const WAITING_OF_CALLER: usize = 8;
/// The largest number of callers with running or waiting reads.
const CALLERS: usize = 64;

tokio::task_local! {
    static CALLER: u64;
}

/// Runs a request on behalf of a caller: its long reads take turns with those of other callers. The number
/// is a hash of the caller's credential or IP address.
pub(crate) fn as_caller<F: Future>(caller: u64, request: F) -> impl Future<Output = F::Output> {
    CALLER.scope(caller, request)
}

/// The turns of all callers.
#[derive(Debug)]
pub(super) struct LongReads {
    running: Arc<Semaphore>,
    callers: Mutex<HashMap<u64, Weak<CallerReadPermits>>>,
}

#[derive(Debug)]
struct CallerReadPermits {
    running: Arc<Semaphore>,
    /// Permits for the waiting reads and the running one.
    places: Arc<Semaphore>,
}

/// A permit that is held while a long read runs.
#[derive(Debug)]
pub(super) struct ReadPermit {
    _running: OwnedSemaphorePermit,
    _of_caller: OwnedSemaphorePermit,
    _place: OwnedSemaphorePermit,
    _caller: Arc<CallerReadPermits>,
}

impl LongReads {
    /// Permits at most `running` reads at a time.
    pub(super) fn new(running: usize) -> Self {
        Self {
            running: Arc::new(Semaphore::new(running.max(1))),
            callers: Mutex::default(),
        }
    }

    /// Waits for the turn of this caller: [`Error::Busy`] if too many reads wait, or after
    /// [`LONG_READ_LIMIT`].
    pub(super) async fn turn(&self) -> Result<ReadPermit, Error> {
        let caller = CALLER.try_with(|caller| *caller).unwrap_or_default();
        let turns = self.turns_of(caller)?;
        let place = turns.places.clone().try_acquire_owned();
        let place = place.map_err(|_| Error::Busy)?;
        let waiting = async {
            let of_caller = turns.running.clone().acquire_owned().await;
            let of_caller = of_caller.map_err(|_| Error::Busy)?;
            let running = self.running.clone().acquire_owned().await;
            Ok::<_, Error>((of_caller, running.map_err(|_| Error::Busy)?))
        };
        let waited = timeout(LONG_READ_LIMIT, waiting).await;
        let (of_caller, running) = waited.map_err(|_| Error::Busy)??;
        Ok(ReadPermit {
            _running: running,
            _of_caller: of_caller,
            _place: place,
            _caller: turns,
        })
    }

    fn turns_of(&self, caller: u64) -> Result<Arc<CallerReadPermits>, Error> {
        let mut callers = self.callers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turns) = callers.get(&caller).and_then(Weak::upgrade) {
            return Ok(turns);
        }
        callers.retain(|_, turns| turns.strong_count() > 0);
        if callers.len() >= CALLERS {
            return Err(Error::Busy);
        }
        let turns = Arc::new(CallerReadPermits {
            running: Arc::new(Semaphore::new(1)),
            places: Arc::new(Semaphore::new(WAITING_OF_CALLER)),
        });
        callers.insert(caller, Arc::downgrade(&turns));
        Ok(turns)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    fn turn(reads: &LongReads, caller: u64) -> impl Future<Output = Result<ReadPermit, Error>> {
        as_caller(caller, reads.turn())
    }

    #[tokio::test]
    async fn a_caller_has_one_turn_and_the_next_caller_is_not_behind_its_others() {
        let reads = LongReads::new(2);
        let first = turn(&reads, 1).await.expect("is free");
        let mut second = Box::pin(turn(&reads, 1));
        assert!((&mut second).now_or_never().is_none(), "one at a time");
        let other = turn(&reads, 2).now_or_never().expect("at once");
        let other = other.expect("is free");
        let mut third = Box::pin(turn(&reads, 3));
        assert!((&mut third).now_or_never().is_none(), "two run");
        drop(first);
        assert!(
            (&mut second).now_or_never().is_none(),
            "the third came first"
        );
        let third = third.await.expect("is free");
        drop((other, third));
        second.await.expect("its turn at last");
    }

    #[tokio::test]
    async fn the_queue_is_bounded_for_a_caller_and_for_all() {
        let reads = LongReads::new(1);
        let _held = turn(&reads, 0).await.expect("is free");
        let mut waiting = Vec::new();
        for _ in 1..WAITING_OF_CALLER {
            let mut one = Box::pin(turn(&reads, 0));
            assert!((&mut one).now_or_never().is_none());
            waiting.push(one);
        }
        let refused = turn(&reads, 0).now_or_never();
        assert!(matches!(refused, Some(Err(Error::Busy))));
        let mut others = Vec::new();
        for caller in 1..CALLERS as u64 {
            let mut one = Box::pin(turn(&reads, caller));
            assert!((&mut one).now_or_never().is_none());
            others.push(one);
        }
        let refused = turn(&reads, 999).now_or_never();
        assert!(matches!(refused, Some(Err(Error::Busy))));
        drop(others);
        assert!(turn(&reads, 999).now_or_never().is_none(), "it may wait");
    }
}
