//! The wire types of administration.

use poem_openapi::{ApiResponse, Object, payload::Json, types::MaybeUndefined};
use uuid::Uuid;

use crate::{
    flood::Flood,
    http::Time,
    moderation::api::WaitingCounts,
    moderator::{ApiKey, Role, api::LinkedSessionView},
    site::Site,
    statistics::GroupCounts,
};

/// A site.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Site", example)]
pub struct SiteInfo {
    /// The short name of the site in URLs.
    pub slug: String,
    /// The display name of the site.
    pub name: String,
    /// The origins whose pages may embed the site, wildcards last.
    pub origins: Vec<String>,
    /// When the site was added.
    pub created_at: Time,
    /// The current flood of submissions; null if there is none.
    pub flood: Option<FloodInfo>,
    /// The number of comments that wait for a moderator.
    pub pending: WaitingCounts,
}

/// A flood of submissions to a site.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Flood")]
pub struct FloodInfo {
    /// 1: guests need a proof of work. 2: rate-limit costs and work are doubled, and comments of guests
    /// wait for a moderator. 3: guests are refused.
    #[oai(validator(minimum(value = "1"), maximum(value = "3")))]
    pub step: u8,
    /// When this step began.
    pub since: Time,
}

/// A list of sites. Always complete.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub(crate) struct SiteList {
    pub items: Vec<SiteInfo>,
    /// Always null.
    pub next: Option<String>,
}

/// A site to add.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields, example)]
pub(crate) struct AddSite {
    /// The short name of the site in URLs: lower-case letters, digits and hyphens. It cannot be changed.
    pub slug: String,
    /// The display name of the site.
    pub name: String,
    /// The origins whose pages may embed the site, such as `https://blog.example`. For preview
    /// deployments a wildcard replaces one label, such as `https://*.preview.blog.example`; at least
    /// one origin must have no wildcard.
    #[oai(validator(min_items = 1, max_items = 100))]
    pub origins: Vec<String>,
}

/// The changes to a site.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields, example)]
pub(crate) struct ChangeSite {
    /// The display name of the site.
    pub name: Option<String>,
    /// The origins whose pages may embed the site; replaces all existing ones. For preview deployments
    /// a wildcard replaces one label, such as `https://*.preview.blog.example`; at least one origin
    /// must have no wildcard.
    #[oai(validator(min_items = 1, max_items = 100))]
    pub origins: Option<Vec<String>>,
}

/// A moderator or owner.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub struct ManagedModerator {
    /// The id of the moderator.
    pub id: Uuid,
    /// The name used to sign in. It is never shown to readers, and guests may use it as their name.
    pub login: String,
    /// The display name shown with the moderator's comments, which guests cannot use. Null if none was
    /// chosen; then the name of the site is shown.
    pub name: Option<String>,
    /// The role of the moderator.
    pub role: Role,
    /// The slugs of the sites that the moderator works on; an owner has all sites.
    pub sites: Vec<String>,
    /// The commenter sessions linked with the account, the last linked first, at most 100. Comments
    /// posted with them on the moderator's sites are published immediately with the role.
    pub linked_sessions: Vec<LinkedSessionView>,
    /// Where mails about waiting comments go; null for a moderator who gets none.
    pub email: Option<String>,
    /// Since when the mail server has refused this email address permanently; null while mails are sent. Setting
    /// the email address again resumes them.
    pub email_refused_at: Option<Time>,
    /// A new email address that waits until its owner confirms it by the link of a mail; null if none waits.
    pub unconfirmed_email: Option<String>,
    /// When the account was created.
    pub created_at: Time,
}

/// All moderators and owners.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub(crate) struct ModeratorList {
    pub items: Vec<ManagedModerator>,
    /// Always null.
    pub next: Option<String>,
}

