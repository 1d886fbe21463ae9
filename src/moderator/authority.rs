//! The authority to publish as a moderator: where it comes from, and whether it is still valid when the
//! comment is written.

use uuid::Uuid;

use super::{Moderator, Moderators, Permission, session, sql};
use crate::{
    clock::Timestamp,
    db::{self, Conn},
    site::{Site, SiteId},
    token::{Token, TokenKind},
};

/// The credential that identifies a request as sent by a moderator.
#[derive(Clone, Debug)]
pub enum Credential {
    /// A moderator's session or an API key.
    Token(Token),
    /// A commenter session that is linked with a moderator's account, by session id.
    LinkedSession(Uuid),
}

/// A moderator who may publish on a site, and the credential that proves it.
#[derive(Clone, Debug)]
pub struct Authority {
    pub moderator: Moderator,
    pub credential: Credential,
}

impl Moderator {
    /// Returns the name shown beside a comment: the display name, or else the site's name. Never the login,
    /// which is one half of the moderator's credentials.
    #[must_use]
    pub fn public_name<'a>(&'a self, site: &'a Site) -> &'a str {
        self.name.as_deref().unwrap_or(&site.name)
    }
}

impl Authority {
    /// Returns the moderator if the credential and the permission to decide on this site are still valid.
    /// Called in the transaction that writes the comment, so that a permission revoked just before publishes
    /// nothing.
    pub async fn find_current_moderator(
        &self,
        c: &mut Conn<'_>,
        site: SiteId,
        now: Timestamp,
    ) -> Result<Option<Moderator>, db::Error> {
        let found = match &self.credential {
            Credential::LinkedSession(id) => sql::session_link::find_link(c, *id)
                .await?
                .map(|(moderator, _)| moderator),
            Credential::Token(token) => match token.kind() {
                TokenKind::Session => sql::session(c, &token.hash())
                    .await?
                    .filter(|session| session::is_alive(session, now))
                    .map(|session| session.moderator),
                TokenKind::ApiKey => sql::keys::key(c, &token.hash())
                    .await?
                    .map(|(moderator, _)| moderator),
                _ => None,
            },
        };
        Ok(found.filter(|moderator| {
            moderator.id == self.moderator.id && moderator.may(Permission::Decide, Some(site))
        }))
    }
}

impl Moderators {
    /// Returns the authority of the moderator with whom a commenter session is linked, if that moderator may
    /// decide on this site.
    pub async fn linked_authority(
        &self,
        session: Uuid,
        site: SiteId,
    ) -> Result<Option<Authority>, db::Error> {
        let found = self.find_link(session).await?;
        Ok(found
            .map(|(moderator, _)| moderator)
            .filter(|moderator| moderator.may(Permission::Decide, Some(site)))
            .map(|moderator| Authority {
                moderator,
                credential: Credential::LinkedSession(session),
            }))
    }
}
