//! Bulk work: in short transactions, continued after an interruption, and with tasks that do not depend on
//! each other.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use rejoinder::{
    db::ROWS_MAX,
    site::{self, Policy},
};
use reqwest::Method;
use serde_json::json;

use crate::{
    database::Database,
    process::{Door, Installation, pause},
    world::{Answer, Known, Moderator, World, eventually, on_services},
};

/// The largest write-ahead log of SQLite during bulk work: the size at which it is emptied, plus what is
/// written until that is noticed.
const LOG_BOUND: u64 = 48 << 20;

impl World {
    /// Deletes rows of removed sites, as the server does in the background.
    pub async fn delete_removed_sites(&self) -> u64 {
        site::purge_removed(&self.app.db, &self.clock)
            .await
            .expect("deletes the rows")
    }

    async fn site_id(&self, slug: &str) -> i64 {
        self.app.sites.find(slug).await.expect("the site").id
    }
}

/// Comments of one status, inserted directly into the database.
struct Seed<'a> {
    database: &'a Database,
    site: i64,
    status: &'a str,
    changed_at: i64,
}

impl Seed<'_> {
    /// Adds a thread with `count` comments whose ids begin at `first`; every tenth replies to the previous
    /// one.
    async fn add(&self, first: u32, count: u32) {
        let Self {
            site,
            status,
            changed_at,
            ..
        } = self;
        let last = first + count - 1;
        let (bytes, series) = if on_services() {
            (
                "decode('0190' || lpad(to_hex(n.i), 28, '0'), 'hex')".to_owned(),
                format!("generate_series({first}, {last}) AS n(i)"),
            )
        } else {
            let series = format!(
                "(WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last}) SELECT i FROM n) AS n"
            );
            (id("n.i"), series)
        };
        let yes = truth(true);
        let shown = truth(*status == "approved");
        let thread = id(&first.to_string());
        let parent = format!("CASE WHEN n.i % 10 = 9 THEN {} END", id("n.i - 1"));
        let id = id("n.i");
        self.run(&format!(
            "INSERT INTO thread (site, id, page, open, approved, version, created_at)
             VALUES ({site}, {thread}, '/seeded/{first}', {yes}, 0, 1, 1)"
        ))
        .await;
        self.run(&format!(
            "INSERT INTO comment (site, id, thread, parent, path, root, status, shown, approved_below, version,
                kind, name, email, text, html, digest, score, verdict, assessment, created_at, changed_at)
             SELECT {site}, {id}, {thread}, {parent}, {bytes}, {id}, '{status}', {shown}, 0, 1,
                'guest', 'Canary', 'canary@example.org', 'Seeded', '<p>Seeded</p>', 0, 0, 'unsure',
                '{{\"score\":0,\"verdict\":\"unsure\",\"hold\":false,\"reasons\":[]}}', {changed_at}, {changed_at}
             FROM {series}"
        ))
        .await;
    }

    async fn run(&self, sql: &str) {
        // As the server does: without it, split pages still contain copies of deleted rows.
        let secure = if on_services() {
            ""
        } else {
            "PRAGMA secure_delete = ON;"
        };
        let done = self.database.execute(&format!("{secure}{sql}")).await;
        done.unwrap_or_else(|error| panic!("{error}: {sql}"));
    }
}

/// The id of a seeded comment, in SQL.
fn id(number: &str) -> String {
    if on_services() {
        format!("('0190' || lpad(to_hex({number}), 28, '0'))::uuid")
    } else {
        format!("unhex(printf('0190%028x', {number}))")
    }
}

fn truth(value: bool) -> &'static str {
    match (on_services(), value) {
        (true, true) => "TRUE",
        (true, false) => "FALSE",
        (false, true) => "1",
        (false, false) => "0",
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

async fn gone(world: &World, what: &str) {
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
    world.stranger().post("/a", "Hello").await.expect(201);
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
    let posted = world.stranger();
    let request = posted
        .request(Method::POST, "/api/v1/sites/blog/comments")
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
        async move { app.upkeep().await }
    });
    for what in [
        "spent_token",
        "flood_count",
        "moderator_session",
        "comment WHERE status = 'spam'",
    ] {
        gone(&world, what).await;
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
    world.app.forget().await.expect_err("one task fails");
}

