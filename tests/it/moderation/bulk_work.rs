//! Bulk work: in short transactions, continued after an interruption, and with tasks that do not depend on
//! each other.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use rejoinder::{ROWS_MAX, purge_removed_sites};
use reqwest::Method;

use crate::support::{
    answers::{Answer, eventually},
    database::Database,
    guests::COMMENTS,
    people::ReportedIdentity,
    process::pause,
    seeded_comments::{SeededComments, large_installation, seeded_id},
    server_client::ServerClient,
    world::{World, on_services},
};

/// The largest write-ahead log of SQLite during bulk work: the size at which it is emptied, plus what is
/// written until that is noticed.
pub const LOG_BOUND: u64 = 48 << 20;

impl World {
    /// Deletes rows of removed sites, as the server does in the background.
    pub async fn delete_removed_sites(&self) -> u64 {
        purge_removed_sites(&self.app.db, &self.clock)
            .await
            .expect("deletes the rows")
    }

    pub async fn site_id(&self, slug: &str) -> i64 {
        self.app.sites.find(slug).await.expect("the site").id
    }
}

/// Makes every deletion from a table fail.
async fn break_deletions(database: &Database, table: &str) {
    let statements = if on_services() {
        format!(
            "CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken'; END $$;
             CREATE TRIGGER broken BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION broken()"
        )
    } else {
        format!(
            "CREATE TRIGGER broken BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, 'broken'); END"
        )
    };
    database
        .execute(&statements)
        .await
        .expect("creates the fault");
}

