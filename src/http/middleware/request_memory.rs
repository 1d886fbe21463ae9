//! Limits the memory for received but unprocessed requests, for the process and for each client.
//!
//! A body is read into one buffer, no larger than the body may be, and charged here before the buffer
//! grows. If a limit is reached, the body with the lowest rate is aborted: it has been received for the
//! longest time per byte. Its memory counts as free immediately, although its task releases it a moment
//! later.
//!
//! A client is an IPv4 address or an IPv6 /64; behind a trusted proxy it is the one that the proxy
//! forwards.

use std::{
    collections::HashMap,
    fmt,
    net::IpAddr,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    },
};

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use tokio::{
    sync::Notify,
    time::{Duration, Instant, timeout_at},
};

use crate::{
    http::{body::BodyFault, settings::ServeSettings},
    network::network_of,
};

/// The initial size of a buffer, in bytes.
const FIRST_BYTES: usize = 2 << 10;

/// The requests and bodies that the process holds. Clones share it.
#[derive(Clone)]
pub(crate) struct Intake(Arc<IntakeShared>);

struct IntakeShared {
    limits: ServeSettings,
    state: Mutex<IntakeState>,
}

#[derive(Default)]
struct IntakeState {
    bytes: usize,
    clients: HashMap<IpAddr, ClientUsage>,
    /// Bodies that are still being received.
    arriving: HashMap<u64, ArrivingBody>,
    last: u64,
}

#[derive(Default)]
struct ClientUsage {
    requests: usize,
    bytes: usize,
}

struct ArrivingBody {
    client: IpAddr,
    bytes: usize,
    since: Instant,
    end: Arc<EndSignal>,
}

/// Signals the task of a body that it must stop.
#[derive(Default)]
struct EndSignal {
    is_set: AtomicBool,
    notify: Notify,
}

impl Intake {
    pub(crate) fn new(limits: &ServeSettings) -> Self {
        Self(Arc::new(IntakeShared {
            limits: limits.clone(),
            state: Mutex::default(),
        }))
    }

    /// Counts a request until the result is dropped; `None` if its client has too many concurrent requests.
    pub(crate) fn admit(&self, address: IpAddr) -> Option<RequestPermit> {
        let client = network_of(address);
        let mut state = self.0.lock();
        let entry = state.clients.entry(client).or_default();
        if entry.requests >= self.0.limits.max_requests_per_client {
            return None;
        }
        entry.requests += 1;
        Some(RequestPermit {
            shared: Arc::clone(&self.0),
            client,
        })
    }

    /// Reads a body of at most `most` bytes. `declared` is its `Content-Length`. Its memory is counted
    /// until the bytes are dropped.
    pub(crate) async fn read<S>(
        &self,
        address: IpAddr,
        mut pieces: S,
        most: u64,
        declared: Option<u64>,
    ) -> std::io::Result<Bytes>
    where
        S: Stream<Item = std::io::Result<Bytes>> + Unpin,
    {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let largest = declared.map_or(most, |declared| {
            usize::try_from(declared).unwrap_or(usize::MAX).min(most)
        });
        let mut lease = self.lease(network_of(address), largest);
        let mut buffer = Vec::new();
        loop {
            let due = self.0.due(lease.since, buffer.len());
            let piece = tokio::select! {
                biased;
                () = lease.ended() => return Err(BodyFault::Crowded.into()),
                piece = timeout_at(due, pieces.next()) => piece,
            };
            let piece = match piece {
                Err(_) => return Err(BodyFault::Slow.into()),
                Ok(None) => break,
                Ok(Some(piece)) => piece?,
            };
            let length = buffer.len().saturating_add(piece.len());
            if length > most {
                return Err(BodyFault::TooLarge.into());
            }
            if length > buffer.capacity() {
                let doubled = (buffer.capacity() * 2).clamp(FIRST_BYTES, largest.max(FIRST_BYTES));
                let capacity = doubled.max(length);
                lease.grow(capacity)?;
                buffer.reserve_exact(capacity - buffer.len());
            }
            buffer.extend_from_slice(&piece);
        }
        lease.arrived();
        Ok(Bytes::from_owner(ReceivedBody {
            buffer,
            _lease: lease,
        }))
    }

