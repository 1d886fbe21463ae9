//! A moderator comments on the blog's own page with a commenter session that was linked on `/me`.

use std::time::Duration;

use rejoinder::Role;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    answers::Answer,
    guests::COMMENTS,
    moderators::{Moderator, create_api_key},
    people::{Person, ReportedIdentity},
    world::{BLOG, PASSWORD, World},
};

pub const LINK: &str = "/api/v1/session/moderator";

impl Person<'_> {
    /// Links every session of this person, on this server's own page.
    pub async fn link(&self, login: &str, password: &str) -> Answer {
        let body = json!({ "login": login, "password": password });
        Answer::of(self.request(Method::PUT, LINK).json(&body)).await
    }

    /// Returns what the blog's form learns about the session.
    pub async fn viewer(&self) -> Value {
        let request = self.guest.request(Method::GET, "/api/v1/session");
        let request = request.bearer_auth(&self.token).header("origin", BLOG);
        Answer::of(request).await.expect(200).body["viewer"].clone()
    }

    /// Posts in the form of the blog; returns the status and the role of the new comment.
    pub async fn posts(&self, text: &str) -> (String, Value) {
        let posted = self.post("/a", text).await.expect(201);
        let status = posted.body["status"].as_str().expect("a status");
        (
            status.to_owned(),
            posted.body["comment"]["author"]["role"].clone(),
        )
    }
}

/// A moderator of the blog with the display name Rosa, and the commenter account that she uses.
pub async fn add_rosa(world: &World) -> (Moderator<'_>, Moderator<'_>, Person<'_>) {
    let owner = world.owner().await;
    let rosa = world
        .moderator("rosa.login", Role::Moderator, &["blog"])
        .await;
    owner
        .alter(&rosa.id().await, &json!({ "name": "Rosa" }))
        .await
        .expect(200);
    // The display name is reserved by now, so the account gets another name.
    world.clock.advance(Duration::from_secs(1));
    let person = world
        .person(&ReportedIdentity::account("github", "Rosa"))
        .await;
    (owner, rosa, person)
}

pub fn published_as(role: &str) -> (String, Value) {
    ("approved".to_owned(), json!(role))
}

pub fn waiting() -> (String, Value) {
    ("pending".to_owned(), Value::Null)
}

#[tokio::test]
async fn a_linked_session_publishes_with_the_role_under_the_display_name() {
    let world = World::new().await;
    let (_, moderator, person) = add_rosa(&world).await;
    assert_eq!(person.viewer().await["name"], "Rosa (github)");
    assert_eq!(person.posts("Before the link").await, waiting());
    let linked = person.link("Rosa.Login", PASSWORD).await.expect(200);
    assert_eq!(linked.header("cache-control"), "no-store");
    let shown = json!({
        "id": moderator.id().await, "name": "Rosa", "role": "moderator", "sites": ["blog"],
    });
    assert_eq!(linked.body["moderator"], shown);
    let again = person.get(LINK).await.expect(200);
    assert_eq!(again.body, linked.body);
    // The form knows the name and the role with which it posts.
    let viewer = person.viewer().await;
    assert_eq!(
        (&viewer["name"], &viewer["role"]),
        (&json!("Rosa"), &json!("moderator"))
    );
    let posted = person.post("/a", "With the link").await.expect(201);
    let author = &posted.body["comment"]["author"];
    assert_eq!(author["name"], "Rosa");
    assert_eq!(author["role"], "moderator");
    assert_eq!(
        (&author["kind"], &author["provider"]),
        (&json!("social"), &json!("github"))
    );
    let read = world.guest().read("/a").await;
    let items = read["items"].as_array().expect("items");
    assert_eq!(items.len(), 1, "the comment sent before waits");
    assert_eq!(&items[0]["author"], author);
    // Another reader is not affected.
    let reader = world
        .person(&ReportedIdentity::account("github", "Zoe"))
        .await;
    assert_eq!(reader.posts("Only a reader").await, waiting());
}

