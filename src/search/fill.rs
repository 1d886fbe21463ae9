//! Stores the words of new and changed comments: in the background, and before a search.

use super::sql::{self, UnreadOf};
use crate::{
    db::{ChunkRunner, Db, Error},
    site::SiteId,
};

/// The largest number of comments that the background task reads at once. It runs every second and leaves the database to
/// submissions meanwhile.
const RUN_MAX: u64 = 1_000;
/// The largest number of comments that are read before a search, and how many together.
const SEARCH_MAX: u64 = 800;
const SEARCH_STEP: i64 = 400;

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

/// Stores the words of what was written on these sites since the background task ran, so that a search finds it. More than
/// that, as after an upgrade, is left to the task, and so is everything if the database cannot be written: the search is
/// incomplete then, and says so.
pub(crate) async fn catch_up(db: &Db, sites: &[SiteId]) -> Result<(), Error> {
    let of = UnreadOf::Sites(sites.to_vec());
    let mut total = 0;
    while total < SEARCH_MAX && has_unread(db, of.clone()).await? {
        let read = db.write(of.clone(), |c, of| {
            Box::pin(sql::read_next(c, of, SEARCH_STEP))
        });
        match read.await {
            Ok(0) => break,
            Ok(count) => total += count,
            Err(error) => {
                tracing::debug!(%error, "the words of new comments were not stored before a search");
                break;
            }
        }
    }
    Ok(())
}

async fn has_unread(db: &Db, of: UnreadOf) -> Result<bool, Error> {
    db.read(of, |c, of| Box::pin(sql::has_unread(c, of))).await
}
