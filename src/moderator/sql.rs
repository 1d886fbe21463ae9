//! The statements of moderators, their sessions, API keys and networks.

pub(crate) mod email_change;
pub(crate) mod keys;
pub(crate) mod session_link;

use uuid::Uuid;

use super::{Moderator, Role};
use crate::{
    clock::Timestamp,
    db::{Conn, Error, Row, statements},
    site::SiteId,
    token::TokenKind,
};

statements! {
    MODERATORS = "SELECT id, login, role, created_at, name, email, email_refused_at FROM moderator ORDER BY login";
    MODERATOR = "SELECT id, login, role, created_at, name, email, email_refused_at FROM moderator WHERE id = $1";
    MODERATOR_BY_LOGIN = "SELECT id, login, role, created_at, name, email, email_refused_at
        FROM moderator WHERE login = $1";
    PASSWORD = "SELECT id, password_hash FROM moderator WHERE login = $1";
    LOCK = "SELECT password_hash FROM moderator WHERE id = $1 FOR UPDATE";
    LOCK_OWNERS = "SELECT id FROM moderator WHERE role = 'owner' ORDER BY id FOR UPDATE";
    ANY_MODERATOR = "SELECT 1 FROM moderator LIMIT 1";
    INSERT = "INSERT INTO moderator (id, login, role, password_hash, created_at, name)
        VALUES ($1, $2, $3, $4, $5, $6)";
    /// The primary key of this table admits only one first owner, even when two replicas race.
    INSERT_FIRST = "INSERT INTO first_owner (one, moderator) VALUES (1, $1)";
    UPDATE_PASSWORD = "UPDATE moderator SET password_hash = $2 WHERE id = $1";
    UPDATE_NAME = "UPDATE moderator SET name = $2 WHERE id = $1";
    NAMES = "SELECT id, name FROM moderator WHERE name IS NOT NULL";
    /// A new email address may work, and begins a new count of mails.
    /// What was mailed within the hour still counts: otherwise a moderator could mail any address without a limit.
    UPDATE_EMAIL = "UPDATE moderator SET email = $2, email_refused_at = NULL WHERE id = $1";
    REFUSE_EMAIL = "UPDATE moderator SET email_refused_at = $2
        WHERE id = $1 AND email IS NOT NULL AND email_refused_at IS NULL";
    UPDATE_ROLE = "UPDATE moderator SET role = $2 WHERE id = $1";
    DELETE = "DELETE FROM moderator WHERE id = $1";

    SITES = "SELECT moderator, site FROM moderator_site ORDER BY moderator, site";
    SITES_OF = "SELECT site FROM moderator_site WHERE moderator = $1 ORDER BY site";
    SITES_OF_SESSION = "SELECT site FROM moderator_site
        WHERE moderator = (SELECT moderator FROM moderator_session WHERE token_hash = $1) ORDER BY site";
    INSERT_SITE = "INSERT INTO moderator_site (site, moderator) VALUES ($1, $2)";
    DELETE_SITES = "DELETE FROM moderator_site WHERE moderator = $1";

    SESSION = "SELECT m.id, m.login, m.role, m.created_at, m.name, m.email, m.email_refused_at,
            s.created_at, s.used_at, s.expires_at
        FROM moderator_session s JOIN moderator m ON m.id = s.moderator WHERE s.token_hash = $1";
    INSERT_SESSION = "INSERT INTO moderator_session
        (token_hash, moderator, created_at, used_at, expires_at) VALUES ($1, $2, $3, $3, $4)";
    USE_SESSION = "UPDATE moderator_session SET used_at = $2 WHERE token_hash = $1 AND used_at < $2";
    DELETE_SESSION = "DELETE FROM moderator_session WHERE token_hash = $1";
    DELETE_SESSIONS = "DELETE FROM moderator_session WHERE moderator = $1";
    EXPIRE_SESSIONS = "DELETE FROM moderator_session WHERE token_hash IN (
        SELECT token_hash FROM moderator_session WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)";
    EXPIRE_IDLE_SESSIONS = "DELETE FROM moderator_session WHERE token_hash IN (
        SELECT token_hash FROM moderator_session WHERE used_at <= $1 ORDER BY used_at LIMIT $2)";

    KNOWS_NETWORK = "SELECT 1 FROM moderator_network n JOIN moderator m ON m.id = n.moderator
        WHERE m.login = $1 AND n.network = $2";
    RECORD_NETWORK = "INSERT INTO moderator_network (moderator, network, used_at) VALUES ($1, $2, $3)
        ON CONFLICT (moderator, network) DO UPDATE SET used_at = excluded.used_at";
    EXPIRE_NETWORKS = "DELETE FROM moderator_network WHERE (moderator, network) IN (
        SELECT moderator, network FROM moderator_network WHERE used_at <= $1 ORDER BY used_at LIMIT $2)";

    USE_KEY = "UPDATE api_key SET used_at = $2
        WHERE token_hash = $1 AND (used_at IS NULL OR used_at < $2)";
}

