//! Adding, changing and removing moderators. At least one owner always remains.

use secrecy::SecretString;
use uuid::Uuid;

use super::{EmailChange, Error, Moderator, Moderators, Role, email_change, sql};
use crate::{
    db::{self, Conn},
    site::SiteId,
    text::{Login, Name, skeletons},
};

/// The fields of a new moderator, as typed.
#[derive(Clone, Debug)]
pub struct NewModerator {
    pub login: String,
    /// The display name; see [`Moderator::name`].
    pub name: Option<String>,
    pub password: SecretString,
    pub role: Role,
    /// Not stored for owners, who need no sites.
    pub sites: Vec<SiteId>,
}

/// The changes to a moderator; `None` leaves a field unchanged.
#[derive(Clone, Debug, Default)]
pub struct ModeratorChange {
    /// The new display name; `Some(None)` removes it.
    pub name: Option<Option<String>>,
    pub role: Option<Role>,
    pub sites: Option<Vec<SiteId>>,
    pub password: Option<SecretString>,
    /// The email address for mails about waiting comments.
    pub email: Option<EmailChange>,
}

impl Moderators {
    /// Adds a moderator.
    pub async fn add_moderator(&self, new: NewModerator) -> Result<Moderator, Error> {
        self.add_moderator_with_email(new, |_| None).await
    }

    /// Adds a moderator with an email address, whose mail names the account.
    pub(crate) async fn add_moderator_with_email(
        &self,
        new: NewModerator,
        email: impl FnOnce(&Moderator) -> Option<EmailChange>,
    ) -> Result<Moderator, Error> {
        let login = Login::parse(&new.login)?;
        let name = display_name(new.name.as_deref())?;
        let hash = self
            .0
            .hasher
            .check_and_hash(new.password, login.as_str().to_owned())
            .await?;
        let moderator = self.new_moderator(login, name, new.role, new.sites);
        let email = email(&moderator);
        self.0
            .db
            .write((moderator, hash, email), |c, (moderator, hash, email)| {
                Box::pin(async move {
                    insert(c, moderator, hash).await?;
                    let mut moderator = moderator.clone();
                    if let Some(email) = email {
                        email_change::apply(c, &mut moderator, email).await?;
                    }
                    Ok(moderator)
                })
            })
            .await
            .inspect(
                |m| tracing::info!(moderator = %m.id, role = m.role.as_str(), "moderator added"),
            )
    }

    pub(super) fn new_moderator(
        &self,
        login: Login,
        name: Option<String>,
        role: Role,
        sites: Vec<SiteId>,
    ) -> Moderator {
        Moderator {
            id: self.0.clock.id(),
            login: login.into_string(),
            name,
            role,
            sites: normalize_sites(role, sites),
            created_at: self.0.clock.now(),
            email: None,
            email_refused_at: None,
        }
    }

    /// Sets a new password, and ends every session of the moderator and the links of commenter sessions. An email
    /// address that waits for its confirmation is dropped: an intruder may have entered it. The moderator's API keys
    /// remain valid.
    pub async fn set_password(&self, id: Uuid, password: SecretString) -> Result<(), Error> {
        let login = self.moderator(id).await?.ok_or(Error::UnknownModerator)?;
        let hash = self.0.hasher.check_and_hash(password, login.login).await?;
        self.0
            .db
            .write((id, hash), |c, (id, hash)| {
                Box::pin(async move {
                    if !sql::update_password(c, *id, hash).await? {
                        return Err(Error::UnknownModerator);
                    }
                    sql::email_change::remove(c, *id).await?;
                    Ok(end_sessions(c, *id).await?)
                })
            })
            .await
            .inspect(|()| tracing::info!(moderator = %id, "password set"))
    }

    /// Checks whether a password is acceptable for a login; the error says why it is not.
    pub async fn check_password(&self, password: &SecretString, login: &str) -> Result<(), Error> {
        let (password, login) = (password.clone(), login.to_owned());
        self.0.hasher.check(password, login).await
    }

