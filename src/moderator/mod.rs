//! Moderators: their accounts, passwords, sessions, API keys and permissions, and the first owner.

mod accounts;
pub(crate) mod api;
mod api_key;
mod authority;
mod email_change;
mod first_owner;
#[cfg(test)]
pub(crate) mod fixture;
mod login_throttle;
mod password;
mod permissions;
mod session;
mod session_link;
pub(crate) mod sql;

use std::{fmt, sync::Arc};

use thiserror::Error;
use tokio::sync::Semaphore;
use uuid::Uuid;

pub use self::accounts::NewModerator;
pub(crate) use self::{
    accounts::ModeratorChange,
    api::CurrentModerator,
    api_key::ApiKey,
    authority::{Authority, Credential},
    email_change::{EmailChange, EmailRequest, UnconfirmedEmail},
    first_owner::{SETUP_LIFE, Setup},
    login_throttle::Network,
    password::{Hasher, PasswordFault},
    permissions::Permission,
    session::{NewModeratorSession, SESSION_LIFE, expirations},
    session_link::{LinkSummary, LinkedSession, PERSON_IDLE},
};
use crate::{
    clock::{Clock, Timestamp},
    closed_set::closed_set,
    db::{self, Db},
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
    /// Where mails about waiting comments go; `None` for a moderator who gets none.
    pub email: Option<String>,
    /// Since when the mail server has refused this email address permanently. No mails are sent then.
    pub email_refused_at: Option<Timestamp>,
}

closed_set! {
    /// The role of a moderator.
    pub enum Role: "ModeratorRole" {
        /// May do everything on every site.
        Owner = "owner",
        /// May moderate the comments of the listed sites.
        Moderator = "moderator",
    }
}

/// The identity service of this installation. Clones share the same state.
#[derive(Clone)]
pub struct Moderators(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Clock,
    hasher: Hasher,
    /// Names a login in the log without revealing it.
    log_key: Key,
    /// Names a network in the database without revealing it.
    network_key: Key,
    /// Limits how many records of a credential's use may be written to the database concurrently.
    use_records: Arc<Semaphore>,
}

impl Moderators {
    #[must_use]
    pub fn new(db: Db, clock: Clock, secret: &Secret) -> Self {
        Self(Arc::new(Inner {
            hasher: Hasher::new(clock.clone()),
            log_key: secret.key("login in the log"),
            network_key: secret.key("network of a moderator"),
            use_records: Arc::new(Semaphore::new(4)),
            db,
            clock,
        }))
    }
}

impl fmt::Debug for Moderators {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Moderators")
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
