//! CORS for exactly the origins of the sites (Fetch standard, section 3.2), never with credentials.
//!
//! A request from another origin is not refused: it gets the same response without the CORS headers, so the
//! browser does not expose it to the page. Data that is readable with `curl` needs no stronger protection.

use std::{borrow::Cow, sync::Arc};

use futures_util::{
    TryFutureExt as _,
    future::{Either, ready},
};
use poem::{
    Endpoint, Request, Response, Result,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
};

use super::allowed_methods::Allowed;
use crate::http::{API_BASE, body::form::decode, response::compression::add_vary};

/// Decides which origins may read responses.
pub(crate) trait Origins: Send + Sync + 'static {
    /// Returns whether `origin`, as sent by the browser, belongs to the site, or to any site if `site` is
    /// `None`. The whole text is compared.
    fn allow(&self, site: Option<&str>, origin: &str) -> bool;
}

impl<F: Fn(Option<&str>, &str) -> bool + Send + Sync + 'static> Origins for F {
    fn allow(&self, site: Option<&str>, origin: &str) -> bool {
        self(site, origin)
    }
}

const ALLOW_HEADERS: HeaderValue = HeaderValue::from_static(
    "content-type, authorization, idempotency-key, edit-token, if-none-match",
);
const EXPOSE_HEADERS: HeaderValue = HeaderValue::from_static(
    "etag, location, retry-after, ratelimit, ratelimit-policy, x-request-id",
);
const MAX_AGE: HeaderValue = HeaderValue::from_static("7200");

/// The pages that may read responses of a path.
#[derive(Debug, PartialEq, Eq)]
enum Audience<'p> {
    /// The pages of one site.
    Site(Cow<'p, str>),
    /// The pages of every site.
    AnySite,
}

/// Returns `None` for paths that no other page may read: moderation, a person's own data, and the link to a
/// moderator account. These are only for the page `/me` of this server.
fn audience(path: &str) -> Option<Audience<'_>> {
    let rest = path.strip_prefix(API_BASE)?.strip_prefix('/')?;
    if let Some(rest) = rest.strip_prefix("sites/") {
        let (site, _) = rest.split_once('/')?;
        return Some(Audience::Site(if site.contains('%') {
            decode(site.replace('+', "%2B").as_bytes())?.into()
        } else {
            site.into()
        }));
    }
    let session = rest == "session" || rest.starts_with("session/");
    let first_party = matches!(rest, "session/data" | "session/moderator");
    (session && !first_party).then_some(Audience::AnySite)
}

/// Marks a response as depending on `Origin`, where it does.
pub(crate) fn vary_by_origin(path: &str, headers: &mut HeaderMap) {
    if audience(path).is_some() {
        add_vary(headers, const { HeaderValue::from_static("origin") });
    }
}

/// Middleware for preflight requests and for the headers that let a site's pages read responses.
pub(crate) struct Cors<E> {
    pub inner: E,
    pub origins: Arc<dyn Origins>,
    pub allowed: Arc<Allowed>,
}

impl<E> std::fmt::Debug for Cors<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cors").finish_non_exhaustive()
    }
}

impl<E> Cors<E> {
    /// Returns the origin to allow: the single `Origin` header, if its origin belongs to the audience.
    fn allowed_origin(&self, request: &Request) -> Option<HeaderValue> {
        let mut origins = request.headers().get_all(header::ORIGIN).iter();
        let (Some(origin), None) = (origins.next(), origins.next()) else {
            return None;
        };
        let audience = audience(request.uri().path())?;
        let text = origin.to_str().ok().filter(|text| *text != "null")?;
        let site = match &audience {
            Audience::Site(site) => Some(&**site),
            Audience::AnySite => None,
        };
        self.origins.allow(site, text).then(|| origin.clone())
    }

    /// Answers `OPTIONS`, preflight or not; `None` if the path is unknown.
    fn options(&self, request: &Request, origin: Option<HeaderValue>) -> Option<Response> {
        let methods = match request.uri().path() {
            "*" => "GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE",
            path => self.allowed.methods_of(path)?,
        };
        let methods = HeaderValue::from_str(methods).ok()?;
        let mut response = Response::builder().status(StatusCode::NO_CONTENT).finish();
        let headers = response.headers_mut();
        headers.insert(header::ALLOW, methods.clone());
        let preflight = request
            .headers()
            .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
        if let Some(origin) = origin.filter(|_| preflight) {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, ALLOW_HEADERS);
            headers.insert(header::ACCESS_CONTROL_MAX_AGE, MAX_AGE);
        }
        Some(response)
    }
}

impl<E: Endpoint<Output = Response>> Endpoint for Cors<E> {
    type Output = Response;

    fn call(&self, request: Request) -> impl Future<Output = Result<Response>> + Send {
        let origin = self.allowed_origin(&request);
        if request.method() == Method::OPTIONS
            && let Some(response) = self.options(&request, origin.clone())
        {
            return Either::Left(ready(Ok(response)));
        }
        let answered = self.inner.call(request);
        Either::Right(answered.map_ok(|mut response| {
            if let Some(origin) = origin {
                let headers = response.headers_mut();
                headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
                headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSE_HEADERS);
            }
            response
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_the_audience_of_its_site_or_none() {
        let site = |name: &'static str| Some(Audience::Site(name.into()));
        assert_eq!(audience("/api/v1/sites/blog/comments"), site("blog"));
        assert_eq!(audience("/api/v1/sites/bl%6Fg/comments/7"), site("blog"));
        assert_eq!(audience("/api/v1/sites/a+b/form"), site("a+b"));
        assert_eq!(audience("/api/v1/session"), Some(Audience::AnySite));
        assert_eq!(audience("/api/v1/session/redeem"), Some(Audience::AnySite));
        for path in [
            "/api/v1/session/data",
            "/api/v1/sessions",
            "/api/v1/moderation/comments",
            "/api/v1/sites/blog",
            "/api/v1/sites/%ff/form",
            "/api/v2/sites/blog/form",
            "/health/live",
            "/",
            "*",
        ] {
            assert_eq!(audience(path), None, "{path}");
        }
    }
}
