//! The comments of a page as HTML: as a part of other pages, and as a page of its own without a script.

use std::{collections::BTreeSet, time::Duration};

use reqwest::Method;
use serde_json::json;

use crate::support::{
    answers::{Answer, edit_token},
    guests::Guest,
    hostile_strings::hostile_strings,
    html::{FilledForm, unsafe_parts},
    world::{BLOG, World, unmoderated_world},
};

const THREAD: &str = "/api/v1/sites/blog/thread?page=/a";

impl Guest<'_> {
    /// Reads the part with the comments; `more` are further parameters.
    async fn fragment(&self, more: &str) -> String {
        let path = format!("{THREAD}&part=comments{more}");
        let answer = self.get(&path).await.expect(200);
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        answer.text
    }
}

/// The URLs of all links with this attribute, without the address of the server.
fn links(html: &str, attribute: &str, world: &World) -> Vec<String> {
    let page = FilledForm::read(html);
    let links = page.tags.iter().filter_map(|(_, attributes)| {
        let is_wanted = attributes.iter().any(|(name, _)| name == attribute);
        let href = attributes.iter().find(|(name, _)| name == "href");
        href.filter(|_| is_wanted).map(|(_, url)| url.as_str())
    });
    links
        .map(|url| {
            url.strip_prefix(&world.url(""))
                .expect("is here")
                .to_owned()
        })
        .collect()
}

fn comments(html: &str) -> Vec<String> {
    let page = FilledForm::read(html);
    let ids = page.tags.iter().filter_map(|(_, attributes)| {
        let id = attributes.iter().find(|(name, _)| name == "id");
        id.and_then(|(_, id)| id.strip_prefix("comment-"))
    });
    ids.map(str::to_owned).collect()
}

#[tokio::test]
async fn the_part_with_the_comments_is_the_same_for_everybody_and_changes_with_them() {
    let world = unmoderated_world().await;
    let ann = world.guest().named("Ann", "ann@example.org");
    let first = ann.post("/a", "A *first* thought").await.expect(201);
    ann.reply("/a", &first.id(), "And a reply")
        .await
        .expect(201);
    let path = format!("{THREAD}&part=comments");
    let read = ann.get(&path).await.expect(200);
    let tag = read.header("etag").to_owned();
    assert_eq!(read.header("cache-control"), "public, no-cache");
    assert!(read.text.contains("2 comments"), "{}", read.text);
    assert!(read.text.contains("<em>first</em>") && read.text.contains("in reply to Ann"));
    assert!(!read.text.contains("ann@example.org"));
    let form = FilledForm::read(&read.text);
    assert_eq!(form.values["token"], "", "a token is for one reader");
    assert_eq!(form.values["page"], "/a");
    assert_eq!(form.action, world.url("/api/v1/sites/blog/comments"));
    // Credentials are ignored, and the same bytes are confirmed by their tag.
    let other = world.guest().request(Method::GET, &path);
    let other = other
        .bearer_auth("rjc_nonsense")
        .header("cookie", "rejoinder=x");
    let other = Answer::of(other).await.expect(200);
    assert_eq!((&other.text, other.header("etag")), (&read.text, &*tag));
    let again = world.guest().request(Method::GET, &path);
    let again = Answer::of(again.header("if-none-match", &tag)).await;
    assert_eq!(again.status.as_u16(), 304);
    ann.post("/a", "A second thought").await.expect(201);
    let changed = ann.get(&path).await.expect(200);
    assert_ne!(changed.header("etag"), tag);
    assert!(changed.text.contains("3 comments"));
    // The form depends on the policy of the site.
    world.policy(|policy| policy.guests.allowed = false).await;
    let closed = FilledForm::read(&ann.fragment("").await);
    assert!(!closed.values.contains_key("name"), "{:?}", closed.values);
}

