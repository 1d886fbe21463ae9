//! PostgreSQL: each unit of work in a transaction on a connection of the pool.

use std::{sync::Arc, time::Duration};

use deadpool_postgres::{
    Manager, ManagerConfig, Object, Pool, PoolError, QueueMode, RecyclingMethod, Runtime,
    TimeoutType, Timeouts,
};
use futures_util::FutureExt as _;
use tokio_postgres::NoTls;
use tokio_postgres::config::SslMode;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{
    Access, Conn, DatabaseSettings, Error, OpenError, OpenMode, SchemaVersion, WorkFuture,
    connector::Connector,
    foreign,
    health::Trouble,
    liveness::Liveness,
    long_reads::LongReads,
    migrate,
    pipeline::Commit,
    postgres_waits::{Checkout, Deadline, RefusedConnections, answered},
    privileges,
    tls::trust,
    unfinished,
    url::PostgresUrl,
    waits::POOL_TIMEOUT,
};
use crate::{clock::Timestamp, sqlite_file::error::with_source};

/// The pauses between attempts; their number limits the number of retries.
const PAUSES: [Duration; 4] = [
    Duration::from_millis(5),
    Duration::from_millis(25),
    Duration::from_millis(100),
    Duration::from_millis(400),
];

/// The system closes a connection whose packets have not been acknowledged for this long.
const TCP_SILENCE: Duration = Duration::from_secs(2);

pub(crate) struct Postgres {
    pool: Pool,
    place: String,
    read_only: bool,
    pub(super) trouble: Trouble,
    connector: Arc<Connector>,
    liveness: Liveness,
    refusals: RefusedConnections,
    pub(super) long_read_turns: LongReads,
}