#[tokio::test]
async fn linking_works_only_on_this_servers_page_with_the_right_password_and_within_limits() {
    let world = World::new().await;
    let (_, moderator, person) = add_rosa(&world).await;
    let body = json!({ "login": "rosa.login", "password": PASSWORD });
    // The session token of a form links nothing, whatever origin sends it.
    for origin in [None, Some(BLOG), Some(world.url("").as_str())] {
        for method in [Method::PUT, Method::GET, Method::DELETE] {
            let request = person.guest.request(method.clone(), LINK);
            let mut request = request.bearer_auth(&person.token);
            if let Some(origin) = origin {
                request = request.header("origin", origin);
            }
            if method == Method::PUT {
                request = request.json(&body);
            }
            Answer::of(request).await.refused(403, "forbidden");
        }
    }
    // The cookie works only on this server's own pages, and CORS lets no other page send the request.
    let cookie = format!("rejoinder={}", person.cookie);
    let foreign = person
        .guest
        .request(Method::PUT, LINK)
        .header("cookie", &cookie);
    let foreign = foreign
        .header("origin", BLOG)
        .header("sec-fetch-site", "cross-site");
    Answer::of(foreign.json(&body))
        .await
        .refused(401, "unauthorized");
    let preflight = person
        .guest
        .request(Method::OPTIONS, LINK)
        .header("origin", BLOG);
    let preflight = preflight.header("access-control-request-method", "PUT");
    let preflight = Answer::of(preflight).await;
    assert_eq!(preflight.header("access-control-allow-origin"), "");
    // Neither a request without a credential nor one with a moderator's credential comes from a commenter.
    let nobody = world.guest().request(Method::PUT, LINK).json(&body);
    Answer::of(nobody).await.refused(401, "unauthorized");
    let token = moderator.public(Method::PUT, LINK).json(&body);
    Answer::of(token).await.refused(401, "unauthorized");
    for (login, password) in [
        ("rosa.login", "wrong"),
        ("rosa.login", ""),
        ("nobody", PASSWORD),
        ("Rosa", PASSWORD),
        ("not a login", PASSWORD),
    ] {
        person
            .link(login, password)
            .await
            .refused(401, "wrong_password");
    }
    let unknown = json!({ "login": "rosa.login", "password": PASSWORD, "token": "x" });
    let unknown = Answer::of(person.request(Method::PUT, LINK).json(&unknown)).await;
    assert_eq!(unknown.refused(422, "invalid").fields()[0].0, "token");
    assert_eq!(person.posts("Still a reader").await, waiting());
    let refused = loop {
        let answer = person.link("rosa.login", "wrong").await;
        if answer.status != 401 {
            break answer;
        }
    };
    refused.refused(429, "too_fast");
    // Even the right password is refused now, until an hour has passed.
    person
        .link("rosa.login", PASSWORD)
        .await
        .refused(429, "too_fast");
}

#[tokio::test]
async fn a_linked_session_has_no_role_on_sites_that_the_moderator_does_not_moderate() {
    let world = World::new().await;
    world.add_site_at("garden", "https://garden.example").await;
    let (owner, moderator, person) = add_rosa(&world).await;
    let garden = match world
        .sign_in_with(
            &ReportedIdentity::account("github", "Rosa"),
            None,
            Some("garden"),
        )
        .await
    {
        Ok(rejoinder::SignInOutcome::Session(session)) => session.token.reveal(),
        other => panic!("{other:?}"),
    };
    person.link("rosa.login", PASSWORD).await.expect(200);
    let in_garden = async |text: &str| {
        let path = "/api/v1/sites/garden/comments";
        let request = person
            .guest
            .request(Method::POST, path)
            .bearer_auth(&garden);
        let body = json!({ "page": "/a", "text": text });
        let posted = Answer::of(request.json(&body)).await.expect(201);
        let author = posted.body["comment"]["author"].clone();
        (
            posted.body["status"].clone(),
            author["role"].clone(),
            author["name"].clone(),
        )
    };
    assert_eq!(
        in_garden("A guest in the garden").await,
        (json!("pending"), Value::Null, json!("Rosa (github)"))
    );
    let sites = json!({ "sites": ["blog", "garden"] });
    owner.alter(&moderator.id().await, &sites).await.expect(200);
    assert_eq!(
        in_garden("A moderator of both").await,
        (json!("approved"), json!("moderator"), json!("Rosa"))
    );
    // A session of one site gives no access to another.
    let path = "/api/v1/sites/garden/comments";
    let request = person
        .guest
        .request(Method::POST, path)
        .bearer_auth(&person.token);
    let body = json!({ "page": "/a", "text": "Over the fence" });
    Answer::of(request.json(&body))
        .await
        .refused(401, "unauthorized");
}

