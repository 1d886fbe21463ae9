//! Moderators reply in the threads that they moderate, with a moderator's session or an API key.

use std::time::Duration;

use rejoinder::{ModerationPolicy, Role};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::support::{
    answers::{Answer, field_of_each, with_form},
    guests::COMMENTS,
    moderators::Moderator,
    world::{BLOG, World, unmoderated_world},
};

impl Moderator<'_> {
    /// A request of the public API with this credential.
    pub fn public(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.world.http.request(method, self.world.url(path));
        request.bearer_auth(&self.token)
    }

    /// Posts as a moderator, without opening a form.
    pub async fn publish(&self, body: &Value) -> Answer {
        Answer::of(self.public(Method::POST, COMMENTS).json(body)).await
    }

    pub async fn say(&self, page: &str, text: &str) -> Answer {
        self.publish(&json!({ "page": page, "text": text })).await
    }

    /// The id of the moderator.
    pub async fn id(&self) -> String {
        let session = self.get("/session").await.expect(200);
        let id = session.body["moderator"]["id"].as_str().expect("an id");
        id.to_owned()
    }

    /// Changes another moderator, or the moderator itself.
    pub async fn alter(&self, id: &str, change: &Value) -> Answer {
        let path = format!("/moderators/{id}");
        self.send(Method::PATCH, &path, change).await
    }
}

#[tokio::test]
async fn a_moderators_reply_is_published_immediately_with_the_role_in_every_representation() {
    // On this site all comments wait, except those of moderators.
    let world = World::new().await;
    let owner = world.owner().await;
    owner
        .alter(&owner.id().await, &json!({ "name": "Rosa of the Blog" }))
        .await
        .expect(200);
    let reader = world.guest();
    let requested = reader.post("/a", "Is this true?").await.expect(201).id();
    owner.decide("approve", &[&requested]).await.expect(200);
    let body = json!({ "page": "/a", "text": "It is *true*.", "parent_id": requested });
    let posted = owner.publish(&body).await.expect(201);
    assert_eq!(posted.body["status"], "approved");
    let id = posted.id();
    assert_eq!(posted.header("location"), format!("{COMMENTS}/{id}"));

    let author = json!({
        "name": "Rosa of the Blog", "website": null, "kind": "moderator", "verified": true,
        "role": "owner", "provider": null, "picture": null,
    });
    let mut shown = vec![("the answer", posted.body["comment"]["author"].clone())];
    let list = reader.read("/a").await;
    shown.push(("the list", list["items"][1]["author"].clone()));
    assert_eq!(
        list["items"][1]["html"],
        "<p dir=\"auto\">It is <em>true</em>.</p>\n"
    );
    assert_eq!(list["items"][1]["parent_id"], requested.as_str());
    assert_eq!(list["items"][0]["author"]["role"], Value::Null);
    assert_eq!(list["thread"]["count"], 2);
    let newest = reader
        .get(&format!("{COMMENTS}?page=/a&order=newest"))
        .await;
    shown.push(("newest first", newest.body["items"][1]["author"].clone()));
    let one = reader.get(&format!("{COMMENTS}/{id}")).await.expect(200);
    shown.push(("one comment", one.body["author"].clone()));
    let mine = "/api/v1/sites/blog/mine?page=/a";
    let mine = Answer::of(owner.public(Method::GET, mine))
        .await
        .expect(200);
    assert_eq!(
        field_of_each(mine.body["items"].as_array().expect("items"), "id"),
        [&id]
    );
    shown.push(("one's own", mine.body["items"][0]["author"].clone()));
    for (place, shown) in shown {
        assert_eq!(shown, author, "{place}");
    }
    // Moderators see which moderator wrote it, also in the queue and after a decision.
    let moderator_id = owner.id().await;
    let look = owner.comment(&id).await;
    let queue = owner.list_all("/comments", &[("status", "approved")]).await;
    let queued = queue.iter().find(|item| item["id"] == id.as_str());
    for author in [
        &look["comment"]["author"],
        &queued.expect("is listed")["author"],
    ] {
        assert_eq!(author["role"], "owner");
        assert_eq!(author["moderator_id"], moderator_id.as_str());
        assert_eq!(author["name"], "Rosa of the Blog");
    }
    // Every representation of an author in the OpenAPI document can have a role.
    let document = rejoinder::openapi_document();
    let document: Value = serde_json::from_str(&document).expect("the document");
    let schemas = document["components"]["schemas"]
        .as_object()
        .expect("schemas");
    let authors = schemas.iter().filter(|(_, schema)| {
        let members = &schema["properties"];
        members["kind"].is_object()
            && members["verified"].is_object()
            && members["name"].is_object()
    });
    let names = authors.map(|(name, schema)| {
        assert!(schema["properties"]["role"].is_object(), "{name}");
        name.as_str()
    });
    assert_eq!(
        names.collect::<Vec<_>>(),
        ["ModeratedAuthor", "PublicAuthor", "Viewer"]
    );
}

