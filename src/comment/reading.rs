//! Reading threads: pages in reading order from ready bytes, one comment, counts.
//!
//! A head says which version a thread has; a listing is bytes of one version. Both are remembered.
//! What this process changes is seen at once, what another replica changes within a second.

use std::{sync::Arc, time::Duration};

use moka::future;
use uuid::Uuid;

use super::{
    Comments, Thread,
    heads::{Freshness, Head, Heads},
    is_open,
    sql::{
        self,
        reading::{self as statements, Shown},
    },
};
use crate::{
    clock::Clock,
    db::{BoundedRows, Conn, Db, Error},
    http::{Made, Problem},
    site::{Site, SiteId},
};

/// The order of the roots; replies stand oldest first below them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Order {
    Oldest,
    Newest,
}

/// Which part of a thread.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ListingKey {
    pub order: Order,
    pub limit: u8,
    /// The path of the last comment read before; empty for the first page.
    pub after: Vec<u8>,
}

/// A part of a thread.
#[derive(Clone, Debug)]
pub struct ThreadPart {
    pub head: Head,
    /// Does the thread take new comments?
    pub is_open: bool,
    pub comments: Vec<Shown>,
    /// Whether another part follows. A part may hold fewer comments than asked for: its bytes are
    /// bounded too.
    pub has_more: bool,
}

/// Bytes of listings remembered at most.
const LISTINGS: u64 = 8 * 1024 * 1024;

/// A listing of one version, of an open or a closed thread.
type Key = (SiteId, Uuid, i64, bool, ListingKey);

#[derive(Debug)]
pub(super) struct Reading {
    heads: Heads,
    /// Concurrent misses of one listing wait for one build and share its bytes.
    listings: future::Cache<Key, Arc<Made>>,
}

impl Reading {
    pub(super) fn new(db: Db, clock: Clock) -> Self {
        let weight = |key: &Key, made: &Arc<Made>| {
            u32::try_from(made.weight() + key.4.after.len() + 200).unwrap_or(u32::MAX)
        };
        Self {
            heads: Heads::new(db, clock),
            listings: future::Cache::builder()
                .weigher(weight)
                .max_capacity(LISTINGS)
                .time_to_idle(Duration::from_mins(10))
                .build(),
        }
    }

    /// After a change was committed.
    pub(super) fn forget(&self, site: SiteId, page: &str) {
        self.heads.forget(site, page);
    }

    /// After a change whose commit was not confirmed: any thread may have changed.
    pub(super) fn forget_all(&self) {
        self.heads.forget_all();
    }

    /// Drops the bytes of all listings, also of versions that nobody asks for any more.
    pub(super) async fn forget_listings(&self) {
        self.listings.invalidate_all();
        self.listings.run_pending_tasks().await;
    }
}

impl Comments {
    /// What is known of the thread of a page.
    pub async fn head(&self, site: &Site, page: &str) -> Result<Head, Error> {
        self.0.reading.heads.read(site.id, page).await
    }

    /// Does the page take new comments?
    pub async fn is_open(&self, site: &Site, page: &str) -> Result<bool, Error> {
        let head = self.head(site, page).await?;
        Ok(is_open(site, head.thread.as_deref(), self.0.clock.now()))
    }

    /// A part of a thread as ready bytes; `write` makes them when they are not remembered. Of several
    /// requests that miss at the same time one reads and writes, and all share what it made. While the
    /// database does not answer, the bytes that were last known are returned.
    pub async fn listing(
        &self,
        site: &Site,
        page: &str,
        key: &ListingKey,
        write: impl FnOnce(ThreadPart) -> Result<Made, Problem>,
    ) -> Result<(Arc<Made>, Freshness), Problem> {
        let reading = &self.0.reading;
        let (head, freshness) = reading.heads.read_or_last_known(site.id, page).await?;
        let open = is_open(site, head.thread.as_deref(), self.0.clock.now());
        let (id, version) = head.version();
        let has_thread = head.thread.is_some();
        let build = async {
            Made::check_memory()?;
            write(self.read_part(site, page, key, head).await?).map(Arc::new)
        };
        if !has_thread {
            // Without a thread the bytes name the page, and cost no query.
            return Ok((build.await?, freshness));
        }
        // The version is at least the one of the key: a change meanwhile makes the bytes newer.
        let remembered = (site.id, id, version, open, key.clone());
        if let Freshness::LastKnown { error, .. } = &freshness {
            let known = reading.listings.get(&remembered).await;
            return Ok((known.ok_or_else(|| error.clone())?, freshness));
        }
        let made = reading.listings.try_get_with(remembered, build).await;
        Ok((made.map_err(Arc::unwrap_or_clone)?, freshness))
    }

    /// A part of a thread, read from the database.
    pub async fn part(
        &self,
        site: &Site,
        page: &str,
        key: &ListingKey,
    ) -> Result<ThreadPart, Problem> {
        let head = self.0.reading.heads.read(site.id, page).await?;
        self.read_part(site, page, key, head).await
    }

    async fn read_part(
        &self,
        site: &Site,
        page: &str,
        key: &ListingKey,
        head: Head,
    ) -> Result<ThreadPart, Problem> {
        let reading = &self.0.reading;
        let Some(thread) = &head.thread else {
            return Ok(ThreadPart {
                head,
                is_open: is_open(site, None, self.0.clock.now()),
                comments: Vec::new(),
                has_more: false,
            });
        };
        let change = reading.heads.change(site.id, page);
        let input = (site.id, thread.page.clone(), key.clone());
        let (thread, found) = self
            .0
            .db
            .read(input, |c, input| Box::pin(list(c, input)))
            .await?;
        // The thread may have moved on meanwhile: head and comments are of one snapshot.
        let head = reading.heads.remember(site.id, page, thread, change);
        let limit = usize::from(key.limit);
        let has_more = found.is_cut || found.rows.len() > limit;
        let mut comments = found.rows;
        comments.truncate(limit);
        Ok(ThreadPart {
            is_open: is_open(site, head.thread.as_deref(), self.0.clock.now()),
            head,
            comments,
            has_more,
        })
    }

    /// How many approved comments these pages have, in their order.
    pub async fn counts(
        &self,
        site: &Site,
        pages: &[String],
    ) -> Result<(Vec<i64>, Freshness), Error> {
        let heads = &self.0.reading.heads;
        let (heads, freshness) = heads.read_all_or_last_known(site.id, pages).await?;
        Ok((heads.iter().map(Head::approved).collect(), freshness))
    }

    /// One approved comment.
    pub async fn one(&self, site: &Site, id: Uuid) -> Result<Option<Shown>, Error> {
        self.0
            .db
            .read((site.id, id), |c, (site, id)| {
                Box::pin(statements::one(c, *site, *id))
            })
            .await
    }
}

/// A thread and one more comment than asked for, so that the reader knows whether there is more.
async fn list(
    c: &mut Conn<'_>,
    (site, page, key): &(SiteId, String, ListingKey),
) -> Result<(Option<Thread>, BoundedRows<Shown>), Error> {
    let Some(thread) = sql::find_thread(c, *site, page).await? else {
        let none = BoundedRows {
            rows: Vec::new(),
            is_cut: false,
        };
        return Ok((None, none));
    };
    let limit = i64::from(key.limit) + 1;
    let shown = match key.order {
        Order::Oldest => statements::oldest(c, *site, thread.id, &key.after, limit).await?,
        Order::Newest => statements::newest(c, *site, thread.id, &key.after, limit).await?,
    };
    Ok((Some(thread), shown))
}
