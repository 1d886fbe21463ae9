//! The statements of reading a thread.

use uuid::Uuid;

use super::{kind, moderator::role, root_of, status};
use crate::{
    clock::Timestamp,
    comment::{Kind, Status},
    db::{Conn, Error, Row, statements},
    identity::Role,
    site::SiteId,
};

statements! {
    OLDEST = "SELECT id, parent, path, status, kind, name, website, html, created_at, edited_at, picture, provider, role FROM comment
        WHERE site = $1 AND thread = $2 AND shown AND path > $3 ORDER BY path LIMIT $4";
    REST_OF_ROOT = "SELECT id, parent, path, status, kind, name, website, html, created_at, edited_at, picture, provider, role FROM comment
        WHERE site = $1 AND thread = $2 AND shown AND root = $3 AND path > $4 ORDER BY path LIMIT $5";
    NEWEST = "SELECT id, parent, path, status, kind, name, website, html, created_at, edited_at, picture, provider, role FROM comment
        WHERE site = $1 AND thread = $2 AND shown AND root < $3 ORDER BY root DESC, path LIMIT $4";
    ONE = "SELECT id, parent, path, status, kind, name, website, html, created_at, edited_at, picture, provider, role FROM comment
        WHERE site = $1 AND id = $2 AND status = 'approved'";
}

/// A comment as the public sees it.
#[derive(Clone, Debug)]
pub struct Shown {
    pub id: Uuid,
    pub parent: Option<Uuid>,
    pub path: Vec<u8>,
    pub status: Status,
    pub kind: Kind,
    pub name: String,
    pub website: Option<String>,
    pub html: String,
    pub created_at: Timestamp,
    pub edited_at: Option<Timestamp>,
    /// Of whoever proved who they are.
    pub picture: Option<Uuid>,
    pub provider: Option<String>,
    /// The role of the moderator who published it.
    pub role: Option<Role>,
}

fn shown(row: &Row<'_>) -> Result<Shown, Error> {
    let (provider, role): (Option<String>, _) = (row.get(11)?, role(row, 12)?);
    Ok(Shown {
        id: row.get(0)?,
        parent: row.get(1)?,
        path: row.get(2)?,
        status: status(row, 3)?,
        kind: kind(row, 4)?.with(role.is_some(), provider.is_some()),
        name: row.get(5)?,
        website: row.get(6)?,
        html: row.get(7)?,
        created_at: row.get(8)?,
        edited_at: row.get(9)?,
        picture: row.get(10)?,
        provider,
        role,
    })
}

/// Comments in reading order behind `path`, oldest roots first.
pub(in crate::comment) async fn oldest(
    c: &mut Conn<'_>,
    site: SiteId,
    thread: Uuid,
    path: &[u8],
    limit: i64,
) -> Result<Vec<Shown>, Error> {
    c.rows(
        OLDEST,
        &[site.into(), thread.into(), path.into(), limit.into()],
        shown,
    )
    .await
}

/// The same with the newest roots first. Two statements, since one with `OR` would read a large
/// root from its beginning again for every page.
pub(in crate::comment) async fn newest(
    c: &mut Conn<'_>,
    site: SiteId,
    thread: Uuid,
    path: &[u8],
    limit: i64,
) -> Result<Vec<Shown>, Error> {
    let root = if path.is_empty() {
        Uuid::max()
    } else {
        root_of(path)
    };
    let parameters = [
        site.into(),
        thread.into(),
        root.into(),
        path.into(),
        limit.into(),
    ];
    let mut found = c.rows(REST_OF_ROOT, &parameters, shown).await?;
    let left = limit - i64::try_from(found.len()).unwrap_or(limit);
    if left > 0 {
        let parameters = [site.into(), thread.into(), root.into(), left.into()];
        found.extend(c.rows(NEWEST, &parameters, shown).await?);
    }
    Ok(found)
}

pub(in crate::comment) async fn one(
    c: &mut Conn<'_>,
    site: SiteId,
    id: Uuid,
) -> Result<Option<Shown>, Error> {
    c.row(ONE, &[site.into(), id.into()], shown).await
}
