//! A shell for the tests of commands: a folder, settings, a database, and the built binary.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::support::{
    answers::Answer,
    database::Database,
    world::{PASSWORD, World, environment_variable},
};

/// A folder to run commands in, with settings and a database.
pub struct Shell {
    pub database: Database,
    pub settings: Vec<(String, String)>,
}

/// The result of a command.
pub struct CommandOutput {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl CommandOutput {
    pub fn of(mut command: Command, input: &str) -> Self {
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("starts");
        let mut stdin = child.stdin.take().expect("piped");
        // A command may exit without reading its input, so a broken pipe is no error.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        let output = child.wait_with_output().expect("ends");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        Self {
            code: output.status.code(),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    #[track_caller]
    pub fn expect_code(self, code: i32) -> Self {
        assert_eq!(
            self.code,
            Some(code),
            "out: {}\nerr: {}",
            self.out,
            self.err
        );
        self
    }
}

impl Shell {
    /// With a database that has its tables.
    pub async fn new() -> Self {
        let shell = Self::bare().await;
        shell.run(&["migrate"]).expect_code(0);
        shell
    }

    /// With the URL of an empty database: no SQLite file, no PostgreSQL tables.
    pub async fn bare() -> Self {
        let database = Database::new().await;
        let mut settings = vec![
            ("REJOINDER_DATABASE_URL".to_owned(), database.url.clone()),
            (
                "REJOINDER_SECRET".to_owned(),
                format!("the secret of {}", database.url),
            ),
            ("REJOINDER_LISTEN".to_owned(), "127.0.0.1:0".to_owned()),
        ];
        if let Some(redis) = environment_variable("REJOINDER_TEST_REDIS_URL") {
            settings.push(("REJOINDER_REDIS_URL".to_owned(), redis));
            // Generous timeouts: on a machine under load, a slow answer must not look like an outage.
            settings.push((
                "REJOINDER_LIMITS__REDIS_TIMEOUT_MS".to_owned(),
                "5000".to_owned(),
            ));
        }
        Self { database, settings }
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rejoinder"));
        let (first, others) = arguments.split_at(arguments.len().min(1));
        // Settings that only serving requires are not set here.
        let serving = matches!(first, ["serve" | "check"]);
        command
            .args(first)
            .args(serving.then_some("--dev"))
            .args(others)
            .env_clear()
            .envs(self.settings.iter().cloned())
            .current_dir(self.database.folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> CommandOutput {
        self.run_with(arguments, "")
    }

    /// Runs a line as an operator would type it, without quotes.
    pub fn run_line(&self, line: &str, input: &str) -> CommandOutput {
        self.run_with(&line.split(' ').collect::<Vec<_>>(), input)
    }

    pub fn run_with(&self, arguments: &[&str], input: &str) -> CommandOutput {
        CommandOutput::of(self.command(arguments), input)
    }

    pub fn serve(&self) -> ServeCommand {
        self.serve_with_flags(&[])
    }

    /// Serves with additional arguments.
    pub fn serve_with_flags(&self, arguments: &[&str]) -> ServeCommand {
        Self::start(self.command(&[&["serve"], arguments].concat()))
    }

    /// Serves with exactly these arguments: without `--dev`.
    pub fn start_with(&self, arguments: &[&str]) -> ServeCommand {
        let mut command = self.command(&[]);
        command.args(arguments);
        Self::start(command)
    }

    fn start(mut command: Command) -> ServeCommand {
        let mut child = command.spawn().expect("starts");
        let lines = |from: Box<dyn std::io::Read + Send>| {
            let (send, lines) = mpsc::channel();
            std::thread::spawn(move || {
                for line in BufReader::new(from).lines() {
                    if send.send(line.expect("UTF-8")).is_err() {
                        return;
                    }
                }
            });
            lines
        };
        let out = lines(Box::new(child.stdout.take().expect("piped")));
        let log = lines(Box::new(child.stderr.take().expect("piped")));
        let mut printed = Vec::new();
        let url = loop {
            let line = wait_for_line(&out, "the address");
            printed.push(line.clone());
            if let Some((_, url)) = line.split_once("Rejoinder serves on ") {
                break url.to_owned();
            }
        };
        ServeCommand {
            child,
            url,
            out,
            log,
            printed,
        }
    }

    pub fn add_owner(&self, login: &str) {
        let arguments = [
            "moderator",
            "add",
            login,
            "--role",
            "owner",
            "--password-file",
            "-",
        ];
        self.run_with(&arguments, &format!("{PASSWORD}\nnot this line\n"))
            .expect_code(0);
    }
}

impl World {
    /// Runs a command on the database of this world, as an operator would type it, without quotes.
    pub fn run(&self, line: &str) -> CommandOutput {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rejoinder"));
        command
            .args(line.split(' '))
            .args(["--database", &self.database.url])
            .env_clear()
            .current_dir(self.database.folder.path());
        CommandOutput::of(command, "")
    }
}

fn wait_for_line(lines: &mpsc::Receiver<String>, what: &str) -> String {
    lines
        .recv_timeout(Duration::from_secs(30))
        .unwrap_or_else(|_| panic!("{what} did not come"))
}

/// A serving process, killed when dropped.
pub struct ServeCommand {
    pub child: Child,
    pub url: String,
    pub out: mpsc::Receiver<String>,
    log: mpsc::Receiver<String>,
    pub printed: Vec<String>,
}

impl ServeCommand {
    /// Reads lines of the output until one contains this.
    pub fn wait_for_output(&mut self, part: &str) -> String {
        loop {
            let line = wait_for_line(&self.out, part);
            self.printed.push(line.clone());
            if line.contains(part) {
                return line;
            }
        }
    }

    pub fn terminate(&self) {
        let killed = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status();
        assert!(killed.expect("runs").success());
    }

    /// Waits for the log to report that the process stops.
    pub fn wait_until_stopping(&self) {
        while !wait_for_line(&self.log, "the word that it stops").contains("stopping") {}
    }

    /// Waits for a log line that contains this.
    pub fn wait_for_log(&self, part: &str) -> String {
        loop {
            let line = wait_for_line(&self.log, part);
            if line.contains(part) {
                return line;
            }
        }
    }

    /// Reads all log lines until the process ends.
    pub fn rest_of_log(&self) -> String {
        self.log.iter().collect::<Vec<_>>().join("\n")
    }

    /// The port that the process reports at its start.
    pub fn port(&self) -> u16 {
        let port = self
            .url
            .rsplit_once(':')
            .and_then(|(_, port)| port.parse().ok());
        port.expect("a port")
    }

    pub async fn get(&self, path: &str, token: &str) -> Answer {
        Answer::of(http().get(format!("{}{path}", self.url)).bearer_auth(token)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        Answer::of(http().post(format!("{}{path}", self.url)).json(body)).await
    }
}

impl Drop for ServeCommand {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn http() -> reqwest::Client {
    crate::support::world::http_client_builder()
        .build()
        .expect("a client")
}

/// The longest that a command may run: far more than any needs, so a command that blocks is noticed.
const TIME_MAX: Duration = Duration::from_mins(1);

/// Runs a command line in a folder and kills the process if it does not end in time.
pub fn run_in_folder(folder: &Path, line: &str) -> CommandOutput {
    let mut command = Command::new("timeout");
    command
        .args(["-s", "KILL", "30", env!("CARGO_BIN_EXE_rejoinder")])
        .args(line.split(' '))
        .env_clear()
        .envs(std::env::vars().filter(|(name, _)| name == "PATH"))
        .current_dir(folder);
    let started = Instant::now();
    let ran = CommandOutput::of(command, "");
    assert!(started.elapsed() < TIME_MAX && ran.code.is_some(), "{line}");
    ran
}