impl Postgres {
    pub(crate) async fn open(
        url: &PostgresUrl,
        settings: &DatabaseSettings,
        mode: OpenMode,
    ) -> Result<Self, OpenError> {
        let mut config = url.config().map_err(OpenError::Url)?;
        config.application_name("rejoinder");
        config.connect_timeout(POOL_TIMEOUT);
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(TCP_SILENCE);
        }
        // A lock that is not granted and a statement that does not end must not block a request. All statements read
        // few rows: compiling one or starting workers for it, which the size of a table suggests, takes longer.
        let options = config.get_options().unwrap_or_default().to_owned();
        config.options(format!("{options} -c lock_timeout=5s -c statement_timeout=10s -c idle_in_transaction_session_timeout=30s -c synchronous_commit=on -c jit=off -c max_parallel_workers_per_gather=0"));
        let manager_config = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let tls = match config.get_ssl_mode() {
            SslMode::Disable => None,
            _ => Some(MakeRustlsConnect::new(trust(settings.ca_file.as_deref())?)),
        };
        let connector = Arc::new(Connector {
            config: config.clone(),
            tls: tls.clone(),
        });
        let manager = match tls {
            None => Manager::from_config(config, NoTls, manager_config),
            Some(tls) => Manager::from_config(config, tls, manager_config),
        };
        let pool = Pool::builder(manager)
            .max_size(settings.connections.max(1))
            // The connection that was used last has prepared most statements.
            .queue_mode(QueueMode::Lifo)
            .timeouts(Timeouts {
                wait: Some(POOL_TIMEOUT),
                create: Some(POOL_TIMEOUT),
                recycle: Some(POOL_TIMEOUT),
            })
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|e| OpenError::failed(&e))?;
        let place = url.to_string();
        drop(pool.get().await.map_err(|e| refused(&place, &e))?);
        Ok(Self {
            pool,
            place,
            read_only: mode == OpenMode::ReadOnly,
            trouble: Trouble::default(),
            liveness: Liveness::new(Connector::clone(&connector)),
            refusals: RefusedConnections::default(),
            connector,
            long_read_turns: LongReads::new(settings.connections / 4),
        })
    }

    /// Returns the name of the database, with the password masked.
    pub(super) fn place(&self) -> &str {
        &self.place
    }

    /// Reads the version of the schema. Refuses a database of another program, and the target of an
    /// unfinished copy.
    pub(crate) async fn schema(&self) -> Result<SchemaVersion, OpenError> {
        let client = self.connection().await?;
        self.refuse_unfinished(&client).await?;
        let schema = migrate::postgres_version(&client).await?;
        if schema.found == 0 {
            foreign::refuse_postgres(&client).await?;
        }
        migrate::refuse_changed_postgres(&client, schema.found).await?;
        Ok(schema)
    }

    async fn refuse_unfinished(&self, client: &tokio_postgres::Client) -> Result<(), OpenError> {
        let is_marked = unfinished::postgres_is_marked(client).await;
        if is_marked.map_err(|e| OpenError::failed(&e))? {
            return Err(OpenError::UnfinishedCopy {
                place: self.place.clone(),
            });
        }
        Ok(())
    }

    pub(crate) async fn serve_faults(
        &self,
        schema: SchemaVersion,
    ) -> Result<Vec<String>, OpenError> {
        let client = self.pool.get().await.map_err(|e| OpenError::failed(&e))?;
        let faults = privileges::postgres_faults(&client, schema).await;
        faults.map_err(|e| OpenError::failed(&e))
    }

    pub(crate) async fn connection(&self) -> Result<Object, OpenError> {
        self.pool.get().await.map_err(|e| OpenError::failed(&e))
    }

    pub(super) async fn migrate(&self, now: Timestamp) -> Result<Vec<&'static str>, OpenError> {
        let client = self.connection().await?;
        self.refuse_unfinished(&client).await?;
        self.take_steps(client, now).await
    }

    /// Migrates, also a target whose copy has not finished.
    pub(crate) async fn migrate_target(&self, now: Timestamp) -> Result<(), OpenError> {
        let client = self.connection().await?;
        self.take_steps(client, now).await.map(drop)
    }

    async fn take_steps(
        &self,
        client: Object,
        now: Timestamp,
    ) -> Result<Vec<&'static str>, OpenError> {
        // A migration may take longer than a request; afterwards the connection is not used again.
        let failure = match migrate::postgres(&Object::take(client), now).await {
            Err(failure @ (OpenError::Failed(_) | OpenError::Migration { .. })) => failure,
            done => return done,
        };
        // A missing privilege is reported together with the statement that grants it.
        let faults = async {
            let client = self.connection().await?;
            let schema = migrate::postgres_version(&client).await?;
            let faults = privileges::postgres_faults(&client, schema).await;
            faults.map_err(|e| OpenError::failed(&e))
        };
        match faults.await {
            Ok(faults) if !faults.is_empty() => Err(OpenError::Failed(faults.join("; "))),
            _ => Err(failure),
        }
    }

    /// Runs `work`, and again after a serialization failure, a deadlock, or a connection that broke before
    /// the commit was sent. A commit without a reply is not repeated, because its result cannot be known.
    pub(super) async fn run<A, T, E, F>(&self, access: Access, input: &A, work: &F) -> Result<T, E>
    where
        E: From<Error>,
        F: for<'c> Fn(&'c mut Conn<'_>, &'c A) -> WorkFuture<'c, T, E>,
    {
        if self.read_only && matches!(access, Access::Write) {
            return Err(Error::Unavailable("opened for reading only".to_owned()).into());
        }
        let mut pauses = PAUSES.iter();
        let deadline = Deadline::new(access);
        loop {
            self.liveness.check()?;
            deadline.begin_attempt();
            // Boxed: otherwise the future of every caller would contain it twice.
            let attempt = Box::pin(self.attempt(access, &deadline, input, work));
            let (again, is_away) = match deadline.watch(&self.liveness, attempt).await? {
                TransactionAttempt::Done(result) => return result,
                TransactionAttempt::Again(error) => (error, false),
                TransactionAttempt::Away(error) => (error, true),
            };
            // The next request, and the next read of this one, need not try for the same time.
            if is_away && self.refusals.are_recent() {
                return Err(again.into());
            }
            let Some(pause) = pauses.next().filter(|pause| deadline.allows(**pause)) else {
                if is_away {
                    self.refusals.note();
                }
                return Err(again.into());
            };
            if matches!(again, Error::Unavailable(_)) {
                self.pool.retain(|client, _| !client.is_closed());
                // Prepared statements are useless on connections to another server or another schema.
                self.pool.manager().statement_caches.clear();
            }
            tokio::time::sleep(*pause).await;
        }
    }

    async fn attempt<A, T, E, F>(
        &self,
        access: Access,
        deadline: &Deadline,
        input: &A,
        work: &F,
    ) -> TransactionAttempt<T, E>
    where
        E: From<Error>,
        F: for<'c> Fn(&'c mut Conn<'_>, &'c A) -> WorkFuture<'c, T, E>,
    {
        let mut checkout = match self.pool.timeout_get(&self.refusals.timeouts()).await {
            Ok(object) => Checkout::new(object, self.connector.clone(), deadline.clone()),
            Err(PoolError::Timeout(kind)) => {
                if matches!(kind, TimeoutType::Create) {
                    self.refusals.note();
                }
                return TransactionAttempt::Done(Err(Error::Busy.into()));
            }
            Err(PoolError::Backend(error)) => {
                return TransactionAttempt::Away(Error::Unavailable(error.to_string()));
            }
            Err(error) => {
                return TransactionAttempt::Done(Err(Error::Unavailable(error.to_string()).into()));
            }
        };
        let Some(client) = checkout.object.as_ref() else {
            return TransactionAttempt::Done(Err(Error::Busy.into()));
        };
        let begin = match access {
            Access::Read | Access::Background => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            Access::LongRead => BEGIN_LONG_READ,
            Access::Write => "BEGIN",
        };
        let mut conn = Conn::postgres(client, begin);
        let outcome = std::panic::AssertUnwindSafe(work(&mut conn, input))
            .catch_unwind()
            .await;
        let (mut pipeline, mut failure) = conn.into_parts();
        let mut result = match (outcome, &failure) {
            (Err(_), _) => Err(Error::Panicked.into()),
            (Ok(Ok(_)), Some(_)) => Err(Error::Statement("the work hid an error".into()).into()),
            (Ok(result), _) => result,
        };
        if result.is_ok() && access != Access::Write && pipeline.is_begun() {
            if pipeline.has_ended() {
                drop(checkout.object.take());
            } else {
                end_read(checkout);
            }
            return TransactionAttempt::Done(result);
        }
        if result.is_ok() {
            deadline.note_commit();
            match pipeline.commit(client).await {
                Commit::Committed => {
                    if access == Access::Write {
                        self.trouble.note(None);
                    }
                    drop(checkout.object.take());
                    return TransactionAttempt::Done(result);
                }
                Commit::RolledBack(error) => {
                    self.note_failure(access, Some(&error));
                    if !matches!(error, Error::Unavailable(_)) {
                        drop(checkout.object.take());
                    }
                    return again_or(Err(error.clone().into()), Some(error));
                }
                // The checkout is dropped and its connection with it.
                Commit::Unknown(Error::Unavailable(_)) if access == Access::Write => {
                    return TransactionAttempt::Done(Err(Error::Uncertain.into()));
                }
                Commit::Unknown(error) => return TransactionAttempt::Done(Err(error.into())),
                Commit::NotSent(error) => {
                    result = Err(error.clone().into());
                    failure = Some(error);
                }
            }
        }
        self.note_failure(access, failure.as_ref());
        if matches!(failure, Some(Error::Unavailable(_)))
            || (pipeline.is_begun() && answered(client.batch_execute("ROLLBACK")).await.is_err())
        {
            // The checkout is dropped and its connection with it: the cause of the failure (a server that
            // shuts down or became a standby, a stale statement) would make the next work fail too.
            return again_or(result, failure);
        }
        // The transaction has ended: the connection is clean and can be reused.
        drop(checkout.object.take());
        again_or(result, failure)
    }

    /// Records what prevents writes to the database.
    fn note_failure(&self, access: Access, failure: Option<&Error>) {
        if let (
            Access::Write,
            Some(error @ (Error::Full | Error::Unavailable(_) | Error::Malformed(_))),
        ) = (access, failure)
        {
            self.trouble.note(Some(error.clone()));
        }
    }
}

