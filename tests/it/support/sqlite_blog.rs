//! A blog on a SQLite file, operated with the built binary.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rejoinder::Policy;
use rusqlite::{Connection, OpenFlags, config::DbConfig};

use crate::support::{
    process::{Installation, ServerProcess},
    server_client::ServerClient,
    shell::CommandOutput,
};

/// A blog on a SQLite file, operated with the built binary.
pub struct SqliteBlog {
    folder: tempfile::TempDir,
    pub installation: Installation,
    pub token: String,
}

impl SqliteBlog {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let installation = Installation::on_file(&folder.path().join("data.db"));
        let token = installation.add_blog_and_owner(Policy::default()).await;
        Self {
            folder,
            installation,
            token,
        }
    }

    /// The same settings with another database file.
    pub fn with_database(&self, name: &str) -> Installation {
        let secret = &self.installation.environment["REJOINDER_SECRET"];
        Installation::on_file(&self.path(name)).set("REJOINDER_SECRET", secret)
    }

    /// The path of a file in the folder of the database.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn file_names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).expect("a folder");
        let mut names: Vec<_> = entries
            .map(|entry| entry.expect("an entry").file_name())
            .map(|name| name.into_string().expect("UTF-8"))
            .collect();
        names.sort();
        names
    }

    /// Runs a command in the folder of the database, as an operator would type it, without quotes.
    pub fn run(&self, line: &str) -> CommandOutput {
        let mut command = self.installation.binary();
        command
            .args(line.split(' '))
            .current_dir(self.folder.path());
        CommandOutput::of(command, "")
    }

    /// Starts serving and posts comments with these numbers; the server continues to run.
    pub async fn serve_and_post(
        &self,
        numbers: std::ops::Range<u32>,
    ) -> (ServerProcess, ServerClient) {
        let (server, address) = self.installation.start_and_wait().await;
        let client = ServerClient::new(address, &self.token);
        for n in numbers {
            client.post(n).await.expect(201);
        }
        (server, client)
    }

    /// A blog whose server was killed: 10 comments in `night.db`, 20 in the database with its write-ahead
    /// log.
    pub async fn new_killed() -> Self {
        let blog = Self::new().await;
        let (mut server, client) = blog.serve_and_post(0..10).await;
        blog.run("backup night.db").expect_code(0);
        let reader = blog.hold_write_ahead_log();
        for n in 10..20 {
            client.post(n).await.expect(201);
        }
        server.kill();
        drop(reader);
        let log = fs::metadata(blog.path("data.db-wal")).expect("a log");
        assert!(log.len() > 0);
        blog
    }

    /// Opens a read transaction, so that the server cannot empty the write-ahead log while this exists.
    pub fn hold_write_ahead_log(&self) -> Connection {
        let reader = Connection::open(self.path("data.db")).expect("opens");
        // Otherwise the last connection to close would apply the log.
        reader
            .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
            .expect("is set");
        reader
            .execute_batch("BEGIN; SELECT COUNT(*) FROM comment")
            .expect("reads");
        reader
    }

    pub async fn stop_server(&self, mut server: ServerProcess) {
        server.signal("TERM");
        assert_eq!(server.wait_for_exit().await.code(), Some(0));
    }
}

/// The number of comments in the database file alone, ignoring files beside it.
pub fn count_comments(path: &Path) -> i64 {
    let uri = format!("file:{}?immutable=1", path.display());
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    Connection::open_with_flags(uri, flags)
        .and_then(|file| file.query_row("SELECT COUNT(*) FROM comment", [], |row| row.get(0)))
        .expect("a Rejoinder database")
}
