//! Decisions about edits of published comments.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    submissions::edits::{PAGE, count, html, publish, waiting_comments},
    support::{
        answers::edit_token,
        guests::{edit_comment, own_comments},
        world::World,
    },
};

#[tokio::test]
async fn rejecting_discards_only_the_edit() {
    for action in ["spam", "trash"] {
        let world = World::new().await;
        let (ann, owner) = (world.guest(), world.owner_with_key().await);
        let (id, token) = publish(&ann, &owner, "A good comment about gardens").await;
        let taught = world.sum_spam_memory().await;
        edit_comment(&ann, &id, &token, "Cheap watches at watches.example")
            .await
            .expect(200);
        assert_eq!(
            world.sum_spam_memory().await,
            taught,
            "nothing is taken back"
        );
        let before = ann.read(PAGE).await;
        let rejected = owner.decide(action, &[&id]).await.expect(200);
        assert_eq!(rejected.body["decided"][0]["status"], "approved");
        assert_eq!(ann.read(PAGE).await, before);
        assert!(waiting_comments(&owner, &id).await.is_none());
        let own = own_comments(&ann, PAGE, &token).await.expect(200);
        assert_eq!(own.body["items"][0]["text"], "A good comment about gardens");
        let look = owner.comment(&id).await;
        assert_eq!(look["history"][1]["edit"], "rejected", "{look}");
        assert_eq!(look["comment"]["edit"], Value::Null);
        // Spam becomes a training example, trash does not.
        assert_eq!(world.sum_spam_memory().await > taught, action == "spam");
        // The same decision a second time applies to the comment itself.
        let again = owner.decide(action, &[&id]).await.expect(200);
        assert_eq!(again.body["decided"][0]["status"], action);
        assert_eq!(ann.read(PAGE).await["items"], json!([]));
    }
}

#[tokio::test]
async fn decisions_about_edits_can_be_undone_and_redone() {
    let world = World::new().await;
    let (ann, owner) = (world.guest(), world.owner_with_key().await);
    let (id, token) = publish(&ann, &owner, "The first text of all").await;
    let lessons = "SELECT CAST(COUNT(*) AS BIGINT) FROM lesson";
    for (action, shown) in [
        ("trash", "The first text of all"),
        ("spam", "The first text of all"),
        ("approve", "The second text of all"),
    ] {
        edit_comment(&ann, &id, &token, "The second text of all")
            .await
            .expect(200);
        let (memory, taught) = (
            world.sum_spam_memory().await,
            world.database.number(lessons).await,
        );
        let batch = owner.decide(action, &[&id]).await.expect(200);
        let after = (
            world.sum_spam_memory().await,
            world.database.number(lessons).await,
        );
        assert_eq!(html(&ann, PAGE).await, [shown], "{action}");
        let undone = owner
            .undo(batch.body["batch"].as_str().expect("a batch"))
            .await
            .expect(200);
        assert_eq!(undone.body["decided"][0]["status"], "approved");
        assert_eq!(
            html(&ann, PAGE).await,
            ["The first text of all"],
            "{action}"
        );
        let item = waiting_comments(&owner, &id).await.expect("it waits again");
        assert_eq!(item["edit"]["text"], "The second text of all");
        let now = (
            world.sum_spam_memory().await,
            world.database.number(lessons).await,
        );
        assert_eq!(now, (memory, taught), "{action}");
        // The undo can be undone as well.
        let batch = undone.body["batch"].as_str().expect("a batch");
        owner.undo(batch).await.expect(200);
        assert_eq!(html(&ann, PAGE).await, [shown], "{action}");
        assert!(waiting_comments(&owner, &id).await.is_none());
        let now = (
            world.sum_spam_memory().await,
            world.database.number(lessons).await,
        );
        assert_eq!(now, after, "{action}");
    }
    let own = own_comments(&ann, PAGE, &token).await.expect(200);
    assert_eq!(own.body["items"][0]["text"], "The second text of all");
}

#[tokio::test]
async fn a_decision_about_a_text_other_than_the_one_seen_is_a_conflict() {
    let world = World::new().await;
    let (ann, owner) = (world.guest(), world.owner_with_key().await);
    let (id, token) = publish(&ann, &owner, "Seen first").await;
    edit_comment(&ann, &id, &token, "Seen second")
        .await
        .expect(200);
    let seen = waiting_comments(&owner, &id).await.expect("waits")["version"].clone();
    edit_comment(&ann, &id, &token, "Not seen")
        .await
        .expect(200);
    for action in ["approve", "spam", "trash"] {
        let body = json!({ "ids": [id], "action": action, "versions": { id.as_str(): seen } });
        let answer = owner.send_decision(&body).await.expect(200);
        assert_eq!(answer.body["skipped"][0]["code"], "conflict");
    }
    assert_eq!(html(&ann, PAGE).await, ["Seen first"]);
    // Undoing a decision does not restore what the author has changed meanwhile.
    let batch = owner.decide("approve", &[&id]).await.expect(200);
    edit_comment(&ann, &id, &token, "Changed again")
        .await
        .expect(200);
    let batch = batch.body["batch"].as_str().expect("a batch");
    let undone = owner.undo(batch).await.expect(200);
    assert_eq!(undone.body["skipped"][0]["code"], "conflict");
    assert_eq!(html(&ann, PAGE).await, ["Not seen"]);
}

