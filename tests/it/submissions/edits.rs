//! Edits of published comments: which edits wait for a moderator, and what readers see meanwhile.

use std::time::Duration;

use futures_util::future::join_all;
use rejoinder::site::{ModerationPolicy, WaitingEdits};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    submissions::{
        own_comments::{delete, edit, mine, token_of},
        posting::open_house,
    },
    support::{
        actors::each,
        world::{Known, Moderator, Stranger, World},
    },
};

const PAGE: &str = "/edited";

/// Publishes a comment; returns its id and its edit token.
async fn published(who: &Stranger<'_>, owner: &Moderator<'_>, text: &str) -> (String, String) {
    let posted = who.post(PAGE, text).await.expect(201);
    let (id, token) = (posted.id(), token_of(&posted));
    owner.decide("approve", &[&id]).await.expect(200);
    (id, token)
}

/// The item of the queue for a comment.
async fn queued(owner: &Moderator<'_>, id: &str) -> Option<Value> {
    let queue = owner.queue().await;
    queue.into_iter().find(|item| item["id"] == id)
}

async fn html(who: &Stranger<'_>, page: &str) -> Vec<String> {
    who.texts(page).await
}

fn count(page: &Value) -> i64 {
    page["thread"]["count"].as_i64().expect("a count")
}

#[tokio::test]
async fn the_published_text_stays_until_a_moderator_has_decided_about_the_new_one() {
    let world = World::new().await;
    let (ann, ben, owner) = (
        world.stranger(),
        world.stranger().named("Ben", "ben@example.org"),
        world.owner_with_key().await,
    );
    let (id, token) = published(&ann, &owner, "Thing 12").await;
    let reply = ben.reply(PAGE, &id, "Well said").await.expect(201).id();
    owner.decide("approve", &[&reply]).await.expect(200);
    let before = ann.read(PAGE).await;

    let edited = edit(&ann, &id, &token, "Thing *13*").await.expect(200);
    assert_eq!(edited.body["status"], "pending");
    assert_eq!(edited.body["comment"]["text"], "Thing *13*");
    assert_eq!(
        edited.body["comment"]["published_html"],
        "<p dir=\"auto\">Thing 12</p>\n"
    );
    // Readers see no change, not even in the version of the thread.
    assert_eq!(ann.read(PAGE).await, before);
    assert_eq!(before["items"][0]["removed"], false);
    let own = mine(&ann, PAGE, &token).await.expect(200);
    let own = &own.body["items"][0];
    assert_eq!(
        (&own["text"], &own["html"], &own["status"]),
        (
            &json!("Thing *13*"),
            &json!("<p dir=\"auto\">Thing <em>13</em></p>\n"),
            &json!("pending")
        )
    );
    assert!(own["edited_at"].is_string());

    let item = queued(&owner, &id).await.expect("it waits in the queue");
    assert_eq!(
        (&item["status"], &item["text"], &item["edit"]["text"]),
        (&json!("approved"), &json!("Thing 12"), &json!("Thing *13*"))
    );
    assert_eq!(
        item["edit"]["html"],
        "<p dir=\"auto\">Thing <em>13</em></p>\n"
    );
    assert!(item["edit"]["assessment"]["reasons"].is_array());
    let found = owner.walk("/comments", &[("q", "*13*")]).await;
    assert_eq!(each(&found, "id"), [id.as_str()]);
    for order in ["oldest", "newest", "score"] {
        let found = owner
            .walk("/comments", &[("order", order), ("limit", "1")])
            .await;
        assert_eq!(each(&found, "id"), [id.as_str()], "{order}");
    }

    let decided = owner.decide("approve", &[&id]).await.expect(200);
    assert_eq!(decided.body["decided"][0]["status"], "approved");
    let read = ann.read(PAGE).await;
    assert_eq!(
        read["items"][0]["html"],
        "<p dir=\"auto\">Thing <em>13</em></p>\n"
    );
    assert!(read["items"][0]["edited_at"].is_string());
    assert_eq!(count(&read), 2);
    assert!(queued(&owner, &id).await.is_none());
    let own = mine(&ann, PAGE, &token).await.expect(200);
    let own = &own.body["items"][0];
    assert_eq!(
        (&own["status"], &own["published_html"]),
        (&json!("approved"), &Value::Null)
    );
    let look = owner.look(&id).await;
    let last = look["history"].as_array().and_then(|lines| lines.last());
    let last = last.expect("a line");
    assert_eq!(
        (&last["before"], &last["after"], &last["edit"]),
        (&json!("approved"), &json!("approved"), &json!("published"))
    );
}

