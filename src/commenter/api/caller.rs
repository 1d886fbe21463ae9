//! The caller of a request, identified by a bearer token or, on this server's own pages, by a cookie.

use cookie::Cookie as Parsed;
use poem::{
    Request, RequestBody,
    http::{HeaderValue, header},
};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions, registry::Registry};
use url::Url;

use crate::{
    commenter::{PERSON_LIFE, People, Viewer},
    http::{Code, Problem},
    locale::Message,
    moderator::{
        SESSION_LIFE,
        api::{bearer, bearer_scheme, has_own_authorization},
    },
    site::{Site, SiteId},
    token::{Token, TokenKind},
};

/// The name of the security scheme in the OpenAPI document.
const SCHEME: &str = "commenter";

/// The name and attributes of the cookies of this server's own pages. Passed along with every request.
#[derive(Clone, Debug)]
pub(crate) struct Cookie {
    secure: bool,
    /// The public origin of this server.
    origin: String,
}

impl Cookie {
    #[must_use]
    pub(crate) fn new(base_url: &str) -> Self {
        let origin = Url::parse(base_url).map(|url| url.origin().ascii_serialization());
        Self {
            secure: base_url.starts_with("https:"),
            origin: origin.unwrap_or_default(),
        }
    }

    /// With the `__Host-` prefix, browsers accept the cookie only from this host and over TLS (RFC 6265bis,
    /// section 4.1.3.2). Without TLS, in development, they would not accept the prefixed name at all.
    const fn name(&self, kind: TokenKind) -> &'static str {
        match (kind, self.secure) {
            (TokenKind::Browser, true) => "__Host-rejoinder-browser",
            (TokenKind::Browser, false) => "rejoinder-browser",
            (TokenKind::Session, true) => "__Host-rejoinder-moderator",
            (TokenKind::Session, false) => "rejoinder-moderator",
            (_, true) => "__Host-rejoinder",
            (_, false) => "rejoinder",
        }
    }

    /// Returns `Set-Cookie` for a session or a browser; `None` deletes the cookie.
    #[must_use]
    pub(crate) fn set(&self, kind: TokenKind, token: Option<&Token>) -> HeaderValue {
        let life = match kind {
            TokenKind::Browser => super::super::SIGN_IN_LIFE,
            TokenKind::Session => SESSION_LIFE,
            _ => PERSON_LIFE,
        };
        let (value, life) = match token {
            Some(token) => (token.reveal(), life.as_secs()),
            None => (String::new(), 0),
        };
        let secure = if self.secure { "; Secure" } else { "" };
        let name = self.name(kind);
        let text =
            format!("{name}={value}; Path=/; Max-Age={life}; HttpOnly; SameSite=Lax{secure}");
        let mut header = HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""));
        header.set_sensitive(true);
        header
    }

    /// Returns the token of a cookie that came with a request.
    #[must_use]
    pub(crate) fn of(&self, request: &Request, kind: TokenKind) -> Option<Token> {
        let lines = request.headers().get_all(header::COOKIE);
        let mut found = lines
            .iter()
            .filter_map(|line| line.to_str().ok())
            .flat_map(Parsed::split_parse)
            .flatten()
            .filter(|cookie| cookie.name() == self.name(kind));
        // A second cookie of the same name was planted by another party.
        let (Some(cookie), None) = (found.next(), found.next()) else {
            return None;
        };
        Token::parse(cookie.value()).filter(|token| token.kind() == kind)
    }

    /// Returns the public origin of this server.
    #[must_use]
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// Returns whether the request was made by a page of this server, or by no page at all.
    #[must_use]
    pub(crate) fn is_from_own_page(&self, request: &Request) -> bool {
        match request.header("sec-fetch-site") {
            Some(from) => matches!(from, "same-origin" | "none"),
            // Browsers send `Origin` with every request that changes something.
            None => request
                .header("origin")
                .is_some_and(|origin| origin == self.origin),
        }
    }
}

/// The caller of a request: a person with a session, or an anonymous reader. An expired or wrong credential
/// is answered with 401 as soon as it is checked; it never counts as anonymous.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    viewer: Result<Option<Viewer>, Problem>,
    token: Option<Token>,
    /// The `Set-Cookie` that deletes the cookie in which the session was sent.
    clear_cookie: Option<HeaderValue>,
}

