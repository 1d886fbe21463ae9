//! Database answers about the use of form tokens.

use uuid::Uuid;

use crate::db::{self, Conn, PendingRows};

/// The answer whether a token is spent for the first time, available once the database has answered.
#[derive(Debug, Default)]
#[must_use]
pub struct PendingSpend(pub(crate) Option<PendingRows<i64>>);

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
pub struct PendingTokenUse(pub(crate) Option<PendingRows<Option<Uuid>>>);

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
