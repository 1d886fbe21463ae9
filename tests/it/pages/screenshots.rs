//! Each page for people, inspected as `gallery.rs` says.

use std::time::Duration;

use rejoinder::Language;
use reqwest::Method;
use serde_json::json;

use super::gallery::Gallery;
use crate::support::{
    fake_providers,
    world::{PASSWORD, World, on_services},
};

const THREAD_PAGE: &str = "/api/v1/sites/demo/thread?page=/demo";

async fn inspect_set_up(gallery: &Gallery, world: &World) {
    let browser = &gallery.browser;
    let token = world.app.setup.issue_token().await.expect("queries");
    let token = token.expect("a token, because there is no owner").reveal();
    browser
        .visit(&world.url(&format!("/setup?token={token}")))
        .await;
    gallery.inspect("setup").await;
    browser.write("#login", "ann").await;
    browser.write("#password", "passwordpassword").await;
    browser.click("button").await;
    browser.find(".field-error").await;
    gallery.inspect("setup-error").await;
    browser.write("#password", PASSWORD).await;
    browser.click("button").await;
    browser.wait_for_text(".notice", "ann").await;
    gallery.inspect("setup-done").await;
}

/// The element with its form in each state.
async fn inspect_element(gallery: &Gallery, world: &World) {
    let browser = &gallery.browser;
    gallery.visit_demo(world).await;
    gallery.inspect("thread").await;
    browser.in_thread("element.lang = 'ar';").await;
    browser
        .wait_for_thread_text(".comments[dir=rtl] .comment-reply", "")
        .await;
    gallery.inspect("thread-arabic").await;
    gallery.visit_demo(world).await;
    browser
        .write_in_thread("text", "The *cake* is mine. Who brings the tea?")
        .await;
    browser.write_in_thread("name", "Ann").await;
    browser.write_in_thread("email", "ann@localhost").await;
    browser.click_in_thread(".reply-submit").await;
    browser
        .wait_for_thread_text(".reply-guest .field-error", "a")
        .await;
    gallery.inspect("form-error").await;
    browser.click_in_thread("[data-provider=github]").await;
    let own = browser.enter_popup().await;
    browser.click_last("button[value=ann]").await;
    browser.leave_popup(&own).await;
    browser
        .wait_for_thread_text(".reply-account", "GitHub account as Ann of github.")
        .await;
    gallery.inspect("form-signed-in").await;
    browser.click_in_thread(".reply-submit").await;
    browser
        .wait_for_thread_text(".comment-note", "Only you can see this")
        .await;
    gallery.inspect("comment-waiting").await;
    browser.run("localStorage.clear();").await;
    world
        .policy_of("demo", |policy| policy.close_after_days = Some(1))
        .await;
    world.clock.advance(Duration::from_hours(25));
    gallery.visit_demo(world).await;
    gallery.inspect("thread-closed").await;
    world
        .policy_of("demo", |policy| policy.close_after_days = None)
        .await;
    world.clock.advance(Duration::from_secs(2));
}

async fn inspect_thread_page(gallery: &Gallery, world: &World) {
    let browser = &gallery.browser;
    for (name, language) in [("page-arabic", "ar"), ("page", "en")] {
        let page = format!("{THREAD_PAGE}&lang={language}");
        browser.visit(&world.url(&page)).await;
        gallery.inspect(name).await;
    }
    browser.write("#reply-text", "The *cake* is mine.").await;
    browser.write("#reply-name", "Ann").await;
    browser.write("#reply-email", "ann@localhost").await;
    browser.click(".reply-submit").await;
    browser.find("#email-error").await;
    gallery.inspect("form-refused").await;
}

async fn inspect_account_page(gallery: &Gallery, world: &World) {
    let browser = &gallery.browser;
    browser.visit(&world.url("/me")).await;
    gallery.inspect("me-signed-out").await;
    browser.click("a[href='/me/sign-in/github']").await;
    browser.click("button[value=ann]").await;
    browser.find(".person").await;
    gallery.inspect("me").await;
    // The page has the language that all sites share.
    for site in ["blog", "demo"] {
        world
            .policy_of(site, |policy| policy.language = Language::Ar)
            .await;
    }
    world.clock.advance(Duration::from_secs(2));
    browser.visit(&world.url("/me")).await;
    browser.find("html[dir=rtl]").await;
    gallery.inspect("me-arabic").await;
    for site in ["blog", "demo"] {
        world
            .policy_of(site, |policy| policy.language = Language::En)
            .await;
    }
    world.clock.advance(Duration::from_secs(2));
}

