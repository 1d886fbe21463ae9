//! Queues with more comments than moderators can read: caps, what is moved beyond them, and retention in
//! folders. Also: networks that flood a site.

use std::time::Duration;

use rejoinder::Policy;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    guests::Guest, moderators::Moderator, people::ReportedIdentity, world::World,
};

const DAY: Duration = Duration::from_hours(24);

impl World {
    /// Runs the maintenance of the queues, which a task does every second.
    async fn trim(&self) -> u64 {
        let blog = self.app.sites.find("blog").await.expect("the blog");
        self.app.comments.trim_queue(&blog).await.expect("trims")
    }

    async fn purge(&self) -> u64 {
        self.app
            .comments
            .purge_folders(&self.app.sites)
            .await
            .expect("purges")
    }
}

/// A world whose queue has these caps.
async fn world_with_caps(change: impl FnOnce(&mut Policy)) -> World {
    let world = World::new().await;
    world
        .policy(|policy| {
            policy.limits_percent = 10_000;
            change(policy);
        })
        .await;
    world
}

impl Moderator<'_> {
    /// The texts in a folder, oldest first.
    async fn folder(&self, status: &str) -> Vec<String> {
        let items = self
            .list_all("/comments", &[("site", "blog"), ("status", status)])
            .await;
        items
            .iter()
            .map(|item| item["text"].as_str().expect("a text").to_owned())
            .collect()
    }

    async fn set_policy(&self, patch: &Value) -> crate::support::answers::Answer {
        self.send(Method::PATCH, "/sites/blog/policy", patch).await
    }
}

#[tokio::test]
async fn beyond_the_cap_of_the_site_the_most_spam_like_comments_move_to_the_spam_folder() {
    let world = world_with_caps(|policy| policy.pending_max = 4).await;
    let owner = world.owner_with_key().await;
    for n in 0..3 {
        world
            .guest()
            .post("/a", &format!("Honest {n}"))
            .await
            .expect(201);
    }
    // Without opening a form: more suspicious, although it waits in the queue like the others.
    for n in 0..3 {
        let bot = world.guest();
        bot.send(&bot.comment("/a", &format!("Sent by a program {n}")))
            .await
            .expect(201);
    }
    // Found by the new reason although their words were stored before.
    world.app.fill_search().await.expect("stores words");
    assert_eq!(world.trim().await, 2);
    assert_eq!(world.trim().await, 0);
    let pending = owner.folder("pending").await;
    assert_eq!(
        pending,
        ["Honest 0", "Honest 1", "Honest 2", "Sent by a program 0"]
    );
    let spam = owner.list_all(
        "/comments",
        &[
            ("site", "blog"),
            ("status", "spam"),
            ("reason", "queue_full"),
        ],
    );
    let spam = spam.await;
    assert_eq!(spam.len(), 2);
    let reasons = spam[0]["assessment"]["reasons"]
        .as_array()
        .expect("reasons");
    let full = reasons
        .iter()
        .find(|reason| reason["code"] == "queue_full")
        .expect("the reason");
    assert_eq!(
        full["detail"],
        "more than 4 comments of the site were waiting"
    );
    let reported = owner
        .get_with("/statistics", &[("site", "blog")])
        .await
        .expect(200)
        .body;
    assert_eq!(reported["days"][29]["overflowed"], 2, "{reported}");
    let queue = owner
        .get_with("/comments", &[("site", "blog")])
        .await
        .expect(200)
        .body;
    assert_eq!(queue["overflowed"], 2);
    // A comment that a moderator restores stays, even if the queue is full.
    let ids = [spam[0]["id"].as_str().expect("an id")];
    owner.decide("restore", &ids).await.expect(200);
    assert_eq!(owner.folder("pending").await.len(), 5);
    assert_eq!(world.trim().await, 1);
    let pending = owner.list_all("/comments", &[("site", "blog")]).await;
    assert!(
        pending.iter().any(|item| item["id"] == ids[0]),
        "{pending:?}"
    );
}

#[tokio::test]
async fn comments_of_verified_authors_stay_in_the_queue_regardless_of_their_number() {
    let world = world_with_caps(|policy| {
        policy.pending_max = 2;
        policy.pending_network_max = 1;
    })
    .await;
    let owner = world.owner().await;
    let mia = world
        .person(&ReportedIdentity::account("github", "Mia"))
        .await;
    for n in 0..4 {
        mia.post("/a", &format!("By Mia {n}")).await.expect(201);
    }
    let guest = mia.guest.post("/a", "By a guest").await.expect(201);
    assert_eq!(world.trim().await, 1);
    assert_eq!(
        owner.folder("pending").await,
        ["By Mia 0", "By Mia 1", "By Mia 2", "By Mia 3"]
    );
    assert_eq!(
        owner.comment(&guest.id()).await["comment"]["status"],
        "spam"
    );
}

