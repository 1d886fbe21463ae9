//! Signing in and linking accounts on `/me`: at a provider, or with a mailed code.

use poem::{
    IntoResponse as _, Request, Response, handler,
    web::{Data, Form, Path, Query},
};
use serde::Deserialize;
use url::Url;

use super::{
    ME, check_own_form, see_other,
    view::{RetypedFields, refuse},
    viewer, with_cookie,
};
use crate::{
    commenter::{
        EMAIL, EnteredMailCode, FinishedSignIn, MailRequest, ReturnTarget, SignInFault,
        SignInOutcome, api::browser::BrowserAnswer, result_page,
    },
    http::{Problem, Refused, RequestContext, language},
    limit::quotas,
    locale::Message,
    pages::{Pages, sign_in::mail as mail_name},
    text::Email,
    token::TokenKind,
};

#[derive(Debug, Default, Deserialize)]
pub(super) struct SignInForm {
    /// Set to link the account with the signed-in person.
    link: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct MailCodeRequestForm {
    #[serde(default)]
    email: String,
    link: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct MailCodeForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    code: String,
    /// The request that the code answers.
    #[serde(default)]
    attempt: String,
}

/// Returns whether this page led the browser here. A link from another party must not sign people in or
/// create accounts.
fn came_from_own_page(request: &Request, pages: &Pages) -> bool {
    let cookie = &pages.sign_in.cookie;
    cookie.is_from_own_page(request)
        || request.header("sec-fetch-site").is_none()
            && request.header("referer").is_some_and(|from| {
                Url::parse(from)
                    .is_ok_and(|from| from.origin().ascii_serialization() == cookie.origin())
            })
}

#[handler]
pub(crate) async fn start(
    request: &Request,
    Data(pages): Data<&Pages>,
    context: RequestContext,
    Path(provider): Path<String>,
    Query(wanted): Query<SignInForm>,
) -> poem::Result<Response> {
    let person = match wanted.link {
        Some(_) => viewer(request, pages).await?.map(|viewer| viewer.person.id),
        None => None,
    };
    let is_over = wanted.link.is_some() && person.is_none();
    if is_over || !came_from_own_page(request, pages) {
        return Ok(see_other(ME));
    }
    if let Err(problem) = charge_attempt(pages, context).await {
        return Ok(refuse(request, pages, problem, RetypedFields::default()).await?);
    }
    let browser = pages.sign_in.cookie.of(request, TokenKind::Browser);
    let started = pages
        .people
        .start(&provider, None, &here(), browser, person)
        .await;
    let name = pages.people.providers().name_of(&provider);
    let name = name.map_or_else(
        || Message::new("sign-in-the-provider").to_text(language()),
        str::to_owned,
    );
    match started {
        Ok(started) => {
            let html = result_page::redirect_page(language(), None, &name, &started.url);
            let cookie = pages
                .sign_in
                .cookie
                .set(TokenKind::Browser, Some(&started.browser));
            let answer = BrowserAnswer::see_other(started.url, html).with_cookie(cookie);
            Ok(answer.into_response())
        }
        Err(fault) => finish(request, pages, Err(fault), &name).await,
    }
}

#[handler]
pub(crate) async fn mail(
    request: &Request,
    Data(pages): Data<&Pages>,
    context: RequestContext,
    Form(asked): Form<MailCodeRequestForm>,
) -> poem::Result<Response> {
    check_own_form(request, pages)?;
    if !pages.people.can_mail() {
        return Err(Problem::missing("problem-no-mail-sign-in").into());
    }
    let link = match asked.link {
        Some(_) => match viewer(request, pages).await? {
            Some(viewer) => Some(viewer.person.id),
            None => return Ok(super::done("over")),
        },
        None => None,
    };
    let typed = RetypedFields {
        email: Some(asked.email.clone()),
        ..RetypedFields::default()
    };
    let email = match Email::parse(&asked.email) {
        Ok(email) => email,
        Err(fault) => {
            let problem = Problem::field("email", fault.code, fault.message);
            return Ok(refuse(request, pages, problem, typed).await?);
        }
    };
    let browser = pages.sign_in.cookie.of(request, TokenKind::Browser);
    let browser = browser.unwrap_or_else(|| pages.people.new_browser_token());
    let ask = MailRequest {
        email: &email,
        site: None,
        name: None,
        return_target: Some(here()),
        browser: Some(browser.clone()),
        link,
        deliver: true,
    };
    if let Err(problem) = pages.mail.send_code(context, ask).await {
        return Ok(refuse(request, pages, problem, typed).await?);
    }
    let cookie = pages.sign_in.cookie.set(TokenKind::Browser, Some(&browser));
    Ok(with_cookie(see_other(ME), cookie))
}

#[handler]
pub(crate) async fn code(
    request: &Request,
    Data(pages): Data<&Pages>,
    context: RequestContext,
    Form(typed): Form<MailCodeForm>,
) -> poem::Result<Response> {
    check_own_form(request, pages)?;
    let again = RetypedFields {
        code_email: Some(typed.email.clone()),
        code_attempt: Some(typed.attempt.clone()),
        ..RetypedFields::default()
    };
    let browser = pages.sign_in.cookie.of(request, TokenKind::Browser);
    let outcome = match Email::parse(&typed.email) {
        Ok(email) => {
            let typed = EnteredMailCode {
                site: None,
                email: &email,
                code: &typed.code,
                // A page that was modified is treated as one without an attempt.
                attempt: pages.people.parse_attempt(&typed.attempt),
                browser: browser.as_ref(),
                from: context.address,
            };
            match pages.mail.enter_code(typed).await {
                Ok(outcome) => outcome,
                Err(problem) => return Ok(refuse(request, pages, problem, again).await?),
            }
        }
        Err(_) => Err(SignInFault::NotPending),
    };
    if matches!(outcome, Err(SignInFault::NotPending)) {
        let problem = Problem::field("code", "wrong_code", Message::new("mail-wrong-code"));
        return Ok(refuse(request, pages, problem, again).await?);
    }
    if let Ok(SignInOutcome::Session(session)) = &outcome {
        tracing::info!(person = %session.viewer.person.id, provider = EMAIL, "signed in");
    }
    finish(request, pages, outcome, &mail_name(language())).await
}

/// Answers with the same pages as any other sign-in.
async fn finish(
    request: &Request,
    pages: &Pages,
    outcome: Result<SignInOutcome, SignInFault>,
    provider: &str,
) -> poem::Result<Response> {
    let finished = FinishedSignIn {
        return_target: Some(here()),
        site: None,
        outcome,
    };
    let answer: Result<BrowserAnswer, Refused<{ u32::MAX }>> = pages
        .sign_in
        .finish_answer(request, finished, provider)
        .await;
    Ok(answer?.into_response())
}

fn here() -> ReturnTarget {
    ReturnTarget::Here {
        path: ME.to_owned(),
    }
}

async fn charge_attempt(pages: &Pages, context: RequestContext) -> Result<(), Problem> {
    let charge = quotas::per_address(quotas::SIGN_IN_ADDRESS, context.address);
    pages.limits.check("", &[charge]).await?;
    Ok(())
}
