//! Restarts: killed, drained, out of file descriptors, under attack. Every acknowledged request takes effect
//! exactly once.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write as _,
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use rejoinder::{Clock, Policy};
use reqwest::{Client, RequestBuilder, header::HeaderMap};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    sync::{Mutex, watch},
    task::JoinSet,
};

use crate::support::{
    answers::{Answer, eventually},
    database::connect_postgres,
    process::{Installation, pause},
    server_client::{ServerClient, numbered_text},
    world::{World, environment_variable, on_services},
};

const WRITERS: u32 = 8;

/// What clients sent, and what was acknowledged.
#[derive(Default)]
struct Acknowledgements {
    sent: BTreeSet<String>,
    /// Idempotency key to comment id.
    comments: BTreeMap<String, String>,
    /// Comment id to the status that was decided.
    decisions: BTreeMap<String, &'static str>,
    refused: BTreeMap<String, usize>,
}

/// Writers and a moderator, which repeat each request until it is answered.
struct RepeatedRequests {
    address: watch::Sender<Option<SocketAddr>>,
    stop: Arc<AtomicBool>,
    acknowledged: Arc<AtomicUsize>,
    ledger: Arc<Mutex<Acknowledgements>>,
    tasks: JoinSet<()>,
}

impl RepeatedRequests {
    fn begin(token: &str) -> Self {
        let (address, known) = watch::channel(None);
        let mut load = Self {
            address,
            stop: Arc::default(),
            acknowledged: Arc::default(),
            ledger: Arc::default(),
            tasks: JoinSet::new(),
        };
        let next = Arc::new(AtomicU32::new(0));
        let (written, queue) = tokio::sync::mpsc::unbounded_channel();
        for _ in 0..WRITERS {
            let client = load.client(token, known.clone());
            let (next, written, stop) = (next.clone(), written.clone(), load.stop.clone());
            load.tasks.spawn(async move {
                while !stop.load(Ordering::SeqCst) {
                    let n = next.fetch_add(1, Ordering::SeqCst);
                    let _ = written.send(client.write(n).await);
                }
            });
        }
        let client = load.client(token, known);
        load.tasks.spawn(client.moderate(queue));
        load
    }

    fn client(&self, token: &str, address: watch::Receiver<Option<SocketAddr>>) -> RetryingClient {
        RetryingClient {
            token: token.to_owned(),
            address,
            acknowledged: self.acknowledged.clone(),
            ledger: self.ledger.clone(),
            http: crate::support::world::http_client_builder()
                .timeout(Duration::from_secs(20))
                .build()
                .expect("a client"),
        }
    }

    /// Waits until this many more requests were acknowledged.
    async fn more(&self, count: usize) {
        let wanted = self.acknowledged.load(Ordering::SeqCst) + count;
        eventually("an acknowledgement", async || {
            pause().await;
            (self.acknowledged.load(Ordering::SeqCst) >= wanted).then_some(())
        })
        .await;
    }

    /// Lets all clients finish.
    async fn end(mut self) -> Acknowledgements {
        self.stop.store(true, Ordering::SeqCst);
        while let Some(task) = self.tasks.join_next().await {
            task.expect("no client fails");
        }
        std::mem::take(&mut *self.ledger.lock().await)
    }
}

struct RetryingClient {
    token: String,
    address: watch::Receiver<Option<SocketAddr>>,
    acknowledged: Arc<AtomicUsize>,
    ledger: Arc<Mutex<Acknowledgements>>,
    http: Client,
}

impl RetryingClient {
    /// Repeats a request until the answer is not 503.
    async fn insist(&self, request: impl Fn(ServerClient) -> RequestBuilder) -> Answer {
        loop {
            let address = *self
                .address
                .clone()
                .wait_for(Option::is_some)
                .await
                .expect("has a sender");
            let blog_client = ServerClient {
                http: self.http.clone(),
                base: format!("http://{}", address.expect("a socket address")),
                token: self.token.clone(),
            };
            if let Ok(response) = request(blog_client).send().await {
                let status = response.status();
                if let Ok(text) = response.text().await {
                    if status != 503 {
                        let body = serde_json::from_str(&text).unwrap_or_default();
                        let headers = HeaderMap::default();
                        return Answer {
                            status,
                            headers,
                            text,
                            body,
                        };
                    }
                    *self
                        .ledger
                        .lock()
                        .await
                        .refused
                        .entry("503".into())
                        .or_default() += 1;
                }
            }
            pause().await;
        }
    }

