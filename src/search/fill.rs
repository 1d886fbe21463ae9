//! Fills the index with the comments from before it existed, in the background.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::sql;
use crate::{
    db::{ChunkRunner, Conn, Db, Error},
    site::SiteId,
};

/// Stores the words of all comments whose words are not stored yet, in short transactions: a process that stops
/// loses nothing. Calls `progress` with the number of comments of each. Returns the number of comments.
///
/// Repeated by servers, because an older replica adds comments without words until it is upgraded.
pub(crate) async fn fill(db: &Db, mut progress: impl FnMut(u64)) -> Result<u64, Error> {
    let mut total = 0;
    let mut chunks = ChunkRunner::new(db);
    loop {
        let unread = db.read(chunks.rows(), |c, rows| Box::pin(sql::unread(c, *rows)));
        let unread = unread.await?;
        if unread.is_empty() {
            break;
        }
        if total == 0 {
            tracing::info!(
                "reading the words of comments for the search; it is incomplete until then"
            );
        }
        let count = unread.len() as u64;
        chunks
            .run(unread, |c, unread, _| Box::pin(store(c, unread)))
            .await?;
        progress(count);
        total += count;
    }
    if total > 0 {
        tracing::info!(comments = total, "search complete");
    }
    Ok(total)
}

async fn store(c: &mut Conn<'_>, unread: &[(SiteId, Uuid)]) -> Result<(), Error> {
    let mut sites = BTreeMap::<SiteId, Vec<Uuid>>::new();
    for (site, id) in unread {
        sites.entry(*site).or_default().push(*id);
    }
    for (site, ids) in sites {
        sql::refresh(c, site, &ids).await?;
    }
    Ok(())
}
