//! The threads of a site, for moderators.

use uuid::Uuid;

use super::{CommentStatus, Comments, Thread, sql};
use crate::{clock::Timestamp, db::Error, site::Site};

/// A thread with the newest of its comments in any status.
#[derive(Clone, Debug)]
pub struct ListedThread {
    pub thread: Thread,
    pub last: Option<LastComment>,
}

/// The newest comment of a thread.
#[derive(Clone, Copy, Debug)]
pub struct LastComment {
    pub id: Uuid,
    pub status: CommentStatus,
    pub created_at: Timestamp,
}

impl Comments {
    /// Returns the threads of a site, the newest first, and the cursor of the next page if there is one.
    pub async fn threads(
        &self,
        site: &Site,
        after: Option<Uuid>,
        limit: usize,
    ) -> Result<(Vec<ListedThread>, Option<Uuid>), Error> {
        let input = (site.id, after.unwrap_or(Uuid::max()), limit);
        let found = self
            .0
            .db
            .read_long(input, |c, (site, before, limit)| {
                Box::pin(sql::thread_list::list(
                    c,
                    *site,
                    *before,
                    limit.saturating_add(1),
                ))
            })
            .await?;
        let has_more = found.len() > limit;
        let mut threads = found;
        threads.truncate(limit);
        let next = threads.last().map(|listed| listed.thread.id);
        Ok((threads, next.filter(|_| has_more)))
    }
}
