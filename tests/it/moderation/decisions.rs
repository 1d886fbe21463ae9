//! Moderation: decisions by ids and by filter, undo, erasure, and the log of it all.

use rejoinder::Role;
use serde_json::{Value, json};

use crate::support::{
    answers::{Answer, field_of_each, outcomes},
    guests::COMMENTS,
    moderators::Moderator,
    world::World,
};

/// Posts a comment of an author of its own; returns the id.
async fn post_comment(world: &World, page: &str, text: &str) -> String {
    let person = world.guest();
    let address = format!("{}@example.org", person.address);
    let posted = person.named("Somebody", &address).post(page, text).await;
    posted.expect(201).id()
}

async fn status(owner: &Moderator<'_>, id: &str) -> (String, i64) {
    let look = owner.comment(id).await;
    let comment = &look["comment"];
    (
        comment["status"].as_str().expect("a status").to_owned(),
        comment["version"].as_i64().expect("a version"),
    )
}

fn pairs(ids: &[&String], word: &str) -> Vec<(String, String)> {
    ids.iter()
        .map(|id| ((*id).clone(), word.to_owned()))
        .collect()
}

#[tokio::test]
async fn a_moderator_who_may_not_delete_is_told_so() {
    let world = World::new().await;
    let ben = world.moderator("ben", Role::Moderator, &["blog"]).await;
    let id = world.guest().post("/a", "Words").await.expect(201).id();
    let refused = ben.decide("delete", &[&id]).await;
    refused.refused(403, "forbidden");
    assert_eq!(ben.comment(&id).await["comment"]["status"], "pending");
}

#[tokio::test]
async fn a_decision_is_visible_on_the_page_immediately_in_both_directions() {
    let world = World::new().await;
    let owner = world.owner().await;
    let reader = world.guest();
    let id = post_comment(&world, "/now", "Here I am").await;
    let one = format!("/api/v1/sites/blog/comments/{id}");
    let counts = "/api/v1/sites/blog/counts?page=/now";
    for _ in 0..3 {
        assert_eq!(reader.texts("/now").await, [""; 0]);
        reader.get(&one).await.refused(404, "not_found");
        assert_eq!(reader.get(counts).await.body["counts"]["/now"], 0);
        owner.decide("approve", &[&id]).await.expect(200);
        assert_eq!(reader.texts("/now").await, ["Here I am"]);
        reader.get(&one).await.expect(200);
        assert_eq!(reader.get(counts).await.body["counts"]["/now"], 1);
        owner.decide("hold", &[&id]).await.expect(200);
    }
}

#[tokio::test]
async fn every_action_sets_its_status_and_impossible_ones_are_skipped_with_a_reason() {
    let world = World::new().await;
    let owner = world.owner().await;
    let id = post_comment(&world, "/moves", "To be moved about").await;
    for (action, expected) in [
        ("approve", "approved"),
        ("hold", "pending"),
        ("spam", "spam"),
        ("restore", "pending"),
        ("trash", "trash"),
        ("approve", "approved"),
        ("trash", "trash"),
        ("restore", "pending"),
    ] {
        let (_, before) = status(&owner, &id).await;
        let answer = owner.decide(action, &[&id]).await.expect(200);
        assert_eq!(
            outcomes(&answer, "decided", "status"),
            pairs(&[&id], expected)
        );
        assert_eq!(answer.body["decided"][0]["version"], before + 1, "{action}");
        assert_eq!(status(&owner, &id).await, (expected.to_owned(), before + 1));
        let again = if action == "restore" { "hold" } else { action };
        let answer = owner.decide(again, &[&id]).await.expect(200);
        assert_eq!(
            outcomes(&answer, "skipped", "code"),
            pairs(&[&id], "unchanged")
        );
        assert_eq!(answer.body["decided"], json!([]));
        assert_eq!(status(&owner, &id).await.1, before + 1);
    }
    let unknown = world.clock.id().to_string();
    let answer = owner
        .decide("approve", &[&unknown, &id, &id])
        .await
        .expect(200);
    assert_eq!(
        outcomes(&answer, "skipped", "code"),
        pairs(&[&unknown], "not_found")
    );
    assert_eq!(
        outcomes(&answer, "decided", "status"),
        pairs(&[&id], "approved")
    );
    for wrong in [
        json!({ "action": "approve" }),
        json!({ "action": "approve", "ids": [id], "filter": {} }),
        json!({ "action": "approve", "ids": [] }),
        json!({ "action": "approve", "ids": [id], "note": "n".repeat(1001) }),
        json!({ "action": "approve", "ids": [id], "versions": { "one": 1 } }),
        json!({ "action": "approve", "ids": [id], "note": "a\u{0}b" }),
        json!({ "action": "approve", "filter": { "q": "a\u{0}b" } }),
        json!({ "action": "publish", "ids": [id] }),
        json!({ "action": "approve", "ids": [id], "all": true }),
    ] {
        let refused = owner.send_decision(&wrong).await;
        assert!(
            refused.status.is_client_error(),
            "{wrong}: {}",
            refused.text
        );
    }
}