    /// Changes display name, password, role and sites in one transaction; the change also applies to open
    /// sessions immediately. A changed password or role ends those sessions and the links of commenter
    /// sessions.
    pub async fn change_moderator(
        &self,
        id: Uuid,
        mut change: ModeratorChange,
    ) -> Result<Moderator, Error> {
        if let Some(name) = &mut change.name {
            *name = display_name(name.as_deref())?;
        }
        let hash = match &change.password {
            None => None,
            Some(password) => {
                let login = self.moderator(id).await?.ok_or(Error::UnknownModerator)?;
                let accepted = self.0.hasher.check_and_hash(password.clone(), login.login);
                Some(accepted.await?)
            }
        };
        self.0
            .db
            .write((id, change, hash), |c, (id, change, hash)| {
                Box::pin(apply_change(c, *id, change, hash.as_deref()))
            })
            .await
            .inspect(
                |m| tracing::info!(moderator = %m.id, role = m.role.as_str(), "moderator changed"),
            )
    }

    /// Sends no more mails to a moderator, because the mail server refuses their email address permanently.
    pub async fn refuse_email(&self, id: Uuid) -> Result<(), db::Error> {
        let input = (id, self.0.clock.now());
        let refused = self.0.db.write(input, |c, (id, now)| {
            Box::pin(sql::refuse_email(c, *id, *now))
        });
        if refused.await? {
            tracing::warn!(moderator = %id, "mails to a moderator stopped: the mail server refuses the email address");
        }
        Ok(())
    }

    /// Removes a moderator with their sessions and API keys. Their decisions remain in the log.
    pub async fn remove_moderator(&self, id: Uuid) -> Result<(), Error> {
        self.0
            .db
            .write(id, |c, id| {
                Box::pin(async move {
                    if is_last_owner(c, *id).await? {
                        return Err(Error::LastOwner);
                    }
                    let removed = sql::by_id(c, *id).await?;
                    if !sql::remove(c, *id).await? {
                        return Err(Error::UnknownModerator);
                    }
                    if removed.is_some_and(|removed| removed.role == Role::Owner) {
                        forget_requests_of_owner(c).await?;
                    }
                    Ok(())
                })
            })
            .await
            .inspect(|()| tracing::info!(moderator = %id, "moderator removed"))
    }

    /// Returns every moderator, ordered by login.
    pub async fn list_moderators(&self) -> Result<Vec<Moderator>, db::Error> {
        self.0.db.read((), |c, ()| Box::pin(sql::all(c))).await
    }

    pub async fn moderator(&self, id: Uuid) -> Result<Option<Moderator>, db::Error> {
        self.0
            .db
            .read(id, |c, id| Box::pin(sql::by_id(c, *id)))
            .await
    }

