//! An edit passes the same checks as a new comment: bans, limits, floods, and how refusals are counted.

use rejoinder::ModerationPolicy;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::support::{
    answers::{Answer, edit_token},
    guests::{Guest, edit_comment},
    moderators::Moderator,
    world::World,
};

const PAGE: &str = "/edit-checks";

/// A site with the usual limits, where all comments are published immediately.
async fn limited() -> World {
    let world = World::new().await;
    let publish = |policy: &mut rejoinder::Policy| policy.moderation = ModerationPolicy::None;
    world.policy(publish).await;
    world
}

fn author(world: &World, number: usize) -> Guest<'_> {
    let email = format!("author{number}@example.org");
    world.guest().named("Author", &email)
}

/// Posts a comment; returns its id and its edit token.
async fn posted(author: &Guest<'_>, text: &str) -> (String, String) {
    let answer = author.post(PAGE, text).await.expect(201);
    (answer.id(), edit_token(&answer))
}

/// A text that no other comment of the test has.
fn other_text(number: usize) -> String {
    format!("A thought about garden number {number}")
}

async fn refused_today(owner: &Moderator<'_>) -> i64 {
    let statistics = owner.get_with("/statistics", &[("site", "blog")]).await;
    let days = statistics.expect(200).body["days"].clone();
    days[29]["refused"].as_i64().expect("a number")
}

#[tokio::test]
async fn edits_and_posts_of_a_banned_author_are_refused_alike_and_use_up_no_limit() {
    let world = limited().await;
    let (ann, owner) = (author(&world, 1), world.owner_with_key().await);
    let (id, token) = posted(&ann, "Written before the ban").await;
    let ban = json!({ "site": "blog", "kind": "email", "subject": "author1@example.org" });
    let ban = owner.send(Method::POST, "/bans", &ban).await.expect(201);
    // More often than any limit of one author allows.
    for number in 0..10 {
        let text = other_text(number);
        let edited = edit_comment(&ann, &id, &token, &text)
            .await
            .refused(403, "banned");
        let posted = ann.post(PAGE, &text).await.refused(403, "banned");
        assert_eq!(edited.body["detail"], posted.body["detail"]);
    }
    let path = format!("/bans/{}", ban.body["id"].as_str().expect("an id"));
    owner.delete(&path).await.expect(204);
    for number in 0..4 {
        edit_comment(&ann, &id, &token, &other_text(number))
            .await
            .expect(200);
    }
    assert_eq!(refused_today(&owner).await, 0);
}

#[tokio::test]
async fn a_flood_limits_edits_like_posts_without_a_proof_of_work() {
    let world = limited().await;
    let mut comments = Vec::new();
    for number in 0..12 {
        let author = author(&world, number);
        let (id, token) = posted(&author, &other_text(number)).await;
        comments.push((author, id, token));
    }
    world.start_flood(1).await;
    // Authors without a proof of work share one small limit, whether they edit or post. No time passes.
    for (number, (author, id, token)) in comments[..10].iter().enumerate() {
        let text = other_text(100 + number);
        edit_comment(author, id, token, &text).await.expect(200);
    }
    let (author, id, token) = &comments[10];
    let edited = edit_comment(author, id, token, &other_text(200)).await;
    let edited = edited.refused(429, "too_fast");
    let another = self::author(&world, 20);
    let posted = another.send(&another.comment(PAGE, &other_text(201))).await;
    let posted = posted.refused(429, "too_fast");
    let policy = "ratelimit-policy";
    assert_eq!(edited.header(policy), posted.header(policy));
}

#[tokio::test]
async fn a_site_that_a_flood_has_closed_to_guests_accepts_no_edits_of_theirs() {
    let world = limited().await;
    let (ann, owner) = (author(&world, 1), world.owner_with_key().await);
    let known = world.sign_in_by_mail("Cleo", "cleo@example.org").await;
    let (id, token) = posted(&ann, "Written before the flood").await;
    let own = known.post(PAGE, "Mine as well").await.expect(201);
    world.start_flood(3).await;
    let before = refused_today(&owner).await;
    edit_comment(&ann, &id, &token, "Written during the flood")
        .await
        .refused(429, "flooded");
    assert_eq!(refused_today(&owner).await, before + 1);
    let (id, token) = (own.id(), edit_token(&own));
    let edited = edit_comment(&ann, &id, &token, "Signed in, so still admitted").await;
    assert_eq!(edited.status, StatusCode::OK, "{}", edited.text);
}

#[tokio::test]
async fn refused_edits_are_counted_in_the_statistics_like_refused_posts() {
    let world = limited().await;
    let (ann, owner) = (author(&world, 1), world.owner_with_key().await);
    let (id, token) = posted(&ann, "The first version").await;
    let mut refused = Vec::<Answer>::new();
    for number in 0..20 {
        let answer = edit_comment(&ann, &id, &token, &other_text(number)).await;
        if answer.status != StatusCode::OK {
            refused.push(answer.refused(429, "too_fast"));
        }
    }
    assert!(refused.len() > 10, "{}", refused.len());
    let edits = i64::try_from(refused.len()).expect("a small number");
    assert_eq!(refused_today(&owner).await, edits);
    ann.post(PAGE, "One post more")
        .await
        .refused(429, "too_fast");
    assert_eq!(refused_today(&owner).await, edits + 1);
}
