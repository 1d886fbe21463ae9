//! The database of a test: created for it, queried with the database's own tools, removed with it.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use rejoinder::{Clock, DatabaseSettings, Db, OpenMode};
use tokio::sync::OnceCell;

use crate::support::{answers::eventually, world::environment_variable};

/// A migrated database without data, which this process copies for each test, because the migrations take
/// longer than most tests.
static TEMPLATE: OnceCell<Template> = OnceCell::const_new();

enum Template {
    /// The bytes of the database file.
    Sqlite(Vec<u8>),
    /// The name of a database on the server.
    Postgres(String),
}

/// A fresh SQLite file, or a fresh database on the PostgreSQL server of this run.
pub struct Database {
    pub url: String,
    postgres: Option<(String, String)>,
    pub folder: tempfile::TempDir,
}

impl Database {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        match environment_variable("REJOINDER_TEST_DATABASE_URL") {
            None => Self {
                url: format!("sqlite:{}", folder.path().join("test.db").display()),
                postgres: None,
                folder,
            },
            Some(server) => {
                let (url, name) = create(&server, None).await;
                Self {
                    url,
                    postgres: Some((server, name)),
                    folder,
                }
            }
        }
    }

    /// With the current schema and no data.
    pub async fn migrated() -> Self {
        let template = TEMPLATE.get_or_init(Template::new).await;
        let folder = tempfile::tempdir().expect("a folder");
        match (
            template,
            environment_variable("REJOINDER_TEST_DATABASE_URL"),
        ) {
            (Template::Postgres(template), Some(server)) => {
                let (url, name) = create(&server, Some(template)).await;
                Self {
                    url,
                    postgres: Some((server, name)),
                    folder,
                }
            }
            (Template::Sqlite(bytes), _) => {
                let path = folder.path().join("test.db");
                std::fs::write(&path, bytes).expect("writes");
                Self {
                    url: format!("sqlite:{}", path.display()),
                    postgres: None,
                    folder,
                }
            }
            (Template::Postgres(_), None) => unreachable!("one server for the whole process"),
        }
    }

    /// Runs a statement as the operator; returns the database's own message if it fails.
    pub async fn execute(&self, sql: &str) -> Result<(), String> {
        if self.postgres.is_some() {
            let client = connect_postgres(&self.url).await;
            return client.batch_execute(sql).await.map_err(|error| {
                let words = error.as_db_error().map(|error| error.message().to_owned());
                words.unwrap_or_else(|| error.to_string())
            });
        }
        self.sqlite().execute_batch(sql).map_err(|e| e.to_string())
    }

    /// The first column of the first row, as a number.
    pub async fn number(&self, sql: &str) -> i64 {
        if self.postgres.is_some() {
            let client = connect_postgres(&self.url).await;
            return client.query_one(sql, &[]).await.expect("a row").get(0);
        }
        let first = |row: &rusqlite::Row<'_>| row.get(0);
        self.sqlite().query_row(sql, [], first).expect("a row")
    }

    /// The same, or `None` if the query fails.
    pub async fn try_number(&self, sql: &str) -> Option<i64> {
        let Some(path) = self.url.strip_prefix("sqlite:") else {
            let connected = tokio_postgres::connect(&self.url, tokio_postgres::NoTls);
            let (client, connection) = connected.await.ok()?;
            tokio::spawn(connection);
            return client.query_one(sql, &[]).await.ok()?.try_get(0).ok();
        };
        let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
        let connection = rusqlite::Connection::open_with_flags(path, flags).ok()?;
        connection.query_row(sql, [], |row| row.get(0)).ok()
    }

    /// Where a text is stored, ignoring case: tables of PostgreSQL, files of SQLite.
    pub async fn find_text(&self, text: &str) -> Vec<String> {
        let text = text.to_lowercase();
        if self.postgres.is_none() {
            // First moves the contents of the write-ahead log into the database file.
            self.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                .await
                .expect("checkpoints");
            return self.find_text_in_files(&text);
        }
        let client = connect_postgres(&self.url).await;
        let tables = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'";
        let mut found = Vec::new();
        for row in client.query(tables, &[]).await.expect("tables") {
            let table: String = row.get(0);
            let count = format!("SELECT count(*) FROM {table} t WHERE lower(t::text) LIKE $1");
            let row = client
                .query_one(&count, &[&format!("%{text}%")])
                .await
                .expect("a row");
            if row.get::<_, i64>(0) > 0 {
                found.push(table);
            }
        }
        found
    }

    /// The SQLite files whose bytes contain a text, ignoring case.
    pub fn find_text_in_files(&self, text: &str) -> Vec<String> {
        let text = text.to_lowercase();
        let files = std::fs::read_dir(self.folder.path()).expect("a folder");
        let paths = files.map(|file| file.expect("a file").path());
        let holds = |path: &std::path::PathBuf| {
            let bytes = std::fs::read(path).expect("reads").to_ascii_lowercase();
            bytes.windows(text.len()).any(|w| w == text.as_bytes())
        };
        let found = paths.filter(holds);
        found.map(|path| path.display().to_string()).collect()
    }

    fn sqlite(&self) -> rusqlite::Connection {
        let path = self.url.strip_prefix("sqlite:").expect("SQLite");
        let connection = rusqlite::Connection::open(path).expect("opens");
        connection
            .busy_timeout(std::time::Duration::from_secs(10))
            .expect("the other checks are requested");
        connection
    }
}

