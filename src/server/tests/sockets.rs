//! The behavior on the wire, byte by byte.

use std::time::Instant;

use futures_util::future::join_all;

use super::*;

const GET: &str = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

#[tokio::test]
async fn a_plain_request_is_answered() {
    let server = Running::start(|_| ()).await;
    let answer = server.exchange(GET).await;
    assert_eq!(status(&answer), 200, "{answer}");
    assert_eq!(header(&answer, "server"), None);
    assert!(header(&answer, "date").is_some());
    let old = server
        .exchange("GET / HTTP/1.0\r\nHost: localhost\r\n\r\n")
        .await;
    assert_eq!(status(&old), 200, "{old}");
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let server = Running::start(|_| ()).await;
    let path = "/api/v1/sites/blog/comments";
    let ask = |method: &str| {
        format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    };
    let (get, head) = (
        server.exchange(ask("GET")).await,
        server.exchange(ask("HEAD")).await,
    );
    assert_eq!((status(&get), status(&head)), (200, 200));
    for name in [
        "content-length",
        "etag",
        "content-type",
        "cache-control",
        "vary",
    ] {
        assert_eq!(header(&get, name), header(&head, name), "{name}");
    }
    assert!(head.ends_with("\r\n\r\n"));
}

#[tokio::test]
async fn requests_in_a_row_are_answered_in_order() {
    let server = Running::start(|_| ()).await;
    let post = |text: &str| {
        format!(
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n{text}",
            text.len()
        )
    };
    let answer = server.exchange(post("first") + &post("second") + GET).await;
    assert_eq!(answer.matches("HTTP/1.1 200").count(), 3, "{answer}");
    assert!(answer.find("first").unwrap() < answer.find("second").unwrap());
}

/// Sends each row of (what is wrong, request, status). After each of them the connection is closed;
/// otherwise `exchange` would not return.
async fn check_table(table: &[(&str, String, u16)]) {
    let server = Running::start(|_| ()).await;
    for (what, request, expected) in table {
        let answer = server.exchange(request).await;
        assert_eq!(status(&answer), *expected, "{what}: {answer}");
        if *expected != 200 {
            problem(&answer);
        }
    }
}

fn request(line: &str, more: &str) -> String {
    format!("{line} HTTP/1.1\r\nConnection: close\r\n{more}\r\n")
}

fn get(more: &str) -> String {
    request("GET /", more)
}

fn post(more: &str, body: &str) -> String {
    request("POST /", &format!("Host: localhost\r\n{more}\r\n")) + body
}

#[tokio::test]
async fn what_is_too_large_is_refused_with_a_problem() {
    let host = "Host: localhost\r\n";
    let fields = |n: usize| host.to_owned() + &"X: 1\r\n".repeat(n - 2);
    let long = format!("{host}X: {}\r\n", "a".repeat(17 << 10));
    let chunk = format!("8000\r\n{}\r\n", "x".repeat(0x8000));
    let chunks = chunk.repeat(3) + "0\r\n\r\n";
    check_table(&[
        (
            "uri",
            request(&format!("GET /{}", "a".repeat(8192)), host),
            414,
        ),
        (
            "query",
            request(&format!("GET /?{}", "a".repeat(20_000)), host),
            414,
        ),
        ("64 fields", get(&fields(64)), 200),
        ("65 fields", get(&fields(65)), 431),
        ("17 KiB of headers", get(&long), 431),
        ("chunks", post("Transfer-Encoding: chunked", &chunks), 413),
        ("length", post("Content-Length: 65537", ""), 413),
        (
            "far too long",
            post("Content-Length: 18446744073709551613", ""),
            413,
        ),
    ])
    .await;
}

