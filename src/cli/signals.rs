//! The signals of a serving process, received by a separate thread with its own runtime, so that they
//! take effect even if all other threads of the process are stuck.
//!
//! SIGTERM and SIGINT start a clean stop, which ends the process within a time limit; a second signal
//! ends it immediately. SIGHUP reloads the settings under a service manager. If the process has a
//! controlling terminal, SIGHUP means that the terminal was closed, and starts a clean stop.

use std::{
    fs::{self, File},
    future::pending,
    io,
    process::exit,
    sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc},
    time::Duration,
};

use tokio::{
    runtime::Builder,
    signal::unix::{Signal, SignalKind, signal},
    sync::{Notify, watch},
    time::{Instant, timeout, timeout_at},
};

use super::log;

/// The exit code of a process that did not stop cleanly.
const UNCLEAN: i32 = 1;

/// The meaning of SIGHUP for this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum HangupMeaning {
    /// The controlling terminal was closed: stop.
    Stop,
    /// A service manager requests that the settings are reloaded.
    Reload,
    /// The process was started with SIGHUP ignored, for example by `nohup`; it stays ignored.
    Ignored,
}

impl HangupMeaning {
    /// Determines the meaning. Does not use `INVOCATION_ID`, because systemd also sets it for shells in
    /// the terminals of a desktop.
    fn of_this_process() -> Self {
        if is_hangup_ignored() {
            Self::Ignored
        } else if File::open("/dev/tty").is_ok() {
            Self::Stop
        } else {
            Self::Reload
        }
    }
}

/// Returns whether the process was started with SIGHUP ignored; `false` if `/proc` does not show it.
fn is_hangup_ignored() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let bits = ignored.and_then(|digits| u64::from_str_radix(digits.trim(), 16).ok());
    // Bit 0 is signal 1 (SIGHUP).
    bits.is_some_and(|bits| bits & 1 == 1)
}

/// The signals received so far. Clones share them.
#[derive(Clone)]
pub(super) struct Signals {
    /// The time by which the process ends, once a stop was requested.
    stop: watch::Receiver<Option<Instant>>,
    reload: Arc<Notify>,
    /// The steps that the stop is waiting for, for the log.
    waits_for: Arc<Mutex<Vec<&'static str>>>,
}

impl Signals {
    /// Starts to receive signals. After the first signal to stop, the process ends within `limit`.
    pub(super) fn receive(limit: Duration) -> io::Result<Self> {
        let (stop, stopping) = watch::channel(None);
        let signals = Self {
            stop: stopping,
            reload: Arc::default(),
            waits_for: Arc::default(),
        };
        let (started, start) = mpsc::channel();
        let shared = signals.clone();
        std::thread::Builder::new()
            .name("signals".to_owned())
            .spawn(move || {
                let runtime = match Builder::new_current_thread().enable_all().build() {
                    Ok(runtime) => runtime,
                    Err(error) => return drop(started.send(Err(error))),
                };
                runtime.block_on(async {
                    match Received::new() {
                        Ok(received) => {
                            let _ = started.send(Ok(()));
                            received.run(&shared, &stop, limit).await;
                        }
                        Err(error) => drop(started.send(Err(error))),
                    }
                });
            })?;
        start.recv().map_err(io::Error::other)??;
        Ok(signals)
    }

    /// Waits until a stop is requested. Returns the time by which the process ends.
    pub(super) async fn stopping(&self) -> Instant {
        let mut stop = self.stop.clone();
        match stop.wait_for(Option::is_some).await.map(|end| *end) {
            Ok(Some(end)) => end,
            // The signal thread never ends before the process.
            _ => pending().await,
        }
    }

    /// Waits until a reload of the settings is requested.
    pub(super) async fn reload_requested(&self) {
        self.reload.notified().await;
    }

    /// Runs one step of the stop until `end`, and logs if it is not finished by then.
    pub(super) async fn step<T>(
        &self,
        name: &'static str,
        end: Instant,
        step: impl Future<Output = T>,
    ) -> Option<T> {
        self.begin_step(name);
        let done = timeout_at(end, step).await.ok();
        self.end_step(name);
        if done.is_none() {
            tracing::warn!(step = name, "stop step skipped: it took too long");
        }
        done
    }

    /// Records that the stop is waiting for a step.
    pub(super) fn begin_step(&self, name: &'static str) {
        self.waits_for().push(name);
    }

    pub(super) fn end_step(&self, name: &'static str) {
        self.waits_for().retain(|one| *one != name);
    }

    fn waits_for(&self) -> MutexGuard<'_, Vec<&'static str>> {
        self.waits_for
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn exit_now(&self, why: &'static str) -> ! {
        let unfinished = self.waits_for().join(", ");
        tracing::error!(unfinished, "{why}");
        log::flush();
        exit(UNCLEAN)
    }
}

/// The signal streams.
struct Received {
    terminate: Signal,
    interrupt: Signal,
    /// `None` if SIGHUP stays ignored.
    hangup: Option<Signal>,
    meaning: HangupMeaning,
}

impl Received {
    fn new() -> io::Result<Self> {
        let meaning = HangupMeaning::of_this_process();
        let hangup = match meaning {
            HangupMeaning::Ignored => None,
            HangupMeaning::Stop | HangupMeaning::Reload => Some(signal(SignalKind::hangup())?),
        };
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hangup,
            meaning,
        })
    }

    /// Never returns: the process ends in `exit_now`, or normally once it has stopped.
    async fn run(
        mut self,
        signals: &Signals,
        stop: &watch::Sender<Option<Instant>>,
        limit: Duration,
    ) {
        let name = self.stop_signal(signals).await;
        let end = Instant::now() + limit;
        tracing::info!(signal = name, "stopping");
        stop.send_replace(Some(end));
        let second = async {
            loop {
                // A terminal that closes sends SIGHUP after a SIGTERM from the same user; the two count
                // as one.
                if self.stop_signal(signals).await != "SIGHUP" {
                    return;
                }
            }
        };
        match timeout(limit, second).await {
            Ok(()) => signals.exit_now("stopped immediately by a second signal"),
            Err(_) => signals.exit_now("stopped: the clean stop took too long"),
        }
    }

    /// Waits for a signal to stop. Returns its name.
    async fn stop_signal(&mut self, signals: &Signals) -> &'static str {
        loop {
            let hangup = async {
                match &mut self.hangup {
                    Some(hangup) => hangup.recv().await,
                    None => pending().await,
                }
            };
            tokio::select! {
                _ = self.terminate.recv() => return "SIGTERM",
                _ = self.interrupt.recv() => return "SIGINT",
                _ = hangup => match self.meaning {
                    HangupMeaning::Stop => return "SIGHUP",
                    HangupMeaning::Reload => signals.reload.notify_one(),
                    HangupMeaning::Ignored => {}
                }
            }
        }
    }
}
