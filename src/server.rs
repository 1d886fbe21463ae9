//! The route table and the middleware, on one page.

mod health;

use std::{marker::PhantomData, sync::Arc};

use poem::{
    Endpoint, EndpointExt as _, Request, Response, Route, get,
    http::{Method, header},
};
use poem_openapi::{
    LicenseObject, OpenApi, OpenApiService,
    registry::{MetaApi, Registry},
};
use serde_json::Value;

use crate::{
    app::App,
    comment::api::{AnswerRecent, CommentsApi, counting::PAGE_LIST_BYTES},
    http::{self, Allowed, DoorPlan},
    identity::{
        api::SessionApi,
        person::api::{
            Cookie, mail::MailSignInApi, moderator_link::ModeratorLinkApi, pictures::PicturesApi,
            session::ViewerApi, sign_in::SignInApi,
        },
    },
    locale::Language,
    moderation::api::{BansApi, ModerationApi, PeopleApi, SitesApi, StatisticsApi, ThreadsApi},
    privacy::api::{PrivacyApi, facebook::FacebookApi},
    site::{self, Sites},
    web::{self, Pages, RefusalPages},
};

/// All endpoints of the API.
type Apis = (
    CommentsApi,
    ViewerApi,
    ModeratorLinkApi,
    SignInApi,
    MailSignInApi,
    PicturesApi,
    PrivacyApi,
    FacebookApi,
    SessionApi,
    ModerationApi,
    BansApi,
    SitesApi,
    PeopleApi,
    StatisticsApi,
    ThreadsApi,
);

/// The base path of the API.
const BASE: &str = "/api/v1";

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
        setup: app.setup.clone(),
        limits: app.limits.clone(),
        people: app.people.clone(),
        identity: app.identity.clone(),
        sign_in,
        mail,
        privacy: app.privacy.clone(),
    };
    let routes = Route::new()
        // Shared data is cloned for every request, so each route gets only what it needs.
        .nest(
            BASE,
            service(apis)
                .data(app.identity.clone())
                .data(app.people.clone())
                .data(pages.sign_in.cookie.clone()),
        )
        .at("/health/live", get(health::live))
        .at("/health/ready", get(health::ready).data(app.clone()))
        .nest_no_strip(
            "/",
            web::route(&pages, &document, &reference)
                .data(app.people.clone())
                .data(pages.sign_in.cookie.clone())
                .data(pages),
        );
    let routes = AnswerRecent {
        inner: routes,
        comments: app.comments.clone(),
        sites: app.sites.clone(),
    };
    let get = [Method::GET];
    let allowed = web::PATHS
        .iter()
        .fold(Allowed::default(), |allowed, (path, methods)| {
            allowed.with(path, methods)
        });
    let allowed = allowed
        .with("/health/live", &get)
        .with("/health/ready", &get)
        .with_document(BASE, &document);
    let sites = app.sites.clone();
    let plan = DoorPlan {
        settings: app.settings.http.clone(),
        dev: app.settings.dev,
        clock: app.clock.clone(),
        origins: Arc::new(move |site: Option<&str>, origin: &str| sites.allows(site, origin)),
        allowed,
        larger: |request| {
            let path = request.uri().path().strip_prefix(BASE)?;
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
        inner: http::door(routes, plan),
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
            let language = language_of(&request, &self.sites).await;
            request.set_data(language);
        }
        self.inner.call(request).await
    }
}

/// Returns the language of the texts for readers in the response: that of the site named in the path.
/// On pages without a site, it is the language that all sites share, or else the one of their languages
/// that the browser prefers. Texts for operators and moderators are in English.
async fn language_of(request: &Request, sites: &Sites) -> Language {
    let path = request.uri().path();
    let slug = path
        .strip_prefix(BASE)
        .and_then(|rest| rest.strip_prefix("/sites/"))
        .and_then(|rest| rest.split('/').next());
    let site = match slug {
        Some(slug) => sites.find(slug).await,
        None if path == "/demo" => sites.find("demo").await,
        None if READERS.iter().any(|start| path.starts_with(start)) => None,
        None => return Language::En,
    };
    if let Some(site) = site {
        return site.policy.language;
    }
    let mut languages = Vec::new();
    for site in sites.all().await {
        if !languages.contains(&site.policy.language) {
            languages.push(site.policy.language);
        }
    }
    match languages[..] {
        [only] => only,
        _ => request
            .header("accept-language")
            .and_then(|wanted| Language::preferred(wanted, &languages))
            .unwrap_or_default(),
    }
}

