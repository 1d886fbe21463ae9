//! Names that only moderators and the site itself may use, look-alikes included: the display names of
//! moderators and the names of sites. Logins are not among them, since readers never see a login.

use std::{collections::HashSet, sync::Arc, time::Duration};

use arc_swap::ArcSwap;

use super::sql;
use crate::{
    clock::{Clock, Timestamp},
    db::Db,
    site::Site,
    text::skeletons,
};

/// The maximum age of the list: a name that another process set is reserved here within this time,
/// as bans and approvals are.
const FRESH: Duration = Duration::from_secs(1);

/// The display names of all moderators and the names of all sites, folded by what the eye may miss.
/// Clones share it.
#[derive(Clone, Debug)]
pub struct ReservedNames {
    db: Db,
    clock: Clock,
    list: Arc<ArcSwap<List>>,
}

#[derive(Debug, Default)]
struct List {
    at: Option<Timestamp>,
    names: Names,
}

#[derive(Clone, Debug, Default)]
struct Names {
    moderators: Arc<HashSet<String>>,
    sites: Arc<HashSet<String>>,
}

/// The names reserved at a moment: on one site, or wherever somebody with an account may comment.
#[derive(Clone, Debug)]
pub struct Reserved {
    moderators: Arc<HashSet<String>>,
    sites: Arc<HashSet<String>>,
}

impl Reserved {
    /// Does this name look like one of them?
    #[must_use]
    pub fn is_reserved(&self, name: &str) -> bool {
        // A name of signs alone has no skeleton, and looks like no other.
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

    /// The names of the moderators and of this site; for those whose name goes with them from site to
    /// site, of every site.
    pub async fn of(&self, site: Option<&Site>) -> Reserved {
        let Names { moderators, sites } = self.names().await;
        let sites = match site {
            Some(site) => Arc::new(skeletons(&site.name).into_iter().collect()),
            None => sites,
        };
        Reserved { moderators, sites }
    }

    async fn names(&self) -> Names {
        let list = self.list.load();
        let now = self.clock.now();
        let age = list.at.map(|at| (now.0 - at.0).unsigned_abs());
        if age.is_some_and(|ms| u128::from(ms) < FRESH.as_millis()) {
            return list.names.clone();
        }
        let read = self.db.read((), |c, ()| Box::pin(sql::taken_names(c)));
        match read.await {
            Ok((moderators, sites)) => {
                let folded = |names: &[String]| {
                    Arc::new(names.iter().flat_map(|name| skeletons(name)).collect())
                };
                let names = Names {
                    moderators: folded(&moderators),
                    sites: folded(&sites),
                };
                self.list.store(Arc::new(List {
                    at: Some(now),
                    names: names.clone(),
                }));
                names
            }
            Err(error) => {
                tracing::warn!(%error, "reserved names could not be read; going on with those known");
                list.names.clone()
            }
        }
    }
}
