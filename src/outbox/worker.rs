//! Delivery of due outbox rows: each row is claimed under a lease, postponed after a failure and
//! deleted when delivered.

use std::time::Duration;

use futures_util::future::join_all;
use serde::{Deserialize, Serialize};
use tokio::sync::{Notify, Semaphore};

use super::{
    Outbox,
    lease::{DeliveryPhase, LEASE, LeaseEnd},
    notice, report,
    row::{DueRow, Lease, OutboxKind},
    sql,
};
use crate::{
    clock::Timestamp,
    db::{self, WorkFuture},
    mail::{
        CapturedMail, DeliveryFailure,
        message::{QueuedMail, compose},
        notice::NoticeMail,
        smtp::Transport,
    },
};

/// How often the worker polls without being woken, to find rows left behind by another process and
/// retries.
const POLL_INTERVAL: Duration = Duration::from_secs(2);
/// The shortest and the longest pause between two attempts.
const PAUSE_MIN: Duration = Duration::from_secs(5);
const PAUSE_MAX: Duration = Duration::from_mins(10);

/// The delivery queue of one kind of row, with a fixed number of workers.
pub(super) struct DeliveryQueue {
    kind: OutboxKind,
    /// The number of concurrent deliveries.
    workers: u32,
    permits: Semaphore,
    claim_lock: tokio::sync::Mutex<()>,
    woken: Notify,
}

impl DeliveryQueue {
    pub(super) fn new(kind: OutboxKind, workers: u32) -> Self {
        Self {
            kind,
            workers,
            permits: Semaphore::new(workers as usize),
            claim_lock: tokio::sync::Mutex::default(),
            woken: Notify::new(),
        }
    }

    pub(super) fn wake(&self) {
        self.woken.notify_one();
    }

    /// Waits until no delivery is in progress.
    pub(super) async fn wait_idle(&self) {
        drop(self.permits.acquire_many(self.workers).await);
    }

    pub(super) fn close(&self) {
        self.permits.close();
    }
}

/// The content of a mail row besides the recipient.
#[derive(Deserialize, Serialize)]
pub(super) struct MailPayload {
    pub subject: String,
    pub text: String,
}

enum DeliveryStep {
    /// No row was due.
    Idle,
    Delivered,
    Failed,
}

/// Delivers all rows that are due now, in one pass. Returns the number of rows delivered.
pub(super) async fn deliver_due(outbox: &Outbox) -> Result<usize, db::Error> {
    let until = outbox.0.clock.now();
    let passes = workers(outbox).map(|queue| async move {
        let mut delivered = 0;
        loop {
            match deliver_next(outbox, queue, until).await? {
                DeliveryStep::Idle => return Ok(delivered),
                DeliveryStep::Delivered => delivered += 1,
                DeliveryStep::Failed => {}
            }
        }
    });
    // Waits for all workers before returning the first error; returning early would cancel the
    // deliveries of the other workers.
    join_all(passes).await.into_iter().sum()
}

/// Delivers due rows until canceled. Never returns.
pub(super) async fn run(outbox: &Outbox) {
    let running = join_all(workers(outbox).map(|queue| run_worker(outbox, queue)));
    let polling = async {
        loop {
            tokio::time::sleep(POLL_INTERVAL).await;
            outbox.wake();
        }
    };
    tokio::join!(running, polling);
}

/// Yields each queue once per worker.
fn workers(outbox: &Outbox) -> impl Iterator<Item = &DeliveryQueue> {
    [&outbox.0.mails, &outbox.0.reports, &outbox.0.notices]
        .into_iter()
        .flat_map(|queue| std::iter::repeat_n(queue, queue.workers as usize))
}

async fn run_worker(outbox: &Outbox, queue: &DeliveryQueue) {
    loop {
        match deliver_next(outbox, queue, outbox.0.clock.now()).await {
            Ok(DeliveryStep::Delivered | DeliveryStep::Failed) => continue,
            Ok(DeliveryStep::Idle) => {}
            Err(error) => {
                tracing::warn!(%error, "outbox read failed, will be retried");
            }
        }
        queue.woken.notified().await;
    }
}

