//! Pinned comments: shown first in every order, one per thread, and only while they are approved.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    answers::Answer,
    guests::{COMMENTS, Guest},
    moderators::Moderator,
    world::{World, unmoderated_world},
};

async fn pin(owner: &Moderator<'_>, id: Value) -> Answer {
    let body = json!({ "pinned": id });
    let path = "/sites/blog/thread?page=/a";
    owner.send(Method::PATCH, path, &body).await
}

/// All ids of the page in this order, read in parts of `limit`.
async fn read_all(reader: &Guest<'_>, order: &str, limit: usize) -> Vec<String> {
    let (mut ids, mut after) = (Vec::new(), String::new());
    loop {
        let path = format!("{COMMENTS}?page=/a&order={order}&limit={limit}{after}");
        let part = reader.get(&path).await.expect(200).body;
        for item in part["items"].as_array().expect("items") {
            ids.push(item["id"].as_str().expect("an id").to_owned());
        }
        match part["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return ids,
        }
    }
}

/// Posts three conversations of three comments each; returns their ids, conversation by conversation.
async fn conversations(world: &World) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for n in 0..3 {
        let ann = world.guest();
        let root = ann.post("/a", &format!("Root {n}")).await.expect(201).id();
        let reply = ann
            .reply("/a", &root, &format!("Reply {n}"))
            .await
            .expect(201)
            .id();
        let deep = ann
            .reply("/a", &reply, &format!("Deep {n}"))
            .await
            .expect(201)
            .id();
        all.push(vec![root, reply, deep]);
    }
    all
}

#[tokio::test]
async fn a_pinned_conversation_comes_first_in_every_order_and_every_comment_once() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let all = conversations(&world).await;
    let reader = world.guest();
    for pinned in [None, Some(0), Some(1), Some(2)] {
        let id = pinned.map(|at: usize| all[at][0].clone());
        pin(&owner, json!(id)).await.expect(200);
        for (order, rest) in [("oldest", [0, 1, 2]), ("newest", [2, 1, 0])] {
            let rest = rest.into_iter().filter(|at| Some(*at) != pinned);
            let expected = pinned.into_iter().chain(rest);
            let expected = expected.flat_map(|at| all[at].clone()).collect::<Vec<_>>();
            for limit in 1..=10 {
                let read = read_all(&reader, order, limit).await;
                assert_eq!(read, expected, "{pinned:?} {order} {limit}");
            }
        }
    }
    // A link to any comment leads to a part that contains it.
    pin(&owner, json!(all[1][0])).await.expect(200);
    for id in all.iter().flatten() {
        for order in ["oldest", "newest"] {
            let path = format!("{COMMENTS}?around={id}&order={order}&limit=1");
            let part = reader.get(&path).await.expect(200).body;
            assert_eq!(part["items"][0]["id"], json!(id), "{order}");
        }
    }
}

#[tokio::test]
async fn a_pinned_comment_has_a_badge_in_json_in_the_element_and_on_the_page() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let all = conversations(&world).await;
    pin(&owner, json!(all[2][0])).await.expect(200);
    let reader = world.guest();
    let list = reader.read("/a").await;
    let pinned = list["items"].as_array().expect("items").iter();
    let pinned = pinned.map(|item| item["pinned"].as_bool().expect("a flag"));
    assert_eq!(pinned.filter(|pinned| *pinned).count(), 1);
    assert_eq!(list["items"][0]["pinned"], true);
    for (id, expected) in [(&all[2][0], true), (&all[2][1], false), (&all[0][0], false)] {
        let one = reader
            .get(&format!("{COMMENTS}/{id}"))
            .await
            .expect(200)
            .body;
        assert_eq!(one["pinned"], expected);
    }
    for part in ["", "&part=comments"] {
        for (language, badge) in [("en", "Pinned"), ("de", "Angeheftet")] {
            let path = format!("/api/v1/sites/blog/thread?page=/a&lang={language}{part}");
            let html = reader.get(&path).await.expect(200).text;
            assert_eq!(html.matches("comment-pinned").count(), 2, "class and part");
            assert!(html.contains(&format!(">{badge}<")), "{html}");
            let at = html
                .find(&format!("comment-{}", all[2][0]))
                .expect("is shown");
            assert!(
                at < html
                    .find(&format!("comment-{}", all[0][0]))
                    .expect("is shown")
            );
        }
    }
    let log = owner.get("/log?action=pin").await.expect(200).body;
    assert_eq!(log["items"][0]["thread"]["after"], json!(all[2][0]));
}

#[tokio::test]
async fn only_an_approved_comment_of_the_page_that_is_no_reply_can_be_pinned() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let all = conversations(&world).await;
    let elsewhere = world.guest().post("/b", "Elsewhere").await.expect(201).id();
    owner.decide("trash", &[&all[1][0]]).await.expect(200);
    let unknown = world.clock.id().to_string();
    for wrong in [&all[0][1], &elsewhere, &all[1][0], &unknown] {
        let refused = pin(&owner, json!(wrong)).await.refused(422, "invalid");
        assert_eq!(refused.fields()[0].0, "pinned");
    }
    pin(&owner, json!("first")).await.refused(422, "invalid");
}

#[tokio::test]
async fn a_comment_that_is_no_longer_approved_is_no_longer_pinned() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    let all = conversations(&world).await;
    let id = &all[2][0];
    let pinned = async || {
        let thread = owner.get("/sites/blog/thread?page=/a").await.expect(200);
        thread.body["pinned"].clone()
    };
    for action in ["hold", "spam", "trash", "delete"] {
        pin(&owner, json!(id)).await.expect(200);
        assert_eq!(pinned().await, json!(id));
        owner.decide(action, &[id]).await.expect(200);
        assert_eq!(pinned().await, Value::Null, "{action}");
        // The replies stay in their place.
        let reader = world.guest();
        assert_eq!(read_all(&reader, "oldest", 2).await.len(), 9);
        if action != "delete" {
            owner.decide("approve", &[id]).await.expect(200);
            assert_eq!(pinned().await, Value::Null, "it is not pinned again");
        }
    }
    // The decision about another comment does not unpin it.
    pin(&owner, json!(all[0][0])).await.expect(200);
    owner
        .decide("trash", &[&all[1][0], &all[0][1]])
        .await
        .expect(200);
    assert_eq!(pinned().await, json!(all[0][0]));
}
