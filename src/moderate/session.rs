//! `/moderate/sign-in` and `/moderate/sign-out`: the session of a moderator in a cookie of this server's own pages.
//!
//! The cookie is accepted by these pages alone: the API reads only the header `Authorization`.

use minijinja::context;
use poem::{
    FromRequest, IntoResponse as _, Request, RequestBody, Response, handler,
    http::{HeaderValue, StatusCode, header},
    web::{Data, Form, Query},
};
use serde::Deserialize;
use url::{Url, form_urlencoded};

use super::{address::QUEUE, template::render};
use crate::{
    http::{Code, Problem, RequestContext, language},
    locale::Message,
    moderate::ModeratorPages,
    moderator::{CurrentModerator, api::start_session},
    token::TokenKind,
};

/// The path of the page for signing in.
pub(super) const SIGN_IN: &str = "/moderate/sign-in";

#[derive(Debug, Default, Deserialize)]
pub(super) struct SignInQuery {
    /// The page to go to afterwards.
    #[serde(default)]
    to: String,
    /// Set if a session has just ended.
    over: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct ModeratorSignInForm {
    #[serde(default)]
    to: String,
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
}

/// The moderator who asks for a page. If the session has ended, the answer asks to sign in and leads back to the page.
pub(crate) struct SignedIn(pub(super) CurrentModerator);

impl<'a> FromRequest<'a> for SignedIn {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> poem::Result<Self> {
        let Data(pages) = Data::<&ModeratorPages>::from_request_without_body(request).await?;
        if let Some(moderator) = current(request, pages).await? {
            return Ok(Self(moderator));
        }
        let asked = redirect_to_sign_in(request, pages, &requested(request))?;
        Err(poem::Error::from_response(asked))
    }
}

/// Returns the moderator who is signed in; `None` if the session has ended.
async fn current(
    request: &Request,
    pages: &ModeratorPages,
) -> Result<Option<CurrentModerator>, Problem> {
    let Some(token) = pages.cookie.of(request, TokenKind::Session) else {
        return Ok(None);
    };
    let moderator = pages.moderators.authenticate_token(&token).await?;
    Ok(moderator.map(|moderator| CurrentModerator { moderator, token }))
}

/// Returns the moderator who sent a form; `None` if the session has ended. Refuses forms of other sites.
pub(super) async fn sender(
    request: &Request,
    pages: &ModeratorPages,
) -> Result<Option<CurrentModerator>, Problem> {
    check_own_form(request, pages)?;
    current(request, pages).await
}

fn check_own_form(request: &Request, pages: &ModeratorPages) -> Result<(), Problem> {
    if pages.cookie.is_from_own_page(request) {
        return Ok(());
    }
    let detail = Message::new("problem-own-page-only");
    Err(Problem::new(Code::Forbidden, detail))
}

/// Redirects to the page for signing in, which leads to the requested page afterwards. A request of a script is
/// refused instead.
pub(super) fn redirect_to_sign_in(
    request: &Request,
    pages: &ModeratorPages,
    to: &str,
) -> Result<Response, Problem> {
    let is_of_script = request.header("sec-fetch-mode") == Some("cors");
    if is_of_script {
        return Err(Problem::plain(Code::Unauthorized));
    }
    let had_session = pages.cookie.of(request, TokenKind::Session).is_some();
    let mut query = form_urlencoded::Serializer::new(String::new());
    if to != QUEUE {
        query.append_pair("to", to);
    }
    if had_session {
        query.append_pair("over", "1");
    }
    let query = query.finish();
    let sign = if query.is_empty() { "" } else { "?" };
    let mut response = super::see_other(&format!("{SIGN_IN}{sign}{query}"));
    if had_session {
        let cookie = pages.cookie.set(TokenKind::Session, None);
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Returns the path and query of a request.
fn requested(request: &Request) -> String {
    let uri = request.uri();
    uri.path_and_query()
        .map_or(QUEUE, |path| path.as_str())
        .to_owned()
}

/// Returns the page of the moderators that a text names, or else the queue. It is parsed as browsers do, so that no
/// text leads to another server.
pub(super) fn target(base_url: &str, to: &str) -> String {
    let queue = || QUEUE.to_owned();
    let Ok(base) = Url::parse(base_url) else {
        return queue();
    };
    let Ok(url) = base.join(to) else {
        return queue();
    };
    let path = url.path();
    let is_page = path == QUEUE || path.starts_with("/moderate/");
    if url.origin() != base.origin() || !is_page || path.starts_with(SIGN_IN) || path.contains("//")
    {
        return queue();
    }
    match url.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    }
}

#[handler]
pub(crate) async fn show(
    request: &Request,
    Data(pages): Data<&ModeratorPages>,
    Query(wanted): Query<SignInQuery>,
) -> Result<Response, Problem> {
    let to = target(&pages.base_url, &wanted.to);
    if current(request, pages).await?.is_some() {
        return Ok(super::see_other(&to));
    }
    let over = wanted.over.map(|_| Message::new("me-done-over"));
    page(StatusCode::OK, &to, "", over)
}

fn page(
    status: StatusCode,
    to: &str,
    login: &str,
    message: Option<Message>,
) -> Result<Response, Problem> {
    let message = message.map(|message| message.to_text(language()));
    render(status, "sign_in.html", context! { to, login, message })
}

#[handler]
pub(crate) async fn sign_in(
    request: &Request,
    Data(pages): Data<&ModeratorPages>,
    context: RequestContext,
    Form(credentials): Form<ModeratorSignInForm>,
) -> Result<Response, Problem> {
    check_own_form(request, pages)?;
    let to = target(&pages.base_url, &credentials.to);
    let login = credentials.login;
    let services = (&pages.moderators, &*pages.limits);
    let password = credentials.password.into();
    match start_session(services, context.address, &login, password).await {
        Ok(session) => {
            let cookie = &pages.cookie;
            // The browser forgets the earlier session, so that it could not be ended there any more.
            if let Some(earlier) = cookie.of(request, TokenKind::Session) {
                pages.moderators.sign_out(&earlier.reveal()).await?;
            }
            let cookie = cookie.set(TokenKind::Session, Some(&session.token));
            let mut response = super::see_other(&to);
            response.headers_mut().append(header::SET_COOKIE, cookie);
            Ok(response)
        }
        Err(problem) if problem.code.status().is_server_error() => Err(problem),
        Err(problem) => {
            let (status, retry_after) = (problem.code.status(), problem.retry_after);
            let mut response = page(status, &to, &login, Some(problem.detail))?;
            if let Some(after) = retry_after
                && let Ok(seconds) =
                    HeaderValue::try_from(after.as_millis().div_ceil(1000).to_string())
            {
                response.headers_mut().insert(header::RETRY_AFTER, seconds);
            }
            Ok(response)
        }
    }
}

#[handler]
pub(crate) async fn sign_out(
    request: &Request,
    Data(pages): Data<&ModeratorPages>,
) -> Result<Response, Problem> {
    check_own_form(request, pages)?;
    let cookie = &pages.cookie;
    if let Some(token) = cookie.of(request, TokenKind::Session) {
        pages.moderators.sign_out(&token.reveal()).await?;
    }
    let mut response = super::see_other(SIGN_IN);
    let cookie = cookie.set(TokenKind::Session, None);
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response.into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_moderators_on_this_server_are_led_to() {
        let base = "https://comments.example";
        for (to, expected) in [
            ("/moderate", "/moderate"),
            ("/moderate?folder=spam", "/moderate?folder=spam"),
            (
                "/moderate/comments/1?reply=1",
                "/moderate/comments/1?reply=1",
            ),
            ("https://comments.example/moderate?q=a", "/moderate?q=a"),
            ("", "/moderate"),
            ("/me", "/moderate"),
            ("/moderate/sign-in?to=/moderate", "/moderate"),
            ("//evil.example/moderate", "/moderate"),
            ("/\\evil.example/moderate", "/moderate"),
            ("https://evil.example/moderate", "/moderate"),
            ("/moderate/..//evil.example", "/moderate"),
            ("/moderate//evil.example", "/moderate"),
            ("javascript:alert(1)", "/moderate"),
            ("\t//evil.example", "/moderate"),
        ] {
            assert_eq!(target(base, to), expected, "{to}");
        }
    }
}
