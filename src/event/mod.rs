//! What has happened, told exactly when it is true: an outbox written in the same transaction,
//! delivered by a worker that retries.
//!
//! There are two kinds: mails, and reports about comments. Each kind has lanes of its own, so that a
//! server that hangs holds up nothing of the other.
//!
//! A mail is [queued](crate::event::queue) inside the transaction that gives it its reason and is sent by
//! nobody before the commit. [`Events::run`](crate::event::Events::run) takes what is due under a lease, so that of several
//! replicas one sends it. A process that stops gives its leases back; those of one that was killed end
//! within 20 seconds. A mail is sent at least once: one that was broken off between the server's answer
//! and our own note is sent again, under the same Message-ID. What fails is tried again, ever more rarely, until it is pointless.

mod caught;
mod deliver;
mod lease;
pub mod letter;
mod message;
mod report;
mod settings;
mod smtp;
pub mod sql;

use std::{
    fmt,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};

use arc_swap::ArcSwap;
use lettre::message::Mailbox;
use tokio::sync::watch;
use uuid::Uuid;

pub use self::{
    caught::{Caught, CaughtMail},
    report::{Report, Reporter, queue_reports},
    settings::MailSettings,
};
use self::{
    deliver::{Kind, Line, Payload},
    lease::DeliveryPhase,
    smtp::Transport,
};
use crate::{
    clock::{Clock, Timestamp},
    db::{self, Conn, Db},
    site::SiteId,
    text::Email,
};

/// A mail to be sent.
#[derive(Clone)]
pub struct Mail {
    /// Of which site; none for the whole installation. It goes when the site is removed.
    pub site: Option<SiteId>,
    pub to: Email,
    /// One line.
    pub subject: String,
    pub text: String,
    /// It is pointless from here on, and dropped.
    pub expires_at: Timestamp,
}

/// Writes a mail into the outbox, in the caller's transaction: it is sent if that commits. After
/// the commit, [`Events::wake`] makes it go at once. `id` is a fresh one of [`Clock::id`].
pub async fn queue(
    c: &mut Conn<'_>,
    mail: &Mail,
    id: Uuid,
    now: Timestamp,
) -> Result<(), db::Error> {
    let payload = Payload {
        subject: mail.subject.clone(),
        text: mail.text.clone(),
    };
    let payload =
        serde_json::to_string(&payload).map_err(|error| db::Error::Statement(error.to_string()))?;
    sql::insert(c, mail, &payload, id, now).await
}

/// Why something did not get away; short, and without anything personal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It may get away later.
    Passing(String),
    /// It will never be taken.
    Permanent(String),
}

/// Delivers what the outbox holds. Clones share it.
#[derive(Clone)]
pub struct Events(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Clock,
    /// Replaced when the settings are read again.
    sender: ArcSwap<MailSender>,
    mails: Line,
    reports: Line,
    reporter: OnceLock<Reporter>,
    phase: watch::Sender<DeliveryPhase>,
    /// Why the last delivery failed; `None` after one that succeeded.
    failing: Mutex<Option<String>>,
}

/// Where mails go, and whom they come from.
struct MailSender {
    transport: Transport,
    from: Mailbox,
}

/// How mail stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Health {
    /// No server is set.
    Off,
    /// Development: mails are written to the log.
    Logged,
    /// The last delivery succeeded, or there was none yet.
    Well,
    /// The last delivery failed, and why, without anything personal.
    Failing(String),
}

impl Health {
    #[must_use]
    pub fn is_degraded(&self) -> bool {
        matches!(self, Self::Failing(_))
    }
}

impl fmt::Display for Health {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Off => f.write_str("off: no mail server is set"),
            Self::Logged => f.write_str("development: mails are written to the log"),
            Self::Well => f.write_str("ok"),
            Self::Failing(why) => {
                write!(
                    f,
                    "the last mail could not be delivered: {why}; it is tried again"
                )
            }
        }
    }
}

/// How long a process that stops waits for deliveries under way before it breaks them off.
const FINISH_WAIT: Duration = Duration::from_secs(3);
/// How long it waits for their leases to be given back.
const GIVE_BACK_WAIT: Duration = Duration::from_secs(2);

