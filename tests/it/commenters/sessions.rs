//! What a commenter's session allows, where, and for how long.

use std::time::Duration;

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::support::{
    answers::{Answer, edit_token, eventually},
    commenters::{Commenter, cookie_of, link_of_mail},
    guests::{COMMENTS, Guest},
    raw_requests::{FORM, urlencoded},
    world::World,
};

/// Every request that can be made with a session, as (what, answer).
async fn use_session_everywhere(who: &Commenter<'_>, id: &str) -> Vec<(&'static str, Answer)> {
    let body = who.comment("/post", "Said with a token").await;
    vec![
        ("read", who.session().await),
        ("post", who.send(&body).await),
        ("mine", who.own_comments("/post").await),
        ("edit", who.edit_comment(id, "Another text").await),
        ("erase", who.delete_comment(id).await),
        (
            "change",
            who.change_profile(&json!({ "name": "Anna" })).await,
        ),
        ("sign out", who.sign_out().await),
    ]
}

#[tokio::test]
async fn a_revoked_session_is_immediately_refused_everywhere() {
    let world = World::new().await;
    let ann = world.sign_in_by_mail("Ann", "ann@example.org").await;
    let id = ann.post("/post", "A first text").await.expect(201).id();
    ann.sign_out().await.expect(204);
    for (what, answer) in use_session_everywhere(&ann, &id).await {
        assert_eq!(answer.status.as_u16(), 401, "{what}: {}", answer.text);
        answer.refused(401, "unauthorized");
    }
    let sessions = world.database.number("SELECT COUNT(*) FROM person_session");
    assert_eq!(sessions.await, 0);
}

#[tokio::test]
async fn only_a_valid_session_is_accepted_and_an_invalid_one_never_becomes_a_guest() {
    let world = World::new().await;
    let ann = world.sign_in_by_mail("Ann", "ann@example.org").await;
    let posted = ann.post("/post", "A first text").await.expect(201);
    let id = posted.id();
    let mut wrong = ann.token.clone();
    wrong.replace_range(20..21, if &wrong[20..21] == "A" { "B" } else { "A" });
    let tokens = [
        wrong,
        edit_token(&posted),
        "x".to_owned(),
        format!("{} ", "rjc_"),
    ];
    for token in tokens {
        let who = Commenter {
            token,
            ..ann.clone()
        };
        for (what, answer) in use_session_everywhere(&who, &id).await {
            assert_eq!(answer.status.as_u16(), 401, "{what}: {}", answer.text);
        }
        // Not even with all fields that a guest would send.
        let mut body = who.comment("/post", "As a guest, then").await;
        body["author"] = json!({ "name": "Ann", "email": "ann@example.org" });
        who.send(&body).await.refused(401, "unauthorized");
    }
    // `Authorization` of another scheme, for a proxy in front of the server.
    let basic = world.guest().request(Method::GET, "/api/v1/session");
    let basic = Answer::of(basic.header("authorization", "Basic YTpi")).await;
    assert_eq!(basic.expect(200).body, json!({ "viewer": null }));
    let nobody = world.guest();
    assert_eq!(
        nobody.get("/api/v1/session").await.expect(200).body,
        json!({ "viewer": null })
    );
    for method in [Method::DELETE, Method::PATCH] {
        let request = nobody.request(method.clone(), "/api/v1/session");
        let request = if method == Method::PATCH {
            request.json(&json!({}))
        } else {
            request
        };
        Answer::of(request).await.refused(401, "unauthorized");
    }
}

#[tokio::test]
async fn a_session_belongs_to_one_site() {
    let world = World::new().await;
    world.add_site_at("shop", "https://shop.example").await;
    let ann = world.sign_in_by_mail("Ann", "ann@example.org").await;
    let id = ann.post("/post", "A first text").await.expect(201).id();
    let guest = world.guest();
    let there = guest
        .post_on("shop", "/post", "In the shop")
        .await
        .expect(201)
        .id();
    let form = guest.get("/api/v1/sites/shop/form?page=/post").await;
    let body = json!({ "page": "/post", "text": "Hello", "token": form.body["token"] });
    let request =
        |method: Method, path: &str| ann.request(method, &format!("/api/v1/sites/shop/{path}"));
    let refused = [
        request(Method::POST, "comments").json(&body),
        request(Method::GET, "mine?page=/post"),
        request(Method::PATCH, &format!("comments/{there}")).json(&json!({ "text": "Mine" })),
        request(Method::PATCH, &format!("comments/{id}")).json(&json!({ "text": "Mine" })),
        request(Method::DELETE, &format!("comments/{there}")),
    ];
    for one in refused {
        Answer::of(one).await.refused(401, "unauthorized");
    }
    ann.session().await.expect(200);
}

