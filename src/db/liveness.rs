//! Detects whether PostgreSQL responds at all. A slow statement on a live server is not a hang: if a call
//! gets no reply, the server is probed on a separate connection. If the probe gets no reply either, every
//! call fails immediately until the server responds again.

use std::{sync::Arc, time::Instant};

use tokio::{
    sync::{Notify, watch},
    task::JoinHandle,
    time::{Duration, timeout},
};
use tokio_postgres::Client;

use super::{Error, connector::Connector, waits::PROBE_LIMIT};

/// The pause between two probes while the server does not respond.
const PAUSE: Duration = Duration::from_millis(100);

/// The result of the last probe.
#[derive(Clone, Copy, Debug)]
struct Pulse {
    is_silent: bool,
    /// When the probe was sent.
    asked: Instant,
}

/// Probes the server in a task of its own, which ends when this is dropped.
pub(super) struct Liveness {
    pulse: watch::Receiver<Pulse>,
    wanted: Arc<Notify>,
    asking: JoinHandle<()>,
}

impl Drop for Liveness {
    fn drop(&mut self) {
        self.asking.abort();
    }
}

impl Liveness {
    pub(super) fn new(connector: Connector) -> Self {
        let (told, pulse) = watch::channel(Pulse {
            is_silent: false,
            asked: Instant::now(),
        });
        let wanted = Arc::new(Notify::new());
        let asking = tokio::spawn(ask_when_wanted(connector, told, wanted.clone()));
        Self {
            pulse,
            wanted,
            asking,
        }
    }

    /// Fails while the server is known not to respond.
    pub(super) fn check(&self) -> Result<(), Error> {
        if self.pulse.borrow().is_silent {
            return Err(silent());
        }
        Ok(())
    }

    /// Probes the server now.
    pub(super) async fn ask(&self) -> Result<(), Error> {
        let now = Instant::now();
        self.wanted.notify_one();
        let mut pulse = self.pulse.clone();
        let answered = pulse.wait_for(|pulse| pulse.is_silent || pulse.asked >= now);
        match answered.await {
            Ok(pulse) if pulse.is_silent => Err(silent()),
            // Without the task nothing is known.
            _ => Ok(()),
        }
    }
}

fn silent() -> Error {
    Error::Unavailable("the server does not respond".to_owned())
}

async fn ask_when_wanted(connector: Connector, told: watch::Sender<Pulse>, wanted: Arc<Notify>) {
    let mut client = None;
    loop {
        wanted.notified().await;
        let mut silent_since = None;
        loop {
            let asked = Instant::now();
            let answered = timeout(PROBE_LIMIT, ask(&connector, &mut client)).await;
            let is_silent = !answered.unwrap_or(false);
            if is_silent {
                client = None;
            }
            told.send_replace(Pulse { is_silent, asked });
            match (is_silent, silent_since) {
                (true, None) => {
                    tracing::warn!(
                        "PostgreSQL does not respond; requests are refused until it does"
                    );
                    silent_since = Some(asked);
                }
                (false, Some(since)) => {
                    let seconds = since.elapsed().as_secs_f32();
                    tracing::warn!(seconds, "PostgreSQL responds again");
                }
                _ => {}
            }
            if !is_silent {
                break;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// Returns whether the server responds, even with a refusal. The connection is reused.
async fn ask(connector: &Connector, client: &mut Option<Client>) -> bool {
    if let Some(known) = client {
        match known.simple_query("").await {
            Ok(_) => return true,
            Err(error) if error.as_db_error().is_some() && !known.is_closed() => return true,
            // The server restarted, or a proxy closed an idle connection.
            Err(_) => *client = None,
        }
    }
    match connector.connect().await {
        Ok(new) => {
            *client = Some(new);
            true
        }
        Err(error) => error.as_db_error().is_some(),
    }
}
