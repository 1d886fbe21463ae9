//! Signing in by email: a code to enter, and a link that does the same.
//!
//! Any client may request a code for any email address. Therefore nothing here reveals which email addresses
//! are known, and comments written earlier under an unverified email address are not attributed to a person.

use std::net::IpAddr;

use subtle::ConstantTimeEq as _;
use uuid::Uuid;

use super::{
    EMAIL, FinishedSignIn, MAIL_LIFE, MailAttempt, People, ReturnTarget, SignInFault,
    SignInOutcome, VerifiedIdentity, sql,
};
use crate::{
    clock::Timestamp,
    db::{self, Conn},
    mail::{self, Mail},
    outbox,
    site::{Site, SiteId},
    text::{Email, Name},
    token::{Token, TokenKind},
};

/// How often the code of one attempt may be tried.
const TRIES_MAX: i64 = 5;
/// Letters and digits that are not easily confused, without vowels, so that no words appear.
const CODE_ALPHABET: &[u8; 26] = b"BCDFGHJKMNPQRTVWXYZ2346789";
const CODE_LENGTH: usize = 8;

/// A request for a mail.
#[derive(Clone, Debug)]
pub struct MailRequest<'a> {
    pub email: &'a Email,
    /// The site whose form requests the mail; `None` for this server's own pages.
    pub site: Option<&'a Site>,
    /// The name that the person wants to use.
    pub name: Option<Name>,
    /// The return target of the link; `None` for a page of this server.
    pub return_target: Option<ReturnTarget>,
    /// For this server's own pages: only the browser that requested the code may enter it.
    pub browser: Option<Token>,
    /// The person that receives the email address as a further identity.
    pub link: Option<Uuid>,
    /// If false, everything is done as usual, but no mail is sent, because the email address has reached its
    /// limit.
    pub deliver: bool,
}

/// A code as it was entered.
#[derive(Clone, Debug)]
pub struct EnteredMailCode<'a> {
    /// The site whose form it was entered in; `None` for this server's own pages.
    pub site: Option<SiteId>,
    pub email: &'a Email,
    pub code: &'a str,
    /// The request that the code answers; without one, all pending codes for the email address are compared.
    pub attempt: Option<MailAttempt>,
    /// For this server's own pages: the browser in which the code was entered.
    pub browser: Option<&'a Token>,
    /// Stored as a known network of the person who verifies the email address.
    pub from: IpAddr,
}

/// What following a link would do, shown for confirmation first.
#[derive(Clone, Debug)]
pub struct OfferedSignIn {
    pub site: Option<SiteId>,
    pub email: String,
    /// The page that the link leads to.
    pub return_target: ReturnTarget,
}

impl People {
    /// Creates a code and queues the mail, in one transaction. Does the same work for every email address.
    pub async fn send_code(
        &self,
        request: MailRequest<'_>,
        base_url: &str,
    ) -> Result<MailAttempt, db::Error> {
        let clock = &self.0.clock;
        let code = generate_code(clock.random_bytes());
        let link = Token::fresh(TokenKind::MailLink, clock);
        let now = clock.now();
        let site = request.site.map(|site| site.id);
        let email = request.email.normal();
        let return_target = request.return_target.unwrap_or(ReturnTarget::Typed);
        let pending = sql::pending::MailCodeRow {
            id: clock.id(),
            site,
            code: self.code_hash(site, &email, &code),
            email,
            // A code that is not sent can only be guessed, so it gets no tries.
            tries: if request.deliver { 0 } else { TRIES_MAX },
            name: request.name.map(Name::into_string),
            return_target: serde_json::to_string(&return_target)
                .map_err(|error| db::Error::Statement(error.to_string()))?,
            browser: request.browser.map(|browser| browser.hash().to_vec()),
            link: request.link,
            created_at: now,
        };
        let language = request
            .site
            .map(|site| site.policy.language)
            .unwrap_or_default();
        let name = request.site.map_or(base_url, |site| &site.name);
        let formatted = format!("{}-{}", &code[..CODE_LENGTH / 2], &code[CODE_LENGTH / 2..]);
        let address = format!("{base_url}/sign-in/{}", link.reveal());
        let (subject, text) = mail::template::sign_in(language, name, &formatted, &address);
        let mail = Mail {
            site,
            to: request.email.clone(),
            subject,
            text,
            expires_at: now.plus(MAIL_LIFE),
        };
        let mail = request.deliver.then_some(mail);
        let attempt = MailAttempt(pending.id);
        let input = (pending, link.hash(), mail, clock.id(), now);
        self.0
            .db
            .write(input, |c, (pending, link, mail, id, now)| {
                Box::pin(async move {
                    sql::pending::insert_mail_code(c, pending, link).await?;
                    match mail {
                        Some(mail) => outbox::queue(c, mail, *id, *now).await,
                        None => Ok(()),
                    }
                })
            })
            .await?;
        self.0.outbox.wake();
        Ok(attempt)
    }

