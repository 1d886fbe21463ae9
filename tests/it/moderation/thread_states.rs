//! Threads that moderators close, lock and reopen, their URLs, and the list of threads.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    answers::{Answer, edit_token, field_errors, field_of_each},
    guests::{COMMENTS, delete_comment, edit_comment, own_comments},
    moderators::Moderator,
    raw_requests::urlencoded,
    world::{World, unmoderated_world},
};

fn path(page: &str) -> String {
    format!("/sites/blog/thread?{}", urlencoded(&[("page", page)]))
}

async fn change(moderator: &Moderator<'_>, page: &str, changes: Value) -> Answer {
    moderator.send(Method::PATCH, &path(page), &changes).await
}

async fn set_state(moderator: &Moderator<'_>, page: &str, state: Value) -> Value {
    let changed = change(moderator, page, json!({ "state": state })).await;
    changed.expect(200).body
}

/// What readers learn about the state: from the list, the form, the element and the page.
async fn seen_state(world: &World, page: &str) -> (Value, Value, bool, bool) {
    let reader = world.guest();
    let thread = reader.read(page).await["thread"].clone();
    let form = reader
        .get(&format!("/api/v1/sites/blog/form?page={page}"))
        .await;
    let form = form.expect(200).body;
    assert_eq!(thread["open"], form["open"]);
    assert_eq!(thread["open"], thread["state"] == "open");
    let url = format!("/api/v1/sites/blog/thread?page={page}");
    let fragment = reader
        .get(&format!("{url}&part=comments"))
        .await
        .expect(200);
    let whole = reader.get(&url).await.expect(200);
    let has_form = fragment.text.contains("<textarea");
    assert_eq!(has_form, whole.text.contains("<textarea"));
    let is_locked = fragment.text.contains("Comments are locked");
    assert_eq!(is_locked, whole.text.contains("Comments are locked"));
    (
        thread["state"].clone(),
        form["state"].clone(),
        has_form,
        is_locked,
    )
}

#[tokio::test]
async fn a_closed_thread_accepts_only_what_moderators_publish_until_it_is_reopened() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let ann = world.guest();
    let first = ann.post("/a", "While it is open").await.expect(201);
    let closed = set_state(&owner, "/a", json!("closed")).await;
    assert_eq!(
        (&closed["state"], &closed["state_set"]),
        (&json!("closed"), &json!("closed"))
    );
    let expected = (json!("closed"), json!("closed"), false, false);
    assert_eq!(seen_state(&world, "/a").await, expected);
    ann.post("/a", "Too late")
        .await
        .refused(403, "thread_closed");
    let reply = ann.reply("/a", &first.id(), "Too late as well").await;
    reply.refused(403, "thread_closed");
    // Authors still edit what they wrote, and moderators answer.
    let text = "While it was open";
    edit_comment(&ann, &first.id(), &edit_token(&first), text)
        .await
        .expect(200);
    let answer = json!({ "page": "/a", "text": "The last word" });
    owner.publish(&answer).await.expect(201);
    assert_eq!(world.guest().texts("/a").await.len(), 2);

    set_state(&owner, "/a", json!("open")).await;
    let expected = (json!("open"), json!("open"), true, false);
    assert_eq!(seen_state(&world, "/a").await, expected);
    ann.post("/a", "Open again").await.expect(201);
    let log = owner.get("/log?action=set_state").await.expect(200).body;
    let changes = log["items"].as_array().expect("entries").iter();
    let changes = changes.map(|line| (&line["thread"]["before"], &line["thread"]["after"]));
    let expected = [
        (&json!("closed"), &json!("open")),
        (&Value::Null, &json!("closed")),
    ];
    assert_eq!(changes.collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn what_a_moderator_set_takes_precedence_over_the_age_of_the_thread() {
    let world = unmoderated_world().await;
    let owner = world.owner_with_key().await;
    world
        .policy(|policy| policy.close_after_days = Some(2))
        .await;
    let ann = world.guest();
    ann.post("/a", "The first").await.expect(201);
    world.clock.advance(Duration::from_hours(49));
    assert_eq!(seen_state(&world, "/a").await.0, "closed");
    ann.post("/a", "Too late")
        .await
        .refused(403, "thread_closed");
    let thread = owner.get(&path("/a")).await.expect(200).body;
    assert_eq!(
        (&thread["state"], &thread["state_set"]),
        (&json!("closed"), &Value::Null)
    );
    set_state(&owner, "/a", json!("open")).await;
    assert_eq!(seen_state(&world, "/a").await.0, "open");
    ann.post("/a", "Reopened").await.expect(201);
    // Back to what the policy says.
    let thread = set_state(&owner, "/a", json!(null)).await;
    assert_eq!(
        (&thread["state"], &thread["state_set"]),
        (&json!("closed"), &Value::Null)
    );
    ann.post("/a", "Too late again")
        .await
        .refused(403, "thread_closed");
}

#[tokio::test]
async fn in_a_locked_thread_readers_change_nothing_but_may_delete_what_they_wrote() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let ann = world.guest();
    let first = ann.post("/a", "One").await.expect(201);
    let second = ann.post("/a", "Two").await.expect(201);
    set_state(&owner, "/a", json!("locked")).await;
    let expected = (json!("locked"), json!("locked"), false, true);
    assert_eq!(seen_state(&world, "/a").await, expected);
    ann.post("/a", "Three").await.refused(403, "thread_closed");
    let edited = edit_comment(&ann, &first.id(), &edit_token(&first), "One, changed").await;
    let refused = edited.refused(403, "thread_closed");
    assert!(
        refused.body["detail"]
            .as_str()
            .expect("a text")
            .contains("locked")
    );
    let mine = own_comments(&ann, "/a", &edit_token(&first))
        .await
        .expect(200);
    assert_eq!(mine.body["items"][0]["editable_until"], Value::Null);
    delete_comment(&ann, &second.id(), &edit_token(&second))
        .await
        .expect(204);
    assert_eq!(world.guest().texts("/a").await, ["One"]);
    set_state(&owner, "/a", json!("open")).await;
    edit_comment(&ann, &first.id(), &edit_token(&first), "One, changed")
        .await
        .expect(200);
}

