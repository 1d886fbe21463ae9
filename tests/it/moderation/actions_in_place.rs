//! The moderators' page in Chromium: what actions in place leave alone, and what they renew.

use reqwest::Method;
use serde_json::json;

use super::page_in_browser::{post_comments, press, sign_in, statuses, wait_for_list};
use crate::support::{answers::eventually, browser::Browser, world::World};

/// Waits until a script returns true.
async fn wait_until(browser: &Browser, what: &str, condition: &str) {
    let script = format!("return Boolean({condition});");
    eventually(what, async || {
        (browser.run(&script).await == json!(true)).then_some(())
    })
    .await;
}

async fn focus_row(browser: &Browser, number: usize) {
    let script = format!("document.querySelectorAll('.queue .row')[{number}].focus();");
    browser.run(&script).await;
}

/// Presses keys within one task, faster than any answer.
async fn press_at_once(browser: &Browser, keys: &str) {
    let script = format!(
        "for (const key of '{keys}') (document.activeElement ?? document.body)
            .dispatchEvent(new KeyboardEvent('keydown', {{ key, bubbles: true, cancelable: true }}));"
    );
    browser.run(&script).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_selected_does_not_move_to_other_comments_when_the_browser_goes_back() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    let ids = post_comments(&world, 4).await;
    sign_in(&browser, &world).await;
    wait_for_list(&browser, 4, 0).await;
    press(&browser, "jjxjx").await;
    browser.wait_for_text("[data-selected]", "2").await;
    // A page that waits for its end is fetched again, as after a while or with little memory.
    browser.run("addEventListener('unload', () => {});").await;
    press(&browser, "jc").await;
    browser.wait_for_url("/moderate/comments/").await;
    browser.find(".thread").await;
    owner.decide("trash", &[&ids[0]]).await.expect(200);
    browser
        .command(Method::POST, "/back", Some(json!({})))
        .await;
    wait_for_list(&browser, 3, 0).await;
    let loaded =
        "document.readyState === 'complete' && document.querySelector('.keys:not([hidden])')";
    wait_until(&browser, "the script of the list", loaded).await;
    let selected = "return [...document.querySelectorAll('.pick :checked')].length;";
    assert_eq!(browser.run(selected).await, json!(0));
    assert_eq!(browser.text("[data-selected]").await, "");
    press(&browser, "D").await;
    // A decision about one comment is answered after one about those selected would have been.
    press(&browser, "ja").await;
    wait_for_list(&browser, 2, 1).await;
    assert_eq!(
        statuses(&owner, &ids).await,
        ["trash", "approved", "pending", "pending"]
    );
    // The same without the script of the page.
    let off = json!({ "value": true });
    browser
        .devtools("Emulation.setScriptExecutionDisabled", off)
        .await;
    browser.visit(&world.url("/moderate")).await;
    browser.find(".keys[hidden]").await;
    browser.click(".row .pick input").await;
    browser.run("addEventListener('unload', () => {});").await;
    let path = format!("/moderate/comments/{}", ids[3]);
    browser.visit(&world.url(&path)).await;
    owner.decide("trash", &[&ids[2]]).await.expect(200);
    browser
        .command(Method::POST, "/back", Some(json!({})))
        .await;
    wait_for_list(&browser, 1, 0).await;
    assert_eq!(browser.run(selected).await, json!(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_decision_is_undone_once_however_fast_the_key_is_pressed() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    let ids = post_comments(&world, 4).await;
    sign_in(&browser, &world).await;
    wait_for_list(&browser, 4, 0).await;
    press(&browser, "ja").await;
    wait_for_list(&browser, 3, 1).await;
    press(&browser, "s").await;
    wait_for_list(&browser, 2, 2).await;
    // The second one is about the decision before.
    press_at_once(&browser, "zz").await;
    wait_for_list(&browser, 4, 0).await;
    let title = async || browser.run("return document.title;").await;
    assert_eq!(title().await, json!("(4) To review – Moderation"));
    assert_eq!(statuses(&owner, &ids).await, ["pending"; 4]);
    // A double click.
    focus_row(&browser, 0).await;
    press(&browser, "a").await;
    wait_for_list(&browser, 3, 1).await;
    press(&browser, "d").await;
    wait_for_list(&browser, 2, 2).await;
    browser
        .run("const button = document.querySelector('.queue [data-act=undo]'); button.click(); button.click();")
        .await;
    wait_for_list(&browser, 3, 1).await;
    assert_eq!(title().await, json!("(3) To review – Moderation"));
    // A decision that is still being made is the one to undo.
    focus_row(&browser, 2).await;
    press_at_once(&browser, "sz").await;
    browser
        .wait_for_text("#status", "Put back as before: Reader 3.")
        .await;
    wait_for_list(&browser, 3, 1).await;
    assert_eq!(
        statuses(&owner, &ids).await,
        ["pending", "trash", "pending", "pending"]
    );
    assert_eq!(title().await, json!("(3) To review – Moderation"));
    assert_eq!(browser.console_errors().await, [""; 0]);
}
