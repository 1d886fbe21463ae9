//! Concurrency: moderators and visitors who act on the same comments at the same time.

use std::collections::{BTreeMap, HashMap};

use rejoinder::Role;
use serde_json::{Value, json};

use crate::{
    moderation::transitions::{FixedRandom, expected_thread, post_conversation, read_thread},
    support::{moderators::Moderator, world::World},
};

#[tokio::test]
async fn moderators_who_decide_the_same_comments_concurrently_leave_a_consistent_page() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner_with_key().await;
    let all = post_conversation(&world, &owner, 18).await;
    let people = [
        world.moderator("ann", Role::Moderator, &["blog"]).await,
        world.moderator("ben", Role::Moderator, &["blog"]).await,
        world.moderator("eve", Role::Owner, &[]).await,
    ];
    let moves = async |who: &Moderator<'_>, seed: u64| {
        let mut dice = FixedRandom(seed);
        for _ in 0..40 {
            let action = ["approve", "hold", "spam", "trash"][dice.below(4)];
            let ids = (0..=dice.below(6)).map(|_| all[dice.below(all.len())].0.as_str());
            let answer = who
                .decide(action, &ids.collect::<Vec<_>>())
                .await
                .expect(200);
            for skipped in answer.body["skipped"].as_array().expect("a list") {
                assert_eq!(skipped["code"], "unchanged");
            }
        }
    };
    tokio::join!(
        moves(&people[0], 1),
        moves(&people[1], 2),
        moves(&people[2], 3)
    );

    let mut words = Vec::new();
    for (id, _) in &all {
        let look = owner.comment(id).await;
        let history = look["history"].as_array().expect("a history").clone();
        let mut lines = history.iter().collect::<Vec<_>>();
        lines.sort_by_key(|line| line["version"].as_i64());
        // Every entry starts from the status where the previous one ended, and the last one is the present
        // status.
        let mut before = (json!("pending"), 1);
        for line in lines {
            let version = line["version"].as_i64().expect("a version");
            assert_eq!(
                (&line["before"], version),
                (&before.0, before.1 + 1),
                "{history:?}"
            );
            before = (line["after"].clone(), version);
        }
        let comment = &look["comment"];
        assert_eq!(
            (&comment["status"], &comment["version"]),
            (&before.0, &json!(before.1))
        );
        words.push(before.0.as_str().expect("a status").to_owned());
    }
    let words = words.iter().map(String::as_str).collect::<Vec<_>>();
    let (read, count) = read_thread(&world).await;
    assert_eq!(
        read.into_iter().collect::<BTreeMap<_, _>>(),
        expected_thread(&all, &words)
    );
    let approved = words.iter().filter(|word| **word == "approved").count();
    assert_eq!(usize::try_from(count), Ok(approved));
}

#[tokio::test]
async fn a_simultaneous_reply_and_erasure_of_its_parent_are_consistent_in_either_order() {
    let world = World::new().await;
    world.raise_limits().await;
    world
        .policy(|policy| policy.moderation = rejoinder::ModerationPolicy::None)
        .await;
    let owner = world.owner_with_key().await;
    let mut came = HashMap::new();
    for n in 0..25 {
        let page = format!("/race/{n}");
        let ann = world.guest().named("Ann", &format!("a{n}@example.org"));
        let ben = world.guest().named("Ben", &format!("b{n}@example.org"));
        let parent = ann.post(&page, "A parent to be").await.expect(201).id();
        let mut reply = ben.comment(&page, "An answer to it");
        reply["parent_id"] = json!(parent);
        reply["token"] = json!(ben.token(&page).await);
        let ids = [parent.as_str()];
        let (answer, erased) = tokio::join!(ben.send(&reply), owner.decide("delete", &ids));
        let erased = erased.expect(200);
        let page = ann.read(&page).await;
        let items = page["items"].as_array().expect("items");
        assert!(
            !page.to_string().contains("A parent to be") || erased.body["decided"] == json!([])
        );
        match answer.status.as_u16() {
            201 if erased.body["decided"] != json!([]) => {
                assert_eq!(items.len(), 2, "{page}");
                assert_eq!(
                    (&items[0]["removed"], &items[1]["parent_id"]),
                    (&json!(true), &json!(parent))
                );
                assert_eq!(page["thread"]["count"], 1);
            }
            201 => assert_eq!(
                (items.len(), &erased.body["skipped"][0]["code"]),
                (2, &json!("conflict"))
            ),
            _ => {
                assert!(answer.status.is_client_error(), "{}", answer.text);
                assert_eq!(
                    (items, &page["thread"]["count"]),
                    (&Vec::<Value>::new(), &json!(0))
                );
            }
        }
        *came.entry(answer.status.as_u16()).or_insert(0) += 1;
    }
    assert_eq!(came.values().sum::<i32>(), 25);
}

#[tokio::test]
async fn the_same_batch_undone_twice_concurrently_is_undone_once() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner_with_key().await;
    let all = post_conversation(&world, &owner, 9).await;
    let ids = all.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>();
    let batch = owner.decide("spam", &ids).await.expect(200);
    let batch = batch.body["batch"].as_str().expect("a batch");
    let (one, two) = tokio::join!(owner.undo(batch), owner.undo(batch));
    let count = |list: &str| {
        let lists = [&one, &two].map(|answer| answer.body[list].as_array().expect("a list").len());
        lists.into_iter().sum::<usize>()
    };
    assert_eq!((count("decided"), count("skipped")), (9, 9));
    let (read, thread) = read_thread(&world).await;
    assert_eq!((read.len(), thread), (9, 9));
}

#[tokio::test]
async fn a_comment_for_a_site_that_another_replica_has_just_removed_is_refused_as_not_found() {
    let world = World::new().await;
    let ann = world.guest();
    let token = ann.token("/late").await;
    // The site was read a moment ago and the clock stands still, so the cached site is still used.
    assert!(world.app.sites.find("blog").await.is_some());
    world
        .database
        .execute("DELETE FROM site WHERE slug = 'blog'")
        .await
        .expect("removes it");
    let mut body = ann.comment("/late", "Is anybody there?");
    body["token"] = json!(token);
    ann.send(&body).await.refused(404, "not_found");
}
