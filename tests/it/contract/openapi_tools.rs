//! The OpenAPI document with independent tools: two linters, and three generators whose clients post a
//! comment and read it in the published thread.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::OnceLock,
};

use crate::support::world::{PASSWORD, World};

/// The folder of the tools with the packages of the lock file installed and the current document in it;
/// `None`, with a note on standard error, if npm or its registry is not available.
fn npm_tools() -> Option<&'static Path> {
    static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
    FOLDER.get_or_init(install_npm_tools).as_deref()
}

fn install_npm_tools() -> Option<PathBuf> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/openapi");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("openapi");
    fs::create_dir_all(&folder).expect("the folder can be made");
    let lock = |folder: &Path| fs::read(folder.join("package-lock.json")).ok();
    let is_installed =
        lock(&source) == lock(&folder) && folder.join("node_modules/.package-lock.json").exists();
    for entry in fs::read_dir(&source).expect("the folder can be listed") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name");
        fs::copy(&path, folder.join(name)).expect("the file can be copied");
    }
    let document = rejoinder::openapi_document();
    fs::write(folder.join("openapi.json"), document).expect("the document can be written");
    if is_installed {
        return Some(folder);
    }
    let install = run(
        &folder,
        "npm",
        &["ci", "--ignore-scripts", "--no-audit", "--no-fund"],
    );
    match install {
        Some(output) if output.status.success() => Some(folder),
        Some(output) => {
            let why = String::from_utf8_lossy(&output.stderr);
            eprintln!("npm cannot install the OpenAPI tools: test skipped: {why}");
            // An incomplete folder must not be mistaken for an installed one.
            let _ = fs::remove_file(folder.join("package-lock.json"));
            None
        }
        None => {
            eprintln!("npm not found: tests with spectral, redocly and the generators skipped");
            None
        }
    }
}

/// The folder of the Python generator; `None`, with a note on standard error, without pip.
fn python_generator(folder: &Path) -> Option<PathBuf> {
    let packages = folder.join("python");
    if packages.join("bin/openapi-python-client").exists() {
        return Some(packages);
    }
    let target = packages.to_str().expect("a path in UTF-8");
    let requirements = ["-r", "requirements.txt", "--target", target];
    let install = [
        &["-m", "pip", "install", "-q", "--no-input"],
        &requirements[..],
    ]
    .concat();
    match run(folder, "python3", &install) {
        Some(output) if output.status.success() => Some(packages),
        Some(output) => {
            let why = String::from_utf8_lossy(&output.stderr);
            eprintln!("pip cannot install openapi-python-client: test skipped: {why}");
            None
        }
        None => {
            eprintln!("python3 not found: openapi-python-client test skipped");
            None
        }
    }
}

/// Runs a program in a folder; `None` if there is no such program.
fn run(folder: &Path, program: &str, arguments: &[&str]) -> Option<Output> {
    Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env("PYTHONPATH", folder.join("python"))
        .stdin(Stdio::null())
        .output()
        .ok()
}

/// Runs a program that must exist and succeed.
fn run_successfully(folder: &Path, program: &str, arguments: &[&str]) -> String {
    let output = run(folder, program, arguments).expect("the program starts");
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{program} {arguments:?} failed: {text}"
    );
    text.into_owned()
}

/// The number of published comments.
async fn count_approved(world: &World) -> i64 {
    let count = "SELECT COUNT(*) FROM comment WHERE status = 'approved'";
    world.database.number(count).await
}

#[test]
fn spectral_and_redocly_report_no_errors() {
    let Some(folder) = npm_tools() else { return };
    let spectral = [
        "lint",
        "--ruleset",
        "spectral.yaml",
        "--fail-severity",
        "error",
        "openapi.json",
    ];
    run_successfully(folder, "node_modules/.bin/spectral", &spectral);
    run_successfully(
        folder,
        "node_modules/.bin/redocly",
        &["lint", "openapi.json"],
    );
    // A document with an error is refused, so the linters do check it.
    let broken = rejoinder::openapi_document().replacen(
        "\"title\": \"Rejoinder\"",
        "\"summary\": \"Rejoinder\"",
        1,
    );
    fs::write(folder.join("broken.json"), broken).expect("the document can be written");
    for (program, arguments) in [
        (
            "node_modules/.bin/spectral",
            &["lint", "--ruleset", "spectral.yaml", "broken.json"][..],
        ),
        ("node_modules/.bin/redocly", &["lint", "broken.json"][..]),
    ] {
        let output = run(folder, program, arguments).expect("the program starts");
        assert!(
            !output.status.success(),
            "{program} accepts an invalid document"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_of_two_typescript_generators_do_the_main_job() {
    let Some(folder) = npm_tools() else { return };
    let world = World::new().await;
    world.owner().await;
    let base = world.url("");
    let folder = folder.to_owned();
    let job = tokio::task::spawn_blocking(move || {
        let bin = "node_modules/.bin";
        let types = ["openapi.json", "-o", "schema.d.ts"];
        run_successfully(&folder, &format!("{bin}/openapi-typescript"), &types);
        let client = ["-i", "openapi.json", "-o", "hey", "--no-log-file"];
        run_successfully(&folder, &format!("{bin}/openapi-ts"), &client);
        run_successfully(&folder, &format!("{bin}/tsc"), &["-p", "."]);
        for script in ["out/main-job-fetch.js", "out/main-job-hey.js"] {
            run_successfully(&folder, "node", &[script, &base, "owner", PASSWORD]);
        }
    });
    job.await.expect("both clients do the main job");
    assert_eq!(count_approved(&world).await, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_of_the_python_generator_does_the_main_job() {
    let Some(folder) = npm_tools() else { return };
    let Some(packages) = python_generator(folder) else {
        return;
    };
    let world = World::new().await;
    world.owner().await;
    let base = world.url("");
    let folder = folder.to_owned();
    let job = tokio::task::spawn_blocking(move || {
        let generator = packages.join("bin/openapi-python-client");
        let generator = generator.to_str().expect("a path in UTF-8");
        let generate = [
            generator,
            "generate",
            "--path",
            "openapi.json",
            "--meta",
            "none",
            "--output-path",
            "rejoinder_client",
            "--overwrite",
        ];
        run_successfully(&folder, "python3", &generate);
        run_successfully(
            &folder,
            "python3",
            &["main_job.py", &base, "owner", PASSWORD],
        );
    });
    job.await.expect("the client does the main job");
    assert_eq!(count_approved(&world).await, 1);
}
