//! Edits of published comments: which edits wait for a moderator, and what readers see meanwhile.

use futures_util::future::join_all;
use rejoinder::{ModerationPolicy, WaitingEdits};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    answers::{edit_token, field_of_each},
    guests::{Guest, delete_comment, edit_comment, own_comments},
    moderators::Moderator,
    people::ReportedIdentity,
    world::{World, unmoderated_world},
};

pub const PAGE: &str = "/edited";

/// Publishes a comment; returns its id and its edit token.
pub async fn publish(who: &Guest<'_>, owner: &Moderator<'_>, text: &str) -> (String, String) {
    let posted = who.post(PAGE, text).await.expect(201);
    let (id, token) = (posted.id(), edit_token(&posted));
    owner.decide("approve", &[&id]).await.expect(200);
    (id, token)
}

/// The item of the queue for a comment.
pub async fn waiting_comments(owner: &Moderator<'_>, id: &str) -> Option<Value> {
    let queue = owner.queue().await;
    queue.into_iter().find(|item| item["id"] == id)
}

pub async fn html(who: &Guest<'_>, page: &str) -> Vec<String> {
    who.texts(page).await
}

pub fn count(page: &Value) -> i64 {
    page["thread"]["count"].as_i64().expect("a count")
}

#[tokio::test]
async fn the_published_text_stays_until_a_moderator_has_decided_about_the_new_one() {
    let world = World::new().await;
    let (ann, ben, owner) = (
        world.guest(),
        world.guest().named("Ben", "ben@example.org"),
        world.owner_with_key().await,
    );
    let (id, token) = publish(&ann, &owner, "Thing 12").await;
    let reply = ben.reply(PAGE, &id, "Well said").await.expect(201).id();
    owner.decide("approve", &[&reply]).await.expect(200);
    let before = ann.read(PAGE).await;

    let edited = edit_comment(&ann, &id, &token, "Thing *13*")
        .await
        .expect(200);
    assert_eq!(edited.body["status"], "pending");
    assert_eq!(edited.body["comment"]["text"], "Thing *13*");
    assert_eq!(
        edited.body["comment"]["published_html"],
        "<p dir=\"auto\">Thing 12</p>\n"
    );
    // Readers see no change, not even in the version of the thread.
    assert_eq!(ann.read(PAGE).await, before);
    assert_eq!(before["items"][0]["removed"], false);
    let own = own_comments(&ann, PAGE, &token).await.expect(200);
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

    let item = waiting_comments(&owner, &id)
        .await
        .expect("it waits in the queue");
    assert_eq!(
        (&item["status"], &item["text"], &item["edit"]["text"]),
        (&json!("approved"), &json!("Thing 12"), &json!("Thing *13*"))
    );
    assert_eq!(
        item["edit"]["html"],
        "<p dir=\"auto\">Thing <em>13</em></p>\n"
    );
    assert!(item["edit"]["assessment"]["reasons"].is_array());
    let found = owner.list_all("/comments", &[("q", "*13*")]).await;
    assert_eq!(field_of_each(&found, "id"), [id.as_str()]);
    for order in ["oldest", "newest", "score"] {
        let found = owner
            .list_all("/comments", &[("order", order), ("limit", "1")])
            .await;
        assert_eq!(field_of_each(&found, "id"), [id.as_str()], "{order}");
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
    assert!(waiting_comments(&owner, &id).await.is_none());
    let own = own_comments(&ann, PAGE, &token).await.expect(200);
    let own = &own.body["items"][0];
    assert_eq!(
        (&own["status"], &own["published_html"]),
        (&json!("approved"), &Value::Null)
    );
    let look = owner.comment(&id).await;
    let last = look["history"].as_array().and_then(|lines| lines.last());
    let last = last.expect("a line");
    assert_eq!(
        (&last["before"], &last["after"], &last["edit"]),
        (&json!("approved"), &json!("approved"), &json!("published"))
    );
}

#[tokio::test]
async fn a_policy_that_hides_edited_comments_shows_them_as_in_review_and_never_removed() {
    let world = World::new().await;
    world
        .policy(|policy| policy.edits = WaitingEdits::Hide)
        .await;
    let (ann, ben, owner) = (
        world.guest(),
        world.guest().named("Ben", "ben@example.org"),
        world.owner_with_key().await,
    );
    let (id, token) = publish(&ann, &owner, "Before").await;
    let reply = ben.reply(PAGE, &id, "Well said").await.expect(201).id();
    owner.decide("approve", &[&reply]).await.expect(200);
    for (action, text) in [("trash", "Before"), ("approve", "After"), ("spam", "After")] {
        let new = if text == "Before" {
            "After"
        } else {
            "After all"
        };
        let new = if action == "approve" { "After" } else { new };
        let edited = edit_comment(&ann, &id, &token, new).await.expect(200);
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
        let item = waiting_comments(&owner, &id).await.expect("it waits");
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
    let (id, token) = publish(&ben, &owner, "Alone").await;
    edit_comment(&ben, &id, &token, "Alone and changed")
        .await
        .expect(200);
    assert_eq!(count(&ann.read(PAGE).await), 2);
    let back = edit_comment(&ben, &id, &token, "Alone").await.expect(200);
    assert_eq!(back.body["status"], "approved");
    assert_eq!(count(&ann.read(PAGE).await), 3);
    assert!(waiting_comments(&owner, &id).await.is_none());
}

#[tokio::test]
async fn of_several_edits_the_newest_waits_and_the_old_text_withdraws_it() {
    let world = World::new().await;
    world.raise_limits().await;
    let (ann, owner) = (world.guest(), world.owner_with_key().await);
    let (id, token) = publish(&ann, &owner, "Text 0").await;
    let mut version = owner.comment(&id).await["comment"]["version"].clone();
    for n in 1..4 {
        edit_comment(&ann, &id, &token, &format!("Text {n}"))
            .await
            .expect(200);
        let look = owner.comment(&id).await;
        assert_eq!(look["comment"]["edit"]["text"], format!("Text {n}"));
        let now = look["comment"]["version"].clone();
        assert!(
            now.as_i64() > version.as_i64(),
            "the version changes so that moderators notice"
        );
        version = now;
    }
    // Sending the same text again changes nothing.
    let same = edit_comment(&ann, &id, &token, "Text 3").await.expect(200);
    assert_eq!(same.body["status"], "pending");
    assert_eq!(owner.comment(&id).await["comment"]["version"], version);
    let texts = "SELECT CAST(COUNT(*) AS BIGINT) FROM comment_edit";
    assert_eq!(world.database.number(texts).await, 1);
    let back = edit_comment(&ann, &id, &token, "Text 0").await.expect(200);
    assert_eq!(back.body["status"], "approved");
    assert_eq!(back.body["comment"]["edited_at"], Value::Null);
    assert_eq!(world.database.number(texts).await, 0);
    assert!(waiting_comments(&owner, &id).await.is_none());
    assert_eq!(html(&ann, PAGE).await, ["Text 0"]);
}

#[tokio::test]
async fn eight_simultaneous_edits_leave_one_that_waits() {
    let world = World::new().await;
    world.raise_limits().await;
    let (ann, owner) = (world.guest(), world.owner_with_key().await);
    let (id, token) = publish(&ann, &owner, "The text").await;
    let texts = (0..8).map(|n| format!("Version {n}")).collect::<Vec<_>>();
    let answers = join_all(
        texts
            .iter()
            .map(|text| edit_comment(&ann, &id, &token, text)),
    )
    .await;
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
    world.raise_limits().await;
    let (ann, owner) = (world.guest(), world.owner_with_key().await);
    for state in ["approved", "pending"] {
        let posted = ann.post(PAGE, &format!("A text, {state}")).await;
        let posted = posted.expect(201);
        let (id, token) = (posted.id(), edit_token(&posted));
        if state == "approved" {
            owner.decide("approve", &[&id]).await.expect(200);
        }
        let new = format!("A new text, {state}");
        let answers = join_all((0..8).map(|_| edit_comment(&ann, &id, &token, &new))).await;
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
            world.guest(),
            world.guest().named("Ben", "ben@example.org"),
            world.owner_with_key().await,
        );
        let (id, token) = publish(&ann, &owner, "canary-published").await;
        if with_reply {
            let reply = ben.reply(PAGE, &id, "Well said").await.expect(201).id();
            owner.decide("approve", &[&reply]).await.expect(200);
        }
        edit_comment(&ann, &id, &token, "canary-rejected")
            .await
            .expect(200);
        owner.decide("spam", &[&id]).await.expect(200);
        edit_comment(&ann, &id, &token, "canary-waiting")
            .await
            .expect(200);
        delete_comment(&ann, &id, &token).await.expect(204);
        for table in ["comment", "comment_edit", "lesson"] {
            let sql =
                format!("SELECT CAST(COUNT(*) AS BIGINT) FROM {table} WHERE text LIKE '%canary%'");
            assert_eq!(world.database.number(&sql).await, 0, "{table} {with_reply}");
        }
        assert!(waiting_comments(&owner, &id).await.is_none());
        assert_eq!(count(&ann.read(PAGE).await), i64::from(with_reply));
    }
}

#[tokio::test]
async fn an_edit_that_looks_like_spam_waits_in_the_queue_and_the_published_text_stays() {
    let world = unmoderated_world().await;
    let (ann, owner) = (world.guest(), world.owner_with_key().await);
    let spam = "Come and see what wonderful things we sell today";
    let bot = world.guest().named("Bot", "bot@example.org");
    let taught = bot.post("/bot", spam).await.expect(201).id();
    owner.decide("spam", &[&taught]).await.expect(200);
    let posted = ann.post(PAGE, "Innocent").await.expect(201);
    let (id, token) = (posted.id(), edit_token(&posted));
    let edited = edit_comment(&ann, &id, &token, spam).await.expect(200);
    assert_eq!(edited.body["status"], "pending");
    assert_eq!(html(&ann, PAGE).await, ["Innocent"]);
    let item = waiting_comments(&owner, &id).await.expect("in the queue");
    assert_eq!(item["edit"]["assessment"]["verdict"], "spam", "{item}");
    assert_eq!(
        item["assessment"]["verdict"], "unsure",
        "the assessment of the old text"
    );
    let found = owner
        .list_all("/comments", &[("reason", "text_known")])
        .await;
    assert_eq!(field_of_each(&found, "id"), [id.as_str()]);
    // An edit that the policy publishes immediately replaces the published text and any waiting one.
    let edited = edit_comment(&ann, &id, &token, "Innocent again")
        .await
        .expect(200);
    assert_eq!(edited.body["status"], "approved");
    assert_eq!(html(&ann, PAGE).await, ["Innocent again"]);
    assert!(waiting_comments(&owner, &id).await.is_none());
}

#[tokio::test]
async fn a_shadow_ban_hides_the_edit_and_leaves_the_published_text() {
    let world = World::new().await;
    let (ann, owner) = (world.guest(), world.owner_with_key().await);
    let (id, token) = publish(&ann, &owner, "Approved long ago").await;
    let ban =
        json!({ "site": "blog", "kind": "email", "subject": "ann@example.org", "shadow": true });
    owner.send(Method::POST, "/bans", &ban).await.expect(201);
    let edited = edit_comment(&ann, &id, &token, "Abuse").await.expect(200);
    assert_eq!(edited.body["status"], "pending");
    assert_eq!(html(&ann, PAGE).await, ["Approved long ago"]);
    assert!(
        waiting_comments(&owner, &id).await.is_none(),
        "it does not wait for moderators"
    );
    let own = own_comments(&ann, PAGE, &token).await.expect(200);
    assert_eq!(own.body["items"][0]["text"], "Abuse");
    assert_eq!(own.body["items"][0]["status"], "pending");
    let more = edit_comment(&ann, &id, &token, "More abuse")
        .await
        .expect(200);
    assert_eq!(more.body["comment"]["text"], "More abuse");
    // After a mistaken ban, the same text sent again is one like any other.
    let bans = owner.get("/bans").await.expect(200).body;
    let ban = bans["items"][0]["id"].as_str().expect("an id").to_owned();
    owner.delete(&format!("/bans/{ban}")).await.expect(204);
    edit_comment(&ann, &id, &token, "More abuse")
        .await
        .expect(200);
    let waiting = waiting_comments(&owner, &id).await.expect("it waits");
    assert_eq!(waiting["edit"]["text"], "More abuse");
}

#[tokio::test]
async fn a_held_comment_keeps_its_waiting_edit() {
    let world = World::new().await;
    let (ann, owner) = (world.guest(), world.owner_with_key().await);
    let (id, token) = publish(&ann, &owner, "Old").await;
    edit_comment(&ann, &id, &token, "New").await.expect(200);
    owner.decide("hold", &[&id]).await.expect(200);
    assert_eq!(ann.read(PAGE).await["items"], json!([]));
    let item = waiting_comments(&owner, &id)
        .await
        .expect("once in the queue");
    assert_eq!(
        (&item["status"], &item["edit"]["text"]),
        (&json!("pending"), &json!("New"))
    );
    edit_comment(&ann, &id, &token, "Newer").await.expect(200);
    owner.decide("trash", &[&id]).await.expect(200);
    let look = owner.comment(&id).await["comment"].clone();
    assert_eq!(
        (&look["status"], &look["edit"]),
        (&json!("pending"), &Value::Null)
    );
    owner.decide("approve", &[&id]).await.expect(200);
    assert_eq!(html(&ann, PAGE).await, ["Old"]);
}

#[tokio::test]
async fn all_texts_are_in_an_export_and_are_erased_with_their_author() {
    for how in ["anonymise", "delete"] {
        let world = World::new().await;
        world
            .policy(|policy| policy.moderation = ModerationPolicy::All)
            .await;
        let owner = world.owner_with_key().await;
        let ann = world
            .person(&ReportedIdentity::email("ann@example.org", "Ann"))
            .await;
        let posted = ann.post(PAGE, "canary-published").await.expect(201);
        let (id, token) = (posted.id(), edit_token(&posted));
        owner.decide("approve", &[&id]).await.expect(200);
        edit_comment(&ann.guest, &id, &token, "canary-rejected")
            .await
            .expect(200);
        owner.decide("spam", &[&id]).await.expect(200);
        edit_comment(&ann.guest, &id, &token, "canary-waiting")
            .await
            .expect(200);
        let data = ann.data().await;
        let edits = data["comments"][0]["edits"]
            .as_array()
            .expect("edits")
            .clone();
        assert_eq!(
            field_of_each(&edits, "text"),
            ["canary-rejected", "canary-waiting"]
        );
        assert_eq!(field_of_each(&edits, "state"), ["rejected", "waiting"]);
        assert_eq!(data["comments"][0]["text"], "canary-published");
        crate::support::people::erase_person(&ann, how)
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
        assert!(waiting_comments(&owner, &id).await.is_none());
        let left = if how == "anonymise" {
            vec!["canary-published"]
        } else {
            Vec::new()
        };
        assert_eq!(html(&world.guest(), PAGE).await, left);
    }
}

#[tokio::test]
async fn an_edit_of_spaces_that_readers_cannot_see_changes_nothing() {
    let world = World::new().await;
    let (ann, owner) = (world.guest(), world.owner_with_key().await);
    let (id, token) = publish(&ann, &owner, "a\nb").await;
    let before = ann.read(PAGE).await;
    for text in [
        "a \nb",
        " a\nb",
        "a\n b",
        "  a\nb  \n",
        "a\nb\n\n\n",
        "a\u{a0}\nb",
    ] {
        let edited = edit_comment(&ann, &id, &token, text).await.expect(200);
        let same = edited.body["comment"]["html"] == before["items"][0]["html"];
        assert_eq!(
            edited.body["status"] == "approved",
            same,
            "{text:?}: {}",
            edited.body
        );
        if edited.body["status"] != "approved" {
            assert_eq!(text, "a\u{a0}\nb");
            edit_comment(&ann, &id, &token, "a\nb").await.expect(200);
        }
        assert!(waiting_comments(&owner, &id).await.is_none(), "{text:?}");
    }
    assert_eq!(ann.read(PAGE).await["items"], before["items"]);
    // A change that readers can see is an edit.
    let edited = edit_comment(&ann, &id, &token, "a\n\nb").await.expect(200);
    assert_eq!(edited.body["status"], "pending");
    // Returning to the published text withdraws the edit, whatever its spaces.
    let edited = edit_comment(&ann, &id, &token, "a  \nb").await.expect(200);
    assert_eq!(edited.body["status"], "approved");
    assert!(waiting_comments(&owner, &id).await.is_none());
}
