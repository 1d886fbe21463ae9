//! Requests and responses about moderators' sessions.

use std::fmt;

use poem_openapi::{ApiResponse, Object, payload::Json};
use uuid::Uuid;

use crate::{
    clock::Timestamp,
    http::{Problem, Time},
    moderator::{LinkedSession, Moderator, Moderators, NewModeratorSession, Role},
    site::Sites,
};

/// The login and password of a moderator.
#[derive(Object)]
#[oai(rename = "ModeratorCredentials", example)]
pub(super) struct ModeratorCredentials {
    /// The login. Case-insensitive.
    pub login: String,
    /// The password, exactly as it was set.
    pub password: String,
}

impl poem_openapi::types::Example for ModeratorCredentials {
    fn example() -> Self {
        Self {
            login: "ann".to_owned(),
            password: "otter lamp velvet quarry".to_owned(),
        }
    }
}

impl fmt::Debug for ModeratorCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LogIn(…)")
    }
}

/// A moderator.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Moderator")]
pub struct ModeratorView {
    /// The moderator's id.
    pub id: Uuid,
    /// The login that the moderator signs in with.
    pub login: String,
    /// The display name: shown beside the comments that the moderator publishes, and reserved, so that guests
    /// cannot use it. Null if none is set; readers then see the site's name.
    pub name: Option<String>,
    /// What the moderator may do.
    pub role: Role,
    /// The slugs of the sites that the moderator is limited to; empty for an owner, who sees every site.
    pub sites: Vec<String>,
}

impl ModeratorView {
    pub async fn of(moderator: &Moderator, sites: &Sites) -> Self {
        let mut slugs = Vec::new();
        for id in &moderator.sites {
            // A site that another process has just added may not be known to this process yet.
            if let Some(site) = sites.by_id(*id).await {
                slugs.push(site.slug.clone());
            }
        }
        Self {
            id: moderator.id,
            login: moderator.login.clone(),
            name: moderator.name.clone(),
            role: moderator.role,
            sites: slugs,
        }
    }
}

/// A new session.
#[derive(Clone, Object)]
#[oai(rename = "NewModeratorSession", example)]
pub struct NewSessionView {
    /// For `Authorization: Bearer`. It is shown only this once.
    pub token: String,
    /// When the session expires in any case (RFC 3339). It expires earlier after one hour without use.
    pub expires_at: Time,
    /// The moderator that the session belongs to.
    pub moderator: ModeratorView,
}

impl poem_openapi::types::Example for NewSessionView {
    fn example() -> Self {
        Self {
            token: "rjm_an-example-of-a-token-that-opens-nothing-at-all".to_owned(),
            expires_at: Time(Timestamp(1_795_540_223_042)),
            moderator: SessionView::example().moderator,
        }
    }
}

impl poem_openapi::types::Example for SessionView {
    fn example() -> Self {
        let moderator = ModeratorView {
            id: Uuid::from_u128(0x019a_b3f0_2d52_7c3e_8f1d_2f6b_9f0c_1a2c),
            login: "ann".to_owned(),
            name: Some("Ann of the Blog".to_owned()),
            role: Role::Owner,
            sites: Vec::new(),
        };
        Self {
            moderator,
            linked_sessions: Vec::new(),
        }
    }
}

impl NewSessionView {
    pub async fn of(session: &NewModeratorSession, sites: &Sites) -> Self {
        Self {
            token: session.token.reveal(),
            expires_at: session.expires_at.into(),
            moderator: ModeratorView::of(&session.moderator, sites).await,
        }
    }
}

impl fmt::Debug for NewSessionView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewSessionView")
            .field("moderator", &self.moderator)
            .finish_non_exhaustive()
    }
}

/// The moderator that the credential belongs to.
#[derive(Clone, Debug, Object)]
#[oai(rename = "ModeratorSession", example)]
pub struct SessionView {
    /// The moderator, with the permissions that apply now.
    pub moderator: ModeratorView,
    /// The commenter sessions that are linked with the account, the most recently linked first, at most 100.
    /// Comments posted with them on the moderator's sites are published immediately and carry the role.
    pub linked_sessions: Vec<LinkedSessionView>,
}

/// A session was created.
#[derive(Debug, ApiResponse)]
pub enum ModeratorSessionStarted {
    /// The session and its token.
    #[oai(status = 201)]
    Session(
        Json<NewSessionView>,
        /// `no-store`: a token must not be stored in any cache.
        #[oai(header = "Cache-Control")]
        String,
    ),
}

impl ModeratorSessionStarted {
    pub async fn of(session: &NewModeratorSession, sites: &Sites) -> Self {
        let view = NewSessionView::of(session, sites).await;
        Self::Session(Json(view), "no-store".to_owned())
    }
}

/// The moderator that the credential belongs to.
#[derive(Debug, ApiResponse)]
pub enum CurrentModeratorSession {
    /// The moderator, with the permissions that apply now.
    #[oai(status = 200)]
    Moderator(
        Json<SessionView>,
        /// `no-store`: the answer is about one person.
        #[oai(header = "Cache-Control")]
        String,
    ),
}

/// The session has ended.
#[derive(Debug, ApiResponse)]
pub enum ModeratorSessionEnded {
    /// The token is no longer valid on any replica.
    #[oai(status = 204)]
    Done,
}

/// A commenter session that is linked with a moderator's account.
#[derive(Clone, Debug, Object)]
#[oai(rename = "LinkedSession")]
pub struct LinkedSessionView {
    /// The commenter's id.
    pub person_id: Uuid,
    /// The name of the commenter's profile.
    pub person_name: String,
    /// The slug of the site whose form holds the session; null for this server's own pages.
    pub site: Option<String>,
    /// The provider of the account with which the commenter signed in: `email`, `github`, …
    pub provider: String,
    /// When the session was linked.
    pub linked_at: Time,
}

impl LinkedSessionView {
    /// Returns the sessions that are linked with a moderator, as shown to that moderator.
    pub async fn of(
        moderator: Uuid,
        moderators: &Moderators,
        sites: &Sites,
    ) -> Result<Vec<Self>, Problem> {
        let mut views = Vec::new();
        for session in moderators.linked_sessions(moderator).await? {
            let LinkedSession {
                person,
                name,
                site,
                provider,
                linked_at,
                ..
            } = session;
            let site = match site {
                Some(site) => sites.by_id(site).await.map(|site| site.slug.clone()),
                None => None,
            };
            views.push(Self {
                person_id: person,
                person_name: name,
                site,
                provider,
                linked_at: linked_at.into(),
            });
        }
        Ok(views)
    }
}
