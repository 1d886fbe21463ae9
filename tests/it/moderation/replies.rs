//! Moderators reply in the threads that they moderate, with a moderator's session or an API key.

use std::time::Duration;

use rejoinder::{moderator::Role, site::ModerationPolicy};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::{submissions::posting::{COMMENTS, open_house}, support::{actors::each, world::{Answer, BLOG, Moderator, World, with_form}}};

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

/// An API key of this moderator.
pub async fn key_of<'w>(moderator: &Moderator<'w>) -> (Moderator<'w>, String) {
    let made = moderator
        .send(Method::POST, "/keys", &json!({ "label": "robot" }))
        .await
        .expect(201);
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let key = Moderator {
        world: moderator.world,
        token: text(&made.body["token"]),
    };
    (key, text(&made.body["key"]["id"]))
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
    let reader = world.stranger();
    let asked = reader.post("/a", "Is this true?").await.expect(201).id();
    owner.decide("approve", &[&asked]).await.expect(200);
    let body = json!({ "page": "/a", "text": "It is *true*.", "parent_id": asked });
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
    assert_eq!(list["items"][1]["parent_id"], asked.as_str());
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
        each(mine.body["items"].as_array().expect("items"), "id"),
        [&id]
    );
    shown.push(("one's own", mine.body["items"][0]["author"].clone()));
    for (place, shown) in shown {
        assert_eq!(shown, author, "{place}");
    }
    // Moderators see which moderator wrote it, also in the queue and after a decision.
    let moderator_id = owner.id().await;
    let look = owner.look(&id).await;
    let queue = owner.walk("/comments", &[("status", "approved")]).await;
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
    let document = rejoinder::routes::openapi_document();
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
    let page = world.stranger().get("/demo").await.expect(200);
    assert!(
        page.text.contains("<span class=\"role\">owner</span>"),
        "{}",
        page.text
    );
    // A reply turns the removed comment into a stub, which shows neither its author nor the role.
    let reply = json!({ "page": "/demo", "text": "And a second word", "parent_id": id });
    let reply = Answer::of(owner.public(Method::POST, demo).json(&reply)).await;
    reply.expect(201);
    owner.decide("delete", &[&id]).await.expect(200);
    let list = world.stranger().get(&format!("{demo}?page=/demo")).await;
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
    let read = world.stranger().get(&format!("{COMMENTS}?page=/a")).await;
    assert!(!read.text.contains("benjamin"), "{}", read.text);
}

#[tokio::test]
async fn a_token_is_accepted_from_no_page_of_another_origin() {
    let world = World::new().await;
    let owner = world.owner().await;
    let (key, _) = key_of(&owner).await;
    let body = json!({ "page": "/a", "text": "From a page" });
    let own = world.url("");
    let port = world.address.port();
    for (n, who) in [&owner, &key].into_iter().enumerate() {
        for origin in [
            BLOG,
            "null",
            "",
            "https://evil.example",
            &format!("{own}/"),
            &format!("{own}."),
            &own.to_uppercase(),
            &format!("https://127.0.0.1:{port}"),
            &format!("http://127.0.0.1:{port}@evil.example"),
        ] {
            let request = who.public(Method::POST, COMMENTS).header("origin", origin);
            let refused = Answer::of(request.json(&body))
                .await
                .refused(403, "forbidden");
            let detail = refused.body["detail"].as_str().expect("a detail");
            assert!(
                detail.contains("Origin") && detail.contains("/me"),
                "{detail}"
            );
        }
        let twice = who.public(Method::POST, COMMENTS);
        let twice = twice
            .header("origin", &own)
            .header("origin", BLOG)
            .json(&body);
        Answer::of(twice).await.refused(403, "forbidden");
        let fine = who.public(Method::POST, COMMENTS).header("origin", &own);
        let text = json!({ "page": "/a", "text": format!("From the own page {n}") });
        Answer::of(fine.json(&text)).await.expect(201);
    }
    // The same holds for everything else that the token allows in the public API.
    let id = owner.say("/a", "To be changed").await.expect(201).id();
    let comment = format!("{COMMENTS}/{id}");
    for request in [
        owner
            .public(Method::PATCH, &comment)
            .json(&json!({ "text": "Changed" })),
        owner.public(Method::DELETE, &comment),
        owner.public(Method::GET, "/api/v1/sites/blog/mine?page=/a"),
    ] {
        let request = request.header("origin", BLOG);
        Answer::of(request).await.refused(403, "forbidden");
    }
    // A page of another origin cannot find out whether a token is valid.
    let (prefix, rest) = owner.token.split_at(4);
    let first = if rest.starts_with('A') { 'B' } else { 'A' };
    let flipped = format!("{prefix}{first}{}", &rest[1..]);
    let stranger = Moderator {
        world: &world,
        token: flipped,
    };
    let request = stranger
        .public(Method::POST, COMMENTS)
        .header("origin", BLOG);
    Answer::of(request.json(&body))
        .await
        .refused(403, "forbidden");
    stranger.publish(&body).await.refused(401, "unauthorized");
    assert_eq!(world.stranger().read("/a").await["thread"]["count"], 3);
}

