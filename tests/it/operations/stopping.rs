//! Stopping the process: readiness reports it immediately, and the process ends within 10 seconds, whatever
//! it is waiting for.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    process::Stdio,
    time::{Duration, Instant},
};

use rejoinder::Policy;
use tokio::{io::AsyncReadExt as _, net::TcpListener, sync::mpsc};

use crate::support::{
    answers::eventually,
    database::connect_postgres,
    process::{Installation, ServerProcess, pause},
    relay::{Relay, RelayMode},
    server_client::{ServerClient, numbered_comment},
    world::{environment_variable, on_services},
};

/// The time within which the process must end after SIGTERM.
const STOP_LIMIT: Duration = Duration::from_secs(10);

/// Sends SIGTERM and waits for the process to end; fails if that takes too long.
async fn stop_in_time(server: &mut ServerProcess) -> Duration {
    let started = Instant::now();
    server.signal("TERM");
    server.wait_for_exit().await;
    let took = started.elapsed();
    assert!(took < STOP_LIMIT, "the stop took {took:?}");
    took
}

async fn install_with_owner() -> (Installation, String) {
    let installation = Installation::empty().await;
    let token = installation.add_blog_and_owner(Policy::default()).await;
    let installation = installation.set("REJOINDER_LOG__LEVEL", "info");
    (installation, token)
}

fn log(installation: &Installation) -> String {
    std::fs::read_to_string(installation.log()).expect("a log")
}

/// A server that accepts connections and never answers.
struct SilentServer {
    port: u16,
    /// Receives a message for each accepted connection that has sent its first bytes.
    came: mpsc::UnboundedReceiver<()>,
    /// Receives a message for each connection that the other side closed.
    closed: mpsc::UnboundedReceiver<()>,
}

impl SilentServer {
    /// `greeting` is sent first, as an SMTP server does.
    async fn new(greeting: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("listens");
        let port = listener.local_addr().expect("a socket address").port();
        let (tell_came, came) = mpsc::unbounded_channel();
        let (tell_closed, closed) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (came, closed) = (tell_came.clone(), tell_closed.clone());
                tokio::spawn(async move {
                    use tokio::io::AsyncWriteExt as _;
                    let _ = stream.write_all(greeting.as_bytes()).await;
                    let mut piece = [0; 4096];
                    let mut is_first = true;
                    while let Ok(1..) = stream.read(&mut piece).await {
                        if std::mem::take(&mut is_first) {
                            let _ = came.send(());
                        }
                    }
                    let _ = closed.send(());
                });
            }
        });
        Self { port, came, closed }
    }

    async fn was_asked(&mut self) {
        let requested = tokio::time::timeout(Duration::from_secs(30), self.came.recv());
        requested.await.expect("in time").expect("a connection");
    }

    /// Returns whether the connections were open until the process ended.
    fn still_hung(&mut self) -> bool {
        self.closed.try_recv().is_err()
    }
}

/// Opens a connection with a request whose body never ends.
fn slow_client(address: SocketAddr) -> TcpStream {
    let mut stream = TcpStream::connect(address).expect("connects");
    let head = "POST /api/v1/sites/blog/preview HTTP/1.1\r\nHost: localhost\r\n\
        Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{";
    stream.write_all(head.as_bytes()).expect("sends");
    stream
}

