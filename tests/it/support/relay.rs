//! A relay in front of a server of the tests. It can delay what it carries; carry nothing without closing the
//! connection, as a hanging network or server does; or close connections.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
    time::sleep,
};

use crate::support::{
    database::Database,
    world::{World, on_services},
};

/// What a relay does with the bytes it receives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelayMode {
    Immediate,
    /// Every piece is delayed by this long in each direction.
    Delayed(Duration),
    /// Nothing is carried, and nothing is closed.
    Frozen,
    /// Requests are carried, and answers are not.
    AnswersFrozen,
    /// Connections are closed, including new ones.
    Cut,
}

impl RelayMode {
    const fn holds(self, direction: Direction) -> bool {
        match self {
            Self::Frozen => true,
            Self::AnswersFrozen => matches!(direction, Direction::ToClient),
            _ => false,
        }
    }
}

#[derive(Clone, Copy)]
enum Direction {
    ToServer,
    ToClient,
}

/// Listens on a port of 127.0.0.1 for connections to one server.
pub struct Relay {
    pub port: u16,
    mode: watch::Sender<RelayMode>,
    /// The number of pieces that arrived while the relay was frozen.
    held: watch::Sender<usize>,
}

impl Relay {
    /// `server` is host and port.
    pub async fn to_server(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("listens");
        let port = listener.local_addr().expect("a socket address").port();
        let (mode, known) = watch::channel(RelayMode::Immediate);
        let held = watch::Sender::new(0);
        let (server, counted) = (server.to_owned(), held.clone());
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let (server, known) = (server.clone(), known.clone());
                let counted = counted.clone();
                tokio::spawn(async move {
                    let Ok(far) = TcpStream::connect(server).await else {
                        return;
                    };
                    let _ = (near.set_nodelay(true), far.set_nodelay(true));
                    let (near, far) = (near.into_split(), far.into_split());
                    let (mut cut, mut thawed) = (known.clone(), known.clone());
                    tokio::select! {
                        _ = cut.wait_for(|now| *now == RelayMode::Cut) => {}
                        () = forward(near.0, far.1, (Direction::ToServer, known.clone()), &counted) => {}
                        () = forward(far.0, near.1, (Direction::ToClient, known), &counted) => {}
                    }
                    // A frozen relay does not report to one side that the other has disconnected.
                    let _ = thawed.wait_for(|now| *now != RelayMode::Frozen).await;
                });
            }
        });
        Self { port, mode, held }
    }

    pub fn set_mode(&self, mode: RelayMode) {
        self.mode.send_replace(mode);
    }

    /// Returns the number of pieces that arrived while the relay was frozen.
    pub fn held(&self) -> usize {
        *self.held.borrow()
    }

    /// Waits until the frozen relay holds more pieces than `before`: until a client waits for the server.
    pub async fn wait_for_held(&self, before: usize) {
        let mut held = self.held.subscribe();
        let more = held.wait_for(|held| *held > before);
        let more = tokio::time::timeout(Duration::from_secs(20), more).await;
        more.expect("in time").expect("the relay exists");
    }

    /// The URL of the server with the relay's host and port.
    pub fn url_of(&self, url: &str) -> String {
        let mut url = url::Url::parse(url).expect("a URL");
        url.set_host(Some("127.0.0.1")).expect("a host");
        url.set_port(Some(self.port)).expect("a port");
        url.into()
    }

    /// A relay in front of the server of this URL.
    pub async fn in_front_of(url: &str, default_port: u16) -> Self {
        let url = url::Url::parse(url).expect("a URL");
        let host = url.host_str().expect("a host");
        let port = url.port().unwrap_or(default_port);
        Self::to_server(&format!("{host}:{port}")).await
    }
}

async fn forward(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    (direction, mut mode): (Direction, watch::Receiver<RelayMode>),
    held: &watch::Sender<usize>,
) {
    let mut piece = [0; 4096];
    while let Ok(length @ 1..) = from.read(&mut piece).await {
        let now = *mode.borrow_and_update();
        if let RelayMode::Delayed(delay) = now {
            sleep(delay).await;
        }
        if now.holds(direction) {
            held.send_modify(|held| *held += 1);
        }
        let moves = mode.wait_for(|now| !now.holds(direction));
        // What was held when the connection is cut never arrives.
        let moves = moves.await.is_ok_and(|now| *now != RelayMode::Cut);
        if !moves || to.write_all(&piece[..length]).await.is_err() {
            return;
        }
    }
}

/// A world that reaches PostgreSQL through a relay; `None`, with a printed note, on SQLite.
pub async fn world_behind_relay() -> Option<(World, Relay)> {
    if !on_services() {
        eprintln!("REJOINDER_TEST_DATABASE_URL is not set: PostgreSQL outage test skipped");
        return None;
    }
    let database = Database::migrated().await;
    let relay = Relay::in_front_of(&database.url, 5432).await;
    let url = relay.url_of(&database.url);
    Some((World::with_database_url(database, &url).await, relay))
}
