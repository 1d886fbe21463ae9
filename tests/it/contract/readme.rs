//! The commands of the README, word for word, as a reader who tries it out pastes them.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

const README: &str = include_str!("../../../README.md");

const BINARY: &str = env!("CARGO_BIN_EXE_rejoinder");

/// The blocks of shell between the marks `<!-- tried: begin -->` and `<!-- tried: end -->`.
fn tested_commands() -> String {
    let (_, rest) = README
        .split_once("<!-- tried: begin -->")
        .expect("has the mark");
    let (part, _) = rest.split_once("<!-- tried: end -->").expect("ends");
    let blocks = part.split("```sh\n").skip(1);
    let blocks = blocks.map(|block| block.split_once("```").expect("ends").0);
    blocks.collect::<Vec<_>>().join("\n")
}

/// The last block of JSON between the marks: the answer that the README shows.
fn promised_answer() -> serde_json::Value {
    let (before, _) = README.split_once("<!-- tried: end -->").expect("ends");
    let (_, block) = before.rsplit_once("```json\n").expect("a block of JSON");
    let (json, _) = block.split_once("```").expect("ends");
    serde_json::from_str(json).expect("is JSON")
}

/// A running binary, killed when dropped.
struct RunningCommands {
    process: Child,
    base: String,
}

impl RunningCommands {
    fn start(folder: &Path) -> Self {
        let mut process = without_settings(Command::new(BINARY))
            .args(["--listen", "127.0.0.1:0"])
            .current_dir(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("starts");
        let lines = BufReader::new(process.stdout.take().expect("is piped")).lines();
        let base = lines
            .map_while(Result::ok)
            .find_map(|line| Some(line.strip_prefix("Rejoinder serves on ")?.to_owned()))
            .expect("says where it serves");
        Self { process, base }
    }
}

impl Drop for RunningCommands {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Removes the settings in the environment of the process that runs the tests.
fn without_settings(mut command: Command) -> Command {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("REJOINDER_") {
            command.env_remove(name);
        }
    }
    command
}

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test prints why")]
fn the_first_comment_of_the_readme_is_posted_and_approved() {
    let script = tested_commands();
    assert!(script.contains("curl") && script.contains("http://127.0.0.1:8080"));
    if Command::new("curl").arg("--version").output().is_err() {
        eprintln!("curl not found: README test skipped");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let server = RunningCommands::start(folder.path());
    let script = script
        .replace("http://127.0.0.1:8080", &server.base)
        .replace("target/release/rejoinder", BINARY);
    let output = without_settings(Command::new("sh"))
        .args(["-euc", &script])
        .current_dir(folder.path())
        .output()
        .expect("runs");
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{printed}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let last = printed.lines().last().expect("says something");
    let mut read: serde_json::Value = serde_json::from_str(last).expect("is JSON");
    let promised = promised_answer();
    // Ids and times differ in each run.
    for name in ["id", "created_at"] {
        assert!(read["items"][0][name].is_string(), "{last}");
        read["items"][0][name] = promised["items"][0][name].clone();
    }
    assert_eq!(read, promised);
}
