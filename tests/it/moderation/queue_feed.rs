//! The queue of a site as an Atom feed, read with a key that can do nothing else.

use rejoinder::Role;
use reqwest::Method;
use serde_json::json;

use crate::support::{answers::Answer, moderators::Moderator, world::World};

/// Creates a key of the feed of the blog. Returns its token and its id.
async fn create_feed_key(moderator: &Moderator<'_>) -> (String, String) {
    let body = json!({ "label": "reader", "feed": "blog" });
    let made = moderator
        .send(Method::POST, "/keys", &body)
        .await
        .expect(201)
        .body;
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    (text(&made["token"]), text(&made["key"]["id"]))
}

async fn read_feed(world: &World, site: &str, key: &str) -> Answer {
    let path = format!("/api/v1/moderation/sites/{site}/queue.atom?key={key}");
    world.guest().get(&path).await
}

#[tokio::test]
async fn a_feed_shows_waiting_comments_without_email_addresses_and_networks() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    let (key, _) = create_feed_key(&owner).await;
    let empty = read_feed(&world, "blog", &key).await.expect(200);
    assert_eq!(
        empty.header("content-type"),
        "application/atom+xml; charset=utf-8"
    );
    assert_eq!(empty.header("cache-control"), "private, no-cache");
    assert!(!empty.text.contains("<entry>"), "{}", empty.text);
    let guest = world.guest().named("Ann & <Bob>", "canary@example.org");
    let posted = guest
        .post("/a?b=1&c=2", "First *words* ]]> &amp; <i>.")
        .await;
    let id = posted.expect(201).id();
    let other = world
        .guest()
        .post("/a", "Wait for it.")
        .await
        .expect(201)
        .id();
    let spam = "UPDATE comment SET queue_group = 'probably_spam' WHERE text LIKE 'Wait%'";
    world.database.execute(spam).await.expect("changes");
    let feed = read_feed(&world, "blog", &key).await.expect(200);
    let (text, network) = (&feed.text, guest.address.to_string());
    assert!(text.contains(&format!("urn:uuid:{id}")), "{text}");
    assert!(!text.contains(&other), "{text}");
    for path in [
        format!("/moderate/comments/{id}?site=blog"),
        "/moderate?site=blog".to_owned(),
    ] {
        let plain = text.replace("&#x2f;", "/");
        assert!(plain.contains(&format!("{path}\"/>")), "{path}: {text}");
    }
    assert!(
        text.contains("1 comment waits") && text.contains("1 more comment is probably spam"),
        "{text}"
    );
    assert!(text.contains("Ann &amp; &lt;Bob&gt;"), "{text}");
    let network = network.rsplit_once('.').expect("an IPv4 address").0;
    for personal in ["canary", network] {
        assert!(!text.contains(personal), "{text}");
    }
    let mut reader = quick_xml::Reader::from_str(text);
    let mut entries = 0;
    loop {
        match reader.read_event().expect("well-formed") {
            quick_xml::events::Event::Start(tag) if tag.name().as_ref() == "entry" => entries += 1,
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(entries, 1);
}

#[tokio::test]
async fn a_feed_links_no_page_of_an_origin_that_the_site_has_no_more() {
    let world = World::new().await;
    let owner = world.owner().await;
    let (key, _) = create_feed_key(&owner).await;
    let guest = world.guest();
    let mut body = guest.comment("/a", "The cake");
    body["url"] = json!("https://blog.example/a");
    guest.send(&body).await.expect(201);
    let related = "rel=\"related\"";
    let feed = read_feed(&world, "blog", &key).await.expect(200).text;
    assert!(feed.contains(related), "{feed}");
    let moved = json!({ "origins": ["https://new.example"] });
    let changed = owner.send(Method::PATCH, "/sites/blog", &moved).await;
    changed.expect(200);
    let feed = read_feed(&world, "blog", &key).await.expect(200).text;
    assert!(
        feed.contains("The cake") && !feed.contains(related),
        "{feed}"
    );
}

#[tokio::test]
async fn an_unchanged_feed_is_answered_with_304() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    let (key, _) = create_feed_key(&owner).await;
    let id = world.guest().post("/a", "Words.").await.expect(201).id();
    let tag = read_feed(&world, "blog", &key)
        .await
        .expect(200)
        .header("etag")
        .to_owned();
    let path = format!("/api/v1/moderation/sites/blog/queue.atom?key={key}");
    let again = async || {
        let request = world.guest().request(Method::GET, &path);
        Answer::of(request.header("if-none-match", &tag)).await
    };
    again().await.expect(304);
    owner.decide("approve", &[&id]).await.expect(200);
    assert!(!again().await.expect(200).text.contains(&id));
}

