//! One connection: its deadlines, what its bytes look like, and a polite end.
//!
//! hyper reads and writes; this watches. A connection is idle (waiting for a request), in a head
//! (the first byte is there, the headers are not), or answering. Idle and head have a deadline,
//! and so has every write that the other side does not take. Bodies have deadlines of their own,
//! which end as a problem and not as a closed socket.

use std::{
    convert::Infallible,
    future::{Future, poll_fn},
    io,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard},
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use futures_util::{StreamExt as _, future::BoxFuture};
use http_body_util::combinators::BoxBody;
use hyper::{
    body::{Body as HttpBody, Frame, Incoming, SizeHint},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use poem::{
    Addr, Body, Request, Response,
    http::{self, HeaderValue, StatusCode, header, uri::Scheme},
    web::{LocalAddr, RemoteAddr},
};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf, Take},
    sync::watch,
    time::{Instant, Sleep, sleep_until, timeout},
};

use super::{
    body::BodyFault,
    door::{AmbiguousFraming, UnreadableHead},
    framing::Framing,
    head_budget::{HeadBudget, HeadLease},
    intake::RequestPermit,
    parser_refusal::{self, ParserRefusal, parser_refusal_at},
    settings::ServeSettings,
};

/// How far the server's stopping has come, as connections see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
pub(super) enum Draining {
    /// Serving.
    No,
    /// The next answer is the last of its connection.
    Notice,
    /// Idle connections close.
    Closing,
}

/// Put on requests that arrive after the signal to stop: readiness answers 503 from then on.
#[derive(Clone, Copy, Debug)]
pub struct ServerStopping;

/// What connections have in common.
pub(super) struct Shared<E> {
    pub endpoint: E,
    pub limits: ServeSettings,
    /// The most bytes of all headers of a request.
    pub max_headers: usize,
    pub heads: HeadBudget,
    pub draining: watch::Receiver<Draining>,
}

/// Room for a long request line above our own limit of the headers.
const EXTRA_BUFFER: usize = 16 << 10;
/// hyper doubles the buffer of a connection after each read that filled it, and keeps it. Smaller
/// reads leave it at its first size of 8 KiB, which 10,000 connections may have.
const READ_MAX: u64 = (8 << 10) - 1;
const HYPER_HEADERS: usize = 128;
/// While closing: how long a connection whose first request has not come is waited for.
const LAST_CHANCE: Duration = Duration::from_secs(1);
/// How much of an unread rest is taken before closing, so that the answer is not lost to a reset.
const LINGER_BYTES: u64 = 256 << 10;

/// Serves one connection to its end.
pub(super) async fn serve_connection<E, S>(
    stream: S,
    local: Addr,
    remote: Addr,
    shared: Arc<Shared<E>>,
) where
    E: poem::Endpoint<Output = Response> + 'static,
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (local, remote) = (LocalAddr(local), RemoteAddr(remote));
    let watched = Watched::new(shared.heads.lease());
    let io = TokioIo::new(Timed {
        inner: stream.take(READ_MAX),
        watched: watched.clone(),
    });
    let service = service_fn({
        let (shared, watched) = (Arc::clone(&shared), watched.clone());
        move |request| {
            let (local, remote) = (local.clone(), remote.clone());
            answer(request, local, remote, Arc::clone(&shared), watched.clone())
        }
    });
    let mut connection = http1::Builder::new()
        .header_read_timeout(None)
        .max_headers(HYPER_HEADERS)
        .max_buf_size(shared.max_headers.saturating_add(EXTRA_BUFFER))
        .half_close(false)
        .serve_connection(io, service);
    let mut draining = shared.draining.clone();
    let closing = draining.wait_for(|stage| *stage == Draining::Closing);
    tokio::pin!(closing);
    let sleep = sleep_until(Instant::now() + shared.limits.header_timeout);
    tokio::pin!(sleep);
    let mut closes = false;
    let outcome = poll_fn(|cx| {
        if !closes && closing.as_mut().poll(cx).is_ready() {
            closes = true;
            // hyper would close a connection that nothing was read from, although its first request
            // may be on its way: during the notice callers come with a fresh one for each request.
            let waits = watched.lock().hurry_if_fresh();
            if !waits {
                Pin::new(&mut connection).graceful_shutdown();
            }
        }
        if let Poll::Ready(outcome) = connection.poll_without_shutdown(cx) {
            return Poll::Ready(outcome.map_err(|_| ()));
        }
        if watched.lock().refuse_crowded_head() {
            return Poll::Ready(Err(()));
        }
        watched
            .poll_expired(&shared.limits, sleep.as_mut(), cx)
            .map(Err)
    })
    .await;
    let refused = watched.lock().refused.take();
    if outcome.is_ok() || refused.is_some() {
        let mut stream = connection.into_parts().io.into_inner().inner.into_inner();
        if let Some(refusal) = refused {
            let mut request = Request::default();
            request.set_data(UnreadableHead(refusal.status));
            let response = shared.endpoint.get_response(request).await;
            let writing = parser_refusal::write(&mut stream, refusal, response);
            if timeout(shared.limits.write_timeout, writing).await.is_err() {
                return;
            }
        }
        linger(stream, &shared.limits).await;
    }
}

