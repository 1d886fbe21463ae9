//! A Redis server of one test.

use std::process::{Child, Command, Stdio};

use crate::support::process::free_port;

/// A Redis server of this test.
pub struct RedisServer {
    pub child: Child,
    port: u16,
    folder: tempfile::TempDir,
}

impl RedisServer {
    /// Returns `None`, and prints why, if there is no `redis-server`.
    pub fn new() -> Option<Self> {
        let found = Command::new("redis-server").arg("--version").output();
        if found.is_err() {
            eprintln!("redis-server not found on PATH: Redis outage test skipped");
            return None;
        }
        let port = free_port();
        let folder = tempfile::tempdir().expect("a folder");
        let child = Self::start(port, folder.path());
        Some(Self {
            child,
            port,
            folder,
        })
    }

    pub fn start(port: u16, folder: &std::path::Path) -> Child {
        Command::new("redis-server")
            .args(["--port", &port.to_string(), "--bind", "127.0.0.1"])
            .args(["--save", "", "--appendonly", "no"])
            .current_dir(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("starts")
    }

    pub fn stop(&mut self) {
        self.child.kill().expect("is killed");
        self.child.wait().expect("is gone");
    }

    pub fn restart(&mut self) {
        self.child = Self::start(self.port, self.folder.path());
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/", self.port)
    }

    pub async fn command(&self, words: &[&str]) {
        let client = redis::Client::open(self.url()).expect("a URL");
        let mut link = client
            .get_multiplexed_async_connection()
            .await
            .expect("connects");
        let mut command = redis::cmd(words[0]);
        command.arg(&words[1..]);
        let _: redis::Value = command.query_async(&mut link).await.expect("succeeds");
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
