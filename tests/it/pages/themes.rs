//! The element on pages with the style sheets that blogs use: some reset everything, some style everything.

use std::{fs, time::Duration};

use rejoinder::ModerationPolicy;
use serde_json::json;

use super::{gallery::Gallery, generators::npm_packages};
use crate::support::{
    answers::eventually,
    web_server::{self, FixedAnswer},
    world::{World, on_services},
};

/// Published style sheets: the name of the image, and the file in the folder of packages.
const THEMES: [(&str, &str); 5] = [
    ("preflight", "tailwindcss/preflight.css"),
    ("pico", "@picocss/pico/css/pico.min.css"),
    ("water", "water.css/out/water.min.css"),
    ("bootstrap", "bootstrap/dist/css/bootstrap.min.css"),
    ("simple", "simpledotcss/simple.min.css"),
];

/// A blog post with a thread, under each theme. Returns the origin.
async fn serve_themes(world: &World) -> Option<String> {
    let packages = tokio::task::spawn_blocking(npm_packages).await;
    let packages = packages.expect("the installation ends")?;
    let styles = THEMES.map(|(name, file)| {
        let style = fs::read_to_string(packages.join("node_modules").join(file));
        (
            name,
            style.unwrap_or_else(|error| panic!("{file}: {error}")),
        )
    });
    let (listener, port) = web_server::bind().await;
    let origin = format!("http://blog.localhost:{port}");
    world.add_site("news", "The News", &origin).await;
    let server = world.url("");
    web_server::serve(listener, move |requested| {
        let name = requested.path.trim_start_matches('/');
        if let Some((_, style)) = styles
            .iter()
            .find(|(known, _)| name == format!("{known}.css"))
        {
            return FixedAnswer::new(200, "text/css", style.clone());
        }
        if !styles.iter().any(|(known, _)| name == *known) {
            return FixedAnswer::new(200, "image/x-icon", "");
        }
        FixedAnswer::html(format!(
            "<!doctype html><html lang='en'><meta charset='utf-8'>\
             <meta name='viewport' content='width=device-width, initial-scale=1'>\
             <title>Thing 12</title><link rel='stylesheet' href='/{name}.css'>\
             <main style='max-width: 42rem; margin: auto; padding: 1rem'><h1>Thing 12</h1>\
             <p>Who wants cake? <a href='#'>Everyone.</a></p>\
             <script type='module' src='{server}/embed.js'></script>\
             <comment-thread site='news' page='/thing-12' loading='eager'></comment-thread></main>"
        ))
    });
    Some(origin)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_element_keeps_its_looks_under_the_themes_of_blogs() {
    if on_services() {
        // The element does not depend on the database, and inspecting it takes long.
        eprintln!("themes were inspected with the embedded defaults only");
        return;
    }
    let Some(mut gallery) = Gallery::open().await else {
        return;
    };
    // What is wrong outside of the element is a matter of the theme.
    gallery.part = "comment-thread";
    let world = World::new().await;
    let Some(blog) = serve_themes(&world).await else {
        return;
    };
    let change = |policy: &mut rejoinder::Policy| policy.moderation = ModerationPolicy::None;
    world.policy_of("news", change).await;
    let mut parent = None;
    for (name, text) in [
        (
            "Ann",
            "I do. As I said **before**: `cake > tea`, and\n\n> who wants tea",
        ),
        ("Ben", "- One\n- Two\n\nSee <https://example.org/cake>."),
    ] {
        let guest = world.guest().named(name, "ann@example.org");
        let form = "/api/v1/sites/news/form?page=/thing-12";
        let form = guest.get(form).await.expect(200);
        world.clock.advance(Duration::from_secs(10));
        let mut body = guest.comment("/thing-12", text);
        body["token"] = form.body["token"].clone();
        body["parent_id"] = json!(parent);
        let path = "/sites/news/comments";
        let posted = guest.post_json(path, &body).await.expect(201);
        parent = Some(posted.id());
        world.clock.advance(Duration::from_secs(30));
    }
    let browser = &gallery.browser;
    for (name, _) in THEMES {
        browser.visit(&format!("{blog}/{name}")).await;
        browser
            .wait_for_thread_text(".depth-1 .comment-text", "One")
            .await;
        browser.write_in_thread("text", "The cake is *mine*.").await;
        browser.write_in_thread("email", "ann@localhost").await;
        world.clock.advance(Duration::from_secs(10));
        browser.click_in_thread(".reply-submit").await;
        browser
            .wait_for_thread_text(".reply-guest .field-error", "required")
            .await;
        // Themes style elements by their names; inside the element they reach none. The width of a line of text is
        // that of the page.
        let sizes = "const style = (css) => getComputedStyle(root.querySelector(css));
            return [style('.comment-list').listStyleType, style('.comment-list').paddingInlineStart,
                style('.comment-text ul').listStyleType, style('textarea').borderTopStyle,
                style('.reply-submit').borderTopStyle, style('.reply-title').fontWeight];";
        eventually("the style", async || {
            let found = browser.in_thread(sizes).await;
            let wanted = json!(["none", "0px", "disc", "solid", "solid", "700"]);
            (found == wanted).then_some(())
        })
        .await;
        gallery.inspect(&format!("theme-{name}")).await;
        browser.run("localStorage.clear();").await;
    }
}