#[tokio::test]
async fn what_is_ambiguous_is_refused_with_a_problem() {
    let both = "Content-Length: 5\r\nTransfer-Encoding: chunked";
    let turned = "Transfer-Encoding: chunked\r\nContent-Length: 5";
    let twice = "Content-Length: 2\r\nContent-Length: 2";
    let chunked = "Transfer-Encoding: chunked";
    check_table(&[
        ("no host", get(""), 400),
        (
            "two hosts",
            get("Host: localhost\r\nHost: localhost\r\n"),
            400,
        ),
        ("foreign host", get("Host: evil.example\r\n"), 400),
        (
            "host of the line",
            request("GET http://evil.example/", "Host: localhost\r\n"),
            400,
        ),
        ("length and chunks", post(both, "0\r\n\r\n"), 400),
        ("chunks and length", post(turned, "0\r\n\r\n"), 400),
        ("two equal lengths", post(twice, "hi"), 400),
        ("trace", request("TRACE /", "Host: localhost\r\n"), 405),
        (
            "broken chunk",
            post(chunked, "zz\r\nhello\r\n0\r\n\r\n"),
            400,
        ),
        (
            "body broken off",
            post(chunked, "5\r\nhello\r\n5x\r\n"),
            400,
        ),
    ])
    .await;
}

/// hyper refuses these by itself; its response is replaced.
#[tokio::test]
async fn what_is_not_http_is_refused_with_a_problem_and_closed() {
    let server = Running::start(|_| ()).await;
    let post = |more: &str| format!("POST / HTTP/1.1\r\nHost: localhost\r\n{more}\r\n\r\nhello");
    let table = [
        post("Content-Length: 5\r\nContent-Length: 6"),
        post("Content-Length: 5, 5"),
        post("Content-Length: +5"),
        post("Content-Length: -5"),
        post("Content-Length: 5x"),
        post("Transfer-Encoding: gzip"),
        post("Transfer-Encoding: chunked, identity"),
        post("Transfer-Encoding: xchunked"),
        post("Transfer-Encoding : chunked"),
        post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity"),
        post(" folded: line"),
        post("X: a\r\n folded"),
        "GET / HTTP/1.1\r\nHost: localhost\r\nX\0: a\r\n\r\n".to_owned(),
        "GET / HTTP/2.0\r\nHost: localhost\r\n\r\n".to_owned(),
        "\x16\x03\x01\x02\x00\x01\x00\x01\r\n\r\n".to_owned(),
        format!(
            "GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "a".repeat(70_000)
        ),
    ];
    for request in table {
        let answer = server.exchange(&request).await;
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{answer}");
        let expected = if request.len() > 70_000 { 414 } else { 400 };
        assert_eq!(status(&answer), expected, "{request:.200?}: {answer}");
        usual_problem(&answer);
    }
    // The preface of HTTP/2 without TLS is closed without a response.
    let preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    assert_eq!(server.exchange(preface).await, "");
    let headers = "X: 1\r\n".repeat(200);
    let many = format!("GET / HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n");
    let answer = server.exchange(&many).await;
    assert_eq!(status(&answer), 431, "{answer}");
    usual_problem(&answer);
}

/// Checks a problem with the headers of every response, which ends the connection.
fn usual_problem(answer: &str) {
    problem(answer);
    for name in [
        "content-security-policy",
        "x-content-type-options",
        "referrer-policy",
        "permissions-policy",
        "cross-origin-resource-policy",
        "x-request-id",
        "date",
    ] {
        assert!(header(answer, name).is_some(), "{name}: {answer}");
    }
    assert_eq!(header(answer, "cache-control"), Some("no-store"));
    assert_eq!(header(answer, "connection"), Some("close"));
}

#[tokio::test]
async fn a_later_request_is_refused_for_the_same_reasons_as_the_first() {
    let server = Running::start(|_| ()).await;
    let good = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nfirst";
    for bad in [
        "Content-Length: 2\r\nContent-Length: 2",
        "Content-Length: 2\r\nContent-Length: 3",
        "Content-Length: 2, 2",
        "Content-Length: 2\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: identity, chunked",
        "no colon",
        "X : a",
    ] {
        let bad = format!("POST / HTTP/1.1\r\nHost: localhost\r\n{bad}\r\n\r\nhi");
        // Alone, in one write after others, and after the response to the previous one.
        let alone = server.exchange(&bad).await;
        assert_eq!(status(&alone), 400, "{bad}: {alone}");
        usual_problem(&alone);
        let pipelined = server.exchange(format!("{good}{good}{bad}{GET}")).await;
        let mut stream = server.connect().await;
        stream.write_all(good.as_bytes()).await.unwrap();
        let mut first = vec![0; 4096];
        let read = stream.read(&mut first).await.unwrap();
        let first = String::from_utf8_lossy(&first[..read]).into_owned();
        assert_eq!(status(&first), 200, "{first}");
        stream.write_all(bad.as_bytes()).await.unwrap();
        let after = read_to_end(&mut stream).await;
        assert_eq!(pipelined.matches("HTTP/1.1 200").count(), 2, "{pipelined}");
        for answers in [pipelined, after] {
            let last = answers.rfind("HTTP/1.1 ").unwrap();
            assert_eq!(status(&answers[last..]), 400, "{bad}: {answers}");
            usual_problem(&answers[last..]);
        }
    }
}

