//! One SQL text for SQLite and PostgreSQL: open by URL, migrate, `read` and `write`.
//!
//! Work is a closure over a `Conn` and its input. On PostgreSQL it runs in the calling task, in a
//! transaction of its own. On SQLite it is sent to the thread that owns the connection. The writer commits
//! everything in its queue together (group commit: one fsync for many, with a savepoint each) and only then
//! replies, so an `Ok` of `Db::write` means that the data is on disk.
//!
//! Two rules for work: it awaits nothing except its `Conn`, and it returns every error of the `Conn` (after
//! an error, the `Conn` refuses further statements on both databases).

mod activity;
mod batch;
mod bounded;
mod checkpoint;
mod chunks;
mod conn;
pub(crate) mod connection;
mod connector;
mod deferred;
mod error;
mod explain;
pub(crate) mod foreign;
mod health;
mod liveness;
mod long_reads;
pub(crate) mod migrate;
mod owned_value;
pub(crate) mod page_keys;
mod pipeline;
pub(crate) mod postgres;
mod postgres_waits;
pub(crate) mod privileges;
mod queue;
mod reader;
mod settings;
mod sqlite;
mod statement;
pub(crate) mod thread_urls;
mod ticket;
mod tls;
pub(crate) mod unfinished;
mod url;
mod value;
mod waits;
mod writer;

use std::{
    fmt,
    path::PathBuf,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

pub(crate) use self::{
    bounded::BoundedRows,
    chunks::{ChunkRunner, Expiration, ExpirySql, KeyColumn},
    conn::{Conn, Row},
    deferred::PendingRows,
    health::DatabaseHealth,
    long_reads::as_caller,
    url::PostgresUrl,
    value::{Column, Value},
};
pub use self::{
    bounded::LIST_BYTES, chunks::ROWS_MAX, error::Error, settings::DatabaseSettings,
    statement::Sql, url::DatabaseUrl,
};
pub use crate::sqlite_file::{OpenError, OpenMode};

/// The result of a unit of work: a future that awaits only its [`Conn`].
pub(crate) type WorkFuture<'c, T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'c>>;

/// Returns the version of the SQLite library in this binary.
pub(crate) fn sqlite_version() -> &'static str {
    rusqlite::version()
}

/// How far a schema has been migrated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SchemaVersion {
    /// The version of the database; 0 without our tables.
    pub found: i64,
    /// The version that this binary requires.
    pub known: i64,
}

const NO_TABLES: &str = "it has no tables of Rejoinder yet; `rejoinder migrate` creates them";

/// The database. Clones share it.
#[derive(Clone)]
pub struct Db(Arc<Backend>);

enum Backend {
    Sqlite(Box<sqlite::Sqlite>),
    Postgres(postgres::Postgres),
}

/// The kind of a unit of work, which determines how long it may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    /// A short read for a request.
    Read,
    /// A read that may be slow.
    LongRead,
    /// A read by the process itself.
    Background,
    Write,
}

/// The kind of a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatabaseKind {
    Sqlite,
    Postgres,
}

impl Db {
    /// Opens `sqlite:PATH` or `postgres://…` without migrating. For SQLite, `mode` decides whether a
    /// missing file is created; a PostgreSQL database is only created by its administrator.
    pub async fn open(settings: &DatabaseSettings, mode: OpenMode) -> Result<Self, OpenError> {
        let backend = match settings.url().map_err(OpenError::Url)? {
            DatabaseUrl::Sqlite(path) => {
                Backend::Sqlite(Box::new(sqlite::Sqlite::open(&path, settings, mode)?))
            }
            DatabaseUrl::Postgres(url) => {
                Backend::Postgres(postgres::Postgres::open(&url, settings, mode).await?)
            }
        };
        let backend = Arc::new(backend);
        let mut opened = opened();
        opened.retain(|backend| backend.strong_count() > 0);
        opened.push(Arc::downgrade(&backend));
        Ok(Self(backend))
    }

    /// Starts the background maintenance of a server's database: SQLite's log is checkpointed, and the file
    /// is verified.
    pub async fn maintain(&self) -> Result<(), OpenError> {
        match &*self.0 {
            Backend::Sqlite(db) => db.maintain().await,
            Backend::Postgres(_) => Ok(()),
        }
    }

    /// Finishes queued writes and closes the database; later calls fail. Afterwards a SQLite database that
    /// no other process uses is one complete file.
    pub async fn close(&self) {
        close(&self.0).await;
    }

    /// Returns the name of the database for people: the absolute path of the file, or the URL of PostgreSQL
    /// with the password masked.
    #[must_use]
    pub fn place(&self) -> String {
        match &*self.0 {
            Backend::Sqlite(db) => db.place(),
            Backend::Postgres(db) => db.place().to_owned(),
        }
    }

