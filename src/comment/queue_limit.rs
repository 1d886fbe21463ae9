//! Caps on the queue: when more comments wait, those that look most like spam are moved to the spam
//! folder.
//!
//! A submission only notes that its site's queue has grown. A separate task checks these queues every
//! second, and all queues every minute, and moves the excess in short transactions. Comments of
//! verified authors and those that a moderator put into the queue stay, however many there are.

use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use super::{Comments, sql};
use crate::{
    clock::Timestamp,
    db::{ChunkRunner, Conn, Error},
    site::{Site, SiteId, Sites},
};

/// How often the queues that have grown are checked.
const CHECK_INTERVAL: Duration = Duration::from_secs(1);
/// All queues are checked once in this number of rounds, because an edit, a moderator, another process
/// or a lower cap can fill them as well.
const CHECKS_PER_FULL_CHECK: u32 = 60;

/// The sites whose queue has grown since the last check.
#[derive(Debug, Default)]
pub(super) struct GrownQueues(Mutex<HashSet<SiteId>>);

impl GrownQueues {
    pub(super) fn note(&self, site: SiteId) {
        let mut sites = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sites.insert(site);
    }

    fn take(&self) -> HashSet<SiteId> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Which caps are exceeded.
#[derive(Default)]
struct Overflow {
    is_site_over: bool,
    networks: Vec<String>,
}

/// What one transaction needs.
struct OverflowStep {
    site: SiteId,
    /// The IP prefix; `None` for the whole site.
    network: Option<String>,
    /// How many comments may wait.
    cap: i64,
    now: Timestamp,
}

impl Comments {
    /// Records that the queue of a site has grown.
    pub fn note_waiting(&self, site: SiteId) {
        self.0.queues.note(site);
    }

    /// Holds the queues of all sites within their caps. Never returns.
    pub async fn run_queue_caps(&self, sites: &Sites) {
        let mut looks = 0_u32;
        loop {
            let grown = self.0.queues.take();
            let is_round = looks.is_multiple_of(CHECKS_PER_FULL_CHECK);
            looks = looks.wrapping_add(1);
            for site in &sites.all().await {
                if !is_round && !grown.contains(&site.id) {
                    continue;
                }
                if let Err(error) = self.trim_queue(site).await {
                    tracing::warn!(%error, site = site.slug, "queue trimming failed, retrying later");
                    self.0.queues.note(site.id);
                }
            }
            tokio::time::sleep(CHECK_INTERVAL).await;
        }
    }

    /// Moves the excess of a site's queue to the spam folder, chunk by chunk. Returns the number of
    /// moved comments.
    pub async fn trim_queue(&self, site: &Site) -> Result<u64, Error> {
        let mut chunks = ChunkRunner::new(&self.0.db);
        let mut moved = 0;
        loop {
            let before = moved;
            let overflow = self.overflow(site).await?;
            for network in overflow.networks {
                let cap = site.policy.pending_network_max.into();
                moved += self
                    .move_excess(&mut chunks, site.id, Some(network), cap)
                    .await?;
            }
            if overflow.is_site_over {
                let cap = site.policy.pending_max.into();
                moved += self.move_excess(&mut chunks, site.id, None, cap).await?;
            }
            // Within the caps, or all remaining comments are exempt.
            if moved == before {
                break;
            }
        }
        if moved > 0 {
            tracing::warn!(
                site = site.slug,
                comments = moved,
                "queue over its cap, comments moved to spam"
            );
        }
        Ok(moved)
    }

    async fn move_excess(
        &self,
        chunks: &mut ChunkRunner,
        site: SiteId,
        network: Option<String>,
        cap: i64,
    ) -> Result<u64, Error> {
        let mut moved = 0;
        loop {
            let step = OverflowStep {
                site,
                network: network.clone(),
                cap,
                now: self.0.clock.now(),
            };
            let done = chunks.run(step, |c, step, rows| Box::pin(step.run(c, rows)));
            match done.await? {
                0 => return Ok(moved),
                more => moved += more,
            }
        }
    }

    /// Counts outside the transactions: it reads the whole queue, and a queue within its caps costs no
    /// write.
    async fn overflow(&self, site: &Site) -> Result<Overflow, Error> {
        let policy = &site.policy;
        let caps = (policy.pending_max.into(), policy.pending_network_max.into());
        self.0
            .db
            .read_background((site.id, caps), |c, (site, (most, of_network))| {
                Box::pin(async move {
                    Ok(Overflow {
                        is_site_over: sql::queue_limit::waiting(c, *site).await? > *most,
                        networks: sql::queue_limit::prefixes_over(c, *site, *of_network).await?,
                    })
                })
            })
            .await
    }
}

impl OverflowStep {
    /// Moves at most `rows` comments.
    async fn run(&self, c: &mut Conn<'_>, rows: i64) -> Result<u64, Error> {
        // Without the lock, two processes that counted at the same time would move twice as many.
        c.lock(self.site ^ 0x71_75_65_75_65)?;
        let network = self.network.as_deref();
        let most = self.cap.saturating_add(rows);
        let waiting = sql::queue_limit::waiting_up_to(c, self.site, network, most).await?;
        if waiting <= self.cap {
            return Ok(0);
        }
        let excess = waiting - self.cap;
        let (found, detail) = match network {
            Some(network) => (
                sql::queue_limit::of_network(c, self.site, network, excess).await?,
                format!(
                    "more than {} comments from its IP prefix were waiting",
                    self.cap
                ),
            ),
            None => (
                sql::queue_limit::of_site(c, self.site, excess).await?,
                format!("more than {} comments of the site were waiting", self.cap),
            ),
        };
        let mut moves = found;
        // In the order in which decisions lock comments.
        moves.sort_unstable_by_key(|candidate| candidate.id);
        for candidate in &mut moves {
            candidate.assessment.overflow(detail.clone());
        }
        sql::queue_limit::file(c, self.site, &moves, self.now).await
    }
}