#[tokio::test]
async fn a_part_is_in_the_language_that_is_requested_or_in_that_of_the_site() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    for (language, expected, direction) in [
        ("", "Leave a Reply", "ltr"),
        ("&lang=de-AT", "Kommentar", "ltr"),
        ("&lang=ar", "تعليق", "rtl"),
        ("&lang=ja", "コメント", "ltr"),
        ("&lang=tlh", "Leave a Reply", "ltr"),
    ] {
        let html = ann.fragment(language).await;
        assert!(html.contains(expected), "{language}: {html}");
        assert!(html.contains(&format!("dir=\"{direction}\"")), "{language}");
        let info = format!("/api/v1/sites/blog/form?page=/a{language}");
        let info = ann.get(&info).await.expect(200).body;
        assert!(info["texts"]["sending"].is_string(), "{info}");
    }
    let links = links(&ann.fragment("&lang=pl").await, "data-order", &world);
    assert!(links.is_empty(), "nothing to put in order yet");
    ann.get(&format!("{THREAD}&part=everything"))
        .await
        .refused(422, "invalid");
}

#[tokio::test]
async fn links_lead_through_a_long_thread_and_to_each_comment_of_it() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let mut posted = Vec::new();
    for n in 0..60 {
        posted.push(
            ann.post("/a", &format!("Thought number {n}"))
                .await
                .expect(201)
                .id(),
        );
    }
    for order in ["oldest", "newest"] {
        let (mut found, mut path) = (Vec::new(), format!("{THREAD}&order={order}"));
        loop {
            let html = ann
                .get(&format!("{path}&part=comments"))
                .await
                .expect(200)
                .text;
            found.extend(comments(&html));
            let next = links(&html, "data-load", &world);
            let Some(next) = next.iter().find(|url| url.contains("after=")) else {
                break;
            };
            next.split('#').next().expect("a URL").clone_into(&mut path);
        }
        let mut expected = posted.clone();
        if order == "newest" {
            expected.reverse();
        }
        assert_eq!(found, expected, "{order}");
        for at in [0, 1, 30, 49, 50, 59] {
            let around = format!("&order={order}&around={}", posted[at]);
            let part = comments(&ann.fragment(&around).await);
            assert!(part.contains(&posted[at]), "{order} {at}");
        }
        let unknown = "01900000-0000-7000-8000-000000000001";
        let part = comments(
            &ann.fragment(&format!("&order={order}&around={unknown}"))
                .await,
        );
        assert_eq!(part, expected[..50], "the beginning");
    }
}

#[tokio::test]
async fn without_a_script_a_reader_posts_replies_and_returns_to_the_page_of_the_thread() {
    let world = World::new().await;
    let (ann, owner) = (world.guest(), world.owner().await);
    let page = ann.get(THREAD).await.expect(200);
    assert_eq!(page.header("cache-control"), "private, no-store");
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("frame-ancestors 'none'") && policy.contains(BLOG),
        "{policy}"
    );
    assert!(
        !policy.contains("sandbox") && !policy.contains("unsafe"),
        "{policy}"
    );
    let send = async |page: &str, text: &str| {
        let mut form = FilledForm::read(page);
        form.action = form.action.replace(&world.url(""), "");
        for (field, value) in [
            ("text", text),
            ("name", "Ann"),
            ("email", "ann@example.org"),
        ] {
            form.values.insert(field.to_owned(), value.to_owned());
        }
        world.clock.advance(Duration::from_secs(10));
        let answer = form.send(&ann).await.expect(303);
        let target = answer
            .header("location")
            .strip_prefix(&world.url(""))
            .map(str::to_owned);
        target.expect("leads to this server")
    };
    let back = send(&page.text, "A thought").await;
    assert!(
        back.starts_with(THREAD_PATH) && back.ends_with("comment=pending"),
        "{back}"
    );
    let page = ann.get(&back).await.expect(200).text;
    assert!(page.contains("waits for a moderator"), "{page}");
    let id = owner.queue().await[0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    owner.decide("approve", &[&id]).await.expect(200);
    world.clock.advance(Duration::from_secs(2));
    let reply = links(&ann.fragment("").await, "aria-label", &world);
    let reply = reply
        .iter()
        .find(|url| url.contains("reply="))
        .expect("a link to reply");
    let page = ann
        .get(reply.split('#').next().expect("a URL"))
        .await
        .expect(200)
        .text;
    assert!(page.contains("Leave a Reply to Ann"), "{page}");
    send(&page, "A reply").await;
    assert_eq!(owner.queue().await[0]["parent_id"], json!(id));
    // What is refused comes back in a form.
    let mut form = FilledForm::read(&page);
    form.action = form.action.replace(&world.url(""), "");
    form.values
        .insert("text".to_owned(), "Typed for a long time".to_owned());
    let refused = form.send(&ann).await.expect(422);
    assert!(refused.text.contains("Typed for a long time"));
}

