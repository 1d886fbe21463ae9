//! Which rate limits are charged: guests by their IP address, people with published comments by their
//! identity.

use reqwest::Method;
use serde_json::json;

use crate::support::{
    answers::Answer,
    guests::{COMMENTS, Guest},
    moderators::Moderator,
    people::{Person, ReportedIdentity},
    world::{World, on_services},
};

/// Posts without opening a form, so that the clock does not advance.
async fn post(person: &Person<'_>, from: &Guest<'_>, text: &str) -> Answer {
    let request = from.request(Method::POST, COMMENTS);
    let body = json!({ "page": format!("/{text}"), "text": text });
    Answer::of(request.bearer_auth(&person.token).json(&body)).await
}

#[track_caller]
fn assert_refused_by(answer: Answer, quota: &str) {
    let answer = answer.refused(429, "too_fast");
    assert_eq!(answer.body["violated-policies"], json!([quota]));
    assert!(
        answer
            .header("ratelimit")
            .starts_with(&format!("\"{quota}\""))
    );
}

/// A person who signed in and has a published comment, written from another network.
async fn person_with_comment<'w>(
    world: &'w World,
    owner: &Moderator<'_>,
    name: &str,
) -> Person<'w> {
    let person = world
        .person(&ReportedIdentity::account("github", name))
        .await;
    let hello = format!("Hello from {name}");
    let first = post(&person, &person.guest, &hello).await;
    let id = first.expect(201).id();
    owner.decide("approve", &[&id]).await.expect(200);
    person
}

#[tokio::test]
async fn people_behind_one_ip_address_use_up_neither_each_others_budgets_nor_those_of_strangers() {
    let world = World::new().await;
    let owner = world.owner().await;
    let office = world.guest();
    let mut people = Vec::new();
    for n in 0..6 {
        people.push(person_with_comment(&world, &owner, &format!("colleague-{n}")).await);
    }
    // One comment of the five was posted from home.
    for (n, person) in people.iter().enumerate() {
        for turn in 0..4 {
            post(person, &office, &format!("Colleague {n}, turn {turn}"))
                .await
                .expect(201);
        }
        assert_refused_by(post(person, &office, "Too much").await, "person");
    }
    // Strangers behind the same IP address still have their whole budget.
    for n in 0..5 {
        let guest = office.clone().named("Guest", &format!("g{n}@example.org"));
        let body = guest.comment("/guests", &format!("Comment {n}"));
        guest.send(&body).await.expect(201);
    }
    let guest = office.clone().named("Guest", "g5@example.org");
    let answer = guest.send(&guest.comment("/guests", "One too many")).await;
    assert_refused_by(answer, "address");
    // And guests who used up the budget of the IP address do not affect a known person.
    let late = person_with_comment(&world, &owner, "colleague-late").await;
    post(&late, &office, "I am late").await.expect(201);
}

#[tokio::test]
async fn a_person_without_a_published_comment_counts_as_a_guest() {
    let world = World::new().await;
    let owner = world.owner().await;
    let office = world.guest();
    let mut newcomers = Vec::new();
    for n in 0..6 {
        let name = format!("newcomer-{n}");
        newcomers.push(
            world
                .person(&ReportedIdentity::account("github", &name))
                .await,
        );
    }
    let mut ids = Vec::new();
    for (n, person) in newcomers.iter().enumerate().take(5) {
        let posted = post(person, &office, &format!("Newcomer {n}")).await;
        ids.push(posted.expect(201).id());
    }
    assert_refused_by(post(&newcomers[5], &office, "The sixth").await, "address");
    // A pending comment does not make a person known, and one in the spam folder does not either; an approved
    // one does.
    assert_refused_by(post(&newcomers[0], &office, "Once more").await, "address");
    owner.decide("spam", &[&ids[1]]).await.expect(200);
    assert_refused_by(post(&newcomers[1], &office, "Once more").await, "address");
    owner.decide("approve", &[&ids[0]]).await.expect(200);
    post(&newcomers[0], &office, "Once more").await.expect(201);
    owner.decide("hold", &[&ids[0]]).await.expect(200);
    assert_refused_by(post(&newcomers[0], &office, "Again").await, "address");
    // A comment approved on another site does not count here.
    world.add_site_at("other", "https://other.example").await;
    owner.decide("approve", &[&ids[0]]).await.expect(200);
    post(&newcomers[0], &office, "And again").await.expect(201);
}

#[tokio::test]
async fn many_accounts_of_one_network_share_a_large_budget() {
    // Redis uses its own clock, and the test does not wait for the site's budget to recover.
    if on_services() {
        return;
    }
    let world = World::new().await;
    let owner = world.owner().await;
    let one = person_with_comment(&world, &owner, "one").await;
    let two = person_with_comment(&world, &owner, "two").await;
    world.clock.advance(std::time::Duration::from_hours(24));
    world.policy(|policy| policy.limits_percent = 1).await;
    // 1 % of the built-in limits: one comment, and the next after 100 seconds; the site's own budget recovers
    // after 20.
    let office = world.guest();
    post(&one, &office, "The first").await.expect(201);
    world.clock.advance(std::time::Duration::from_secs(20));
    assert_refused_by(post(&two, &office, "The second").await, "signed-in-network");
    post(&two, &world.guest(), "From elsewhere")
        .await
        .expect(201);
}
