//! Cached metadata of threads without their comments, mainly their version. It is read at most once a
//! second, and trusted for longer while the database does not answer.

use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use moka::{Equivalent, sync::Cache};
use uuid::Uuid;

use super::{Thread, sql};
use crate::{
    clock::{Clock, Timestamp},
    db::{Db, Error},
    site::SiteId,
};

/// The metadata of a thread, without its comments.
#[derive(Clone, Debug)]
pub struct ThreadHead {
    /// `None` for a page that has no thread yet.
    pub thread: Option<Arc<Thread>>,
    seen_at: Timestamp,
}

impl HeadsSnapshot {
    /// Extends the snapshot to heads that were read before.
    pub(super) fn with<'h>(self, heads: impl IntoIterator<Item = &'h ThreadHead>) -> Self {
        let seen_at = heads.into_iter().map(|head| head.seen_at);
        Self {
            seen_at: seen_at.fold(self.seen_at, Ord::min),
            ..self
        }
    }
}

impl ThreadHead {
    pub(super) fn version(&self) -> (Uuid, i64) {
        self.thread
            .as_ref()
            .map_or((Uuid::nil(), 0), |thread| (thread.id, thread.version))
    }

    /// Returns the current key of the page if it was requested by an older one.
    fn current_key(&self, requested: &str) -> Option<&str> {
        let thread = self.thread.as_deref();
        thread
            .map(|thread| thread.page.as_str())
            .filter(|key| *key != requested)
    }

    #[must_use]
    pub fn approved(&self) -> i64 {
        self.thread.as_ref().map_or(0, |thread| thread.approved)
    }
}

/// When heads were read: the time of the oldest, and the number of changes before.
#[derive(Clone, Copy, Debug)]
pub struct HeadsSnapshot {
    seen_at: Timestamp,
    changes: u64,
}

/// How current an answer is.
#[derive(Clone, Debug)]
pub enum Freshness {
    /// Confirmed by the database within the last second.
    Current,
    /// The database did not answer, with this error; it confirmed the answer `age` ago, and this
    /// process knows of no change since.
    LastKnown { age: Duration, error: Error },
}

impl Freshness {
    /// Returns the age of an answer that the database could not confirm.
    #[must_use]
    pub fn stale_age(&self) -> Option<Duration> {
        match self {
            Self::Current => None,
            Self::LastKnown { age, .. } => Some(*age),
        }
    }
}

/// How long a head is trusted without another query.
const FRESH: Duration = Duration::from_secs(1);
/// How long a head is trusted while the database does not answer.
const STALE_FOR: Duration = Duration::from_mins(1);
const HEADS: u64 = 20_000;

/// A key of the cache that borrows the page; its hash is that of the key.
#[derive(Hash)]
struct HeadKey<'p>(SiteId, &'p str);

impl Equivalent<(SiteId, String)> for HeadKey<'_> {
    fn equivalent(&self, (site, page): &(SiteId, String)) -> bool {
        self.0 == *site && self.1 == page
    }
}

#[derive(Debug)]
pub(super) struct ThreadHeads {
    db: Db,
    clock: Clock,
    cache: Cache<(SiteId, String), ThreadHead>,
    /// Counts changes by page (several pages may share a counter), so that a head that was read before
    /// a change is never cached after it.
    changes: Box<[AtomicU64; 256]>,
    /// Counts changes of any page.
    all_changes: AtomicU64,
}

impl ThreadHeads {
    pub(super) fn new(db: Db, clock: Clock) -> Self {
        Self {
            db,
            clock,
            cache: Cache::builder()
                .max_capacity(HEADS)
                .time_to_idle(Duration::from_mins(10))
                .build(),
            changes: Box::new(std::array::from_fn(|_| AtomicU64::new(0))),
            all_changes: AtomicU64::new(0),
        }
    }

    /// Drops the head of a page after a change was committed.
    pub(super) fn forget(&self, site: SiteId, page: &str) {
        self.all_changes.fetch_add(1, Ordering::SeqCst);
        self.counter(site, page).fetch_add(1, Ordering::SeqCst);
        self.cache.invalidate(&HeadKey(site, page));
    }

    /// Drops all heads after a change that may have been committed, on an unknown page.
    pub(super) fn forget_all(&self) {
        self.all_changes.fetch_add(1, Ordering::SeqCst);
        for counter in self.changes.iter() {
            counter.fetch_add(1, Ordering::SeqCst);
        }
        self.cache.invalidate_all();
    }

    fn counter(&self, site: SiteId, page: &str) -> &AtomicU64 {
        let mut hasher = DefaultHasher::new();
        (site, page).hash(&mut hasher);
        &self.changes[usize::from(hasher.finish().to_be_bytes()[0])]
    }

    /// Returns the number of changes so far; must be read before the thread is.
    pub(super) fn change(&self, site: SiteId, page: &str) -> u64 {
        self.counter(site, page).load(Ordering::SeqCst)
    }

