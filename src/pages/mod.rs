//! Pages for people: threads and the scripts of the embedded element, the moderators' pages, set-up, the demo, the
//! account page, the API reference, the list of problems.

pub(crate) mod act;
pub(crate) mod assets;
pub(crate) mod demo;
pub(crate) mod docs;
pub(crate) mod embedded_file;
pub(crate) mod me;
mod refusal;
pub(crate) mod setup;
pub(crate) mod sign_in;
pub(crate) mod sign_out;
pub(crate) mod thread;

use std::sync::{Arc, LazyLock};

pub(crate) use self::refusal::RefusalPages;

use minijinja::{Environment, Value, context};
use poem::{
    IntoResponse, Request, Response, handler,
    http::{HeaderValue, StatusCode, header},
    web::Data,
};

use crate::{
    comment::Comments,
    commenter::{
        People, Viewer,
        api::{email::MailSignInApi, sign_in::SignInApi},
    },
    html,
    http::{Code, PAGE_POLICY, Problem},
    limit::Limits,
    locale::Message,
    moderator::{Moderators, Setup},
    privacy::Privacy,
    site::{Site, Sites},
    submission::{Submissions, api::reply_form::Account},
};

/// The services and settings that the pages use.
#[derive(Clone, Debug)]
pub(crate) struct Pages {
    /// The public base URL of this server, without a trailing slash.
    pub base_url: String,
    /// Whether to serve the demo.
    pub demo: bool,
    /// Whether to serve the API reference.
    pub docs: bool,
    pub sites: Sites,
    pub comments: Comments,
    pub submissions: Submissions,
    pub setup: Setup,
    pub limits: Arc<Limits>,
    pub people: People,
    pub moderators: Moderators,
    pub sign_in: SignInApi,
    pub mail: MailSignInApi,
    pub privacy: Privacy,
}

static PAGES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    html::environment(&[
        ("icons.html", include_str!("thread/icons.html")),
        ("me.html", include_str!("templates/me.html")),
        ("me_in.html", include_str!("templates/me_in.html")),
        (
            "me_comments.html",
            include_str!("templates/me_comments.html"),
        ),
        (
            "me_moderator.html",
            include_str!("templates/me_moderator.html"),
        ),
        ("me_mail.html", include_str!("templates/me_mail.html")),
        ("act.html", include_str!("templates/act.html")),
        ("demo.html", include_str!("templates/demo.html")),
        ("front.html", include_str!("templates/front.html")),
        ("setup.html", include_str!("templates/setup.html")),
        ("problems.html", include_str!("templates/problems.html")),
        ("refusal.html", include_str!("templates/refusal.html")),
    ])
});

/// Renders an HTML page with the headers that all pages have.
fn page(status: StatusCode, name: &str, context: Value) -> Result<Response, Problem> {
    let html = PAGES
        .get_template(name)
        .and_then(|page| page.render(context))
        .map_err(Problem::internal)?;
    Ok(Response::builder()
        .status(status)
        .content_type("text/html; charset=utf-8")
        .header(header::CONTENT_SECURITY_POLICY, PAGE_POLICY)
        .header(header::CACHE_CONTROL, "no-store")
        .body(html))
}

/// Puts a page into a browsing context group of its own: a window that opened it, or that it opens,
/// has no handle on it.
pub(crate) fn isolate(response: &mut Response) {
    response.headers_mut().insert(
        "cross-origin-opener-policy",
        HeaderValue::from_static("same-origin"),
    );
}

/// Returns the name and account that a form on a page of this server shows; `None` for a guest. `back` is the page to
/// which the commenter returns after signing out.
async fn account_of(
    viewer: Option<&Viewer>,
    (people, moderators): (&People, &Moderators),
    site: &Site,
    back: &str,
) -> Result<Option<Account>, Problem> {
    let Some(viewer) = viewer else {
        return Ok(None);
    };
    let mut account = Account::of(viewer, people.providers(), back);
    if viewer.link.is_some() {
        let linked = moderators.linked_authority(viewer.session, site.id);
        let name = linked.await?.and_then(|linked| linked.moderator.name);
        account.name = name.unwrap_or(account.name);
    }
    Ok(Some(account))
}

/// The root: redirects to the demo in development, otherwise shows a short page.
#[handler]
pub(crate) fn front(Data(pages): Data<&Pages>) -> Result<Response, Problem> {
    if pages.demo {
        return Ok(StatusCode::SEE_OTHER
            .with_header(header::LOCATION, "/demo")
            .into_response());
    }
    let context = context! { docs => pages.docs, setup => pages.setup.is_open() };
    page(StatusCode::OK, "front.html", context)
}

/// Refuses forms of other sites, which could send what a person was tricked into typing there.
fn same_origin(request: &Request) -> Result<(), Problem> {
    match request.header("sec-fetch-site") {
        None | Some("same-origin" | "none") => Ok(()),
        Some(_) => Err(Problem::new(
            Code::Forbidden,
            Message::new("problem-own-page-only"),
        )),
    }
}

#[handler]
pub(crate) fn problems() -> Result<Response, Problem> {
    // A meaning is prose with code between backticks: every second part is code.
    let problems = Code::ALL.iter().map(|code| {
        let meaning = code.meaning().trim().split('`').collect::<Vec<_>>();
        context! {
            word => code.as_str(), status => code.status().as_u16(), title => code.title(),
            meaning,
        }
    });
    page(
        StatusCode::OK,
        "problems.html",
        context! { problems => problems.collect::<Vec<_>>() },
    )
}
