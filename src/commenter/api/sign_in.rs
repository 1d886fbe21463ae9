//! The endpoints through which a browser signs in with an account at a provider.

use std::sync::Arc;

use poem::{Body, Request, http::StatusCode};
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Binary,
};
use url::Url;

use super::{Cookie, browser::BrowserAnswer, session::IdentityTag};
use crate::{
    closed_set::closed_set,
    commenter::{CodeChallenge, FinishedSignIn, People, ReturnTarget, SignInFault, result_page},
    http::{
        API_BASE, BODY, CONFLICT, Code, FieldError, INVALID, KnownWord, NOT_FOUND, Problem,
        Refused, RequestContext, TOO_FAST, UNAUTHORIZED, language,
    },
    limit::{Limits, quotas},
    locale::Message,
    provider::CallbackResponse,
    site::{Site, Sites},
    token::{Token, TokenKind},
};

/// Signing in with an account at a provider.
#[derive(Clone, Debug)]
pub(crate) struct SignInApi {
    pub people: People,
    pub sites: Sites,
    pub limits: Arc<Limits>,
    pub cookie: Cookie,
    /// The public base URL of this server, without a trailing slash.
    pub base_url: String,
}

closed_set! {
    /// How the result of a sign-in returns to the page.
    #[derive(Default)]
    pub(crate) enum SignInMode: "SignInMode" {
        /// In a separate window, which sends the result to the page that opened it.
        Popup = "popup",
        /// In the same window, which returns to the page afterwards.
        #[default]
        Redirect = "redirect",
    }
}

/// A page or a redirect, or a problem for clients that are not browsers.
pub(crate) type SignInAnswer<const S: u32> = Result<BrowserAnswer, Refused<S>>;

#[OpenApi]
impl SignInApi {
    /// Start a sign-in with an account at a provider
    ///
    /// A browser opens this URL as a page; scripts do not call it. A form sends its `challenge` (the SHA-256
    /// of a verifier that only the form knows, base64url without padding) and receives a one-time code. A
    /// popup delivers the code by `postMessage` of `{type: "rejoinder", code}` (or `{type: "rejoinder",
    /// error}`) to exactly the origin of `return_to`; a redirect delivers it in the fragment
    /// `#rejoinder_code=` (or `#rejoinder_error=`) of `return_to`. `POST /session/redeem` exchanges the code
    /// for a session. A browser that was not led here by a page of the site sees a confirmation page first.
    #[oai(
        path = "/sites/:site/session/:provider/start",
        method = "get",
        operation_id = "start_sign_in",
        tag = "IdentityTag::Identity"
    )]
    #[expect(
        clippy::too_many_arguments,
        reason = "each is a parameter of the request"
    )]
    async fn start(
        &self,
        request: &Request,
        context: RequestContext,
        /// The site's slug.
        site: Path<String>,
        /// The id of the provider, as listed in the form.
        provider: Path<String>,
        /// How the result returns; the default is `redirect`.
        mode: Query<Option<KnownWord<SignInMode>>>,
        /// The page to return to, on one of the site's origins; without a challenge, on this server. The
        /// default is the page that led here.
        #[oai(validator(max_length = 2048))]
        return_to: Query<Option<String>>,
        /// The SHA-256 of the form's verifier in base64url, 43 characters. Required unless `return_to` is on
        /// this server.
        challenge: Query<Option<String>>,
    ) -> SignInAnswer<{ NOT_FOUND | INVALID | TOO_FAST }> {
        let site = self.sites.require(&site.0).await?;
        self.check_limit(context).await?;
        let provider = provider.0;
        let name = self.find_offered(&site, &provider)?;
        let mode = mode.0.map(KnownWord::get).unwrap_or_default();
        let popup = mode == SignInMode::Popup;
        let return_target = self.parse_return_target(
            request,
            &site,
            popup,
            return_to.0.as_deref(),
            challenge.0.as_deref(),
        )?;
        let browser = self.cookie.of(request, TokenKind::Browser);
        if !self.comes_from_site(request, &site, browser.as_ref()) {
            return Ok(self.ask_consent(request, &site, &name, &return_target, browser));
        }
        let started = self
            .people
            .start(&provider, Some(site.id), &return_target, browser, None)
            .await;
        Ok(match started {
            Ok(started) => {
                let html = result_page::redirect_page(
                    site.policy.language,
                    Some(&site.name),
                    &name,
                    &started.url,
                );
                BrowserAnswer::see_other(started.url, html)
                    .with_cookie(self.cookie.set(TokenKind::Browser, Some(&started.browser)))
            }
            Err(fault) => {
                Self::failure_answer(request, Some(&return_target), Some(&site), &name, fault)?
            }
        })
    }

    /// Return from the provider
    ///
    /// The redirect URI of the provider, to which it sends the browser.
    #[oai(
        path = "/session/:provider/callback",
        method = "get",
        operation_id = "finish_sign_in",
        tag = "IdentityTag::Identity"
    )]
    async fn callback(
        &self,
        request: &Request,
        context: RequestContext,
        /// The id of the provider.
        provider: Path<String>,
    ) -> SignInAnswer<{ UNAUTHORIZED | NOT_FOUND | CONFLICT | TOO_FAST }> {
        self.check_limit(context).await?;
        let query = request.uri().query().unwrap_or_default();
        let browser = self.cookie.of(request, TokenKind::Browser);
        let finished = match CallbackResponse::parse(query) {
            Ok(returned) => {
                self.people
                    .finish(&provider.0, returned, browser.as_ref())
                    .await
            }
            Err(_) => FinishedSignIn {
                return_target: None,
                site: None,
                outcome: Err(SignInFault::Unreadable),
            },
        };
        let name = self.provider_name(&provider.0);
        self.finish_answer(request, finished, &name).await
    }

    /// Return from a provider that posts
    ///
    /// Redirects the browser to the same URL with `GET`: a form that another site posted carries no cookies.
    #[oai(
        path = "/session/:provider/callback",
        method = "post",
        operation_id = "finish_posted_sign_in",
        tag = "IdentityTag::Identity"
    )]
    async fn forward_post(
        &self,
        /// The id of the provider.
        provider: Path<String>,
        request: &Request,
        body: Binary<Body>,
    ) -> SignInAnswer<{ BODY | NOT_FOUND }> {
        let form = request
            .content_type()
            .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        if !form {
            return Err(Problem::plain(Code::UnsupportedMediaType).into());
        }
        let text = body.0.into_string().await;
        let text = text.map_err(|_| Problem::plain(Code::Malformed))?;
        if text.len() > 6 << 10 || CallbackResponse::parse(&text).is_err() {
            return Err(Problem::plain(Code::Malformed).into());
        }
        let provider = self.find_provider(&provider.0)?;
        let location = format!(
            "{}{API_BASE}/session/{provider}/callback?{text}",
            self.base_url
        );
        Ok(BrowserAnswer::see_other(location, String::new()))
    }
}