/// Asserts that readers find nothing of the site `garden`.
async fn nothing_is_read(world: &World) {
    let reader = world.stranger();
    for path in [
        "/api/v1/sites/garden/comments?page=/seeded/10",
        "/api/v1/sites/garden/latest",
        "/api/v1/sites/garden/counts?page=/seeded/10",
        "/api/v1/sites/garden/form?page=/seeded/10",
        "/api/v1/sites/garden/feed",
        "/api/v1/sites/garden/thread?page=/seeded/10",
        "/api/v1/sites/garden/comments/01900000-0000-0000-0000-00000000000a",
    ] {
        assert_eq!(reader.get(path).await.status, 404, "{path}");
    }
    let preflight = reader
        .request(Method::OPTIONS, "/api/v1/session/redeem")
        .header("origin", "https://garden.example")
        .header("access-control-request-method", "POST");
    let preflight = Answer::of(preflight).await;
    assert!(
        !preflight
            .headers
            .contains_key("access-control-allow-origin")
    );
}

/// Asserts that the owner finds nothing of it either.
async fn nothing_is_moderated(owner: &Moderator<'_>) {
    let sites = owner.get("/sites").await.expect(200);
    assert!(!sites.text.contains("garden"), "{}", sites.text);
    assert!(
        !owner
            .get("/comments?status=approved")
            .await
            .expect(200)
            .text
            .contains("Seeded")
    );
    owner
        .get("/comments/01900000-0000-0000-0000-00000000000a")
        .await
        .refused(404, "not_found");
    owner
        .get("/sites/garden/policy")
        .await
        .refused(404, "not_found");
    assert!(
        !owner
            .get("/statistics")
            .await
            .expect(200)
            .text
            .contains("garden")
    );
}

#[tokio::test]
async fn a_removed_site_is_invisible_immediately_while_its_rows_still_exist() {
    let world = World::new().await;
    world.without_limits().await;
    world.site("garden", "https://garden.example").await;
    let owner = world.owner().await;
    let garden = world.site_id("garden").await;
    let seed = Seed {
        database: &world.database,
        site: garden,
        status: "approved",
        changed_at: 1,
    };
    seed.add(10, 300).await;
    let person = world
        .person(&Known::email("canary@example.org", "Canary"))
        .await;
    let session = world
        .arrive(
            &Known::email("canary@example.org", "Canary"),
            None,
            Some("garden"),
        )
        .await
        .expect("signs in");
    let rejoinder::identity::person::Outcome::Session(session) = session else {
        panic!("a session");
    };
    let in_garden = session.token.reveal();
    let viewer = async || {
        let request = world.stranger().request(Method::GET, "/api/v1/session");
        Answer::of(request.bearer_auth(&in_garden)).await
    };
    viewer().await.expect(200);
    let page = "/api/v1/sites/garden/comments?page=/seeded/10";
    let reader = world.stranger();
    reader.get(page).await.expect(200);
    let replica = world.replica().await;
    let on_replica = async || {
        replica
            .answer(&world, world.stranger().request(Method::GET, page))
            .await
    };
    on_replica().await.expect(200);

    owner
        .delete("/sites/garden?confirm=garden")
        .await
        .expect(204);
    let rows = format!("SELECT COUNT(*) FROM comment WHERE site = {garden}");
    assert_eq!(
        world.database.number(&rows).await,
        300,
        "nothing is deleted yet"
    );
    nothing_is_read(&world).await;
    viewer().await.refused(401, "unauthorized");
    assert_eq!(person.data().await["comments"], json!([]));
    nothing_is_moderated(&owner).await;
    // Another replica notices within a second.
    world.clock.advance(Duration::from_secs(1));
    on_replica().await.refused(404, "not_found");

    // Its slug is free immediately, and the next site of that name starts empty.
    let again =
        json!({ "slug": "garden", "name": "Garden", "origins": ["https://garden.example"] });
    owner.send(Method::POST, "/sites", &again).await.expect(201);
    let fresh = reader.get(page).await.expect(200);
    assert_eq!(fresh.body["items"], json!([]));
    viewer().await.refused(401, "unauthorized");

    assert!(world.delete_removed_sites().await > 300);
    assert_eq!(world.database.number(&rows).await, 0);
    assert_eq!(world.database.holding("seeded").await, [""; 0]);
    assert_eq!(world.delete_removed_sites().await, 0);
    reader.get(page).await.expect(200);
    let log = owner.get("/log").await.expect(200);
    assert_eq!(log.body["items"][0]["action"], "remove_site");
    assert_eq!(log.body["items"][0]["site"], "garden");
}

