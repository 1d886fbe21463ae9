//! The route table and the middleware, on one page.

#[cfg(test)]
mod closed_sets;
mod document;
mod embedded_files;
mod health;
mod language;
mod services;

use std::sync::Arc;

use poem::{
    Endpoint, EndpointExt as _, Request, Response, Route, get,
    http::{Method, header},
};

use self::{
    document::{reference, service},
    language::language_of,
    services::{Apis, apis, moderator_pages},
};
use crate::{
    app::App,
    comment::api::{AnswerRecent, counting::PAGE_LIST_BYTES},
    commenter::api::{Cookie, email::MailSignInApi, sign_in::SignInApi},
    http::{self, API_BASE, MiddlewarePlan, RouteTable, on_get, on_post},
    pages::{Pages, RefusalPages},
    site::{self, Sites},
};

pub use self::document::openapi_document;
pub(crate) use self::embedded_files::prepare as prepare_files;

/// Builds the complete endpoint, from the outermost layer to the routes.
pub fn endpoint(app: &App) -> impl Endpoint<Output = Response> + use<> {
    let document = openapi_document();
    // Skipped if not served: it costs some milliseconds at the start and is rarely served outside
    // development.
    let reference = if app.settings.http.docs.unwrap_or(app.settings.dev) {
        reference(&document)
    } else {
        String::new()
    };
    let sign_in = SignInApi {
        people: app.people.clone(),
        sites: app.sites.clone(),
        limits: app.limits.clone(),
        cookie: Cookie::new(&app.settings.base_url()),
        base_url: app.settings.base_url(),
    };
    let mail = MailSignInApi {
        people: app.people.clone(),
        sites: app.sites.clone(),
        limits: app.limits.clone(),
        base_url: app.settings.base_url(),
    };
    let apis = apis(app, &sign_in, &mail);
    let pages = Pages {
        base_url: app.settings.base_url(),
        demo: app.settings.dev,
        docs: app.settings.http.docs.unwrap_or(app.settings.dev),
        sites: app.sites.clone(),
        comments: app.comments.clone(),
        submissions: app.submissions.clone(),
        setup: app.setup.clone(),
        limits: app.limits.clone(),
        people: app.people.clone(),
        moderators: app.moderators.clone(),
        sign_in,
        mail,
        privacy: app.privacy.clone(),
    };
    let (page_routes, allowed) = page_table(&pages, &document, &reference).into_parts();
    let allowed = allowed
        .with("/health/live", &[Method::GET])
        .with("/health/ready", &[Method::GET])
        .with_document(API_BASE, &document);
    let routes = Route::new()
        // Shared data is cloned for every request, so each route gets only what it needs.
        .nest(
            API_BASE,
            service(apis)
                .data(app.moderators.clone())
                .data(app.people.clone())
                .data(pages.sign_in.cookie.clone()),
        )
        .at("/health/live", get(health::live))
        .at("/health/ready", get(health::ready).data(app.clone()))
        .nest_no_strip(
            "/",
            page_routes
                .data(app.people.clone())
                .data(pages.sign_in.cookie.clone())
                .data(moderator_pages(app, &pages.sign_in.cookie))
                .data(pages),
        );
    let routes = AnswerRecent {
        inner: routes,
        comments: app.comments.clone(),
        sites: app.sites.clone(),
    };
    let sites = app.sites.clone();
    let plan = MiddlewarePlan {
        settings: app.settings.http.clone(),
        dev: app.settings.dev,
        clock: app.clock.clone(),
        origins: Arc::new(move |site: Option<&str>, origin: &str| sites.allows(site, origin)),
        allowed,
        larger: |request| {
            let path = request.uri().path().strip_prefix(API_BASE)?;
            let is = |start, end| path.starts_with(start) && path.ends_with(end);
            match *request.method() {
                Method::PUT if is("/moderation/sites/", "/policy") => Some(site::JSON_MAX),
                Method::POST if is("/sites/", "/counts") => Some(PAGE_LIST_BYTES),
                _ => None,
            }
        },
        pages: Arc::new(RefusalPages),
    };
    Localized {
        inner: http::with_middleware(routes, plan),
        sites: app.sites.clone(),
    }
}

