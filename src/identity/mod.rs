//! The identities of moderators and commenters: moderators with their passwords, sessions, API keys and
//! permissions, and the people who sign in to comment. Guests need nothing from this module.

pub mod api;
mod attempt;
mod authority;
mod first_owner;
mod key;
mod link;
mod may;
mod moderator;
mod password;
pub mod person;
pub mod provider;
mod session;
pub mod sql;
mod token;

use std::{fmt, sync::Arc, time::Duration};

use thiserror::Error;
use tokio::sync::Semaphore;
use uuid::Uuid;

pub use self::{
    api::CurrentModerator,
    attempt::{Network, PasswordAttempt},
    authority::{Authority, Credential},
    first_owner::{SETUP_LIFE, Setup},
    key::ApiKey,
    link::{LinkSummary, LinkedSession},
    may::Action,
    moderator::{ModeratorChange, NewModerator},
    password::{Hasher, PasswordFault},
    session::{NewModeratorSession, SESSION_IDLE, SESSION_LIFE, expirations},
    token::{Kind, Token},
};
use crate::{
    clock::{Clock, Timestamp},
    db::{self, Db},
    http::{Code, FieldError, Problem},
    secret::{Key, Secret},
    site::SiteId,
    text,
};

/// A moderator account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moderator {
    pub id: Uuid,
    pub login: String,
    /// The display name, shown beside the comments that the moderator publishes, and reserved, so that guests
    /// cannot use it. `None` if none is set.
    pub name: Option<String>,
    pub role: Role,
    /// The sites that a [`Role::Moderator`] is limited to, in ascending order. An empty list permits no site;
    /// an owner needs no list.
    pub sites: Vec<SiteId>,
    pub created_at: Timestamp,
}

/// The role of a moderator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// May do everything on every site.
    Owner,
    /// May moderate the comments of the listed sites.
    Moderator,
}

impl Role {
    pub const ALL: [Self; 2] = [Self::Owner, Self::Moderator];

    /// Returns the name of the role in the API, on the command line and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Moderator => "moderator",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

/// The identity service of this installation. Clones share the same state.
#[derive(Clone)]
pub struct Identity(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Clock,
    hasher: Hasher,
    /// Names a login in the log without revealing it.
    log_key: Key,
    /// Names a network in the database without revealing it.
    network_key: Key,
    /// Limits how many records of a credential's use may be written to the database concurrently.
    notes: Arc<Semaphore>,
}

impl Identity {
    #[must_use]
    pub fn new(db: Db, clock: Clock, secret: &Secret) -> Self {
        Self(Arc::new(Inner {
            hasher: Hasher::new(clock.clone()),
            log_key: secret.key("login in the log"),
            network_key: secret.key("network of a moderator"),
            notes: Arc::new(Semaphore::new(4)),
            db,
            clock,
        }))
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity")
            .field("db", &self.0.db)
            .finish_non_exhaustive()
    }
}

/// Why an operation on identities was refused.
#[derive(Clone, Debug, Error)]
pub enum Error {
    /// Login and password do not match; the error does not say which of the two is wrong.
    #[error("incorrect login or password")]
    WrongPassword,
    /// Not a valid login; see [`text::Login`].
    #[error(transparent)]
    Login(#[from] text::FieldFault),
    /// Not a valid display name; see [`text::Name`].
    #[error("{}", .0.message)]
    Name(text::FieldFault),
    /// Another moderator has this display name or one that looks like it.
    #[error("another moderator has this display name or a similar-looking one; choose another")]
    NameTaken,
    #[error(transparent)]
    Password(#[from] PasswordFault),
    /// The label of a key is empty, longer than 100 characters, or contains control characters.
    #[error("The label must be 1 to 100 characters without control characters.")]
    Label,
    /// Another moderator has this login.
    #[error("a moderator with this login already exists")]
    Exists,
    #[error("moderator not found")]
    UnknownModerator,
    #[error("Site not found.")]
    UnknownSite,
    /// At least one owner must remain.
    #[error("the last owner cannot be removed or demoted")]
    LastOwner,
    /// The set-up token is wrong, expired or used, or a moderator already exists.
    #[error("the set-up token is wrong, expired or already used")]
    SetupOver,
    /// The queue of passwords to be checked is so full that this attempt would wait too long.
    #[error("Too many passwords are being checked. Try again in a few seconds.")]
    Busy,
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let message = error.to_string();
        match error {
            Error::WrongPassword => Self::plain(Code::WrongPassword),
            Error::Login(fault) => Self::field("login", fault.code, message),
            Error::Name(fault) => Self::field("name", fault.code, message),
            Error::NameTaken => Self::field(
                "name",
                "reserved",
                "Another moderator has this display name or a similar-looking one. Choose another.",
            ),
            Error::Password(fault) => {
                Self::invalid(vec![FieldError::new("password", fault.as_str(), message)])
            }
            Error::Label => Self::field("label", "invalid", message),
            Error::Exists => Self::new(Code::Exists, "A moderator with this login already exists."),
            Error::UnknownModerator => Self::not_found("moderator"),
            Error::UnknownSite => Self::field("sites", "unknown", message),
            Error::LastOwner => Self::new(
                Code::Forbidden,
                "The last owner cannot be removed or demoted. Make another moderator an owner first.",
            ),
            Error::SetupOver => Self::new(
                Code::Unauthorized,
                "The set-up token is wrong, expired or already used. Restart the server for a new one.",
            ),
            Error::Busy => Self::unavailable(Duration::from_secs(2), message),
            Error::Db(error) => error.into(),
        }
    }
}

/// A small installation on its own database, for the tests of this module.
#[cfg(test)]
pub(crate) mod fixture {
    use std::sync::{Mutex, mpsc};

