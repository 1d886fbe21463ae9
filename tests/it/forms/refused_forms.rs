//! A refused form returns the text to its author, whatever the reason: size, line endings, content type, or
//! credentials meant for a proxy.

use reqwest::Method;

use crate::support::{
    answers::Answer,
    forms::form_fields,
    guests::{COMMENTS, Guest},
    html::FilledForm,
    raw_requests::{FORM, multipart, urlencoded},
    world::{World, unmoderated_world},
};

const TEXT: &str = "Dear author,\r\n\r\n-- \r\nyours, Ann & 100 %";

/// Asserts a page for a reader, with the text if there is one.
#[track_caller]
fn page(answer: &Answer, status: u16, text: Option<&str>) {
    assert_eq!(answer.status.as_u16(), status, "{:.600}", answer.text);
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    let form = FilledForm::read(&answer.text);
    let found = form.texts.get("text").or_else(|| form.values.get("text"));
    let lines = |text: &str| text.replace("\r\n", "\n");
    assert_eq!(
        found.map(|found| lines(found)),
        text.map(lines),
        "{:.600}",
        answer.text
    );
}

/// A form with a text and, after it, a file of this size.
fn with_file(text: &str, size: usize) -> String {
    format!(
        "--b\r\nContent-Disposition: form-data; name=\"page\"\r\n\r\n/a\r\n\
         --b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n{text}\r\n\
         --b\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"text\"\r\n\
         Content-Type: image/png\r\n\r\n{}\r\n--b--\r\n",
        "x".repeat(size)
    )
}

#[tokio::test]
async fn the_text_is_returned_up_to_the_same_size_for_every_kind_of_form() {
    let world = World::new().await;
    let ann = world.guest();
    let boundary = "multipart/form-data; boundary=b";
    for size in [70_000, 200_000, 580_000] {
        let answer = ann.send_raw(boundary, with_file(TEXT, size)).await;
        page(&answer, 413, Some(TEXT));
        let stream = [Ok::<_, std::io::Error>(with_file(TEXT, size))];
        let stream = reqwest::Body::wrap_stream(futures_util::stream::iter(stream));
        page(&ann.send_raw(boundary, stream).await, 413, Some(TEXT));
    }
    let plain = |size: usize| {
        let text = urlencoded(&[("text", TEXT)]);
        format!("{text}&more={}", "x".repeat(size))
    };
    for content_type in [FORM, "Application/X-WWW-Form-URLencoded; charset=utf-8"] {
        page(
            &ann.send_raw(content_type, plain(580_000)).await,
            413,
            Some(TEXT),
        );
    }
    for (content_type, body) in [(boundary, with_file(TEXT, 600_000)), (FORM, plain(600_000))] {
        let answer = ann.send_raw(content_type, body).await;
        page(&answer, 413, None);
        assert!(
            answer.text.contains("too large to be shown"),
            "{:.600}",
            answer.text
        );
    }
    // In any spelling, the content type has the size limit of a form.
    let answer = ann
        .send_raw("APPLICATION/x-www-form-urlencoded", plain(100_000))
        .await;
    assert_eq!(answer.status.as_u16(), 422, "{:.600}", answer.text);
}

#[tokio::test]
async fn a_multipart_form_with_other_line_endings_is_returned() {
    let world = World::new().await;
    let ann = world.guest();
    for end in ["\n", "\r"] {
        let body = with_file("one line", 10).replace("\r\n", end);
        let answer = ann.send_raw("multipart/form-data; boundary=b", body).await;
        page(&answer, 400, Some("one line"));
    }
    let answer = ann
        .send_raw("multipart/form-data", with_file(TEXT, 10))
        .await;
    page(&answer, 400, Some(TEXT));
}

