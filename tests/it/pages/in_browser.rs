//! Pages in Chromium, used as a person does.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use crate::support::{answers::eventually, browser::Browser, world::World};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newcomer_posts_on_the_demonstration_and_sees_the_comment_once_it_is_approved() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let world = World::new().await;
    let owner = world.owner().await;
    browser.visit(&world.url("/demo")).await;
    assert_eq!(browser.text("h1").await, "Thing 12 – Party time!");
    browser
        .wait_for_thread_text(".comments-title", "What do you think?")
        .await;
    browser
        .write_in_thread(
            "text",
            "The *cake* is mine.</textarea><script>alert(1)</script>",
        )
        .await;
    browser.write_in_thread("name", "Ann").await;
    browser.write_in_thread("email", "ann@example.org").await;
    world.clock.advance(Duration::from_secs(10));
    browser.click_in_thread(".reply-submit").await;
    browser
        .wait_for_thread_text(".comment-note", "Only you can see this")
        .await;
    let waiting = owner.queue().await[0].clone();
    assert_eq!(waiting["page"], "/demo");
    let id = waiting["id"].as_str().expect("an id");
    owner.decide("approve", &[id]).await.expect(200);
    world.clock.advance(Duration::from_secs(2));
    browser.visit("about:blank").await;
    browser.visit(&world.url("/demo")).await;
    // Harmless, and under the title of the post.
    browser
        .wait_for_thread_text(".comment-text", "<script>alert(1)</script>")
        .await;
    browser
        .wait_for_thread_text(".comments-title", "One thought on “Thing 12 – Party time!”")
        .await;
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test]
async fn sample_comments_are_published_on_the_demonstration_once() {
    let world = World::new().await;
    for _ in 0..2 {
        world
            .app
            .add_demo_comments()
            .await
            .expect("the samples are accepted");
        world.clock.advance(Duration::from_secs(2));
    }
    let path = "/api/v1/sites/demo/comments?page=/demo";
    let listed = world.guest().get(path).await.expect(200).body;
    assert_eq!(listed["thread"]["count"], json!(6), "{listed}");
    assert_eq!(listed["items"][2]["depth"], json!(2), "{listed}");
    // What readers post there waits all the same.
    let owner = world.owner().await;
    assert!(owner.queue().await.is_empty());
    let ann = world.guest().named("Ann", "ann@example.org");
    let posted = ann.post_on("demo", "/demo", "And mine").await.expect(201);
    assert_eq!(posted.body["comment"]["status"], "pending");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_owner_sets_up_in_the_browser() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let world = World::new().await;
    let token = world
        .app
        .setup
        .issue_token()
        .await
        .expect("queries")
        .expect("a token, because there is no owner")
        .reveal();
    browser
        .visit(&world.url(&format!("/setup?token={token}")))
        .await;
    browser.write("#login", "ann").await;
    browser.write("#password", "passwordpassword").await;
    browser.click("button").await;
    // A weak password can be corrected without starting over.
    assert!(browser.text(".field-error").await.len() > 10);
    assert_eq!(browser.value("#login").await, "ann");
    browser
        .write("#password", crate::support::world::PASSWORD)
        .await;
    browser.click("button").await;
    browser.wait_for_text(".notice", "ann").await;
    let session = world
        .app
        .moderators
        .sign_in("ann", crate::support::world::PASSWORD.into(), None)
        .await;
    assert!(session.is_ok());
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_api_reference_shows_every_operation_under_its_content_security_policy() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let world = World::new().await;
    browser.visit(&world.url("/docs")).await;
    eventually("the operations", async || {
        let shown = browser
            .command(
                Method::POST,
                "/execute/sync",
                Some(json!({
                    "script": "return document.querySelectorAll('.opblock').length", "args": [],
                })),
            )
            .await;
        (shown.as_u64().unwrap_or_default() >= 30).then_some(())
    })
    .await;
    let first = "return document.querySelector('.opblock-tag')?.dataset.tag;";
    assert_eq!(browser.run(first).await, json!("Readers"));
    let phone = json!({ "width": 360, "height": 800, "mobile": true, "deviceScaleFactor": 1 });
    browser
        .devtools("Emulation.setDeviceMetricsOverride", phone)
        .await;
    let width = "return document.documentElement.scrollWidth;";
    assert_eq!(browser.run(width).await, json!(360));
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}