#[tokio::test]
async fn the_html_page_shows_the_role_and_a_stub_shows_nothing() {
    let world = World::new().await;
    let owner = world.owner().await;
    let demo = "/api/v1/sites/demo/comments";
    let body = json!({ "page": "/demo", "text": "Welcome to all of you" });
    let posted = Answer::of(owner.public(Method::POST, demo).json(&body)).await;
    let id = posted.expect(201).id();
    let page = world
        .guest()
        .get("/api/v1/sites/demo/thread?page=/demo")
        .await
        .expect(200);
    assert!(
        page.text.contains("part=\"comment-badge\">Author</span>"),
        "{}",
        page.text
    );
    // A reply turns the removed comment into a stub, which shows neither its author nor the role.
    let reply = json!({ "page": "/demo", "text": "And a second word", "parent_id": id });
    let reply = Answer::of(owner.public(Method::POST, demo).json(&reply)).await;
    reply.expect(201);
    owner.decide("delete", &[&id]).await.expect(200);
    let list = world.guest().get(&format!("{demo}?page=/demo")).await;
    let items = &list.expect(200).body["items"];
    assert_eq!(
        (&items[0]["removed"], &items[0]["author"]),
        (&json!(true), &Value::Null)
    );
    assert_eq!(items[1]["author"]["role"], "owner");
    let left = "SELECT COUNT(*) FROM comment WHERE role IS NOT NULL";
    assert_eq!(world.database.number(left).await, 1);
}

#[tokio::test]
async fn without_a_display_name_readers_see_the_sites_name_and_never_the_login() {
    let world = World::new().await;
    let ben = world
        .moderator("benjamin", Role::Moderator, &["blog"])
        .await;
    let posted = ben.say("/a", "A word of the house").await.expect(201);
    assert_eq!(posted.body["comment"]["author"]["name"], "The Blog");
    assert_eq!(posted.body["comment"]["author"]["role"], "moderator");
    let read = world.guest().get(&format!("{COMMENTS}?page=/a")).await;
    assert!(!read.text.contains("benjamin"), "{}", read.text);
}

#[tokio::test]
async fn policies_floods_bans_and_the_classifier_apply_only_to_readers() {
    let world = World::new().await;
    world
        .policy(|policy| {
            policy.moderation = ModerationPolicy::All;
            policy.guests.allowed = false;
            policy.identities.email = false;
            policy.links_max = 0;
            policy.banned_words = vec!["casino".into()];
            policy.suspect_words = vec!["pills".into()];
            policy.limits_percent = 1;
        })
        .await;
    let owner = world.owner().await;
    let ban = json!({ "site": "blog", "kind": "network", "subject": "127.0.0.0/8" });
    owner.send(Method::POST, "/bans", &ban).await.expect(201);
    for n in 0..8 {
        let text = format!("Casino pills {n} https://a.example https://b.example");
        let posted = owner.say("/a", &text).await.expect(201);
        assert_eq!(posted.body["status"], "approved");
        let look = owner.comment(&posted.id()).await;
        assert_eq!(look["comment"]["assessment"]["reasons"], json!([]));
    }
    // No training example was stored, not even after the comment has stayed published for long.
    assert_eq!(world.sum_spam_memory().await, 0);
    world.clock.advance(Duration::from_hours(15 * 24));
    world.app.purge_expired().await.expect("runs");
    let taught = "SELECT COUNT(*) FROM comment WHERE taught IS NOT NULL";
    assert_eq!(world.database.number(taught).await, 0);
    // The rules for the text itself apply to moderators too.
    let session = world
        .app
        .moderators
        .sign_in("owner", crate::support::world::PASSWORD.into(), None)
        .await;
    let owner = Moderator {
        world: &world,
        token: session.expect("signs in").token.reveal(),
    };
    for (body, field) in [
        (json!({ "page": "/a", "text": " " }), "text"),
        (json!({ "page": "/a", "text": "x".repeat(10_001) }), "text"),
        (json!({ "page": "/a" }), "text"),
        (json!({ "text": "No page" }), "page"),
        (
            json!({ "page": "/a", "text": "Who?", "author": { "name": "Eve" } }),
            "author",
        ),
    ] {
        let refused = owner.publish(&body).await.refused(422, "invalid");
        assert_eq!(refused.fields()[0].0, field, "{body}");
    }
    let parent = json!({ "page": "/b", "text": "On another page", "parent_id": world.clock.id() });
    owner.publish(&parent).await.refused(404, "not_found");
    let markup = owner
        .say("/c", "**bold** and <script>alert(1)</script>")
        .await;
    let html = markup.expect(201).body["comment"]["html"].to_string();
    assert!(
        !html.contains("<script") && html.contains("<strong>bold</strong>"),
        "{html}"
    );
}

