//! Delivery of due outbox rows: each row is claimed under a lease, postponed after a failure and
//! deleted when delivered.

use std::time::Duration;

use futures_util::future::join_all;
use serde::{Deserialize, Serialize};
use tokio::sync::{Notify, Semaphore};
use uuid::Uuid;

use super::{
    Outbox,
    lease::{DeliveryPhase, LEASE, Lease, LeaseEnd},
    report, sql,
};
use crate::{
    clock::Timestamp,
    db::{self, WorkFuture},
    mail::{
        CapturedMail, DeliveryFailure,
        message::{QueuedMail, compose},
        smtp::Transport,
    },
};

/// How often the worker polls without being woken, to find rows left behind by another process and
/// retries.
const LOOK: Duration = Duration::from_secs(2);
/// The shortest and the longest pause between two attempts.
const FIRST: Duration = Duration::from_secs(5);
const LONGEST: Duration = Duration::from_mins(10);

/// The kind of an outbox row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OutboxKind {
    Mail,
    Report,
}

impl OutboxKind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Report => "report",
        }
    }
}

/// The delivery queue of one kind of row, with a fixed number of workers.
pub(super) struct OutboxEntry {
    kind: OutboxKind,
    /// The number of concurrent deliveries.
    width: u32,
    lanes: Semaphore,
    claiming: tokio::sync::Mutex<()>,
    woken: Notify,
}

impl OutboxEntry {
    pub fn new(kind: OutboxKind, width: u32) -> Self {
        Self {
            kind,
            width,
            lanes: Semaphore::new(width as usize),
            claiming: tokio::sync::Mutex::default(),
            woken: Notify::new(),
        }
    }

    pub fn wake(&self) {
        self.woken.notify_one();
    }

    /// Waits until no delivery is in progress.
    pub async fn rest(&self) {
        drop(self.lanes.acquire_many(self.width).await);
    }

    pub fn close(&self) {
        self.lanes.close();
    }
}

