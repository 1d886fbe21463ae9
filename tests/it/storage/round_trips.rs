//! How many round trips to PostgreSQL a request needs: the cost of a distant database.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use reqwest::Method;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};

use crate::support::{
    answers::Answer,
    database::Database,
    world::{World, on_services},
};

/// A relay in front of PostgreSQL that counts round trips: how often the client sends after the server has
/// answered. Statements that are sent together are one round trip.
struct CountingRelay {
    port: u16,
    flights: Arc<AtomicUsize>,
    statements: Arc<AtomicUsize>,
}

/// The length of the rest of a TLS request after its length field.
const TLS_REQUEST: usize = 4;

/// Counts the statements in the bytes that a client sends: each is one `Bind` or one simple `Query`.
#[derive(Default)]
struct CountedStatements {
    has_begun: bool,
    /// The remaining bytes of the current message, and the collected type and length of the next one.
    left: usize,
    head: Vec<u8>,
}

impl CountedStatements {
    fn count(&mut self, mut bytes: &[u8]) -> usize {
        let mut count = 0;
        while let Some((first, rest)) = bytes.split_first() {
            if self.left > 0 {
                let skipped = self.left.min(bytes.len());
                self.left -= skipped;
                bytes = &bytes[skipped..];
                continue;
            }
            self.head.push(*first);
            bytes = rest;
            // A TLS request and the startup message have no type byte.
            let typed = usize::from(self.has_begun);
            if self.head.len() == 4 + typed {
                let length = self.head[typed..].try_into().expect("four bytes");
                self.left = u32::from_be_bytes(length) as usize - 4;
                count += usize::from(self.has_begun && matches!(self.head[0], b'B' | b'Q'));
                self.has_begun |= self.left != TLS_REQUEST;
                self.head.clear();
            }
        }
        count
    }
}

impl CountingRelay {
    async fn before(server: &'static str) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let port = listener.local_addr().expect("a socket address").port();
        let (flights, statements) = (Arc::default(), Arc::default());
        let relay = Self {
            port,
            flights: Arc::clone(&flights),
            statements: Arc::clone(&statements),
        };
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (from_client, to_client) = client.into_split();
                let server = TcpStream::connect(server).await.expect("PostgreSQL");
                let (from_server, to_server) = server.into_split();
                let was_answered = Arc::new(AtomicBool::new(true));
                let (answered, flights) = (was_answered.clone(), Arc::clone(&flights));
                let (statements, mut parser) =
                    (Arc::clone(&statements), CountedStatements::default());
                tokio::spawn(carry(from_client, to_server, move |bytes| {
                    statements.fetch_add(parser.count(bytes), Ordering::SeqCst);
                    if answered.swap(false, Ordering::SeqCst) {
                        flights.fetch_add(1, Ordering::SeqCst);
                    }
                }));
                tokio::spawn(carry(from_server, to_client, move |_| {
                    was_answered.store(true, Ordering::SeqCst);
                }));
            }
        });
        relay
    }

    fn counts(&self) -> (usize, usize) {
        let count = |of: &AtomicUsize| of.load(Ordering::SeqCst);
        (count(&self.flights), count(&self.statements))
    }
}

async fn carry(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut heard: impl FnMut(&[u8]) + Send,
) {
    let mut buffer = vec![0; 1 << 16];
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        heard(&buffer[..count]);
        if to.write_all(&buffer[..count]).await.is_err() {
            break;
        }
    }
}

/// A world whose database is behind a relay; `None` without PostgreSQL.
async fn world_behind_counting_relay() -> Option<(World, CountingRelay)> {
    if !on_services() {
        return None;
    }
    let mut database = Database::migrated().await;
    let (_, rest) = database.url.split_once('@').expect("a user");
    let (server, name) = rest.split_once('/').expect("a name");
    let server: &'static str = server.to_owned().leak();
    let relay = CountingRelay::before(server).await;
    database.url = format!("postgres://rejoinder@127.0.0.1:{}/{name}", relay.port);
    let world = World::on(database).await;
    world
        .add_site("blog", "The Blog", "https://blog.example")
        .await;
    Some((world, relay))
}

/// The smallest number of round trips and statements among several requests, because other tasks of the
/// server query the database as well.
async fn smallest_counts<F>(
    relay: &CountingRelay,
    requests: impl IntoIterator<Item = F>,
) -> (usize, usize)
where
    F: Future<Output = Answer>,
{
    let mut fewest = (usize::MAX, usize::MAX);
    for request in requests {
        let before = relay.counts();
        request.await;
        let after = relay.counts();
        fewest.0 = fewest.0.min(after.0 - before.0);
        fewest.1 = fewest.1.min(after.1 - before.1);
    }
    fewest
}

#[tokio::test]
async fn a_decision_takes_eight_round_trips_and_forty_statements_at_most() {
    let Some((world, relay)) = world_behind_counting_relay().await else {
        return;
    };
    let owner = world.owner().await;
    let mut ids = Vec::new();
    for n in 0..12 {
        let posted = world.guest().post("/a", &format!("Comment {n}")).await;
        ids.push(posted.expect(201).id());
    }
    let decisions = ids.iter().enumerate().map(|(n, id)| {
        let action = if n % 2 == 0 { "approve" } else { "spam" };
        let body = json!({ "ids": [id], "action": action });
        let owner = &owner;
        async move {
            let answer = owner
                .send(Method::POST, "/decisions", &body)
                .await
                .expect(200);
            assert_eq!(answer.body["decided"].as_array().map(Vec::len), Some(1));
            answer
        }
    });
    let (flights, statements) = smallest_counts(&relay, decisions).await;
    assert!((2..=8).contains(&flights), "{flights}");
    // Includes BEGIN and COMMIT, the authentication of the caller, and the training of the classifier.
    assert!((10..=40).contains(&statements), "{statements}");
}

#[tokio::test]
async fn a_post_takes_five_round_trips_at_most() {
    let Some((world, relay)) = world_behind_counting_relay().await else {
        return;
    };
    world.guest().post("/a", "The first").await.expect(201);
    // With form tokens, whose forms were opened before the counting starts.
    let mut bodies = Vec::new();
    for _ in 0..12 {
        let guest = world.guest();
        let mut body = guest.comment("/a", "");
        body["token"] = json!(guest.token("/a").await);
        bodies.push(body);
    }
    let mut bodies = bodies.into_iter();
    let posts = (0..12).map(|n| {
        let (guest, mut body) = (
            world.guest(),
            bodies.next().expect("one body for each client"),
        );
        body["text"] = json!(format!("Comment {n}"));
        async move { guest.send(&body).await.expect(201) }
    });
    let (flights, _) = smallest_counts(&relay, posts).await;
    assert!((2..=5).contains(&flights), "{flights}");
}
