//! The form token: evidence that a form of this site and page was opened, and when; valid for one comment.
//!
//! 81 bytes in base64url without padding: version (1), site (8), page hash (16), time in milliseconds (8),
//! nonce (16), HMAC-SHA-256 over these fields, each preceded by its length (32).

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::{
    clock::Timestamp,
    secret::{Key, KeyRing},
    site::SiteId,
};

const VERSION: u8 = 1;
const NONCE: usize = 16;
const LENGTH: usize = 1 + 8 + 16 + 8 + NONCE + 32;

/// The state of a form token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenState {
    Missing,
    Stale,
    /// Spent for another comment.
    Used,
    /// Valid; `age` is the time since the form was opened.
    Fresh {
        age: Duration,
    },
}

/// The reason why a token is refused: this server did not issue it for this form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TokenFault {
    #[error("the form token is malformed")]
    Malformed,
    #[error("the form token is forged")]
    Forged,
    #[error("the form token belongs to another site or page")]
    Elsewhere,
}

/// A checked token. [`CheckedToken::spend`] makes it invalid for other comments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckedToken {
    pub state: TokenState,
    pub(crate) spend: Option<Spend>,
}

impl CheckedToken {
    /// Returns whether the token is valid and not stale, so that it can be spent.
    #[must_use]
    pub fn is_fresh(&self) -> bool {
        self.spend.is_some()
    }

    /// Returns the nonce of a fresh token, which identifies the form.
    #[must_use]
    pub fn nonce(&self) -> Option<&[u8; NONCE]> {
        self.spend.as_ref().map(|spend| &spend.nonce)
    }

    /// Returns a token in the state used, for a submission whose token a concurrent submission spends: it
    /// must not be spent for this comment, or the token of the other submission would count as used.
    #[must_use]
    pub fn used() -> Self {
        Self {
            state: TokenState::Used,
            spend: None,
        }
    }

    /// Returns the result for a missing token.
    #[must_use]
    pub fn missing() -> Self {
        Self {
            state: TokenState::Missing,
            spend: None,
        }
    }
}

/// The data that must be stored so that a token works only once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spend {
    pub nonce: [u8; NONCE],
    /// The time from which the token is stale anyway, so that the record can be deleted.
    pub until: Timestamp,
}