#[tokio::test]
async fn rejecting_discards_only_the_edit() {
    for action in ["spam", "trash"] {
        let world = World::new().await;
        let (ann, owner) = (world.stranger(), world.owner_with_key().await);
        let (id, token) = published(&ann, &owner, "A good comment about gardens").await;
        let taught = world.remembered().await;
        edit(&ann, &id, &token, "Cheap watches at watches.example")
            .await
            .expect(200);
        assert_eq!(world.remembered().await, taught, "nothing is taken back");
        let before = ann.read(PAGE).await;
        let rejected = owner.decide(action, &[&id]).await.expect(200);
        assert_eq!(rejected.body["decided"][0]["status"], "approved");
        assert_eq!(ann.read(PAGE).await, before);
        assert!(queued(&owner, &id).await.is_none());
        let own = mine(&ann, PAGE, &token).await.expect(200);
        assert_eq!(own.body["items"][0]["text"], "A good comment about gardens");
        let look = owner.look(&id).await;
        assert_eq!(look["history"][1]["edit"], "rejected", "{look}");
        assert_eq!(look["comment"]["edit"], Value::Null);
        // Spam becomes a training example, trash does not.
        assert_eq!(world.remembered().await > taught, action == "spam");
        // The same decision a second time applies to the comment itself.
        let again = owner.decide(action, &[&id]).await.expect(200);
        assert_eq!(again.body["decided"][0]["status"], action);
        assert_eq!(ann.read(PAGE).await["items"], json!([]));
    }
}

