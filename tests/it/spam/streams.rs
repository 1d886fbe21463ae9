//! A stream of comments through the API, and the same stream in the simulation of `rejoinder spam evaluate`.

use std::time::Duration;

use rejoinder::{
    COMMENT_INTERVAL, FieldRule, Label, LabeledComment, LabeledHistory, LifeReport,
    ModerationPolicy, Placement, SimulatedModerators, simulate_life,
};
use serde_json::json;

use crate::support::{
    training::{SUBJECTS, ham_text, spam_text},
    world::World,
};

/// How long the form is open before a comment is sent.
const WRITING: Duration = Duration::from_secs(10);

/// A stream in which some spam repeats, some is new, and some comments are hard to tell apart.
fn synthetic_stream(count: usize) -> LabeledHistory {
    let comment = |n: usize| {
        let subject = SUBJECTS[n % SUBJECTS.len()];
        let (label, text) = match n % 7 {
            0 => (Label::Spam, spam_text(n)),
            3 => (
                Label::Spam,
                "Cheap pills at https://pills.example, order".to_owned(),
            ),
            5 => (
                Label::Spam,
                format!("A winner reads about {subject}, number {n}"),
            ),
            6 => (
                Label::Ham,
                format!("The lowest prices for {subject} are here, {n}"),
            ),
            _ => (Label::Ham, ham_text(n)),
        };
        LabeledComment::new(label, text)
    };
    LabeledHistory((0..count).map(comment).collect())
}

#[tokio::test]
async fn the_api_places_a_stream_as_the_simulation_does() {
    let history = synthetic_stream(150);
    let simulated = simulate_life(&history, 1, 0, || {});

    let world = World::with(&[("REJOINDER_SPAM__FLOOD__ENABLED", "false")]).await;
    world
        .policy(|policy| {
            policy.moderation = ModerationPolicy::Suspect;
            policy.limits_percent = 10_000;
            policy.guests.name = FieldRule::Optional;
            policy.guests.email = FieldRule::Optional;
        })
        .await;
    let owner = world.owner_with_key().await;
    let mut moderators = SimulatedModerators::new(1);
    let (mut ids, mut placements) = (Vec::<String>::new(), Vec::new());
    for (at, comment) in history.0.iter().enumerate() {
        for (index, label) in moderators.due(at) {
            let action = match label {
                Label::Ham => "approve",
                Label::Spam => "spam",
            };
            owner.decide(action, &[&ids[index]]).await.expect(200);
        }
        world.train().await;
        let guest = world.guest();
        let token = guest.token("/").await;
        let body = json!({ "page": "/", "text": comment.text, "token": token });
        let id = guest.send(&body).await.expect(201).id();
        let seen = owner.comment(&id).await["comment"]["status"].clone();
        let placement = match seen.as_str() {
            Some("approved") => Placement::Published,
            Some("pending") => Placement::Queued,
            Some("spam") => Placement::Filed,
            other => panic!("unexpected status {other:?}"),
        };
        moderators.note(at, comment.label, placement);
        placements.push(placement);
        ids.push(id);
        world
            .clock
            .advance(COMMENT_INTERVAL.saturating_sub(WRITING));
    }
    for (at, (posted, simulated)) in placements.iter().zip(&simulated.placements).enumerate() {
        assert_eq!(posted, simulated, "comment {at}: {:?}", history.0[at]);
    }
    assert_eq!(
        LifeReport::of(&history, &placements, &moderators),
        simulated.report
    );
    for placement in [Placement::Published, Placement::Queued, Placement::Filed] {
        assert!(placements.contains(&placement), "{placement:?}");
    }
}
