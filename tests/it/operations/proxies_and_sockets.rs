//! Reverse proxies, host names and sockets, and what the operator is told about them.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpStream,
    os::unix::{fs::PermissionsExt as _, net::UnixStream},
    path::Path,
};

use crate::{
    operations::operator_reports::{BLOG, get, in_production},
    support::{answers::Answer, guests::COMMENTS, shell::Shell},
};

#[tokio::test]
async fn an_untrusted_proxy_is_reported_by_check_at_the_start_and_at_its_first_request() {
    let mut shell = Shell::new().await;
    let base = in_production(&mut shell);
    let setting = "http.trusted_proxies";
    let checked = shell.run_line("check", "").expect_code(0);
    assert!(checked.out.contains(setting), "{}", checked.out);
    assert!(
        checked.out.contains("=127.0.0.1"),
        "names the remedy: {}",
        checked.out
    );

    let serving = shell.start_with(&["serve"]);
    let line = serving.wait_for_log(setting);
    assert!(line.contains("is empty") && line.contains("WARN"), "{line}");
    for header in ["x-forwarded-for", "forwarded", "x-real-ip"] {
        let request = get(&format!("{base}/me")).header(header, "203.0.113.9");
        Answer::of(request).await.expect(200);
    }
    let line = serving.wait_for_log("not trusted");
    assert!(
        line.contains(setting) && line.contains("127.0.0.1"),
        "{line}"
    );
    assert!(!line.contains("203.0.113.9"), "{line}");
    serving.terminate();
    let rest = serving.rest_of_log();
    assert!(!rest.contains("not trusted"), "once an hour: {rest}");

    shell
        .settings
        .push(("REJOINDER_HTTP__TRUSTED_PROXIES".into(), "127.0.0.1".into()));
    let checked = shell.run_line("check", "").expect_code(0);
    assert!(!checked.out.contains("warning"), "{}", checked.out);
    let serving = shell.start_with(&["serve"]);
    // A trusted proxy that does not send the client's IP address causes the same problem.
    let url = format!("{base}/api/v1/sites/blog/comments?page=/a");
    let forwarded = get(&url).header("x-forwarded-for", "203.0.113.9");
    Answer::of(forwarded).await.expect(404);
    Answer::of(get(&url)).await.expect(404);
    let line = serving.wait_for_log("without X-Forwarded-For");
    assert!(line.contains("proxy_set_header"), "{line}");
    serving.terminate();
    let rest = serving.rest_of_log();
    assert!(!rest.contains(setting), "{rest}");
}

#[tokio::test]
async fn a_wrong_host_is_answered_and_logged_with_the_host_and_the_setting_to_change() {
    let mut shell = Shell::new().await;
    let base = in_production(&mut shell);
    let serving = shell.start_with(&["serve"]);
    let ask = async |host: &str| {
        let request = get(&format!("{base}/api/v1/session"));
        Answer::of(request.header("host", host)).await
    };
    // As nginx sends it if `proxy_pass http://backend:8080;` is the only directive.
    let refused = ask("backend:8080").await.refused(400, "wrong_host");
    let detail = refused.body["detail"].as_str().expect("a detail");
    for part in [
        "\"backend\"",
        "`Host: backend:8080`",
        "http.hosts",
        "http.public_url",
        "proxy_set_header Host $host",
    ] {
        assert!(detail.contains(part), "{part} in {detail}");
    }
    let line = serving.wait_for_log("unknown Host");
    assert!(
        line.contains("backend") && line.contains("http.hosts"),
        "{line}"
    );
    // The number of log lines is limited, that of the answers is not.
    for n in 0..40 {
        ask(&format!("host-{n}.example"))
            .await
            .refused(400, "wrong_host");
    }
    let long = ask(&"x".repeat(5000)).await.refused(400, "wrong_host");
    assert!(long.text.len() < 2000, "{}", long.text.len());
    serving.terminate();
    let lines = serving.rest_of_log().matches("unknown Host").count();
    assert!((10..20).contains(&lines), "{lines}");
}

