//! Packages and versions: what the package and the image are made of exists, `--version` and the log say which
//! version runs, and nothing that strangers can read does.

use std::{fs, path::Path, process::Command};

use serde_json::Value;
use toml::Table;

use crate::{
    support::answers::Answer,
    support::shell::{Shell, http},
};

const VERSION: &str = env!("CARGO_PKG_VERSION");

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).expect(path)
}

fn toml_file(path: &str) -> Table {
    text(path).parse().expect(path)
}

/// The texts of an array of a TOML file.
fn texts(array: &toml::Value) -> Vec<&str> {
    let items = array.as_array().expect("an array").iter();
    items.map(|item| item.as_str().expect("a text")).collect()
}

#[test]
fn the_files_of_the_package_exist() {
    let manifest = toml_file("Cargo.toml");
    let deb = &manifest["package"]["metadata"]["deb"];
    let script = text("deploy/package");
    assert!(script.contains("files=target/package\n"), "{script}");
    let mut installed = Vec::new();
    for asset in deb["assets"].as_array().expect("assets") {
        let [source, dest] = ["source", "dest"].map(|key| asset[key].as_str().expect(key));
        let name = source.rsplit('/').next().expect("a name");
        // The script makes these.
        if let Some(made) = source.strip_prefix("target/package/") {
            let stem = made.split(['.', '/']).next().expect("a name");
            let notices = text("deploy/notices");
            let is_made = script.contains(&format!("$files/{stem}")) || notices.contains(made);
            assert!(is_made, "no script makes {source}");
        } else if source != "target/release/rejoinder" {
            let path = root().join(source.trim_end_matches("/*"));
            assert!(path.exists(), "there is no {source}");
        }
        installed.push(match dest.strip_suffix('/') {
            Some(folder) => format!("/{folder}/{name}"),
            None => format!("/{dest}"),
        });
    }
    for file in texts(&deb["conf-files"]) {
        assert!(
            installed.iter().any(|one| one == file),
            "{file} {installed:?}"
        );
    }
    assert!(installed.iter().any(|one| one == "/usr/bin/rejoinder"));
    for script in ["postinst", "postrm"] {
        let folder = deb["maintainer-scripts"].as_str().expect("a folder");
        assert!(text(&format!("{folder}{script}")).contains("\n#DEBHELPER#\n"));
    }
    let units = &deb["systemd-units"];
    let (folder, unit) = (units["unit-scripts"].as_str(), units["unit-name"].as_str());
    assert_eq!((folder, unit), (Some("deploy/"), Some("rejoinder")));
    for kind in ["service", "socket", "sysusers"] {
        assert!(root().join(format!("deploy/rejoinder.{kind}")).exists());
    }
}

#[test]
fn the_settings_of_the_package_are_those_that_its_script_changes() {
    let script = text("deploy/package");
    let example = text("deploy/rejoinder.toml");
    let changed = script.lines().filter_map(|line| {
        let (_, rest) = line.split_once("-e 's|^")?;
        rest.split_once("$|")
    });
    let changed = changed.map(|(from, _)| from).collect::<Vec<_>>();
    assert_eq!(changed.len(), 2, "{changed:?}");
    for from in changed {
        let found = example.lines().filter(|line| *line == from).count();
        assert_eq!(found, 1, "{from}");
    }
}

#[test]
fn what_is_published_is_built_with_the_profile_dist() {
    let manifest = toml_file("Cargo.toml");
    let dist = &manifest["profile"]["dist"];
    assert_eq!(dist["lto"].as_str(), Some("thin"));
    assert_eq!(dist["codegen-units"].as_integer(), Some(1));
    // The figures are measured with `cargo bench`, whose profile cannot inherit from another one.
    let bench = &manifest["profile"]["bench"];
    for key in ["lto", "codegen-units"] {
        assert_eq!(dist[key], bench[key], "{key}");
    }
    let image = text("deploy/Dockerfile");
    assert!(
        image.contains("cargo build --profile dist --locked "),
        "{image}"
    );
    assert!(image.contains(" target/dist/rejoinder "), "{image}");
    assert!(!image.contains("--release"), "{image}");
    assert!(text("deploy/package").contains("profile=${PROFILE:-dist}\n"));
}