#[tokio::test]
async fn decisions_about_edits_can_be_undone_and_redone() {
    let world = World::new().await;
    let (ann, owner) = (world.stranger(), world.owner_with_key().await);
    let (id, token) = published(&ann, &owner, "The first text of all").await;
    let lessons = "SELECT CAST(COUNT(*) AS BIGINT) FROM lesson";
    for (action, shown) in [
        ("trash", "The first text of all"),
        ("spam", "The first text of all"),
        ("approve", "The second text of all"),
    ] {
        edit(&ann, &id, &token, "The second text of all")
            .await
            .expect(200);
        let (memory, taught) = (
            world.remembered().await,
            world.database.number(lessons).await,
        );
        let batch = owner.decide(action, &[&id]).await.expect(200);
        let after = (
            world.remembered().await,
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
        let item = queued(&owner, &id).await.expect("it waits again");
        assert_eq!(item["edit"]["text"], "The second text of all");
        let now = (
            world.remembered().await,
            world.database.number(lessons).await,
        );
        assert_eq!(now, (memory, taught), "{action}");
        // The undo can be undone as well.
        let batch = undone.body["batch"].as_str().expect("a batch");
        owner.undo(batch).await.expect(200);
        assert_eq!(html(&ann, PAGE).await, [shown], "{action}");
        assert!(queued(&owner, &id).await.is_none());
        let now = (
            world.remembered().await,
            world.database.number(lessons).await,
        );
        assert_eq!(now, after, "{action}");
    }
    let own = mine(&ann, PAGE, &token).await.expect(200);
    assert_eq!(own.body["items"][0]["text"], "The second text of all");
}

#[tokio::test]
async fn a_policy_that_hides_edited_comments_shows_them_as_in_review_and_never_removed() {
    let world = World::new().await;
    world
        .policy(|policy| policy.edits = WaitingEdits::Hide)
        .await;
    let (ann, ben, owner) = (
        world.stranger(),
        world.stranger().named("Ben", "ben@example.org"),
        world.owner_with_key().await,
    );
    let (id, token) = published(&ann, &owner, "Before").await;
    let reply = ben.reply(PAGE, &id, "Well said").await.expect(201).id();
    owner.decide("approve", &[&reply]).await.expect(200);
    for (action, text) in [("trash", "Before"), ("approve", "After"), ("spam", "After")] {
        let new = if text == "Before" {
            "After"
        } else {
            "After all"
        };
        let new = if action == "approve" { "After" } else { new };
        let edited = edit(&ann, &id, &token, new).await.expect(200);
        assert_eq!(edited.body["status"], "pending");
        assert_eq!(edited.body["comment"]["published_html"], Value::Null);
        let read = ann.read(PAGE).await;
        let parent = &read["items"][0];
        assert_eq!(
            (&parent["removed"], &parent["in_review"], &parent["html"]),
            (&json!(false), &json!(true), &json!("")),
            "{action}"
        );
        assert_eq!(
            (count(&read), &parent["author"]["name"]),
            (1, &json!("Ann"))
        );
        let item = queued(&owner, &id).await.expect("it waits");
        assert_eq!(
            (&item["edit"]["text"], &item["status"]),
            (&json!(new), &json!("pending"))
        );
        assert_eq!(owner.queue().await.len(), 1, "once");
        let batch = owner.decide(action, &[&id]).await.expect(200);
        assert_eq!(batch.body["decided"][0]["status"], "approved", "{action}");
        let read = ann.read(PAGE).await;
        assert_eq!(
            read["items"][0]["html"],
            format!("<p dir=\"auto\">{text}</p>\n")
        );
        assert_eq!(
            (count(&read), &read["items"][0]["in_review"]),
            (2, &json!(false))
        );
        let batch = batch.body["batch"].as_str().expect("a batch");
        let undone = owner.undo(batch).await.expect(200);
        assert_eq!(undone.body["decided"][0]["status"], "pending");
        assert_eq!(ann.read(PAGE).await["items"][0]["in_review"], true);
        owner.decide(action, &[&id]).await.expect(200);
        assert_eq!(count(&ann.read(PAGE).await), 2);
    }
    // Without replies nothing of it is shown, and returning to the old text shows it again.
    let (id, token) = published(&ben, &owner, "Alone").await;
    edit(&ben, &id, &token, "Alone and changed")
        .await
        .expect(200);
    assert_eq!(count(&ann.read(PAGE).await), 2);
    let back = edit(&ben, &id, &token, "Alone").await.expect(200);
    assert_eq!(back.body["status"], "approved");
    assert_eq!(count(&ann.read(PAGE).await), 3);
    assert!(queued(&owner, &id).await.is_none());
}

#[tokio::test]
async fn of_several_edits_the_newest_waits_and_the_old_text_withdraws_it() {
    let world = World::new().await;
    world.without_limits().await;
    let (ann, owner) = (world.stranger(), world.owner_with_key().await);
    let (id, token) = published(&ann, &owner, "Text 0").await;
    let mut version = owner.look(&id).await["comment"]["version"].clone();
    for n in 1..4 {
        edit(&ann, &id, &token, &format!("Text {n}"))
            .await
            .expect(200);
        let look = owner.look(&id).await;
        assert_eq!(look["comment"]["edit"]["text"], format!("Text {n}"));
        let now = look["comment"]["version"].clone();
        assert!(
            now.as_i64() > version.as_i64(),
            "the version changes so that moderators notice"
        );
        version = now;
    }
    // Sending the same text again changes nothing.
    let same = edit(&ann, &id, &token, "Text 3").await.expect(200);
    assert_eq!(same.body["status"], "pending");
    assert_eq!(owner.look(&id).await["comment"]["version"], version);
    let texts = "SELECT CAST(COUNT(*) AS BIGINT) FROM comment_edit";
    assert_eq!(world.database.number(texts).await, 1);
    let back = edit(&ann, &id, &token, "Text 0").await.expect(200);
    assert_eq!(back.body["status"], "approved");
    assert_eq!(back.body["comment"]["edited_at"], Value::Null);
    assert_eq!(world.database.number(texts).await, 0);
    assert!(queued(&owner, &id).await.is_none());
    assert_eq!(html(&ann, PAGE).await, ["Text 0"]);
}

#[tokio::test]
async fn a_decision_about_a_text_other_than_the_one_seen_is_a_conflict() {
    let world = World::new().await;
    let (ann, owner) = (world.stranger(), world.owner_with_key().await);
    let (id, token) = published(&ann, &owner, "Seen first").await;
    edit(&ann, &id, &token, "Seen second").await.expect(200);
    let seen = queued(&owner, &id).await.expect("waits")["version"].clone();
    edit(&ann, &id, &token, "Not seen").await.expect(200);
    for action in ["approve", "spam", "trash"] {
        let body = json!({ "ids": [id], "action": action, "versions": { id.as_str(): seen } });
        let answer = owner.decides(&body).await.expect(200);
        assert_eq!(answer.body["skipped"][0]["code"], "conflict");
    }
    assert_eq!(html(&ann, PAGE).await, ["Seen first"]);
    // Undoing a decision does not restore what the author has changed meanwhile.
    let batch = owner.decide("approve", &[&id]).await.expect(200);
    edit(&ann, &id, &token, "Changed again").await.expect(200);
    let batch = batch.body["batch"].as_str().expect("a batch");
    let undone = owner.undo(batch).await.expect(200);
    assert_eq!(undone.body["skipped"][0]["code"], "conflict");
    assert_eq!(html(&ann, PAGE).await, ["Not seen"]);
}

#[tokio::test]
async fn simultaneous_edits_and_decisions_have_the_result_of_one_sequential_order() {
    let world = World::new().await;
    world.without_limits().await;
    let owner = world.owner_with_key().await;
    for round in 0..12 {
        let ann = world
            .stranger()
            .named("Ann", &format!("ann{round}@example.org"));
        let page = format!("/race/{round}");
        let posted = ann.post(&page, "The old text").await.expect(201);
        let (id, token) = (posted.id(), token_of(&posted));
        owner.decide("approve", &[&id]).await.expect(200);
        let ids = [id.as_str()];
        // Two simultaneous edits with a decision between them.
        let (one, two, decided) = tokio::join!(
            edit(&ann, &id, &token, "The one text"),
            edit(&ann, &id, &token, "The other text"),
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
        let look = owner.look(&id).await["comment"].clone();
        let read = ann.read(&page).await;
        let approved = i64::from(look["status"] == "approved");
        assert_eq!(count(&read), approved, "{look}");
        if approved == 1 {
            assert_eq!(read["items"][0]["html"], look["html"]);
        }
        let waiting = "SELECT CAST(COUNT(*) AS BIGINT) FROM comment_edit WHERE state = 'waiting'";
        assert!(world.database.number(waiting).await <= i64::try_from(round).expect("small") + 1);
        let in_queue = queued(&owner, &id).await.is_some();
        assert_eq!(
            in_queue,
            !look["edit"].is_null() || look["status"] == "pending"
        );
    }
}

#[tokio::test]
async fn eight_simultaneous_edits_leave_one_that_waits() {
    let world = World::new().await;
    world.without_limits().await;
    let (ann, owner) = (world.stranger(), world.owner_with_key().await);
    let (id, token) = published(&ann, &owner, "The text").await;
    let texts = (0..8).map(|n| format!("Version {n}")).collect::<Vec<_>>();
    let answers = join_all(texts.iter().map(|text| edit(&ann, &id, &token, text))).await;
    let kept = answers.iter().filter(|answer| answer.status == 200).count();
    let refused = answers.iter().filter(|answer| answer.status == 409).count();
    assert!(kept >= 1 && kept + refused == 8, "{kept} {refused}");
    let edits = "SELECT CAST(COUNT(*) AS BIGINT) FROM comment_edit";
    assert_eq!(world.database.number(edits).await, 1);
    assert_eq!(html(&ann, PAGE).await, ["The text"]);
}

#[tokio::test]
async fn the_same_edit_sent_eight_times_simultaneously_is_one_edit() {
    let world = World::new().await;
    world.without_limits().await;
    let (ann, owner) = (world.stranger(), world.owner_with_key().await);
    for state in ["approved", "pending"] {
        let posted = ann.post(PAGE, &format!("A text, {state}")).await;
        let posted = posted.expect(201);
        let (id, token) = (posted.id(), token_of(&posted));
        if state == "approved" {
            owner.decide("approve", &[&id]).await.expect(200);
        }
        let new = format!("A new text, {state}");
        let answers = join_all((0..8).map(|_| edit(&ann, &id, &token, &new))).await;
        for answer in answers {
            let answer = answer.expect(200);
            assert_eq!(answer.body["comment"]["text"], new);
        }
    }
    let edits = "SELECT CAST(COUNT(*) AS BIGINT) FROM comment_edit";
    assert_eq!(world.database.number(edits).await, 1);
}

#[tokio::test]
async fn an_author_who_deletes_the_comment_deletes_the_waiting_text_too() {
    for with_reply in [false, true] {
        let world = World::new().await;
        let (ann, ben, owner) = (
            world.stranger(),
            world.stranger().named("Ben", "ben@example.org"),
            world.owner_with_key().await,
        );
        let (id, token) = published(&ann, &owner, "canary-published").await;
        if with_reply {
            let reply = ben.reply(PAGE, &id, "Well said").await.expect(201).id();
            owner.decide("approve", &[&reply]).await.expect(200);
        }
        edit(&ann, &id, &token, "canary-rejected").await.expect(200);
        owner.decide("spam", &[&id]).await.expect(200);
        edit(&ann, &id, &token, "canary-waiting").await.expect(200);
        delete(&ann, &id, &token).await.expect(204);
        for table in ["comment", "comment_edit", "lesson"] {
            let sql =
                format!("SELECT CAST(COUNT(*) AS BIGINT) FROM {table} WHERE text LIKE '%canary%'");
            assert_eq!(world.database.number(&sql).await, 0, "{table} {with_reply}");
        }
        assert!(queued(&owner, &id).await.is_none());
        assert_eq!(count(&ann.read(PAGE).await), i64::from(with_reply));
    }
}

#[tokio::test]
async fn deleting_or_rejecting_the_whole_comment_affects_both_texts() {
    let world = World::new().await;
    let (ann, owner) = (world.stranger(), world.owner_with_key().await);
    let (id, token) = published(&ann, &owner, "The text that was approved").await;
    edit(&ann, &id, &token, "The text that waits")
        .await
        .expect(200);
    let body = json!({ "ids": [id], "action": "spam", "whole_comment": true });
    let batch = owner.decides(&body).await.expect(200);
    assert_eq!(batch.body["decided"][0]["status"], "spam");
    assert_eq!(ann.read(PAGE).await["items"], json!([]));
    assert!(queued(&owner, &id).await.is_none());
    let batch = batch.body["batch"].as_str().expect("a batch");
    owner.undo(batch).await.expect(200);
    assert_eq!(html(&ann, PAGE).await, ["The text that was approved"]);
    let item = queued(&owner, &id).await.expect("waits again");
    assert_eq!(item["edit"]["text"], "The text that waits");
    // A ban that also trashes earlier comments includes the waiting edit.
    let ban =
        json!({ "site": "blog", "kind": "email", "subject": "ann@example.org", "also": "trash" });
    owner.send(Method::POST, "/bans", &ban).await.expect(201);
    assert_eq!(ann.read(PAGE).await["items"], json!([]));
    assert_eq!(owner.look(&id).await["comment"]["status"], "trash");
    owner.decide("delete", &[&id]).await.expect(200);
    let edits = "SELECT CAST(COUNT(*) AS BIGINT) FROM comment_edit";
    assert_eq!(world.database.number(edits).await, 0);
}

#[tokio::test]
async fn an_edit_that_looks_like_spam_waits_in_the_queue_and_the_published_text_stays() {
    let world = open_house().await;
    let (ann, owner) = (world.stranger(), world.owner_with_key().await);
    let spam = "Come and see what wonderful things we sell today";
    let bot = world.stranger().named("Bot", "bot@example.org");
    let taught = bot.post("/bot", spam).await.expect(201).id();
    owner.decide("spam", &[&taught]).await.expect(200);
    let posted = ann.post(PAGE, "Innocent").await.expect(201);
    let (id, token) = (posted.id(), token_of(&posted));
    let edited = edit(&ann, &id, &token, spam).await.expect(200);
    assert_eq!(edited.body["status"], "pending");
    assert_eq!(html(&ann, PAGE).await, ["Innocent"]);
    let item = queued(&owner, &id).await.expect("in the queue");
    assert_eq!(item["edit"]["assessment"]["verdict"], "spam", "{item}");
    assert_eq!(
        item["assessment"]["verdict"], "unsure",
        "the assessment of the old text"
    );
    let found = owner.walk("/comments", &[("reason", "text_known")]).await;
    assert_eq!(each(&found, "id"), [id.as_str()]);
    // An edit that the policy publishes immediately replaces the published text and any waiting one.
    let edited = edit(&ann, &id, &token, "Innocent again").await.expect(200);
    assert_eq!(edited.body["status"], "approved");
    assert_eq!(html(&ann, PAGE).await, ["Innocent again"]);
    assert!(queued(&owner, &id).await.is_none());
}

#[tokio::test]
async fn a_shadow_ban_hides_the_edit_and_leaves_the_published_text() {
    let world = World::new().await;
    let (ann, owner) = (world.stranger(), world.owner_with_key().await);
    let (id, token) = published(&ann, &owner, "Approved long ago").await;
    let ban =
        json!({ "site": "blog", "kind": "email", "subject": "ann@example.org", "shadow": true });
    owner.send(Method::POST, "/bans", &ban).await.expect(201);
    let edited = edit(&ann, &id, &token, "Abuse").await.expect(200);
    assert_eq!(edited.body["status"], "pending");
    assert_eq!(html(&ann, PAGE).await, ["Approved long ago"]);
    assert!(
        queued(&owner, &id).await.is_none(),
        "it does not wait for moderators"
    );
    let own = mine(&ann, PAGE, &token).await.expect(200);
    assert_eq!(own.body["items"][0]["text"], "Abuse");
    assert_eq!(own.body["items"][0]["status"], "pending");
    let more = edit(&ann, &id, &token, "More abuse").await.expect(200);
    assert_eq!(more.body["comment"]["text"], "More abuse");
}

#[tokio::test]
async fn a_held_comment_keeps_its_waiting_edit() {
    let world = World::new().await;
    let (ann, owner) = (world.stranger(), world.owner_with_key().await);
    let (id, token) = published(&ann, &owner, "Old").await;
    edit(&ann, &id, &token, "New").await.expect(200);
    owner.decide("hold", &[&id]).await.expect(200);
    assert_eq!(ann.read(PAGE).await["items"], json!([]));
    let item = queued(&owner, &id).await.expect("once in the queue");
    assert_eq!(
        (&item["status"], &item["edit"]["text"]),
        (&json!("pending"), &json!("New"))
    );
    edit(&ann, &id, &token, "Newer").await.expect(200);
    owner.decide("trash", &[&id]).await.expect(200);
    let look = owner.look(&id).await["comment"].clone();
    assert_eq!(
        (&look["status"], &look["edit"]),
        (&json!("pending"), &Value::Null)
    );
    owner.decide("approve", &[&id]).await.expect(200);
    assert_eq!(html(&ann, PAGE).await, ["Old"]);
}

#[tokio::test]
async fn data_left_by_decisions_about_edits_is_removed_after_a_month() {
    let world = World::new().await;
    world.without_limits().await;
    let (ann, owner) = (world.stranger(), world.owner_with_key().await);
    let mut batches = Vec::new();
    for (n, action) in ["approve", "trash", "spam"].iter().enumerate() {
        let who = ann.clone().named("Ann", &format!("ann{n}@example.org"));
        let (id, token) = published(&who, &owner, &format!("canary-old-{action}")).await;
        edit(&who, &id, &token, &format!("canary-new-{action}"))
            .await
            .expect(200);
        let batch = owner.decide(action, &[&id]).await.expect(200);
        batches.push(batch.body["batch"].as_str().expect("a batch").to_owned());
    }
    world.clock.advance(Duration::from_hours(29 * 24));
    world.app.forget().await.expect("purges");
    let texts = "SELECT CAST(COUNT(*) AS BIGINT) FROM comment_edit WHERE text <> ''";
    assert_eq!(world.database.number(texts).await, 3);
    world.clock.advance(Duration::from_hours(25));
    world.app.forget().await.expect("purges");
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

#[tokio::test]
async fn all_texts_are_in_an_export_and_are_erased_with_their_author() {
    for how in ["anonymise", "delete"] {
        let world = World::new().await;
        world
            .policy(|policy| policy.moderation = ModerationPolicy::All)
            .await;
        let owner = world.owner_with_key().await;
        let ann = world.person(&Known::email("ann@example.org", "Ann")).await;
        let posted = ann.post(PAGE, "canary-published").await.expect(201);
        let (id, token) = (posted.id(), token_of(&posted));
        owner.decide("approve", &[&id]).await.expect(200);
        edit(&ann.stranger, &id, &token, "canary-rejected")
            .await
            .expect(200);
        owner.decide("spam", &[&id]).await.expect(200);
        edit(&ann.stranger, &id, &token, "canary-waiting")
            .await
            .expect(200);
        let data = ann.data().await;
        let edits = data["comments"][0]["edits"]
            .as_array()
            .expect("edits")
            .clone();
        assert_eq!(each(&edits, "text"), ["canary-rejected", "canary-waiting"]);
        assert_eq!(each(&edits, "state"), ["rejected", "waiting"]);
        assert_eq!(data["comments"][0]["text"], "canary-published");
        crate::privacy::export_and_erasure::erase(&ann, how)
            .await
            .expect(204);
        let edits = "SELECT CAST(COUNT(*) AS BIGINT) FROM comment_edit";
        assert_eq!(world.database.number(edits).await, 0, "{how}");
        for (table, left) in [
            ("comment", i64::from(how == "anonymise")),
            ("lesson", i64::from(how == "anonymise")),
        ] {
            let sql =
                format!("SELECT CAST(COUNT(*) AS BIGINT) FROM {table} WHERE text LIKE '%canary%'");
            assert_eq!(world.database.number(&sql).await, left, "{how} {table}");
        }
        assert!(queued(&owner, &id).await.is_none());
        let left = if how == "anonymise" {
            vec!["canary-published"]
        } else {
            Vec::new()
        };
        assert_eq!(html(&world.stranger(), PAGE).await, left);
    }
}

#[tokio::test]
async fn an_edit_of_spaces_that_readers_cannot_see_changes_nothing() {
    let world = World::new().await;
    let (ann, owner) = (world.stranger(), world.owner_with_key().await);
    let (id, token) = published(&ann, &owner, "a\nb").await;
    let before = ann.read(PAGE).await;
    for text in [
        "a \nb",
        " a\nb",
        "a\n b",
        "  a\nb  \n",
        "a\nb\n\n\n",
        "a\u{a0}\nb",
    ] {
        let edited = edit(&ann, &id, &token, text).await.expect(200);
        let same = edited.body["comment"]["html"] == before["items"][0]["html"];
        assert_eq!(
            edited.body["status"] == "approved",
            same,
            "{text:?}: {}",
            edited.body
        );
        if edited.body["status"] != "approved" {
            assert_eq!(text, "a\u{a0}\nb");
            edit(&ann, &id, &token, "a\nb").await.expect(200);
        }
        assert!(queued(&owner, &id).await.is_none(), "{text:?}");
    }
    assert_eq!(ann.read(PAGE).await["items"], before["items"]);
    // A change that readers can see is an edit.
    let edited = edit(&ann, &id, &token, "a\n\nb").await.expect(200);
    assert_eq!(edited.body["status"], "pending");
    // Returning to the published text withdraws the edit, whatever its spaces.
    let edited = edit(&ann, &id, &token, "a  \nb").await.expect(200);
    assert_eq!(edited.body["status"], "approved");
    assert!(queued(&owner, &id).await.is_none());
}
