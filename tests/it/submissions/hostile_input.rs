//! Hostile input: strings and bodies that break other programs, in every field that accepts text.

use std::fs;

use futures_util::{StreamExt as _, stream};
use rejoinder::{Body, Name, Page, is_blank};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    answers::{Answer, edit_token},
    guests::{COMMENTS, own_comments},
    hostile_strings::hostile_strings,
    html::{FilledForm, unsafe_parts},
    raw_requests::{assert_problem, encode_value},
    world::{World, public_cases_folder, unmoderated_world},
};

/// The number of concurrent requests.
const AT_ONCE: usize = 8;

/// The text as it is stored, or `None` if it is refused.
fn body_of(text: &str) -> Option<String> {
    let body = Body::parse(text, 1..=10_000).ok()?.to_string();
    (!is_blank(&body)).then_some(body)
}

/// Calls `attempt` with every hostile string, a few at a time.
async fn with_each<T>(strings: &[String], attempt: impl AsyncFn(usize, &str) -> T) -> Vec<T> {
    stream::iter(strings.iter().enumerate())
        .map(|(n, text)| attempt(n, text))
        .buffered(AT_ONCE)
        .collect()
        .await
}

#[tokio::test]
async fn every_string_is_stored_unchanged_or_refused_as_a_field() {
    let world = unmoderated_world().await;
    let strings = hostile_strings();
    let reader = world.guest();
    for field in ["text", "name", "page", "title"] {
        let posted = with_each(&strings, async |n, text| {
            let who = world
                .guest()
                .named("Ann", &format!("{field}{n}@example.org"));
            let mut body = who.comment("/naughty", &format!("Comment {n}"));
            let expected = match field {
                "name" => {
                    body["author"]["name"] = json!(text);
                    Name::parse(text).map(|name| name.to_string()).ok()
                }
                "page" => {
                    body["page"] = json!(text);
                    Page::parse(text, |_| false)
                        .map(|page| page.to_string())
                        .ok()
                }
                "title" => {
                    body["title"] = json!(text);
                    Some(String::new())
                }
                _ => {
                    body[field] = json!(text);
                    body_of(text)
                }
            };
            let answer = who.send(&body).await;
            if text.contains('\0') {
                answer.refused(400, "malformed");
                return None;
            }
            if answer.status == 422 {
                let wrong = answer.refused(422, "invalid").fields();
                let expected_field = if field == "name" {
                    "author.name"
                } else {
                    field
                };
                assert!(
                    wrong.iter().all(|(wrong, _)| wrong == expected_field),
                    "{text:?}: {wrong:?}"
                );
                assert!(expected.is_none(), "{field} {text:?} is good");
                return None;
            }
            let answer = answer.expect(201);
            let (comment, expected) = (
                &answer.body["comment"],
                expected.expect("the refusal is expected"),
            );
            match field {
                "text" => assert_eq!(comment["text"], expected),
                "name" => assert_eq!(comment["author"]["name"], expected),
                _ => {}
            }
            let html = comment["html"].as_str().expect("HTML");
            assert_eq!(
                unsafe_parts(html),
                Vec::<String>::new(),
                "{text:?} became {html}"
            );
            let page = if field == "page" {
                expected
            } else {
                "/naughty".to_owned()
            };
            Some((page, edit_token(&answer), comment.clone()))
        })
        .await;
        let posted = posted.into_iter().flatten().collect::<Vec<_>>();
        assert!(
            posted.len() * 3 > strings.len(),
            "at least a third of the strings is accepted: {} of {} as {field}",
            posted.len(),
            strings.len()
        );
        // The database returns exactly what was sent.
        for part in posted.chunks(50) {
            let tokens = part
                .iter()
                .map(|(_, token, _)| token.as_str())
                .collect::<Vec<_>>()
                .join(",");
            if field == "page" {
                for (page, token, comment) in part.iter().take(10) {
                    let own = own_comments(&reader, page, token).await.expect(200);
                    assert_eq!(&own.body["items"][0], comment, "{page:?}");
                }
                continue;
            }
            let own = own_comments(&reader, "/naughty", &tokens).await.expect(200);
            let own = own.body["items"].as_array().expect("items").clone();
            assert_eq!(own.len(), part.len());
            for (_, _, comment) in part {
                assert!(own.contains(comment), "{comment}");
            }
        }
    }
}

