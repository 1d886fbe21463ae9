//! The built binary as a separate process, for what a world inside the test cannot show: crashes, restarts,
//! several processes.

use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    os::fd::OwnedFd,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use rejoinder::{
    App, Clock, Flags, NewModerator, NewSite, Origin, Policy, Role, Settings, add_site,
};
use tokio::sync::watch;

use crate::support::{
    answers::eventually,
    database::{Database, connect_postgres},
    world::{BLOG, PASSWORD, environment_variable},
};

const BINARY: &str = env!("CARGO_BIN_EXE_rejoinder");

/// What outlives the processes: the database and the settings.
pub struct Installation {
    pub folder: tempfile::TempDir,
    pub environment: BTreeMap<String, String>,
    _database: Option<Database>,
}

impl Installation {
    /// A new empty database, on PostgreSQL if this run has one, else in a file.
    pub async fn empty() -> Self {
        let database = Database::new().await;
        let url = database.url.clone();
        Self::with_url(url, Some(database))
    }

    /// On a SQLite file, whichever database this run uses elsewhere.
    pub fn on_file(path: &Path) -> Self {
        Self::with_url(format!("sqlite:{}", path.display()), None)
    }

    /// On a database of the test, which outlives the installation.
    pub fn on(database: &Database) -> Self {
        Self::with_url(database.url.clone(), None)
    }

    fn with_url(url: String, database: Option<Database>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let set = [
            ("REJOINDER_DATABASE_URL", url),
            // Limits in Redis are stored under the secret, so each installation has its own.
            (
                "REJOINDER_SECRET",
                format!("a secret of this test, {}", Clock::system().id()),
            ),
            ("REJOINDER_LISTEN", "127.0.0.1:0".into()),
            (
                "REJOINDER_HTTP__TRUSTED_PROXIES",
                "[\"127.0.0.0/8\"]".into(),
            ),
            ("REJOINDER_LOG__LEVEL", "warn".into()),
        ];
        let mut environment: BTreeMap<_, _> = set
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        if let Some(redis) = environment_variable("REJOINDER_TEST_REDIS_URL") {
            environment.insert("REJOINDER_REDIS_URL".into(), redis);
        }
        Self {
            folder,
            environment,
            _database: database,
        }
    }

    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.environment.insert(name.into(), value.into());
        self
    }

    /// Adds the site `blog` and the owner; returns the token of a session.
    pub async fn add_blog_and_owner(&self, policy: Policy) -> String {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let flags = Flags {
            dev: true,
            ..Flags::default()
        };
        let settings = Settings::load(&flags, self.environment.clone().into_iter())
            .expect("the settings are sound");
        let clock = Clock::system();
        let app = App::open(settings, clock.clone()).await.expect("opens");
        let new = NewSite {
            slug: "blog".into(),
            name: "The Blog".into(),
            origins: vec![Origin::parse(BLOG).expect("an origin")],
            policy,
        };
        let added = app.db.write((new, clock.now()), |c, (new, now)| {
            Box::pin(add_site(c, new, *now))
        });
        added.await.expect("adds the site");
        let owner = NewModerator {
            login: "owner".into(),
            name: None,
            password: PASSWORD.into(),
            role: Role::Owner,
            sites: Vec::new(),
        };
        let moderators = &app.moderators;
        moderators
            .add_moderator(owner)
            .await
            .expect("adds the owner");
        let session = moderators.sign_in("owner", PASSWORD.into(), None).await;
        let token = session.expect("signs in").token.reveal();
        app.db.close().await;
        token
    }

    /// The binary with exactly these settings.
    pub fn command(&self, program: &str) -> Command {
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.log())
            .expect("a log");
        // The parent of the tests may ignore SIGHUP, as `nohup` does, and processes inherit that.
        let mut command = if is_hangup_ignored(std::process::id()) {
            let mut command = Command::new("env");
            command.args(["--default-signal=HUP", program]);
            command
        } else {
            Command::new(program)
        };
        command
            .env_clear()
            .envs(std::env::vars().filter(|(name, _)| name == "PATH"))
            .envs(&self.environment)
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log);
        command
    }

    pub fn binary(&self) -> Command {
        self.command(BINARY)
    }

    /// The log file of the processes.
    pub fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    /// Everything that the processes logged, after this one has stopped, because the log is written by a
    /// thread of its own.
    pub async fn log_after(&self, mut server: ServerProcess) -> String {
        server.signal("TERM");
        server.wait_for_exit().await;
        std::fs::read_to_string(self.log()).expect("a log")
    }

    pub fn start(&self) -> ServerProcess {
        let mut command = self.binary();
        command.arg("--dev");
        ServerProcess::of(command)
    }

    /// Starts as in production, without `--dev`.
    pub fn start_in_production(&self) -> ServerProcess {
        ServerProcess::of(self.binary())
    }

    /// Starts a shell script that runs the binary as `$0`: `exec "$0" --dev`.
    pub fn start_by_shell(&self, script: &str, stdin: Option<OwnedFd>) -> ServerProcess {
        let mut command = self.command("bash");
        command.args(["-c", script, BINARY]);
        if let Some(stdin) = stdin {
            command.stdin(Stdio::from(stdin));
        }
        ServerProcess::of(command)
    }

    pub async fn start_and_wait(&self) -> (ServerProcess, SocketAddr) {
        let server = self.start();
        let address = server.address().await;
        (server, address)
    }

    /// The first column of a query as text, in the order of the query.
    pub async fn column(&self, sqlite: &str, postgres: &str) -> Vec<String> {
        let url = &self.environment["REJOINDER_DATABASE_URL"];
        if let Some(path) = url.strip_prefix("sqlite:") {
            let database = rusqlite::Connection::open(path).expect("opens");
            let mut statement = database.prepare(sqlite).expect("a query");
            let rows = statement.query_map([], |row| row.get(0)).expect("rows");
            return rows.map(|row| row.expect("a text")).collect();
        }
        let rows = connect_postgres(url).await.query(postgres, &[]).await;
        let rows = rows.expect("rows");
        rows.iter().map(|row| row.get(0)).collect()
    }

    /// Returns whether the database's own integrity check succeeds.
    pub async fn is_sound(&self) -> bool {
        self.column("PRAGMA integrity_check", "SELECT 'ok'").await == ["ok"]
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = std::fs::read_to_string(self.log()).unwrap_or_default();
            let last: Vec<&str> = log.lines().rev().take(20).collect();
            eprintln!(
                "the last lines of the log, newest first:\n{}",
                last.join("\n")
            );
        }
    }
}

