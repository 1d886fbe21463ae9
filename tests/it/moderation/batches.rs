//! Decisions about many comments: other clients are not delayed, progress is shown, and interrupted batches
//! are resumed.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    answers::eventually,
    moderators::Moderator,
    world::{World, on_services},
};

/// Adds comments to the queue without the limits of the form.
async fn fill(world: &World, count: usize) {
    world.guest().post("/a", "The first").await.expect(201);
    let copied = "site, thread, NULL AS parent, status, shown, approved_below, version, kind, name, email, website, author,
        text, html, address_hash, network, user_agent, score, verdict, assessment, created_at, changed_at, renderer";
    let names = copied.replace("NULL AS parent", "parent");
    let (id, path, numbers) = if on_services() {
        (
            "md5(n::text)::uuid",
            "decode(md5(n::text), 'hex')",
            format!("generate_series(1, {count}) AS n"),
        )
    } else {
        (
            "CAST(printf('%016d', n) AS BLOB)",
            "CAST(printf('%016d', n) AS BLOB)",
            format!(
                "(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {count}) SELECT n FROM c)"
            ),
        )
    };
    let sql = format!(
        "INSERT INTO comment (id, path, root, digest, {names})
            SELECT {id}, {path}, {id}, n, {copied} FROM comment, {numbers}"
    );
    world.database.execute(&sql).await.expect("fills the queue");
}

async fn pending(world: &World) -> i64 {
    let sql = "SELECT COUNT(*) FROM comment WHERE status = 'pending'";
    world.database.number(sql).await
}

fn trash_everything() -> Value {
    json!({ "filter": { "site": "blog" }, "action": "trash", "note": "a flood" })
}

async fn progress(moderator: &Moderator<'_>, batch: &str) -> Value {
    let answer = moderator.get(&format!("/decisions/{batch}")).await;
    answer.expect(200).body
}