#[tokio::test]
async fn training_examples_of_a_removed_site_are_no_longer_used() {
    let world = World::new().await;
    world.without_limits().await;
    world.site("garden", "https://garden.example").await;
    let owner = world.owner().await;
    world.app.trainer.catch_up().await.expect("learns");
    let lessons = || world.app.spam.published().model.lessons().1;
    let before = lessons();
    let mut ids = Vec::new();
    for n in 0..4 {
        let ann = world.stranger();
        let text = format!("Buy the pills of garden number {n}");
        ids.push(ann.post_on("garden", "/g", &text).await.expect(201).id());
    }
    let ids = ids.iter().map(String::as_str).collect::<Vec<_>>();
    owner.decide("spam", &ids).await.expect(200);
    world.app.trainer.catch_up().await.expect("learns");
    assert_eq!(lessons(), before + 4);
    owner
        .delete("/sites/garden?confirm=garden")
        .await
        .expect(204);
    world.app.trainer.catch_up().await.expect("retrains");
    assert_eq!(lessons(), before);
    // Deleting the rows later has no further effect on the model.
    let epoch = "SELECT epoch FROM school";
    let marked = world.database.number(epoch).await;
    world.delete_removed_sites().await;
    assert_eq!(world.database.number(epoch).await, marked);
    assert_eq!(
        world.database.number("SELECT COUNT(*) FROM lesson").await,
        0
    );
}

