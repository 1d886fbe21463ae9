//! The statements of the sites.

pub(crate) mod removal;

use uuid::Uuid;

use super::{NewSite, Policy, Site, SiteId};
use crate::{
    clock::Timestamp,
    db::{Conn, Error, statements},
    text::{Origin, WildcardOrigin},
};

statements! {
    SITES = "SELECT id, slug, name, policy, version, created_at FROM site WHERE removed_at IS NULL ORDER BY slug";
    ORIGINS = "SELECT site, origin FROM site_origin ORDER BY site, origin";
    INSERT = "INSERT INTO site (slug, name, policy, version, created_at)
        VALUES ($1, $2, $3, 1, $4) RETURNING id";
    INSERT_ORIGIN = "INSERT INTO site_origin (site, origin) VALUES ($1, $2)";
    DELETE_ORIGINS = "DELETE FROM site_origin WHERE site = $1 AND origin NOT LIKE '%*%'";
    DELETE_WILDCARDS = "DELETE FROM site_origin WHERE site = $1 AND origin LIKE '%*%'";
    RENAME = "UPDATE site SET name = COALESCE($2, name), version = version + 1 WHERE id = $1 AND removed_at IS NULL";
    POLICY = "SELECT policy FROM site WHERE id = $1 AND removed_at IS NULL FOR UPDATE";
    UPDATE_POLICY = "UPDATE site SET policy = $2, version = version + 1 WHERE id = $1 AND removed_at IS NULL";
    REKEY_FROM = "UPDATE site SET rekeyed_to = $2 WHERE id = $1 AND removed_at IS NULL";
    REKEYED_TO = "SELECT rekeyed_to FROM site WHERE id = $1 AND removed_at IS NULL FOR NO KEY UPDATE";
    TO_REKEY = "SELECT id FROM site WHERE rekeyed_to IS NOT NULL AND removed_at IS NULL ORDER BY id";
    ORIGINS_OF = "SELECT origin FROM site_origin WHERE site = $1 ORDER BY origin";
    CONTENTS = "SELECT
        (SELECT COUNT(*) FROM comment WHERE site = $1 AND status <> 'deleted'),
        (SELECT COUNT(*) FROM comment WHERE site = $1 AND status = 'pending'),
        (SELECT COUNT(*) FROM thread WHERE site = $1),
        (SELECT COUNT(*) FROM ban WHERE site = $1),
        (SELECT COUNT(*) FROM moderation_log WHERE site = $1),
        (SELECT COUNT(*) FROM lesson WHERE site = $1),
        (SELECT COUNT(*) FROM moderator_site WHERE site = $1)";
}

pub(super) async fn all(c: &mut Conn<'_>) -> Result<Vec<Site>, Error> {
    let mut sites = c
        .rows(SITES, &[], |row| {
            let policy: String = row.get(3)?;
            Ok(Site {
                id: row.get(0)?,
                slug: row.get(1)?,
                name: row.get(2)?,
                origins: Vec::new(),
                wildcards: Vec::new(),
                policy: parse_policy(&policy)?,
                version: row.get(4)?,
                created_at: row.get(5)?,
            })
        })
        .await?;
    for (site, origin) in c
        .rows(ORIGINS, &[], |row| {
            Ok((row.get::<SiteId>(0)?, row.get::<String>(1)?))
        })
        .await?
    {
        if let Some(site) = sites.iter_mut().find(|s| s.id == site) {
            let read = if WildcardOrigin::is_meant(&origin) {
                WildcardOrigin::parse(&origin).map(|origin| site.wildcards.push(origin))
            } else {
                Origin::parse(&origin).map(|origin| site.origins.push(origin))
            };
            if let Err(fault) = read {
                tracing::warn!(site = site.slug, origin, %fault, "stored origin ignored");
            }
        }
    }
    Ok(sites)
}

pub(super) async fn insert(
    c: &mut Conn<'_>,
    site: &NewSite,
    now: Timestamp,
) -> Result<SiteId, Error> {
    let policy = json(&site.policy)?;
    let parameters = [
        (&site.slug).into(),
        (&site.name).into(),
        (&policy).into(),
        now.into(),
    ];
    c.row(INSERT, &parameters, |row| row.get(0))
        .await?
        .ok_or_else(|| Error::Statement("no id returned".to_owned()))
}