    async fn write(&self, n: u32) -> String {
        let key = format!("key-{n}");
        self.ledger.lock().await.sent.insert(numbered_text(n));
        let answer = self
            .insist(|blog_client| blog_client.comment(n).header("idempotency-key", &key))
            .await
            .expect(201);
        self.ledger.lock().await.comments.insert(key, answer.id());
        self.acknowledged.fetch_add(1, Ordering::SeqCst);
        answer.id()
    }

    /// Approves one comment and classifies the next as spam, until the writers have ended.
    async fn moderate(self, mut queue: tokio::sync::mpsc::UnboundedReceiver<String>) {
        let decisions = [("approve", "approved"), ("spam", "spam")];
        let mut decisions = decisions.iter().cycle();
        while let Some(id) = queue.recv().await {
            let (action, status) = decisions.next().expect("an endless iterator");
            let answer = self
                .insist(|blog_client| blog_client.decision(&id, action))
                .await
                .expect(200);
            let done = answer.body["decided"][0]["id"] == id.as_str();
            let before = answer.body["skipped"][0]["code"] == "unchanged";
            assert!(done || before, "{}", answer.text);
            self.ledger.lock().await.decisions.insert(id, status);
            self.acknowledged.fetch_add(1, Ordering::SeqCst);
        }
    }
}

/// Compares what clients were acknowledged with what the database contains; returns a summary line.
async fn compare_with_database(installation: &Installation, ledger: &Acknowledgements) -> String {
    let ids = |list: Vec<String>| list.into_iter().collect::<BTreeSet<_>>();
    let plain = |id: &String| id.replace('-', "");
    let kept = installation
        .column(
            "SELECT text FROM comment ORDER BY text",
            "SELECT text FROM comment ORDER BY text",
        )
        .await;
    let texts = ids(kept.clone());
    assert_eq!(texts.len(), kept.len(), "a comment is duplicated");
    let phantoms = texts.difference(&ledger.sent).count();
    assert_eq!(phantoms, 0, "no comments without a request");
    let kept = installation
        .column(
            "SELECT lower(hex(id)) FROM comment",
            "SELECT replace(id::TEXT, '-', '') FROM comment",
        )
        .await;
    let kept = ids(kept);
    let lost = ledger
        .comments
        .values()
        .map(plain)
        .filter(|id| !kept.contains(id));
    assert_eq!(lost.count(), 0, "acknowledged comments are missing");
    let keys = installation
        .column(
            "SELECT key || ' ' || lower(hex(comment)) FROM idempotency",
            "SELECT key || ' ' || replace(comment::TEXT, '-', '') FROM idempotency",
        )
        .await;
    let keys = ids(keys);
    for (key, id) in &ledger.comments {
        assert!(keys.contains(&format!("{key} {}", plain(id))), "{key}");
    }
    assert_eq!(keys.len(), kept.len(), "one comment for each key");
    let decided = installation
        .column(
            "SELECT lower(hex(c.id)) || ' ' || c.status || ' ' || l.to_status FROM comment c
             JOIN moderation_log l ON l.site = c.site AND l.comment = c.id",
            "SELECT replace(c.id::TEXT, '-', '') || ' ' || c.status || ' ' || l.to_status
             FROM comment c JOIN moderation_log l ON l.site = c.site AND l.comment = c.id",
        )
        .await;
    let lines = decided.len();
    let decided = ids(decided);
    assert_eq!(lines, decided.len(), "a decision is duplicated");
    for (id, status) in &ledger.decisions {
        let line = format!("{} {status} {status}", plain(id));
        assert!(decided.contains(&line), "lost or changed: {line}");
    }
    assert_eq!(
        lines,
        ledger.decisions.len(),
        "no decisions without a request"
    );
    assert!(installation.is_sound().await);
    format!(
        "{} comments and {} decisions acknowledged, 0 lost, 0 duplicated, 0 phantoms; temporary refusals: {:?}",
        ledger.comments.len(),
        ledger.decisions.len(),
        ledger.refused,
    )
}