async fn deliver_next(
    outbox: &Outbox,
    queue: &DeliveryQueue,
    until: Timestamp,
) -> Result<DeliveryStep, db::Error> {
    // The semaphore is closed when the process is about to stop.
    let Ok(_permit) = queue.permits.acquire().await else {
        return Ok(DeliveryStep::Idle);
    };
    if *outbox.0.phase.borrow() != DeliveryPhase::Running {
        return Ok(DeliveryStep::Idle);
    }
    let Some((due, lease)) = claim(outbox, queue, until).await? else {
        return Ok(DeliveryStep::Idle);
    };
    // If one row was due, more may be; wake another worker.
    queue.wake();
    let (id, kind) = (due.id, queue.kind.as_str());
    let ended = match queue.kind {
        OutboxKind::Mail => lease.run(outbox, send_mail(outbox, &due)).await,
        OutboxKind::Report => lease.run(outbox, send_report(outbox, &due)).await,
        OutboxKind::Notice => lease.run(outbox, send_notice(outbox, &due)).await,
    };
    match ended {
        LeaseEnd::Delivered => {
            record_result(outbox, queue, None);
            run_write(outbox, id, |c, id| Box::pin(sql::delete(c, *id))).await?;
            tracing::debug!(kind, %id, "delivered");
            Ok(DeliveryStep::Delivered)
        }
        LeaseEnd::Failed(failure) => handle_failure(outbox, queue, &due, lease, failure).await,
        LeaseEnd::Lost => {
            tracing::warn!(kind, %id, "delivery interrupted: the lease could not be renewed");
            Ok(DeliveryStep::Failed)
        }
        LeaseEnd::Stopped => {
            lease.release(outbox).await?;
            tracing::info!(kind, %id, "delivery interrupted: the process is stopping, the next process delivers");
            Ok(DeliveryStep::Failed)
        }
    }
}

/// Deletes a row that failed permanently and postpones any other.
async fn handle_failure(
    outbox: &Outbox,
    queue: &DeliveryQueue,
    due: &DueRow,
    lease: Lease,
    failure: DeliveryFailure,
) -> Result<DeliveryStep, db::Error> {
    let (id, kind) = (due.id, queue.kind.as_str());
    match failure {
        DeliveryFailure::Permanent(why)
        | DeliveryFailure::ContentRefused(why)
        | DeliveryFailure::RecipientRefused(why) => {
            tracing::warn!(kind, %id, why, "delivery failed permanently, row deleted");
            run_write(outbox, id, |c, id| Box::pin(sql::delete(c, *id))).await?;
        }
        DeliveryFailure::Transient(why) => {
            let pause = pause(
                due.attempts,
                u32::from_le_bytes(outbox.0.clock.random_bytes()),
            );
            tracing::warn!(kind, %id, why, "delivery failed, will be retried");
            record_result(outbox, queue, Some(why.clone()));
            let next = outbox.0.clock.now().plus(pause);
            run_write(outbox, (lease, next, why), |c, (lease, next, why)| {
                Box::pin(sql::postpone(c, lease, *next, why))
            })
            .await?;
        }
    }
    Ok(DeliveryStep::Failed)
}

/// Records the result of a delivery for the health report, which covers mail only. A notice records its own, because
/// not every delivery of one sends a mail.
fn record_result(outbox: &Outbox, queue: &DeliveryQueue, failure: Option<String>) {
    if queue.kind == OutboxKind::Mail {
        outbox.record_result(failure);
    }
}

/// Claims a lease on the row that has been due longest. Rows that have expired are deleted on the way.
async fn claim(
    outbox: &Outbox,
    queue: &DeliveryQueue,
    until: Timestamp,
) -> Result<Option<(DueRow, Lease)>, db::Error> {
    // Workers of one process do not need to compete for the same row.
    let _guard = queue.claim_lock.lock().await;
    let kind = queue.kind;
    loop {
        let read = outbox.0.db.read((until, kind), |c, (until, kind)| {
            Box::pin(sql::find_due(c, *until, *kind))
        });
        let Some(due) = read.await? else {
            return Ok(None);
        };
        let now = outbox.0.clock.now();
        if due.expires_at <= now {
            let why = due
                .last_error
                .as_deref()
                .unwrap_or("no delivery was attempted");
            tracing::warn!(kind = kind.as_str(), id = %due.id, attempts = due.attempts, why, "outbox row expired, deleted");
            run_write(outbox, due.id, |c, id| Box::pin(sql::delete(c, *id))).await?;
            continue;
        }
        let input = (due.id, due.due_at, now.plus(LEASE));
        let claimed = run_write(outbox, input, |c, (id, seen, lease)| {
            Box::pin(sql::claim(c, *id, *seen, *lease))
        });
        if claimed.await? {
            let lease = Lease {
                id: due.id,
                attempts: due.attempts + 1,
            };
            return Ok(Some((due, lease)));
        }
    }
}

async fn run_write<A, T, F>(outbox: &Outbox, input: A, work: F) -> Result<T, db::Error>
where
    A: Send + Sync + 'static,
    T: Send + 'static,
    F: for<'c> Fn(&'c mut db::Conn<'_>, &'c A) -> WorkFuture<'c, T, db::Error>
        + Send
        + Sync
        + 'static,
{
    outbox.0.db.write(input, work).await
}

async fn send_mail(outbox: &Outbox, due: &DueRow) -> Result<(), DeliveryFailure> {
    let permanent = |why: &str| DeliveryFailure::Permanent(why.to_owned());
    let payload: MailPayload = serde_json::from_str(&due.payload)
        .map_err(|_| permanent("the outbox row was written by another version"))?;
    let queued = QueuedMail {
        id: due.id,
        at: due.created_at,
        to: &due.recipient,
        subject: &payload.subject,
        text: &payload.text,
        html: None,
        thread: None,
    };
    deliver_mail(outbox, &queued).await
}

