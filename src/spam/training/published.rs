//! The published state of the trained filter: replaced atomically as a whole, read without waiting.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use super::accuracy::DecisionHistory;
use crate::{
    classifier::{Model, Thresholds},
    site::{ModerationPolicy, Policy, SiteId},
    spam::{Assessment, ReasonCode, SpamReason},
};

/// The number of decisions of each kind (ham, spam) on a site before a policy may rely on the filter.
pub(crate) const DECISIONS_WANTED: u32 = 50;

/// The model and the decision histories of all sites, as of one point in time.
#[derive(Debug, Default)]
pub struct Published {
    pub model: Arc<Model>,
    /// The sequence number of the last training example in the model.
    pub through: i64,
    pub(crate) histories: HashMap<SiteId, Arc<DecisionHistory>>,
    pub(crate) fingerprint: OnceLock<String>,
}

impl Published {
    /// Wraps a model without any decision history.
    #[must_use]
    pub fn of(model: Model) -> Self {
        Self {
            model: Arc::new(model),
            ..Self::default()
        }
    }

    /// Returns [`Model::fingerprint`], computed once.
    pub fn fingerprint(&self) -> &str {
        self.fingerprint.get_or_init(|| self.model.fingerprint())
    }

    /// Returns the decision history of a site.
    #[must_use]
    pub fn history(&self, site: SiteId) -> Option<&DecisionHistory> {
        self.histories.get(&site).map(|history| &**history)
    }

    pub(crate) fn weighing(&self, site: SiteId, policy: &Policy) -> Weighing {
        let history = self.histories.get(&site).cloned();
        // Only the site's own decisions: those of other sites do not show that the filter is reliable here.
        let decided = history.as_ref().map(|history| history.all);
        let rarer = decided.map_or(0, |all| all.ham.min(all.spam));
        Weighing {
            thresholds: history
                .as_ref()
                .map(|history| history.thresholds(policy.ham_lost_per_mille))
                .unwrap_or_default(),
            missing_decisions: (policy.moderation == ModerationPolicy::Suspect
                && rarer < DECISIONS_WANTED)
                .then_some(rarer),
            history,
        }
    }
}

/// The current weights of reasons and thresholds of a site.
#[derive(Clone, Debug, Default)]
pub(crate) struct Weighing {
    history: Option<Arc<DecisionHistory>>,
    thresholds: Thresholds,
    /// The number of decisions of the rarer kind, while they are too few for a policy that relies on the
    /// filter.
    missing_decisions: Option<u32>,
}

impl Weighing {
    pub(crate) fn thresholds(&self) -> Thresholds {
        self.thresholds
    }

    /// Returns a reason to hold the comment while there are too few decisions to publish without moderation.
    /// Trusted authors are exempt, since their comments do not depend on the filter.
    pub(crate) fn learning(&self, trusted: bool) -> Option<SpamReason> {
        let rarer = self.missing_decisions.filter(|_| !trusted)?;
        let detail = format!(
            "the filter is still in training: {rarer} of {DECISIONS_WANTED} decisions of the rarer kind"
        );
        Some(SpamReason::new(ReasonCode::Learning, detail))
    }

    pub(crate) fn assess(&self, mut reasons: Vec<SpamReason>) -> Assessment {
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
