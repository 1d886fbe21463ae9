//! API keys, with which programs act in a moderator's name until the key is revoked.

use uuid::Uuid;

use super::{Error, Moderator, Moderators, Permission, sql};
use crate::{
    clock::Timestamp,
    db,
    site::SiteId,
    token::{Token, TokenKind},
};

/// An API key as it is listed; its token was shown once, when it was created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    pub id: Uuid,
    pub label: String,
    /// The moderator in whose name the key acts, with the permissions that the moderator has at that time.
    pub moderator: Uuid,
    pub created_at: Timestamp,
    /// When the key was last used, accurate to about an hour.
    pub used_at: Option<Timestamp>,
    /// The site whose queue the key reads as a feed, and nothing else; `None` for a key with all permissions of
    /// its moderator.
    pub feed: Option<SiteId>,
}

/// The holder of a key of a feed, and the site whose queue it reads.
#[derive(Clone, Debug)]
pub struct FeedKey {
    pub moderator: Moderator,
    pub site: SiteId,
}

impl Moderators {
    /// Creates a key for a moderator. The token is not stored and cannot be shown again.
    pub async fn add_key(&self, moderator: Uuid, label: &str) -> Result<(ApiKey, Token), Error> {
        self.add_key_for(moderator, label, None).await
    }

    /// Creates a key that reads only the feed of the queue of one site. The caller must have checked that the
    /// moderator may read that queue.
    pub async fn add_feed_key(
        &self,
        moderator: Uuid,
        label: &str,
        site: SiteId,
    ) -> Result<(ApiKey, Token), Error> {
        self.add_key_for(moderator, label, Some(site)).await
    }

    async fn add_key_for(
        &self,
        moderator: Uuid,
        label: &str,
        feed: Option<SiteId>,
    ) -> Result<(ApiKey, Token), Error> {
        let label = label.trim();
        let length = label.chars().count();
        if !(1..=100).contains(&length) || label.chars().any(char::is_control) {
            return Err(Error::Label);
        }
        let kind = match feed {
            Some(_) => TokenKind::Feed,
            None => TokenKind::ApiKey,
        };
        let token = Token::fresh(kind, &self.0.clock);
        let key = ApiKey {
            id: self.0.clock.id(),
            label: label.to_owned(),
            moderator,
            created_at: self.0.clock.now(),
            used_at: None,
            feed,
        };
        let key = self
            .0
            .db
            .write((key, token.hash()), |c, (key, hash)| {
                Box::pin(async move {
                    match sql::keys::insert_key(c, key, hash).await {
                        Ok(()) => Ok(key.clone()),
                        Err(db::Error::Foreign(_)) => Err(Error::UnknownModerator),
                        Err(error) => Err(error.into()),
                    }
                })
            })
            .await?;
        tracing::info!(key = %key.id, moderator = %moderator, "API key created");
        Ok((key, token))
    }

    /// Returns the holder of a key of a feed, if the moderator may still read that queue.
    pub async fn find_feed_key(&self, token: &str) -> Result<Option<FeedKey>, db::Error> {
        let Some(token) = Token::parse(token).filter(|token| token.kind() == TokenKind::Feed)
        else {
            return Ok(None);
        };
        let hash = token.hash();
        let found = self
            .0
            .db
            .read(hash, |c, hash| Box::pin(sql::keys::feed_key(c, hash)));
        let found = found
            .await?
            .filter(|(moderator, _, site)| moderator.may(Permission::ReadQueue, Some(*site)));
        Ok(found.map(|(moderator, used_at, site)| {
            self.note_key_use(&token, used_at);
            FeedKey { moderator, site }
        }))
    }

    /// Returns the keys of one moderator, or of all moderators, oldest first.
    pub async fn list_keys(&self, moderator: Option<Uuid>) -> Result<Vec<ApiKey>, db::Error> {
        self.0
            .db
            .read(moderator, |c, moderator| {
                Box::pin(sql::keys::keys(c, *moderator))
            })
            .await
    }