#[tokio::test]
async fn beyond_the_cap_of_a_network_only_its_own_comments_move() {
    let world = world_with_caps(|policy| policy.pending_network_max = 3).await;
    let owner = world.owner().await;
    let neighbor = |n: u8| world.at(std::net::IpAddr::from([9, 8, 7, n]));
    for n in 0..5 {
        neighbor(n)
            .post("/a", &format!("Near {n}"))
            .await
            .expect(201);
        world
            .guest()
            .post("/a", &format!("Far {n}"))
            .await
            .expect(201);
    }
    assert_eq!(world.trim().await, 2);
    let pending = owner.folder("pending").await;
    assert_eq!(
        pending
            .iter()
            .filter(|text| text.starts_with("Far"))
            .count(),
        5
    );
    assert_eq!(owner.folder("spam").await, ["Near 3", "Near 4"]);
}

#[tokio::test]
async fn a_queue_far_beyond_its_caps_is_reduced_step_by_step() {
    let world = world_with_caps(|_| {}).await;
    let owner = world.owner().await;
    let neighbors = (0..4).flat_map(|network| (0..60).map(move |host| [9, 8, network, host]));
    for (n, address) in neighbors.enumerate() {
        let bot = world.at(address.into());
        bot.send(&bot.comment("/a", &format!("Number {n}")))
            .await
            .expect(201);
    }
    world.policy(|policy| policy.pending_max = 10).await;
    assert_eq!(world.trim().await, 230);
    assert_eq!(owner.folder("pending").await.len(), 10);
    assert_eq!(owner.folder("spam").await.len(), 230);
}

#[tokio::test]
async fn the_caps_are_validated_and_shown() {
    let world = World::new().await;
    let owner = world.owner().await;
    let policy = owner.get("/sites/blog/policy").await.expect(200).body;
    for (field, default) in [
        ("pending_max", 10_000),
        ("pending_network_max", 500),
        ("spam_days", 30),
        ("trash_days", 30),
    ] {
        assert_eq!(policy[field], default, "{policy}");
        let refused = owner
            .set_policy(&json!({ field: 2_000_000 }))
            .await
            .refused(422, "invalid");
        assert_eq!(
            refused.fields(),
            [(field.to_owned(), "out_of_range".to_owned())]
        );
    }
    owner
        .set_policy(&json!({ "pending_max": 0 }))
        .await
        .refused(422, "invalid");
    let set = owner
        .set_policy(&json!({ "pending_max": 7, "spam_days": 0 }))
        .await
        .expect(200)
        .body;
    assert_eq!(
        (&set["pending_max"], &set["spam_days"]),
        (&json!(7), &json!(0))
    );
    // A client that does not know these settings yet omits them.
    let mut old = policy.as_object().expect("an object").clone();
    for field in [
        "pending_max",
        "pending_network_max",
        "spam_days",
        "trash_days",
    ] {
        old.remove(field);
    }
    let put = owner
        .send(Method::PUT, "/sites/blog/policy", &json!(old))
        .await
        .expect(200);
    assert_eq!(put.body["pending_max"], 10_000);
}

#[tokio::test]
async fn spam_and_trash_are_deleted_after_their_retention_and_nothing_else_is() {
    let world = world_with_caps(|policy| policy.trash_days = 10).await;
    let owner = world.owner_with_key().await;
    let mut ids = Vec::new();
    for n in 0..4 {
        ids.push(
            world
                .guest()
                .post("/a", &format!("Comment {n}"))
                .await
                .expect(201)
                .id(),
        );
    }
    owner.decide("approve", &[&ids[0]]).await.expect(200);
    owner.decide("spam", &[&ids[1]]).await.expect(200);
    owner.decide("trash", &[&ids[2]]).await.expect(200);
    let learned = "SELECT COUNT(*) FROM lesson WHERE label = 'spam'";
    assert_eq!(world.database.number(learned).await, 1);
    assert_eq!(world.purge().await, 0);
    world.clock.advance(DAY * 11);
    assert_eq!(world.purge().await, 1);
    owner
        .get(&format!("/comments/{}", ids[2]))
        .await
        .refused(404, "not_found");
    assert_eq!(owner.folder("spam").await, ["Comment 1"]);
    world.clock.advance(DAY * 20);
    assert_eq!(world.purge().await, 1);
    assert_eq!(owner.folder("spam").await, [""; 0]);
    // The training example stays and does not identify the author.
    assert_eq!(world.database.number(learned).await, 1);
    let named = "SELECT COUNT(*) FROM lesson WHERE label = 'spam' AND name <> ''";
    assert_eq!(world.database.number(named).await, 0);
    world.clock.advance(DAY * 400);
    assert_eq!(world.purge().await, 0);
    assert_eq!(owner.folder("pending").await, ["Comment 3"]);
    assert_eq!(owner.folder("approved").await, ["Comment 0"]);
}

#[tokio::test]
async fn a_deleted_spam_comment_with_replies_becomes_a_stub_and_its_replies_stay() {
    let world = world_with_caps(|_| {}).await;
    let owner = world.owner_with_key().await;
    let root = world.guest().post("/a", "Root").await.expect(201).id();
    owner.decide("approve", &[&root]).await.expect(200);
    let reply = world
        .guest()
        .reply("/a", &root, "Reply")
        .await
        .expect(201)
        .id();
    owner.decide("approve", &[&reply]).await.expect(200);
    owner.decide("spam", &[&root]).await.expect(200);
    world.clock.advance(DAY * 31);
    assert_eq!(world.purge().await, 1);
    assert_eq!(world.guest().texts("/a").await, ["", "Reply"]);
    assert_eq!(world.purge().await, 0);
}

