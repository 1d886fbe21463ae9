//! API keys: for programs that moderate in somebody's name, until revoked.

use uuid::Uuid;

use super::{Error, Identity, Kind, Token, sql};
use crate::{clock::Timestamp, db};

/// An API key as it is listed; its token was shown once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    pub id: Uuid,
    pub label: String,
    /// In whose name it acts, with the rights that they have at that moment.
    pub moderator: Uuid,
    pub created_at: Timestamp,
    /// When it was last used, to about an hour.
    pub used_at: Option<Timestamp>,
}

impl Identity {
    /// Makes a key for a moderator; the token is not kept and cannot be shown again.
    pub async fn add_key(&self, moderator: Uuid, label: &str) -> Result<(ApiKey, Token), Error> {
        let label = label.trim();
        let length = label.chars().count();
        if !(1..=100).contains(&length) || label.chars().any(char::is_control) {
            return Err(Error::Label);
        }
        let token = Token::fresh(Kind::ApiKey, &self.0.clock);
        let key = ApiKey {
            id: self.0.clock.id(),
            label: label.to_owned(),
            moderator,
            created_at: self.0.clock.now(),
            used_at: None,
        };
        let key = self
            .0
            .db
            .write((key, token.hash()), |c, (key, hash)| {
                Box::pin(async move {
                    match sql::insert_key(c, key, hash).await {
                        Ok(()) => Ok(key.clone()),
                        Err(db::Error::Foreign(_)) => Err(Error::UnknownModerator),
                        Err(error) => Err(error.into()),
                    }
                })
            })
            .await?;
        tracing::info!(key = %key.id, moderator = %moderator, "key made");
        Ok((key, token))
    }

    /// The keys of one moderator, or everybody's; oldest first.
    pub async fn list_keys(&self, moderator: Option<Uuid>) -> Result<Vec<ApiKey>, db::Error> {
        self.0
            .db
            .read(moderator, |c, moderator| Box::pin(sql::keys(c, *moderator)))
            .await
    }

    /// Revokes a key, at once; with `of` only one of that moderator. Was there such a key?
    pub async fn revoke_key(&self, id: Uuid, of: Option<Uuid>) -> Result<bool, db::Error> {
        let revoked = self
            .0
            .db
            .write((id, of), |c, (id, of)| {
                Box::pin(sql::remove_key(c, *id, *of))
            })
            .await?;
        if revoked {
            tracing::info!(key = %id, "key revoked");
        }
        Ok(revoked)
    }
}
