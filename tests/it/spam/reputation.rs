//! Reputation: an author's approved comments count in favor of that author, not of strangers.

use std::net::IpAddr;

use rejoinder::ModerationPolicy;
use serde_json::json;

use crate::support::{
    guests::Guest,
    moderators::Moderator,
    training::{ham_text, spam_text},
    world::{World, unmoderated_world},
};

const DOMAIN: &str = "https://workshop.example.net/notes";

fn address(text: &str) -> IpAddr {
    text.parse().expect("an IP address")
}

/// A comment by a reader with a website of their own.
fn with_link(n: usize) -> String {
    format!("{}, as I wrote at {DOMAIN}/{n}", ham_text(n))
}

/// Half an advertisement, half praise for what was approved before.
fn half_spam(link: &str) -> String {
    format!(
        "I read your post twice, and it worked for my family, as I wrote at {link}/7. Lowest prices, order now"
    )
}

struct LearnedAssessment {
    status: String,
    learned: f64,
    codes: Vec<String>,
}

async fn learned_assessment(owner: &Moderator<'_>, id: &str) -> LearnedAssessment {
    let comment = owner.comment(id).await["comment"].clone();
    let reasons = comment["assessment"]["reasons"]
        .as_array()
        .expect("reasons");
    let code = |reason: &serde_json::Value| reason["code"].as_str().expect("a code").to_owned();
    let learned = reasons.iter().find(|reason| reason["code"] == "learned");
    LearnedAssessment {
        status: comment["status"].as_str().expect("a status").to_owned(),
        learned: learned.map_or(0.0, |reason| reason["weight"].as_f64().expect("a number")),
        codes: reasons.iter().map(code).collect(),
    }
}

async fn post(who: &Guest<'_>, page: &str, text: &str, website: Option<&str>) -> String {
    let mut body = who.comment(page, text);
    body["token"] = json!(who.token(page).await);
    if let Some(website) = website {
        body["author"]["website"] = json!(website);
    }
    who.send(&body).await.expect(201).id()
}

/// A site that relies on the classifier, which was trained with 60 decisions of each kind, and has five
/// approved comments of one reader with one domain.
async fn set_up_site(world: &World) -> Moderator<'_> {
    let owner = world.owner().await;
    let ann = world
        .at(address("198.51.100.7"))
        .named("Ann of the Workshop", "ann@example.org");
    let mut ids = Vec::new();
    for n in 0..5 {
        let page = format!("/ann/{n}");
        ids.push(
            post(
                &ann,
                &page,
                &with_link(100 + n),
                Some("https://workshop.example.net"),
            )
            .await,
        );
    }
    let ids = ids.iter().map(String::as_str).collect::<Vec<_>>();
    owner.decide("approve", &ids).await.expect(200);
    world.decide_examples(&owner, 60).await;
    world
        .policy(|policy| policy.moderation = ModerationPolicy::Suspect)
        .await;
    owner
}

#[tokio::test]
async fn a_domain_approved_five_times_does_not_publish_a_strangers_advertisement() {
    let world = unmoderated_world().await;
    let owner = set_up_site(&world).await;
    let unknown = "https://unheardof.example.net/notes";
    let guest = |n: u8| world.at(address(&format!("203.0.{n}.9")));
    let with_known = post(&guest(1), "/s/1", &half_spam(DOMAIN), None).await;
    let with_known = learned_assessment(&owner, &with_known).await;
    let with_unknown = post(&guest(2), "/s/2", &half_spam(unknown), None).await;
    let with_unknown = learned_assessment(&owner, &with_unknown).await;
    assert_ne!(
        with_known.status, "approved",
        "learned {}",
        with_known.learned
    );
    assert!(!with_known.codes.contains(&"domain_ham".to_owned()));
    // The known domain is worth no more than an unknown one.
    assert!(
        with_known.learned > with_unknown.learned - 0.3,
        "{} and {}",
        with_known.learned,
        with_unknown.learned
    );
    // Neither the name nor the website of the known reader helps.
    let posing = guest(3).named("Ann of the Workshop", "other@example.org");
    let website = Some("https://workshop.example.net");
    let posing = post(&posing, "/s/3", &half_spam(DOMAIN), website).await;
    let posing = learned_assessment(&owner, &posing).await;
    assert_ne!(posing.status, "approved", "learned {}", posing.learned);
    assert!(posing.learned > with_unknown.learned - 0.3);
    assert!(!posing.codes.contains(&"domain_ham".to_owned()));
}

#[tokio::test]
async fn an_authors_reputation_counts_for_them_and_within_their_network() {
    let world = unmoderated_world().await;
    let owner = set_up_site(&world).await;
    let text = format!("{} and there is more at {DOMAIN}/8", ham_text(500));
    let neighbor = world.at(address("198.51.100.8"));
    let own = post(&neighbor, "/n/1", &text, None).await;
    let own = learned_assessment(&owner, &own).await;
    let guest = world.at(address("203.0.113.9"));
    let strange = post(&guest, "/n/2", &format!("{text} and more"), None).await;
    let strange = learned_assessment(&owner, &strange).await;
    assert!(
        own.codes.contains(&"domain_ham".to_owned()),
        "{:?}",
        own.codes
    );
    assert!(!strange.codes.contains(&"domain_ham".to_owned()));
    assert!(
        own.learned <= strange.learned,
        "{} {}",
        own.learned,
        strange.learned
    );
}

#[tokio::test]
async fn a_domain_seen_in_spam_counts_against_every_author() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let spammer = world.at(address("198.51.100.7"));
    let bad = "https://pills.example.net/";
    let id = post(
        &spammer,
        "/b/1",
        &format!("{} at {bad}", spam_text(1)),
        None,
    )
    .await;
    owner.decide("spam", &[&id]).await.expect(200);
    let other = world.at(address("203.0.113.9"));
    let id = post(
        &other,
        "/b/2",
        &format!("A friendly text about {bad}"),
        None,
    )
    .await;
    let seen = learned_assessment(&owner, &id).await;
    assert!(
        seen.codes.contains(&"domain_spam".to_owned()),
        "{:?}",
        seen.codes
    );
}

#[tokio::test]
async fn links_to_the_site_itself_are_no_evidence() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let spammer = world.at(address("198.51.100.7"));
    let own = "https://blog.example/2026/first-post";
    for n in 1..=3 {
        let text = format!("{} as at {own}", spam_text(n));
        let id = post(&spammer, "/b/1", &text, Some("https://blog.example/")).await;
        owner.decide("spam", &[&id]).await.expect(200);
    }
    let other = world.at(address("203.0.113.9"));
    let text = format!("A friendly text about {own}");
    let id = post(&other, "/b/2", &text, Some("https://www.blog.example/")).await;
    let with_link = learned_assessment(&owner, &id).await;
    assert!(
        !with_link
            .codes
            .iter()
            .any(|code| code.starts_with("domain_")),
        "{:?}",
        with_link.codes
    );
    let id = post(&other, "/b/3", "A friendly text about", None).await;
    let without = learned_assessment(&owner, &id).await;
    assert!((with_link.learned - without.learned).abs() < 1e-9);
}