    /// Reads the version of the schema; a database without our tables has version 0.
    pub async fn schema(&self) -> Result<SchemaVersion, OpenError> {
        match &*self.0 {
            Backend::Sqlite(db) => db.schema().await,
            Backend::Postgres(db) => db.schema().await,
        }
    }

    /// Finds what would prevent `serve` from using the database (privileges, a read-only server, file or
    /// folder), each with the remedy, without changing anything. For a database that was opened in
    /// read-only mode.
    pub async fn serve_faults(&self, schema: SchemaVersion) -> Result<Vec<String>, OpenError> {
        match &*self.0 {
            Backend::Sqlite(db) => Ok(db.serve_faults()),
            Backend::Postgres(db) => db.serve_faults(schema).await,
        }
    }

    /// Refuses a database whose schema is not exactly the one that this binary requires. For commands that
    /// do not migrate, since an older process may be serving the database at the same time.
    pub async fn require_current_schema(&self) -> Result<(), OpenError> {
        let SchemaVersion { found, known } = self.schema().await?;
        match found.cmp(&known) {
            std::cmp::Ordering::Equal => Ok(()),
            std::cmp::Ordering::Greater => Err(OpenError::Newer { found, known }),
            std::cmp::Ordering::Less if found == 0 => {
                Err(OpenError::missing(&self.place(), NO_TABLES))
            }
            std::cmp::Ordering::Less => Err(OpenError::Older { found, known }),
        }
    }

    /// Migrates the schema to the version that this binary requires, under a lock, so that several replicas
    /// may start together. Returns the names of the migrations that were run.
    pub async fn migrate(
        &self,
        now: crate::clock::Timestamp,
    ) -> Result<Vec<&'static str>, OpenError> {
        match &*self.0 {
            Backend::Sqlite(db) => db.migrate(now).await,
            Backend::Postgres(db) => db.migrate(now).await,
        }
    }

    #[must_use]
    pub fn kind(&self) -> DatabaseKind {
        match &*self.0 {
            Backend::Sqlite(_) => DatabaseKind::Sqlite,
            Backend::Postgres(_) => DatabaseKind::Postgres,
        }
    }

    /// Runs `work` in a transaction and returns once it is durable. An `Err` undoes everything that this
    /// work did and nothing else. The work may be run again after a serialization failure or a lost
    /// connection, hence `Fn` and a borrowed input.
    ///
    /// Work whose commit has not started after [`WRITE_LIMIT`](waits::WRITE_LIMIT) is withdrawn and fails
    /// with [`Error::Busy`]; it is never run later. If there is no reply to a commit, the result is [`Error::Uncertain`].
    pub async fn write<A, T, E, F>(&self, input: A, work: F) -> Result<T, E>
    where
        A: Send + Sync + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'c> Fn(&'c mut Conn<'_>, &'c A) -> WorkFuture<'c, T, E> + Send + Sync + 'static,
    {
        match &*self.0 {
            Backend::Sqlite(db) => db.write(input, work).await,
            Backend::Postgres(db) => db.run(Access::Write, &input, &work).await,
        }
    }

    /// Runs `work` on one consistent snapshot. It must not write. For reads whose cost does not grow with
    /// the number of comments: they share a few threads or connections.
    pub async fn read<A, T, E, F>(&self, input: A, work: F) -> Result<T, E>
    where
        A: Send + Sync + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'c> Fn(&'c mut Conn<'_>, &'c A) -> WorkFuture<'c, T, E> + Send + Sync + 'static,
    {
        self.run_read(Access::Read, input, work).await
    }

    /// Like [`Db::read`], for reads that may be slow: searches, lists for moderators, statistics, exports.
    /// They have threads and connections of their own, so that they never delay the public. Callers (see
    /// [`as_caller`]) take turns. After [`LONG_READ_LIMIT`](waits::LONG_READ_LIMIT) the query is canceled
    /// with [`Error::TooSlow`].
    pub async fn read_long<A, T, E, F>(&self, input: A, work: F) -> Result<T, E>
    where
        A: Send + Sync + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'c> Fn(&'c mut Conn<'_>, &'c A) -> WorkFuture<'c, T, E> + Send + Sync + 'static,
    {
        let turns = match &*self.0 {
            Backend::Sqlite(db) => &db.long_read_turns,
            Backend::Postgres(db) => &db.long_read_turns,
        };
        let _turn = turns.turn().await?;
        self.run_read(Access::LongRead, input, work).await
    }

    /// Like [`Db::read`], for the process itself: maintenance, the filter, commands. It may take any time.
    pub async fn read_background<A, T, E, F>(&self, input: A, work: F) -> Result<T, E>
    where
        A: Send + Sync + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'c> Fn(&'c mut Conn<'_>, &'c A) -> WorkFuture<'c, T, E> + Send + Sync + 'static,
    {
        self.run_read(Access::Background, input, work).await
    }

    async fn run_read<A, T, E, F>(&self, access: Access, input: A, work: F) -> Result<T, E>
    where
        A: Send + Sync + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'c> Fn(&'c mut Conn<'_>, &'c A) -> WorkFuture<'c, T, E> + Send + Sync + 'static,
    {
        match &*self.0 {
            Backend::Sqlite(db) => db.read(access, input, work).await,
            Backend::Postgres(db) => db.run(access, &input, &work).await,
        }
    }

    /// Returns the path of a SQLite database as configured; `None` for PostgreSQL.
    pub(crate) fn file(&self) -> Option<PathBuf> {
        match &*self.0 {
            Backend::Sqlite(db) => Some(db.path().to_owned()),
            Backend::Postgres(_) => None,
        }
    }

    /// Checkpoints SQLite's log and truncates it, so that deleted or overwritten data remains in none of
    /// its files. The contents of PostgreSQL's log are the responsibility of its operator. Returns `false`
    /// if other connections read all the time, so that a part remains until they finish.
    pub async fn scrub(&self) -> Result<bool, OpenError> {
        match &*self.0 {
            Backend::Sqlite(db) => db.scrub().await,
            Backend::Postgres(_) => Ok(true),
        }
    }

    /// Returns the size of SQLite's log in bytes; `None` for PostgreSQL, whose log is managed by its
    /// operator.
    #[must_use]
    pub fn log_size(&self) -> Option<u64> {
        match &*self.0 {
            Backend::Sqlite(db) => Some(db.log_size()),
            Backend::Postgres(_) => None,
        }
    }

    /// Checkpoints SQLite's log and truncates it, unless a connection reads from it. Writers wait for a
    /// tenth of a second at most.
    async fn apply_log(&self) -> Result<(), OpenError> {
        match &*self.0 {
            Backend::Sqlite(db) => db.apply_log().await,
            Backend::Postgres(_) => Ok(()),
        }
    }

    /// Checks whether the database responds: one small read, within `limit`.
    pub async fn ping(&self, limit: Duration) -> Result<(), Error> {
        let ask = self.read((), |c, ()| Box::pin(async move { c.ping().await }));
        tokio::time::timeout(limit, ask)
            .await
            .unwrap_or(Err(Error::Busy))
    }

    /// Reads a SQLite file from beginning to end and checks its integrity. PostgreSQL is not read: it has
    /// tools of its own (`pg_amcheck`, checksums).
    pub async fn verify(&self) -> Result<(), OpenError> {
        match &*self.0 {
            Backend::Sqlite(db) => db.verify().await,
            Backend::Postgres(_) => Ok(()),
        }
    }

    /// Prepares a statement and discards it: for the test that both databases accept every statement.
    pub async fn prepare(&self, sql: Sql) -> Result<(), Error> {
        self.read(sql, |c, sql| Box::pin(async move { c.prepare(*sql).await }))
            .await
    }
}

