//! People who proved who they are: persons, their identities, their sessions.
//!
//! A person is whoever stands behind one or more identities; an identity is an account at a
//! provider (issuer and immutable id) or a proved mail address. `sign_in.rs` tells the story of a
//! sign-in at a provider, `mail.rs` that of one by mail; both end in `arrive.rs`.

pub mod api;
mod arrive;
mod deletion;
mod handover;
mod kept;
mod mail;
mod mail_attempt;
mod mail_budget;
mod names;
pub mod page;
mod picture;
mod session;
mod sign_in;
pub mod sql;
mod upkeep;
mod way;

use std::{fmt, sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use tokio::sync::Semaphore;
use uuid::Uuid;

pub use self::{
    arrive::{ArrivalFault, Arrived, Proof},
    handover::{CODE_LIFE, Challenge, CodeVerifier, HandoverFault, VerifierFault},
    kept::{
        Kept, KeptPicture, MailedCode, Unlinked, asked_addresses, end_access, forget_person, hold,
        is_known, lock_person, proved_addresses,
    },
    mail::{Ask, Offered, TypedMailCode},
    mail_attempt::MailAttempt,
    mail_budget::{MailOrigin, RECIPIENT_QUOTAS},
    names::{Reserved, ReservedNames},
    picture::generated as generated_picture,
    session::{Held, NewPersonSession, PERSON_IDLE, PERSON_LIFE},
    sign_in::{Finished, Outcome, SignInFault, Started},
    upkeep::expirations,
    way::Way,
};
use crate::{
    clock::{Clock, Timestamp},
    db::{self, Db},
    event::Events,
    identity::{Kind, LinkSummary, Token, provider::Providers},
    secret::{Key, Secret},
    site::SiteId,
    text::Email,
};

/// How long a sign-in at a provider may take.
pub const SIGN_IN_LIFE: Duration = Duration::from_mins(10);
/// How long somebody is remembered who came, wrote nothing and did not come back.
pub const KEPT_IDLE: Duration = Duration::from_hours(90 * 24);
/// How long a network is remembered after a person last signed in from it.
pub const NETWORK_LIFE: Duration = Duration::from_hours(90 * 24);
/// How long a mailed code and its link are good.
pub const MAIL_LIFE: Duration = Duration::from_mins(15);

/// The issuer, and the provider, of identities that are mail addresses proved here.
pub const EMAIL: &str = "email";

/// Somebody who proved at least one identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: Uuid,
    /// Shown beside what they write.
    pub name: String,
    pub website: Option<String>,
    /// The id of their picture; one that is not stored is generated from it.
    pub picture: Uuid,
    pub created_at: Timestamp,
}

/// One way in which a person is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownAs {
    /// [`EMAIL`], the id of a provider, or the issuer of an `OpenID` provider.
    pub issuer: String,
    /// What never changes there.
    pub subject: String,
    /// [`EMAIL`] or the provider's id in the settings.
    pub provider: String,
    /// As whom the provider knows them; of a mail address the address itself.
    pub name: String,
    /// A proved address.
    pub email: Option<String>,
    pub created_at: Timestamp,
    pub used_at: Timestamp,
}

/// Whoever speaks with a good session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    pub person: Person,
    /// The identity that began the session.
    pub issuer: String,
    pub subject: String,
    pub provider: String,
    /// A proved address: of this identity, else of another one of the person.
    pub email: Option<Email>,
    /// The site whose form holds the session; `None` on this server's own pages.
    pub site: Option<SiteId>,
    /// The session's id; it opens nothing.
    pub session: Uuid,
    /// The moderator with whom the session is linked.
    pub link: Option<LinkSummary>,
    pub expires_at: Timestamp,
}

impl Viewer {
    /// The link, where it gives comments on the session's own site a moderator's role.
    #[must_use]
    pub fn role_on_site(&self) -> Option<&LinkSummary> {
        self.link.as_ref().filter(|link| link.on_site)
    }

    /// Proved a mail address, rather than signed in with another account?
    #[must_use]
    pub fn by_mail(&self) -> bool {
        self.provider == EMAIL
    }
}

/// The people of this installation. Clones share it.
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
    /// Proves that a browser said yes to a sign-in.
    yes_key: Key,
    names: ReservedNames,
    providers: Providers,
    events: Events,
    /// How many pictures may be fetched at once.
    pictures: Arc<Semaphore>,
    /// How many notes of a session's use may be on their way to the database at once.
    notes: Arc<Semaphore>,
}

impl People {
    #[must_use]
    pub fn new(
        db: Db,
        clock: Clock,
        secret: &Secret,
        providers: Providers,
        events: Events,
    ) -> Self {
        Self(Arc::new(Inner {
            code_key: secret.key("mailed code"),
            attempt_key: secret.key("attempt of a mailed code"),
            network_key: secret.key("network of a person"),
            yes_key: secret.key("yes to a sign-in"),
            names: ReservedNames::new(db.clone(), clock.clone()),
            providers,
            events,
            pictures: Arc::new(Semaphore::new(4)),
            notes: Arc::new(Semaphore::new(4)),
            db,
            clock,
        }))
    }

    /// Changes what is shown of a person.
    pub async fn put_profile(&self, person: &Person) -> Result<(), db::Error> {
        let Person {
            id, name, website, ..
        } = person.clone();
        self.0
            .db
            .write((id, name, website), |c, (id, name, website)| {
                Box::pin(sql::put_profile(c, *id, name, website.as_deref()))
            })
            .await
    }

    /// The picture of this id, a JPEG, where one is stored.
    pub async fn picture(&self, id: Uuid) -> Result<Option<Vec<u8>>, db::Error> {
        self.0
            .db
            .read(id, |c, id| Box::pin(sql::picture(c, *id)))
            .await
    }

    #[must_use]
    pub fn providers(&self) -> &Providers {
        &self.0.providers
    }

    /// A cookie for a browser that has none yet.
    #[must_use]
    pub fn fresh_browser(&self) -> Token {
        Token::fresh(Kind::Browser, &self.0.clock)
    }

    /// What the link holds by which this browser says yes to a sign-in; nobody else can make it.
    #[must_use]
    pub fn said_yes(&self, browser: &Token) -> String {
        URL_SAFE_NO_PAD.encode(&self.0.yes_key.mac(&[&browser.hash()])[..16])
    }

    /// Can people prove a mail address here?
    #[must_use]
    pub fn can_mail(&self) -> bool {
        self.0.events.can_mail()
    }

    /// The names that only moderators and the site itself may bear.
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
