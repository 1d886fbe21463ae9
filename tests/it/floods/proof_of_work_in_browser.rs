//! The proof of work in Chromium: done while a person writes, without delaying them.

use rejoinder::Clock;
use serde_json::{Value, json};

use crate::support::{answers::eventually, browser::Browser, moderators::Moderator, world::World};

/// The demonstration during a flood, with a running clock.
async fn world_in_flood() -> World {
    let world = World::with_all(&[], Some(Clock::system())).await;
    let demo = world.app.sites.find("demo").await.expect("the demo");
    for _ in 0..40 {
        world.app.floods.sent(demo.id);
    }
    world.app.floods.look().await.expect("succeeds");
    world
}

async fn reasons(owner: &Moderator<'_>, text: &str) -> Vec<Value> {
    let queue = owner.queue().await;
    let found = queue.iter().find(|comment| comment["text"] == text);
    let found = found.unwrap_or_else(|| panic!("no comment {text:?} in {queue:?}"));
    let reasons = found["assessment"]["reasons"].as_array().cloned();
    let reasons = reasons.expect("reasons").into_iter();
    reasons.map(|reason| reason["code"].clone()).collect()
}

async fn fill_in_form(browser: &Browser, text: &str) {
    browser.write("#text", text).await;
    browser.write("#name", "Ann").await;
    browser.write("#email", "ann@example.org").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_work_is_done_while_a_person_writes_and_submitting_hardly_waits_for_it() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let world = world_in_flood().await;
    let owner = world.owner().await;
    browser.visit(&world.url("/demo")).await;
    // No work is done for a person who only reads.
    assert_eq!(browser.value("[name=solution]").await, "");
    fill_in_form(&browser, "Written by a person").await;
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
    browser.visit(&world.url("/demo")).await;
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
    fill_in_form(&browser, "Written on a slow machine").await;
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
    let world = world_in_flood().await;
    let owner = world.owner().await;
    browser.visit(&world.url("/demo")).await;
    fill_in_form(&browser, "Written without script").await;
    browser.click("form.reply button").await;
    browser.wait_for_url("comment=pending").await;
    let reasons = reasons(&owner, "Written without script").await;
    assert!(reasons.contains(&json!("proof_missing")), "{reasons:?}");
}
