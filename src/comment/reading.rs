//! Reading threads: listings in reading order from cached bytes, single comments, counts.
//!
//! A head holds the version of a thread; a listing is the bytes of one version. Both are cached.
//! Changes by this process are visible immediately, changes by another replica within a second.

use std::{
    any::{Any, TypeId},
    sync::Arc,
    time::Duration,
};

use moka::future;
use uuid::Uuid;

use super::{
    Comments, Thread, ThreadState,
    recent::RecentAnswers,
    sql::{self, reading as statements, reading::CommentRow},
    state_of,
    thread_heads::HeadsSnapshot,
    thread_heads::{Freshness, ThreadHead, ThreadHeads},
};
use crate::{
    clock::Clock,
    closed_set::closed_set,
    db::{BoundedRows, Conn, Db, Error},
    site::{Site, SiteId},
};

closed_set! {
    /// The order of comments that begin a conversation; their replies are listed below them, oldest first.
    #[derive(Default)]
    pub enum RootOrder: "ListOrder" {
        #[default]
        Oldest = "oldest",
        Newest = "newest",
    }
}

/// Selects a part of a thread.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ListingKey {
    pub order: RootOrder,
    pub limit: u8,
    /// The path of the last comment of the previous part; empty for the first part.
    pub after: Vec<u8>,
    /// Distinguishes what is made of the same part in one format, such as texts in several languages.
    pub variant: u64,
}

/// A part of a thread.
#[derive(Clone, Debug)]
pub struct ThreadPart {
    pub head: ThreadHead,
    /// Whether the thread accepts comments.
    pub state: ThreadState,
    pub comments: Vec<CommentRow>,
    /// Whether another part follows. A part may hold fewer comments than requested, because its size in
    /// bytes is limited as well.
    pub has_more: bool,
}

/// The numbers of approved comments of pages.
#[derive(Clone, Debug)]
pub struct PageApprovals {
    pub counts: Vec<i64>,
    pub freshness: Freshness,
    pub snapshot: HeadsSnapshot,
}

/// The maximum size of all cached listings in bytes.
const LISTINGS: u64 = 8 * 1024 * 1024;

/// A form in which a part of a thread is sent, such as the bytes of a response. It is cached with the
/// version of the thread.
pub trait ThreadFormat: Any + Send + Sync + Sized {
    type Error: From<Error> + Clone + Send + Sync + 'static;

    /// Checks whether there is memory for another one.
    fn check_memory() -> Result<(), Self::Error>;

    /// Returns the size in bytes.
    fn weight(&self) -> usize;
}

/// A listing of one version, in one state of the thread, in one format.
type Key = (SiteId, Uuid, i64, ThreadState, ListingKey, TypeId);

/// A listing, and its size in bytes.
type CachedListing = (Arc<dyn Any + Send + Sync>, usize);

#[derive(Debug)]
pub(super) struct CommentReader {
    pub(super) heads: ThreadHeads,
    /// Concurrent misses of one listing wait for one build and share its bytes.
    listings: future::Cache<Key, CachedListing>,
    pub(super) recent: RecentAnswers,
}

impl CommentReader {
    pub(super) fn new(db: Db, clock: Clock) -> Self {
        let weight = |key: &Key, (_, weight): &CachedListing| {
            u32::try_from(weight + key.4.after.len() + 200).unwrap_or(u32::MAX)
        };
        Self {
            heads: ThreadHeads::new(db, clock),
            listings: future::Cache::builder()
                .weigher(weight)
                .max_capacity(LISTINGS)
                .time_to_idle(Duration::from_mins(10))
                .build(),
            recent: RecentAnswers::new(),
        }
    }

    /// Drops the head of a page after a change was committed.
    pub(super) fn forget(&self, site: SiteId, page: &str) {
        self.heads.forget(site, page);
    }

    /// Drops all heads after a change whose commit was not confirmed: any thread may have changed.
    pub(super) fn forget_all(&self) {
        self.heads.forget_all();
    }

    /// Drops the bytes of all listings, including versions that are no longer requested.
    pub(super) async fn forget_listings(&self) {
        self.recent.clear();
        self.listings.invalidate_all();
        self.listings.run_pending_tasks().await;
    }
}

impl Comments {
    /// Returns the metadata of the thread of a page.
    pub async fn head(&self, site: &Site, page: &str) -> Result<ThreadHead, Error> {
        self.0.reading.heads.read(site.id, page).await
    }

    /// Returns whether the page accepts comments.
    pub async fn thread_state(&self, site: &Site, page: &str) -> Result<ThreadState, Error> {
        let head = self.head(site, page).await?;
        Ok(state_of(site, head.thread.as_deref(), self.0.clock.now()))
    }

    /// Returns the current key of a page that was requested by an older one. While the database does not answer, the
    /// requested key may be returned.
    pub async fn current_key(&self, site: &Site, page: &str) -> String {
        let head = self.head(site, page).await.ok();
        let thread = head.and_then(|head| head.thread);
        thread.map_or_else(|| page.to_owned(), |thread| thread.page.clone())
    }

