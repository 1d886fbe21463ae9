//! One-time codes that pass a sign-in from this server's window to the page that requested it.
//!
//! The page stores a verifier and sends its SHA-256 as challenge (as RFC 7636 does with S256), so the code is
//! worthless to another party that sees it.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use super::{
    People, ResolvedIdentity,
    session::{self, NewPersonSession},
    sql,
};
use crate::{
    clock::Timestamp,
    db::{self, Conn},
    site::SiteId,
    token::{Token, TokenKind},
};

/// How long a code can be redeemed.
pub(crate) const CODE_LIFE: Duration = Duration::from_mins(1);

/// The SHA-256 of a verifier that only the page knows, in base64url without padding: 43 characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CodeChallenge([u8; 32]);

impl CodeChallenge {
    /// Parses a challenge as it was sent.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        Some(Self(bytes.try_into().ok()?))
    }

    /// Returns the challenge of a verifier (RFC 7636, section 4.2, `S256`).
    #[must_use]
    pub fn of(verifier: &CodeVerifier) -> Self {
        Self(Sha256::digest(verifier.0.as_bytes()).into())
    }

    pub(super) const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl TryFrom<String> for CodeChallenge {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not a challenge")
    }
}

impl From<CodeChallenge> for String {
    fn from(challenge: CodeChallenge) -> Self {
        URL_SAFE_NO_PAD.encode(challenge.0)
    }
}

/// The minimum and maximum length of a code verifier, in characters (RFC 7636, section 4.1).
const VERIFIER_LENGTHS: std::ops::RangeInclusive<usize> = 43..=128;

/// The secret behind a [`CodeChallenge`]: 43 to 128 unreserved characters (RFC 7636, section 4.1).
///
/// A shorter one could be shared by two pages: an attacker who starts a sign-in with the hash of an empty
/// verifier could make a visitor's page redeem the code, and the visitor would then write under the
/// attacker's account.
#[derive(Clone)]
pub struct CodeVerifier(String);

/// Why a text is not a code verifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerifierFault {
    /// The length is out of range; holds the number of characters that were sent.
    Length(usize),
    Characters,
}

impl CodeVerifier {
    /// Parses a verifier as it was sent.
    pub fn parse(text: &str) -> Result<Self, VerifierFault> {
        let length = text.chars().count();
        if !VERIFIER_LENGTHS.contains(&length) {
            return Err(VerifierFault::Length(length));
        }
        let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        if !text.bytes().all(is_unreserved) {
            return Err(VerifierFault::Characters);
        }
        Ok(Self(text.to_owned()))
    }
}

impl std::fmt::Debug for CodeVerifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CodeVerifier(…)")
    }
}

/// Why a code was not redeemed. The response does not reveal whether the code or the verifier was wrong.
#[derive(Debug, Error)]
pub enum CodeHandoffFault {
    #[error("the code is wrong, used or expired, or the verifier does not match its challenge")]
    Wrong,
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl People {
    /// Issues a code for the person who was just resolved, in the same transaction.
    pub(super) async fn issue_code(
        c: &mut Conn<'_>,
        code: &Token,
        challenge: &CodeChallenge,
        site: SiteId,
        resolved: &ResolvedIdentity,
        now: Timestamp,
    ) -> Result<(), db::Error> {
        sql::pending::insert_code_handoff(c, &code.hash(), challenge.bytes(), site, resolved, now)
            .await
    }

    /// Redeems a code for a session of the site that it was issued for. The first attempt uses the code up,
    /// right or wrong, so that a party that intercepts a code cannot try verifiers. `may` decides whether the
    /// page that presents the code belongs to the code's site.
    pub async fn redeem(
        &self,
        code: &str,
        verifier: &CodeVerifier,
        may: impl FnOnce(SiteId) -> bool + Send,
    ) -> Result<NewPersonSession, CodeHandoffFault> {
        let code = Token::parse(code)
            .filter(|code| code.kind() == TokenKind::Handover)
            .ok_or(CodeHandoffFault::Wrong)?;
        let token = Token::fresh(TokenKind::Commenter, &self.0.clock);
        let input = RedeemTransaction {
            code: code.hash(),
            challenge: CodeChallenge::of(verifier),
            token: token.hash(),
            id: self.0.clock.id(),
            now: self.0.clock.now(),
        };
        let viewer = self
            .0
            .db
            .write(input, |c, redeem| Box::pin(redeem.run(c)))
            .await?;
        let viewer = viewer.ok_or(CodeHandoffFault::Wrong)?;
        if !viewer.site.is_some_and(may) {
            self.sign_out(&token).await?;
            return Err(CodeHandoffFault::Wrong);
        }
        Ok(NewPersonSession { token, viewer })
    }
}

struct RedeemTransaction {
    code: [u8; 32],
    challenge: CodeChallenge,
    token: [u8; 32],
    id: uuid::Uuid,
    now: Timestamp,
}

impl RedeemTransaction {
    /// Returning `None` commits, because a wrong verifier uses the code up.
    async fn run(&self, c: &mut Conn<'_>) -> Result<Option<super::Viewer>, CodeHandoffFault> {
        let Some(found) = sql::pending::take_code_handoff(c, &self.code).await? else {
            return Ok(None);
        };
        let fresh = found.created_at <= self.now && self.now.since(found.created_at) < CODE_LIFE;
        if !fresh || found.challenge != self.challenge.bytes() {
            return Ok(None);
        }
        let begin = session::PersonSessionStart {
            token: self.token,
            id: self.id,
            person: found.person,
            site: Some(found.site),
            issuer: &found.issuer,
            subject: &found.subject,
            now: self.now,
        };
        Ok(Some(session::begin(c, &begin).await?))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_example_of_rfc_7636_has_the_challenge_of_its_appendix_b() {
        let verifier = CodeVerifier::parse("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        let challenge = CodeChallenge::of(&verifier.expect("is one"));
        let text = String::from(challenge);
        assert_eq!(text, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn a_verifier_has_43_to_128_unreserved_characters() {
        for length in [43, 44, 127, 128] {
            let text = "aZ09-._~".chars().cycle().take(length).collect::<String>();
            assert!(CodeVerifier::parse(&text).is_ok(), "{text}");
        }
        for length in [0, 1, 42, 129, 4096] {
            let fault = CodeVerifier::parse(&"a".repeat(length)).err();
            assert_eq!(fault, Some(VerifierFault::Length(length)));
        }
        for other in [" ", "+", "/", "=", "%", "\0", "\n", "\u{e9}", "\u{ff21}"] {
            let text = format!("{}{other}", "a".repeat(43));
            let fault = CodeVerifier::parse(&text).err();
            assert_eq!(fault, Some(VerifierFault::Characters), "{other:?}");
        }
    }

    #[test]
    fn a_challenge_has_one_spelling() {
        let good = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        assert!(CodeChallenge::parse(good).is_some());
        for wrong in [
            "",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cN",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cMA",
            " E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        ] {
            assert_eq!(CodeChallenge::parse(wrong), None, "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn a_text_is_a_verifier_exactly_when_the_grammar_says_so(text in ".{0,140}") {
            let ours = matches_grammar(&text);
            prop_assert_eq!(CodeVerifier::parse(&text).is_ok(), ours);
        }
    }

    /// `code-verifier = 43*128unreserved`, written out.
    fn matches_grammar(text: &str) -> bool {
        let unreserved =
            |c: char| matches!(c, 'A'..='Z' | 'a'..='z' | '0'..='9' | '-' | '.' | '_' | '~');
        text.chars().all(unreserved) && (43..=128).contains(&text.len())
    }
}
