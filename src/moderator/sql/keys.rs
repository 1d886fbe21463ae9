//! The statements of API keys.

use uuid::Uuid;

use super::{moderator, sites_of};
use crate::{
    clock::Timestamp,
    db::{Conn, Error, Row, statements},
    moderator::{ApiKey, Moderator},
    site::SiteId,
};

statements! {
    /// A key of a feed has no other permission: its hash must not be found under another kind of token.
    KEY = "SELECT m.id, m.login, m.role, m.created_at, m.name, m.email, m.email_refused_at, k.used_at
        FROM api_key k JOIN moderator m ON m.id = k.moderator WHERE k.token_hash = $1 AND k.feed IS NULL";
    FEED_KEY = "SELECT m.id, m.login, m.role, m.created_at, m.name, m.email, m.email_refused_at, k.used_at, k.feed
        FROM api_key k JOIN moderator m ON m.id = k.moderator WHERE k.token_hash = $1 AND k.feed IS NOT NULL";
    KEYS = "SELECT id, label, moderator, created_at, used_at, feed FROM api_key ORDER BY id";
    KEYS_OF = "SELECT id, label, moderator, created_at, used_at, feed FROM api_key
        WHERE moderator = $1 ORDER BY id";
    INSERT_KEY = "INSERT INTO api_key (id, token_hash, label, moderator, created_at, feed)
        VALUES ($1, $2, $3, $4, $5, $6)";
    DELETE_KEY = "DELETE FROM api_key WHERE id = $1";
    DELETE_KEY_OF = "DELETE FROM api_key WHERE id = $1 AND moderator = $2";
    SITES_OF_KEY = "SELECT site FROM moderator_site
        WHERE moderator = (SELECT moderator FROM api_key WHERE token_hash = $1) ORDER BY site";
}

/// Returns the moderator who holds this API key, and when its use was last recorded.
pub(in crate::moderator) async fn key(
    c: &mut Conn<'_>,
    hash: &[u8; 32],
) -> Result<Option<(Moderator, Option<Timestamp>)>, Error> {
    let found = c.request(KEY, &[hash.into()], |row| {
        Ok((moderator(row)?, row.get(7)?))
    })?;
    let sites = c.request(SITES_OF_KEY, &[hash.into()], |row| row.get(0))?;
    c.finish_reading();
    let found = c.receive(found).await?.into_iter().next();
    let sites = c.receive(sites).await?;
    Ok(found.map(|(mut moderator, used_at): (Moderator, _)| {
        moderator.sites = sites;
        (moderator, used_at)
    }))
}

/// Returns the moderator who holds this key of a feed, when its use was last recorded, and the site of the
/// feed.
pub(in crate::moderator) async fn feed_key(
    c: &mut Conn<'_>,
    hash: &[u8; 32],
) -> Result<Option<(Moderator, Option<Timestamp>, SiteId)>, Error> {
    let read = |row: &Row<'_>| Ok((moderator(row)?, row.get(7)?, row.get(8)?));
    let Some((mut found, used_at, site)) = c.row(FEED_KEY, &[hash.into()], read).await? else {
        return Ok(None);
    };
    found.sites = sites_of(c, found.id).await?;
    Ok(Some((found, used_at, site)))
}

fn api_key(row: &Row<'_>) -> Result<ApiKey, Error> {
    Ok(ApiKey {
        id: row.get(0)?,
        label: row.get(1)?,
        moderator: row.get(2)?,
        created_at: row.get(3)?,
        used_at: row.get(4)?,
        feed: row.get(5)?,
    })
}

/// Returns the API keys of one moderator, or of all moderators, oldest first.
pub(in crate::moderator) async fn keys(
    c: &mut Conn<'_>,
    of: Option<Uuid>,
) -> Result<Vec<ApiKey>, Error> {
    match of {
        Some(moderator) => c.rows(KEYS_OF, &[moderator.into()], api_key).await,
        None => c.rows(KEYS, &[], api_key).await,
    }
}

pub(in crate::moderator) async fn insert_key(
    c: &mut Conn<'_>,
    key: &ApiKey,
    hash: &[u8; 32],
) -> Result<(), Error> {
    let parameters = [
        key.id.into(),
        hash.into(),
        (&key.label).into(),
        key.moderator.into(),
        key.created_at.into(),
        key.feed.into(),
    ];
    c.execute(INSERT_KEY, &parameters).await.map(|_| ())
}

/// Removes an API key; with `of`, only if it belongs to that moderator.
pub(in crate::moderator) async fn remove_key(
    c: &mut Conn<'_>,
    id: Uuid,
    of: Option<Uuid>,
) -> Result<bool, Error> {
    let removed = match of {
        Some(moderator) => {
            c.execute(DELETE_KEY_OF, &[id.into(), moderator.into()])
                .await?
        }
        None => c.execute(DELETE_KEY, &[id.into()]).await?,
    };
    Ok(removed == 1)
}
