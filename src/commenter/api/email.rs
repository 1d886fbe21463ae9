//! The endpoints of signing in by email.

use std::sync::Arc;

use poem::Request;
use poem_openapi::{ApiResponse, Object, OpenApi, param::Path, payload::Json};

use super::{
    session::{IdentityTag, ViewerSessionStarted},
    wire::NewSession,
};
use crate::{
    commenter::{
        CodeChallenge, EnteredMailCode, MailAttempt, MailOrigin, MailRequest, People,
        RECIPIENT_QUOTAS, ReturnTarget, SignInFault, SignInOutcome,
    },
    http::{
        BODY, Code, Findings, NOT_FOUND, Problem, Refused, RequestContext, StrictJson, TOO_FAST,
        UNAUTHORIZED,
    },
    limit::{Limits, quotas},
    locale::Message,
    site::{Site, Sites},
    text::{Email, Name},
};

/// Signing in by email.
#[derive(Clone, Debug)]
pub struct MailSignInApi {
    pub people: People,
    pub sites: Sites,
    pub limits: Arc<Limits>,
    /// The public base URL of this server, without a trailing slash.
    pub base_url: String,
}

/// A request for a sign-in code by email.
#[derive(Object)]
#[oai(rename = "MailSignIn", deny_unknown_fields, example)]
pub struct MailSignInRequest {
    /// The email address that the code is sent to.
    pub email: String,
    /// The display name for a new commenter; never included in the mail.
    pub name: Option<String>,
    /// The page to return to when the link in the mail is followed; requires `challenge`.
    pub page: Option<String>,
    /// The SHA-256 of the form's verifier in base64url, 43 characters. With it, the link in the mail leads
    /// back to `page` with a code that only this form can redeem.
    pub challenge: Option<String>,
}

impl std::fmt::Debug for MailSignInRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MailSignInRequest(…)")
    }
}

impl poem_openapi::types::Example for MailSignInRequest {
    fn example() -> Self {
        Self {
            email: "ada@example.com".to_owned(),
            name: Some("Ada".to_owned()),
            page: None,
            challenge: None,
        }
    }
}

/// A code that was received by email.
#[derive(Object)]
#[oai(rename = "MailCode", deny_unknown_fields, example)]
pub struct MailCode {
    /// The email address that the code was sent to.
    pub email: String,
    /// The code. Case, spaces and hyphens are ignored.
    pub code: String,
    /// The `attempt` from the answer to the request for the code. Without it, only a few codes can be tried
    /// from one network.
    pub attempt: Option<String>,
}

impl std::fmt::Debug for MailCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MailCode(…)")
    }
}

impl poem_openapi::types::Example for MailCode {
    fn example() -> Self {
        Self {
            email: "ada@example.com".to_owned(),
            code: "BK4T-9QXM".to_owned(),
            attempt: Some(ATTEMPT.to_owned()),
        }
    }
}

/// A mail is sent if the limits permit it.
#[derive(Clone, Debug, Object)]
#[oai(rename = "MailAnnounced", example)]
pub struct MailAnnouncement {
    /// A message for people; the same for every email address.
    pub message: String,
    /// Opaque. Send it with the code: five codes can be tried for each request, and the attempts of other
    /// clients do not count against it. Always present, whether a mail is sent or not.
    pub attempt: String,
}

const ATTEMPT: &str = "rja_an-example-of-an-attempt-that-opens-nothing-at0";

impl poem_openapi::types::Example for MailAnnouncement {
    fn example() -> Self {
        Self {
            message: Message::new("mail-announced").to_string(),
            attempt: ATTEMPT.to_owned(),
        }
    }
}

/// A mail is sent if the limits permit it.
#[derive(Debug, ApiResponse)]
pub enum MailAccepted {
    /// The same answer for every email address, known or not.
    #[oai(status = 202)]
    MailAnnouncement(Json<MailAnnouncement>),
}

