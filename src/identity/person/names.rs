//! Names that only moderators and the site itself may bear, look-alikes included.

use std::{collections::HashSet, sync::Arc, time::Duration};

use arc_swap::ArcSwap;

use super::sql;
use crate::{
    clock::{Clock, Timestamp},
    db::Db,
    site::Site,
    text::skeleton,
};

/// How old the list of logins may be.
const FRESH: Duration = Duration::from_secs(10);

/// The logins of all moderators, folded by what the eye may miss. Clones share it.
#[derive(Clone, Debug)]
pub struct ReservedNames {
    db: Db,
    clock: Clock,
    list: Arc<ArcSwap<List>>,
}

#[derive(Debug, Default)]
struct List {
    at: Option<Timestamp>,
    skeletons: Arc<HashSet<String>>,
}

/// The names reserved on one site at a moment.
#[derive(Clone, Debug)]
pub struct Reserved {
    moderators: Arc<HashSet<String>>,
    site: Option<String>,
}

impl Reserved {
    /// Does this name look like one of them?
    #[must_use]
    pub fn is_reserved(&self, name: &str) -> bool {
        let skeleton = skeleton(name);
        // A name of signs alone has none, and looks like nobody's.
        !skeleton.is_empty()
            && (self.moderators.contains(&skeleton) || self.site.as_ref() == Some(&skeleton))
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

    /// The names of the moderators and, for a site, its own.
    pub async fn of(&self, site: Option<&Site>) -> Reserved {
        Reserved {
            moderators: self.moderators().await,
            site: site
                .map(|site| skeleton(&site.name))
                .filter(|name| !name.is_empty()),
        }
    }

    async fn moderators(&self) -> Arc<HashSet<String>> {
        let list = self.list.load();
        let now = self.clock.now();
        let age = list.at.map(|at| (now.0 - at.0).unsigned_abs());
        if age.is_some_and(|ms| u128::from(ms) < FRESH.as_millis()) {
            return list.skeletons.clone();
        }
        match self.db.read((), |c, ()| Box::pin(sql::logins(c))).await {
            Ok(logins) => {
                let skeletons = Arc::new(logins.iter().map(|login| skeleton(login)).collect());
                self.list.store(Arc::new(List {
                    at: Some(now),
                    skeletons: Arc::clone(&skeletons),
                }));
                skeletons
            }
            Err(error) => {
                tracing::warn!(%error, "logins could not be read; going on with those known");
                list.skeletons.clone()
            }
        }
    }
}