/// Every database that this process has opened and still uses.
fn opened() -> std::sync::MutexGuard<'static, Vec<Weak<Backend>>> {
    static OPENED: Mutex<Vec<Weak<Backend>>> = Mutex::new(Vec::new());
    OPENED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Closes every database of this process, as commands do before they end.
pub(crate) async fn close_all() {
    let all: Vec<_> = opened().drain(..).collect();
    for backend in all.iter().filter_map(Weak::upgrade) {
        close(&backend).await;
    }
    sqlite::finish_closing().await;
}

async fn close(backend: &Backend) {
    if let Backend::Sqlite(db) = backend {
        match db.close().await {
            Ok(is_whole) => tracing::debug!(is_whole, "database closed"),
            Err(error) => tracing::warn!(%error, "database not closed cleanly"),
        }
    }
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Db({:?})", self.kind())
    }
}

/// Declares a module's statements: constants of type [`Sql`], and `ALL` for the test that prepares every
/// one of them on both databases. Parameters are `$1`, `$2`, …; `= ANY($n)` takes a list.
macro_rules! statements {
    ($($(#[doc = $doc:literal])* $name:ident = $sql:expr;)+) => {
        $($(#[doc = $doc])* pub(crate) const $name: $crate::db::Sql = $crate::db::Sql($sql);)+
        /// All statements of this module by name.
        pub(crate) const ALL: &[(&str, $crate::db::Sql)] = &[$((stringify!($name), $name),)+];
    };
}
pub(crate) use statements;

#[cfg(test)]
mod tests;