#[tokio::test]
async fn a_session_expires_after_a_week_without_use_and_after_a_month_in_any_case() {
    let world = World::new().await;
    let idle = world.sign_in_by_mail("Ida", "ida@example.org").await;
    let busy = world.sign_in_by_mail("Bob", "bob@example.org").await;
    let day = Duration::from_hours(24);
    let used = async |who: &Commenter<'_>| {
        who.session().await.expect(200);
        let now = world.clock.now().0;
        let noted = format!("SELECT COUNT(*) FROM person_session WHERE used_at = {now}");
        eventually("the recorded use", async || {
            (world.database.number(&noted).await > 0).then_some(())
        })
        .await;
    };
    world.clock.advance(day * 6);
    used(&busy).await;
    idle.session().await.expect(200);
    used(&idle).await;
    world.clock.advance(day * 6);
    used(&busy).await;
    world.clock.advance(day);
    idle.session().await.refused(401, "unauthorized");
    for days in [5, 6, 5] {
        world.clock.advance(day * days);
        used(&busy).await;
    }
    world.clock.advance(Duration::from_secs(86_399));
    busy.session().await.expect(200);
    world.clock.advance(Duration::from_secs(1));
    busy.session().await.refused(401, "unauthorized");
}

#[tokio::test]
async fn people_change_only_their_own_comments() {
    let world = World::new().await;
    let ann = world.sign_in_by_mail("Ann", "ann@example.org").await;
    let ben = world.sign_in_by_mail("Ben", "ben@example.org").await;
    let id = ann.post("/post", "A first text").await.expect(201).id();
    ben.edit_comment(&id, "Not mine")
        .await
        .refused(404, "not_found");
    ben.delete_comment(&id).await.refused(404, "not_found");
    assert_eq!(
        ben.own_comments("/post").await.expect(200).body["items"],
        json!([])
    );
    let guest = world
        .guest()
        .post("/post", "Of a guest")
        .await
        .expect(201)
        .id();
    ann.edit_comment(&guest, "Not mine")
        .await
        .refused(404, "not_found");
    let edited = ann.edit_comment(&id, "A *second* text").await.expect(200);
    assert_eq!(edited.body["comment"]["text"], "A *second* text");
    // Another session of the same person has the same rights.
    let again = world.sign_in_by_mail("Ann", "ann@example.org").await;
    let mine = again.own_comments("/post").await.expect(200);
    assert_eq!(
        (
            &mine.body["items"][0]["id"],
            mine.body["items"].as_array().map(Vec::len)
        ),
        (&json!(id), Some(1))
    );
    again.delete_comment(&id).await.expect(204);
    ann.edit_comment(&id, "Gone")
        .await
        .refused(404, "not_found");
    let late = ann.post("/post", "A late text").await.expect(201).id();
    world.clock.advance(Duration::from_mins(15));
    ann.edit_comment(&late, "Too late")
        .await
        .refused(403, "edit_window_over");
}

