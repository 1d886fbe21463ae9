//! What the endpoints for readers and commenters share.

use std::sync::Arc;

use crate::{
    comment::Comments,
    commenter::People,
    http::{Problem, RequestContext},
    moderator::Moderators,
    site::{Site, Sites},
};

/// Endpoints for reading, posting, and managing one's own comments.
#[derive(Clone, Debug)]
pub struct CommentsApi {
    pub comments: Comments,
    pub sites: Sites,
    pub people: People,
    pub identity: Moderators,
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
        self.comments.charge_reading(&site.slug, context.address)?;
        Ok(())
    }
}
