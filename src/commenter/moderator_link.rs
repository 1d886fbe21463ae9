//! Linking a commenter's sessions with a moderator's account; see [`moderator::LinkedSession`].

use secrecy::SecretString;
use uuid::Uuid;

use super::{People, lock_person};
use crate::{
    db,
    moderator::{self, Error, Moderator, Moderators, Network},
};

impl People {
    /// Links every session that the person currently has with the moderator that the login and password
    /// belong to, and returns the moderator and the number of sessions. Replaces a link with another
    /// moderator. The caller must have charged a `PasswordAttempt` before, which limits how often a password
    /// may be tried; `from` is stored as a known network of that moderator.
    pub async fn link_sessions(
        &self,
        moderators: &Moderators,
        person: Uuid,
        login: &str,
        password: SecretString,
        from: &Network,
    ) -> Result<(Moderator, u64), Error> {
        let verified = moderators.verify(login, password, Some(from)).await?;
        let input = (verified, person, from.hash, self.0.clock.now());
        let (moderator, sessions) = self
            .0
            .db
            .write(input, |c, (verified, person, network, now)| {
                Box::pin(async move {
                    let moderator = verified.lock_moderator(c).await?;
                    // A person who is being erased gets no links.
                    if !lock_person(c, *person).await? {
                        return Err(db::Error::Conflict.into());
                    }
                    moderator::sql::record_network(c, moderator.id, network, *now).await?;
                    let sessions =
                        moderator::sql::session_link::link(c, *person, moderator.id, *now).await?;
                    Ok::<_, Error>((moderator, sessions))
                })
            })
            .await?;
        tracing::info!(moderator = %moderator.id, %person, sessions, "commenter sessions linked");
        Ok((moderator, sessions))
    }
}