#[tokio::test]
async fn a_key_of_a_feed_reads_one_feed_and_nothing_else() {
    let world = World::new().await;
    world.add_site_at("garden", "https://garden.example").await;
    let owner = world.owner().await;
    let (key, id) = create_feed_key(&owner).await;
    assert!(key.starts_with("rjf_"), "{key}");
    read_feed(&world, "garden", &key)
        .await
        .refused(401, "unauthorized");
    read_feed(&world, "nowhere", &key)
        .await
        .refused(401, "unauthorized");
    read_feed(&world, "blog", "")
        .await
        .refused(401, "unauthorized");
    read_feed(&world, "blog", &owner.token)
        .await
        .refused(401, "unauthorized");
    // Neither as it is nor as another kind of token.
    for prefix in ["rjf_", "rjk_", "rjm_", "rjc_"] {
        let thief = Moderator {
            world: &world,
            token: key.replacen("rjf_", prefix, 1),
        };
        thief.get("/comments").await.refused(401, "unauthorized");
        let post = world
            .guest()
            .request(Method::POST, "/api/v1/sites/blog/comments");
        let body = json!({ "page": "/a", "text": "As a moderator." });
        Answer::of(post.bearer_auth(&thief.token).json(&body))
            .await
            .expect(401);
    }
    // A key for everything reads no feed.
    let body = json!({ "label": "all" });
    let all = owner
        .send(Method::POST, "/keys", &body)
        .await
        .expect(201)
        .body;
    let all = all["token"].as_str().expect("a token");
    read_feed(&world, "blog", all)
        .await
        .refused(401, "unauthorized");
    let listed = owner.get("/keys").await.expect(200).body;
    let feeds = listed["items"].as_array().expect("items").iter();
    let feeds = feeds.map(|key| key["feed"].as_str()).collect::<Vec<_>>();
    assert_eq!(feeds, [Some("blog"), None]);
    let stored = "SELECT count(*) FROM api_key WHERE label = 'reader'";
    assert_eq!(world.database.number(stored).await, 1);
    owner.delete(&format!("/keys/{id}")).await.expect(204);
    read_feed(&world, "blog", &key)
        .await
        .refused(401, "unauthorized");
}

#[tokio::test]
async fn a_key_of_a_feed_ends_with_the_permission_of_its_moderator() {
    let world = World::new().await;
    let owner = world.owner().await;
    let ben = world.moderator("ben", Role::Moderator, &["blog"]).await;
    let (key, _) = create_feed_key(&ben).await;
    read_feed(&world, "blog", &key).await.expect(200);
    let path = format!("/moderators/{}", ben.id().await);
    owner
        .send(Method::PATCH, &path, &json!({ "sites": [] }))
        .await
        .expect(200);
    read_feed(&world, "blog", &key)
        .await
        .refused(401, "unauthorized");
    let body = json!({ "label": "reader", "feed": "blog" });
    ben.send(Method::POST, "/keys", &body)
        .await
        .refused(404, "not_found");
    owner
        .send(Method::PATCH, &path, &json!({ "sites": ["blog"] }))
        .await
        .expect(200);
    read_feed(&world, "blog", &key).await.expect(200);
    owner.delete("/sites/blog?confirm=blog").await.expect(204);
    world.delete_removed_sites().await;
    let left = "SELECT count(*) FROM api_key WHERE label = 'reader'";
    assert_eq!(world.database.number(left).await, 0);
}

#[tokio::test]
async fn the_list_of_sites_counts_waiting_comments_by_group() {
    let world = World::new().await;
    world.raise_limits().await;
    world.add_site_at("garden", "https://garden.example").await;
    let owner = world.owner().await;
    let pending = async |moderator: &Moderator<'_>| {
        let sites = moderator.get("/sites").await.expect(200).body;
        let mut sites = sites["items"].as_array().expect("items").clone();
        sites.retain(|site| site["slug"] != "demo");
        sites
            .iter()
            .map(|site| (site["slug"].clone(), site["pending"].clone()))
            .collect::<Vec<_>>()
    };
    let counts =
        |review, probably_spam| json!({ "review": review, "probably_spam": probably_spam });
    assert_eq!(
        pending(&owner).await,
        [
            (json!("blog"), counts(0, 0)),
            (json!("garden"), counts(0, 0))
        ]
    );
    let mut ids = Vec::new();
    for n in 0..3 {
        let text = format!("Some words {n}.");
        ids.push(world.guest().post("/a", &text).await.expect(201).id());
    }
    world
        .guest()
        .post_on("garden", "/b", "Green words.")
        .await
        .expect(201);
    let spam = "UPDATE comment SET queue_group = 'probably_spam' WHERE text = 'Some words 2.'";
    world.database.execute(spam).await.expect("changes");
    assert_eq!(
        pending(&owner).await,
        [
            (json!("blog"), counts(2, 1)),
            (json!("garden"), counts(1, 0))
        ]
    );
    owner.decide("approve", &[&ids[0]]).await.expect(200);
    let gardener = world
        .moderator("gardener", Role::Moderator, &["garden"])
        .await;
    assert_eq!(pending(&owner).await[0].1, counts(1, 1));
    assert_eq!(pending(&gardener).await, [(json!("garden"), counts(1, 0))]);
    let changed = owner
        .send(Method::PATCH, "/sites/blog", &json!({ "name": "B" }))
        .await;
    assert_eq!(changed.expect(200).body["pending"], counts(1, 1));
}
