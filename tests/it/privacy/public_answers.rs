//! What the server shows to the outside: one shape of errors, and no personal data.

use std::io::Write as _;

use rejoinder::ModerationPolicy;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::support::{
    answers::{Answer, edit_token},
    guests::{COMMENTS, delete_comment, edit_comment, own_comments},
    raw_requests::{FORM, assert_problem, encode_value, send_bytes},
    world::{BLOG, World},
};

/// Asserts the headers that every answer has, whichever module produces it.
#[track_caller]
fn assert_default_headers(answer: &Answer, what: &str) {
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
    let policy = answer.header("content-security-policy");
    assert!(
        policy.contains("default-src 'none'") || what.contains("/docs"),
        "{what}: {policy}"
    );
    assert!(
        policy.contains("frame-ancestors 'none'"),
        "{what}: {policy}"
    );
    assert!(!answer.header("x-request-id").is_empty(), "{what}");
    assert!(!answer.headers.contains_key("server"), "{what}");
    assert!(!answer.headers.contains_key("set-cookie"), "{what}");
    assert!(!answer.header("cache-control").is_empty(), "{what}");
}

/// Asserts that each request is refused with this status and code, and with everything that a refusal
/// contains.
async fn assert_refused<const N: usize>(cases: [(RequestBuilder, u16, &str); N]) {
    for (request, status, code) in cases {
        let reported = format!("{request:?}");
        let answer = Answer::of(request).await.refused(status, code);
        assert_problem(status, answer.header("content-type"), &answer.text);
        assert_eq!(answer.header("cache-control"), "no-store", "{reported}");
        assert_eq!(
            answer.body["request_id"],
            answer.header("x-request-id"),
            "{reported}"
        );
        assert_default_headers(&answer, &reported);
        let allow = answer.header("allow");
        assert_eq!(status == 405, !allow.is_empty(), "{reported}: {allow}");
    }
}

#[tokio::test]
async fn every_refusal_is_problem_details() {
    let world = World::new().await;
    let ann = world.guest();
    let get = |path: &str| ann.request(Method::GET, path);
    let post = |path: &str| ann.request(Method::POST, path);
    let one = format!("{COMMENTS}/01938b2e-3f5a-7c1d-9e42-5f0c6a7b8d90");
    let cases = [
        (get("/nowhere"), 404, "not_found"),
        (get("/api/v1/nowhere"), 404, "not_found"),
        (get("/api/v2/sites/blog/comments"), 404, "not_found"),
        (post("/api/v1/sites"), 404, "not_found"),
        (
            get("/api/v1/sites/nobody/comments?page=/a"),
            404,
            "not_found",
        ),
        (get(&format!("{COMMENTS}/x")), 404, "not_found"),
        (get(&one), 404, "not_found"),
        (
            ann.request(Method::DELETE, COMMENTS),
            405,
            "method_not_allowed",
        ),
        (ann.request(Method::PUT, &one), 405, "method_not_allowed"),
        (post("/health/live"), 405, "method_not_allowed"),
        (
            ann.request(Method::from_bytes(b"PURGE").expect("a method"), COMMENTS),
            405,
            "method_not_allowed",
        ),
        (
            ann.request(Method::TRACE, COMMENTS),
            405,
            "method_not_allowed",
        ),
        (get(COMMENTS), 422, "invalid"),
        (
            get(&format!("/api/v1/{}", "a".repeat(9000))),
            414,
            "uri_too_long",
        ),
        (
            get(COMMENTS).header("x-long", "a".repeat(17_000)),
            431,
            "headers_too_large",
        ),
        (get("/api/v1/sites/blog/mine?page=/a"), 401, "unauthorized"),
        (ann.request(Method::DELETE, &one), 401, "unauthorized"),
        (get("/api/v1/moderation/comments"), 401, "unauthorized"),
        (
            get("/api/v1/moderation/comments").bearer_auth("rjm_stale"),
            401,
            "unauthorized",
        ),
        (
            get(COMMENTS).header("host", "evil.example"),
            400,
            "wrong_host",
        ),
    ];
    assert_refused(cases).await;
    let refused = Answer::of(ann.request(Method::DELETE, COMMENTS)).await;
    assert_eq!(refused.header("allow"), "GET, HEAD, OPTIONS, POST");
}