#[tokio::test]
async fn replies_older_than_their_parent_are_deleted_too() {
    let world = World::new().await;
    world.site("garden", "https://garden.example").await;
    let garden = world.site_id("garden").await;
    let seed = Seed {
        database: &world.database,
        site: garden,
        status: "pending",
        changed_at: 1,
    };
    seed.add(10, 200).await;
    // The oldest comment replies to the newest: the clock of the replica that accepted it was behind.
    let (older, newer) = (id("10"), id("209"));
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

#[tokio::test]
async fn rows_of_a_site_are_deleted_from_every_table_in_chunks() {
    let world = World::new().await;
    let of = |table: &str| format!("DELETE FROM {table} ");
    let tables = tables_with_a_site(&world.database).await;
    assert!(tables.len() > 15, "{tables:?}");
    for table in tables {
        // The removal record remains after the site is gone.
        if table == "site_removal" {
            continue;
        }
        let has = site::sql::removal::ALL.iter().any(|(_, sql)| {
            format!("{sql:?}").contains(&of(&table)) && format!("{sql:?}").contains("$2")
        });
        assert!(has, "src/site/sql/removal.rs deletes nothing from {table}");
    }
}

async fn tables_with_a_site(database: &Database) -> Vec<String> {
    if on_services() {
        let client = crate::database::connect(&database.url).await;
        let rows = client
            .query(
                "SELECT table_name::text FROM information_schema.columns
                 WHERE column_name = 'site' AND table_schema = 'public'",
                &[],
            )
            .await
            .expect("columns");
        return rows.iter().map(|row| row.get(0)).collect();
    }
    let path = database.url.strip_prefix("sqlite:").expect("SQLite");
    let connection = rusqlite::Connection::open(path).expect("opens");
    let mut statement = connection
        .prepare(
            "SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) p
             WHERE m.type = 'table' AND p.name = 'site'",
        )
        .expect("a query");
    let names = statement.query_map([], |row| row.get(0)).expect("rows");
    names.map(|name| name.expect("a name")).collect()
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
    world.without_limits().await;
    world.policy(|policy| policy.spam_days = 1).await;
    world.site("garden", "https://garden.example").await;
    let (blog, garden) = (world.site_id("blog").await, world.site_id("garden").await);
    for (site, status, first) in [(blog, "spam", 10), (garden, "approved", 10_000)] {
        let seed = Seed {
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
    let changed = world.app.forget().await.expect("purges");
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
async fn become_of(world: &World, person: uuid::Uuid) {
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
    world.without_limits().await;
    let known = Known::email("canary@example.org", "Canary");
    let person = world.person(&known).await;
    person.post("/a", "Said I.").await.expect(201);
    let blog = world.site_id("blog").await;
    let seed = Seed {
        database: &world.database,
        site: blog,
        status: "pending",
        changed_at: 1,
    };
    seed.add(10, 500).await;
    become_of(&world, person.id).await;
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
    assert_eq!(world.database.holding("canary").await, [""; 0]);
}

#[tokio::test]
async fn an_export_of_many_comments_is_streamed_and_complete() {
    let world = World::new().await;
    let person = world.person(&Known::email("ann@example.org", "Ann")).await;
    let blog = world.site_id("blog").await;
    let seed = Seed {
        database: &world.database,
        site: blog,
        status: "approved",
        changed_at: 1,
    };
    seed.add(10, 1_003).await;
    become_of(&world, person.id).await;
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

/// An installation with the blog and a site `garden` with many comments.
async fn large_installation(count: u32) -> (Installation, Database, String) {
    let database = Database::migrated().await;
    let installation = Installation::on(&database);
    let token = installation
        .furnish(Policy {
            limits_percent: 10_000,
            ..Policy::default()
        })
        .await;
    let (served, address) = installation.started().await;
    let door = Door::new(address, &token);
    let garden =
        json!({ "slug": "garden", "name": "Garden", "origins": ["https://garden.example"] });
    let request = door
        .http
        .post(format!("{}/api/v1/moderation/sites", door.base))
        .bearer_auth(&token)
        .json(&garden);
    Answer::of(request).await.expect(201);
    drop(served);
    let site = database
        .number("SELECT id FROM site WHERE slug = 'garden'")
        .await;
    let seed = Seed {
        database: &database,
        site,
        status: "approved",
        changed_at: 1,
    };
    seed.add(10, count).await;
    (installation, database, token)
}

fn log_size(database: &Database) -> u64 {
    let path = database
        .url
        .strip_prefix("sqlite:")
        .map(|path| format!("{path}-wal"));
    path.and_then(|path| std::fs::metadata(Path::new(&path)).ok())
        .map_or(0, |log| log.len())
}

const GARDEN_ROWS: &str = "SELECT COUNT(*) FROM comment WHERE text = 'Seeded'";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deletion_that_is_killed_repeatedly_completes_while_others_write() {
    let (installation, database, token) = large_installation(6_000).await;
    let (mut served, address) = installation.started().await;
    let door = Door::new(address, &token);
    let request = door
        .http
        .delete(format!(
            "{}/api/v1/moderation/sites/garden?confirm=garden",
            door.base
        ))
        .bearer_auth(&token);
    Answer::of(request).await.expect(204);
    let (mut partial, mut posted, mut largest) = (0, 0, 0);
    let mut left = 6_000;
    for round in 0.. {
        // Waits until this process has deleted some rows.
        let begun = left;
        left = eventually("fewer rows", async || {
            pause().await;
            largest = largest.max(log_size(&database));
            let now = database.try_number(GARDEN_ROWS).await?;
            (now < begun || now == 0).then_some(now)
        })
        .await;
        if left == 0 {
            break;
        }
        partial += 1;
        let door = door_at(&served, &token).await;
        let gone = door.get("/api/v1/sites/garden/comments?page=/seeded/10");
        assert_eq!(gone.await.status, 404, "remaining rows are not visible");
        door.post(round).await.expect(201);
        posted += 1;
        if round < 3 {
            served.kill();
            assert!(installation.is_sound().await);
            (served, _) = installation.started().await;
        }
    }
    assert!(partial >= 3, "the rows were deleted in one step");
    assert!(largest < LOG_BOUND, "{largest}");
    let posts = database.number("SELECT COUNT(*) FROM comment").await;
    assert_eq!(posts, posted);
    eventually("the end of the removal", async || {
        pause().await;
        let ended = "SELECT COUNT(*) FROM site_removal WHERE purged_at IS NOT NULL";
        (database.try_number(ended).await? == 1).then_some(())
    })
    .await;
    // When nothing is running, the log is empty again.
    if !on_services() {
        eventually("an empty log", async || {
            pause().await;
            (log_size(&database) == 0).then_some(())
        })
        .await;
    }
    assert!(installation.is_sound().await);
}

async fn door_at(served: &crate::process::Served, token: &str) -> Door {
    Door::new(served.address().await, token)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_continues_an_interrupted_removal() {
    let (installation, database, _) = large_installation(20_000).await;
    let mut command = installation.binary();
    command.args(["site", "remove", "garden", "--yes"]);
    let mut removing = crate::process::Served::of(command);
    eventually("fewer rows", async || {
        pause().await;
        let now = database.try_number(GARDEN_ROWS).await?;
        (now < 20_000).then_some(())
    })
    .await;
    removing.signal("INT");
    removing.ended().await;
    let left = database.number(GARDEN_ROWS).await;
    assert!(left > 0, "the interruption came too late");
    let listed = installation
        .binary()
        .args(["site", "list"])
        .output()
        .expect("runs");
    let listed = String::from_utf8(listed.stdout).expect("UTF-8");
    assert!(
        listed.contains("blog") && !listed.contains("garden"),
        "{listed}"
    );
    let again = ["site", "remove", "garden", "--yes"];
    let ran = installation.binary().args(again).output().expect("runs");
    let said = String::from_utf8(ran.stdout).expect("UTF-8");
    assert!(ran.status.success(), "{said}");
    assert!(said.contains("was removed before"), "{said}");
    assert_eq!(database.number(GARDEN_ROWS).await, 0);
    let ran = installation.binary().args(again).output().expect("runs");
    assert_eq!(ran.status.code(), Some(2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_write_ahead_log_of_sqlite_stays_bounded_while_readers_hold_it() {
    if on_services() {
        return;
    }
    let (installation, database, token) = large_installation(20_000).await;
    let (served, address) = installation.started().await;
    let path = database
        .url
        .strip_prefix("sqlite:")
        .expect("SQLite")
        .to_owned();
    let door = Door::new(address, &token);
    let request = door
        .http
        .delete(format!(
            "{}/api/v1/moderation/sites/garden?confirm=garden",
            door.base
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
            std::thread::sleep(Duration::from_millis(300));
        }
    });
    let (begun, mut largest) = (Instant::now(), 0);
    let ended = "SELECT COUNT(*) FROM site_removal WHERE purged_at IS NOT NULL";
    while database.try_number(ended).await != Some(1) {
        assert!(
            begun.elapsed() < Duration::from_mins(5),
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
    drop(served);
    let removed = "SELECT COUNT(*) FROM site WHERE removed_at IS NOT NULL";
    assert_eq!(database.number(removed).await, 0);
}
