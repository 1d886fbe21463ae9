//! The blogs served: their origins and policies.

mod api;
mod origins;
mod policy;
mod removal;
pub(crate) mod sql;
mod warning_log;

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use arc_swap::ArcSwap;
use uuid::Uuid;

use self::warning_log::WarningLog;
pub(crate) use self::{
    origins::{OriginList, rekey, rekey_interrupted, replace_origins},
    policy::{
        FILED_DAYS, Guests, IdentityRules, JSON_MAX, PENDING_MAX, PENDING_NETWORK_MAX, PolicyFault,
        SPAM_PUBLISHED_PERCENT,
    },
    removal::{PurgeOutcome, RemovedSite, purge, remove, removed_sites},
};
pub use self::{
    policy::{FieldRule, ModerationPolicy, Policy, WaitingEdits},
    removal::purge_removed,
};
pub use crate::locale::Language;
use crate::{
    clock::{Clock, Timestamp},
    db::{Conn, Db, Error},
    locale::Message,
    text::{FieldFault, FieldWarning, Origin, Page, WildcardOrigin},
};

/// The id of a site in the database.
pub(crate) type SiteId = i64;

/// One blog.
#[derive(Clone, Debug)]
pub struct Site {
    pub id: SiteId,
    pub slug: String,
    pub name: String,
    /// The origins (`https://blog.example`) that may embed the site.
    pub origins: Vec<Origin>,
    /// The origins of preview deployments. They may read and post, but browsers are never redirected to
    /// them.
    pub wildcards: Vec<WildcardOrigin>,
    pub policy: Policy,
    pub version: i64,
    pub created_at: Timestamp,
}

impl Site {
    /// Returns whether this absolute URL (as serialized by the WHATWG URL parser) is on one of the
    /// site's origins.
    #[must_use]
    pub fn owns(&self, address: &str) -> bool {
        self.origins.iter().any(|origin| {
            address
                .strip_prefix(origin.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
        })
    }

    /// Returns whether a host is that of one of the site's origins, with or without `www.`, or that of a
    /// preview deployment.
    #[must_use]
    pub fn owns_host(&self, host: &str) -> bool {
        let bare = |host: &str| host.strip_prefix("www.").unwrap_or(host).to_owned();
        let host = bare(host);
        self.origins
            .iter()
            .any(|origin| bare(origin.host()) == host)
            || self.wildcards.iter().any(|known| {
                let known = known.host_pattern();
                let label = host.strip_suffix(known.trim_start_matches('*'));
                label.is_some_and(|label| !label.is_empty() && !label.contains('.'))
            })
    }

    /// Returns whether pages of this origin, as sent by browsers, may embed the site.
    #[must_use]
    pub fn allows_origin(&self, origin: &str) -> bool {
        self.origins.iter().any(|known| known.as_str() == origin)
            || self.wildcards.iter().any(|known| known.matches(origin))
    }

    /// Parses a page key as sent by a page.
    pub fn page(&self, key: &str) -> Result<Page, FieldFault> {
        Page::parse(key, |origin| self.allows_origin(origin))
    }

    /// Parses the key that moderators give to a page: like [`Site::page`], but not a full URL of another origin, because
    /// no page of the site sends that.
    pub fn new_page(&self, key: &str) -> Result<Page, FieldFault> {
        let page = self.page(key)?;
        if page.is_full_url() {
            return Err(self.foreign_origin());
        }
        Ok(page)
    }

    /// Returns the fault of a URL that is on no origin of the site.
    #[must_use]
    pub fn foreign_origin(&self) -> FieldFault {
        let origins = self.origins.iter().map(|origin| origin.as_str());
        let origins = origins.collect::<Vec<_>>().join(", ");
        FieldFault {
            code: "foreign_origin",
            message: Message::new("mod-thread-origin").with("origins", origins),
        }
    }

    /// Parses the key of an existing page (see [`Page::parse_existing`]).
    pub fn existing_page(&self, key: &str) -> Result<Page, FieldFault> {
        Page::parse_existing(key, |origin| self.allows_origin(origin))
    }

    /// Returns the page that a full URL on one of the site's origins identifies.
    #[must_use]
    pub fn page_of_url(&self, url: &str) -> Option<Page> {
        Page::of_url(url, |origin| self.allows_origin(origin))
    }

    /// Returns the page that the browser shows, from the `Referer` header field.
    #[must_use]
    pub fn page_of_referrer(&self, url: &str) -> Option<Page> {
        Page::of_referrer(url, |origin| self.allows_origin(origin))
    }

    /// Returns whether a full URL is on one of the site's origins or on that of a preview deployment.
    #[must_use]
    pub fn allows_url(&self, url: &str) -> bool {
        let end = url
            .match_indices(['/', '?', '#'])
            .map(|(at, _)| at)
            .find(|at| *at >= "https://".len());
        self.allows_origin(&url[..end.unwrap_or(url.len())])
    }

    /// Returns all origins as text, those of preview deployments last.
    #[must_use]
    pub fn origin_texts(&self) -> Vec<String> {
        let origins = self.origins.iter().map(|origin| origin.as_str());
        let wildcards = self.wildcards.iter().map(|origin| origin.as_str());
        origins.chain(wildcards).map(str::to_owned).collect()
    }
}

/// Who removed a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RemovedBy {
    Moderator { id: Uuid, login: String },
    CommandLine,
}