/// A moderator to add.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields, example)]
pub(crate) struct AddModerator {
    /// Letters, digits, dots, underscores and hyphens; converted to lower case.
    pub login: String,
    /// The display name, 1 to 64 characters. Without one, the name of the site is shown.
    pub name: Option<String>,
    /// At least 15 characters that are not easy to guess.
    pub password: String,
    /// The role of the moderator.
    pub role: Role,
    /// Where mails about waiting comments go, once its owner has confirmed it. Without one, no mails are sent.
    pub email: Option<String>,
    /// The slugs of the sites that the moderator works on. Not stored for an owner, who has all sites.
    pub sites: Option<Vec<String>>,
}

/// The changes to a moderator.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields, example)]
pub(crate) struct ChangeModerator {
    /// The new display name, 1 to 64 characters; null for none. Published comments are not changed.
    pub name: MaybeUndefined<String>,
    /// Where mails about waiting comments go, once its owner has confirmed it by the link of a mail; null for none. They have
    /// links that decide in the moderator's name, and links sent to an earlier email address end with the confirmation.
    pub email: MaybeUndefined<String>,
    /// At least 15 characters that are not easy to guess. Changing the password ends all sessions of
    /// the moderator, and the links with commenter sessions.
    pub password: Option<String>,
    /// The role of the moderator.
    pub role: Option<Role>,
    /// The slugs of the sites that the moderator works on; replaces all existing ones. Not stored for an owner.
    pub sites: Option<Vec<String>>,
}

/// An API key. Its token was shown only once.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub struct KeyInfo {
    /// The id of the key, for revoking it.
    pub id: Uuid,
    /// What the key is for.
    pub label: String,
    /// The id of the moderator on whose behalf the key acts.
    pub moderator_id: Uuid,
    /// When the key was created.
    pub created_at: Time,
    /// When the key was last used, to about an hour; null for never.
    pub used_at: Option<Time>,
    /// The slug of the site whose queue the key reads as a feed, and nothing else; null for a key with the
    /// permissions of its moderator.
    pub feed: Option<String>,
}

/// API keys: the caller's own; for an owner, all keys.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub(crate) struct KeyList {
    pub items: Vec<KeyInfo>,
    /// Always null.
    pub next: Option<String>,
}

/// An API key to create for the caller.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields, example)]
pub(crate) struct AddKey {
    /// What the key is for.
    #[oai(validator(min_length = 1, max_length = 100))]
    pub label: String,
    /// The slug of a site: the key then reads the Atom feed of that site's queue and nothing else. Without it, the
    /// key has the permissions of the caller.
    pub feed: Option<String>,
}

/// A newly created API key.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub struct NewKey {
    /// The stored data of the key.
    pub key: KeyInfo,
    /// The token for `Authorization: Bearer`, or the `key` of the feed. It is shown only once.
    pub token: String,
}

macro_rules! answers {
    ($($(#[doc = $doc:literal])+ $name:ident($payload:ty);)+) => {$(
        $(#[doc = $doc])+
        #[derive(Debug, ApiResponse)]
        pub enum $name {
            /// Created.
            #[oai(status = 201)]
                Created(Json<$payload>),
        }
    )+};
}

answers! {
    /// A site was added.
    SiteCreated(SiteInfo);
    /// A moderator was added.
    ModeratorCreated(ManagedModerator);
    /// A key was created.
    KeyCreated(NewKey);
}

/// A resource was deleted.
#[derive(Debug, ApiResponse)]
pub enum Deleted {
    /// Deleted.
    #[oai(status = 204)]
    Deleted,
}

impl SiteInfo {
    pub fn new(site: &Site, flood: Option<Flood>, pending: GroupCounts) -> Self {
        Self {
            slug: site.slug.clone(),
            name: site.name.clone(),
            origins: site.origin_texts(),
            created_at: site.created_at.into(),
            flood: flood.map(|flood| FloodInfo {
                step: flood.step.number(),
                since: flood.since.into(),
            }),
            pending: pending.into(),
        }
    }
}

impl KeyInfo {
    /// `feed` is the slug of the site of the key.
    pub fn new(key: ApiKey, feed: Option<String>) -> Self {
        Self {
            feed,
            id: key.id,
            label: key.label,
            moderator_id: key.moderator,
            created_at: key.created_at.into(),
            used_at: key.used_at.map(Time),
        }
    }
}
