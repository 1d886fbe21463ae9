//! Reading threads: pages in reading order from ready bytes, one comment, counts.
//!
//! A head says which version a thread has; a listing is bytes of one version. Both are remembered.
//! What this process changes is seen at once, what another replica changes within a second.

use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use moka::{future, sync::Cache};
use uuid::Uuid;

use super::{
    Comments, Thread, is_open,
    sql::{
        self,
        reading::{self as statements, Shown},
    },
};
use crate::{
    clock::{Clock, Timestamp},
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

/// What is known of a thread without its comments.
#[derive(Clone, Debug)]
pub struct Head {
    /// `None` for a page that has no thread yet.
    pub thread: Option<Arc<Thread>>,
    seen_at: Timestamp,
}

impl Head {
    fn version(&self) -> (Uuid, i64) {
        self.thread
            .as_ref()
            .map_or((Uuid::nil(), 0), |thread| (thread.id, thread.version))
    }

    #[must_use]
    pub fn approved(&self) -> i64 {
        self.thread.as_ref().map_or(0, |thread| thread.approved)
    }
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

/// For how long a head is believed without asking the database again.
const FRESH: Duration = Duration::from_secs(1);
/// Bytes of listings remembered at most.
const LISTINGS: u64 = 12 * 1024 * 1024;
const HEADS: u64 = 20_000;

/// A listing of one version, of an open or a closed thread.
type Key = (SiteId, Uuid, i64, bool, ListingKey);

#[derive(Debug)]
pub(super) struct Reading {
    db: Db,
    clock: Clock,
    heads: Cache<(SiteId, String), Head>,
    /// Concurrent misses of one listing wait for one build and share its bytes.
    listings: future::Cache<Key, Arc<Made>>,
    /// Counts changes by page (a few pages share a counter), so that a head read before a change is
    /// never remembered after it.
    changes: Box<[AtomicU64; 256]>,
}

impl Reading {
    pub(super) fn new(db: Db, clock: Clock) -> Self {
        let weight = |key: &Key, made: &Arc<Made>| {
            u32::try_from(made.weight() + key.4.after.len() + 200).unwrap_or(u32::MAX)
        };
        Self {
            db,
            clock,
            heads: Cache::builder()
                .max_capacity(HEADS)
                .time_to_idle(Duration::from_mins(10))
                .build(),
            listings: future::Cache::builder()
                .weigher(weight)
                .max_capacity(LISTINGS)
                .time_to_idle(Duration::from_mins(10))
                .build(),
            changes: Box::new(std::array::from_fn(|_| AtomicU64::new(0))),
        }
    }

    /// After a change was committed.
    pub(super) fn forget(&self, site: SiteId, page: &str) {
        self.change(site, page).fetch_add(1, Ordering::SeqCst);
        self.heads.invalidate(&(site, page.to_owned()));
    }

    /// Drops the bytes of all listings, also of versions that nobody asks for any more.
    pub(super) async fn forget_listings(&self) {
        self.listings.invalidate_all();
        self.listings.run_pending_tasks().await;
    }

    fn change(&self, site: SiteId, page: &str) -> &AtomicU64 {
        let mut hasher = DefaultHasher::new();
        (site, page).hash(&mut hasher);
        &self.changes[usize::from(hasher.finish().to_be_bytes()[0])]
    }

    /// Remembers a head, unless its thread was changed since it began to be read.
    fn remember(&self, site: SiteId, page: &str, head: &Head, change: u64) {
        let key = (site, page.to_owned());
        self.heads.insert(key.clone(), head.clone());
        // Looked at after the insert: a change that comes later finds the head and removes it.
        if self.change(site, page).load(Ordering::SeqCst) != change {
            self.heads.invalidate(&key);
        }
    }

    fn known(&self, site: SiteId, page: &str) -> Option<Head> {
        let head = self.heads.get(&(site, page.to_owned()))?;
        // A clock that was set back must not make a head look new for long.
        let age = (self.clock.now().0 - head.seen_at.0).unsigned_abs();
        (u128::from(age) < FRESH.as_millis()).then_some(head)
    }

    async fn head(&self, site: SiteId, page: &str) -> Result<Head, Error> {
        if let Some(head) = self.known(site, page) {
            return Ok(head);
        }
        let change = self.change(site, page).load(Ordering::SeqCst);
        let input = (site, page.to_owned());
        let thread = self
            .db
            .read(input, |c, (site, page)| {
                Box::pin(sql::find_thread(c, *site, page))
            })
            .await?;
        let head = Head {
            thread: thread.map(Arc::new),
            seen_at: self.clock.now(),
        };
        self.remember(site, page, &head, change);
        Ok(head)
    }
}

impl Comments {
    /// What is known of the thread of a page.
    pub async fn head(&self, site: &Site, page: &str) -> Result<Head, Error> {
        self.0.reading.head(site.id, page).await
    }

    /// Does the page take new comments?
    pub async fn is_open(&self, site: &Site, page: &str) -> Result<bool, Error> {
        let head = self.head(site, page).await?;
        Ok(is_open(site, head.thread.as_deref(), self.0.clock.now()))
    }

    /// A part of a thread as ready bytes; `write` makes them when they are not remembered. Of several
    /// requests that miss at the same time one reads and writes, and all share what it made.
    pub async fn listing(
        &self,
        site: &Site,
        page: &str,
        key: &ListingKey,
        write: impl FnOnce(ThreadPart) -> Result<Made, Problem>,
    ) -> Result<Arc<Made>, Problem> {
        let reading = &self.0.reading;
        let head = reading.head(site.id, page).await?;
        let open = is_open(site, head.thread.as_deref(), self.0.clock.now());
        let (id, version) = head.version();
        let has_thread = head.thread.is_some();
        let build = async {
            Made::check_memory()?;
            write(self.read_part(site, page, key, head).await?).map(Arc::new)
        };
        if !has_thread {
            // Without a thread the bytes name the page, and cost no query.
            return build.await;
        }
        // The version is at least the one of the key: a change meanwhile makes the bytes newer.
        let remembered = (site.id, id, version, open, key.clone());
        let made = reading.listings.try_get_with(remembered, build).await;
        made.map_err(Arc::unwrap_or_clone)
    }

    /// A part of a thread, read from the database.
    pub async fn part(
        &self,
        site: &Site,
        page: &str,
        key: &ListingKey,
    ) -> Result<ThreadPart, Problem> {
        let head = self.0.reading.head(site.id, page).await?;
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
        let change = reading.change(site.id, page).load(Ordering::SeqCst);
        let input = (site.id, thread.page.clone(), key.clone());
        let (thread, found) = self
            .0
            .db
            .read(input, |c, input| Box::pin(list(c, input)))
            .await?;
        // The thread may have moved on meanwhile: head and comments are of one snapshot.
        let head = Head {
            thread: thread.map(Arc::new),
            seen_at: self.0.clock.now(),
        };
        reading.remember(site.id, page, &head, change);
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
    pub async fn counts(&self, site: &Site, pages: &[String]) -> Result<Vec<i64>, Error> {
        let reading = &self.0.reading;
        let mut heads = pages
            .iter()
            .map(|page| reading.known(site.id, page))
            .collect::<Vec<_>>();
        let missing = pages.iter().zip(&heads).filter(|(_, head)| head.is_none());
        let missing = missing.map(|(page, _)| page.clone()).collect::<Vec<_>>();
        if !missing.is_empty() {
            let changes = missing
                .iter()
                .map(|page| reading.change(site.id, page).load(Ordering::SeqCst));
            let changes = changes.collect::<Vec<_>>();
            let input = (site.id, missing.clone());
            let found = self
                .0
                .db
                .read(input, |c, (site, pages)| {
                    Box::pin(sql::find_threads(c, *site, pages))
                })
                .await?
                .into_iter()
                .map(|(asked, thread)| (asked, Arc::new(thread)))
                .collect::<Vec<_>>();
            for (page, change) in missing.iter().zip(changes) {
                let thread = found.iter().find(|(asked, _)| asked == page);
                let thread = thread.map(|(_, thread)| thread.clone());
                let head = Head {
                    thread,
                    seen_at: self.0.clock.now(),
                };
                reading.remember(site.id, page, &head, change);
                for (at, wanted) in pages.iter().enumerate() {
                    if wanted == page {
                        heads[at] = Some(head.clone());
                    }
                }
            }
        }
        Ok(heads
            .into_iter()
            .map(|head| head.map_or(0, |head| head.approved()))
            .collect())
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