#[tokio::test]
async fn the_right_to_publish_ends_immediately_when_anything_it_depends_on_ends() {
    let world = World::new().await;
    let replica = world.replica().await;
    let owner = world.owner().await;
    let at_both = async |who: &Moderator<'_>, text: &str| {
        let body = json!({ "page": "/a", "text": text });
        let request = who.public(Method::POST, COMMENTS).json(&body);
        let there = replica.answer(&world, request).await.status.as_u16();
        let body = json!({ "page": "/a", "text": format!("{text} again") });
        (there, who.publish(&body).await.status.as_u16())
    };
    let patch = "granite whistle orbit plum";
    for (n, what) in [
        "revoked",
        "signed out",
        "demoted",
        "password",
        "sites",
        "removed",
        "idle",
    ]
    .into_iter()
    .enumerate()
    {
        let role = if what == "demoted" {
            Role::Owner
        } else {
            Role::Moderator
        };
        let login = format!("ben{n}");
        let ben = world.moderator(&login, role, &["blog"]).await;
        let id = ben.id().await;
        let (key, key_id) = key_of(&ben).await;
        assert_eq!(at_both(&ben, what).await, (201, 201), "{what}");
        assert_eq!(
            at_both(&key, &format!("{what} by key")).await,
            (201, 201),
            "{what}"
        );
        // What ends, and the statuses for the session and the key afterwards.
        let expected = match what {
            "revoked" => {
                owner.delete(&format!("/keys/{key_id}")).await.expect(204);
                (201, 401)
            }
            "signed out" => {
                ben.delete("/session").await.expect(204);
                (401, 201)
            }
            "demoted" => {
                let change = json!({ "role": "moderator", "sites": [] });
                owner.alter(&id, &change).await.expect(200);
                (401, 404)
            }
            "password" => {
                owner
                    .alter(&id, &json!({ "password": patch }))
                    .await
                    .expect(200);
                (401, 201)
            }
            "sites" => {
                owner.alter(&id, &json!({ "sites": [] })).await.expect(200);
                (404, 404)
            }
            "removed" => {
                owner.delete(&format!("/moderators/{id}")).await.expect(204);
                (401, 401)
            }
            _ => {
                world.clock.advance(Duration::from_hours(1));
                (401, 201)
            }
        };
        let (by_session, by_key) = expected;
        assert_eq!(
            at_both(&ben, &format!("{what} after")).await,
            (by_session, by_session),
            "{what}"
        );
        let text = format!("{what} by key after");
        assert_eq!(at_both(&key, &text).await, (by_key, by_key), "{what}");
        if what == "removed" {
            // Published comments stay, with the role at the time of writing.
            let list = world
                .stranger()
                .get(&format!("{COMMENTS}?page=/a&limit=100"))
                .await;
            let items = list.body["items"].as_array().expect("items").clone();
            let said = items
                .iter()
                .find(|item| item["html"] == "<p dir=\"auto\">removed</p>\n");
            assert_eq!(
                said.expect("it is still listed")["author"]["role"],
                "moderator"
            );
        }
    }
}

