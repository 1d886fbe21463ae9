//! What owners change in the accounts of other moderators, and moderators in their own: mails, and the display name.

use rejoinder::Role;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    answers::Answer,
    moderate_page::{ModeratePage, notice},
    moderators::{Moderator, create_api_key},
    world::World,
};

async fn choose(by: &Moderator<'_>, id: &str, site: &str, body: Value) -> Answer {
    let path = format!("/moderators/{id}/notices/{site}");
    by.send(Method::PUT, &path, &body).await
}

#[tokio::test]
async fn owners_choose_the_mails_of_other_moderators_and_the_log_says_so() {
    let world = World::new().await;
    world.add_site_at("garden", "https://garden.example").await;
    let owner = world.owner().await;
    let ben = world.moderator("ben", Role::Moderator, &["blog"]).await;
    let ann = world.moderator("ann", Role::Moderator, &["blog"]).await;
    let (his, of_owner) = (ben.id().await, owner.id().await);
    let more = json!({ "mode": "more_than", "more_than": 20 });
    let set = choose(&owner, &his, "blog", more.clone()).await.expect(200);
    assert_eq!(
        set.body,
        json!({ "site": "blog", "mode": "more_than", "more_than": 20 })
    );
    // The same again is no change.
    choose(&owner, &his, "blog", more).await.expect(200);
    let path = format!("/moderators/{his}/notices");
    let read = owner.get(&path).await.expect(200).body;
    assert_eq!(read, ben.get("/notices").await.expect(200).body);
    assert_eq!(read["items"][0]["more_than"], 20);
    // The own choice is no entry of the log.
    choose(&ben, &his, "blog", json!({ "mode": "off" }))
        .await
        .expect(200);
    ben.get(&path).await.expect(200);
    let log = owner.get("/log?action=set_notices").await.expect(200).body;
    let items = log["items"].as_array().expect("items");
    assert_eq!(items.len(), 1, "{log}");
    let account = json!({ "id": his, "login": "ben", "before": "each", "after": "more_than 20" });
    assert_eq!(items[0]["account"], account);
    assert_eq!(
        (&items[0]["site"], &items[0]["login"]),
        (&json!("blog"), &json!("owner"))
    );
    for (filter, count) in [
        (format!("moderator={of_owner}"), 1),
        (format!("moderator={his}"), 0),
        ("site=blog".to_owned(), 0),
        ("action=spam".to_owned(), 0),
    ] {
        let log = owner.get(&format!("/log?{filter}")).await.expect(200).body;
        assert_eq!(
            log["items"].as_array().expect("items").len(),
            count,
            "{filter}"
        );
    }
    let shown = ModeratePage::of(&owner).open("/moderate/log").await;
    for part in [
        "Mails about waiting comments",
        "<bdi>ben</bdi>",
        "For each comment, at once",
        "(20)",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert_eq!(ben.get("/log").await.expect(200).body["items"], json!([]));
    // No other moderator, no other site.
    choose(&ann, &his, "blog", json!({ "mode": "off" }))
        .await
        .refused(403, "forbidden");
    ann.get(&path).await.refused(403, "forbidden");
    choose(&ben, &of_owner, "blog", json!({ "mode": "off" }))
        .await
        .refused(403, "forbidden");
    choose(&owner, &his, "garden", json!({ "mode": "off" }))
        .await
        .refused(404, "not_found");
    choose(&owner, &his, "none", json!({ "mode": "off" }))
        .await
        .refused(404, "not_found");
    let unknown = world.clock.id().to_string();
    choose(&owner, &unknown, "blog", json!({ "mode": "off" }))
        .await
        .refused(404, "not_found");
    choose(&owner, &his, "blog", json!({ "mode": "more_than" }))
        .await
        .expect(422);
    let (key, _) = create_api_key(&owner).await;
    choose(&key, &his, "blog", json!({ "mode": "off" }))
        .await
        .refused(403, "forbidden");
}

#[tokio::test]
async fn moderators_change_their_own_display_name() {
    let world = World::new().await;
    let owner = world.owner().await;
    let ben = world.moderator("ben", Role::Moderator, &["blog"]).await;
    let path = format!("/moderators/{}", ben.id().await);
    let name = async |by: &Moderator<'_>, name: Value| {
        let body = json!({ "name": name });
        by.send(Method::PATCH, &path, &body).await
    };
    let changed = name(&ben, json!("Ben of the Blog")).await.expect(200).body;
    assert_eq!(changed["name"], "Ben of the Blog");
    let ann = world.moderator("ann", Role::Moderator, &["blog"]).await;
    name(&ann, json!("Anything"))
        .await
        .refused(403, "forbidden");
    let of_owner = format!("/moderators/{}", owner.id().await);
    let same = json!({ "name": "Ben of the BIog" });
    let taken = owner
        .send(Method::PATCH, &of_owner, &same)
        .await
        .expect(422);
    assert_eq!(taken.fields()[0].0, "name");
    let page = ModeratePage::of(&ben);
    let own = format!("/moderate/people/{}", ben.id().await);
    let saved = page
        .submit(&format!("{own}/name"), &[("name", "Benjamin")])
        .await;
    assert_eq!(notice(&saved), "Saved.");
    assert!(saved.contains("value=\"Benjamin\""), "{saved}");
    let long = "x".repeat(65);
    let refused = page.send(&format!("{own}/name"), &[("name", &long)]).await;
    assert!(refused.expect(422).text.contains("name-error"));
    let saved = page.submit(&format!("{own}/name"), &[("name", " ")]).await;
    assert!(!saved.contains("Benjamin"), "{saved}");
    let other = format!("/moderate/people/{}/name", owner.id().await);
    page.send(&other, &[("name", "Mallory")]).await.expect(403);
}