/// Ends a read-only transaction. Nothing depends on its reply, so only the connection waits for it before
/// it returns to the pool.
fn end_read(mut checkout: Checkout) {
    tokio::spawn(async move {
        let Some(client) = checkout.object.as_ref() else {
            return;
        };
        if answered(client.batch_execute("COMMIT")).await.is_ok() {
            drop(checkout.object.take());
        }
    });
}

/// A fallback if the request to cancel gets lost: the server itself cancels the statements of a long read
/// shortly after [`LONG_READ_LIMIT`](super::waits::LONG_READ_LIMIT).
const BEGIN_LONG_READ: &str =
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 5500";

/// Returns why the first connection failed: the database once, then the server's own message.
fn refused(place: &str, error: &PoolError) -> OpenError {
    use tokio_postgres::error::SqlState;
    let PoolError::Backend(error) = error else {
        let cause = match error {
            PoolError::Timeout(_) => format!("no reply within {} seconds", POOL_TIMEOUT.as_secs()),
            error => error.to_string(),
        };
        return OpenError::Failed(format!("cannot connect to {place}: {cause}"));
    };
    let Some(db) = error.as_db_error() else {
        let cause = with_source(error);
        let cause = cause.trim_start_matches("error connecting to server: ");
        return OpenError::Failed(format!("cannot connect to {place}: {cause}"));
    };
    let hint = match *db.code() {
        SqlState::INVALID_CATALOG_NAME => {
            return OpenError::missing(&place, "the server has no database of this name");
        }
        SqlState::INVALID_PASSWORD => {
            "; in the URL, percent-encode special characters of the password (`@` as %40, `/` as %2F, `%` as %25)"
        }
        _ => "",
    };
    OpenError::Failed(format!("cannot connect to {place}: {}{hint}", db.message()))
}

