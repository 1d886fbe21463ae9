//! Signing in with an account at a provider as people do it, in Chromium: on the page of a thread without scripts, in
//! the embedded element, and from a blog with a form of its own on another site in a popup window, with third-party
//! cookies blocked.

use std::{ops::Range, sync::Arc, time::Duration};

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    answers::{Answer, eventually},
    browser::Browser,
    commenters::{VERIFIER, challenge_of, link_of_mail, url_parameter},
    fake_providers::{self, PROVIDERS},
    moderators::Moderator,
    web_server::{self, FixedAnswer},
    world::World,
};

const SUBMIT: &str = "form.reply button[type=submit]";
/// A page that works without scripts.
const THREAD_PAGE: &str = "/api/v1/sites/demo/thread?page=/demo";
/// The account on that page.
const ACCOUNT: &str = ".reply-account:not([hidden])";

/// Approves the only waiting comment and returns its public form.
pub(super) async fn approve_only_comment(owner: &Moderator<'_>, site: &str, page: &str) -> Value {
    let queue = owner.queue().await;
    assert_eq!(queue.len(), 1, "{queue:?}");
    let id = queue[0]["id"].as_str().expect("an id");
    owner.decide("approve", &[id]).await.expect(200);
    let world = owner.world;
    world.clock.advance(Duration::from_secs(2));
    let path = format!("/api/v1/sites/{site}/comments?page={page}&limit=100");
    let listing = world.guest().get(&path).await.expect(200).body;
    let items = listing["items"].as_array().expect("items").clone();
    items
        .into_iter()
        .find(|item| item["id"] == id)
        .expect("is listed")
}

/// Asserts that the comment has the account's name, its provider, and its picture from this server.
pub(super) async fn assert_author(world: &World, comment: &Value, provider: &str) {
    let author = &comment["author"];
    assert_eq!(author["name"], json!(format!("Ann of {provider}")));
    assert_eq!(author["provider"], json!(provider));
    assert_eq!(author["verified"], json!(true));
    let picture = author["picture"].as_str().expect("a picture");
    let path = picture
        .strip_prefix(&world.url(""))
        .expect("is served here");
    let picture = eventually("the picture of the provider", async || {
        let answer = world.guest().get(path).await;
        (answer.header("content-type") == "image/jpeg").then_some(answer)
    })
    .await;
    assert_eq!(picture.status.as_u16(), 200);
}

/// From now on, this window uses another IP address, so that the rate limits used up earlier in the test do
/// not matter: with Redis they recover only in real time.
async fn use_other_ip_address(browser: &Browser, n: usize) {
    let headers = json!({ "headers": { "X-Forwarded-For": format!("20.0.{n}.7") } });
    browser.devtools("Network.enable", json!({})).await;
    browser
        .devtools("Network.setExtraHTTPHeaders", headers)
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_scripts_every_account_signs_in_posts_edits_and_signs_out() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let world = fake_providers::world_with_providers().await;
    let owner = world.owner().await;
    let off = json!({ "value": true });
    browser
        .devtools("Emulation.setScriptExecutionDisabled", off)
        .await;
    for (n, (id, name)) in PROVIDERS.into_iter().enumerate() {
        world.clock.advance(Duration::from_mins(10));
        use_other_ip_address(&browser, n).await;
        browser.visit(&world.url(THREAD_PAGE)).await;
        browser
            .wait_for_text(".reply-details", "or click an icon to sign in:")
            .await;
        let link = format!(".icons a[href*='/session/{id}/start']");
        // A person who declines gets a message and returns.
        browser.click(&link).await;
        browser.click("button[value=cancel]").await;
        browser
            .wait_for_text("h1", &format!("You did not sign in with {name}"))
            .await;
        browser.click("#next").await;
        browser.wait_for_url("/thread?page=").await;

        browser.click(&link).await;
        browser.click("button[value=ann]").await;
        let account = format!("You are commenting using your {name} account as Ann of {id}.");
        browser.wait_for_text(ACCOUNT, &account).await;
        assert!(
            !browser.has_element("#reply-name").await,
            "the form has no name field"
        );
        browser.write("#reply-text", "Put the kettle on.").await;
        browser.click(".reply-submit").await;
        browser.wait_for_url("comment=pending").await;
        assert_author(
            &world,
            &approve_only_comment(&owner, "demo", "/demo").await,
            id,
        )
        .await;

        browser.click(&format!("{ACCOUNT} a")).await;
        browser.click(&link).await;
        browser.click("button[value=ben]").await;
        browser
            .wait_for_text(ACCOUNT, &format!("{name} account as Ben of {id}."))
            .await;
        browser.click("button[form=log-out]").await;
        browser.find("#reply-name").await;
        assert!(!browser.has_element(ACCOUNT).await);
    }
    world.mails().await;
}

