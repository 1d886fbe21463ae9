//! Sites in requests.

use std::sync::Arc;

use super::{Site, Sites};
use crate::http::Problem;

impl Sites {
    /// Returns the site with this slug, or the problem that there is none.
    pub async fn require(&self, slug: &str) -> Result<Arc<Site>, Problem> {
        let site = self.find(slug).await;
        site.ok_or_else(|| Problem::missing("problem-no-site"))
    }
}