/// The running batch, from the log.
async fn wait_for_running_batch(owner: &Moderator<'_>) -> String {
    eventually("the first step", async || {
        let log = owner.get("/log?limit=1").await.expect(200);
        log.body["items"][0]["batch"].as_str().map(str::to_owned)
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_clients_can_post_while_thousands_are_decided_and_moderators_see_the_progress() {
    let world = World::new().await;
    let owner = world.owner().await;
    fill(&world, 2_000).await;
    let body = trash_everything();
    let decided = owner.send(Method::POST, "/decisions", &body);
    let others = async {
        let batch = wait_for_running_batch(&owner).await;
        let before = progress(&owner, &batch).await;
        world.guest().post("/b", "Meanwhile").await.expect(201);
        let after = progress(&owner, &batch).await;
        // Undoing a running batch is refused with its progress.
        let undo = format!("/decisions/{batch}/undo");
        let refused = owner.send(Method::POST, &undo, &json!({})).await;
        (before, after, refused)
    };
    let (decided, (before, after, refused)) = tokio::join!(decided, others);
    assert_eq!(before["state"], "running", "{before}");
    assert_eq!(before["total"], 2_001, "{before}");
    assert_eq!(
        after["state"], "running",
        "the post was served in between: {after}"
    );
    assert_eq!(refused.status, 409, "{}", refused.text);
    assert_eq!(refused.body["code"], "in_progress");
    let detail = refused.body["detail"].as_str().unwrap_or_default();
    assert!(detail.contains("of 2001 comments"), "{detail}");
    let decided = decided.expect(200);
    assert_eq!(
        decided.body["decided"].as_array().map(Vec::len),
        Some(2_001)
    );
    let batch = decided.body["batch"].as_str().expect("a batch").to_owned();
    let ended = progress(&owner, &batch).await;
    assert_eq!(
        ended,
        json!({ "batch": batch, "state": "ended", "total": 2_001, "decided": 2_001, "skipped": 0, "remaining": 0 })
    );
    assert_eq!(pending(&world).await, 1, "comments posted meanwhile");
    // The undo runs in steps as well.
    let undo = format!("/decisions/{batch}/undo");
    let undone = owner
        .send(Method::POST, &undo, &json!({}))
        .await
        .expect(200);
    assert_eq!(undone.body["decided"].as_array().map(Vec::len), Some(2_001));
    assert_eq!(pending(&world).await, 2_002);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_continues_when_its_client_disconnects() {
    let world = World::new().await;
    let owner = world.owner().await;
    fill(&world, 600).await;
    let body = trash_everything();
    let request = owner.send(Method::POST, "/decisions", &body);
    let batch = tokio::select! {
        _ = request => panic!("it was not interrupted"),
        batch = wait_for_running_batch(&owner) => batch,
    };
    let ended = eventually("the end", async || {
        let progress = progress(&owner, &batch).await;
        (progress["state"] == "ended").then_some(progress)
    })
    .await;
    assert_eq!(ended["decided"], 601, "{ended}");
    assert_eq!(pending(&world).await, 0);
}

#[tokio::test]
async fn a_batch_of_a_killed_process_is_resumed_by_another_and_nothing_is_decided_twice() {
    let world = World::new().await;
    let owner = world.owner().await;
    fill(&world, 299).await;
    let decided = owner
        .send(Method::POST, "/decisions", &trash_everything())
        .await;
    let batch = decided.expect(200).body["batch"].clone();
    let batch = batch.as_str().expect("a batch");
    // As a process leaves it that was killed after 100 comments: the other comments are unchanged.
    interrupt(&world, 100, &[]).await;
    let state = progress(&owner, batch).await;
    assert_eq!(
        (&state["state"], &state["remaining"]),
        (&json!("running"), &json!(200))
    );
    let resumed = world
        .app
        .moderation
        .resume_interrupted(&world.app.moderators);
    assert_eq!(resumed.await, Ok(0), "its process may still be alive");
    world.clock.advance(Duration::from_secs(16));
    let resumed = world
        .app
        .moderation
        .resume_interrupted(&world.app.moderators);
    assert_eq!(resumed.await, Ok(1));
    let state = progress(&owner, batch).await;
    assert_eq!(
        (&state["state"], &state["remaining"]),
        (&json!("ended"), &json!(0))
    );
    assert_eq!(state["decided"], 300, "{state}");
    assert_eq!(pending(&world).await, 0);
    let twice = "SELECT COUNT(*) FROM (SELECT comment FROM moderation_log GROUP BY comment HAVING COUNT(*) > 1) AS t";
    assert_eq!(world.database.number(twice).await, 0);
}

#[tokio::test]
async fn a_resumed_batch_skips_what_its_moderator_may_no_longer_decide() {
    let world = World::new().await;
    let owner = world.owner().await;
    let mod_ = world
        .moderator("mo", rejoinder::Role::Moderator, &["blog"])
        .await;
    fill(&world, 99).await;
    let decided = mod_
        .send(Method::POST, "/decisions", &trash_everything())
        .await;
    let batch = decided.expect(200).body["batch"].clone();
    let batch = batch.as_str().expect("a batch");
    interrupt(&world, 50, &["DELETE FROM moderator WHERE login = 'mo'"]).await;
    world.clock.advance(Duration::from_secs(16));
    let resumed = world
        .app
        .moderation
        .resume_interrupted(&world.app.moderators);
    assert_eq!(resumed.await, Ok(1));
    let state = progress(&owner, batch).await;
    assert_eq!(
        (&state["state"], &state["skipped"]),
        (&json!("ended"), &json!(50))
    );
    assert_eq!(pending(&world).await, 50);
}

/// Leaves the only batch as a process does that is killed after `done` comments: the selection is stored, and
/// the remaining comments are unchanged.
async fn interrupt(world: &World, done: usize, more: &[&str]) {
    let behind = format!("IN (SELECT id FROM comment ORDER BY id LIMIT 1000000 OFFSET {done})");
    let all = if on_services() {
        "(SELECT string_agg(uuid_send(id), '' ORDER BY id) FROM comment)"
    } else {
        // Bytes rather than a text, because ids may contain any byte.
        "(SELECT CAST(unhex(group_concat(hex(id), '')) AS BLOB) FROM (SELECT id FROM comment ORDER BY id))"
    };
    let versions = if on_services() {
        "(SELECT string_agg('\\xffffffffffffffff'::bytea, '') FROM comment)"
    } else {
        "(SELECT CAST(unhex(group_concat('ffffffffffffffff', '')) AS BLOB) FROM comment)"
    };
    let log = if on_services() {
        [
            "ALTER TABLE moderation_log DISABLE TRIGGER ALL",
            "ALTER TABLE moderation_log ENABLE TRIGGER ALL",
        ]
    } else {
        ["DROP TRIGGER moderation_log_no_delete", "SELECT 1"]
    };
    let statements = [
        format!(
            "INSERT INTO decision_selection (batch, comments, versions) SELECT id, {all}, {versions} FROM decision_batch"
        ),
        format!("UPDATE decision_batch SET done = {done}, decided = {done}, ended_at = NULL"),
        format!(
            "UPDATE comment SET status = 'pending', version = 1, decided_at = NULL, changed_at = 0 WHERE id {behind}"
        ),
        log[0].to_owned(),
        format!("DELETE FROM moderation_log WHERE comment {behind}"),
        log[1].to_owned(),
    ];
    for sql in statements
        .iter()
        .map(String::as_str)
        .chain(more.iter().copied())
    {
        let done = world.database.execute(sql).await;
        done.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
}

#[tokio::test]
async fn a_dry_run_of_many_changes_nothing_and_stores_no_batch() {
    let world = World::new().await;
    let owner = world.owner().await;
    fill(&world, 599).await;
    let mut body = trash_everything();
    body["dry_run"] = json!(true);
    let tried = owner
        .send(Method::POST, "/decisions", &body)
        .await
        .expect(200);
    assert_eq!(tried.body["decided"].as_array().map(Vec::len), Some(600));
    assert_eq!(pending(&world).await, 600);
    let batch = tried.body["batch"].as_str().expect("a batch");
    owner.get(&format!("/decisions/{batch}")).await.expect(404);
}

#[tokio::test]
async fn the_progress_of_a_small_batch_is_visible_to_moderators_with_the_right_to_decide() {
    let world = World::new().await;
    world
        .add_site("other", "Other", "https://other.example")
        .await;
    let owner = world.owner().await;
    let guest = world
        .moderator("stranger", rejoinder::Role::Moderator, &["other"])
        .await;
    let id = world.guest().post("/a", "One").await.expect(201).id();
    let decided = owner.decide("approve", &[&id]).await.expect(200);
    let batch = decided.body["batch"].as_str().expect("a batch");
    let state = progress(&owner, batch).await;
    assert_eq!(
        (&state["state"], &state["decided"]),
        (&json!("ended"), &json!(1))
    );
    guest.get(&format!("/decisions/{batch}")).await.expect(404);
    let nothing = owner.decide("approve", &[&id]).await.expect(200);
    let batch = nothing.body["batch"].as_str().expect("a batch");
    let state = progress(&owner, batch).await;
    assert_eq!(
        (&state["state"], &state["decided"]),
        (&json!("ended"), &json!(0))
    );
}