/// A row of the outbox that is due.
#[derive(Clone)]
pub(super) struct Waiting {
    pub id: Uuid,
    pub due_at: Timestamp,
    pub attempts: i64,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub recipient: String,
    pub payload: String,
    pub last_error: Option<String>,
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
pub(super) async fn pass(events: &Outbox) -> Result<usize, db::Error> {
    let until = events.0.clock.now();
    let lanes = lanes(events).map(|line| async move {
        let mut delivered = 0;
        loop {
            match step(events, line, until).await? {
                DeliveryStep::Idle => return Ok(delivered),
                DeliveryStep::Delivered => delivered += 1,
                DeliveryStep::Failed => {}
            }
        }
    });
    // Waits for all workers before returning the first error; returning early would cancel the
    // deliveries of the other workers.
    join_all(lanes).await.into_iter().sum()
}

/// Delivers due rows until canceled. Never returns.
pub(super) async fn run(events: &Outbox) {
    let lanes = join_all(lanes(events).map(|line| lane(events, line)));
    let looking = async {
        loop {
            tokio::time::sleep(LOOK).await;
            events.wake();
        }
    };
    tokio::join!(lanes, looking);
}

/// Yields each queue once per worker.
fn lanes(events: &Outbox) -> impl Iterator<Item = &OutboxEntry> {
    [&events.0.mails, &events.0.reports]
        .into_iter()
        .flat_map(|line| std::iter::repeat_n(line, line.width as usize))
}

async fn lane(events: &Outbox, line: &OutboxEntry) {
    loop {
        match step(events, line, events.0.clock.now()).await {
            Ok(DeliveryStep::Delivered | DeliveryStep::Failed) => continue,
            Ok(DeliveryStep::Idle) => {}
            Err(error) => {
                tracing::warn!(%error, "outbox read failed, will be retried");
            }
        }
        line.woken.notified().await;
    }
}

async fn step(
    events: &Outbox,
    line: &OutboxEntry,
    until: Timestamp,
) -> Result<DeliveryStep, db::Error> {
    // The semaphore is closed when the process is about to stop.
    let Ok(_lane) = line.lanes.acquire().await else {
        return Ok(DeliveryStep::Idle);
    };
    if *events.0.phase.borrow() != DeliveryPhase::Running {
        return Ok(DeliveryStep::Idle);
    }
    let Some((due, lease)) = claim(events, line, until).await? else {
        return Ok(DeliveryStep::Idle);
    };
    // If one row was due, more may be; wake another worker.
    line.wake();
    let (id, kind) = (due.id, line.kind.as_str());
    let ended = match line.kind {
        OutboxKind::Mail => lease.hold(events, send(events, &due)).await,
        OutboxKind::Report => lease.hold(events, carry(events, &due)).await,
    };
    match ended {
        LeaseEnd::Delivered => {
            note(events, line, None);
            write(events, id, |c, id| Box::pin(sql::remove(c, *id))).await?;
            tracing::debug!(kind, %id, "delivered");
            Ok(DeliveryStep::Delivered)
        }
        LeaseEnd::Failed(failure) => failed(events, line, &due, lease, failure).await,
        LeaseEnd::Lost => {
            tracing::warn!(kind, %id, "delivery interrupted: the lease could not be renewed");
            Ok(DeliveryStep::Failed)
        }
        LeaseEnd::Stopped => {
            lease.give_back(events).await?;
            tracing::info!(kind, %id, "delivery interrupted: the process is stopping, the next process delivers");
            Ok(DeliveryStep::Failed)
        }
    }
}

/// Deletes a row that failed permanently and postpones any other.
async fn failed(
    events: &Outbox,
    line: &OutboxEntry,
    due: &Waiting,
    lease: Lease,
    failure: DeliveryFailure,
) -> Result<DeliveryStep, db::Error> {
    let (id, kind) = (due.id, line.kind.as_str());
    match failure {
        DeliveryFailure::Permanent(why) => {
            tracing::warn!(kind, %id, why, "delivery failed permanently, row deleted");
            write(events, id, |c, id| Box::pin(sql::remove(c, *id))).await?;
        }
        DeliveryFailure::Passing(why) => {
            let pause = pause(
                due.attempts,
                u32::from_le_bytes(events.0.clock.random_bytes()),
            );
            tracing::warn!(kind, %id, why, "delivery failed, will be retried");
            note(events, line, Some(why.clone()));
            let next = events.0.clock.now().plus(pause);
            write(events, (lease, next, why), |c, (lease, next, why)| {
                Box::pin(sql::put_off(c, lease, *next, why))
            })
            .await?;
        }
    }
    Ok(DeliveryStep::Failed)
}

/// Records the result of a delivery for the health report, which covers mail only.
fn note(events: &Outbox, line: &OutboxEntry, failing: Option<String>) {
    if line.kind == OutboxKind::Mail {
        events.note(failing);
    }
}

/// Claims a lease on the row that has been due longest. Rows that have expired are deleted on the way.
async fn claim(
    events: &Outbox,
    line: &OutboxEntry,
    until: Timestamp,
) -> Result<Option<(Waiting, Lease)>, db::Error> {
    // Workers of one process do not need to compete for the same row.
    let _alone = line.claiming.lock().await;
    let kind = line.kind;
    loop {
        let read = events.0.db.read((until, kind), |c, (until, kind)| {
            Box::pin(sql::due(c, *until, *kind))
        });
        let Some(due) = read.await? else {
            return Ok(None);
        };
        let now = events.0.clock.now();
        if due.expires_at <= now {
            let why = due
                .last_error
                .as_deref()
                .unwrap_or("no delivery was attempted");
            tracing::warn!(kind = kind.as_str(), id = %due.id, attempts = due.attempts, why, "outbox row expired, deleted");
            write(events, due.id, |c, id| Box::pin(sql::remove(c, *id))).await?;
            continue;
        }
        let input = (due.id, due.due_at, now.plus(LEASE));
        let claimed = write(events, input, |c, (id, seen, lease)| {
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

async fn write<A, T, F>(events: &Outbox, input: A, work: F) -> Result<T, db::Error>
where
    A: Send + Sync + 'static,
    T: Send + 'static,
    F: for<'c> Fn(&'c mut db::Conn<'_>, &'c A) -> WorkFuture<'c, T, db::Error>
        + Send
        + Sync
        + 'static,
{
    events.0.db.write(input, work).await
}

async fn send(events: &Outbox, due: &Waiting) -> Result<(), DeliveryFailure> {
    let never = |why: &str| DeliveryFailure::Permanent(why.to_owned());
    let payload: MailPayload = serde_json::from_str(&due.payload)
        .map_err(|_| never("the outbox row was written by another version"))?;
    let written = QueuedMail {
        id: due.id,
        at: due.created_at,
        to: &due.recipient,
        subject: &payload.subject,
        text: &payload.text,
    };
    let sender = events.0.sender.load_full();
    let message = compose(&sender.from, &written).map_err(never)?;
    match &sender.transport {
        Transport::Smtp(smtp) => smtp.send(&message).await,
        Transport::None => Err(DeliveryFailure::Passing(
            "no mail server is configured".to_owned(),
        )),
        Transport::Log => {
            tracing::info!(
                to = due.recipient,
                subject = payload.subject,
                "mail (development):\n{}",
                payload.text
            );
            Ok(())
        }
        Transport::Caught(caught) => {
            caught.keep(CapturedMail {
                id: due.id,
                to: due.recipient.clone(),
                subject: payload.subject,
                text: payload.text,
                raw: message.bytes,
            });
            Ok(())
        }
    }
}

async fn carry(events: &Outbox, due: &Waiting) -> Result<(), DeliveryFailure> {
    let Some(report) = report::read(&due.recipient, &due.payload) else {
        let why = "the outbox row was written by another version";
        return Err(DeliveryFailure::Permanent(why.to_owned()));
    };
    match events.0.reporter.get() {
        Some(reporter) => reporter.carry(report).await,
        None => Err(DeliveryFailure::Passing(
            "no reporter is registered".to_owned(),
        )),
    }
}

/// Returns the pause until the next attempt after `attempts` earlier ones: doubled each time, with ±25
/// % jitter, so that replicas and mails that failed at the same time are not retried at the same time.
fn pause(attempts: i64, chance: u32) -> Duration {
    let doublings = u32::try_from(attempts.clamp(0, 16)).unwrap_or_default();
    let full = FIRST.saturating_mul(1 << doublings).min(LONGEST);
    full.mul_f64(0.75 + 0.5 * f64::from(chance) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_pause_grows_to_ten_minutes_and_strays_by_a_quarter(attempts in 0_i64..1_000_000, chance: u32) {
            let pause = pause(attempts, chance).as_secs_f64();
            let full = (5.0 * 2_f64.powi(i32::try_from(attempts.min(20)).expect("small"))).min(600.0);
            prop_assert!((0.75 * full..=1.25 * full).contains(&pause), "{pause} of {full}");
        }
    }
}
