//! The statements for bans, and for the comments of banned authors.

use ipnet::IpNet;
use uuid::Uuid;

use crate::{
    clock::Timestamp,
    db::{BoundedRows, Conn, Error, LIST_BYTES, Row, statements},
    moderation::{
        ban::BanDraft,
        sql::{escape_like, newest_of},
    },
    site::SiteId,
};

statements! {
    BANS = "SELECT site, id, kind, subject, shadow, note, moderator, login, created_at, until, hint FROM ban
        WHERE site = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
    INSERT_BAN = "INSERT INTO ban (site, id, kind, subject, shadow, note, moderator, login, created_at, until, hint)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    SAME_BAN = "SELECT 1 FROM ban WHERE site = $1 AND kind = $2 AND subject = ANY($3)";
    /// Unordered: with an order, SQLite would scan all comments of the site in that order.
    SENT_BY = "SELECT id FROM comment
        WHERE site = $1 AND author = ANY($2) AND status IN ('pending', 'approved') AND role IS NULL LIMIT 10000";
    SENT_FROM_DOMAIN = "SELECT id FROM comment WHERE site = $1 AND status IN ('pending', 'approved') AND role IS NULL
            AND (lower(email) LIKE $2 ESCAPE '\\' OR lower(email) LIKE $3 ESCAPE '\\')
        ORDER BY id LIMIT 10000";
    SENT_FROM = "SELECT id FROM comment
        WHERE site = $1 AND status IN ('pending', 'approved') AND role IS NULL AND address_hash = ANY($2)
        ORDER BY id LIMIT 10000";
    NETWORKS = "SELECT id, network FROM comment
        WHERE site = $1 AND status IN ('pending', 'approved') AND role IS NULL AND network IS NOT NULL
        ORDER BY id DESC LIMIT 10000";
    DELETE_ENDED_BAN = "DELETE FROM ban WHERE site = $1 AND kind = $2 AND subject = ANY($3) AND until <= $4";
    DELETE_BAN = "DELETE FROM ban WHERE id = $2 AND site = ANY($1) RETURNING site";
}

pub(in crate::moderation) async fn bans(
    c: &mut Conn<'_>,
    sites: &[SiteId],
    before: Uuid,
    limit: usize,
) -> Result<BoundedRows<(crate::moderation::BanRecord, Option<Vec<u8>>)>, Error> {
    let mut parts = Vec::new();
    for site in sites {
        let parameters = [
            (*site).into(),
            before.into(),
            i64::try_from(limit + 1).unwrap_or(i64::MAX).into(),
        ];
        let read = |row: &Row<'_>| {
            let ban = read_ban(row)?;
            let size = ban.0.note.as_ref().map_or(0, String::len);
            Ok((ban, size))
        };
        let part = c.rows_within(BANS, &parameters, LIST_BYTES, read).await?;
        parts.push(part);
    }
    Ok(newest_of(parts, limit, |(ban, _)| ban.id))
}

/// Reads a ban and its encrypted hint.
fn read_ban(row: &Row<'_>) -> Result<(crate::moderation::BanRecord, Option<Vec<u8>>), Error> {
    let ban = crate::moderation::BanRecord {
        site: row.get(0)?,
        id: row.get(1)?,
        kind: row.get(2)?,
        subject: row.get(3)?,
        hint: None,
        shadow: row.get(4)?,
        note: row.get(5)?,
        moderator: row.get(6)?,
        login: row.get(7)?,
        created_at: row.get(8)?,
        until: row.get(9)?,
    };
    Ok((ban, row.get(10)?))
}

pub(in crate::moderation) async fn insert_ban(
    c: &mut Conn<'_>,
    ban: &BanDraft,
    now: Timestamp,
) -> Result<(), Error> {
    let key = ban.subject.stored_key();
    let earlier = ban.earlier.iter().map(|subject| subject.stored_key());
    let earlier = earlier.collect::<Vec<_>>();
    let all = [&[key.clone()][..], &earlier].concat();
    // A ban that has expired must not prevent a new one.
    let (site, kind) = (ban.site.into(), ban.subject.kind().into());
    let ended = [site, kind, (&all[..]).into(), now.into()];
    c.execute(DELETE_ENDED_BAN, &ended).await?;
    let (site, kind) = (ban.site.into(), ban.subject.kind().into());
    let same = [site, kind, (&earlier[..]).into()];
    if c.row(SAME_BAN, &same, |_| Ok(())).await?.is_some() {
        return Err(Error::Unique("ban".to_owned()));
    }
    let parameters = [
        ban.site.into(),
        ban.id.into(),
        ban.subject.kind().into(),
        (&key).into(),
        ban.shadow.into(),
        ban.note.as_deref().into(),
        ban.actor.id.into(),
        (&ban.actor.login).into(),
        now.into(),
        ban.until.into(),
        ban.hint.as_deref().into(),
    ];
    c.execute(INSERT_BAN, &parameters).await.map(|_| ())
}

/// Returns the pending and approved comments of an author, or of all authors with an email address in a
/// domain or its subdomains.
pub(in crate::moderation) async fn find_by_author(
    c: &mut Conn<'_>,
    site: SiteId,
    authors: &[Vec<u8>],
    domain: Option<&str>,
) -> Result<Vec<Uuid>, Error> {
    let Some(domain) = domain else {
        let parameters = [site.into(), authors.into()];
        return c.rows(SENT_BY, &parameters, |row| row.get(0)).await;
    };
    let at = format!("%@{}", escape_like(domain));
    let below = format!("%@%.{}", escape_like(domain));
    let parameters = [site.into(), (&at).into(), (&below).into()];
    c.rows(SENT_FROM_DOMAIN, &parameters, |row| row.get(0))
        .await
}

/// Returns the pending and approved comments sent from these IP addresses.
pub(in crate::moderation) async fn find_by_address(
    c: &mut Conn<'_>,
    site: SiteId,
    addresses: &[Vec<u8>],
) -> Result<Vec<Uuid>, Error> {
    c.rows(SENT_FROM, &[site.into(), addresses.into()], |row| {
        row.get(0)
    })
    .await
}

/// Returns the networks of the latest pending and approved comments.
pub(in crate::moderation) async fn networks(
    c: &mut Conn<'_>,
    site: SiteId,
) -> Result<Vec<(Uuid, IpNet)>, Error> {
    let rows = c
        .rows(NETWORKS, &[site.into()], |row| {
            Ok((row.get(0)?, row.get::<String>(1)?))
        })
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(id, network)| Some((id, network.parse().ok()?)))
        .collect())
}

/// Deletes a ban. Returns its site if the ban existed.
pub(in crate::moderation) async fn delete_ban(
    c: &mut Conn<'_>,
    sites: &[SiteId],
    id: Uuid,
) -> Result<Option<SiteId>, Error> {
    c.row(DELETE_BAN, &[sites.into(), id.into()], |row| row.get(0))
        .await
}
