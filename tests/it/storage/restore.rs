//! `rejoinder restore`, and copies put in place by hand: refused while in use, all or nothing.

use std::{fs, os::unix::fs::MetadataExt as _, path::Path};

use rusqlite::Connection;

use crate::support::{
    shell::CommandOutput,
    sqlite_blog::{SqliteBlog, count_comments},
};

fn start(blog: &SqliteBlog) -> CommandOutput {
    blog.run("serve --dev")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_replaces_the_database_and_can_be_undone() {
    let blog = SqliteBlog::new_killed().await;
    let printed = blog.run("restore night.db").expect_code(0).out;
    for part in [
        "Restored night.db to ",
        "comments: 10,",
        "The replaced database is now ",
        "The secret is ",
    ] {
        assert!(printed.contains(part), "{part}: {printed}");
    }
    let (_, rest) = printed
        .split_once("database is now ")
        .expect("names the replaced file");
    let (replaced, _) = rest.split_once(". ").expect("ends the sentence");
    assert!(!blog.path("data.db-wal").exists());
    assert!(Path::new(&format!("{replaced}-wal")).exists());
    let (server, _) = blog.serve_and_post(30..31).await;
    blog.stop_server(server).await;
    assert_eq!(count_comments(&blog.path("data.db")), 11);
    // The replaced database is restored with the data that was only in its write-ahead log.
    let printed = blog.run(&format!("restore {replaced}")).expect_code(0).out;
    assert!(printed.contains("comments: 20,"), "{printed}");
    let (server, client) = blog.serve_and_post(0..0).await;
    client.read(19).await.expect(200);
    blog.stop_server(server).await;
    assert_eq!(count_comments(&blog.path("data.db")), 20);
    let kept = blog.file_names();
    let kept = kept.iter().filter(|name| name.contains(".replaced-"));
    assert_eq!(kept.count(), 3, "two databases and one write-ahead log");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_over_a_database_with_a_write_ahead_log_is_refused_and_nothing_is_lost() {
    for with_shm in [true, false] {
        let blog = SqliteBlog::new_killed().await;
        fs::copy(blog.path("night.db"), blog.path("data.db")).expect("copies");
        if !with_shm {
            fs::remove_file(blog.path("data.db-shm")).expect("removes");
        }
        let before =
            ["data.db", "data.db-wal"].map(|name| fs::read(blog.path(name)).expect("reads"));
        for line in [
            "serve --dev",
            "site list",
            "migrate",
            "backup other.db",
            "spam report",
        ] {
            let output = blog.run(line).expect_code(1);
            let (log, way) = ("data.db-wal belongs to another", "rejoinder restore FILE");
            assert!(
                output.err.contains(log) && output.err.contains(way),
                "{}",
                output.err
            );
        }
        let after =
            ["data.db", "data.db-wal"].map(|name| fs::read(blog.path(name)).expect("reads"));
        assert!(before == after, "nothing was changed");
        blog.run("restore night.db").expect_code(0);
        let (server, _) = blog.serve_and_post(0..0).await;
        blog.stop_server(server).await;
        assert_eq!(count_comments(&blog.path("data.db")), 10);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_ahead_log_of_another_time_or_database_is_refused() {
    let blog = SqliteBlog::new_killed().await;
    let log = fs::read(blog.path("data.db-wal")).expect("reads");
    let database = fs::read(blog.path("data.db")).expect("reads");
    // The same database, stopped cleanly since.
    let (server, _) = blog.serve_and_post(20..21).await;
    blog.stop_server(server).await;
    let whole = fs::read(blog.path("data.db")).expect("reads");
    fs::write(blog.path("data.db-wal"), &log).expect("writes");
    let output = start(&blog).expect_code(1);
    assert!(output.err.contains("belongs to another"), "{}", output.err);
    // With the database that it belongs to, the log is accepted.
    fs::write(blog.path("data.db"), &database).expect("writes");
    let (mut server, _) = blog.serve_and_post(0..0).await;
    server.kill();
    // A later log beside an earlier state of the same database that was not made by `backup`.
    let (mut server, client) = blog.serve_and_post(0..0).await;
    let reader = blog.hold_write_ahead_log();
    // Enough that the file grows: then the log has the first page, which identifies the database.
    for n in 40..100 {
        client.post(n).await.expect(201);
    }
    server.kill();
    drop(reader);
    assert!(fs::metadata(blog.path("data.db-wal")).expect("a log").len() > 0);
    fs::write(blog.path("data.db"), &database).expect("writes");
    let output = start(&blog).expect_code(1);
    assert!(output.err.contains("belongs to another"), "{}", output.err);
    // A log without any database.
    fs::remove_file(blog.path("data.db")).expect("removes");
    let output = start(&blog).expect_code(1);
    assert!(output.err.contains("no database"), "{}", output.err);
    assert!(!blog.path("data.db").exists(), "none was created");
    // Without the log, the database is complete.
    fs::remove_file(blog.path("data.db-wal")).expect("removes");
    fs::write(blog.path("data.db"), &whole).expect("writes");
    let (server, _) = blog.serve_and_post(0..0).await;
    blog.stop_server(server).await;
    assert_eq!(count_comments(&blog.path("data.db")), 21);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_in_use_is_not_restored() {
    let blog = SqliteBlog::new().await;
    let (mut server, client) = blog.serve_and_post(0..3).await;
    blog.run("backup night.db").expect_code(0);
    let output = blog.run("restore night.db").expect_code(1);
    assert!(
        output.err.contains("in use") && output.err.contains("stop it first"),
        "{}",
        output.err
    );
    client.post(3).await.expect(201);
    // A killed server does not use the file.
    server.kill();
    blog.run("restore night.db").expect_code(0);
    // Another program that has it open.
    let (server, _) = blog.serve_and_post(0..0).await;
    let other = Connection::open(blog.path("data.db")).expect("opens");
    other
        .query_row("SELECT COUNT(*) FROM comment", [], |row| {
            row.get::<_, i64>(0)
        })
        .expect("reads");
    blog.stop_server(server).await;
    let output = blog.run("restore night.db").expect_code(1);
    assert!(output.err.contains("in use"), "{}", output.err);
    drop(other);
    blog.run("restore night.db").expect_code(0);
    // A copy that is being served is in use as well.
    let elsewhere = blog.with_database("night.db");
    let (_served, _) = elsewhere.start_and_wait().await;
    let output = blog.run("restore night.db").expect_code(1);
    assert!(output.err.contains("night.db is in use"), "{}", output.err);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_cannot_be_restored_changes_nothing() {
    let blog = SqliteBlog::new().await;
    let (server, _) = blog.serve_and_post(0..30).await;
    blog.run("backup night.db").expect_code(0);
    blog.stop_server(server).await;
    let before = fs::read(blog.path("data.db")).expect("reads");
    let good = fs::read(blog.path("night.db")).expect("reads");
    fs::create_dir(blog.path("folder")).expect("creates");
    std::os::unix::fs::symlink("data.db", blog.path("link.db")).expect("links");
    fs::hard_link(blog.path("data.db"), blog.path("second.db")).expect("links");
    fs::write(blog.path("text.db"), "Dear reader").expect("writes");
    fs::write(blog.path("night.db.gz"), b"\x1f\x8b\x08\0\0\0\0\0").expect("writes");
    fs::write(blog.path("night.dump"), b"PGDMP\x01\x0e\0").expect("writes");
    fs::write(blog.path("empty.db"), "").expect("writes");
    fs::write(blog.path("page.db"), &good[..4096]).expect("writes");
    fs::write(blog.path("half.db"), &good[..good.len() / 2]).expect("writes");
    let mut bad = good.clone();
    bad[4096 * 5..4096 * 9].fill(0xa5);
    fs::write(blog.path("bad.db"), bad).expect("writes");
    Connection::open(blog.path("other.db"))
        .and_then(|other| other.execute_batch("CREATE TABLE place (id INTEGER)"))
        .expect("creates");
    fs::write(blog.path("newer.db"), &good).expect("writes");
    Connection::open(blog.path("newer.db"))
        .and_then(|newer| {
            newer.execute_batch(
                "INSERT INTO schema_step (version, name, taken_at) VALUES (1000, 'later', 3)",
            )
        })
        .expect("writes");
    let names = blog.file_names();
    for (name, word) in [
        ("gone.db", "no file"),
        ("folder", "is a folder"),
        ("data.db", "is the database itself"),
        ("link.db", "is the database itself"),
        ("second.db", "is the database itself"),
        ("text.db", "not a SQLite database"),
        ("night.db.gz", "gzip"),
        ("night.dump", "pg_restore"),
        ("empty.db", "is empty"),
        ("page.db", "page.db is malformed"),
        ("half.db", "half.db is malformed"),
        ("bad.db", "bad.db is malformed"),
        ("other.db", "no tables of Rejoinder"),
        ("newer.db", "newer"),
    ] {
        let output = blog.run(&format!("restore {name}")).expect_code(1);
        assert!(output.err.contains(word), "{name}: {}", output.err);
        assert!(
            fs::read(blog.path("data.db")).expect("reads") == before,
            "{name}"
        );
        assert_eq!(blog.file_names(), names, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_creates_a_missing_database_and_preserves_links_owner_and_mode() {
    let blog = SqliteBlog::new().await;
    blog.run("backup night.db").expect_code(0);
    blog.run("restore night.db --database sqlite:new/place/rejoinder.db")
        .expect_code(0);
    let place = blog.path("new/place");
    assert_eq!(count_comments(&place.join("rejoinder.db")), 0);
    assert_eq!(
        fs::metadata(place.join("rejoinder.db"))
            .expect("exists")
            .mode()
            & 0o777,
        0o600
    );
    // A symbolic link remains one; the log is beside the file itself.
    fs::create_dir(blog.path("disk")).expect("creates");
    fs::rename(blog.path("data.db"), blog.path("disk/real.db")).expect("moves");
    fs::set_permissions(
        blog.path("disk/real.db"),
        std::os::unix::fs::PermissionsExt::from_mode(0o640),
    )
    .expect("is set");
    // Only root may change the owner of a file.
    let is_root =
        std::os::unix::fs::chown(blog.path("disk/real.db"), Some(65_534), Some(65_534)).is_ok();
    std::os::unix::fs::symlink("disk/real.db", blog.path("data.db")).expect("links");
    let (mut server, _) = blog.serve_and_post(0..5).await;
    server.kill();
    assert!(blog.path("disk/real.db-wal").exists());
    blog.run("restore night.db").expect_code(0);
    assert!(
        fs::symlink_metadata(blog.path("data.db"))
            .expect("a link")
            .is_symlink()
    );
    let restored = fs::metadata(blog.path("disk/real.db")).expect("exists");
    assert_eq!(restored.mode() & 0o777, 0o640);
    if is_root {
        assert_eq!((restored.uid(), restored.gid()), (65_534, 65_534));
    }
    assert!(!blog.path("disk/real.db-wal").exists());
    assert_eq!(count_comments(&blog.path("data.db")), 0);
}

/// Writes a database with the schema of the first migrations.
fn write_old_database(path: &Path) {
    let steps = [
        (
            "0001_sites",
            include_str!("../../../src/db/migrations/sqlite/0001_sites.sql"),
        ),
        (
            "0002_moderators",
            include_str!("../../../src/db/migrations/sqlite/0002_moderators.sql"),
        ),
        (
            "0003_comments",
            include_str!("../../../src/db/migrations/sqlite/0003_comments.sql"),
        ),
        (
            "0004_spam",
            include_str!("../../../src/db/migrations/sqlite/0004_spam.sql"),
        ),
    ];
    let older = Connection::open(path).expect("opens");
    older
        .execute_batch(
            "CREATE TABLE schema_step (version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL,
             taken_at BIGINT NOT NULL)",
        )
        .expect("creates");
    for (version, (name, step)) in (1..).zip(steps) {
        older.execute_batch(step).expect("migrates");
        older
            .execute(
                "INSERT INTO schema_step VALUES (?1, ?2, 1)",
                (version, name),
            )
            .expect("records");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_of_an_earlier_version_is_migrated_by_the_next_start() {
    let blog = SqliteBlog::new().await;
    write_old_database(&blog.path("older.db"));
    let printed = blog.run("restore older.db").expect_code(0).out;
    assert!(
        printed.contains("schema version: 4,") && printed.contains("`rejoinder migrate`"),
        "{printed}"
    );
    let (server, client) = blog.serve_and_post(0..0).await;
    assert!(client.is_ready().await);
    blog.stop_server(server).await;
    let printed = blog.run("migrate").expect_code(0).out;
    assert!(printed.contains("up to date"), "{printed}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_restore_leaves_the_old_database_or_the_new_one() {
    let blog = SqliteBlog::new_killed().await;
    let names = ["data.db", "data.db-wal"];
    let old = names.map(|name| fs::read(blog.path(name)).expect("reads"));
    let whole = fs::metadata(blog.path("night.db")).expect("exists").len();
    let is_whole =
        |name: &str| fs::metadata(blog.path(name)).is_ok_and(|found| found.len() == whole);
    let is_kept = || {
        blog.file_names()
            .iter()
            .any(|name| name.contains(".replaced-"))
    };
    let inode = || fs::metadata(blog.path("data.db")).map_or(0, |found| found.ino());
    let mut killed = [0; 6];
    for round in 0..6 {
        for (moment, kills) in killed.iter_mut().enumerate() {
            let before = inode();
            let reached = || match moment {
                0 => true,
                1 => blog.path("data.db.restoring").exists(),
                2 => is_whole("data.db.restoring"),
                3 => is_kept(),
                4 => inode() != before,
                _ => !blog.path("data.db-wal").exists(),
            };
            let mut command = blog.installation.binary();
            command
                .args(["restore", "night.db"])
                .current_dir(blog.path("."));
            let mut restoring = command.spawn().expect("starts");
            while !reached() && restoring.try_wait().expect("has a status").is_none() {
                std::hint::spin_loop();
            }
            *kills += u32::from(restoring.try_wait().expect("has a status").is_none());
            let _ = restoring.kill();
            restoring.wait().expect("is gone");
            // What a start would do with the files.
            let output = blog.run("site list");
            if output.code != Some(0) {
                assert!(
                    output.err.contains("rejoinder restore FILE"),
                    "{}",
                    output.err
                );
                blog.run("restore night.db").expect_code(0);
            }
            let found = count_comments(&blog.path("data.db"));
            assert!(matches!(found, 10 | 20), "{found} in round {round}");
            // The start removed the second name of the database.
            let links = fs::metadata(blog.path("data.db")).expect("exists").nlink();
            assert_eq!(links, 1, "moment {moment}");
            // Resets the files for the next moment.
            for name in blog.file_names() {
                if name.starts_with("data.db") && name != "data.db-lock" {
                    fs::remove_file(blog.path(&name)).expect("removes");
                }
            }
            for (name, bytes) in names.iter().zip(&old) {
                fs::write(blog.path(name), bytes).expect("writes");
            }
        }
    }
    eprintln!("restores killed, by moment: {killed:?}");
    assert!(killed.iter().sum::<u32>() > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_to_postgresql_refers_to_pg_restore() {
    let blog = SqliteBlog::new().await;
    let url = "postgres://blog:secret-word@127.0.0.1:1/blog";
    for (line, tool) in [("backup x.db", "pg_dump"), ("restore x.db", "pg_restore")] {
        let output = blog.run(&format!("{line} --database {url}")).expect_code(1);
        assert!(output.err.contains(tool), "{line}: {}", output.err);
        assert!(!output.err.contains("secret-word"));
    }
}