#[tokio::test]
async fn a_comment_keeps_the_name_it_was_written_under() {
    let world = World::new().await;
    let owner = world.owner().await;
    let ann = world.sign_in_by_mail("Ann", "ann@example.org").await;
    let change = json!({ "name": "Anna Old", "website": "https://anna.example/" });
    ann.change_profile(&change).await.expect(200);
    let id = ann
        .post("/post", "Under the old name")
        .await
        .expect(201)
        .id();
    owner.decide("approve", &[&id]).await.expect(200);
    let changed = ann
        .change_profile(&json!({ "name": "Anna New", "website": null }))
        .await
        .expect(200);
    assert_eq!(
        (
            &changed.body["viewer"]["name"],
            &changed.body["viewer"]["website"]
        ),
        (&json!("Anna New"), &Value::Null)
    );
    assert_eq!(
        ann.change_profile(&json!({})).await.expect(200).body,
        changed.body
    );
    assert_eq!(ann.session().await.body, changed.body);
    let read = world.guest().read("/post").await;
    let author = &read["items"][0]["author"];
    let picture = changed.body["viewer"]["picture"].clone();
    let expected = json!({
        "name": "Anna Old", "website": "https://anna.example/", "kind": "email",
        "verified": true, "provider": "email", "picture": picture, "role": null,
    });
    assert_eq!(*author, expected);
    let next = ann.post("/post", "Under the new name").await.expect(201);
    assert_eq!(next.body["comment"]["author"]["name"], "Anna New");
    for (body, field) in [
        (json!({ "name": "" }), "name"),
        (json!({ "name": "x".repeat(65) }), "name"),
        (json!({ "website": "javascript:alert(1)" }), "website"),
    ] {
        let refused = ann.change_profile(&body).await.refused(422, "invalid");
        assert_eq!(refused.fields()[0].0, field);
    }
    let unknown = ann
        .change_profile(&json!({ "email": "x@example.org" }))
        .await;
    assert!(
        [400, 422].contains(&unknown.status.as_u16()),
        "{}",
        unknown.text
    );
    assert_eq!(ann.session().await.body, changed.body);
}

#[tokio::test]
async fn a_guest_name_sent_with_a_session_is_refused_by_its_field() {
    let world = World::new().await;
    let ann = world.sign_in_by_mail("Ann", "ann@example.org").await;
    for author in [
        json!({ "name": "Ben", "email": "ben@example.org" }),
        json!({ "name": 5, "age": 7 }),
        json!({}),
        json!([]),
        json!(5),
    ] {
        let mut body = ann.comment("/post", "Who am I?").await;
        body["author"] = author.clone();
        let refused = ann.send(&body).await.refused(422, "invalid");
        assert_eq!(
            refused.fields(),
            [("author".to_owned(), "not_asked".to_owned())],
            "{author}"
        );
    }
    let mut body = ann.comment("/post", "Who am I?").await;
    body["author"] = Value::Null;
    ann.send(&body).await.expect(201);
}

#[tokio::test]
async fn idempotency_keys_of_people_and_guests_behind_one_ip_address_are_separate() {
    let world = World::new().await;
    let ann = world.sign_in_by_mail("Ann", "ann@example.org").await;
    let mut ben = world.sign_in_by_mail("Ben", "ben@example.org").await;
    ben.address = ann.address;
    let guest = world.at(ann.address);
    let body = ann.comment("/post", "The same words").await;
    let send = |request: RequestBuilder, body: &Value| {
        Answer::of(request.header("idempotency-key", "one").json(body))
    };
    let first = send(ann.request(Method::POST, COMMENTS), &body)
        .await
        .expect(201);
    let again = send(ann.request(Method::POST, COMMENTS), &body)
        .await
        .expect(201);
    assert_eq!(again.id(), first.id());
    // From another IP address, the same person still gets the first answer.
    let elsewhere = Commenter {
        address: world.guest().address,
        ..ann.clone()
    };
    let again = send(elsewhere.request(Method::POST, COMMENTS), &body)
        .await
        .expect(201);
    assert_eq!(again.id(), first.id());
    let of_ben = send(ben.request(Method::POST, COMMENTS), &body)
        .await
        .expect(201);
    assert_ne!(of_ben.id(), first.id());
    let mut typed = guest.comment("/post", "The same words");
    typed["token"] = json!(guest.token("/post").await);
    let of_guest = send(guest.request(Method::POST, COMMENTS), &typed)
        .await
        .expect(201);
    assert!(![first.id(), of_ben.id()].contains(&of_guest.id()));
}

