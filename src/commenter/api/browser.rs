//! Answers for a browser during a sign-in: pages, and redirects with cookies.

use poem::{
    IntoResponse, Response,
    http::{HeaderValue, StatusCode, header},
};
use poem_openapi::{
    ApiResponse,
    registry::{MetaHeader, MetaMediaType, MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef},
};

use crate::http::PAGE_POLICY;

const HTML: &str = "text/html; charset=utf-8";

/// A page, or a redirect with a page for clients that do not follow it.
#[derive(Clone, Debug)]
pub(crate) struct BrowserAnswer {
    status: StatusCode,
    html: String,
    location: Option<String>,
    cookies: Vec<HeaderValue>,
    /// The origins, besides this server, that a form of the page may lead to.
    form_targets: Vec<String>,
}

impl BrowserAnswer {
    #[must_use]
    pub(crate) const fn page(status: StatusCode, html: String) -> Self {
        Self {
            status,
            html,
            location: None,
            cookies: Vec::new(),
            form_targets: Vec::new(),
        }
    }

    #[must_use]
    pub(crate) const fn see_other(location: String, html: String) -> Self {
        Self {
            status: StatusCode::SEE_OTHER,
            html,
            location: Some(location),
            cookies: Vec::new(),
            form_targets: Vec::new(),
        }
    }

    #[must_use]
    pub(crate) fn with_cookie(mut self, cookie: HeaderValue) -> Self {
        self.cookies.push(cookie);
        self
    }

    /// Allows the form of the page to be answered with a redirect to one of these origins: browsers check
    /// redirects against `form-action` as well.
    #[must_use]
    pub(crate) fn with_form_targets<'a>(
        mut self,
        origins: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let sound = origins.into_iter().filter(|o| !o.contains([';', ',']));
        self.form_targets.extend(sound.map(str::to_owned));
        self
    }

    fn policy(&self) -> String {
        let forms = self.form_targets.iter();
        let forms = forms.fold("form-action 'self'".to_owned(), |forms, origin| {
            format!("{forms} {origin}")
        });
        let page = PAGE_POLICY.replace("form-action 'self'", &forms);
        format!("{page}; script-src 'self'")
    }
}

impl IntoResponse for BrowserAnswer {
    fn into_response(self) -> Response {
        let policy = self.policy();
        let mut response = Response::builder()
            .status(self.status)
            .content_type(HTML)
            .header(header::CONTENT_SECURITY_POLICY, policy)
            // The URL of these pages holds codes, so no referrer is sent. With `no-referrer`, however, older
            // browsers would send a form with `Origin: null`.
            .header(
                header::REFERRER_POLICY,
                if self.form_targets.is_empty() {
                    "no-referrer"
                } else {
                    "same-origin"
                },
            )
            .header(header::CACHE_CONTROL, "no-store")
            .body(self.html);
        let headers = response.headers_mut();
        if let Some(location) = self.location.and_then(|to| HeaderValue::try_from(to).ok()) {
            headers.insert(header::LOCATION, location);
        }
        for cookie in self.cookies {
            headers.append(header::SET_COOKIE, cookie);
        }
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("30"));
        }
        response
    }
}

impl ApiResponse for BrowserAnswer {
    fn meta() -> MetaResponses {
        let header = |name: &str, description: &str, required| MetaHeader {
            name: name.to_owned(),
            description: Some(description.to_owned()),
            required,
            deprecated: false,
            schema: MetaSchemaRef::Inline(Box::new(MetaSchema::new("string"))),
        };
        let response = |status: StatusCode, description: &'static str, headers| MetaResponse {
            description,
            status: Some(status.as_u16()),
            status_range: None,
            content: vec![MetaMediaType {
                content_type: HTML,
                schema: MetaSchemaRef::Inline(Box::new(MetaSchema::new("string"))),
            }],
            headers,
        };
        let cookie = || {
            header(
                "Set-Cookie",
                "Identifies the browser when it comes back, or holds the session of this server's own pages.",
                false,
            )
        };
        MetaResponses {
            responses: vec![
                response(
                    StatusCode::OK,
                    "A page for people: it asks for confirmation, passes a code to the window that opened it, or reports that the sign-in did not succeed.",
                    vec![cookie()],
                ),
                response(
                    StatusCode::SEE_OTHER,
                    "Redirects to the provider, or back to the page.",
                    vec![
                        header("Location", "Where the browser goes.", true),
                        cookie(),
                    ],
                ),
            ],
        }
    }

    fn register(_: &mut poem_openapi::registry::Registry) {}
}
