//! The endpoint that previews a policy.

use poem_openapi::{Object, OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use super::{policy_check::patched_policy, policy_patch::PolicyPatch};
use crate::{
    administration::PolicyPreviews,
    http::{BODY, FORBIDDEN, NOT_FOUND, Refused, StrictJson, UNAUTHORIZED},
    moderation::api::{ModerationTag, find_site},
    moderator::{CurrentModerator, Permission},
    site::Sites,
};

/// The number of comments that are named in each group.
const NAMED: usize = 20;

/// The endpoint that previews a policy.
#[derive(Clone, Debug)]
pub(crate) struct PolicyPreviewApi {
    pub previews: PolicyPreviews,
    pub sites: Sites,
}

/// What a policy would have done with the latest comments.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub(crate) struct PolicyPreview {
    /// The number of comments looked at: the latest 500 of readers, in any status, or all if there are fewer.
    pub checked: i64,
    /// Comments that would have been published at once.
    pub published: PreviewCount,
    /// Comments that would have waited for a moderator.
    pub held: PreviewCount,
    /// Comments that would have been moved to the spam folder.
    pub filed: PreviewCount,
    /// Comments that would have been refused, so that their authors could change them.
    pub refused: PreviewCount,
}

/// A number of comments, with the ids of some.
#[derive(Clone, Debug, Object)]
pub(crate) struct PreviewCount {
    /// The number of comments.
    pub count: i64,
    /// The ids of the newest of them, at most 20.
    pub ids: Vec<Uuid>,
}

impl PreviewCount {
    fn of(mut ids: Vec<Uuid>) -> Self {
        let count = i64::try_from(ids.len()).unwrap_or(i64::MAX);
        ids.truncate(NAMED);
        Self { count, ids }
    }
}

#[OpenApi]
impl PolicyPreviewApi {
    /// Preview a change of the policy of a site
    ///
    /// Takes the same body as `change_policy`, changes nothing, and returns what the changed policy would have done
    /// with the latest 500 comments of readers. Words, links, lengths and the mode of moderation are applied again; what
    /// else was found when a comment was posted counts as it did then.
    #[oai(
        path = "/moderation/sites/:site/policy/preview",
        method = "post",
        operation_id = "preview_policy",
        tag = "ModerationTag::Moderation"
    )]
    pub(crate) async fn preview(
        &self,
        moderator: CurrentModerator,
        /// The slug of the site.
        site: Path<String>,
        body: StrictJson<PolicyPatch>,
    ) -> Result<Json<PolicyPreview>, Refused<{ UNAUTHORIZED | FORBIDDEN | NOT_FOUND | BODY }>> {
        let site = find_site(&self.sites, &moderator, &site.0, Permission::ReadPolicy).await?;
        let policy = patched_policy(&site.policy, &body.0)?;
        let found = self.previews.of(site.id, policy).await?;
        let published = PreviewCount::of(found.published);
        let held = PreviewCount::of(found.held);
        let filed = PreviewCount::of(found.filed);
        let refused = PreviewCount::of(found.refused);
        Ok(Json(PolicyPreview {
            checked: published.count + held.count + filed.count + refused.count,
            published,
            held,
            filed,
            refused,
        }))
    }
}
