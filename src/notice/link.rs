//! The links of notices: each lets one moderator do one thing with one version of one comment.
//!
//! A token is a prefix and 82 bytes in base64url without padding: version (1), action (1), site (8), moderator (16),
//! comment (16), version of the comment (8), time in milliseconds (8), the email address that it was sent to as a
//! keyed hash (8), and the first 16 bytes of HMAC-SHA-256 over these fields, each preceded by its length.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;

use crate::{clock::Timestamp, closed_set::closed_set, comment::Action, secret::Key, site::SiteId};

closed_set! {
    /// What a link does.
    pub(crate) enum LinkAction {
        Approve = "approve",
        Spam = "spam",
        Trash = "trash",
        /// Turns off the mails about a site.
        Off = "off",
        /// Confirms a new email address of the moderator.
        Confirm = "confirm",
    }
}

impl LinkAction {
    /// Returns the action on the comment; `None` if the link is about mails.
    pub(crate) const fn decision(self) -> Option<Action> {
        match self {
            Self::Approve => Some(Action::Approve),
            Self::Spam => Some(Action::Spam),
            Self::Trash => Some(Action::Trash),
            Self::Off | Self::Confirm => None,
        }
    }

    const fn code(self) -> u8 {
        match self {
            Self::Approve => 1,
            Self::Spam => 2,
            Self::Trash => 3,
            Self::Off => 4,
            Self::Confirm => 5,
        }
    }
}

/// How long a link that decides is valid. One that turns mails off is valid as long as mails are sent to the email address:
/// people use it when an old mail has annoyed them. Who opens one that confirms an email address is answered also
/// after this time, with what to do.
pub(crate) const LINK_LIFE: Duration = Duration::from_hours(7 * 24);

/// The prefix of the tokens, by which secret scanners recognize them.
const PREFIX: &str = "rja_";
const VERSION: u8 = 1;
const TAG: usize = 16;
const EMAIL_HASH: usize = 8;
const LENGTH: usize = 1 + 1 + 8 + 16 + 16 + 8 + 8 + EMAIL_HASH + TAG;

/// What the token of a link says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DecisionLink {
    pub(super) action: LinkAction,
    pub(super) site: SiteId,
    pub(super) moderator: Uuid,
    /// The nil id in links about mails; the id of the request in those that confirm an email address.
    pub(super) comment: Uuid,
    /// The version of the comment that the mail shows.
    pub(super) version: i64,
    pub(super) issued_at: Timestamp,
}

impl DecisionLink {
    /// Returns the token for the owner of an email address.
    pub(super) fn sign(&self, key: &Key, email: &str) -> String {
        let fields = [
            &[VERSION][..],
            &[self.action.code()],
            &self.site.to_be_bytes(),
            self.moderator.as_bytes(),
            self.comment.as_bytes(),
            &self.version.to_be_bytes(),
            &self.issued_at.0.to_be_bytes(),
            &hash_of(key, email),
        ];
        let mut bytes = fields.concat();
        bytes.extend(&key.mac(&fields)[..TAG]);
        let mut text = PREFIX.to_owned();
        URL_SAFE_NO_PAD.encode_string(bytes, &mut text);
        text
    }