/// Replaces the origins of a site.
pub(crate) async fn insert_origins(
    c: &mut Conn<'_>,
    site: SiteId,
    origins: &[Origin],
) -> Result<(), Error> {
    c.execute(DELETE_ORIGINS, &[site.into()]).await?;
    for origin in origins {
        c.execute(INSERT_ORIGIN, &[site.into(), origin.as_str().into()])
            .await?;
    }
    Ok(())
}

/// Replaces the wildcard origins of a site.
pub(crate) async fn replace_wildcards(
    c: &mut Conn<'_>,
    site: SiteId,
    wildcards: &[WildcardOrigin],
) -> Result<(), Error> {
    c.execute(DELETE_WILDCARDS, &[site.into()]).await?;
    for wildcard in wildcards {
        c.execute(INSERT_ORIGIN, &[site.into(), wildcard.as_str().into()])
            .await?;
    }
    Ok(())
}

/// Renames a site, if a name is given, and raises its version. Returns `false` if it does not exist.
pub(crate) async fn rename(
    c: &mut Conn<'_>,
    site: SiteId,
    name: Option<&str>,
) -> Result<bool, Error> {
    Ok(c.execute(RENAME, &[site.into(), name.into()]).await? == 1)
}

/// Returns the stored policy of a site and locks it until the transaction ends.
pub(crate) async fn lock_policy(c: &mut Conn<'_>, site: SiteId) -> Result<Option<Policy>, Error> {
    c.row(POLICY, &[site.into()], |row| {
        parse_policy(&row.get::<String>(0)?)
    })
    .await
}

fn parse_policy(text: &str) -> Result<Policy, Error> {
    serde_json::from_str(text)
        .map_err(|e| Error::Statement(format!("the policy of a site cannot be read: {e}")))
}

pub async fn update_policy(c: &mut Conn<'_>, site: SiteId, policy: &Policy) -> Result<bool, Error> {
    let policy = json(policy)?;
    Ok(c.execute(UPDATE_POLICY, &[site.into(), (&policy).into()])
        .await?
        == 1)
}

/// The numbers of rows that are deleted together with a site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct SiteContents {
    pub comments: i64,
    pub pending: i64,
    pub pages: i64,
    pub bans: i64,
    /// Entries of the moderation log.
    pub log: i64,
    /// Training examples of the spam filter.
    pub examples: i64,
    /// Moderators who are assigned to it.
    pub moderators: i64,
}

/// Counts the rows that are deleted together with a site.
pub(crate) async fn contents(c: &mut Conn<'_>, site: SiteId) -> Result<SiteContents, Error> {
    let counted = c
        .row(CONTENTS, &[site.into()], |row| {
            Ok(SiteContents {
                comments: row.get(0)?,
                pending: row.get(1)?,
                pages: row.get(2)?,
                bans: row.get(3)?,
                log: row.get(4)?,
                examples: row.get(5)?,
                moderators: row.get(6)?,
            })
        })
        .await?;
    Ok(counted.unwrap_or_default())
}

/// Stores the thread up to which page keys have been recomputed; `None` when all have been.
pub(super) async fn update_rekeyed_to(
    c: &mut Conn<'_>,
    site: SiteId,
    thread: Option<Uuid>,
) -> Result<(), Error> {
    c.execute(REKEY_FROM, &[site.into(), thread.into()])
        .await
        .map(drop)
}

/// Returns the thread up to which page keys have been recomputed and locks it until the transaction
/// ends; `None` when all have been.
pub(super) async fn rekeyed_to(c: &mut Conn<'_>, site: SiteId) -> Result<Option<Uuid>, Error> {
    let found = c
        .row(REKEYED_TO, &[site.into()], |row| row.get::<Option<Uuid>>(0))
        .await?;
    Ok(found.flatten())
}

/// Returns the sites with page keys still to recompute.
pub(super) async fn sites_to_rekey(c: &mut Conn<'_>) -> Result<Vec<SiteId>, Error> {
    c.rows(TO_REKEY, &[], |row| row.get(0)).await
}

/// Returns the origins of a site as stored, including wildcards.
pub(super) async fn origins_of(c: &mut Conn<'_>, site: SiteId) -> Result<Vec<String>, Error> {
    c.rows(ORIGINS_OF, &[site.into()], |row| row.get(0)).await
}

fn json(policy: &Policy) -> Result<String, Error> {
    serde_json::to_string(policy).map_err(|e| Error::Statement(e.to_string()))
}
