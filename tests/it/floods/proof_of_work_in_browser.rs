//! The proof of work in Chromium: done while a person writes, without delaying them.

use rejoinder::Clock;
use serde_json::{Value, json};

use crate::support::{
    answers::eventually, browser::Browser, moderators::Moderator, own_forms, world::World,
};

/// A running clock, so that the browser and the server agree about the time.
async fn world_with_running_clock() -> World {
    World::with_all(&[], Some(Clock::system())).await
}

async fn flood(world: &World, slug: &str) {
    let site = world.app.sites.find(slug).await.expect("the site");
    for _ in 0..40 {
        world.app.floods.sent(site.id);
    }
    world.app.floods.look().await.expect("succeeds");
}

async fn reasons(owner: &Moderator<'_>, text: &str) -> Vec<Value> {
    let queue = owner.queue().await;
    let found = queue.iter().find(|comment| comment["text"] == text);
    let found = found.unwrap_or_else(|| panic!("no comment {text:?} in {queue:?}"));
    let reasons = found["assessment"]["reasons"].as_array().cloned();
    let reasons = reasons.expect("reasons").into_iter();
    reasons.map(|reason| reason["code"].clone()).collect()
}

async fn fill_in_form(browser: &Browser, prefix: &str, text: &str) {
    for (field, value) in [
        ("text", text),
        ("name", "Ann"),
        ("email", "ann@example.org"),
    ] {
        browser.write(&format!("#{prefix}{field}"), value).await;
    }
}

/// Waits until the page has filled in the challenge.
async fn wait_for_challenge(browser: &Browser) {
    eventually("the challenge", async || {
        let length = "return document.querySelector('form.reply').dataset.challenge?.length ?? 0;";
        (browser.run(length).await != json!(0)).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_work_is_done_while_a_person_writes_and_submitting_hardly_waits_for_it() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let world = world_with_running_clock().await;
    let page = own_forms::serve_page(&world, "proof.js").await;
    flood(&world, "news").await;
    let owner = world.owner().await;
    browser.visit(&page).await;
    wait_for_challenge(&browser).await;
    // No work is done for a person who only reads.
    assert_eq!(browser.value("[name=solution]").await, "");
    fill_in_form(&browser, "", "Written by a person").await;
    eventually("the solution", async || {
        let solution = browser.value("[name=solution]").await;
        (!solution.is_empty()).then_some(())
    })
    .await;
    assert_eq!(browser.value("#text").await, "Written by a person");
    browser.click("form.reply button").await;
    browser.wait_for_url("comment=pending").await;
    let good = reasons(&owner, "Written by a person").await;
    assert!(good.contains(&json!("flood")), "{good:?}");
    assert!(!good.contains(&json!("proof_missing")), "{good:?}");

    // The form does not wait for work that never ends; the script speeds up the time.
    browser.visit(&page).await;
    wait_for_challenge(&browser).await;
    browser
        .run(
            "const form = document.querySelector('form.reply');
             const challenge = JSON.parse(form.dataset.challenge);
             challenge.parameters.keyPrefix = 'f'.repeat(64);
             form.dataset.challenge = JSON.stringify(challenge);
             const timer = window.setTimeout;
             window.setTimeout = (what, ms) => timer(what, ms / 100);",
        )
        .await;
    fill_in_form(&browser, "", "Written on a slow machine").await;
    browser.click("form.reply button").await;
    browser.wait_for_url("comment=pending").await;
    let slow = reasons(&owner, "Written on a slow machine").await;
    assert!(slow.contains(&json!("proof_missing")), "{slow:?}");
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_scripts_the_comment_is_accepted_and_waits() {
    let preferences = json!({ "profile.managed_default_content_settings.javascript": 2 });
    let Some(browser) = Browser::open_with(preferences).await else {
        return;
    };
    let world = world_with_running_clock().await;
    flood(&world, "demo").await;
    let owner = world.owner().await;
    let page = "/api/v1/sites/demo/thread?page=/demo";
    browser.visit(&world.url(page)).await;
    fill_in_form(&browser, "reply-", "Written without script").await;
    browser.click(".reply-submit").await;
    browser.wait_for_url("comment=pending").await;
    let reasons = reasons(&owner, "Written without script").await;
    assert!(reasons.contains(&json!("proof_missing")), "{reasons:?}");
}
