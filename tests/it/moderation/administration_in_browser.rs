//! The pages for bans, sites, accounts and keys in Chromium: one journey, then each page in the window of a phone and of a
//! desktop.

use std::fs;

use serde_json::json;

use crate::support::{
    browser::Browser,
    npm,
    world::{PASSWORD, World},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_owner_bans_sets_words_adds_a_moderator_and_creates_a_key() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let world = World::new().await;
    world.raise_limits().await;
    world.owner().await;
    let eve = world.guest().named("Eve", "eve@spam.example");
    let id = eve.post("/a", "The best casino").await.expect(201).id();
    let form = format!("/moderate/bans/new?comment={id}");
    browser.visit(&world.url(&form)).await;
    browser.write("#login", "owner").await;
    browser.write("#password", PASSWORD).await;
    browser.click("main button[type=submit]").await;
    browser.click("[value=domain]").await;
    browser.write("#note", "Sells watches").await;
    browser.click("main .primary").await;
    browser
        .wait_for_text("#done", "The ban is in effect.")
        .await;
    browser.find("[action$='/lift']").await;
    browser.click("a[href='/moderate/sites']").await;
    browser.click("a[href='/moderate/sites/blog/policy']").await;
    browser.write("#suspect_words", "casino").await;
    browser.click("[formaction$=preview]").await;
    browser
        .wait_for_text("#preview", "would have waited for a moderator: 1")
        .await;
    assert_eq!(browser.value("#suspect_words").await, "casino");
    browser.click(".save .primary").await;
    browser.wait_for_text("#done", "Saved.").await;
    browser.click("a[href='/moderate/people']").await;
    browser.click("a[href='/moderate/people/new']").await;
    browser.write("#login", "ben").await;
    browser.click("[name=sites][value=blog]").await;
    browser.write("#password", PASSWORD).await;
    browser.click("main .primary").await;
    browser.wait_for_text("#done", "Added.").await;
    browser.click("[aria-label$=': owner']").await;
    browser.write("#email", "owner@blog.example").await;
    browser.click("[action$='/email'] button").await;
    browser.wait_for_text("#done", "Saved.").await;
    assert_eq!(world.mail().await.to, "owner@blog.example");
    let account = browser.address().await;
    browser.click("a[href='/moderate/keys']").await;
    browser.write("#label", "export").await;
    browser.click("main .primary").await;
    browser.wait_for_text("#token", "rjk_").await;
    // Of a double click on a button, the second one sends nothing.
    let sends = "const form = document.querySelector('main form'), submitter = form.querySelector('.primary');
        const send = () => form.dispatchEvent(new SubmitEvent('submit', { bubbles: true, cancelable: true, submitter }));
        return [send(), send()];";
    assert_eq!(browser.run(sends).await, json!([true, false]));
    let account = account.split(['?', '#']).next().unwrap_or_default();
    let pages = [
        world.url("/moderate/bans"),
        world.url("/moderate/bans/new"),
        world.url(&form),
        world.url("/moderate/sites"),
        world.url("/moderate/new-site"),
        world.url("/moderate/sites/blog"),
        world.url("/moderate/sites/blog/remove"),
        world.url("/moderate/sites/blog/policy"),
        world.url("/moderate/people"),
        world.url("/moderate/people/new"),
        account.to_owned(),
        format!("{account}/remove"),
        world.url("/moderate/keys"),
    ];
    inspect(&browser, &pages).await;
    assert_eq!(browser.console_errors().await, [""; 0]);
}

/// Checks that pages fit their window, that every target is large enough for a thumb, and what axe finds.
async fn inspect(browser: &Browser, pages: &[String]) {
    let axe = tokio::task::spawn_blocking(|| npm::packages("generators", "axe")).await;
    let axe = axe.expect("the installation ends").map(|folder| {
        let script = folder.join("node_modules/axe-core/axe.min.js");
        fs::read_to_string(script).expect("axe is installed")
    });
    for page in pages {
        browser.visit(page).await;
        for (width, theme) in [
            (320, "dark"),
            (360, "light"),
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
                const targets = [...document.querySelectorAll(
                    'button, .button, .choice, nav a, summary, select, textarea, .field input:not([type=hidden])')];
                const small = targets.filter((one) => one.checkVisibility() && !one.closest('dialog'))
                    .filter((one) => one.getBoundingClientRect().height < 43.9).map((one) => one.outerHTML);
                return [scrollWidth > clientWidth, small];";
            let found = browser.run(script).await;
            assert_eq!(found, json!([false, []]), "{page} at {width}");
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
            assert_eq!(found, json!([]), "{page}, {width}, {theme}: {found:#}");
        }
    }
}
