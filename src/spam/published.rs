//! What has been learned, as those who judge read it: replaced as a whole, never waited for.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use super::{
    Assessment, Reason, ReasonCode, learn::Model, outcome::History, threshold::Thresholds,
};
use crate::site::{Moderation, Policy, SiteId};

/// Decisions of each kind before the filter is relied on.
pub const DECISIONS_WANTED: u32 = 50;

/// The model and the history of every site, at one moment.
#[derive(Debug, Default)]
pub struct Published {
    pub model: Arc<Model>,
    /// The number of the last lesson in it.
    pub through: i64,
    pub(super) histories: HashMap<SiteId, Arc<History>>,
    pub(super) fingerprint: OnceLock<String>,
}

impl Published {
    /// A model alone, of a site where nothing was decided yet.
    #[must_use]
    pub fn of(model: Model) -> Self {
        Self {
            model: Arc::new(model),
            ..Self::default()
        }
    }

    /// [`Model::fingerprint`], worked out once.
    pub fn fingerprint(&self) -> &str {
        self.fingerprint.get_or_init(|| self.model.fingerprint())
    }

    /// What was decided on a site.
    #[must_use]
    pub fn history(&self, site: SiteId) -> Option<&History> {
        self.histories.get(&site).map(|history| &**history)
    }

    pub(super) fn weighing(&self, site: SiteId, policy: &Policy) -> Weighing {
        let history = self.histories.get(&site).cloned();
        // The site's own: what other sites decided is no reason to rely on the filter here.
        let decided = history.as_ref().map(|history| history.all);
        let rarer = decided.map_or(0, |all| all.ham.min(all.spam));
        Weighing {
            thresholds: history
                .as_ref()
                .map(|history| history.thresholds(policy.ham_lost_per_mille))
                .unwrap_or_default(),
            wanting: (policy.moderation == Moderation::Suspect && rarer < DECISIONS_WANTED)
                .then_some(rarer),
            history,
        }
    }
}

/// How reasons are weighed on a site just now.
#[derive(Clone, Debug, Default)]
pub(super) struct Weighing {
    history: Option<Arc<History>>,
    thresholds: Thresholds,
    /// Decisions of the rarer kind, while they are too few for a policy that relies on them.
    wanting: Option<u32>,
}

impl Weighing {
    pub fn thresholds(&self) -> Thresholds {
        self.thresholds
    }

    /// Too little was decided to publish anything unseen; whoever is trusted needs no filter.
    pub fn learning(&self, trusted: bool) -> Option<Reason> {
        let rarer = self.wanting.filter(|_| !trusted)?;
        let detail = format!(
            "the filter is still learning: {rarer} of {DECISIONS_WANTED} decisions of the rarer kind"
        );
        Some(Reason::new(ReasonCode::Learning, detail))
    }

    pub fn assess(&self, mut reasons: Vec<Reason>) -> Assessment {
        if let Some(history) = &self.history {
            for reason in &mut reasons {
                let start = reason.code.start_weight();
                if reason.code != ReasonCode::Learned && start != 0.0 {
                    reason.weight *= history.points(reason.code) / start;
                }
            }
        }
        Assessment::of(reasons, self.thresholds)
    }
}