/// The maximum age of the list of sites. A change made by another replica or a command takes effect
/// within this time.
const FRESH: Duration = Duration::from_secs(1);

/// All sites, cached in memory. Clones share the cache.
#[derive(Clone, Debug)]
pub struct Sites(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    db: Db,
    clock: Clock,
    list: ArcSwap<SiteCache>,
    loading: AtomicBool,
    warnings: WarningLog,
}

#[derive(Debug, Default)]
struct SiteCache {
    at: Option<Timestamp>,
    by_slug: HashMap<String, Arc<Site>>,
    by_id: HashMap<SiteId, Arc<Site>>,
}

impl SiteCache {
    fn new(at: Option<Timestamp>, sites: impl Iterator<Item = Arc<Site>>) -> Self {
        let by_id = sites.map(|site| (site.id, site));
        let by_id = by_id.collect::<HashMap<_, _>>();
        let by_slug = by_id.values().map(|site| (site.slug.clone(), site.clone()));
        Self {
            at,
            by_slug: by_slug.collect(),
            by_id,
        }
    }
}

impl Sites {
    /// Creates the cache and loads all sites.
    pub async fn open(db: Db, clock: Clock) -> Result<Self, Error> {
        let sites = Self(Arc::new(Inner {
            db,
            clock,
            list: ArcSwap::default(),
            loading: AtomicBool::new(false),
            warnings: WarningLog::default(),
        }));
        // Uses the background limit: the start may wait for long lists of origins.
        let at = sites.0.clock.now();
        let all = sites
            .0
            .db
            .read_background((), |c, ()| Box::pin(sql::all(c)));
        sites.store(at, all.await?);
        Ok(sites)
    }

    /// Returns the site with this slug.
    pub async fn find(&self, slug: &str) -> Option<Arc<Site>> {
        self.list().await.by_slug.get(slug).cloned()
    }

    pub async fn by_id(&self, id: SiteId) -> Option<Arc<Site>> {
        self.list().await.by_id.get(&id).cloned()
    }

    /// Returns the site from the list as it was last read, without reading it again.
    #[must_use]
    pub fn last_known(&self, id: SiteId) -> Option<Arc<Site>> {
        self.0.list.load().by_id.get(&id).cloned()
    }

    /// Logs for the operator which mistakes pages of the site make in their forms: code and field, each
    /// combination once an hour, and at most 20 unknown origins an hour.
    pub fn log_warnings(&self, site: &Site, warnings: &[FieldWarning]) {
        let now = self.0.clock.now();
        self.0.warnings.record(site.id, &site.slug, warnings, now);
    }

    /// Returns all sites, ordered by slug.
    pub async fn all(&self) -> Vec<Arc<Site>> {
        let mut all = self
            .list()
            .await
            .by_slug
            .values()
            .cloned()
            .collect::<Vec<_>>();
        all.sort_by(|a, b| a.slug.cmp(&b.slug));
        all
    }

    /// Reloads the list if it is older than `FRESH`.
    pub async fn refresh(&self) {
        drop(self.list().await);
    }

    /// Returns whether pages of `origin` may use this site, or any site if `slug` is `None`. Answers
    /// from memory, so [`Self::refresh`] has to be called first.
    #[must_use]
    pub fn allows(&self, slug: Option<&str>, origin: &str) -> bool {
        let list = self.0.list.load();
        let is_allowed = |site: &Arc<Site>| site.allows_origin(origin);
        match slug {
            Some(slug) => list.by_slug.get(slug).is_some_and(is_allowed),
            None => list.by_slug.values().any(is_allowed),
        }
    }

    /// Reloads the list; called after each change made by this process.
    pub async fn reload(&self) -> Result<(), Error> {
        let at = self.0.clock.now();
        let sites = self.0.db.read((), |c, ()| Box::pin(sql::all(c))).await?;
        self.store(at, sites);
        Ok(())
    }

