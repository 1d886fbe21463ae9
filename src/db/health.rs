//! What is known of the database's condition: how the last write ended, and whether the data itself is
//! damaged.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use super::{Backend, Db, Error, Sql};

/// Writes a row of the schema's table as it is: the smallest write that reaches the disk.
const WRITE: Sql = Sql("UPDATE schema_step SET taken_at = taken_at WHERE version = 1");
/// Writes no row: PostgreSQL refuses the statement itself where it may not write.
const MAY_WRITE: Sql = Sql("UPDATE schema_step SET taken_at = taken_at WHERE version = -1");

/// How old what is known of writes may be. Checks for readiness come from strangers too, and each may
/// cost an fsync.
const KNOWN_FOR: Duration = Duration::from_secs(1);
/// How long a check waits for its own write; writes wait longer where another process holds a lock.
const WRITE_WAIT: Duration = Duration::from_millis(500);

/// Whether the database can do its work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseHealth {
    Good,
    /// Reads work and the last write failed for a reason that may end by itself.
    WritesFail(&'static str),
    /// Nothing can be written.
    ReadOnly,
    /// What is stored is damaged.
    Malformed,
    Unavailable,
}

/// What went wrong last, as noted by those who read and write.
#[derive(Clone, Default)]
pub(super) struct Trouble(Arc<Mutex<TroubleState>>);

#[derive(Default)]
struct TroubleState {
    last: Option<Error>,
    noted: Option<Instant>,
    damage: Option<Error>,
}

impl Trouble {
    fn state(&self) -> MutexGuard<'_, TroubleState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes how a write ended; a full disk does not show in reads.
    pub(super) fn note(&self, trouble: Option<Error>) {
        let mut state = self.state();
        state.last = trouble;
        state.noted = Some(Instant::now());
    }

    /// Notes that the file is damaged. That stays so until another file is opened: to write on would
    /// damage more.
    pub(super) fn note_damage(&self, error: &Error) {
        let mut state = self.state();
        if state.damage.is_none() {
            tracing::error!(
                %error,
                "the database is damaged and takes no more writes; restore a backup with \
                 `rejoinder restore FILE`"
            );
            state.damage = Some(error.clone());
        }
    }

    pub(super) fn damage(&self) -> Option<Error> {
        self.state().damage.clone()
    }

    pub(super) fn last(&self) -> Option<Error> {
        let state = self.state();
        state.damage.clone().or_else(|| state.last.clone())
    }

    /// Is it worth a write to learn more? What may end by itself is learned from the next write.
    fn is_stale(&self) -> bool {
        let state = self.state();
        let is_open = matches!(
            state.last,
            None | Some(Error::Unavailable(_) | Error::Malformed(_))
        );
        let is_old = state.noted.is_none_or(|noted| noted.elapsed() >= KNOWN_FOR);
        state.damage.is_none() && is_open && is_old
    }
}

impl Db {
    fn trouble_state(&self) -> &Trouble {
        match &*self.0 {
            Backend::Sqlite(db) => &db.trouble,
            Backend::Postgres(db) => &db.trouble,
        }
    }

    /// Why the last write could not be stored, in words that say nothing of the machine; `None` when
    /// it was stored, or refused for what it was.
    #[must_use]
    pub fn trouble(&self) -> Option<&'static str> {
        self.trouble_state().last().map(|error| match error {
            Error::Full => "the disk is full",
            Error::Busy => "another process holds a lock",
            Error::Malformed(_) => "it is malformed",
            _ => "it cannot be written to",
        })
    }

    /// Checks whether the database can be read and written, within `limit`.
    pub async fn health(&self, limit: Duration) -> DatabaseHealth {
        let trouble = self.trouble_state();
        match self.ping(limit).await {
            _ if trouble.damage().is_some() => return DatabaseHealth::Malformed,
            Ok(()) => {}
            Err(Error::Malformed(_)) => return DatabaseHealth::Malformed,
            Err(_) => return DatabaseHealth::Unavailable,
        }
        if trouble.is_stale() {
            self.try_write().await;
        }
        match trouble.last() {
            None => DatabaseHealth::Good,
            Some(Error::Malformed(_)) => DatabaseHealth::Malformed,
            Some(Error::Full | Error::Busy) => {
                DatabaseHealth::WritesFail(self.trouble().unwrap_or_default())
            }
            Some(_) => DatabaseHealth::ReadOnly,
        }
    }

    /// Writes something; how that ended is noted like that of any other write.
    async fn try_write(&self) {
        let sql = match &*self.0 {
            Backend::Sqlite(_) => WRITE,
            Backend::Postgres(_) => MAY_WRITE,
        };
        let write = self.write(sql, |c, sql| {
            Box::pin(async move { c.execute(*sql, &[]).await.map(|_| ()) })
        });
        if let Ok(Err(error)) = tokio::time::timeout(WRITE_WAIT, write).await {
            tracing::debug!(%error, "the database refused a write");
        }
    }
}