#[tokio::test]
async fn a_page_without_comments_can_be_closed_before_the_first_one() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    change(&owner, "/about", json!({ "title": "About" }))
        .await
        .refused(404, "not_found");
    set_state(&owner, "/about", json!("closed")).await;
    assert_eq!(seen_state(&world, "/about").await.0, "closed");
    world
        .guest()
        .post("/about", "Hello")
        .await
        .refused(403, "thread_closed");
    assert_eq!(seen_state(&world, "/b").await.0, "open");
}

#[tokio::test]
async fn another_replica_knows_a_closed_thread_within_a_second_and_refuses_immediately() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let ann = world.guest();
    ann.post("/a", "The first").await.expect(201);
    let replica = world.replica().await;
    let list = || {
        world
            .guest()
            .request(Method::GET, &format!("{COMMENTS}?page=/a"))
    };
    replica.answer(&world, list()).await.expect(200);
    let mut body = ann.comment("/a", "At the other server");
    body["token"] = json!(ann.token("/a").await);
    set_state(&owner, "/a", json!("closed")).await;
    let sent = ann.request(Method::POST, COMMENTS).json(&body);
    replica
        .answer(&world, sent)
        .await
        .refused(403, "thread_closed");
    world.clock.advance(Duration::from_secs(1));
    let read = replica.answer(&world, list()).await.expect(200);
    assert_eq!(read.body["thread"]["state"], "closed");
}

#[tokio::test]
async fn threads_are_listed_with_title_state_count_and_newest_comment() {
    let world = unmoderated_world().await;
    world.add_site_at("garden", "https://garden.example").await;
    let owner = world.owner().await;
    let ann = world.guest();
    for page in ["/a", "/b", "/c"] {
        ann.post(page, &format!("On {page}")).await.expect(201);
    }
    ann.post_on("garden", "/g", "Elsewhere").await.expect(201);
    let last = ann.post("/a", "The newest").await.expect(201);
    owner.decide("spam", &[&last.id()]).await.expect(200);
    change(
        &owner,
        "/b",
        json!({ "title": "Page B", "state": "locked" }),
    )
    .await
    .expect(200);
    set_state(&owner, "/empty", json!("closed")).await;
    let threads = owner
        .list_all("/sites/blog/threads", &[("limit", "1")])
        .await;
    assert_eq!(
        field_of_each(&threads, "page"),
        ["/empty", "/c", "/b", "/a"]
    );
    assert_eq!(threads[0]["last_comment"], Value::Null);
    assert_eq!(
        (
            &threads[2]["title"],
            &threads[2]["state"],
            &threads[2]["count"]
        ),
        (&json!("Page B"), &json!("locked"), &json!(1))
    );
    let newest = &threads[3]["last_comment"];
    assert_eq!(
        (&newest["id"], &newest["status"]),
        (&json!(last.id()), &json!("spam"))
    );
    assert_eq!(threads[3]["count"], 1);
    owner
        .get("/sites/blog/threads?after=nonsense")
        .await
        .refused(422, "invalid");
}

#[tokio::test]
async fn the_url_of_a_page_is_a_claim_that_a_moderator_can_replace() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let ann = world.guest();
    let mut body = ann.comment("/a", "With a claim");
    body["url"] = json!("https://blog.example/a/?utm_source=x");
    body["token"] = json!(ann.token("/a").await);
    ann.send(&body).await.expect(201);
    let claimed = owner.get(&path("/a")).await.expect(200).body;
    assert_eq!(claimed["url"], "https://blog.example/a/?utm_source=x");
    assert_eq!(claimed["url_source"], Value::Null);
    for (wrong, code) in [
        (json!("https://evil.example/a"), "foreign_origin"),
        (
            json!("https://blog.example.evil.example/"),
            "foreign_origin",
        ),
        (json!("//blog.example/a"), "foreign_origin"),
        (
            json!("https://blog.example@evil.example/"),
            "foreign_origin",
        ),
        (json!("javascript:alert(1)"), "invalid"),
        (json!(""), "too_short"),
        (json!(7), "wrong_type"),
    ] {
        let refused = change(&owner, "/a", json!({ "url": wrong })).await;
        let fields = refused.refused(422, "invalid").fields();
        assert_eq!(fields[0].0, "url", "{wrong}");
        if code == "foreign_origin"
            && wrong != "//blog.example/a"
            && !wrong.to_string().contains('@')
        {
            assert_eq!(fields, field_errors(&[("url", code)]), "{wrong}");
        }
    }
    let set = change(
        &owner,
        "/a",
        json!({ "url": "https://blog.example/posts/a" }),
    )
    .await;
    assert_eq!(set.expect(200).body["url_source"], "moderator");
    let url = async || ann.read("/a").await["thread"]["url"].clone();
    assert_eq!(url().await, "https://blog.example/posts/a");
    let mut body = ann.comment("/a", "Another claim");
    body["url"] = json!("https://blog.example/a");
    body["token"] = json!(ann.token("/a").await);
    ann.send(&body).await.expect(201);
    assert_eq!(url().await, "https://blog.example/posts/a");
    change(&owner, "/a", json!({ "url": null }))
        .await
        .expect(200);
    assert_eq!(url().await, "https://blog.example/a/?utm_source=x");
}