pub async fn wait_until_empty(world: &World, what: &str) {
    eventually(what, async || {
        pause().await;
        let count = format!("SELECT COUNT(*) FROM {what}");
        (world.database.number(&count).await == 0).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_failing_task_does_not_stop_the_others() {
    let world = World::new().await;
    let blog = world.site_id("blog").await;
    let owner = world.owner().await;
    world.guest().post("/a", "Hello").await.expect(201);
    let old = world.clock.now().0;
    let bytes = if on_services() {
        "'\\x01'::bytea"
    } else {
        "X'01'"
    };
    for statement in [
        format!("INSERT INTO spent_token (site, nonce, until) VALUES ({blog}, {bytes}, {old})"),
        format!(
            "INSERT INTO flood_count (site, slot, attempts, judged, spam) VALUES ({blog}, 1, 1, 1, 1)"
        ),
    ] {
        world.database.execute(&statement).await.expect("inserts");
    }
    world
        .policy(|policy| {
            policy.spam_days = 1;
        })
        .await;
    let id = owner.queue().await[0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    owner.decide("spam", &[&id]).await.expect(200);
    let posted = world.guest();
    let request = posted
        .request(Method::POST, COMMENTS)
        .header("idempotency-key", "once")
        .json(&posted.comment("/b", "Twice?"));
    Answer::of(request).await.expect(201);
    world.clock.advance(Duration::from_hours(15 * 24));
    // One task cannot delete, one finds no table, one finds a table with other columns.
    break_deletions(&world.database, "idempotency").await;
    world
        .database
        .execute("DROP TABLE person_erasure")
        .await
        .expect("drops");
    world
        .database
        .execute("ALTER TABLE sign_in RENAME TO moved_away")
        .await
        .expect("renames");
    let upkeep = tokio::spawn({
        let app = world.app.clone();
        async move { app.run_maintenance().await }
    });
    for what in [
        "spent_token",
        "flood_count",
        "moderator_session",
        "comment WHERE status = 'spam'",
    ] {
        wait_until_empty(&world, what).await;
    }
    assert_eq!(
        world
            .database
            .number("SELECT COUNT(*) FROM idempotency")
            .await,
        1
    );
    assert!(!upkeep.is_finished());
    upkeep.abort();
    // The overall result is an error, after all tasks have run.
    world.app.purge_expired().await.expect_err("one task fails");
}

#[tokio::test]
async fn replies_older_than_their_parent_are_deleted_too() {
    let world = World::new().await;
    world.add_site_at("garden", "https://garden.example").await;
    let garden = world.site_id("garden").await;
    let seed = SeededComments {
        database: &world.database,
        site: garden,
        status: "pending",
        changed_at: 1,
    };
    seed.add(10, 200).await;
    // The oldest comment replies to the newest: the clock of the replica that accepted it was behind.
    let (older, newer) = (seeded_id("10"), seeded_id("209"));
    let turned =
        format!("UPDATE comment SET parent = {newer} WHERE site = {garden} AND id = {older}");
    world.database.execute(&turned).await.expect("changes");
    let owner = world.owner().await;
    owner
        .delete("/sites/garden?confirm=garden")
        .await
        .expect(204);
    world.delete_removed_sites().await;
    let left = format!("SELECT COUNT(*) FROM comment WHERE site = {garden}");
    assert_eq!(world.database.number(&left).await, 0);
    let removed = "SELECT COUNT(*) FROM site WHERE removed_at IS NOT NULL";
    assert_eq!(world.database.number(removed).await, 0);
}

/// Counts changed rows per transaction; only PostgreSQL can identify transactions.
async fn count_per_transaction(database: &Database, table: &str, operation: &str) {
    database
        .execute(&format!(
            "CREATE TABLE counted (transaction BIGINT NOT NULL);
             CREATE FUNCTION counting() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN INSERT INTO counted VALUES (txid_current()); RETURN NULL; END $$;
             CREATE TRIGGER counting AFTER {operation} ON {table} FOR EACH ROW EXECUTE FUNCTION counting()"
        ))
        .await
        .expect("counts");
}

async fn most_in_one_transaction(database: &Database) -> i64 {
    database
        .number("SELECT COALESCE(MAX(n), 0) FROM (SELECT COUNT(*) AS n FROM counted GROUP BY transaction) AS t")
        .await
}

#[tokio::test]
async fn no_transaction_of_bulk_work_changes_more_than_a_few_hundred_rows() {
    if !on_services() {
        eprintln!("SQLite has no transaction ids: skipped there");
        return;
    }
    let world = World::new().await;
    world.raise_limits().await;
    world.policy(|policy| policy.spam_days = 1).await;
    world.add_site_at("garden", "https://garden.example").await;
    let (blog, garden) = (world.site_id("blog").await, world.site_id("garden").await);
    for (site, status, first) in [(blog, "spam", 10), (garden, "approved", 10_000)] {
        let seed = SeededComments {
            database: &world.database,
            site,
            status,
            changed_at: 1,
        };
        seed.add(first, 2_000).await;
    }
    let owner = world.owner().await;
    count_per_transaction(&world.database, "comment", "DELETE OR UPDATE").await;
    // IP addresses are purged after 30 days.
    world
        .database
        .execute("UPDATE comment SET network = '192.0.2.0/24'; DELETE FROM counted")
        .await
        .expect("prepares");
    let changed = world.app.purge_expired().await.expect("purges");
    assert!(changed >= 4_000, "{changed}");
    let purged = world.app.comments.purge_folders(&world.app.sites).await;
    assert_eq!(purged.expect("purges"), 2_000);
    owner
        .delete("/sites/garden?confirm=garden")
        .await
        .expect(204);
    world.delete_removed_sites().await;
    let counted = world.database.number("SELECT COUNT(*) FROM counted").await;
    assert!(counted >= 8_000, "{counted}");
    let most = most_in_one_transaction(&world.database).await;
    assert!((1..=2 * ROWS_MAX).contains(&most), "{most}");
}

/// Makes this person the author of all comments.
async fn set_author_of_all(world: &World, person: uuid::Uuid) {
    let id = if on_services() {
        format!("'{person}'")
    } else {
        format!("X'{}'", person.simple())
    };
    let change = format!("UPDATE comment SET person = {id}, provider = 'email', picture = {id}");
    world
        .database
        .execute(&change)
        .await
        .expect("sets the person");
}

#[tokio::test]
async fn an_erasure_ends_access_immediately_and_is_completed_after_an_interruption() {
    let world = World::new().await;
    world.raise_limits().await;
    let known = ReportedIdentity::email("canary@example.org", "Canary");
    let person = world.person(&known).await;
    person.post("/a", "Said I.").await.expect(201);
    let blog = world.site_id("blog").await;
    let seed = SeededComments {
        database: &world.database,
        site: blog,
        status: "pending",
        changed_at: 1,
    };
    seed.add(10, 500).await;
    set_author_of_all(&world, person.id).await;
    // The erasing process fails halfway, because a row cannot be changed.
    let broken = if on_services() {
        "CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken'; END $$;
         CREATE TRIGGER broken BEFORE DELETE ON comment FOR EACH ROW
            WHEN (OLD.text = 'Said I.') EXECUTE FUNCTION broken()"
    } else {
        "CREATE TRIGGER broken BEFORE DELETE ON comment WHEN OLD.text = 'Said I.'
         BEGIN SELECT RAISE(ABORT, 'broken'); END"
    };
    world.database.execute(broken).await.expect("breaks");
    let path = "/api/v1/session/data?comments=delete";
    let failed = Answer::of(person.request(Method::DELETE, path)).await;
    assert!(failed.status.is_server_error(), "{}", failed.status);
    // Access has ended all the same.
    person
        .get("/api/v1/session/data")
        .await
        .refused(401, "unauthorized");
    let mended = if on_services() {
        "DROP TRIGGER broken ON comment"
    } else {
        "DROP TRIGGER broken"
    };
    world.database.execute(mended).await.expect("repairs");
    assert_eq!(
        world
            .database
            .number("SELECT COUNT(*) FROM person_erasure")
            .await,
        1
    );
    world.app.privacy.resume_erasures().await.expect("resumes");
    for table in ["person_erasure", "person", "comment"] {
        let left = format!("SELECT COUNT(*) FROM {table}");
        assert_eq!(world.database.number(&left).await, 0, "{table}");
    }
    assert_eq!(world.database.find_text("canary").await, [""; 0]);
}

#[tokio::test]
async fn an_export_of_many_comments_is_streamed_and_complete() {
    let world = World::new().await;
    let person = world
        .person(&ReportedIdentity::email("ann@example.org", "Ann"))
        .await;
    let blog = world.site_id("blog").await;
    let seed = SeededComments {
        database: &world.database,
        site: blog,
        status: "approved",
        changed_at: 1,
    };
    seed.add(10, 1_003).await;
    set_author_of_all(&world, person.id).await;
    let answer = person.get("/api/v1/session/data").await.expect(200);
    assert!(!answer.headers.contains_key("content-length"));
    assert_eq!(
        answer.header("content-type"),
        "application/json; charset=utf-8"
    );
    let comments = answer.body["comments"].as_array().expect("a list");
    assert_eq!(comments.len(), 1_003);
    let ids = comments
        .iter()
        .map(|comment| comment["id"].as_str().expect("an id"));
    assert!(ids.is_sorted(), "oldest first");
    assert_eq!(comments[7]["text"], "Seeded");
}

pub fn log_size(database: &Database) -> u64 {
    let path = database
        .url
        .strip_prefix("sqlite:")
        .map(|path| format!("{path}-wal"));
    path.and_then(|path| std::fs::metadata(Path::new(&path)).ok())
        .map_or(0, |log| log.len())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_write_ahead_log_of_sqlite_stays_bounded_while_readers_hold_it() {
    if on_services() {
        return;
    }
    let (installation, database, token) = large_installation(20_000).await;
    let (server, address) = installation.start_and_wait().await;
    let path = database
        .url
        .strip_prefix("sqlite:")
        .expect("SQLite")
        .to_owned();
    let client = ServerClient::new(address, &token);
    let request = client
        .http
        .delete(format!(
            "{}/api/v1/moderation/sites/garden?confirm=garden",
            client.base
        ))
        .bearer_auth(&token);
    Answer::of(request).await.expect(204);
    // A reader is active all the time, with read transactions of some duration, as a listing or a small
    // backup has.
    let (stop, stopped) = std::sync::mpsc::channel::<()>();
    let reader = std::thread::spawn(move || {
        while let Err(std::sync::mpsc::TryRecvError::Empty) = stopped.try_recv() {
            let connection = rusqlite::Connection::open(&path).expect("opens");
            connection.execute_batch("BEGIN").expect("begins");
            let read = |row: &rusqlite::Row<'_>| row.get::<_, i64>(0);
            let _ = connection.query_row("SELECT COUNT(*) FROM comment", [], read);
            // The duration of the read transaction, which keeps the log from being emptied.
            std::thread::sleep(Duration::from_millis(300));
        }
    });
    let (started, mut largest) = (Instant::now(), 0);
    let ended = "SELECT COUNT(*) FROM site_removal WHERE purged_at IS NOT NULL";
    while database.try_number(ended).await != Some(1) {
        assert!(
            started.elapsed() < Duration::from_mins(5),
            "it takes too long"
        );
        largest = largest.max(log_size(&database));
        pause().await;
    }
    drop(stop);
    reader.join().expect("ends");
    assert!((1..LOG_BOUND).contains(&largest), "{largest}");
    eventually("an empty log", async || {
        pause().await;
        (log_size(&database) == 0).then_some(())
    })
    .await;
    drop(server);
    let removed = "SELECT COUNT(*) FROM site WHERE removed_at IS NOT NULL";
    assert_eq!(database.number(removed).await, 0);
}
