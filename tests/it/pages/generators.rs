//! The guides in `docs/generators`: a small site is built with the snippets of each page, and a reader comments on it
//! in Chromium.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
    time::Duration,
};

use serde_json::json;
use tokio::net::TcpListener;

use crate::support::{
    answers::eventually,
    browser::Browser,
    npm,
    web_server::{self, FixedAnswer},
    world::{World, on_services},
};

/// A page of `docs/generators`.
struct Guide {
    text: String,
}

impl Guide {
    /// With the URL of the server in place of that of the examples.
    fn read(name: &str, server: &str) -> Self {
        let path = root().join(format!("docs/generators/{name}.md"));
        let text = fs::read_to_string(path).expect("the guide can be read");
        Self {
            text: text.replace("https://comments.example.org", server),
        }
    }

    /// The blocks of code, each with the line of text above it.
    fn blocks(&self) -> impl Iterator<Item = (&str, String)> {
        let mut lines = self.text.lines();
        let mut above = "";
        std::iter::from_fn(move || {
            loop {
                let line = lines.next()?;
                if line.starts_with("```") {
                    let code = lines.by_ref().take_while(|line| !line.starts_with("```"));
                    let code = code.flat_map(|line| [line, "\n"]).collect::<String>();
                    return Some((above, code));
                }
                if !line.is_empty() {
                    above = line;
                }
            }
        })
    }

    /// Returns the block that is to be written to a file.
    fn file(&self, path: &str) -> String {
        let name = format!("`{path}`:");
        let mut blocks = self.blocks();
        let found = blocks.find(|(above, _)| above.ends_with(&name));
        found.unwrap_or_else(|| panic!("no block for {path}")).1
    }

    /// Returns the first block that contains a text.
    fn block_with(&self, part: &str) -> String {
        let mut blocks = self.blocks();
        let found = blocks.find(|(_, code)| code.contains(part));
        found.unwrap_or_else(|| panic!("no block with {part}")).1
    }

    /// Returns the element that holds the comments when the site is built, as the text shows it.
    fn built_element(&self) -> &str {
        let spans = self.text.split('`');
        let mut spans = spans.filter(|span| span.starts_with("<comment-thread "));
        spans.next().expect("the element in a sentence")
    }

    /// Returns a template in which the element holds the comments.
    fn with_comments(&self, template: &str) -> String {
        let (_, content) = self
            .built_element()
            .split_once('>')
            .expect("the content of the element");
        let empty = "></comment-thread>";
        assert!(template.contains(empty), "{template}");
        template.replace(empty, &format!(">{content}"))
    }
}

/// How a site is built.
struct Generator {
    /// The name of the guide, and of the folder in `tests/generators`.
    name: &'static str,
    command: &'static [&'static str],
    /// The folder with the pages.
    output: &'static str,
    /// The path of the first post.
    post: &'static str,
    /// Writes the files of the guide.
    write: fn(&Guide, &Path),
}

/// A site and the server of its comments, with one comment on the first post.
struct BuiltSite {
    browser: Browser,
    world: World,
    origin: String,
    post: &'static str,
    folder: tempfile::TempDir,
}

impl BuiltSite {
    /// Returns `None`, and prints why, if a program is missing. Pages are sent with `policy`, where
    /// `SERVER` stands for the server.
    async fn of(generator: &'static Generator, policy: &str) -> Option<Self> {
        if on_services() {
            // What a generator builds does not depend on the database, and building takes long.
            eprintln!("{}: built with the embedded defaults only", generator.name);
            return None;
        }
        let browser = Browser::open().await?;
        let parent = if generator.command[0] == "node" {
            let installed = tokio::task::spawn_blocking(npm_packages);
            installed.await.expect("the installation ends")?
        } else {
            Path::new(env!("CARGO_TARGET_TMPDIR"))
        };
        let folder = tempfile::tempdir_in(parent).expect("a folder");
        let world = World::new().await;
        let (listener, port) = web_server::bind().await;
        let origin = format!("http://blog.localhost:{port}");
        publish_comment(&world, &origin, generator.post).await;
        let (site, server) = (folder.path().to_owned(), world.url(""));
        let build = tokio::task::spawn_blocking(move || build(generator, &site, &server));
        if !build.await.expect("the build ends") {
            eprintln!("{} not found: test of its guide skipped", generator.name);
            return None;
        }
        let output = folder.path().join(generator.output);
        serve(listener, output, policy.replace("SERVER", &world.url("")));
        Some(Self {
            browser,
            world,
            origin,
            post: generator.post,
            folder,
        })
    }

    async fn visit(&self, path: &str) {
        self.browser.visit(&format!("{}{path}", self.origin)).await;
    }

