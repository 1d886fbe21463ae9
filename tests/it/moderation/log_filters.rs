//! The filters of the log, alone and together: by site, moderator, action, comment and batch.

use std::{collections::BTreeSet, time::Duration};

use rejoinder::Role;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{moderators::Moderator, world::World};

/// The entries of a filter, read two at a time: each by its action, login and site.
async fn entries(moderator: &Moderator<'_>, filter: &str) -> Vec<[String; 3]> {
    let mut entries = Vec::new();
    let mut ids = Vec::new();
    let mut after = String::new();
    loop {
        let path = format!("/log?limit=2&{filter}{after}");
        let page = moderator.get(&path).await.expect(200).body;
        let items = page["items"].as_array().expect("items");
        assert!(items.len() <= 2, "{page}");
        for item in items {
            let word = |name: &str| item[name].as_str().expect("a text").to_owned();
            ids.push(word("id"));
            entries.push([word("action"), word("login"), word("site")]);
        }
        match &page["next"] {
            Value::String(next) => after = format!("&after={next}"),
            _ => break,
        }
    }
    let once = ids.iter().collect::<BTreeSet<_>>();
    assert_eq!(once.len(), ids.len(), "an entry came twice: {filter}");
    assert!(
        ids.is_sorted_by(|a, b| a >= b),
        "the newest first: {filter}"
    );
    entries
}

#[tokio::test]
async fn filters_of_the_log_hold_together_over_several_sites() {
    let world = World::new().await;
    world.raise_limits().await;
    world.add_site_at("garden", "https://garden.example").await;
    world.add_site_at("attic", "https://attic.example").await;
    let owner = world.owner().await;
    let ben = world
        .moderator("ben", Role::Moderator, &["blog", "garden"])
        .await;
    let mut ids = Vec::new();
    for (n, site) in ["blog", "garden", "attic", "blog", "garden", "attic"]
        .iter()
        .enumerate()
    {
        let text = format!("Comment number {n}");
        let posted = world.guest().post_on(site, "/a", &text).await;
        ids.push(posted.expect(201).id());
    }
    let tick = || world.clock.advance(Duration::from_millis(5));
    let mut batches = Vec::new();
    for (action, n, by) in [
        ("spam", 0, &owner),
        ("approve", 1, &ben),
        ("approve", 2, &owner),
        ("spam", 3, &ben),
        ("approve", 4, &owner),
        ("spam", 5, &owner),
        ("hold", 0, &ben),
    ] {
        let decided = by.decide(action, &[&ids[n]]).await.expect(200).body;
        batches.push(decided["batch"].as_str().expect("a batch").to_owned());
        tick();
    }
    for (site, by) in [("blog", &owner), ("garden", &ben)] {
        let path = format!("/sites/{site}/thread?page=%2Fa");
        let locked = json!({ "state": "locked" });
        by.send(Method::PATCH, &path, &locked).await.expect(200);
        tick();
    }
    let (ann, his) = (owner.id().await, ben.id().await);
    let count = async |by: &Moderator<'_>, filter: &str| entries(by, filter).await.len();
    assert_eq!(count(&owner, "").await, 9);
    assert_eq!(
        count(&ben, "").await,
        7,
        "not what was done on the other site"
    );
    assert_eq!(count(&owner, &format!("moderator={ann}")).await, 5);
    assert_eq!(count(&ben, &format!("moderator={ann}")).await, 3);
    assert_eq!(count(&owner, "action=spam").await, 3);
    assert_eq!(count(&ben, "action=spam").await, 2);
    assert_eq!(count(&ben, "action=spam&site=blog").await, 2);
    assert_eq!(count(&owner, "action=set_state").await, 2);
    assert_eq!(
        count(&owner, &format!("moderator={his}&action=set_state")).await,
        1
    );
    assert_eq!(
        count(&owner, &format!("moderator={his}&batch={}", batches[0])).await,
        0
    );
    assert_eq!(count(&owner, &format!("batch={}", batches[3])).await, 1);
    assert_eq!(count(&owner, &format!("comment={}", ids[0])).await, 2);
    assert_eq!(
        count(&owner, &format!("comment={}&action=hold", ids[0])).await,
        1
    );
    let both = entries(&owner, &format!("moderator={ann}&action=approve")).await;
    let expected = [
        ["approve", "owner", "garden"],
        ["approve", "owner", "attic"],
    ];
    assert_eq!(both, expected);
    let all = entries(&ben, &format!("moderator={his}&action=approve&site=garden")).await;
    assert_eq!(all, [["approve", "ben", "garden"]]);
    let none = format!("moderator={his}&action=approve&site=blog");
    assert_eq!(entries(&ben, &none).await, [] as [[String; 3]; 0]);
}