const THREAD_PATH: &str = "/api/v1/sites/blog/thread?page=%2Fa";

#[tokio::test]
async fn a_redirect_leads_to_a_thread_of_the_same_site_on_this_server_and_to_no_other_page_of_it() {
    let world = unmoderated_world().await;
    let server = world.url("");
    for (n, (redirect, is_followed)) in [
        (format!("{server}{THREAD_PATH}"), true),
        (format!("{server}/api/v1/sites/blog/threads"), false),
        (
            format!("{server}/api/v1/sites/news/thread?page=%2Fa"),
            false,
        ),
        (
            format!("{server}/api/v1/sites/blog/thread/../../../../sign-out"),
            false,
        ),
        (format!("{server}@evil.example/"), false),
        (
            "https://evil.example/api/v1/sites/blog/thread?page=%2Fa".to_owned(),
            false,
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let ann = world.guest();
        let text = format!("Thought number {n}");
        let fields = [
            ("page", "/a"),
            ("text", text.as_str()),
            ("name", "Ann"),
            ("email", "ann@example.org"),
            ("redirect", redirect.as_str()),
        ];
        let answer = ann.submit(&fields).await.expect(303);
        let target = answer.header("location");
        let expected = if is_followed { server.as_str() } else { BLOG };
        assert!(
            target.starts_with(&format!("{expected}/")),
            "{redirect}: {target}"
        );
    }
}

#[tokio::test]
async fn an_author_sees_waiting_comments_among_the_own_ones_with_the_edit_token_alone() {
    let world = World::new().await;
    let ann = world.guest().named("Ann", "ann@example.org");
    let posted = ann.post("/a", "Waits for *you*").await.expect(201);
    let own = format!("{THREAD}&part=own");
    let request = ann.request(Method::GET, &own);
    let answer = Answer::of(request.header("edit-token", edit_token(&posted)))
        .await
        .expect(200);
    assert_eq!(answer.header("cache-control"), "private, no-store");
    assert_eq!(comments(&answer.text), [posted.id()]);
    for part in [
        "data-status=\"pending\"",
        "data-text=\"Waits for *you*\"",
        "Only you can see this",
    ] {
        assert!(answer.text.contains(part), "{part}: {}", answer.text);
    }
    ann.get(&own).await.refused(401, "unauthorized");
    assert!(comments(&ann.fragment("").await).is_empty());
    world.clock.advance(Duration::from_hours(1));
    let request = ann.request(Method::GET, &own);
    let later = Answer::of(request.header("edit-token", edit_token(&posted)))
        .await
        .expect(200);
    assert!(later.text.contains("data-until=\"\""), "{}", later.text);
    assert!(
        !later.text.contains("data-own"),
        "the time for changes is over"
    );
}

#[tokio::test]
async fn hostile_strings_are_text_in_the_part_and_on_the_page() {
    let world = unmoderated_world().await;
    let mut expected = BTreeSet::new();
    for (n, hostile) in hostile_strings().into_iter().enumerate().take(60) {
        let ann = world
            .guest()
            .named(&hostile, &format!("ann{n}@example.org"));
        let mut body = ann.comment("/a", &format!("{hostile} number {n}"));
        body["token"] = json!(ann.token("/a").await);
        body["title"] = json!(format!("T {hostile}"));
        let answer = ann.send(&body).await;
        if answer.status.as_u16() == 201 {
            expected.insert(answer.id());
        }
    }
    assert!(expected.len() > 10, "{expected:?}");
    let ann = world.guest();
    let mut found = BTreeSet::new();
    let mut path = format!("{THREAD}&x=1");
    loop {
        for whole in [format!("{path}&part=comments"), path.clone()] {
            let html = ann.get(&whole).await.expect(200).text;
            found.extend(comments(&html));
            let page = FilledForm::read(&html);
            for (tag, attributes) in &page.tags {
                assert!(
                    !["script", "iframe", "style", "object"].contains(&tag.as_str()),
                    "{tag}"
                );
                for (name, value) in attributes {
                    assert!(!name.starts_with("on"), "{tag} {name}={value}");
                    let is_url = ["href", "src", "action"].contains(&name.as_str());
                    let is_safe = ["http://", "https://", "/", "#"]
                        .iter()
                        .any(|start| value.starts_with(start));
                    assert!(!is_url || is_safe, "{tag} {name}={value}");
                }
            }
            for_each_text(&html, |text| {
                assert_eq!(unsafe_parts(text), [] as [&str; 0]);
            });
        }
        let html = ann
            .get(&format!("{path}&part=comments"))
            .await
            .expect(200)
            .text;
        let next = links(&html, "data-load", &world);
        let Some(next) = next.iter().find(|url| url.contains("after=")) else {
            break;
        };
        next.split('#').next().expect("a URL").clone_into(&mut path);
    }
    assert_eq!(found, expected);
    let odd = "/api/v1/sites/blog/thread?page=%3Cscript%3E%22onload=x&lang=%22%3E%3Cb&after=%22";
    ann.get(odd).await.refused(422, "invalid");
}

/// Calls a function with the inner HTML of each comment's text.
fn for_each_text(html: &str, check: impl Fn(&str)) {
    let starts = html.split("itemprop=\"text\">").skip(1);
    for rest in starts {
        check(rest.split("</div>").next().expect("a text ends"));
    }
}

#[tokio::test]
async fn a_preview_is_html_alone_for_a_client_that_prefers_it() {
    let world = World::new().await;
    let path = "/api/v1/sites/blog/preview";
    let request = world.guest().request(Method::POST, path);
    let request = request
        .header("accept", "text/html")
        .json(&json!({ "text": "*Hello*" }));
    let html = Answer::of(request).await.expect(200);
    assert_eq!(html.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(html.text.trim(), "<p dir=\"auto\"><em>Hello</em></p>");
}

#[tokio::test]
async fn a_client_that_searches_comments_without_end_is_slowed_down_and_parts_stay_readable() {
    let world = World::new().await;
    let ann = world.guest();
    // The same search is answered from memory, so each one is for another comment.
    let mut answer = ann.get(THREAD).await.expect(200);
    for n in 0..2_000 {
        let search = format!("&part=comments&around=01900000-0000-7000-8000-{n:012x}");
        answer = ann.get(&format!("{THREAD}{search}")).await;
        if answer.status.as_u16() != 200 {
            break;
        }
    }
    let refused = answer.refused(429, "too_fast");
    assert!(!refused.header("retry-after").is_empty());
    ann.fragment("").await;
}

fn privacy_link(html: &str) -> Option<String> {
    let page = FilledForm::read(html);
    let mut tags = page.tags.iter().map(|(_, attributes)| attributes);
    let is_link = |name: &str, value: &str| name == "class" && value == "reply-privacy";
    let link = tags.find(|all| all.iter().any(|(name, value)| is_link(name, value)))?;
    let href = link.iter().find(|(name, _)| name == "href")?;
    Some(href.1.clone())
}

#[tokio::test]
async fn the_form_links_to_the_privacy_page_that_the_site_names() {
    let world = World::new().await;
    let owner = world.owner().await;
    let policy = "/sites/blog/policy";
    for (url, link) in [
        (
            "https://blog.example/privacy",
            "https://blog.example/privacy",
        ),
        (
            "blog.example/privacy?a=\"b",
            "https://blog.example/privacy?a=%22b",
        ),
    ] {
        let change = json!({ "privacy_url": url });
        owner.send(Method::PATCH, policy, &change).await.expect(200);
        world.clock.advance(Duration::from_secs(2));
        let guest = world.guest();
        for html in [
            guest.fragment("").await,
            guest.get(THREAD).await.expect(200).text,
        ] {
            assert_eq!(privacy_link(&html).as_deref(), Some(link), "{html}");
        }
    }
    for wrong in ["javascript:alert(1)", "/privacy", "https://", ""] {
        let change = json!({ "privacy_url": wrong });
        let refused = owner.send(Method::PATCH, policy, &change).await;
        let fields = refused.refused(422, "invalid").fields();
        assert_eq!(fields.len(), 1, "{wrong}: {fields:?}");
        assert_eq!(fields[0].0, "privacy_url", "{wrong}");
    }
    let none = json!({ "privacy_url": null });
    owner.send(Method::PATCH, policy, &none).await.expect(200);
    world.clock.advance(Duration::from_secs(2));
    let html = world.guest().fragment("").await;
    assert_eq!(privacy_link(&html), None, "{html}");
}
