//! Whoever speaks, by a bearer token or, on this server's own pages, by a cookie.

use cookie::Cookie as Parsed;
use poem::{
    Request, RequestBody,
    http::{HeaderValue, header},
};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    registry::{MetaSecurityScheme, Registry},
};
use url::Url;

use crate::{
    http::{Code, Problem},
    identity::{
        Kind, Token,
        api::{bearer, has_own_authorization},
        person::{PERSON_LIFE, People, Viewer},
    },
    locale::Message,
    site::{Site, SiteId},
};

/// The name of the security scheme in the document.
const SCHEME: &str = "commenter";

/// How the cookie of this server's own pages is named and sent. Handed along with every request.
#[derive(Clone, Debug)]
pub struct Cookie {
    secure: bool,
    /// The origin that people reach this server at.
    origin: String,
}

impl Cookie {
    #[must_use]
    pub fn new(base_url: &str) -> Self {
        let origin = Url::parse(base_url).map(|url| url.origin().ascii_serialization());
        Self {
            secure: base_url.starts_with("https:"),
            origin: origin.unwrap_or_default(),
        }
    }

    /// With the prefix, browsers take it from this host alone, over TLS (RFC 6265bis, section
    /// 4.1.3.2). Without TLS, in development, they would not take it at all.
    const fn name(&self, kind: Kind) -> &'static str {
        match (kind, self.secure) {
            (Kind::Browser, true) => "__Host-rejoinder-browser",
            (Kind::Browser, false) => "rejoinder-browser",
            (_, true) => "__Host-rejoinder",
            (_, false) => "rejoinder",
        }
    }

    /// `Set-Cookie` for a session or a browser; none ends it.
    #[must_use]
    pub fn set(&self, kind: Kind, token: Option<&Token>) -> HeaderValue {
        let life = match kind {
            Kind::Browser => super::super::SIGN_IN_LIFE,
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

    /// The token of a cookie that came with a request.
    #[must_use]
    pub fn of(&self, request: &Request, kind: Kind) -> Option<Token> {
        let lines = request.headers().get_all(header::COOKIE);
        let mut found = lines
            .iter()
            .filter_map(|line| line.to_str().ok())
            .flat_map(Parsed::split_parse)
            .flatten()
            .filter(|cookie| cookie.name() == self.name(kind));
        // A second one of the name was planted by somebody.
        let (Some(cookie), None) = (found.next(), found.next()) else {
            return None;
        };
        Token::parse(cookie.value()).filter(|token| token.kind() == kind)
    }

    /// The origin that people reach this server at.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Was the request made by a page of this server, or by nobody's page?
    #[must_use]
    pub fn is_own(&self, request: &Request) -> bool {
        match request.header("sec-fetch-site") {
            Some(from) => matches!(from, "same-origin" | "none"),
            // Browsers send `Origin` with everything that changes something.
            None => request
                .header("origin")
                .is_some_and(|origin| origin == self.origin),
        }
    }
}

/// Whoever sends a request: somebody with a session, or nobody in particular. A credential that is
/// stale or wrong is 401 as soon as it is looked at, never nobody in particular.
#[derive(Clone, Debug)]
pub struct Caller {
    found: Result<Option<Viewer>, Problem>,
    token: Option<Token>,
    /// `Set-Cookie` that ends the cookie by which the session was shown.
    farewell: Option<HeaderValue>,
}

impl Caller {
    /// Whoever speaks on a page of this site; `None` for nobody in particular.
    pub fn on(&self, site: &Site) -> Result<Option<&Viewer>, Problem> {
        let viewer = self.viewer()?;
        if viewer.is_some_and(|viewer| !speaks_on(viewer, site.id)) {
            return Err(stale());
        }
        Ok(viewer)
    }

    /// Whoever speaks, on whichever site; `None` for nobody in particular.
    pub fn viewer(&self) -> Result<Option<&Viewer>, Problem> {
        match &self.found {
            Ok(viewer) => Ok(viewer.as_ref()),
            Err(problem) => Err(problem.clone()),
        }
    }

    /// Whoever speaks, who must be somebody.
    pub fn somebody(&self) -> Result<&Viewer, Problem> {
        self.viewer()?
            .ok_or_else(|| Problem::plain(Code::Unauthorized))
    }

    /// Somebody on this server's own pages. The form of another page may not do this: its token
    /// can be read by everything that runs there.
    pub fn first_party(&self) -> Result<&Viewer, Problem> {
        let viewer = self.somebody()?;
        if viewer.site.is_some() {
            let detail =
                "This is done on the page /me of this server, not with the session of a form.";
            return Err(Problem::new(Code::Forbidden, detail));
        }
        Ok(viewer)
    }

    /// What a browser is told when the session ends, if it showed it by a cookie.
    #[must_use]
    pub const fn farewell(&self) -> Option<&HeaderValue> {
        self.farewell.as_ref()
    }

    /// The token that was shown.
    #[must_use]
    pub const fn token(&self) -> Option<&Token> {
        self.token.as_ref()
    }
}

fn speaks_on(viewer: &Viewer, site: SiteId) -> bool {
    viewer.site.is_none_or(|own| own == site)
}

fn stale() -> Problem {
    Problem::new(Code::Unauthorized, Message::new("problem-signed-out"))
}

impl<'a> ApiExtractor<'a> for Caller {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        registry.create_security_scheme(
            SCHEME,
            MetaSecurityScheme {
                ty: "http",
                description: Some(
                    "A commenter's session (`rjc_…`, from `POST /session/redeem` or \
                     `POST /sites/{site}/session/email/verify`): of one site, 30 days, 7 days \
                     unused, revocable at once. A stale or wrong one is 401, never a guest. Other \
                     schemes, as Basic for a proxy, are ignored.",
                ),
                name: None,
                key_in: None,
                scheme: Some("bearer"),
                bearer_format: Some("opaque"),
                flows: None,
                openid_connect_url: None,
            },
        );
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
    pub async fn of(request: &Request) -> Result<Self, Problem> {
        let (Some(people), Some(cookie)) = (request.data::<People>(), request.data::<Cookie>())
        else {
            return Err(Problem::internal("the people are not at hand"));
        };
        let mut farewell = None;
        let token = if has_own_authorization(request) {
            let token = bearer(request)
                .and_then(Token::parse)
                .filter(|token| token.kind() == Kind::Commenter);
            let Some(token) = token else {
                return Ok(Self::refused(stale()));
            };
            token
        } else if let Some(token) = cookie.of(request, Kind::Commenter)
            && (request.method().is_safe() || cookie.is_own(request))
        {
            farewell = Some(cookie.set(Kind::Commenter, None));
            token
        } else {
            return Ok(Self {
                found: Ok(None),
                token: None,
                farewell,
            });
        };
        Ok(match people.holder(&token).await {
            Ok(Some(viewer)) => Self {
                found: Ok(Some(viewer)),
                token: Some(token),
                farewell,
            },
            // A browser would send the dead cookie again and again, and be refused each time.
            Ok(None) => Self {
                found: Err(match &farewell {
                    Some(end) => stale().with_header(header::SET_COOKIE, end.clone()),
                    None => stale(),
                }),
                token: None,
                farewell,
            },
            Err(error) => Self::refused(error.into()),
        })
    }

    const fn refused(problem: Problem) -> Self {
        Self {
            found: Err(problem),
            token: None,
            farewell: None,
        }
    }
}
