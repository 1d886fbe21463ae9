//! A start that is refused creates nothing, and leaves another program's database unchanged.

use std::{collections::BTreeSet, fs, path::Path};

use rusqlite::Connection;

use crate::support::{
    database::{Database, connect_postgres},
    shell::{CommandOutput, Shell},
    world::on_services,
};

fn printed(output: &CommandOutput) -> String {
    format!("{}{}", output.out, output.err)
}

/// The names of all files below a folder.
fn names_below(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).expect("lists") {
        let path = entry.expect("an entry").path();
        found.insert(path.display().to_string());
        if path.is_dir() {
            found.extend(names_below(&path));
        }
    }
    found
}

#[tokio::test]
async fn a_refused_start_leaves_no_secret() {
    let mut shell = Shell::new().await;
    // From now on, the database belongs to the secret of the settings.
    drop(shell.serve());
    shell
        .settings
        .retain(|(name, _)| name != "REJOINDER_SECRET");
    let before = names_below(shell.database.folder.path());
    let output = shell.run(&["serve"]).expect_code(1);
    assert!(
        output.err.contains("used with another secret"),
        "{}",
        output.err
    );
    let output = shell
        .run(&["serve", "--listen", "127.0.0.1:0"])
        .expect_code(1);
    assert!(
        output.err.contains("used with another secret"),
        "{}",
        output.err
    );
    let left = names_below(shell.database.folder.path());
    let new: Vec<_> = left.difference(&before).collect();
    // A process that was killed before may have left its write-ahead log.
    assert!(!new.iter().any(|name| name.contains("secret")), "{new:?}");
    assert!(new.is_empty() || !on_services(), "{new:?}");
    // If the change is confirmed, the new secret is accepted, and stored once.
    drop(shell.serve_with_flags(&["--accept-new-secret"]));
    drop(shell.serve());
    let left = names_below(shell.database.folder.path());
    let secrets = left.iter().filter(|name| name.ends_with(".secret"));
    assert_eq!(secrets.count(), 1, "{left:?}");
}

#[tokio::test]
async fn a_start_that_the_settings_refuse_creates_neither_database_nor_secret() {
    let shell = Shell::bare().await;
    let folder = shell.database.folder.path();
    fs::write(
        folder.join("a.toml"),
        "[http.outgoing]\nca_file = \"gone.pem\"\n",
    )
    .expect("writes");
    fs::write(folder.join("new.db.secret"), "short").expect("writes");
    let before = names_below(folder);
    for line in [
        "serve --config a.toml --database sqlite:new/place.db",
        "serve --redis http://x --database sqlite:new/place.db",
        "serve --listen 192.0.2.1:1 --database sqlite:new/place.db",
    ] {
        let output = shell.run_line(line, "");
        assert!(
            matches!(output.code, Some(1 | 2)),
            "{line}: {}",
            printed(&output)
        );
        assert_eq!(names_below(folder), before, "{line}: {}", printed(&output));
    }
    // An unusable stored secret is detected before the database is created.
    let mut shell = shell;
    shell
        .settings
        .retain(|(name, _)| name != "REJOINDER_SECRET");
    let output = shell
        .run_line("serve --database sqlite:new.db", "")
        .expect_code(1);
    assert!(output.err.contains("fewer than 32 bytes"), "{}", output.err);
    assert_eq!(names_below(shell.database.folder.path()), before);
}