/// The pages for bans, sites, accounts and keys, as the owner of the set-up.
async fn inspect_administration(gallery: &Gallery, world: &World) {
    let browser = &gallery.browser;
    browser.visit(&world.url("/moderate/bans/new")).await;
    browser.write("#login", "ann").await;
    browser.write("#password", PASSWORD).await;
    browser.click("main button[type=submit]").await;
    browser.write("#subject", "spam.example/24").await;
    browser.click("main .primary").await;
    browser.find("#subject-error").await;
    gallery.inspect("moderate-ban-error").await;
    browser
        .run("document.querySelector('#subject').value = '';")
        .await;
    browser.write("#subject", "eve@spam.example").await;
    browser.click("main .primary").await;
    browser.find("#done").await;
    for (name, path) in [
        ("moderate-bans", "/moderate/bans"),
        ("moderate-sites", "/moderate/sites"),
        ("moderate-site-remove", "/moderate/sites/demo/remove"),
        ("moderate-policy", "/moderate/sites/demo/policy"),
        ("moderate-people", "/moderate/people"),
        ("moderate-person-new", "/moderate/people/new"),
        ("moderate-keys", "/moderate/keys"),
    ] {
        browser.visit(&world.url(path)).await;
        gallery.inspect(name).await;
    }
    browser.visit(&world.url("/moderate/people")).await;
    browser.click("[aria-label$=': ann']").await;
    browser.find("#current-password").await;
    gallery.inspect("moderate-account").await;
}

/// The pages of moderators, with a comment that waits and has a note.
async fn inspect_moderation(gallery: &Gallery, world: &World) {
    let browser = &gallery.browser;
    let owner = world.owner().await;
    let guest = world.guest().named("Rosa M.", "rosa@example.org");
    let id = guest
        .post_on("demo", "/demo", "Is there *cake* for all?")
        .await
        .expect(201)
        .id();
    let (note, edit) = ("Asked twice. Be kind.", "Is there *cake* for everyone?");
    let path = format!("/comments/{id}");
    let noted = owner
        .send(
            Method::POST,
            &format!("{path}/notes"),
            &json!({ "text": note }),
        )
        .await;
    noted.expect(201);
    let edited = owner
        .send(Method::PATCH, &path, &json!({ "text": edit }))
        .await;
    edited.expect(200);
    browser.visit(&world.url("/moderate")).await;
    gallery.inspect("moderate-sign-in").await;
    browser.write("#login", "owner").await;
    browser.write("#password", PASSWORD).await;
    browser.click("main button[type=submit]").await;
    browser.find(".queue").await;
    for (name, path) in [
        ("moderate-queue", "/moderate".to_owned()),
        ("moderate-context", format!("/moderate/comments/{id}")),
        ("moderate-dashboard", "/moderate/dashboard".to_owned()),
        ("moderate-log", "/moderate/log".to_owned()),
    ] {
        browser.visit(&world.url(&path)).await;
        gallery.inspect(name).await;
    }
    browser.click(".who button").await;
    browser.find("#login").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_page_fits_every_window_and_axe_finds_no_violations() {
    if on_services() {
        // The pages do not depend on the database, and inspecting them takes long.
        eprintln!("pages were inspected with the embedded defaults only");
        return;
    }
    let Some(gallery) = Gallery::open().await else {
        return;
    };
    let world = fake_providers::world_with_providers().await;
    let samples = world.app.add_demo_comments().await;
    samples.expect("the samples are accepted");
    inspect_set_up(&gallery, &world).await;
    inspect_element(&gallery, &world).await;
    inspect_thread_page(&gallery, &world).await;
    inspect_account_page(&gallery, &world).await;
    inspect_moderation(&gallery, &world).await;
    inspect_administration(&gallery, &world).await;
    let start = "/session/github/start?mode=redirect&return_to=/demo";
    for (name, path) in [
        ("sign-in-consent", format!("/api/v1/sites/demo{start}")),
        ("sign-in-failed", "/sign-in/unknown".to_owned()),
        ("refusal", format!("/api/v1/sites/none{start}")),
        ("problems", "/problems".to_owned()),
    ] {
        gallery.browser.visit(&world.url(&path)).await;
        gallery.inspect(name).await;
    }
    world.mails().await;
}
