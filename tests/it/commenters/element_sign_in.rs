//! Signing in with an account at each provider in the element `<comment-thread>`, in a browser that blocks third-party
//! cookies, and on a blog whose headers separate its page from the windows that it opens.

use std::{ops::Range, time::Duration};

use serde_json::json;

use super::browser_sign_in::{approve_only_comment, assert_author, stored_token};
use crate::support::{
    answers::eventually,
    blog::BlogPage,
    browser::Browser,
    fake_providers::{self, PROVIDERS},
    world::World,
};

const ISOLATED: &[(&str, &str)] = &[("Cross-Origin-Opener-Policy", "same-origin")];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_with_each_account_returns_to_the_element_and_posts_under_its_name() {
    let Some(browser) = Browser::open_strict().await else {
        return;
    };
    for (some, headers) in [
        (0..3, &[][..]),
        (3..5, &[][..]),
        (0..3, ISOLATED),
        (3..5, ISOLATED),
    ] {
        // The rate limits of one IP address are too small for all at one server.
        let world = fake_providers::world_with_providers().await;
        sign_in_and_post(&browser, &world, some, headers).await;
        world.mails().await;
    }
}

async fn sign_in_and_post(
    browser: &Browser,
    world: &World,
    some: Range<usize>,
    headers: &'static [(&'static str, &'static str)],
) {
    let owner = world.owner().await;
    let page = BlogPage {
        server: &world.url(""),
        body: "<comment-thread site='news' loading='eager'></comment-thread>",
        headers,
    };
    let blog = page.serve(world).await;
    for (id, name) in &PROVIDERS[some] {
        world.clock.advance(Duration::from_mins(10));
        browser.visit("about:blank").await;
        browser.visit(&format!("{blog}/thing-12")).await;
        browser
            .wait_for_thread_text(".reply-details", "or click an icon to sign in:")
            .await;
        browser.write_in_thread("text", "Put the kettle on.").await;
        browser
            .click_in_thread(&format!("[data-provider={id}]"))
            .await;
        browser
            .wait_for_thread_text(".reply-connecting", &format!("Connecting to {name} …"))
            .await;
        let own = browser.enter_popup().await;
        browser.click_last("button[value=ann]").await;
        browser.leave_popup(&own).await;
        let account = format!("You are commenting using your {name} account as Ann of {id}.");
        browser
            .wait_for_thread_text(".reply-account", &account)
            .await;
        browser.wait_for_typed("Put the kettle on.").await;
        browser.click_in_thread(".reply-submit").await;
        browser
            .wait_for_thread_text(".comment-note", "Only you can see this")
            .await;
        let comment = approve_only_comment(&owner, "news", "/thing-12").await;
        assert_author(world, &comment, id).await;
        // The session outlives the page, and ends when the reader says so.
        browser.visit(&format!("{blog}/thing-12")).await;
        browser
            .wait_for_thread_text(".reply-account", &account)
            .await;
        browser.click_in_thread("[data-act=signOut]").await;
        eventually("the form of a guest", async || {
            let hidden = browser
                .in_thread("return root.querySelector('.reply-account').hidden;")
                .await;
            (hidden == json!(true)).then_some(())
        })
        .await;
        assert_eq!(stored_token(browser).await, None);
    }
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
}