/// Drops the PostgreSQL database of the test; there is nothing to drop if the server is gone.
impl Drop for Database {
    fn drop(&mut self) {
        if let Some((server, name)) = self.postgres.take() {
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .expect("a runtime");
                runtime.block_on(async {
                    let client = connect_postgres(&server).await;
                    let _ = client
                        .batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
                        .await;
                });
            })
            .join()
            .expect("drops the database");
        }
    }
}

/// A connection to PostgreSQL for the operator.
pub async fn connect_postgres(url: &str) -> tokio_postgres::Client {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls)
        .await
        .expect("PostgreSQL accepts connections");
    tokio::spawn(connection);
    client
}

impl Template {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("template.db");
        let server = environment_variable("REJOINDER_TEST_DATABASE_URL");
        // The runtime of the first test ends with that test, and would end the connections of a pool.
        let migrated = std::thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().expect("a runtime");
            runtime.block_on(async {
                let (url, made) = match &server {
                    None => (format!("sqlite:{}", path.display()), None),
                    Some(server) => {
                        let name = template_name();
                        if exists(server, &name).await {
                            return Self::Postgres(name);
                        }
                        let (url, made) = create(server, None).await;
                        (url, Some((server, made, name)))
                    }
                };
                let settings = DatabaseSettings {
                    url: url.into(),
                    ..DatabaseSettings::default()
                };
                let db = Db::open(&settings, OpenMode::Create).await.expect("opens");
                let now = Clock::system().now();
                db.migrate(now).await.expect("migrates");
                db.close().await;
                match made {
                    Some((server, made, name)) => {
                        unused(server, &made).await;
                        rename(server, &made, &name).await;
                        Self::Postgres(name)
                    }
                    None => Self::Sqlite(std::fs::read(&path).expect("one complete file")),
                }
            })
        });
        tokio::task::spawn_blocking(|| migrated.join().expect("a template"))
            .await
            .expect("a template")
    }
}

/// The name of the template on a PostgreSQL server. It depends on what the template was made of, so that
/// every run uses the existing one, and a server that outlives the tests holds one per schema.
fn template_name() -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/db/migrations/postgres");
    let files = std::fs::read_dir(folder).expect("the migrations");
    let mut paths = files
        .map(|file| file.expect("a file").path())
        .collect::<Vec<_>>();
    paths.sort();
    let mut hasher = DefaultHasher::new();
    for path in paths {
        path.file_name().hash(&mut hasher);
        std::fs::read(&path).expect("reads").hash(&mut hasher);
    }
    format!("rejoinder_template_{:016x}", hasher.finish())
}

async fn exists(server: &str, name: &str) -> bool {
    let named = "SELECT count(*) FROM pg_database WHERE datname = $1";
    let row = connect_postgres(server)
        .await
        .query_one(named, &[&name])
        .await;
    row.expect("a row").get::<_, i64>(0) == 1
}

/// Renames a new template to its final name, unless another run was faster.
async fn rename(server: &str, made: &str, name: &str) {
    let client = connect_postgres(server).await;
    let renaming = format!("ALTER DATABASE {made} RENAME TO {name}");
    if client.batch_execute(&renaming).await.is_err() {
        assert!(exists(server, name).await, "the template is renamed");
        let dropped = client.batch_execute(&format!("DROP DATABASE {made}")).await;
        dropped.expect("drops the second template");
    }
}

/// Waits until the server has ended the connections of a database, because one in use cannot be a template.
async fn unused(server: &str, name: &str) {
    let client = connect_postgres(server).await;
    let users = "SELECT count(*) FROM pg_stat_activity WHERE datname = $1";
    eventually("the end of the connections", async || {
        let row = client.query_one(users, &[&name]).await.expect("a row");
        (row.get::<_, i64>(0) == 0).then_some(())
    })
    .await;
}

async fn create(server: &str, template: Option<&str>) -> (String, String) {
    let name = format!("t{}", Clock::system().id().simple());
    let template = template.map_or_else(String::new, |template| format!(" TEMPLATE {template}"));
    connect_postgres(server)
        .await
        .batch_execute(&format!("CREATE DATABASE {name}{template}"))
        .await
        .expect("makes a database");
    let (front, _) = server
        .rsplit_once('/')
        .expect("a database URL ends with a name");
    (format!("{front}/{name}"), name)
}
