//! `rejoinder copy`: all data is copied, the target continues as the source would have, and a failed copy
//! leaves an empty database.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Command,
};

use rejoinder::{CopyError, CopyReport, DatabaseSettings, Db, OpenMode, Timestamp, copy_database};
use rusqlite::{Connection, types::Value as SqliteValue};

use crate::support::{
    database::{Database, connect_postgres},
    shell::CommandOutput,
    world::{NOW, on_services, unmoderated_world},
};

/// The rows of every table, each as a text, sorted.
type Dump = BTreeMap<String, Vec<String>>;

fn tables(connection: &Connection) -> Vec<(String, String)> {
    let sql = "SELECT name, sql FROM sqlite_schema
        WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'schema_step'";
    let mut statement = connection.prepare(sql).expect("prepares");
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    rows.expect("queries")
        .map(|row| row.expect("a table"))
        .collect()
}

fn dump(path: &Path) -> Dump {
    let connection = Connection::open(path).expect("opens");
    let mut names: Vec<String> = tables(&connection).into_iter().map(|(n, _)| n).collect();
    // The last assigned ids.
    names.push("sqlite_sequence".to_owned());
    let rows = |name: &String| {
        let sql = format!("SELECT * FROM \"{name}\"");
        let mut statement = connection.prepare(&sql).expect("prepares");
        let columns = statement.column_count();
        let row = |row: &rusqlite::Row<'_>| {
            let values = (0..columns).map(|n| row.get::<_, SqliteValue>(n));
            Ok(format!("{:?}", values.collect::<Result<Vec<_>, _>>()?))
        };
        let rows = statement.query_map([], row).expect("queries");
        let mut rows: Vec<String> = rows.map(|row| row.expect("a row")).collect();
        rows.sort();
        rows
    };
    names
        .iter()
        .map(|name| (name.clone(), rows(name)))
        .collect()
}

fn settings(url: &str) -> DatabaseSettings {
    DatabaseSettings {
        url: url.into(),
        ..DatabaseSettings::default()
    }
}

fn sqlite(path: &Path) -> String {
    format!("sqlite:{}", path.display())
}

async fn open_migrated(path: &Path) -> Connection {
    let db = Db::open(&settings(&sqlite(path)), OpenMode::Create)
        .await
        .expect("opens");
    db.migrate(Timestamp(1)).await.expect("migrates");
    let connection = Connection::open(path).expect("opens");
    // So that a test can write while a copy reads.
    let log = connection.execute_batch("PRAGMA journal_mode = WAL");
    log.expect("sets the journal mode");
    connection
}

async fn copied(from: &str, to: &str) -> Result<CopyReport, CopyError> {
    copy_database(&settings(from), &settings(to), NOW, &mut |_, _| ()).await
}

/// Inserts into every table one row with a value in every column, and one with NULL in every nullable column.
/// All values of one type are the same, so every foreign key finds its row.
fn fill(connection: &Connection) {
    let prepare = "PRAGMA foreign_keys = OFF";
    connection.execute_batch(prepare).expect("prepares");
    for (table, sql) in tables(connection) {
        // Rows inserted by the migrations of a new database.
        let clear = format!("DELETE FROM \"{table}\"");
        connection.execute_batch(&clear).expect("clears");
        let columns = format!(
            "SELECT name, type, \"notnull\" = 1 OR pk > 0 FROM pragma_table_info('{table}')"
        );
        let mut statement = connection.prepare(&columns).expect("prepares");
        let columns = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
        let columns: Vec<(String, String, bool)> = columns
            .expect("queries")
            .map(|row| row.expect("a column"))
            .collect();
        for n in [1_u8, 2] {
            let values = columns.iter().map(|(name, ty, required)| {
                // The first value of a closed set; a boolean is a closed set of its own.
                let set = sql
                    .split_once(&format!("CHECK ({name} IN ("))
                    .map(|(_, set)| set);
                match (set, ty.as_str()) {
                    _ if n == 2 && !required => SqliteValue::Null,
                    (Some(set), "TEXT") => {
                        SqliteValue::Text(set.split('\'').nth(1).expect("a word").to_owned())
                    }
                    (Some(_), _) => SqliteValue::Integer(i64::from(n % 2)),
                    (None, "TEXT") => SqliteValue::Text(format!("{n} Grüße 🦦 \"'\\\n")),
                    (None, "BLOB") => SqliteValue::Blob((n..n + 16).collect()),
                    (None, _) => SqliteValue::Integer(i64::from(n)),
                }
            });
            let names: Vec<_> = columns
                .iter()
                .map(|(name, ..)| format!("\"{name}\""))
                .collect();
            let marks = vec!["?"; columns.len()].join(", ");
            let insert = format!(
                "INSERT INTO \"{table}\" ({}) VALUES ({marks})",
                names.join(", ")
            );
            let done = connection.execute(&insert, rusqlite::params_from_iter(values));
            // A table with at most one row refuses the second.
            assert!(
                done.is_ok() || n == 2,
                "{table}: {done:?}; give `fill` a value that fits"
            );
        }
    }
    // The id of a removed site is not assigned again.
    let gone = "UPDATE sqlite_sequence SET seq = 41";
    connection.execute_batch(gone).expect("sets the number");
    let mut check = connection
        .prepare("PRAGMA foreign_key_check")
        .expect("prepares");
    assert!(
        !check.exists([]).expect("queries"),
        "every foreign key has its row"
    );
}

