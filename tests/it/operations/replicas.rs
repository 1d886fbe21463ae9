//! Two processes on one database: a change made in one takes effect in the other within a second.

use std::time::Duration;

use reqwest::{Method, RequestBuilder};
use serde_json::json;

use crate::support::{
    commenters::{Commenter, VERIFIER, code_of_mail, link_of_mail, url_parameter},
    fake_wordpress::FakeWordPress,
    guests::COMMENTS,
    world::{BLOG, Replica, World},
};

/// Requests to every endpoint that accepts a commenter's session.
async fn requests_with_session(who: &Commenter<'_>, id: &str) -> Vec<RequestBuilder> {
    let comment = format!("/api/v1/sites/blog/comments/{id}");
    let body = who.comment("/post", "Said at the other one").await;
    vec![
        who.request(Method::GET, "/api/v1/session"),
        who.request(Method::GET, "/api/v1/sites/blog/mine?page=/post"),
        who.request(Method::POST, COMMENTS).json(&body),
        who.request(Method::PATCH, &comment)
            .json(&json!({ "text": "Another" })),
        who.request(Method::PATCH, "/api/v1/session")
            .json(&json!({ "name": "Anna" })),
        who.request(Method::DELETE, &comment),
        who.request(Method::DELETE, "/api/v1/session"),
    ]
}

#[tokio::test]
async fn a_session_begun_in_one_process_is_valid_in_the_other_and_ends_in_both_immediately() {
    let world = World::new().await;
    let replica = world.replica().await;
    let ann = world.sign_in_by_mail("Ann", "ann@example.org").await;
    let id = ann
        .post("/post", "Said at the first")
        .await
        .expect(201)
        .id();
    for request in requests_with_session(&ann, &id).await {
        let answer = replica.answer(&world, request).await;
        assert!(
            answer.status.is_success(),
            "{}: {}",
            answer.status,
            answer.text
        );
    }
    // The last of these requests signed out, in the other process.
    for request in requests_with_session(&ann, &id).await {
        let here = request.try_clone().expect("a body in memory");
        crate::support::answers::Answer::of(here)
            .await
            .refused(401, "unauthorized");
        replica
            .answer(&world, request)
            .await
            .refused(401, "unauthorized");
    }
}

#[tokio::test]
async fn a_mail_requested_from_one_process_signs_in_at_the_other() {
    let world = World::new().await;
    let replica = world.replica().await;
    let who = world.guest();
    who.request_mail("ann@example.org").await.expect(202);
    let code = code_of_mail(&world.only_mail().await);
    let path = "/api/v1/sites/blog/session/email/verify";
    let body = json!({ "email": "ann@example.org", "code": code });
    let typed = who.request(Method::POST, path).json(&body);
    let ann = Commenter::of(&who, replica.answer(&world, typed).await);
    ann.session().await.expect(200);
    let again = who.request(Method::POST, path).json(&body);
    replica
        .answer(&world, again)
        .await
        .refused(401, "wrong_code");
    who.enter_code("blog", "ann@example.org", &code)
        .await
        .refused(401, "wrong_code");

    who.request_mail("ann@example.org").await.expect(202);
    let link = link_of_mail(&world, &world.only_mail().await);
    let followed = replica
        .answer(&world, who.request(Method::POST, &link))
        .await;
    followed.expect(303);
}

/// Begins a sign-in in the first process and completes it in the second; returns the code for the page.
async fn sign_in_across_processes(world: &World, replica: &Replica, account: &str) -> String {
    let who = world.guest();
    let started = who.start_sign_in("redirect").await;
    let path = format!(
        "/api/v1/session/wordpress/callback?code={account}&state={}",
        started.state
    );
    let request = who
        .request(Method::GET, &path)
        .header("cookie", &started.cookie);
    let back = replica.answer(world, request).await.expect(303);
    assert!(back.header("location").starts_with(BLOG));
    // Neither process accepts the state a second time.
    who.return_from_provider(&started, account)
        .await
        .expect(401);
    url_parameter(back.header("location"), "rejoinder_code").expect("a code")
}