#[tokio::test]
async fn a_sqlite_file_of_another_program_is_refused_regardless_of_its_contents() {
    let shell = Shell::bare().await;
    let folder = shell.database.folder.path();
    let source = "sqlite:good.db";
    shell
        .run_line(&format!("migrate --database {source}"), "")
        .expect_code(0);
    for (name, sql, found) in [
        ("table", "CREATE TABLE orders (id INTEGER)", "table orders"),
        ("view", "CREATE VIEW report AS SELECT 1", "view report"),
        ("app", "PRAGMA application_id = 252006673", "application id"),
        (
            "wal",
            "PRAGMA journal_mode = WAL; CREATE TABLE users (id INTEGER)",
            "table users",
        ),
    ] {
        let file = format!("{name}.db");
        let other = Connection::open(folder.join(&file)).expect("opens");
        other.execute_batch(sql).expect("creates");
        drop(other);
        let before = fs::read(folder.join(&file)).expect("reads");
        let all = names_below(folder);
        for line in [
            format!("migrate --database sqlite:{file}"),
            format!("serve --database sqlite:{file}"),
            format!("copy --from {source} --to sqlite:{file}"),
            format!("copy --from sqlite:{file} --to sqlite:new.db"),
            format!("site list --database sqlite:{file}"),
        ] {
            let output = shell.run_line(&line, "").expect_code(1);
            assert!(output.err.contains(found), "{line}: {}", output.err);
            assert!(
                output.err.contains("another program"),
                "{line}: {}",
                output.err
            );
            assert!(
                fs::read(folder.join(&file)).expect("reads") == before,
                "{line}"
            );
        }
        assert_eq!(names_below(folder), all);
    }
    // A write-ahead log without an index cannot be read without changing it, but its contents count all the
    // same.
    let other = Connection::open(folder.join("live.db")).expect("opens");
    let sql = "PRAGMA journal_mode = WAL; CREATE TABLE users (id INTEGER)";
    other.execute_batch(sql).expect("creates");
    for suffix in ["", "-wal"] {
        let (from, to) = (format!("live.db{suffix}"), format!("dead.db{suffix}"));
        fs::copy(folder.join(from), folder.join(to)).expect("copies");
    }
    let output = shell
        .run_line("migrate --database sqlite:dead.db", "")
        .expect_code(1);
    assert!(output.err.contains("table users"), "{}", output.err);
    drop(other);
    let dead = Connection::open(folder.join("dead.db")).expect("opens");
    let tables = "SELECT COUNT(*) FROM sqlite_schema";
    let tables: i64 = dead
        .query_row(tables, [], |row| row.get(0))
        .expect("queries");
    assert_eq!(tables, 1, "only its own table");
}

#[tokio::test]
async fn a_postgresql_database_with_tables_of_another_program_is_refused() {
    if !on_services() {
        eprintln!("PostgreSQL test skipped");
        return;
    }
    let shell = Shell::new().await;
    for (sql, found) in [
        (
            "CREATE TABLE orders (id BIGINT); CREATE TABLE users (id BIGSERIAL)",
            "table orders, table users",
        ),
        ("CREATE VIEW report AS SELECT 1 AS n", "view report"),
        ("CREATE SEQUENCE numbers", "sequence numbers"),
        ("CREATE TYPE mood AS ENUM ('good')", "type mood"),
        ("CREATE TYPE pair AS (a INTEGER, b INTEGER)", "type pair"),
        (
            "CREATE SCHEMA app; CREATE TABLE app.orders (id BIGINT)",
            "table orders",
        ),
    ] {
        let other = Database::new().await;
        other.execute(sql).await.expect("creates");
        let url = if sql.contains("app") {
            format!("{}?options=-csearch_path%3Dapp", other.url)
        } else {
            other.url.clone()
        };
        for line in ["migrate", "serve", "check", "site list"] {
            let output = shell
                .run_line(&format!("{line} --database {url}"), "")
                .expect_code(1);
            for part in [found, "another program", "createdb"] {
                assert!(
                    printed(&output).contains(part),
                    "{line}: {}",
                    printed(&output)
                );
            }
        }
        let copy = format!("copy --from {} --to {url}", shell.database.url);
        let output = shell.run_line(&copy, "").expect_code(1);
        assert!(output.err.contains(found), "{}", output.err);
        let ours = "SELECT COUNT(*) FROM pg_tables WHERE schemaname IN ('public', 'app')
            AND tablename NOT IN ('orders', 'users')";
        assert_eq!(other.number(ours).await, 0, "{sql}");
    }
    // If the tables of Rejoinder exist, other tables do no harm, and those of another schema do not either.
    let other = Database::new().await;
    let foreign = "CREATE SCHEMA app; CREATE TABLE app.orders (id BIGINT)";
    other.execute(foreign).await.expect("creates");
    shell
        .run_line(&format!("migrate --database {}", other.url), "")
        .expect_code(0);
    let foreign = "CREATE TABLE orders (id BIGINT)";
    other.execute(foreign).await.expect("creates");
    shell
        .run_line(&format!("migrate --database {}", other.url), "")
        .expect_code(0);
    shell
        .run_line(&format!("site list --database {}", other.url), "")
        .expect_code(0);
    drop(connect_postgres(&other.url).await);
}
