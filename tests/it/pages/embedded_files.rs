//! The scripts and the style sheet of the embedded thread: who may load them, how they are compressed, and which
//! lines name them.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::Method;
use sha2::{Digest as _, Sha384};

use crate::support::{shell::Shell, world::World};

#[tokio::test]
async fn the_scripts_may_be_loaded_by_every_page() {
    let world = World::new().await;
    let embed = world.guest().get("/embed.js").await.expect(200);
    let form = path_of_file(&embed.text, "form.js");
    let script = world.guest().get(&form).await.expect(200);
    let proof = path_of_file(&script.text, "proof.js");
    let page = world
        .guest()
        .get("/api/v1/sites/blog/thread?page=/a")
        .await
        .expect(200);
    let style = path_of_file(&page.text, "comments.css");
    for path in ["/embed.js", "/count.js", &form, &proof, &style] {
        let answer = world.guest().get(path).await.expect(200);
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        assert_eq!(
            answer.header("cross-origin-resource-policy"),
            "cross-origin",
            "{path}"
        );
        assert!(answer.text.len() > 500, "{path}");
        let is_versioned = path.starts_with("/assets/");
        let fresh = answer.header("cache-control");
        assert_eq!(fresh.contains("immutable"), is_versioned, "{path}: {fresh}");
    }
}

/// Returns the path of a file with the hash of its content, which a text names.
fn path_of_file(text: &str, name: &str) -> String {
    let all = text.match_indices("/assets/").map(|(at, _)| {
        let end = text[at..].find('"').expect("is quoted");
        text[at..at + end].to_owned()
    });
    let mut named = all.filter(|path| path.ends_with(name));
    named
        .next()
        .unwrap_or_else(|| panic!("{name} is not named"))
}

#[tokio::test]
async fn a_page_that_was_loaded_before_an_upgrade_finds_its_files() {
    let world = World::new().await;
    let ann = world.guest();
    let embed = ann.get("/embed.js").await.expect(200);
    let path = path_of_file(&embed.text, "form.js");
    let form = ann.get(&path).await.expect(200);
    let earlier = ann
        .get("/assets/0011223344556677/form.js")
        .await
        .expect(200);
    assert_eq!(earlier.text, form.text);
    assert_eq!(earlier.header("cache-control"), "public, max-age=60");
    ann.get("/assets/0011223344556677/other.js")
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn the_scripts_are_compressed_with_what_the_browser_reads_and_not_sent_twice() {
    let world = World::new().await;
    let mut sizes = Vec::new();
    for (accepted, coding) in [("gzip, br", "br"), ("gzip", "gzip"), ("identity", "")] {
        let request = world.guest().request(Method::GET, "/embed.js");
        let request = request.header("accept-encoding", accepted);
        let response = request.send().await.expect("is answered");
        let header = |name| {
            response
                .headers()
                .get(name)
                .map_or("", |value| value.to_str().expect("is text"))
                .to_owned()
        };
        assert_eq!(header("content-encoding"), coding);
        assert_eq!(header("vary"), "accept-encoding");
        let tag = header("etag");
        sizes.push(response.bytes().await.expect("is whole").len());
        let again = world.guest().request(Method::GET, "/embed.js");
        let again = again
            .header("accept-encoding", accepted)
            .header("if-none-match", &tag);
        let again = again.send().await.expect("is answered");
        assert_eq!(again.status().as_u16(), 304, "{accepted}");
        assert_eq!(again.headers()["etag"].to_str().expect("is text"), tag);
    }
    assert!(sizes[0] < sizes[1] && sizes[1] < sizes[2], "{sizes:?}");
}

#[tokio::test]
async fn the_command_prints_lines_with_the_script_and_on_request_its_hash() {
    let mut shell = Shell::new().await;
    let address = "https://comments.example.org";
    let setting = ("REJOINDER_HTTP__PUBLIC_URL", address);
    shell
        .settings
        .push((setting.0.to_owned(), setting.1.to_owned()));
    let add = [
        "site",
        "add",
        "blog",
        "--name",
        "Blog",
        "--origin",
        "https://blog.example",
    ];
    shell.run(&add).expect_code(0);
    let lines = shell.run(&["site", "embed", "blog"]).expect_code(0).out;
    let script = format!("<script type=\"module\" src=\"{address}/embed.js\"></script>");
    let thread = "<comment-thread site=\"blog\"></comment-thread>";
    assert!(
        lines.starts_with(&format!("{script}\n{thread}\n<noscript>")),
        "{lines}"
    );

    let pinned = shell
        .run(&["site", "embed", "blog", "--pinned"])
        .expect_code(0)
        .out;
    let attribute = |name: &str| {
        let (_, after) = pinned.split_once(&format!("{name}=\"")).expect("has it");
        after.split('"').next().expect("is quoted").to_owned()
    };
    let path = attribute("src").replace(address, "");
    let world = World::new().await;
    let file = world.guest().get(&path).await.expect(200);
    assert!(file.header("cache-control").contains("immutable"));
    let hash = format!("sha384-{}", STANDARD.encode(Sha384::digest(&file.text)));
    assert_eq!(attribute("integrity"), hash);
    assert_eq!(attribute("crossorigin"), "anonymous");

    let unknown = shell.run(&["site", "embed", "other"]).expect_code(2);
    assert!(unknown.err.contains("other"), "{}", unknown.err);
}
