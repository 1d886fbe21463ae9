//! What goes over the wire to and from owners.

use poem_openapi::{ApiResponse, Enum, Object, payload::Json, types::MaybeUndefined};
use uuid::Uuid;

use crate::{
    comment::api::wire::{Asked, ModerationMode},
    http::Time,
    identity::{ApiKey, api::RoleWord, person::api::moderator_link::LinkedSessionView},
    site::{
        FILED_DAYS, Field, Guests, Identities, Language, Moderation as Mode, PENDING_MAX,
        PENDING_NETWORK_MAX, Policy, Site, WaitingEdits,
    },
    spam::Flood,
};

/// What guests may do and must tell.
#[derive(Clone, Debug, Object)]
#[oai(rename = "GuestPolicy", deny_unknown_fields)]
pub struct GuestPolicy {
    /// May guests comment at all?
    pub allowed: bool,
    /// Their name.
    pub name: Asked,
    /// Their mail address; never shown.
    pub email: Asked,
    /// Their website.
    pub website: Asked,
}

/// With which accounts people may comment.
#[derive(Clone, Debug, Object)]
#[oai(rename = "IdentityPolicy", deny_unknown_fields)]
pub struct IdentityPolicy {
    /// May people prove a mail address? It is offered where the server sends mail.
    pub email: bool,
    /// The ids of the providers that are offered; null for all that the server has.
    pub providers: Option<Vec<String>>,
}

/// A site's policy, whole.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Policy", deny_unknown_fields, example)]
pub struct SitePolicy {
    /// Who waits for a moderator.
    pub moderation: ModerationMode,
    /// What guests may do and must tell.
    pub guests: GuestPolicy,
    /// With which accounts people may comment.
    pub identities: IdentityPolicy,
    /// The shortest comment in Unicode scalar values.
    pub text_min: u32,
    /// The longest comment in Unicode scalar values; not less than `text_min`.
    pub text_max: u32,
    /// More links than this, and a comment waits for a moderator.
    pub links_max: u32,
    /// A comment with one of these words is refused. At most 1,000 words of 1 to 100 characters.
    pub banned_words: Vec<String>,
    /// A comment with one of these words waits for a moderator. At most 1,000 words of 1 to 100 characters.
    pub suspect_words: Vec<String>,
    /// A thread takes no new comments so many days after its first one; null for never.
    pub close_after_days: Option<u32>,
    /// For how long an author may edit or delete; 0 for never.
    pub edit_window_seconds: u32,
    /// What readers see while the edit of a published comment waits for a moderator; `keep` when left
    /// out.
    #[oai(default)]
    pub edits: EditPolicy,
    /// How deep replies nest, from 1 (flat) to 8.
    pub depth_max: u32,
    /// The posting limits as a percentage of the built-in ones.
    pub limits_percent: u32,
    /// How many of 1,000 real comments the checks may file as spam, from 0 to 100; from 100 decided
    /// comments on the threshold of spam follows it.
    pub ham_lost_per_mille: u32,
    /// How many comments may wait for a moderator, from 1 to 1,000,000; 10,000 when left out. Beyond it those
    /// that look most like spam move to the spam folder, never those of verified authors.
    #[oai(default = "pending_max")]
    pub pending_max: u32,
    /// How many comments of one network (IPv4 /24, IPv6 /48) may wait, from 1 to 1,000,000; 500 when left
    /// out. Beyond it the same.
    #[oai(default = "pending_network_max")]
    pub pending_network_max: u32,
    /// How many days a comment stays in the spam folder until it is deleted, up to 3,650; 0 for ever. 30 when
    /// left out.
    #[oai(default = "filed_days")]
    pub spam_days: u32,
    /// How many days a comment stays in the trash until it is deleted, up to 3,650; 0 for ever. 30 when left
    /// out.
    #[oai(default = "filed_days")]
    pub trash_days: u32,
    /// The language of everything that readers see: pages, messages and mails.
    pub language: LanguageWord,
}

const fn pending_max() -> u32 {
    PENDING_MAX
}

const fn pending_network_max() -> u32 {
    PENDING_NETWORK_MAX
}

const fn filed_days() -> u32 {
    FILED_DAYS
}

