//! The permissions of a moderator's request, and the sites that it covers.

use std::{collections::HashMap, sync::Arc};

use super::wire::ModeratedComment;
use crate::{
    http::{Code, Problem},
    moderation::QueuedComment,
    moderator::{Moderator, Permission},
    site::{Site, SiteId, Sites},
};

/// The sites covered by a request of a moderator.
#[derive(Debug)]
pub(crate) struct ModeratorScope(pub(super) HashMap<SiteId, String>);

impl ModeratorScope {
    /// Returns the requested site, or all sites for which the moderator has the permission. A site that
    /// the moderator may not see is reported as not found.
    pub(crate) async fn of(
        sites: &Sites,
        moderator: &Moderator,
        slug: Option<&str>,
        permission: Permission,
    ) -> Result<Self, Problem> {
        let all = sites.all().await;
        let requested = all
            .iter()
            .filter(|site| slug.is_none_or(|slug| site.slug == slug) && moderator.sees(site.id));
        let requested = requested.collect::<Vec<_>>();
        if slug.is_some() && requested.is_empty() {
            return Err(Problem::not_found("site"));
        }
        let allowed = requested
            .iter()
            .filter(|site| moderator.may(permission, Some(site.id)));
        let allowed = allowed
            .map(|site| (site.id, site.slug.clone()))
            .collect::<HashMap<_, _>>();
        // Otherwise each comment would count as not found.
        if allowed.is_empty() && (slug.is_some() || permission == Permission::Erase) {
            return Err(Problem::plain(Code::Forbidden));
        }
        Ok(Self(allowed))
    }

    pub(crate) fn ids(&self) -> Vec<SiteId> {
        let mut ids = self.0.keys().copied().collect::<Vec<_>>();
        ids.sort_unstable();
        ids
    }

    /// Returns the slug of each site.
    pub(crate) fn slugs(&self) -> &HashMap<SiteId, String> {
        &self.0
    }

    pub(crate) fn slug(&self, site: SiteId) -> &str {
        self.0.get(&site).map_or("", String::as_str)
    }

    pub(super) fn show(&self, queued: QueuedComment) -> ModeratedComment {
        ModeratedComment::new(self.slug(queued.comment.site), queued)
    }
}

/// Returns the site with this slug, if the moderator has the permission there. A site that the moderator may
/// not see is reported as not found.
pub(crate) async fn find_site(
    sites: &Sites,
    moderator: &Moderator,
    slug: &str,
    permission: Permission,
) -> Result<Arc<Site>, Problem> {
    let found = sites.find(slug).await;
    let site = found
        .filter(|site| moderator.sees(site.id))
        .ok_or_else(|| Problem::not_found("site"))?;
    if moderator.may(permission, Some(site.id)) {
        Ok(site)
    } else {
        Err(Problem::plain(Code::Forbidden))
    }
}

/// Checks a permission that does not concern a single site.
pub(crate) fn require(moderator: &Moderator, permission: Permission) -> Result<(), Problem> {
    if moderator.may(permission, None) {
        Ok(())
    } else {
        Err(Problem::plain(Code::Forbidden))
    }
}
