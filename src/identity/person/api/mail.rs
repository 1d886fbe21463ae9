//! The endpoints of signing in by mail.

use std::sync::Arc;

use poem::Request;
use poem_openapi::{ApiResponse, Object, OpenApi, param::Path, payload::Json};

use super::{
    session::{Begun, Tag},
    wire::NewSession,
};
use crate::{
    http::{
        BODY, Code, FieldError, NOT_FOUND, Problem, Refused, RequestContext, StrictJson, TOO_FAST,
        UNAUTHORIZED,
    },
    identity::person::{
        Ask, Challenge, MailAttempt, MailOrigin, Outcome, People, RECIPIENT_QUOTAS, SignInFault,
        TypedMailCode, Way,
    },
    limit::{Limits, Outcome as Turns, quotas},
    locale::Message,
    site::{Site, Sites},
    text::{Email, Name},
};

/// Signing in by mail.
#[derive(Clone, Debug)]
pub struct MailSignInApi {
    pub people: People,
    pub sites: Sites,
    pub limits: Arc<Limits>,
    /// Where browsers reach this server, without a slash at the end.
    pub base_url: String,
}

/// Somebody asks for a code by mail.
#[derive(Object)]
#[oai(rename = "MailSignIn", deny_unknown_fields, example)]
pub struct AskForMail {
    /// The address that the mail goes to.
    pub email: String,
    /// What they want to be called, if they are new here; never stands in the mail.
    pub name: Option<String>,
    /// The page to come back to when the link of the mail is followed; needs a challenge.
    pub page: Option<String>,
    /// SHA-256 of the form's verifier in base64url, 43 characters: then the link of the mail leads
    /// back to `page` with a code that only this form can redeem.
    pub challenge: Option<String>,
}

impl std::fmt::Debug for AskForMail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AskForMail(…)")
    }
}

impl poem_openapi::types::Example for AskForMail {
    fn example() -> Self {
        Self {
            email: "ada@example.com".to_owned(),
            name: Some("Ada".to_owned()),
            page: None,
            challenge: None,
        }
    }
}

/// A code that came by mail.
#[derive(Object)]
#[oai(rename = "MailCode", deny_unknown_fields, example)]
pub struct TypedCode {
    /// The address that it was sent to.
    pub email: String,
    /// The code; case, spaces and hyphens make no difference.
    pub code: String,
    /// The `attempt` that the request for the code was answered with. Without it, few codes can be
    /// tried from one network.
    pub attempt: Option<String>,
}

impl std::fmt::Debug for TypedCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TypedCode(…)")
    }
}

impl poem_openapi::types::Example for TypedCode {
    fn example() -> Self {
        Self {
            email: "ada@example.com".to_owned(),
            code: "BK4T-9QXM".to_owned(),
            attempt: Some(ATTEMPT.to_owned()),
        }
    }
}

/// A mail is on its way, if it may be.
#[derive(Clone, Debug, Object)]
#[oai(rename = "MailAnnounced", example)]
pub struct Announced {
    /// For people; the same whoever was asked for.
    pub message: String,
    /// Opaque. Send it with the code: five codes can be tried for each request, and the tries of others
    /// do not count against it. Everybody gets one, whether a mail is sent or not.
    pub attempt: String,
}

const ATTEMPT: &str = "rja_an-example-of-an-attempt-that-opens-nothing-at0";

impl poem_openapi::types::Example for Announced {
    fn example() -> Self {
        Self {
            message: Message::new("mail-announced").to_string(),
            attempt: ATTEMPT.to_owned(),
        }
    }
}

/// A mail is on its way, if it may be.
#[derive(Debug, ApiResponse)]
pub enum Accepted {
    /// The same for every address, known or not.
    #[oai(status = 202)]
    Announced(Json<Announced>),
}

