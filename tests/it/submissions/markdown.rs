//! Markdown: readers see what the author wrote, also after an upgrade.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::support::{
    answers::{Answer, edit_token, with_form},
    guests::{COMMENTS, Guest, edit_comment},
    shell::Shell,
    world::unmoderated_world,
};

async fn preview(who: &Guest<'_>, text: &str) -> Answer {
    let request = who.request(Method::POST, "/api/v1/sites/blog/preview");
    Answer::of(request.json(&json!({ "text": text }))).await
}

/// The text that a browser shows for HTML, without the markers of lists.
fn shown_text(html: &str) -> String {
    let mut text = String::new();
    for piece in html.split('<') {
        text += piece.split_once('>').map_or(piece, |(_, text)| text);
    }
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"");
    text.replace("&amp;", "&").trim().to_owned()
}

#[tokio::test]
async fn a_text_is_previewed_published_and_edited_as_it_was_typed() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    for (page, text) in [
        "[Ann]: Hi!\n[Bob]: Hello\n[Ann]: Bye",
        "3. Mose 19",
        "2. No\n5. Yes",
        "1. Yes\n1. No",
        "31. Dezember 2024",
        "Thanks a lot\n---\nAnn",
        "2*3*4 and f**k … s**t, ¯\\_(ツ)_/¯",
        "https://github.com/a/b/blob/main/__init__.py",
        "[the readme](readme.md), [me](mailto:ann@example.org), [here](#here)",
        "C:\\temp\\new and \\\\server\\share",
        "&copy; &lt;b&gt; <b>bold</b> <3",
        "- 5 degrees",
        "a[^1]\n\n[^1]: note",
        "```hello",
        "```Thanks\nAnn",
        "~~~Hello\nworld",
        "https://github.com/a/__pycache__ and https://example.org/a**b**",
        "https://example.org/a\\b",
    ]
    .iter()
    .enumerate()
    {
        let page = format!("/typed/{page}");
        let previewed = preview(&ann, text).await.expect(200);
        let html = previewed.body["html"].as_str().expect("HTML");
        assert_eq!(shown_text(html), text.replace("\n\n", "\n"), "{html}");
        let posted = ann.post(&page, text).await.expect(201);
        assert_eq!(posted.body["comment"]["html"], html);
        assert_eq!(ann.read(&page).await["items"][0]["html"], html);
        let edited = edit_comment(
            &ann,
            &posted.id(),
            &edit_token(&posted),
            &format!("Edited\n\n{text}"),
        )
        .await
        .expect(200);
        let edited = edited.body["comment"]["html"].as_str().expect("HTML");
        assert!(
            shown_text(edited).ends_with(&shown_text(html)) && edited.contains("Edited"),
            "{edited}"
        );
    }
}

#[tokio::test]
async fn supported_markup_is_rendered_with_the_allowed_attributes_only() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let rel = "rel=\"nofollow ugc noopener noreferrer\"";
    for (text, html) in [
        (
            "> you said\nI disagree",
            "<blockquote dir=\"auto\">\n<p>you said</p>\n</blockquote>\n<p dir=\"auto\">I disagree</p>\n".to_owned(),
        ),
        (
            "7. seven\n8. eight",
            "<ol dir=\"auto\" start=\"7\">\n<li>seven</li>\n<li>eight</li>\n</ol>\n".to_owned(),
        ),
        (
            "[my site](example.com)",
            format!("<p dir=\"auto\"><a href=\"https://example.com/\" {rel}>my site</a></p>\n"),
        ),
        (
            "https://example.orgПривет “https://example.org/a”",
            format!(
                "<p dir=\"auto\"><a href=\"https://example.org/\" {rel}>https://example.org</a>Привет “<a href=\"https://example.org/a\" {rel}>https://example.org/a</a>”</p>\n"
            ),
        ),
        (
            "**这**是*重点*。",
            "<p dir=\"auto\"><strong>这</strong>是<em>重点</em>。</p>\n".to_owned(),
        ),
        (
            "```Thanks\nAnn\n```",
            "<pre dir=\"auto\"><code>Thanks\nAnn\n</code></pre>\n".to_owned(),
        ),
        (
            "```rust\nfn a() {}\n```",
            "<pre dir=\"auto\"><code>fn a() {}\n</code></pre>\n".to_owned(),
        ),
        (
            "**https://example.org/a_b**",
            format!("<p dir=\"auto\"><strong><a href=\"https://example.org/a_b\" {rel}>https://example.org/a_b</a></strong></p>\n"),
        ),
        (
            "- [x]: http://y.example\n- see [x]",
            format!("<ul dir=\"auto\">\n<li>[x]: <a href=\"http://y.example/\" {rel}>http://y.example</a></li>\n<li>see [x]</li>\n</ul>\n"),
        ),
        (
            "<ol start=5 dir=rtl onclick=a><li>b</ol>",
            "<p dir=\"auto\">&lt;ol start=5 dir=rtl onclick=a&gt;&lt;li&gt;b&lt;/ol&gt;</p>\n".to_owned(),
        ),
    ] {
        assert_eq!(preview(&ann, text).await.expect(200).body["html"], html, "{text}");
        let posted = ann.post("/markup", text).await.expect(201);
        assert_eq!(posted.body["comment"]["html"], html, "{text}");
    }
}