#[tokio::test]
async fn comments_of_a_linked_session_are_editable_while_linked_and_deletable_afterwards() {
    let world = World::new().await;
    let (_, _, person) = add_rosa(&world).await;
    person.link("rosa.login", PASSWORD).await.expect(200);
    let posted = person.post("/a", "With a tpyo").await.expect(201);
    let token = posted.body["edit_token"]
        .as_str()
        .expect("a token")
        .to_owned();
    let path = format!("{COMMENTS}/{}", posted.id());
    let request = |method: Method| person.guest.request(method, &path);
    let edit = |text: &str| {
        let request = request(Method::PATCH).bearer_auth(&person.token);
        request.json(&json!({ "text": text }))
    };
    let edited = Answer::of(edit("Without a typo")).await.expect(200);
    assert_eq!(edited.body["status"], "approved");
    assert_eq!(edited.body["comment"]["author"]["role"], "moderator");
    // With both credentials, as a widget sends them that stores the edit token.
    let both = edit("With both").header("edit-token", &token);
    Answer::of(both).await.expect(200);
    Answer::of(person.request(Method::DELETE, LINK))
        .await
        .expect(204);
    let late = Answer::of(edit("After the link"))
        .await
        .refused(403, "forbidden");
    assert!(
        late.body["detail"]
            .as_str()
            .expect("a detail")
            .contains("delete"),
        "{}",
        late.text
    );
    let by_token = request(Method::PATCH).header("edit-token", &token);
    let by_token = by_token.json(&json!({ "text": "By token" }));
    Answer::of(by_token).await.refused(403, "forbidden");
    let read = world.guest().read("/a").await;
    assert_eq!(read["items"][0]["html"], "<p dir=\"auto\">With both</p>\n");
    let delete = request(Method::DELETE).bearer_auth(&person.token);
    Answer::of(delete).await.expect(204);
    assert_eq!(world.guest().read("/a").await["items"], json!([]));
    // A comment that she wrote before linking remains a reader's.
    let other = person
        .post("/a", "Written as a reader")
        .await
        .expect(201)
        .id();
    person.link("rosa.login", PASSWORD).await.expect(200);
    let path = format!("{COMMENTS}/{other}");
    let request = person
        .guest
        .request(Method::PATCH, &path)
        .bearer_auth(&person.token);
    let edited = Answer::of(request.json(&json!({ "text": "Still a reader's" })))
        .await
        .expect(200);
    assert_eq!(edited.body["status"], "pending");
    assert_eq!(edited.body["comment"]["author"]["role"], Value::Null);
}

