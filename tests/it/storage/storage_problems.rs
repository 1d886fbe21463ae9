//! Storage problems: a database that is locked, full, read-only or overloaded, migrated by two processes
//! concurrently, or left half migrated.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use rejoinder::Policy;
use serde_json::json;
use tokio::task::JoinSet;

use crate::support::{
    answers::{Answer, eventually},
    database::connect_postgres,
    process::{Installation, pause},
    server_client::{ServerClient, assert_retry_later},
    shell::CommandOutput,
    world::{PASSWORD, World, environment_variable, on_services},
};

fn database(folder: &Path) -> PathBuf {
    folder.join("data.db")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_another_process_locks_the_database_writes_wait_and_reads_continue() {
    let folder = tempfile::tempdir().expect("a folder");
    let installation = Installation::on_file(&database(folder.path()));
    let token = installation.add_blog_and_owner(Policy::default()).await;
    let (_served, address) = installation.start_and_wait().await;
    let blog_client = ServerClient::new(address, &token);
    blog_client.post(1).await.expect(201);
    let other = rusqlite::Connection::open(database(folder.path())).expect("opens");
    other.execute_batch("BEGIN EXCLUSIVE").expect("locks");
    let started = Instant::now();
    let writing = tokio::spawn({
        let blog_client = blog_client.clone();
        async move { blog_client.post(2).await }
    });
    while !writing.is_finished() {
        blog_client.read(1).await.expect(200);
        blog_client
            .get("/api/v1/moderation/comments")
            .await
            .expect(200);
        assert!(blog_client.is_ready().await);
    }
    assert_retry_later(writing.await.expect("no panic"));
    eprintln!("locked: 503 after {:?}, reads went on", started.elapsed());
    // A lock that is released in time causes only a delay.
    let patient = tokio::spawn({
        let blog_client = blog_client.clone();
        async move { blog_client.post(2).await }
    });
    blog_client.read(1).await.expect(200);
    other.execute_batch("COMMIT").expect("unlocks");
    patient.await.expect("no panic").expect(201);
    assert!(installation.is_sound().await);
}

/// A small file system of this test, unmounted when dropped.
struct Disk(tempfile::TempDir);

impl Disk {
    fn mount(megabytes: u32) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={megabytes}m"), "tmpfs"])
            .arg(folder.path())
            .output();
        if mounted.is_ok_and(|mounted| mounted.status.success()) {
            return Some(Self(folder));
        }
        eprintln!("mounting is not permitted: full disk test skipped");
        None
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Fills it to the last byte; removing the returned file frees the space.
    fn fill(&self) -> PathBuf {
        let path = self.path().join("filler");
        let mut file = std::fs::File::create(&path).expect("makes a file");
        while file.write(&[7; 4096]).is_ok_and(|written| written > 0) {}
        path
    }

    fn remount(&self, how: &str) -> bool {
        let done = Command::new("mount")
            .args(["-o", &format!("remount,{how}")])
            .arg(self.path())
            .output();
        done.is_ok_and(|done| done.status.success())
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.path()).output();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_writes_and_serves_reads_and_writes_resume_when_there_is_space() {
    let Some(disk) = Disk::mount(8) else {
        return;
    };
    let installation = Installation::on_file(&database(disk.path()));
    let token = installation.add_blog_and_owner(Policy::default()).await;
    let (mut server, address) = installation.start_and_wait().await;
    let blog_client = ServerClient::new(address, &token);
    let first = blog_client.post(1).await.expect(201).id();
    let filler = disk.fill();
    let (mut refused, mut kept) = (0, vec![first]);
    // One or two may still fit into the last page of the write-ahead log.
    for n in 2..40 {
        let answer = blog_client.post(n).await;
        if answer.status == 201 {
            kept.push(answer.id());
        } else {
            assert_retry_later(answer);
            refused += 1;
        }
        blog_client.read(n).await.expect(200);
    }
    assert!(refused > 10, "{refused}");
    let queue = blog_client
        .get("/api/v1/moderation/comments?limit=100")
        .await
        .expect(200);
    let items = queue.body["items"].as_array().expect("items");
    assert_eq!(items.len(), kept.len(), "exactly the acknowledged comments");
    assert!(
        server.child.try_wait().expect("has a status").is_none(),
        "it still runs"
    );
    // A small write of the process itself may still fit, and then the last write has not failed.
    eventually("the full disk in the report", async || {
        let decision = blog_client.decision(&kept[0], "approve");
        assert_retry_later(Answer::of(decision).await);
        let reported = blog_client.get("/health/ready").await.expect(200);
        let detail = &reported.body["checks"]["database"]["detail"];
        (detail == "reads succeed; the last write failed: the disk is full").then_some(())
    })
    .await;
    std::fs::remove_file(filler).expect("makes room");
    let started = Instant::now();
    blog_client.post(100).await.expect(201);
    let reported = blog_client.get("/health/ready").await.expect(200);
    assert_eq!(
        reported.body["checks"]["database"],
        json!({ "status": "ok" })
    );
    Answer::of(blog_client.decision(&kept[0], "approve"))
        .await
        .expect(200);
    eprintln!(
        "disk full: {refused} writes refused, all reads served, writes again {:?} after space was freed",
        started.elapsed()
    );
    assert!(installation.is_sound().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_only_file_system_refuses_writes_and_serves_reads() {
    let Some(disk) = Disk::mount(16) else {
        return;
    };
    let installation = Installation::on_file(&database(disk.path()));
    let token = installation.add_blog_and_owner(Policy::default()).await;
    let (server, address) = installation.start_and_wait().await;
    let blog_client = ServerClient::new(address, &token);
    blog_client.post(1).await.expect(201);
    if !disk.remount("ro") {
        eprintln!("remounting is not permitted: read-only test skipped");
        return;
    }
    for n in 2..6 {
        assert_retry_later(blog_client.post(n).await);
        blog_client.read(n).await.expect(200);
        let ready = blog_client.get("/health/ready").await.expect(503);
        let why = &ready.body["checks"]["database"]["detail"];
        assert_eq!(why, "reads succeed; the database is read-only");
        assert_eq!(ready.body["cause"], "database_read_only");
    }
    assert!(disk.remount("rw"));
    // The server notices without a write, because no load balancer sends one to a server that is not ready.
    eventually("readiness", async || {
        pause().await;
        blog_client.is_ready().await.then_some(())
    })
    .await;
    // It also notices that writes fail before a client sends one.
    assert!(disk.remount("ro"));
    eventually("readiness to fail", async || {
        pause().await;
        (!blog_client.is_ready().await).then_some(())
    })
    .await;
    assert!(disk.remount("rw"));
    blog_client.post(2).await.expect(201);
    drop(server);
    assert!(installation.is_sound().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_only_postgresql_is_not_ready() {
    if !on_services() {
        eprintln!("PostgreSQL is not configured: read-only server test skipped");
        return;
    }
    let installation = Installation::empty().await;
    let token = installation.add_blog_and_owner(Policy::default()).await;
    let (_served, address) = installation.start_and_wait().await;
    let blog_client = ServerClient::new(address, &token);
    assert!(blog_client.is_ready().await);
    let client = connect_postgres(&installation.environment["REJOINDER_DATABASE_URL"]).await;
    let switch = async |to: &str| {
        let ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                     WHERE datname = current_database() AND pid <> pg_backend_pid()";
        let name = client
            .query_one("SELECT current_database()::text", &[])
            .await;
        let name: String = name.expect("a name").get(0);
        let set =
            format!("ALTER DATABASE {name} SET default_transaction_read_only = {to}; {ended}");
        client.batch_execute(&set).await.expect("is set");
    };
    switch("on").await;
    eventually("readiness to fail", async || {
        pause().await;
        (!blog_client.is_ready().await).then_some(())
    })
    .await;
    assert_retry_later(blog_client.post(1).await);
    blog_client.read(1).await.expect(200);
    let ready = blog_client.get("/health/ready").await.expect(503);
    let why = &ready.body["checks"]["database"]["detail"];
    assert_eq!(why, "reads succeed; the database is read-only");
    assert_eq!(ready.body["cause"], "database_read_only");
    switch("off").await;
    eventually("readiness", async || {
        pause().await;
        blog_client.is_ready().await.then_some(())
    })
    .await;
    blog_client.post(2).await.expect(201);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_to_a_full_disk_changes_nothing() {
    let Some(disk) = Disk::mount(8) else {
        return;
    };
    let installation = Installation::on_file(&database(disk.path()));
    let token = installation.add_blog_and_owner(Policy::default()).await;
    let (mut server, address) = installation.start_and_wait().await;
    let blog_client = ServerClient::new(address, &token);
    for n in 0..5 {
        blog_client.post(n).await.expect(201);
    }
    let copies = tempfile::tempdir().expect("a folder");
    let copy = copies.path().join("night.db");
    let run = |command: &str, path: &Path| {
        let mut binary = installation.binary();
        binary.arg(command).arg(path);
        CommandOutput::of(binary, "")
    };
    run("backup", &copy).expect_code(0);
    blog_client.post(5).await.expect(201);
    server.kill();
    let filler = disk.fill();
    let refused = run("restore", &copy).expect_code(1);
    assert!(refused.err.contains("No space left"), "{}", refused.err);
    assert!(
        refused.err.contains("nothing was changed"),
        "{}",
        refused.err
    );
    // A failed backup leaves no partial file either.
    let refused = run("backup", &disk.path().join("copy.db")).expect_code(1);
    assert!(!disk.path().join("copy.db").exists(), "{}", refused.err);
    std::fs::remove_file(filler).expect("makes room");
    let (server, address) = installation.start_and_wait().await;
    ServerClient::new(address, &token).post(6).await.expect(201);
    drop(server);
    let count = "SELECT CAST(COUNT(*) AS TEXT) FROM comment";
    assert_eq!(installation.column(count, count).await, ["7"]);
    run("restore", &copy).expect_code(0);
    assert_eq!(installation.column(count, count).await, ["5"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_beyond_the_queue_limit_get_503_with_retry_after() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = database(folder.path());
    let world = World::with(&[
        (
            "REJOINDER_DATABASE_URL",
            &format!("sqlite:{}", path.display()),
        ),
        ("REJOINDER_DATABASE__QUEUE", "2"),
    ])
    .await;
    let blog_client = ServerClient::new(world.address, "");
    blog_client.post(0).await.expect(201);
    let other = rusqlite::Connection::open(&path).expect("opens");
    other.execute_batch("BEGIN IMMEDIATE").expect("locks");
    let mut posts = JoinSet::new();
    for n in 1..9 {
        let blog_client = blog_client.clone();
        posts.spawn(async move { blog_client.post(n).await });
    }
    // One write is in progress and two are queued; the others are refused immediately.
    for _ in 0..5 {
        assert_retry_later(posts.join_next().await.expect("one").expect("no panic"));
    }
    other.execute_batch("COMMIT").expect("unlocks");
    while let Some(answer) = posts.join_next().await {
        let answer = answer.expect("no panic");
        if answer.status != 201 {
            assert_retry_later(answer);
        }
    }
    blog_client.post(20).await.expect(201);
}

/// The number of schema steps; asserts that none was applied twice.
async fn count_steps(installation: &Installation) -> usize {
    let query = "SELECT name FROM schema_step ORDER BY version";
    let mut steps = installation.column(query, query).await;
    let all = steps.len();
    steps.dedup();
    assert_eq!(steps.len(), all);
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn replicas_that_start_together_on_a_fresh_database_migrate_once() {
    for _ in 0..3 {
        let installation = Installation::empty().await;
        let replicas: Vec<_> = (0..3).map(|_| installation.start()).collect();
        for replica in &replicas {
            let blog_client = ServerClient::new(replica.address().await, "");
            assert!(blog_client.is_ready().await);
        }
        assert!(count_steps(&installation).await >= 5);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_interrupted_migration_is_completed_by_the_next_start() {
    let clean = Installation::empty().await;
    let migrate = |installation: &Installation| {
        let mut command = installation.binary();
        command.arg("migrate");
        command
    };
    let done = migrate(&clean).status();
    assert!(done.expect("runs").success());
    let schema = async |installation: &Installation| {
        installation
            .column(
                "SELECT type || name || COALESCE(sql, '') FROM sqlite_master ORDER BY type, name",
                "SELECT table_name || column_name || data_type || is_nullable
                 FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1",
            )
            .await
    };
    let (wanted, whole) = (schema(&clean).await, count_steps(&clean).await);
    let mut killed = 0;
    for moment in 0..16_u64 {
        let installation = Installation::empty().await;
        for _ in 0..2 {
            let mut migrating = migrate(&installation).spawn().expect("starts");
            // The moment of the interruption does not matter; these cover the run from its first instruction
            // to its end.
            tokio::time::sleep(Duration::from_millis(moment * 4)).await;
            killed += u32::from(migrating.try_wait().expect("has a status").is_none());
            let _ = migrating.kill();
            migrating.wait().expect("is gone");
        }
        let (_served, address) = installation.start_and_wait().await;
        assert!(ServerClient::new(address, "").is_ready().await);
        assert_eq!(count_steps(&installation).await, whole);
        assert_eq!(schema(&installation).await, wanted);
        assert!(installation.is_sound().await);
    }
    eprintln!("{killed} migrations killed, each completed by the next start");
    assert!(killed > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn replicas_see_each_others_approvals_sessions_and_limits() {
    if !on_services() || environment_variable("REJOINDER_TEST_REDIS_URL").is_none() {
        eprintln!("PostgreSQL and Redis are not configured: replica test skipped");
        return;
    }
    let installation = Installation::empty().await;
    let token = installation.add_blog_and_owner(Policy::default()).await;
    let (_one, first) = installation.start_and_wait().await;
    let (_two, second) = installation.start_and_wait().await;
    let (one, two) = (
        ServerClient::new(first, &token),
        ServerClient::new(second, &token),
    );
    // Approvals, in both directions, on a page that the other process has just read.
    let mut slowest = Duration::ZERO;
    for (n, (here, there)) in (1..).zip([(&one, &two), (&two, &one)]) {
        let id = here.post(n).await.expect(201).id();
        there.read(n).await.expect(200);
        Answer::of(here.decision(&id, "approve")).await.expect(200);
        let started = Instant::now();
        eventually("the approval on the other replica", async || {
            pause().await;
            let page = there.read(n).await.expect(200);
            (page.body["items"][0]["id"] == id.as_str()).then_some(())
        })
        .await;
        slowest = slowest.max(started.elapsed());
    }
    eprintln!("an approval is visible on the other replica after at most {slowest:?}");
    // Sessions: begun in the first process, valid in the second, ended there, invalid in the first.
    let login = json!({ "login": "owner", "password": PASSWORD });
    let url =
        |blog_client: &ServerClient| format!("{}/api/v1/moderation/session", blog_client.base);
    let started = Answer::of(one.http.post(url(&one)).json(&login))
        .await
        .expect(201);
    let session = started.body["token"].as_str().expect("a token").to_owned();
    let ask = async |blog_client: &ServerClient| {
        let request = blog_client.http.get(url(blog_client)).bearer_auth(&session);
        Answer::of(request).await.status.as_u16()
    };
    assert_eq!((ask(&one).await, ask(&two).await), (200, 200));
    Answer::of(two.http.delete(url(&two)).bearer_auth(&session))
        .await
        .expect(204);
    assert_eq!((ask(&one).await, ask(&two).await), (401, 401));
    // Rate limits: a burst of five for one IP address, shared by both processes.
    let mut posted = 0;
    for n in 0..8 {
        let blog_client = if n % 2 == 0 { &one } else { &two };
        let mut comment = crate::support::server_client::numbered_comment(1000 + n);
        comment["page"] = json!(format!("/limits/{n}"));
        let request = blog_client
            .http
            .post(format!("{}/api/v1/sites/blog/comments", blog_client.base))
            .header("x-forwarded-for", "192.0.2.7")
            .json(&comment);
        posted += u32::from(Answer::of(request).await.status == 201);
    }
    assert_eq!(posted, 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_to_a_full_disk_reports_it_and_leaves_nothing() {
    let blog = crate::support::sqlite_blog::SqliteBlog::new().await;
    let (server, _) = blog.serve_and_post(0..20).await;
    blog.stop_server(server).await;
    for (megabytes, is_full) in [(1, false), (1, true)] {
        let Some(disk) = Disk::mount(megabytes) else {
            return;
        };
        if is_full {
            disk.fill();
        }
        let before = std::fs::read_dir(disk.path()).expect("lists").count();
        let target = disk.path().join("new/z.db");
        let output = blog.run(&format!(
            "copy --from sqlite:data.db --to sqlite:{}",
            target.display()
        ));
        let output = output.expect_code(1);
        assert!(
            output.err.contains("z.db") && output.err.contains("full"),
            "{}",
            output.err
        );
        let after = std::fs::read_dir(disk.path()).expect("lists").count();
        assert_eq!(after, before, "{is_full}");
    }
}
