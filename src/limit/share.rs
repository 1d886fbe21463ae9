//! The share of a limit that a process counts by itself while Redis does not answer.
//!
//! For every bucket in Redis the process has two in its own table:
//!
//! - **What it knows of the bucket in Redis**: the backlog that Redis answered last, and what the process
//!   charged since then by itself. A call that found no answer in time is charged here, whether Redis
//!   executed it or not. When Redis is back, its bucket is raised to this one, never lowered and never
//!   added to: what Redis executed late is not charged twice, and a Redis that was restarted empty
//!   learns what the processes know.
//! - **Its share**: half of the burst at half of the rate.
//!
//! A call passes if both have room. So a process alone never lets through more than the limit, and
//! R processes together at most the limit × (1 + R/2): what Redis let through, and the shares. No
//! process needs to know how many there are. A burst of 1 cannot be halved: each process lets 1 through.

use super::{
    gcra::{Ask, Mode},
    memory::{Entry, Memory},
    outcome::Reply,
    single_use::SingleUse,
};

/// Buckets that stand for those in Redis.
const KNOWN: &str = "known";
/// Buckets of the share.
const SHARE: &str = "share";

impl Memory {
    /// Notes what Redis answered to a call.
    pub fn note_answer(
        &self,
        site: &str,
        asks: &[Ask<'_>],
        names: &[String],
        mode: Mode,
        once: Option<&SingleUse>,
        reply: &Reply,
    ) {
        if reply.is_used {
            return;
        }
        let is_taken = mode == Mode::Spend
            || asks
                .iter()
                .zip(&reply.backlogs)
                .all(|(ask, backlog)| ask.wait(*backlog) == 0);
        let after = asks.iter().zip(&reply.backlogs).map(|(ask, backlog)| {
            if is_taken && ask.cost > 0 {
                ask.charged(*backlog, mode)
            } else {
                *backlog
            }
        });
        let after = after.collect::<Vec<_>>();
        let entries = self.known_entries(site, asks, names);
        self.note(site, &entries, &after, once.filter(|_| is_taken));
    }

    /// Charges all asks or none without Redis. Returns the tighter bucket of each ask, with the reply
    /// about it.
    pub fn run_share<'a>(
        &self,
        site: &str,
        asks: &[Ask<'a>],
        names: &[String],
        mode: Mode,
        once: Option<&SingleUse>,
    ) -> (Vec<Ask<'a>>, Reply) {
        let shares = asks.iter().map(|ask| Ask {
            quota: ask.quota.halved(),
            ..*ask
        });
        let shares = shares.collect::<Vec<_>>();
        let mut entries = self.known_entries(site, asks, names);
        entries.extend(shares.iter().map(|ask| Entry {
            key: self.key(SHARE, site, ask),
            ask: *ask,
            name: None,
        }));
        let reply = self.run_entries(|| self.now(), site, &entries, mode, once);
        let (of_known, of_shares) = reply.backlogs.split_at(asks.len());
        let known = asks.iter().zip(of_known);
        let tighter =
            known
                .zip(shares.iter().zip(of_shares))
                .map(|((known, in_redis), (share, backlog))| {
                    if known.wait(*in_redis) > share.wait(*backlog) {
                        (*known, *in_redis)
                    } else {
                        (*share, *backlog)
                    }
                });
        let (asks, backlogs) = tighter.unzip();
        let is_used = reply.is_used;
        (asks, Reply { is_used, backlogs })
    }

    fn known_entries<'a>(
        &self,
        site: &str,
        asks: &[Ask<'a>],
        names: &'a [String],
    ) -> Vec<Entry<'a>> {
        let entries = asks.iter().zip(names).map(|(ask, name)| Entry {
            key: self.key(KNOWN, site, ask),
            ask: *ask,
            name: Some(name),
        });
        entries.collect()
    }
}