/// Signs in on this server's own pages with the link of a mail; returns the cookie.
async fn sign_in_on_own_pages(who: &Guest<'_>, email: &str) -> String {
    who.request_mail(email).await.expect(202);
    let link = link_of_mail(who.world, &who.world.only_mail().await);
    let followed = Answer::of(who.request(Method::POST, &link))
        .await
        .expect(303);
    let set = followed.header("set-cookie").to_owned();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"] {
        assert!(set.contains(part), "{set}");
    }
    assert!(!set.contains("Domain"), "{set}");
    cookie_of(&followed)
}

#[tokio::test]
async fn a_cookie_works_only_on_the_pages_of_this_server() {
    let world = World::new().await;
    let who = world.guest();
    let cookie = sign_in_on_own_pages(&who, "ann@example.org").await;
    let here = world.url("");
    let read = |cookie: &str| {
        let request = who.request(Method::GET, "/api/v1/session");
        Answer::of(request.header("cookie", cookie.to_owned()))
    };
    assert_eq!(
        read(&cookie).await.expect(200).body["viewer"]["kind"],
        "email"
    );
    // A second cookie of the same name could have been planted by an attacker.
    let two = format!("{cookie}; {cookie}");
    assert_eq!(read(&two).await.expect(200).body["viewer"], Value::Null);
    let change = |headers: &[(&str, &str)]| {
        let mut request = who
            .request(Method::PATCH, "/api/v1/session")
            .header("cookie", &cookie);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::of(request.json(&json!({ "name": "Ann" })))
    };
    change(&[("sec-fetch-site", "same-origin")])
        .await
        .expect(200);
    change(&[("origin", &here)]).await.expect(200);
    for foreign in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "cross-site"), ("origin", here.as_str())],
        &[("origin", crate::support::world::BLOG)],
        &[],
    ] {
        change(foreign).await.refused(401, "unauthorized");
    }
    // Signing out removes the cookie as well.
    let request = who
        .request(Method::DELETE, "/api/v1/session")
        .header("cookie", &cookie);
    let ended = Answer::of(request.header("sec-fetch-site", "same-origin"))
        .await
        .expect(204);
    assert!(
        ended.header("set-cookie").contains("Max-Age=0"),
        "{:?}",
        ended.headers
    );
    read(&cookie).await.refused(401, "unauthorized");
}

#[tokio::test]
async fn a_form_with_an_expired_cookie_is_returned_complete_and_can_be_sent_again() {
    let world = World::new().await;
    let who = world.guest();
    let cookie = sign_in_on_own_pages(&who, "ann@example.org").await;
    let token = who.token("/post").await;
    let submit = |cookie: Option<&str>, fields: &[(&str, &str)]| {
        let mut request = who
            .request(Method::POST, COMMENTS)
            .header("content-type", FORM);
        request = request.header("sec-fetch-site", "same-origin");
        if let Some(cookie) = cookie {
            request = request.header("cookie", cookie.to_owned());
        }
        Answer::of(request.body(urlencoded(fields)))
    };
    let fields = [
        ("page", "/post"),
        ("text", "Typed with care"),
        ("token", token.as_str()),
        ("subject", ""),
    ];
    submit(Some(&cookie), &fields).await.expect(303);
    let request = who
        .request(Method::DELETE, "/api/v1/session")
        .header("cookie", &cookie);
    Answer::of(request.header("sec-fetch-site", "same-origin"))
        .await
        .expect(204);
    let fields = [
        ("page", "/post"),
        ("text", "Typed with more care"),
        ("token", token.as_str()),
        ("subject", ""),
    ];
    let page = submit(Some(&cookie), &fields).await;
    let form = crate::support::forms::assert_refused_form(&page, 401);
    assert!(page.text.contains("Typed with more care"), "{form:?}");
    // The browser would send the expired cookie again and again.
    assert!(
        page.header("set-cookie").contains("Max-Age=0"),
        "{:?}",
        page.headers
    );
    let token = who.token("/post").await;
    let fields = [
        ("page", "/post"),
        ("text", "Typed with more care"),
        ("token", token.as_str()),
        ("subject", ""),
        ("name", "Ann"),
        ("email", "ann@example.org"),
    ];
    submit(None, &fields).await.expect(303);
}