    /// The comment is in the page without a script; with scripts, a reader answers it.
    async fn comment_on_the_post(&self, file: &str) {
        let page = fs::read_to_string(self.folder.path().join(file)).expect("the page of the post");
        let held = page.matches("Who wants cake?").count();
        assert_eq!(held, 1, "{page}");
        let browser = &self.browser;
        self.visit(self.post).await;
        browser
            .wait_for_thread_text(".comment-text", "Who wants cake?")
            .await;
        browser.write_in_thread("text", "I do").await;
        browser.write_in_thread("name", "Ben").await;
        browser.write_in_thread("email", "ben@example.org").await;
        self.world.clock.advance(Duration::from_secs(10));
        browser.click_in_thread(".reply-submit").await;
        browser
            .wait_for_thread_text(".comment-note", "Only you can see this")
            .await;
    }

    /// The list of posts shows the number of comments.
    async fn wait_for_count(&self) {
        let count = format!(
            "return document.querySelector('[data-comment-count=\"{}\"]')?.textContent;",
            self.post
        );
        eventually("the number of comments", async || {
            (self.browser.run(&count).await == json!("1")).then_some(())
        })
        .await;
    }

    async fn expect_no_thread_on(&self, path: &str) {
        self.visit(path).await;
        let text = self.browser.text("body").await;
        assert!(text.contains("Text of the post."), "{text}");
        assert!(!self.browser.has_element("comment-thread").await);
    }

    /// The router changes the page, the thread and the numbers without a reload.
    async fn follow_links(&self, next: &str, key: &str) {
        let browser = &self.browser;
        let click = |css: &str| format!("document.querySelector('{css}').click();");
        browser.run("window.isSameDocument = true;").await;
        browser.run(&click(next)).await;
        eventually("the thread of the next page", async || {
            let shown = "return root?.querySelector('.comments')?.dataset.page;";
            (browser.in_thread(shown).await == json!(key)).then_some(())
        })
        .await;
        browser.run(&click("a.home")).await;
        self.wait_for_count().await;
        let is_same = browser.run("return window.isSameDocument;").await;
        assert_eq!(is_same, json!(true));
    }

    async fn expect_no_errors(&self) {
        assert_eq!(self.browser.console_errors().await, Vec::<String>::new());
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Adds the origin of the site, and a published comment on the page.
async fn publish_comment(world: &World, origin: &str, page: &str) {
    let owner = world.owner().await;
    let origins = json!({ "origins": [origin] });
    let changed = owner.send(reqwest::Method::PATCH, "/sites/blog", &origins);
    changed.await.expect(200);
    let ann = world.guest().named("Ann", "ann@example.org");
    let comment = ann.post(page, "Who wants cake?").await.expect(201).id();
    owner.decide("approve", &[&comment]).await.expect(200);
    world.clock.advance(Duration::from_secs(2));
}

/// Returns the folder with the generators and axe; `None` if they are not available.
pub(super) fn npm_packages() -> Option<&'static Path> {
    static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
    let install = || npm::packages("generators", "tests of the guides and of pages with axe");
    FOLDER.get_or_init(install).as_deref()
}

/// Returns whether the generator is installed; panics if it cannot build the site.
fn build(generator: &Generator, folder: &Path, server: &str) -> bool {
    let guide = Guide::read(generator.name, server);
    let source = root().join("tests/generators").join(generator.name);
    copy(&source, folder, &guide);
    (generator.write)(&guide, folder);
    let built = Command::new(generator.command[0])
        .args(&generator.command[1..])
        .current_dir(folder)
        .env("ASTRO_TELEMETRY_DISABLED", "1")
        .env("HUGO_CACHEDIR", folder.join("cache"))
        .stdin(Stdio::null())
        .output();
    let Ok(output) = built else { return false };
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text);
    assert!(output.status.success(), "{}: {text}", generator.name);
    true
}

/// Copies the files of a site, with the blocks of the guide in place of `@@a part of the block@@`.
fn copy(from: &Path, to: &Path, guide: &Guide) {
    for entry in fs::read_dir(from).expect("the folder can be listed") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            fs::create_dir_all(&target).expect("a folder");
            copy(&path, &target, guide);
            continue;
        }
        let text = fs::read_to_string(&path).expect("a text");
        let mut parts = text.split("@@");
        let mut filled = parts.next().unwrap_or_default().to_owned();
        while let (Some(part), Some(after)) = (parts.next(), parts.next()) {
            filled.push_str(&guide.block_with(part));
            filled.push_str(after);
        }
        fs::write(target, filled).expect("can be written");
    }
}

/// Writes a file below a folder.
fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("can be written");
}

/// Serves the files of a folder.
fn serve(listener: TcpListener, folder: PathBuf, policy: String) {
    web_server::serve(listener, move |requested| {
        let mut path = folder.join(requested.path.trim_start_matches('/'));
        if path.is_dir() {
            path.push("index.html");
        }
        let kind = match path.extension().and_then(|kind| kind.to_str()) {
            Some("html") => "text/html; charset=utf-8",
            Some("js") => "text/javascript",
            Some("css") => "text/css",
            Some("json") => "application/json",
            _ => "application/octet-stream",
        };
        match fs::read(&path) {
            Ok(bytes) => {
                FixedAnswer::new(200, kind, bytes).with("Content-Security-Policy", &policy)
            }
            Err(_) if requested.path == "/favicon.ico" => FixedAnswer::new(200, "image/x-icon", ""),
            Err(_) => FixedAnswer::new(404, "text/plain", "not found"),
        }
    });
}

