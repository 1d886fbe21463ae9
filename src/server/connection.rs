//! One connection: its deadlines, the inspection of its bytes, and an orderly close.
//!
//! hyper reads and writes; this module watches. A connection is idle (waiting for a request), in a head
//! (the first byte has been received, the headers are incomplete), or answering. Idle connections and heads
//! have a deadline, and so has every write that the client does not accept. Bodies have deadlines of their
//! own, which end with a problem and not with a closed socket.

use std::{
    convert::Infallible,
    future::{Future, poll_fn},
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
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
    http::{self, HeaderValue, header, uri::Scheme},
    web::{LocalAddr, RemoteAddr},
};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    sync::watch,
    time::{Instant, sleep_until, timeout},
};

use super::{
    head_budget::HeadBudget,
    parser_refusal,
    watched::{Timed, Watched},
};
use crate::http::{
    body::BodyFault,
    middleware::{
        outermost::{AmbiguousFraming, UnreadableHead},
        request_memory::RequestPermit,
    },
    settings::ServeSettings,
};

/// The stage of the server's shutdown, as connections see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
pub(crate) enum Draining {
    /// Serving.
    No,
    /// The next response is the last one of its connection.
    Notice,
    /// Idle connections close.
    Closing,
}

/// Marks requests that are received after the signal to stop: readiness answers 503 from then on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ServerStopping;

/// State shared by all connections.
pub(crate) struct ConnectionContext<E> {
    pub endpoint: E,
    pub limits: ServeSettings,
    /// The largest total size of all headers of a request, in bytes.
    pub max_headers: usize,
    pub heads: HeadBudget,
    pub draining: watch::Receiver<Draining>,
}

/// Space in hyper's buffer for a long request line, in addition to our own limit on headers.
const EXTRA_BUFFER: usize = 16 << 10;
/// How many unread bytes are read before closing, so that the response is not lost to a TCP reset.
const LINGER_BYTES: u64 = 256 << 10;

/// Serves one connection until it ends.
pub(crate) async fn serve_connection<E, S>(
    stream: S,
    local: Addr,
    remote: Addr,
    shared: Arc<ConnectionContext<E>>,
) where
    E: poem::Endpoint<Output = Response> + 'static,
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (local, remote) = (LocalAddr(local), RemoteAddr(remote));
    let watched = Watched::new(shared.heads.lease());
    let io = TokioIo::new(Timed::new(stream, watched.clone()));
    let service = service_fn({
        let (shared, watched) = (Arc::clone(&shared), watched.clone());
        move |request| {
            let (local, remote) = (local.clone(), remote.clone());
            answer(request, local, remote, Arc::clone(&shared), watched.clone())
        }
    });
    let mut connection = http1::Builder::new()
        .header_read_timeout(None)
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
            // hyper would close a connection from which nothing has been read, although its first request
            // may be on its way: during the notice, clients open a new connection for each request.
            let waits = watched.lock().shorten_deadline_if_new();
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
        let mut stream = connection.into_parts().io.into_inner().into_inner();
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

/// Shuts down the write side and then reads for a moment, so that the client reads the response before it
/// notices that the connection is closed.
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
    shared: Arc<ConnectionContext<E>>,
    watched: Watched,
) -> BoxFuture<'static, Result<http::Response<CountedBody>, Infallible>>
where
    E: poem::Endpoint<Output = Response> + 'static,
{
    let is_ambiguous = watched.lock().begin_answer();
    // Proxies and servers disagree most easily about chunked framing, so nothing may follow such a request.
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
        Ok(response.map(|inner| CountedBody {
            inner,
            watched,
            _admission: admission,
        }))
    })
}

/// Wraps the body so that it fails as [`BodyFault::Slow`] when it pauses or takes too long.
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

/// The body of a response; dropping it ends the answering phase.
struct CountedBody {
    inner: BoxBody<Bytes, io::Error>,
    watched: Watched,
    /// Counts the request until its response has been sent.
    _admission: Option<Arc<RequestPermit>>,
}

impl Drop for CountedBody {
    fn drop(&mut self) {
        self.watched.lock().end_answer();
    }
}

impl HttpBody for CountedBody {
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
