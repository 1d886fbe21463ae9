//! The published state of the trained filter: replaced atomically as a whole, read without waiting.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use super::accuracy::DecisionHistory;
use crate::{
    classifier::Model,
    site::{Policy, SiteId},
    spam::decision::DecisionRules,
};

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

    /// Returns everything besides the reasons that decides about a comment on a site.
    pub(crate) fn rules(&self, site: SiteId, policy: &Policy) -> DecisionRules {
        // Only the site's own decisions count: those of other sites do not show that the filter is reliable
        // here.
        DecisionRules::new(self.histories.get(&site).cloned(), policy)
    }
}
