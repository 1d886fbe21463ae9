//! Errors that only the author of a page can fix never stop a reader: hidden fields are corrected or ignored,
//! with a warning.

use rejoinder::{FieldRule, Policy};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    answers::{Answer, field_errors, sort_fields, warnings_of},
    forms::{form_fields, replace_fields},
    guests::COMMENTS,
    process::Installation,
    raw_requests::{FORM, multipart, urlencoded},
    world::{World, unmoderated_world},
};

#[tokio::test]
async fn a_comment_without_errors_has_no_warnings() {
    let world = World::new().await;
    let answer = world.guest().post("/p", "Hello").await.expect(201);
    assert_eq!(answer.body["warnings"], json!([]));
}

#[tokio::test]
async fn a_url_of_another_origin_is_moved_to_the_sites_own_or_ignored() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    for (n, (url, stored)) in [
        (
            "http://blog.example/party-0?fbclid=1#x",
            Some("https://blog.example/party-0?fbclid=1#x"),
        ),
        (
            "https://www.blog.example/party-1#x",
            Some("https://blog.example/party-1#x"),
        ),
        (
            "http://WWW.blog.example/party-2/",
            Some("https://blog.example/party-2/"),
        ),
        ("https://preview-7.blog.example/party", None),
        ("https://blog.example.evil.example/party", None),
        ("https://blog.example:8443/party", None),
        ("http://localhost:1313/party", None),
        ("https://evil.example/", None),
        ("https://www.evil.example/https://blog.example/", None),
    ]
    .into_iter()
    .enumerate()
    {
        let page = format!("/party-{n}");
        let mut body = ann.comment(&page, &format!("Comment {n}"));
        body["token"] = json!(ann.token(&page).await);
        body["url"] = json!(url);
        let answer = ann.send(&body).await.expect(201);
        assert_eq!(
            warnings_of(&answer),
            field_errors(&[("url", "foreign_origin")]),
            "{url}"
        );
        assert_eq!(
            answer.body["status"], "approved",
            "not held because of the failure"
        );
        assert_eq!(
            ann.read(&page).await["thread"]["url"],
            json!(stored),
            "{url}"
        );
    }
    for url in [
        "about:srcdoc",
        "file:///home/ann/page.html",
        "javascript:alert(1)",
        "/party",
        "null",
    ] {
        let mut body = ann.comment("/other", &format!("Comment from {url}"));
        body["url"] = json!(url);
        let answer = ann.send(&body).await.expect(201);
        assert_eq!(
            warnings_of(&answer),
            field_errors(&[("url", "invalid")]),
            "{url}"
        );
    }
}

#[tokio::test]
async fn an_unusable_title_is_dropped() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    for (n, (title, code)) in [
        ("é".repeat(301), Some("too_long")),
        (format!("x{}", "\u{33d}".repeat(9)), Some("too_many_marks")),
        ("\u{200b}".to_owned(), Some("required")),
        (String::new(), None),
    ]
    .into_iter()
    .enumerate()
    {
        let page = format!("/titled-{n}");
        let mut body = ann.comment(&page, &format!("Comment {n}"));
        body["token"] = json!(ann.token(&page).await);
        body["title"] = json!(title);
        let answer = ann.send(&body).await.expect(201);
        let expected = code.map(|code| ("title", code));
        assert_eq!(
            warnings_of(&answer),
            field_errors(expected.as_slice()),
            "{title}"
        );
        assert_eq!(ann.read(&page).await["thread"]["title"], Value::Null);
    }
}