    /// Reads a token. Returns the link, and a keyed hash of the email address that it was sent to; `None` if this
    /// server did not sign it, or if it has expired.
    pub(super) fn open(key: &Key, token: &str, now: Timestamp) -> Option<(Self, EmailHash)> {
        let mut bytes = [0; LENGTH];
        let encoded = token.strip_prefix(PREFIX)?;
        if URL_SAFE_NO_PAD.decode_slice(encoded, &mut bytes) != Ok(LENGTH) {
            return None;
        }
        let (version, rest) = bytes.split_first_chunk::<1>()?;
        let (action, rest) = rest.split_first_chunk::<1>()?;
        let (site, rest) = rest.split_first_chunk::<8>()?;
        let (moderator, rest) = rest.split_first_chunk::<16>()?;
        let (comment, rest) = rest.split_first_chunk::<16>()?;
        let (seen, rest) = rest.split_first_chunk::<8>()?;
        let (time, rest) = rest.split_first_chunk::<8>()?;
        let (email_hash, tag) = rest.split_first_chunk::<EMAIL_HASH>()?;
        let fields: [&[u8]; 8] = [
            version, action, site, moderator, comment, seen, time, email_hash,
        ];
        if *version != [VERSION] || !key.verifies(&fields, tag) {
            return None;
        }
        let mut actions = LinkAction::ALL.into_iter();
        let link = Self {
            action: actions.find(|known| [known.code()] == *action)?,
            site: SiteId::from_be_bytes(*site),
            moderator: Uuid::from_bytes(*moderator),
            comment: Uuid::from_bytes(*comment),
            version: i64::from_be_bytes(*seen),
            issued_at: Timestamp(i64::from_be_bytes(*time)),
        };
        let is_lasting = matches!(link.action, LinkAction::Off | LinkAction::Confirm);
        let is_alive = is_lasting || now.since(link.issued_at) <= LINK_LIFE;
        is_alive.then_some((link, EmailHash(*email_hash)))
    }
}

/// A keyed hash of the email address to which a link was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct EmailHash([u8; EMAIL_HASH]);

impl EmailHash {
    /// Returns whether this is the email address.
    pub(super) fn is(self, key: &Key, email: &str) -> bool {
        self.0 == hash_of(key, email)
    }
}

fn hash_of(key: &Key, email: &str) -> [u8; EMAIL_HASH] {
    let mac = key.mac(&[b"address", email.as_bytes()]);
    let mut hash = [0; EMAIL_HASH];
    hash.copy_from_slice(&mac[..EMAIL_HASH]);
    hash
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::secret::Secret;

    const T0: Timestamp = Timestamp(1_800_000_000_000);

    fn key() -> Key {
        Secret::new([7; 32]).expect("long enough").key("a purpose")
    }

    fn link(action: LinkAction) -> DecisionLink {
        DecisionLink {
            action,
            site: 3,
            moderator: Uuid::from_u128(1),
            comment: Uuid::from_u128(2),
            version: 4,
            issued_at: T0,
        }
    }

    #[test]
    fn a_link_says_what_was_signed_and_one_that_decides_is_valid_for_seven_days() {
        for action in LinkAction::ALL {
            let token = link(action).sign(&key(), "ann@example.org");
            let (opened, email_hash) =
                DecisionLink::open(&key(), &token, T0.plus(LINK_LIFE)).expect("is valid");
            assert_eq!(opened, link(action));
            assert!(email_hash.is(&key(), "ann@example.org"));
            assert!(!email_hash.is(&key(), "ben@example.org"));
            let late = T0.plus(LINK_LIFE + Duration::from_millis(1));
            let is_about_mails = matches!(action, LinkAction::Off | LinkAction::Confirm);
            let opened = DecisionLink::open(&key(), &token, late);
            assert_eq!(opened.is_some(), is_about_mails);
            let other = Secret::new([8; 32]).expect("long enough").key("a purpose");
            assert_eq!(DecisionLink::open(&other, &token, T0), None);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "(rja_)?[A-Za-z0-9_-]{0,120}") {
            prop_assert_eq!(DecisionLink::open(&key(), &text, T0), None);
        }

        #[test]
        fn a_changed_token_is_not_valid(at in 4_usize..114, letter in "[A-Za-z0-9_-]") {
            let token = link(LinkAction::Approve).sign(&key(), "ann@example.org");
            let mut changed = token.clone();
            changed.replace_range(at..=at, &letter);
            let is_same = changed == token;
            // The last letter has bits that must be zero.
            prop_assert_eq!(DecisionLink::open(&key(), &changed, T0).is_some(), is_same);
        }
    }
}
