//! A log that is not read blocks nothing: a pipe to a hanging collector, or to one whose disk is full.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    process::{ChildStderr, Stdio},
};

use rejoinder::Policy;

use crate::support::{
    process::{Installation, ServerProcess},
    server_client::ServerClient,
};

async fn request_often(client: &ServerClient) {
    for _ in 0..240 {
        let reads = (0..50).map(|_| client.get("/health/live"));
        for answer in futures_util::future::join_all(reads).await {
            answer.expect(200);
        }
    }
}

/// A server that logs into a pipe.
async fn start_with_piped_log(
    settings: &[(&str, &str)],
) -> (Installation, ServerProcess, ChildStderr, ServerClient) {
    let mut installation = Installation::empty().await;
    let token = installation.add_blog_and_owner(Policy::default()).await;
    for (name, value) in [("REJOINDER_LOG__LEVEL", "info")].iter().chain(settings) {
        installation = installation.set(name, value);
    }
    let mut command = installation.binary();
    command.arg("--dev").stderr(Stdio::piped());
    let mut server = ServerProcess::of(command);
    let log = server.child.stderr.take().expect("the log");
    let client = ServerClient::new(server.address().await, &token);
    (installation, server, log, client)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_shutdown_ends_although_its_message_is_not_read() {
    let (_installation, mut server, log, client) = start_with_piped_log(&[
        ("REJOINDER_HTTP__SERVE__DRAIN_NOTICE", "0.1"),
        ("REJOINDER_HTTP__SERVE__DRAIN_TIMEOUT", "0.5"),
    ])
    .await;
    request_often(&client).await;
    // A request without an end prevents the server from stopping in time.
    let mut stuck = TcpStream::connect(server.address().await).expect("connects");
    let head = "POST /api/v1/sites/blog/preview HTTP/1.1\r\nHost: localhost\r\n\
        Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{";
    stuck.write_all(head.as_bytes()).expect("sends");
    client.get("/health/live").await.expect(200);
    server.signal("TERM");
    let status = server.wait_for_exit().await;
    assert_eq!(status.code(), Some(1), "{status}");
    drop(log);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unread_log_blocks_no_request_and_no_shutdown_and_counts_the_lines_it_drops() {
    let (_installation, mut server, mut log, client) = start_with_piped_log(&[]).await;
    // More lines than the pipe (64 KiB) and the queue can hold together.
    request_often(&client).await;
    let reading = std::thread::spawn(move || {
        let mut text = String::new();
        let mut piece = [0; 4_096];
        while !text.contains("log lines dropped") {
            let length = log.read(&mut piece).expect("reads");
            assert_ne!(length, 0, "the log ended without the number: {text:.300}");
            text.push_str(&String::from_utf8_lossy(&piece[..length]));
        }
        (log, text)
    });
    let (log, text) = tokio::task::spawn_blocking(|| reading.join().expect("no panic"))
        .await
        .expect("no panic");
    let line = text
        .lines()
        .rfind(|line| line.contains("log lines dropped"));
    assert!(line.is_some_and(|line| line.contains("lines")), "{line:?}");
    // Unread again while the server stops.
    request_often(&client).await;
    server.signal("TERM");
    let status = server.wait_for_exit().await;
    assert!(status.success(), "{status}");
    drop(log);
}
