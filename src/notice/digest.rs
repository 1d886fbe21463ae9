//! Digests: mails about all waiting comments of a site, at most one in an hour or in a day.

use std::time::Duration;

use uuid::Uuid;

use super::{NoticeMode, Notices, charge_mail, sql};
use crate::{
    clock::{Clock, Timestamp},
    comment::first_id_at,
    db::{Conn, Error},
    outbox::{Notice, queue_notices},
    site::SiteId,
    statistics::{self, GroupCounts},
};

/// The pause between two hourly digests, and the time in which mails are counted.
pub(super) const HOUR: Duration = Duration::from_hours(1);
/// The pause between two other digests.
const DAY: Duration = Duration::from_hours(24);
/// A comment is stored at most this long after its id was created, which includes the difference between the
/// clocks of replicas. A digest covers no newer ones, or it could skip one that is stored after it.
const SETTLED: Duration = Duration::from_secs(10);

/// A digest whose pause has ended.
#[derive(Clone, Debug)]
pub(super) struct DueDigest {
    pub(super) site: SiteId,
    pub(super) moderator: Uuid,
    pub(super) mode: NoticeMode,
    pub(super) more_than: i64,
    /// When the last one was queued.
    pub(super) at: Timestamp,
    /// The id up to which the last one covered comments and edits.
    pub(super) through: Uuid,
}

/// Why a digest was not queued.
#[derive(Debug)]
enum DigestRefusal {
    /// The moderator got as many mails within the hour as the budget permits. The digest stays due.
    OverBudget,
    Db(Error),
}

impl From<Error> for DigestRefusal {
    fn from(error: Error) -> Self {
        Self::Db(error)
    }
}

impl DueDigest {
    /// Returns whether enough comments wait.
    const fn is_worth_a_mail(&self, counts: GroupCounts) -> bool {
        match self.mode {
            NoticeMode::Off => false,
            NoticeMode::Each | NoticeMode::Hourly | NoticeMode::Daily => counts.review > 0,
            NoticeMode::MoreThan => counts.review > self.more_than,
        }
    }
}

impl Notices {
    /// Queues the digests that are due. Returns their number.
    pub async fn queue_digests(&self) -> Result<u64, Error> {
        let now = self.0.clock.now();
        let settled = first_id_at(now.minus(SETTLED));
        let due = self
            .0
            .db
            .read_background((now, settled), |c, (now, settled)| {
                Box::pin(find_due(c, *now, *settled))
            });
        let mut queued = 0;
        for digest in due.await? {
            let input = (digest, settled, self.0.clock.clone());
            let queue = self.0.db.write(input, |c, (digest, settled, clock)| {
                Box::pin(queue_digest(c, digest, *settled, clock))
            });
            match queue.await {
                Ok(is_queued) => queued += u64::from(is_queued),
                Err(DigestRefusal::OverBudget) => {}
                Err(DigestRefusal::Db(error)) => return Err(error),
            }
        }
        Ok(queued)
    }
}

/// Returns the digests whose pause has ended and that would report something new. In mode `each` that is what was
/// not mailed.
async fn find_due(
    c: &mut Conn<'_>,
    now: Timestamp,
    settled: Uuid,
) -> Result<Vec<DueDigest>, Error> {
    let mut found = Vec::new();
    for digest in sql::due_digests(c, now.minus(HOUR), now.minus(DAY)).await? {
        let (site, through) = (digest.site, digest.through);
        if digest.mode == NoticeMode::Each || sql::has_new(c, site, through, settled).await? {
            found.push(digest);
        }
    }
    Ok(found)
}

/// Queues a digest, if enough comments wait and the budget of the moderator permits it.
async fn queue_digest(
    c: &mut Conn<'_>,
    digest: &DueDigest,
    settled: Uuid,
    clock: &Clock,
) -> Result<bool, DigestRefusal> {
    let now = clock.now();
    let (site, moderator) = (digest.site, digest.moderator);
    let counts = statistics::sql::counts(c, site).await?;
    let is_worth_a_mail = digest.is_worth_a_mail(counts);
    if !is_worth_a_mail {
        // What was not mailed and does not wait any more needs no mail.
        if digest.mode == NoticeMode::Each {
            sql::claim_digest(c, digest, now, settled).await?;
        }
        return Ok(false);
    }
    // Another replica may have found the same digest: only the one that claims it charges it. Without a charge, the
    // transaction is undone, and the digest stays due.
    if !sql::claim_digest(c, digest, now, settled).await? {
        return Ok(false);
    }
    if !charge_mail(c, moderator, now).await? {
        return Err(DigestRefusal::OverBudget);
    }
    let id = clock.id();
    let notice = Notice::Digest {
        site,
        moderator,
        id,
    };
    queue_notices(c, &[(id, notice)], now)?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_worth_a_mail_if_its_mode_says_so() {
        let counts = |review| GroupCounts {
            review,
            probably_spam: 100,
        };
        let is = |mode, review| {
            let digest = DueDigest {
                site: 1,
                moderator: Uuid::nil(),
                mode,
                more_than: 5,
                at: Timestamp(0),
                through: Uuid::nil(),
            };
            digest.is_worth_a_mail(counts(review))
        };
        for mode in NoticeMode::ALL {
            assert!(!is(mode, 0), "{mode:?}: nothing waits but spam");
        }
        assert!(!is(NoticeMode::Off, 9));
        for mode in [NoticeMode::Each, NoticeMode::Hourly, NoticeMode::Daily] {
            assert!(is(mode, 1), "{mode:?}");
        }
        assert!(is(NoticeMode::MoreThan, 6) && !is(NoticeMode::MoreThan, 5));
    }
}
