//! Real Redis servers for tests: each is started on its own free port and stopped with the test.

use std::{
    net::TcpListener,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use redis::aio::MultiplexedConnection;
use tempfile::TempDir;

use super::{LimitHealth, LimitSettings, Limits};
use crate::clock::Clock;

pub(super) const SECRET: &[u8] = b"a secret of the tests";

/// One `redis-server` (or `redis-sentinel`), killed when dropped.
pub(super) struct RedisServer {
    pub port: u16,
    child: Child,
    dir: TempDir,
    program: &'static str,
    arguments: Vec<String>,
}

impl RedisServer {
    /// Starts a server; returns `None`, with a notice, if the program is not installed on this machine.
    pub(super) async fn start(arguments: &[&str]) -> Option<Self> {
        let (dir, port) = (tempfile::tempdir().unwrap(), free_port());
        let cluster_port = free_port().to_string();
        let mut all: Vec<String> = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
            .iter()
            .chain(arguments)
            .map(ToString::to_string)
            .collect();
        all.extend(["--port".to_owned(), port.to_string()]);
        if arguments.contains(&"--cluster-enabled") {
            all.extend(["--cluster-port".to_owned(), cluster_port]);
        }
        Self::run("redis-server", all, dir, port).await
    }

    pub(super) async fn sentinel(master_port: u16) -> Option<Self> {
        let (dir, port) = (tempfile::tempdir().unwrap(), free_port());
        let conf = dir.path().join("sentinel.conf");
        let text = format!(
            "port {port}\nbind 127.0.0.1\nsentinel monitor main 127.0.0.1 {master_port} 1\n\
             sentinel down-after-milliseconds main 500\nsentinel failover-timeout main 3000\n"
        );
        std::fs::write(&conf, text).unwrap();
        let arguments = vec![conf.to_string_lossy().into_owned()];
        Self::run("redis-sentinel", arguments, dir, port).await
    }

    async fn run(
        program: &'static str,
        arguments: Vec<String>,
        dir: TempDir,
        port: u16,
    ) -> Option<Self> {
        let Some(child) = spawn(program, &arguments, &dir) else {
            skipped(program);
            return None;
        };
        let server = Self {
            port,
            child,
            dir,
            program,
            arguments,
        };
        server.answers().await;
        Some(server)
    }

    pub(super) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    pub(super) async fn connection(&self) -> redis::RedisResult<MultiplexedConnection> {
        redis::Client::open(self.url())?
            .get_multiplexed_async_connection()
            .await
    }

    /// Sends one command, given as words separated by spaces. Retries if the connection is closed
    /// meanwhile: a server that changes its role closes all connections.
    pub(super) async fn request<T: redis::FromRedisValue>(&self, words: &str) -> T {
        let mut words = words.split(' ');
        let mut command = redis::cmd(words.next().unwrap());
        for word in words {
            command.arg(word);
        }
        for _ in 0..9 {
            if let Ok(mut connection) = self.connection().await
                && let Ok(answer) = command.query_async(&mut connection).await
            {
                return answer;
            }
        }
        let mut connection = self.connection().await.unwrap();
        command.query_async(&mut connection).await.unwrap()
    }

    pub(super) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args([name, &pid]).status().unwrap();
        assert!(sent.success());
    }

    pub(super) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub(super) async fn restart(&mut self) {
        self.child = spawn(self.program, &self.arguments, &self.dir).unwrap();
        self.answers().await;
    }

    async fn answers(&self) {
        until("the server answers", 10, async || {
            let Ok(mut connection) = self.connection().await else {
                return false;
            };
            let pong: redis::RedisResult<String> =
                redis::cmd("PING").query_async(&mut connection).await;
            pong.is_ok()
        })
        .await;
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(program: &str, arguments: &[String], dir: &TempDir) -> Option<Child> {
    Command::new(program)
        .args(arguments)
        .current_dir(dir.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .ok()
}

#[expect(
    clippy::print_stderr,
    reason = "a skipped test must be visible next to its result"
)]
pub(super) fn skipped(what: &str) {
    eprintln!("skipped: {what} not found");
}

pub(super) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// Waits for a condition, at most `seconds`.
pub(super) async fn until(what: &str, seconds: u64, mut holds: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    while !holds().await {
        assert!(
            begun.elapsed() < Duration::from_secs(seconds),
            "condition not met after {seconds} s: {what}"
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Opens limits that do not remember refusals, because the tests change the buckets in Redis.
pub(super) async fn open(url: &str, timeout_ms: u64, clock: Clock) -> Limits {
    let settings = LimitSettings {
        redis_url: Some(url.to_owned().into()),
        redis_timeout_ms: timeout_ms,
        redis_refusals_ms: 0,
    };
    Limits::open(&settings, clock, SECRET).await.unwrap()
}

pub(super) async fn until_back(limits: &Limits, seconds: u64) {
    until("Redis is available", seconds, async || {
        limits.health() == LimitHealth::Redis
    })
    .await;
}