    use futures_util::FutureExt as _;
    use tokio::sync::oneshot;

    use super::*;
    use crate::{
        db::{DatabaseSettings, OpenMode},
        site::{self, NewSite, Policy},
    };

    pub const PASSWORD: &str = "otter lamp velvet quarry";

    pub struct TestModerators {
        _folder: tempfile::TempDir,
        url: String,
        pub db: Db,
        pub clock: Clock,
        pub identity: Identity,
    }

    pub fn identity(db: &Db, clock: &Clock) -> Identity {
        let secret = Secret::new([7; 32]).expect("long enough");
        Identity::new(db.clone(), clock.clone(), &secret)
    }

    impl TestModerators {
        pub async fn new() -> Self {
            let folder = tempfile::tempdir().expect("a folder");
            let url = format!("sqlite:{}", folder.path().join("test.db").display());
            let settings = DatabaseSettings {
                url: url.clone().into(),
                ..DatabaseSettings::default()
            };
            let db = Db::open(&settings, OpenMode::Create).await.expect("opens");
            let clock = Clock::held(Timestamp(1_800_000_000_000));
            db.migrate(clock.now()).await.expect("migrates");
            Self {
                _folder: folder,
                url,
                identity: identity(&db, &clock),
                db,
                clock,
            }
        }

        pub async fn site(&self, slug: &str) -> SiteId {
            let new = NewSite {
                slug: slug.to_owned(),
                name: slug.to_owned(),
                origins: Vec::new(),
                policy: Policy::default(),
            };
            self.db
                .write((new, self.clock.now()), |c, (new, now)| {
                    Box::pin(site::add(c, new, *now))
                })
                .await
                .expect("adds")
        }

        pub async fn add(&self, login: &str, role: Role, sites: &[SiteId]) -> Moderator {
            self.identity
                .add_moderator(NewModerator {
                    login: login.to_owned(),
                    name: None,
                    password: PASSWORD.into(),
                    role,
                    sites: sites.to_vec(),
                })
                .await
                .expect("adds")
        }

        /// The same database without a free reader: the only reader is occupied and the queue is full until
        /// the sender is dropped.
        pub async fn with_readers_held(&self) -> (Db, mpsc::Sender<()>) {
            let settings = DatabaseSettings {
                url: self.url.clone().into(),
                readers: 1,
                queue: 1,
                ..DatabaseSettings::default()
            };
            let db = Db::open(&settings, OpenMode::Create).await.expect("opens");
            let (release, wait) = mpsc::channel::<()>();
            let (began, has_begun) = oneshot::channel::<()>();
            let held = (Mutex::new(wait), Mutex::new(Some(began)));
            tokio::spawn({
                let db = db.clone();
                async move {
                    db.read(held, |_, held| {
                        Box::pin(async move {
                            let began = held.1.lock().expect("not poisoned").take();
                            began.expect("once").send(()).expect("the receiver waits");
                            let wait = held.0.lock().expect("not poisoned");
                            wait.recv().expect_err("the sender is dropped");
                            Ok::<_, db::Error>(())
                        })
                    })
                    .await
                }
            });
            has_begun.await.expect("begins");
            let waiting = db.ping(Duration::from_secs(1)).now_or_never();
            assert!(waiting.is_none());
            (db, release)
        }

        /// Signs in and returns the session's token.
        pub async fn log_in(&self, login: &str) -> String {
            let session = self.identity.log_in(login, PASSWORD.into(), None).await;
            session.expect("signs in").token.reveal()
        }

        pub async fn is_good(&self, token: &str) -> bool {
            let found = self.identity.authenticate(token).await;
            found.expect("the database answers").is_some()
        }
    }

    #[tokio::test]
    async fn every_statement_of_the_room_is_understood() {
        let world = TestModerators::new().await;
        for (name, statement) in sql::ALL {
            let prepared = world.db.prepare(*statement).await;
            assert!(prepared.is_ok(), "{name}: {prepared:?}");
        }
    }
}
