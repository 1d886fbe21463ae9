//! Requests that are refused before a route is found: unreadable heads, bodies of ambiguous length. Also: IP
//! addresses in several forms, and the referrer policy of pages with secrets.

use std::net::IpAddr;

use reqwest::Method;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::support::{
    answers::{Answer, with_form},
    world::World,
};

/// Sends bytes on a connection of their own, and reads until the server closes it.
async fn send_and_read(world: &World, bytes: &str) -> String {
    let host = host(world);
    let mut stream = TcpStream::connect(&host).await.expect("connects");
    // The server may have closed before everything was sent.
    let _ = stream.write_all(bytes.as_bytes()).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

fn host(world: &World) -> String {
    let url = world.url("/");
    let host = url.trim_start_matches("http://");
    host.trim_end_matches('/').to_owned()
}

/// Asserts that the last answer is a problem with an id and the usual headers; returns its status and body.
#[track_caller]
fn assert_refusal(answers: &str) -> (u16, Value) {
    let last = &answers[answers.rfind("HTTP/1.1 ").expect("an answer")..];
    let (head, body) = last.split_once("\r\n\r\n").expect("a head");
    let head = head.to_ascii_lowercase();
    for name in [
        "content-type: application/problem+json",
        "x-content-type-options: nosniff",
        "content-security-policy: ",
        "referrer-policy: ",
        "permissions-policy: ",
        "cache-control: no-store",
        "connection: close",
        "x-request-id: ",
    ] {
        assert!(head.contains(name), "{name} in {last}");
    }
    let body: Value = serde_json::from_str(body).unwrap_or_else(|_| panic!("{last}"));
    let id = body["request_id"].as_str().expect("an id");
    assert!(head.contains(&format!("x-request-id: {id}")), "{last}");
    let status = head[9..12].parse().expect("a status");
    assert_eq!(body["status"], status);
    (status, body)
}

#[tokio::test]
async fn an_unreadable_head_is_answered_with_a_problem() {
    let world = World::new().await;
    let host = format!("Host: {}", host(&world));
    let long = "a".repeat(70_000);
    let many = "X: 1\r\n".repeat(300);
    for (request, status, code) in [
        ("nonsense\r\n\r\n".to_owned(), 400, "malformed"),
        (
            format!("GET / HTTP/1.1\r\n{host}\r\nno colon\r\n\r\n"),
            400,
            "malformed",
        ),
        (
            format!("GET / HTTP/3.0\r\n{host}\r\n\r\n"),
            400,
            "malformed",
        ),
        (
            format!("G\u{0}T / HTTP/1.1\r\n{host}\r\n\r\n"),
            400,
            "malformed",
        ),
        (
            format!("GET /{long} HTTP/1.1\r\n{host}\r\n\r\n"),
            414,
            "uri_too_long",
        ),
        (
            format!("GET / HTTP/1.1\r\n{host}\r\n{many}\r\n"),
            431,
            "headers_too_large",
        ),
        (
            format!("GET / HTTP/1.1\r\n{host}\r\nX: {long}\r\n\r\n"),
            431,
            "headers_too_large",
        ),
    ] {
        let answer = send_and_read(&world, &request).await;
        let (found, body) = assert_refusal(&answer);
        assert_eq!(found, status, "{request:.60}");
        assert_eq!(body["code"], code, "{request:.60}");
    }
}

#[tokio::test]
async fn an_ambiguous_length_is_refused_at_any_point_of_a_connection() {
    let world = World::new().await;
    let host = format!("Host: {}", host(&world));
    let get = format!("GET /health/live HTTP/1.1\r\n{host}\r\n\r\n");
    let preview = "/api/v1/sites/blog/preview";
    let body = json!({ "text": "Hello" }).to_string();
    let good = format!(
        "POST {preview} HTTP/1.1\r\n{host}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    for framing in [
        "Content-Length: 2\r\nContent-Length: 2",
        "Content-Length: 2\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
    ] {
        let bad = format!(
            "POST {preview} HTTP/1.1\r\n{host}\r\nContent-Type: application/json\r\n{framing}\r\n\r\n0\r\n\r\n{get}"
        );
        for before in [
            String::new(),
            get.clone(),
            good.clone(),
            format!("{good}{get}{good}"),
        ] {
            let answers = send_and_read(&world, &format!("{before}{bad}")).await;
            let expected = before.matches(" HTTP/1.1").count();
            assert_eq!(
                answers.matches("HTTP/1.1 200").count(),
                expected,
                "{answers}"
            );
            assert_eq!(assert_refusal(&answers).0, 400, "{framing}");
            assert_eq!(
                answers.matches("HTTP/1.1 ").count(),
                expected + 1,
                "{answers}"
            );
        }
    }
}

#[tokio::test]
async fn pages_with_a_secret_send_no_referrer_and_own_pages_are_isolated() {
    let world = World::new().await;
    let who = world.guest();
    for path in ["/setup?token=abc", "/setup", "/sign-in/abc"] {
        let answer = who.get(path).await;
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
    }
    let code = "/api/v1/session/wordpress/callback?code=abc&state=def";
    let answer = who.get(code).await;
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    let posted = with_form(who.request(Method::POST, "/setup"), &[("token", "abc")]);
    let answer = Answer::of(posted).await;
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    let me = who.get("/me").await.expect(200);
    assert_eq!(me.header("cross-origin-opener-policy"), "same-origin");
    assert_eq!(me.header("referrer-policy"), "same-origin");
    let page = who.get("/api/v1/sites/blog/comments?page=/a").await;
    let policy = page.header("referrer-policy");
    assert_eq!(policy, "strict-origin-when-cross-origin");
}

/// The number of accepted comments among twenty of different people, sent from these IP addresses in turn.
async fn count_accepted(world: &World, forms: &[&str]) -> usize {
    let mut taken = 0;
    for (n, form) in forms.iter().cycle().take(20).enumerate() {
        let email = format!("person{n}@{}.example", forms.len());
        let address = form.parse::<IpAddr>().expect("an IP address");
        let who = world.at(address).named("Somebody", &email);
        let page = format!("/{}/{n}", forms.len());
        let answer = who
            .post(&page, &format!("Comment {n} of {}", forms.len()))
            .await;
        match answer.status.as_u16() {
            201 => taken += 1,
            429 => {}
            other => panic!("{other}: {}", answer.text),
        }
    }
    taken
}

#[tokio::test]
async fn an_ipv4_address_has_one_budget_and_one_ban_in_every_form() {
    let world = World::new().await;
    let owner = world.owner().await;
    let at = |text: &str| world.at(text.parse::<IpAddr>().expect("an IP address"));
    // 203.0.113.9 behind NAT64, 6to4 and Teredo.
    let forms = [
        "203.0.113.9",
        "64:ff9b::cb00:7109",
        "64:ff9b:1::cb00:7109",
        "2002:cb00:7109::1",
        "2001:0:4136:e378:8000:63bf:34ff:8ef6",
    ];
    // Time passes between posts, so more than the burst are accepted.
    let alone = count_accepted(&world, &["198.18.0.9"]).await;
    assert!((5..20).contains(&alone), "{alone}");
    assert_eq!(count_accepted(&world, &forms).await, alone, "one budget");
    let ban = json!({ "site": "blog", "kind": "network", "subject": "198.51.100.7" });
    owner.send(Method::POST, "/bans", &ban).await.expect(201);
    for form in ["198.51.100.7", "64:ff9b::c633:6407", "2002:c633:6407::5"] {
        let refused = at(form).post("/banned", &format!("From {form}")).await;
        refused.refused(403, "banned");
    }
    // A ban made with another form is the same ban.
    let same = json!({ "site": "blog", "kind": "network", "subject": "2002:c633:6407::/48" });
    owner
        .send(Method::POST, "/bans", &same)
        .await
        .refused(409, "exists");
}

#[tokio::test]
async fn a_preview_costs_by_its_length() {
    let world = World::new().await;
    let text = "*word* [a](https://a.example) ".repeat(300);
    let preview = async |who: &crate::support::guests::Guest<'_>, text: &str| {
        let request = who.request(Method::POST, "/api/v1/sites/blog/preview");
        Answer::of(request.json(&json!({ "text": text }))).await
    };
    let long = world.guest();
    let mut taken = 0;
    for _ in 0..60 {
        let answer = preview(&long, &text).await;
        match answer.status.as_u16() {
            200 => taken += 1,
            429 => break,
            other => panic!("{other}: {}", answer.text),
        }
    }
    assert!((20..=40).contains(&taken), "{taken} previews of 9 KB");
    let short = world.guest();
    for n in 0..100 {
        preview(&short, &format!("Short {n}")).await.expect(200);
    }
    // Refused previews cost nothing.
    let wrong = world.guest();
    for _ in 0..100 {
        let refused = preview(&wrong, "").await;
        refused.refused(422, "invalid");
    }
}
