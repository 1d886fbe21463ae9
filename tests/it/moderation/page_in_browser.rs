//! The moderators' page in Chromium: keys, actions in place, a phone.

use std::{fs, time::Duration};

use reqwest::Method;
use serde_json::json;

use crate::support::{
    answers::eventually,
    browser::Browser,
    moderators::Moderator,
    npm,
    world::{PASSWORD, World},
};

/// The key Shift (WebDriver, section 17.4.2).
const SHIFT: char = '\u{e008}';

/// Signs in as the owner with the form, and waits for the queue.
pub(super) async fn sign_in(browser: &Browser, world: &World) {
    browser.visit(&world.url("/moderate")).await;
    browser.write("#login", "owner").await;
    browser.write("#password", PASSWORD).await;
    browser.click("main button[type=submit]").await;
    browser.find(".queue").await;
}

/// Presses keys, as characters; capital letters with Shift.
pub(super) async fn press(browser: &Browser, keys: &str) {
    let mut steps = Vec::new();
    let step = |kind: &str, key: char| json!({ "type": kind, "value": key.to_string() });
    for key in keys.chars() {
        let shift = key.is_uppercase().then_some(SHIFT);
        steps.extend(shift.map(|shift| step("keyDown", shift)));
        steps.extend([step("keyDown", key), step("keyUp", key)]);
        steps.extend(shift.map(|shift| step("keyUp", shift)));
    }
    perform(browser, steps).await;
}

async fn perform(browser: &Browser, steps: Vec<serde_json::Value>) {
    let actions = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": steps }] });
    browser
        .command(Method::POST, "/actions", Some(actions))
        .await;
}

/// Waits until the list has this many rows and folded lines.
pub(super) async fn wait_for_list(browser: &Browser, rows: usize, folded: usize) {
    let script = "return [document.querySelectorAll('.queue .row:not(.is-busy)').length,
        document.querySelectorAll('.queue .folded:not(.is-busy)').length];";
    eventually(&format!("{rows} rows and {folded} lines"), async || {
        (browser.run(script).await == json!([rows, folded])).then_some(())
    })
    .await;
}

/// Posts comments and returns their ids.
pub(super) async fn post_comments(world: &World, count: u32) -> Vec<String> {
    let mut ids = Vec::new();
    for n in 0..count {
        let guest = world
            .guest()
            .named(&format!("Reader {n}"), &format!("r{n}@example.org"));
        ids.push(
            guest
                .post("/a", &format!("Comment number {n}"))
                .await
                .expect(201)
                .id(),
        );
    }
    ids
}