#[tokio::test]
async fn a_moderator_replies_only_on_their_own_sites() {
    let world = World::new().await;
    world.site("garden", "https://garden.example").await;
    let gardener = world
        .moderator("gardener", Role::Moderator, &["garden"])
        .await;
    gardener
        .say("/a", "Not my blog")
        .await
        .refused(404, "not_found");
    let body = json!({ "page": "/a", "text": "My garden" });
    let garden = "/api/v1/sites/garden/comments";
    Answer::of(gardener.public(Method::POST, garden).json(&body))
        .await
        .expect(201);
    let nowhere = world.moderator("nowhere", Role::Moderator, &[]).await;
    nowhere.say("/a", "No site").await.refused(404, "not_found");
    let owner = world.owner().await;
    for path in [garden, COMMENTS] {
        let body = json!({ "page": "/a", "text": "Everywhere" });
        let posted = Answer::of(owner.public(Method::POST, path).json(&body)).await;
        assert_eq!(
            posted.expect(201).body["comment"]["author"]["role"],
            "owner"
        );
    }
    let unknown = "/api/v1/sites/nothing/comments";
    let request = owner.public(Method::POST, unknown).json(&body);
    Answer::of(request).await.refused(404, "not_found");
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
        let look = owner.look(&posted.id()).await;
        assert_eq!(look["comment"]["assessment"]["reasons"], json!([]));
    }
    // No training example was stored, not even after the comment has stayed published for long.
    assert_eq!(world.remembered().await, 0);
    world.clock.advance(Duration::from_hours(15 * 24));
    world.app.forget().await.expect("runs");
    let taught = "SELECT COUNT(*) FROM comment WHERE taught IS NOT NULL";
    assert_eq!(world.database.number(taught).await, 0);
    // The rules for the text itself apply to moderators too.
    let session = world
        .app
        .identity
        .log_in("owner", crate::support::world::PASSWORD.into(), None)
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
async fn one_moderator_can_post_much_but_not_without_limit() {
    let world = World::new().await;
    let (owner, ben) = (
        world.owner().await,
        world.moderator("ben", Role::Owner, &[]).await,
    );
    let mut posted = 0;
    let refused = loop {
        let answer = owner.say(&format!("/{posted}"), "A word").await;
        if answer.status != 201 {
            break answer;
        }
        posted += 1;
        assert!(posted < 200);
    };
    // The clock of Redis is not held, so a few more may be allowed there.
    assert!((60..=120).contains(&posted), "{posted}");
    let refused = refused.refused(429, "too_fast");
    assert_eq!(refused.body["violated-policies"], json!(["moderator"]));
    ben.say("/x", "Another moderator").await.expect(201);
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
        .stranger()
        .post("/a", "Too late")
        .await
        .refused(403, "thread_closed");
    owner.say("/a", "The last word").await.expect(201);
    let list = world.stranger().read("/a").await;
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
    let history = owner.look(&id).await["history"].clone();
    let line = &history[0];
    assert_eq!(line["action"], "publish");
    assert_eq!(
        (&line["before"], &line["after"]),
        (&json!("pending"), &json!("approved"))
    );
    assert_eq!(line["login"], "owner");
    let found = owner.get("/log?action=publish").await.expect(200);
    assert_eq!(
        each(found.body["items"].as_array().expect("items"), "comment_id"),
        [&id]
    );
    let undone = owner
        .undo(line["batch"].as_str().expect("a batch"))
        .await
        .expect(200);
    assert_eq!(undone.body["decided"][0]["status"], "pending");
    assert_eq!(world.stranger().read("/a").await["items"], json!([]));
    // After another approval, it has its role again.
    owner.decide("approve", &[&id]).await.expect(200);
    let list = world.stranger().read("/a").await;
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
    let world = open_house().await;
    let owner = world.owner().await;
    let (one, two) = (
        world
            .stranger()
            .post("/a", "A first question")
            .await
            .expect(201)
            .id(),
        world
            .stranger()
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
        .stranger()
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
async fn only_the_moderator_who_published_a_comment_edits_and_deletes_it() {
    let world = World::new().await;
    let (owner, ben) = (
        world.owner().await,
        world.moderator("ben", Role::Moderator, &["blog"]).await,
    );
    let posted = ben.say("/a", "With a tpyo").await.expect(201);
    let token = posted.body["edit_token"]
        .as_str()
        .expect("a token")
        .to_owned();
    let comment = format!("{COMMENTS}/{}", posted.id());
    let text = |text: &str| json!({ "text": text });
    let patch =
        |who: &Moderator<'_>, words: &str| who.public(Method::PATCH, &comment).json(&text(words));
    Answer::of(patch(&owner, "Mine now"))
        .await
        .refused(404, "not_found");
    // If the edit token were enough, it would outlive the right to publish.
    let by_token = world.stranger().request(Method::PATCH, &comment);
    let by_token = by_token
        .header("edit-token", &token)
        .json(&text("By token"));
    Answer::of(by_token).await.refused(403, "forbidden");
    let edited = Answer::of(patch(&ben, "Without a typo")).await.expect(200);
    assert_eq!(edited.body["status"], "approved");
    assert_eq!(edited.body["comment"]["author"]["role"], "moderator");
    let list = world.stranger().read("/a").await;
    assert_eq!(
        list["items"][0]["html"],
        "<p dir=\"auto\">Without a typo</p>\n"
    );
    assert!(list["items"][0]["edited_at"].is_string());
    // The same text again has no effect.
    world.clock.advance(Duration::from_mins(1));
    let same = Answer::of(patch(&ben, "Without a typo")).await.expect(200);
    assert_eq!(
        same.body["comment"]["edited_at"],
        edited.body["comment"]["edited_at"]
    );
    for wrong in ["", "x".repeat(10_001).as_str()] {
        Answer::of(patch(&ben, wrong)).await.refused(422, "invalid");
    }
    // A moderator cannot edit what a reader wrote.
    let reader = world
        .stranger()
        .post("/a", "A reader's word")
        .await
        .expect(201)
        .id();
    let other = ben.public(Method::PATCH, &format!("{COMMENTS}/{reader}"));
    Answer::of(other.json(&text("Put into a mouth")))
        .await
        .refused(404, "not_found");
    // A demoted moderator can edit nothing, and a comment that is approved stays as it is.
    let id = ben.id().await;
    let (key, _) = key_of(&ben).await;
    owner.alter(&id, &json!({ "sites": [] })).await.expect(200);
    Answer::of(patch(&key, "Too late"))
        .await
        .refused(404, "not_found");
    owner
        .alter(&id, &json!({ "sites": ["blog"] }))
        .await
        .expect(200);
    Answer::of(key.public(Method::DELETE, &comment))
        .await
        .expect(204);
    Answer::of(ben.public(Method::DELETE, &comment))
        .await
        .refused(404, "not_found");
    assert_eq!(world.stranger().read("/a").await["items"], json!([]));
    // The edit window applies to moderators too; older comments they can only decide about.
    let late = key.say("/b", "Written long ago").await.expect(201).id();
    world.clock.advance(Duration::from_mins(16));
    let late = key.public(Method::DELETE, &format!("{COMMENTS}/{late}"));
    Answer::of(late).await.refused(403, "edit_window_over");
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
    let list = world.stranger().read("/a").await;
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