enum TransactionAttempt<T, E> {
    Done(Result<T, E>),
    Again(Error),
    /// No connection could be opened.
    Away(Error),
}

fn again_or<T, E>(result: Result<T, E>, failure: Option<Error>) -> TransactionAttempt<T, E> {
    match failure {
        Some(error @ (Error::Conflict | Error::Unavailable(_))) if result.is_err() => {
            TransactionAttempt::Again(error)
        }
        _ => TransactionAttempt::Done(result),
    }
}

#[cfg(test)]
#[expect(clippy::print_stderr, reason = "a skipped test must be visible")]
mod tests {
    use std::{sync::Arc, time::Instant};

    use super::{
        super::{Db, Sql},
        *,
    };

    const MAKE: Sql = Sql("CREATE TABLE note (id BIGINT NOT NULL PRIMARY KEY, text TEXT NOT NULL)");
    const ADD: Sql = Sql("INSERT INTO note (id, text) VALUES ($1, $2)");
    const COUNT: Sql = Sql("SELECT COUNT(*) FROM note");
    const TEXTS: Sql = Sql("SELECT text FROM note");
    const WIDEN: Sql = Sql("ALTER TABLE note ALTER text TYPE VARCHAR(20)");
    const WAIT: Sql = Sql("SELECT 1::BIGINT FROM pg_sleep(10)");
    const DIE: Sql = Sql("SELECT pg_terminate_backend(pg_backend_pid())");

    /// A separate database for each test, on one connection; `None` if no server is configured.
    struct Fixture {
        db: Db,
        server: String,
        name: String,
    }

    impl Fixture {
        async fn new() -> Option<Self> {
            let Some((_, server)) =
                std::env::vars().find(|(name, _)| name == "REJOINDER_TEST_DATABASE_URL")
            else {
                eprintln!("REJOINDER_TEST_DATABASE_URL is not set: PostgreSQL was not tried");
                return None;
            };
            let name = format!("u{}", crate::clock::Clock::system().id().simple());
            administer(&server, &format!("CREATE DATABASE {name}")).await;
            let (front, _) = server.rsplit_once('/').expect("a URL with a name");
            let settings = DatabaseSettings {
                url: format!("{front}/{name}").into(),
                connections: 1,
                ..DatabaseSettings::default()
            };
            let db = Db::open(&settings, OpenMode::Create).await.expect("opens");
            ask(&db, MAKE).await.expect("makes");
            Some(Self { db, server, name })
        }

