//! How long callers wait for the database: a write waits 5 seconds and is never applied later, slow searches
//! do not delay readers, and a hanging PostgreSQL is noticed within 2 seconds.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use rejoinder::{ModerationPolicy, Role};
use reqwest::{Method, StatusCode};

use crate::support::{
    answers::{Answer, eventually},
    database::connect_postgres,
    guests::post_with_key,
    moderators::Moderator,
    process::pause,
    relay::{RelayMode, world_behind_relay},
    world::{World, on_services},
};

/// A lock of another process that blocks writes but not reads.
enum Lock {
    Sqlite(rusqlite::Connection),
    Postgres(tokio_postgres::Client),
}

impl Lock {
    async fn on(world: &World) -> Self {
        if on_services() {
            let client = connect_postgres(&world.database.url).await;
            // Every table that a write of the application touches.
            let lock =
                "BEGIN; LOCK TABLE comment, thread, outbox, moderation_log IN EXCLUSIVE MODE";
            client.batch_execute(lock).await.expect("locks");
            return Self::Postgres(client);
        }
        let path = world.database.url.strip_prefix("sqlite:").expect("SQLite");
        let connection = rusqlite::Connection::open(path).expect("opens");
        connection.execute_batch("BEGIN IMMEDIATE").expect("locks");
        Self::Sqlite(connection)
    }

    async fn release(self) {
        match self {
            Self::Sqlite(connection) => connection.execute_batch("COMMIT").expect("unlocks"),
            Self::Postgres(client) => client.batch_execute("COMMIT").await.expect("unlocks"),
        }
    }
}

