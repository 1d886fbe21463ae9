//! The right to publish as a moderator: where it comes from, and whether it is still in force when
//! the comment is written.

use uuid::Uuid;

use super::{Action, Identity, Kind, Moderator, Token, session, sql};
use crate::{
    clock::Timestamp,
    db::{self, Conn},
    site::{Site, SiteId},
};

/// By what a request shows that a moderator sends it.
#[derive(Clone, Debug)]
pub enum Credential {
    /// A moderator's session or an API key.
    Token(Token),
    /// A commenter session that is linked with a moderator's account, by its id.
    LinkedSession(Uuid),
}

/// A moderator who may publish on a site, and the credential that showed it.
#[derive(Clone, Debug)]
pub struct Authority {
    pub moderator: Moderator,
    pub credential: Credential,
}

impl Moderator {
    /// The name beside a comment: the display name, or else that of the site. Never the login, which
    /// is one half of what the moderator signs in with.
    #[must_use]
    pub fn public_name<'a>(&'a self, site: &'a Site) -> &'a str {
        self.name.as_deref().unwrap_or(&site.name)
    }
}

impl Authority {
    /// The moderator, if the credential and the right to decide on this site are still in force.
    /// Asked in the transaction that writes, so that a right that ended a moment ago publishes
    /// nothing.
    pub async fn in_force(
        &self,
        c: &mut Conn<'_>,
        site: SiteId,
        now: Timestamp,
    ) -> Result<Option<Moderator>, db::Error> {
        let found = match &self.credential {
            Credential::LinkedSession(id) => sql::link::link_of(c, *id)
                .await?
                .map(|(moderator, _)| moderator),
            Credential::Token(token) => match token.kind() {
                Kind::Session => sql::session(c, &token.hash())
                    .await?
                    .filter(|session| session::is_alive(session, now))
                    .map(|session| session.moderator),
                Kind::ApiKey => sql::key(c, &token.hash())
                    .await?
                    .map(|(moderator, _)| moderator),
                _ => None,
            },
        };
        Ok(found.filter(|moderator| {
            moderator.id == self.moderator.id && moderator.may(Action::Decide, Some(site))
        }))
    }
}

impl Identity {
    /// The moderator with whom a commenter session is linked, if that moderator may decide on this
    /// site.
    pub async fn linked_authority(
        &self,
        session: Uuid,
        site: SiteId,
    ) -> Result<Option<Authority>, db::Error> {
        let found = self.link_of(session).await?;
        Ok(found
            .map(|(moderator, _)| moderator)
            .filter(|moderator| moderator.may(Action::Decide, Some(site)))
            .map(|moderator| Authority {
                moderator,
                credential: Credential::LinkedSession(session),
            }))
    }
}
