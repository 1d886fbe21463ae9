//! Leases: which process delivers a row of the outbox.
//!
//! A lease is short and renewed while the delivery lasts, so that a process that was killed delays its
//! deliveries by seconds. A process that stops gives its leases back, and the next one delivers at once.
//! The number of attempts, which grows with each lease, tells an old lease from a newer one.

use std::time::Duration;

use tokio::sync::watch;
use uuid::Uuid;

use super::{Events, Failure, sql};
use crate::db;

/// How long a lease lasts when it is not renewed. The clocks of replicas may differ by as much as this
/// without [`RENEW_EVERY`]; beyond that a mail may be sent twice.
pub(super) const LEASE: Duration = Duration::from_secs(20);
/// How often a lease is renewed.
const RENEW_EVERY: Duration = Duration::from_secs(5);
/// How soon a renewal that failed is tried again.
const RETRY: Duration = Duration::from_secs(1);

/// Whether deliveries may go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DeliveryPhase {
    Running,
    /// What is under way is finished, and nothing new begins.
    Finishing,
    /// What is under way is broken off.
    Stopped,
}

/// The right to deliver one row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lease {
    pub id: Uuid,
    /// With this attempt among them.
    pub attempts: i64,
}

/// How a delivery under a lease ended.
pub(super) enum LeaseEnd {
    Delivered,
    Failed(Failure),
    /// Another process has the lease, or may have it.
    Lost,
    /// The process stops, and the delivery was broken off.
    Stopped,
}

impl Lease {
    /// Delivers, and renews the lease meanwhile.
    pub async fn hold(
        &self,
        events: &Events,
        delivery: impl Future<Output = Result<(), Failure>>,
    ) -> LeaseEnd {
        let mut phase = events.0.phase.subscribe();
        tokio::select! {
            biased;
            delivered = delivery => match delivered {
                Ok(()) => LeaseEnd::Delivered,
                Err(failure) => LeaseEnd::Failed(failure),
            },
            () = stopped(&mut phase) => LeaseEnd::Stopped,
            () = self.renew(events) => LeaseEnd::Lost,
        }
    }

    /// Renews the lease again and again. Ends when it is lost.
    async fn renew(&self, events: &Events) {
        let clock = &events.0.clock;
        let mut until = clock.now().plus(LEASE);
        let mut pause = RENEW_EVERY;
        loop {
            tokio::time::sleep(pause).await;
            let next = clock.now().plus(LEASE);
            let renewed = events.0.db.write((*self, next), |c, (lease, next)| {
                Box::pin(sql::renew(c, lease, *next))
            });
            pause = match renewed.await {
                Ok(true) => {
                    until = next;
                    RENEW_EVERY
                }
                Err(_) if clock.now() < until => RETRY,
                Ok(false) | Err(_) => return,
            };
        }
    }

    /// Makes the row due at once, as if it had not been tried.
    pub async fn give_back(&self, events: &Events) -> Result<(), db::Error> {
        let input = (*self, events.0.clock.now());
        let given = events.0.db.write(input, |c, (lease, now)| {
            Box::pin(sql::give_back(c, lease, *now))
        });
        given.await
    }
}

async fn stopped(phase: &mut watch::Receiver<DeliveryPhase>) {
    let stopped = phase.wait_for(|phase| *phase == DeliveryPhase::Stopped);
    if stopped.await.is_err() {
        // The sender is gone: there is no stop to wait for.
        std::future::pending::<()>().await;
    }
}
