//! Pages for people: set-up, the demo, the account page, the API reference, the list of problems.

mod demo;
mod docs;
mod me;
mod refusal;
mod setup;
mod sign_in;
mod sign_out;

use std::sync::{Arc, LazyLock};

pub use self::refusal::RefusalPages;

use minijinja::{Environment, Value, context};
use poem::{
    IntoResponse, Request, Response, Route, get, handler,
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    post,
    web::Data,
};

use crate::{
    comment::{self, Comments},
    http::{Code, PAGE_POLICY, Problem},
    identity::{
        Identity, Setup,
        person::{
            People,
            api::{mail::MailSignInApi, sign_in::SignInApi},
        },
    },
    limit::Limits,
    locale::{self, Message},
    privacy::Privacy,
    site::Sites,
};

/// The services and settings that the pages use.
#[derive(Clone, Debug)]
pub struct Pages {
    /// The public base URL of this server, without a trailing slash.
    pub base_url: String,
    /// Whether to serve the demo.
    pub demo: bool,
    /// Whether to serve the API reference.
    pub docs: bool,
    pub sites: Sites,
    pub comments: Comments,
    pub setup: Setup,
    pub limits: Arc<Limits>,
    pub people: People,
    pub identity: Identity,
    pub sign_in: SignInApi,
    pub mail: MailSignInApi,
    pub privacy: Privacy,
}

/// The paths of the pages with their methods.
pub const PATHS: [(&str, &[Method]); 25] = [
    ("/", &[Method::GET]),
    ("/favicon.ico", &[Method::GET]),
    ("/assets/page.css", &[Method::GET]),
    ("/assets/handover.js", &[Method::GET]),
    ("/assets/sign-in.js", &[Method::GET]),
    ("/assets/proof.js", &[Method::GET]),
    ("/problems", &[Method::GET]),
    ("/sign-in/:token", &[Method::GET, Method::POST]),
    ("/me", &[Method::GET]),
    ("/me/sign-in/:provider", &[Method::GET]),
    ("/me/mail", &[Method::POST]),
    ("/me/mail/code", &[Method::POST]),
    ("/me/profile", &[Method::POST]),
    ("/me/unlink", &[Method::POST]),
    ("/me/end", &[Method::POST]),
    ("/me/log-out", &[Method::POST]),
    ("/me/adopt", &[Method::POST]),
    ("/me/moderator", &[Method::POST]),
    ("/me/moderator/end", &[Method::POST]),
    ("/me/erase", &[Method::POST]),
    ("/sign-out", &[Method::POST]),
    ("/setup", &[Method::GET, Method::POST]),
    ("/demo", &[Method::GET]),
    ("/docs", &[Method::GET]),
    ("/openapi.json", &[Method::GET]),
];

/// The policy of a worker, which only computes and makes no requests.
const WORKER_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

static PAGES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut pages = Environment::new();
    locale::add_texts(&mut pages);
    for (name, source) in [
        comment::api::reply_form::FORM_TEMPLATE,
        ("base.html", include_str!("pages/base.html")),
        ("me.html", include_str!("pages/me.html")),
        ("me_in.html", include_str!("pages/me_in.html")),
        ("me_moderator.html", include_str!("pages/me_moderator.html")),
        ("me_mail.html", include_str!("pages/me_mail.html")),
        ("demo.html", include_str!("pages/demo.html")),
        ("front.html", include_str!("pages/front.html")),
        ("setup.html", include_str!("pages/setup.html")),
        ("problems.html", include_str!("pages/problems.html")),
        ("refusal.html", include_str!("pages/refusal.html")),
    ] {
        pages
            .add_template(name, source)
            .expect("a template of our own is sound");
    }
    pages
});

/// Returns the routes of the pages; the demo and the API reference only if enabled.
pub fn route(pages: &Pages, document: &str, reference: &str) -> Route {
    let mut route = Route::new()
        .at("/assets/page.css", get(style))
        .at("/assets/handover.js", get(handover))
        .at("/assets/sign-in.js", get(sign_in_script))
        .at("/assets/proof.js", get(proof_script))
        .at("/sign-out", post(sign_out::leave))
        .at("/sign-in/:token", get(sign_in::show).post(sign_in::follow))
        .at("/favicon.ico", get(icon))
        .at("/openapi.json", get(docs::document(document)))
        .at("/problems", get(problems))
        .at("/", get(front))
        .at("/setup", get(setup::show).post(setup::claim));
    route = me::route(route);
    if pages.demo {
        route = route.at("/demo", get(demo::show));
    }
    if pages.docs {
        route = route.at("/docs", get(docs::endpoint(reference)));
    }
    route
}

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
fn isolate(response: &mut Response) {
    response.headers_mut().insert(
        "cross-origin-opener-policy",
        HeaderValue::from_static("same-origin"),
    );
}

/// The root: redirects to the demo in development, otherwise shows a short page.
#[handler]
fn front(Data(pages): Data<&Pages>) -> Result<Response, Problem> {
    if pages.demo {
        return Ok(StatusCode::SEE_OTHER
            .with_header(header::LOCATION, "/demo")
            .into_response());
    }
    let context = context! { docs => pages.docs, setup => pages.setup.is_open() };
    page(StatusCode::OK, "front.html", context)
}

#[handler]
fn style() -> Response {
    include_str!("assets/page.css")
        .with_content_type("text/css; charset=utf-8")
        .with_header(header::CACHE_CONTROL, "public, max-age=3600")
        .into_response()
}

#[handler]
fn handover() -> Response {
    include_str!("assets/handover.js")
        .with_content_type("text/javascript; charset=utf-8")
        .with_header(header::CACHE_CONTROL, "public, max-age=3600")
        .into_response()
}

#[handler]
fn sign_in_script() -> Response {
    script_for_all(include_str!("assets/sign-in.js"))
}

#[handler]
fn proof_script() -> Response {
    // The script also runs as a worker, which could not compute under the sandbox policy of other answers.
    script_for_all(include_str!("assets/proof.js"))
        .with_header(header::CONTENT_SECURITY_POLICY, WORKER_POLICY)
        .into_response()
}

/// Serves a script that any page may load.
fn script_for_all(script: &'static str) -> Response {
    script
        .with_content_type("text/javascript; charset=utf-8")
        .with_header(header::CACHE_CONTROL, "public, max-age=3600")
        .with_header(
            HeaderName::from_static("cross-origin-resource-policy"),
            "cross-origin",
        )
        .into_response()
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

/// Served because browsers request it for every page.
#[handler]
fn icon() -> Response {
    include_str!("assets/icon.svg")
        .with_content_type("image/svg+xml")
        .with_header(header::CACHE_CONTROL, "public, max-age=86400")
        .into_response()
}

#[handler]
fn problems() -> Result<Response, Problem> {
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
