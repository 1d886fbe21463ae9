//! The README's lines, word for word, as somebody pastes them who tries it out.

use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

const README: &str = include_str!("../../README.md");
const BINARY: &str = env!("CARGO_BIN_EXE_rejoinder");

/// The blocks of shell between the marks `<!-- tried: begin -->` and `<!-- tried: end -->`.
fn tried() -> String {
    let (_, rest) = README.split_once("<!-- tried: begin -->").expect("begins");
    let (part, _) = rest.split_once("<!-- tried: end -->").expect("ends");
    let blocks = part.split("```sh\n").skip(1);
    let blocks = blocks.map(|block| block.split_once("```").expect("ends").0);
    blocks.collect::<Vec<_>>().join("\n")
}

/// The last block of JSON between the marks: what the reader is told to see.
fn promised() -> serde_json::Value {
    let (before, _) = README.split_once("<!-- tried: end -->").expect("ends");
    let (_, block) = before.rsplit_once("```json\n").expect("a block of JSON");
    let (json, _) = block.split_once("```").expect("ends");
    serde_json::from_str(json).expect("is JSON")
}

/// A running binary; it ends with the test.
struct Served {
    process: Child,
    base: String,
}

impl Served {
    fn start(folder: &Path) -> Self {
        let mut process = clean(Command::new(BINARY))
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

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Without the settings of whoever runs the tests.
fn clean(mut command: Command) -> Command {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("REJOINDER_") {
            command.env_remove(name);
        }
    }
    command
}

#[test]
#[expect(
    clippy::print_stderr,
    reason = "a test that was not tried says so plainly"
)]
fn the_first_comment_of_the_readme_is_posted_and_approved() {
    let script = tried();
    assert!(script.contains("curl") && script.contains("http://127.0.0.1:8080"));
    if Command::new("curl").arg("--version").output().is_err() {
        eprintln!("curl is not installed: the lines of the README were not tried");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let served = Served::start(folder.path());
    let script = script
        .replace("http://127.0.0.1:8080", &served.base)
        .replace("target/release/rejoinder", BINARY);
    let ran = clean(Command::new("sh"))
        .args(["-euc", &script])
        .current_dir(folder.path())
        .output()
        .expect("runs");
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(
        ran.status.success(),
        "{said}\n{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    let last = said.lines().last().expect("says something");
    let mut read: serde_json::Value = serde_json::from_str(last).expect("is JSON");
    let promised = promised();
    // Ids and times are others each time.
    for name in ["id", "created_at"] {
        assert!(read["items"][0][name].is_string(), "{last}");
        read["items"][0][name] = promised["items"][0][name].clone();
    }
    assert_eq!(read, promised);
}

#[test]
fn every_file_that_the_readme_points_to_is_there() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut seen = 0;
    for document in [
        "README.md",
        "CHANGELOG.md",
        "openapi/README.md",
        "deploy/README.md",
    ] {
        let text = std::fs::read_to_string(root.join(document)).expect(document);
        let links = text.split("](").skip(1);
        let links = links.filter_map(|rest| rest.split_once(')').map(|(link, _)| link));
        for link in links.filter(|link| !link.contains("://") && !link.starts_with('#')) {
            let path = root.join(document).with_file_name(link);
            assert!(path.exists(), "{document} points to {link}");
            seen += 1;
        }
    }
    assert!(seen > 5, "{seen}");
}