#[test]
fn the_licenses_that_may_be_in_a_package_are_those_that_may_be_in_the_tree() {
    let (deny, about) = (toml_file("deny.toml"), toml_file("deploy/about.toml"));
    let licenses = deny["licenses"].as_table().expect("a table");
    let mut allowed = texts(&licenses["allow"]);
    for exception in licenses["exceptions"].as_array().expect("an array") {
        allowed.extend(texts(&exception["allow"]));
    }
    let mut accepted = texts(&about["accepted"]);
    for list in [&mut allowed, &mut accepted] {
        list.sort_unstable();
        list.dedup();
    }
    assert_eq!(allowed, accepted);
    assert_eq!(deny["graph"]["targets"], about["targets"]);
}

/// Runs `rejoinder check` with this variable, and returns what it reports.
fn check_with(name: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let output = Command::new(env!("CARGO_BIN_EXE_rejoinder"))
        .args(["check", "--dev"])
        .env(name, "0123456789ab")
        .current_dir(&folder)
        .output()
        .expect("runs");
    String::from_utf8(output.stderr).expect("UTF-8")
}

/// `cargo run` gives the variables of the build script to the server as well.
#[test]
fn what_the_build_script_sets_is_not_mistaken_for_a_setting() {
    let script = text("build.rs");
    let names = script.split("cargo::rustc-env=").skip(1);
    let names = names.filter_map(|rest| rest.split_once('=').map(|(name, _)| name));
    let names = names.collect::<Vec<_>>();
    assert!(!names.is_empty(), "{script}");
    for name in names {
        let reported = check_with(name);
        assert!(!reported.contains("unknown setting"), "{reported}");
    }
    assert!(check_with("REJOINDER_COMMIT").contains("unknown setting"));
}

#[test]
fn the_version_is_that_of_the_manifest() {
    let manifest = toml_file("Cargo.toml");
    assert_eq!(manifest["package"]["version"].as_str(), Some(VERSION));
    for (flag, more) in [("-V", "\n"), ("--version", " (")] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rejoinder"));
        let output = command.arg(flag).output().expect("runs");
        let printed = String::from_utf8(output.stdout).expect("UTF-8");
        let expected = format!("rejoinder {VERSION}{more}");
        assert!(printed.starts_with(&expected), "{printed}");
    }
}

#[tokio::test]
async fn the_first_line_of_the_log_has_the_version() {
    let shell = Shell::new().await;
    let serving = shell.serve();
    serving.get("/health/ready", "").await.expect(200);
    serving.terminate();
    let log = serving.rest_of_log();
    let first = log.lines().next().expect("a line");
    let line: Value = serde_json::from_str(first).expect("is JSON");
    assert_eq!(line["message"], "starting", "{first}");
    assert_eq!(line["version"], VERSION, "{first}");
}

/// Whether a text contains the version by itself, not as a part of a longer number.
fn reveals(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_digit() || c == '.';
    text.match_indices(VERSION).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + VERSION.len()..].chars().next();
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

#[tokio::test]
async fn nothing_public_reveals_the_version() {
    assert!(reveals(&format!("Rejoinder/{VERSION}")) && !reveals(&format!("1.{VERSION}")));
    let shell = Shell::new().await;
    shell
        .run_line(
            "site add blog --name Blog --origin https://blog.example",
            "",
        )
        .expect_code(0);
    let serving = shell.serve();
    let document: Value = serde_json::from_str(&text("openapi/openapi.json")).expect("is JSON");
    let operations = document["paths"].as_object().expect("paths").iter();
    let mut paths = operations
        .filter(|(_, methods)| methods["get"].is_object())
        .map(|(path, _)| format!("/api/v1{}", path.replace("{site}", "blog")))
        .collect::<Vec<_>>();
    let pages = [
        "/",
        "/demo",
        "/docs",
        "/me",
        "/openapi.json",
        "/problems",
        "/setup",
        "/missing",
        "/favicon.ico",
        "/assets/page.css",
        "/assets/sign-in.js",
        "/assets/proof.js",
        "/health/live",
        "/health/ready",
        "/api/v1/sites/blog/comments?page=/p",
    ];
    paths.extend(pages.map(ToOwned::to_owned));
    assert!(paths.len() > 30, "{paths:?}");
    for path in paths {
        let answer = Answer::of(http().get(format!("{}{path}", serving.url))).await;
        for (name, value) in &answer.headers {
            let value = String::from_utf8_lossy(value.as_bytes());
            assert!(!reveals(&value), "{path}: {name}: {value}");
            assert!(name != "server" && name != "x-powered-by", "{path}: {name}");
        }
        assert!(!reveals(&answer.text), "{path}");
    }
    serving.terminate();
}