#[tokio::test]
async fn an_unverifiable_token_counts_as_missing_and_never_as_more() {
    let world = unmoderated_world().await;
    let (ann, owner) = (world.guest(), world.owner().await);
    let elsewhere = ann.token("/elsewhere").await;
    let mut reasons = Vec::new();
    for (n, token) in [None, Some("forged"), Some(elsewhere.as_str()), Some("")]
        .into_iter()
        .enumerate()
    {
        let mut body = ann.comment("/party", &format!("Comment {n}"));
        body["token"] = json!(token);
        let answer = ann.send(&body).await.expect(201);
        assert_eq!(answer.body["status"], "pending");
        let expected: &[_] = match token {
            None | Some("") => &[],
            Some(_) => &[("token", "invalid")],
        };
        assert_eq!(warnings_of(&answer), field_errors(expected));
    }
    for comment in owner.queue().await {
        reasons.push(comment["assessment"]["reasons"].clone());
    }
    assert_eq!(reasons.len(), 4);
    assert!(
        reasons.iter().all(|known| *known == reasons[0]),
        "{reasons:?}"
    );
    // Malformed solutions, and one without a challenge.
    for solution in [
        json!({ "challenge": 7 }),
        json!("%%%"),
        json!(7),
        json!("x".repeat(5_000)),
    ] {
        let mut body = ann.comment("/party", &format!("Solved {solution:.20}"));
        body["solution"] = solution;
        let answer = ann.send(&body).await.expect(201);
        assert_eq!(
            warnings_of(&answer),
            field_errors(&[("solution", "invalid")])
        );
    }
}

#[tokio::test]
async fn an_empty_optional_member_of_json_counts_as_absent() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let mut body = ann.comment("/party", "All members, most of them empty");
    for name in [
        "parent_id",
        "title",
        "url",
        "token",
        "solution",
        "captcha",
        "subscribe",
    ] {
        body[name] = json!("");
    }
    body["author"]["website"] = json!("");
    let answer = ann.send(&body).await.expect(201);
    assert_eq!(warnings_of(&answer), field_errors(&[]));
    assert_eq!(answer.body["comment"]["author"]["website"], Value::Null);
    let empty = json!({ "page": "", "text": "", "author": { "name": "", "email": "" } });
    let answer = ann.send(&empty).await.refused(422, "invalid");
    assert_eq!(
        sort_fields(answer.fields()),
        field_errors(&[
            ("author.email", "required"),
            ("author.name", "required"),
            ("page", "required"),
            ("text", "required"),
        ])
    );
}

#[tokio::test]
async fn json_is_still_strict_about_unknown_members_and_invalid_ids() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let mut body = ann.comment("/party", "Hello");
    body["submit"] = json!("Post");
    body["author"]["is_admin"] = json!(true);
    body["parent_id"] = json!("0");
    body["title"] = json!(7);
    let answer = ann.send(&body).await.refused(422, "invalid");
    assert_eq!(
        sort_fields(answer.fields()),
        field_errors(&[
            ("author.is_admin", "unknown"),
            ("parent_id", "invalid"),
            ("submit", "unknown"),
            ("title", "wrong_type"),
        ])
    );
}

#[tokio::test]
async fn a_form_may_have_additional_fields() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let token = ann.token("/party").await;
    let others = [
        ("submit", "Post comment"),
        ("_charset_", "UTF-8"),
        ("text.dir", "ltr"),
        ("comment_post_ID", "7"),
        ("role", "admin"),
        ("wp-comment-cookies-consent", "yes"),
        ("tags[]", "a"),
        ("tags[]", "b"),
        ("", "nameless"),
    ];
    let mut fields = form_fields("/party", "With a theme's own fields", &token);
    fields.extend(others);
    ann.submit(&fields).await.expect(303);
    let (content_type, body) = multipart(&replace_fields(
        fields,
        &[("text", "The same as multipart"), ("token", "")],
    ));
    ann.send_raw(&content_type, body).await.expect(303);
    let page = ann.read("/party").await;
    assert_eq!(page["items"].as_array().expect("items").len(), 1, "{page}");
    let html = page["items"][0]["html"].as_str().expect("HTML");
    assert!(html.contains("own fields"), "{html}");
    let owner = world.owner().await;
    assert_eq!(owner.queue().await[0]["text"], "The same as multipart");
}

