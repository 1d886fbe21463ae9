//! Removes sites.
//!
//! One short transaction makes the site invisible: the list of sites omits it, its slug becomes
//! available, and its training examples are excluded. Its rows are deleted afterwards in chunks, by a
//! server or by the command that removed it. If the deletion is interrupted, the next process continues
//! it.

use uuid::Uuid;

use super::{RemovedBy, Site, SiteId, sql::removal as sql};
use crate::{
    clock::{Clock, Timestamp},
    db::{ChunkRunner, Conn, Db, Error, Sql},
};

/// Combined with the site id, the advisory lock held by the process that deletes the rows of a site.
const LOCK: i64 = 0x7075_7267_6500;

/// A removed site whose rows are not all deleted yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RemovedSite {
    pub id: SiteId,
    /// The slug before the removal.
    pub slug: String,
}

/// The result of deleting the rows of a removed site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PurgeOutcome {
    /// All rows are deleted.
    Purged,
    /// Another process is deleting the rows.
    Elsewhere,
}

/// Removes a site, which becomes invisible when the transaction commits. Returns `false` if it had
/// already been removed. `id` is a new id for the entry in the removal log.
pub(crate) async fn remove(
    c: &mut Conn<'_>,
    site: &Site,
    by: &RemovedBy,
    id: Uuid,
    now: Timestamp,
) -> Result<bool, Error> {
    if !sql::mark_removed(c, site, now).await? {
        return Ok(false);
    }
    sql::log_removal(c, site, by, id, now).await?;
    // Last, because this locks the row that counts removed examples, for which other transactions wait.
    sql::exclude_training_examples(c, site.id).await?;
    Ok(true)
}

/// Returns the removed sites that still have rows.
pub(crate) async fn removed_sites(db: &Db) -> Result<Vec<RemovedSite>, Error> {
    let removed = db.read((), |c, ()| Box::pin(sql::removed(c))).await?;
    let removed = removed.into_iter();
    Ok(removed.map(|(id, slug)| RemovedSite { id, slug }).collect())
}

/// Deletes the rows of all removed sites, except those that another process is deleting. Returns the
/// number of rows.
pub async fn purge_removed(db: &Db, clock: &Clock) -> Result<u64, Error> {
    let mut rows = 0;
    for site in removed_sites(db).await? {
        let purged = purge(db, clock, site.id, |more| rows += more).await?;
        if purged == PurgeOutcome::Purged {
            tracing::info!(site = site.slug, rows, "all rows of a removed site deleted");
        }
    }
    Ok(rows)
}

/// Deletes the rows of one removed site, chunk by chunk. Calls `progress` with the number of rows of
/// each chunk.
pub(crate) async fn purge(
    db: &Db,
    clock: &Clock,
    site: SiteId,
    mut progress: impl FnMut(u64) + Send,
) -> Result<PurgeOutcome, Error> {
    let mut purge = Purge {
        chunks: ChunkRunner::new(db),
        site,
        progress: &mut progress,
    };
    loop {
        for statement in sql::BEFORE_COMMENTS {
            if purge.delete(statement).await? == PurgeOutcome::Elsewhere {
                return Ok(PurgeOutcome::Elsewhere);
            }
        }
        if purge.delete_comments().await? == PurgeOutcome::Elsewhere {
            return Ok(PurgeOutcome::Elsewhere);
        }
        for statement in sql::AFTER_COMMENTS {
            if purge.delete(statement).await? == PurgeOutcome::Elsewhere {
                return Ok(PurgeOutcome::Elsewhere);
            }
        }
        match purge.finish(clock.now()).await? {
            Some(true) => return Ok(PurgeOutcome::Purged),
            None => return Ok(PurgeOutcome::Elsewhere),
            // A request that began before the removal has written more rows than fit into one chunk.
            Some(false) => {}
        }
    }
}

struct Purge<'a> {
    chunks: ChunkRunner,
    site: SiteId,
    progress: &'a mut (dyn FnMut(u64) + Send),
}

impl Purge<'_> {
    async fn delete(&mut self, statement: Sql) -> Result<PurgeOutcome, Error> {
        loop {
            let deleted = self
                .chunks
                .run((self.site, statement), |c, (site, statement), rows| {
                    Box::pin(async move {
                        if !c.try_lock(LOCK ^ *site).await? {
                            return Ok(None);
                        }
                        let parameters = [(*site).into(), rows.into()];
                        let deleted = c.execute(*statement, &parameters).await?;
                        let is_last = i64::try_from(deleted).is_ok_and(|deleted| deleted < rows);
                        Ok(Some((deleted, is_last)))
                    })
                })
                .await?;
            let Some((deleted, is_last)) = deleted else {
                return Ok(PurgeOutcome::Elsewhere);
            };
            (self.progress)(deleted);
            if is_last {
                return Ok(PurgeOutcome::Purged);
            }
        }
    }

    async fn delete_comments(&mut self) -> Result<PurgeOutcome, Error> {
        let mut before = Uuid::max();
        loop {
            let deleted = self
                .chunks
                .run((self.site, before), |c, (site, before), rows| {
                    Box::pin(async move {
                        if !c.try_lock(LOCK ^ *site).await? {
                            return Ok(None);
                        }
                        sql::delete_comments(c, *site, *before, rows)
                            .await
                            .map(Some)
                    })
                })
                .await?;
            let Some((deleted, last)) = deleted else {
                return Ok(PurgeOutcome::Elsewhere);
            };
            (self.progress)(deleted);
            match last {
                Some(last) => before = last,
                None => return Ok(PurgeOutcome::Purged),
            }
        }
    }

    /// Deletes the site itself. `None` if another process is deleting its rows, `Some(false)` if too
    /// many rows were written meanwhile.
    async fn finish(&mut self, now: Timestamp) -> Result<Option<bool>, Error> {
        self.chunks
            .run((self.site, now), |c, (site, now), rows| {
                Box::pin(async move {
                    if !c.try_lock(LOCK ^ *site).await? {
                        return Ok(None);
                    }
                    sql::finish(c, *site, rows, *now).await.map(Some)
                })
            })
            .await
    }
}