#[tokio::test]
async fn nothing_follows_a_chunked_request_on_its_connection() {
    let server = Running::start(|_| ()).await;
    let chunked = "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n";
    let answer = server.exchange(format!("{chunked}{GET}")).await;
    assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{answer}");
    assert_eq!(header(&answer, "connection"), Some("close"));
}

#[tokio::test]
async fn an_upload_that_is_refused_early_still_hears_why() {
    let server = Running::start(|_| ()).await;
    let head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 200000\r\n\r\n";
    let answer = server
        .exchange(head.to_owned() + &"x".repeat(200_000))
        .await;
    assert_eq!(problem(&answer)["code"], "too_large");
}

fn with_short_deadlines(settings: &mut HttpSettings) {
    settings.serve.header_timeout = Duration::from_millis(200);
    settings.serve.body_pause = Duration::from_millis(200);
    settings.serve.body_timeout = Duration::from_millis(600);
    settings.serve.write_timeout = Duration::from_millis(300);
    settings.serve.keep_alive = Duration::from_millis(500);
}

/// Returns how long the server takes to close a connection on which this was sent.
async fn time_until_closed(server: &Running, sent: &str) -> (Duration, String) {
    let mut stream = server.connect().await;
    let began = Instant::now();
    stream.write_all(sent.as_bytes()).await.unwrap();
    let answer = read_to_end(&mut stream).await;
    (began.elapsed(), answer)
}

#[tokio::test]
async fn half_a_head_and_silence_are_closed_at_the_deadline() {
    let server = Running::start(with_short_deadlines).await;
    for sent in [
        "",
        "G",
        "GET / HTTP/1.1\r\nHost: local",
        "GET / HTTP/1.1\r\nHost: localhost\r\n",
    ] {
        let (took, answer) = time_until_closed(&server, sent).await;
        assert_eq!(answer, "", "{sent:?}");
        assert!(
            took >= Duration::from_millis(190) && took < Duration::from_secs(5),
            "{sent:?}: {took:?}"
        );
    }
}

#[tokio::test]
async fn a_head_that_drips_does_not_gain_time() {
    let server = Running::start(with_short_deadlines).await;
    let mut stream = server.connect().await;
    let began = Instant::now();
    let mut drip = tokio::time::interval(Duration::from_millis(20));
    for byte in "GET / HTTP/1.1\r\nX: "
        .bytes()
        .chain(std::iter::repeat(b'x'))
    {
        drip.tick().await;
        if stream.write_all(&[byte]).await.is_err() {
            break;
        }
        assert!(began.elapsed() < Duration::from_secs(5), "never closed");
    }
}