#[tokio::test]
async fn a_form_may_have_a_thousand_fields() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let names = (0..985).map(|n| format!("field_{n}")).collect::<Vec<_>>();
    for (n, is_last) in [false, true].into_iter().enumerate() {
        let (text, token) = (format!("Among many {n}"), ann.token("/many").await);
        let mut fields = names
            .iter()
            .map(|name| (name.as_str(), "x"))
            .collect::<Vec<_>>();
        let known = form_fields("/many", &text, &token);
        let at = if is_last { fields.len() } else { 0 };
        fields.splice(at..at, known);
        ann.submit(&fields).await.expect(303);
        assert_eq!(ann.read("/many").await["thread"]["count"], n + 1);
    }
    let request = ann
        .request(Method::POST, COMMENTS)
        .header("accept", "application/json");
    let fields = names
        .iter()
        .map(|name| format!("{name}=1"))
        .collect::<Vec<_>>();
    let answer = Answer::of(request.header("content-type", FORM).body(fields.join("&"))).await;
    answer.refused(422, "invalid");
}

#[tokio::test]
async fn of_a_repeated_field_the_first_value_that_is_not_empty_counts_and_the_comment_waits() {
    let world = unmoderated_world().await;
    let (ann, owner) = (world.guest(), world.owner().await);
    let token = ann.token("/party").await;
    let mut fields = form_fields("", "", &token);
    fields.extend([
        ("page", "/party"),
        ("page", "/other"),
        ("text", "The first"),
        ("text", "The second"),
        ("token", "forged"),
    ]);
    let answer = ann.submit(&fields).await.expect(303);
    assert!(
        answer.header("location").contains("comment=pending"),
        "{answer:?}"
    );
    let queue = owner.queue().await;
    assert_eq!((queue.len(), &queue[0]["text"]), (1, &json!("The first")));
    assert_eq!(queue[0]["page"], "/party");
    let codes: Vec<_> = queue[0]["assessment"]["reasons"]
        .as_array()
        .expect("reasons")
        .iter()
        .map(|reason| reason["code"].clone())
        .collect();
    assert_eq!(codes, ["form_irregular"], "the first token is valid");
}

#[tokio::test]
async fn an_invalid_redirect_falls_back_to_the_page() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    for (n, (redirect, expected)) in [
        ("https://evil.example/", "https://blog.example/party"),
        ("//evil.example/", "https://blog.example/party"),
        ("javascript:alert(1)", "https://blog.example/party"),
        (
            "https://blog.example@evil.example/",
            "https://blog.example/party",
        ),
        (
            "https://blog.example\\@evil.example/",
            "https://blog.example/party",
        ),
        ("/thanks", "https://blog.example/party"),
        (
            "http://www.blog.example/thanks",
            "https://blog.example/thanks",
        ),
        ("https://blog.example/thanks", "https://blog.example/thanks"),
    ]
    .into_iter()
    .enumerate()
    {
        let token = ann.token("/party").await;
        let text = format!("Comment {n}");
        let fields = replace_fields(
            form_fields("/party", &text, &token),
            &[("redirect", redirect)],
        );
        let answer = ann.submit(&fields).await.expect(303);
        let (location, _) = answer
            .header("location")
            .split_once('#')
            .expect("a fragment");
        assert_eq!(location, expected, "{redirect}");
    }
}

#[tokio::test]
async fn a_parent_in_the_spelling_of_a_theme_is_understood_or_the_comment_waits() {
    let world = unmoderated_world().await;
    let (ann, owner) = (world.guest(), world.owner().await);
    let root = ann.post("/party", "The root").await.expect(201).id();
    let element = format!("comment-{root}");
    for (n, (parent, answered)) in [
        (element.as_str(), true),
        ("0", false),
        ("undefined", false),
        ("null", false),
    ]
    .into_iter()
    .enumerate()
    {
        let token = ann.token("/party").await;
        let text = format!("Reply {n}");
        let fields = replace_fields(
            form_fields("/party", &text, &token),
            &[("parent_id", parent)],
        );
        ann.submit(&fields).await.expect(303);
        let page = ann.read("/party").await;
        let items = page["items"].as_array().expect("items");
        let posted = items
            .iter()
            .find(|item| item["html"] == format!("<p dir=\"auto\">{text}</p>\n"))
            .expect("published");
        let expected = if answered { json!(root) } else { Value::Null };
        assert_eq!(posted["parent_id"], expected, "{parent}");
    }
    let token = ann.token("/party").await;
    let fields = replace_fields(
        form_fields("/party", "To whom?", &token),
        &[("parent_id", "div-comment-7")],
    );
    let answer = ann.submit(&fields).await.expect(303);
    assert!(answer.header("location").contains("comment=pending"));
    let queue = owner.queue().await;
    assert_eq!(
        queue[0]["assessment"]["reasons"][0]["code"],
        "form_irregular"
    );
    assert_eq!(queue[0]["text"], "To whom?");
}