    /// Signs in the person who enters the code that was mailed to an email address. With an attempt, only its
    /// code is compared and loses a try. Without one, the caller must have charged the limits, and wrong
    /// codes do not use up any pending code.
    pub async fn enter_code(
        &self,
        entered: EnteredMailCode<'_>,
    ) -> Result<SignInOutcome, SignInFault> {
        let normal = entered.email.normal();
        let code = entered
            .code
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_uppercase())
            .collect::<String>();
        let search = CodeSearch {
            hash: self.code_hash(entered.site, &normal, &code),
            site: entered.site,
            email: normal,
            attempt: entered.attempt,
            browser: entered.browser.map(|browser| browser.hash().to_vec()),
            now: self.0.clock.now(),
        };
        let found = self
            .0
            .db
            .write(search, |c, search| Box::pin(search.run(c)))
            .await?;
        let found = found.ok_or(SignInFault::NotPending)?;
        let return_target = match entered.site {
            Some(_) => ReturnTarget::Typed,
            None => account_page(),
        };
        let identity = verified_identity(entered.email, found.name);
        let from = Some(self.network_hash(entered.from));
        let completed =
            self.complete_sign_in_from(identity, found.link, entered.site, &return_target, from);
        let (_, outcome) = completed.await?;
        Ok(outcome)
    }

    /// Signs in the person who followed the link and confirmed. A link to this server's own pages works only
    /// in the browser that requested it; a link to a site's page carries a code that only the requesting page
    /// can redeem.
    pub async fn follow_link(
        &self,
        link: &str,
        browser: Option<&Token>,
        from: IpAddr,
    ) -> FinishedSignIn {
        let refused = |outcome| FinishedSignIn {
            return_target: None,
            site: None,
            outcome: Err(outcome),
        };
        let found = match self.find_link(link).await {
            Ok(Some(found)) => found,
            Ok(None) => return refused(SignInFault::NotPending),
            Err(error) => return refused(error.into()),
        };
        let browser_hash = browser.map(|browser| browser.hash().to_vec());
        if found.browser.is_some() && found.browser != browser_hash {
            return refused(SignInFault::NotPending);
        }
        let is_taken = self
            .0
            .db
            .write(found.id, |c, id| {
                Box::pin(sql::pending::take_mail_code(c, *id))
            })
            .await;
        match is_taken {
            Ok(true) => {}
            Ok(false) => return refused(SignInFault::NotPending),
            Err(error) => return refused(error.into()),
        }
        let Ok(email) = Email::parse(&found.email) else {
            return refused(SignInFault::NotPending);
        };
        let return_target = match serde_json::from_str(&found.return_target) {
            Ok(ReturnTarget::Typed) | Err(_) => account_page(),
            Ok(return_target) => return_target,
        };
        let identity = verified_identity(&email, found.name);
        let from = Some(self.network_hash(from));
        let completed =
            self.complete_sign_in_from(identity, found.link, found.site, &return_target, from);
        let outcome = completed.await;
        FinishedSignIn {
            return_target: Some(return_target),
            site: found.site,
            outcome: outcome.map(|(_, outcome)| outcome),
        }
    }

    /// Returns what following this link would do; `None` when the link is wrong, used or expired.
    pub async fn find_offered_sign_in(
        &self,
        link: &str,
    ) -> Result<Option<OfferedSignIn>, db::Error> {
        let found = self.find_link(link).await?;
        Ok(found.map(|found| OfferedSignIn {
            site: found.site,
            email: found.email,
            return_target: match serde_json::from_str(&found.return_target) {
                Ok(ReturnTarget::Typed) | Err(_) => account_page(),
                Ok(return_target) => return_target,
            },
        }))
    }

    /// Returns the keyed hash of a code; with a plain hash, all possible codes could be tried.
    fn code_hash(&self, site: Option<SiteId>, email: &str, code: &str) -> Vec<u8> {
        let site = site.unwrap_or(0).to_be_bytes();
        let fields = [&site[..], email.as_bytes(), code.as_bytes()];
        self.0.code_key.mac(&fields).to_vec()
    }

    async fn find_link(&self, link: &str) -> Result<Option<sql::pending::MailCodeRow>, db::Error> {
        let Some(link) = Token::parse(link).filter(|link| link.kind() == TokenKind::MailLink)
        else {
            return Ok(None);
        };
        let now = self.0.clock.now();
        let found = self
            .0
            .db
            .read(link.hash(), |c, link| {
                Box::pin(sql::pending::mail_code_by_link(c, link))
            })
            .await?;
        Ok(found.filter(|found| is_fresh(found, now)))
    }
}

