//! A copy that is killed: its target is never used as if it were complete, and the next copy starts over.

use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
};

use rusqlite::Connection;

use crate::support::{
    answers::eventually,
    database::Database,
    process::{pause, signal},
    shell::{CommandOutput, Shell, run_in_folder},
    world::on_services,
};

/// Enough rows that the copy can be interrupted while it writes them.
const ORIGINS: i64 = 250_000;

/// A source with many rows.
fn create_source(shell: &Shell) -> String {
    let url = "sqlite:source.db";
    shell
        .run_line(&format!("migrate --database {url}"), "")
        .expect_code(0);
    let add = format!("site add blog --name Blog --origin https://blog.example --database {url}");
    shell.run_line(&add, "").expect_code(0);
    let path = shell.database.folder.path().join("source.db");
    let fill = format!(
        "INSERT INTO site_origin (site, origin)
         WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {ORIGINS})
         SELECT 1, 'https://' || n || '.a-rather-long-name-so-that-the-log-grows.example' FROM n"
    );
    Connection::open(path)
        .and_then(|source| source.execute_batch(&fill))
        .expect("fills");
    url.to_owned()
}

/// A running copy, killed when dropped.
struct RunningCopy(Child);

impl Drop for RunningCopy {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl RunningCopy {
    fn start(shell: &Shell, from: &str, to: &str) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rejoinder"));
        command
            .args(["copy", "--from", from, "--to", to])
            .env_clear()
            .current_dir(shell.database.folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        Self(command.spawn().expect("starts"))
    }

    /// Waits until the copy has reached a certain point.
    async fn reaches(&mut self, what: &str, reached: impl AsyncFn() -> bool) {
        eventually(what, async || {
            pause().await;
            let ended = self.0.try_wait().expect("has a status");
            assert!(ended.is_none(), "the copy ended before {what}: {ended:?}");
            reached().await.then_some(())
        })
        .await;
    }

    /// Pauses the process.
    fn stop(&self) {
        signal(self.0.id(), "STOP");
    }

    fn kill(mut self) {
        self.0.kill().expect("is killed");
        self.0.wait().expect("is gone");
    }
}

fn size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |found| found.len())
}

fn is_refused(output: CommandOutput, line: &str) {
    let output = output.expect_code(1);
    let printed = format!("{}{}", output.out, output.err);
    for part in ["has not finished", "run it again with the same --to"] {
        assert!(printed.contains(part), "{line}: {printed}");
    }
}

#[tokio::test]
async fn a_target_whose_copy_was_killed_is_refused_and_the_next_copy_starts_over() {
    let shell = Shell::bare().await;
    let from = create_source(&shell);
    let folder = shell.database.folder.path();
    for (moment, is_migrated) in [("mark", false), ("rows", false), ("rows", true)] {
        let target = Database::new().await;
        let on_target = |line: &str| format!("{line} --database {}", target.url);
        if is_migrated {
            shell.run_line(&on_target("migrate"), "").expect_code(0);
        }
        let mut copying = RunningCopy::start(&shell, &from, &target.url);
        let marks = "SELECT COUNT(*) FROM unfinished_copy";
        copying
            .reaches("the mark", async || {
                target.try_number(marks).await.is_some()
            })
            .await;
        if moment == "rows" && on_services() {
            let rows =
                "SELECT COUNT(*) FROM pg_stat_activity WHERE query LIKE 'COPY \"site_origin\"%'
                AND datname = current_database()";
            copying
                .reaches("the rows", async || {
                    target.try_number(rows).await == Some(1)
                })
                .await;
        } else if moment == "rows" {
            let log = target.folder.path().join("test.db-wal");
            copying
                .reaches("the rows", async || size(&log) > 2 << 20)
                .await;
        }
        copying.stop();
        let rows = target.try_number("SELECT COUNT(*) FROM site_origin").await;
        assert!(
            matches!(rows, None | Some(0)),
            "partially applied: {moment} {is_migrated} {rows:?}"
        );
        assert_eq!(target.try_number(marks).await, Some(0));
        // The target is not used while the copy runs either.
        for line in ["serve --dev --listen 127.0.0.1:0", "site list"] {
            is_refused(run_in_folder(folder, &on_target(line)), line);
        }
        copying.kill();
        for line in [
            "serve --dev --listen 127.0.0.1:0",
            "check --dev",
            "migrate",
            "site list",
            "moderator list",
        ] {
            is_refused(run_in_folder(folder, &on_target(line)), line);
        }
        let onward = format!("copy --from {} --to sqlite:onward.db", target.url);
        is_refused(shell.run_line(&onward, ""), &onward);
        if !on_services() {
            is_refused(shell.run_line(&on_target("backup copy.db"), ""), "backup");
        }
        for again in 0..2 {
            let copy = format!("copy --from {from} --to {}", target.url);
            let output = shell.run_line(&copy, "");
            if again == 0 {
                output.expect_code(0);
                let origins = "SELECT COUNT(*) FROM site_origin";
                assert_eq!(target.number(origins).await, ORIGINS + 1);
            } else {
                // The target is complete now.
                assert!(output.expect_code(1).err.contains("not empty"), "{copy}");
            }
        }
        let listed = shell.run_line(&on_target("site list"), "").expect_code(0);
        assert!(listed.out.contains("blog"), "{}", listed.out);
        assert_eq!(target.try_number(marks).await, None);
    }
}