/// For sites without scripts and styles of their own.
const STRICT: &str = "default-src 'none'; script-src SERVER; connect-src SERVER; img-src SERVER; \
                      require-trusted-types-for 'script'; trusted-types 'none'";

/// Builds a site of plain pages, where a reader answers a comment under a strict policy and sees numbers in the
/// list of posts.
async fn comment_on_plain_pages(generator: &'static Generator) {
    let Some(site) = BuiltSite::of(generator, STRICT).await else {
        return;
    };
    let post = format!("{}{}index.html", generator.output, generator.post);
    site.comment_on_the_post(&post).await;
    site.expect_no_thread_on("/posts/quiet/").await;
    site.visit("/").await;
    site.wait_for_count().await;
    site.expect_no_errors().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_guide_for_hugo_builds_a_site_with_comments() {
    static HUGO: Generator = Generator {
        name: "hugo",
        command: &["hugo", "--quiet"],
        output: "public",
        post: "/posts/thing-12/",
        write: |guide, folder| {
            let partial = "layouts/partials/comments.html";
            write(folder, partial, &guide.with_comments(&guide.file(partial)));
            let thread = "layouts/partials/thread.html";
            write(folder, thread, &guide.file(thread));
        },
    };
    comment_on_plain_pages(&HUGO).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_guide_for_jekyll_builds_a_site_with_comments() {
    static JEKYLL: Generator = Generator {
        name: "jekyll",
        command: &["jekyll", "build", "--quiet"],
        output: "_site",
        post: "/posts/thing-12/",
        write: |guide, folder| {
            let include = "_includes/comments.html";
            write(folder, include, &guide.with_comments(&guide.file(include)));
            let plugin = "_plugins/thread.rb";
            write(folder, plugin, &guide.file(plugin));
        },
    };
    comment_on_plain_pages(&JEKYLL).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_guide_for_eleventy_builds_a_site_with_comments() {
    static ELEVENTY: Generator = Generator {
        name: "eleventy",
        command: &["node", "../node_modules/@11ty/eleventy/cmd.cjs", "--quiet"],
        output: "_site",
        post: "/posts/thing-12/",
        write: |guide, folder| {
            let include = "_includes/comments.njk";
            write(folder, include, &guide.with_comments(&guide.file(include)));
            let config = "eleventy.config.js";
            write(folder, config, &guide.file(config));
        },
    };
    comment_on_plain_pages(&ELEVENTY).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_guide_for_astro_builds_a_site_whose_router_changes_the_thread() {
    static ASTRO: Generator = Generator {
        name: "astro",
        command: &["node", "../node_modules/astro/astro.js", "build"],
        output: "dist",
        post: "/posts/thing-12/",
        write: |guide, folder| {
            let path = "src/components/Comments.astro";
            let empty = "<comment-thread site=\"blog\" page={page}></comment-thread>";
            let component = guide.file(path).replace(empty, guide.built_element());
            let fetch = guide.block_with("await fetch(");
            let component = component.replace("---\n<", &format!("{fetch}---\n<"));
            write(folder, path, &component);
        },
    };
    let Some(site) = BuiltSite::of(&ASTRO, "base-uri 'self'").await else {
        return;
    };
    site.comment_on_the_post("dist/posts/thing-12/index.html")
        .await;
    site.follow_links("a.next", "/posts/thing-13").await;
    site.expect_no_thread_on("/posts/quiet/").await;
    site.expect_no_errors().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_guide_for_vitepress_builds_a_site_whose_router_changes_the_thread() {
    static VITEPRESS: Generator = Generator {
        name: "vitepress",
        command: &[
            "node",
            "../node_modules/vitepress/bin/vitepress.js",
            "build",
        ],
        output: ".vitepress/dist",
        post: "/posts/thing-12.html",
        write: |guide, folder| {
            let theme = ".vitepress/theme/index.js";
            write(folder, theme, &guide.file(theme));
            let config = ".vitepress/config.js";
            let script = guide.block_with("\"data-site\"");
            let fetch = guide.block_with("transformHtml");
            let text = guide
                .file(config)
                .replacen("\n};", &format!("\n{fetch}}};"), 1);
            let text = text.replacen("[[", &format!("[{script}["), 1);
            write(folder, config, &text);
        },
    };
    let Some(site) = BuiltSite::of(&VITEPRESS, "base-uri 'self'").await else {
        return;
    };
    site.comment_on_the_post(".vitepress/dist/posts/thing-12.html")
        .await;
    site.follow_links("a.next", "/posts/thing-13.html").await;
    site.expect_no_thread_on("/posts/quiet.html").await;
    site.expect_no_errors().await;
}
