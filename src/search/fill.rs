//! Stores the words of new and changed comments: in the background, and before a search.

use std::time::Duration;

use super::sql::{self, UnreadOf};
use crate::{
    db::{ChunkRunner, Db, Error},
    site::SiteId,
};

/// The largest number of comments that the background task reads at once. It runs every second and leaves the database to
/// submissions meanwhile.
const RUN_MAX: u64 = 1_000;
/// If more comments wait, a search does not wait for their words.
const SEARCH_MAX: i64 = 800;
/// How many are read together before a search, so that submissions do not wait long.
const SEARCH_STEP: i64 = 100;
/// How long a search waits for the words of new comments.
const SEARCH_TIME: Duration = Duration::from_millis(500);

/// Stores the words of all comments that are not in the index yet, in short transactions: a process that stops loses
/// nothing. Calls `progress` with the number of comments of each. Returns the number of comments.
pub(crate) async fn fill(db: &Db, progress: impl FnMut(u64)) -> Result<u64, Error> {
    fill_up_to(db, u64::MAX, progress).await
}

/// Stores the words of the next comments that are not in the index yet. Returns their number.
pub(crate) async fn fill_next(db: &Db) -> Result<u64, Error> {
    fill_up_to(db, RUN_MAX, |_| {}).await
}

async fn fill_up_to(db: &Db, most: u64, mut progress: impl FnMut(u64)) -> Result<u64, Error> {
    let (mut total, mut chunks) = (0, ChunkRunner::new(db));
    while total < most && has_unread(db, UnreadOf::All).await? {
        let read = chunks.run((), |c, (), rows| {
            Box::pin(sql::read_next(c, &UnreadOf::All, rows))
        });
        let count = read.await?;
        // Another process stores the rest.
        if count == 0 {
            break;
        }
        progress(count);
        total += count;
    }
    Ok(total)
}

/// Stores the words of what was written on these sites since the background task ran, so that a search finds it. Returns
/// false if that was not possible at once: after an upgrade there are too many, and a database may be busy or full. The
/// search is incomplete then, and says so.
pub(crate) async fn catch_up(db: &Db, sites: &[SiteId]) -> Result<bool, Error> {
    let waiting = db.read(sites.to_vec(), |c, sites| {
        Box::pin(sql::has_more_unread(c, sites, SEARCH_MAX))
    });
    if waiting.await? {
        return Ok(false);
    }
    let of = UnreadOf::Sites(sites.to_vec());
    match tokio::time::timeout(SEARCH_TIME, read_all(db, of)).await {
        Ok(Ok(())) => Ok(true),
        Ok(Err(error)) => {
            tracing::debug!(%error, "the words of new comments were not stored before a search");
            Ok(false)
        }
        Err(_) => Ok(false),
    }
}

async fn read_all(db: &Db, of: UnreadOf) -> Result<(), Error> {
    while has_unread(db, of.clone()).await? {
        let read = db.write(of.clone(), |c, of| {
            Box::pin(sql::read_next(c, of, SEARCH_STEP))
        });
        // Another process stores the rest.
        if read.await? == 0 {
            break;
        }
    }
    Ok(())
}

async fn has_unread(db: &Db, of: UnreadOf) -> Result<bool, Error> {
    db.read(of, |c, of| Box::pin(sql::has_unread(c, of))).await
}
