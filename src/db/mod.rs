//! One SQL text for SQLite and PostgreSQL: open by URL, migrate, `read` and `write`.
//!
//! Work is a closure over a `Conn` and its input. On PostgreSQL it runs where it is called, in a
//! transaction of its own. On SQLite it is sent to the thread that owns the connection; the writer
//! commits all that queue together (group commit: one fsync for many, a savepoint each) and only
//! then answers, so an `Ok` of `Db::write` means that it is on disk.
//!
//! Two rules for work: it awaits nothing but its `Conn`, and it gives every error of the `Conn`
//! back (after one, the `Conn` refuses further statements on both databases).

mod activity;
mod backup;
mod bounded;
mod checkpoint;
mod chunks;
mod conn;
mod connection;
mod connector;
mod copy;
mod created;
mod deferred;
mod error;
mod explain;
mod file;
mod foreign;
mod hard_links;
mod health;
mod liveness;
mod lock;
mod lock_file;
mod long_reads;
mod marker;
mod migrate;
mod owned_value;
pub mod page_keys;
mod pipeline;
mod postgres;
mod postgres_waits;
mod privileges;
mod queue;
mod reader;
mod restore;
mod sqlite;
pub mod thread_urls;
mod ticket;
mod tls;
mod unfinished;
mod url;
mod value;
mod verification;
mod waits;
mod wal;
mod writer;

use std::{
    fmt,
    path::PathBuf,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

pub(crate) use self::created::own_folder;
pub use self::{
    bounded::BoundedRows,
    chunks::{ChunkRunner, Expiration, ExpirySql, KeyColumn, ROWS_MAX},
    conn::{Conn, Row, Sql},
    copy::{CopyError, CopyProgress, CopyReport, copy},
    deferred::PendingRows,
    error::{Error, OpenError},
    health::DatabaseHealth,
    long_reads::as_caller,
    restore::{ReplacedDatabase, RestoreOptions, Restored, restore},
    url::{DatabaseUrl, PostgresUrl},
    value::{Column, Value},
    verification::{BackupReport, verify_copy},
    waits::{LONG_READ_LIMIT, WRITE_LIMIT},
};

/// What a unit of work gives back: a future that awaits only its [`Conn`].
pub type Work<'c, T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'c>>;

/// How long a command waits for a database locked by another process.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// Section `[database]` of the settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DatabaseSettings {
    /// `sqlite:PATH` or `postgres://user:password@host/name`.
    pub url: SecretString,
    /// PostgreSQL: how many connections at most. Slow reads use at most a quarter of them.
    pub connections: usize,
    /// PostgreSQL: a PEM file with the certificate authorities to trust; without it the public ones.
    pub ca_file: Option<PathBuf>,
    /// SQLite: how many threads read for the public. Slow reads have two more, and the process one.
    pub readers: usize,
    /// SQLite: how many writes may wait; beyond them callers get 503 at once.
    pub queue: usize,
}

impl Default for DatabaseSettings {
    fn default() -> Self {
        Self {
            url: "sqlite:data/rejoinder.db".into(),
            connections: 16,
            ca_file: None,
            readers: 2,
            queue: 4096,
        }
    }
}

impl DatabaseSettings {
    /// Parses the URL; an error says what is wrong and shows the right spelling.
    pub fn url(&self) -> Result<DatabaseUrl, String> {
        DatabaseUrl::parse(self.url.expose_secret())
    }
}

/// What opening a database may do to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenMode {
    /// Create the SQLite file and its folder if they are missing.
    Create,
    /// Open a database that is there; nothing is created.
    Existing,
    /// Open a database that is there and change nothing: not the data, not the files. Writes fail.
    ReadOnly,
}

/// How far a schema has been migrated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SchemaVersion {
    /// The version of the database; 0 without our tables.
    pub found: i64,
    /// The version that this binary needs.
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

/// What a unit of work does, and how long it may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    /// A short read of a request.
    Read,
    /// A read that may be slow.
    LongRead,
    /// A read of the process itself.
    Background,
    Write,
}

/// Which database it is, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