/// Composes a mail and passes it to the transport.
async fn deliver_mail(outbox: &Outbox, queued: &QueuedMail<'_>) -> Result<(), DeliveryFailure> {
    let permanent = |why: &str| DeliveryFailure::Permanent(why.to_owned());
    let sender = outbox.0.sender.load_full();
    let message = compose(&sender.from, queued).map_err(permanent)?;
    match &sender.transport {
        Transport::Smtp(smtp) => smtp.send(&message).await,
        Transport::None => Err(DeliveryFailure::Transient(
            "no mail server is configured".to_owned(),
        )),
        Transport::Log => {
            tracing::info!(
                to = queued.to,
                subject = queued.subject,
                "mail (development):\n{}",
                queued.text
            );
            Ok(())
        }
        Transport::Captured(captured) => {
            captured.push(CapturedMail {
                id: queued.id,
                to: queued.to.to_owned(),
                subject: queued.subject.to_owned(),
                text: queued.text.to_owned(),
                raw: message.bytes,
            });
            Ok(())
        }
    }
}

/// Sends the mail of a notice, unless there is nothing to send any more.
async fn send_notice(outbox: &Outbox, due: &DueRow) -> Result<(), DeliveryFailure> {
    let Some(notice) = notice::parse(due.id, &due.recipient, &due.payload) else {
        let why = "the outbox row was written by another version";
        return Err(DeliveryFailure::Permanent(why.to_owned()));
    };
    let Some(notifier) = outbox.0.notifier.get() else {
        let why = "no notifier is registered";
        return Err(DeliveryFailure::Transient(why.to_owned()));
    };
    if !outbox.can_mail() {
        return Ok(());
    }
    let Some(mail) = notifier.prepare(notice).await? else {
        // The rows that it may have written are due.
        outbox.0.notices.wake();
        return Ok(());
    };
    let mut sent = deliver_notice(outbox, due, &mail).await;
    if let Err(DeliveryFailure::ContentRefused(why)) = &sent {
        tracing::info!(id = %due.id, why, "mail refused for its content, sent without what commenters wrote");
        let mail = mail.without_texts_of_commenters();
        sent = deliver_notice(outbox, due, &mail).await;
    }
    match &sent {
        Ok(()) => outbox.record_result(None),
        Err(DeliveryFailure::Transient(why)) => outbox.record_result(Some(why.clone())),
        Err(DeliveryFailure::RecipientRefused(_)) => notifier.suppress(notice).await,
        Err(DeliveryFailure::Permanent(_) | DeliveryFailure::ContentRefused(_)) => {}
    }
    sent
}

async fn deliver_notice(
    outbox: &Outbox,
    due: &DueRow,
    mail: &NoticeMail,
) -> Result<(), DeliveryFailure> {
    let rendered = outbox.0.templates.render(mail.kind, &mail.context);
    let rendered = rendered.map_err(|why| {
        DeliveryFailure::Permanent(format!("the template cannot be rendered: {why}"))
    })?;
    let queued = QueuedMail {
        id: due.id,
        at: due.created_at,
        to: mail.to.as_str(),
        subject: &rendered.subject,
        text: &rendered.text,
        html: Some(&rendered.html),
        thread: Some(&mail.thread),
    };
    deliver_mail(outbox, &queued).await
}

async fn send_report(outbox: &Outbox, due: &DueRow) -> Result<(), DeliveryFailure> {
    let Some(report) = report::parse(&due.recipient, &due.payload) else {
        let why = "the outbox row was written by another version";
        return Err(DeliveryFailure::Permanent(why.to_owned()));
    };
    match outbox.0.reporter.get() {
        Some(reporter) => reporter.deliver(report).await,
        None => Err(DeliveryFailure::Transient(
            "no reporter is registered".to_owned(),
        )),
    }
}

/// Returns the pause until the next attempt after `attempts` earlier ones: doubled each time, with ±25
/// % jitter, so that replicas and mails that failed at the same time are not retried at the same time.
fn pause(attempts: i64, random: u32) -> Duration {
    let doublings = u32::try_from(attempts.clamp(0, 16)).unwrap_or_default();
    let full = PAUSE_MIN.saturating_mul(1 << doublings).min(PAUSE_MAX);
    full.mul_f64(0.75 + 0.5 * f64::from(random) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_pause_grows_to_ten_minutes_and_strays_by_a_quarter(attempts in 0_i64..1_000_000, random: u32) {
            let pause = pause(attempts, random).as_secs_f64();
            let full = (5.0 * 2_f64.powi(i32::try_from(attempts.min(20)).expect("small"))).min(600.0);
            prop_assert!((0.75 * full..=1.25 * full).contains(&pause), "{pause} of {full}");
        }
    }
}
