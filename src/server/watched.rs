//! The state of a connection as observed from its bytes: its phase, since when, and its deadlines.

use std::{
    io,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard},
    task::{Context, Poll, ready},
    time::Duration,
};

use poem::http::StatusCode;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, ReadBuf, Take},
    time::{Instant, Sleep},
};

use super::{
    framing::Framing,
    head_budget::HeadLease,
    parser_refusal::{ParserRefusal, parser_refusal_at},
};
use crate::http::settings::ServeSettings;

/// During shutdown: how long to wait for the first request of a new connection.
const FINAL_DEADLINE: Duration = Duration::from_secs(1);
/// hyper doubles the read buffer of a connection after each read that filled it, and never shrinks it.
/// Smaller reads leave it at its initial size of 8 KiB, which is affordable for 10,000 connections.
const READ_MAX: u64 = (8 << 10) - 1;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Idle,
    Head,
    Answering,
}

pub(crate) struct ConnectionState {
    phase: Phase,
    since: Instant,
    /// No request has been read yet.
    fresh: bool,
    /// The deadline for the first request, because the server is stopping.
    hurried: Option<Instant>,
    /// Bytes were received while answering that are not known to be part of the body: the next head has
    /// begun.
    pub(crate) ahead: bool,
    /// Since when the client has accepted nothing.
    stalled_since: Option<Instant>,
    framing: Framing,
    /// The received bytes of the next head.
    head: HeadLease,
    /// hyper's own response to an unreadable head, which was not sent; or the refusal of a head for lack of
    /// memory.
    pub(crate) refused: Option<ParserRefusal>,
}

impl ConnectionState {
    fn enter(&mut self, phase: Phase) {
        self.phase = phase;
        self.since = Instant::now();
    }

    /// Returns whether the first request is still to come, and sets a deadline for it.
    pub(crate) fn shorten_deadline_if_new(&mut self) -> bool {
        self.hurried = self.fresh.then(|| Instant::now() + FINAL_DEADLINE);
        self.fresh
    }

    /// Starts to answer a request; returns whether its framing is ambiguous.
    pub(crate) fn begin_answer(&mut self) -> bool {
        self.enter(Phase::Answering);
        self.fresh = false;
        self.ahead = false;
        self.head.clear();
        self.framing.take_ambiguous()
    }

    pub(crate) fn end_answer(&mut self) {
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

    /// Refuses the request whose head is being received if all heads together use too much memory.
    pub(crate) fn refuse_crowded_head(&mut self) -> bool {
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
        let writing = self.stalled_since.map(|since| since + limits.write_timeout);
        match (reading, writing) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }
}

/// The state, shared by the socket, the service and the task. All of them run in one task, so the lock is
/// never contended.
#[derive(Clone)]
pub(crate) struct Watched(Arc<Mutex<ConnectionState>>);

impl Watched {
    /// Creates the state. A connection starts in the head phase: a client that opens one and sends nothing
    /// must not hold it for long.
    pub(crate) fn new(head: HeadLease) -> Self {
        Self(Arc::new(Mutex::new(ConnectionState {
            phase: Phase::Head,
            since: Instant::now(),
            fresh: true,
            hurried: None,
            ahead: false,
            stalled_since: None,
            framing: Framing::default(),
            head,
            refused: None,
        })))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, ConnectionState> {
        self.0.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// Becomes ready when the deadline of the current phase has passed.
    pub(crate) fn poll_expired(
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
        // With every request the deadline usually moves to a later time. The timer, which all connections
        // share, is only reset when it has fired too early.
        ready!(sleep.as_mut().poll(cx));
        if deadline <= sleep.deadline() {
            return Poll::Ready(());
        }
        sleep.as_mut().reset(deadline);
        sleep.poll(cx)
    }

    fn wrote<T>(&self, outcome: Poll<T>) -> Poll<T> {
        let mut state = self.lock();
        state.stalled_since = match outcome {
            Poll::Pending => state.stalled_since.or_else(|| Some(Instant::now())),
            Poll::Ready(_) => None,
        };
        outcome
    }
}

/// The socket, which reports the bytes that pass.
pub(crate) struct Timed<S> {
    inner: Take<S>,
    watched: Watched,
}

impl<S: AsyncRead> Timed<S> {
    pub(crate) fn new(stream: S, watched: Watched) -> Self {
        Self {
            inner: stream.take(READ_MAX),
            watched,
        }
    }

    pub(crate) fn into_inner(self) -> S {
        self.inner.into_inner()
    }

    /// Returns where hyper's own response to an unreadable head begins. No other response is in progress
    /// then.
    fn parser_refusal(&self, bytes: &[u8]) -> Option<(usize, ParserRefusal)> {
        let (at, mut refusal) = parser_refusal_at(bytes)?;
        let state = self.watched.lock();
        if state.phase == Phase::Answering {
            return None;
        }
        // hyper's buffer was full, which it reports as too large headers.
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
            // Write piece by piece, so that the data before it is sent.
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
