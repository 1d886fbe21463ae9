//! One-time codes that carry a sign-in from this server's window into the page that asked for it.
//!
//! The page keeps a verifier and sends its SHA-256 as challenge (as RFC 7636 does with S256), so a
//! code is worth nothing to anybody else who sees it.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use super::{Arrived, People, session, session::NewPersonSession, sql};
use crate::{
    clock::Timestamp,
    db::{self, Conn},
    identity::{Kind, Token},
    site::SiteId,
};

/// How long a code can be redeemed.
pub const CODE_LIFE: Duration = Duration::from_mins(1);

/// SHA-256 of a verifier that only the page knows, in base64url without padding: 43 characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Challenge([u8; 32]);

impl Challenge {
    /// Reads a challenge as it was sent.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        Some(Self(bytes.try_into().ok()?))
    }

    /// The challenge of a verifier.
    #[must_use]
    pub fn of(verifier: &str) -> Self {
        Self(Sha256::digest(verifier.as_bytes()).into())
    }

    pub(super) const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl TryFrom<String> for Challenge {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not a challenge")
    }
}

impl From<Challenge> for String {
    fn from(challenge: Challenge) -> Self {
        URL_SAFE_NO_PAD.encode(challenge.0)
    }
}

/// Why a code was not redeemed. Which of the two it was is not told outside.
#[derive(Debug, Error)]
pub enum HandoverFault {
    #[error("the code is wrong, used or too old, or the verifier is not the one of its challenge")]
    Wrong,
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl People {
    /// Makes a code for whoever has just arrived, in the transaction of their arrival.
    pub(super) async fn issue(
        c: &mut Conn<'_>,
        code: &Token,
        challenge: &Challenge,
        site: SiteId,
        arrived: &Arrived,
        now: Timestamp,
    ) -> Result<(), db::Error> {
        sql::begun::insert_handover(c, &code.hash(), challenge.bytes(), site, arrived, now).await
    }

    /// Redeems a code for a session of the site it was made for. A code is used up by the first
    /// who shows it, right or wrong: whoever intercepts one must not get to try verifiers. `may`
    /// tells whether the page that shows it is one of the code's site.
    pub async fn redeem(
        &self,
        code: &str,
        verifier: &str,
        may: impl FnOnce(SiteId) -> bool + Send,
    ) -> Result<NewPersonSession, HandoverFault> {
        let code = Token::parse(code)
            .filter(|code| code.kind() == Kind::Handover)
            .ok_or(HandoverFault::Wrong)?;
        let token = Token::fresh(Kind::Commenter, &self.0.clock);
        let input = Redeem {
            code: code.hash(),
            challenge: Challenge::of(verifier),
            token: token.hash(),
            id: self.0.clock.id(),
            now: self.0.clock.now(),
        };
        let begun = self
            .0
            .db
            .write(input, |c, redeem| Box::pin(redeem.run(c)))
            .await?;
        let viewer = begun.ok_or(HandoverFault::Wrong)?;
        if !viewer.site.is_some_and(may) {
            self.log_out(&token).await?;
            return Err(HandoverFault::Wrong);
        }
        Ok(NewPersonSession { token, viewer })
    }
}

struct Redeem {
    code: [u8; 32],
    challenge: Challenge,
    token: [u8; 32],
    id: uuid::Uuid,
    now: Timestamp,
}

impl Redeem {
    /// `None` commits: a wrong verifier uses the code up.
    async fn run(&self, c: &mut Conn<'_>) -> Result<Option<super::Viewer>, HandoverFault> {
        let Some(found) = sql::begun::take_handover(c, &self.code).await? else {
            return Ok(None);
        };
        let fresh = found.created_at <= self.now && self.now.since(found.created_at) < CODE_LIFE;
        if !fresh || found.challenge != self.challenge.bytes() {
            return Ok(None);
        }
        let begin = session::Begin {
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