/// A blog with a form on a site of its own, and another, malicious site.
async fn serve_blog(world: &World) -> u16 {
    let (listener, port) = web_server::bind().await;
    world
        .add_site("news", "The News", &format!("http://blog.localhost:{port}"))
        .await;
    let server = world.url("");
    let challenge = "A".repeat(43);
    let page = Arc::new(format!(
        "<!doctype html><title>Blog</title><h1>Thing 12</h1>\
         <form class='reply' method='post' action='{server}/api/v1/sites/news/comments' \
               data-rejoinder='{server}' data-site='news'>\
         <input type='hidden' name='page' value='/thing-12'><input type='hidden' name='token'>\
         <div data-identity></div>\
         <fieldset data-guest><input id='name' name='name' required></fieldset>\
         <textarea id='text' name='text' required></textarea>\
         <button type='submit'>Post comment</button></form>\
         <script src='{server}/assets/sign-in.js' defer></script>"
    ));
    let hostile = format!(
        "<!doctype html><title>Prizes</title><button id='win'>Win</button><script>\
         window.got = []; addEventListener('message', (event) => got.push(event.data));\
         document.querySelector('#win').addEventListener('click', () => window.open('{server}\
         /api/v1/sites/news/session/github/start?mode=popup&challenge={challenge}&return_to='\
         + encodeURIComponent('http://blog.localhost:{port}/thing-12')));</script>"
    );
    web_server::serve(listener, move |requested| match requested.path.as_str() {
        "/thing-12" => FixedAnswer::html((*page).clone()),
        "/prizes" => FixedAnswer::html(hostile.clone()),
        // Sets a cookie that would be sent in every context, and reports whether it was received.
        "/cookie" => {
            let came = requested
                .header("cookie")
                .is_some_and(|all| all.contains("third=party"));
            let origin = requested.header("origin").unwrap_or_default().to_owned();
            FixedAnswer::new(200, "text/plain", came.to_string())
                .with("Set-Cookie", "third=party; Path=/; SameSite=None; Secure")
                .with("Access-Control-Allow-Origin", &origin)
                .with("Access-Control-Allow-Credentials", "true")
        }
        _ => FixedAnswer::new(404, "text/plain", ""),
    });
    port
}

fn icon(n: usize) -> String {
    format!(".icons button:nth-of-type({})", n + 1)
}

/// Signs in with the popup window that a click on an icon opens.
async fn sign_in_by_popup(browser: &Browser, n: usize, answer: &str) {
    browser.click(&icon(n)).await;
    let own = browser.enter_popup().await;
    browser.click_last(&format!("button[value={answer}]")).await;
    browser.leave_popup(&own).await;
}