/// The search for the code that was entered.
struct CodeSearch {
    site: Option<SiteId>,
    email: String,
    hash: Vec<u8>,
    attempt: Option<MailAttempt>,
    browser: Option<Vec<u8>>,
    now: Timestamp,
}

impl CodeSearch {
    /// Finds and removes the code that was entered. Returning `None` commits, so that a failed try counts.
    async fn run(&self, c: &mut Conn<'_>) -> Result<Option<sql::pending::MailCodeRow>, db::Error> {
        let query = sql::pending::MailCodeQuery {
            email: &self.email,
            site: self.site,
            after: self.now.minus(MAIL_LIFE),
            browser: self.browser.as_deref(),
            tries: TRIES_MAX,
        };
        let candidates = match self.attempt {
            Some(attempt) => {
                let found = sql::pending::try_mail_code(c, &query, attempt).await?;
                found.into_iter().collect()
            }
            None => sql::pending::mail_codes(c, &query).await?,
        };
        let is_right = |candidate: &sql::pending::MailCodeRow| {
            candidate.created_at <= self.now && bool::from(candidate.code.ct_eq(&self.hash))
        };
        match candidates.into_iter().find(is_right) {
            Some(right) if sql::pending::take_mail_code(c, right.id).await? => Ok(Some(right)),
            _ => Ok(None),
        }
    }
}

fn is_fresh(code: &sql::pending::MailCodeRow, now: Timestamp) -> bool {
    code.created_at <= now && now.since(code.created_at) < MAIL_LIFE
}

fn verified_identity(email: &Email, name: Option<String>) -> VerifiedIdentity {
    VerifiedIdentity {
        issuer: EMAIL.to_owned(),
        subject: email.normal(),
        provider: EMAIL.to_owned(),
        name: name.and_then(|name| Name::parse(&name).ok()),
        email: Some(email.clone()),
        website: None,
    }
}

fn account_page() -> ReturnTarget {
    ReturnTarget::Here {
        path: "/me".to_owned(),
    }
}

/// Returns a random code; all codes are equally likely.
fn generate_code(random: [u8; 32]) -> String {
    let number = u128::from_be_bytes(random.first_chunk::<16>().copied().unwrap_or_default());
    let mut rest = number;
    let mut code = String::with_capacity(CODE_LENGTH);
    for _ in 0..CODE_LENGTH {
        // 128 bits over 26^8: the bias of the remainder is below 2^-90.
        code.push(char::from(CODE_ALPHABET[(rest % 26) as usize]));
        rest /= 26;
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_eight_letters_that_are_not_taken_for_one_another() {
        for seed in 0..=255 {
            let code = generate_code([seed; 32]);
            assert_eq!(code.len(), CODE_LENGTH);
            assert!(
                code.bytes().all(|letter| CODE_ALPHABET.contains(&letter)),
                "{code}"
            );
        }
        assert_ne!(generate_code([1; 32]), generate_code([2; 32]));
    }
}