    /// Returns a part of a thread in a format; `write` produces it if it is not cached. Of several
    /// requests that miss at the same time, one reads and writes, and all share its result. While the
    /// database does not answer, the last known result is returned.
    pub async fn listing<F: ThreadFormat>(
        &self,
        site: &Site,
        page: &str,
        key: &ListingKey,
        write: impl FnOnce(ThreadPart) -> Result<F, F::Error>,
    ) -> Result<(Arc<F>, Freshness, HeadsSnapshot), F::Error> {
        let reading = &self.0.reading;
        let snapshot = reading.heads.begin_snapshot();
        let (head, freshness) = reading.heads.read_or_last_known(site.id, page).await?;
        let snapshot = snapshot.with([&head]);
        let state = state_of(site, head.thread.as_deref(), self.0.clock.now());
        let (id, version) = head.version();
        let has_thread = head.thread.is_some();
        let build = async {
            F::check_memory()?;
            write(self.read_part(site, page, key, head).await?).map(Arc::new)
        };
        if !has_thread {
            // Without a thread the result depends on the page alone, and costs no query.
            return Ok((build.await?, freshness, snapshot));
        }
        // The version is at least that of the key: a concurrent change makes the result newer.
        let format = TypeId::of::<F>();
        let cached = (site.id, id, version, state, key.clone(), format);
        let found = if let Freshness::LastKnown { error, .. } = &freshness {
            let known = reading.listings.get(&cached).await;
            known.ok_or_else(|| error.clone())?
        } else {
            let build = async {
                let listing: Arc<F> = build.await?;
                let weight = listing.weight();
                Ok((listing as Arc<dyn Any + Send + Sync>, weight))
            };
            let found = reading.listings.try_get_with(cached, build).await;
            found.map_err(|error: Arc<F::Error>| (*error).clone())?
        };
        // The key names the format, so the type is always right.
        let listing = found.0.downcast().map_err(|_| Error::Conflict)?;
        Ok((listing, freshness, snapshot))
    }

    /// Reads a part of a thread from the database.
    pub async fn part(
        &self,
        site: &Site,
        page: &str,
        key: &ListingKey,
    ) -> Result<ThreadPart, Error> {
        let head = self.0.reading.heads.read(site.id, page).await?;
        self.read_part(site, page, key, head).await
    }

    async fn read_part(
        &self,
        site: &Site,
        page: &str,
        key: &ListingKey,
        head: ThreadHead,
    ) -> Result<ThreadPart, Error> {
        let reading = &self.0.reading;
        let Some(thread) = &head.thread else {
            return Ok(ThreadPart {
                head,
                state: ThreadState::Open,
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
        // The thread may have changed since the key was chosen: head and comments are of one snapshot.
        let head = reading.heads.remember(site.id, page, thread, change);
        let limit = usize::from(key.limit);
        let has_more = found.is_cut || found.rows.len() > limit;
        let mut comments = found.rows;
        comments.truncate(limit);
        Ok(ThreadPart {
            state: state_of(site, head.thread.as_deref(), self.0.clock.now()),
            head,
            comments,
            has_more,
        })
    }

    /// Returns the number of approved comments of each of these pages, in their order.
    pub async fn counts(&self, site: &Site, pages: &[String]) -> Result<PageApprovals, Error> {
        let heads = &self.0.reading.heads;
        let snapshot = heads.begin_snapshot();
        let (heads, freshness) = heads.read_all_or_last_known(site.id, pages).await?;
        Ok(PageApprovals {
            snapshot: snapshot.with(&heads),
            counts: heads.iter().map(ThreadHead::approved).collect(),
            freshness,
        })
    }

    /// Returns one approved comment.
    pub async fn approved(&self, site: &Site, id: Uuid) -> Result<Option<CommentRow>, Error> {
        self.0
            .db
            .read((site.id, id), |c, (site, id)| {
                Box::pin(statements::approved(c, *site, *id))
            })
            .await
    }
}

/// Reads a thread and one more comment than requested, so that the caller knows whether there are more.
async fn list(
    c: &mut Conn<'_>,
    (site, page, key): &(SiteId, String, ListingKey),
) -> Result<(Option<Thread>, BoundedRows<CommentRow>), Error> {
    let Some(thread) = sql::find_thread(c, *site, page).await? else {
        let none = BoundedRows {
            rows: Vec::new(),
            is_cut: false,
        };
        return Ok((None, none));
    };
    let limit = i64::from(key.limit) + 1;
    let of = (*site, thread.id, thread.pinned);
    let shown = match key.order {
        RootOrder::Oldest => statements::oldest(c, of, &key.after, limit).await?,
        RootOrder::Newest => statements::newest(c, of, &key.after, limit).await?,
    };
    Ok((Some(thread), shown))
}