/// Reads a moderator from the first seven columns of a row; the sites are still missing.
fn moderator(row: &Row<'_>) -> Result<Moderator, Error> {
    Ok(Moderator {
        id: row.get(0)?,
        login: row.get(1)?,
        name: row.get(4)?,
        role: row.get(2)?,
        sites: Vec::new(),
        created_at: row.get(3)?,
        email: row.get(5)?,
        email_refused_at: row.get(6)?,
    })
}

async fn sites_of(c: &mut Conn<'_>, id: Uuid) -> Result<Vec<SiteId>, Error> {
    c.rows(SITES_OF, &[id.into()], |row| row.get(0)).await
}

pub(super) async fn all(c: &mut Conn<'_>) -> Result<Vec<Moderator>, Error> {
    let mut all = c.rows(MODERATORS, &[], moderator).await?;
    let sites = c
        .rows(SITES, &[], |row| {
            Ok((row.get::<Uuid>(0)?, row.get::<SiteId>(1)?))
        })
        .await?;
    for (id, site) in sites {
        if let Some(moderator) = all.iter_mut().find(|m| m.id == id) {
            moderator.sites.push(site);
        }
    }
    Ok(all)
}

pub(super) async fn by_id(c: &mut Conn<'_>, id: Uuid) -> Result<Option<Moderator>, Error> {
    let Some(mut found) = c.row(MODERATOR, &[id.into()], moderator).await? else {
        return Ok(None);
    };
    found.sites = sites_of(c, found.id).await?;
    Ok(Some(found))
}

pub(super) async fn by_login(c: &mut Conn<'_>, login: &str) -> Result<Option<Moderator>, Error> {
    let Some(mut found) = c
        .row(MODERATOR_BY_LOGIN, &[login.into()], moderator)
        .await?
    else {
        return Ok(None);
    };
    found.sites = sites_of(c, found.id).await?;
    Ok(Some(found))
}