#[tokio::test]
async fn an_idle_connection_stays_open_for_a_while() {
    let server = Running::start(with_short_deadlines).await;
    let (took, answer) =
        time_until_closed(&server, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    assert_eq!(status(&answer), 200);
    assert!(
        took >= Duration::from_millis(490) && took < Duration::from_secs(5),
        "{took:?}"
    );
    // Half of the next head in the same write has the deadline of a head, not of an idle connection.
    let (took, _) =
        time_until_closed(&server, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HT").await;
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[tokio::test]
async fn a_body_that_pauses_or_drips_is_a_problem_of_time() {
    let server = Running::start(with_short_deadlines).await;
    let head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n";
    let (_, answer) = time_until_closed(&server, head).await;
    assert_eq!(problem(&answer)["code"], "timeout");
    let mut stream = server.connect().await;
    stream.write_all(head.as_bytes()).await.unwrap();
    let (mut reader, mut writer) = stream.into_split();
    let drip = async {
        let mut drip = tokio::time::interval(Duration::from_millis(50));
        loop {
            drip.tick().await;
            if writer.write_all(b"x").await.is_err() {
                break;
            }
        }
    };
    let mut answer = Vec::new();
    let read = async { drop(reader.read_to_end(&mut answer).await) };
    tokio::select! { () = read => {}, () = drip => {} }
    assert_eq!(status(&String::from_utf8_lossy(&answer)), 408);
}

#[tokio::test]
async fn a_response_that_the_client_does_not_read_is_aborted() {
    let server = Running::start(with_short_deadlines).await;
    let mut stream = server.connect().await;
    stream
        .write_all(b"GET /big HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .await
        .unwrap();
    // Nothing is read here until the server has given up, which the freed connection permit shows.
    let mut other = tokio::time::interval(Duration::from_millis(20));
    let began = Instant::now();
    while stream.write_all(b" ").await.is_ok() {
        other.tick().await;
        assert!(began.elapsed() < Duration::from_secs(10), "never given up");
    }
    assert!(began.elapsed() >= Duration::from_millis(290));
}

#[tokio::test]
async fn connections_are_counted_by_address_and_in_all() {
    for one in [true, false] {
        let server = Running::start(|settings| {
            settings.serve.max_connections = if one { 100 } else { 2 };
            settings.serve.max_connections_per_address = 2;
            if !one {
                settings.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
            }
        })
        .await;
        let mut held = Vec::new();
        for _ in 0..2 {
            let mut stream = server.connect().await;
            stream
                .write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .await
                .unwrap();
            let mut first = [0; 12];
            stream.read_exact(&mut first).await.unwrap();
            assert_eq!(&first, b"HTTP/1.1 200");
            held.push(stream);
        }
        let refused = read_to_end(&mut server.connect().await).await;
        assert_eq!(status(&refused), 503, "{refused}");
        assert_eq!(header(&refused, "retry-after"), Some("1"));
        drop(held);
        let began = Instant::now();
        while status(&server.exchange(GET).await) != 200 {
            assert!(
                began.elapsed() < Duration::from_secs(5),
                "the permits were not released"
            );
        }
    }
}

#[tokio::test]
async fn forwarded_addresses_are_accepted_only_from_trusted_proxies() {
    let ask = format!(
        "GET /api/v1/notes/{}?page=a HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 203.0.113.9\r\nConnection: close\r\n\r\n",
        Uuid::nil()
    );
    let alone = Running::start(|_| ()).await;
    assert!(alone.exchange(&ask).await.contains("127.0.0.1"));
    let behind =
        Running::start(|settings| settings.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()])
            .await;
    assert!(behind.exchange(&ask).await.contains("203.0.113.9"));
}

#[tokio::test]
async fn the_public_http_cases_are_answered_as_they_say() {
    let server = Running::start(with_short_deadlines).await;
    let Some(cases) = crate::input::test_cases() else {
        assert_eq!(status(&server.exchange(GET).await), 200);
        return;
    };
    let text = std::fs::read_to_string(format!("{cases}/cases/http/cases.json")).unwrap();
    let cases: Vec<Value> = serde_json::from_str(&text).unwrap();
    assert!(cases.len() >= 33);
    let pieces = |case: &Value| case["request"].as_str().unwrap().len();
    let all = cases.iter().flat_map(|case| {
        let server = &server;
        [pieces(case), 1, 7].map(|piece| check_case(server, case, piece))
    });
    join_all(all).await;
}

/// Sends the request of a case in pieces and compares.
async fn check_case(server: &Running, case: &Value, piece: usize) {
    let ranges: Vec<(i64, i64)> = serde_json::from_value(case["expectedStatus"].clone()).unwrap();
    let mut stream = server.connect().await;
    for piece in case["request"].as_str().unwrap().as_bytes().chunks(piece) {
        if stream.write_all(piece).await.is_err() {
            break;
        }
    }
    let answer = read_to_end(&mut stream).await;
    let status = if answer.is_empty() {
        -1
    } else {
        i64::from(status(&answer))
    };
    let good = ranges
        .iter()
        .any(|(from, to)| (*from..=*to).contains(&status));
    // Closing without a response is how hyper refuses some input that is not HTTP.
    let closed = status == -1 && ranges.iter().all(|(from, _)| *from >= 400);
    assert!(good || closed, "{}: {status}", case["description"]);
    if let (Some(body), 200) = (case["expectedBody"].as_str(), status) {
        assert!(answer.ends_with(body), "{answer}");
    }
}
