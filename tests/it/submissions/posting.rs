//! Posting a comment: from a form to the queue.

use std::time::Duration;

use futures_util::future::join_all;
use rejoinder::FieldRule;
use reqwest::Method;
use serde_json::json;

use crate::support::{
    answers::{Answer, field_errors, sort_fields},
    guests::{COMMENTS, post_with_key},
    world::{World, unmoderated_world},
};

#[tokio::test]
async fn a_comment_waits_for_a_moderator_and_is_then_shown_on_the_page() {
    let world = World::new().await;
    let (ann, owner) = (world.guest(), world.owner().await);
    let posted = ann
        .post("/party", "Thing 12 was the *best* one.")
        .await
        .expect(201);
    assert_eq!(posted.body["status"], "pending");
    let location = format!("{COMMENTS}/{}", posted.id());
    assert_eq!(posted.header("location"), location);
    ann.get(&location).await.refused(404, "not_found");
    assert_eq!(ann.read("/party").await["items"], json!([]));
    let queue = owner.queue().await;
    assert_eq!(queue.len(), 1);
    owner.decide("approve", &[&posted.id()]).await.expect(200);
    let page = ann.read("/party").await;
    assert_eq!(
        page["items"][0]["html"],
        "<p dir=\"auto\">Thing 12 was the <em>best</em> one.</p>\n"
    );
    assert_eq!(page["thread"]["count"], 1);
    let one = ann.get(&location).await.expect(200);
    assert_eq!(one.body, page["items"][0]);
}

#[tokio::test]
async fn all_invalid_fields_are_reported_together_with_their_paths() {
    let world = World::new().await;
    let ann = world.guest();
    let answer = ann
        .send(&json!({
            "page": "a\nb", "text": "  ", "parent_id": "x", "title": 7, "role": "admin", "subscribe": "yes",
            "url": "https://evil.example/",
            "author": { "name": "\u{200b}", "email": "ann", "website": "javascript:alert(1)", "is_admin": true },
        }))
        .await
        .refused(422, "invalid");
    let expected = field_errors(&[
        ("author.email", "invalid"),
        ("author.is_admin", "unknown"),
        ("author.name", "required"),
        ("author.website", "invalid"),
        ("page", "control_character"),
        ("parent_id", "invalid"),
        ("role", "unknown"),
        ("subscribe", "wrong_type"),
        ("text", "required"),
        ("title", "wrong_type"),
    ]);
    assert_eq!(sort_fields(answer.fields()), expected);
    let nothing = ann.send(&json!({})).await.refused(422, "invalid");
    let expected = field_errors(&[
        ("author.email", "required"),
        ("author.name", "required"),
        ("page", "required"),
        ("text", "required"),
    ]);
    assert_eq!(sort_fields(nothing.fields()), expected);
    let no_object = ann.send(&json!(["page"])).await.refused(422, "invalid");
    assert_eq!(no_object.fields(), field_errors(&[("", "wrong_type")]));
}

#[tokio::test]
async fn texts_and_names_have_a_maximum_length_and_are_never_truncated() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let mut body = ann.comment("/long", &"é".repeat(10_001));
    body["author"]["name"] = json!("é".repeat(65));
    let answer = ann.send(&body).await.refused(422, "invalid");
    let expected = [("author.name", "too_long"), ("text", "too_long")];
    assert_eq!(sort_fields(answer.fields()), field_errors(&expected));
    let longest = "é".repeat(10_000);
    let posted = ann.post("/long", &longest).await.expect(201);
    assert_eq!(posted.body["comment"]["text"], longest);
    let page = ann.read("/long").await;
    assert_eq!(
        page["items"][0]["html"],
        format!("<p dir=\"auto\">{longest}</p>\n")
    );
}

#[tokio::test]
async fn an_invalid_field_does_not_use_up_the_rate_limit() {
    let world = World::new().await;
    let ann = world.guest();
    for _ in 0..40 {
        ann.send(&ann.comment("/party", ""))
            .await
            .refused(422, "invalid");
    }
    for n in 1..=5 {
        ann.post("/party", &format!("Comment {n}"))
            .await
            .expect(201);
    }
}

