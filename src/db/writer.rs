//! The thread that writes to SQLite: all waiting work is committed together (group commit), with a
//! savepoint each.

use std::time::{Duration, Instant};

use crossbeam_channel::Receiver;
use rusqlite::Connection;

use super::{
    Error,
    connection::WorkerConnection,
    health::{Trouble, is_io_error},
    queue::{FailedWork, Job},
    waits::WRITE_LIMIT,
};

/// The largest number of units of work that share a transaction.
const BATCH: usize = 256;
/// How long units of work are added to a transaction. Otherwise later ones would wait too long, and a
/// withdrawn one would make the others run again for too long.
const BATCH_TIME: Duration = Duration::from_millis(100);
/// How long one attempt to get the lock of the file waits for another process. Between two attempts,
/// withdrawn work is dropped and new work is added.
const LOCK_WAIT: Duration = Duration::from_millis(100);

type WriteBatch = Vec<Box<dyn Job>>;

/// How a transaction ended.
enum BatchEnd {
    /// The first units of work of the batch were committed, or failed by themselves.
    Committed(usize),
    /// Another process holds the lock; nothing ran.
    Locked,
    /// All of it was withdrawn.
    Withdrawn,
    Failed(Error),
}

pub(super) fn write_all(
    mut own: WorkerConnection,
    queue: &Receiver<Box<dyn Job>>,
    trouble: &Trouble,
) {
    let mut batch = WriteBatch::with_capacity(BATCH);
    let mut locked_since = None;
    loop {
        if batch.is_empty() {
            match queue.recv() {
                Ok(first) => batch.push(first),
                Err(_) => return,
            }
        }
        batch.extend(queue.try_iter().take(BATCH - batch.len()));
        drop_withdrawn(&mut batch);
        if batch.is_empty() {
            continue;
        }
        let end = match trouble.damage() {
            // Data written to a damaged database may be lost, and may increase the damage.
            Some(damage) => BatchEnd::Failed(damage),
            None => commit_together(&mut own, &mut batch),
        };
        if !matches!(end, BatchEnd::Locked) {
            locked_since = None;
        }
        match end {
            BatchEnd::Committed(count) => {
                trouble.note(None);
                batch.drain(..count).for_each(|job| job.answer(None));
            }
            // The callers withdraw their work at its deadline.
            BatchEnd::Locked => {
                let since = *locked_since.get_or_insert_with(Instant::now);
                if since.elapsed() >= WRITE_LIMIT {
                    trouble.note(Some(Error::Busy));
                }
            }
            BatchEnd::Withdrawn => {}
            BatchEnd::Failed(error) => fail(&mut own, &mut batch, error, trouble),
        }
    }
}

fn drop_withdrawn(batch: &mut WriteBatch) {
    batch.retain(|job| !job.ticket().is_withdrawn());
}

fn fail(own: &mut WorkerConnection, batch: &mut WriteBatch, mut error: Error, trouble: &Trouble) {
    tracing::warn!(%error, units = batch.len(), "transaction rolled back");
    if matches!(error, Error::Malformed(_)) && trouble.damage().is_none() {
        error = trouble.note_malformed(&error, own.path());
    }
    if !matches!(error, Error::Malformed(_)) {
        trouble.note(Some(error.clone()));
    }
    if is_io_error(&error) {
        own.roll_back();
        own.renew();
    }
    for job in batch.drain(..) {
        job.answer(Some(error.clone()));
    }
}

/// Runs a batch and commits it. It runs again on a new connection if this one could not do the work, and
/// without the work that was withdrawn while it ran.
fn commit_together(own: &mut WorkerConnection, batch: &mut WriteBatch) -> BatchEnd {
    let mut is_renewed = false;
    loop {
        let failure = match begin(&own.connection) {
            Err(Error::Busy) => return BatchEnd::Locked,
            Err(error) => error,
            Ok(()) => match run_together(&mut own.connection, batch) {
                Ok(count) if begin_commit(&batch[..count]) => return commit(own, count),
                Ok(_) => Error::TooSlow,
                Err(error) => error,
            },
        };
        own.roll_back();
        let before = batch.len();
        drop_withdrawn(batch);
        if batch.is_empty() {
            return BatchEnd::Withdrawn;
        }
        if batch.len() < before {
            continue;
        }
        if !matches!(failure, Error::Unavailable(_)) || is_renewed {
            return BatchEnd::Failed(failure);
        }
        own.renew();
        is_renewed = true;
    }
}

fn begin(connection: &Connection) -> Result<(), Error> {
    connection.busy_timeout(LOCK_WAIT)?;
    connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
    Ok(())
}

/// Runs the first units of work of a batch; returns their number.
fn run_together(connection: &mut Connection, batch: &mut WriteBatch) -> Result<usize, Error> {
    let begun = Instant::now();
    let mut count = 0;
    for job in batch {
        if count > 0 && begun.elapsed() >= BATCH_TIME {
            break;
        }
        count += 1;
        if !job.ticket().claim() {
            // It was just withdrawn: the batch runs again without it.
            break;
        }
        connection.prepare_cached("SAVEPOINT job")?.execute([])?;
        if let Err(FailedWork(failure)) = job.run(connection) {
            if connection.is_autocommit() {
                // Some failures (a full disk, a canceled query) make SQLite undo the whole transaction.
                return Err(failure.unwrap_or(Error::Full));
            }
            if let Some(failure @ (Error::Unavailable(_) | Error::Malformed(_))) = failure {
                // The others would fail in the same way: only here it shows that a file cannot be written.
                return Err(failure);
            }
            connection.prepare_cached("ROLLBACK TO job")?.execute([])?;
        }
        connection.prepare_cached("RELEASE job")?.execute([])?;
    }
    Ok(count)
}

/// Claims all of them for the commit, or none if one of them was withdrawn.
fn begin_commit(jobs: &[Box<dyn Job>]) -> bool {
    let claimed = jobs.iter().take_while(|job| job.ticket().begin_commit());
    let claimed = claimed.count();
    if claimed < jobs.len() {
        for job in &jobs[..claimed] {
            job.ticket().leave_commit();
        }
    }
    claimed == jobs.len()
}

/// Commits. A failed commit is not repeated, because it may be on disk nevertheless.
fn commit(own: &mut WorkerConnection, count: usize) -> BatchEnd {
    let committed = || -> Result<(), Error> {
        own.connection.prepare_cached("COMMIT")?.execute([])?;
        Ok(())
    };
    match committed() {
        Ok(()) => BatchEnd::Committed(count),
        Err(error) => {
            own.roll_back();
            BatchEnd::Failed(error)
        }
    }
}
