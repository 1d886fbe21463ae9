//! The accept loop: how many connections, from whom, and how to stop without losing a request.

use std::{
    collections::HashMap,
    future::Future,
    io::{self, ErrorKind},
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex},
    time::Duration,
};

use futures_util::FutureExt as _;
use listenfd::ListenFd;
use poem::{Endpoint, Response};
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    sync::watch,
    task::JoinSet,
    time::{Instant, sleep, timeout_at},
};

use super::{
    address::{TrustedProxies, network_of},
    connection::{Draining, Shared, serve_connection},
    problem::{Code, Problem},
    settings::HttpSettings,
};

/// How many connections the system keeps for us until we accept them.
const BACKLOG: u32 = 4096;

/// The socket that systemd holds for us (`LISTEN_FDS`), or else a new one on `address`.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    if let Some(inherited) = ListenFd::from_env().take_tcp_listener(0)? {
        inherited.set_nonblocking(true)?;
        return TcpListener::from_std(inherited);
    }
    let socket = if address.is_ipv6() {
        TcpSocket::new_v6()
    } else {
        TcpSocket::new_v4()
    }?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Serves `endpoint` on HTTP/1.1 and 1.0 until `shutdown` is done, then drains.
///
/// Draining: for `drain_notice` new connections are still taken and every answer says
/// `Connection: close`; then no more are taken and idle ones close; requests under way finish. At
/// `drain_timeout` the rest is cut off, which is told as an error of kind `TimedOut`.
pub async fn serve<E>(
    listener: TcpListener,
    endpoint: E,
    settings: &HttpSettings,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()>
where
    E: Endpoint<Output = Response> + 'static,
{
    let limits = settings.serve.clone();
    let (stage, draining) = watch::channel(Draining::No);
    let mut acceptor = Acceptor {
        listener,
        census: Arc::new(Census {
            exempt: TrustedProxies::new(settings.trusted_proxies.iter().copied()),
            most: limits.max_connections,
            most_of_one: limits.max_connections_per_address,
            counts: Mutex::default(),
        }),
        pause: FIRST_PAUSE,
        connections: JoinSet::new(),
        shared: Arc::new(Shared {
            endpoint,
            limits: limits.clone(),
            draining,
        }),
    };
    tokio::pin!(shutdown);
    acceptor.accept_until(shutdown).await;
    let end = Instant::now() + limits.drain_timeout;
    tracing::info!(connections = acceptor.connections.len(), "draining");
    stage.send_replace(Draining::Notice);
    acceptor.accept_until(sleep(limits.drain_notice)).await;
    // What the system accepted for us meanwhile is ours to serve.
    while let Some(Ok(accepted)) = acceptor.listener.accept().now_or_never() {
        acceptor.take(accepted);
    }
    let Acceptor {
        listener,
        mut connections,
        ..
    } = acceptor;
    drop(listener);
    stage.send_replace(Draining::Closing);
    let all_closed = async { while connections.join_next().await.is_some() {} };
    timeout_at(end, all_closed).await.map_err(|_| {
        io::Error::new(
            ErrorKind::TimedOut,
            "connections were still open at the end of the drain",
        )
    })
}

const FIRST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

struct Acceptor<E> {
    listener: TcpListener,
    census: Arc<Census>,
    pause: Duration,
    connections: JoinSet<()>,
    shared: Arc<Shared<E>>,
}

impl<E: Endpoint<Output = Response> + 'static> Acceptor<E> {
    async fn accept_until(&mut self, end: impl Future<Output = ()>) {
        tokio::pin!(end);
        loop {
            tokio::select! {
                biased;
                () = &mut end => return,
                Some(_) = self.connections.join_next() => {}
                accepted = self.listener.accept() => match accepted {
                    Ok(accepted) => {
                        self.pause = FIRST_PAUSE;
                        self.take(accepted);
                    }
                    // The caller went away before we came: nothing to do with the next one.
                    Err(error) if is_of_one_connection(&error) => {}
                    // Out of descriptors or memory: trying again at once would only spin.
                    Err(error) => {
                        if self.pause == FIRST_PAUSE {
                            tracing::warn!(%error, "cannot accept connections");
                        }
                        tokio::select! {
                            () = &mut end => return,
                            () = sleep(self.pause) => {}
                        }
                        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
                    }
                }
            }
        }
    }

    fn take(&mut self, (stream, peer): (TcpStream, SocketAddr)) {
        let Some(seat) = self.census.seat(peer.ip()) else {
            refuse(&stream);
            return;
        };
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY");
        }
        let shared = Arc::clone(&self.shared);
        self.connections.spawn(async move {
            serve_connection(stream, peer, shared).await;
            drop(seat);
        });
    }
}

fn is_of_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionAborted
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionRefused
            | ErrorKind::Interrupted
    )
}

/// Says 503 without reading anything, if the socket takes it at once.
fn refuse(stream: &TcpStream) {
    let problem = Problem::new(Code::Unavailable, "There are too many connections.");
    let body = problem.to_json().to_string();
    let answer = format!(
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\n\
         Content-Length: {}\r\nCache-Control: no-store\r\nRetry-After: 1\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    drop(stream.try_write(answer.as_bytes()));
}

/// Who is here.
struct Census {
    exempt: TrustedProxies,
    most: usize,
    most_of_one: usize,
    counts: Mutex<Counts>,
}

#[derive(Default)]
struct Counts {
    all: usize,
    of: HashMap<IpAddr, usize>,
}

/// A place at the table, free again when dropped.
struct Seat {
    census: Arc<Census>,
    network: Option<IpAddr>,
}

impl Census {
    fn seat(self: &Arc<Self>, peer: IpAddr) -> Option<Seat> {
        let network = (!self.exempt.contains(peer)).then(|| network_of(peer));
        let mut counts = self.counts.lock().unwrap_or_else(|e| e.into_inner());
        if counts.all >= self.most {
            return None;
        }
        if let Some(network) = network {
            let of_one = counts.of.entry(network).or_default();
            if *of_one >= self.most_of_one {
                return None;
            }
            *of_one += 1;
        }
        counts.all += 1;
        Some(Seat {
            census: Arc::clone(self),
            network,
        })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut counts = self.census.counts.lock().unwrap_or_else(|e| e.into_inner());
        counts.all = counts.all.saturating_sub(1);
        if let Some(network) = self.network
            && let Some(of_one) = counts.of.get_mut(&network)
        {
            *of_one -= 1;
            if *of_one == 0 {
                counts.of.remove(&network);
            }
        }
    }
}
