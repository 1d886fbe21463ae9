//! The forms of `/me` about name, identities and sessions.

use poem::{
    Request, Response, handler,
    web::{Data, Form},
};
use poem_openapi::types::MaybeUndefined;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    check_own_form, done, sender,
    view::{RetypedFields, refuse},
    with_cookie,
};
use crate::{
    commenter::{
        self,
        api::{session::change_profile, wire::ProfileChange},
    },
    http::Problem,
    locale::Message,
    pages::Pages,
    token::TokenKind,
};

#[derive(Deserialize)]
pub(super) struct ProfileForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    website: String,
}

#[derive(Deserialize)]
pub(super) struct UnlinkForm {
    #[serde(default)]
    issuer: String,
    #[serde(default)]
    subject: String,
}

#[derive(Deserialize)]
pub(super) struct EndSessionForm {
    /// The session to end; if absent, all sessions except the current one.
    session: Option<String>,
}

#[handler]
pub(crate) async fn profile(
    request: &Request,
    Data(pages): Data<&Pages>,
    Form(profile): Form<ProfileForm>,
) -> Result<Response, Problem> {
    let Some(mut viewer) = sender(request, pages).await? else {
        return Ok(done("over"));
    };
    let change = ProfileChange {
        name: Some(profile.name.clone()),
        website: if profile.website.trim().is_empty() {
            MaybeUndefined::Null
        } else {
            MaybeUndefined::Value(profile.website.clone())
        },
    };
    match change_profile(&pages.people, &mut viewer.person, change).await {
        Ok(()) => Ok(done("profile")),
        Err(problem) => {
            let typed = RetypedFields {
                name: Some(profile.name),
                website: Some(profile.website),
                ..RetypedFields::default()
            };
            refuse(request, pages, problem, typed).await
        }
    }
}

#[handler]
pub(crate) async fn unlink(
    request: &Request,
    Data(pages): Data<&Pages>,
    Form(unlinked): Form<UnlinkForm>,
) -> Result<Response, Problem> {
    let Some(viewer) = sender(request, pages).await? else {
        return Ok(done("over"));
    };
    let person = viewer.person.id;
    let UnlinkForm { issuer, subject } = unlinked;
    let (code, message) = match pages.people.unlink(person, &issuer, &subject).await? {
        commenter::UnlinkOutcome::Done => {
            tracing::info!(%person, "identity unlinked");
            return Ok(done("unlinked"));
        }
        commenter::UnlinkOutcome::Last => ("last", Message::new("me-last-account")),
        commenter::UnlinkOutcome::Absent => ("unknown", Message::new("me-not-linked")),
    };
    let problem = Problem::field("identity", code, message);
    refuse(request, pages, problem, RetypedFields::default()).await
}

#[handler]
pub(crate) async fn end(
    request: &Request,
    Data(pages): Data<&Pages>,
    Form(ended): Form<EndSessionForm>,
) -> Result<Response, Problem> {
    let Some(viewer) = sender(request, pages).await? else {
        return Ok(done("over"));
    };
    let person = viewer.person.id;
    let word = if let Some(session) = ended.session {
        let Ok(session) = Uuid::parse_str(&session) else {
            let problem = Problem::field("session", "invalid", Message::new("me-no-session"));
            return refuse(request, pages, problem, RetypedFields::default()).await;
        };
        pages.people.end_session(person, session).await?;
        "ended"
    } else {
        let others = pages.people.end_other_sessions(person, viewer.session);
        others.await?;
        "others"
    };
    tracing::info!(%person, word, "sessions ended by their owner");
    Ok(done(word))
}

#[handler]
pub(crate) async fn log_out(
    request: &Request,
    Data(pages): Data<&Pages>,
) -> Result<Response, Problem> {
    check_own_form(request, pages)?;
    let cookie = &pages.sign_in.cookie;
    if let Some(token) = cookie.of(request, TokenKind::Commenter) {
        pages.people.sign_out(&token).await?;
    }
    Ok(with_cookie(
        done("out"),
        cookie.set(TokenKind::Commenter, None),
    ))
}
