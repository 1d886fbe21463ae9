//! Previews of a policy: what it would have done with the latest comments.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    answers::Answer,
    moderators::Moderator,
    seeded_comments::SeededComments,
    world::{World, unmoderated_world},
};

async fn preview(owner: &Moderator<'_>, patch: Value) -> Answer {
    owner
        .send(Method::POST, "/sites/blog/policy/preview", &patch)
        .await
}

fn counts(preview: &Answer) -> [i64; 5] {
    let count = |name: &str| preview.body[name]["count"].as_i64().expect("a count");
    let checked = preview.body["checked"].as_i64().expect("a count");
    [
        checked,
        count("published"),
        count("held"),
        count("filed"),
        count("refused"),
    ]
}

#[tokio::test]
async fn a_preview_counts_what_would_have_been_held_or_refused_and_changes_nothing() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let mut ids = Vec::new();
    for text in [
        "A plain comment",
        "I like the CASINO in our town",
        "A casino, see https://one.example",
        "https://one.example https://two.example",
        "A very long comment indeed",
    ] {
        ids.push(world.guest().post("/a", text).await.expect(201).id());
    }
    owner
        .publish(&json!({ "page": "/a", "text": "The casino, says a moderator" }))
        .await
        .expect(201);
    let policy = owner.get("/sites/blog/policy").await.expect(200).body;
    let log = owner.get("/log").await.expect(200).body;
    for (patch, expected, held) in [
        (json!({}), [5, 5, 0, 0, 0], vec![]),
        (
            json!({ "suspect_words": ["casino"] }),
            [5, 3, 2, 0, 0],
            vec![2, 1],
        ),
        (
            json!({ "banned_words": ["casino"] }),
            [5, 3, 0, 0, 2],
            vec![],
        ),
        (json!({ "links_max": 1 }), [5, 4, 1, 0, 0], vec![3]),
        (
            json!({ "links_max": 0, "suspect_words": ["casino"] }),
            [5, 2, 3, 0, 0],
            vec![3, 2, 1],
        ),
        (json!({ "text_max": 20 }), [5, 1, 0, 0, 4], vec![]),
        (
            json!({ "moderation": "all" }),
            [5, 0, 5, 0, 0],
            vec![4, 3, 2, 1, 0],
        ),
    ] {
        let found = preview(&owner, patch.clone()).await.expect(200);
        assert_eq!(counts(&found), expected, "{patch}");
        let held = held.into_iter().map(|at: usize| ids[at].clone());
        assert_eq!(
            found.body["held"]["ids"],
            json!(held.collect::<Vec<_>>()),
            "{patch}"
        );
    }
    assert_eq!(
        owner.get("/sites/blog/policy").await.expect(200).body,
        policy
    );
    assert_eq!(owner.get("/log").await.expect(200).body, log);
}

#[tokio::test]
async fn what_was_found_when_a_comment_was_posted_still_counts() {
    let world = World::new().await;
    world.raise_limits().await;
    world
        .policy(|policy| policy.suspect_words = vec!["casino".into()])
        .await;
    let owner = world.owner().await;
    let ann = world.guest();
    // Without a form token it waits even on a site without moderation; the word would have done the same.
    ann.send(&ann.comment("/a", "No form")).await.expect(201);
    ann.post("/a", "The casino").await.expect(201);
    let with = preview(&owner, json!({ "moderation": "none" }))
        .await
        .expect(200);
    let without = json!({ "moderation": "none", "suspect_words": null });
    let without = preview(&owner, without).await.expect(200);
    assert_eq!(counts(&with)[0], 2);
    assert_eq!(counts(&with)[2], counts(&without)[2] + 1);
}

#[tokio::test]
async fn a_preview_is_about_the_latest_500_comments() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let site = world.site_id("blog").await;
    let seed = SeededComments {
        database: &world.database,
        site,
        status: "approved",
        changed_at: 1,
    };
    seed.add(10, 700).await;
    let found = preview(&owner, json!({ "suspect_words": ["seeded"] }))
        .await
        .expect(200);
    assert_eq!(counts(&found), [500, 0, 500, 0, 0]);
    assert_eq!(found.body["held"]["ids"].as_array().map(Vec::len), Some(20));
}

#[tokio::test]
async fn an_invalid_policy_is_refused_as_by_the_change_itself() {
    let world = World::new().await;
    let owner = world.owner().await;
    for wrong in [
        json!({ "links_max": 1_001 }),
        json!({ "fax": 1 }),
        json!({ "suspect_words": [" "] }),
        json!([]),
    ] {
        let refused = preview(&owner, wrong.clone()).await;
        let changed = owner
            .send(Method::PATCH, "/sites/blog/policy", &wrong)
            .await;
        assert_eq!(
            (refused.status, refused.fields()),
            (changed.status, changed.fields()),
            "{wrong}"
        );
        assert_eq!(refused.status, 422);
    }
}