#[tokio::test]
async fn names_and_bare_ports_can_be_listened_on_and_errors_are_reported_once() {
    let mut shell = Shell::new().await;
    for listen in ["localhost:0", ":0", "[::1]:0"] {
        shell
            .settings
            .retain(|(name, _)| name != "REJOINDER_LISTEN");
        shell
            .settings
            .push(("REJOINDER_LISTEN".into(), listen.into()));
        if listen.starts_with('[') && std::net::TcpListener::bind(listen).is_err() {
            eprintln!("no IPv6 on this machine: {listen} skipped");
            continue;
        }
        let serving = shell.serve();
        serving.get("/health/ready", "").await.expect(200);
        let port: u16 = serving.port();
        let expected = if listen.starts_with('[') {
            "::1"
        } else {
            "127.0.0.1"
        };
        TcpStream::connect((expected, port)).expect("listens there");
        let taken = shell.run(&[
            "serve",
            "--listen",
            &format!("{expected}:{port}").replace("::1", "[::1]"),
        ]);
        let taken = taken.expect_code(1);
        assert_eq!(
            taken.err.matches(&port.to_string()).count(),
            1,
            "{}",
            taken.err
        );
        assert!(
            taken.err.contains("another process is listening there"),
            "{}",
            taken.err
        );
    }
    for (listen, part) in [
        ("8080", "`:8080`"),
        ("127.0.0.1", "port is missing"),
        ("http://localhost:8080", "`localhost:8080`"),
        ("/run/x.sock", "`unix:/run/x.sock`"),
        ("localhost:99999", "0 to 65535"),
    ] {
        let output = shell.run(&["serve", "--listen", listen]).expect_code(2);
        assert!(
            output.err.contains("http.listen"),
            "{listen}: {}",
            output.err
        );
        assert!(output.err.contains(part), "{listen}: {}", output.err);
    }
    let output = shell
        .run(&["serve", "--listen", "no-such-host.invalid:8080"])
        .expect_code(1);
    assert!(output.err.contains("cannot be resolved"), "{}", output.err);
    assert_eq!(
        output.err.matches("no-such-host").count(),
        1,
        "{}",
        output.err
    );
    let output = shell
        .run(&["serve", "--listen", "203.0.113.9:8080"])
        .expect_code(1);
    assert!(
        output.err.contains("does not have that IP address"),
        "{}",
        output.err
    );
}

/// Sends a request through a Unix socket and returns the whole answer.
fn over(socket: &Path, method: &str, path: &str, forwarded: &str, body: &str) -> String {
    let mut stream = UnixStream::connect(socket).expect("connects");
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{forwarded}\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .expect("sends");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("answers");
    answer
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

#[tokio::test]
async fn a_unix_socket_serves_a_proxy_which_reports_its_clients_ip_addresses() {
    let mut shell = Shell::new().await;
    shell.run_line(BLOG, "").expect_code(0);
    shell
        .settings
        .retain(|(name, _)| name != "REJOINDER_LISTEN");
    shell
        .settings
        .push(("REJOINDER_LISTEN".into(), "unix:x.sock".into()));
    let socket = shell.database.folder.path().join("x.sock");
    let serving = shell.serve();
    let mode = |path: &Path| fs::metadata(path).expect("exists").permissions().mode() & 0o777;
    assert_eq!(mode(&socket), 0o660);
    assert_eq!(
        status(&over(&socket, "GET", "/health/ready", "", "")),
        "200"
    );
    let post = |n: u32, client: &str| {
        let body = format!(
            r#"{{"page":"/p","text":"Text {n}","author":{{"name":"Ann","email":"a{n}@example.org"}}}}"#
        );
        let forwarded = format!("X-Forwarded-For: 6.6.6.6, {client}\r\n");
        let path = COMMENTS;
        status(&over(&socket, "POST", path, &forwarded, &body)).to_owned()
    };
    // Each client has its own rate limits, whatever IP address it claims itself.
    for n in 0..8 {
        assert_eq!(post(n, &format!("20.{n}.0.7")), "201");
    }
    let of_one: Vec<_> = (10..16).map(|n| post(n, "30.0.0.7")).collect();
    assert_eq!(of_one, ["201", "201", "201", "201", "201", "429"]);

    let taken = shell.run(&["serve"]).expect_code(1);
    assert!(
        taken.err.contains("another process is listening there"),
        "{}",
        taken.err
    );
    assert_eq!(taken.err.matches("x.sock").count(), 1, "{}", taken.err);
    assert_eq!(status(&over(&socket, "GET", "/health/live", "", "")), "200");

    // A killed process leaves its socket file, which does not prevent the next start.
    drop(serving);
    assert!(socket.exists());
    shell
        .settings
        .push(("REJOINDER_HTTP__SOCKET_MODE".into(), "666".into()));
    let mut serving = shell.serve();
    assert_eq!(mode(&socket), 0o666);
    assert_eq!(status(&over(&socket, "GET", "/health/live", "", "")), "200");
    serving.terminate();
    assert_eq!(serving.child.wait().expect("ends").code(), Some(0));
    assert!(!socket.exists(), "a graceful stop removes the socket file");

    fs::write(&socket, "a letter").expect("writes");
    let refused = shell.run(&["serve"]).expect_code(1);
    assert!(refused.err.contains("not a socket"), "{}", refused.err);
    assert!(socket.exists());
}