    /// Revokes a key immediately; with `of`, only if the key belongs to that moderator. Returns whether there
    /// was such a key.
    pub async fn revoke_key(&self, id: Uuid, of: Option<Uuid>) -> Result<bool, db::Error> {
        let revoked = self
            .0
            .db
            .write((id, of), |c, (id, of)| {
                Box::pin(sql::keys::remove_key(c, *id, *of))
            })
            .await?;
        if revoked {
            tracing::info!(key = %id, "API key revoked");
        }
        Ok(revoked)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::moderator::{Role, fixture::TestModerators};

    #[tokio::test]
    async fn a_key_acts_for_its_moderator_until_it_is_revoked() {
        let world = TestModerators::new().await;
        let ann = world.add("ann", Role::Owner, &[]).await;
        let (key, token) = world
            .moderators
            .add_key(ann.id, " backup ")
            .await
            .expect("adds");
        let token = token.reveal();
        assert!(token.starts_with("rjk_"));
        assert_eq!(key.label, "backup");
        world.clock.advance(Duration::from_hours(400 * 24));
        let who = world.moderators.authenticate(&token).await.expect("reads");
        assert_eq!(who, Some(ann));
        assert!(!world.moderators.sign_out(&token).await.expect("writes"));
        assert!(
            world
                .moderators
                .revoke_key(key.id, None)
                .await
                .expect("writes")
        );
        assert!(!world.is_good(&token).await);
        assert!(
            !world
                .moderators
                .revoke_key(key.id, None)
                .await
                .expect("writes")
        );
    }

    #[tokio::test]
    async fn the_use_of_a_key_is_noted_once_an_hour() {
        let world = TestModerators::new().await;
        let ann = world.add("ann", Role::Owner, &[]).await;
        let (_, token) = world
            .moderators
            .add_key(ann.id, "backup")
            .await
            .expect("adds");
        let token = token.reveal();
        let used_at = async || {
            let keys = world.moderators.list_keys(Some(ann.id)).await;
            keys.expect("lists")[0].used_at
        };
        assert_eq!(used_at().await, None);
        for _ in 0..2 {
            assert!(world.is_good(&token).await);
            let recorded = async {
                while used_at().await != Some(world.clock.now()) {
                    tokio::task::yield_now().await;
                }
            };
            let recorded = tokio::time::timeout(Duration::from_secs(20), recorded);
            recorded.await.expect("the use is recorded");
            world.clock.advance(Duration::from_secs(3599));
            assert!(world.is_good(&token).await);
            assert_ne!(used_at().await, Some(world.clock.now()));
            world.clock.advance(Duration::from_secs(1));
        }
    }

    #[tokio::test]
    async fn a_moderator_sees_and_revokes_their_own_keys_only() {
        let world = TestModerators::new().await;
        let ann = world.add("ann", Role::Owner, &[]).await;
        let ben = world.add("ben", Role::Moderator, &[]).await;
        let (of_ann, token) = world.moderators.add_key(ann.id, "one").await.expect("adds");
        let (of_ben, _) = world.moderators.add_key(ben.id, "two").await.expect("adds");
        let keys = world.moderators.list_keys(Some(ben.id)).await;
        assert_eq!(keys.expect("lists"), std::slice::from_ref(&of_ben));
        let keys = world.moderators.list_keys(None).await;
        assert_eq!(keys.expect("lists"), [of_ann.clone(), of_ben]);
        let revoked = world.moderators.revoke_key(of_ann.id, Some(ben.id)).await;
        assert!(!revoked.expect("writes"));
        assert!(world.is_good(&token.reveal()).await);
    }

    #[tokio::test]
    async fn a_key_ends_with_its_moderator() {
        let world = TestModerators::new().await;
        world.add("ann", Role::Owner, &[]).await;
        let ben = world.add("ben", Role::Moderator, &[]).await;
        let (_, token) = world.moderators.add_key(ben.id, "two").await.expect("adds");
        let session = world.sign_in("ben").await;
        world
            .moderators
            .remove_moderator(ben.id)
            .await
            .expect("goes");
        assert!(!world.is_good(&token.reveal()).await);
        assert!(!world.is_good(&session).await);
        let unknown = world.moderators.add_key(ben.id, "three").await;
        assert!(matches!(unknown, Err(Error::UnknownModerator)));
    }

    #[tokio::test]
    async fn a_label_is_short_and_plain() {
        let world = TestModerators::new().await;
        let ann = world.add("ann", Role::Owner, &[]).await;
        for label in ["", "  ", "a\nb", &"a".repeat(101)] {
            let refused = world.moderators.add_key(ann.id, label).await;
            assert!(matches!(refused, Err(Error::Label)), "{label:?}");
        }
    }
}
