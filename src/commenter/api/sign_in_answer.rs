//! The answers at the end of a sign-in: a redirect with a code or a session, or what went wrong.

use poem::{
    Request,
    http::{StatusCode, header},
};

use super::{
    browser::BrowserAnswer,
    sign_in::{SignInAnswer, SignInApi},
};
use crate::{
    commenter::{FinishedSignIn, ReturnTarget, SignInFault, SignInOutcome, result_page},
    http::{Code, Problem, language},
    locale::Language,
    provider::ProviderFault,
    site::Site,
    token::TokenKind,
};

/// Returns the language of the site that a sign-in belongs to, or of the request when there is no site.
fn language_of(site: Option<&Site>) -> Language {
    site.map_or_else(language, |site| site.policy.language)
}

/// Returns the name that pages of a sign-in use for the site.
fn site_name(site: Option<&Site>, language: Language) -> String {
    site.map_or_else(
        || result_page::server_name(language),
        |site| site.name.clone(),
    )
}

impl SignInApi {
    /// Returns the result of a sign-in as a page or a redirect.
    pub(crate) async fn finish_answer<const S: u32>(
        &self,
        request: &Request,
        finished: FinishedSignIn,
        provider: &str,
    ) -> SignInAnswer<S> {
        let site = match finished.site {
            Some(site) => self.sites.by_id(site).await,
            None => None,
        };
        let language = language_of(site.as_deref());
        let site_name = site_name(site.as_deref(), language);
        let return_target = finished.return_target;
        Ok(match (finished.outcome, &return_target) {
            (
                Ok(SignInOutcome::Code(code)),
                Some(return_target @ ReturnTarget::Redirect { .. }),
            ) => {
                let code = code.reveal();
                let back =
                    result_page::with_fragment(return_target.back(), "rejoinder_code", &code);
                BrowserAnswer::see_other(
                    back,
                    result_page::handoff_page(language, return_target, &site_name, &code),
                )
            }
            (Ok(SignInOutcome::Code(code)), Some(return_target)) => {
                let html =
                    result_page::handoff_page(language, return_target, &site_name, &code.reveal());
                BrowserAnswer::page(StatusCode::OK, html)
            }
            (Ok(SignInOutcome::Session(session)), Some(return_target)) => {
                let back = format!("{}{}", self.base_url, return_target.back());
                BrowserAnswer::see_other(back, String::new())
                    .with_cookie(self.cookie.set(TokenKind::Commenter, Some(&session.token)))
            }
            (Ok(_), return_target) => {
                let back = return_target
                    .as_ref()
                    .map_or("/me", |return_target| return_target.back());
                BrowserAnswer::see_other(format!("{}{back}", self.base_url), String::new())
            }
            (Err(fault), return_target) => Self::failure_answer(
                request,
                return_target.as_ref(),
                site.as_deref(),
                provider,
                fault,
            )?,
        })
    }

    /// Returns a page for browsers and a problem for all other clients.
    pub(super) fn failure_answer(
        request: &Request,
        return_target: Option<&ReturnTarget>,
        site: Option<&Site>,
        provider: &str,
        fault: SignInFault,
    ) -> Result<BrowserAnswer, Problem> {
        let language = language_of(site);
        let code = match &fault {
            SignInFault::Provider(ProviderFault::Refused) => None,
            SignInFault::Provider(ProviderFault::Unknown) => Some(Code::NotFound),
            SignInFault::Provider(_) | SignInFault::Db(_) => Some(Code::Unavailable),
            SignInFault::NotPending => Some(Code::Unauthorized),
            SignInFault::Unreadable => Some(Code::Malformed),
            SignInFault::Taken => Some(Code::Conflict),
        };
        let wants_page = request
            .headers()
            .get(header::ACCEPT)
            .and_then(|accept| accept.to_str().ok())
            .is_some_and(|accept| accept.contains("text/html"));
        match code {
            Some(code) if !wants_page => {
                let detail = result_page::detail(language, provider, &fault);
                Err(match code {
                    Code::Unavailable => {
                        Problem::unavailable(std::time::Duration::from_secs(30), detail)
                    }
                    code => Problem::new(code, detail),
                })
            }
            code => {
                let status = code.map_or(StatusCode::OK, Code::status);
                let site_name = site_name(site, language);
                let html = result_page::failure_page(
                    language,
                    return_target,
                    &site_name,
                    provider,
                    &fault,
                );
                Ok(BrowserAnswer::page(status, html))
            }
        }
    }
}