/// What readers see while the edit of a published comment waits for a moderator.
#[derive(Clone, Copy, Debug, Default, Enum, PartialEq, Eq)]
#[oai(rename_all = "lowercase")]
pub enum EditPolicy {
    /// The text that was published before.
    #[default]
    Keep,
    /// Nothing of the comment.
    Hide,
}

impl From<WaitingEdits> for EditPolicy {
    fn from(edits: WaitingEdits) -> Self {
        match edits {
            WaitingEdits::Keep => Self::Keep,
            WaitingEdits::Hide => Self::Hide,
        }
    }
}

impl From<EditPolicy> for WaitingEdits {
    fn from(edits: EditPolicy) -> Self {
        match edits {
            EditPolicy::Keep => Self::Keep,
            EditPolicy::Hide => Self::Hide,
        }
    }
}

/// A language, as its word of ISO 639-1.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[oai(rename = "Language", rename_all = "lowercase")]
pub enum LanguageWord {
    /// English.
    En,
    /// German.
    De,
    /// French.
    Fr,
    /// Spanish.
    Es,
}

/// A blog.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Site", example)]
pub struct SiteInfo {
    /// Its short name in addresses.
    pub slug: String,
    /// Its name for people.
    pub name: String,
    /// Origins whose pages may embed it, wildcards last.
    pub origins: Vec<String>,
    /// When it was made.
    pub created_at: Time,
    /// The flood of submissions that it is in; null while it is calm.
    pub flood: Option<FloodInfo>,
}

/// A site in a flood of submissions.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Flood")]
pub struct FloodInfo {
    /// 1: guests are asked for a proof of work. 2: turns and work cost double, and what comes from
    /// guests waits. 3: guests are refused.
    #[oai(validator(minimum(value = "1"), maximum(value = "3")))]
    pub step: u8,
    /// Since when it is on this step.
    pub since: Time,
}

/// A part of a list that is always whole.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub struct SiteList {
    pub items: Vec<SiteInfo>,
    /// Always null.
    pub next: Option<String>,
}

/// A blog to be added.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields, example)]
pub struct AddSite {
    /// Its short name in addresses: small letters, digits and hyphens. It cannot be changed.
    pub slug: String,
    /// Its name for people.
    pub name: String,
    /// Origins whose pages may embed it, like `https://blog.example`. For preview deployments a wildcard
    /// stands for one label, like `https://*.preview.blog.example`; one origin must have none.
    #[oai(validator(min_items = 1, max_items = 100))]
    pub origins: Vec<String>,
}

/// What to change of a blog.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields, example)]
pub struct ChangeSite {
    /// Its name for people.
    pub name: Option<String>,
    /// Origins whose pages may embed it, in place of those there are. For preview deployments a wildcard
    /// stands for one label, like `https://*.preview.blog.example`; one origin must have none.
    #[oai(validator(min_items = 1, max_items = 100))]
    pub origins: Option<Vec<String>>,
}

/// Somebody who may moderate.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub struct ManagedModerator {
    /// Their id.
    pub id: Uuid,
    /// What they sign in with. Readers never see it, and may use it as a name.
    pub login: String,
    /// The display name: what readers see beside the comments that the moderator publishes, reserved
    /// for guests. Null while none was chosen; then readers see the site's name.
    pub name: Option<String>,
    /// What they may do.
    pub role: RoleWord,
    /// Slugs of the sites that a moderator is held to; an owner has all.
    pub sites: Vec<String>,
    /// The commenter sessions that are linked with the account, the last linked first, at most 100:
    /// what they post on the moderator's sites is published at once with the role.
    pub linked_sessions: Vec<LinkedSessionView>,
    /// When it was made.
    pub created_at: Time,
}

/// Everybody who may moderate.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub struct ModeratorList {
    pub items: Vec<ManagedModerator>,
    /// Always null.
    pub next: Option<String>,
}

/// A moderator to be added.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields, example)]
pub struct AddModerator {
    /// Letters, digits, dots, underscores and hyphens; capitals are taken as small letters.
    pub login: String,
    /// The display name, 1 to 64 characters; without one readers see the site's name.
    pub name: Option<String>,
    /// At least 15 characters that nobody guesses.
    pub password: String,
    /// What they may do.
    pub role: RoleWord,
    /// Slugs of the sites that a moderator is held to; not for an owner, who has all.
    pub sites: Option<Vec<String>>,
}

