//! Who is speaking: moderators, their passwords, sessions and keys. Guests need nothing here.

mod first_owner;
mod key;
mod may;
mod moderator;
mod password;
mod session;
pub mod sql;
mod token;

use std::{fmt, sync::Arc, time::Duration};

use thiserror::Error;
use tokio::sync::Semaphore;
use uuid::Uuid;

pub use self::{
    first_owner::{SETUP_LIFE, Setup},
    key::ApiKey,
    may::Action,
    moderator::{Change, Login, NewModerator},
    password::{Hasher, PasswordFault},
    session::{NewSession, SESSION_IDLE, SESSION_LIFE, forget},
    token::{Kind, Token},
};
use crate::{
    clock::{Clock, Timestamp},
    db::{self, Db},
    http::{Code, FieldError, Problem},
    secret::{Key, Secret},
    site::SiteId,
};

/// Somebody who may moderate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moderator {
    pub id: Uuid,
    pub login: String,
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
    /// How many notes of a credential's use may be on their way to the database at once.
    notes: Arc<Semaphore>,
}

impl Identity {
    #[must_use]
    pub fn new(db: Db, clock: Clock, secret: &Secret) -> Self {
        Self(Arc::new(Inner {
            hasher: Hasher::new(clock.clone()),
            log_key: secret.key("login in the log"),
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
    /// Not a login: `[a-z0-9._-]{2,64}`.
    #[error("a login is 2 to 64 of a-z, 0-9, dot, underscore and hyphen")]
    Login,
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
            Error::Login => Self::field("login", "invalid", message),
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
