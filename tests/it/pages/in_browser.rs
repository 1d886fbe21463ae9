//! Pages in Chromium, used as a person does.

use reqwest::Method;
use serde_json::json;

use crate::support::{answers::eventually, browser::Browser, world::World};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newcomer_posts_on_the_demonstration_corrects_an_error_and_gets_a_reply() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let world = World::new().await;
    let owner = world.owner().await;
    browser.visit(&world.url("/demo")).await;
    assert_eq!(browser.text("h1").await, "Thing 12 – Party time!");
    // An error that the browser does not detect: everything typed is still there, with the message beside it.
    browser
        .write(
            "#text",
            "The *cake* is mine.\n</textarea><script>alert(1)</script>",
        )
        .await;
    browser.write("#name", "Ann").await;
    browser.write("#email", "ann@localhost").await;
    browser.click("form.reply button").await;
    assert!(!browser.text("#email-error").await.is_empty());
    assert_eq!(
        browser.value("#text").await,
        "The *cake* is mine.\n</textarea><script>alert(1)</script>"
    );
    assert_eq!(browser.value("#name").await, "Ann");
    browser.clear("#email").await;
    browser.write("#email", "ann@example.org").await;
    browser.click("form.reply button").await;
    browser.wait_for_url("/demo?comment=pending").await;
    assert!(
        browser
            .text(".notice")
            .await
            .contains("waits for a moderator")
    );
    // After approval it is shown, harmless, and can be replied to.
    let id = owner.queue().await[0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    owner.decide("approve", &[&id]).await.expect(200);
    browser.visit(&world.url("/demo")).await;
    let shown = browser.text(&format!("[id='comment-{id}']")).await;
    assert!(
        shown.contains("The cake is mine.") && shown.contains("<script>alert(1)</script>"),
        "{shown}"
    );
    browser
        .click(&format!("[id='comment-{id}'] a[href*='reply=']"))
        .await;
    assert_eq!(browser.text("#reply").await, "Leave a Reply to Ann");
    browser.write("#text", "No, it is mine.").await;
    browser.write("#name", "Ben").await;
    browser.write("#email", "ben@example.org").await;
    browser.click("form.reply button").await;
    browser.wait_for_url("/demo?comment=pending").await;
    let reply = owner.queue().await[0].clone();
    assert_eq!(reply["parent_id"], json!(id));
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
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
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}
