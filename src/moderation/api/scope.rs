//! The sites that a moderator's request covers.

use std::collections::HashMap;

use super::wire::ModeratedComment;
use crate::{
    http::{Code, Problem},
    moderation::QueuedComment,
    moderator::{Moderator, Permission},
    site::{SiteId, Sites},
};

/// The sites covered by a request of a moderator.
#[derive(Debug)]
pub(super) struct ModeratorScope(pub(super) HashMap<SiteId, String>);

impl ModeratorScope {
    /// Returns the requested site, or all sites for which the moderator has the permission. A site that
    /// the moderator may not see is reported as not found.
    pub(super) async fn of(
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
        if slug.is_some() && allowed.is_empty() {
            return Err(Problem::plain(Code::Forbidden));
        }
        Ok(Self(allowed))
    }

    pub(super) fn ids(&self) -> Vec<SiteId> {
        let mut ids = self.0.keys().copied().collect::<Vec<_>>();
        ids.sort_unstable();
        ids
    }

    pub(super) fn slug(&self, site: SiteId) -> &str {
        self.0.get(&site).map_or("", String::as_str)
    }

    pub(super) fn show(&self, queued: QueuedComment) -> ModeratedComment {
        ModeratedComment::new(self.slug(queued.comment.site), queued)
    }
}