impl Caller {
    /// Returns the viewer on a page of this site; `None` for an anonymous reader.
    pub(crate) fn viewer_on(&self, site: &Site) -> Result<Option<&Viewer>, Problem> {
        let viewer = self.viewer()?;
        if viewer.is_some_and(|viewer| !is_valid_on(viewer, site.id)) {
            return Err(session_over_problem());
        }
        Ok(viewer)
    }

    /// Returns the viewer, on any site; `None` for an anonymous reader.
    pub(crate) fn viewer(&self) -> Result<Option<&Viewer>, Problem> {
        match &self.viewer {
            Ok(viewer) => Ok(viewer.as_ref()),
            Err(problem) => Err(problem.clone()),
        }
    }

    /// Returns the viewer; an anonymous reader is refused.
    pub(crate) fn require_viewer(&self) -> Result<&Viewer, Problem> {
        self.viewer()?
            .ok_or_else(|| Problem::plain(Code::Unauthorized))
    }

    /// Returns the viewer if the session belongs to this server's own pages. The form on a blog's page may
    /// not do this: every script that runs there can read its token.
    pub(crate) fn require_first_party(&self) -> Result<&Viewer, Problem> {
        let viewer = self.require_viewer()?;
        if viewer.site.is_some() {
            let detail = "The session of a form cannot do this. Use the page /me of this server.";
            return Err(Problem::new(Code::Forbidden, detail));
        }
        Ok(viewer)
    }

    /// Returns the `Set-Cookie` that deletes the session's cookie, if the session was sent in one.
    #[must_use]
    pub(crate) const fn clear_cookie(&self) -> Option<&HeaderValue> {
        self.clear_cookie.as_ref()
    }

    /// Returns the token that was sent.
    #[must_use]
    pub(crate) const fn token(&self) -> Option<&Token> {
        self.token.as_ref()
    }
}

fn is_valid_on(viewer: &Viewer, site: SiteId) -> bool {
    viewer.site.is_none_or(|own| own == site)
}

fn session_over_problem() -> Problem {
    Problem::new(Code::Unauthorized, Message::new("problem-signed-out"))
}

impl<'a> ApiExtractor<'a> for Caller {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        let scheme = bearer_scheme(
            "A commenter's session (`rjc_…`, from `POST /session/redeem` or \
             `POST /sites/{site}/session/email/verify`): of one site, 30 days, 7 days \
             unused, can be revoked immediately. An expired or wrong one is answered with 401, never treated as a guest. Other \
             schemes, such as Basic for a proxy, are ignored.",
        );
        registry.create_security_scheme(SCHEME, scheme);
    }

    fn security_schemes() -> Vec<&'static str> {
        vec![SCHEME]
    }

    fn has_security_fallback() -> bool {
        true
    }

    async fn from_request(
        request: &'a Request,
        _body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        Ok(Self::of(request).await?)
    }
}

impl Caller {
    /// Reads the credential of a request.
    pub(crate) async fn of(request: &Request) -> Result<Self, Problem> {
        let (Some(people), Some(cookie)) = (request.data::<People>(), request.data::<Cookie>())
        else {
            return Err(Problem::internal(
                "the commenter service is missing from the request data",
            ));
        };
        let mut clear_cookie = None;
        let token = if has_own_authorization(request) {
            let token = bearer(request)
                .and_then(Token::parse)
                .filter(|token| token.kind() == TokenKind::Commenter);
            let Some(token) = token else {
                return Ok(Self::refused(session_over_problem()));
            };
            token
        } else if let Some(token) = cookie.of(request, TokenKind::Commenter)
            && (request.method().is_safe() || cookie.is_from_own_page(request))
        {
            clear_cookie = Some(cookie.set(TokenKind::Commenter, None));
            token
        } else {
            return Ok(Self {
                viewer: Ok(None),
                token: None,
                clear_cookie,
            });
        };
        Ok(match people.authenticate(&token).await {
            Ok(Some(viewer)) => Self {
                viewer: Ok(Some(viewer)),
                token: Some(token),
                clear_cookie,
            },
            // Otherwise the browser would send the invalid cookie again and again, and be refused each time.
            Ok(None) => Self {
                viewer: Err(match &clear_cookie {
                    Some(end) => {
                        session_over_problem().with_header(header::SET_COOKIE, end.clone())
                    }
                    None => session_over_problem(),
                }),
                token: None,
                clear_cookie,
            },
            Err(error) => Self::refused(error.into()),
        })
    }

    const fn refused(problem: Problem) -> Self {
        Self {
            viewer: Err(problem),
            token: None,
            clear_cookie: None,
        }
    }
}
