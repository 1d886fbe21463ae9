//! The share of a limit that a process enforces by itself while Redis is unavailable.
//!
//! For every bucket in Redis the process has two buckets in its own table:
//!
//! - **The known state of the bucket in Redis**: the backlog that Redis reported last, plus what the
//!   process has charged by itself since then. A call that got no reply in time is charged here, whether or
//!   not Redis executed it. When Redis is available again, its bucket is raised to this backlog, never
//!   lowered and never added to. Charges that Redis executed late are therefore not counted twice, and a
//!   Redis that was restarted empty receives what the processes know.
//! - **The share**: half of the burst at half of the rate.
//!
//! A call passes if both buckets have enough capacity. So a single process never allows more than the
//! limit, and R processes together allow at most the limit × (1 + R/2): what Redis allowed, and the shares.
//! No process needs to know how many there are. A burst of 1 cannot be halved: each process allows 1.
//!
//! Each time that Redis loses its data adds at most one burst to that: what it had allowed may be known only
//! to processes that have not reconnected yet, while others already use the empty Redis.

use super::{
    decision::Reply,
    gcra::{BucketRequest, ChargeMode},
    memory::{CalledBucket, InProcessLimits},
    single_use::SingleUse,
};

/// The purpose of buckets that mirror those in Redis.
const KNOWN: &str = "known";
/// The purpose of buckets of the share.
const SHARE: &str = "share";

impl InProcessLimits {
    /// Records the reply of Redis to a call.
    pub(super) fn note_reply(
        &self,
        site: &str,
        requests: &[BucketRequest<'_>],
        names: &[String],
        mode: ChargeMode,
        once: Option<&SingleUse>,
        reply: &Reply,
    ) {
        if reply.is_used {
            return;
        }
        let is_taken = mode == ChargeMode::Unconditional
            || requests
                .iter()
                .zip(&reply.backlogs)
                .all(|(request, backlog)| request.wait(*backlog) == 0);
        let after = requests
            .iter()
            .zip(&reply.backlogs)
            .map(|(request, backlog)| {
                if is_taken && request.cost > 0 {
                    request.charged(*backlog, mode)
                } else {
                    *backlog
                }
            });
        let after = after.collect::<Vec<_>>();
        let entries = self.known_entries(site, requests, names);
        self.note(site, &entries, &after, once.filter(|_| is_taken));
    }

    /// Charges all buckets or none without Redis. Returns the tighter of the two buckets of each charge,
    /// with the reply about it.
    pub(super) fn run_degraded<'a>(
        &self,
        site: &str,
        requests: &[BucketRequest<'a>],
        names: &[String],
        mode: ChargeMode,
        once: Option<&SingleUse>,
    ) -> (Vec<BucketRequest<'a>>, Reply) {
        let shares = requests.iter().map(|request| BucketRequest {
            quota: request.quota.halved(),
            ..*request
        });
        let shares = shares.collect::<Vec<_>>();
        let mut entries = self.known_entries(site, requests, names);
        entries.extend(shares.iter().map(|request| CalledBucket {
            key: self.key(SHARE, site, request),
            request: *request,
            name: None,
        }));
        let reply = self.run_entries(|| self.now(), site, &entries, mode, once);
        let (of_known, of_shares) = reply.backlogs.split_at(requests.len());
        let known = requests.iter().zip(of_known);
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
        let (requests, backlogs) = tighter.unzip();
        let is_used = reply.is_used;
        (requests, Reply { is_used, backlogs })
    }

    fn known_entries<'a>(
        &self,
        site: &str,
        requests: &[BucketRequest<'a>],
        names: &'a [String],
    ) -> Vec<CalledBucket<'a>> {
        let entries = requests
            .iter()
            .zip(names)
            .map(|(request, name)| CalledBucket {
                key: self.key(KNOWN, site, request),
                request: *request,
                name: Some(name),
            });
        entries.collect()
    }
}