impl Db {
    /// Opens `sqlite:PATH` or `postgres://…` without migrating. Of SQLite, `mode` decides whether a
    /// missing file is created; a database of PostgreSQL is created by its administrator alone.
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

    /// Starts what a server does for its database in the background: SQLite's log is applied to the
    /// file, and the file is verified.
    pub async fn maintain(&self) -> Result<(), OpenError> {
        match &*self.0 {
            Backend::Sqlite(db) => db.maintain().await,
            Backend::Postgres(_) => Ok(()),
        }
    }

    /// Finishes the writes that wait and closes the database; later calls fail. A SQLite database that
    /// no other process uses is one whole file afterwards.
    pub async fn close(&self) {
        close(&self.0).await;
    }

    /// Names the database for people: the absolute path of the file, or the URL of PostgreSQL with the
    /// password masked.
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

    /// Finds what would keep `serve` from using the database (privileges, a read-only server, file or
    /// folder), each with the remedy, without changing anything. Of a database
    /// that was opened in read-only mode.
    pub async fn serve_faults(&self, schema: SchemaVersion) -> Result<Vec<String>, OpenError> {
        match &*self.0 {
            Backend::Sqlite(db) => Ok(db.serve_faults()),
            Backend::Postgres(db) => db.serve_faults(schema).await,
        }
    }

    /// Refuses a database whose schema is not exactly what this binary needs: for commands that do
    /// not migrate, since an older process may be serving the database at this moment.
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

    /// Brings the schema to what this binary needs, under a lock, so that several replicas may
    /// start together. Gives the names of the steps taken now.
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
    pub fn kind(&self) -> Kind {
        match &*self.0 {
            Backend::Sqlite(_) => Kind::Sqlite,
            Backend::Postgres(_) => Kind::Postgres,
        }
    }

