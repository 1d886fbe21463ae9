//! The endpoints by which owners choose the mails about waiting comments that other moderators get.

use poem_openapi::{OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use super::preferences::{NewSiteNotices, NoticeSettings, SiteNotices, preference, settings_of};
use crate::{
    http::{BODY, FORBIDDEN, NOT_FOUND, Problem, Refused, StrictJson, UNAUTHORIZED},
    moderation::api::{ModerationTag, actor, require},
    moderator::{CurrentModerator, Moderator, Moderators, Permission},
    notice::Notices,
    site::Sites,
};

/// The endpoints of the mails of other moderators.
#[derive(Clone, Debug)]
pub(crate) struct ModeratorNoticesApi {
    pub notices: Notices,
    pub moderators: Moderators,
    pub sites: Sites,
}

#[OpenApi]
impl ModeratorNoticesApi {
    /// Read which mails about waiting comments a moderator gets
    ///
    /// Requires the role `owner` and a session; moderators may read their own. Returns the same as `GET
    /// /moderation/notices` for the caller.
    #[oai(
        path = "/moderation/moderators/:id/notices",
        method = "get",
        operation_id = "list_moderator_notices",
        tag = "ModerationTag::Administration"
    )]
    pub(crate) async fn notices(
        &self,
        moderator: CurrentModerator,
        /// The id of the moderator.
        id: Path<Uuid>,
    ) -> Result<Json<NoticeSettings>, Refused<{ UNAUTHORIZED | FORBIDDEN | NOT_FOUND }>> {
        let of = self.find(&moderator, id.0).await?;
        Ok(Json(settings_of(&self.sites, &self.notices, &of).await?))
    }

    /// Choose which mails about waiting comments of a site a moderator gets
    ///
    /// Requires the role `owner` and a session; moderators may choose their own. A change of another account is in the log
    /// (`set_notices`). The response is 404 if the moderator does not decide about the comments of the site.
    #[oai(
        path = "/moderation/moderators/:id/notices/:site",
        method = "put",
        operation_id = "set_moderator_notices",
        tag = "ModerationTag::Administration"
    )]
    pub(crate) async fn set_notices(
        &self,
        moderator: CurrentModerator,
        /// The id of the moderator.
        id: Path<Uuid>,
        /// The slug of the site.
        site: Path<String>,
        body: StrictJson<NewSiteNotices>,
    ) -> Result<Json<SiteNotices>, Refused<{ UNAUTHORIZED | FORBIDDEN | NOT_FOUND | BODY }>> {
        let of = self.find(&moderator, id.0).await?;
        let site = self.sites.find(&site.0).await;
        let site = site.filter(|site| of.may(Permission::Decide, Some(site.id)));
        let site = site.ok_or_else(|| Problem::not_found("site"))?;
        let preference = preference(&body.0)?;
        if of.id == moderator.id {
            let set = self.notices.set_preference(site.id, of.id, preference);
            set.await?;
        } else {
            let owner = actor(&moderator);
            let set = self
                .notices
                .set_preference_of(&owner, &site, &of, preference);
            set.await?;
        }
        Ok(Json(SiteNotices::new(&site.slug, preference)))
    }
}

impl ModeratorNoticesApi {
    /// Returns the moderator, if the caller may change their mails.
    async fn find(&self, caller: &CurrentModerator, id: Uuid) -> Result<Moderator, Problem> {
        if caller.id != id {
            require(caller, Permission::ManageModerators)?;
        }
        caller.signed_in()?;
        let found = self.moderators.moderator(id).await?;
        found.ok_or_else(|| Problem::not_found("moderator"))
    }
}
