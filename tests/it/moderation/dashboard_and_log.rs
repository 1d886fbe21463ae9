//! The dashboard and the log of the moderators' pages.

use std::time::Duration;

use rejoinder::Role;
use serde_json::json;

use crate::support::{
    moderate_page::{ModeratePage, between},
    world::World,
};

fn figures<'p>(page: &'p str, start: &str) -> Vec<&'p str> {
    let cells = between(page, start, "</tr>").split("<td>").skip(1);
    cells
        .map(|cell| cell.split("</td>").next().unwrap_or_default())
        .collect()
}

#[tokio::test]
async fn the_dashboard_shows_what_the_api_counts() {
    let world = World::new().await;
    world.raise_limits().await;
    world
        .add_site("news", "The News", "https://news.example")
        .await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    let empty = page.open("/moderate/dashboard").await;
    assert!(
        empty.contains("aria-label=\"Received: none from "),
        "{empty}"
    );
    let mut ids = Vec::new();
    for n in 0..4 {
        let text = format!("Comment number {n}");
        ids.push(world.guest().post("/a", &text).await.expect(201).id());
    }
    let other = world.guest().post_on("news", "/a", "News").await;
    other.expect(201);
    world.clock.advance(Duration::from_mins(3));
    owner
        .decide("approve", &[&ids[0], &ids[1]])
        .await
        .expect(200);
    owner.decide("spam", &[&ids[2]]).await.expect(200);
    let shown = page.open("/moderate/dashboard?site=blog").await;
    let api = owner.get("/statistics?site=blog").await.expect(200).body;
    let today = api["days"].as_array().expect("days").last().expect("a day");
    let date = today["date"].as_str().expect("a date");
    let row = format!("<th scope=\"row\">{date}</th>");
    assert_eq!(figures(&shown, &row), ["4", "2", "1", "0"]);
    assert_eq!(today["received"], json!(4));
    let label = format!("to {date}, at most 4 on {date}.");
    assert!(shown.contains(&label), "{shown}");
    assert!(
        shown.contains("<dt>Median wait</dt><dd>3 min</dd>"),
        "{shown}"
    );
    assert!(shown.contains("<dt>To review</dt><dd>1</dd>"), "{shown}");
    assert_eq!(shown.matches("role=\"img\"").count(), 4);
    assert!(shown.contains("<dt>Database</dt><dd>works</dd>"), "{shown}");
    let all = page.open("/moderate/dashboard?days=7").await;
    assert_eq!(figures(&all, &row), ["5", "2", "1", "0"]);
    assert_eq!(all.matches("<th scope=\"row\">2026-").count(), 7);
    assert!(all.contains("?site=news&amp;days=7"), "{all}");
}

#[tokio::test]
async fn moderators_see_the_figures_of_their_sites_and_no_details_of_the_server() {
    let world = World::new().await;
    world
        .add_site("news", "The News", "https://news.example")
        .await;
    let ben = world.moderator("ben", Role::Moderator, &["news"]).await;
    world.guest().post("/a", "On the blog").await.expect(201);
    let page = ModeratePage::of(&ben);
    let shown = page.open("/moderate/dashboard").await;
    assert!(
        shown.contains("aria-label=\"Received: none from "),
        "{shown}"
    );
    assert!(!shown.contains("The Blog"), "{shown}");
    page.get("/moderate/dashboard?site=blog").await.expect(404);
    let visitor = ModeratePage {
        world: &world,
        cookie: String::new(),
    };
    for path in ["/moderate/dashboard?days=7", "/moderate/log?action=spam"] {
        let asked = visitor.get(path).await.expect(303);
        let location = asked.header("location");
        assert!(location.starts_with("/moderate/sign-in?to="), "{location}");
    }
}

#[tokio::test]
async fn the_log_says_who_did_what_and_can_be_filtered() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    let ben = world.moderator("ben", Role::Moderator, &["blog"]).await;
    let page = ModeratePage::of(&owner);
    let mut ids = Vec::new();
    for n in 0..3 {
        let guest = world
            .guest()
            .named(&format!("Reader {n}"), &format!("r{n}@example.org"));
        let text = format!("Comment number {n}");
        ids.push(guest.post("/a", &text).await.expect(201).id());
    }
    let decision = json!({ "ids": [ids[0]], "action": "spam", "note": "an advert" });
    owner.send_decision(&decision).await.expect(200);
    ben.decide("approve", &[&ids[1]]).await.expect(200);
    ben.decide("trash", &[&ids[2]]).await.expect(200);
    let log = page.open("/moderate/log").await;
    let entries = log.split("<p class=\"what\">").skip(1).collect::<Vec<_>>();
    assert_eq!(entries.len(), 3, "{log}");
    for (entry, parts) in entries.iter().zip([
        ["<b>Trash</b>", "Comment of Reader 2", "<bdi>ben</bdi>"],
        ["<b>Approve</b>", "Comment of Reader 1", "<bdi>ben</bdi>"],
        [
            "<b>Spam</b>",
            "Comment of Reader 0",
            "<q dir=\"auto\">an advert</q>",
        ],
    ]) {
        for part in parts {
            assert!(entry.contains(part), "{part}: {entry}");
        }
    }
    assert!(
        entries[1].contains("<bdi>To review</bdi>"),
        "{}",
        entries[1]
    );
    let only = async |query: &str| {
        let log = page.open(&format!("/moderate/log?{query}")).await;
        log.matches("<p class=\"what\">").count()
    };
    assert_eq!(only("action=spam").await, 1);
    assert_eq!(only(&format!("comment={}", ids[1])).await, 1);
    assert_eq!(only("action=undo").await, 0);
    assert_eq!(only("site=blog&action=dance&moderator=x").await, 3);
    let url = between(entries[0], "<p class=\"who-when\"><a href=\"", "\"");
    let url = url.replace("&#x2f;", "/");
    let his = page.open(&url).await;
    assert_eq!(his.matches("<p class=\"what\">").count(), 2);
    assert!(his.contains("By ben</bdi>"), "{his}");
    page.get("/moderate/log?site=none").await.expect(404);
}

#[tokio::test]
async fn the_log_is_read_in_parts() {
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    let page = ModeratePage::of(&owner);
    let id = world.guest().post("/a", "The cake").await.expect(201).id();
    for n in 0..52 {
        let action = if n % 2 == 0 { "approve" } else { "hold" };
        owner.decide(action, &[&id]).await.expect(200);
        world.clock.advance(Duration::from_millis(5));
    }
    let log = page.open("/moderate/log?site=blog").await;
    assert_eq!(log.matches("<p class=\"what\">").count(), 50);
    let next = between(&log, "rel=\"next\" href=\"", "\"");
    let next = next.replace("&amp;", "&").replace("&#x2f;", "/");
    assert!(next.starts_with("/moderate/log?site=blog&after="), "{next}");
    let rest = page.open(&next).await;
    assert_eq!(rest.matches("<p class=\"what\">").count(), 2);
    assert!(!rest.contains("rel=\"next\""), "{rest}");
    assert!(rest.contains("To the beginning"), "{rest}");
}