#[tokio::test]
async fn an_outdated_version_is_a_conflict_and_does_not_affect_other_comments() {
    let world = World::new().await;
    let owner = world.owner().await;
    let (one, two) = (
        post_comment(&world, "/v", "The first one").await,
        post_comment(&world, "/v", "The second one").await,
    );
    owner.decide("trash", &[&one]).await.expect(200);
    let body = json!({ "ids": [one, two], "action": "approve", "versions": { &one: 1, &two: 1 } });
    let answer = owner.send_decision(&body).await.expect(200);
    assert_eq!(
        outcomes(&answer, "skipped", "code"),
        pairs(&[&one], "conflict")
    );
    assert_eq!(
        outcomes(&answer, "decided", "status"),
        pairs(&[&two], "approved")
    );
    let body = json!({ "ids": [one], "action": "approve", "versions": { &one: 2 } });
    let answer = owner.send_decision(&body).await.expect(200);
    assert_eq!(
        outcomes(&answer, "decided", "status"),
        pairs(&[&one], "approved")
    );
}

#[tokio::test]
async fn a_dry_run_reports_the_result_and_changes_nothing() {
    let world = World::new().await;
    let owner = world.owner().await;
    let one = post_comment(&world, "/dry", "Dry as a bone").await;
    let two = post_comment(&world, "/dry", "Dry as dust").await;
    let other = post_comment(&world, "/wet", "Wet").await;
    let filter = json!({ "filter": { "page": "/dry" }, "action": "approve", "dry_run": true });
    let answer = owner.send_decision(&filter).await.expect(200);
    assert_eq!(
        outcomes(&answer, "decided", "status"),
        pairs(&[&one, &two], "approved")
    );
    for id in [&one, &two] {
        assert_eq!(status(&owner, id).await, ("pending".to_owned(), 1));
    }
    assert_eq!(world.sum_spam_memory().await, 0);
    assert_eq!(owner.list_all("/log", &[]).await, [] as [Value; 0]);
    let batch = answer.body["batch"].as_str().expect("a batch");
    owner.undo(batch).await.refused(404, "not_found");

    let filter = json!({ "filter": { "page": "/dry", "q": "BONE" }, "action": "spam" });
    let answer = owner.send_decision(&filter).await.expect(200);
    assert_eq!(
        outcomes(&answer, "decided", "status"),
        pairs(&[&one], "spam")
    );
    let filter = json!({ "filter": { "site": "blog" }, "action": "trash" });
    let answer = owner.send_decision(&filter).await.expect(200);
    assert_eq!(
        outcomes(&answer, "decided", "status"),
        pairs(&[&two, &other], "trash")
    );
    let filter = json!({ "filter": { "site": "nowhere" }, "action": "trash" });
    owner.send_decision(&filter).await.refused(404, "not_found");
}