fn unlimited_policy() -> Policy {
    Policy {
        limits_percent: 10_000,
        ..Policy::default()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_or_duplicated_when_the_process_is_killed() {
    let kills = environment_variable("REJOINDER_KILLS").map_or(5, |n| n.parse().expect("a number"));
    let installation = Installation::empty().await;
    let token = installation.add_blog_and_owner(unlimited_policy()).await;
    let load = RepeatedRequests::begin(&token);
    let mut ready = Vec::new();
    let chance = Clock::system();
    for round in 0..kills {
        let mut server = installation.start();
        // Killed while it starts, as soon as it serves, or after some more acknowledgments.
        if round % 5 == 4 {
            // A random moment of the start is what is tested.
            let [moment] = chance.random_bytes::<1>();
            tokio::time::sleep(Duration::from_millis(u64::from(moment / 4))).await;
        } else {
            let address = server.address().await;
            let blog_client = ServerClient::new(address, "");
            eventually("readiness", async || {
                blog_client.is_ready().await.then_some(())
            })
            .await;
            ready.push(server.started.elapsed());
            load.address.send_replace(Some(address));
            let [more] = chance.random_bytes::<1>();
            load.more(usize::from(more % 64)).await;
        }
        server.kill();
    }
    let (_served, address) = installation.start_and_wait().await;
    load.address.send_replace(Some(address));
    let ledger = load.end().await;
    let slowest = ready.iter().max().expect("some starts");
    let reported = compare_with_database(&installation, &ledger).await;
    eprintln!("{kills} kills: {reported}; ready after at most {slowest:?}");
    assert!(ledger.comments.len() >= WRITERS as usize);
}

/// The classifier of a process, once it has been trained with this many examples.
async fn trained_classifier(blog_client: &ServerClient, lessons: usize) -> Value {
    eventually("the training examples", async || {
        pause().await;
        let found = blog_client
            .get("/api/v1/moderation/statistics")
            .await
            .expect(200);
        let filter = found.body["filter"].clone();
        let learned = [&filter["ham"], &filter["spam"]].map(|n| n.as_u64().expect("a number"));
        (learned.iter().sum::<u64>() == lessons as u64).then_some(filter)
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_decision_is_a_training_example_when_the_process_is_killed() {
    let installation = Installation::empty().await;
    let token = installation.add_blog_and_owner(unlimited_policy()).await;
    let load = RepeatedRequests::begin(&token);
    // One process ends gracefully and leaves a checkpoint, from which the later ones continue.
    for signal in ["KILL", "TERM", "KILL", "KILL"] {
        let (mut server, address) = installation.start_and_wait().await;
        load.address.send_replace(Some(address));
        load.more(60).await;
        server.signal(signal);
        assert_eq!(server.wait_for_exit().await.success(), signal == "TERM");
    }
    let (mut server, address) = installation.start_and_wait().await;
    load.address.send_replace(Some(address));
    let ledger = load.end().await;
    compare_with_database(&installation, &ledger).await;
    let kept = installation
        .column(
            "SELECT lower(hex(comment)) || ' ' || label FROM lesson",
            "SELECT replace(comment::TEXT, '-', '') || ' ' || label FROM lesson",
        )
        .await;
    let lessons = kept.iter().map(String::as_str).collect::<BTreeSet<_>>();
    assert_eq!(
        lessons.len(),
        kept.len(),
        "a training example is duplicated"
    );
    for (id, status) in &ledger.decisions {
        let label = if *status == "spam" { "spam" } else { "ham" };
        let lesson = format!("{} {label}", id.replace('-', ""));
        assert!(lessons.contains(lesson.as_str()), "lost: {lesson}");
    }
    assert_eq!(
        lessons.len(),
        ledger.decisions.len(),
        "no training example without a decision"
    );

    let serving = trained_classifier(&ServerClient::new(address, &token), lessons.len()).await;
    server.kill();
    let (_served, address) = installation.start_and_wait().await;
    let blog_client = ServerClient::new(address, &token);
    assert_eq!(
        trained_classifier(&blog_client, lessons.len()).await,
        serving
    );
    // The command runs beside the serving process, which has the same model.
    let rebuilt = installation.binary().args(["spam", "rebuild"]).output();
    let rebuilt = rebuilt.expect("runs");
    let printed = String::from_utf8(rebuilt.stdout).expect("UTF-8");
    assert!(rebuilt.status.success(), "{printed}");
    let fingerprint = printed
        .lines()
        .find_map(|l| l.strip_prefix("fingerprint  "));
    assert_eq!(
        serving["fingerprint"],
        fingerprint.expect("one"),
        "{printed}"
    );
    assert!(printed.contains("was identical"), "{printed}");
    assert_eq!(
        trained_classifier(&blog_client, lessons.len()).await,
        serving
    );
    eprintln!(
        "3 kills: {} training examples, 0 lost, 0 duplicated",
        lessons.len()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_the_database_cuts_connections_nothing_acknowledged_is_lost() {
    if !on_services() {
        eprintln!("REJOINDER_TEST_DATABASE_URL is not set: pg_terminate_backend test skipped");
        return;
    }
    let installation = Installation::empty().await;
    let token = installation.add_blog_and_owner(unlimited_policy()).await;
    let (_served, address) = installation.start_and_wait().await;
    let load = RepeatedRequests::begin(&token);
    load.address.send_replace(Some(address));
    let admin = connect_postgres(&installation.environment["REJOINDER_DATABASE_URL"]).await;
    let mut cut = 0;
    for _ in 0..20 {
        let rows = admin
            .query(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                 WHERE datname = current_database() AND application_name = 'rejoinder'",
                &[],
            )
            .await;
        cut += rows.expect("terminates").len();
        load.more(10).await;
    }
    let ledger = load.end().await;
    let reported = compare_with_database(&installation, &ledger).await;
    eprintln!("{cut} connections cut: {reported}");
    assert!(cut >= 20, "{cut}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn restarts_on_an_inherited_socket_lose_no_requests() {
    let installation = Installation::empty().await;
    let token = installation.add_blog_and_owner(unlimited_policy()).await;
    let listener = TcpListener::bind("127.0.0.1:0").expect("listens");
    let address = listener.local_addr().expect("a socket address");
    // As systemd passes it: descriptor 3, intended for exactly this process.
    let script = r#"exec 3<&0 </dev/null; export LISTEN_FDS=1 LISTEN_PID=$$; exec "$0" --dev"#;
    let start = || {
        let inherited = listener.try_clone().expect("another handle");
        installation.start_by_shell(script, Some(inherited.into()))
    };
    let mut server = start();
    assert_eq!(server.address().await, address);
    let (stop, answered) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicUsize::new(0)),
    );
    let mut clients = JoinSet::new();
    for client in 0..8_u32 {
        let blog_client = ServerClient::new(address, &token);
        let (stop, answered) = (stop.clone(), answered.clone());
        clients.spawn(async move {
            let mut n = client * 100_000;
            while !stop.load(Ordering::SeqCst) {
                // No request is repeated: each must be answered the first time.
                let answer = if n.is_multiple_of(4) {
                    blog_client.post(n).await.expect(201)
                } else {
                    blog_client.read(n).await.expect(200)
                };
                assert!(answer.body.is_object());
                answered.fetch_add(1, Ordering::SeqCst);
                n += 1;
            }
        });
    }
    let some_more = async |answered: &AtomicUsize| {
        let wanted = answered.load(Ordering::SeqCst) + 50;
        eventually("more answers", async || {
            pause().await;
            (answered.load(Ordering::SeqCst) >= wanted).then_some(())
        })
        .await;
    };
    for _ in 0..3 {
        some_more(&answered).await;
        server.signal("TERM");
        assert!(server.wait_for_exit().await.success(), "it drained in time");
        server = start();
    }
    some_more(&answered).await;
    stop.store(true, Ordering::SeqCst);
    while let Some(client) = clients.join_next().await {
        client.expect("no request was lost");
    }
    let answered = answered.load(Ordering::SeqCst);
    eprintln!("3 restarts under load: {answered} requests, 0 lost");
}

/// The processor time that a process has used, in ticks of 10 ms.
fn ticks(process: u32) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).expect("exists");
    let (_, fields) = stat.rsplit_once(") ").expect("a name");
    let fields: Vec<&str> = fields.split(' ').collect();
    let field = |n: usize| fields[n].parse::<u64>().expect("a number");
    field(11) + field(12)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_out_of_descriptors_neither_spins_nor_crashes() {
    let installation = Installation::empty()
        .await
        .set("REJOINDER_DATABASE__CONNECTIONS", "4")
        .set("REJOINDER_HTTP__SERVE__HEADER_TIMEOUT", "1");
    installation.add_blog_and_owner(unlimited_policy()).await;
    let mut server = installation.start_by_shell(r#"ulimit -n 64; exec "$0" --dev"#, None);
    let address = server.address().await;
    let blog_client = ServerClient::new(address, "");
    assert!(blog_client.is_ready().await);
    let (started, before) = (Instant::now(), ticks(server.child.id()));
    let mut idle: Vec<TcpStream> = (0..200)
        .map(|_| TcpStream::connect(address).expect("connects"))
        .collect();
    for stream in &mut idle {
        let _ = stream.write_all(b"GET /health/live HTTP/1.1\r\n");
    }
    assert!(
        blog_client.is_ready().await,
        "an existing connection is served"
    );
    // Connections that hold the descriptors are closed at their deadline, one group after another, and a
    // request that waits behind them is answered.
    assert!(ServerClient::new(address, "").is_ready().await);
    let used = ticks(server.child.id()) - before;
    let waited = started.elapsed();
    eprintln!("200 idle connections on 64 descriptors: ready after {waited:?}, {used} ticks used");
    assert!(
        server.child.try_wait().expect("has a status").is_none(),
        "it still runs"
    );
    assert!(waited >= Duration::from_secs(1), "the descriptors ran out");
    let elapsed = u64::try_from(waited.as_millis()).expect("fits") / 10;
    assert!(used < elapsed / 2, "{used} of {elapsed} ticks: it spins");
    drop(idle);
    assert!(ServerClient::new(address, "").is_ready().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_incomplete_requests_are_closed_and_delay_no_other_client() {
    let world = World::new().await;
    let mut slow = JoinSet::new();
    let started = Instant::now();
    for _ in 0..1000 {
        let mut stream = tokio::net::TcpStream::connect(world.address)
            .await
            .expect("connects");
        stream
            .write_all(b"GET /api/v1/sites/blog/counts?page=/a HTTP/1.1\r\nHost: half.exa")
            .await
            .expect("sends half of it");
        slow.spawn(async move {
            let mut rest = Vec::new();
            // A connection reset counts as closed too.
            let _ = stream.read_to_end(&mut rest).await;
            rest.len()
        });
    }
    let ann = world.guest();
    for _ in 0..20 {
        ann.read("/party").await;
    }
    let meanwhile = slow.len();
    let closed = async { while slow.join_next().await.is_some() {} };
    let closed = tokio::time::timeout(Duration::from_mins(1), closed).await;
    closed.expect("all connections were closed");
    eprintln!(
        "1000 incomplete requests: {meanwhile} open while others were served; all closed after {:?}",
        started.elapsed()
    );
    let posted: Value = ann.post("/party", "Still here.").await.expect(201).body;
    assert_eq!(posted["status"], "pending");
}
