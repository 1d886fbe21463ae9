//! The scripts and styles of the embedded thread and of the moderators' pages, minified: each folder `minified` belongs to
//! its sources.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::support::{npm, world::environment_variable};

const ADVICE: &str = "update it with `UPDATE=1 cargo test --test it -- pages::minified`";

/// The minified files, with what esbuild is told besides the source and `--minify`.
const FILES: [(&str, &[&str]); 8] = [
    (
        "pages/thread/embed.js",
        &["--format=esm", "--target=es2022"],
    ),
    (
        "pages/thread/form.js",
        &["--format=esm", "--target=es2022", "--bundle"],
    ),
    (
        "pages/thread/proof.js",
        &["--format=esm", "--target=es2022"],
    ),
    (
        "pages/thread/count.js",
        &["--format=esm", "--target=es2022"],
    ),
    ("pages/thread/comments.css", &[]),
    ("pages/thread/form.css", &[]),
    (
        "moderate/moderate.js",
        &["--format=esm", "--target=es2022", "--bundle"],
    ),
    ("moderate/moderate.css", &[]),
];

fn folder_of(file: &str) -> PathBuf {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(file);
    file.parent().expect("a folder").to_owned()
}

#[test]
fn the_minified_files_are_those_of_their_sources() {
    let Some(packages) = npm::packages("minify", "comparison of the minified files") else {
        return;
    };
    let esbuild = packages.join("node_modules/.bin/esbuild");
    for (file, options) in FILES {
        let folder = folder_of(file);
        let name = file.rsplit('/').next().unwrap_or_default();
        let output = Command::new(&esbuild)
            .args([name, "--minify", "--log-level=warning"])
            .args(options)
            .current_dir(&folder)
            .stdin(Stdio::null())
            .output()
            .expect("esbuild runs");
        let printed = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{name}: {printed}");
        let minified = String::from_utf8(output.stdout).expect("is text");
        let path = folder.join("minified").join(name);
        if environment_variable("UPDATE").is_some() {
            fs::write(&path, &minified).expect("can be written");
        }
        let stored = fs::read_to_string(&path).unwrap_or_default();
        assert!(stored == minified, "{name} is outdated: {ADVICE}");
    }
}
