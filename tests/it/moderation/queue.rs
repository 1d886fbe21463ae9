//! The queue: what moderators see, filtered, ordered, and read to its end.

use std::collections::HashSet;

use serde_json::json;

use crate::support::{answers::field_of_each, guests::COMMENTS, world::World};

#[tokio::test]
async fn the_queue_is_filtered_by_status_page_reason_and_site() {
    let world = World::new().await;
    world.raise_limits().await;
    world.add_site_at("garden", "https://garden.example").await;
    let owner = world.owner().await;
    let post = async |site: &str, page: &str, text: &str| {
        world
            .guest()
            .post_on(site, page, text)
            .await
            .expect(201)
            .id()
    };
    let one = post("blog", "/2026/party", "First on the party").await;
    let two = post("blog", "/other", "Second elsewhere").await;
    let three = post("garden", "/2026/party", "Third in the garden").await;
    let links = post(
        "blog",
        "/links",
        "http://a.example http://b.example http://c.example",
    )
    .await;
    let without_token = world.guest().comment("/tokenless", "No token at all");
    let bare = world.guest().send(&without_token).await.expect(201).id();

    let ids = async |parameters: &[(&str, &str)]| {
        let items = owner.list_all("/comments", parameters).await;
        field_of_each(&items, "id")
            .into_iter()
            .map(str::to_owned)
            .collect::<HashSet<_>>()
    };
    let set = |ids: &[&String]| ids.iter().map(|id| (*id).clone()).collect::<HashSet<_>>();

    let page = [("page", "/2026/party")];
    assert_eq!(ids(&page).await, set(&[&one, &three]));
    let on_blog = [("site", "blog"), ("page", "/2026/party")];
    assert_eq!(ids(&on_blog).await, set(&[&one]));
    // A full URL also selects the site.
    for url in [
        "https://blog.example/2026/party",
        "https://blog.example/2026/party/?utm_source=a#comments",
    ] {
        assert_eq!(ids(&[("site", "blog"), ("page", url)]).await, set(&[&one]));
        assert_eq!(ids(&[("page", url)]).await, set(&[&one]), "{url}");
    }
    let garden = [("page", "https://garden.example/2026/party/")];
    assert_eq!(ids(&garden).await, set(&[&three]));
    assert_eq!(ids(&[("site", "garden")]).await, set(&[&three]));
    owner
        .get_with("/comments", &[("site", "nowhere")])
        .await
        .refused(404, "not_found");

    let reason = |id: &str, queue: &[serde_json::Value]| {
        let item = queue.iter().find(|item| item["id"] == id).expect("waits");
        item["assessment"]["reasons"][0]["code"]
            .as_str()
            .expect("a reason")
            .to_owned()
    };
    let queue = owner.queue().await;
    let mut of_two = HashSet::new();
    for id in [&links, &bare] {
        let code = reason(id, &queue);
        let with_it = ids(&[("reason", &code)]).await;
        assert!(with_it.contains(id.as_str()), "{code}");
        assert!(!with_it.contains(&two), "{code}");
        for part in [&code[..code.len() - 1], "%"] {
            let path = format!("/comments?reason={}", part.replace('%', "%25"));
            owner.get(&path).await.refused(422, "invalid");
        }
        of_two.extend(with_it);
    }
    assert!(of_two.len() >= 2);

    owner.decide("approve", &[&one]).await.expect(200);
    owner.decide("spam", &[&two]).await.expect(200);
    owner.decide("trash", &[&three]).await.expect(200);
    assert_eq!(ids(&[("status", "approved")]).await, set(&[&one]));
    assert_eq!(ids(&[("status", "spam")]).await, set(&[&two]));
    assert_eq!(ids(&[("status", "trash")]).await, set(&[&three]));
    assert_eq!(ids(&[]).await, set(&[&links, &bare]));
    assert_eq!(ids(&[("status", "deleted")]).await, set(&[]));
    for (name, value) in [
        ("status", "lost"),
        ("order", "odd"),
        ("limit", "0"),
        ("limit", "101"),
    ] {
        let refused = owner.get_with("/comments", &[(name, value)]).await;
        assert_eq!(
            refused.refused(422, "invalid").fields()[0].0,
            name,
            "{value}"
        );
    }
}

