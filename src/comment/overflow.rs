//! Caps on the queue: of the comments that wait beyond them, those that look most like spam move to the
//! spam folder.
//!
//! A submission only notes that its site's queue has grown. A task of its own looks at these queues
//! every second, and at all of them every minute, and moves what is too much in short transactions. Comments of
//! verified authors and those that a moderator put into the queue stay, however many they are.

use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use uuid::Uuid;

use super::{Comments, sql};
use crate::{
    clock::Timestamp,
    db::{Conn, Error},
    site::{Site, SiteId, Sites},
};

/// How often the queues that have grown are looked at.
const LOOK: Duration = Duration::from_secs(1);
/// All queues are looked at once in this number of looks: an edit, a moderator, another process or a lower cap filled them.
const LOOKS_PER_ROUND: u32 = 60;
/// How many comments move in one transaction.
const STEP: usize = 100;

/// The sites whose queue has grown since it was looked at.
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

/// What one transaction needs.
struct OverflowStep {
    site: SiteId,
    pending_max: i64,
    network_max: i64,
    now: Timestamp,
}

/// A comment on its way to the spam folder.
struct Overflowing {
    comment: sql::overflow::Candidate,
    detail: String,
}

impl Comments {
    /// Keeps the queues of all sites within their caps. Never ends.
    pub async fn run_queue_caps(&self, sites: &Sites) {
        let mut looks = 0_u32;
        loop {
            let grown = self.0.queues.take();
            let is_round = looks.is_multiple_of(LOOKS_PER_ROUND);
            looks = looks.wrapping_add(1);
            for site in &sites.all().await {
                if !is_round && !grown.contains(&site.id) {
                    continue;
                }
                if let Err(error) = self.trim_queue(site).await {
                    tracing::warn!(%error, site = site.slug, "queue not trimmed; it will be tried again");
                    self.0.queues.note(site.id);
                }
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Moves what is beyond the caps of a site's queue to the spam folder. Returns how many comments.
    pub async fn trim_queue(&self, site: &Site) -> Result<u64, Error> {
        let mut moved = 0;
        while self.is_queue_full(site).await? {
            let step = OverflowStep {
                site: site.id,
                pending_max: site.policy.pending_max.into(),
                network_max: site.policy.pending_network_max.into(),
                now: self.0.clock.now(),
            };
            let more = self.0.db.write(step, |c, step| Box::pin(step.run(c)));
            match more.await? {
                // All that are left may stay.
                0 => break,
                more => moved += more,
            }
            tokio::task::yield_now().await;
        }
        if moved > 0 {
            tracing::warn!(
                site = site.slug,
                comments = moved,
                "queue full; comments moved to spam"
            );
        }
        Ok(moved)
    }

    /// Asked outside of the transaction, so that a queue within its caps costs no write.
    async fn is_queue_full(&self, site: &Site) -> Result<bool, Error> {
        let policy = &site.policy;
        let caps = (policy.pending_max.into(), policy.pending_network_max.into());
        self.0
            .db
            .read((site.id, caps), |c, (site, (most, of_network))| {
                Box::pin(async move {
                    let waiting = sql::overflow::waiting(c, *site).await?;
                    Ok::<_, Error>(
                        waiting > *most
                            || !sql::overflow::crowded(c, *site, *of_network)
                                .await?
                                .is_empty(),
                    )
                })
            })
            .await
    }
}

impl OverflowStep {
    async fn run(&self, c: &mut Conn<'_>) -> Result<u64, Error> {
        // Two processes that counted at the same time would move twice as many.
        c.lock(self.site ^ 0x71_75_65_75_65)?;
        let mut all = Vec::<Overflowing>::new();
        for (network, waiting) in sql::overflow::crowded(c, self.site, self.network_max).await? {
            let most = excess(waiting, self.network_max, all.len());
            if most == 0 {
                break;
            }
            let found = sql::overflow::of_network(c, self.site, &network, most).await?;
            let detail = format!(
                "more than {} comments of its network waited",
                self.network_max
            );
            all.extend(found.into_iter().map(|comment| Overflowing {
                comment,
                detail: detail.clone(),
            }));
        }
        let waiting = sql::overflow::waiting(c, self.site).await?;
        let taken = i64::try_from(all.len()).unwrap_or(i64::MAX);
        let most = excess(waiting - taken, self.pending_max, all.len());
        if most > 0 {
            let known = all
                .iter()
                .map(|moving| moving.comment.id)
                .collect::<HashSet<Uuid>>();
            // Those chosen already may be among the first.
            let found = sql::overflow::of_site(c, self.site, most + known.len()).await?;
            let others = found
                .into_iter()
                .filter(|comment| !known.contains(&comment.id));
            let detail = format!("more than {} comments of the site waited", self.pending_max);
            all.extend(others.take(most).map(|comment| Overflowing {
                comment,
                detail: detail.clone(),
            }));
        }
        // In the order in which decisions lock comments.
        all.sort_unstable_by_key(|moving| moving.comment.id);
        let moves = all.into_iter().map(
            |Overflowing {
                 mut comment,
                 detail,
             }| {
                comment.assessment.overflow(detail);
                comment
            },
        );
        sql::overflow::file(c, self.site, &moves.collect::<Vec<_>>(), self.now).await
    }
}

/// How many are to move, where `chosen` of the step move already.
fn excess(waiting: i64, most: i64, chosen: usize) -> usize {
    let more = usize::try_from(waiting - most).unwrap_or_default();
    more.min(STEP.saturating_sub(chosen))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_moves_what_is_too_much_and_no_more_than_its_size() {
        assert_eq!(excess(5, 10, 0), 0);
        assert_eq!(excess(12, 10, 0), 2);
        assert_eq!(excess(1_000, 10, 0), STEP);
        assert_eq!(excess(1_000, 10, STEP - 3), 3);
        assert_eq!(excess(1_000, 10, STEP + 3), 0);
    }
}
