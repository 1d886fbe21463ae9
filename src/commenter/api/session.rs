//! The endpoints of a commenter's session.

use std::sync::Arc;

use poem::Request;
use poem_openapi::{ApiResponse, OpenApi, payload::Json, types::MaybeUndefined};

use super::{
    Caller,
    wire::{CodeRedemption, NewSession, ProfileChange, ViewerInfo, ViewerSession},
};
use crate::{
    commenter::{CodeHandoffFault, CodeVerifier, People, Person, VerifierFault},
    http::{
        BODY, Code, FieldError, Problem, Refused, RequestContext, StrictJson, TOO_FAST,
        UNAUTHORIZED,
    },
    limit::{Limits, quotas},
    locale::Message,
    site::Sites,
    text::{Name, Website},
};

/// Sessions of commenters.
#[derive(Clone, Debug)]
pub struct ViewerApi {
    pub people: People,
    pub sites: Sites,
    pub limits: Arc<Limits>,
    pub base_url: String,
}

/// The group of these operations in the OpenAPI document.
#[derive(Debug, poem_openapi::Tags)]
pub enum IdentityTag {
    /// Signing in as a commenter, and the commenter's session and profile.
    Identity,
}

/// The caller's identity.
#[derive(Debug, ApiResponse)]
pub enum ViewerAnswer {
    /// The session's owner, or null for an anonymous caller.
    #[oai(status = 200)]
    Viewer(
        Json<ViewerSession>,
        /// `no-store`: the answer is about one person.
        #[oai(header = "Cache-Control")]
        String,
    ),
}

/// A session was created.
#[derive(Debug, ApiResponse)]
pub enum ViewerSessionStarted {
    /// The session and its token.
    #[oai(status = 201)]
    Session(
        Json<Box<NewSession>>,
        /// `no-store`: a token must not be stored in any cache.
        #[oai(header = "Cache-Control")]
        String,
    ),
}

impl ViewerSessionStarted {
    pub fn of(session: NewSession) -> Self {
        Self::Session(Json(Box::new(session)), "no-store".to_owned())
    }
}

/// The session has ended.
#[derive(Debug, ApiResponse)]
pub enum ViewerSessionEnded {
    /// The token is no longer valid on any replica.
    #[oai(status = 204)]
    Done(
        /// Deletes the cookie of this server's own pages, if the session was sent in it.
        #[oai(header = "Set-Cookie")]
        Option<String>,
    ),
}