#[tokio::test]
async fn the_policy_decides_which_fields_guests_must_fill_in() {
    let world = World::new().await;
    let ann = world.guest();
    world
        .policy(|policy| {
            policy.guests.name = FieldRule::Optional;
            policy.guests.email = FieldRule::Hidden;
            policy.guests.website = FieldRule::Required;
            policy.limits_percent = 10_000;
        })
        .await;
    let form = ann.get("/api/v1/sites/blog/form?page=/p").await.expect(200);
    let request = &form.body["identities"]["anonymous"];
    let expected =
        json!({ "allowed": true, "name": "optional", "email": "hidden", "website": "required" });
    assert_eq!(request, &expected);
    let answer = ann
        .send(&ann.comment("/p", "Hello"))
        .await
        .refused(422, "invalid");
    let expected = [("author.website", "required")];
    assert_eq!(sort_fields(answer.fields()), field_errors(&expected));
    let answer = ann.send(&json!({ "page": "/p", "text": "Hello" })).await;
    assert_eq!(
        answer.refused(422, "invalid").fields(),
        field_errors(&[("author.website", "required")])
    );
    let mut body = ann.comment("/p", "Hello");
    body["author"] = json!({ "website": "Ann.example" });
    let posted = ann.send(&body).await.expect(201);
    assert_eq!(
        posted.body["comment"]["author"]["website"],
        "https://ann.example/"
    );
    assert_eq!(posted.body["comment"]["author"]["name"], "");
}

#[tokio::test]
async fn where_guests_are_not_allowed_they_are_requested_to_sign_in() {
    let world = World::new().await;
    let ann = world.guest();
    world.policy(|policy| policy.guests.allowed = false).await;
    let form = ann.get("/api/v1/sites/blog/form?page=/p").await.expect(200);
    assert_eq!(form.body["identities"]["anonymous"]["allowed"], false);
    ann.post("/p", "Hello")
        .await
        .refused(403, "identity_required");
}

#[tokio::test]
async fn replies_nest_eight_levels_deep_and_deeper_ones_are_siblings_of_the_last() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let mut ids = vec![ann.post("/deep", "Level 0").await.expect(201).id()];
    for level in 1..=7 {
        let reply = ann
            .reply("/deep", &ids[level - 1], &format!("Level {level}"))
            .await
            .expect(201);
        assert_eq!(reply.body["comment"]["depth"], level);
        assert_eq!(reply.body["comment"]["parent_id"], ids[level - 1].as_str());
        ids.push(reply.id());
    }
    for text in ["Still deeper", "Deeper again"] {
        let last = ids.last().expect("one").clone();
        let deeper = ann.reply("/deep", &last, text).await.expect(201);
        assert_eq!(deeper.body["comment"]["depth"], 7);
        assert_eq!(deeper.body["comment"]["parent_id"], ids[6].as_str());
        ids.push(deeper.id());
    }
    let read = ann.read("/deep").await;
    let order = read["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|item| item["id"].as_str());
    assert_eq!(
        order.collect::<Vec<_>>(),
        ids.iter().map(|id| Some(id.as_str())).collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn a_parent_must_be_an_approved_comment_of_the_same_thread() {
    let world = World::new().await;
    let (ann, owner) = (world.guest(), world.owner().await);
    world.policy(|policy| policy.limits_percent = 10_000).await;
    world.add_site_at("other", "https://other.example").await;
    let waiting = ann.post("/a", "Waits").await.expect(201).id();
    let spam = ann.post("/a", "Spam").await.expect(201).id();
    owner.decide("spam", &[&spam]).await.expect(200);
    let elsewhere = ann.post("/b", "Elsewhere").await.expect(201).id();
    owner.decide("approve", &[&elsewhere]).await.expect(200);
    let nobody = "01938b2e-3f5a-7c1d-9e42-5f0c6a7b8d90".to_owned();
    for parent in [&waiting, &spam, &elsewhere, &nobody] {
        let bob = world.guest();
        bob.reply("/a", parent, "A reply")
            .await
            .refused(404, "not_found");
    }
    // A page of another site with the same key does not have it either.
    owner.decide("approve", &[&waiting]).await.expect(200);
    let bob = world.guest();
    let mut body = bob.comment("/a", "A reply");
    body["parent_id"] = json!(waiting);
    let other = bob.request(Method::POST, "/api/v1/sites/other/comments");
    Answer::of(other.json(&body))
        .await
        .refused(404, "not_found");
    bob.reply("/a", &waiting, "A reply").await.expect(201);
}

#[tokio::test]
async fn an_old_thread_accepts_no_new_comments() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    world
        .policy(|policy| policy.close_after_days = Some(14))
        .await;
    ann.post("/old", "First").await.expect(201);
    world.clock.advance(Duration::from_hours(14 * 24 - 1));
    assert_eq!(ann.read("/old").await["thread"]["open"], true);
    ann.post("/old", "In time").await.expect(201);
    world.clock.advance(Duration::from_hours(1));
    assert_eq!(ann.read("/old").await["thread"]["open"], false);
    let form = ann
        .get("/api/v1/sites/blog/form?page=/old")
        .await
        .expect(200);
    assert_eq!(form.body["open"], false);
    ann.post("/old", "Too late")
        .await
        .refused(403, "thread_closed");
    ann.post("/new", "Another page").await.expect(201);
}

#[tokio::test]
async fn the_same_text_of_the_same_author_is_accepted_once() {
    let world = unmoderated_world().await;
    let (ann, bob) = (world.guest(), world.guest().named("Bob", "bob@example.org"));
    ann.post("/a", "Well said!").await.expect(201);
    ann.post("/a", " WELL  said!")
        .await
        .refused(409, "duplicate");
    bob.post("/a", "Well said!").await.expect(201);
    ann.post("/b", "Well said!").await.expect(201);
    assert_eq!(ann.read("/a").await["thread"]["count"], 2);
}

#[tokio::test]
async fn a_site_removed_by_another_process_is_not_found() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let parent = ann.post("/a", "Soon gone").await.expect(201).id();
    let (root, mut reply) = (
        ann.comment("/b", "Too late"),
        ann.comment("/a", "Late, too"),
    );
    reply["parent_id"] = json!(parent);
    for statement in ["DELETE FROM comment", "DELETE FROM site"] {
        world.database.execute(statement).await.expect("removes");
    }
    for body in [root, reply] {
        let refused = ann.send(&body).await.refused(404, "not_found");
        let detail = refused.body["detail"].as_str().unwrap_or_default();
        assert!(detail.contains("site"), "{}", refused.text);
    }
}

