//! A client with minimal overhead: prepared requests, keep-alive, one thread, no parsing beyond the framing.

use std::{
    cell::{Cell, RefCell},
    net::SocketAddr,
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// What to send.
#[derive(Clone, Copy)]
pub enum Requests<'a> {
    /// The same request repeatedly.
    Same(&'a [u8]),
    /// Each request once; the run ends when they are used up.
    Each(&'a [Vec<u8>]),
}

impl<'a> Requests<'a> {
    fn nth(self, n: usize) -> Option<&'a [u8]> {
        match self {
            Self::Same(request) => Some(request),
            Self::Each(requests) => requests.get(n).map(Vec::as_slice),
        }
    }
}

/// The results of a run.
#[derive(Debug, Default)]
pub struct Run {
    pub answered: usize,
    /// The number of answers with an unexpected status, and the last such status.
    pub odd: Option<(usize, u16)>,
    pub took: Duration,
    /// Latencies in microseconds, sorted.
    latencies: Vec<u32>,
}

impl Run {
    pub fn per_second(&self) -> f64 {
        count(self.answered) / self.took.as_secs_f64()
    }

    /// The latency that this share of the answers did not exceed.
    pub fn quantile(&self, share: f64) -> u32 {
        let last = self.latencies.len().saturating_sub(1);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an index"
        )]
        let at = (count(last) * share) as usize;
        self.latencies.get(at).copied().unwrap_or_default()
    }
}

#[expect(clippy::cast_precision_loss, reason = "the counts of a run are small")]
pub fn count(n: usize) -> f64 {
    n as f64
}

/// One connection.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub async fn open(address: SocketAddr) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(256 << 10),
        })
    }

    /// Sends a request; returns the status and the position of the body in the buffer.
    async fn exchange(&mut self, request: &[u8]) -> std::io::Result<(u16, std::ops::Range<usize>)> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let head = loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            if let Some(at) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
        };
        let status = std::str::from_utf8(&self.buffer[9..12])
            .ok()
            .and_then(|status| status.parse().ok())
            .unwrap_or_default();
        let length = if status == 304 {
            0
        } else {
            length_of(&self.buffer[..head])
        };
        while self.buffer.len() < head + length {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok((status, head..head + length))
    }

    /// Sends one request and returns the status, the head and the body.
    pub async fn ask(&mut self, request: &[u8]) -> std::io::Result<(u16, String, Vec<u8>)> {
        let (status, body) = self.exchange(request).await?;
        let head = String::from_utf8_lossy(&self.buffer[..body.start]).into_owned();
        Ok((status, head, self.buffer[body].to_vec()))
    }
}

fn length_of(head: &[u8]) -> usize {
    let lines = head.split(|byte| *byte == b'\n');
    let mut lines = lines;
    lines
        .find_map(|line| {
            let (name, value) = line.split_at_checked(15)?;
            name.eq_ignore_ascii_case(b"content-length:")
                .then(|| std::str::from_utf8(value).ok()?.trim().parse().ok())?
        })
        .unwrap_or_default()
}

/// Sends requests on this many connections for this long; `seen` gets each answer with the number of its
/// request.
pub async fn drive(
    address: SocketAddr,
    connections: usize,
    requests: Requests<'_>,
    how_long: Duration,
    expected: u16,
    seen: impl Fn(usize, &[u8]),
) -> std::io::Result<Run> {
    let opened = join_all((0..connections).map(|_| Connection::open(address))).await;
    let opened = opened.into_iter().collect::<Result<Vec<_>, _>>()?;
    let (next, odd) = (Cell::new(0), Cell::new(None));
    let latencies = RefCell::new(Vec::with_capacity(1 << 16));
    let began = Instant::now();
    let (next, odd, all, seen) = (&next, &odd, &latencies, &seen);
    let talks = opened.into_iter().map(|mut connection| async move {
        while began.elapsed() < how_long {
            let n = next.get();
            let Some(request) = requests.nth(n) else {
                break;
            };
            next.set(n + 1);
            let sent = Instant::now();
            let (status, body) = connection.exchange(request).await?;
            let took = u32::try_from(sent.elapsed().as_micros()).unwrap_or(u32::MAX);
            if status == expected {
                all.borrow_mut().push(took);
                seen(n, &connection.buffer[body]);
            } else {
                let before = odd.get().map_or(0, |(count, _)| count);
                odd.set(Some((before + 1, status)));
            }
        }
        Ok::<_, std::io::Error>(())
    });
    for done in join_all(talks).await {
        done?;
    }
    let took = began.elapsed();
    let mut latencies = latencies.into_inner();
    latencies.sort_unstable();
    Ok(Run {
        answered: latencies.len(),
        odd: odd.get(),
        took,
        latencies,
    })
}