#[tokio::test]
async fn every_column_of_every_table_is_copied_in_either_direction() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str| folder.path().join(name);
    let source = open_migrated(&file("a.db")).await;
    fill(&source);
    let before = dump(&file("a.db"));
    for (table, sql) in tables(&source) {
        assert!(
            !before[&table].is_empty(),
            "{table} has no row to copy: {sql}"
        );
        let columns = format!("SELECT name FROM pragma_table_info('{table}')");
        let mut columns = source.prepare(&columns).expect("prepares");
        let columns = columns.query_map([], |row| row.get(0)).expect("queries");
        for column in columns {
            let column: String = column.expect("a column");
            let count = format!("SELECT COUNT(\"{column}\") FROM \"{table}\"");
            let count: i64 = source
                .query_row(&count, [], |row| row.get(0))
                .expect("queries");
            assert!(count > 0, "{table}.{column} has no value to copy");
        }
    }
    let other = Database::new().await;
    let report = copied(&sqlite(&file("a.db")), &other.url)
        .await
        .expect("copies");
    let names: Vec<_> = report.tables.iter().map(|(name, _)| name.clone()).collect();
    let mut known: Vec<_> = tables(&source).into_iter().map(|(name, _)| name).collect();
    known.sort();
    assert_eq!(names, known);
    assert!(
        !report.without_outbox && report.foreign.is_empty(),
        "{report:?}"
    );
    copied(&other.url, &sqlite(&file("b.db")))
        .await
        .expect("copies back");
    assert_eq!(dump(&file("b.db")), before);
    if on_services() {
        let client = connect_postgres(&other.url).await;
        let types = "SELECT id::text, (SELECT open::text FROM thread ORDER BY approved LIMIT 1),
            (SELECT encode(author, 'hex') FROM comment WHERE author IS NOT NULL)
            FROM moderator ORDER BY created_at LIMIT 1";
        let row = client.query_one(types, &[]).await.expect("a row");
        let values: [String; 3] = [0, 1, 2].map(|n| row.get(n));
        let [uuid, open, author] = values.each_ref().map(String::as_str);
        assert_eq!(uuid, "01020304-0506-0708-090a-0b0c0d0e0f10");
        assert_eq!(open, "true");
        assert_eq!(author, "0102030405060708090a0b0c0d0e0f10");
    }
}

