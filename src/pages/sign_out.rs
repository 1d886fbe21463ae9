//! `/sign-out`: ends the session of this server's own pages, with a plain form.

use poem::{
    IntoResponse as _, Request, Response, handler,
    web::{Data, Form},
};
use serde::Deserialize;

use super::Pages;
use crate::{
    commenter::{ReturnTarget, api::browser::BrowserAnswer},
    http::{Code, Problem},
    locale::Message,
    token::TokenKind,
};

#[derive(Debug, Deserialize)]
pub(super) struct SignOutForm {
    /// The page of this server to go to afterwards.
    return_to: Option<String>,
}

#[handler]
pub(crate) async fn sign_out(
    request: &Request,
    Data(pages): Data<&Pages>,
    Form(leaving): Form<SignOutForm>,
) -> Result<Response, Problem> {
    let cookie = &pages.sign_in.cookie;
    if !cookie.is_from_own_page(request) {
        let detail = Message::new("problem-own-page-only");
        return Err(Problem::new(Code::Forbidden, detail));
    }
    if let Some(token) = cookie.of(request, TokenKind::Commenter) {
        pages.people.sign_out(&token).await?;
    }
    let to = ReturnTarget::here(&pages.base_url, leaving.return_to.as_deref().unwrap_or("/"));
    let to = to.as_ref().map_or("/", ReturnTarget::back).to_owned();
    let answer = BrowserAnswer::see_other(to, String::new());
    Ok(answer
        .with_cookie(cookie.set(TokenKind::Commenter, None))
        .into_response())
}