/// Ends our side, and takes for a moment what still comes, so that the other side reads the
/// answer before it learns that the connection is gone.
async fn linger(mut stream: impl AsyncRead + AsyncWrite + Unpin, limits: &ServeSettings) {
    let patience = limits.header_timeout.min(Duration::from_secs(1));
    if stream.shutdown().await.is_ok() {
        let mut rest = (&mut stream).take(LINGER_BYTES);
        let mut nowhere = tokio::io::sink();
        let drained = tokio::io::copy(&mut rest, &mut nowhere);
        drop(timeout(patience, drained).await);
    }
}

fn answer<E>(
    request: http::Request<Incoming>,
    local: LocalAddr,
    remote: RemoteAddr,
    shared: Arc<Shared<E>>,
    watched: Watched,
) -> BoxFuture<'static, Result<http::Response<Answer>, Infallible>>
where
    E: poem::Endpoint<Output = Response> + 'static,
{
    let is_ambiguous = watched.lock().begin_answer();
    // Framing by chunks is where front and back disagree most easily, so nothing may follow it.
    let last = is_ambiguous || request.headers().contains_key(header::TRANSFER_ENCODING);
    let has_body = !request.body().is_end_stream();
    let mut request = Request::from((request, local, remote, Scheme::HTTP));
    if is_ambiguous {
        request.set_data(AmbiguousFraming);
    }
    if *shared.draining.borrow() >= Draining::Notice {
        request.set_data(ServerStopping);
    }
    if has_body {
        let body = request.take_body();
        request.set_body(hasten(body, &shared.limits, watched.clone()));
    }
    Box::pin(async move {
        let mut response = shared.endpoint.get_response(request).await;
        if last || *shared.draining.borrow() >= Draining::Notice {
            let close = HeaderValue::from_static("close");
            response.headers_mut().insert(header::CONNECTION, close);
        }
        let admission = response.data::<Arc<RequestPermit>>().cloned();
        let response: http::Response<BoxBody<Bytes, io::Error>> = response.into();
        Ok(response.map(|inner| Answer {
            inner,
            watched,
            _admission: admission,
        }))
    })
}

/// The body, which fails as [`BodyFault::Slow`] when it pauses or lasts too long.
fn hasten(body: Body, limits: &ServeSettings, watched: Watched) -> Body {
    let (pause, end) = (limits.body_pause, Instant::now() + limits.body_timeout);
    let pieces = Box::pin(body.into_bytes_stream());
    let hastened = futures_util::stream::unfold(Some(pieces), move |pieces| {
        let watched = watched.clone();
        async move {
            let mut pieces = pieces?;
            let until = end.min(Instant::now() + pause);
            match tokio::time::timeout_at(until, pieces.next()).await {
                Ok(Some(Ok(piece))) => Some((Ok(piece), Some(pieces))),
                Ok(Some(Err(error))) => Some((Err(error), None)),
                Ok(None) => {
                    watched.lock().ahead = false;
                    None
                }
                Err(_) => Some((Err(BodyFault::Slow.into()), None)),
            }
        }
    });
    Body::from_bytes_stream(hastened)
}

/// The body of an answer; its end is the end of answering.
struct Answer {
    inner: BoxBody<Bytes, io::Error>,
    watched: Watched,
    /// The request counts until its answer was sent.
    _admission: Option<Arc<RequestPermit>>,
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.watched.lock().end_answer();
    }
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        Pin::new(&mut self.inner).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Idle,
    Head,
    Answering,
}

struct State {
    phase: Phase,
    since: Instant,
    /// No request was read yet.
    fresh: bool,
    /// By when the first request must be there, since the server stops.
    hurried: Option<Instant>,
    /// Bytes came while answering that are not known to be of the body: the next head has begun.
    ahead: bool,
    /// Since when the other side takes nothing.
    stuck: Option<Instant>,
    framing: Framing,
    /// What has come of the next head.
    head: HeadLease,
    /// hyper's own answer to a head that it could not read, which was not sent; or that there is no
    /// room for the head.
    refused: Option<ParserRefusal>,
}

impl State {
    fn enter(&mut self, phase: Phase) {
        self.phase = phase;
        self.since = Instant::now();
    }

    /// Is the first request still to come? Then it must come soon.
    fn hurry_if_fresh(&mut self) -> bool {
        self.hurried = self.fresh.then(|| Instant::now() + LAST_CHANCE);
        self.fresh
    }

    /// Begins to answer a request; whether its framing is ambiguous.
    fn begin_answer(&mut self) -> bool {
        self.enter(Phase::Answering);
        self.fresh = false;
        self.ahead = false;
        self.head.clear();
        self.framing.take_ambiguous()
    }

