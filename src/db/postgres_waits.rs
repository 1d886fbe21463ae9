//! Time limits for work on PostgreSQL: until its deadline, and only while the server responds.

use std::{
    pin::pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use deadpool_postgres::{Object, Timeouts};
use tokio::time::{Instant, timeout, timeout_at};

use super::{
    Access, Error,
    connector::Connector,
    liveness::Liveness,
    waits::{CALL_SILENCE, COMMIT_LIMIT, CONNECT_LIMIT, LONG_READ_LIMIT, READ_LIMIT, WRITE_LIMIT},
};

/// How long a request to cancel a statement may take.
const CANCEL_LIMIT: Duration = Duration::from_secs(2);

impl Access {
    /// Returns how long all attempts may take together.
    fn limit(self) -> Option<Duration> {
        match self {
            Self::Read => Some(READ_LIMIT),
            Self::LongRead => Some(LONG_READ_LIMIT),
            Self::Write => Some(WRITE_LIMIT),
            Self::Background => None,
        }
    }
}

/// The deadline of a unit of work, and whether its commit has been sent.
#[derive(Clone)]
pub(super) struct Deadline {
    access: Access,
    at: Option<Instant>,
    commits: Arc<AtomicBool>,
}

impl Deadline {
    pub(super) fn new(access: Access) -> Self {
        Self {
            access,
            at: access.limit().map(|limit| Instant::now() + limit),
            commits: Arc::default(),
        }
    }

    /// Resets the state before an attempt: nothing of it has been sent.
    pub(super) fn begin_attempt(&self) {
        self.commits.store(false, Ordering::Release);
    }

    /// Records that the work can no longer be withdrawn: the server may have stored it.
    pub(super) fn note_commit(&self) {
        self.commits
            .store(self.access == Access::Write, Ordering::Release);
    }

    fn is_committing(&self) -> bool {
        self.commits.load(Ordering::Acquire)
    }

    /// Returns whether there is time for another attempt after this pause.
    pub(super) fn allows(&self, pause: Duration) -> bool {
        self.at.is_none_or(|at| Instant::now() + pause < at)
    }

    /// Returns the error for work that did not end.
    fn error(&self, otherwise: Error) -> Error {
        match self.access {
            Access::Write if self.is_committing() => Error::Uncertain,
            _ => otherwise,
        }
    }

    fn missed(&self) -> Error {
        self.error(match self.access {
            Access::LongRead => Error::TooSlow,
            _ => Error::Busy,
        })
    }

    /// Runs an attempt until it ends, its deadline passes, or the server does not respond. An abandoned
    /// attempt is dropped, which cancels its statement and its transaction.
    pub(super) async fn watch<T>(
        &self,
        liveness: &Liveness,
        attempt: impl Future<Output = T>,
    ) -> Result<T, Error> {
        let mut attempt = pin!(attempt);
        let mut at = self.at;
        loop {
            let look = Instant::now() + CALL_SILENCE;
            let wake = at.map_or(look, |at| at.min(look));
            if let Ok(done) = timeout_at(wake, &mut attempt).await {
                return Ok(done);
            }
            if at.is_some_and(|at| Instant::now() >= at) {
                if at == self.at && self.is_committing() {
                    at = at.map(|at| at + COMMIT_LIMIT);
                    continue;
                }
                return Err(self.missed());
            }
            tokio::select! {
                biased;
                done = &mut attempt => return Ok(done),
                alive = liveness.ask() => alive.map_err(|error| self.error(error))?,
            }
        }
    }
}

/// How long fewer attempts are made after a connection could not be opened.
const REFUSED_FOR: Duration = Duration::from_secs(1);

/// When connections could last not be opened: they were refused in every attempt of a unit of work, or one
/// hung.
#[derive(Debug, Default)]
pub(super) struct RefusedConnections(Mutex<Option<Instant>>);

impl RefusedConnections {
    pub(super) fn note(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    pub(super) fn are_recent(&self) -> bool {
        let last = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.is_some_and(|at| at.elapsed() < REFUSED_FOR)
    }

    /// Returns how long an attempt waits for a connection. After a request has waited for a new connection
    /// in vain, the next one waits for a shorter time.
    pub(super) fn timeouts(&self) -> Timeouts {
        let create = if self.are_recent() {
            CONNECT_LIMIT / 10
        } else {
            CONNECT_LIMIT
        };
        Timeouts {
            wait: Some(READ_LIMIT),
            create: Some(create),
            recycle: Some(create),
        }
    }
}

/// A connection that returns to the pool only when its transaction has ended. A request that is canceled in
/// the middle closes it, and with it everything that was open.
pub(super) struct Checkout {
    pub(super) object: Option<Object>,
    connector: Arc<Connector>,
    deadline: Deadline,
}

impl Checkout {
    pub(super) fn new(object: Object, connector: Arc<Connector>, deadline: Deadline) -> Self {
        Self {
            object: Some(object),
            connector,
            deadline,
        }
    }
}

impl Drop for Checkout {
    fn drop(&mut self) {
        let Some(object) = self.object.take() else {
            return;
        };
        let client = Object::take(object);
        // The server only notices a closed connection when its statement ends, so it is requested to cancel
        // it. A commit is not canceled: it may already be stored.
        if client.is_closed() || self.deadline.is_committing() {
            return;
        }
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return;
        };
        let (token, connector) = (client.cancel_token(), self.connector.clone());
        runtime.spawn(async move {
            match timeout(CANCEL_LIMIT, connector.cancel(&token)).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::debug!(%error, "statement not canceled"),
                Err(_) => tracing::debug!("statement not canceled: no reply"),
            }
            drop(client);
        });
    }
}

/// The last resort for a connection without a reply while the server responds on others: the server itself
/// cancels every statement earlier (`statement_timeout`).
const SILENCE: Duration = Duration::from_secs(12);

/// Awaits the reply of a call to the server, with a timeout.
pub(super) async fn answered<T>(
    call: impl Future<Output = Result<T, tokio_postgres::Error>>,
) -> Result<T, Error> {
    match timeout(SILENCE, call).await {
        Ok(answer) => Ok(answer?),
        Err(_) => Err(Error::Unavailable("no answer in time".to_owned())),
    }
}