/// What to change of a moderator.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields, example)]
pub struct ChangeModerator {
    /// Another display name, 1 to 64 characters; null for none. Comments keep the name that they were
    /// published under.
    pub name: MaybeUndefined<String>,
    /// At least 15 characters that nobody guesses. It ends all their sessions, and the links of
    /// commenter sessions.
    pub password: Option<String>,
    /// What they may do.
    pub role: Option<RoleWord>,
    /// Slugs of the sites that a moderator is held to, in place of those there are.
    pub sites: Option<Vec<String>>,
}

/// An API key; its token was shown once.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub struct KeyInfo {
    /// Its id, for revoking it.
    pub id: Uuid,
    /// What it is for.
    pub label: String,
    /// In whose name it acts.
    pub moderator_id: Uuid,
    /// When it was made.
    pub created_at: Time,
    /// When it was last used, to about an hour; null for never.
    pub used_at: Option<Time>,
}

/// Keys: one's own, of an owner everybody's.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub struct KeyList {
    pub items: Vec<KeyInfo>,
    /// Always null.
    pub next: Option<String>,
}

/// A key to be made, in one's own name.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields, example)]
pub struct AddKey {
    /// What it is for.
    #[oai(validator(min_length = 1, max_length = 100))]
    pub label: String,
}

/// A key that was made.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub struct NewKey {
    /// All that is kept of it.
    pub key: KeyInfo,
    /// For `Authorization: Bearer`. Shown this once.
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
impl SiteInfo {
    pub fn new(site: &Site, flood: Option<Flood>) -> Self {
        Self {
            slug: site.slug.clone(),
            name: site.name.clone(),
            origins: site.origin_texts(),
            created_at: site.created_at.into(),
            flood: flood.map(|flood| FloodInfo {
                step: flood.step.number(),
                since: flood.since.into(),
            }),
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
            identities: IdentityPolicy {
                email: policy.identities.email,
                providers: policy.identities.providers.clone(),
            },
            text_min: policy.text_min,
            text_max: policy.text_max,
            links_max: policy.links_max,
            banned_words: policy.banned_words.clone(),
            suspect_words: policy.suspect_words.clone(),
            close_after_days: policy.close_after_days,
            edit_window_seconds: policy.edit_window_seconds,
            edits: policy.edits.into(),
            depth_max: policy.depth_max,
            limits_percent: policy.limits_percent,
            ham_lost_per_mille: policy.ham_lost_per_mille,
            pending_max: policy.pending_max,
            pending_network_max: policy.pending_network_max,
            spam_days: policy.spam_days,
            trash_days: policy.trash_days,
            language: policy.language.into(),
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
            identities: Identities {
                email: policy.identities.email,
                providers: policy.identities.providers,
            },
            text_min: policy.text_min,
            text_max: policy.text_max,
            links_max: policy.links_max,
            banned_words: policy.banned_words,
            suspect_words: policy.suspect_words,
            close_after_days: policy.close_after_days,
            edit_window_seconds: policy.edit_window_seconds,
            edits: policy.edits.into(),
            depth_max: policy.depth_max,
            limits_percent: policy.limits_percent,
            ham_lost_per_mille: policy.ham_lost_per_mille,
            pending_max: policy.pending_max,
            pending_network_max: policy.pending_network_max,
            spam_days: policy.spam_days,
            trash_days: policy.trash_days,
            language: policy.language.into(),
        }
    }
}

impl From<Language> for LanguageWord {
    fn from(language: Language) -> Self {
        match language {
            Language::En => Self::En,
            Language::De => Self::De,
            Language::Fr => Self::Fr,
            Language::Es => Self::Es,
        }
    }
}

impl From<LanguageWord> for Language {
    fn from(language: LanguageWord) -> Self {
        match language {
            LanguageWord::En => Self::En,
            LanguageWord::De => Self::De,
            LanguageWord::Fr => Self::Fr,
            LanguageWord::Es => Self::Es,
        }
    }
}
