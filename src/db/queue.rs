//! The queues of the SQLite threads, and how long callers wait for their result.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::{Duration, Instant},
};

use crossbeam_channel::{Sender, TrySendError};
use futures_util::FutureExt as _;
use rusqlite::Connection;
use tokio::{sync::oneshot, time::timeout};

use super::{
    Conn, Error, WorkFuture,
    activity::ReaderActivity,
    ticket::{CallerTicket, Ticket},
    waits::{COMMIT_LIMIT, DISK_SILENCE, LONG_READ_LIMIT, READ_LIMIT, WRITE_LIMIT},
};

/// A unit of work in a queue.
pub(super) trait Job: Send {
    fn ticket(&self) -> &Ticket;
    /// Runs the work; its changes must be undone if it returns an error.
    fn run(&mut self, connection: &mut Connection) -> Result<(), FailedWork>;
    /// Sends the result to the caller: that of the work, or the reason why it could not be done or stored.
    fn answer(self: Box<Self>, failure: Option<Error>);
}

/// Work that returned an error, and the error of its failed statement if there was one.
pub(super) struct FailedWork(pub(super) Option<Error>);

/// How long a caller waits.
#[derive(Clone, Copy)]
pub(super) enum Wait<'a> {
    /// A write: withdrawn at its deadline, unless it is being committed.
    Write,
    /// A public read: abandoned if the disk hangs.
    Short(&'a ReaderActivity),
    /// A read that may be slow: canceled at its limit.
    Long,
    /// A read by the process itself: it may take any time.
    Unlimited,
}

/// The number of steps of SQLite's virtual machine between two checks of the ticket, about 0.1 ms.
const STEPS_PER_LOOK: std::ffi::c_int = 2_000;
/// How often a waiting caller checks whether the disk hangs.
const LOOK: Duration = Duration::from_millis(100);

struct Task<A, T, E, F> {
    input: A,
    work: F,
    result: Option<Result<T, E>>,
    answer: oneshot::Sender<Result<T, E>>,
    ticket: Arc<Ticket>,
}

impl<A, T, E, F> Job for Task<A, T, E, F>
where
    A: Send + Sync,
    T: Send,
    E: From<Error> + Send,
    F: for<'c> Fn(&'c mut Conn<'_>, &'c A) -> WorkFuture<'c, T, E> + Send,
{
    fn ticket(&self) -> &Ticket {
        &self.ticket
    }

    fn run(&mut self, connection: &mut Connection) -> Result<(), FailedWork> {
        watch(connection, Some(self.ticket.clone()));
        let mut conn = Conn::sqlite(connection);
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            (self.work)(&mut conn, &self.input).now_or_never()
        }));
        let result = match outcome {
            Ok(Some(result)) => result,
            Ok(None) => Err(Error::Statement(
                "the work awaited something other than its connection".into(),
            )
            .into()),
            Err(_) => Err(Error::Panicked.into()),
        };
        let failure = conn.failure();
        watch(connection, None);
        let keep = result.is_ok() && failure.is_none();
        self.result = Some(match result {
            Ok(_) if failure.is_some() => {
                Err(Error::Statement("the work hid an error".into()).into())
            }
            result => result,
        });
        if keep {
            Ok(())
        } else {
            Err(FailedWork(failure))
        }
    }

    fn answer(self: Box<Self>, failure: Option<Error>) {
        let result = match (failure, self.result) {
            // This also applies to work that failed by itself: it may have seen data that other work of its
            // batch wrote (a duplicate, a used token), and that data is rolled back.
            (Some(failure), _) => Err(failure.into()),
            (None, Some(result)) => result,
            (None, None) => Err(Error::Busy.into()),
        };
        // The caller may have gone away.
        let _ = self.answer.send(result);
    }
}

/// Makes SQLite cancel the running query when its ticket is withdrawn; `None` ends this.
fn watch(connection: &mut Connection, ticket: Option<Arc<Ticket>>) {
    let handler = ticket.map(|ticket| {
        move || {
            ticket.note_step();
            ticket.is_withdrawn()
        }
    });
    if let Err(error) = connection.progress_handler(STEPS_PER_LOOK, handler) {
        // Only a connection of another owner refuses it.
        tracing::error!(%error, "queries cannot be canceled");
    }
}

pub(super) async fn send<A, T, E, F>(
    queue: Sender<Box<dyn Job>>,
    wait: Wait<'_>,
    input: A,
    work: F,
) -> Result<T, E>
where
    A: Send + Sync + 'static,
    T: Send + 'static,
    E: From<Error> + Send + 'static,
    F: for<'c> Fn(&'c mut Conn<'_>, &'c A) -> WorkFuture<'c, T, E> + Send + 'static,
{
    if let Wait::Short(readers) = wait
        && readers.is_stuck()
    {
        return Err(hanging_disk().into());
    }
    let (answer, result) = oneshot::channel();
    let ticket = Arc::new(Ticket::default());
    let caller = CallerTicket {
        ticket: ticket.clone(),
        is_read: !matches!(wait, Wait::Write),
    };
    let task = Task {
        input,
        work,
        result: None,
        answer,
        ticket,
    };
    match queue.try_send(Box::new(task)) {
        Ok(()) => {}
        Err(TrySendError::Full(_)) => return Err(Error::Busy.into()),
        Err(TrySendError::Disconnected(_)) => return Err(gone().into()),
    }
    drop(queue);
    let answered = match wait {
        Wait::Write => answer_of_write(&caller.ticket, result).await,
        Wait::Short(readers) => answer_of_short_read(&caller.ticket, readers, result).await,
        Wait::Long => match timeout(LONG_READ_LIMIT, result).await {
            Ok(answered) => answered.map_err(|_| gone()),
            Err(_) => Err(Error::TooSlow),
        },
        Wait::Unlimited => result.await.map_err(|_| gone()),
    };
    answered.unwrap_or_else(|error| Err(error.into()))
}

fn gone() -> Error {
    Error::Unavailable("the database thread has ended".into())
}

fn hanging_disk() -> Error {
    Error::Unavailable("the disk does not respond".into())
}

/// Returns the result of a write, or the reason why it will never be done.
async fn answer_of_write<R>(ticket: &Ticket, mut result: oneshot::Receiver<R>) -> Result<R, Error> {
    for limit in [WRITE_LIMIT, COMMIT_LIMIT] {
        if let Ok(answered) = timeout(limit, &mut result).await {
            return answered.map_err(|_| gone());
        }
        if ticket.withdraw() {
            return Err(Error::Busy);
        }
    }
    Err(Error::Uncertain)
}

/// Returns the result of a public read. It is abandoned if its query makes no progress, or if it waits for
/// reader threads whose queries make none.
async fn answer_of_short_read<R>(
    ticket: &Ticket,
    readers: &ReaderActivity,
    mut result: oneshot::Receiver<R>,
) -> Result<R, Error> {
    let begun = Instant::now();
    let (mut seen, mut moved) = ((false, 0), begun);
    loop {
        if let Ok(answered) = timeout(LOOK, &mut result).await {
            return answered.map_err(|_| gone());
        }
        let now = (ticket.is_running(), ticket.steps());
        if now != seen {
            (seen, moved) = (now, Instant::now());
        }
        let (is_running, _) = now;
        if moved.elapsed() >= DISK_SILENCE && (is_running || readers.is_stuck()) {
            readers.note_given_up();
            return Err(hanging_disk());
        }
        if begun.elapsed() >= READ_LIMIT {
            return Err(Error::Busy);
        }
    }
}
