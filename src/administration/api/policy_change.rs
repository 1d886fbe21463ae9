//! The change of a policy in the transaction that reads it, so that no other change is lost.

use std::sync::Arc;

use super::SitesApi;
use crate::{
    http::Problem,
    moderation::api::find_site,
    moderator::{Moderator, Permission},
    site::{self, Policy},
};

impl SitesApi {
    /// Replaces the policy of a site by what `change` makes of the stored one, and returns it. The site is locked
    /// meanwhile.
    pub(crate) async fn change_policy(
        &self,
        moderator: &Moderator,
        slug: &str,
        change: impl Fn(&Policy) -> Result<Policy, Problem> + Send + Sync + 'static,
    ) -> Result<Policy, Problem> {
        let site = find_site(&self.sites, moderator, slug, Permission::WritePolicy).await?;
        let input = (site.id, Arc::new(change));
        let changed = self.db.write(input, |c, (site, change)| {
            Box::pin(async move {
                let policy = site::sql::lock_policy(c, *site).await?;
                let policy = policy.ok_or_else(|| Problem::not_found("site"))?;
                let policy = change(&policy)?;
                site::sql::update_policy(c, *site, &policy).await?;
                Ok::<_, Problem>(policy)
            })
        });
        let policy = changed.await?;
        self.sites.reload().await?;
        tracing::info!(site = site.slug, moderator = %moderator.id, "policy changed");
        Ok(policy)
    }
}
