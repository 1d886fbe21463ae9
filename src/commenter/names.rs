//! Names that only moderators and the site itself may use, look-alikes included: the display names of
//! moderators and the names of sites. Logins are not among them, since readers never see a login.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use arc_swap::ArcSwap;

use super::sql;
use crate::{
    clock::{Clock, Timestamp},
    db::Db,
    site::Site,
    text::skeletons,
};

/// The maximum age of the list: a name that another process set is reserved in this one within this time, as
/// with bans and approvals.
const FRESH: Duration = Duration::from_secs(1);

/// The display names of all moderators and the names of all sites, folded so that look-alikes compare equal.
/// Clones share the same list.
#[derive(Clone, Debug)]
pub struct ReservedNames {
    db: Db,
    clock: Clock,
    list: Arc<ArcSwap<CachedNames>>,
}

#[derive(Debug, Default)]
struct CachedNames {
    at: Option<Timestamp>,
    names: NameIndex,
}

#[derive(Clone, Debug, Default)]
struct NameIndex {
    moderators: Arc<HashSet<String>>,
    sites: Arc<HashSet<String>>,
    /// The forms of the name of each site. Computing them for each submission would be 1.3 % of its instructions.
    by_site: Arc<HashMap<String, Arc<HashSet<String>>>>,
}

/// The reserved names at one point in time: on one site, or, for people with an account, on every site.
#[derive(Clone, Debug)]
pub struct ReservedNameSet {
    moderators: Arc<HashSet<String>>,
    sites: Arc<HashSet<String>>,
}

impl ReservedNameSet {
    /// Returns whether a name looks like one of the reserved names.
    #[must_use]
    pub fn is_reserved(&self, name: &str) -> bool {
        // A name that consists only of symbols has no skeleton and looks like no other name.
        skeletons(name)
            .iter()
            .any(|own| self.moderators.contains(own) || self.sites.contains(own))
    }
}

impl ReservedNames {
    pub(super) fn new(db: Db, clock: Clock) -> Self {
        Self {
            db,
            clock,
            list: Arc::default(),
        }
    }

    /// Returns the display names of the moderators and the name of this site; with `None`, the names of every
    /// site, for people whose name is the same on all sites.
    pub async fn of(&self, site: Option<&Site>) -> ReservedNameSet {
        let NameIndex {
            moderators,
            sites,
            by_site,
        } = self.names().await;
        let sites = match site {
            Some(site) => by_site.get(&site.name).cloned().unwrap_or_else(|| {
                // It was renamed within the last second.
                Arc::new(skeletons(&site.name).into_iter().collect())
            }),
            None => sites,
        };
        ReservedNameSet { moderators, sites }
    }

    async fn names(&self) -> NameIndex {
        let list = self.list.load();
        let now = self.clock.now();
        let age = list.at.map(|at| (now.0 - at.0).unsigned_abs());
        if age.is_some_and(|ms| u128::from(ms) < FRESH.as_millis()) {
            return list.names.clone();
        }
        let read = self.db.read((), |c, ()| Box::pin(sql::reserved_names(c)));
        match read.await {
            Ok((moderators, sites)) => {
                let folded = |names: &[String]| {
                    Arc::new(names.iter().flat_map(|name| skeletons(name)).collect())
                };
                let by_site = sites.iter().map(|name| {
                    let forms = folded(std::slice::from_ref(name));
                    (name.clone(), forms)
                });
                let names = NameIndex {
                    moderators: folded(&moderators),
                    by_site: Arc::new(by_site.collect()),
                    sites: folded(&sites),
                };
                self.list.store(Arc::new(CachedNames {
                    at: Some(now),
                    names: names.clone(),
                }));
                names
            }
            Err(error) => {
                tracing::warn!(%error, "reading reserved names failed; using the cached list");
                list.names.clone()
            }
        }
    }
}
