//! `/me`: a commenter's own page, without script. Every form returns to the page; errors are shown beside
//! their field, which still contains what was typed.

pub(crate) mod account;
mod comments;
pub(crate) mod data;
pub(crate) mod moderator;
pub(crate) mod sign_in;
mod view;

use poem::{
    IntoResponse as _, Request, Response, handler,
    http::{HeaderValue, StatusCode, header},
    web::{Data, Query},
};
use serde::Deserialize;

use self::view::FormResult;
use super::Pages;
use crate::{
    commenter::Viewer,
    http::{Code, Problem},
    locale::Message,
    token::TokenKind,
};

/// The path of the page.
const ME: &str = "/me";

/// The code of what has just been done, where an unknown code shows no notice; and what to show.
#[derive(Debug, Default, Deserialize)]
struct DoneQuery {
    #[serde(default)]
    done: String,
    /// The cursor of the part of the comments to show.
    after: Option<String>,
}

#[handler]
pub(crate) async fn show(
    request: &Request,
    Data(pages): Data<&Pages>,
    Query(asked): Query<DoneQuery>,
) -> Result<Response, Problem> {
    let said = FormResult {
        notice: notice(&asked.done),
        after: asked.after,
        ..FormResult::default()
    };
    view::render(request, pages, StatusCode::OK, said).await
}

fn notice(word: &str) -> Option<&'static str> {
    Some(match word {
        "profile" => "me-done-profile",
        "unlinked" => "me-done-unlinked",
        "ended" => "me-done-ended",
        "others" => "me-done-others",
        "linked" => "me-done-linked",
        "unlinked-moderator" => "me-done-unlinked-moderator",
        "adopted" => "me-done-adopted",
        "out" => "me-done-out",
        "over" => "me-done-over",
        "erased" => "me-done-erased",
        _ => return None,
    })
}

/// Returns the viewer of the page by the cookie of this server's own pages; `None` if the cookie is expired.
async fn viewer(request: &Request, pages: &Pages) -> Result<Option<Viewer>, Problem> {
    let Some(token) = pages.sign_in.cookie.of(request, TokenKind::Commenter) else {
        return Ok(None);
    };
    let viewer = pages.people.authenticate(&token).await?;
    Ok(viewer.filter(|viewer| viewer.site.is_none()))
}

/// Refuses forms of other sites, which must not act in a person's name.
fn check_own_form(request: &Request, pages: &Pages) -> Result<(), Problem> {
    if pages.sign_in.cookie.is_from_own_page(request) {
        return Ok(());
    }
    Err(Problem::new(
        Code::Forbidden,
        Message::new("problem-own-page-only"),
    ))
}

/// Returns the viewer who sent a form of this page; `None` if their session has ended.
async fn sender(request: &Request, pages: &Pages) -> Result<Option<Viewer>, Problem> {
    check_own_form(request, pages)?;
    viewer(request, pages).await
}

/// Redirects to the page with a code for what was done.
fn done(word: &str) -> Response {
    see_other(&format!("{ME}?done={word}"))
}

fn see_other(to: &str) -> Response {
    StatusCode::SEE_OTHER
        .with_header(header::LOCATION, to)
        .with_header(header::CACHE_CONTROL, "no-store")
        .into_response()
}

fn with_cookie(mut response: Response, cookie: HeaderValue) -> Response {
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}