pub(super) async fn statuses(owner: &Moderator<'_>, ids: &[String]) -> Vec<String> {
    let mut statuses = Vec::new();
    for id in ids {
        let comment = owner.comment(id).await;
        statuses.push(
            comment["comment"]["status"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
        );
    }
    statuses
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_moderator_clears_the_queue_with_the_keyboard() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    let ids = post_comments(&world, 6).await;
    sign_in(&browser, &world).await;
    wait_for_list(&browser, 6, 0).await;
    let title = async || browser.run("return document.title;").await;
    assert_eq!(title().await, json!("(6) To review – Moderation"));
    press(&browser, "ja").await;
    wait_for_list(&browser, 5, 1).await;
    assert_eq!(title().await, json!("(5) To review – Moderation"));
    browser
        .wait_for_text(".queue .folded", "Approved: Reader 0.")
        .await;
    // The next comment has the focus.
    press(&browser, "s").await;
    wait_for_list(&browser, 4, 2).await;
    press(&browser, "z").await;
    wait_for_list(&browser, 5, 1).await;
    assert_eq!(
        statuses(&owner, &ids[..3]).await,
        ["approved", "pending", "pending"]
    );
    // The comment that was put back has the focus; the two below it are selected.
    press(&browser, "jxjx").await;
    browser.wait_for_text("[data-selected]", "2").await;
    press(&browser, "D").await;
    wait_for_list(&browser, 3, 2).await;
    assert_eq!(
        statuses(&owner, &ids[1..4]).await,
        ["pending", "trash", "trash"]
    );
    press(&browser, "X").await;
    browser.wait_for_text("[data-selected]", "3").await;
    press(&browser, "S").await;
    wait_for_list(&browser, 0, 3).await;
    assert_eq!(title().await, json!("To review – Moderation"));
    press(&browser, "3").await;
    browser.wait_for_url("folder=approved").await;
    browser.find(".row").await;
    press(&browser, "jr").await;
    browser.write(".row textarea", "Thank you.").await;
    browser.click(".row #reply button").await;
    browser
        .wait_for_text("#done", "Your reply is published.")
        .await;
    assert!(browser.address().await.contains("folder=approved"));
    press(&browser, "jc").await;
    browser.wait_for_url("/moderate/comments/").await;
    browser.find(".thread").await;
    assert_eq!(browser.console_errors().await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn notes_edits_and_bans_have_keys() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let world = World::new().await;
    world.raise_limits().await;
    let owner = world.owner().await;
    let ids = post_comments(&world, 2).await;
    sign_in(&browser, &world).await;
    wait_for_list(&browser, 2, 0).await;
    press(&browser, "jn").await;
    browser.write(".row #notes textarea", "Be kind.").await;
    browser.click(".row #notes .actions button").await;
    browser.wait_for_text(".row .author-note", "Be kind.").await;
    browser
        .wait_for_text("#status", "The note is stored.")
        .await;
    // The row has the focus again.
    press(&browser, "e").await;
    browser.find(".row #edit textarea").await;
    browser
        .run("document.querySelector('.row #edit textarea').value = '';")
        .await;
    browser.write(".row #edit textarea", "A better text").await;
    browser.click(".row #edit .actions button").await;
    browser
        .wait_for_text(".row .comment-text", "A better text")
        .await;
    let comment = owner.comment(&ids[0]).await;
    assert_eq!(comment["comment"]["text"], "A better text");
    // What is refused stays in the form.
    press(&browser, "e").await;
    browser.find(".row #edit-name").await;
    browser
        .run("document.querySelector('.row #edit-name').value = '';")
        .await;
    browser.write(".row #edit-name", "The Blog").await;
    browser.click(".row #edit .actions button").await;
    browser
        .wait_for_text(".row #edit-error", "This name belongs to the site.")
        .await;
    assert_eq!(browser.value(".row #edit-name").await, "The Blog");
    browser.click(".row #edit [data-cancel]").await;
    // The note is deleted where it is shown.
    press(&browser, "n").await;
    browser.click(".row #notes [name=delete]").await;
    browser
        .wait_for_text("#status", "The note is deleted.")
        .await;
    assert_eq!(
        browser
            .run("return document.querySelector('.author-note');")
            .await,
        json!(null)
    );
    press(&browser, "b").await;
    browser
        .wait_for_url(&format!("/moderate/bans/new?comment={}", ids[0]))
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_are_for_nothing_else_and_can_be_switched_off() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let world = World::new().await;
    let owner = world.owner().await;
    let ids = post_comments(&world, 2).await;
    sign_in(&browser, &world).await;
    wait_for_list(&browser, 2, 0).await;
    press(&browser, "/").await;
    press(&browser, "asd").await;
    assert_eq!(browser.value("#q").await, "asd");
    browser.run("document.querySelector('.row').focus();").await;
    for modifier in ["\u{e009}", "\u{e00a}", "\u{e03d}"] {
        let step = |kind: &str, value: &str| json!({ "type": kind, "value": value });
        let steps = vec![
            step("keyDown", modifier),
            step("keyDown", "a"),
            step("keyUp", "a"),
            step("keyUp", modifier),
        ];
        perform(&browser, steps).await;
    }
    press(&browser, "?").await;
    browser.find(".help[open]").await;
    press(&browser, "a").await;
    browser.click(".help button").await;
    browser.click("[data-switch]").await;
    browser.find("[data-switch][aria-pressed=false]").await;
    // The choice outlives the page.
    browser.visit(&world.url("/moderate")).await;
    browser.find("[data-switch][aria-pressed=false]").await;
    browser.run("document.querySelector('.row').focus();").await;
    press(&browser, "as").await;
    browser.click("[data-switch]").await;
    browser.run("document.querySelector('.row').focus();").await;
    assert_eq!(statuses(&owner, &ids).await, ["pending", "pending"]);
    press(&browser, "h").await;
    browser
        .wait_for_text(".row .notice", "Already decided so")
        .await;
    browser.run("document.querySelector('.row').focus();").await;
    press(&browser, "a").await;
    wait_for_list(&browser, 1, 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_comes_back_with_the_reason_when_nothing_was_done() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let world = World::new().await;
    let owner = world.owner().await;
    let ids = post_comments(&world, 2).await;
    sign_in(&browser, &world).await;
    wait_for_list(&browser, 2, 0).await;
    owner.decide("trash", &[&ids[0]]).await.expect(200);
    press(&browser, "ja").await;
    browser
        .wait_for_text(".row .notice", "Trash by owner")
        .await;
    wait_for_list(&browser, 2, 0).await;
    // Nothing is put back that something else happened to since, and the title does not count it.
    press(&browser, "s").await;
    wait_for_list(&browser, 1, 1).await;
    let title = async || browser.run("return document.title;").await;
    assert_eq!(title().await, json!("(1) To review – Moderation"));
    owner.decide("trash", &[&ids[1]]).await.expect(200);
    press(&browser, "z").await;
    wait_for_list(&browser, 2, 0).await;
    assert_eq!(title().await, json!("(1) To review – Moderation"));
    // A refusal says why.
    let focus = "const row = document.querySelectorAll('.row')[1]; row.focus();";
    let spoil = "const box = row.querySelector('.pick input'); row.dataset.was = box.value; box.value = 'x';";
    browser.run(&format!("{focus}{spoil}")).await;
    press(&browser, "s").await;
    browser
        .wait_for_text(".row .failed", "Must be an id and a version.")
        .await;
    let restore = "row.querySelector('.pick input').value = row.dataset.was;";
    browser.run(&format!("{focus}{restore}")).await;
    // The session ends in another window.
    let sessions = world
        .database
        .execute("DELETE FROM moderator_session")
        .await;
    sessions.expect("deletes");
    browser
        .run("document.querySelectorAll('.row')[1].focus();")
        .await;
    press(&browser, "s").await;
    browser
        .wait_for_text(".row .failed", "Your session has ended")
        .await;
    browser.click(".failed a").await;
    browser.wait_for_url("/moderate/sign-in").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thumb_finds_every_button_of_a_phone_and_axe_nothing_wrong() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let world = World::new().await;
    world
        .policy(|policy| policy.suspect_words = vec!["number".to_owned()])
        .await;
    world.owner().await;
    let ids = post_comments(&world, 3).await;
    sign_in(&browser, &world).await;
    let axe = tokio::task::spawn_blocking(|| npm::packages("generators", "axe")).await;
    let axe = axe.expect("the installation ends").map(|folder| {
        let script = folder.join("node_modules/axe-core/axe.min.js");
        fs::read_to_string(script).expect("axe is installed")
    });
    for path in [
        "/moderate",
        &format!("/moderate/comments/{}", ids[0]),
        "/moderate/matching?action=spam",
        "/moderate/dashboard",
        "/moderate/log",
    ] {
        browser.visit(&world.url(path)).await;
        for (width, theme) in [
            (360, "light"),
            (320, "dark"),
            (1_000, "light"),
            (1_000, "dark"),
        ] {
            let metrics = json!({ "width": width, "height": 740, "mobile": width < 500, "deviceScaleFactor": 1 });
            browser
                .devtools("Emulation.setDeviceMetricsOverride", metrics)
                .await;
            let features =
                json!({ "features": [{ "name": "prefers-color-scheme", "value": theme }] });
            browser
                .devtools("Emulation.setEmulatedMedia", features)
                .await;
            let script = "const { scrollWidth, clientWidth } = document.documentElement;
                const targets = [...document.querySelectorAll('button, .button, .pick, .folders a, summary')];
                const small = targets.filter((one) => one.checkVisibility() && !one.closest('dialog'))
                    .filter((one) => one.getBoundingClientRect().height < 43.9).map((one) => one.outerHTML);
                return [scrollWidth > clientWidth, small];";
            assert_eq!(
                browser.run(script).await,
                json!([false, []]),
                "{path} at {width}"
            );
            let Some(axe) = &axe else { continue };
            if browser.run("return Boolean(window.axe);").await != json!(true) {
                browser.run(axe).await;
            }
            let found = browser
                .run(
                    "const { violations } = await axe.run();
                     return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
                         `${id}: ${target.flat().join(' ')}: ${failureSummary}`));",
                )
                .await;
            assert_eq!(found, json!([]), "{path}, {width}, {theme}: {found:#}");
        }
    }
    // What is below the thumb stays there.
    browser.visit(&world.url("/moderate")).await;
    let metrics = json!({ "width": 360, "height": 740, "mobile": true, "deviceScaleFactor": 1 });
    browser
        .devtools("Emulation.setDeviceMetricsOverride", metrics)
        .await;
    browser
        .run("document.querySelector('.to-approve').scrollIntoView({ block: 'center' });")
        .await;
    let tops = "const items = [...document.querySelectorAll('.queue > li')];
        return items.map((item) => Math.round(item.getBoundingClientRect().top));";
    let before = browser.run(tops).await;
    browser.click(".row .to-approve").await;
    wait_for_list(&browser, 2, 1).await;
    assert_eq!(browser.run(tops).await, before);
    world.clock.advance(Duration::from_secs(1));
    browser.click(".queue [data-act=undo]").await;
    wait_for_list(&browser, 3, 0).await;
    assert_eq!(browser.console_errors().await, [""; 0]);
}