#[tokio::test]
async fn a_callback_and_a_code_may_reach_the_other_process_and_work_once() {
    let stand = FakeWordPress::new().await;
    let world = stand.world().await;
    let replica = world.replica().await;
    let who = world.guest();
    let redeem = |code: &str| {
        let body = json!({ "code": code, "verifier": VERIFIER });
        who.request(Method::POST, "/api/v1/session/redeem")
            .json(&body)
    };
    let code = sign_in_across_processes(&world, &replica, "7").await;
    let walter = Commenter::of(&who, who.redeem(&code, VERIFIER).await);
    replica
        .answer(&world, redeem(&code))
        .await
        .refused(401, "unauthorized");
    let code = sign_in_across_processes(&world, &replica, "7").await;
    let again = Commenter::of(&who, replica.answer(&world, redeem(&code)).await);
    assert_eq!(again.id, walter.id);
    // If both redeem a code at the same time, exactly one succeeds.
    for account in 10..16 {
        let code = sign_in_across_processes(&world, &replica, &account.to_string()).await;
        let (one, two) = tokio::join!(
            who.redeem(&code, VERIFIER),
            replica.answer(&world, redeem(&code))
        );
        let mut both = [one.status.as_u16(), two.status.as_u16()];
        both.sort_unstable();
        assert_eq!(both, [201, 401], "{} {}", one.text, two.text);
    }
}

#[tokio::test]
async fn one_account_that_signs_in_at_both_concurrently_is_one_person() {
    let stand = FakeWordPress::new().await;
    let world = stand.world().await;
    let replica = world.replica().await;
    for account in 1..6 {
        let who = world.guest();
        let (one, two) = (
            who.start_sign_in("redirect").await,
            who.start_sign_in("redirect").await,
        );
        let path = format!(
            "/api/v1/session/wordpress/callback?code={account}&state={}",
            two.state
        );
        let request = who
            .request(Method::GET, &path)
            .header("cookie", &two.cookie);
        let code = account.to_string();
        let (here, there) = tokio::join!(
            who.return_from_provider(&one, &code),
            replica.answer(&world, request)
        );
        here.expect(303);
        there.expect(303);
    }
    assert_eq!(
        world.database.number("SELECT COUNT(*) FROM person").await,
        5
    );
}

#[tokio::test]
async fn a_ban_made_in_one_process_applies_in_the_other_within_a_second() {
    let world = World::new().await;
    let replica = world.replica().await;
    let owner = world.owner().await;
    let ann = world.sign_in_by_mail("Ann", "ann@example.org").await;
    let body = json!({ "site": "blog", "kind": "person", "subject": ann.id });
    owner.send(Method::POST, "/bans", &body).await.expect(201);
    let body = ann.comment("/post", "Banned at the first").await;
    let request = ann.request(Method::POST, COMMENTS).json(&body);
    replica.answer(&world, request).await.refused(403, "banned");
}

/// The maximum age of what a process caches.
const CACHE_AGE_MAX: Duration = Duration::from_secs(1);

#[tokio::test]
async fn decisions_policies_origins_and_removals_apply_in_the_other_process_within_a_second() {
    let world = World::new().await;
    let replica = world.replica().await;
    let owner = world.owner_with_key().await;
    let who = world.guest();
    let there = async |path: &str| replica.answer(&world, who.request(Method::GET, path)).await;
    let listing = "/api/v1/sites/blog/comments?page=/post";
    let form = "/api/v1/sites/blog/form?page=/post";
    let id = who.post("/post", "Waits").await.expect(201).id();
    assert_eq!(there(listing).await.expect(200).body["items"], json!([]));
    assert_eq!(there(form).await.expect(200).body["open"], true);

    owner.decide("approve", &[&id]).await.expect(200);
    world.clock.advance(CACHE_AGE_MAX);
    let items = there(listing).await.expect(200).body["items"].clone();
    assert_eq!(items[0]["id"], id.as_str(), "{items}");

    owner.decide("spam", &[&id]).await.expect(200);
    world.clock.advance(CACHE_AGE_MAX);
    assert_eq!(there(listing).await.expect(200).body["items"], json!([]));

    let change = json!({ "text_max": 777 });
    owner
        .send(Method::PATCH, "/sites/blog/policy", &change)
        .await
        .expect(200);
    world.clock.advance(CACHE_AGE_MAX);
    let limits = there(form).await.expect(200).body["limits"].clone();
    assert_eq!(limits["text_max"], 777, "{limits}");

    let change = json!({ "origins": ["https://elsewhere.example"] });
    owner
        .send(Method::PATCH, "/sites/blog", &change)
        .await
        .expect(200);
    world.clock.advance(CACHE_AGE_MAX);
    for (origin, allowed) in [("https://elsewhere.example", true), (BLOG, false)] {
        let request = who.request(Method::GET, listing).header("origin", origin);
        let answer = replica.answer(&world, request).await;
        let named = answer.headers.get("access-control-allow-origin");
        assert_eq!(named.is_some(), allowed, "{origin}");
    }

    owner.delete("/sites/blog?confirm=blog").await.expect(204);
    world.clock.advance(CACHE_AGE_MAX);
    there(listing).await.refused(404, "not_found");
}