/// Path prefixes of pages for readers that belong to no site.
const READERS: [&str; 5] = [
    "/me",
    "/sign-in",
    "/sign-out",
    "/api/v1/session",
    "/api/v1/sites",
];

/// Creates the endpoints of the API, each with its services.
fn apis(app: &App, sign_in: &SignInApi, mail: &MailSignInApi) -> Apis {
    (
        CommentsApi {
            comments: app.comments.clone(),
            sites: app.sites.clone(),
            people: app.people.clone(),
            base_url: app.settings.base_url(),
            identity: app.identity.clone(),
        },
        ViewerApi {
            people: app.people.clone(),
            sites: app.sites.clone(),
            limits: app.limits.clone(),
            base_url: app.settings.base_url(),
        },
        ModeratorLinkApi {
            identity: app.identity.clone(),
            sites: app.sites.clone(),
            limits: app.limits.clone(),
        },
        sign_in.clone(),
        mail.clone(),
        PicturesApi {
            people: app.people.clone(),
        },
        PrivacyApi {
            privacy: app.privacy.clone(),
            sites: app.sites.clone(),
            limits: app.limits.clone(),
            clock: app.clock.clone(),
            cookie: sign_in.cookie.clone(),
            base_url: app.settings.base_url(),
        },
        FacebookApi {
            people: app.people.clone(),
            limits: app.limits.clone(),
            base_url: app.settings.base_url(),
            privacy: app.privacy.clone(),
        },
        SessionApi {
            identity: app.identity.clone(),
            limits: app.limits.clone(),
            sites: app.sites.clone(),
        },
        ModerationApi {
            moderation: app.moderation.clone(),
            sites: app.sites.clone(),
        },
        BansApi {
            moderation: app.moderation.clone(),
            sites: app.sites.clone(),
        },
        SitesApi {
            db: app.db.clone(),
            clock: app.clock.clone(),
            sites: app.sites.clone(),
            floods: app.floods.clone(),
        },
        PeopleApi {
            sites: app.sites.clone(),
            identity: app.identity.clone(),
        },
        StatisticsApi {
            moderation: app.moderation.clone(),
            sites: app.sites.clone(),
            spam: app.spam.clone(),
            clock: app.clock.clone(),
        },
        ThreadsApi {
            comments: app.comments.clone(),
            sites: app.sites.clone(),
        },
    )
}

fn service<T: OpenApi + 'static>(apis: T) -> OpenApiService<T, ()> {
    OpenApiService::new(apis, "Rejoinder", env!("CARGO_PKG_VERSION"))
        .description(include_str!("../openapi/description.md"))
        .license(LicenseObject::new("MIT OR Apache-2.0"))
        .server(BASE)
}

/// Returns the OpenAPI document as text, the same that `openapi/openapi.json` holds.
#[must_use]
pub fn openapi_document() -> String {
    let text = service(ApiShape::<Apis>(PhantomData)).spec();
    let mut document: Value = serde_json::from_str(&text).unwrap_or_default();
    http::complete_document(&mut document);
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

/// The schema of an API without services: the document needs no database.
struct ApiShape<T>(PhantomData<fn() -> T>);

impl<T: OpenApi> OpenApi for ApiShape<T> {
    fn meta() -> Vec<MetaApi> {
        T::meta()
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn add_routes(
        self,
        _: &mut std::collections::HashMap<
            String,
            std::collections::HashMap<Method, poem::endpoint::BoxEndpoint<'static>>,
        >,
    ) {
    }
}

/// Returns the reference page with the completed document embedded.
fn reference(document: &str) -> String {
    let service = service(ApiShape::<Apis>(PhantomData));
    // The content of a script element must not contain its end tag.
    let inline = document.trim_end().replace("</", "<\\/");
    service.swagger_ui_html().replace(&service.spec(), &inline)
}
