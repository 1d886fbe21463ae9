//! Signing in and out as a moderator.

use std::{net::IpAddr, sync::Arc};

use poem_openapi::{OpenApi, payload::Json};
use secrecy::SecretString;

use super::{
    CurrentModerator, LinkedSessionView,
    wire::{
        CurrentModeratorSession, ModeratorCredentials, ModeratorSessionEnded,
        ModeratorSessionStarted, ModeratorView, SessionView,
    },
};
use crate::{
    http::{
        BODY, Code, FORBIDDEN, Problem, Refused, RequestContext, StrictJson, TOO_FAST, UNAUTHORIZED,
    },
    limit::Limits,
    moderator::{Moderators, NewModeratorSession},
    site::Sites,
    token::TokenKind,
};

/// The sessions of moderators.
#[derive(Clone, Debug)]
pub(crate) struct SessionApi {
    pub moderators: Moderators,
    pub sites: Sites,
    pub limits: Arc<Limits>,
}

/// The group of these operations in the OpenAPI document.
#[derive(Debug, poem_openapi::Tags)]
enum SessionTag {
    /// Signing in and out as a moderator.
    Session,
}

/// Charges an attempt to sign in, and starts a session if the password is right.
pub(crate) async fn start_session(
    (moderators, limits): (&Moderators, &Limits),
    address: IpAddr,
    login: &str,
    password: SecretString,
) -> Result<NewModeratorSession, Problem> {
    let attempt = moderators.attempt(login, address).await?;
    attempt.charge(limits).await.inspect_err(|exceeded| {
        tracing::warn!(quotas = ?exceeded.quotas, "sign-in refused by rate limits");
    })?;
    let from = Some(&attempt.network);
    Ok(moderators.sign_in(login, password, from).await?)
}

#[OpenApi]
impl SessionApi {
    /// Sign in as a moderator
    ///
    /// Answers with a token for `Authorization: Bearer`. An unknown login and a wrong password get the same
    /// answer. Attempts are limited for each IP address, and for each login: from one network, and from all
    /// networks that the login has never signed in from. An IP address that the login has signed in from
    /// before has a separate budget, which other clients cannot use up.
    #[oai(
        path = "/moderation/session",
        method = "post",
        operation_id = "create_moderator_session",
        tag = "SessionTag::Session"
    )]
    async fn create(
        &self,
        context: RequestContext,
        body: StrictJson<ModeratorCredentials>,
    ) -> Result<ModeratorSessionStarted, Refused<{ BODY | UNAUTHORIZED | TOO_FAST }>> {
        let StrictJson(ModeratorCredentials { login, password }) = body;
        let services = (&self.moderators, &*self.limits);
        let session = start_session(services, context.address, &login, password.into()).await?;
        Ok(ModeratorSessionStarted::of(&session, &self.sites).await)
    }

    /// Read the signed-in moderator
    ///
    /// The account behind the credential, with its role and the sites that it may moderate.
    #[oai(
        path = "/moderation/session",
        method = "get",
        operation_id = "read_moderator_session",
        tag = "SessionTag::Session"
    )]
    async fn read(
        &self,
        caller: CurrentModerator,
    ) -> Result<CurrentModeratorSession, Refused<{ UNAUTHORIZED }>> {
        let id = caller.moderator.id;
        let view = SessionView {
            moderator: ModeratorView::of(&caller.moderator, &self.sites).await,
            linked_sessions: LinkedSessionView::of(id, &self.moderators, &self.sites).await?,
        };
        Ok(CurrentModeratorSession::Moderator(
            Json(view),
            "no-store".to_owned(),
        ))
    }

    /// Sign out
    ///
    /// Ends the session immediately. An API key cannot be ended here; revoke it instead.
    #[oai(
        path = "/moderation/session",
        method = "delete",
        operation_id = "delete_moderator_session",
        tag = "SessionTag::Session"
    )]
    async fn delete(
        &self,
        caller: CurrentModerator,
    ) -> Result<ModeratorSessionEnded, Refused<{ UNAUTHORIZED | FORBIDDEN }>> {
        if caller.token.kind() != TokenKind::Session {
            let detail = "An API key has no session to end. Revoke the key instead.";
            return Err(Problem::new(Code::Forbidden, detail).into());
        }
        let ended = self.moderators.end_session(&caller.token).await;
        ended?;
        tracing::info!(moderator = %caller.moderator.id, "signed out");
        Ok(ModeratorSessionEnded::Done)
    }
}
