//! The extractor by which endpoints authenticate a moderator.

use poem::{
    Request, RequestBody,
    http::{HeaderValue, header},
};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    registry::{MetaSecurityScheme, Registry},
};

use crate::{
    http::{Code, Problem},
    locale::Message,
    moderator::{Moderator, Moderators, Permission},
    site::SiteId,
    token::{Token, TokenKind},
};

/// The name of the security scheme in the OpenAPI document.
pub(super) const SCHEME: &str = "moderator";

/// The moderator whose valid credential came with the request.
///
/// Without a valid credential the answer is 401; when the database cannot be read it is 503, never an
/// anonymous caller. Operations that take this extractor document 401.
#[derive(Clone, Debug)]
pub(crate) struct CurrentModerator {
    pub moderator: Moderator,
    /// The credential that was sent: a session or an API key.
    pub token: Token,
}

impl std::ops::Deref for CurrentModerator {
    type Target = Moderator;

    fn deref(&self) -> &Moderator {
        &self.moderator
    }
}

impl CurrentModerator {
    /// Refuses an action that the moderator may not perform: 404 if the moderator cannot see the site,
    /// otherwise 403.
    pub(crate) fn must(&self, action: Permission, site: Option<SiteId>) -> Result<(), Problem> {
        if self.moderator.may(action, site) {
            Ok(())
        } else if site.is_some_and(|site| !self.moderator.sees(site)) {
            Err(Problem::not_found("site"))
        } else {
            Err(Problem::plain(Code::Forbidden))
        }
    }

    /// Refuses API keys, so that a leaked key cannot be used to set passwords, add moderators or create
    /// further keys.
    pub(crate) fn signed_in(&self) -> Result<(), Problem> {
        if self.token.kind() == TokenKind::Session {
            return Ok(());
        }
        let detail = Message::new("api-key-only-session");
        Err(Problem::new(Code::Forbidden, detail))
    }
}

impl<'a> ApiExtractor<'a> for CurrentModerator {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        let scheme = bearer_scheme(
            "A moderator's session (`rjm_…`, from `POST /moderation/session`: 12 hours, \
             1 hour unused) or an API key (`rjk_…`, until revoked). Both can be revoked \
             immediately; an expired or unknown credential is answered with 401.",
        );
        registry.create_security_scheme(SCHEME, scheme);
    }

    fn security_schemes() -> Vec<&'static str> {
        vec![SCHEME]
    }

    async fn from_request(
        request: &'a Request,
        _body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        let moderators = request.data::<Moderators>().ok_or_else(|| {
            Problem::internal("the moderator service is missing from the request data")
        })?;
        let unknown = || Problem::plain(Code::Unauthorized);
        let token = bearer(request).and_then(Token::parse).ok_or_else(unknown)?;
        let holder = moderators
            .authenticate_token(&token)
            .await
            .map_err(Problem::from)?;
        let moderator = holder.ok_or_else(unknown)?;
        Ok(Self { moderator, token })
    }
}

/// Returns the security scheme of an opaque token in `Authorization: Bearer`, for the OpenAPI document.
pub(crate) fn bearer_scheme(description: &'static str) -> MetaSecurityScheme {
    MetaSecurityScheme {
        ty: "http",
        description: Some(description),
        name: None,
        key_in: None,
        scheme: Some("bearer"),
        bearer_format: Some("opaque"),
        flows: None,
        openid_connect_url: None,
    }
}

/// Returns the credential of the single `Authorization: Bearer` header (RFC 6750, section 2.1).
pub(crate) fn bearer(request: &Request) -> Option<&str> {
    let mut lines = own_authorization(request);
    let (Some(line), None) = (lines.next(), lines.next()) else {
        return None;
    };
    let (scheme, credential) = line.to_str().ok()?.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| credential.trim_matches(' '))
}

/// Returns whether a request has an `Authorization` header that is meant for this server, valid or not.
pub(crate) fn has_own_authorization(request: &Request) -> bool {
    own_authorization(request).next().is_some()
}

/// Returns the `Authorization` headers that are meant for this server: those with the scheme Bearer, and
/// tokens that lack the scheme. Headers with other schemes (Basic, Digest, Negotiate, …) are meant for a
/// proxy in front of the server, which may pass them on.
fn own_authorization(request: &Request) -> impl Iterator<Item = &HeaderValue> {
    let lines = request.headers().get_all(header::AUTHORIZATION).iter();
    lines.filter(|line| {
        let line = line.as_bytes().trim_ascii_start();
        let starts_with = |start: &str| {
            let found = line.get(..start.len());
            found.is_some_and(|found| found.eq_ignore_ascii_case(start.as_bytes()))
        };
        starts_with("bearer") || TokenKind::ALL.iter().any(|kind| starts_with(kind.as_str()))
    })
}