#[tokio::test]
async fn a_closed_thread_is_open_to_moderators() {
    let world = World::new().await;
    world
        .policy(|policy| policy.close_after_days = Some(1))
        .await;
    let owner = world.owner_with_key().await;
    owner.say("/a", "The first word").await.expect(201);
    world.clock.advance(Duration::from_hours(25));
    world
        .guest()
        .post("/a", "Too late")
        .await
        .refused(403, "thread_closed");
    owner.say("/a", "The last word").await.expect(201);
    let list = world.guest().read("/a").await;
    assert_eq!(
        (&list["thread"]["open"], &list["thread"]["count"]),
        (&json!(false), &json!(2))
    );
}

#[tokio::test]
async fn a_publication_is_a_decision_in_the_log_and_can_be_undone() {
    let world = World::new().await;
    let owner = world.owner().await;
    let id = owner.say("/a", "Said in haste").await.expect(201).id();
    let history = owner.comment(&id).await["history"].clone();
    let line = &history[0];
    assert_eq!(line["action"], "publish");
    assert_eq!(
        (&line["before"], &line["after"]),
        (&json!("pending"), &json!("approved"))
    );
    assert_eq!(line["login"], "owner");
    let found = owner.get("/log?action=publish").await.expect(200);
    assert_eq!(
        field_of_each(found.body["items"].as_array().expect("items"), "comment_id"),
        [&id]
    );
    let undone = owner
        .undo(line["batch"].as_str().expect("a batch"))
        .await
        .expect(200);
    assert_eq!(undone.body["decided"][0]["status"], "pending");
    assert_eq!(world.guest().read("/a").await["items"], json!([]));
    // After another approval, it has its role again.
    owner.decide("approve", &[&id]).await.expect(200);
    let list = world.guest().read("/a").await;
    assert_eq!(list["items"][0]["author"]["role"], "owner");
    // It did not wait in the queue.
    let statistics = owner.get("/statistics?site=blog").await.expect(200);
    assert_eq!(
        statistics.body["queue"]["decided"], 1,
        "{}",
        statistics.text
    );
}

#[tokio::test]
async fn the_same_text_in_one_thread_position_is_a_duplicate_and_in_two_it_is_not() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let (one, two) = (
        world
            .guest()
            .post("/a", "A first question")
            .await
            .expect(201)
            .id(),
        world
            .guest()
            .post("/a", "A second question")
            .await
            .expect(201)
            .id(),
    );
    let thanks =
        |parent: Option<&str>| json!({ "page": "/a", "text": "Thank you!", "parent_id": parent });
    for parent in [None, Some(one.as_str()), Some(two.as_str())] {
        let first = owner.publish(&thanks(parent)).await.expect(201);
        // A second click gets the first answer; later, the same text is a duplicate.
        let second = owner.publish(&thanks(parent)).await.expect(201);
        assert_eq!(second.id(), first.id());
        world.clock.advance(Duration::from_secs(11));
        owner
            .publish(&thanks(parent))
            .await
            .refused(409, "duplicate");
    }
    // Another moderator and a reader may post the same text.
    let ben = world.moderator("ben", Role::Moderator, &["blog"]).await;
    ben.publish(&thanks(None)).await.expect(201);
    world
        .guest()
        .named("Zoe", "zoe@example.org")
        .post("/a", "Thank you!")
        .await
        .expect(201);
    // With an idempotency key, a retry gets the first answer again, also from another IP address.
    let retry = |text: &str| {
        let body = json!({ "page": "/b", "text": text });
        let request = owner.public(Method::POST, COMMENTS);
        request.header("idempotency-key", "k-1").json(&body)
    };
    let first = Answer::of(retry("Once").header("x-forwarded-for", "192.0.2.1"))
        .await
        .expect(201);
    let again = Answer::of(retry("Once").header("x-forwarded-for", "198.51.100.1"))
        .await
        .expect(201);
    assert_eq!(first.body["comment"], again.body["comment"]);
    Answer::of(retry("Twice"))
        .await
        .refused(422, "idempotency_mismatch");
    // The same key of another moderator is a different key.
    let other = ben
        .public(Method::POST, COMMENTS)
        .header("idempotency-key", "k-1");
    let other = Answer::of(other.json(&json!({ "page": "/b", "text": "Other" }))).await;
    other.expect(201);
}

#[tokio::test]
async fn a_plain_form_with_a_moderators_token_redirects_to_the_published_comment() {
    let world = World::new().await;
    let owner = world.owner().await;
    let request = owner.public(Method::POST, COMMENTS);
    let fields = [
        ("page", "/a"),
        ("text", "By a form"),
        ("url", "https://blog.example/a"),
    ];
    let posted = Answer::of(with_form(request, &fields)).await.expect(303);
    let list = world.guest().read("/a").await;
    let id = list["items"][0]["id"].as_str().expect("an id");
    assert_eq!(posted.header("location"), format!("{BLOG}/a#comment-{id}"));
    assert_eq!(list["items"][0]["author"]["role"], "owner");
    // A refusal is the form again, with its text.
    let request = owner.public(Method::POST, COMMENTS).header("origin", BLOG);
    let refused = Answer::of(with_form(
        request,
        &[("page", "/a"), ("text", "Kept words")],
    ))
    .await;
    assert!(refused.expect(403).text.contains("Kept words"));
}