#[OpenApi]
impl MailSignInApi {
    /// Ask for a code by mail
    ///
    /// Always 202, whether a person with this email address is known or not, and whether a mail is
    /// sent or not. The mail holds a code of 8 characters (15 minutes, 5 tries) and a link; `attempt`
    /// goes back with the code. One email address gets few mails a day. Requests from an IP address
    /// that the person signed in from before have a budget of their own.
    #[oai(
        path = "/sites/:site/session/email",
        method = "post",
        operation_id = "start_mail_sign_in",
        tag = "Tag::Identity"
    )]
    async fn ask(
        &self,
        request: &Request,
        context: RequestContext,
        /// The site's slug.
        site: Path<String>,
        body: StrictJson<AskForMail>,
    ) -> Result<Accepted, Refused<{ NOT_FOUND | BODY | TOO_FAST }>> {
        let site = self.site(&site.0).await?;
        let body = body.0;
        let mut errors = Vec::new();
        let mut note = |field, code, message: Message| {
            errors.push(FieldError::new(field, code, message));
        };
        let email = Email::parse(&body.email)
            .map_err(|fault| note("email", fault.code, fault.message))
            .ok();
        // A script sends all members of its form, whether something was typed or not.
        let sent =
            |member: Option<&'_ str>| member.filter(|text| !text.is_empty()).map(str::to_owned);
        let name = sent(body.name.as_deref()).and_then(|name| {
            Name::parse(&name)
                .map_err(|fault| note("name", fault.code, fault.message))
                .ok()
        });
        let way = sent(body.challenge.as_deref()).and_then(|challenge| {
            let Some(challenge) = Challenge::parse(&challenge) else {
                note("challenge", "invalid", Message::new("sign-in-challenge"));
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
            let way = Way::to_page(&site, false, page, challenge);
            if way.is_none() {
                note("page", "foreign_origin", Message::new("sign-in-page"));
            }
            way
        });
        let Some(email) = email.filter(|_| errors.is_empty()) else {
            return Err(Problem::invalid(errors).into());
        };
        let ask = Ask {
            email: &email,
            site: Some(&site),
            name,
            way,
            browser: None,
            link: None,
            deliver: true,
        };
        let attempt = self.send(context, ask).await?;
        Ok(Accepted::Announced(Json(Announced {
            message: Message::new("mail-announced").to_text(site.policy.language),
            attempt: self.people.reveal_attempt(attempt),
        })))
    }

    /// Sign in with the code from the email
    ///
    /// The code works once, for 15 minutes. Wrong, used and expired codes get the same answer. Five codes
    /// can be tried with the `attempt` of a request; without it, five from one network, and wrong ones
    /// end no code.
    #[oai(
        path = "/sites/:site/session/email/verify",
        method = "post",
        operation_id = "finish_mail_sign_in",
        tag = "Tag::Identity"
    )]
    async fn verify(
        &self,
        context: RequestContext,
        /// The site's slug.
        site: Path<String>,
        body: StrictJson<TypedCode>,
    ) -> Result<Begun, Refused<{ NOT_FOUND | UNAUTHORIZED | BODY | TOO_FAST }>> {
        let site = self.site(&site.0).await?;
        let mut errors = Vec::new();
        let email = Email::parse(&body.email)
            .map_err(|fault| errors.push(FieldError::new("email", fault.code, fault.message)))
            .ok();
        let attempt = body.attempt.as_deref().filter(|text| !text.is_empty());
        let attempt = attempt.and_then(|text| {
            let attempt = self.people.parse_attempt(text);
            if attempt.is_none() {
                let message = Message::new("mail-attempt");
                errors.push(FieldError::new("attempt", "invalid", message));
            }
            attempt
        });
        let Some(email) = email.filter(|_| errors.is_empty()) else {
            return Err(Problem::invalid(errors).into());
        };
        let typed = TypedMailCode {
            site: Some(site.id),
            email: &email,
            code: &body.code,
            attempt,
            browser: None,
            from: context.address,
        };
        let typed = self.type_code(typed).await?;
        match typed {
            Ok(Outcome::Session(session)) => {
                tracing::info!(person = %session.viewer.person.id, "signed in by mail");
                Ok(Begun::of(NewSession::new(&session, &self.base_url)))
            }
            Err(SignInFault::Db(error)) => Err(Problem::from(error).into()),
            Ok(_) | Err(_) => Err(Problem::plain(Code::WrongCode).into()),
        }
    }
}

impl MailSignInApi {
    /// Makes a code and mails it, as far as the budgets go. A request that sends no mail costs its own
    /// network alone.
    pub async fn send(
        &self,
        context: RequestContext,
        ask: Ask<'_>,
    ) -> Result<MailAttempt, Problem> {
        let origin = self.people.mail_origin(ask.email, context.address).await?;
        if let Turns::Refused(refused) = self.limits.take("", &origin.request()).await {
            return Err(refused.into());
        }
        let deliver = ask.deliver && self.may_mail(&origin, ask.site).await?;
        let ask = Ask { deliver, ..ask };
        Ok(self.people.send_code(ask, &self.base_url).await?)
    }

    /// Charges a mail. Whether its recipient had enough mails for today is no other person's business:
    /// then no mail is sent, and the answer does not say so.
    async fn may_mail(&self, origin: &MailOrigin, site: Option<&Site>) -> Result<bool, Problem> {
        match self.limits.take("", &origin.mail(site)).await {
            Turns::Taken(_) => Ok(true),
            Turns::Refused(refused) => match refused.without(&RECIPIENT_QUOTAS) {
                Some(refused) => Err(refused.into()),
                None => Ok(false),
            },
        }
    }

    /// Signs in with a code, within the limits of trying codes.
    pub async fn type_code(
        &self,
        typed: TypedMailCode<'_>,
    ) -> Result<Result<Outcome, SignInFault>, Problem> {
        let mut charges = vec![quotas::per_address(quotas::SIGN_IN_ADDRESS, typed.from)];
        if typed.attempt.is_none() {
            let origin = self.people.mail_origin(typed.email, typed.from).await?;
            charges.extend(origin.code());
        }
        if let Turns::Refused(refused) = self.limits.take("", &charges).await {
            return Err(refused.into());
        }
        Ok(self.people.type_code(typed).await)
    }

    /// A site where people may sign in by mail.
    async fn site(&self, slug: &str) -> Result<Arc<Site>, Problem> {
        let site = self.sites.find(slug).await;
        let site = site.ok_or_else(|| Problem::missing("problem-no-site"))?;
        if self.people.can_mail() && site.policy.identities.email {
            Ok(site)
        } else {
            Err(Problem::missing("problem-no-mail-sign-in"))
        }
    }
}
