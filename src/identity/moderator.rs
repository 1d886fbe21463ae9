//! Who may moderate: adding, changing and removing them. One owner always stays.

use secrecy::SecretString;
use uuid::Uuid;

use super::{Error, Identity, Moderator, Role, sql};
use crate::{
    db::{self, Conn},
    site::SiteId,
};

/// The name somebody signs in with: `[a-z0-9._-]{2,64}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login(String);

impl Login {
    /// Reads a login; capital letters of ASCII are taken as small ones.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let login = text.to_ascii_lowercase();
        let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b);
        if (2..=64).contains(&login.len()) && login.bytes().all(fits) {
            Ok(Self(login))
        } else {
            Err(Error::Login)
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a new moderator is made of, as typed.
#[derive(Clone, Debug)]
pub struct NewModerator {
    pub login: String,
    pub password: SecretString,
    pub role: Role,
    /// Not kept for owners, who need none.
    pub sites: Vec<SiteId>,
}

/// What to change of a moderator; `None` leaves it as it is.
#[derive(Clone, Debug, Default)]
pub struct Change {
    pub role: Option<Role>,
    pub sites: Option<Vec<SiteId>>,
}

impl Identity {
    /// Adds a moderator.
    pub async fn add_moderator(&self, new: NewModerator) -> Result<Moderator, Error> {
        let login = Login::parse(&new.login)?;
        let hash = self
            .0
            .hasher
            .accept(new.password, login.as_str().to_owned())
            .await?;
        let moderator = self.fresh(login, new.role, new.sites);
        self.0
            .db
            .write((moderator, hash), |c, (moderator, hash)| {
                Box::pin(async move {
                    insert(c, moderator, hash).await?;
                    Ok(moderator.clone())
                })
            })
            .await
            .inspect(|m| tracing::info!(moderator = %m.id, role = m.role.word(), "moderator added"))
    }

    pub(super) fn fresh(&self, login: Login, role: Role, sites: Vec<SiteId>) -> Moderator {
        Moderator {
            id: self.0.clock.id(),
            login: login.0,
            role,
            sites: kept(role, sites),
            created_at: self.0.clock.now(),
        }
    }

    /// Sets a new password and ends every session of that moderator. Their API keys go on.
    pub async fn set_password(&self, id: Uuid, password: SecretString) -> Result<(), Error> {
        let login = self.moderator(id).await?.ok_or(Error::UnknownModerator)?;
        let hash = self.0.hasher.accept(password, login.login).await?;
        self.0
            .db
            .write((id, hash), |c, (id, hash)| {
                Box::pin(async move {
                    if !sql::put_password(c, *id, hash).await? {
                        return Err(Error::UnknownModerator);
                    }
                    Ok(sql::remove_sessions(c, *id).await?)
                })
            })
            .await
            .inspect(|()| tracing::info!(moderator = %id, "password set"))
    }

    /// Changes role and sites, at once also for sessions that are open; a changed role ends them.
    pub async fn change_moderator(&self, id: Uuid, change: Change) -> Result<Moderator, Error> {
        self.0
            .db
            .write((id, change), |c, (id, change)| {
                Box::pin(change_in(c, *id, change))
            })
            .await
            .inspect(
                |m| tracing::info!(moderator = %m.id, role = m.role.word(), "moderator changed"),
            )
    }

    /// Removes a moderator with their sessions and keys. What they decided stays in the log.
    pub async fn remove_moderator(&self, id: Uuid) -> Result<(), Error> {
        self.0
            .db
            .write(id, |c, id| {
                Box::pin(async move {
                    if is_last_owner(c, *id).await? {
                        return Err(Error::LastOwner);
                    }
                    if !sql::remove(c, *id).await? {
                        return Err(Error::UnknownModerator);
                    }
                    Ok(())
                })
            })
            .await
            .inspect(|()| tracing::info!(moderator = %id, "moderator removed"))
    }

    /// Every moderator, by login.
    pub async fn list_moderators(&self) -> Result<Vec<Moderator>, db::Error> {
        self.0.db.read((), |c, ()| Box::pin(sql::all(c))).await
    }

    pub async fn moderator(&self, id: Uuid) -> Result<Option<Moderator>, db::Error> {
        self.0
            .db
            .read(id, |c, id| Box::pin(sql::by_id(c, *id)))
            .await
    }

    /// The moderator with this login, if it is one at all.
    pub async fn moderator_by_login(&self, login: &str) -> Result<Option<Moderator>, db::Error> {
        let Ok(login) = Login::parse(login) else {
            return Ok(None);
        };
        self.0
            .db
            .read(login, |c, login| Box::pin(sql::by_login(c, login.as_str())))
            .await
    }
}

/// Puts a new moderator with their sites into the database.
pub(super) async fn insert(
    c: &mut Conn<'_>,
    moderator: &Moderator,
    hash: &str,
) -> Result<(), Error> {
    sql::insert(c, moderator, hash)
        .await
        .map_err(|error| match error {
            db::Error::Unique(_) => Error::Exists,
            error => error.into(),
        })?;
    put_sites(c, moderator.id, &moderator.sites).await
}

async fn put_sites(c: &mut Conn<'_>, id: Uuid, sites: &[SiteId]) -> Result<(), Error> {
    sql::put_sites(c, id, sites)
        .await
        .map_err(|error| match error {
            db::Error::Foreign(_) => Error::UnknownSite,
            error => error.into(),
        })
}

async fn change_in(c: &mut Conn<'_>, id: Uuid, change: &Change) -> Result<Moderator, Error> {
    let last_owner = is_last_owner(c, id).await?;
    // Held, so that the answer is what this change made of them.
    sql::lock(c, id).await?;
    let before = sql::by_id(c, id).await?.ok_or(Error::UnknownModerator)?;
    let role = change.role.unwrap_or(before.role);
    if last_owner && role != Role::Owner {
        return Err(Error::LastOwner);
    }
    let sites = kept(role, change.sites.clone().unwrap_or(before.sites));
    if role != before.role {
        sql::put_role(c, id, role).await?;
        sql::remove_sessions(c, id).await?;
    }
    put_sites(c, id, &sites).await?;
    Ok(Moderator {
        role,
        sites,
        ..before
    })
}

async fn is_last_owner(c: &mut Conn<'_>, id: Uuid) -> Result<bool, Error> {
    Ok(sql::lock_owners(c).await? == [id])
}

/// The sites as they are kept: ascending, each once, none for owners.
fn kept(role: Role, mut sites: Vec<SiteId>) -> Vec<SiteId> {
    if role == Role::Owner {
        return Vec::new();
    }
    sites.sort_unstable();
    sites.dedup();
    sites
}