#[tokio::test]
async fn many_concurrent_clicks_are_one_comment() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    for round in 1..=8 {
        let mut body = ann.comment("/a", &format!("Clicked too often, round {round}"));
        body["token"] = json!(ann.token("/a").await);
        let answers = join_all((0..8).map(|_| ann.send(&body))).await;
        crate::support::answers::assert_one_comment(&answers);
        assert_eq!(ann.read("/a").await["thread"]["count"], round);
    }
}

#[tokio::test]
async fn a_retry_with_an_idempotency_key_gets_the_first_answer() {
    let mut world = unmoderated_world().await;
    let ann = world.guest();
    let address = ann.address;
    let mut body = ann.comment("/a", "Once only");
    body["token"] = json!(ann.token("/a").await);
    let first = post_with_key(&ann, "k1", &body).await.expect(201);
    let again = post_with_key(&ann, "k1", &body).await.expect(201);
    assert_eq!(again.body, first.body);
    assert_eq!(again.header("location"), first.header("location"));
    body["text"] = json!("Something else");
    post_with_key(&ann, "k1", &body)
        .await
        .refused(422, "idempotency_mismatch");
    for key in ["", " ", "a\tb", &"k".repeat(256)] {
        let answer = post_with_key(&ann, key, &body)
            .await
            .refused(422, "invalid");
        let fields = answer.fields();
        assert_eq!(fields.len(), 1, "{key:?}: {fields:?}");
        assert_eq!(fields[0].0, "Idempotency-Key", "{key:?}");
    }
    // The same key from another client is a different key.
    let bob = world.guest().named("Bob", "bob@example.org");
    post_with_key(&bob, "k1", &bob.comment("/a", "Mine"))
        .await
        .expect(201);
    let all_at_once = ann.comment("/a", "Eight at once");
    let answers = join_all((0..8).map(|_| post_with_key(&ann, "k2", &all_at_once))).await;
    let ids = answers.iter().map(|answer| answer.id()).collect::<Vec<_>>();
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    // After a restart of the process too.
    world.restart().await;
    let ann = world.at(address);
    let later = post_with_key(&ann, "k2", &all_at_once).await.expect(201);
    assert_eq!(later.id(), ids[0]);
    // A day later the key may be used again, and the text is no longer a duplicate.
    world.clock.advance(Duration::from_hours(25));
    world.app.purge_expired().await.expect("purges");
    let next_day = post_with_key(&ann, "k2", &all_at_once).await.expect(201);
    assert_ne!(next_day.id(), ids[0]);
}

#[tokio::test]
async fn clients_with_the_same_idempotency_key_in_one_network_are_separate() {
    let world = unmoderated_world().await;
    for address in [
        "198.51.100.1",
        "198.51.100.2",
        "2001:db8:0:1::1",
        "2001:db8:0:2::1",
    ] {
        let who = world.at(address.parse().expect("an IP address"));
        let who = who.named("N", &format!("n{}@example.org", address.len()));
        let body = who.comment("/a", &format!("From {address}"));
        let first = post_with_key(&who, "k", &body).await.expect(201).id();
        assert_eq!(
            post_with_key(&who, "k", &body).await.expect(201).id(),
            first
        );
    }
}