#[tokio::test]
async fn every_order_visits_every_comment_exactly_once_even_while_more_arrive() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner_with_key().await;
    let mut posted = Vec::new();
    for n in 0..23 {
        // Several scores, and several comments with each.
        let text = match n % 3 {
            0 => format!("Plain words number {n}"),
            1 => format!("See http://site{n}.example for number {n}"),
            _ => format!("FREE MONEY!!! http://a{n}.example http://b{n}.example number {n}"),
        };
        let person = world
            .guest()
            .named("Somebody", &format!("p{n}@example.org"));
        posted.push(person.post("/walk", &text).await.expect(201).id());
    }
    let statuses = ["pending", "spam"];
    let mut everything = HashSet::new();
    for status in statuses {
        let mut sets = Vec::new();
        for order in ["oldest", "newest", "score"] {
            for limit in ["1", "2", "7", "100"] {
                let parameters = [("status", status), ("order", order), ("limit", limit)];
                let items = owner.list_all("/comments", &parameters).await;
                let ids = field_of_each(&items, "id")
                    .into_iter()
                    .map(str::to_owned)
                    .collect::<Vec<_>>();
                let set = ids.iter().cloned().collect::<HashSet<_>>();
                assert_eq!(set.len(), ids.len(), "no duplicates: {order} {limit}");
                match order {
                    "oldest" => assert!(ids.is_sorted()),
                    "newest" => assert!(ids.iter().rev().is_sorted()),
                    _ => {
                        let scores = items.iter().map(|i| i["assessment"]["score"].as_f64());
                        let scores = scores.map(|s| s.expect("a score")).collect::<Vec<_>>();
                        assert!(scores.iter().rev().is_sorted(), "{scores:?}");
                    }
                }
                sets.push(set);
            }
        }
        assert!(sets.windows(2).all(|two| two[0] == two[1]), "{status}");
        everything.extend(sets.remove(0));
    }
    assert_eq!(everything, posted.iter().cloned().collect::<HashSet<_>>());

    // Comments added or removed between two pages neither repeat nor hide another.
    let first = owner
        .get_with("/comments", &[("limit", "3")])
        .await
        .expect(200);
    let after = first.body["next"].as_str().expect("more");
    let seen = field_of_each(first.body["items"].as_array().expect("items"), "id")
        .into_iter()
        .map(str::to_owned)
        .collect::<Vec<_>>();
    owner.decide("approve", &[&seen[2]]).await.expect(200);
    let late = world
        .guest()
        .named("Late", "late@example.org")
        .post("/walk", "Came in between")
        .await
        .expect(201)
        .id();
    let rest = owner.list_all("/comments", &[("after", after)]).await;
    let rest = field_of_each(&rest, "id");
    assert!(!rest.iter().any(|id| seen.iter().any(|seen| seen == id)));
    assert!(rest.contains(&late.as_str()));

    let other_order = [("order", "newest"), ("after", after)];
    let refused = owner.get_with("/comments", &other_order).await;
    assert!(refused.status.is_client_error(), "{}", refused.text);
    let refused = owner.get_with("/comments", &[("after", "rubbish")]).await;
    assert!(refused.status.is_client_error(), "{}", refused.text);
}

#[tokio::test]
async fn an_item_has_everything_that_helps_to_decide() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    let ann = world
        .at("203.0.113.77".parse().expect("an IP address"))
        .named("Ann", "Ann@Example.org");
    let mut before = Vec::new();
    for (n, action) in ["approve", "approve", "spam", "trash"].iter().enumerate() {
        let text = format!("One of mine, number {n}");
        let id = ann.post("/record", &text).await.expect(201).id();
        owner.decide(action, &[&id]).await.expect(200);
        before.push(id);
    }
    let mut body = ann.comment("/record", "The *fifth* of them");
    body["token"] = json!(ann.token("/record").await);
    body["author"]["website"] = json!("https://ann.example");
    body["title"] = json!("A page");
    body["url"] = json!("https://blog.example/record");
    body["parent_id"] = json!(before[0]);
    let request = ann
        .request(reqwest::Method::POST, COMMENTS)
        .header("user-agent", "TestBrowser/1.0")
        .json(&body);
    let id = crate::support::answers::Answer::of(request)
        .await
        .expect(201)
        .id();
    let queue = owner.queue().await;
    assert_eq!(queue.len(), 1);
    let item = &queue[0];
    assert_eq!(item["id"], id);
    assert_eq!(
        (
            &item["site"],
            &item["page"],
            &item["status"],
            &item["version"]
        ),
        (
            &json!("blog"),
            &json!("/record"),
            &json!("pending"),
            &json!(1)
        )
    );
    assert_eq!(item["parent_id"], before[0]);
    assert_eq!(item["text"], "The *fifth* of them");
    assert_eq!(
        item["html"],
        "<p dir=\"auto\">The <em>fifth</em> of them</p>\n"
    );
    assert_eq!(item["author"]["name"], "Ann");
    assert_eq!(
        item["author"]["email"].as_str().map(str::to_lowercase),
        Some("ann@example.org".into())
    );
    assert_eq!(item["author"]["website"], "https://ann.example/");
    assert_eq!(
        item["author"]["record"],
        json!({ "approved": 2, "spam": 1, "trash": 1 })
    );
    assert_eq!(item["client"]["network"], "203.0.113.0/24");
    assert_eq!(item["client"]["user_agent"], "TestBrowser/1.0");
    assert!(
        item["client"]["address_hash"]
            .as_str()
            .is_some_and(|hash| hash.len() >= 16)
    );
    assert!(!item.to_string().contains("203.0.113.77"));
    assert!(item["assessment"]["score"].is_number());
    assert!(item["assessment"]["hold"].is_boolean());
    assert!(
        ["ham", "unsure", "spam"]
            .contains(&item["assessment"]["verdict"].as_str().unwrap_or_default())
    );
    assert!(item["assessment"]["reasons"].is_array());
    assert_eq!(item["edited_at"], serde_json::Value::Null);

    // The record counts the author's other comments, even if this one is already decided.
    let look = owner.comment(&before[2]).await;
    assert_eq!(
        look["comment"]["author"]["record"],
        json!({ "approved": 2, "spam": 0, "trash": 1 })
    );
    assert_eq!(look["history"][0]["action"], "spam");
    // The same IP address is the same client; another IP address is another client.
    let hash = |item: &serde_json::Value| item["client"]["address_hash"].clone();
    assert_eq!(hash(&look["comment"]), hash(item));
    let ben = world.guest().named("Ben", "ben@example.org");
    let other = ben.post("/record", "From elsewhere").await.expect(201).id();
    assert_ne!(hash(&owner.comment(&other).await["comment"]), hash(item));
}
