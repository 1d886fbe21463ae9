//! Pages in Chromium, in windows of a phone and of a desktop, light and dark: no page is wider than the window, and axe
//! finds no violations. `SCREENSHOTS=folder` also writes an image of each:
//!
//! ```sh
//! SCREENSHOTS=/tmp/screenshots cargo test --test it -- pages::screenshots pages::themes
//! ```

use std::{fs, path::PathBuf};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::json;

use super::generators::npm_packages;
use crate::support::{
    answers::eventually,
    browser::Browser,
    world::{World, environment_variable},
};

const PHONE: u32 = 360;
const DESKTOP: u32 = 1_000;
/// The smallest window without horizontal scrolling (WCAG 2.2, 1.4.10).
const NARROWEST: u32 = 320;

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
pub(super) struct Gallery {
    pub(super) browser: Browser,
    /// Where the images are written.
    folder: Option<PathBuf>,
    /// The script of axe; `None` if it is not available.
    axe: Option<String>,
    /// The part of each page that axe inspects, as a selector.
    pub(super) part: &'static str,
}

impl Gallery {
    pub(super) async fn open() -> Option<Self> {
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
            part: "html",
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
    pub(super) async fn inspect(&self, name: &str) {
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
        let part = self.part;
        let found = self
            .browser
            .run(&format!(
                "const {{ violations }} = await axe.run('{part}');
                 return violations.flatMap(({{ id, nodes }}) => nodes.map(({{ target, failureSummary }}) =>
                     `${{id}}: ${{target.flat().join(' ')}}: ${{failureSummary}}`));",
            ))
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
    pub(super) async fn visit_demo(&self, world: &World) {
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