    fn lease(&self, client: IpAddr, largest: usize) -> BodyLease {
        let mut state = self.0.lock();
        state.last += 1;
        let id = state.last;
        let since = Instant::now();
        let end = Arc::<EndSignal>::default();
        let arriving = ArrivingBody {
            client,
            bytes: 0,
            since,
            end: Arc::clone(&end),
        };
        state.arriving.insert(id, arriving);
        BodyLease {
            shared: Arc::clone(&self.0),
            id,
            client,
            allowed: self.0.limits.max_body_bytes_per_client.max(largest),
            bytes: 0,
            since,
            end,
        }
    }

    #[cfg(test)]
    fn bytes(&self) -> usize {
        self.0.lock().bytes
    }

    /// Returns the memory of the body that was started last, if it is still being received.
    #[cfg(test)]
    fn bytes_of_last(&self) -> usize {
        let state = self.0.lock();
        state.arriving.get(&state.last).map_or(0, |body| body.bytes)
    }
}

impl fmt::Debug for Intake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Intake").finish_non_exhaustive()
    }
}

impl IntakeShared {
    fn lock(&self) -> MutexGuard<'_, IntakeState> {
        self.state.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// Returns the time at which a body that has only `length` bytes by then is too slow.
    fn due(&self, since: Instant, length: usize) -> Instant {
        #[expect(
            clippy::cast_precision_loss,
            reason = "bodies are far below 2^52 bytes"
        )]
        let paid = length as f64 / f64::from(self.limits.body_rate.max(1));
        since + self.limits.body_pause + Duration::from_secs_f64(paid)
    }
}

impl IntakeState {
    fn charge(&mut self, client: IpAddr, bytes: usize) {
        self.bytes += bytes;
        self.clients.entry(client).or_default().bytes += bytes;
    }

    fn release(&mut self, client: IpAddr, bytes: usize) {
        self.bytes = self.bytes.saturating_sub(bytes);
        if let Some(entry) = self.clients.get_mut(&client) {
            entry.bytes = entry.bytes.saturating_sub(bytes);
        }
        self.forget(client);
    }

    fn forget(&mut self, client: IpAddr) {
        let idle = |entry: &ClientUsage| entry.requests == 0 && entry.bytes == 0;
        if self.clients.get(&client).is_some_and(idle) {
            self.clients.remove(&client);
        }
    }

    fn bytes_of(&self, client: IpAddr) -> usize {
        self.clients.get(&client).map_or(0, |entry| entry.bytes)
    }

    /// Aborts the body with the lowest rate, of one client or of all; returns whether it was another one
    /// than `own`.
    fn end_slowest(&mut self, own: u64, client: Option<IpAddr>) -> bool {
        let now = Instant::now();
        #[expect(
            clippy::cast_precision_loss,
            reason = "bodies are far below 2^52 bytes"
        )]
        let rate = |body: &ArrivingBody| {
            body.bytes as f64 / now.duration_since(body.since).as_secs_f64().max(1e-9)
        };
        let slowest = self
            .arriving
            .iter()
            .filter(|(_, body)| body.bytes > 0 && client.is_none_or(|client| body.client == client))
            .min_by(|(_, a), (_, b)| rate(a).total_cmp(&rate(b)))
            .map(|(id, _)| *id);
        let Some(slowest) = slowest.filter(|slowest| *slowest != own) else {
            return false;
        };
        if let Some(body) = self.arriving.remove(&slowest) {
            self.release(body.client, body.bytes);
            body.end.is_set.store(true, Ordering::Release);
            body.end.notify.notify_one();
        }
        true
    }
}

/// A request that is being counted, until drop.
pub(crate) struct RequestPermit {
    shared: Arc<IntakeShared>,
    client: IpAddr,
}