impl Events {
    /// `host` is what we call ourselves to mail servers. `Err` holds every mistake in the settings.
    pub fn new(
        db: Db,
        clock: Clock,
        settings: &MailSettings,
        dev: bool,
        host: &str,
    ) -> Result<Self, Vec<String>> {
        let (transport, from) = settings.transport(dev, host)?;
        Ok(Self(Arc::new(Inner {
            db,
            clock,
            sender: ArcSwap::from_pointee(MailSender { transport, from }),
            mails: Line::new(Kind::Mail, 4),
            reports: Line::new(Kind::Report, 2),
            reporter: OnceLock::new(),
            phase: watch::Sender::new(DeliveryPhase::Running),
            failing: Mutex::default(),
        })))
    }

    /// Prepares the mail server and the sender of other settings. The returned function puts them in
    /// place; a mail that is being sent keeps the old ones. `Err` holds every mistake.
    pub fn new_sender(
        &self,
        settings: &MailSettings,
        dev: bool,
        host: &str,
    ) -> Result<impl FnOnce() + use<'_>, Vec<String>> {
        let (transport, from) = settings.transport(dev, host)?;
        let sender = Arc::new(MailSender { transport, from });
        Ok(move || self.0.sender.store(sender))
    }

    /// Is there anywhere to send a mail to? Without it nobody should be offered one.
    #[must_use]
    pub fn can_mail(&self) -> bool {
        !matches!(self.0.sender.load().transport, Transport::None)
    }

    /// Who carries reports from now on; the first one that is given stays. Until then they wait.
    pub fn report_by(&self, reporter: Reporter) {
        // A second one would be a mistake of the furnishing, and no harm.
        let _ = self.0.reporter.set(reporter);
    }

    /// There is something new in the outbox; called after the commit.
    pub fn wake(&self) {
        self.0.mails.wake();
        self.0.reports.wake();
    }

    /// One pass over all that is due now; how many were delivered.
    pub async fn deliver(&self) -> Result<usize, db::Error> {
        deliver::pass(self).await
    }

    /// Delivers whenever it is woken and every few seconds. Never ends.
    pub async fn run(&self) {
        deliver::run(self).await;
    }

    /// Begins no further delivery, waits a moment for those under way, then breaks them off and gives
    /// their leases back: the next process delivers them at once.
    pub async fn stop(&self) {
        self.0.phase.send_replace(DeliveryPhase::Finishing);
        if !self.is_idle_within(FINISH_WAIT).await {
            self.0.phase.send_replace(DeliveryPhase::Stopped);
            if !self.is_idle_within(GIVE_BACK_WAIT).await {
                tracing::warn!(
                    "stopped while mails or reports were on their way; they are delivered again within 20 seconds"
                );
            }
        }
        self.0.mails.close();
        self.0.reports.close();
    }

    /// Whether nothing is on its way any more, after a wait.
    async fn is_idle_within(&self, wait: Duration) -> bool {
        let lines = async { tokio::join!(self.0.mails.rest(), self.0.reports.rest()) };
        tokio::time::timeout(wait, lines).await.is_ok()
    }

    #[must_use]
    pub fn health(&self) -> Health {
        match (&self.0.sender.load().transport, self.failing()) {
            (Transport::None, _) => Health::Off,
            (_, Some(why)) => Health::Failing(why),
            (Transport::Log, None) => Health::Logged,
            (Transport::Smtp(_) | Transport::Caught(_), None) => Health::Well,
        }
    }

    fn failing(&self) -> Option<String> {
        let failing = self.0.failing.lock();
        failing.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, failing: Option<String>) {
        *self
            .0
            .failing
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = failing;
    }
}

/// Asks the mail server of these settings whether it would let us in; how mail stands, in words.
/// `Err` tells why it would not.
pub async fn probe(settings: &MailSettings, dev: bool, host: &str) -> Result<Health, String> {
    let (transport, _) = settings
        .transport(dev, host)
        .map_err(|faults| faults.join("; "))?;
    match transport {
        Transport::None => Ok(Health::Off),
        Transport::Log => Ok(Health::Logged),
        Transport::Caught(_) => Ok(Health::Well),
        Transport::Smtp(smtp) => match smtp.probe().await {
            Ok(()) => Ok(Health::Well),
            Err(why) => Err(format!("{}: {why}", smtp.place())),
        },
    }
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail")
            .field("site", &self.site)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Events({})", self.health())
    }
}

#[cfg(test)]
mod tests;
