//! The use of form tokens: each is spent for one comment.

use uuid::Uuid;

use super::{CheckedToken, sql};
use crate::{
    db::{self, Conn, PendingRows},
    site::SiteId,
};

/// The answer whether a token is spent for the first time, available once the database has answered.
#[derive(Debug, Default)]
#[must_use]
pub struct PendingSpend(Option<PendingRows<i64>>);

impl PendingSpend {
    /// Returns whether the token was spent for the first time; also true without a token to spend.
    pub async fn was_first(self, c: &mut Conn<'_>) -> Result<bool, db::Error> {
        match self.0 {
            Some(spent) => Ok(!c.receive(spent).await?.is_empty()),
            None => Ok(true),
        }
    }
}

/// The comment that a token was spent for, available once the database has answered.
#[derive(Debug)]
#[must_use]
pub struct PendingTokenUse(Option<PendingRows<Option<Uuid>>>);

impl PendingTokenUse {
    /// Returns the id of the comment. `None` if the token was not spent, or was spent before comment ids were
    /// stored with spent tokens.
    pub async fn comment(self, c: &mut Conn<'_>) -> Result<Option<Uuid>, db::Error> {
        match self.0 {
            Some(found) => Ok(c.receive(found).await?.into_iter().flatten().next()),
            None => Ok(None),
        }
    }
}

impl CheckedToken {
    /// Spends the token for this comment. If [`PendingSpend::was_first`] returns false, the token was spent
    /// before; the sample must then be judged as [`TokenState::Used`](super::TokenState::Used). For a missing
    /// or stale token this does nothing.
    pub fn spend(
        &self,
        c: &mut Conn<'_>,
        site: SiteId,
        comment: Uuid,
    ) -> Result<PendingSpend, db::Error> {
        let Some(spend) = &self.spend else {
            return Ok(PendingSpend(None));
        };
        let parameters = [
            site.into(),
            (&spend.nonce).into(),
            spend.until.into(),
            comment.into(),
        ];
        let first = c.request(sql::SPEND, &parameters, |row| row.get(0))?;
        Ok(PendingSpend(Some(first)))
    }

    /// Requests the id of the comment that the token was spent for.
    pub fn spent_for(&self, c: &mut Conn<'_>, site: SiteId) -> Result<PendingTokenUse, db::Error> {
        let Some(spend) = &self.spend else {
            return Ok(PendingTokenUse(None));
        };
        let parameters = [site.into(), (&spend.nonce).into()];
        let found = c.request(sql::SPENT_FOR, &parameters, |row| {
            row.get::<Option<Uuid>>(0)
        })?;
        Ok(PendingTokenUse(Some(found)))
    }
}
