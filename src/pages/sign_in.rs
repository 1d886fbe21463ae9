//! `/sign-in/{token}`: the page that the link of a mail leads to. Opening it changes nothing, because mail
//! scanners follow links; the button signs in.

use poem::{
    IntoResponse as _, Request, Response, handler,
    http::StatusCode,
    web::{Data, Path},
};

use super::{Pages, same_origin};
use crate::{
    commenter::{FinishedSignIn, SignInFault, api::browser::BrowserAnswer, result_page},
    http::{Code, Problem, Refused, RequestContext, language},
    limit::quotas,
    locale::{Language, Message},
    token::TokenKind,
};

#[handler]
pub(crate) async fn show(
    Data(pages): Data<&Pages>,
    context: RequestContext,
    Path(token): Path<String>,
) -> Result<Response, Problem> {
    charge_attempt(pages, context).await?;
    let Some(offered) = pages.people.find_offered_sign_in(&token).await? else {
        let language = language();
        let (server, mail) = (result_page::server_name(language), mail(language));
        let html =
            result_page::failure_page(language, None, &server, &mail, &SignInFault::NotPending);
        return Ok(BrowserAnswer::page(StatusCode::NOT_FOUND, html).into_response());
    };
    let site = match offered.site {
        Some(site) => pages.sites.by_id(site).await,
        None => None,
    };
    let language = site
        .as_ref()
        .map_or_else(language, |site| site.policy.language);
    let name = site.as_ref().map_or_else(
        || result_page::server_name(language),
        |site| site.name.clone(),
    );
    let action = format!("/sign-in/{token}");
    let html = result_page::link_page(
        language,
        &action,
        &name,
        &offered.email,
        offered.return_target.back(),
    );
    let page = BrowserAnswer::page(StatusCode::OK, html);
    let origins = site.iter().flat_map(|site| &site.origins);
    Ok(page
        .with_form_targets(origins.map(|origin| origin.as_str()))
        .into_response())
}

#[handler]
pub(crate) async fn follow(
    request: &Request,
    Data(pages): Data<&Pages>,
    context: RequestContext,
    Path(token): Path<String>,
) -> poem::Result<Response> {
    same_origin(request)?;
    // Older browsers send only this header. A page of another origin must not sign a visitor in with another
    // person's link.
    let stranger = request
        .header("origin")
        .filter(|origin| *origin != pages.sign_in.cookie.origin());
    if request.header("sec-fetch-site").is_none() && stranger.is_some() {
        return Err(Problem::plain(Code::Forbidden).into());
    }
    charge_attempt(pages, context).await?;
    let browser = pages.sign_in.cookie.of(request, TokenKind::Browser);
    let people = &pages.people;
    let followed = people.follow_link(&token, browser.as_ref(), context.address);
    let finished: FinishedSignIn = followed.await;
    let answer: Result<BrowserAnswer, Refused<{ u32::MAX }>> = pages
        .sign_in
        .finish_answer(request, finished, &mail(language()))
        .await;
    Ok(answer?.into_response())
}

/// Returns the name of the sign-in method by email.
pub(super) fn mail(language: Language) -> String {
    Message::new("sign-in-mail").to_text(language)
}

async fn charge_attempt(pages: &Pages, context: RequestContext) -> Result<(), Problem> {
    let charge = quotas::per_address(quotas::SIGN_IN_ADDRESS, context.address);
    pages.limits.check("", &[charge]).await?;
    Ok(())
}