#[tokio::test]
async fn links_are_listed_for_the_person_for_the_moderator_and_on_the_page() {
    let world = World::new().await;
    let (owner, moderator, person) = add_rosa(&world).await;
    let page = person.get("/me").await.expect(200);
    assert!(
        page.text.contains("action=\"/me/moderator\""),
        "{}",
        page.text
    );
    assert!(!page.text.contains("/me/moderator/end"), "{}", page.text);
    // The page shows the error, and the login is still in its field.
    let wrong = [("login", "rosa.login"), ("password", "wrong")];
    let refused = person.send("/me/moderator", &wrong).await.expect(422);
    assert!(
        refused.text.contains("Incorrect login or password."),
        "{}",
        refused.text
    );
    assert!(
        refused.text.contains("value=\"rosa.login\""),
        "{}",
        refused.text
    );
    assert!(
        !refused.text.contains("value=\"wrong\""),
        "{}",
        refused.text
    );
    let right = [("login", "rosa.login"), ("password", PASSWORD)];
    let done = person.send("/me/moderator", &right).await.expect(303);
    let page = person.get(done.header("location")).await.expect(200);
    assert!(page.text.contains("are linked"), "{}", page.text);
    for part in [
        "<b>rosa.login</b>",
        "/me/moderator/end",
        "linked with your moderator account",
    ] {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }
    // Both sessions of the person are listed, for the moderator and for owners.
    let own = moderator.get("/session").await.expect(200).body["linked_sessions"].clone();
    let list = owner.get("/moderators").await.expect(200);
    let items = list.body["items"].as_array().expect("items");
    let shown = items.iter().find(|item| item["login"] == "rosa.login");
    assert_eq!(shown.expect("is listed")["linked_sessions"], own);
    let own = own.as_array().expect("a list");
    let mut sites = own
        .iter()
        .map(|link| link["site"].clone())
        .collect::<Vec<_>>();
    sites.sort_by_key(Value::to_string);
    assert_eq!(sites, [json!("blog"), Value::Null]);
    assert_eq!(own[0]["person_id"], person.id.to_string());
    assert_eq!(own[0]["person_name"], "Rosa (github)");
    // The link is part of the person's export, along with the comments.
    person.post("/a", "To be exported").await.expect(201);
    let data = person.data().await;
    for session in data["sessions"].as_array().expect("sessions") {
        assert_eq!(session["role"], "moderator");
        assert!(session["linked_at"].is_string());
    }
    assert_eq!(data["comments"][0]["role"], "moderator");
    // Other moderators cannot end links, and API keys can end none at all.
    let id = moderator.id().await;
    let path = format!("/moderators/{id}/links");
    let other = world.moderator("other", Role::Moderator, &["blog"]).await;
    other.delete(&path).await.refused(403, "forbidden");
    create_api_key(&moderator)
        .await
        .0
        .delete(&path)
        .await
        .refused(403, "forbidden");
    let unknown = format!("/moderators/{}/links", world.clock.id());
    owner.delete(&unknown).await.refused(404, "not_found");
    person.send("/me/moderator/end", &[]).await.expect(303);
    let page = person.get("/me").await.expect(200);
    assert!(!page.text.contains("/me/moderator/end"), "{}", page.text);
    let own = moderator.get("/session").await.expect(200);
    assert_eq!(own.body["linked_sessions"], json!([]));
}

#[tokio::test]
async fn linking_never_gives_a_moderators_token_to_a_form() {
    let world = World::new().await;
    let (_, _, person) = add_rosa(&world).await;
    let linked = person.link("rosa.login", PASSWORD).await.expect(200);
    let before = "SELECT COUNT(*) FROM moderator_session";
    assert_eq!(
        world.database.number(before).await,
        2,
        "the two people who signed in"
    );
    for text in [&linked.text, &person.viewer().await.to_string()] {
        assert!(!text.contains("rjm_") && !text.contains("rjk_"), "{text}");
        assert!(!text.contains("rosa.login"), "{text}");
    }
    // The linked session has no right to moderate.
    let request = person
        .guest
        .request(Method::GET, "/api/v1/moderation/comments");
    Answer::of(request.bearer_auth(&person.token))
        .await
        .refused(401, "unauthorized");
    let decision = json!({ "ids": [world.clock.id()], "action": "approve" });
    let request = person
        .guest
        .request(Method::POST, "/api/v1/moderation/decisions");
    let request = request.bearer_auth(&person.token).json(&decision);
    Answer::of(request).await.refused(401, "unauthorized");
}

#[tokio::test]
async fn the_plain_form_of_this_servers_own_page_publishes_with_a_linked_cookie() {
    let world = World::new().await;
    let owner = world.owner().await;
    owner
        .alter(&owner.id().await, &json!({ "name": "Rosa" }))
        .await
        .expect(200);
    let person = world
        .person(&ReportedIdentity::account("github", "R. Osa"))
        .await;
    let fields = [("page", "/demo"), ("text", "From the own page")];
    let path = "/api/v1/sites/demo/comments";
    let waiting = person.send(path, &fields).await.expect(303);
    assert!(waiting.header("location").contains("comment=pending"));
    person.link("owner", PASSWORD).await.expect(200);
    let page = person
        .get("/api/v1/sites/demo/thread?page=/demo")
        .await
        .expect(200);
    assert!(page.text.contains("Rosa"), "{}", page.text);
    let fields = [("page", "/demo"), ("text", "With the role")];
    let posted = person.send(path, &fields).await.expect(303);
    assert!(posted.header("location").contains("#comment-"));
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
}
