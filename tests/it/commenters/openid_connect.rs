//! Signing in at a foreign `OpenID` Connect provider: the certified `oidc-provider` of npm, with its own
//! pages for login and consent, in Chromium.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use rejoinder::Clock;
use serde_json::json;

use crate::support::{answers::eventually, browser::Browser, npm, world::World};

/// The provider in a separate process.
struct Provider(Child);

impl Drop for Provider {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Returns the folder with the provider and its packages; `None` if they are not available.
fn installed() -> Option<PathBuf> {
    let folder = npm::packages("oidc", "test of sign-in with oidc-provider")?;
    let server = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oidc/server.mjs");
    fs::copy(server, folder.join("server.mjs")).expect("copies");
    Some(folder)
}

/// A world that uses the provider, with a running clock.
async fn world(folder: &Path) -> Option<(World, Provider)> {
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|l| l.local_addr())
        .expect("a free port")
        .port();
    let issuer = format!("http://127.0.0.1:{port}");
    let settings = [
        ("ISSUER", issuer.as_str()),
        ("NAME", "Acme"),
        ("CLIENT_ID", "rejoinder"),
        ("CLIENT_SECRET", "a-secret"),
    ]
    .map(|(key, value)| {
        let name = format!("REJOINDER_IDENTITY__OIDC__ACME__{key}");
        (name, value.to_owned())
    });
    let world = World::with_all(&settings, Some(Clock::system())).await;
    let child = Command::new("node")
        .arg("server.mjs")
        .arg(port.to_string())
        .arg(world.url("/api/v1/session/acme/callback"))
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let mut provider = match child {
        Ok(child) => Provider(child),
        Err(error) => {
            eprintln!("node not found ({error}): oidc-provider test skipped");
            return None;
        }
    };
    let metadata = format!("{issuer}/.well-known/openid-configuration");
    eventually("the provider", async || {
        let ended = provider.0.try_wait().expect("has a status");
        assert!(ended.is_none(), "the provider ended: {ended:?}");
        let answer = world.http.get(&metadata).send().await.ok()?;
        answer.status().is_success().then_some(())
    })
    .await;
    Some((world, provider))
}

/// Types a login at the provider and gives consent.
async fn log_in(browser: &Browser, login: &str) {
    browser.write("input[name=login]", login).await;
    browser.write("input[name=password]", "anything").await;
    browser.click("button.login-submit").await;
    // The consent page has no input field.
    browser.find("form input[value=consent]").await;
    browser.click_last("button.login-submit").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_of_a_certified_provider_sign_in_by_redirect_and_by_popup() {
    let Some(folder) = installed() else {
        return;
    };
    let Some(browser) = Browser::open().await else {
        return;
    };
    let Some((world, _provider)) = world(&folder).await else {
        return;
    };
    let (details, account) = (".reply-details", ".reply-account");
    let (icon, sign_out) = ("[data-provider]", "[data-act=signOut]");
    let offer = "or click an icon to sign in:";
    // In a popup window, with the provider's own pages.
    browser.visit(&world.url("/demo")).await;
    browser.wait_for_thread_text(details, offer).await;
    browser.click_in_thread(icon).await;
    let own = browser.enter_popup().await;
    log_in(&browser, "ann").await;
    browser.leave_popup(&own).await;
    browser
        .wait_for_thread_text(
            account,
            "You are commenting using your Acme account as Ann.",
        )
        .await;
    browser.write_in_thread("text", "Put the kettle on.").await;
    browser.click_in_thread(".reply-submit").await;
    browser
        .wait_for_thread_text(".comment-note", "Only you can see this")
        .await;
    let owner = world.owner().await;
    let waiting = owner.queue().await[0].clone();
    assert_eq!(waiting["author"]["name"], json!("Ann"), "{waiting}");
    browser.click_in_thread(sign_out).await;
    browser.wait_for_thread_text(details, offer).await;
    // Ann is still signed in at the provider, so the window closes by itself.
    browser.click_in_thread(icon).await;
    browser
        .wait_for_thread_text(account, "Acme account as Ann.")
        .await;
    browser.click_in_thread(sign_out).await;
    browser.wait_for_thread_text(details, offer).await;

    // Another person declines there, and then signs in without scripts.
    browser
        .devtools("Network.clearBrowserCookies", json!({}))
        .await;
    browser
        .devtools(
            "Emulation.setScriptExecutionDisabled",
            json!({ "value": true }),
        )
        .await;
    browser
        .visit(&world.url("/api/v1/sites/demo/thread?page=/demo"))
        .await;
    browser.click(".icons a").await;
    browser.find("input[name=login]").await;
    browser.click("a[href$='/abort']").await;
    browser
        .wait_for_text("h1", "You did not sign in with Acme")
        .await;
    browser.click("#next").await;
    browser.click(".icons a").await;
    log_in(&browser, "ben").await;
    browser
        .wait_for_text(
            ".reply-account:not([hidden])",
            "You are commenting using your Acme account as Ben.",
        )
        .await;
    world.mails().await;
}