    /// Returns the moderator with this login; `None` also if the text is not a valid login.
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

/// Inserts a new moderator with their sites into the database.
pub(super) async fn insert(
    c: &mut Conn<'_>,
    moderator: &Moderator,
    hash: &str,
) -> Result<(), Error> {
    refuse_taken_name(c, moderator.id, moderator.name.as_deref()).await?;
    sql::insert(c, moderator, hash)
        .await
        .map_err(|error| match error {
            db::Error::Unique(_) => Error::Exists,
            error => error.into(),
        })?;
    replace_sites(c, moderator.id, &moderator.sites).await
}

async fn replace_sites(c: &mut Conn<'_>, id: Uuid, sites: &[SiteId]) -> Result<(), Error> {
    sql::replace_sites(c, id, sites)
        .await
        .map_err(|error| match error {
            db::Error::Foreign(_) => Error::UnknownSite,
            error => error.into(),
        })
}

async fn apply_change(
    c: &mut Conn<'_>,
    id: Uuid,
    change: &ModeratorChange,
    hash: Option<&str>,
) -> Result<Moderator, Error> {
    let last_owner = is_last_owner(c, id).await?;
    // Locked, so that the returned moderator is exactly what this change produced.
    sql::queue_lock(c, id)?;
    let before = sql::by_id(c, id).await?.ok_or(Error::UnknownModerator)?;
    let role = change.role.unwrap_or(before.role);
    if last_owner && role != Role::Owner {
        return Err(Error::LastOwner);
    }
    let sites = normalize_sites(role, change.sites.clone().unwrap_or(before.sites));
    let name = change.name.clone().unwrap_or_else(|| before.name.clone());
    if name != before.name {
        refuse_taken_name(c, id, name.as_deref()).await?;
        sql::update_name(c, id, name.as_deref()).await?;
    }
    if let Some(hash) = hash {
        sql::update_password(c, id, hash).await?;
    }
    if role != before.role {
        sql::update_role(c, id, role).await?;
    }
    if hash.is_some() || role != before.role {
        end_sessions(c, id).await?;
    }
    if hash.is_some() {
        sql::email_change::remove(c, id).await?;
    }
    if before.role == Role::Owner && role != Role::Owner {
        forget_requests_of_owner(c).await?;
    }
    replace_sites(c, id, &sites).await?;
    let mut changed = Moderator {
        name,
        role,
        sites,
        ..before
    };
    if let Some(change) = &change.email {
        email_change::apply(c, &mut changed, change).await?;
    }
    Ok(changed)
}

/// Drops all email addresses that wait for their confirmation, because an owner who is none any more may have entered
/// them for others. They can be entered again.
async fn forget_requests_of_owner(c: &mut Conn<'_>) -> Result<(), db::Error> {
    sql::email_change::remove_all(c).await
}

/// Ends the sessions of a moderator and the links of commenter sessions.
async fn end_sessions(c: &mut Conn<'_>, id: Uuid) -> Result<(), db::Error> {
    sql::session_link::unlink_moderator(c, id).await?;
    sql::remove_sessions(c, id).await
}

/// Parses a display name as typed; an empty one counts as none.
pub(super) fn display_name(typed: Option<&str>) -> Result<Option<String>, Error> {
    let typed = typed.filter(|typed| !typed.trim().is_empty());
    let name = typed.map(Name::parse).transpose().map_err(Error::Name)?;
    Ok(name.map(Name::into_string))
}

/// Refuses a display name that could be confused with another moderator's.
async fn refuse_taken_name(c: &mut Conn<'_>, id: Uuid, name: Option<&str>) -> Result<(), Error> {
    let Some(name) = name else {
        return Ok(());
    };
    let own = skeletons(name);
    let names = sql::names(c).await?;
    let is_like = |other: &str| other == name || !skeletons(other).is_disjoint(&own);
    if names.iter().any(|(of, other)| *of != id && is_like(other)) {
        return Err(Error::NameTaken);
    }
    Ok(())
}

async fn is_last_owner(c: &mut Conn<'_>, id: Uuid) -> Result<bool, Error> {
    Ok(sql::lock_owners(c).await? == [id])
}

/// Returns the sites in the form in which they are stored: ascending, without duplicates, empty for owners.
fn normalize_sites(role: Role, mut sites: Vec<SiteId>) -> Vec<SiteId> {
    if role == Role::Owner {
        return Vec::new();
    }
    sites.sort_unstable();
    sites.dedup();
    sites
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moderator::{
        PasswordFault,
        fixture::{PASSWORD, TestModerators},
    };

    #[tokio::test]
    async fn moderators_are_listed_by_login_with_their_sites() {
        let world = TestModerators::new().await;
        let (one, two) = (world.site("one").await, world.site("two").await);
        let ben = world.add("ben", Role::Moderator, &[two, one, two]).await;
        let ann = world.add("ann", Role::Owner, &[one]).await;
        assert_eq!(ben.sites, [one, two]);
        assert_eq!(ann.sites, [] as [SiteId; 0]);
        let listed = world.moderators.list_moderators().await.expect("lists");
        assert_eq!(listed, [ann.clone(), ben.clone()]);
        let found = world.moderators.moderator_by_login("Ben").await;
        assert_eq!(found.expect("reads"), Some(ben));
        let found = world.moderators.moderator_by_login("nobody!").await;
        assert_eq!(found.expect("reads"), None);
    }

    #[tokio::test]
    async fn a_moderator_who_cannot_be_is_not_added() {
        let world = TestModerators::new().await;
        world.add("ann", Role::Owner, &[]).await;
        let try_to_add = |login: &str, password: &str, sites: &[SiteId]| {
            let new = NewModerator {
                login: login.to_owned(),
                name: None,
                password: password.into(),
                role: Role::Moderator,
                sites: sites.to_vec(),
            };
            let moderators = world.moderators.clone();
            async move { moderators.add_moderator(new).await.expect_err("is refused") }
        };
        assert!(matches!(
            try_to_add("ann", PASSWORD, &[]).await,
            Error::Exists
        ));
        assert!(matches!(
            try_to_add("ben", PASSWORD, &[7]).await,
            Error::UnknownSite
        ));
        assert!(matches!(
            try_to_add("b", PASSWORD, &[]).await,
            Error::Login(_)
        ));
        assert!(matches!(
            try_to_add("ben", "too short", &[]).await,
            Error::Password(PasswordFault::TooShort)
        ));
        assert_eq!(
            world
                .moderators
                .list_moderators()
                .await
                .expect("lists")
                .len(),
            1
        );
    }

    #[tokio::test]
    async fn the_last_owner_stays() {
        let world = TestModerators::new().await;
        let ann = world.add("ann", Role::Owner, &[]).await;
        let ben = world.add("ben", Role::Moderator, &[]).await;
        let demote = || ModeratorChange {
            role: Some(Role::Moderator),
            ..ModeratorChange::default()
        };
        let refused = world.moderators.remove_moderator(ann.id).await;
        assert!(matches!(refused, Err(Error::LastOwner)));
        let refused = world.moderators.change_moderator(ann.id, demote()).await;
        assert!(matches!(refused, Err(Error::LastOwner)));
        let promote = ModeratorChange {
            role: Some(Role::Owner),
            ..ModeratorChange::default()
        };
        let changed = world.moderators.change_moderator(ben.id, promote).await;
        assert_eq!(changed.expect("changes").role, Role::Owner);
        let changed = world.moderators.change_moderator(ann.id, demote()).await;
        assert_eq!(changed.expect("changes").role, Role::Moderator);
        world
            .moderators
            .remove_moderator(ann.id)
            .await
            .expect("goes");
        let refused = world.moderators.remove_moderator(ben.id).await;
        assert!(matches!(refused, Err(Error::LastOwner)));
        let refused = world.moderators.remove_moderator(ann.id).await;
        assert!(matches!(refused, Err(Error::UnknownModerator)));
    }

    #[tokio::test]
    async fn two_owners_who_remove_each_other_at_once_do_not_both_succeed() {
        let world = TestModerators::new().await;
        let ann = world.add("ann", Role::Owner, &[]).await;
        let ben = world.add("ben", Role::Owner, &[]).await;
        let (a, b) = tokio::join!(
            world.moderators.remove_moderator(ann.id),
            world.moderators.remove_moderator(ben.id)
        );
        assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
    }

    #[tokio::test]
    async fn sites_are_changed_at_once_for_open_sessions_and_a_new_role_ends_them() {
        let world = TestModerators::new().await;
        let (one, two) = (world.site("one").await, world.site("two").await);
        let ben = world.add("ben", Role::Moderator, &[one]).await;
        let token = world.sign_in("ben").await;
        let sites = ModeratorChange {
            sites: Some(vec![two]),
            ..ModeratorChange::default()
        };
        world
            .moderators
            .change_moderator(ben.id, sites)
            .await
            .expect("changes");
        let now = world.moderators.authenticate(&token).await.expect("reads");
        let now = now.expect("the session remains valid");
        assert!(now.sees(two) && !now.sees(one));
        let role = ModeratorChange {
            role: Some(Role::Owner),
            ..ModeratorChange::default()
        };
        world
            .moderators
            .change_moderator(ben.id, role)
            .await
            .expect("changes");
        assert!(!world.is_good(&token).await);
    }

    #[tokio::test]
    async fn a_new_password_ends_only_the_sessions_of_that_moderator() {
        let world = TestModerators::new().await;
        let ann = world.add("ann", Role::Owner, &[]).await;
        world.add("ben", Role::Moderator, &[]).await;
        let of_ann = [world.sign_in("ann").await, world.sign_in("ann").await];
        let of_ben = world.sign_in("ben").await;
        let new = "granite whistle orbit plum";
        world
            .moderators
            .set_password(ann.id, new.into())
            .await
            .expect("sets");
        for token in of_ann {
            assert!(!world.is_good(&token).await);
        }
        assert!(world.is_good(&of_ben).await);
        let old = world.moderators.sign_in("ann", PASSWORD.into(), None).await;
        assert!(matches!(old, Err(Error::WrongPassword)));
        assert!(
            world
                .moderators
                .sign_in("ann", new.into(), None)
                .await
                .is_ok()
        );
        let unknown = world.moderators.set_password(Uuid::nil(), new.into()).await;
        assert!(matches!(unknown, Err(Error::UnknownModerator)));
    }
}
