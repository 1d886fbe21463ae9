//! Whose limits are used up: guests by their IP address, people with published comments by
//! themselves.

use reqwest::Method;
use serde_json::json;

use crate::{
    posting::COMMENTS,
    world::{Answer, Known, Moderator, Person, Stranger, World, on_services},
};

/// Posts without an open form, so that no time passes.
async fn post(person: &Person<'_>, from: &Stranger<'_>, text: &str) -> Answer {
    let request = from.request(Method::POST, COMMENTS);
    let body = json!({ "page": format!("/{text}"), "text": text });
    Answer::of(request.bearer_auth(&person.token).json(&body)).await
}

#[track_caller]
fn refused_by(answer: Answer, quota: &str) {
    let answer = answer.refused(429, "too_fast");
    assert_eq!(answer.body["violated-policies"], json!([quota]));
    assert!(
        answer
            .header("ratelimit")
            .starts_with(&format!("\"{quota}\""))
    );
}

/// Someone who signed in and has a published comment, written at home.
async fn known<'w>(world: &'w World, owner: &Moderator<'_>, name: &str) -> Person<'w> {
    let person = world.person(&Known::account("github", name)).await;
    let hello = format!("Hello from {name}");
    let first = post(&person, &person.stranger, &hello).await;
    let id = first.expect(201).id();
    owner.decide("approve", &[&id]).await.expect(200);
    person
}

#[tokio::test]
async fn people_behind_one_address_do_not_use_up_each_others_budgets_or_those_of_strangers() {
    let world = World::new().await;
    let owner = world.owner().await;
    let office = world.stranger();
    let mut people = Vec::new();
    for n in 0..6 {
        people.push(known(&world, &owner, &format!("colleague-{n}")).await);
    }
    // One comment of five was written at home.
    for (n, person) in people.iter().enumerate() {
        for turn in 0..4 {
            post(person, &office, &format!("Colleague {n}, turn {turn}"))
                .await
                .expect(201);
        }
        refused_by(post(person, &office, "Too much").await, "person");
    }
    // Strangers behind the same address still have all of theirs.
    for n in 0..5 {
        let guest = office.clone().named("Guest", &format!("g{n}@example.org"));
        let body = guest.comment("/guests", &format!("Comment {n}"));
        guest.send(&body).await.expect(201);
    }
    let guest = office.clone().named("Guest", "g5@example.org");
    let answer = guest.send(&guest.comment("/guests", "One too many")).await;
    refused_by(answer, "address");
    // And guests who used up the address do not keep anyone out who is known.
    let late = known(&world, &owner, "colleague-late").await;
    post(&late, &office, "I am late").await.expect(201);
}

#[tokio::test]
async fn who_signed_in_without_a_published_comment_counts_as_a_guest() {
    let world = World::new().await;
    let owner = world.owner().await;
    let office = world.stranger();
    let mut newcomers = Vec::new();
    for n in 0..6 {
        let name = format!("newcomer-{n}");
        newcomers.push(world.person(&Known::account("github", &name)).await);
    }
    let mut ids = Vec::new();
    for (n, person) in newcomers.iter().enumerate().take(5) {
        let posted = post(person, &office, &format!("Newcomer {n}")).await;
        ids.push(posted.expect(201).id());
    }
    refused_by(post(&newcomers[5], &office, "The sixth").await, "address");
    // A waiting comment does not make one known, nor one in the spam folder; an approved one does.
    refused_by(post(&newcomers[0], &office, "Once more").await, "address");
    owner.decide("spam", &[&ids[1]]).await.expect(200);
    refused_by(post(&newcomers[1], &office, "Once more").await, "address");
    owner.decide("approve", &[&ids[0]]).await.expect(200);
    post(&newcomers[0], &office, "Once more").await.expect(201);
    owner.decide("hold", &[&ids[0]]).await.expect(200);
    refused_by(post(&newcomers[0], &office, "Again").await, "address");
    // What is approved on another site says nothing here.
    world.site("other", "https://other.example").await;
    owner.decide("approve", &[&ids[0]]).await.expect(200);
    post(&newcomers[0], &office, "And again").await.expect(201);
}

#[tokio::test]
async fn many_accounts_of_one_network_share_a_large_budget() {
    // Redis counts by a clock of its own, and nobody waits for the site's budget here.
    if on_services() {
        return;
    }
    let world = World::new().await;
    let owner = world.owner().await;
    let one = known(&world, &owner, "one").await;
    let two = known(&world, &owner, "two").await;
    world.clock.advance(std::time::Duration::from_hours(24));
    world.policy(|policy| policy.limits_percent = 1).await;
    // One in a hundred of the built-in limits: one comment, and the next after 100 seconds; the site
    // has room again after 20.
    let office = world.stranger();
    post(&one, &office, "The first").await.expect(201);
    world.clock.advance(std::time::Duration::from_secs(20));
    refused_by(post(&two, &office, "The second").await, "signed-in-network");
    post(&two, &world.stranger(), "From elsewhere")
        .await
        .expect(201);
}