/// Determines the language of the response, before any other middleware.
struct Localized<E> {
    inner: E,
    sites: Sites,
}

impl<E: Endpoint> Endpoint for Localized<E> {
    type Output = E::Output;

    async fn call(&self, mut request: Request) -> poem::Result<Self::Output> {
        // Probes need no site, and must be answered while the database is unavailable.
        if !http::is_health_path(request.uri().path()) {
            // The middleware checks origins in memory; an origin that a command or another replica
            // added must not be refused to the first browser that uses it.
            if request.headers().contains_key(header::ORIGIN) {
                self.sites.refresh().await;
            }
            let (language, site) = language_of(&request, &self.sites).await;
            request.set_data(language);
            if let Some(site) = site {
                request.set_data(site);
            }
        }
        self.inner.call(request).await
    }
}

/// The pages: each path with the handler of each method.
fn page_table(pages: &Pages, document: &str, reference: &str) -> RouteTable {
    use crate::moderate::{
        context, dashboard, decide, edit_form, log, matching, note_form, queue, reply, session,
        thread_form, undo,
    };
    use crate::pages::{
        assets, demo, docs, front,
        me::{self, account, data, moderator},
        problems, setup, sign_in, sign_out,
        thread::scripts,
    };
    RouteTable::default()
        .at("/", [on_get(front)])
        .at("/favicon.ico", [on_get(assets::icon)])
        .at("/assets/page.css", [on_get(assets::style)])
        .at("/assets/handover.js", [on_get(assets::handover)])
        .at("/assets/sign-in.js", [on_get(assets::sign_in_script)])
        .at("/assets/proof.js", [on_get(assets::proof_script)])
        .at("/embed.js", [on_get(scripts::embed_script)])
        .at("/count.js", [on_get(scripts::count_script)])
        .at(
            "/assets/:version/:file",
            [on_get(embedded_files::versioned_file)],
        )
        .at("/problems", [on_get(problems)])
        .at(
            "/sign-in/:token",
            [on_get(sign_in::show), on_post(sign_in::follow)],
        )
        .at("/sign-out", [on_post(sign_out::sign_out)])
        .at("/me", [on_get(me::show)])
        .at("/me/sign-in/:provider", [on_get(me::sign_in::start)])
        .at("/me/mail", [on_post(me::sign_in::mail)])
        .at("/me/mail/code", [on_post(me::sign_in::code)])
        .at("/me/profile", [on_post(account::profile)])
        .at("/me/unlink", [on_post(account::unlink)])
        .at("/me/end", [on_post(account::end)])
        .at("/me/log-out", [on_post(account::log_out)])
        .at("/me/adopt", [on_post(data::adopt)])
        .at("/me/moderator", [on_post(moderator::link)])
        .at("/me/moderator/end", [on_post(moderator::unlink)])
        .at("/me/erase", [on_post(data::erase)])
        .at("/moderate", [on_get(queue::show)])
        .at(
            "/moderate/sign-in",
            [on_get(session::show), on_post(session::sign_in)],
        )
        .at("/moderate/sign-out", [on_post(session::sign_out)])
        .at("/moderate/decisions", [on_post(decide::decide)])
        .at(
            "/moderate/matching",
            [on_get(matching::preview), on_post(matching::decide)],
        )
        .at("/moderate/undo", [on_post(undo::undo)])
        .at("/moderate/dashboard", [on_get(dashboard::show)])
        .at("/moderate/log", [on_get(log::show)])
        .at("/moderate/comments/:id", [on_get(context::show)])
        .at("/moderate/comments/:id/reply", [on_post(reply::reply)])
        .at("/moderate/comments/:id/notes", [on_post(note_form::change)])
        .at("/moderate/comments/:id/edit", [on_post(edit_form::edit)])
        .at(
            "/moderate/comments/:id/thread",
            [on_post(thread_form::change)],
        )
        .at("/setup", [on_get(setup::show), on_post(setup::claim)])
        .at_if(pages.demo, "/demo", [on_get(demo::show)])
        .at_if(pages.demo, "/assets/demo.css", [on_get(assets::demo_style)])
        .at_if(pages.docs, "/docs", [on_get(docs::endpoint(reference))])
        .at("/openapi.json", [on_get(docs::document(document))])
}
