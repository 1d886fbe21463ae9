//! The wire types of a site's policy.

use poem_openapi::Object;

use crate::site::{
    FILED_DAYS, FieldRule, Guests, IdentityRules, Language, ModerationPolicy, PENDING_MAX,
    PENDING_NETWORK_MAX, Policy, SPAM_PUBLISHED_PERCENT, WaitingEdits,
};

/// What guests may do, and which fields they must fill in.
#[derive(Clone, Debug, Object)]
#[oai(rename = "GuestPolicy", deny_unknown_fields)]
pub struct GuestPolicy {
    /// Whether guests may comment.
    pub allowed: bool,
    /// Whether the name is required, optional or hidden.
    pub name: FieldRule,
    /// Whether the email address is required, optional or hidden. It is never shown.
    pub email: FieldRule,
    /// Whether the website is required, optional or hidden.
    pub website: FieldRule,
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
    pub moderation: ModerationPolicy,
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
    pub edits: WaitingEdits,
    /// The maximum depth of replies, from 1 (flat) to 8.
    pub depth_max: u32,
    /// The limits on posting as a percentage of the built-in ones.
    pub limits_percent: u32,
    /// How many of 1,000 legitimate comments the checks may move to the spam folder, from 0 to 100.
    /// Determines the spam threshold once 100 legitimate comments of the site are known.
    pub ham_lost_per_mille: u32,
    /// How many of 100 spam comments the checks may publish, from 0 to 100. Default: 2. Determines the ham
    /// threshold once 50 spam comments of the site are known.
    #[oai(default = "spam_published_percent")]
    pub spam_published_percent: u32,
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
    /// The page about privacy that each form links to, an `http` or `https` URL of at most 2,048 bytes; null for no
    /// link.
    pub privacy_url: Option<String>,
    /// The language of all texts for readers: pages, messages and mails.
    pub language: Language,
}

const fn spam_published_percent() -> u32 {
    SPAM_PUBLISHED_PERCENT
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

/// Converts a type of the API to the domain's type with the same members, and back.
macro_rules! same_members {
    ($wire:ident, $domain:ident { $($member:ident),+ $(,)? }) => {
        impl From<$domain> for $wire {
            fn from(members: $domain) -> Self {
                let $domain { $($member),+ } = members;
                Self { $($member: $member.into()),+ }
            }
        }

        impl From<$wire> for $domain {
            fn from(members: $wire) -> Self {
                let $wire { $($member),+ } = members;
                Self { $($member: $member.into()),+ }
            }
        }
    };
}

same_members! { GuestPolicy, Guests { allowed, name, email, website } }
same_members! { IdentityPolicy, IdentityRules { email, providers } }
same_members! { SitePolicy, Policy {
    moderation, guests, identities, text_min, text_max, links_max, banned_words, suspect_words, close_after_days,
    edit_window_seconds, edits, depth_max, limits_percent, ham_lost_per_mille, spam_published_percent, pending_max,
    pending_network_max, spam_days, trash_days, privacy_url, language,
} }
