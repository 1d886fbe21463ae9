//! Threads that read from SQLite: one unit of work after another, each on one snapshot.

use crossbeam_channel::Receiver;
use rusqlite::Connection;

use super::{
    Error,
    activity::ReaderActivity,
    connection::WorkerConnection,
    health::{Trouble, is_io_error},
    queue::{FailedWork, Job},
};

pub(super) fn read_all(
    mut own: WorkerConnection,
    queue: &Receiver<Box<dyn Job>>,
    trouble: &Trouble,
    activity: &ReaderActivity,
) {
    while let Ok(mut job) = queue.recv() {
        if !job.ticket().claim() {
            continue;
        }
        activity.begin();
        let mut failure = in_snapshot(&mut own.connection, &mut *job).err();
        match &failure {
            Some(error @ Error::Malformed(_)) => {
                failure = Some(trouble.note_malformed(error, own.path()));
            }
            Some(error) if is_io_error(error) => trouble.note_read_failure(error),
            _ => {}
        }
        own.roll_back();
        if matches!(failure, Some(Error::Unavailable(_))) {
            own.renew();
        }
        activity.finish();
        job.answer(failure);
    }
}

fn in_snapshot(connection: &mut Connection, job: &mut dyn Job) -> Result<(), Error> {
    connection.prepare_cached("BEGIN")?.execute([])?;
    // There is nothing to commit or undo, and a disk error may have ended the transaction.
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
