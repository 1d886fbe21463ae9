//! `/setup`: creates the first owner, with the token that was printed at startup.

use minijinja::{Value, context, value::Serde};
use poem::{
    Request, Response, handler,
    http::{StatusCode, header},
    web::{Data, Form, Query},
};
use secrecy::SecretString;
use serde::Deserialize;

use super::{Pages, isolate, page, same_origin};
use crate::{
    http::{Code, FieldError, Problem, RequestContext},
    limit::quotas,
    locale::Language,
    text::{FieldFault, Login, Name},
};

#[derive(Debug, Default, Deserialize)]
pub(super) struct SetupOffer {
    #[serde(default)]
    token: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct SetupForm {
    token: String,
    login: String,
    name: String,
    password: String,
}

#[handler]
pub(crate) fn show(
    request: &Request,
    Data(pages): Data<&Pages>,
    Query(offered): Query<SetupOffer>,
) -> Result<Response, Problem> {
    if !pages.setup.is_open() {
        return refuse_closed(request);
    }
    setup_page(
        StatusCode::OK,
        context! { token => offered.token, login => "", name => "", done => false },
    )
}

fn setup_page(status: StatusCode, context: Value) -> Result<Response, Problem> {
    let mut response = page(status, "setup.html", context)?;
    isolate(&mut response);
    Ok(response)
}

#[handler]
pub(crate) async fn claim(
    request: &Request,
    Data(pages): Data<&Pages>,
    context: RequestContext,
    Form(claim): Form<SetupForm>,
) -> Result<Response, Problem> {
    same_origin(request)?;
    if !pages.setup.is_open() {
        return refuse_closed(request);
    }
    // Limits guesses of the set-up token, and the cost of hashing for unauthenticated clients.
    let charge = quotas::per_address(quotas::PASSWORD_ADDRESS, context.address);
    pages.limits.check("", &[charge]).await?;
    let password = SecretString::from(claim.password.clone());
    match pages
        .setup
        .claim(
            &claim.token,
            &claim.login,
            Some(&claim.name),
            password.clone(),
            Some(context.address),
        )
        .await
        .map_err(Problem::from)
    {
        Ok(session) => {
            let base = pages.base_url.clone();
            setup_page(
                StatusCode::OK,
                context! { done => true, login => session.moderator.login, base, docs => pages.docs },
            )
        }
        Err(problem) if problem.code.status().is_server_error() => Err(problem),
        Err(mut problem) => {
            if problem.code == Code::Invalid {
                let faults = faults(pages, &claim, &password).await?;
                problem = if faults.is_empty() {
                    problem
                } else {
                    Problem::invalid(faults)
                };
            }
            let context = context! {
                done => false, token => claim.token, login => claim.login, name => claim.name,
                message => problem.detail.to_string(),
                errors => Serde(problem.errors.iter().map(|e| e.shown(Language::En)).collect::<Vec<_>>()),
            };
            setup_page(problem.code.status(), context)
        }
    }
}

/// Returns all that is wrong with the fields, so that they are corrected at once: attempts are limited, and the password is
/// typed again for each.
async fn faults(
    pages: &Pages,
    sent: &SetupForm,
    password: &SecretString,
) -> Result<Vec<FieldError>, Problem> {
    let fault = |field, fault: FieldFault| FieldError::new(field, fault.code, fault.message);
    let login = Login::parse(&sent.login).err();
    let name = Some(&sent.name).filter(|name| !name.trim().is_empty());
    let name = name.and_then(|name| Name::parse(name).err());
    let mut faults = login
        .map(|login| fault("login", login))
        .into_iter()
        .chain(name.map(|name| fault("name", name)))
        .collect::<Vec<_>>();
    let checked = pages.moderators.check_password(password, &sent.login).await;
    if let Err(problem) = checked.map_err(Problem::from) {
        if problem.errors.is_empty() {
            return Err(problem);
        }
        faults.extend(problem.errors);
    }
    Ok(faults)
}

/// Refuses a set-up that is over: a browser gets a page that leads on.
fn refuse_closed(request: &Request) -> Result<Response, Problem> {
    let wants_html = request
        .header(header::ACCEPT)
        .is_some_and(|accept| accept.contains("text/html"));
    if wants_html {
        let context = context! { closed => CLOSED, done => false };
        return setup_page(StatusCode::NOT_FOUND, context);
    }
    Err(Problem::new(Code::NotFound, CLOSED))
}

/// Why there is nothing to set up.
const CLOSED: &str = "Nothing to set up: a moderator already exists, or the set-up token is older than 15 minutes. \
     If there is no moderator yet, restart the server for a new token.";
