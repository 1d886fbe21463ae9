//! Opaque tokens: a prefix that names the kind, and 256 random bits. Only their hash is stored.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

use crate::{clock::Clock, closed_set::closed_set};

closed_set! {
    /// The kind of a token: what it grants access to. The word is the prefix of its tokens, by which secret
    /// scanners recognize them.
    pub enum TokenKind {
        /// A moderator's session.
        Session = "rjm_",
        /// An API key.
        ApiKey = "rjk_",
        /// An API key that reads only the feed of the queue of one site.
        Feed = "rjf_",
        /// The set-up of the first owner.
        Setup = "rjs_",
        /// A commenter's session.
        Commenter = "rjc_",
        /// A one-time code that a page redeems for a session.
        Handover = "rjo_",
        /// The link of a sign-in mail.
        MailLink = "rjl_",
        /// The `state` of a sign-in at a provider.
        State = "rjt_",
        /// The cookie that identifies the browser in which a sign-in was started.
        Browser = "rjb_",
    }
}

/// A token in the form that its owner has. Only [`Token::reveal`] returns its text.
#[derive(Clone)]
pub struct Token {
    kind: TokenKind,
    bytes: [u8; 32],
}

impl Token {
    #[must_use]
    pub fn fresh(kind: TokenKind, clock: &Clock) -> Self {
        let bytes = clock.random_bytes();
        Self { kind, bytes }
    }

    /// Parses a token from its text; there is exactly one spelling of each token.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, encoded) = TokenKind::ALL
            .into_iter()
            .find_map(|kind| Some((kind, text.strip_prefix(kind.as_str())?)))?;
        // 43 characters of base64url hold 256 bits (RFC 4648, section 5).
        if encoded.len() != 43 {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(encoded).ok()?.try_into().ok()?;
        Some(Self { kind, bytes })
    }

    #[must_use]
    pub const fn kind(&self) -> TokenKind {
        self.kind
    }

    /// Returns the SHA-256 hash, which is what is stored. 256 random bits need no salt or stretching.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.bytes).into()
    }

    /// Returns the token as text, for its owner.
    #[must_use]
    pub fn reveal(&self) -> String {
        let mut text = self.kind.as_str().to_owned();
        URL_SAFE_NO_PAD.encode_string(self.bytes, &mut text);
        text
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token({}…)", self.kind.as_str())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::clock::Timestamp;

    #[test]
    fn a_new_token_parses_again_and_debug_output_hides_it() {
        let clock = Clock::held(Timestamp(0));
        for kind in TokenKind::ALL {
            let token = Token::fresh(kind, &clock);
            let text = token.reveal();
            assert_eq!(text.len(), 47);
            let again = Token::parse(&text).expect("the text is a token");
            assert_eq!((again.kind(), again.hash()), (kind, token.hash()));
            assert_ne!(Token::fresh(kind, &clock).hash(), token.hash());
            assert!(!format!("{token:?}").contains(&text[4..]));
        }
    }

    #[test]
    fn padding_spaces_and_other_spellings_are_no_tokens() {
        let text = Token::fresh(TokenKind::Session, &Clock::held(Timestamp(0))).reveal();
        assert!(Token::parse(&format!("{text}=")).is_none());
        assert!(Token::parse(&format!(" {text}")).is_none());
        assert!(Token::parse(&text.replacen("rjm_", "RJM_", 1)).is_none());
        assert!(Token::parse(&text[..46]).is_none());
        // The last of 43 characters carries 4 bits; its spare bits must be zero.
        let zeros = format!("rjm_{}", "A".repeat(43));
        assert!(Token::parse(&zeros).is_some());
        assert!(Token::parse(&format!("rjm_{}B", "A".repeat(42))).is_none());
    }

    proptest! {
        #[test]
        fn what_is_read_as_a_token_is_written_the_same(text in "(rj[mkfscoltb]_)?[A-Za-z0-9_=+/-]{0,50}") {
            if let Some(token) = Token::parse(&text) {
                prop_assert_eq!(token.reveal(), text);
            }
        }

        #[test]
        fn any_text_is_read_without_panic(text in "\\PC*") {
            let _ = Token::parse(&text);
            let _ = Token::parse(&format!("rjm_{text}"));
        }

        #[test]
        fn any_256_bits_survive(bytes: [u8; 32]) {
            let token = Token { kind: TokenKind::ApiKey, bytes };
            let again = Token::parse(&token.reveal()).expect("it is a token");
            prop_assert_eq!(again.bytes, bytes);
        }
    }
}
