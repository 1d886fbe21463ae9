//! The wire types of a site's policy.

use poem_openapi::{Enum, Object};

use crate::{
    site::{
        FILED_DAYS, FieldRule, Guests, IdentityRules, Language, ModerationPolicy as Mode,
        PENDING_MAX, PENDING_NETWORK_MAX, Policy, WaitingEdits,
    },
    submission::api::wire::{FieldRequirement, ModerationMode},
};

/// What guests may do, and which fields they must fill in.
#[derive(Clone, Debug, Object)]
#[oai(rename = "GuestPolicy", deny_unknown_fields)]
pub struct GuestPolicy {
    /// Whether guests may comment.
    pub allowed: bool,
    /// Whether the name is required, optional or hidden.
    pub name: FieldRequirement,
    /// Whether the email address is required, optional or hidden. It is never shown.
    pub email: FieldRequirement,
    /// Whether the website is required, optional or hidden.
    pub website: FieldRequirement,
}

/// The identities with which people may comment.
#[derive(Clone, Debug, Object)]
#[oai(rename = "IdentityPolicy", deny_unknown_fields)]
pub struct IdentityPolicy {
    /// Whether people may verify an email address to sign in. Only effective if the server sends mail.
    pub email: bool,
    /// The ids of the sign-in providers offered; null for all that the server has.
    pub providers: Option<Vec<String>>,
}

/// The complete policy of a site.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Policy", deny_unknown_fields, example)]
pub struct SitePolicy {
    /// Which comments wait for a moderator.
    pub moderation: ModerationMode,
    /// What guests may do, and which fields they must fill in.
    pub guests: GuestPolicy,
    /// The identities with which people may comment.
    pub identities: IdentityPolicy,
    /// The minimum length of a comment in Unicode scalar values.
    pub text_min: u32,
    /// The maximum length of a comment in Unicode scalar values; not less than `text_min`.
    pub text_max: u32,
    /// A comment with more links than this waits for a moderator.
    pub links_max: u32,
    /// A comment with one of these words is refused. At most 1,000 words of 1 to 100 characters.
    pub banned_words: Vec<String>,
    /// A comment with one of these words waits for a moderator. At most 1,000 words of 1 to 100 characters.
    pub suspect_words: Vec<String>,
    /// A thread accepts no new comments this many days after its first one; null for no limit.
    pub close_after_days: Option<u32>,
    /// How long an author may edit or delete a comment, in seconds; 0 for never.
    pub edit_window_seconds: u32,
    /// What readers see while the edit of a published comment waits for a moderator. Default: `keep`.
    #[oai(default)]
    pub edits: EditPolicy,
    /// The maximum depth of replies, from 1 (flat) to 8.
    pub depth_max: u32,
    /// The limits on posting as a percentage of the built-in ones.
    pub limits_percent: u32,
    /// How many of 1,000 legitimate comments the checks may move to the spam folder, from 0 to 100.
    /// Determines the spam threshold once the site has 100 decisions on legitimate comments.
    pub ham_lost_per_mille: u32,
    /// The maximum number of comments that wait for a moderator, from 1 to 1,000,000. Default: 10,000.
    /// Beyond it, the comments most likely to be spam are moved to the spam folder, but never those of
    /// verified authors.
    #[oai(default = "pending_max")]
    pub pending_max: u32,
    /// The maximum number of waiting comments from one network (IPv4 /24, IPv6 /48), from 1 to
    /// 1,000,000. Default: 500. Handled like `pending_max`.
    #[oai(default = "pending_network_max")]
    pub pending_network_max: u32,
    /// The number of days after which a comment in the spam folder is deleted, up to 3,650; 0 for
    /// never. Default: 30.
    #[oai(default = "filed_days")]
    pub spam_days: u32,
    /// The number of days after which a comment in the trash is deleted, up to 3,650; 0 for never.
    /// Default: 30.
    #[oai(default = "filed_days")]
    pub trash_days: u32,
    /// The language of all texts for readers: pages, messages and mails.
    pub language: LanguageName,
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
    /// The previously published text.
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

/// A language, as its ISO 639-1 code.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[oai(rename = "Language", rename_all = "lowercase")]
pub enum LanguageName {
    /// English.
    En,
    /// German.
    De,
    /// French.
    Fr,
    /// Spanish.
    Es,
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
            FieldRequirement::Required => FieldRule::Required,
            FieldRequirement::Optional => FieldRule::Optional,
            FieldRequirement::Hidden => FieldRule::Hidden,
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
            identities: IdentityRules {
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

impl From<Language> for LanguageName {
    fn from(language: Language) -> Self {
        match language {
            Language::En => Self::En,
            Language::De => Self::De,
            Language::Fr => Self::Fr,
            Language::Es => Self::Es,
        }
    }
}

impl From<LanguageName> for Language {
    fn from(language: LanguageName) -> Self {
        match language {
            LanguageName::En => Self::En,
            LanguageName::De => Self::De,
            LanguageName::Fr => Self::Fr,
            LanguageName::Es => Self::Es,
        }
    }
}
