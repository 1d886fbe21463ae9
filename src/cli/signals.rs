//! The signals of a serving process, received by a thread of its own with its own runtime: they take
//! effect also when every other thread of the process is stuck.
//!
//! SIGTERM and SIGINT begin a clean stop, which ends the process at the latest after a time limit; a
//! second one ends it immediately. SIGHUP reloads settings under a service manager, and begins a clean
//! stop where the process has a controlling terminal: there it says that the terminal was closed.

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

/// What SIGHUP means to this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum HangupMeaning {
    /// The controlling terminal was closed: stop.
    Stop,
    /// A service manager asks for the settings to be read again.
    Reload,
    /// Ignored by whoever started the process, as `nohup` does: it stays so.
    Ignored,
}

impl HangupMeaning {
    /// Not by `INVOCATION_ID`: systemd also sets it for the shells in the terminals of a desktop.
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

/// Whether the process was started with SIGHUP ignored. Where `/proc` does not say, it was not.
fn is_hangup_ignored() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let bits = ignored.and_then(|digits| u64::from_str_radix(digits.trim(), 16).ok());
    // Bit 0 is signal 1.
    bits.is_some_and(|bits| bits & 1 == 1)
}

/// What the signals have asked for so far. Clones share it.
#[derive(Clone)]
pub(super) struct Signals {
    /// By when the process ends, once it was asked to stop.
    stop: watch::Receiver<Option<Instant>>,
    reload: Arc<Notify>,
    /// What the stop waits for, for the log.
    waits_for: Arc<Mutex<Vec<&'static str>>>,
}

impl Signals {
    /// Starts to receive signals. After the first one to stop the process ends within `limit`.
    pub fn receive(limit: Duration) -> io::Result<Self> {
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

    /// Waits until the process is asked to stop.
    pub async fn stopping(&self) -> Instant {
        let mut stop = self.stop.clone();
        match stop.wait_for(Option::is_some).await.map(|end| *end) {
            Ok(Some(end)) => end,
            // The thread never ends before the process.
            _ => pending().await,
        }
    }

    /// Waits until the settings are to be read again.
    pub async fn reload_requested(&self) {
        self.reload.notified().await;
    }

    /// Awaits one step of the stop until `end`, and logs when it is not done by then.
    pub async fn step<T>(
        &self,
        name: &'static str,
        end: Instant,
        step: impl Future<Output = T>,
    ) -> Option<T> {
        self.begin_step(name);
        let done = timeout_at(end, step).await.ok();
        self.end_step(name);
        if done.is_none() {
            tracing::warn!(step = name, "stopping without this step: it took too long");
        }
        done
    }

    /// Notes what the stop waits for from now on.
    pub fn begin_step(&self, name: &'static str) {
        self.waits_for().push(name);
    }

    pub fn end_step(&self, name: &'static str) {
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

/// The streams of signals.
struct Received {
    terminate: Signal,
    interrupt: Signal,
    /// `None` when it stays ignored.
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

    /// Never returns: the process ends in `exit_now`, or by itself once it has stopped.
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
                // A terminal that closes sends SIGHUP after SIGTERM of the same user; once is enough.
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

    /// Waits for a signal to stop; returns its name.
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