#[tokio::test]
async fn the_subscribe_field_is_ignored_because_it_is_unsupported() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    let mut body = ann.comment("/party", "Tell me more");
    body["subscribe"] = json!(true);
    let answer = ann.send(&body).await.expect(201);
    assert_eq!(
        warnings_of(&answer),
        field_errors(&[("subscribe", "unsupported")])
    );
    for (n, value) in ["on", "1", "subscribe", "off"].into_iter().enumerate() {
        let text = format!("Tell me more {n}");
        let fields = replace_fields(form_fields("/party", &text, ""), &[("subscribe", value)]);
        ann.submit(&fields).await.expect(303);
    }
}

#[tokio::test]
async fn fields_that_the_policy_does_not_request_are_not_stored() {
    let world = World::new().await;
    let (ann, owner) = (world.guest(), world.owner().await);
    world
        .policy(|policy| policy.guests.email = FieldRule::Hidden)
        .await;
    let answer = ann.post("/p", "Hello").await.expect(201);
    assert_eq!(
        warnings_of(&answer),
        field_errors(&[("author.email", "not_asked")])
    );
    ann.submit(&form_fields("/p", "Hi", "")).await.expect(303);
    for comment in owner.queue().await {
        assert_eq!(comment["author"]["email"], Value::Null);
    }
}

#[tokio::test]
async fn the_log_names_code_and_field_once_and_nothing_that_was_typed() {
    let installation = Installation::empty().await;
    let policy = Policy {
        limits_percent: 10_000,
        ..Policy::default()
    };
    installation.add_blog_and_owner(policy).await;
    let (server, address) = installation.start_and_wait().await;
    let http =
        crate::support::world::http_client_builder().redirect(reqwest::redirect::Policy::none());
    let http = http.build().expect("a client");
    let post = async |fields: &[(&str, &str)]| {
        let url = format!("http://{address}/api/v1/sites/blog/comments");
        let request = http.post(url).header("content-type", FORM);
        let answer = Answer::of(request.body(urlencoded(fields))).await;
        assert!(answer.status.as_u16() < 500, "{}", answer.text);
    };
    for n in 0..25 {
        let (text, url) = (
            format!("Secret {n}"),
            format!("https://{n}.preview.example/p"),
        );
        let fields = replace_fields(
            form_fields("/p", &text, ""),
            &[
                ("url", url.as_str()),
                ("submit", "Secret value"),
                ("ann@example.org\nforged line", "1"),
                (
                    "title",
                    "x\u{33d}\u{33d}\u{33d}\u{33d}\u{33d}\u{33d}\u{33d}\u{33d}\u{33d}",
                ),
            ],
        );
        post(&fields).await;
    }
    // A refused comment logs its warnings as well.
    post(&[("page", "/p"), ("unheard_of", "1")]).await;
    let log = installation.log_after(server).await;
    let lines: Vec<_> = log
        .lines()
        .filter(|line| line.contains("form field"))
        .collect();
    let count = |part: &str| lines.iter().filter(|line| line.contains(part)).count();
    assert_eq!(count("foreign_origin"), 20, "{log}");
    assert_eq!(count("https://3.preview.example"), 1, "{log}");
    assert_eq!((count("submit"), count("too_many_marks")), (1, 1), "{log}");
    assert_eq!((count("(other)"), count("unheard_of")), (1, 1), "{log}");
    assert_eq!(count("blog"), lines.len());
    assert!(
        !log.contains("ecret") && !log.contains("ann@example.org"),
        "{log}"
    );
}