#[tokio::test]
async fn an_unacceptable_body_is_refused_in_the_same_shape() {
    let world = World::new().await;
    let ann = world.guest();
    let post = |path: &str| ann.request(Method::POST, path);
    let json_type = ("content-type", "application/json");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(b"{}").expect("packs");
    let packed = packed.finish().expect("packs");
    let large = vec![b' '; (64 << 10) + 1];
    let piece = large.clone();
    let chunked = reqwest::Body::wrap(http_body_util::StreamBody::new(futures_util::stream::iter(
        (0..3).map(move |_| {
            Ok::<_, std::io::Error>(hyper::body::Frame::data(bytes::Bytes::from(piece.clone())))
        }),
    )));
    let cases = [
        (post(COMMENTS), 415, "unsupported_media_type"),
        (
            post(COMMENTS)
                .header("content-type", "text/plain")
                .body("{}"),
            415,
            "unsupported_media_type",
        ),
        (
            post(COMMENTS)
                .header("content-type", "application/json;charset=latin1")
                .body("{}"),
            415,
            "unsupported_media_type",
        ),
        (
            post(COMMENTS)
                .header("content-type", "application/jsonx")
                .body("{}"),
            415,
            "unsupported_media_type",
        ),
        (
            post(COMMENTS)
                .header(json_type.0, json_type.1)
                .header("content-encoding", "gzip")
                .body(packed),
            415,
            "unsupported_media_type",
        ),
        (
            post(COMMENTS).header(json_type.0, json_type.1).body("{"),
            400,
            "malformed",
        ),
        (
            post(COMMENTS).header(json_type.0, json_type.1).body(large),
            413,
            "too_large",
        ),
        (
            post(COMMENTS)
                .header(json_type.0, json_type.1)
                .body(chunked),
            413,
            "too_large",
        ),
    ];
    assert_refused(cases).await;
}

#[tokio::test]
async fn malformed_http_requests_are_refused_in_the_same_shape() {
    let world = World::new().await;
    let host = "Host: localhost\r\nConnection: close\r\n\r\n";
    let fields = "x-one: 1\r\n".repeat(100);
    let cases = [
        (
            format!("GET /api/v1/sites/blog/comments?page=% HTTP/1.1\r\n{host}"),
            400,
            "malformed",
        ),
        (
            format!("GET /api/v1/sites/blog/comments?page=%zz HTTP/1.1\r\n{host}"),
            400,
            "malformed",
        ),
        (
            format!("GET /api/v1/sites/blog/comments?page=%ff HTTP/1.1\r\n{host}"),
            400,
            "malformed",
        ),
        (
            format!("GET /api/v1/sites/%ff/comments?page=/a HTTP/1.1\r\n{host}"),
            400,
            "malformed",
        ),
        (
            format!("GET /api/v1/sites/%/comments?page=/a HTTP/1.1\r\n{host}"),
            400,
            "malformed",
        ),
        (
            "GET /api/v1/session HTTP/1.1\r\nConnection: close\r\n\r\n".to_owned(),
            400,
            "wrong_host",
        ),
        (
            format!("GET /health/live HTTP/1.1\r\nHost: localhost\r\n{host}"),
            400,
            "wrong_host",
        ),
        (
            format!("GET /health/live HTTP/1.1\r\nHost: evil.example\r\n{host}"),
            400,
            "wrong_host",
        ),
        (
            format!("GET http://evil.example/health/live HTTP/1.1\r\n{host}"),
            400,
            "wrong_host",
        ),
        (
            format!("GET /health/live HTTP/1.1\r\n{fields}{host}"),
            431,
            "headers_too_large",
        ),
        (
            format!(
                "POST {COMMENTS} HTTP/1.1\r\nAccept: application/json\r\nContent-Type: {FORM}\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n{host}0\r\n\r\n"
            ),
            400,
            "malformed",
        ),
    ];
    for (request, status, code) in cases {
        let (found, head, body) = send_bytes(&world, request.as_bytes()).await;
        assert_eq!(found, status, "{request}{body}");
        let content_type = head
            .lines()
            .find_map(|line| line.strip_prefix("content-type: "));
        let problem = assert_problem(status, content_type.unwrap_or_default(), &body);
        assert_eq!(problem["code"], code, "{request}");
        assert!(
            head.contains("x-content-type-options: nosniff") && !head.contains("\r\nserver:"),
            "{head}"
        );
    }
}

