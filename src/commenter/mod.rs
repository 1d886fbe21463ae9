//! People who verified an identity: persons, their identities, their sessions.
//!
//! A person owns one or more identities; an identity is an account at a provider (issuer and immutable id) or
//! a verified email address. `sign_in.rs` handles a sign-in at a provider, `mail.rs` a sign-in by email; both
//! end in `arrive.rs`.

mod account_picture;
pub(crate) mod api;
mod code_handoff;
mod deletion;
mod email_attempt;
mod email_budget;
mod email_sign_in;
pub(crate) mod moderator_link;
mod names;
mod picture;
mod resolve;
pub(crate) mod result_page;
mod retention;
mod return_target;
mod session;
mod sign_in;
pub(crate) mod sql;
mod stored_data;

use std::{fmt, sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use tokio::sync::Semaphore;
use uuid::Uuid;

pub(crate) use self::{
    code_handoff::{CODE_LIFE, CodeHandoffFault, VerifierFault},
    email_attempt::MailAttempt,
    email_budget::{MailOrigin, RECIPIENT_QUOTAS},
    email_sign_in::{EnteredMailCode, MailRequest},
    names::{ReservedNameSet, ReservedNames},
    picture::generated as generated_picture,
    resolve::{ResolveFault, ResolvedIdentity},
    retention::expirations,
    session::{NewPersonSession, PERSON_LIFE, SessionSummary},
    sign_in::FinishedSignIn,
    stored_data::{
        MailedCode, PersonExport, StoredPictureRow, UnlinkOutcome, delete_person,
        emails_of_pending_codes, lock_person, lock_person_shared, person_exists, revoke_access,
        verified_emails,
    },
};
pub use self::{
    code_handoff::{CodeChallenge, CodeVerifier},
    resolve::VerifiedIdentity,
    return_target::ReturnTarget,
    sign_in::{SignInFault, SignInOutcome},
};
use crate::{
    clock::{Clock, Timestamp},
    db::{self, Db},
    moderator::LinkSummary,
    outbox::Outbox,
    provider::Providers,
    secret::{Key, Secret},
    site::SiteId,
    text::Email,
    token::{Token, TokenKind},
};

/// How long a sign-in at a provider may take.
pub(crate) const SIGN_IN_LIFE: Duration = Duration::from_mins(10);
/// How long a person is stored who signed in, wrote nothing and did not sign in again.
pub(crate) const PERSON_RETENTION: Duration = Duration::from_hours(90 * 24);
/// How long a network is remembered after a person last signed in from it.
pub(crate) const NETWORK_LIFE: Duration = Duration::from_hours(90 * 24);
/// How long a mailed code and its link are valid.
pub(crate) const MAIL_LIFE: Duration = Duration::from_mins(15);

/// The issuer, and the provider, of identities that are email addresses verified by this server.
pub(crate) const EMAIL: &str = "email";

/// A person with at least one verified identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: Uuid,
    /// The name shown beside their comments.
    pub name: String,
    pub website: Option<String>,
    /// The id of the person's picture; if no picture is stored under it, one is generated from the id.
    pub picture: Uuid,
    pub created_at: Timestamp,
}

/// One identity of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonIdentity {
    /// [`EMAIL`], the id of a provider, or the issuer of an `OpenID` provider.
    pub issuer: String,
    /// The immutable id of the account at the issuer.
    pub subject: String,
    /// [`EMAIL`] or the provider's id in the settings.
    pub provider: String,
    /// The name at the provider; for an email address, the email address itself.
    pub name: String,
    /// A verified email address.
    pub email: Option<String>,
    pub created_at: Timestamp,
    pub used_at: Timestamp,
}