#[tokio::test]
async fn readers_moderators_and_new_comments_work_with_the_copy() {
    let mut world = unmoderated_world().await;
    world.add_site("gone", "Gone", "https://gone.example").await;
    let gone = world.app.sites.find("gone").await.expect("the site").id;
    let reader = world.guest();
    let first = reader.post("/a", "The first one").await.expect(201);
    reader
        .reply("/a", &first.id(), "An answer")
        .await
        .expect(201);
    let owner = world.owner().await;
    let remove = "/sites/gone?confirm=gone";
    owner.delete(remove).await.expect(204);
    let (read, token) = (reader.read("/a").await, owner.token.clone());
    let other = Database::new().await;
    let report = copied(&world.database.url, &other.url)
        .await
        .expect("copies");
    assert!(
        report.tables.contains(&("comment".to_owned(), 2)),
        "{report:?}"
    );
    world.app.settings.database.url = other.url.clone().into();
    world.restart().await;
    let reader = world.guest();
    assert_eq!(reader.read("/a").await, read);
    let owner = crate::support::moderators::Moderator {
        world: &world,
        token,
    };
    assert_eq!(owner.get("/log").await.expect(200).status, 200);
    reader.post("/a", "One more").await.expect(201);
    assert_eq!(reader.read("/a").await["thread"]["count"], 3);
    world.add_site("new", "New", "https://new.example").await;
    let new = world.app.sites.find("new").await.expect("the site").id;
    assert!(new > gone, "{new} after {gone}");
}

