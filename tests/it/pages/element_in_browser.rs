//! The element `<comment-thread>` in Chromium, on a page of another origin with the strictest policies.

use std::time::Duration;

use serde_json::json;

use crate::support::{answers::eventually, blog::serve_blog, browser::Browser, world::World};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_posts_under_the_strictest_policies_and_sees_the_comment_until_it_is_approved() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let world = World::new().await;
    let owner = world.owner().await;
    let blog = serve_blog(&world, "").await;
    browser.visit(&format!("{blog}/thing-12")).await;
    browser
        .wait_for_thread_text(".comments-title", "What do you think?")
        .await;
    browser
        .write_in_thread("text", "The <b>cake</b> is *mine*.")
        .await;
    // A draft outlives the page.
    eventually("the draft", async || {
        let stored = "return JSON.stringify(localStorage).includes('is *mine*');";
        (browser.run(stored).await == json!(true)).then_some(())
    })
    .await;
    browser.visit(&format!("{blog}/thing-12")).await;
    browser.wait_for_typed("The <b>cake</b> is *mine*.").await;
    // An error is beside its field, and nothing is lost.
    browser.write_in_thread("name", "Ann").await;
    browser.write_in_thread("email", "ann@localhost").await;
    browser.click_in_thread(".reply-submit").await;
    eventually("the error beside the field", async || {
        let described = "const field = root.querySelector('[name=email]');\
            return field.ariaInvalid === 'true' && root.getElementById(field.getAttribute('aria-describedby')?.split(' ')[0])?.innerText;";
        let text = browser.in_thread(described).await;
        text.as_str().is_some_and(|text| !text.is_empty()).then_some(())
    })
    .await;
    browser.write_in_thread("email", "ann@example.org").await;
    world.clock.advance(Duration::from_secs(10));
    browser.click_in_thread(".reply-submit").await;
    browser
        .wait_for_thread_text(".comment-note", "Only you can see this")
        .await;
    let shown = browser.thread_text(".comment").await;
    assert!(shown.contains("The <b>cake</b> is mine."), "{shown}");
    let queue = owner.queue().await;
    assert_eq!(queue.len(), 1, "posted once: {queue:?}");
    assert_eq!(queue[0]["page"], "/thing-12");
    // After a reload the comment still waits, and the form is empty.
    browser.visit(&format!("{blog}/thing-12")).await;
    browser
        .wait_for_thread_text(".comment-note", "Only you can see this")
        .await;
    let text = browser
        .in_thread("return root.querySelector('textarea').value;")
        .await;
    assert_eq!(text, json!(""));
    let id = queue[0]["id"].as_str().expect("an id");
    owner.decide("approve", &[id]).await.expect(200);
    world.clock.advance(Duration::from_secs(2));
    browser.visit("about:blank").await;
    browser
        .visit(&format!("{blog}/thing-12#comment-{id}"))
        .await;
    browser
        .wait_for_thread_text(".comments-title", "One thought on “Thing 12”")
        .await;
    let errors = browser.console_errors().await;
    assert_eq!(errors, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_goes_to_its_comment_and_the_author_changes_and_deletes_it_in_place() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let world = World::new().await;
    let blog = serve_blog(&world, "loading='eager' order='newest'").await;
    let change =
        |policy: &mut rejoinder::Policy| policy.moderation = rejoinder::ModerationPolicy::None;
    world.policy_of("news", change).await;
    let ann = world.guest().named("Ann", "ann@example.org");
    let first = ann
        .post_on("news", "/thing-12", "Who wants cake?")
        .await
        .expect(201)
        .id();
    world.clock.advance(Duration::from_secs(2));
    browser.visit(&format!("{blog}/thing-12")).await;
    browser
        .wait_for_thread_text(".comment-text", "Who wants cake?")
        .await;
    browser.click_in_thread(".comment-reply").await;
    browser
        .wait_for_thread_text(".reply-title", "Leave a Reply to Ann")
        .await;
    browser.write_in_thread("text", "I do").await;
    browser.write_in_thread("name", "Ben").await;
    browser.write_in_thread("email", "ben@example.org").await;
    world.clock.advance(Duration::from_secs(10));
    browser.click_in_thread(".reply-submit").await;
    browser
        .wait_for_thread_text(".depth-1 .comment-text", "I do")
        .await;
    browser.click_in_thread(".depth-1 [data-own=edit]").await;
    browser.wait_for_typed("I do").await;
    browser.write_in_thread("text", "I do, thanks").await;
    browser.click_in_thread(".reply-submit").await;
    browser
        .wait_for_thread_text(".depth-1 .comment-text", "I do, thanks")
        .await;
    let path = "/api/v1/sites/news/comments?page=/thing-12";
    let listed = world.guest().get(path).await.expect(200).body["items"].clone();
    assert_eq!(listed[1]["parent_id"], json!(first));
    browser.click_in_thread(".depth-1 [data-own=ask]").await;
    browser
        .wait_for_thread_text(".comment-question", "This cannot be undone")
        .await;
    browser.click_in_thread("[data-own=remove]").await;
    eventually("the reply to be gone", async || {
        let count = browser
            .in_thread("return root.querySelectorAll('.depth-1').length;")
            .await;
        (count == json!(0)).then_some(())
    })
    .await;
    let errors = browser.console_errors().await;
    assert_eq!(errors, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_the_thread_cannot_be_loaded_a_button_tries_again_and_finds_it() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let world = World::new().await;
    let blog = serve_blog(&world, "look='page'").await;
    browser.devtools("Network.enable", json!({})).await;
    let blocked = json!({ "urls": [format!("{}/api/*", world.url(""))] });
    browser.devtools("Network.setBlockedURLs", blocked).await;
    browser.visit(&format!("{blog}/thing-12")).await;
    browser
        .wait_for_thread_text(".comments-failed", "could not be loaded")
        .await;
    let none = json!({ "urls": [] });
    browser.devtools("Network.setBlockedURLs", none).await;
    browser.click_in_thread(".comments-failed button").await;
    browser
        .wait_for_thread_text(".comments-title", "What do you think?")
        .await;
    assert_eq!(browser.thread_text(".comments-failed").await, "");
    // With the look of the page, the thread is part of it.
    assert!(
        browser
            .has_element("comment-thread .comments .comment-list")
            .await
    );
}
