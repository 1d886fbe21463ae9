//! Linking a commenter's sessions with a moderator's account.
//!
//! A blog's page must never hold a moderator's token: every script of the page could read it and moderate
//! with it. Instead, a moderator who comments there enters the password once on this server's own page `/me`,
//! and the commenter sessions that exist at that time are marked. A marked session grants nothing more than
//! before, except that comments posted with it on the moderator's sites are published immediately and carry
//! the moderator's role. The mark ends with the session, when the moderator is removed or their role or
//! password changes, and when either side removes it. Sessions that start later are not marked.

use std::time::Duration;

use uuid::Uuid;

use super::{Moderator, Moderators, Role, sql};
use crate::{clock::Timestamp, db, site::SiteId};

/// How long a commenter's session may be unused before it expires, and with it its link.
pub(crate) const PERSON_IDLE: Duration = Duration::from_hours(7 * 24);

/// A commenter session that is linked with a moderator's account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedSession {
    /// The session's id; it is not a credential.
    pub session: Uuid,
    pub person: Uuid,
    /// The name of the person's profile.
    pub name: String,
    /// The site whose form holds the session; `None` for a session of this server's own pages.
    pub site: Option<SiteId>,
    /// The provider of the account with which the session was started.
    pub provider: String,
    pub linked_at: Timestamp,
}

/// The moderator with whom a commenter session is linked, as shown to the session's owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkSummary {
    pub moderator: Uuid,
    pub login: String,
    /// The display name, if one is set.
    pub name: Option<String>,
    pub role: Role,
    /// Whether the moderator may decide on the site that holds the session. `false` on this server's own
    /// pages, which belong to no site.
    pub on_site: bool,
    pub linked_at: Timestamp,
}

impl Moderators {
    /// Returns the moderator with whom a commenter session is linked, and since when.
    pub async fn find_link(
        &self,
        session: Uuid,
    ) -> Result<Option<(Moderator, Timestamp)>, db::Error> {
        self.0
            .db
            .read(session, |c, session| {
                Box::pin(sql::session_link::find_link(c, *session))
            })
            .await
    }

    /// Ends the links of all sessions of a person, and returns the number of sessions.
    pub async fn unlink_person(&self, person: Uuid) -> Result<u64, db::Error> {
        let ended = self
            .0
            .db
            .write(person, |c, person| {
                Box::pin(sql::session_link::unlink_person(c, *person))
            })
            .await?;
        tracing::info!(%person, sessions = ended, "links of commenter sessions ended");
        Ok(ended)
    }

    /// Ends all links with a moderator, and returns the number of sessions.
    pub async fn unlink_moderator(&self, moderator: Uuid) -> Result<u64, db::Error> {
        let ended = self
            .0
            .db
            .write(moderator, |c, moderator| {
                Box::pin(sql::session_link::unlink_moderator(c, *moderator))
            })
            .await?;
        tracing::info!(%moderator, sessions = ended, "links of commenter sessions ended");
        Ok(ended)
    }

    /// Returns the valid sessions that are linked with a moderator, the most recently linked first, at most
    /// 100.
    pub async fn linked_sessions(&self, moderator: Uuid) -> Result<Vec<LinkedSession>, db::Error> {
        let now = self.0.clock.now();
        self.0
            .db
            .read((moderator, now), |c, (moderator, now)| {
                let unused_since = now.minus(PERSON_IDLE);
                Box::pin(sql::session_link::linked_sessions(
                    c,
                    *moderator,
                    *now,
                    unused_since,
                ))
            })
            .await
    }
}
