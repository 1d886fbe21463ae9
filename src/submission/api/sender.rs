//! The sender of a request about comments: a reader, or a moderator with a token of the moderation API; and what
//! the browser reports.

use std::net::IpAddr;

use poem::{Request, RequestBody, http::header};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions, registry::Registry};

use crate::{
    comment::api::page_key,
    commenter::{
        Viewer,
        api::{Caller, Cookie},
    },
    http::{Code, Problem},
    moderator::{Authority, Credential, CurrentModerator, Moderators, Permission, api::bearer},
    site::Site,
    submission::CommentAuthor,
    text::Page,
    token::{Token, TokenKind},
};

/// The sender of a request. A stale or invalid credential is refused as soon as it is checked; its
/// sender never counts as a guest.
#[derive(Debug)]
pub(crate) enum Sender {
    /// A guest, or a person with a commenter session.
    Reader(Box<Caller>),
    /// The holder of a moderator's session or of an API key.
    Moderator(Result<Box<CurrentModerator>, Problem>),
}

impl<'a> ApiExtractor<'a> for Sender {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        Caller::register(registry);
        CurrentModerator::register(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        [
            Caller::security_schemes(),
            CurrentModerator::security_schemes(),
        ]
        .concat()
    }

    fn has_security_fallback() -> bool {
        true
    }

    async fn from_request(
        request: &'a Request,
        _body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        let kinds = [TokenKind::Session, TokenKind::ApiKey];
        let credential =
            bearer(request).filter(|text| kinds.iter().any(|kind| text.starts_with(kind.as_str())));
        Ok(match credential {
            Some(text) => Self::Moderator(holder(request, text).await.map(Box::new)),
            None => Self::Reader(Box::new(Caller::of(request).await?)),
        })
    }
}

/// Returns the moderator with this token. The origin of the request is checked first: a token sent from
/// another origin is refused whether it is valid or not, so that pages of other origins cannot test
/// tokens.
async fn holder(request: &Request, credential: &str) -> Result<CurrentModerator, Problem> {
    let (Some(identity), Some(cookie)) = (request.data::<Moderators>(), request.data::<Cookie>())
    else {
        return Err(Problem::internal(
            "the identity service is missing from the request data",
        ));
    };
    let own = cookie.origin();
    let mut origins = request.headers().get_all(header::ORIGIN).iter();
    let is_allowed = match (origins.next(), origins.next()) {
        (None, _) => true,
        (Some(origin), None) => origin.as_bytes() == own.as_bytes(),
        (Some(_), Some(_)) => false,
    };
    if !is_allowed {
        let detail = format!(
            "A moderator's token or API key is not accepted from a page of another origin, whose \
             scripts could read it. Send it without an Origin header or from {own}. On the blog's \
             own page, sign in as a commenter and link the session at {own}/me."
        );
        return Err(Problem::new(Code::Forbidden, detail));
    }
    let unknown = || Problem::plain(Code::Unauthorized);
    let token = Token::parse(credential).ok_or_else(unknown)?;
    let moderator = identity
        .authenticate_token(&token)
        .await?
        .ok_or_else(unknown)?;
    Ok(CurrentModerator { moderator, token })
}

impl Sender {
    /// Returns the person with a commenter session; `None` for guests and for moderators with a token.
    pub(crate) fn person(&self, site: &Site) -> Result<Option<&Viewer>, Problem> {
        match self {
            Self::Reader(caller) => caller.viewer_on(site),
            Self::Moderator(Ok(_)) => Ok(None),
            Self::Moderator(Err(problem)) => Err(problem.clone()),
        }
    }

    /// Returns the holder of a token who may decide on the site. A moderator without access to the site
    /// gets 404, as in the moderation API.
    pub(super) fn moderator(&self, site: &Site) -> Result<Option<&CurrentModerator>, Problem> {
        match self {
            Self::Reader(_) => Ok(None),
            Self::Moderator(Ok(moderator)) => {
                moderator.must(Permission::Decide, Some(site.id))?;
                Ok(Some(moderator))
            }
            Self::Moderator(Err(problem)) => Err(problem.clone()),
        }
    }

    /// Returns the permission to publish on the site as a moderator: by a token, or by a linked
    /// commenter session of a moderator of this site. A linked session gives none on other sites, where
    /// the person is an ordinary reader.
    pub(super) async fn authority(
        &self,
        site: &Site,
        identity: &Moderators,
    ) -> Result<Option<Authority>, Problem> {
        if let Some(current) = self.moderator(site)? {
            return Ok(Some(Authority {
                moderator: current.moderator.clone(),
                credential: Credential::Token(current.token.clone()),
            }));
        }
        match self.person(site)? {
            Some(viewer) if viewer.link.is_some() => {
                Ok(identity.linked_authority(viewer.session, site.id).await?)
            }
            _ => Ok(None),
        }
    }

    /// Returns the sender as the author of a comment; `None` for a guest, whose name is in the body. A
    /// comment published as a moderator has the moderator's display name.
    pub(super) fn author(
        &self,
        site: &Site,
        authority: Option<&Authority>,
    ) -> Result<Option<CommentAuthor>, Problem> {
        if let Some(current) = self.moderator(site)? {
            return Ok(Some(CommentAuthor::Moderator {
                id: current.moderator.id,
                name: current.moderator.public_name(site).to_owned(),
            }));
        }
        let Some(mut viewer) = self.person(site)?.cloned() else {
            return Ok(None);
        };
        if let Some(name) = authority.and_then(|authority| authority.moderator.name.clone()) {
            viewer.person.name = name;
        }
        Ok(Some(CommentAuthor::Person(Box::new(viewer))))
    }
}

/// What a browser reports about itself.
#[derive(Clone, Debug)]
pub(super) struct BrowserContext<'a> {
    pub(super) agent: Option<&'a str>,
    pub(super) referrer: Option<&'a str>,
    /// Whether it accepts JSON and not HTML, and so is a program that sends a form.
    pub(super) wants_json: bool,
    /// The page of the site on which it is, if it reports that.
    pub(super) page: Option<Page>,
}

impl<'a> BrowserContext<'a> {
    pub(super) fn of(request: &'a Request, site: &Site) -> Self {
        let accept = request.header("accept").unwrap_or_default();
        Self {
            wants_json: accept.contains("json") && !accept.contains("text/html"),
            agent: request.header("user-agent"),
            referrer: request.header("referer"),
            page: page_key::referred(request, site),
        }
    }
}

/// The sender of a submission, and what its browser reports.
#[derive(Debug)]
pub(super) struct CallerContext<'a> {
    pub(super) sender: &'a Sender,
    pub(super) address: IpAddr,
    pub(super) browser: BrowserContext<'a>,
}
