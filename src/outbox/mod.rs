//! The transactional outbox: rows written in the transaction that causes them, delivered by a worker
//! that retries.
//!
//! There are three kinds of rows: mails, reports about comments, and notices to moderators. Each kind has its own workers, so
//! that a server that does not respond delays only rows of its own kind.
//!
//! A mail is [queued](crate::outbox::queue) inside the transaction that causes it and is not sent before
//! the commit. [`Outbox::run`](crate::outbox::Outbox::run) claims due rows under a lease, so that only
//! one of several replicas sends each mail. A process that stops releases its leases; those of a killed
//! process end within 20 seconds. A mail is sent at least once: if the delivery is interrupted after
//! the mail server accepted the mail and before the row is deleted, the mail is sent again with the
//! same Message-ID. A failed delivery is retried with increasing pauses until the row expires.

mod lease;
mod notice;
mod report;
mod row;
pub(crate) mod sql;
mod worker;

use std::{
    fmt,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};

use arc_swap::ArcSwap;
use lettre::message::Mailbox;
use tokio::sync::watch;
use uuid::Uuid;

use self::{
    lease::DeliveryPhase,
    row::OutboxKind,
    worker::{DeliveryQueue, MailPayload},
};
pub(crate) use self::{
    notice::{Notice, Notifier, PreparedNotice, queue_comment_notice, queue_notices},
    report::{Report, Reporter, queue_reports},
};
use crate::{
    clock::{Clock, Timestamp},
    db::{self, Conn, Db},
    mail::{Mail, MailHealth, MailSettings, notice::MailTemplates, smtp::Transport},
    setting::Mistakes,
};

/// Writes a mail into the outbox in the caller's transaction; it is sent only if that transaction
/// commits. After the commit, [`Outbox::wake`] triggers immediate delivery. `id` is a new id from
/// [`Clock::id`].
pub async fn queue(
    c: &mut Conn<'_>,
    mail: &Mail,
    id: Uuid,
    now: Timestamp,
) -> Result<(), db::Error> {
    let payload = MailPayload {
        subject: mail.subject.clone(),
        text: mail.text.clone(),
    };
    let payload =
        serde_json::to_string(&payload).map_err(|error| db::Error::Statement(error.to_string()))?;
    sql::insert(c, mail, &payload, id, now).await
}

/// Delivers the rows of the outbox. Clones share the state.
#[derive(Clone)]
pub struct Outbox(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Clock,
    /// Replaced when the settings are reloaded.
    sender: ArcSwap<MailSender>,
    mails: DeliveryQueue,
    reports: DeliveryQueue,
    notices: DeliveryQueue,
    reporter: OnceLock<Reporter>,
    notifier: OnceLock<Notifier>,
    templates: MailTemplates,
    phase: watch::Sender<DeliveryPhase>,
    /// Why the last delivery failed; `None` after one that succeeded.
    last_failure: Mutex<Option<String>>,
}

/// The mail transport and the sender of all mails.
struct MailSender {
    transport: Transport,
    from: Mailbox,
}

/// How long a stopping process waits for deliveries in progress before it interrupts them.
const FINISH_WAIT: Duration = Duration::from_secs(3);
/// How long a stopping process waits until the leases of interrupted deliveries are released.
const RELEASE_WAIT: Duration = Duration::from_secs(2);

impl Outbox {
    /// Creates the outbox service. `host` is the name in the SMTP greeting. `Err` holds all mistakes in
    /// the settings.
    pub fn new(
        db: Db,
        clock: Clock,
        settings: &MailSettings,
        dev: bool,
        host: &str,
    ) -> Result<Self, Mistakes> {
        let (transport, from) = settings.transport(dev, host)?;
        let templates = settings.mail_templates()?;
        Ok(Self(Arc::new(Inner {
            db,
            clock,
            sender: ArcSwap::from_pointee(MailSender { transport, from }),
            mails: DeliveryQueue::new(OutboxKind::Mail, 4),
            reports: DeliveryQueue::new(OutboxKind::Report, 2),
            notices: DeliveryQueue::new(OutboxKind::Notice, 2),
            reporter: OnceLock::new(),
            notifier: OnceLock::new(),
            templates,
            phase: watch::Sender::new(DeliveryPhase::Running),
            last_failure: Mutex::default(),
        })))
    }

