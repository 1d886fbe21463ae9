//! Answers for a browser on its way through a sign-in: pages, and redirects with cookies.

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

/// A page, or a redirect with a page for whoever is not redirected.
#[derive(Clone, Debug)]
pub struct Browser {
    status: StatusCode,
    html: String,
    location: Option<String>,
    cookies: Vec<HeaderValue>,
    /// Where a form of the page may lead, besides this server.
    leads_to: Vec<String>,
}

impl Browser {
    #[must_use]
    pub const fn page(status: StatusCode, html: String) -> Self {
        Self {
            status,
            html,
            location: None,
            cookies: Vec::new(),
            leads_to: Vec::new(),
        }
    }

    #[must_use]
    pub const fn see_other(location: String, html: String) -> Self {
        Self {
            status: StatusCode::SEE_OTHER,
            html,
            location: Some(location),
            cookies: Vec::new(),
            leads_to: Vec::new(),
        }
    }

    #[must_use]
    pub fn with_cookie(mut self, cookie: HeaderValue) -> Self {
        self.cookies.push(cookie);
        self
    }

    /// The form of the page is answered with the way to one of these origins: browsers hold
    /// `form-action` against that as well.
    #[must_use]
    pub fn leading_to<'a>(mut self, origins: impl IntoIterator<Item = &'a str>) -> Self {
        let sound = origins.into_iter().filter(|o| !o.contains([';', ',']));
        self.leads_to.extend(sound.map(str::to_owned));
        self
    }

    fn policy(&self) -> String {
        let forms = self.leads_to.iter();
        let forms = forms.fold("form-action 'self'".to_owned(), |forms, origin| {
            format!("{forms} {origin}")
        });
        let page = PAGE_POLICY.replace("form-action 'self'", &forms);
        format!("{page}; script-src 'self'")
    }
}

impl IntoResponse for Browser {
    fn into_response(self) -> Response {
        let policy = self.policy();
        let mut response = Response::builder()
            .status(self.status)
            .content_type(HTML)
            .header(header::CONTENT_SECURITY_POLICY, policy)
            // The address of these pages holds codes. With none, older browsers would send a form
            // as nobody's.
            .header(
                header::REFERRER_POLICY,
                if self.leads_to.is_empty() {
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

impl ApiResponse for Browser {
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
                "By which the browser is known when it comes back, or the session of this server's own pages.",
                false,
            )
        };
        MetaResponses {
            responses: vec![
                response(
                    StatusCode::OK,
                    "A page for people: it asks first, hands a code to the window that opened it, or says that they did not sign in.",
                    vec![cookie()],
                ),
                response(
                    StatusCode::SEE_OTHER,
                    "On to the provider, or back to the page.",
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
