//! A database that is damaged or replaced while it is served: not ready, no writes, no further damage.

use std::{fs, path::Path, process::Command};

use crate::support::{
    answers::eventually,
    process::{pause, signal},
    server_client::{ServerClient, assert_retry_later},
    shell::CommandOutput,
    sqlite_blog::{SqliteBlog, count_comments},
};

/// Overwrites every page that contains the text of a comment.
fn damage(path: &Path) {
    let mut bytes = fs::read(path).expect("reads");
    let word = b"has to say about page";
    let mut pages = 0;
    for page in bytes.chunks_mut(4096).skip(1) {
        if page.windows(word.len()).any(|part| part == word) {
            page.fill(0xa5);
            pages += 1;
        }
    }
    assert!(pages > 0);
    fs::write(path, bytes).expect("writes");
}

async fn is_refused(client: &ServerClient, n: u32, cause: &str, words: &str) {
    let ready = client.get("/health/ready").await.expect(503);
    assert_eq!(ready.body["status"], "unavailable");
    assert_eq!(ready.body["cause"], cause, "{}", ready.body);
    let stored = &ready.body["checks"]["database"];
    assert_eq!(stored["status"], "unavailable");
    let why = stored["detail"].as_str().unwrap_or_default();
    assert!(why.contains(words), "{why}");
    client.get("/health/live").await.expect(200);
    assert_retry_later(client.post(n).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_database_is_not_ready_and_refuses_writes() {
    let blog = SqliteBlog::new().await;
    let (server, _) = blog.serve_and_post(0..60).await;
    blog.run("backup night.db").expect_code(0);
    blog.stop_server(server).await;
    damage(&blog.path("data.db"));
    let (server, address) = blog.installation.start_and_wait().await;
    let client = ServerClient::new(address, &blog.token);
    is_refused(&client, 100, "database_malformed", "malformed").await;
    // `backup` fails as well.
    let output = blog.run("backup bad.db").expect_code(1);
    assert!(output.err.contains("malformed"), "{}", output.err);
    assert!(!blog.path("bad.db").exists());
    is_refused(&client, 101, "database_malformed", "malformed").await;
    drop(server);
    blog.run("restore night.db").expect_code(0);
    let (server, client) = blog.serve_and_post(100..101).await;
    assert!(client.is_ready().await);
    blog.stop_server(server).await;
    assert_eq!(count_comments(&blog.path("data.db")), 61);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_replaced_while_it_is_served_refuses_writes() {
    for in_place in [true, false] {
        let blog = SqliteBlog::new().await;
        let (mut server, client) = blog.serve_and_post(0..10).await;
        blog.run("backup night.db").expect_code(0);
        client.post(10).await.expect(201);
        let copy = fs::read(blog.path("night.db")).expect("reads");
        if in_place {
            // Truncates and rewrites the same file, as `cp` does.
            fs::write(blog.path("data.db"), &copy).expect("writes");
        } else {
            fs::rename(blog.path("night.db"), blog.path("data.db")).expect("replaces");
            fs::write(blog.path("night.db"), &copy).expect("writes");
        }
        eventually("readiness to fail", async || {
            pause().await;
            (!client.is_ready().await).then_some(())
        })
        .await;
        is_refused(&client, 11, "database_moved", "moved, deleted or replaced").await;
        // Other commands report the state while the server still runs.
        let output = blog.run("site list").expect_code(1);
        let why = ["was replaced while a server used it", "belongs to another"];
        assert!(
            why.iter().any(|why| output.err.contains(why)),
            "{}",
            output.err
        );
        server.signal("TERM");
        assert_eq!(server.wait_for_exit().await.code(), Some(0));
        // The log of the old database is retained, and prevents the mixture from being opened.
        let output = blog.run("site list");
        if blog.path("data.db-wal").exists() {
            assert!(output.expect_code(1).err.contains("belongs to another"));
            blog.run("restore night.db").expect_code(0);
        }
        assert_eq!(count_comments(&blog.path("data.db")), 10);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_moved_deleted_or_truncated_while_it_is_served_is_not_ready() {
    type Harm = fn(&Path);
    let harms: [(&str, Harm, &str); 4] = [
        (
            "renamed",
            |file| fs::rename(file, file.with_extension("away")).expect("renames"),
            "database_moved",
        ),
        (
            "deleted",
            |file| fs::remove_file(file).expect("deletes"),
            "database_moved",
        ),
        (
            "its folder is renamed",
            |file| {
                let folder = file.parent().expect("a folder");
                fs::rename(folder, folder.with_extension("away")).expect("renames");
            },
            "database_moved",
        ),
        (
            "emptied",
            |file| fs::write(file, "").expect("empties"),
            "database_malformed",
        ),
    ];
    for (what, harm, cause) in harms {
        let blog = SqliteBlog::new().await;
        let (mut server, client) = blog.serve_and_post(0..3).await;
        harm(&blog.path("data.db"));
        eventually(what, async || {
            pause().await;
            (!client.is_ready().await).then_some(())
        })
        .await;
        eventually(what, async || {
            pause().await;
            let ready = client.get("/health/ready").await;
            (ready.body["cause"] == cause).then_some(())
        })
        .await;
        client.get("/health/live").await.expect(200);
        assert_retry_later(client.post(10).await);
        // It stops when signaled, and does no further damage.
        server.signal("TERM");
        server.wait_for_exit().await;
        let away = blog.path("data.db").with_extension("away");
        if away.exists() {
            assert!(count_comments(&away) <= 3);
        }
        let folder = blog
            .path("x")
            .parent()
            .expect("a folder")
            .with_extension("away");
        if folder.exists() {
            fs::rename(&folder, folder.with_extension("")).expect("renames back");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn check_and_backup_notice_a_damaged_page_and_a_truncated_file() {
    let blog = SqliteBlog::new().await;
    let (server, _) = blog.serve_and_post(0..40).await;
    blog.stop_server(server).await;
    let file = blog.path("data.db");
    let sound = fs::read(&file).expect("reads");
    assert!(blog.run("check --dev").out.contains("database  ok"));
    let pages = sound.len() / 4096;
    let overwritten = |page: usize, byte: u8| {
        let mut bytes = sound.clone();
        bytes[page * 4096..(page + 1) * 4096].fill(byte);
        bytes
    };
    let mut damages = Vec::new();
    for nth in 0..8 {
        // Page 1 contains the header, without which the file is not a database at all.
        let page = 1 + nth * (pages - 2) / 8;
        damages.push((format!("page {page} overwritten"), overwritten(page, 0xa5)));
        damages.push((format!("page {page} zeroed"), overwritten(page, 0)));
    }
    damages.push(("no database".into(), overwritten(0, 0xa5)));
    damages.push(("half".into(), sound[..pages / 2 * 4096].to_vec()));
    damages.push(("the last page".into(), sound[..sound.len() - 4096].to_vec()));
    damages.push((
        "a part of a page".into(),
        sound[..sound.len() - 1000].to_vec(),
    ));
    damages.push(("all but the header".into(), sound[..4096].to_vec()));
    for (what, bytes) in damages {
        fs::write(&file, bytes).expect("writes");
        let checked = blog.run("check --dev").expect_code(1);
        let line = checked
            .out
            .lines()
            .find(|line| line.starts_with("database"));
        let line = line.unwrap_or_else(|| panic!("{what}: {}{}", checked.out, checked.err));
        assert!(!line.starts_with("database  ok"), "{what}: {line}");
        assert!(
            checked.err.contains("not working: database"),
            "{what}: {}",
            checked.err
        );
        let copied = blog.run("backup copy.db").expect_code(1);
        assert!(!blog.path("copy.db").exists(), "{what}: {}", copied.err);
        assert!(!blog.path("copy.db.partial").exists(), "{what}");
        // Neither command changes the files.
        let _ = fs::remove_file(blog.path("data.db-wal"));
        let _ = fs::remove_file(blog.path("data.db-shm"));
    }
    fs::write(&file, &sound).expect("writes");
    assert!(blog.run("check --dev").out.contains("database  ok"));
    blog.run("backup copy.db").expect_code(0);
}

/// `strace` that simulates a failing disk for one file, if it is installed and permitted.
fn failing_disk(file: &Path) -> Option<Command> {
    let calls = "inject=pread64,read:error=EIO";
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-o", "/dev/null", "-e", calls, "-P"]);
    strace.arg(file);
    let tried = Command::new("strace")
        .args(["-qq", "-o", "/dev/null", "true"])
        .status();
    if tried.is_ok_and(|tried| tried.success()) {
        Some(strace)
    } else {
        eprintln!("strace cannot be used: disk error test skipped");
        None
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn disk_errors_are_reported_by_readiness_check_and_backup() {
    let blog = SqliteBlog::new().await;
    let file = blog.path("data.db");
    let Some(mut strace) = failing_disk(&file) else {
        return;
    };
    let (server, client) = blog.serve_and_post(0..20).await;
    client.get("/health/ready").await.expect(200);
    strace.args(["-p", &server.child.id().to_string()]);
    let mut attached = strace.spawn().expect("starts");
    eventually("the reported cause", async || {
        pause().await;
        let ready = client.get("/health/ready").await;
        let is_named = ready.status == 503 && ready.body["cause"] == "database_io_error";
        is_named.then_some(())
    })
    .await;
    client.get("/health/live").await.expect(200);
    signal(attached.id(), "INT");
    attached.wait().expect("ends");
    // The disk works again, and the server notices by itself.
    eventually("readiness", async || {
        pause().await;
        client.is_ready().await.then_some(())
    })
    .await;
    client.post(30).await.expect(201);
    blog.stop_server(server).await;

    for command in ["check --dev", "backup copy.db"] {
        let mut strace = failing_disk(&file).expect("was available");
        strace
            .arg(env!("CARGO_BIN_EXE_rejoinder"))
            .args(command.split(' '));
        strace.env_clear().envs(&blog.installation.environment);
        strace.envs(std::env::vars().filter(|(name, _)| name == "PATH"));
        strace.current_dir(file.parent().expect("a folder"));
        let output = CommandOutput::of(strace, "").expect_code(1);
        let printed = format!("{}{}", output.out, output.err);
        let words = ["I/O error", "Input/output error", "cannot read"];
        assert!(
            words.iter().any(|word| printed.contains(word)),
            "{command}: {printed}"
        );
        assert!(!blog.path("copy.db").exists());
    }
    assert!(blog.run("check --dev").out.contains("database  ok"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_disk_writes_fail_the_server_is_not_ready_and_it_recovers_by_itself() {
    let blog = SqliteBlog::new().await;
    let file = blog.path("data.db");
    if failing_disk(&file).is_none() {
        return;
    }
    let (server, client) = blog.serve_and_post(0..3).await;
    let mut strace = Command::new("strace");
    let calls = "inject=pwrite64,fsync,fdatasync:error=EIO";
    strace.args(["-f", "-qq", "-o", "/dev/null", "-e", calls, "-p"]);
    strace.arg(server.child.id().to_string());
    let mut attached = strace.spawn().expect("starts");
    eventually("the reported cause", async || {
        pause().await;
        let ready = client.get("/health/ready").await;
        let is_named = ready.status == 503 && ready.body["cause"] == "database_io_error";
        is_named.then_some(())
    })
    .await;
    assert_retry_later(client.post(10).await);
    client.read(1).await.expect(200);
    signal(attached.id(), "INT");
    attached.wait().expect("ends");
    eventually("readiness", async || {
        pause().await;
        client.is_ready().await.then_some(())
    })
    .await;
    client.post(11).await.expect(201);
    blog.stop_server(server).await;
    assert_eq!(count_comments(&blog.path("data.db")), 4);
}
