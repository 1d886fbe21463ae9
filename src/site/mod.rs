//! The blogs served: their origins and their policy.

mod origins;
mod policy;
mod removal;
pub mod sql;
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

use self::warning_log::WarningLog;
pub use self::{
    origins::{ORIGINS_MAX, OriginFault, OriginList, rekey, rekey_interrupted, replace_origins},
    policy::{
        FILED_DAYS, Field, Guests, Identities, JSON_MAX, Moderation, PENDING_MAX,
        PENDING_NETWORK_MAX, Policy, PolicyFault, WaitingEdits,
    },
    removal::{PurgeOutcome, RemovedBy, RemovedSite, purge, purge_removed, remove, removed_sites},
};
pub use crate::locale::Language;
use crate::{
    clock::{Clock, Timestamp},
    db::{Conn, Db, Error},
    http::FieldWarning,
    text::{Fault, Origin, Page, WildcardOrigin},
};

/// A site's number inside the database.
pub type SiteId = i64;

/// One blog.
#[derive(Clone, Debug)]
pub struct Site {
    pub id: SiteId,
    pub slug: String,
    pub name: String,
    /// The origins (`https://blog.example`) that may embed it.
    pub origins: Vec<Origin>,
    /// The origins of its preview deployments: for reading and posting, never a place that a
    /// browser is sent to.
    pub wildcards: Vec<WildcardOrigin>,
    pub policy: Policy,
    pub version: i64,
    pub created_at: Timestamp,
}

impl Site {
    /// Does this absolute address (as the WHATWG parser writes it) stand on one of its origins?
    #[must_use]
    pub fn owns(&self, address: &str) -> bool {
        self.origins.iter().any(|origin| {
            address
                .strip_prefix(origin.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
        })
    }

    /// Whether pages of this origin, as browsers send it, may embed the site.
    #[must_use]
    pub fn allows_origin(&self, origin: &str) -> bool {
        self.origins.iter().any(|own| own.as_str() == origin)
            || self.wildcards.iter().any(|own| own.matches(origin))
    }

    /// Parses the key of a page, as a page sends it.
    pub fn page(&self, key: &str) -> Result<Page, Fault> {
        Page::parse(key, |origin| self.allows_origin(origin))
    }

    /// Parses the key of a page that exists already (see [`Page::parse_existing`]).
    pub fn existing_page(&self, key: &str) -> Result<Page, Fault> {
        Page::parse_existing(key, |origin| self.allows_origin(origin))
    }

    /// The page that a full URL on one of its origins names.
    #[must_use]
    pub fn page_of_url(&self, url: &str) -> Option<Page> {
        Page::of_url(url, |origin| self.allows_origin(origin))
    }

    /// The page that the browser is on, by its `Referer`.
    #[must_use]
    pub fn page_of_referrer(&self, url: &str) -> Option<Page> {
        Page::of_referrer(url, |origin| self.allows_origin(origin))
    }

    /// Whether a full URL stands on one of its origins, or on that of a preview deployment.
    #[must_use]
    pub fn allows_url(&self, url: &str) -> bool {
        let end = url
            .match_indices(['/', '?', '#'])
            .map(|(at, _)| at)
            .find(|at| *at >= "https://".len());
        self.allows_origin(&url[..end.unwrap_or(url.len())])
    }

    /// All its origins as text, those of preview deployments last.
    #[must_use]
    pub fn origin_texts(&self) -> Vec<String> {
        let origins = self.origins.iter().map(|origin| origin.as_str());
        let wildcards = self.wildcards.iter().map(|origin| origin.as_str());
        origins.chain(wildcards).map(str::to_owned).collect()
    }
}

/// How old the list of sites may be: what another replica or a command changed is seen within it.
const FRESH: Duration = Duration::from_secs(1);

/// Every site, in memory. Clones share it.
#[derive(Clone, Debug)]
pub struct Sites(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    db: Db,
    clock: Clock,
    list: ArcSwap<List>,
    loading: AtomicBool,
    warnings: WarningLog,
}

#[derive(Debug, Default)]
struct List {
    at: Option<Timestamp>,
    by_slug: HashMap<String, Arc<Site>>,
    by_id: HashMap<SiteId, Arc<Site>>,
}

impl List {
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
    /// Reads all sites once.
    pub async fn open(db: Db, clock: Clock) -> Result<Self, Error> {
        let sites = Self(Arc::new(Inner {
            db,
            clock,
            list: ArcSwap::default(),
            loading: AtomicBool::new(false),
            warnings: WarningLog::default(),
        }));
        // A start waits for long lists of origins, too.
        let at = sites.0.clock.now();
        let all = sites
            .0
            .db
            .read_background((), |c, ()| Box::pin(sql::all(c)));
        sites.put(at, all.await?);
        Ok(sites)
    }