#[tokio::test]
async fn a_text_without_visible_content_is_refused_as_empty() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let posted = ann.post("/nothing", "Something").await.expect(201);
    let (id, token) = (posted.id(), edit_token(&posted));
    for text in [
        "[]()",
        "#",
        "```",
        ">",
        "![]()",
        "```\n\n```",
        "# \u{200b}",
        "> #\n>\n> []()",
    ] {
        let expected = [("text".to_owned(), "required".to_owned())];
        let refused = ann.post("/nothing", text).await.refused(422, "invalid");
        assert_eq!(refused.fields(), expected, "{text:?}");
        let refused = preview(&ann, text).await.refused(422, "invalid");
        assert_eq!(refused.fields(), expected, "{text:?}");
        let refused = edit_comment(&ann, &id, &token, text)
            .await
            .refused(422, "invalid");
        assert_eq!(refused.fields(), expected, "{text:?}");
        let form = [
            ("page", "/nothing"),
            ("name", "Ann"),
            ("email", "ann@example.org"),
            ("text", text),
        ];
        let answer = Answer::of(with_form(ann.request(Method::POST, COMMENTS), &form)).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            answer.text
        );
        assert!(
            answer.text.contains("<textarea") && answer.text.contains("Ann"),
            "{}",
            answer.text
        );
    }
    assert_eq!(ann.read("/nothing").await["thread"]["count"], 1);
}

#[tokio::test]
async fn comments_are_rendered_again_after_an_upgrade_exactly_once_by_all_replicas_together() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let mut body = ann.comment("/old", "This is *comment* 0");
    body["author"]["website"] = json!("https://ann.example");
    body["token"] = json!(ann.token("/old").await);
    ann.send(&body).await.expect(201);
    for n in 1..10 {
        let text = format!("This is *comment* {n}");
        ann.post("/old", &text).await.expect(201);
    }
    for n in 10..130 {
        let body = ann.comment("/many", &format!("This is *comment* {n}"));
        ann.send(&body).await.expect(201);
    }
    let list = "/api/v1/sites/blog/comments?page=/old";
    let today = ann.get(list).await.expect(200);
    // As an earlier version wrote it, with a website that is invalid by today's rules.
    world
        .database
        .execute("UPDATE comment SET renderer = 0, html = '<p>old</p>', website = 'ftp://ann.example/' WHERE website IS NOT NULL")
        .await
        .expect("writes");
    world
        .database
        .execute("UPDATE comment SET renderer = 0, html = '<p>old</p>' WHERE website IS NULL")
        .await
        .expect("writes");
    world
        .database
        .execute("UPDATE thread SET version = version + 1")
        .await
        .expect("writes");
    let mut world = world;
    world.restart().await;
    let ann = world.guest();
    let old = ann.get(list).await.expect(200);
    assert!(
        old.text.contains("<p>old</p>") && old.text.contains("ftp://"),
        "{}",
        old.text
    );

    let replica = world.replica().await;
    let (here, there) = tokio::join!(
        world.app.comments.rerender(),
        replica.app.comments.rerender()
    );
    let rendered = here.expect("renders") + there.expect("renders");
    assert_eq!(rendered, 130, "each comment is rendered by one replica");
    let left =
        "SELECT COUNT(*) FROM comment WHERE renderer = 0 OR html NOT LIKE '%<em>comment</em>%'";
    assert_eq!(world.database.number(left).await, 0);

    // Another replica's work is visible within a second.
    world.clock.advance(Duration::from_secs(1));
    let fresh = ann.get(list).await.expect(200);
    assert_ne!(fresh.header("etag"), old.header("etag"));
    assert!(!fresh.text.contains("ftp://"), "{}", fresh.text);
    let items = |answer: &Answer| answer.body["items"].as_array().expect("items").clone();
    for (now, before) in items(&fresh).iter().zip(items(&today)) {
        assert_eq!(now["html"], before["html"]);
        assert_eq!(
            now["edited_at"], before["edited_at"],
            "no edit was recorded"
        );
    }
    let etag = fresh.header("etag").to_owned();
    assert_eq!(world.app.comments.rerender().await.expect("renders"), 0);
    let again = ann.request(Method::GET, list).header("if-none-match", etag);
    assert_eq!(Answer::of(again).await.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn migrate_renders_stored_comments_again_and_reports_how_many() {
    let shell = Shell::new().await;
    shell.run(&["migrate"]).expect_code(0);
    shell
        .run(&[
            "site",
            "add",
            "blog",
            "--name",
            "The Blog",
            "--origin",
            "https://blog.example",
        ])
        .expect_code(0);
    let serving = shell.serve();
    let author = json!({ "name": "Ada", "email": "ada@example.org" });
    let comment = json!({ "page": "/p", "text": "Hello *there*", "author": author });
    serving.post(COMMENTS, &comment).await.expect(201);
    serving.terminate();
    serving.wait_until_stopping();
    drop(serving);
    let outdate = "UPDATE comment SET renderer = 0, html = '<p>old</p>'";
    shell.database.execute(outdate).await.expect("writes");
    let output = shell.run(&["migrate"]).expect_code(0);
    assert!(
        output.out.contains("Re-rendered: 1 comment"),
        "{}",
        output.out
    );
    let new = "SELECT COUNT(*) FROM comment WHERE html LIKE '%<em>there</em>%' AND renderer > 0";
    assert_eq!(shell.database.number(new).await, 1);
    let output = shell.run(&["migrate"]).expect_code(0);
    assert!(!output.out.contains("Re-rendered"), "{}", output.out);
}