#[tokio::test]
async fn a_target_that_is_not_empty_is_refused_and_unchanged() {
    let folder = tempfile::tempdir().expect("a folder");
    let source = folder.path().join("a.db");
    fill(&open_migrated(&source).await);
    let other = Database::new().await;
    copied(&sqlite(&source), &other.url).await.expect("copies");
    let comments = "SELECT COUNT(*) FROM comment";
    let before = other.number(comments).await;
    match copied(&sqlite(&source), &other.url).await {
        Err(CopyError::TargetNotEmpty(full)) => {
            assert!(
                full.iter()
                    .any(|(table, rows)| table == "comment" && *rows == 2)
            );
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(other.number(comments).await, before);
    let same = copied(&sqlite(&source), &sqlite(&folder.path().join("./a.db"))).await;
    assert!(matches!(same, Err(CopyError::SameDatabase)), "{same:?}");
}

#[tokio::test]
async fn a_source_that_changes_meanwhile_fails_the_copy_and_the_next_one_succeeds() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.db");
    let source = open_migrated(&path).await;
    fill(&source);
    let changes = [
        "INSERT INTO site_origin (site, origin) VALUES (1, 'https://late.example')",
        "UPDATE comment SET text = 'changed'",
        "DELETE FROM outbox",
    ];
    let other = Database::new().await;
    for (change, table) in changes
        .into_iter()
        .zip(["site_origin", "comment", "outbox"])
    {
        let mut once = Some(change);
        let mut progress = |_, _| {
            if let Some(change) = once.take() {
                source.execute_batch(change).expect("changes");
            }
        };
        let (from, to) = (settings(&sqlite(&path)), settings(&other.url));
        match copy_database(&from, &to, NOW, &mut progress).await {
            Err(error @ CopyError::SourceChanged(_)) => {
                let printed = error.to_string();
                assert!(
                    printed.contains(table) && printed.contains("Stop the server"),
                    "{printed}"
                );
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(other.number("SELECT COUNT(*) FROM site").await, 0);
    }
    copied(&sqlite(&path), &other.url).await.expect("copies");
}

#[tokio::test]
async fn a_row_that_the_target_refuses_fails_the_copy_and_leaves_it_empty() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.db");
    let source = open_migrated(&path).await;
    fill(&source);
    let spoil = "PRAGMA ignore_check_constraints = ON; UPDATE moderator SET role = 'emperor'";
    source.execute_batch(spoil).expect("corrupts");
    let other = Database::new().await;
    match copied(&sqlite(&path), &other.url).await {
        Err(CopyError::Value { table, .. }) => assert_eq!(table, "moderator"),
        other => panic!("{other:?}"),
    }
    for table in ["site", "moderator", "comment"] {
        let count = format!("SELECT COUNT(*) FROM {table}");
        assert_eq!(other.number(&count).await, 0, "{table}");
    }
}

#[tokio::test]
async fn a_reply_may_be_stored_before_the_comment_it_replies_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.db");
    let source = open_migrated(&path).await;
    fill(&source);
    let turn = "CREATE TEMP TABLE later AS SELECT * FROM comment WHERE site = 1;
        UPDATE later SET id = x'ffffffffffffffffffffffffffffffff', parent = NULL;
        INSERT INTO comment SELECT * FROM later;
        UPDATE comment SET parent = (SELECT id FROM later)
            WHERE site = 1 AND id <> (SELECT id FROM later)";
    source.execute_batch(turn).expect("changes");
    let other = Database::new().await;
    copied(&sqlite(&path), &other.url).await.expect("copies");
}

fn run(folder: &Path, arguments: &[&str]) -> CommandOutput {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rejoinder"));
    command.args(arguments).env_clear().current_dir(folder);
    CommandOutput::of(command, "")
}

#[tokio::test]
async fn a_missing_or_outdated_source_is_refused_before_a_target_is_created() {
    let folder = tempfile::tempdir().expect("a folder");
    let path: PathBuf = folder.path().join("old.db");
    let source = open_migrated(&path).await;
    let old = "DELETE FROM schema_step WHERE version = (SELECT MAX(version) FROM schema_step)";
    source.execute_batch(old).expect("sets older times");
    Connection::open(folder.path().join("other.db"))
        .and_then(|other| other.execute_batch("CREATE TABLE note (id INTEGER)"))
        .expect("makes another one");
    for (from, part) in [
        (
            "sqlite:nowhere/none.db",
            "nowhere/none.db. Name the database to copy with --from",
        ),
        ("sqlite:old.db", "Run `rejoinder migrate`"),
        (
            "sqlite:other.db",
            "contains data of another program (table note)",
        ),
    ] {
        let output = run(
            folder.path(),
            &["copy", "--from", from, "--to", "sqlite:new/b.db"],
        )
        .expect_code(1);
        assert!(output.err.contains(part), "{}", output.err);
        assert!(
            !folder.path().join("new").exists(),
            "{from} created a target"
        );
        assert!(
            !folder.path().join("nowhere").exists(),
            "{from} created a source"
        );
    }
}

#[tokio::test]
async fn the_command_reports_what_it_copied_and_what_to_do_next() {
    let folder = tempfile::tempdir().expect("a folder");
    fill(&open_migrated(&folder.path().join("a.db")).await);
    // A process that another test has just started holds a copy of the lock until it executes its program.
    let mut attempts = 0;
    let (other, output) = loop {
        let other = Database::new().await;
        let arguments = ["copy", "--from", "sqlite:a.db", "--to", &other.url];
        let output = run(folder.path(), &arguments).expect_code(0);
        if !output.out.contains("is using the source") {
            break (other, output);
        }
        attempts += 1;
        assert!(attempts < 20, "{}", output.out);
    };
    let line = |name: &str| {
        let mut lines = output.out.lines().map(|line| line.split_whitespace());
        lines.any(|words| words.eq([name, "2"]))
    };
    assert!(
        line("comment") && line("ban") && line("outbox"),
        "{}",
        output.out
    );
    for part in ["Every row was read back", "leave security.secret unchanged"] {
        assert!(output.out.contains(part), "{}", output.out);
    }
    let again = run(
        folder.path(),
        &["copy", "--from", "sqlite:a.db", "--to", &other.url],
    )
    .expect_code(1);
    assert!(again.err.contains("comment has 2 row(s)"), "{}", again.err);
}

#[tokio::test]
async fn while_a_server_uses_the_source_its_outbox_is_not_copied() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.db");
    fill(&open_migrated(&path).await);
    // As every process that serves the database locks it.
    let server = std::fs::File::create(folder.path().join("a.db-lock")).expect("a lock file");
    server.lock_shared().expect("locks");
    let output = run(
        folder.path(),
        &["copy", "--from", "sqlite:a.db", "--to", "sqlite:b.db"],
    )
    .expect_code(0);
    assert!(
        output.out.contains("outbox was not copied"),
        "{}",
        output.out
    );
    assert_eq!(dump(&folder.path().join("b.db"))["outbox"], [""; 0]);
    let used = ["copy", "--from", "sqlite:b.db", "--to", "sqlite:a.db"];
    let used = run(folder.path(), &used).expect_code(1);
    assert!(
        used.err.contains("Another process uses the target"),
        "{}",
        used.err
    );
    server.unlock().expect("unlocks");
    let output = run(
        folder.path(),
        &["copy", "--from", "sqlite:a.db", "--to", "sqlite:c.db"],
    )
    .expect_code(0);
    assert!(
        !output.out.contains("outbox was not copied"),
        "{}",
        output.out
    );
    assert_eq!(dump(&folder.path().join("c.db"))["outbox"].len(), 2);
}
