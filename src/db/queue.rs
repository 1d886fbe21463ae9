//! The queues in front of the threads of SQLite: readers run one unit of work after another, the writer
//! commits all that waits together.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, Sender, TrySendError};
use futures_util::FutureExt as _;
use rusqlite::Connection;
use tokio::sync::oneshot;

use super::{
    Conn, Error, PATIENCE, Work,
    connection::WorkerConnection,
    health::{Trouble, is_io_error},
};

/// The most units of work that share a transaction.
const BATCH: usize = 256;

/// A unit of work in a queue.
pub(super) trait Job: Send {
    /// Has the caller gone away?
    fn abandoned(&self) -> bool;
    /// How long has it been queued?
    fn waited(&self) -> Duration;
    /// Runs it; what it did is to be undone when it refuses.
    fn run(&mut self, connection: &mut Connection) -> Result<(), FailedWork>;
    /// Answers the caller: with what the work gave, or with why it could not be done or kept.
    fn answer(self: Box<Self>, failure: Option<Error>);
}

/// Work that returned an error, and the error of its failed statement if there was one.
pub(super) struct FailedWork(Option<Error>);

struct Task<A, T, E, F> {
    input: A,
    work: F,
    result: Option<Result<T, E>>,
    answer: oneshot::Sender<Result<T, E>>,
    queued: Instant,
}

impl<A, T, E, F> Job for Task<A, T, E, F>
where
    A: Send + Sync,
    T: Send,
    E: From<Error> + Send,
    F: for<'c> Fn(&'c mut Conn<'_>, &'c A) -> Work<'c, T, E> + Send,
{
    fn abandoned(&self) -> bool {
        self.answer.is_closed()
    }

    fn waited(&self) -> Duration {
        self.queued.elapsed()
    }

    fn run(&mut self, connection: &mut Connection) -> Result<(), FailedWork> {
        let mut conn = Conn::sqlite(connection);
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            (self.work)(&mut conn, &self.input).now_or_never()
        }));
        let result = match outcome {
            Ok(Some(result)) => result,
            Ok(None) => Err(Error::Statement(
                "the work awaited something else than its connection".into(),
            )
            .into()),
            Err(_) => Err(Error::Panicked.into()),
        };
        let failure = conn.failure();
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
            // Also for work that refused by itself: it may have seen what others of its batch wrote
            // (a duplicate, a used token), and that is gone.
            (Some(failure), _) => Err(failure.into()),
            (None, Some(result)) => result,
            (None, None) => Err(Error::Busy.into()),
        };
        // The caller may have gone away.
        let _ = self.answer.send(result);
    }
}

pub(super) async fn send<A, T, E, F>(queue: Sender<Box<dyn Job>>, input: A, work: F) -> Result<T, E>
where
    A: Send + Sync + 'static,
    T: Send + 'static,
    E: From<Error> + Send + 'static,
    F: for<'c> Fn(&'c mut Conn<'_>, &'c A) -> Work<'c, T, E> + Send + 'static,
{
    let (answer, result) = oneshot::channel();
    let queued = Instant::now();
    let task = Task {
        input,
        work,
        result: None,
        answer,
        queued,
    };
    match queue.try_send(Box::new(task)) {
        Ok(()) => {}
        Err(TrySendError::Full(_)) => return Err(Error::Busy.into()),
        Err(TrySendError::Disconnected(_)) => {
            return Err(Error::Unavailable("the database thread is gone".into()).into());
        }
    }
    match result.await {
        Ok(result) => result,
        Err(_) => Err(Error::Unavailable("the database thread is gone".into()).into()),
    }
}

pub(super) fn read_all(
    mut own: WorkerConnection,
    queue: &Receiver<Box<dyn Job>>,
    trouble: &Trouble,
) {
    while let Ok(mut job) = queue.recv() {
        if job.abandoned() {
            continue;
        }
        let mut failure = in_snapshot(&mut own.connection, &mut *job).err();
        match &failure {
            Some(error @ Error::Malformed(_)) => {
                failure = Some(trouble.note_malformed(error, own.path()));
            }
            Some(error) if is_io_error(error) => trouble.note_read_failure(error),
            _ => {}
        }
        own.mend();
        if matches!(failure, Some(Error::Unavailable(_))) {
            own.renew();
        }
        job.answer(failure);
    }
}