const CANARY_EMAIL: &str = "canary-4711@bird.example";

const CANARY_ADDRESS: &str = "203.0.113.77";

const CANARY_AGENT: &str = "CanaryBrowser/4711";

#[track_caller]
fn assert_no_canary(answer: &Answer, what: &str) {
    let whole = format!("{:?} {}", answer.headers, answer.text).to_ascii_lowercase();
    for canary in [
        "canary-4711",
        "bird.example",
        CANARY_ADDRESS,
        "203.0.113.0",
        "canarybrowser",
    ] {
        assert!(!whole.contains(canary), "{canary} in {what}: {whole}");
    }
}

/// Reads everything that is public, according to the OpenAPI document.
async fn crawl(world: &World, ids: &[String], token: &str) {
    let other = world.guest();
    let document = other.get("/openapi.json").await.expect(200);
    assert_no_canary(&document, "the document");
    let paths = document.body["paths"].as_object().expect("paths").clone();
    let mut read = 0;
    for (path, operations) in &paths {
        if operations.get("get").is_none() || path.starts_with("/moderation") {
            continue;
        }
        for id in ids {
            let path = path.replace("{site}", "blog").replace("{id}", id);
            for query in [
                "page=/a",
                "page=/a&order=newest",
                "page=/a&order=top&limit=1",
                "",
            ] {
                let target = format!("/api/v1{path}?{query}");
                let request = other.request(Method::GET, &target).header("origin", BLOG);
                let answer = Answer::of(request.header("edit-token", token)).await;
                assert!(answer.status.as_u16() < 500, "{target}: {}", answer.text);
                assert_no_canary(&answer, &target);
                assert_default_headers(&answer, &target);
                read += u32::from(answer.status == 200);
            }
        }
    }
    assert!(read >= 20, "{read} answers were inspected");
    for page in [
        "/demo",
        "/problems",
        "/setup",
        "/docs",
        "/health/ready",
        "/health/live",
        "/assets/page.css",
    ] {
        let answer = other.get(page).await;
        assert!(!answer.status.is_server_error(), "{page}: {}", answer.text);
        assert_no_canary(&answer, page);
        assert_default_headers(&answer, page);
    }
}

#[tokio::test]
async fn email_addresses_and_ip_addresses_are_never_shown() {
    let world = World::new().await;
    world.policy(|policy| policy.limits_percent = 10_000).await;
    let owner = world.owner().await;
    let canary = world
        .at(CANARY_ADDRESS.parse().expect("an IP address"))
        .named("Canary", CANARY_EMAIL);
    let other = world.guest();
    let mut ids = Vec::new();
    let mut tokens = Vec::new();
    for (page, text) in [
        ("/a", "Stands there"),
        ("/a", "Waits there"),
        ("/a", "Was deleted"),
    ] {
        let mut body = canary.comment(page, text);
        body["token"] = json!(canary.token(page).await);
        let request = canary
            .request(Method::POST, COMMENTS)
            .header("user-agent", CANARY_AGENT);
        let posted = Answer::of(request.json(&body)).await.expect(201);
        assert_no_canary(&posted, "the answer to the submission");
        tokens.push(edit_token(&posted));
        ids.push(posted.id());
    }
    owner
        .decide("approve", &[&ids[0], &ids[2]])
        .await
        .expect(200);
    other.reply("/a", &ids[0], "Hello Canary").await.expect(201);
    other.reply("/a", &ids[2], "Hello again").await.expect(201);
    let replies = owner.queue().await;
    let replies = replies
        .iter()
        .filter(|item| item["author"]["name"] == "Ann");
    let replies = replies
        .map(|item| item["id"].as_str().expect("an id"))
        .collect::<Vec<_>>();
    owner.decide("approve", &replies).await.expect(200);
    assert_no_canary(
        &delete_comment(&canary, &ids[2], &tokens[2])
            .await
            .expect(204),
        "a deletion",
    );
    assert_no_canary(
        &edit_comment(&canary, &ids[1], &tokens[1], "Waits still")
            .await
            .expect(200),
        "an edit",
    );
    assert_no_canary(
        &own_comments(&canary, "/a", &tokens.join(","))
            .await
            .expect(200),
        "own comments",
    );
    assert_no_canary(
        &own_comments(&other, "/a", &tokens[0]).await.expect(200),
        "own comments by token",
    );
    // Refusals, some of which quote the canary's own words.
    for body in [
        canary.comment("/a", "Waits still"),
        canary.comment("/a", ""),
        json!({ "page": "/a", "text": "x", "author": { "name": "C", "email": format!("{CANARY_EMAIL} "), "website": "x" } }),
        json!({ "page": "/a", "text": "x", "parent_id": ids[1], "author": { "name": "C", "email": CANARY_EMAIL } }),
    ] {
        let answer = canary.send(&body).await;
        assert!(answer.status.is_client_error(), "{}", answer.text);
        assert_no_canary(&answer, "a refusal");
    }
    crawl(&world, &ids, &tokens[0]).await;
    // Moderators see the email address and the network, but not the IP address.
    let queue = owner.get("/comments?status=pending").await.expect(200);
    assert!(
        queue.text.contains(CANARY_EMAIL) && queue.text.contains("203.0.113.0/24"),
        "{}",
        queue.text
    );
    assert!(!queue.text.contains(CANARY_ADDRESS), "{}", queue.text);
}

