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
    moderate::failure::ModeratorFailures,
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
            ModeratorFailures(page_routes)
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
            let path = request.uri().path();
            let is_policy = path.ends_with("/policy") || path.ends_with("/policy/preview");
            if path.starts_with("/moderate/sites/") && is_policy {
                return Some(site::JSON_MAX);
            }
            let path = path.strip_prefix(API_BASE)?;
            let is = |start, end| path.starts_with(start) && path.ends_with(end);
            match *request.method() {
                Method::PUT | Method::PATCH if is("/moderation/sites/", "/policy") => {
                    Some(site::JSON_MAX)
                }
                Method::POST if is("/moderation/sites/", "/policy/preview") => Some(site::JSON_MAX),
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
        context, dashboard, decide, edit_form, form_url, log, matching, note_form, queue, reply,
        session, thread_form, undo,
    };
    use crate::pages::{
        assets, demo, docs, front,
        me::{self, account, data, moderator},
        problems, setup, sign_in, sign_out,
        thread::scripts,
    };
    administration_table()
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
        .at("/moderate/", [on_get(form_url::show)])
        .at(
            "/moderate/sign-in",
            [on_get(session::show), on_post(session::sign_in)],
        )
        .at(
            "/moderate/sign-out",
            [on_get(form_url::show), on_post(session::sign_out)],
        )
        .at(
            "/moderate/decisions",
            [on_get(form_url::show), on_post(decide::decide)],
        )
        .at(
            "/moderate/matching",
            [on_get(matching::preview), on_post(matching::decide)],
        )
        .at(
            "/moderate/undo",
            [on_get(form_url::show), on_post(undo::undo)],
        )
        .at("/moderate/dashboard", [on_get(dashboard::show)])
        .at("/moderate/log", [on_get(log::show)])
        .at("/moderate/comments/:id", [on_get(context::show)])
        .at(
            "/moderate/comments/:id/reply",
            [on_get(form_url::show), on_post(reply::reply)],
        )
        .at(
            "/moderate/comments/:id/notes",
            [on_get(form_url::show), on_post(note_form::change)],
        )
        .at(
            "/moderate/comments/:id/edit",
            [on_get(form_url::show), on_post(edit_form::edit)],
        )
        .at(
            "/moderate/comments/:id/thread",
            [on_get(form_url::show), on_post(thread_form::change)],
        )
        .at("/setup", [on_get(setup::show), on_post(setup::claim)])
        .at_if(pages.demo, "/demo", [on_get(demo::show)])
        .at_if(pages.demo, "/assets/demo.css", [on_get(assets::demo_style)])
        .at_if(pages.docs, "/docs", [on_get(docs::endpoint(reference))])
        .at("/openapi.json", [on_get(docs::document(document))])
}

/// The pages for bans, sites, accounts and keys.
fn administration_table() -> RouteTable {
    use crate::moderate::{
        administration::{account, account_email, ban_form, bans, keys, people, policy, sites},
        form_url,
    };
    RouteTable::default()
        .at(
            "/moderate/bans",
            [on_get(bans::show), on_post(ban_form::add)],
        )
        .at("/moderate/bans/new", [on_get(ban_form::show)])
        .at(
            "/moderate/bans/:id/lift",
            [on_get(form_url::show), on_post(bans::lift)],
        )
        .at(
            "/moderate/sites",
            [on_get(sites::show), on_post(sites::add)],
        )
        .at(
            "/moderate/sites/:slug/policy",
            [on_get(policy::show), on_post(policy::save)],
        )
        .at(
            "/moderate/sites/:slug/policy/preview",
            [on_get(form_url::show), on_post(policy::preview)],
        )
        .at(
            "/moderate/sites/:slug/remove",
            [on_get(sites::show_removal), on_post(sites::remove)],
        )
        .at(
            "/moderate/sites/:slug",
            [on_get(sites::show_change), on_post(sites::change)],
        )
        .at("/moderate/new-site", [on_get(sites::show_new)])
        .at(
            "/moderate/people",
            [on_get(people::show), on_post(people::add)],
        )
        .at("/moderate/people/new", [on_get(people::show_new)])
        .at(
            "/moderate/people/:id",
            [on_get(account::show), on_post(account::change)],
        )
        .at(
            "/moderate/people/:id/name",
            [on_get(form_url::show), on_post(account::set_name)],
        )
        .at(
            "/moderate/people/:id/email",
            [on_get(form_url::show), on_post(account_email::set_email)],
        )
        .at(
            "/moderate/people/:id/email/send",
            [on_get(form_url::show), on_post(account_email::send_again)],
        )
        .at(
            "/moderate/people/:id/email/drop",
            [on_get(form_url::show), on_post(account_email::drop_email)],
        )
        .at(
            "/moderate/people/:id/password",
            [on_get(form_url::show), on_post(account::set_password)],
        )
        .at(
            "/moderate/people/:id/notices",
            [on_get(form_url::show), on_post(account::set_notices)],
        )
        .at(
            "/moderate/people/:id/remove",
            [on_get(people::show_removal), on_post(people::remove)],
        )
        .at("/moderate/keys", [on_get(keys::show), on_post(keys::add)])
        .at(
            "/moderate/keys/:id/revoke",
            [on_get(form_url::show), on_post(keys::revoke)],
        )
}
