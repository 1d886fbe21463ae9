//! Tells the binary which git commit it was built from, for `rejoinder --version` and the log.
//!
//! `SOURCE_COMMIT` takes precedence, for builds without a repository, as in a container. Without both, the
//! commit is unknown. Debug builds do not ask git, because each commit would compile the library again.

#![expect(
    clippy::disallowed_methods,
    reason = "a build script reads its own environment"
)]

use std::{env, path::Path, process::Command};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=SOURCE_COMMIT");
    let commit = match env::var("SOURCE_COMMIT") {
        Ok(given) if !given.is_empty() => Some(given),
        _ if env::var("PROFILE").is_ok_and(|profile| profile == "debug") => None,
        _ => commit_of_repository(),
    };
    if let Some(commit) = commit {
        // Not `REJOINDER_…`: `cargo run` sets the variable for the server too, which would refuse it as an
        // unknown setting.
        println!("cargo::rustc-env=BUILD_COMMIT={commit}");
    }
}

/// Returns the commit of the repository, followed by `-dirty` if a file of it was changed.
fn commit_of_repository() -> Option<String> {
    // An unpacked archive inside another repository does not have its commit.
    if !Path::new(".git").exists() {
        return None;
    }
    for file in ["HEAD", "logs/HEAD"] {
        let path = git(&["rev-parse", "--git-path", file])?;
        // Cargo would run this again at each build if the file did not exist.
        if Path::new(&path).exists() {
            println!("cargo::rerun-if-changed={path}");
        }
    }
    for source in ["src", "Cargo.toml", "Cargo.lock"] {
        println!("cargo::rerun-if-changed={source}");
    }
    git(&[
        "describe",
        "--always",
        "--dirty",
        "--exclude=*",
        "--abbrev=12",
    ])
}

/// Runs git. Returns its output, unless it is missing or fails.
fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}