    fn end_answer(&mut self) {
        let phase = if self.ahead { Phase::Head } else { Phase::Idle };
        self.enter(phase);
    }

    fn bytes_came(&mut self, bytes: &[u8]) {
        match self.phase {
            Phase::Answering => self.ahead = true,
            Phase::Idle => self.enter(Phase::Head),
            Phase::Head => {}
        }
        if self.phase == Phase::Head {
            self.head.add(bytes.len());
        }
        self.framing.scan(bytes);
    }

    /// Refuses the request whose head comes when all heads together take too much room.
    fn refuse_crowded_head(&mut self) -> bool {
        let is_crowded = self.phase == Phase::Head && self.head.is_crowded();
        if is_crowded {
            let status = StatusCode::SERVICE_UNAVAILABLE;
            self.refused = Some(ParserRefusal::new(status));
        }
        is_crowded
    }

    fn deadline(&self, limits: &ServeSettings) -> Option<Instant> {
        let reading = match self.phase {
            Phase::Idle => Some(self.since + limits.keep_alive),
            Phase::Head => {
                let end = self.since + limits.header_timeout;
                Some(self.hurried.map_or(end, |hurried| end.min(hurried)))
            }
            Phase::Answering => None,
        };
        let writing = self.stuck.map(|since| since + limits.write_timeout);
        match (reading, writing) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }
}

/// The state, shared by the socket, the service and the task; all run in one task, so the lock
/// is never waited for.
#[derive(Clone)]
struct Watched(Arc<Mutex<State>>);

impl Watched {
    /// A connection begins in a head: whoever opens one and says nothing is not worth keeping.
    fn new(head: HeadLease) -> Self {
        Self(Arc::new(Mutex::new(State {
            phase: Phase::Head,
            since: Instant::now(),
            fresh: true,
            hurried: None,
            ahead: false,
            stuck: None,
            framing: Framing::default(),
            head,
            refused: None,
        })))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// Ready when the deadline of the present phase has passed.
    fn poll_expired(
        &self,
        limits: &ServeSettings,
        mut sleep: Pin<&mut Sleep>,
        cx: &mut Context<'_>,
    ) -> Poll<()> {
        let Some(deadline) = self.lock().deadline(limits) else {
            return Poll::Pending;
        };
        if deadline < sleep.deadline() {
            sleep.as_mut().reset(deadline);
        }
        // A deadline mostly moves away, with every request. The timer, which all connections share,
        // is only set anew when it went off too early.
        ready!(sleep.as_mut().poll(cx));
        if deadline <= sleep.deadline() {
            return Poll::Ready(());
        }
        sleep.as_mut().reset(deadline);
        sleep.poll(cx)
    }

    fn wrote<T>(&self, outcome: Poll<T>) -> Poll<T> {
        let mut state = self.lock();
        state.stuck = match outcome {
            Poll::Pending => state.stuck.or_else(|| Some(Instant::now())),
            Poll::Ready(_) => None,
        };
        outcome
    }
}

/// The socket, telling what passes.
struct Timed<S> {
    inner: Take<S>,
    watched: Watched,
}

impl<S> Timed<S> {
    /// Where hyper's own answer to an unreadable head begins. No other answer is under way then.
    fn parser_refusal(&self, bytes: &[u8]) -> Option<(usize, ParserRefusal)> {
        let (at, mut refusal) = parser_refusal_at(bytes)?;
        let state = self.watched.lock();
        if state.phase == Phase::Answering {
            return None;
        }
        // hyper ran out of room, and calls that headers.
        let is_too_large = refusal.status == StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
        if is_too_large && state.framing.is_in_request_line() {
            refusal.status = StatusCode::URI_TOO_LONG;
        }
        Some((at, refusal))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Timed<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        self.inner.set_limit(READ_MAX);
        ready!(Pin::new(&mut self.inner).poll_read(cx, buffer))?;
        let came = &buffer.filled()[before..];
        if !came.is_empty() {
            self.watched.lock().bytes_came(came);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Timed<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let mut bytes = bytes;
        if let Some((at, refusal)) = self.parser_refusal(bytes) {
            if at == 0 {
                self.watched.lock().refused = Some(refusal);
                return Poll::Ready(Ok(bytes.len()));
            }
            bytes = &bytes[..at];
        }
        let outcome = Pin::new(self.inner.get_mut()).poll_write(cx, bytes);
        self.watched.wrote(outcome)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let last = pieces.iter().rposition(|piece| !piece.is_empty());
        if let Some(last) = last
            && self.parser_refusal(&pieces[last]).is_some()
        {
            // Piece by piece, so that what comes before it is sent.
            let first = pieces.iter().find(|piece| !piece.is_empty());
            return self.poll_write(cx, first.map_or(&[], |piece| piece));
        }
        let outcome = Pin::new(self.inner.get_mut()).poll_write_vectored(cx, pieces);
        self.watched.wrote(outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.get_ref().is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(self.inner.get_mut()).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(self.inner.get_mut()).poll_shutdown(cx)
    }
}