#[tokio::test]
async fn the_page_of_a_thread_shows_no_personal_data_and_no_pending_comments() {
    let world = World::new().await;
    let owner = world.owner().await;
    let canary = world
        .at(CANARY_ADDRESS.parse().expect("an IP address"))
        .named("Canary", CANARY_EMAIL);
    let path = "/api/v1/sites/demo/comments";
    let send = async |text: &str| {
        let body = canary.comment("/demo", text);
        Answer::of(canary.request(Method::POST, path).json(&body))
            .await
            .expect(201)
    };
    let (stands, waits) = (send("Stands there").await, send("Waits there").await);
    owner.decide("approve", &[&stands.id()]).await.expect(200);
    let thread = "/api/v1/sites/demo/thread?page=/demo";
    let page = canary.get(thread).await.expect(200);
    assert!(page.text.contains("Stands there"), "{}", page.text);
    assert!(
        !page.text.contains("Waits there") && !page.text.contains(&waits.id()),
        "{}",
        page.text
    );
    assert_no_canary(&page, thread);
    let reply = canary
        .get(&format!("{thread}&reply={}", waits.id()))
        .await
        .expect(200);
    assert!(!reply.text.contains(&waits.id()), "{}", reply.text);
}

#[tokio::test]
async fn names_and_texts_cannot_become_markup_anywhere() {
    let world = World::new().await;
    world
        .policy(|policy| policy.moderation = ModerationPolicy::None)
        .await;
    let owner = world.owner().await;
    let ann = world
        .guest()
        .named("<img src=x onerror=alert(1)>", "ann@example.org");
    let mut body = ann.comment("/demo", "<script>alert(1)</script>");
    body["title"] = json!("</title><script>alert(2)</script>");
    body["author"]["website"] = json!("https://a.example/'\"><script>alert(3)</script>");
    let request = ann.request(Method::POST, "/api/v1/sites/demo/comments");
    let posted = Answer::of(request.json(&body)).await.expect(201);
    owner.decide("approve", &[&posted.id()]).await.expect(200);
    let page = ann
        .get(&format!(
            "/api/v1/sites/demo/thread?page=/demo&reply={}&comment=pending",
            posted.id()
        ))
        .await
        .expect(200);
    assert!(page.text.contains("alert(1)"), "it is shown as text");
    assert!(
        !page.text.contains("<script") && !page.text.contains("<img"),
        "{}",
        page.text
    );
    let list = ann
        .get(&format!(
            "/api/v1/sites/demo/comments?page={}",
            encode_value("/demo")
        ))
        .await
        .expect(200);
    assert_eq!(
        list.header("content-type"),
        "application/json; charset=utf-8"
    );
    assert_eq!(
        list.body["items"][0]["author"]["name"],
        "<img src=x onerror=alert(1)>"
    );
    let html = list.body["items"][0]["html"].as_str().expect("HTML");
    assert_eq!(
        html,
        "<p dir=\"auto\">&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"
    );
    let website = list.body["items"][0]["author"]["website"]
        .as_str()
        .expect("a website");
    assert!(!website.contains(['"', '<', '>', ' ']), "{website}");
    assert_eq!(
        list.body["thread"]["title"],
        "</title><script>alert(2)</script>"
    );
    assert_eq!(list.body["items"][0]["removed"], Value::Bool(false));
}
