//! What goes over the wire to and from owners.

use poem_openapi::{ApiResponse, Object, payload::Json};
use uuid::Uuid;

use crate::{
    comment::api::wire::{Asked, ModerationMode},
    http::Time,
    identity::{ApiKey, api::RoleWord},
    site::{Field, Guests, Moderation as Mode, Policy, Site},
};

/// What guests may do and must tell.
#[derive(Clone, Debug, Object)]
#[oai(rename = "GuestPolicy", deny_unknown_fields)]
pub struct GuestPolicy {
    pub allowed: bool,
    pub name: Asked,
    pub email: Asked,
    pub website: Asked,
}

/// A site's policy, whole.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Policy", deny_unknown_fields)]
pub struct SitePolicy {
    pub moderation: ModerationMode,
    pub guests: GuestPolicy,
    /// Length of a comment in Unicode scalar values.
    pub text_min: u32,
    pub text_max: u32,
    /// More links than this, and a comment waits for a moderator.
    pub links_max: u32,
    /// A comment with one of these words is refused.
    pub banned_words: Vec<String>,
    /// A comment with one of these words waits for a moderator.
    pub suspect_words: Vec<String>,
    /// A thread takes no new comments so many days after its first one; null for never.
    pub close_after_days: Option<u32>,
    /// For how long an author may edit or delete; 0 for never.
    pub edit_window_seconds: u32,
    /// How deep replies nest, from 1 (flat) to 8.
    pub depth_max: u32,
    /// The posting limits as a percentage of the built-in ones.
    pub limits_percent: u32,
}

/// A blog.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Site")]
pub struct SiteInfo {
    pub slug: String,
    pub name: String,
    pub origins: Vec<String>,
    pub created_at: Time,
}

/// A part of a list that is always whole.
#[derive(Clone, Debug, Object)]
pub struct SiteList {
    pub items: Vec<SiteInfo>,
    pub next: Option<String>,
}

/// A blog to be added.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct AddSite {
    pub slug: String,
    pub name: String,
    /// Origins whose pages may embed it, like `https://blog.example`.
    #[oai(validator(min_items = 1, max_items = 100))]
    pub origins: Vec<String>,
}

/// What to change of a blog.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct ChangeSite {
    pub name: Option<String>,
    #[oai(validator(min_items = 1, max_items = 100))]
    pub origins: Option<Vec<String>>,
}

/// Somebody who may moderate.
#[derive(Clone, Debug, Object)]
pub struct ManagedModerator {
    pub id: Uuid,
    pub login: String,
    pub role: RoleWord,
    /// Slugs of the sites that a moderator is held to; an owner has all.
    pub sites: Vec<String>,
    pub created_at: Time,
}

/// Everybody who may moderate.
#[derive(Clone, Debug, Object)]
pub struct ModeratorList {
    pub items: Vec<ManagedModerator>,
    pub next: Option<String>,
}

/// A moderator to be added.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct AddModerator {
    pub login: String,
    /// At least 15 characters that nobody guesses.
    pub password: String,
    pub role: RoleWord,
    pub sites: Option<Vec<String>>,
}

/// What to change of a moderator.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct ChangeModerator {
    /// Ends all their sessions.
    pub password: Option<String>,
    pub role: Option<RoleWord>,
    pub sites: Option<Vec<String>>,
}

/// An API key; its token was shown once.
#[derive(Clone, Debug, Object)]
pub struct KeyInfo {
    pub id: Uuid,
    pub label: String,
    pub moderator_id: Uuid,
    pub created_at: Time,
    /// To about an hour.
    pub used_at: Option<Time>,
}

/// Keys: one's own, of an owner everybody's.
#[derive(Clone, Debug, Object)]
pub struct KeyList {
    pub items: Vec<KeyInfo>,
    pub next: Option<String>,
}

/// A key to be made, in one's own name.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct AddKey {
    /// What it is for.
    pub label: String,
}

/// A key that was made.
#[derive(Clone, Debug, Object)]
pub struct NewKey {
    pub key: KeyInfo,
    /// Shown this once.
    pub token: String,
}

macro_rules! answers {
    ($($(#[doc = $doc:literal])+ $name:ident($payload:ty);)+) => {$(
        $(#[doc = $doc])+
        #[derive(Debug, ApiResponse)]
        pub enum $name {
            /// It was made.
            #[oai(status = 201)]
            Made(Json<$payload>),
        }
    )+};
}
answers! {
    /// A site that was added.
    SiteMade(SiteInfo);
    /// A moderator who was added.
    ModeratorMade(ManagedModerator);
    /// A key that was made.
    KeyMade(NewKey);
}

/// Something that is gone.
#[derive(Debug, ApiResponse)]
pub enum Gone {
    /// It is gone.
    #[oai(status = 204)]
    Gone,
}
impl From<&Site> for SiteInfo {
    fn from(site: &Site) -> Self {
        Self {
            slug: site.slug.clone(),
            name: site.name.clone(),
            origins: site
                .origins
                .iter()
                .map(|origin| origin.as_str().to_owned())
                .collect(),
            created_at: site.created_at.into(),
        }
    }
}

impl From<ApiKey> for KeyInfo {
    fn from(key: ApiKey) -> Self {
        Self {
            id: key.id,
            label: key.label,
            moderator_id: key.moderator,
            created_at: key.created_at.into(),
            used_at: key.used_at.map(Time),
        }
    }
}

impl From<&Policy> for SitePolicy {
    fn from(policy: &Policy) -> Self {
        let guests = &policy.guests;
        Self {
            moderation: policy.moderation.into(),
            guests: GuestPolicy {
                allowed: guests.allowed,
                name: guests.name.into(),
                email: guests.email.into(),
                website: guests.website.into(),
            },
            text_min: policy.text_min,
            text_max: policy.text_max,
            links_max: policy.links_max,
            banned_words: policy.banned_words.clone(),
            suspect_words: policy.suspect_words.clone(),
            close_after_days: policy.close_after_days,
            edit_window_seconds: policy.edit_window_seconds,
            depth_max: policy.depth_max,
            limits_percent: policy.limits_percent,
        }
    }
}

impl From<SitePolicy> for Policy {
    fn from(policy: SitePolicy) -> Self {
        let field = |asked| match asked {
            Asked::Required => Field::Required,
            Asked::Optional => Field::Optional,
            Asked::Hidden => Field::Hidden,
        };
        Self {
            moderation: match policy.moderation {
                ModerationMode::All => Mode::All,
                ModerationMode::First => Mode::First,
                ModerationMode::Suspect => Mode::Suspect,
                ModerationMode::None => Mode::None,
            },
            guests: Guests {
                allowed: policy.guests.allowed,
                name: field(policy.guests.name),
                email: field(policy.guests.email),
                website: field(policy.guests.website),
            },
            text_min: policy.text_min,
            text_max: policy.text_max,
            links_max: policy.links_max,
            banned_words: policy.banned_words,
            suspect_words: policy.suspect_words,
            close_after_days: policy.close_after_days,
            edit_window_seconds: policy.edit_window_seconds,
            depth_max: policy.depth_max,
            limits_percent: policy.limits_percent,
        }
    }
}
