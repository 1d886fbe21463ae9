//! Removed sites: invisible immediately, deleted in the background, completed after an interruption.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use crate::{
    moderation::bulk_work::{LOG_BOUND, log_size},
    support::{
        answers::{Answer, eventually},
        database::Database,
        moderators::Moderator,
        people::ReportedIdentity,
        process::{Installation, pause},
        seeded_comments::{SeededComments, large_installation},
        server_client::ServerClient,
        world::{World, on_services},
    },
};
use rejoinder::statements;

/// Asserts that readers find nothing of the site `garden`.
async fn assert_nothing_is_read(world: &World) {
    let reader = world.guest();
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
async fn assert_nothing_is_moderated(owner: &Moderator<'_>) {
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
    world.raise_limits().await;
    world.add_site_at("garden", "https://garden.example").await;
    let owner = world.owner().await;
    let garden = world.site_id("garden").await;
    let seed = SeededComments {
        database: &world.database,
        site: garden,
        status: "approved",
        changed_at: 1,
    };
    seed.add(10, 300).await;
    let person = world
        .person(&ReportedIdentity::email("canary@example.org", "Canary"))
        .await;
    let session = world
        .sign_in_with(
            &ReportedIdentity::email("canary@example.org", "Canary"),
            None,
            Some("garden"),
        )
        .await
        .expect("signs in");
    let rejoinder::SignInOutcome::Session(session) = session else {
        panic!("a session");
    };
    let in_garden = session.token.reveal();
    let viewer = async || {
        let request = world.guest().request(Method::GET, "/api/v1/session");
        Answer::of(request.bearer_auth(&in_garden)).await
    };
    viewer().await.expect(200);
    let page = "/api/v1/sites/garden/comments?page=/seeded/10";
    let reader = world.guest();
    reader.get(page).await.expect(200);
    let replica = world.replica().await;
    let on_replica = async || {
        replica
            .answer(&world, world.guest().request(Method::GET, page))
            .await
    };
    on_replica().await.expect(200);

    let feed = json!({ "label": "reader", "feed": "garden" });
    owner.send(Method::POST, "/keys", &feed).await.expect(201);
    owner
        .delete("/sites/garden?confirm=garden")
        .await
        .expect(204);
    // Without its site it would look like a key with all permissions.
    let keys = owner.get("/keys").await.expect(200).body;
    assert_eq!(keys["items"], json!([]));
    let rows = format!("SELECT COUNT(*) FROM comment WHERE site = {garden}");
    assert_eq!(
        world.database.number(&rows).await,
        300,
        "nothing is deleted yet"
    );
    assert_nothing_is_read(&world).await;
    viewer().await.refused(401, "unauthorized");
    assert_eq!(person.data().await["comments"], json!([]));
    assert_nothing_is_moderated(&owner).await;
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
    assert_eq!(world.database.find_text("seeded").await, [""; 0]);
    assert_eq!(world.delete_removed_sites().await, 0);
    reader.get(page).await.expect(200);
    let log = owner.get("/log").await.expect(200);
    assert_eq!(log.body["items"][0]["action"], "remove_site");
    assert_eq!(log.body["items"][0]["site"], "garden");
}

#[tokio::test]
async fn training_examples_of_a_removed_site_are_no_longer_used() {
    let world = World::new().await;
    world.raise_limits().await;
    world.add_site_at("garden", "https://garden.example").await;
    let owner = world.owner().await;
    world.app.trainer.catch_up().await.expect("learns");
    let lessons = || world.app.spam.published().model.example_counts().1;
    let before = lessons();
    let mut ids = Vec::new();
    for n in 0..4 {
        let ann = world.guest();
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
async fn rows_of_a_site_are_deleted_from_every_table_in_chunks() {
    let world = World::new().await;
    let of = |table: &str| format!("DELETE FROM {table} ");
    let tables = tables_with_a_site(&world.database).await;
    assert!(tables.len() > 15, "{tables:?}");
    let all = statements();
    let removal = all.iter().find(|(module, _)| *module == "site::removal");
    let removal = removal.expect("statements of removals").1;
    for table in tables {
        // The removal record remains after the site is gone.
        if table == "site_removal" {
            continue;
        }
        let has = removal.iter().any(|(_, sql)| {
            format!("{sql:?}").contains(&of(&table)) && format!("{sql:?}").contains("$2")
        });
        assert!(has, "src/site/sql/removal.rs deletes nothing from {table}");
    }
}

async fn tables_with_a_site(database: &Database) -> Vec<String> {
    if on_services() {
        let client = crate::support::database::connect_postgres(&database.url).await;
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

const GARDEN_ROWS: &str = "SELECT COUNT(*) FROM comment WHERE text = 'Seeded'";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deletion_that_is_killed_repeatedly_completes_while_others_write() {
    let (installation, database, token) = large_installation(6_000).await;
    let (mut server, address) = installation.start_and_wait().await;
    let blog_client = ServerClient::new(address, &token);
    let request = blog_client
        .http
        .delete(format!(
            "{}/api/v1/moderation/sites/garden?confirm=garden",
            blog_client.base
        ))
        .bearer_auth(&token);
    Answer::of(request).await.expect(204);
    let (mut partial, mut posted, mut largest) = (0, 0, 0);
    let mut left = 6_000;
    for round in 0.. {
        // Waits until this process has deleted some rows.
        let started = left;
        left = eventually("fewer rows", async || {
            pause().await;
            largest = largest.max(log_size(&database));
            let now = database.try_number(GARDEN_ROWS).await?;
            (now < started || now == 0).then_some(now)
        })
        .await;
        if left == 0 {
            break;
        }
        partial += 1;
        let blog_client = client_of(&server, &token).await;
        let gone = blog_client.get("/api/v1/sites/garden/comments?page=/seeded/10");
        assert_eq!(gone.await.status, 404, "remaining rows are not visible");
        blog_client.post(round).await.expect(201);
        posted += 1;
        if round < 3 {
            server.kill();
            assert!(installation.is_sound().await);
            (server, _) = installation.start_and_wait().await;
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

async fn client_of(server: &crate::support::process::ServerProcess, token: &str) -> ServerClient {
    ServerClient::new(server.address().await, token)
}

/// Interrupts the removal of a site while it deletes. On a busy machine the removal may end before that is
/// noticed; then a larger site is removed.
async fn interrupted_removal() -> (Installation, Database) {
    for count in [20_000, 60_000, 180_000] {
        let (installation, database, _) = large_installation(count).await;
        let mut command = installation.binary();
        command.args(["site", "remove", "garden", "--yes"]);
        let mut removing = crate::support::process::ServerProcess::of(command);
        // Not the number of rows, which takes long to count while they are deleted.
        eventually("the beginning of the removal", async || {
            let begun = "SELECT COUNT(*) FROM site_removal";
            (database.try_number(begun).await? > 0).then_some(())
        })
        .await;
        removing.signal("INT");
        removing.wait_for_exit().await;
        if database.number(GARDEN_ROWS).await > 0 {
            return (installation, database);
        }
    }
    panic!("the interruption came too late each time");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_continues_an_interrupted_removal() {
    let (installation, database) = interrupted_removal().await;
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
    let output = installation.binary().args(again).output().expect("runs");
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(output.status.success(), "{printed}");
    assert!(printed.contains("was removed before"), "{printed}");
    assert_eq!(database.number(GARDEN_ROWS).await, 0);
    let output = installation.binary().args(again).output().expect("runs");
    assert_eq!(output.status.code(), Some(2));
}