#[tokio::test]
async fn a_failed_copy_leaves_no_mark() {
    let shell = Shell::bare().await;
    let from = create_source(&shell);
    let path = shell.database.folder.path().join("source.db");
    let spoil = "PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF;
        INSERT INTO site_origin (site, origin) VALUES (99, 'https://lost.example')";
    Connection::open(path)
        .and_then(|source| source.execute_batch(spoil))
        .expect("corrupts");
    let target = Database::new().await;
    shell
        .run_line(&format!("copy --from {from} --to {}", target.url), "")
        .expect_code(1);
    assert_eq!(target.number("SELECT COUNT(*) FROM site_origin").await, 0);
    // The target is as empty as before, and may be used.
    shell
        .run_line(&format!("site list --database {}", target.url), "")
        .expect_code(0);
}

#[tokio::test]
async fn a_missing_privilege_of_a_role_or_database_is_reported_with_the_statement_that_grants_it() {
    if !on_services() {
        eprintln!("PostgreSQL test skipped");
        return;
    }
    let shell = Shell::new().await;
    let source = &shell.database;
    let missing = format!("{}_missing", source.url);
    let copy = |from: &str, to: &str| shell.run_line(&format!("copy --from {from} --to {to}"), "");
    let output = copy(&source.url, &missing).expect_code(1);
    for part in ["--to", "createdb"] {
        assert!(output.err.contains(part), "{}", output.err);
    }
    assert!(!output.err.contains("--from"), "{}", output.err);
    let output = copy(&missing, "sqlite:b.db").expect_code(1);
    assert!(output.err.contains("--from"), "{}", output.err);
    // A role with the right to log in and no other.
    let role = format!("r{}", rejoinder::Clock::system().id().simple());
    source
        .execute(&format!("CREATE ROLE {role} LOGIN"))
        .await
        .expect("creates");
    let url = source.url.replace("rejoinder@", &format!("{role}@"));
    let grants = [
        (
            "SELECT on table",
            "GRANT SELECT ON ALL TABLES IN SCHEMA \"public\"",
        ),
        (
            "SELECT on sequence",
            "GRANT SELECT ON ALL SEQUENCES IN SCHEMA \"public\"",
        ),
    ];
    for (lacking, grant) in grants {
        let output = copy(&url, "sqlite:c.db").expect_code(1);
        for part in [lacking, grant, &format!("TO \"{role}\"")] {
            assert!(output.err.contains(part), "{part}: {}", output.err);
        }
        assert!(!shell.database.folder.path().join("c.db").exists());
        let grant = format!("{grant} TO \"{role}\"");
        source.execute(&grant).await.expect("grants");
    }
    copy(&url, "sqlite:c.db").expect_code(0);
    source
        .execute("REVOKE USAGE ON SCHEMA public FROM PUBLIC")
        .await
        .expect("revokes");
    let output = copy(&url, "sqlite:d.db").expect_code(1);
    assert!(
        output.err.contains("GRANT USAGE ON SCHEMA \"public\""),
        "{}",
        output.err
    );
    // As the role of the target it lacks the right to create tables.
    let target = Database::new().await;
    let url = target.url.replace("rejoinder@", &format!("{role}@"));
    let output = copy(&source.url, &url).expect_code(1);
    assert!(
        output.err.contains("GRANT CREATE ON SCHEMA"),
        "{}",
        output.err
    );
    let output = shell
        .run_line(&format!("migrate --database {url}"), "")
        .expect_code(1);
    assert!(
        output.err.contains("GRANT CREATE ON SCHEMA"),
        "{}",
        output.err
    );
    let clean = format!("DROP OWNED BY {role}; DROP ROLE {role}");
    source.execute(&clean).await.expect("removes the role");
}