/// A serving process, killed when dropped.
pub struct ServerProcess {
    pub child: Child,
    pub started: Instant,
    reported: watch::Receiver<Option<SocketAddr>>,
}

impl ServerProcess {
    pub fn of(mut command: Command) -> Self {
        let started = Instant::now();
        let mut child = command.spawn().expect("starts");
        let out = child.stdout.take().expect("its output");
        let (tell, reported) = watch::channel(None);
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                if let Some(base) = line.strip_prefix("Rejoinder serves on http://") {
                    tell.send_replace(base.parse().ok());
                }
            }
        });
        Self {
            child,
            started,
            reported,
        }
    }

    /// The address that it serves on; waits until the log reports it.
    pub async fn address(&self) -> SocketAddr {
        let mut reported = self.reported.clone();
        let reported = reported.wait_for(Option::is_some);
        let reported = tokio::time::timeout(Duration::from_secs(30), reported).await;
        let reported = reported
            .expect("the server starts in time")
            .expect("the sender exists");
        reported.expect("a socket address")
    }

    pub fn signal(&self, name: &str) {
        signal(self.child.id(), name);
    }

    pub fn kill(&mut self) {
        self.child.kill().expect("is killed");
        self.child.wait().expect("is gone");
    }

    /// Waits for the process to end.
    pub async fn wait_for_exit(&mut self) -> ExitStatus {
        eventually("the end of the process", async || {
            tokio::time::sleep(Duration::from_millis(5)).await;
            self.child.try_wait().expect("has a status")
        })
        .await
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn signal(process: u32, name: &str) {
    let sent = Command::new("kill")
        .args([format!("-{name}"), process.to_string()])
        .status();
    assert!(sent.expect("kill exists").success());
}

/// A free port for a server that cannot choose one itself. It is below those that the system assigns to
/// outgoing connections, of which other tests open thousands.
pub fn free_port() -> u16 {
    let clock = Clock::system();
    let ports =
        std::iter::repeat_with(|| u16::from_be_bytes(clock.random_bytes()) % 20_000 + 10_000);
    ports
        .take(1000)
        .find(|port| std::net::TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .expect("a free port")
}

/// The pause between two attempts of a client.
pub async fn pause() {
    tokio::time::sleep(Duration::from_millis(5)).await;
}

/// Returns whether a process ignores SIGHUP.
pub fn is_hangup_ignored(process: u32) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    ignored.is_some_and(|mask| mask & 1 == 1)
}