fn in_snapshot(connection: &mut Connection, job: &mut dyn Job) -> Result<(), Error> {
    connection.prepare_cached("BEGIN")?.execute([])?;
    // There is nothing to keep or undo, and an error of the disk may have ended the transaction.
    let refused = job.run(connection).err();
    if refused.is_none() || !connection.is_autocommit() {
        connection.prepare_cached("COMMIT")?.execute([])?;
    }
    match refused {
        Some(FailedWork(Some(error @ Error::Malformed(_)))) => Err(error),
        Some(FailedWork(Some(error))) if is_io_error(&error) => Err(error),
        _ => Ok(()),
    }
}

pub(super) fn write_all(
    mut own: WorkerConnection,
    queue: &Receiver<Box<dyn Job>>,
    trouble: &Trouble,
) {
    let mut batch = Vec::with_capacity(BATCH);
    loop {
        if batch.is_empty() {
            match queue.recv() {
                Ok(first) => batch.push(first),
                Err(_) => return,
            }
        }
        batch.extend(queue.try_iter().take(BATCH - batch.len()));
        batch.retain(|job| !job.abandoned());
        if batch.is_empty() {
            continue;
        }
        let failure = match trouble.damage() {
            // What is written to a damaged database may be lost, and may damage more.
            Some(damage) => Err(damage),
            None => keep_together(&mut own, &mut batch),
        };
        let mut failure = failure.err();
        if let Some(error) = &failure {
            tracing::warn!(%error, units = batch.len(), "transaction rolled back");
        }
        if let Some(error @ Error::Malformed(_)) = &failure
            && trouble.damage().is_none()
        {
            failure = Some(trouble.note_malformed(error, own.path()));
        }
        if !matches!(failure, Some(Error::Malformed(_))) {
            trouble.note(failure.clone());
        }
        if failure.as_ref().is_some_and(is_io_error) {
            own.mend();
            own.renew();
        }
        for job in batch.drain(..) {
            job.answer(failure.clone());
        }
        if matches!(failure, Some(Error::Busy)) {
            // Those behind have waited as long already; no caller waits for two time-outs.
            while let Ok(job) = queue.try_recv() {
                if job.waited() < PATIENCE / 2 {
                    batch.push(job);
                    break;
                }
                job.answer(Some(Error::Busy));
            }
        }
    }
}

/// Runs a batch and commits it; once more on a new connection, if this one could not do the work.
fn keep_together(own: &mut WorkerConnection, batch: &mut [Box<dyn Job>]) -> Result<(), Error> {
    let mut done = run_together(&mut own.connection, batch);
    if matches!(done, Err(Error::Unavailable(_))) {
        own.mend();
        own.renew();
        done = run_together(&mut own.connection, batch);
    }
    // A commit that failed is not repeated: it may be on the disk all the same.
    let kept = done.and_then(|()| {
        own.connection.prepare_cached("COMMIT")?.execute([])?;
        Ok(())
    });
    if kept.is_err() {
        own.mend();
    }
    kept
}

fn run_together(connection: &mut Connection, batch: &mut [Box<dyn Job>]) -> Result<(), Error> {
    connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
    for job in batch {
        connection.prepare_cached("SAVEPOINT job")?.execute([])?;
        if let Err(FailedWork(failure)) = job.run(connection) {
            if connection.is_autocommit() {
                // Some failures (a full disk) make SQLite undo the whole transaction.
                return Err(failure.unwrap_or(Error::Full));
            }
            if let Some(failure @ (Error::Unavailable(_) | Error::Malformed(_))) = failure {
                // The others would fail like it: a file that cannot be written shows only here.
                return Err(failure);
            }
            connection.prepare_cached("ROLLBACK TO job")?.execute([])?;
        }
        connection.prepare_cached("RELEASE job")?.execute([])?;
    }
    Ok(())
}