/// Returns whether a cookie of another site is sent from this page.
async fn is_third_party_cookie_sent(browser: &Browser, port: u16) -> bool {
    let ask = format!(
        "const ask = async () => (await fetch('http://third.localhost:{port}/cookie', \
         {{ credentials: 'include' }})).text(); await ask(); return await ask();"
    );
    browser.run(&ask).await == json!("true")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_strict_browser_blocks_cookies_that_another_one_sends() {
    for strict in [false, true] {
        let browser = if strict {
            Browser::open_strict().await
        } else {
            let lax = json!({
                "profile.block_third_party_cookies": false, "profile.cookie_controls_mode": 0,
            });
            Browser::open_with(lax).await
        };
        let Some(browser) = browser else {
            return;
        };
        let world = fake_providers::world_with_providers().await;
        let port = serve_blog(&world).await;
        let page = format!("http://blog.localhost:{port}/thing-12");
        browser.visit(&page).await;
        assert_eq!(is_third_party_cookie_sent(&browser, port).await, !strict);
    }
}

pub(super) async fn stored_token(browser: &Browser) -> Option<String> {
    let script = "return Object.entries(localStorage).find(([key]) => key.endsWith(' token'))?.[1]";
    browser.run(script).await.as_str().map(str::to_owned)
}

async fn get_session(world: &World, token: &str) -> Answer {
    let request = world.guest().request(Method::GET, "/api/v1/session");
    Answer::of(request.bearer_auth(token)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_another_site_with_third_party_cookies_blocked_a_sign_in_lasts() {
    let Some(browser) = Browser::open_strict().await else {
        return;
    };
    // Three accounts sign in at one server and two at another, because the rate limits of one IP address are
    // too small for all.
    for some in [0..3, 3..5] {
        let world = fake_providers::world_with_providers().await;
        sign_in_from_blog(&browser, &world, some).await;
        world.mails().await;
    }
}

async fn sign_in_from_blog(browser: &Browser, world: &World, some: Range<usize>) {
    let owner = world.owner().await;
    let port = serve_blog(world).await;
    let page = format!("http://blog.localhost:{port}/thing-12");
    let who = "[data-identity] p";
    for n in some {
        let (id, name) = PROVIDERS[n];
        world.clock.advance(Duration::from_mins(10));
        browser.visit(&page).await;
        browser
            .wait_for_text(who, "or click an icon to sign in:")
            .await;
        browser.write("#text", "Put the kettle on.").await;
        if n == 0 {
            // The page shows the progress, and after declining, the typed text is still there.
            browser.click(&icon(n)).await;
            browser
                .wait_for_text(who, &format!("Connecting to {name} …"))
                .await;
            let own = browser.enter_popup().await;
            browser.click_last("button[value=cancel]").await;
            browser.leave_popup(&own).await;
            browser.wait_for_text(who, "You did not sign in.").await;
            assert_eq!(browser.value("#text").await, "Put the kettle on.");
        }

        sign_in_by_popup(browser, n, "ann").await;
        let account = format!("You are commenting using your {name} account as Ann of {id}.");
        browser.wait_for_text(who, &account).await;
        assert_eq!(browser.value("#text").await, "Put the kettle on.");
        browser.click(SUBMIT).await;
        browser.wait_for_text(who, "waits for a moderator").await;
        assert_author(
            world,
            &approve_only_comment(&owner, "news", "/thing-12").await,
            id,
        )
        .await;
        browser.visit(&page).await;
        browser.wait_for_text(who, &account).await;

        // Another account replaces the first, whose session ends.
        let first = stored_token(browser).await.expect("a token");
        browser.click(&format!("{who} button:nth-of-type(2)")).await;
        sign_in_by_popup(browser, n, "ben").await;
        browser
            .wait_for_text(who, &format!("as Ben of {id}."))
            .await;
        let second = stored_token(browser).await.expect("a token");
        eventually("the end of the first session", async || {
            (get_session(world, &first).await.status == 401).then_some(())
        })
        .await;
        get_session(world, &second).await.expect(200);
        browser.click(&format!("{who} button")).await;
        browser
            .wait_for_text(who, "or click an icon to sign in:")
            .await;
        assert_eq!(stored_token(browser).await, None);
        get_session(world, &second)
            .await
            .refused(401, "unauthorized");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_popups_are_blocked_the_page_redirects_and_returns_with_what_was_typed() {
    let Some(browser) = Browser::open_strict().await else {
        return;
    };
    let who = "[data-identity] p";
    let world = fake_providers::world_with_providers().await;
    let port = serve_blog(&world).await;
    let page = format!("http://blog.localhost:{port}/thing-12");
    for (n, (id, name)) in PROVIDERS.into_iter().enumerate() {
        world.clock.advance(Duration::from_mins(10));
        for answer in ["cancel", "ann"] {
            browser.visit(&page).await;
            browser
                .wait_for_text(who, "or click an icon to sign in:")
                .await;
            browser.run("window.open = () => null").await;
            browser.write("#name", "Ann").await;
            browser.write("#text", "Put the kettle on.").await;
            browser.click(&icon(n)).await;
            browser.click(&format!("button[value={answer}]")).await;
            if answer == "cancel" {
                browser
                    .wait_for_text("h1", &format!("You did not sign in with {name}"))
                    .await;
                browser.click("#next").await;
                browser.wait_for_text(who, "You did not sign in.").await;
                assert_eq!(browser.value("#name").await, "Ann");
            } else {
                browser
                    .wait_for_text(who, &format!("{name} account as Ann of {id}."))
                    .await;
            }
            assert_eq!(browser.value("#text").await, "Put the kettle on.");
            assert_eq!(browser.address().await, page, "no code stays in the URL");
        }
        browser.click(&format!("{who} button")).await;
        browser
            .wait_for_text(who, "or click an icon to sign in:")
            .await;
    }
    world.mails().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_the_element_on_the_demonstration_a_sign_in_stays_on_the_page() {
    let Some(browser) = Browser::open().await else {
        return;
    };
    let world = fake_providers::world_with_providers().await;
    let owner = world.owner().await;
    browser.visit(&world.url("/demo")).await;
    browser
        .wait_for_thread_text(".reply-details", "or click an icon to sign in:")
        .await;
    browser.click_in_thread("[data-provider=github]").await;
    let own = browser.enter_popup().await;
    browser.click_last("button[value=ann]").await;
    browser.leave_popup(&own).await;
    browser
        .wait_for_thread_text(".reply-account", "GitHub account as Ann of github.")
        .await;
    // An error is shown beside its field, and nothing typed is lost.
    browser.write_in_thread("text", &"a".repeat(10_001)).await;
    browser.click_in_thread(".reply-submit").await;
    browser
        .wait_for_thread_text(".reply-field .field-error", "10000 characters")
        .await;
    browser.wait_for_typed(&"a".repeat(10_001)).await;
    browser.write_in_thread("text", "Put the kettle on.").await;
    browser.click_in_thread(".reply-submit").await;
    browser
        .wait_for_thread_text(".comment-note", "Only you can see this")
        .await;
    assert_author(
        &world,
        &approve_only_comment(&owner, "demo", "/demo").await,
        "github",
    )
    .await;
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
    world.mails().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hostile_page_cannot_sign_a_visitor_in_silently_and_never_sees_a_code() {
    let Some(browser) = Browser::open_strict().await else {
        return;
    };
    let world = fake_providers::world_with_providers().await;
    let port = serve_blog(&world).await;
    browser
        .visit(&format!("http://evil.localhost:{port}/prizes"))
        .await;
    browser.click("#win").await;
    let own = browser.enter_popup().await;
    browser.wait_for_text("h1", "Sign in to The News").await;
    browser.click("#next").await;
    browser.click_last("button[value=ann]").await;
    browser.leave_popup(&own).await;
    assert_eq!(browser.run("return got").await, json!([]));
    world.mails().await;
}

/// A one-time code for the page, from an account of the attacker, who knows its verifier.
async fn create_attackers_code(world: &World, page: &str) -> String {
    let attacker = world.guest();
    let body = json!({
        "email": "mallory@example.org", "name": "Mallory", "page": page,
        "challenge": challenge_of(VERIFIER),
    });
    let path = "/sites/news/session/email";
    attacker.post_json(path, &body).await.expect(202);
    let link = link_of_mail(world, &world.only_mail().await);
    let followed = Answer::of(attacker.request(Method::POST, &link)).await;
    let followed = followed.expect(303);
    url_parameter(followed.header("location"), "rejoinder_code").expect("a code")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_with_an_attackers_code_signs_no_visitor_in() {
    let Some(browser) = Browser::open_strict().await else {
        return;
    };
    let world = fake_providers::world_with_providers().await;
    let port = serve_blog(&world).await;
    let page = format!("http://blog.localhost:{port}/thing-12");
    let who = "[data-identity] p";
    let stored = "return Object.keys(sessionStorage).filter((key) => key.endsWith(' verifier'))";

    // The page has begun no sign-in, so the code is removed from the URL and ignored.
    let unused = create_attackers_code(&world, &page).await;
    for fragment in [format!("code={unused}"), "error=cancelled".to_owned()] {
        browser.visit("about:blank").await;
        browser.visit(&format!("{page}#rejoinder_{fragment}")).await;
        browser
            .wait_for_text(who, "or click an icon to sign in:")
            .await;
        assert_eq!(browser.address().await, page);
        assert_eq!(stored_token(&browser).await, None);
    }
    // The code was not even sent: it can still be redeemed with its verifier.
    let request = world
        .guest()
        .request(Method::POST, "/api/v1/session/redeem")
        .json(&json!({ "code": unused, "verifier": VERIFIER }));
    Answer::of(request).await.expect(201);

    // The visitor has begun a sign-in and abandoned it: the attacker's code does not match the stored
    // verifier, which is valid for one code.
    browser.run("window.open = () => null").await;
    browser.click(&icon(0)).await;
    browser.find("button[value=ann]").await;
    let code = create_attackers_code(&world, &page).await;
    browser
        .visit(&format!("{page}#rejoinder_code={code}"))
        .await;
    browser.wait_for_text(who, "The code is wrong").await;
    assert_eq!(browser.address().await, page);
    assert_eq!(stored_token(&browser).await, None);
    assert_eq!(browser.run(stored).await, json!([]));
    world.mails().await;
}