impl fmt::Debug for RequestPermit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestPermit").finish_non_exhaustive()
    }
}

impl Drop for RequestPermit {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        if let Some(entry) = state.clients.get_mut(&self.client) {
            entry.requests = entry.requests.saturating_sub(1);
        }
        state.forget(self.client);
    }
}

/// The memory charged for one body.
struct BodyLease {
    shared: Arc<IntakeShared>,
    id: u64,
    client: IpAddr,
    /// The limit of the client: a single body may be larger if its route accepts larger bodies.
    allowed: usize,
    bytes: usize,
    since: Instant,
    end: Arc<EndSignal>,
}

impl BodyLease {
    /// Reserves memory for a buffer of `bytes`; fails if this body is the one that must stop.
    fn grow(&mut self, bytes: usize) -> Result<(), BodyFault> {
        let limits = &self.shared.limits;
        let more = bytes.saturating_sub(self.bytes);
        let mut state = self.shared.lock();
        if !state.arriving.contains_key(&self.id) {
            return Err(BodyFault::Crowded);
        }
        while state.bytes_of(self.client) + more > self.allowed {
            if !state.end_slowest(self.id, Some(self.client)) {
                return Err(BodyFault::Crowded);
            }
        }
        while state.bytes + more > limits.max_body_bytes {
            if !state.end_slowest(self.id, None) {
                return Err(BodyFault::Crowded);
            }
        }
        state.charge(self.client, more);
        if let Some(body) = state.arriving.get_mut(&self.id) {
            body.bytes = bytes;
        }
        self.bytes = bytes;
        Ok(())
    }

    /// Completes when this body was aborted in favor of another one.
    async fn ended(&self) {
        let notified = self.end.notify.notified();
        if !self.end.is_set.load(Ordering::Acquire) {
            notified.await;
        }
    }

    /// Marks the body as complete, so that it is no longer aborted.
    fn arrived(&self) {
        self.shared.lock().arriving.remove(&self.id);
    }
}

impl Drop for BodyLease {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        state.arriving.remove(&self.id);
        // The memory of an aborted body was already released.
        if !self.end.is_set.load(Ordering::Acquire) {
            state.release(self.client, self.bytes);
        }
    }
}

/// A body together with its memory reservation.
struct ReceivedBody {
    buffer: Vec<u8>,
    _lease: BodyLease,
}

impl AsRef<[u8]> for ReceivedBody {
    fn as_ref(&self) -> &[u8] {
        &self.buffer
    }
}

#[cfg(test)]
mod tests {
    use futures_util::stream;
    use tokio::task::JoinHandle;

    use super::*;