/// Asserts a refusal because the database does not answer, with a `Retry-After` header.
#[track_caller]
fn assert_unavailable(answer: Answer) {
    let answer = answer.refused(503, "unavailable");
    assert_eq!(answer.header("retry-after"), "2");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_that_was_answered_503_is_never_applied_later() {
    let world = World::new().await;
    world
        .policy(|policy| policy.moderation = ModerationPolicy::None)
        .await;
    let owner = world.owner().await;
    let ann = world.guest();
    let first = ann.post("/a", "The first comment").await.expect(201);
    let body = {
        let mut body = ann.comment("/a", "Sent while the database is locked");
        body["token"] = ann.token("/a").await.into();
        body
    };
    let lock = Lock::on(&world).await;
    let edit_token = first.body["edit_token"].as_str().expect("a token");
    let path = format!("/api/v1/sites/blog/comments/{}", first.id());
    let deletion = ann.request(Method::DELETE, &path);
    let deletion = Answer::of(deletion.header("edit-token", edit_token));
    let id = first.id();
    let ids = [id.as_str()];
    let (posted, decided, deleted) = tokio::join!(
        post_with_key(&ann, "one key", &body),
        owner.decide("spam", &ids),
        deletion
    );
    // The lock is still held, and reads succeed.
    assert_unavailable(posted);
    assert_unavailable(decided);
    assert_unavailable(deleted);
    world.clock.advance(Duration::from_secs(2));
    assert_eq!(ann.read("/a").await["thread"]["count"], 1);
    lock.release().await;
    // Everything queued before this write has run by the end of it.
    let later = world.guest();
    later.post("/b", "A later comment").await.expect(201);
    assert_eq!(ann.read("/a").await["thread"]["count"], 1);
    let count = "SELECT count(*) FROM comment";
    assert_eq!(world.database.number(count).await, 2);
    // The author sends the request again, twice.
    let again = post_with_key(&ann, "one key", &body).await.expect(201);
    let repeated = post_with_key(&ann, "one key", &body).await.expect(201);
    assert_eq!(again.id(), repeated.id());
    assert_eq!(world.database.number(count).await, 3);
    world.mails().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_behind_a_short_lock_is_applied() {
    let world = World::new().await;
    let ann = world.guest();
    let lock = Lock::on(&world).await;
    let post = ann.post("/a", "Sent while the database is locked for a while");
    let released = async {
        // Longer than the silence after which the server checks whether PostgreSQL is alive.
        tokio::time::sleep(Duration::from_millis(2_500)).await;
        lock.release().await;
    };
    let (posted, ()) = tokio::join!(post, released);
    posted.expect(201);
    world.mails().await;
}

/// Makes reads of the moderation log slow until released.
struct SlowLog(Option<tokio_postgres::Client>);

impl SlowLog {
    async fn on(world: &World) -> Self {
        if on_services() {
            let client = connect_postgres(&world.database.url).await;
            let lock = "BEGIN; LOCK TABLE moderation_log IN ACCESS EXCLUSIVE MODE";
            client.batch_execute(lock).await.expect("locks");
            return Self(Some(client));
        }
        let columns = "SELECT count(*) FROM pragma_table_info('moderation_log')";
        let columns = world.database.number(columns).await;
        let none = vec!["i"; usize::try_from(columns).expect("few")].join(", ");
        let endless = format!(
            "ALTER TABLE moderation_log RENAME TO hidden;
            CREATE VIEW moderation_log AS
            WITH RECURSIVE n (i) AS (SELECT -1 UNION ALL SELECT i - 1 FROM n)
            SELECT * FROM hidden UNION ALL SELECT {none} FROM n"
        );
        world
            .database
            .execute(&endless)
            .await
            .expect("creates the slow view");
        Self(None)
    }

    /// The number of queries of the log that run now; only PostgreSQL can report it.
    async fn running(&self) -> i64 {
        let Some(client) = &self.0 else { return 0 };
        let waiting = "SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'";
        client.query_one(waiting, &[]).await.expect("a row").get(0)
    }

    async fn end(self, world: &World) {
        if let Some(client) = self.0 {
            return client.batch_execute("COMMIT").await.expect("unlocks");
        }
        let back = "DROP VIEW moderation_log; ALTER TABLE hidden RENAME TO moderation_log";
        world
            .database
            .execute(back)
            .await
            .expect("restores the table");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_searches_delay_no_reader_and_are_canceled() {
    let world = World::new().await;
    let owner = world.owner().await;
    let ben = world.moderator("ben", Role::Moderator, &["blog"]).await;
    let ann = world.guest();
    ann.post("/a", "A comment").await.expect(201);
    let slow = SlowLog::on(&world).await;
    let search = async |moderator: &Moderator<'_>| moderator.get("/log").await;
    // More concurrent searches than there are connections.
    let requested = (0..20).map(|n| search(if n % 2 == 0 { &owner } else { &ben }));
    let others = async {
        for n in 0..10 {
            world.clock.advance(Duration::from_secs(2));
            ann.read("/a").await;
            let guest = world.guest();
            let (page, text) = (format!("/{n}"), format!("Comment {n}"));
            guest.post(&page, &text).await.expect(201);
        }
        Instant::now()
    };
    let searches = async { (join_all(requested).await, Instant::now()) };
    let ((refusals, ended), answered) = tokio::join!(searches, others);
    assert!(answered < ended, "the searches were running meanwhile");
    let mut too_slow = 0;
    for answer in refusals {
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(answer.header("retry-after"), "2");
        if answer.body["code"] == "too_slow" {
            let detail = answer.body["detail"].as_str().expect("a detail");
            assert!(detail.contains("Narrow the search"), "{detail}");
            too_slow += 1;
        }
    }
    // One search of each moderator runs at a time.
    assert!(too_slow >= 2, "{too_slow}");
    // The search itself would take seconds.
    let gone = tokio::time::timeout(Duration::from_millis(200), search(&owner));
    assert!(gone.await.is_err(), "the moderator disconnected");
    eventually("the end of the queries", async || {
        (slow.running().await == 0).then_some(())
    })
    .await;
    slow.end(&world).await;
    search(&owner).await.expect(200);
    world.mails().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_frozen_postgres_is_noticed_within_two_seconds_and_its_recovery_immediately() {
    let Some((world, relay)) = world_behind_relay().await else {
        return;
    };
    let ann = world.guest();
    ann.post("/a", "A comment").await.expect(201);
    let mut body = ann.comment("/a", "Sent while it is frozen");
    body["token"] = ann.token("/a").await.into();
    relay.set_mode(RelayMode::Frozen);
    let started = Instant::now();
    let (unread, ready, posted) = tokio::join!(
        ann.get("/api/v1/sites/blog/comments?page=/unread"),
        ann.get("/health/ready"),
        ann.send(&body)
    );
    let first = started.elapsed();
    assert_unavailable(unread);
    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_unavailable(posted);
    // The limit is 2 seconds; the machine of the tests may be busy.
    assert!(first < Duration::from_secs(4), "{first:?}");
    let started = Instant::now();
    for n in 0..5 {
        assert_unavailable(
            ann.get(&format!("/api/v1/sites/blog/comments?page=/{n}"))
                .await,
        );
        assert_unavailable(ann.send(&body).await);
    }
    let known = started.elapsed();
    assert!(known < Duration::from_secs(2), "without delay: {known:?}");
    relay.set_mode(RelayMode::Immediate);
    let started = Instant::now();
    eventually("an answer", async || {
        pause().await;
        let answer = ann.get("/api/v1/sites/blog/comments?page=/unread").await;
        (answer.status == 200).then_some(())
    })
    .await;
    eprintln!(
        "a frozen PostgreSQL: 503 after {first:?}, then ten in {known:?}, back after {:?}",
        started.elapsed()
    );
    ann.send(&body).await.expect(201);
    let count = "SELECT count(*) FROM comment";
    assert_eq!(world.database.number(count).await, 2, "nothing twice");
    world.mails().await;
}