#[tokio::test]
async fn erasing_leaves_no_data_of_a_person_and_a_stub_where_there_are_replies() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    let canary = |n: u32| {
        world
            .guest()
            .named(&format!("Nmcanary{n}"), &format!("mlcanary{n}@example.org"))
    };
    let mut ids = Vec::new();
    for n in 0..2 {
        let person = canary(n);
        let mut body = person.comment("/erase", &format!("Txcanary{n} was here with *words*"));
        body["token"] = json!(person.token("/erase").await);
        body["author"]["website"] = json!(format!("https://wbcanary{n}.example/"));
        let request = person
            .request(reqwest::Method::POST, COMMENTS)
            .header("user-agent", format!("Agcanary{n}/1.0"))
            .header("idempotency-key", format!("key-{n}"))
            .json(&body);
        ids.push(Answer::of(request).await.expect(201).id());
    }
    let (with_reply, alone) = (ids[0].clone(), ids[1].clone());
    owner.decide("approve", &[&with_reply]).await.expect(200);
    let reply = world
        .guest()
        .named("Ben", "ben@example.org")
        .reply("/erase", &with_reply, "An answer that stays")
        .await
        .expect(201)
        .id();
    owner.decide("approve", &[&reply]).await.expect(200);
    // Read once, so that the answer is cached.
    assert_eq!(world.guest().texts("/erase").await.len(), 2);
    for part in ["nmcanary", "mlcanary", "txcanary", "wbcanary", "agcanary"] {
        assert_ne!(
            world.database.find_text(part).await,
            [""; 0],
            "{part} was stored"
        );
    }

    let answer = owner
        .decide("delete", &[&with_reply, &alone])
        .await
        .expect(200);
    assert_eq!(
        outcomes(&answer, "decided", "status"),
        pairs(&[&with_reply, &alone], "deleted")
    );
    for part in ["nmcanary", "mlcanary", "txcanary", "wbcanary", "agcanary"] {
        assert_eq!(
            world.database.find_text(part).await,
            [""; 0],
            "{part} is gone"
        );
    }
    let page = world.guest().read("/erase").await;
    assert!(
        !page.to_string().to_lowercase().contains("canary"),
        "{page}"
    );
    let items = page["items"].as_array().expect("items");
    assert_eq!(field_of_each(items, "id"), [&with_reply, &reply]);
    assert_eq!(
        (&items[0]["removed"], &items[0]["author"]),
        (&json!(true), &Value::Null)
    );
    assert_eq!(items[1]["parent_id"], with_reply);
    assert_eq!(page["thread"]["count"], 1);

    // No decision can restore it.
    let answer = owner
        .decide("approve", &[&with_reply, &alone])
        .await
        .expect(200);
    assert_eq!(
        outcomes(&answer, "skipped", "code"),
        [
            (with_reply.clone(), "erased".to_owned()),
            (alone.clone(), "not_found".to_owned())
        ]
    );
    let answer = owner.decide("delete", &[&with_reply]).await.expect(200);
    assert_eq!(
        outcomes(&answer, "skipped", "code"),
        pairs(&[&with_reply], "unchanged")
    );
    let batch = owner.list_all("/log", &[("action", "delete")]).await[0]["batch"].clone();
    let answer = owner
        .undo(batch.as_str().expect("a batch"))
        .await
        .expect(200);
    assert_eq!(
        outcomes(&answer, "skipped", "code"),
        pairs(&[&with_reply, &alone], "erased")
    );
    owner
        .get(&format!("/comments/{alone}"))
        .await
        .refused(404, "not_found");
    // With its last reply gone, the stub is removed.
    owner.decide("trash", &[&reply]).await.expect(200);
    assert_eq!(world.guest().texts("/erase").await, [""; 0]);
}