    /// Runs `work` in a transaction and answers once it is durable. An `Err` undoes everything that
    /// this work did and nothing else. It may be run again after a serialization failure or a lost
    /// connection, hence `Fn` and a borrowed input.
    ///
    /// Work whose commit has not begun after [`WRITE_LIMIT`] is withdrawn and answered with
    /// [`Error::Busy`]; it is never done later. Where the answer to a commit does not come, the answer
    /// is [`Error::Uncertain`].
    pub async fn write<A, T, E, F>(&self, input: A, work: F) -> Result<T, E>
    where
        A: Send + Sync + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'c> Fn(&'c mut Conn<'_>, &'c A) -> Work<'c, T, E> + Send + Sync + 'static,
    {
        match &*self.0 {
            Backend::Sqlite(db) => db.write(input, work).await,
            Backend::Postgres(db) => db.run(Access::Write, &input, &work).await,
        }
    }

    /// Runs `work` on one consistent snapshot. It must not write. For reads whose cost does not grow
    /// with the number of comments: they share few threads or connections.
    pub async fn read<A, T, E, F>(&self, input: A, work: F) -> Result<T, E>
    where
        A: Send + Sync + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'c> Fn(&'c mut Conn<'_>, &'c A) -> Work<'c, T, E> + Send + Sync + 'static,
    {
        self.run_read(Access::Read, input, work).await
    }

    /// The same for reads that may be slow: searches, lists of moderators, statistics, exports. They
    /// have threads and connections of their own, so that they never hold up the public. Callers (see
    /// [`as_caller`]) take turns. After [`LONG_READ_LIMIT`] the query is ended with [`Error::TooSlow`].
    pub async fn read_long<A, T, E, F>(&self, input: A, work: F) -> Result<T, E>
    where
        A: Send + Sync + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'c> Fn(&'c mut Conn<'_>, &'c A) -> Work<'c, T, E> + Send + Sync + 'static,
    {
        let turns = match &*self.0 {
            Backend::Sqlite(db) => &db.long_read_turns,
            Backend::Postgres(db) => &db.long_read_turns,
        };
        let _turn = turns.turn().await?;
        self.run_read(Access::LongRead, input, work).await
    }

    /// The same for the process itself: maintenance, the filter, commands. It may take as long as it
    /// needs.
    pub async fn read_background<A, T, E, F>(&self, input: A, work: F) -> Result<T, E>
    where
        A: Send + Sync + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'c> Fn(&'c mut Conn<'_>, &'c A) -> Work<'c, T, E> + Send + Sync + 'static,
    {
        self.run_read(Access::Background, input, work).await
    }

    async fn run_read<A, T, E, F>(&self, access: Access, input: A, work: F) -> Result<T, E>
    where
        A: Send + Sync + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'c> Fn(&'c mut Conn<'_>, &'c A) -> Work<'c, T, E> + Send + Sync + 'static,
    {
        match &*self.0 {
            Backend::Sqlite(db) => db.read(access, input, work).await,
            Backend::Postgres(db) => db.run(access, &input, &work).await,
        }
    }

    /// Writes a verified copy of one moment to `file`, which must not exist, while others read and
    /// write; `progress` gets the pages copied and the pages in all. SQLite only.
    pub async fn backup(
        &self,
        file: PathBuf,
        progress: impl FnMut(u64, u64) + Send + 'static,
    ) -> Result<BackupReport, OpenError> {
        match &*self.0 {
            Backend::Sqlite(db) => db.backup(file, progress).await,
            Backend::Postgres(_) => Err(OpenError::BackupOfPostgres),
        }
    }

    /// Puts what waits in SQLite's log to its place and empties the log, so that what was removed or
    /// written over stands in none of its files. What the log of PostgreSQL holds is its operator's
    /// business. False when others read all the while, and a part is left until they are done.
    pub async fn scrub(&self) -> Result<bool, OpenError> {
        match &*self.0 {
            Backend::Sqlite(db) => db.scrub().await,
            Backend::Postgres(_) => Ok(true),
        }
    }

    /// Returns how many bytes the log of SQLite has. PostgreSQL's log is its operator's business.
    #[must_use]
    pub fn log_size(&self) -> Option<u64> {
        match &*self.0 {
            Backend::Sqlite(db) => Some(db.log_size()),
            Backend::Postgres(_) => None,
        }
    }

    /// Applies the log of SQLite to the file and empties it, unless something reads from it. Writers
    /// wait for a tenth of a second at most.
    async fn apply_log(&self) -> Result<(), OpenError> {
        match &*self.0 {
            Backend::Sqlite(db) => db.apply_log().await,
            Backend::Postgres(_) => Ok(()),
        }
    }

    /// Is it there: one small read, within `limit`.
    pub async fn ping(&self, limit: Duration) -> Result<(), Error> {
        let ask = self.read((), |c, ()| Box::pin(async move { c.ping().await }));
        tokio::time::timeout(limit, ask)
            .await
            .unwrap_or(Err(Error::Busy))
    }

    /// Reads a SQLite file from beginning to end and checks that it is sound. PostgreSQL is not read: it
    /// has tools of its own (`pg_amcheck`, checksums).
    pub async fn verify(&self) -> Result<(), OpenError> {
        match &*self.0 {
            Backend::Sqlite(db) => db.verify().await,
            Backend::Postgres(_) => Ok(()),
        }
    }

    /// Prepares a statement and throws it away: for the test that every statement of the house is
    /// understood by both databases.
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
pub async fn close_all() {
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
            Err(error) => tracing::warn!(%error, "the database was not closed cleanly"),
        }
    }
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Db({:?})", self.kind())
    }
}

/// Declares a room's statements: constants of type [`Sql`], and `ALL` for the test that prepares
/// every one of them on both databases. Parameters are `$1`, `$2`, …; `= ANY($n)` takes a list.
macro_rules! statements {
    ($($(#[doc = $doc:literal])* $name:ident = $sql:expr;)+) => {
        $($(#[doc = $doc])* pub const $name: $crate::db::Sql = $crate::db::Sql($sql);)+
        /// Every statement of this room by name.
        pub const ALL: &[(&str, $crate::db::Sql)] = &[$((stringify!($name), $name),)+];
    };
}
pub(crate) use statements;

#[cfg(test)]
mod tests;
