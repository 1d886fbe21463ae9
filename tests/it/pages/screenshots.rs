//! Each page for people in Chromium, in windows of a phone and of a desktop, light and dark: it is not wider than the
//! window, and axe finds no violations. `SCREENSHOTS=folder` also writes an image of each:
//!
//! ```sh
//! SCREENSHOTS=/tmp/screenshots cargo test --test it -- pages::screenshots
//! ```

use std::{fs, path::PathBuf, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rejoinder::Language;
use serde_json::json;

use super::generators::npm_packages;
use crate::support::{
    answers::eventually,
    browser::Browser,
    fake_providers,
    world::{PASSWORD, World, environment_variable, on_services},
};

const PHONE: u32 = 360;
const DESKTOP: u32 = 1_000;
/// The smallest window without horizontal scrolling (WCAG 2.2, 1.4.10).
const NARROWEST: u32 = 320;
const THREAD_PAGE: &str = "/api/v1/sites/demo/thread?page=/demo";

/// Returns the width of the page and what stands out of the window, if the page is wider than that.
const WIDER: &str = "
    const { scrollWidth } = document.documentElement;
    const outside = [...document.querySelectorAll('body *')].filter((element) => {
        const { right, left } = element.getBoundingClientRect();
        return right > width + 1 || left < -1;
    });
    const names = outside.map((element) => element.outerHTML.slice(0, 99));
    return scrollWidth > width ? [scrollWidth, ...names] : [];";

/// A browser whose pages are inspected.
struct Gallery {
    browser: Browser,
    /// Where the images are written.
    folder: Option<PathBuf>,
    /// The script of axe; `None` if it is not available.
    axe: Option<String>,
}

impl Gallery {
    async fn open() -> Option<Self> {
        let browser = Browser::open().await?;
        let folder = environment_variable("SCREENSHOTS").map(PathBuf::from);
        match &folder {
            Some(folder) => fs::create_dir_all(folder).expect("a folder"),
            None => eprintln!("SCREENSHOTS is not set: no images are written"),
        }
        let packages = tokio::task::spawn_blocking(npm_packages).await;
        let packages = packages.expect("the installation ends");
        let axe = packages.map(|folder| {
            let script = folder.join("node_modules/axe-core/axe.min.js");
            fs::read_to_string(script).expect("axe is installed")
        });
        if axe.is_none() {
            eprintln!("axe is not available: only the sizes of the pages are checked");
        }
        Some(Self {
            browser,
            folder,
            axe,
        })
    }

    async fn resize(&self, width: u32, is_phone: bool) {
        let metrics = json!({
            "width": width, "height": 800, "mobile": is_phone, "deviceScaleFactor": if is_phone { 2 } else { 1 },
        });
        let browser = &self.browser;
        browser
            .devtools("Emulation.setDeviceMetricsOverride", metrics)
            .await;
    }

    async fn emulate(&self, feature: &str, value: &str) {
        let features = json!({ "features": [{ "name": feature, "value": value }] });
        let browser = &self.browser;
        browser
            .devtools("Emulation.setEmulatedMedia", features)
            .await;
    }

    /// Inspects the page in all windows and colors.
    async fn inspect(&self, name: &str) {
        self.resize(NARROWEST, true).await;
        self.expect_no_scrolling(name, NARROWEST).await;
        for (size, width) in [("phone", PHONE), ("desktop", DESKTOP)] {
            self.resize(width, width == PHONE).await;
            for theme in ["light", "dark"] {
                self.emulate("prefers-color-scheme", theme).await;
                self.expect_no_violations(&format!("{name}, {size}, {theme}"))
                    .await;
                self.write_image(&format!("{name}-{size}-{theme}")).await;
            }
        }
        self.emulate("forced-colors", "active").await;
        self.write_image(&format!("{name}-desktop-forced")).await;
        self.emulate("prefers-color-scheme", "light").await;
    }

    async fn expect_no_scrolling(&self, name: &str, width: u32) {
        let wide = format!("const width = {width}; {WIDER}");
        let wide = self.browser.run(&wide).await;
        assert_eq!(wide, json!([]), "{name} scrolls at {width} pixels");
    }

    async fn expect_no_violations(&self, what: &str) {
        let Some(axe) = &self.axe else { return };
        let is_loaded = self.browser.run("return Boolean(window.axe);").await;
        if is_loaded != json!(true) {
            self.browser.run(axe).await;
        }
        let found = self
            .browser
            .run(
                "const { violations } = await axe.run();
                 return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
                     `${id}: ${target.flat().join(' ')}: ${failureSummary}`));",
            )
            .await;
        assert_eq!(found, json!([]), "{what}: {found:#}");
    }

    /// Writes an image of the whole page, however high it is.
    async fn write_image(&self, name: &str) {
        let Some(folder) = &self.folder else { return };
        let size =
            "const { scrollHeight } = document.documentElement; return [innerWidth, scrollHeight];";
        let size = self.browser.run(size).await;
        let clip = json!({ "x": 0, "y": 0, "width": size[0], "height": size[1], "scale": 1 });
        let options = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let image = self
            .browser
            .devtools("Page.captureScreenshot", options)
            .await;
        let image = STANDARD.decode(image["data"].as_str().expect("an image"));
        let path = folder.join(format!("{name}.png"));
        fs::write(path, image.expect("is Base64")).expect("can be written");
    }

    /// Visits the demonstration, and waits until the thread and its form are complete.
    async fn visit_demo(&self, world: &World) {
        let browser = &self.browser;
        browser.visit("about:blank").await;
        browser.visit(&world.url("/demo")).await;
        eventually("the thread", async || {
            let script = "const form = root?.querySelector('.reply'); form?.scrollIntoView();
                const toggle = root?.querySelector('.reply-toggle');
                return Boolean(form && (!toggle || !toggle.hidden));";
            (browser.in_thread(script).await == json!(true)).then_some(())
        })
        .await;
        browser.run("scrollTo(0, 0);").await;
    }
}

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