#[OpenApi]
impl ViewerApi {
    /// Read the current session
    ///
    /// The person for "You are commenting using your … account." Without a credential `viewer` is null.
    #[oai(
        path = "/session",
        method = "get",
        operation_id = "read_session",
        tag = "IdentityTag::Identity"
    )]
    #[expect(clippy::unused_async, reason = "operations are async")]
    async fn read(&self, caller: Caller) -> Result<ViewerAnswer, Refused<{ UNAUTHORIZED }>> {
        let viewer = caller.viewer()?;
        Ok(Self::answer(
            viewer.map(|viewer| ViewerInfo::new(viewer, &self.base_url)),
        ))
    }

    /// Sign out
    ///
    /// Revokes the token immediately, on every replica.
    #[oai(
        path = "/session",
        method = "delete",
        operation_id = "delete_session",
        tag = "IdentityTag::Identity"
    )]
    async fn delete(
        &self,
        caller: Caller,
    ) -> Result<ViewerSessionEnded, Refused<{ UNAUTHORIZED }>> {
        caller.require_viewer()?;
        if let Some(token) = caller.token() {
            self.people.sign_out(token).await?;
        }
        let clear_cookie = caller.clear_cookie().and_then(|end| end.to_str().ok());
        Ok(ViewerSessionEnded::Done(clear_cookie.map(str::to_owned)))
    }

    /// Change the display name or the website
    ///
    /// Applies to future comments; comments already written retain the name and website that they were
    /// written with.
    #[oai(
        path = "/session",
        method = "patch",
        operation_id = "update_session",
        tag = "IdentityTag::Identity"
    )]
    async fn change(
        &self,
        caller: Caller,
        body: StrictJson<ProfileChange>,
    ) -> Result<ViewerAnswer, Refused<{ UNAUTHORIZED | BODY }>> {
        let mut viewer = caller.require_viewer()?.clone();
        change_profile(&self.people, &mut viewer.person, body.0).await?;
        Ok(Self::answer(Some(ViewerInfo::new(&viewer, &self.base_url))))
    }

    /// Redeem a code for a session
    ///
    /// The page received the code by `postMessage` from the popup, or in the fragment `rejoinder_code`. It is
    /// valid for 60 seconds and works once, only with the verifier of the `challenge` with which the sign-in
    /// started, and not on a page of another site. A page must redeem only the code of a sign-in that it
    /// started itself: it stores the verifier at the start, removes it when it receives a code, and ignores a
    /// code for which it has stored none. Otherwise a link with another person's code would sign the visitor
    /// in as that person.
    #[oai(
        path = "/session/redeem",
        method = "post",
        operation_id = "redeem_session",
        tag = "IdentityTag::Identity"
    )]
    async fn redeem(
        &self,
        request: &Request,
        context: RequestContext,
        body: StrictJson<CodeRedemption>,
    ) -> Result<ViewerSessionStarted, Refused<{ UNAUTHORIZED | BODY | TOO_FAST }>> {
        // Checked before the limit and before the code, so that a malformed request does not use up either.
        let verifier = CodeVerifier::parse(&body.0.verifier)?;
        let charge = quotas::per_address(quotas::SIGN_IN_ADDRESS, context.address);
        let checked = self.limits.check("", &[charge]).await;
        checked.map_err(Problem::from)?;
        let sites = self.sites.all().await;
        // A page of another site of this server must not redeem the code, even if it knows code and verifier.
        let is_own_site = |id| {
            let site = sites.iter().find(|site| site.id == id);
            request.header("origin").is_none_or(|origin| {
                site.is_some_and(|site| site.origins.iter().any(|own| own.as_str() == origin))
            })
        };
        let redeemed = self
            .people
            .redeem(&body.0.code, &verifier, is_own_site)
            .await;
        let redeemed = redeemed?;
        tracing::info!(person = %redeemed.viewer.person.id, "signed in");
        Ok(ViewerSessionStarted::of(NewSession::new(
            &redeemed,
            &self.base_url,
        )))
    }
}

/// Changes the public profile of a person, if all fields are valid.
pub async fn change_profile(
    people: &People,
    person: &mut Person,
    change: ProfileChange,
) -> Result<(), Problem> {
    let ProfileChange { name, website } = change;
    let mut errors = Vec::new();
    if let Some(name) = name {
        match Name::parse(&name) {
            Ok(name) => person.name = name.into_string(),
            Err(fault) => errors.push(FieldError::new("name", fault.code, fault.message)),
        }
    }
    match website {
        MaybeUndefined::Undefined => {}
        MaybeUndefined::Null => person.website = None,
        MaybeUndefined::Value(website) if website.is_empty() => person.website = None,
        MaybeUndefined::Value(website) => match Website::parse(&website) {
            Ok(website) => person.website = Some(website.into_string()),
            Err(fault) => errors.push(FieldError::new("website", fault.code, fault.message)),
        },
    }
    let reserved = people.names().of(None).await;
    if errors.is_empty() && reserved.is_reserved(&person.name) {
        errors.push(FieldError::new(
            "name",
            "reserved",
            Message::new("name-reserved"),
        ));
    }
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    people.update_profile(person).await?;
    Ok(())
}

impl ViewerApi {
    fn answer(viewer: Option<ViewerInfo>) -> ViewerAnswer {
        ViewerAnswer::Viewer(Json(ViewerSession { viewer }), "no-store".to_owned())
    }
}

impl From<CodeHandoffFault> for Problem {
    fn from(fault: CodeHandoffFault) -> Self {
        match fault {
            CodeHandoffFault::Wrong => {
                Self::new(Code::Unauthorized, Message::new("problem-handover"))
            }
            CodeHandoffFault::Db(error) => error.into(),
        }
    }
}

impl From<VerifierFault> for Problem {
    fn from(fault: VerifierFault) -> Self {
        let (code, message) = match fault {
            VerifierFault::Length(length) => (
                if length < 43 { "too_short" } else { "too_long" },
                Message::new("sign-in-verifier-length").with("got", length.to_string()),
            ),
            VerifierFault::Characters => ("invalid", Message::new("sign-in-verifier-characters")),
        };
        Self::field("verifier", code, message)
    }
}