    /// Caches a thread that was just read, unless it has changed since the read began.
    pub(super) fn remember(
        &self,
        site: SiteId,
        page: &str,
        thread: Option<Thread>,
        change: u64,
    ) -> ThreadHead {
        let head = ThreadHead {
            thread: thread.map(Arc::new),
            seen_at: self.clock.now(),
        };
        self.cache.insert((site, page.to_owned()), head.clone());
        // Checked after the insert: a later change finds the head and removes it.
        if self.change(site, page) != change {
            self.cache.invalidate(&HeadKey(site, page));
        }
        head
    }

    /// Returns the cached head if it is younger than `most`, with its age. Under an older key of the page, the cache
    /// only says which one is the current key, since changes are noted under that one.
    fn known(&self, site: SiteId, page: &str, most: Duration) -> Option<(ThreadHead, Duration)> {
        let mut head = self.cache.get(&HeadKey(site, page))?;
        let mut age = self.age(head.seen_at);
        if let Some(key) = head.current_key(page) {
            head = self.cache.get(&HeadKey(site, key))?;
            age = age.max(self.age(head.seen_at));
        }
        (age < most).then_some((head, age))
    }

    /// Returns the absolute difference: a clock that was set back must not make a head look fresh for long.
    fn age(&self, seen_at: Timestamp) -> Duration {
        Duration::from_millis((self.clock.now().0 - seen_at.0).unsigned_abs())
    }
    /// Returns whether heads that were read now would be the same, as far as this process knows.
    pub(super) fn is_current(&self, snapshot: &HeadsSnapshot) -> bool {
        snapshot.changes == self.all_changes.load(Ordering::SeqCst)
            && self.age(snapshot.seen_at) < FRESH
    }
    pub(super) async fn read(&self, site: SiteId, page: &str) -> Result<ThreadHead, Error> {
        if let Some((head, _)) = self.known(site, page, FRESH) {
            return Ok(head);
        }
        let change = self.change(site, page);
        let input = (site, page.to_owned());
        let thread = self
            .db
            .read(input, |c, (site, page)| {
                Box::pin(sql::find_thread(c, *site, page))
            })
            .await?;
        let head = self.remember(site, page, thread, change);
        match head.current_key(page) {
            Some(key) => Box::pin(self.read(site, key)).await,
            None => Ok(head),
        }
    }

    /// Returns the head; while the database does not answer, the last known one.
    pub(super) async fn read_or_last_known(
        &self,
        site: SiteId,
        page: &str,
    ) -> Result<(ThreadHead, Freshness), Error> {
        match self.read(site, page).await {
            Ok(head) => Ok((head, Freshness::Current)),
            Err(error) if error.passes() => match self.known(site, page, STALE_FOR) {
                Some((head, age)) => Ok((head, Freshness::LastKnown { age, error })),
                None => Err(error),
            },
            Err(error) => Err(error),
        }
    }

    /// Returns the snapshot of heads that are about to be read.
    pub(super) fn begin_snapshot(&self) -> HeadsSnapshot {
        HeadsSnapshot {
            seen_at: self.clock.now(),
            changes: self.all_changes.load(Ordering::SeqCst),
        }
    }

    /// Returns the heads of these pages, in their order; while the database does not answer, the last
    /// known heads, if all of them are cached.
    pub(super) async fn read_all_or_last_known(
        &self,
        site: SiteId,
        pages: &[String],
    ) -> Result<(Vec<ThreadHead>, Freshness), Error> {
        match self.read_all(site, pages).await {
            Ok(heads) => Ok((heads, Freshness::Current)),
            Err(error) if error.passes() => {
                let known = pages.iter().map(|page| self.known(site, page, STALE_FOR));
                let Some(known) = known.collect::<Option<Vec<_>>>() else {
                    return Err(error);
                };
                let age = known.iter().map(|(_, age)| *age).max().unwrap_or_default();
                let heads = known.into_iter().map(|(head, _)| head).collect();
                Ok((heads, Freshness::LastKnown { age, error }))
            }
            Err(error) => Err(error),
        }
    }

    async fn read_all(&self, site: SiteId, pages: &[String]) -> Result<Vec<ThreadHead>, Error> {
        let mut heads = pages
            .iter()
            .map(|page| self.known(site, page, FRESH).map(|(head, _)| head))
            .collect::<Vec<_>>();
        let missing = pages.iter().zip(&heads).filter(|(_, head)| head.is_none());
        let missing = missing.map(|(page, _)| page.clone()).collect::<Vec<_>>();
        if !missing.is_empty() {
            let changes = missing.iter().map(|page| self.change(site, page));
            let changes = changes.collect::<Vec<_>>();
            let input = (site, missing.clone());
            let found = self
                .db
                .read(input, |c, (site, pages)| {
                    Box::pin(sql::find_threads(c, *site, pages))
                })
                .await?;
            for (page, change) in missing.iter().zip(changes) {
                let thread = found.iter().find(|(asked, _)| asked == page);
                let thread = thread.map(|(_, thread)| thread.clone());
                let head = self.remember(site, page, thread, change);
                for (at, wanted) in pages.iter().enumerate() {
                    if wanted == page {
                        heads[at] = Some(head.clone());
                    }
                }
            }
        }
        Ok(heads.into_iter().flatten().collect())
    }
}