/// A person with a valid session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    pub person: Person,
    /// The identity with which the session was started.
    pub issuer: String,
    pub subject: String,
    pub provider: String,
    /// A verified email address: that of this identity, or else that of another identity of the person.
    pub email: Option<Email>,
    /// The site whose form holds the session; `None` on this server's own pages.
    pub site: Option<SiteId>,
    /// The session's id; it is not a credential.
    pub session: Uuid,
    /// The moderator with whom the session is linked.
    pub link: Option<LinkSummary>,
    pub expires_at: Timestamp,
}

impl Viewer {
    /// Returns the link if it gives comments on the session's own site a moderator's role.
    #[must_use]
    pub fn role_on_site(&self) -> Option<&LinkSummary> {
        self.link.as_ref().filter(|link| link.on_site)
    }

    /// Returns whether the session was started with an email address rather than with an account at a
    /// provider.
    #[must_use]
    pub fn is_by_mail(&self) -> bool {
        self.provider == EMAIL
    }
}

/// The service for the people of this installation. Clones share the same state.
#[derive(Clone)]
pub struct People(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Clock,
    /// Hashes mailed codes, which are short enough to be guessed from a plain hash.
    code_key: Key,
    /// Signs the handles of requests for mailed codes.
    attempt_key: Key,
    /// Hashes the networks that people signed in from.
    network_key: Key,
    /// Proves that a browser confirmed a sign-in.
    consent_key: Key,
    names: ReservedNames,
    providers: Providers,
    outbox: Outbox,
    /// Limits how many pictures may be fetched concurrently.
    pictures: Arc<Semaphore>,
    /// Limits how many records of a session's use may be written to the database concurrently.
    use_records: Arc<Semaphore>,
}

impl People {
    #[must_use]
    pub fn new(
        db: Db,
        clock: Clock,
        secret: &Secret,
        providers: Providers,
        outbox: Outbox,
    ) -> Self {
        Self(Arc::new(Inner {
            code_key: secret.key("mailed code"),
            attempt_key: secret.key("attempt of a mailed code"),
            network_key: secret.key("network of a person"),
            consent_key: secret.key("yes to a sign-in"),
            names: ReservedNames::new(db.clone(), clock.clone()),
            providers,
            outbox,
            pictures: Arc::new(Semaphore::new(4)),
            use_records: Arc::new(Semaphore::new(4)),
            db,
            clock,
        }))
    }

    /// Changes the public profile of a person.
    pub async fn update_profile(&self, person: &Person) -> Result<(), db::Error> {
        let Person {
            id, name, website, ..
        } = person.clone();
        self.0
            .db
            .write((id, name, website), |c, (id, name, website)| {
                Box::pin(sql::update_profile(c, *id, name, website.as_deref()))
            })
            .await
    }

    /// Returns the picture with this id, a JPEG, if one is stored.
    pub async fn stored_picture(&self, id: Uuid) -> Result<Option<Vec<u8>>, db::Error> {
        self.0
            .db
            .read(id, |c, id| Box::pin(sql::picture(c, *id)))
            .await
    }

    #[must_use]
    pub fn providers(&self) -> &Providers {
        &self.0.providers
    }

    /// Returns a new cookie for a browser that has none yet.
    #[must_use]
    pub fn new_browser_token(&self) -> Token {
        Token::fresh(TokenKind::Browser, &self.0.clock)
    }

    /// Returns the value in the link by which this browser confirms a sign-in; no other party can compute it.
    #[must_use]
    pub fn consent_code(&self, browser: &Token) -> String {
        URL_SAFE_NO_PAD.encode(&self.0.consent_key.mac(&[&browser.hash()])[..16])
    }

    /// Returns whether people can verify an email address on this installation.
    #[must_use]
    pub fn can_mail(&self) -> bool {
        self.0.outbox.can_mail()
    }

    /// Returns the names that only moderators and the site itself may use.
    #[must_use]
    pub fn names(&self) -> &ReservedNames {
        &self.0.names
    }
}

impl fmt::Debug for People {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("People")
            .field("db", &self.0.db)
            .finish_non_exhaustive()
    }
}
