//! The accept loop: connection limits, and a shutdown that loses no request.

use std::{
    collections::HashMap,
    future::Future,
    io::{self, ErrorKind},
    net::IpAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use futures_util::FutureExt as _;
use poem::{Addr, Endpoint, Response};
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{Instant, sleep, timeout_at},
};

use super::{
    connection::{ConnectionContext, Draining, serve_connection},
    head_budget::HeadBudget,
    listen::{AcceptedStream, Listener},
};
use crate::{
    http::{
        middleware::{client_ip::TrustedProxies, default_headers::DEFAULTS},
        request::UNIX_SCHEME,
        response::problem::{Code, Problem},
        settings::HttpSettings,
    },
    network::network_of,
};

/// Serves `endpoint` on HTTP/1.1 and 1.0 until `shutdown` completes, then drains.
///
/// Draining: for `drain_notice`, new connections are still accepted, every response says `Connection:
/// close`, and requests carry [`ServerStopping`](super::ServerStopping), so that readiness answers 503 and
/// load balancers send their requests elsewhere. Then the listener and idle connections close, and requests
/// in progress finish. Connections that are still open at `drain_timeout` are closed forcibly, which is an
/// error of kind `TimedOut`.
pub async fn serve<E>(
    listener: Listener,
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
        census: Arc::new(ConnectionLimiter {
            exempt: TrustedProxies::new(settings.trusted_proxies.iter().copied()),
            most: limits.max_connections,
            most_of_one: limits.max_connections_per_address,
            counts: Mutex::default(),
        }),
        pause: FIRST_PAUSE,
        connections: JoinSet::new(),
        shared: Arc::new(ConnectionContext {
            endpoint,
            limits: limits.clone(),
            max_headers: settings.max_headers,
            heads: HeadBudget::default(),
            draining,
        }),
    };
    tokio::pin!(shutdown);
    acceptor.accept_until(shutdown).await;
    let end = Instant::now() + limits.drain_timeout;
    let connections = acceptor.connections.len();
    tracing::info!(connections, "draining connections");
    stage.send_replace(Draining::Notice);
    acceptor.accept_until(sleep(limits.drain_notice)).await;
    // Connections that the system has accepted in the meantime must be served as well.
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
    let drained = timeout_at(end, all_closed).await;
    drained.map_err(|_| {
        let open = connections.len();
        let seconds = limits.drain_timeout.as_secs_f64();
        let noun = if open == 1 {
            "connection was"
        } else {
            "connections were"
        };
        let left =
            format!("{open} {noun} still open after {seconds} seconds (http.serve.drain_timeout)");
        io::Error::new(ErrorKind::TimedOut, left)
    })
}

const FIRST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

struct Acceptor<E> {
    listener: Listener,
    census: Arc<ConnectionLimiter>,
    pause: Duration,
    connections: JoinSet<()>,
    shared: Arc<ConnectionContext<E>>,
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
                    // The client went away before the connection was accepted; the next one is not
                    // affected.
                    Err(error) if is_of_one_connection(&error) => {}
                    // Out of descriptors or memory: an immediate retry would only spin.
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

    fn take(&mut self, accepted: AcceptedStream) {
        let shared = Arc::clone(&self.shared);
        match accepted {
            AcceptedStream::Tcp(stream, peer) => {
                let Some(admit) = self.census.admit(Some(peer.ip())) else {
                    drop(stream.try_write(refusal().as_bytes()));
                    return;
                };
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%error, "TCP_NODELAY");
                }
                let local = stream.local_addr().map(Into::into).unwrap_or_default();
                self.connections.spawn(async move {
                    serve_connection(stream, local, peer.into(), shared).await;
                    drop(admit);
                });
            }
            AcceptedStream::Unix(stream) => {
                let Some(admit) = self.census.admit(None) else {
                    drop(stream.try_write(refusal().as_bytes()));
                    return;
                };
                let address = Addr::custom(UNIX_SCHEME, "");
                self.connections.spawn(async move {
                    serve_connection(stream, address.clone(), address, shared).await;
                    drop(admit);
                });
            }
        }
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

/// Returns a 503 response, to be sent without reading, if the socket accepts it immediately.
fn refusal() -> String {
    let problem = Problem::new(Code::Unavailable, "Too many connections. Try again later.");
    let body = problem.to_json().to_string();
    let defaults = DEFAULTS.iter().fold(String::new(), |head, (name, value)| {
        let value = value.to_str().unwrap_or_default();
        format!("{head}{name}: {value}\r\n")
    });
    format!(
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\n\
         Content-Length: {}\r\n{defaults}Retry-After: 1\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

/// Limits the number of connections, in all and per client.
struct ConnectionLimiter {
    exempt: TrustedProxies,
    most: usize,
    most_of_one: usize,
    counts: Mutex<ConnectionCounts>,
}

#[derive(Default)]
struct ConnectionCounts {
    all: usize,
    of: HashMap<IpAddr, usize>,
}

/// A connection permit, released on drop.
struct ConnectionPermit {
    census: Arc<ConnectionLimiter>,
    network: Option<IpAddr>,
}

impl ConnectionLimiter {
    /// Returns a permit for a connection, if one is free; `peer` is `None` for a Unix socket, whose other
    /// side is a proxy.
    fn admit(self: &Arc<Self>, peer: Option<IpAddr>) -> Option<ConnectionPermit> {
        let counted = peer.filter(|peer| !self.exempt.contains(*peer));
        let network = counted.map(network_of);
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
        Some(ConnectionPermit {
            census: Arc::clone(self),
            network,
        })
    }
}

impl Drop for ConnectionPermit {
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