#[tokio::test]
async fn with_unlimited_retention_nothing_is_deleted() {
    let world = world_with_caps(|policy| (policy.spam_days, policy.trash_days) = (0, 0)).await;
    let owner = world.owner_with_key().await;
    for (n, action) in ["spam", "trash"].into_iter().enumerate() {
        let id = world
            .guest()
            .post("/a", &format!("Comment {n}"))
            .await
            .expect(201)
            .id();
        owner.decide(action, &[&id]).await.expect(200);
    }
    world.clock.advance(DAY * 3_000);
    assert_eq!(world.purge().await, 0);
    assert_eq!(
        owner.folder("spam").await.len() + owner.folder("trash").await.len(),
        2
    );
}

impl Guest<'_> {
    async fn must_do_work(&self) -> bool {
        let form = self
            .get("/api/v1/sites/blog/form?page=/a")
            .await
            .expect(200);
        !form.body["challenge"].is_null()
    }
}

#[tokio::test]
async fn only_a_network_with_a_steady_stream_of_submissions_enters_flood_mode() {
    let world =
        world_with_caps(|policy| policy.moderation = rejoinder::ModerationPolicy::None).await;
    let owner = world.owner_with_key().await;
    let neighbor = |n: u8| {
        let bot = world.at(std::net::IpAddr::from([9, 8, 7, n]));
        bot.named("Bot", &format!("bot{n}@example.org"))
    };
    let send = async |n: u8| {
        let bot = neighbor(n);
        bot.send(&bot.comment("/a", &format!("Number {n}"))).await
    };
    let site_flood = async || {
        let sites = owner.get("/sites").await.expect(200).body;
        sites["items"][0]["flood"].clone()
    };
    // 12 a minute, each from another IP address of the network.
    for n in 0..40 {
        send(n).await.expect(201);
        world.clock.advance(Duration::from_secs(5));
        world.app.floods.look().await.expect("succeeds");
    }
    // Flood mode requires a proof of work, holds comments in the queue,
    assert!(neighbor(100).must_do_work().await);
    let held = send(101).await.expect(201);
    assert_eq!(held.body["status"], "pending");
    let reasons = owner.comment(&held.id()).await["comment"]["assessment"]["reasons"].to_string();
    assert!(reasons.contains("flood_unknown"), "{reasons}");
    // and halves the rate limit: a burst of 10 instead of 20.
    world.policy(|policy| policy.limits_percent = 100).await;
    let mut taken = 0;
    for n in 110..128 {
        match send(n).await.status.as_u16() {
            201 => taken += 1,
            status => assert_eq!(status, 429),
        }
    }
    assert!((8..=14).contains(&taken), "{taken} of 18 were accepted");
    // The flood step of the site is unchanged, and other networks are not affected.
    assert_eq!(site_flood().await, json!(null));
    let ann = world.guest();
    assert!(!ann.must_do_work().await);
    let posted = ann.post("/a", "From elsewhere").await.expect(201);
    assert_eq!(posted.body["status"], "approved");
    // Some time after the stream has ended, flood mode ends.
    world.clock.advance(Duration::from_mins(6));
    assert!(!neighbor(129).must_do_work().await);
}

#[tokio::test]
async fn spam_of_one_network_does_not_change_the_flood_step_of_the_site() {
    let world = world_with_caps(|_| {}).await;
    let owner = world.owner_with_key().await;
    for n in 0..40_u8 {
        let bot = world.at(std::net::IpAddr::from([9, 8, 7, n]));
        // The same text on many pages, without opening a form.
        bot.send(&bot.comment(
            &format!("/{n}"),
            "Come and see what we sell today in our shop",
        ))
        .await
        .expect(201);
        world.clock.advance(Duration::from_secs(20));
    }
    world.app.floods.look().await.expect("succeeds");
    assert!(!owner.folder("spam").await.is_empty());
    let sites = owner.get("/sites").await.expect(200).body;
    assert_eq!(sites["items"][0]["flood"], json!(null), "{sites}");
}

#[tokio::test]
async fn a_submission_does_not_trim_the_queue_itself() {
    let world = world_with_caps(|policy| policy.pending_max = 1).await;
    let owner = world.owner().await;
    for n in 0..3 {
        world
            .guest()
            .post("/a", &format!("Comment {n}"))
            .await
            .expect(201);
    }
    assert_eq!(owner.folder("pending").await.len(), 3);
    let app = world.app.clone();
    let task = tokio::spawn(async move { app.comments.run_queue_caps(&app.sites).await });
    crate::support::answers::eventually("the queue is trimmed", async || {
        (owner.folder("pending").await.len() == 1).then_some(())
    })
    .await;
    world.guest().post("/a", "One more").await.expect(201);
    crate::support::answers::eventually("the queue is trimmed again", async || {
        (owner.folder("spam").await.len() == 3).then_some(())
    })
    .await;
    task.abort();
}