        /// Waits until the connection runs [`WAIT`].
        async fn until_it_sleeps(&self) {
            let (client, connection) = tokio_postgres::connect(&self.server, NoTls)
                .await
                .expect("PostgreSQL is there");
            tokio::spawn(connection);
            let sleeping = "SELECT 1 FROM pg_stat_activity
                WHERE datname = $1 AND state = 'active' AND query LIKE '%pg_sleep%'";
            let started = Instant::now();
            while client
                .query(sleeping, &[&self.name])
                .await
                .expect("works")
                .is_empty()
            {
                assert!(started.elapsed() < Duration::from_secs(30), "it sleeps");
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }

        async fn end(self) {
            let drop = format!("DROP DATABASE {} WITH (FORCE)", self.name);
            administer(&self.server, &drop).await;
        }
    }

    async fn administer(server: &str, statement: &str) {
        let (client, connection) = tokio_postgres::connect(server, NoTls)
            .await
            .expect("PostgreSQL is there");
        tokio::spawn(connection);
        client.batch_execute(statement).await.expect("works");
    }

    async fn ask(db: &Db, sql: Sql) -> Result<Option<i64>, Error> {
        db.write(sql, |c, sql| {
            Box::pin(async move { c.row(*sql, &[], |r| r.get(0)).await })
        })
        .await
    }

    #[tokio::test]
    async fn a_cancelled_request_leaves_nothing_and_frees_its_connection() {
        let Some(fixture) = Fixture::new().await else {
            return;
        };
        let cancelled = fixture.db.write((), |c, ()| {
            Box::pin(async move {
                c.execute(ADD, &[1.into(), "lost".into()]).await?;
                c.row(WAIT, &[], |r| r.get::<i64>(0)).await
            })
        });
        tokio::select! {
            ended = cancelled => panic!("it waits: {ended:?}"),
            () = fixture.until_it_sleeps() => {}
        }
        assert_eq!(ask(&fixture.db, COUNT).await, Ok(Some(0)));
        fixture.end().await;
    }

    #[tokio::test]
    async fn statements_prepared_before_a_migration_are_prepared_again() {
        let Some(fixture) = Fixture::new().await else {
            return;
        };
        let texts = || {
            fixture.db.read((), |c, ()| {
                Box::pin(async move { c.rows(TEXTS, &[], |r| r.get::<String>(0)).await })
            })
        };
        assert_eq!(texts().await, Ok(Vec::new()));
        ask(&fixture.db, WIDEN).await.expect("migrates");
        assert_eq!(texts().await, Ok(Vec::new()));
        fixture.end().await;
    }

    #[tokio::test]
    async fn work_whose_connection_died_before_the_commit_is_done_once() {
        let Some(fixture) = Fixture::new().await else {
            return;
        };
        let died = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let done = fixture.db.write(died, |c, died| {
            Box::pin(async move {
                c.execute(ADD, &[1.into(), "once".into()]).await?;
                if !died.swap(true, std::sync::atomic::Ordering::SeqCst) {
                    c.row(DIE, &[], |_| Ok(())).await?;
                }
                Ok::<_, Error>(())
            })
        });
        assert_eq!(done.await, Ok(()));
        assert_eq!(ask(&fixture.db, COUNT).await, Ok(Some(1)));
        fixture.end().await;
    }

    #[tokio::test]
    async fn work_that_panics_or_fails_leaves_the_connection_clean() {
        let Some(fixture) = Fixture::new().await else {
            return;
        };
        let panicked = fixture.db.write((), |c, ()| {
            Box::pin(async move {
                let added = c.execute(ADD, &[1.into(), "lost".into()]).await?;
                assert!(added != 1, "nothing is good enough");
                Ok::<_, Error>(())
            })
        });
        assert_eq!(panicked.await, Err(Error::Panicked));
        let hidden = fixture.db.write((), |c, ()| {
            Box::pin(async move {
                c.execute(ADD, &[2.into(), "lost".into()]).await?;
                let _ = c.execute(ADD, &[2.into(), "twice".into()]).await;
                Ok::<_, Error>(())
            })
        });
        assert!(matches!(hidden.await, Err(Error::Statement(_))));
        assert_eq!(ask(&fixture.db, COUNT).await, Ok(Some(0)));
        fixture.end().await;
    }
}
