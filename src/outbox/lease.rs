//! Leases decide which process delivers a row of the outbox.
//!
//! A lease is short and is renewed during the delivery, so the deliveries of a process that was killed
//! are delayed by seconds only. A process that stops releases its leases, and the next process delivers
//! those rows immediately. The number of attempts, which grows with each lease, distinguishes an old
//! lease from a newer one.

use std::time::Duration;

use tokio::sync::watch;

use super::{Outbox, row::Lease, sql};
use crate::{db, mail::DeliveryFailure};

/// The duration of a lease that is not renewed. The clocks of replicas may differ by this duration
/// minus [`RENEWAL_INTERVAL`]; with a greater difference a mail may be sent twice.
pub(super) const LEASE: Duration = Duration::from_secs(20);
/// How often a lease is renewed.
const RENEWAL_INTERVAL: Duration = Duration::from_secs(5);
/// The pause before a failed renewal is retried.
const RENEWAL_RETRY: Duration = Duration::from_secs(1);

/// Whether deliveries may start and continue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DeliveryPhase {
    Running,
    /// Deliveries in progress are finished, and no new delivery starts.
    Finishing,
    /// Deliveries in progress are interrupted.
    Stopped,
}

/// How a delivery under a lease ended.
pub(super) enum LeaseEnd {
    Delivered,
    Failed(DeliveryFailure),
    /// Another process holds the lease, or may hold it.
    Lost,
    /// The process is stopping, and the delivery was interrupted.
    Stopped,
}

impl Lease {
    /// Runs the delivery and renews the lease meanwhile.
    pub(super) async fn run(
        &self,
        outbox: &Outbox,
        delivery: impl Future<Output = Result<(), DeliveryFailure>>,
    ) -> LeaseEnd {
        let mut phase = outbox.0.phase.subscribe();
        tokio::select! {
            biased;
            delivered = delivery => match delivered {
                Ok(()) => LeaseEnd::Delivered,
                Err(failure) => LeaseEnd::Failed(failure),
            },
            () = stopped(&mut phase) => LeaseEnd::Stopped,
            () = self.renew(outbox) => LeaseEnd::Lost,
        }
    }

    /// Renews the lease periodically. Returns when the lease is lost.
    async fn renew(&self, outbox: &Outbox) {
        let clock = &outbox.0.clock;
        let mut until = clock.now().plus(LEASE);
        let mut pause = RENEWAL_INTERVAL;
        loop {
            tokio::time::sleep(pause).await;
            let next = clock.now().plus(LEASE);
            let renewed = outbox.0.db.write((*self, next), |c, (lease, next)| {
                Box::pin(sql::renew(c, lease, *next))
            });
            pause = match renewed.await {
                Ok(true) => {
                    until = next;
                    RENEWAL_INTERVAL
                }
                Err(_) if clock.now() < until => RENEWAL_RETRY,
                Ok(false) | Err(_) => return,
            };
        }
    }

    /// Releases the lease: makes the row due immediately and does not count the attempt.
    pub(super) async fn release(&self, outbox: &Outbox) -> Result<(), db::Error> {
        let input = (*self, outbox.0.clock.now());
        let given = outbox.0.db.write(input, |c, (lease, now)| {
            Box::pin(sql::release(c, lease, *now))
        });
        given.await
    }
}

async fn stopped(phase: &mut watch::Receiver<DeliveryPhase>) {
    let stopped = phase.wait_for(|phase| *phase == DeliveryPhase::Stopped);
    if stopped.await.is_err() {
        // The sender was dropped, so no stop can be signaled any more.
        std::future::pending::<()>().await;
    }
}
