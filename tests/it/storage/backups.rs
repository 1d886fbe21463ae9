//! Backups of SQLite: the files after a stop, what `backup` writes, and what `backup verify` finds.

use std::{fs, path::Path};

use rusqlite::Connection;

use crate::support::{
    answers::eventually,
    process::pause,
    server_client::ServerClient,
    sqlite_blog::{SqliteBlog, count_comments},
};

fn size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |found| found.len())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_stop_the_database_is_one_complete_file() {
    let blog = SqliteBlog::new().await;
    for (round, signal) in [(0, "TERM"), (1, "INT")] {
        let (mut server, _) = blog.serve_and_post(round * 3..round * 3 + 3).await;
        server.signal(signal);
        assert_eq!(server.wait_for_exit().await.code(), Some(0));
        assert_eq!(blog.file_names(), ["data.db", "data.db-lock"]);
        assert_eq!(
            count_comments(&blog.path("data.db")),
            i64::from(round) * 3 + 3
        );
    }
    // A copy made by the operator is a backup too, and can be served.
    fs::copy(blog.path("data.db"), blog.path("copy.db")).expect("copies");
    assert!(
        blog.run("backup verify copy.db")
            .expect_code(0)
            .out
            .contains("comments: 6,")
    );
    fs::rename(blog.path("copy.db"), blog.path("data.db")).expect("replaces");
    let (server, client) = blog.serve_and_post(6..7).await;
    client.read(2).await.expect(200);
    blog.stop_server(server).await;
    assert_eq!(count_comments(&blog.path("data.db")), 7);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_also_leaves_one_complete_file() {
    let blog = SqliteBlog::new().await;
    blog.run("site add other --name Other --origin https://other.example")
        .expect_code(0);
    blog.run("site list").expect_code(0);
    blog.run("site add other --name Other --origin https://other.example")
        .expect_code(2);
    blog.run("migrate").expect_code(0);
    assert_eq!(blog.file_names(), ["data.db", "data.db-lock"]);
    let report = blog.run("backup verify data.db").expect_code(0).out;
    assert!(report.contains("sites: 3,"), "{report}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_write_ahead_log_is_applied_while_the_server_runs() {
    let blog = SqliteBlog::new().await;
    let (mut server, client) = blog.serve_and_post(0..20).await;
    let log = blog.path("data.db-wal");
    let reader = blog.hold_write_ahead_log();
    client.post(20).await.expect(201);
    assert!(size(&log) > 0);
    drop(reader);
    eventually("an empty log", async || {
        pause().await;
        (size(&log) == 0).then_some(())
    })
    .await;
    assert_eq!(count_comments(&blog.path("data.db")), 21);
    client.post(21).await.expect(201);
    server.kill();
    // Later comments are in the log, which the next start applies.
    let (server, _) = blog.serve_and_post(0..0).await;
    blog.stop_server(server).await;
    assert_eq!(count_comments(&blog.path("data.db")), 22);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_servers_on_one_file_the_last_to_stop_applies_the_log() {
    let blog = SqliteBlog::new().await;
    let (first, _) = blog.serve_and_post(0..5).await;
    let (second, client) = blog.serve_and_post(5..10).await;
    blog.stop_server(first).await;
    client.post(10).await.expect(201);
    client.read(2).await.expect(200);
    blog.run("site list").expect_code(0);
    client.post(11).await.expect(201);
    assert!(blog.path("data.db-wal").exists());
    blog.stop_server(second).await;
    assert_eq!(blog.file_names(), ["data.db", "data.db-lock"]);
    assert_eq!(count_comments(&blog.path("data.db")), 12);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_reports_what_it_contains_and_what_it_does_not() {
    let blog = SqliteBlog::new().await;
    let (server, _) = blog.serve_and_post(0..12).await;
    let printed = blog.run("backup night.db").expect_code(0).out;
    for part in [
        "Copied to night.db and verified.",
        "comments: 12,",
        "moderators: 1,",
        "schema version: ",
        "The secret is in the settings",
        "does not contain it",
    ] {
        assert!(printed.contains(part), "{part}: {printed}");
    }
    let before = fs::read(blog.path("night.db")).expect("reads");
    let verified = blog.run("backup verify night.db").expect_code(0).out;
    assert!(verified.contains("night.db is valid.") && verified.contains("comments: 12,"));
    assert!(!verified.contains("was not made by"), "{verified}");
    assert_eq!(fs::read(blog.path("night.db")).expect("reads"), before);
    let beside = |name: &String| name.starts_with("night.db") && name != "night.db";
    assert!(
        !blog.file_names().iter().any(beside),
        "{:?}",
        blog.file_names()
    );
    // It can be served as it is, in another folder.
    blog.stop_server(server).await;
    let other = blog.with_database("night.db");
    let (server, address) = other.start_and_wait().await;
    ServerClient::new(address, &blog.token)
        .post(50)
        .await
        .expect(201);
    blog.stop_server(server).await;
    assert_eq!(count_comments(&blog.path("night.db")), 13);
    assert_eq!(count_comments(&blog.path("data.db")), 12);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_does_not_overwrite_an_existing_file() {
    let blog = SqliteBlog::new().await;
    fs::write(blog.path("there.db"), "mine").expect("writes");
    std::os::unix::fs::symlink("nowhere.db", blog.path("link.db")).expect("links");
    fs::write(blog.path("left.db-wal"), "the log of another").expect("writes");
    for (name, code, word) in [
        ("there.db", 2, "exists already"),
        ("data.db", 2, "exists already"),
        ("link.db", 2, "exists already"),
        (".", 2, "exists already"),
        ("left.db", 1, "left.db-wal"),
        ("data.db-journal", 1, "belongs to the database"),
        ("nowhere/night.db", 1, "nowhere/night.db"),
    ] {
        let output = blog.run(&format!("backup {name}")).expect_code(code);
        assert!(output.err.contains(word), "{name}: {}", output.err);
    }
    assert_eq!(fs::read(blog.path("there.db")).expect("reads"), b"mine");
    let made = |name: &String| name.contains("partial") || name.starts_with("nowhere");
    assert!(
        !blog.file_names().iter().any(made),
        "{:?}",
        blog.file_names()
    );
    // The leftovers of a killed backup do not prevent the next one.
    fs::write(blog.path("night.db.partial"), [9; 9000]).expect("writes");
    fs::write(blog.path("night.db.partial-journal"), [9; 9000]).expect("writes");
    blog.run("backup night.db").expect_code(0);
    blog.run("backup verify night.db").expect_code(0);
    assert!(
        !blog.file_names().iter().any(made),
        "{:?}",
        blog.file_names()
    );
    blog.run("backup").expect_code(2);
    blog.run("backup verify").expect_code(2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_copy_is_detected() {
    let blog = SqliteBlog::new().await;
    let (server, client) = blog.serve_and_post(0..40).await;
    blog.run("backup good.db").expect_code(0);
    let reader = blog.hold_write_ahead_log();
    client.post(40).await.expect(201);
    // A database in use is not a copy, and a copy of it without its log is incomplete.
    let output = blog.run("backup verify data.db").expect_code(1);
    assert!(output.err.contains("in use"), "{}", output.err);
    fs::copy(blog.path("data.db-wal"), blog.path("with.db-wal")).expect("copies");
    fs::copy(blog.path("data.db"), blog.path("with.db")).expect("copies");
    let output = blog.run("backup verify with.db").expect_code(1);
    assert!(output.err.contains("not whole"), "{}", output.err);
    drop(reader);
    blog.stop_server(server).await;

    let good = fs::read(blog.path("good.db")).expect("reads");
    let at = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = good.clone();
        change(&mut bytes);
        bytes
    };
    let cases: [(&str, Vec<u8>, &str); 6] = [
        (
            "half",
            at(&|bytes| bytes.truncate(bytes.len() / 2)),
            "malformed",
        ),
        ("one page", at(&|bytes| bytes.truncate(4096)), "malformed"),
        ("cut off", at(&|bytes| bytes.truncate(50)), "cut off"),
        (
            "written over",
            at(&|bytes| bytes[4096 * 5..4096 * 9].fill(0xa5)),
            "malformed",
        ),
        ("empty", Vec::new(), "empty"),
        ("text", b"Dear reader".to_vec(), "not a SQLite database"),
    ];
    for (name, bytes, word) in cases {
        fs::write(blog.path("bad.db"), bytes).expect("writes");
        let output = blog.run("backup verify bad.db").expect_code(1);
        assert!(output.err.contains(word), "{name}: {}", output.err);
    }
    let output = blog.run("backup verify gone.db").expect_code(1);
    assert!(output.err.contains("no file"), "{}", output.err);
    Connection::open(blog.path("other.db"))
        .and_then(|other| other.execute_batch("CREATE TABLE place (id INTEGER)"))
        .expect("creates");
    let output = blog.run("backup verify other.db").expect_code(1);
    assert!(
        output.err.contains("no tables of Rejoinder"),
        "{}",
        output.err
    );
}
