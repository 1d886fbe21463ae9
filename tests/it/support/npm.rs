//! Packages from npm in a folder below `target`, with locked versions.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Installs the packages of `tests/{name}`, unless they are there; returns `None`, and prints why, if they are not
/// available. The test has to say what it did not check: `purpose`.
pub fn packages(name: &str, purpose: &str) -> Option<PathBuf> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(name);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).expect("a folder");
    let lock = |folder: &Path| fs::read(folder.join("package-lock.json")).ok();
    // npm writes the second file when it has finished.
    let is_there =
        lock(&source) == lock(&folder) && folder.join("node_modules/.package-lock.json").exists();
    if is_there {
        return Some(folder);
    }
    for file in ["package.json", "package-lock.json"] {
        fs::copy(source.join(file), folder.join(file)).expect("copies");
    }
    // Packages that npm has stored are installed without asking the registry about each of them.
    let mut why = String::new();
    for offline in [Some("--offline"), None] {
        let install = Command::new("npm")
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .args(offline)
            .current_dir(&folder)
            .stdin(Stdio::null())
            .output();
        match install {
            Ok(output) if output.status.success() => return Some(folder),
            Ok(output) => why = String::from_utf8_lossy(&output.stderr).into_owned(),
            Err(error) => {
                eprintln!("npm not found ({error}): {purpose} skipped");
                return None;
            }
        }
    }
    eprintln!("npm cannot install the packages of tests/{name}: {purpose} skipped: {why}");
    None
}