    const ANN: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));

    fn intake(all: usize, of_one: usize) -> Intake {
        Intake::new(&ServeSettings {
            max_body_bytes: all,
            max_body_bytes_per_client: of_one,
            max_requests_per_client: 2,
            ..ServeSettings::default()
        })
    }

    fn client(n: u8) -> IpAddr {
        IpAddr::from([198, 51, 100, n])
    }

    fn pieces(text: &'static str) -> impl Stream<Item = std::io::Result<Bytes>> + Unpin {
        stream::iter(
            text.as_bytes()
                .chunks(1)
                .map(|piece| Ok(Bytes::from_static(piece))),
        )
    }

    fn fault(error: &std::io::Error) -> Option<BodyFault> {
        BodyFault::inside(error)
    }

    #[tokio::test]
    async fn a_body_in_pieces_is_one_buffer_and_counts_until_it_is_dropped() {
        let intake = intake(1 << 20, 1 << 20);
        let read = intake.read(ANN, pieces("in many pieces"), 100, Some(14));
        let body = read.await.expect("a body");
        assert_eq!(&*body, b"in many pieces");
        assert_eq!(intake.bytes(), FIRST_BYTES);
        let part = body.slice(3..7);
        drop(body);
        assert_eq!(intake.bytes(), FIRST_BYTES);
        drop(part);
        assert_eq!(intake.bytes(), 0);
        assert!(intake.0.lock().clients.is_empty());
    }

    #[tokio::test]
    async fn a_body_above_the_limit_is_refused_regardless_of_the_declared_length() {
        let intake = intake(1 << 20, 1 << 20);
        for declared in [None, Some(3), Some(100)] {
            let read = intake.read(ANN, pieces("too long"), 7, declared).await;
            let error = read.expect_err("too large");
            assert_eq!(fault(&error), Some(BodyFault::TooLarge));
        }
        assert_eq!(intake.bytes(), 0);
    }

    /// Reads a body of one byte and no end in a task that is running when this returns.
    async fn stuck(intake: &Intake, who: IpAddr) -> JoinHandle<std::io::Result<Bytes>> {
        let before = intake.0.lock().last;
        let (own, body) = (
            intake.clone(),
            Box::pin(pieces("x").chain(stream::pending())),
        );
        let task = tokio::spawn(async move { own.read(who, body, 100, None).await });
        while intake.0.lock().last == before {
            tokio::task::yield_now().await;
        }
        while !task.is_finished() && intake.bytes_of_last() == 0 {
            tokio::task::yield_now().await;
        }
        task
    }

    #[tokio::test]
    async fn the_slowest_body_is_aborted_and_its_memory_is_free_at_once() {
        let intake = intake(2 * FIRST_BYTES, 2 * FIRST_BYTES);
        let slow = stuck(&intake, client(1)).await;
        let faster = stuck(&intake, client(2)).await;
        // Both have sent the same; the one that started first has the lower rate.
        let third = intake.read(client(3), pieces("quick"), 100, None).await;
        assert_eq!(third.expect("there is room").as_ref(), b"quick");
        let error = slow.await.expect("no panic").expect_err("it gave way");
        assert_eq!(fault(&error), Some(BodyFault::Crowded));
        assert!(!faster.is_finished());
    }

    #[tokio::test]
    async fn a_client_uses_up_only_its_own_share() {
        let intake = intake(10 * FIRST_BYTES, 2 * FIRST_BYTES);
        let other = stuck(&intake, client(9)).await;
        let mut own = Vec::new();
        for _ in 0..6 {
            own.push(stuck(&intake, ANN).await);
        }
        for ended in own.drain(..4) {
            let error = ended.await.expect("no panic").expect_err("it gave way");
            assert_eq!(fault(&error), Some(BodyFault::Crowded));
        }
        assert!(own.iter().all(|body| !body.is_finished()));
        assert!(!other.is_finished());
        assert_eq!(intake.bytes(), 3 * FIRST_BYTES);
    }

    #[tokio::test]
    async fn a_body_below_the_lowest_rate_is_ended() {
        let limits = ServeSettings {
            body_pause: Duration::from_millis(20),
            ..ServeSettings::default()
        };
        let intake = Intake::new(&limits);
        // One byte per poll, which is far too slow.
        let drip = stream::unfold((), |()| async {
            tokio::time::sleep(Duration::from_millis(5)).await;
            Some((Ok(Bytes::from_static(b".")), ()))
        });
        let read = intake.read(ANN, Box::pin(drip), 1 << 20, None).await;
        let error = read.expect_err("too slow");
        assert_eq!(fault(&error), Some(BodyFault::Slow));
        assert_eq!(intake.bytes(), 0);
    }

    #[test]
    fn a_client_has_a_limited_number_of_concurrent_requests() {
        let intake = intake(1, 1);
        let neighbor = "2001:db8:1:2::1".parse::<IpAddr>().expect("an address");
        let same = "2001:db8:1:2:3::4".parse::<IpAddr>().expect("an address");
        let first = intake.admit(neighbor).expect("one");
        let _second = intake.admit(same).expect("two");
        assert!(intake.admit(neighbor).is_none());
        assert!(intake.admit(ANN).is_some());
        drop(first);
        assert!(intake.admit(same).is_some());
    }
}