    /// Prepares the mail transport and the sender from new settings. The returned function activates
    /// them; a mail that is being sent still uses the old ones. `Err` holds all mistakes.
    pub fn new_sender(
        &self,
        settings: &MailSettings,
        dev: bool,
        host: &str,
    ) -> Result<impl FnOnce() + use<'_>, Mistakes> {
        let (transport, from) = settings.transport(dev, host)?;
        let sender = Arc::new(MailSender { transport, from });
        Ok(move || self.0.sender.store(sender))
    }

    /// Returns whether mail can be sent. If not, signing in by mail must not be offered.
    #[must_use]
    pub fn can_mail(&self) -> bool {
        !matches!(self.0.sender.load().transport, Transport::None)
    }

    /// Sets the function that delivers reports; only the first call has an effect. Reports wait until
    /// then.
    pub fn set_reporter(&self, reporter: Reporter) {
        // A second call would be a wiring mistake, but does no harm.
        let _ = self.0.reporter.set(reporter);
    }

    /// Sets what composes notices; only the first call has an effect. Notices wait until then.
    pub(crate) fn set_notifier(&self, notifier: Notifier) {
        let _ = self.0.notifier.set(notifier);
    }

    /// Wakes the workers after new rows were committed to the outbox.
    pub fn wake(&self) {
        self.0.mails.wake();
        self.0.reports.wake();
        self.0.notices.wake();
    }

    /// Delivers all rows that are due now, in one pass. Returns the number of rows delivered.
    pub async fn deliver(&self) -> Result<usize, db::Error> {
        worker::deliver_due(self).await
    }

    /// Delivers due rows when woken and every few seconds. Never returns.
    pub async fn run(&self) {
        worker::run(self).await;
    }

    /// Starts no further delivery, waits briefly for deliveries in progress, then interrupts them and
    /// releases their leases, so that the next process delivers those rows immediately.
    pub async fn stop(&self) {
        self.0.phase.send_replace(DeliveryPhase::Finishing);
        if !self.becomes_idle_within(FINISH_WAIT).await {
            self.0.phase.send_replace(DeliveryPhase::Stopped);
            if !self.becomes_idle_within(RELEASE_WAIT).await {
                tracing::warn!(
                    "stopped during deliveries of mails or reports; they are delivered again within 20 seconds"
                );
            }
        }
        self.0.mails.close();
        self.0.reports.close();
        self.0.notices.close();
    }

    /// Waits until no delivery is in progress. Returns `false` if that takes longer than `wait`.
    async fn becomes_idle_within(&self, wait: Duration) -> bool {
        let idle = async {
            tokio::join!(
                self.0.mails.wait_idle(),
                self.0.reports.wait_idle(),
                self.0.notices.wait_idle()
            )
        };
        tokio::time::timeout(wait, idle).await.is_ok()
    }

    #[must_use]
    pub fn health(&self) -> MailHealth {
        match (&self.0.sender.load().transport, self.last_failure()) {
            (Transport::None, _) => MailHealth::Off,
            (_, Some(why)) => MailHealth::Failing(why),
            (Transport::Log, None) => MailHealth::Logged,
            (Transport::Smtp(_) | Transport::Captured(_), None) => MailHealth::Healthy,
        }
    }

    fn last_failure(&self) -> Option<String> {
        let failure = self.0.last_failure.lock();
        failure.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn record_result(&self, failure: Option<String>) {
        *self
            .0
            .last_failure
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = failure;
    }
}

/// Connects to the mail server of these settings and signs in. Returns the state of mail delivery;
/// `Err` holds the reason of the failure.
pub(crate) async fn probe(
    settings: &MailSettings,
    dev: bool,
    host: &str,
) -> Result<MailHealth, String> {
    let (transport, _) = settings.transport(dev, host)?;
    match transport {
        Transport::None => Ok(MailHealth::Off),
        Transport::Log => Ok(MailHealth::Logged),
        Transport::Captured(_) => Ok(MailHealth::Healthy),
        Transport::Smtp(smtp) => match smtp.probe().await {
            Ok(()) => Ok(MailHealth::Healthy),
            Err(why) => Err(format!("{}: {why}", smtp.host_and_port())),
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

impl fmt::Debug for Outbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Outbox({})", self.health())
    }
}

#[cfg(test)]
mod tests;
