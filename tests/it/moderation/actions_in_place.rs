//! The moderators' page in Chromium: what actions in place leave alone, and what they renew.

use reqwest::Method;
use serde_json::json;

use super::page_in_browser::{post_comments, press, sign_in, statuses, wait_for_list};
use crate::support::{answers::eventually, browser::Browser, moderators::Moderator, world::World};

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

/// Returns whether the browser would ask before it leaves the page.
async fn asks_before_leaving(browser: &Browser) -> bool {
    let script = "const event = new Event('beforeunload', { cancelable: true });
        dispatchEvent(event);
        return event.defaultPrevented;";
    browser.run(script).await == json!(true)
}

async fn text_of(owner: &Moderator<'_>, id: &str) -> String {
    let comment = owner.comment(id).await;
    let text = comment["comment"]["text"].as_str().unwrap_or_default();
    text.to_owned()
}

async fn edit(owner: &Moderator<'_>, id: &str, text: &str) {
    let (path, body) = (format!("/comments/{id}"), json!({ "text": text }));
    let edited = owner.send(Method::PATCH, &path, &body).await;
    edited.expect(200);
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
async fn an_edit_after_a_conflict_is_made_in_sight_of_the_new_text() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    let ids = post_comments(&world, 2).await;
    sign_in(&browser, &world).await;
    wait_for_list(&browser, 2, 0).await;
    press(&browser, "je").await;
    browser.write(".row #edit textarea", "Fixed: ").await;
    edit(&owner, &ids[0], "Without the telephone number").await;
    browser.click(".row #edit .actions button").await;
    browser
        .wait_for_text(".row #edit-error", "changed in the meantime")
        .await;
    browser
        .wait_for_text(".row > .comment-text", "Without the telephone number")
        .await;
    assert_eq!(
        browser.value(".row #edit textarea").await,
        "Fixed: Comment number 0"
    );
    // The row is one of the list, not of a thread.
    let row = "const row = document.querySelector('.row');
        return [Boolean(row.querySelector('.place')), Boolean(row.querySelector('[data-go=context]')), row.className];";
    assert_eq!(
        browser.run(row).await,
        json!([true, true, "row depth-0 is-pending"])
    );
    // The text that was refused is still unsent.
    assert!(asks_before_leaving(&browser).await);
    browser.click(".row #edit .actions button").await;
    browser
        .wait_for_text(".row > .comment-text", "Fixed: Comment number 0")
        .await;
    assert_eq!(text_of(&owner, &ids[0]).await, "Fixed: Comment number 0");
    assert!(!asks_before_leaving(&browser).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_action_throws_away_what_is_typed_below_a_row() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    let ids = post_comments(&world, 3).await;
    sign_in(&browser, &world).await;
    wait_for_list(&browser, 3, 0).await;
    press(&browser, "jr").await;
    browser.find(".row #reply textarea").await;
    assert!(!asks_before_leaving(&browser).await);
    browser.write(".row #reply textarea", "A long reply").await;
    assert!(asks_before_leaving(&browser).await);
    let focused = "document.activeElement.matches('#reply textarea')";
    // Each would remove the reply: a decision about its row or about all selected, another part, another list.
    for (row, keys) in [
        (0, "a"),
        (0, "XS"),
        (0, "n"),
        (1, "n"),
        (0, "r"),
        (1, "e"),
        (1, "2"),
        (1, "c"),
        (1, "b"),
    ] {
        browser
            .run("document.querySelector('.opened .failed')?.remove();")
            .await;
        focus_row(&browser, row).await;
        press(&browser, keys).await;
        browser
            .wait_for_text(".opened .failed", "has not been sent")
            .await;
        wait_until(&browser, "the focus in the field", focused).await;
        assert_eq!(browser.value("#reply textarea").await, "A long reply");
    }
    focus_row(&browser, 1).await;
    press(&browser, "X").await;
    browser.click(".row .to-approve").await;
    wait_until(&browser, "the focus in the field", focused).await;
    let opened = "return document.querySelectorAll('.opened').length;";
    assert_eq!(browser.run(opened).await, json!(1));
    assert_eq!(
        statuses(&owner, &ids).await,
        ["pending", "pending", "pending"]
    );
    // Escape is pressed by mistake, Cancel is not.
    press(&browser, "\u{e00c}").await;
    assert_eq!(browser.value("#reply textarea").await, "A long reply");
    // Another row may be decided.
    focus_row(&browser, 1).await;
    press(&browser, "a").await;
    wait_for_list(&browser, 2, 1).await;
    assert_eq!(browser.value("#reply textarea").await, "A long reply");
    browser.click(".opened [data-cancel]").await;
    wait_until(
        &browser,
        "the focus on the row",
        "document.activeElement.matches('.row') && !document.querySelector('.opened')",
    )
    .await;
    assert!(!asks_before_leaving(&browser).await);
    press(&browser, "a").await;
    wait_for_list(&browser, 1, 2).await;
    // A button of the section would replace the row, with a note that is not stored.
    focus_row(&browser, 0).await;
    press(&browser, "n").await;
    browser.write(".row #notes textarea", "Be kind.").await;
    browser.click(".row #notes .actions button").await;
    browser
        .wait_for_text("#status", "The note is stored.")
        .await;
    press(&browser, "n").await;
    browser.write(".row #notes textarea", "Really.").await;
    browser.click(".row #notes [name=delete]").await;
    browser
        .wait_for_text(".opened .failed", "has not been sent")
        .await;
    assert_eq!(browser.value("#notes textarea").await, "Really.");
    assert_eq!(browser.console_errors().await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_undone_decision_keeps_what_is_typed_below_its_comment() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let world = World::new().await;
    let owner = world.owner().await;
    let ids = post_comments(&world, 1).await;
    sign_in(&browser, &world).await;
    browser.visit(&world.url("/moderate?folder=all")).await;
    browser.find(".keys:not([hidden])").await;
    // As without a script: the page is loaded again, with a line above the list.
    browser
        .run(
            "const form = document.getElementById('queue');
             const button = form.querySelector('.to-approve');
             form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'one', value: button.value }));
             form.submit();",
        )
        .await;
    browser.find("#done [data-act=undo]").await;
    browser.find(".keys:not([hidden])").await;
    press(&browser, "jn").await;
    browser.write(".row #notes textarea", "Be kind.").await;
    browser.click("#done [data-act=undo]").await;
    wait_until(
        &browser,
        "the row as it was before",
        "document.querySelector('.row.is-pending') && !document.getElementById('done')",
    )
    .await;
    wait_for_list(&browser, 1, 0).await;
    assert_eq!(browser.value(".row #notes textarea").await, "Be kind.");
    assert_eq!(statuses(&owner, &ids).await, ["pending"]);
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_forms_of_a_comment_follow_what_is_decided_in_place() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    let ids = post_comments(&world, 1).await;
    sign_in(&browser, &world).await;
    let path = format!("/moderate/comments/{}", ids[0]);
    browser.visit(&world.url(&path)).await;
    browser.find(".keys:not([hidden])").await;
    browser.write("#reply textarea", "Thank ").await;
    browser
        .run("document.querySelector('.is-subject').focus();")
        .await;
    press(&browser, "a").await;
    browser
        .wait_for_text("[aria-labelledby=history]", "Approve by owner")
        .await;
    assert_eq!(browser.value("#reply textarea").await, "Thank ");
    assert!(
        !browser
            .text("[aria-labelledby=history]")
            .await
            .contains("Nothing has been decided")
    );
    browser.write("#reply textarea", "you.").await;
    browser.click("#reply button").await;
    browser
        .wait_for_text("#done", "Your reply is published.")
        .await;
    // Undone, and edited with the form that was on the page all the time.
    browser.visit(&world.url(&path)).await;
    browser.find(".keys:not([hidden])").await;
    browser.write("#edit textarea", " (fixed)").await;
    browser
        .run("document.querySelector('.is-subject').focus();")
        .await;
    press(&browser, "s").await;
    browser
        .wait_for_text("[aria-labelledby=history]", "Spam by owner")
        .await;
    press(&browser, "z").await;
    browser.find(".is-subject.is-approved").await;
    let undone = "document.querySelector('.history').children.length === 3";
    wait_until(&browser, "the history", undone).await;
    // The key leads to the form of the page.
    browser
        .run("document.querySelector('.is-subject').focus();")
        .await;
    press(&browser, "e").await;
    let focused = "document.activeElement.matches('#edit textarea')";
    wait_until(&browser, "the focus in the field", focused).await;
    assert!(asks_before_leaving(&browser).await);
    browser.click("#edit .actions button").await;
    browser
        .wait_for_text("#done", "The comment is edited.")
        .await;
    assert_eq!(text_of(&owner, &ids[0]).await, "Comment number 0 (fixed)");
    assert_eq!(browser.console_errors().await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_stays_about_the_text_that_its_page_shows() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let world = World::new().await;
    let owner = world.owner().await;
    let ids = post_comments(&world, 1).await;
    sign_in(&browser, &world).await;
    let path = format!("/moderate/comments/{}", ids[0]);
    browser.visit(&world.url(&path)).await;
    browser.find(".keys:not([hidden])").await;
    browser.write("#edit textarea", " (fixed)").await;
    edit(&owner, &ids[0], "Without the telephone number").await;
    browser
        .run("document.querySelector('.is-subject').focus();")
        .await;
    press(&browser, "a").await;
    // The decision shows the row as it is now, the form has a change of the text before.
    browser
        .wait_for_text(".is-subject .comment-text", "Without the telephone number")
        .await;
    browser
        .wait_for_text("[aria-labelledby=history]", "by owner")
        .await;
    browser.click("#edit .actions button").await;
    browser
        .wait_for_text("#edit-error", "changed in the meantime")
        .await;
    assert_eq!(
        browser.value("#edit textarea").await,
        "Comment number 0 (fixed)"
    );
    assert_eq!(
        text_of(&owner, &ids[0]).await,
        "Without the telephone number"
    );
}