#[OpenApi]
impl MailSignInApi {
    /// Request a sign-in code by email
    ///
    /// Always answers with 202, whether a person with this email address is known or not, and whether a mail
    /// is sent or not. The mail contains a code of 8 characters (15 minutes, 5 attempts) and a link; send
    /// `attempt` back with the code. The number of mails to one email address is limited each day. Requests
    /// from an IP address that the person has signed in from before have a separate budget.
    #[oai(
        path = "/sites/:site/session/email",
        method = "post",
        operation_id = "start_mail_sign_in",
        tag = "IdentityTag::Identity"
    )]
    async fn request_code(
        &self,
        request: &Request,
        context: RequestContext,
        /// The site's slug.
        site: Path<String>,
        body: StrictJson<MailSignInRequest>,
    ) -> Result<MailAccepted, Refused<{ NOT_FOUND | BODY | TOO_FAST }>> {
        let site = self.site(&site.0).await?;
        let body = body.0;
        let mut findings = Findings::default();
        let email = findings.parse("email", &body.email, Email::parse);
        // A script sends all members of its form, including empty ones.
        let filled =
            |member: Option<&'_ str>| member.filter(|text| !text.is_empty()).map(str::to_owned);
        let name = filled(body.name.as_deref());
        let name = name.and_then(|name| findings.parse("name", &name, Name::parse));
        let return_target = filled(body.challenge.as_deref()).and_then(|challenge| {
            let Some(challenge) = CodeChallenge::parse(&challenge) else {
                findings.note("challenge", "invalid", Message::new("sign-in-challenge"));
                return None;
            };
            let referrer = request.header("referer").filter(|page| site.owns(page));
            let first = site.origins.first().map(|origin| origin.as_str());
            let page = body
                .page
                .as_deref()
                .filter(|page| !page.is_empty())
                .or(referrer)
                .or(first)
                .unwrap_or_default();
            let return_target = ReturnTarget::to_page(&site, false, page, challenge);
            if return_target.is_none() {
                findings.note("page", "foreign_origin", Message::new("sign-in-page"));
            }
            return_target
        });
        let email = findings.finish(email)?;
        let request = MailRequest {
            email: &email,
            site: Some(&site),
            name,
            return_target,
            browser: None,
            link: None,
            deliver: true,
        };
        let attempt = self.send_code(context, request).await?;
        Ok(MailAccepted::MailAnnouncement(Json(MailAnnouncement {
            message: Message::new("mail-announced").to_text(site.policy.language),
            attempt: self.people.reveal_attempt(attempt),
        })))
    }

    /// Sign in with the code from the email
    ///
    /// The code works once, for 15 minutes. Wrong, used and expired codes get the same answer. With the
    /// `attempt` of a request, five codes can be tried; without it, five from one network, and wrong ones do
    /// not invalidate any code.
    #[oai(
        path = "/sites/:site/session/email/verify",
        method = "post",
        operation_id = "finish_mail_sign_in",
        tag = "IdentityTag::Identity"
    )]
    async fn verify(
        &self,
        context: RequestContext,
        /// The site's slug.
        site: Path<String>,
        body: StrictJson<MailCode>,
    ) -> Result<ViewerSessionStarted, Refused<{ NOT_FOUND | UNAUTHORIZED | BODY | TOO_FAST }>> {
        let site = self.site(&site.0).await?;
        let body = body.0;
        let mut findings = Findings::default();
        let email = findings.parse("email", &body.email, Email::parse);
        let attempt = body.attempt.as_deref().filter(|text| !text.is_empty());
        let attempt = attempt.and_then(|text| {
            let attempt = self.people.parse_attempt(text);
            if attempt.is_none() {
                findings.note("attempt", "invalid", Message::new("mail-attempt"));
            }
            attempt
        });
        let email = findings.finish(email)?;
        let entered = EnteredMailCode {
            site: Some(site.id),
            email: &email,
            code: &body.code,
            attempt,
            browser: None,
            from: context.address,
        };
        let entered = self.enter_code(entered).await?;
        match entered {
            Ok(SignInOutcome::Session(session)) => {
                tracing::info!(person = %session.viewer.person.id, "signed in by mail");
                Ok(ViewerSessionStarted::of(NewSession::new(
                    &session,
                    &self.base_url,
                )))
            }
            Err(SignInFault::Db(error)) => Err(error.into()),
            Ok(_) | Err(_) => Err(Problem::plain(Code::WrongCode).into()),
        }
    }
}

impl MailSignInApi {
    /// Creates a code and mails it, within the limits. A request that sends no mail is charged only to its
    /// own network.
    pub async fn send_code(
        &self,
        context: RequestContext,
        request: MailRequest<'_>,
    ) -> Result<MailAttempt, Problem> {
        let origin = self
            .people
            .mail_origin(request.email, context.address)
            .await?;
        self.limits.check("", &origin.request()).await?;
        let deliver = request.deliver && self.check_mail_limits(&origin, request.site).await?;
        let request = MailRequest { deliver, ..request };
        Ok(self.people.send_code(request, &self.base_url).await?)
    }

    /// Charges a mail. Whether its recipient has received the day's limit of mails must not be revealed to
    /// other people: in that case no mail is sent, and the answer does not say so.
    async fn check_mail_limits(
        &self,
        origin: &MailOrigin,
        site: Option<&Site>,
    ) -> Result<bool, Problem> {
        match self.limits.check("", &origin.mail(site)).await {
            Ok(_) => Ok(true),
            Err(exceeded) => match exceeded.without(&RECIPIENT_QUOTAS) {
                Some(exceeded) => Err(exceeded.into()),
                None => Ok(false),
            },
        }
    }

    /// Signs in with a code, within the limits for trying codes.
    pub async fn enter_code(
        &self,
        entered: EnteredMailCode<'_>,
    ) -> Result<Result<SignInOutcome, SignInFault>, Problem> {
        let mut charges = vec![quotas::per_address(quotas::SIGN_IN_ADDRESS, entered.from)];
        if entered.attempt.is_none() {
            let origin = self.people.mail_origin(entered.email, entered.from).await?;
            charges.extend(origin.code());
        }
        self.limits.check("", &charges).await?;
        Ok(self.people.enter_code(entered).await)
    }

    /// Returns a site where people may sign in by email.
    async fn site(&self, slug: &str) -> Result<Arc<Site>, Problem> {
        let site = self.sites.require(slug).await?;
        if self.people.can_mail() && site.policy.identities.email {
            Ok(site)
        } else {
            Err(Problem::missing("problem-no-mail-sign-in"))
        }
    }
}
