//! TLS to PostgreSQL: a server of this test with certificates of its own.

use std::{
    os::unix::fs::{PermissionsExt as _, chown},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use rejoinder::{DatabaseSettings, Db, OpenError, OpenMode, Timestamp};

use crate::support::{
    answers::eventually,
    process::{free_port, pause},
};

/// The user id of `nobody`, because PostgreSQL refuses to run as root.
const NOBODY: u32 = 65_534;

struct Server {
    child: Child,
    port: u16,
    folder: tempfile::TempDir,
}

/// The folder of PostgreSQL's programs.
fn programs() -> Option<PathBuf> {
    let printed = Command::new("pg_config").arg("--bindir").output().ok();
    let printed = printed.map(|out| String::from_utf8_lossy(&out.stdout).trim().into());
    let packaged = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten();
    let packaged = packaged.flatten().map(|version| version.path().join("bin"));
    printed
        .into_iter()
        .chain(packaged)
        .find(|folder: &PathBuf| folder.join("initdb").exists())
}

fn run(command: &mut Command) -> bool {
    command.output().is_ok_and(|out| out.status.success())
}

/// Runs as `nobody` if the test runs as root.
fn without_privileges(program: &Path, folder: &Path) -> Command {
    use std::os::unix::fs::MetadataExt as _;
    let root = folder.metadata().expect("exists").uid() == 0
        || Path::new("/proc/self")
            .metadata()
            .is_ok_and(|own| own.uid() == 0);
    if !root {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command
        .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
        .arg(program);
    command
}

/// Creates a certificate authority `{name}.pem` and its key.
fn create_authority(folder: &Path, name: &str) -> bool {
    run(Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt"])
        .args(["ec_paramgen_curve:P-256", "-nodes", "-days", "2"])
        .args(["-subj", &format!("/CN={name} of a test")])
        .args([
            "-keyout",
            &format!("{name}.key"),
            "-out",
            &format!("{name}.pem"),
        ])
        .current_dir(folder))
}

impl Server {
    /// Returns `None`, and prints why, if the programs are missing.
    fn new() -> Option<Self> {
        let Some(programs) = programs() else {
            eprintln!("PostgreSQL programs not found: TLS test skipped");
            return None;
        };
        let folder = tempfile::tempdir().expect("a folder");
        let at = folder.path();
        if !(create_authority(at, "ca") && create_authority(at, "other")) {
            eprintln!("openssl not found: TLS test skipped");
            return None;
        }
        std::fs::write(at.join("san"), "subjectAltName = IP:127.0.0.1").expect("writes");
        assert!(run(Command::new("openssl")
            .args([
                "req",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256"
            ])
            .args(["-nodes", "-subj", "/CN=a server of a test"])
            .args(["-keyout", "server.key", "-out", "server.csr"])
            .current_dir(at)));
        assert!(run(Command::new("openssl")
            .args([
                "x509",
                "-req",
                "-in",
                "server.csr",
                "-CA",
                "ca.pem",
                "-CAkey",
                "ca.key"
            ])
            .args([
                "-CAcreateserial",
                "-days",
                "2",
                "-extfile",
                "san",
                "-out",
                "server.pem"
            ])
            .current_dir(at)));
        let readable = |path: &Path, mode| {
            let _ = chown(path, Some(NOBODY), Some(NOBODY));
            let mode = std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(path, mode).expect("may be changed");
        };
        readable(&at.join("server.key"), 0o600);
        readable(at, 0o755);
        let data = at.join("data");
        let made = without_privileges(&programs.join("initdb"), at)
            .args(["-U", "rejoinder", "--no-sync", "-A", "trust", "-D"])
            .arg(&data)
            .output();
        if !made.as_ref().is_ok_and(|made| made.status.success()) {
            eprintln!("initdb failed: TLS test skipped");
            return None;
        }
        // No connections without TLS.
        std::fs::write(
            data.join("pg_hba.conf"),
            "hostssl all all 127.0.0.1/32 trust\n",
        )
        .expect("writes");
        let port = free_port();
        let child = without_privileges(&programs.join("postgres"), at)
            .arg("-D")
            .arg(&data)
            .args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1"])
            .args([
                "-c",
                "unix_socket_directories=",
                "-c",
                "ssl=on",
                "-c",
                "fsync=off",
            ])
            .args(["-c", &format!("ssl_cert_file={}/server.pem", at.display())])
            .args(["-c", &format!("ssl_key_file={}/server.key", at.display())])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("starts");
        Some(Self {
            child,
            port,
            folder,
        })
    }

    async fn open(&self, host: &str, mode: &str, ca: Option<&str>) -> Result<Db, OpenError> {
        let url = format!(
            "postgres://rejoinder@{host}:{}/postgres?sslmode={mode}",
            self.port
        );
        let settings = DatabaseSettings {
            url: url.into(),
            ca_file: ca.map(|ca| self.folder.path().join(ca)),
            connections: 2,
            ..DatabaseSettings::default()
        };
        Db::open(&settings, OpenMode::Existing).await
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A fast shutdown, so that its child processes end as well.
        crate::support::process::signal(self.child.id(), "INT");
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn postgres_is_reached_by_tls_and_only_with_the_right_authority() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let Some(server) = Server::new() else {
        return;
    };
    let db = eventually("the server", async || {
        pause().await;
        server
            .open("127.0.0.1", "require", Some("ca.pem"))
            .await
            .ok()
    })
    .await;
    let steps = db.migrate(Timestamp(1)).await.expect("migrates");
    assert!(!steps.is_empty());
    db.ping(Duration::from_secs(5)).await.expect("answers");
    for mode in ["prefer", "verify-ca", "verify-full"] {
        let opened = server.open("127.0.0.1", mode, Some("ca.pem")).await;
        assert!(opened.is_ok(), "{mode}: {opened:?}");
    }
    for (host, mode, ca, why) in [
        (
            "127.0.0.1",
            "require",
            Some("other.pem"),
            "another authority",
        ),
        (
            "127.0.0.1",
            "prefer",
            Some("other.pem"),
            "no way back to plain text",
        ),
        ("127.0.0.1", "require", None, "no public authority"),
        ("localhost", "require", Some("ca.pem"), "another name"),
        ("127.0.0.1", "disable", Some("ca.pem"), "plain text"),
        (
            "127.0.0.1",
            "require",
            Some("server.csr"),
            "no certificate in the file",
        ),
        ("127.0.0.1", "require", Some("missing.pem"), "no such file"),
    ] {
        let opened = server.open(host, mode, ca).await;
        assert!(opened.is_err(), "{why}");
    }
}