#[tokio::test]
async fn simultaneous_edits_and_decisions_have_the_result_of_one_sequential_order() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner_with_key().await;
    for round in 0..12 {
        let ann = world
            .guest()
            .named("Ann", &format!("ann{round}@example.org"));
        let page = format!("/race/{round}");
        let posted = ann.post(&page, "The old text").await.expect(201);
        let (id, token) = (posted.id(), edit_token(&posted));
        owner.decide("approve", &[&id]).await.expect(200);
        let ids = [id.as_str()];
        // Two simultaneous edits with a decision between them.
        let (one, two, decided) = tokio::join!(
            edit_comment(&ann, &id, &token, "The one text"),
            edit_comment(&ann, &id, &token, "The other text"),
            owner.decide(["approve", "trash", "spam"][round % 3], &ids),
        );
        for answer in [&one, &two] {
            assert!(
                [200, 409].contains(&answer.status.as_u16()),
                "{}",
                answer.text
            );
        }
        decided.expect(200);
        let look = owner.comment(&id).await["comment"].clone();
        let read = ann.read(&page).await;
        let approved = i64::from(look["status"] == "approved");
        assert_eq!(count(&read), approved, "{look}");
        if approved == 1 {
            assert_eq!(read["items"][0]["html"], look["html"]);
        }
        let waiting = "SELECT CAST(COUNT(*) AS BIGINT) FROM comment_edit WHERE state = 'waiting'";
        assert!(world.database.number(waiting).await <= i64::try_from(round).expect("small") + 1);
        let in_queue = waiting_comments(&owner, &id).await.is_some();
        assert_eq!(
            in_queue,
            !look["edit"].is_null() || look["status"] == "pending"
        );
    }
}

#[tokio::test]
async fn deleting_or_rejecting_the_whole_comment_affects_both_texts() {
    let world = World::new().await;
    let (ann, owner) = (world.guest(), world.owner_with_key().await);
    let (id, token) = publish(&ann, &owner, "The text that was approved").await;
    edit_comment(&ann, &id, &token, "The text that waits")
        .await
        .expect(200);
    let body = json!({ "ids": [id], "action": "spam", "whole_comment": true });
    let batch = owner.send_decision(&body).await.expect(200);
    assert_eq!(batch.body["decided"][0]["status"], "spam");
    assert_eq!(ann.read(PAGE).await["items"], json!([]));
    assert!(waiting_comments(&owner, &id).await.is_none());
    let batch = batch.body["batch"].as_str().expect("a batch");
    owner.undo(batch).await.expect(200);
    assert_eq!(html(&ann, PAGE).await, ["The text that was approved"]);
    let item = waiting_comments(&owner, &id).await.expect("waits again");
    assert_eq!(item["edit"]["text"], "The text that waits");
    // A ban that also trashes earlier comments includes the waiting edit.
    let ban =
        json!({ "site": "blog", "kind": "email", "subject": "ann@example.org", "also": "trash" });
    owner.send(Method::POST, "/bans", &ban).await.expect(201);
    assert_eq!(ann.read(PAGE).await["items"], json!([]));
    assert_eq!(owner.comment(&id).await["comment"]["status"], "trash");
    owner.decide("delete", &[&id]).await.expect(200);
    let edits = "SELECT CAST(COUNT(*) AS BIGINT) FROM comment_edit";
    assert_eq!(world.database.number(edits).await, 0);
}

#[tokio::test]
async fn data_left_by_decisions_about_edits_is_removed_after_a_month() {
    let world = World::new().await;
    world.raise_limits().await;
    let (ann, owner) = (world.guest(), world.owner_with_key().await);
    let mut batches = Vec::new();
    for (n, action) in ["approve", "trash", "spam"].iter().enumerate() {
        let who = ann.clone().named("Ann", &format!("ann{n}@example.org"));
        let (id, token) = publish(&who, &owner, &format!("canary-old-{action}")).await;
        edit_comment(&who, &id, &token, &format!("canary-new-{action}"))
            .await
            .expect(200);
        let batch = owner.decide(action, &[&id]).await.expect(200);
        batches.push(batch.body["batch"].as_str().expect("a batch").to_owned());
    }
    world.clock.advance(Duration::from_hours(29 * 24));
    world.app.purge_expired().await.expect("purges");
    let texts = "SELECT CAST(COUNT(*) AS BIGINT) FROM comment_edit WHERE text <> ''";
    assert_eq!(world.database.number(texts).await, 3);
    world.clock.advance(Duration::from_hours(25));
    world.app.purge_expired().await.expect("purges");
    assert_eq!(world.database.number(texts).await, 0);
    for batch in batches {
        let undone = owner.undo(&batch).await.expect(200);
        assert_eq!(
            undone.body["skipped"][0]["code"], "erased",
            "{}",
            undone.text
        );
    }
}
