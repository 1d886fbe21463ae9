//! The forms of `/me` with which a moderator links the sessions of this person, and ends the links.

use poem::{
    Request, Response, handler,
    web::{Data, Form},
};
use serde::Deserialize;

use super::{
    done, sender,
    view::{RetypedFields, refuse},
};
use crate::{
    commenter::api::moderator_link::link_sessions,
    http::{Code, Problem, RequestContext},
    pages::Pages,
};

#[derive(Deserialize)]
pub(super) struct ModeratorLinkForm {
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
}

#[handler]
pub(crate) async fn link(
    request: &Request,
    Data(pages): Data<&Pages>,
    context: RequestContext,
    Form(credentials): Form<ModeratorLinkForm>,
) -> Result<Response, Problem> {
    let Some(viewer) = sender(request, pages).await? else {
        return Ok(done("over"));
    };
    let ModeratorLinkForm { login, password } = credentials;
    let (moderators, limits) = (&pages.moderators, &pages.limits);
    let given = (login.as_str(), password.into());
    let linked = link_sessions(
        &pages.people,
        moderators,
        limits,
        context.address,
        viewer.person.id,
        given,
    )
    .await;
    let Err(problem) = linked else {
        return Ok(done("linked"));
    };
    let problem = if problem.code == Code::WrongPassword {
        let message = "Incorrect login or password.";
        Problem::field("moderator", "wrong_password", message)
    } else {
        problem
    };
    let typed = RetypedFields {
        login: Some(login),
        ..RetypedFields::default()
    };
    refuse(request, pages, problem, typed).await
}

#[handler]
pub(crate) async fn unlink(
    request: &Request,
    Data(pages): Data<&Pages>,
) -> Result<Response, Problem> {
    let Some(viewer) = sender(request, pages).await? else {
        return Ok(done("over"));
    };
    pages.moderators.unlink_person(viewer.person.id).await?;
    Ok(done("unlinked-moderator"))
}