pub(crate) fn issue(
    key: &Key,
    site: SiteId,
    page: &str,
    now: Timestamp,
    nonce: [u8; NONCE],
) -> String {
    let (site, page, time) = (site.to_be_bytes(), page_hash(page), now.0.to_be_bytes());
    let fields: [&[u8]; 5] = [&[VERSION], &site, &page, &time, &nonce];
    let mut bytes = fields.concat();
    bytes.extend(key.mac(&fields));
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn check(
    keys: &KeyRing,
    site: SiteId,
    page: &str,
    token: &str,
    now: Timestamp,
    lifetime: Duration,
) -> Result<CheckedToken, TokenFault> {
    let mut bytes = [0; LENGTH];
    match URL_SAFE_NO_PAD.decode_slice(token, &mut bytes) {
        Ok(LENGTH) => {}
        _ => return Err(TokenFault::Malformed),
    }
    let [version, fields @ ..] = bytes;
    let (of_site, rest) = split::<8>(&fields);
    let (of_page, rest) = split::<16>(rest);
    let (time, rest) = split::<8>(rest);
    let (nonce, tag) = split::<NONCE>(rest);
    if version != VERSION {
        return Err(TokenFault::Malformed);
    }
    let issued = Timestamp(i64::from_be_bytes(time));
    let signed: [&[u8]; 5] = [&[version], &of_site, &of_page, &time, &nonce];
    if !keys.verifies(&signed, tag, issued, now) {
        return Err(TokenFault::Forged);
    }
    if of_site != site.to_be_bytes() || of_page != page_hash(page) {
        return Err(TokenFault::Elsewhere);
    }
    // A token from the future (the clock was set back, or that of another replica is ahead) has age zero; one
    // from far in the future would be valid for longer than the record of its use is stored.
    if now.since(issued) > lifetime || issued.since(now) > lifetime {
        return Ok(CheckedToken {
            state: TokenState::Stale,
            spend: None,
        });
    }
    Ok(CheckedToken {
        state: TokenState::Fresh {
            age: now.since(issued),
        },
        spend: Some(Spend {
            nonce,
            until: issued.plus(lifetime),
        }),
    })
}

pub(crate) fn page_hash(page: &str) -> [u8; 16] {
    split(&Sha256::digest(page)).0
}

fn split<const N: usize>(bytes: &[u8]) -> ([u8; N], &[u8]) {
    let (head, rest) = bytes.split_at(N);
    (head.try_into().expect("split at its length"), rest)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::secret::Secret;

    const DAY: Duration = Duration::from_hours(24);
    const T0: Timestamp = Timestamp(1_800_000_000_000);

    fn key() -> Key {
        Secret::new([7; 32]).expect("long enough").key("form token")
    }

    fn seen(at: Timestamp) -> TokenState {
        let token = issue(&key(), 1, "/post/", T0, [9; NONCE]);
        check(&key().into(), 1, "/post/", &token, at, DAY)
            .expect("ours")
            .state
    }

    #[test]
    fn a_token_is_fresh_for_its_lifetime_and_then_stale() {
        let age = Duration::from_millis(1_234);
        assert_eq!(seen(T0.plus(age)), TokenState::Fresh { age });
        assert_eq!(seen(T0.plus(DAY)), TokenState::Fresh { age: DAY });
        assert_eq!(
            seen(T0.plus(DAY + Duration::from_millis(1))),
            TokenState::Stale
        );
    }

    #[test]
    fn a_token_from_the_future_has_no_age_and_one_from_far_ahead_is_stale() {
        assert_eq!(
            seen(T0.minus(DAY)),
            TokenState::Fresh {
                age: Duration::ZERO
            }
        );
        assert_eq!(seen(T0.minus(DAY * 2)), TokenState::Stale);
    }

    #[test]
    fn a_token_of_another_page_site_or_installation_is_refused() {
        let token = issue(&key(), 1, "/post/", T0, [9; NONCE]);
        let check =
            |key: Key, site, page| check(&key.into(), site, page, &token, T0, DAY).map(|t| t.state);
        assert_eq!(check(key(), 1, "/post"), Err(TokenFault::Elsewhere));
        assert_eq!(check(key(), 2, "/post/"), Err(TokenFault::Elsewhere));
        let other = Secret::new([8; 32]).expect("long enough").key("form token");
        assert_eq!(check(other, 1, "/post/"), Err(TokenFault::Forged));
    }

    #[test]
    fn what_is_not_a_token_is_malformed() {
        let long = issue(&key(), 1, "/", T0, [9; NONCE]) + "AAAA";
        for text in [
            "",
            "abc",
            "not base64 at all!",
            &long,
            &"A".repeat(108),
            &"€".repeat(36),
        ] {
            assert_eq!(
                check(&key().into(), 1, "/", text, T0, DAY),
                Err(TokenFault::Malformed),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn a_token_is_good_where_it_was_issued(site: i64, page: String, nonce: [u8; NONCE], ms in 0_u64..86_400_000) {
            let token = issue(&key(), site, &page, T0, nonce);
            let age = Duration::from_millis(ms);
            let checked = check(&key().into(), site, &page, &token, T0.plus(age), DAY).expect("ours");
            prop_assert_eq!(checked.state, TokenState::Fresh { age });
            prop_assert_eq!(checked.spend, Some(Spend { nonce, until: T0.plus(DAY) }));
        }

        #[test]
        fn any_flipped_bit_is_refused(bit in 0..LENGTH * 8, site: i64, page: String) {
            let token = issue(&key(), site, &page, T0, [9; NONCE]);
            let mut bytes = URL_SAFE_NO_PAD.decode(token).expect("base64");
            bytes[bit / 8] ^= 1 << (bit % 8);
            let token = URL_SAFE_NO_PAD.encode(bytes);
            prop_assert!(check(&key().into(), site, &page, &token, T0, DAY).is_err());
        }

        #[test]
        fn bytes_cannot_be_moved_from_one_field_to_the_next(by in 1_usize..81, site: i64, page: String) {
            let token = issue(&key(), site, &page, T0, [9; NONCE]);
            let mut bytes = URL_SAFE_NO_PAD.decode(token).expect("base64");
            let before = bytes.clone();
            bytes.rotate_left(by);
            prop_assume!(bytes != before);
            let token = URL_SAFE_NO_PAD.encode(bytes);
            prop_assert!(check(&key().into(), site, &page, &token, T0, DAY).is_err());
        }

        #[test]
        fn no_text_makes_the_check_panic(text: String) {
            prop_assert!(check(&key().into(), 1, "/", &text, T0, DAY).is_err());
        }
    }
}
