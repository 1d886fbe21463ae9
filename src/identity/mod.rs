//! Who is speaking: moderators, their passwords, sessions and keys. Guests need nothing here.

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
    attempt::{Attempt, Network},
    authority::{Authority, Credential},
    first_owner::{SETUP_LIFE, Setup},
    key::ApiKey,
    link::{LinkSummary, LinkedSession},
    may::Action,
    moderator::{Change, NewModerator},
    password::{Hasher, PasswordFault},
    session::{NewSession, SESSION_IDLE, SESSION_LIFE, expirations},
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

/// Somebody who may moderate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moderator {
    pub id: Uuid,
    pub login: String,
    /// What readers see beside the comments that the moderator publishes; reserved for guests.
    /// `None` while none was chosen.
    pub name: Option<String>,
    pub role: Role,
    /// The sites that a [`Role::Moderator`] is held to, ascending. None listed is none allowed;
    /// an owner needs no list.
    pub sites: Vec<SiteId>,
    pub created_at: Timestamp,
}

/// What kind of moderator somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Everything, everywhere.
    Owner,
    /// The comments of the sites listed.
    Moderator,
}

impl Role {
    pub const ALL: [Self; 2] = [Self::Owner, Self::Moderator];

    /// The word of the API, the command line and the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Moderator => "moderator",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }
}

/// The identities of this installation. Clones share it.
#[derive(Clone)]
pub struct Identity(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Clock,
    hasher: Hasher,
    /// Names a login in the log without telling it.
    log_key: Key,
    /// Names a network in the database without telling it.
    network_key: Key,
    /// How many notes of a credential's use may be on their way to the database at once.
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

/// Why something about identities was refused.
#[derive(Clone, Debug, Error)]
pub enum Error {
    /// Login and password do not belong together; which of the two is wrong is not told.
    #[error("login and password do not belong together")]
    WrongPassword,
    /// Not a login; see [`text::Login`].
    #[error(transparent)]
    Login(#[from] text::Fault),
    /// Not a display name; see [`text::Name`].
    #[error("{}", .0.message)]
    Name(text::Fault),
    /// Another moderator has this display name or one that looks like it.
    #[error("another moderator has this display name or one that looks like it; choose another")]
    NameTaken,
    #[error(transparent)]
    Password(#[from] PasswordFault),
    /// A label of a key that is empty, longer than 100 characters, or has control characters.
    #[error("a label is 1 to 100 characters without control characters")]
    Label,
    /// The login is taken.
    #[error("a moderator with this login exists")]
    Exists,
    #[error("there is no such moderator")]
    UnknownModerator,
    #[error("there is no such site")]
    UnknownSite,
    /// Somebody must be left who can do everything.
    #[error("the last owner cannot be removed or demoted")]
    LastOwner,
    /// The set-up token is wrong, too old or used, or there is a moderator already.
    #[error("the set-up token is wrong, too old or used")]
    SetupOver,
    /// So many passwords are being checked that this one would wait too long.
    #[error("too many passwords are being checked at the moment")]
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
                "Another moderator has this display name or one that looks like it; choose another.",
            ),
            Error::Password(fault) => {
                Self::invalid(vec![FieldError::new("password", fault.word(), message)])
            }
            Error::Label => Self::field("label", "invalid", message),
            Error::Exists => Self::new(Code::Exists, "A moderator with this login exists."),
            Error::UnknownModerator => Self::not_found("moderator"),
            Error::UnknownSite => Self::field("sites", "unknown", message),
            Error::LastOwner => Self::new(
                Code::Forbidden,
                "The last owner cannot be removed or demoted. Make somebody else owner first.",
            ),
            Error::SetupOver => Self::new(
                Code::Unauthorized,
                "The set-up token is wrong, too old or used. Restart the server for a new one.",
            ),
            Error::Busy => Self::unavailable(Duration::from_secs(2), message),
            Error::Db(error) => error.into(),
        }
    }
}

/// A small installation on a database of its own, for the tests of this room.
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

    pub struct World {
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

    impl World {
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

        /// The same database with nobody free to read: the only reader is held and the queue full
        /// until the sender is dropped.
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
                            began.expect("once").send(()).expect("somebody waits");
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

        /// Begins a session; its token.
        pub async fn log_in(&self, login: &str) -> String {
            let session = self.identity.log_in(login, PASSWORD.into(), None).await;
            session.expect("logs in").token.reveal()
        }

        pub async fn is_good(&self, token: &str) -> bool {
            let found = self.identity.authenticate(token).await;
            found.expect("the database answers").is_some()
        }
    }

    #[tokio::test]
    async fn every_statement_of_the_room_is_understood() {
        let world = World::new().await;
        for (name, statement) in sql::ALL {
            let prepared = world.db.prepare(*statement).await;
            assert!(prepared.is_ok(), "{name}: {prepared:?}");
        }
    }
}
