//! The systemd units in `deploy/`, and a server that starts before its database.

use std::{
    fs,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use rejoinder::Policy;

use crate::support::{
    process::{Installation, free_port},
    server_client::ServerClient,
    shell::CommandOutput,
    world::on_services,
};

fn read_unit(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/");
    fs::read_to_string(format!("{folder}{name}")).expect("a unit")
}

#[test]
fn systemd_finds_no_error_in_the_units() {
    let service = read_unit("rejoinder.service");
    for line in [
        "StartLimitIntervalSec=0",
        "Restart=on-failure",
        "ExecReload=/bin/kill -HUP $MAINPID",
    ] {
        assert!(service.lines().any(|one| one == line), "{line}");
    }
    let found = Command::new("systemd-analyze").arg("--version").output();
    if found.is_err() {
        eprintln!("systemd-analyze not found: units not verified");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let binary = env!("CARGO_BIN_EXE_rejoinder");
    let service = service.replace("ExecStart=rejoinder ", &format!("ExecStart={binary} "));
    let [service_file, socket_file] =
        ["rejoinder.service", "rejoinder.socket"].map(|name| folder.path().join(name));
    fs::write(&service_file, service).expect("writes");
    fs::write(&socket_file, read_unit("rejoinder.socket")).expect("writes");
    let verified = Command::new("systemd-analyze")
        .args(["verify", "--man=no"])
        .args([&service_file, &socket_file])
        .output()
        .expect("runs");
    let printed = String::from_utf8_lossy(&verified.stderr);
    // Only messages about these units: those of the machine may have errors of their own.
    let ours = printed.lines().filter(|line| line.contains("rejoinder"));
    assert_eq!(ours.collect::<Vec<_>>(), Vec::<&str>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_started_before_its_database_exits_soon_and_serves_once_the_database_is_up() {
    if !on_services() {
        eprintln!("PostgreSQL is not configured: test of a start before the database skipped");
        return;
    }
    let installation = Installation::empty().await;
    let token = installation.add_blog_and_owner(Policy::default()).await;
    let url = installation.environment["REJOINDER_DATABASE_URL"].clone();
    let mut nowhere = url::Url::parse(&url).expect("a URL");
    nowhere.set_host(Some("127.0.0.1")).expect("a host");
    nowhere.set_port(Some(free_port())).expect("a port");
    let installation = installation.set("REJOINDER_DATABASE_URL", nowhere.as_str());
    let started = Instant::now();
    let mut binary = installation.binary();
    binary
        .arg("--dev")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    // Status 2 would make systemd give up (`RestartPreventExitStatus`).
    let output = CommandOutput::of(binary, "").expect_code(1);
    assert!(started.elapsed() < Duration::from_secs(15));
    let place = format!("127.0.0.1:{}", nowhere.port().expect("a port"));
    assert!(output.err.contains(&place), "{}", output.err);
    let installation = installation.set("REJOINDER_DATABASE_URL", &url);
    let (_served, address) = installation.start_and_wait().await;
    ServerClient::new(address, &token).post(1).await.expect(201);
}