/// Posts the `n`th comment on a connection of its own. Returns once the server reads the body: from then on the
/// comment is being stored, and a stop has to wait for it.
fn posting_client(address: SocketAddr, n: u32) -> TcpStream {
    let mut stream = TcpStream::connect(address).expect("connects");
    let body = numbered_comment(n).to_string();
    let head = format!(
        "POST /api/v1/sites/blog/comments HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 20.0.{n}.7\r\n\
        Content-Type: application/json\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).expect("sends");
    let expected = b"HTTP/1.1 100 Continue\r\n\r\n";
    let mut answer = vec![0; expected.len()];
    stream.read_exact(&mut answer).expect("an interim answer");
    assert_eq!(answer, expected);
    stream.write_all(body.as_bytes()).expect("sends");
    stream
}

/// Sends one request on an open connection and returns the whole answer.
fn send_again(stream: &mut TcpStream, path: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("sends");
    let (mut answer, mut piece) = (String::new(), [0; 4096]);
    loop {
        let length = stream.read(&mut piece).expect("reads");
        answer.push_str(&String::from_utf8_lossy(&piece[..length]));
        if length == 0 || answer.ends_with('}') {
            return answer;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readiness_answers_503_from_the_signal_until_the_socket_closes() {
    let (installation, token) = install_with_owner().await;
    let installation = installation.set("REJOINDER_HTTP__SERVE__DRAIN_NOTICE", "2");
    let (mut server, address) = installation.start_and_wait().await;
    let blog_client = ServerClient::new(address, &token);
    blog_client.get("/health/ready").await.expect(200);
    let mut kept_alive = TcpStream::connect(address).expect("connects");
    let before = send_again(&mut kept_alive, "/health/ready");
    assert!(before.starts_with("HTTP/1.1 200 "), "{before}");
    server.signal("TERM");
    eventually("503", async || {
        pause().await;
        let ready = blog_client.get("/health/ready").await;
        (ready.status == 503).then_some(())
    })
    .await;
    let after = send_again(&mut kept_alive, "/health/ready");
    assert!(after.starts_with("HTTP/1.1 503 "), "{after}");
    assert!(after.contains("connection: close"), "{after}");
    let mut answered = 0;
    loop {
        let fresh = crate::support::world::http_client_builder()
            .timeout(Duration::from_secs(5))
            .build()
            .expect("a client");
        let Ok(ready) = fresh
            .get(format!("http://{address}/health/ready"))
            .send()
            .await
        else {
            break;
        };
        assert_eq!(ready.status(), 503);
        let body: serde_json::Value = ready.json().await.expect("JSON");
        assert_eq!(body["status"], "unavailable", "{body}");
        assert_eq!(body["cause"], "stopping", "{body}");
        // Everything else is served as before.
        let live = fresh.get(format!("http://{address}/health/live")).send();
        let read = fresh
            .get(format!(
                "http://{address}/api/v1/sites/blog/comments?page=/a"
            ))
            .send();
        if let (Ok(live), Ok(read)) = (live.await, read.await) {
            assert_eq!((live.status().as_u16(), read.status().as_u16()), (200, 200));
            answered += 1;
        }
    }
    assert!(answered > 3, "only {answered} answers before the end");
    assert!(server.wait_for_exit().await.success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silent_postgres_does_not_delay_the_stop() {
    if !on_services() {
        eprintln!("REJOINDER_TEST_DATABASE_URL is not set: test with a silent PostgreSQL skipped");
        return;
    }
    let (mut installation, token) = install_with_owner().await;
    let url = installation.environment["REJOINDER_DATABASE_URL"].clone();
    let relay = Relay::in_front_of(&url, 5432).await;
    installation = installation.set("REJOINDER_DATABASE_URL", &relay.url_of(&url));
    let (mut server, address) = installation.start_and_wait().await;
    let blog_client = ServerClient::new(address, &token);
    blog_client.post(1).await.expect(201);
    relay.set_mode(RelayMode::Frozen);
    let posts = (2..8).map(|n| blog_client.post_if_possible(n));
    let posts = tokio::spawn(futures_util::future::join_all(posts.collect::<Vec<_>>()));
    relay.wait_for_held(0).await;
    stop_in_time(&mut server).await;
    drop(posts);

    // The same while the process waits for the database at its start.
    let held = relay.held();
    let mut starting = installation.start();
    relay.wait_for_held(held).await;
    assert!(starting.child.try_wait().expect("has a status").is_none());
    let took = stop_in_time(&mut starting).await;
    assert!(took < Duration::from_secs(4), "{took:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silent_redis_does_not_delay_the_stop() {
    let Some(redis) = environment_variable("REJOINDER_TEST_REDIS_URL") else {
        eprintln!("REJOINDER_TEST_REDIS_URL is not set: test with a silent Redis skipped");
        return;
    };
    let (mut installation, token) = install_with_owner().await;
    let relay = Relay::in_front_of(&redis, 6379).await;
    installation = installation
        .set("REJOINDER_REDIS_URL", &relay.url_of(&redis))
        // The longest timeout that the setting allows.
        .set("REJOINDER_LIMITS__REDIS_TIMEOUT_MS", "5000");
    let (mut server, address) = installation.start_and_wait().await;
    let blog_client = ServerClient::new(address, &token);
    blog_client.post(1).await.expect(201);
    relay.set_mode(RelayMode::Frozen);
    let posts = (2..8).map(|n| blog_client.post_if_possible(n));
    let posts = tokio::spawn(futures_util::future::join_all(posts.collect::<Vec<_>>()));
    relay.wait_for_held(0).await;
    stop_in_time(&mut server).await;
    drop(posts);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hanging_mail_server_does_not_delay_the_stop() {
    let mut mail = SilentServer::new("220 mute.example ESMTP\r\n").await;
    let (installation, token) = install_with_owner().await;
    let installation = installation
        .set(
            "REJOINDER_MAIL__SMTP_URL",
            &format!("smtp+plain://127.0.0.1:{}", mail.port),
        )
        .set("REJOINDER_MAIL__FROM", "comments@blog.example")
        .set("REJOINDER_MAIL__TIMEOUT_SECONDS", "300");
    let (mut server, address) = installation.start_and_wait().await;
    let blog_client = ServerClient::new(address, &token);
    let requested = blog_client
        .http
        .post(format!(
            "{}/api/v1/sites/blog/session/email",
            blog_client.base
        ))
        .json(&serde_json::json!({ "email": "ann@example.org" }));
    crate::support::answers::Answer::of(requested)
        .await
        .expect(202);
    mail.was_asked().await;
    assert!(mail.still_hung());
    stop_in_time(&mut server).await;
    let log = log(&installation);
    assert!(log.contains("delivery interrupted"), "{log}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hanging_webhook_does_not_delay_the_stop() {
    let mut hook = SilentServer::new("").await;
    let (installation, token) = install_with_owner().await;
    let installation = installation
        .set(
            "REJOINDER_SPAM__HOOK__URL",
            &format!("http://127.0.0.1:{}/", hook.port),
        )
        .set(
            "REJOINDER_SPAM__HOOK__SECRET",
            "the-key-of-a-hook-of-32-bytes-or-more",
        )
        .set("REJOINDER_SPAM__OUTSIDE_TIMEOUT_MS", "10000");
    let (mut server, address) = installation.start_and_wait().await;
    let blog_client = ServerClient::new(address, &token);
    let post = tokio::spawn(blog_client.post_if_possible(1));
    hook.was_asked().await;
    assert!(hook.still_hung());
    stop_in_time(&mut server).await;
    drop(post);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_that_send_slowly_or_read_nothing_do_not_delay_the_stop() {
    let (installation, _) = install_with_owner().await;
    let (mut server, address) = installation.start_and_wait().await;
    let slow: Vec<_> = (0..20).map(|_| slow_client(address)).collect();
    let half_a_head: Vec<_> = (0..20)
        .map(|_| {
            let mut stream = TcpStream::connect(address).expect("connects");
            stream.write_all(b"GET / HT").expect("sends");
            stream
        })
        .collect();
    // Requests large answers and reads nothing of them.
    let unread: Vec<_> = (0..4)
        .map(|_| {
            let mut stream = TcpStream::connect(address).expect("connects");
            let requests = "GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(40);
            stream.write_all(requests.as_bytes()).expect("sends");
            stream
        })
        .collect();
    for stream in &unread {
        let began = stream.peek(&mut [0]).expect("an answer begins");
        assert_eq!(began, 1);
    }
    stop_in_time(&mut server).await;
    drop((slow, half_a_head, unread));
    let log = log(&installation);
    assert!(log.contains("still open after 7 seconds"), "{log}");
}

/// Holds the lock that every write needs, as a long job or another process does.
async fn hold_writes(installation: &Installation) -> Box<dyn std::any::Any + Send> {
    let url = &installation.environment["REJOINDER_DATABASE_URL"];
    if let Some(path) = url.strip_prefix("sqlite:") {
        let other = rusqlite::Connection::open(path).expect("opens");
        other.execute_batch("BEGIN IMMEDIATE").expect("locks");
        return Box::new(other);
    }
    let client = connect_postgres(url).await;
    client
        .batch_execute("BEGIN; LOCK TABLE comment, outbox, schema_step IN EXCLUSIVE MODE")
        .await
        .expect("locks");
    Box::new(client)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_that_waits_for_a_lock_does_not_delay_the_stop() {
    let (installation, token) = install_with_owner().await;
    let (mut server, address) = installation.start_and_wait().await;
    let blog_client = ServerClient::new(address, &token);
    blog_client.post(1).await.expect(201);
    let held = hold_writes(&installation).await;
    let posts: Vec<_> = (2..8).map(|n| posting_client(address, n)).collect();
    stop_in_time(&mut server).await;
    for mut post in posts {
        let mut answer = String::new();
        let _ = post.read_to_string(&mut answer);
        assert!(
            answer.starts_with("HTTP/1.1 503 "),
            "it waited for the lock: {answer}"
        );
    }
    drop(held);
    assert!(installation.is_sound().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_signal_ends_the_process_immediately_and_the_log_says_what_was_interrupted() {
    for (first, second) in [("TERM", "TERM"), ("INT", "TERM"), ("TERM", "INT")] {
        let (installation, _) = install_with_owner().await;
        let installation = installation.set("REJOINDER_HTTP__SERVE__DRAIN_TIMEOUT", "120");
        let (mut server, address) = installation.start_and_wait().await;
        let stuck = slow_client(address);
        server.signal(first);
        eventually("the first signal", async || {
            pause().await;
            log(&installation).contains("draining").then_some(())
        })
        .await;
        server.signal(second);
        let status = server.wait_for_exit().await;
        assert_eq!(status.code(), Some(1), "{status}");
        let log = log(&installation);
        assert!(
            log.contains("stopped immediately by a second signal"),
            "{log}"
        );
        assert!(log.contains("open connections"), "{log}");
        drop(stuck);
        assert!(installation.is_sound().await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_of_this_together_with_an_unread_log_still_stops_in_time() {
    let mut mail = SilentServer::new("220 mute.example ESMTP\r\n").await;
    let (installation, token) = install_with_owner().await;
    let installation = installation
        .set(
            "REJOINDER_MAIL__SMTP_URL",
            &format!("smtp+plain://127.0.0.1:{}", mail.port),
        )
        .set("REJOINDER_MAIL__FROM", "comments@blog.example")
        .set("REJOINDER_MAIL__TIMEOUT_SECONDS", "300");
    let mut command = installation.binary();
    command.arg("--dev").stderr(Stdio::piped());
    let mut server = ServerProcess::of(command);
    let unread = server.child.stderr.take().expect("the log");
    let address = server.address().await;
    let blog_client = ServerClient::new(address, &token);
    let requested = blog_client
        .http
        .post(format!(
            "{}/api/v1/sites/blog/session/email",
            blog_client.base
        ))
        .json(&serde_json::json!({ "email": "ann@example.org" }));
    crate::support::answers::Answer::of(requested)
        .await
        .expect(202);
    mail.was_asked().await;
    // More log lines than the pipe and the queue can hold.
    for _ in 0..240 {
        let reads = (0..50).map(|_| blog_client.get("/health/live"));
        futures_util::future::join_all(reads).await;
    }
    let slow: Vec<_> = (0..20).map(|_| slow_client(address)).collect();
    let held = hold_writes(&installation).await;
    let posts: Vec<_> = (2..8).map(|n| posting_client(address, n)).collect();
    stop_in_time(&mut server).await;
    drop((slow, held, posts, unread));
}