/// Returns the moderator with this login, and the hash of their password.
pub(super) async fn id_and_hash(
    c: &mut Conn<'_>,
    login: &str,
) -> Result<Option<(Uuid, String)>, Error> {
    c.row(PASSWORD, &[login.into()], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
    .await
}

/// Locks the moderator until the transaction ends.
pub(super) fn queue_lock(c: &mut Conn<'_>, id: Uuid) -> Result<(), Error> {
    c.lock_rows(LOCK, &[id.into()])
}

/// Locks the moderator until the transaction ends, and returns the hash of their password.
pub(super) async fn lock_and_read_hash(
    c: &mut Conn<'_>,
    id: Uuid,
) -> Result<Option<String>, Error> {
    c.row(LOCK, &[id.into()], |row| row.get(0)).await
}

/// Locks every owner until the transaction ends, so that no other transaction removes the last one.
pub(super) async fn lock_owners(c: &mut Conn<'_>) -> Result<Vec<Uuid>, Error> {
    c.rows(LOCK_OWNERS, &[], |row| row.get(0)).await
}

pub(super) async fn any_exists(c: &mut Conn<'_>) -> Result<bool, Error> {
    Ok(c.row(ANY_MODERATOR, &[], |_| Ok(())).await?.is_some())
}

pub(super) async fn insert(
    c: &mut Conn<'_>,
    moderator: &Moderator,
    password_hash: &str,
) -> Result<(), Error> {
    let parameters = [
        moderator.id.into(),
        (&moderator.login).into(),
        moderator.role.into(),
        password_hash.into(),
        moderator.created_at.into(),
        moderator.name.as_deref().into(),
    ];
    c.execute(INSERT, &parameters).await.map(|_| ())
}

pub(super) async fn insert_first(c: &mut Conn<'_>, id: Uuid) -> Result<(), Error> {
    c.execute(INSERT_FIRST, &[id.into()]).await.map(|_| ())
}

pub(super) async fn update_password(c: &mut Conn<'_>, id: Uuid, hash: &str) -> Result<bool, Error> {
    Ok(c.execute(UPDATE_PASSWORD, &[id.into(), hash.into()])
        .await?
        == 1)
}

/// Sets the display name, or removes it.
pub(super) async fn update_name(
    c: &mut Conn<'_>,
    id: Uuid,
    name: Option<&str>,
) -> Result<(), Error> {
    c.execute(UPDATE_NAME, &[id.into(), name.into()])
        .await
        .map(|_| ())
}

/// Sets the email address for mails about waiting comments, or removes it.
pub(super) async fn update_email(
    c: &mut Conn<'_>,
    id: Uuid,
    email: Option<&str>,
) -> Result<(), Error> {
    c.execute(UPDATE_EMAIL, &[id.into(), email.into()])
        .await
        .map(|_| ())
}

/// Records that the mail server refuses the email address of a moderator. Returns whether it was not recorded
/// before.
pub(super) async fn refuse_email(
    c: &mut Conn<'_>,
    id: Uuid,
    now: Timestamp,
) -> Result<bool, Error> {
    Ok(c.execute(REFUSE_EMAIL, &[id.into(), now.into()]).await? == 1)
}

/// Returns the display names of all moderators who have one.
pub(super) async fn names(c: &mut Conn<'_>) -> Result<Vec<(Uuid, String)>, Error> {
    c.rows(NAMES, &[], |row| Ok((row.get(0)?, row.get(1)?)))
        .await
}

pub(super) async fn update_role(c: &mut Conn<'_>, id: Uuid, role: Role) -> Result<(), Error> {
    c.execute(UPDATE_ROLE, &[id.into(), role.into()])
        .await
        .map(|_| ())
}

/// Replaces the sites of a moderator; `Error::Foreign` if one of the sites does not exist.
pub(super) async fn replace_sites(
    c: &mut Conn<'_>,
    id: Uuid,
    sites: &[SiteId],
) -> Result<(), Error> {
    c.execute(DELETE_SITES, &[id.into()]).await?;
    for site in sites {
        c.execute(INSERT_SITE, &[(*site).into(), id.into()]).await?;
    }
    Ok(())
}

pub(super) async fn remove(c: &mut Conn<'_>, id: Uuid) -> Result<bool, Error> {
    Ok(c.execute(DELETE, &[id.into()]).await? == 1)
}

/// A session as it is stored.
pub(super) struct ModeratorSessionRow {
    pub moderator: Moderator,
    pub created_at: Timestamp,
    pub used_at: Timestamp,
    pub expires_at: Timestamp,
}

pub(super) async fn session(
    c: &mut Conn<'_>,
    hash: &[u8; 32],
) -> Result<Option<ModeratorSessionRow>, Error> {
    let found = c.request(SESSION, &[hash.into()], |row| {
        Ok(ModeratorSessionRow {
            moderator: moderator(row)?,
            created_at: row.get(7)?,
            used_at: row.get(8)?,
            expires_at: row.get(9)?,
        })
    })?;
    let sites = c.request(SITES_OF_SESSION, &[hash.into()], |row| row.get(0))?;
    c.finish_reading();
    let found = c.receive(found).await?.into_iter().next();
    let sites = c.receive(sites).await?;
    Ok(found.map(|mut session| {
        session.moderator.sites = sites;
        session
    }))
}

pub(super) async fn insert_session(
    c: &mut Conn<'_>,
    hash: &[u8; 32],
    moderator: Uuid,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), Error> {
    let parameters = [hash.into(), moderator.into(), now.into(), expires_at.into()];
    c.execute(INSERT_SESSION, &parameters).await.map(|_| ())
}

pub(super) async fn remove_session(c: &mut Conn<'_>, hash: &[u8; 32]) -> Result<bool, Error> {
    Ok(c.execute(DELETE_SESSION, &[hash.into()]).await? == 1)
}

pub(super) async fn remove_sessions(c: &mut Conn<'_>, moderator: Uuid) -> Result<(), Error> {
    c.execute(DELETE_SESSIONS, &[moderator.into()])
        .await
        .map(|_| ())
}

/// Returns whether the moderator with this login has signed in from this network before.
pub(super) async fn knows_network(
    c: &mut Conn<'_>,
    login: &str,
    network: &[u8; 32],
) -> Result<bool, Error> {
    let parameters = [login.into(), network.into()];
    let found = c.row(KNOWS_NETWORK, &parameters, |_| Ok(()));
    Ok(found.await?.is_some())
}

pub(crate) async fn record_network(
    c: &mut Conn<'_>,
    moderator: Uuid,
    network: &[u8; 32],
    now: Timestamp,
) -> Result<(), Error> {
    c.execute(
        RECORD_NETWORK,
        &[moderator.into(), network.into(), now.into()],
    )
    .await
    .map(|_| ())
}

/// Records that a session or an API key was used.
pub(super) async fn record_use(
    c: &mut Conn<'_>,
    kind: TokenKind,
    hash: &[u8; 32],
    now: Timestamp,
) -> Result<(), Error> {
    let statement = match kind {
        TokenKind::Session => USE_SESSION,
        TokenKind::ApiKey | TokenKind::Feed => USE_KEY,
        _ => return Ok(()),
    };
    c.execute(statement, &[hash.into(), now.into()])
        .await
        .map(|_| ())
}
