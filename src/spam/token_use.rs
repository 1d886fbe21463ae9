//! What the database says of a form token that was used, or is being used.

use uuid::Uuid;

use crate::db::{self, Conn, PendingRows};

/// Whether a token is spent for the first time, once the database has answered.
#[derive(Debug, Default)]
#[must_use]
pub struct PendingSpend(pub(super) Option<PendingRows<i64>>);

impl PendingSpend {
    /// Also true without a token to spend.
    pub async fn is_first(self, c: &mut Conn<'_>) -> Result<bool, db::Error> {
        match self.0 {
            Some(spent) => Ok(!c.receive(spent).await?.is_empty()),
            None => Ok(true),
        }
    }
}

/// The comment that a token was spent for, once the database has answered.
#[derive(Debug)]
#[must_use]
pub struct PendingTokenUse(pub(super) Option<PendingRows<Option<Uuid>>>);

impl PendingTokenUse {
    /// `None` also for a token that was spent before its comment was stored with it.
    pub async fn comment(self, c: &mut Conn<'_>) -> Result<Option<Uuid>, db::Error> {
        match self.0 {
            Some(found) => Ok(c.receive(found).await?.into_iter().flatten().next()),
            None => Ok(None),
        }
    }
}
