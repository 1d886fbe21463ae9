//! The endpoints that link a commenter's sessions with a moderator's account.

use std::{fmt, net::IpAddr, sync::Arc};

use poem_openapi::{ApiResponse, Object, OpenApi, payload::Json};
use secrecy::SecretString;
use uuid::Uuid;

use super::{Caller, session::IdentityTag};
use crate::{
    commenter::People,
    http::{
        BODY, FORBIDDEN, Problem, Refused, RequestContext, StrictJson, TOO_FAST, Time, UNAUTHORIZED,
    },
    limit::Limits,
    moderator::{Moderator, Moderators, Role, api::ModeratorView},
    site::Sites,
};

/// Links of commenter sessions, available only to sessions of this server's own pages.
#[derive(Clone, Debug)]
pub(crate) struct ModeratorLinkApi {
    pub people: People,
    pub moderators: Moderators,
    pub sites: Sites,
    pub limits: Arc<Limits>,
}

/// Login and password of the moderator who comments with these sessions.
#[derive(Object)]
#[oai(deny_unknown_fields, example)]
pub(crate) struct LinkCredentials {
    /// The moderator's login.
    login: String,
    /// The moderator's password.
    password: String,
}

impl fmt::Debug for LinkCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkCredentials(…)")
    }
}

impl poem_openapi::types::Example for LinkCredentials {
    fn example() -> Self {
        Self {
            login: "ann".to_owned(),
            password: "otter lamp velvet quarry".to_owned(),
        }
    }
}

/// A moderator whose account is linked with commenter sessions.
#[derive(Clone, Debug, Object)]
pub struct LinkedModerator {
    /// The moderator's id.
    pub id: Uuid,
    /// The display name. Null if none is set; comments then carry the site's name.
    pub name: Option<String>,
    /// The role that is shown on comments.
    pub role: Role,
    /// The slugs of the sites on which comments carry the role; empty for an owner, for whom it is every
    /// site.
    pub sites: Vec<String>,
}

/// The caller's link with a moderator's account.
#[derive(Clone, Debug, Object)]
#[oai(example)]
pub struct ModeratorLink {
    /// Null when the session is not linked.
    pub moderator: Option<LinkedModerator>,
    /// When the session was linked.
    pub linked_at: Option<Time>,
}

impl poem_openapi::types::Example for ModeratorLink {
    fn example() -> Self {
        Self {
            moderator: Some(LinkedModerator {
                id: Uuid::from_u128(0x019a_b3f0_2d52_7c3e_8f1d_2f6b_9f0c_1a2c),
                name: Some("Ann of the Blog".to_owned()),
                role: Role::Moderator,
                sites: vec!["blog".to_owned()],
            }),
            linked_at: Some(crate::clock::Timestamp(1_795_497_023_042).into()),
        }
    }
}

/// The link of the caller's session.
#[derive(Debug, ApiResponse)]
pub enum LinkAnswer {
    /// The moderator with whom the caller's session is linked.
    #[oai(status = 200)]
    Link(
        Json<ModeratorLink>,
        /// `no-store`: the answer is about one person.
        #[oai(header = "Cache-Control")]
        String,
    ),
}

/// The links have ended.
#[derive(Debug, ApiResponse)]
pub enum LinkRemoved {
    /// No session of the caller is linked.
    #[oai(status = 204)]
    Done,
}

/// Checks a moderator's password within the limits of signing in, and links every session that the person
/// currently has.
pub(crate) async fn link_sessions(
    people: &People,
    moderators: &Moderators,
    limits: &Limits,
    address: IpAddr,
    person: Uuid,
    (login, password): (&str, SecretString),
) -> Result<Moderator, Problem> {
    let attempt = moderators.attempt(login, address).await?;
    attempt.charge(limits).await.inspect_err(|exceeded| {
        tracing::warn!( quotas = ? exceeded . quotas , "moderator link refused by rate limits" );
    })?;
    let (moderator, _) = people
        .link_sessions(moderators, person, login, password, &attempt.network)
        .await?;
    Ok(moderator)
}

#[OpenApi]
impl ModeratorLinkApi {
    /// Link my sessions with my moderator account
    ///
    /// For moderators who comment on a blog's own page. Links every session that the caller currently has:
    /// what is posted with one on a site of the moderator is published immediately and carries the role.
    /// Sessions that start later are not linked; call this again. A link ends with its session, when the
    /// moderator is removed or their role or password changes, and with `unlink_moderator` or
    /// `delete_moderator_links`. Requires the session of `/me`: 403 for the session of a form. Attempts are
    /// limited in the same way as signing in as a moderator.
    #[oai(
        path = "/session/moderator",
        method = "put",
        operation_id = "link_moderator",
        tag = "IdentityTag::Identity"
    )]
    async fn link(
        &self,
        context: RequestContext,
        caller: Caller,
        body: StrictJson<LinkCredentials>,
    ) -> Result<LinkAnswer, Refused<{ UNAUTHORIZED | FORBIDDEN | BODY | TOO_FAST }>> {
        let viewer = caller.require_first_party()?;
        let StrictJson(LinkCredentials { login, password }) = body;
        let given = (login.as_str(), password.into());
        let address = context.address;
        link_sessions(
            &self.people,
            &self.moderators,
            &self.limits,
            address,
            viewer.person.id,
            given,
        )
        .await?;
        self.answer(viewer.session).await
    }

    /// Read the moderator account that my session is linked with
    ///
    /// Requires the session of `/me`: 403 for the session of a form, where `role` of `read_session` says
    /// which role comments carry.
    #[oai(
        path = "/session/moderator",
        method = "get",
        operation_id = "read_moderator_link",
        tag = "IdentityTag::Identity"
    )]
    async fn read(
        &self,
        caller: Caller,
    ) -> Result<LinkAnswer, Refused<{ UNAUTHORIZED | FORBIDDEN }>> {
        self.answer(caller.require_first_party()?.session).await
    }

    /// End the links of all my sessions
    ///
    /// Published comments retain their role; what is posted from now on is an ordinary comment. Requires the
    /// session of `/me`: 403 for the session of a form.
    #[oai(
        path = "/session/moderator",
        method = "delete",
        operation_id = "unlink_moderator",
        tag = "IdentityTag::Identity"
    )]
    async fn unlink(
        &self,
        caller: Caller,
    ) -> Result<LinkRemoved, Refused<{ UNAUTHORIZED | FORBIDDEN }>> {
        let person = caller.require_first_party()?.person.id;
        let ended = self.moderators.unlink_person(person).await;
        ended?;
        Ok(LinkRemoved::Done)
    }
}

impl ModeratorLinkApi {
    /// Answers with the link of a session as it is currently stored.
    async fn answer<const S: u32>(&self, session: Uuid) -> Result<LinkAnswer, Refused<S>> {
        let found = self.moderators.find_link(session).await?;
        let (moderator, linked_at) = found.unzip();
        let moderator = match moderator {
            Some(moderator) => Some(LinkedModerator::new(&moderator, &self.sites).await),
            None => None,
        };
        let link = ModeratorLink {
            moderator,
            linked_at: linked_at.map(Time),
        };
        Ok(LinkAnswer::Link(Json(link), "no-store".to_owned()))
    }
}

impl LinkedModerator {
    async fn new(moderator: &Moderator, sites: &Sites) -> Self {
        let ModeratorView {
            id,
            name,
            role,
            sites,
            ..
        } = ModeratorView::of(moderator, sites).await;
        Self {
            id,
            name,
            role,
            sites,
        }
    }
}
