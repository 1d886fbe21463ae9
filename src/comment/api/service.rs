//! What the endpoints for readers and commenters share.

use std::sync::Arc;

use crate::{
    comment::Comments,
    http::{Problem, RequestContext},
    identity::{Identity, person::People},
    limit::Outcome,
    site::{Site, Sites},
};

/// Endpoints for reading, posting, and managing one's own comments.
#[derive(Clone, Debug)]
pub struct CommentsApi {
    pub comments: Comments,
    pub sites: Sites,
    pub people: People,
    pub identity: Identity,
    /// The public URL of this server, without a trailing slash.
    pub base_url: String,
}

impl CommentsApi {
    pub(super) async fn site(&self, slug: &str) -> Result<Arc<Site>, Problem> {
        self.sites
            .find(slug)
            .await
            .ok_or_else(|| Problem::missing("problem-no-site"))
    }

    /// Charges requests that cost work but change nothing; their limit is high.
    pub(super) fn charge_reading(
        &self,
        site: &Site,
        context: RequestContext,
    ) -> Result<(), Problem> {
        taken(self.comments.charge_reading(&site.slug, context.address))
    }
}

pub(super) fn taken(outcome: Outcome) -> Result<(), Problem> {
    match outcome {
        Outcome::Taken(_) => Ok(()),
        Outcome::Refused(refused) => Err(refused.into()),
    }
}
