//! Delivering what is due: each row taken under a lease, put off after a failure, gone when done.

use std::time::Duration;

use futures_util::future::join_all;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Events,
    caught::CaughtMail,
    message::{Written, compose},
    smtp::{Failure, Transport},
    sql,
};
use crate::{
    clock::Timestamp,
    db::{self, Work},
};

/// How many mails are on their way at a time.
pub(super) const LANES: usize = 4;
/// How often the worker looks without being woken: what another process left behind, and retries.
const LOOK: Duration = Duration::from_secs(2);
/// The first and the longest pause between two attempts.
const FIRST: Duration = Duration::from_secs(5);
const LONGEST: Duration = Duration::from_mins(10);

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

/// What a row of a mail holds besides its address.
#[derive(Deserialize, Serialize)]
pub(super) struct Payload {
    pub subject: String,
    pub text: String,
}

enum Step {
    /// There was nothing to do.
    Idle,
    Delivered,
    Failed,
}

/// One pass over all that is due now; how many were delivered.
pub(super) async fn pass(events: &Events) -> Result<usize, db::Error> {
    let until = events.0.clock.now();
    let lanes = (0..LANES).map(|_| async move {
        let mut delivered = 0;
        loop {
            match step(events, until).await? {
                Step::Idle => return Ok(delivered),
                Step::Delivered => delivered += 1,
                Step::Failed => {}
            }
        }
    });
    // Not the first error at once: that would break off what the other lanes are sending.
    join_all(lanes).await.into_iter().sum()
}

/// Delivers, again and again. Never ends.
pub(super) async fn run(events: &Events) {
    let lanes = join_all((0..LANES).map(|_| lane(events)));
    let looking = async {
        loop {
            tokio::time::sleep(LOOK).await;
            events.wake();
        }
    };
    tokio::join!(lanes, looking);
}

async fn lane(events: &Events) {
    loop {
        match step(events, events.0.clock.now()).await {
            Ok(Step::Delivered | Step::Failed) => continue,
            Ok(Step::Idle) => {}
            Err(error) => {
                tracing::warn!(%error, "the outbox cannot be read; it will be tried again");
            }
        }
        events.0.woken.notified().await;
    }
}

async fn step(events: &Events, until: Timestamp) -> Result<Step, db::Error> {
    // Closed when the process is about to stop.
    let Ok(_lane) = events.0.lanes.acquire().await else {
        return Ok(Step::Idle);
    };
    let Some((due, lease)) = claim(events, until).await? else {
        return Ok(Step::Idle);
    };
    // Where there was one there may be another, for another lane.
    events.wake();
    let id = due.id;
    let Err(failure) = send(events, &due).await else {
        events.note(None);
        write(events, id, |c, id| Box::pin(sql::remove(c, *id))).await?;
        tracing::debug!(mail = %id, "mail delivered");
        return Ok(Step::Delivered);
    };
    match failure {
        Failure::Permanent(why) => {
            tracing::warn!(mail = %id, why, "mail dropped: it will never be taken");
            write(events, id, |c, id| Box::pin(sql::remove(c, *id))).await?;
        }
        Failure::Passing(why) => {
            let pause = pause(due.attempts, u32::from_le_bytes(events.0.clock.chance()));
            tracing::warn!(mail = %id, why, "mail not delivered; it will be tried again");
            events.note(Some(why.clone()));
            let next = events.0.clock.now().plus(pause);
            write(
                events,
                (id, lease, next, why),
                |c, (id, lease, next, why)| Box::pin(sql::put_off(c, *id, *lease, *next, why)),
            )
            .await?;
        }
    }
    Ok(Step::Failed)
}

/// Takes the mail that has been due longest, and the end of the lease on it. What is pointless by
/// now is dropped on the way.
async fn claim(
    events: &Events,
    until: Timestamp,
) -> Result<Option<(Waiting, Timestamp)>, db::Error> {
    // Lanes of one process need not race each other for the same row.
    let _alone = events.0.claiming.lock().await;
    loop {
        let read = events
            .0
            .db
            .read(until, |c, until| Box::pin(sql::due(c, *until)));
        let Some(due) = read.await? else {
            return Ok(None);
        };
        let now = events.0.clock.now();
        if due.expires_at <= now {
            let why = due.last_error.as_deref().unwrap_or("it was not tried");
            tracing::warn!(mail = %due.id, attempts = due.attempts, why, "mail dropped: it came too late");
            write(events, due.id, |c, id| Box::pin(sql::remove(c, *id))).await?;
            continue;
        }
        let lease = now.plus(events.0.lease);
        let input = (due.id, due.due_at, lease);
        let claimed = write(events, input, |c, (id, seen, lease)| {
            Box::pin(sql::claim(c, *id, *seen, *lease))
        });
        if claimed.await? {
            return Ok(Some((due, lease)));
        }
    }
}

async fn write<A, T, F>(events: &Events, input: A, work: F) -> Result<T, db::Error>
where
    A: Send + Sync + 'static,
    T: Send + 'static,
    F: for<'c> Fn(&'c mut db::Conn<'_>, &'c A) -> Work<'c, T, db::Error> + Send + Sync + 'static,
{
    events.0.db.write(input, work).await
}

async fn send(events: &Events, due: &Waiting) -> Result<(), Failure> {
    let never = |why: &str| Failure::Permanent(why.to_owned());
    let payload: Payload =
        serde_json::from_str(&due.payload).map_err(|_| never("its row is of another version"))?;
    let written = Written {
        id: due.id,
        at: due.created_at,
        to: &due.recipient,
        subject: &payload.subject,
        text: &payload.text,
    };
    let message = compose(&events.0.from, &written).map_err(never)?;
    match &events.0.transport {
        Transport::Smtp(smtp) => smtp.send(&message).await,
        Transport::None => Err(Failure::Passing("no mail server is set".to_owned())),
        Transport::Log => {
            tracing::info!(
                to = due.recipient,
                subject = payload.subject,
                "a mail:\n{}",
                payload.text
            );
            Ok(())
        }
        Transport::Caught(caught) => {
            caught.keep(CaughtMail {
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

/// Until the next attempt after `attempts` earlier ones: doubled each time, give or take a quarter,
/// so that replicas and mails that failed together do not come back together.
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