#[tokio::test]
async fn a_batch_is_undone_where_nothing_changed_since_and_an_undo_can_be_undone() {
    let world = World::new().await;
    let owner = world.owner().await;
    let mut ids = Vec::new();
    for n in 0..3 {
        ids.push(post_comment(&world, "/undo", &format!("Comment number {n}")).await);
    }
    owner.decide("approve", &[&ids[2]]).await.expect(200);
    let all = ids.iter().map(String::as_str).collect::<Vec<_>>();
    let spam = owner.decide("spam", &all).await.expect(200);
    owner.decide("trash", &[&ids[1]]).await.expect(200);

    let undone = owner
        .undo(spam.body["batch"].as_str().expect("a batch"))
        .await
        .expect(200);
    assert_eq!(
        outcomes(&undone, "decided", "status"),
        [
            (ids[0].clone(), "pending".to_owned()),
            (ids[2].clone(), "approved".to_owned())
        ]
    );
    assert_eq!(
        outcomes(&undone, "skipped", "code"),
        pairs(&[&ids[1]], "conflict")
    );
    assert_eq!(world.guest().texts("/undo").await, ["Comment number 2"]);

    let redone = owner
        .undo(undone.body["batch"].as_str().expect("a batch"))
        .await
        .expect(200);
    assert_eq!(
        outcomes(&redone, "decided", "status"),
        pairs(&[&ids[0], &ids[2]], "spam")
    );
    assert_eq!(world.guest().texts("/undo").await, [""; 0]);
    // Undoing changed the comments of the first batch, so it cannot be undone a second time.
    let again = owner
        .undo(spam.body["batch"].as_str().expect("a batch"))
        .await
        .expect(200);
    assert_eq!(again.body["decided"], json!([]));
    owner
        .undo(&world.clock.id().to_string())
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn undoing_a_batch_removes_its_training_examples() {
    let world = World::new().await;
    let owner = world.owner().await;
    let bait = "Buy the wonderful watches of our shop today and tell all of your friends";
    let reasons = async |n: u32| {
        // On separate pages and hours apart, so that only the content fingerprints of earlier comments can
        // matter.
        world.clock.advance(std::time::Duration::from_hours(2));
        let id = post_comment(&world, &format!("/bait/{n}"), bait).await;
        let login = format!("looker{n}");
        let looker = world.moderator(&login, Role::Owner, &[]).await;
        let look = looker.comment(&id).await;
        let reasons = look["comment"]["assessment"]["reasons"].as_array().cloned();
        let reasons = reasons.expect("reasons");
        let codes = field_of_each(&reasons, "code")
            .into_iter()
            .map(str::to_owned);
        (id, codes.collect::<Vec<_>>())
    };
    drop(owner);
    let (first, before) = reasons(0).await;
    assert!(!before.contains(&"text_known".to_owned()), "{before:?}");
    let owner = world.moderator("second", Role::Owner, &[]).await;
    let spam = owner.decide("spam", &[&first]).await.expect(200);
    let batch = spam.body["batch"].as_str().expect("a batch").to_owned();
    assert!(world.sum_spam_memory().await > 0);
    let (_, taught) = reasons(1).await;
    assert!(taught.contains(&"text_known".to_owned()), "{taught:?}");
    let owner = world.moderator("third", Role::Owner, &[]).await;
    owner.undo(&batch).await.expect(200);
    assert_eq!(world.sum_spam_memory().await, 0);
    let (_, after) = reasons(2).await;
    assert_eq!(after, before);
}

#[tokio::test]
async fn the_log_has_actor_time_reason_before_and_after_and_cannot_be_changed() {
    let world = World::new().await;
    let owner = world.owner().await;
    let one = post_comment(&world, "/log", "One for the log").await;
    let two = post_comment(&world, "/log", "Another for the log").await;
    let at = world.clock.now().rfc3339();
    let body = json!({ "ids": [one, two], "action": "approve", "note": "looks fine" });
    let first = owner.send_decision(&body).await.expect(200);
    world.clock.advance(std::time::Duration::from_mins(3));
    let second = owner.decide("trash", &[&one]).await.expect(200);
    let undone = owner
        .undo(second.body["batch"].as_str().expect("a batch"))
        .await
        .expect(200);

    let log = owner.list_all("/log", &[("limit", "1")]).await;
    assert_eq!(
        field_of_each(&log, "action"),
        ["undo", "trash", "approve", "approve"]
    );
    let ids = field_of_each(&log, "id");
    assert!(ids.iter().rev().is_sorted(), "newest first");
    let line = log.last().expect("a line");
    assert_eq!(line["at"], at);
    assert_eq!(line["site"], "blog");
    assert_eq!(line["batch"], first.body["batch"]);
    assert_eq!(line["comment_id"], one);
    assert_eq!(
        (&line["login"], &line["note"]),
        (&json!("owner"), &json!("looks fine"))
    );
    assert_eq!(
        (&line["before"], &line["after"]),
        (&json!("pending"), &json!("approved"))
    );
    assert_eq!(line["version"], 2);
    let who = owner.get("/session").await.expect(200);
    assert_eq!(line["moderator_id"], who.body["moderator"]["id"]);

    let moderator = line["moderator_id"].as_str().expect("an id");
    let undo = undone.body["batch"].as_str().expect("a batch");
    for (name, value, count) in [
        ("comment", one.as_str(), 3),
        ("comment", two.as_str(), 1),
        ("action", "trash", 1),
        ("batch", undo, 1),
        ("moderator", moderator, 4),
        ("moderator", &one, 0),
        ("site", "blog", 4),
    ] {
        assert_eq!(
            owner.list_all("/log", &[(name, value)]).await.len(),
            count,
            "{name}={value}"
        );
    }
    let look = owner.comment(&one).await;
    let history = look["history"].as_array().expect("a history");
    assert_eq!(
        field_of_each(history, "action"),
        ["approve", "trash", "undo"]
    );

    for statement in [
        "UPDATE moderation_log SET note = 'nothing happened'",
        "UPDATE moderation_log SET login = 'somebody' WHERE action = 'trash'",
        "DELETE FROM moderation_log",
        "DELETE FROM moderation_log WHERE action = 'undo'",
    ] {
        let refused = world
            .database
            .execute(statement)
            .await
            .expect_err(statement);
        assert!(refused.contains("append-only"), "{refused}");
    }
    assert_eq!(owner.list_all("/log", &[]).await, log);
}

#[tokio::test]
async fn undoing_a_batch_that_changed_nothing_does_nothing() {
    let world = World::new().await;
    let owner = world.owner().await;
    let id = post_comment(&world, "/nothing", "Approved once").await;
    owner.decide("approve", &[&id]).await.expect(200);
    let nothing = owner.decide("approve", &[&id]).await.expect(200);
    assert_eq!(
        outcomes(&nothing, "skipped", "code"),
        pairs(&[&id], "unchanged")
    );
    let mut batch = nothing.body["batch"].clone();
    // The undo is a batch itself.
    for _ in 0..2 {
        let undone = owner.undo(batch.as_str().expect("a batch")).await;
        let undone = undone.expect(200);
        assert_eq!(undone.body["decided"], json!([]));
        assert_eq!(undone.body["skipped"], json!([]));
        batch = undone.body["batch"].clone();
    }
    assert_eq!(owner.list_all("/log", &[]).await.len(), 1, "one log entry");
}