impl SignInApi {
    async fn check_limit(&self, context: RequestContext) -> Result<(), Problem> {
        let charge = quotas::per_address(quotas::SIGN_IN_ADDRESS, context.address);
        self.limits.check("", &[charge]).await?;
        Ok(())
    }

    /// Returns the id of a provider that is enabled.
    fn find_provider(&self, provider: &str) -> Result<String, Problem> {
        let mut list = self.people.providers().list();
        list.find_map(|(id, _)| (id == provider).then(|| id.to_owned()))
            .ok_or_else(|| Problem::missing("problem-no-provider"))
    }

    /// Returns the display name of a provider that the site offers.
    fn find_offered(&self, site: &Site, provider: &str) -> Result<String, Problem> {
        self.find_provider(provider)?;
        if !site.policy.identities.allows(provider) {
            return Err(Problem::missing("problem-no-provider"));
        }
        Ok(self.provider_name(provider))
    }

    fn provider_name(&self, provider: &str) -> String {
        let name = self.people.providers().name_of(provider);
        name.map_or_else(
            || Message::new("sign-in-the-provider").to_text(language()),
            str::to_owned,
        )
    }

    fn parse_return_target(
        &self,
        request: &Request,
        site: &Site,
        popup: bool,
        return_to: Option<&str>,
        challenge: Option<&str>,
    ) -> Result<ReturnTarget, Problem> {
        let first = site.origins.first().map(|origin| origin.as_str());
        let referrer = request.header("referer").filter(|page| site.owns(page));
        let Some(challenge) = challenge else {
            let here = return_to.or(referrer).unwrap_or("/me");
            return ReturnTarget::here(&self.base_url, here)
                .filter(|_| !popup)
                .ok_or_else(|| {
                    let message = Message::new("sign-in-challenge-needed");
                    Problem::field("challenge", "required", message)
                });
        };
        let challenge = CodeChallenge::parse(challenge).ok_or_else(|| {
            Problem::field("challenge", "invalid", Message::new("sign-in-challenge"))
        })?;
        let page = return_to.or(referrer).or(first).unwrap_or_default();
        ReturnTarget::to_page(site, popup, page, challenge).ok_or_else(|| {
            let origins = site.origins.iter().map(|origin| origin.as_str());
            let origins = origins.collect::<Vec<_>>().join(", ");
            let message = Message::new("sign-in-return-to").with("origins", origins);
            Problem::invalid(vec![FieldError::new(
                "return_to",
                "foreign_origin",
                message,
            )])
        })
    }

    /// Returns whether a page of the site, or of this server, led the browser here. A link from another party
    /// must not sign people in without confirmation.
    fn comes_from_site(&self, request: &Request, site: &Site, browser: Option<&Token>) -> bool {
        // Only the confirmation page sends this parameter, so it is not part of the documented API.
        let consent = request
            .uri()
            .query()
            .and_then(|query| {
                url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "go")
            })
            .map(|(_, value)| value);
        let is_linked = request.header("referer").is_some_and(|page| {
            let origin = Url::parse(page).map(|url| url.origin().ascii_serialization());
            origin.is_ok_and(|origin| {
                site.origins.iter().any(|own| own.as_str() == origin)
                    || origin == self.cookie.origin()
            })
        });
        is_linked
            || request.header("sec-fetch-site") == Some("same-origin")
            || browser.is_some_and(|browser| {
                consent.as_deref() == Some(self.people.consent_code(browser).as_str())
            })
    }

    fn ask_consent(
        &self,
        request: &Request,
        site: &Site,
        provider: &str,
        return_target: &ReturnTarget,
        browser: Option<Token>,
    ) -> BrowserAnswer {
        let browser = browser.unwrap_or_else(|| self.people.new_browser_token());
        let path = request.original_uri().path_and_query();
        let path = path.map_or("", |path| path.as_str());
        let sign = if path.contains('?') { '&' } else { '?' };
        let go = self.people.consent_code(&browser);
        let url = format!("{}{path}{sign}go={go}", self.base_url);
        BrowserAnswer::page(
            StatusCode::OK,
            result_page::consent_page(
                site.policy.language,
                &site.name,
                provider,
                url,
                return_target.back(),
            ),
        )
        .with_cookie(self.cookie.set(TokenKind::Browser, Some(&browser)))
    }
}