    /// The site with this slug.
    pub async fn find(&self, slug: &str) -> Option<Arc<Site>> {
        self.list().await.by_slug.get(slug).cloned()
    }

    pub async fn by_id(&self, id: SiteId) -> Option<Arc<Site>> {
        self.list().await.by_id.get(&id).cloned()
    }

    /// Names in the operator's log what a page of the site sends wrongly: code and field, each once an
    /// hour, and at most 20 unknown origins an hour.
    pub fn log_warnings(&self, site: &Site, warnings: &[FieldWarning]) {
        let now = self.0.clock.now();
        self.0.warnings.note(site.id, &site.slug, warnings, now);
    }

    /// Every site, by slug.
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

    /// Reads the list anew if it is older than it may be.
    pub async fn refresh(&self) {
        drop(self.list().await);
    }

    /// May pages of `origin` talk to this site? Answers from memory, after [`Self::refresh`]; `None` asks for any site.
    #[must_use]
    pub fn allows(&self, slug: Option<&str>, origin: &str) -> bool {
        let list = self.0.list.load();
        let of = |site: &Arc<Site>| site.allows_origin(origin);
        match slug {
            Some(slug) => list.by_slug.get(slug).is_some_and(of),
            None => list.by_slug.values().any(of),
        }
    }

    /// Reads the list anew; called after each change made through this process.
    pub async fn reload(&self) -> Result<(), Error> {
        let at = self.0.clock.now();
        let sites = self.0.db.read((), |c, ()| Box::pin(sql::all(c))).await?;
        self.put(at, sites);
        Ok(())
    }

    /// Leaves out a site that was removed, also while the list cannot be read.
    pub fn leave_out(&self, site: SiteId) {
        self.0.list.rcu(|list| {
            let others = list.by_id.values().filter(|other| other.id != site);
            List::new(list.at, others.cloned())
        });
    }

    fn put(&self, at: Timestamp, sites: Vec<Site>) {
        let list = List::new(Some(at), sites.into_iter().map(Arc::new));
        self.0.list.store(Arc::new(list));
    }

    /// The list, at most a second old; an older one when the database does not answer, since a site
    /// that was there a moment ago most likely still is.
    async fn list(&self) -> Arc<List> {
        let list = self.0.list.load_full();
        // A clock that was set back makes the list look new for ever; any difference counts.
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
            tracing::warn!(%error, "sites could not be read; going on with what was known");
        }
        drop(loading);
        self.0.list.load_full()
    }
}

/// Ends the loading also when the request that does it is cancelled.
struct Loading<'a>(&'a AtomicBool);

impl Drop for Loading<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

/// Adds a site, with origins and the default policy. `Error::Unique` when the slug is taken.
pub async fn add(c: &mut Conn<'_>, site: &NewSite, now: Timestamp) -> Result<SiteId, Error> {
    let id = sql::insert(c, site, now).await?;
    sql::put_origins(c, id, &site.origins).await?;
    Ok(id)
}

/// What a new site is made of; the parts were checked at the door.
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
