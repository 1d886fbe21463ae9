//! The endpoints of mails about waiting comments: which a moderator gets.

use poem_openapi::{Object, OpenApi, param::Path, payload::Json, types::Example};

use crate::{
    http::{BODY, FORBIDDEN, NOT_FOUND, Problem, Refused, StrictJson, Time, UNAUTHORIZED},
    locale::Message,
    moderation::api::{ModerationTag, ModeratorScope, find_site},
    moderator::{CurrentModerator, Moderator, Permission},
    notice::{NoticeMode, NoticePreference, Notices},
    site::Sites,
};

/// The endpoints of mails about waiting comments.
#[derive(Clone, Debug)]
pub(crate) struct NoticesApi {
    pub notices: Notices,
    pub sites: Sites,
}

/// Which mails about waiting comments the caller gets.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub(crate) struct NoticeSettings {
    /// Where the mails go; null if none are sent. `PATCH /moderation/moderators/{id}` changes it.
    pub email: Option<String>,
    /// Since when the mail server has refused this email address permanently; null while mails are sent. Setting
    /// the email address again resumes them.
    pub email_refused_at: Option<Time>,
    /// A new email address that waits until its owner confirms it by the link of a mail; null if none waits.
    pub unconfirmed_email: Option<String>,
    /// The sites about whose comments the caller decides, by slug.
    pub items: Vec<SiteNotices>,
    /// Always null.
    pub next: Option<String>,
}

/// When the caller gets mails about the waiting comments of a site.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub(crate) struct SiteNotices {
    /// The slug of the site.
    pub site: String,
    /// When mails are sent. Comments that are probably spam never cause a mail; digests count them.
    pub mode: NoticeMode,
    /// With `more_than`: the number of comments that may wait without a mail; otherwise null.
    pub more_than: Option<i64>,
}

/// When the caller wants mails about the waiting comments of a site.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields, example)]
pub(crate) struct NewSiteNotices {
    /// When mails are sent.
    pub mode: NoticeMode,
    /// Required with `more_than`, and not allowed otherwise: the number of comments that may wait without a
    /// mail.
    #[oai(validator(minimum(value = "0"), maximum(value = "1000000")))]
    pub more_than: Option<i64>,
}

impl SiteNotices {
    pub(super) fn new(site: &str, preference: NoticePreference) -> Self {
        let is_more_than = preference.mode == NoticeMode::MoreThan;
        Self {
            site: site.to_owned(),
            mode: preference.mode,
            more_than: is_more_than.then_some(preference.more_than),
        }
    }
}

impl Example for SiteNotices {
    fn example() -> Self {
        Self {
            site: "blog".to_owned(),
            mode: NoticeMode::MoreThan,
            more_than: Some(20),
        }
    }
}

impl Example for NewSiteNotices {
    fn example() -> Self {
        Self {
            mode: NoticeMode::Hourly,
            more_than: None,
        }
    }
}

impl Example for NoticeSettings {
    fn example() -> Self {
        Self {
            email: Some("ben@blog.example".to_owned()),
            email_refused_at: None,
            unconfirmed_email: None,
            items: vec![SiteNotices::example()],
            next: None,
        }
    }
}

#[OpenApi]
impl NoticesApi {
    /// Read which mails about waiting comments the caller gets
    ///
    /// Returns the email address and the setting of each site. Without a setting it is `each`: a mail for each
    /// comment, at once.
    #[oai(
        path = "/moderation/notices",
        method = "get",
        operation_id = "list_notices",
        tag = "ModerationTag::Moderation"
    )]
    pub(crate) async fn notices(
        &self,
        moderator: CurrentModerator,
    ) -> Result<Json<NoticeSettings>, Refused<{ UNAUTHORIZED }>> {
        let settings = settings_of(&self.sites, &self.notices, &moderator).await?;
        Ok(Json(settings))
    }

    /// Choose which mails about waiting comments of a site the caller gets
    ///
    /// Has an effect once the caller has an email address and the server sends mails.
    #[oai(
        path = "/moderation/sites/:site/notices",
        method = "put",
        operation_id = "set_notices",
        tag = "ModerationTag::Moderation"
    )]
    pub(crate) async fn set_notices(
        &self,
        moderator: CurrentModerator,
        /// The slug of the site.
        site: Path<String>,
        body: StrictJson<NewSiteNotices>,
    ) -> Result<Json<SiteNotices>, Refused<{ UNAUTHORIZED | FORBIDDEN | NOT_FOUND | BODY }>> {
        let site = find_site(&self.sites, &moderator, &site.0, Permission::Decide).await?;
        let preference = preference(&body.0)?;
        self.notices
            .set_preference(site.id, moderator.id, preference)
            .await?;
        Ok(Json(SiteNotices::new(&site.slug, preference)))
    }
}

/// Returns which mails a moderator gets.
pub(super) async fn settings_of(
    sites: &Sites,
    notices: &Notices,
    moderator: &Moderator,
) -> Result<NoticeSettings, Problem> {
    let scope = ModeratorScope::of(sites, moderator, None, Permission::Decide).await?;
    let set = notices.preferences(moderator.id).await?;
    let items = scope.slugs().iter().map(|(id, slug)| {
        let set = set.iter().find(|(site, _)| site == id);
        SiteNotices::new(slug, set.map(|(_, set)| *set).unwrap_or_default())
    });
    let mut items = items.collect::<Vec<_>>();
    items.sort_unstable_by(|a, b| a.site.cmp(&b.site));
    Ok(NoticeSettings {
        email: moderator.email.clone(),
        email_refused_at: moderator.email_refused_at.map(Time),
        unconfirmed_email: notices.unconfirmed_email(moderator.id).await?,
        items,
        next: None,
    })
}

pub(super) fn preference(body: &NewSiteNotices) -> Result<NoticePreference, Problem> {
    let mode = body.mode;
    match (mode, body.more_than) {
        (NoticeMode::MoreThan, None) => {
            let message = Message::new("notice-number-required");
            Err(Problem::field("more_than", "required", message))
        }
        (NoticeMode::MoreThan, Some(more_than)) => Ok(NoticePreference { mode, more_than }),
        (_, Some(_)) => {
            let message = Message::new("notice-number-extra");
            Err(Problem::field("more_than", "not_allowed", message))
        }
        (_, None) => Ok(NoticePreference { mode, more_than: 0 }),
    }
}