#[tokio::test]
async fn fields_with_a_closed_set_of_values_refuse_all_others_by_name() {
    let world = unmoderated_world().await;
    with_each(&hostile_strings(), async |n, text| {
        let who = world.guest();
        let mut body = json!({
            "page": "/few", "text": format!("Comment {n}"), "parent_id": text, "url": text, "token": text,
            "solution": text, "author": { "name": "Ann", "email": text, "website": text },
        });
        let answer = who.send(&body).await;
        if text.contains('\0') {
            answer.refused(400, "malformed");
            return;
        }
        let answer = answer.refused(422, "invalid");
        let known = ["parent_id", "url", "token", "solution", "author.email", "author.website"];
        assert!(answer.fields().iter().all(|(field, _)| known.contains(&field.as_str())), "{}", answer.text);
        // Unknown members have a code of their own.
        if let Some(members) = body.as_object_mut().filter(|members| !members.contains_key(text)) {
            members.insert(text.to_owned(), Value::Null);
            let answer = who.send(&body).await.refused(422, "invalid");
            assert!(answer.fields().contains(&(text.to_owned(), "unknown".to_owned())), "{}", answer.text);
        }
    })
    .await;
}

#[tokio::test]
async fn a_preview_of_any_string_is_safe() {
    let world = unmoderated_world().await;
    with_each(&hostile_strings(), async |_, text| {
        let who = world.guest();
        let request = who.request(Method::POST, "/api/v1/sites/blog/preview");
        let answer = Answer::of(request.json(&json!({ "text": text }))).await;
        if text.contains('\0') {
            answer.refused(400, "malformed");
            return;
        }
        if body_of(text).is_none() {
            answer.refused(422, "invalid");
            return;
        }
        let answer = answer.expect(200);
        let html = answer.body["html"].as_str().expect("HTML");
        assert_eq!(
            unsafe_parts(html),
            Vec::<String>::new(),
            "{text:?} became {html}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_form_with_any_string_is_accepted_or_returned_unchanged() {
    let world = unmoderated_world().await;
    let newlines = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n");
    with_each(&hostile_strings(), async |n, text| {
        let who = world.guest();
        let email = format!("form{n}@example.org");
        let fields = [
            ("page", "/form"),
            ("text", text),
            ("name", "Ann"),
            ("email", &email),
            ("token", ""),
        ];
        let answer = who.submit(&fields).await;
        if body_of(text).is_some() {
            let answer = answer.expect(303);
            assert_eq!(
                answer.header("location"),
                "https://blog.example/form?comment=pending"
            );
        } else {
            drop(answer.expect(422));
        }
        // Every string in every field: no part of it may become markup, and all of it must come back.
        let fields = [
            "text",
            "name",
            "email",
            "website",
            "title",
            "url",
            "redirect",
            "parent_id",
            "page",
        ];
        let answer = who
            .submit(&fields.map(|field| (field, text)))
            .await
            .expect(422);
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        let form = FilledForm::read(&answer.text);
        assert!(
            !form
                .tags
                .iter()
                .any(|(tag, _)| ["script", "svg", "img", "iframe"].contains(&tag.as_str())),
            "{text:?}"
        );
        for (tag, attributes) in &form.tags {
            assert!(
                !attributes.iter().any(|(name, _)| name.starts_with("on")),
                "{tag} {attributes:?}"
            );
        }
        // HTML cannot express these two characters.
        if !text.contains(['\0', '\u{feff}']) {
            assert_eq!(newlines(&form.values["text"]), newlines(text));
            assert_eq!(newlines(&form.values["name"]), newlines(text));
            assert_eq!(newlines(&form.values["email"]), newlines(text));
        }
    })
    .await;
}

#[tokio::test]
async fn parameters_of_any_kind_are_read_or_refused() {
    let world = unmoderated_world().await;
    let owner = world.owner().await;
    with_each(&hostile_strings(), async |_, text| {
        let (who, value) = (world.guest(), encode_value(text));
        let path = value.replace('+', "%20");
        for target in [
            format!("{COMMENTS}?page={value}"),
            format!("{COMMENTS}?page=/a&order={value}"),
            format!("{COMMENTS}?page=/a&limit={value}"),
            format!("{COMMENTS}?page=/a&after={value}"),
            format!("{COMMENTS}/{path}"),
            format!("/api/v1/sites/blog/counts?page={value}&page=/a"),
            format!("/api/v1/sites/blog/form?page={value}"),
            format!("/api/v1/sites/{path}/comments?page=/a"),
            format!("/{path}"),
        ] {
            let answer = who.get(&target).await;
            let status = answer.status.as_u16();
            assert!(status < 500, "{target}: {}", answer.text);
            if status >= 400 {
                assert_problem(status, answer.header("content-type"), &answer.text);
            }
        }
        for name in [
            "q", "page", "reason", "site", "status", "order", "after", "limit",
        ] {
            let answer = owner.get(&format!("/comments?{name}={value}")).await;
            assert!(
                answer.status.as_u16() < 500,
                "{name}={value}: {}",
                answer.text
            );
        }
        for name in ["site", "comment", "batch", "by", "action", "after"] {
            let answer = owner.get(&format!("/log?{name}={value}")).await;
            assert!(
                answer.status.as_u16() < 500,
                "{name}={value}: {}",
                answer.text
            );
        }
    })
    .await;
}

#[tokio::test]
async fn headers_with_any_value_are_accepted_or_refused() {
    let world = unmoderated_world().await;
    let names = [
        "idempotency-key",
        "edit-token",
        "if-none-match",
        "accept",
        "accept-encoding",
        "origin",
        "user-agent",
        "x-forwarded-for",
        "authorization",
        "content-encoding",
        "cookie",
    ];
    with_each(&hostile_strings(), async |n, text| {
        let Ok(value) = reqwest::header::HeaderValue::from_bytes(text.as_bytes()) else {
            return;
        };
        let who = world
            .guest()
            .named("Ann", &format!("header{n}@example.org"));
        for name in names {
            let body = who.comment("/headers", &format!("Comment {n} {name}"));
            let request = who.request(Method::POST, COMMENTS).json(&body);
            let answer = Answer::of(request.header(name, value.clone())).await;
            assert!(
                answer.status.as_u16() < 500,
                "{name}: {text:?}: {}",
                answer.text
            );
            let read = who.request(Method::GET, &format!("{COMMENTS}?page=/headers"));
            let answer = Answer::of(read.header(name, value.clone())).await;
            assert!(
                answer.status.as_u16() < 500,
                "{name}: {text:?}: {}",
                answer.text
            );
        }
    })
    .await;
}

#[tokio::test]
async fn bodies_are_strict_json_or_refused() {
    let world = World::new().await;
    let ann = world.guest();
    let deep = format!("{}{}", "[".repeat(17), "]".repeat(17));
    let own: [&[u8]; 16] = [
        b"",
        b"{",
        b"{} {}",
        b"{}x",
        b"{\"page\":\"/a\",\"page\":\"/b\"}",
        b"{\"author\":{\"name\":\"a\",\"n\\u0061me\":\"b\"}}",
        b"\xef\xbb\xbf\xef\xbb\xbf{}",
        b"{\"text\":\"\\ud800\"}",
        b"{\"text\":\"\xff\"}",
        b"{'text':1}",
        b"{\"text\":NaN}",
        b"{\"text\":01}",
        b"\xff\xfe{\0}\0",
        deep.as_bytes(),
        b"{\"text\":\"\n\"}",
        b"{\"a\":1e999}",
    ];
    for path in [
        COMMENTS,
        "/api/v1/sites/blog/preview",
        "/api/v1/moderation/session",
    ] {
        for body in own {
            let request = ann
                .request(Method::POST, path)
                .header("content-type", "application/json");
            let answer = Answer::of(request.body(body.to_vec())).await;
            answer.refused(400, "malformed");
        }
    }
    let Some(folder) = public_cases_folder("cases/json/test_parsing") else {
        return;
    };
    let mut seen = 0;
    for entry in fs::read_dir(folder).expect("the cases can be listed") {
        let entry = entry.expect("it can be listed");
        let name = entry.file_name().into_string().expect("a name");
        let body = fs::read(entry.path()).expect("it can be read");
        // The largest strings exceed the limit of a request body.
        let too_large = body.len() > 64 << 10;
        for path in [COMMENTS, "/api/v1/sites/blog/preview"] {
            let request = ann
                .request(Method::POST, path)
                .header("content-type", "application/json");
            let answer = Answer::of(request.body(body.clone())).await;
            let status = answer.status.as_u16();
            let fine = match name.as_bytes()[0] {
                b'n' => status == 400 || status == 422 || (status == 413 && too_large),
                _ => status < 500,
            };
            assert!(fine, "{name}: {status} {}", answer.text);
            if status >= 400 {
                assert_problem(status, answer.header("content-type"), &answer.text);
            }
        }
        seen += 1;
    }
    assert!(seen > 300, "{seen}");
}
