//! Expiration of the data that the spam filter stores for a limited time.

use std::time::Duration;

use super::{
    Spam,
    fingerprints::{NETWORK, NETWORK_DOMAIN},
    sql,
};
use crate::{
    clock::Timestamp,
    db::{ChunkRunner, Conn, Db, Error, Expiration, ExpirySql, KeyColumn},
    flood::{self, Floods},
    site::SiteId,
};

/// The retention of the counts of a network on one day: longer than the `memory::NETWORK_DAYS` during which
/// they are looked up.
const NETWORK_KEPT: Duration = Duration::from_hours(5 * 24);
/// How far back before the expiration time maintenance searches for networks. Maintenance that runs at least
/// this often finds every expired network.
const LOOK_BACK: Duration = Duration::from_hours(7 * 24);
/// Rows read per page while searching for expired networks.
const READ_AT_ONCE: i64 = 1_000;

impl Spam {
    /// Returns the expirations of spent tokens that are stale, of submission counts, and of content
    /// fingerprints that no decision has updated for `memory_days`.
    #[must_use]
    pub fn expirations(&self, now: Timestamp) -> Vec<Expiration> {
        let long = Duration::from_hours(24 * u64::from(self.0.settings.memory_days));
        vec![
            Expiration {
                what: "spent form tokens",
                sql: ExpirySql::ByKey {
                    expired: flood::sql::EXPIRED_TOKENS,
                    key: &[KeyColumn::Int, KeyColumn::Bytes],
                    remove: flood::sql::EXPIRE_TOKEN,
                },
                bound: now.0,
            },
            Floods::expiration(now),
            Expiration {
                what: "content fingerprints",
                sql: ExpirySql::ByKey {
                    expired: sql::EXPIRED,
                    key: &[KeyColumn::Int, KeyColumn::Bytes],
                    remove: sql::EXPIRE_ONE,
                },
                bound: now.minus(long).0,
            },
        ]
    }

    /// Deletes the counts of networks five days after a decision last updated them. Must run at least once a
    /// week. Returns the number of deleted rows.
    pub async fn expire_networks(&self, db: &Db, now: Timestamp) -> Result<u64, Error> {
        expire_networks(db, now).await
    }
}

/// The sort key of a row: when it was last updated, site and key.
#[derive(Clone, Debug)]
struct SeenKey {
    seen_at: Timestamp,
    site: SiteId,
    key: Vec<u8>,
}

/// Deletes the counts of networks that were last updated [`NETWORK_KEPT`] ago or earlier, in chunks. Returns
/// the number of deleted rows.
async fn expire_networks(db: &Db, now: Timestamp) -> Result<u64, Error> {
    let until = now.minus(NETWORK_KEPT);
    let mut after = SeenKey {
        seen_at: until.minus(LOOK_BACK),
        site: SiteId::MIN,
        key: Vec::new(),
    };
    let mut chunks = ChunkRunner::new(db);
    let mut removed = 0;
    loop {
        let page = db.read((until, after.clone()), |c, (until, after)| {
            Box::pin(last_seen(c, *until, after))
        });
        let page = page.await?;
        let Some(last) = page.last() else {
            return Ok(removed);
        };
        after = last.clone();
        let mut networks = page
            .into_iter()
            .filter(|row| matches!(row.key.first(), Some(&(NETWORK | NETWORK_DOMAIN))))
            .collect::<Vec<_>>();
        while !networks.is_empty() {
            let most = usize::try_from(chunks.rows()).unwrap_or(1);
            let rest = networks.split_off(most.min(networks.len()));
            let chunk = std::mem::replace(&mut networks, rest);
            removed += chunks
                .run((until, chunk), |c, (until, chunk), _| {
                    Box::pin(async move {
                        let rows = chunk.iter().map(|row| {
                            let key = (&row.key).into();
                            vec![row.site.into(), key, (*until).into()]
                        });
                        c.execute_each(sql::EXPIRE_ONE, &rows.collect::<Vec<_>>())
                            .await
                    })
                })
                .await?;
        }
    }
}

async fn last_seen(
    c: &mut Conn<'_>,
    until: Timestamp,
    after: &SeenKey,
) -> Result<Vec<SeenKey>, Error> {
    let parameters = [
        until.into(),
        after.seen_at.into(),
        after.site.into(),
        (&after.key).into(),
        READ_AT_ONCE.into(),
    ];
    c.rows(sql::LAST_SEEN, &parameters, |row| {
        Ok(SeenKey {
            seen_at: row.get(0)?,
            site: row.get(1)?,
            key: row.get(2)?,
        })
    })
    .await
}