    /// Removes a deleted site from the list, even while the list cannot be reloaded.
    pub fn exclude(&self, site: SiteId) {
        self.0.list.rcu(|list| {
            let others = list.by_id.values().filter(|other| other.id != site);
            SiteCache::new(list.at, others.cloned())
        });
    }

    fn store(&self, at: Timestamp, sites: Vec<Site>) {
        let list = SiteCache::new(Some(at), sites.into_iter().map(Arc::new));
        self.0.list.store(Arc::new(list));
    }

    /// Returns the list, at most a second old. If the database does not respond, the list may be older:
    /// a site that existed a moment ago most likely still exists.
    async fn list(&self) -> Arc<SiteCache> {
        let list = self.0.list.load_full();
        // After the clock was set back, the age would be negative for a long time, so the absolute
        // difference counts.
        let age = list
            .at
            .map(|at| (self.0.clock.now().0 - at.0).unsigned_abs());
        if age.is_some_and(|ms| u128::from(ms) < FRESH.as_millis()) {
            return list;
        }
        if self.0.loading.swap(true, Ordering::AcqRel) {
            return list;
        }
        let loading = Loading(&self.0.loading);
        if let Err(error) = self.reload().await {
            tracing::warn!(%error, "sites could not be read, cached list used");
        }
        drop(loading);
        self.0.list.load_full()
    }
}

/// Resets the loading flag on drop, even if the request that reloads the list is canceled.
struct Loading<'a>(&'a AtomicBool);

impl Drop for Loading<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

/// Adds a site with origins and the default policy. Returns `Error::Unique` if the slug is in use.
pub async fn add(c: &mut Conn<'_>, site: &NewSite, now: Timestamp) -> Result<SiteId, Error> {
    let id = sql::insert(c, site, now).await?;
    sql::insert_origins(c, id, &site.origins).await?;
    Ok(id)
}

/// A new site. Its fields were validated by the API or the command.
#[derive(Clone, Debug)]
pub struct NewSite {
    pub slug: String,
    pub name: String,
    pub origins: Vec<Origin>,
    pub policy: Policy,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::{DatabaseSettings, OpenMode};

    async fn fresh(folder: &tempfile::TempDir) -> (Db, Sites) {
        let settings = DatabaseSettings {
            url: format!("sqlite:{}/test.db", folder.path().display()).into(),
            ..DatabaseSettings::default()
        };
        let db = Db::open(&settings, OpenMode::Create).await.expect("opens");
        db.migrate(Timestamp(1)).await.expect("migrates");
        let sites = Sites::open(db.clone(), Clock::system()).await;
        (db, sites.expect("reads"))
    }

    async fn insert(db: &Db, slug: &str) -> SiteId {
        let new = NewSite {
            slug: slug.to_owned(),
            name: "Blog".to_owned(),
            origins: vec![Origin::parse("https://blog.example").expect("an origin")],
            policy: Policy::default(),
        };
        let added = db.write(new, |c, new| Box::pin(add(c, new, Timestamp(1))));
        added.await.expect("adds")
    }

    #[tokio::test]
    async fn the_number_of_a_removed_site_is_not_given_out_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let (db, sites) = fresh(&folder).await;
        let first = insert(&db, "one").await;
        sites.reload().await.expect("reads");
        let site = sites.find("one").await.expect("is there");
        let clock = Clock::system();
        let removed = db.write((site, clock.id()), |c, (site, id)| {
            Box::pin(remove(c, site, &RemovedBy::CommandLine, *id, Timestamp(2)))
        });
        assert!(removed.await.expect("removes"));
        let purged = purge(&db, &clock, first, |_| ()).await.expect("deletes");
        assert_eq!(purged, PurgeOutcome::Purged);
        assert!(insert(&db, "two").await > first);
    }

    #[tokio::test]
    async fn a_policy_with_a_setting_of_another_version_can_be_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let (db, sites) = fresh(&folder).await;
        insert(&db, "blog").await;
        crate::db::statements! {
            NEWER = "UPDATE site SET policy = '{\"text_max\": 7, \"guests\": {\"fax\": 1}, \"x\": 2}'";
        }
        assert_eq!(ALL.len(), 1);
        db.write((), |c, ()| {
            Box::pin(async move { c.execute(NEWER, &[]).await })
        })
        .await
        .expect("writes");
        sites.reload().await.expect("reads");
        let site = sites.find("blog").await.expect("is there");
        assert_eq!(site.policy.text_max, 7);
    }
}
