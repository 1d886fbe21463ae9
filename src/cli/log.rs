//! The log, written to standard error by its own thread.
//!
//! Requests put their lines into a bounded queue and do not wait. If the reader of standard error is
//! slower than the server, or has stopped reading, lines are dropped and counted, so that requests do
//! not block and memory usage stays bounded; the number is logged as soon as there is space again.

use std::{
    io::{self, BufWriter, IsTerminal as _, Write as _},
    sync::{Mutex, MutexGuard, OnceLock, mpsc},
    time::Duration,
};

use tracing_appender::non_blocking::{ErrorCounter, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::{EnvFilter, fmt};

use super::access_log::JsonLines;
use crate::config::{LogFormat, LogSettings};

/// The maximum number of queued lines: about 2 MB of typical ones.
const QUEUED_LINES: usize = 8_192;
/// How long writing the last message of the process may take.
const LAST_WRITE: Duration = Duration::from_secs(1);
/// How often dropped lines are reported.
const REPORT_INTERVAL: Duration = Duration::from_secs(5);

/// Stops the log thread on drop, after the queued lines were written or about a second has passed.
static WRITER: Mutex<Option<WorkerGuard>> = Mutex::new(None);
static DROPPED: OnceLock<ErrorCounter> = OnceLock::new();
/// Replaces the log filter. Returns whether that succeeded.
type SetFilter = Box<dyn Fn(EnvFilter) -> bool + Send + Sync>;
static SET_FILTER: OnceLock<SetFilter> = OnceLock::new();

fn writer() -> MutexGuard<'static, Option<WorkerGuard>> {
    WRITER.lock().unwrap_or_else(|e| e.into_inner())
}

/// Starts the log of the process.
pub(super) fn start(settings: &LogSettings) {
    let filter = settings
        .level
        .parse::<EnvFilter>()
        .unwrap_or_else(|_| EnvFilter::new("info"));
    let is_terminal = io::stderr().is_terminal();
    let is_json = match settings.format {
        LogFormat::Auto => !is_terminal,
        LogFormat::Text => false,
        LogFormat::Json => true,
    };
    let (queue, guard) = NonBlockingBuilder::default()
        .buffered_lines_limit(QUEUED_LINES)
        .lossy(true)
        .thread_name("log")
        .finish(BufWriter::new(io::stderr()));
    let dropped = queue.error_counter();
    let log = fmt()
        .with_env_filter(filter)
        .with_writer(queue)
        .with_target(false);
    // Only tests start the log a second time; the first subscriber stays.
    let (started, set_filter): (_, SetFilter) = if is_json {
        let log = log.json().flatten_event(true);
        let log = log.map_event_format(JsonLines).with_filter_reloading();
        let handle = log.reload_handle();
        let set = move |filter| handle.reload(filter).is_ok();
        (log.try_init(), Box::new(set))
    } else {
        let log = log.with_ansi(is_terminal).with_filter_reloading();
        let handle = log.reload_handle();
        let set = move |filter| handle.reload(filter).is_ok();
        (log.try_init(), Box::new(set))
    };
    if started.is_ok() {
        let _ = SET_FILTER.set(set_filter);
        let _ = DROPPED.set(dropped);
        *writer() = Some(guard);
        log_panics();
    }
}

/// Changes the log level of the running process. The level must be valid.
pub(super) fn set_level(level: &str) {
    let filter = level.parse::<EnvFilter>().ok();
    let is_set = filter.is_some_and(|filter| SET_FILTER.get().is_some_and(|set| set(filter)));
    if !is_set {
        tracing::error!("log level could not be changed");
    }
}

/// Logs panics: the default hook writes to standard error directly and would block until it is read.
/// Only the location is logged, because the message may quote text from a reader.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let location = panic.location().map(ToString::to_string);
        let location = location.unwrap_or_default();
        tracing::error!(location, "panicked");
    }));
}

/// Reports dropped lines periodically. Never returns.
pub(super) async fn report_dropped_lines() {
    let mut reported = 0;
    loop {
        tokio::time::sleep(REPORT_INTERVAL).await;
        let dropped = DROPPED.get().map_or(0, ErrorCounter::dropped_lines);
        if dropped > reported {
            let lines = dropped - reported;
            tracing::warn!(
                lines,
                "log lines dropped: standard error was not read in time"
            );
            reported = dropped;
        }
    }
}

/// Writes the queued lines, for about a second at most.
pub(super) fn flush() {
    drop(writer().take());
}

/// Writes the last message of the process, for a second at most: if standard error is no longer read,
/// the process must end anyway.
pub(super) fn write_last(text: String) {
    let (written, done) = mpsc::channel();
    let writing = std::thread::spawn(move || {
        let _ = io::stderr().write_all(text.as_bytes());
        let _ = written.send(());
    });
    if done.recv_timeout(LAST_WRITE).is_ok() {
        let _ = writing.join();
    }
}