#[tokio::test]
async fn where_html_is_accepted_every_content_type_is_answered_with_a_page() {
    let world = World::new().await;
    let ann = world.guest();
    let body = urlencoded(&[("page", "/a"), ("text", TEXT)]);
    for content_type in [
        "application/x-www-form-urlencoded, x",
        "application/x-www-form-urlencoded, application/x-www-form-urlencoded",
        "application/octet-stream",
        "x",
    ] {
        for (name, value) in [
            ("accept", "text/html,application/xhtml+xml,*/*;q=0.8"),
            ("accept", "Text/HTML"),
            ("sec-fetch-mode", "navigate"),
        ] {
            let request = ann.request(Method::POST, COMMENTS);
            let request = request.header("content-type", content_type);
            let request = request.header(name, value).body(body.clone());
            page(&Answer::of(request).await, 415, Some(TEXT));
        }
        let request = ann.request(Method::POST, COMMENTS);
        let request = request.header("content-type", content_type);
        let request = request.header("accept", "application/json");
        Answer::of(request.body(body.clone()))
            .await
            .refused(415, "unsupported_media_type");
    }
    let request = ann
        .request(Method::POST, COMMENTS)
        .header("accept", "text/html");
    let request = request.header("content-type", "application/json");
    Answer::of(request.body("{"))
        .await
        .refused(400, "malformed");
}

async fn with_credential(who: &Guest<'_>, form: bool, credential: &[u8]) -> Answer {
    let token = who.token("/proxied").await;
    let text = format!("Comment {token}");
    let request = who.request(Method::POST, COMMENTS);
    let request = match reqwest::header::HeaderValue::from_bytes(credential) {
        Ok(value) => request.header("authorization", value),
        Err(error) => panic!("{error}"),
    };
    let request = if form {
        let body = urlencoded(&form_fields("/proxied", &text, &token));
        request.header("content-type", FORM).body(body)
    } else {
        let mut body = who.comment("/proxied", &text);
        body["token"] = token.into();
        request.json(&body)
    };
    Answer::of(request).await
}

#[tokio::test]
async fn credentials_for_a_proxy_are_ignored() {
    let world = unmoderated_world().await;
    let schemes: [&[u8]; 7] = [
        b"Basic YW5uOnNlY3JldA==",
        b"basic YW5uOnNlY3JldA==",
        b"Digest username=\"ann\", realm=\"x\"",
        b"Negotiate YII=",
        b"AWS4-HMAC-SHA256 Credential=x",
        b"Basic caf\xe9",
        b"Unknown",
    ];
    for scheme in schemes {
        let ann = world.guest();
        with_credential(&ann, true, scheme).await.expect(303);
        let ann = world.guest();
        with_credential(&ann, false, scheme).await.expect(201);
    }
    let ann = world.guest();
    for scheme in ["Basic YW5uOnNlY3JldA==", "Negotiate YII="] {
        let read = ann.request(Method::GET, &format!("{COMMENTS}?page=/proxied"));
        Answer::of(read.header("authorization", scheme))
            .await
            .expect(200);
        let me = ann.request(Method::GET, "/me");
        Answer::of(me.header("authorization", scheme))
            .await
            .expect(200);
        // Moderators have no other credential, so here it is refused.
        let queue = ann.request(Method::GET, "/api/v1/moderation/comments");
        let queue = Answer::of(queue.header("authorization", scheme)).await;
        queue.refused(401, "unauthorized");
    }
}

#[tokio::test]
async fn an_invalid_rejoinder_credential_is_401_and_the_form_returns_its_text() {
    let world = unmoderated_world().await;
    let ann = world.guest();
    for credential in [
        "Bearer",
        "Bearer ",
        "bearer x",
        "Bearer rjc_x",
        "Bearer rjm_x",
        "rjc_x",
        "Bearerrjm_x",
    ] {
        let answer = with_credential(&ann, false, credential.as_bytes()).await;
        answer.refused(401, "unauthorized");
        let answer = with_credential(&ann, true, credential.as_bytes()).await;
        assert_eq!(answer.status.as_u16(), 401, "{credential}: {}", answer.text);
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        let form = FilledForm::read(&answer.text);
        let found = form.texts.get("text").or_else(|| form.values.get("text"));
        assert!(
            found.is_some_and(|text| text.starts_with("Comment ")),
            "{}",
            answer.text
        );
    }
    let (content_type, body) = multipart(&form_fields("/a", TEXT, ""));
    let request = ann
        .request(Method::POST, COMMENTS)
        .header("content-type", content_type);
    let answer = Answer::of(request.header("authorization", "Bearer x").body(body)).await;
    page(&answer, 401, Some(TEXT));
}
