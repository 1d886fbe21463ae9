//! The statements for comments that stayed published without a decision.

use uuid::Uuid;

use crate::{
    db::{Conn, Error, statements},
    site::SiteId,
};

statements! {
    SITES = "SELECT id FROM site WHERE removed_at IS NULL ORDER BY id";
    /// Excludes what moderators published: it says nothing about what readers write.
    UNDECIDED = "SELECT id FROM comment
        WHERE site = $1 AND status = 'approved' AND taught IS NULL AND role IS NULL AND id > $2 AND id < $3 ORDER BY id LIMIT $4";
    MARK_AS_HAM = "UPDATE comment SET taught = 'ham' WHERE site = $1 AND id = ANY($2)";
}

pub(in crate::comment) async fn sites(c: &mut Conn<'_>) -> Result<Vec<SiteId>, Error> {
    c.rows(SITES, &[], |row| row.get(0)).await
}

/// Returns approved comments without a label, between two ids.
pub(in crate::comment) async fn standing(
    c: &mut Conn<'_>,
    site: SiteId,
    after: Uuid,
    until: Uuid,
    limit: i64,
) -> Result<Vec<Uuid>, Error> {
    let parameters = [site.into(), after.into(), until.into(), limit.into()];
    c.rows(UNDECIDED, &parameters, |row| row.get(0)).await
}

/// Labels approved comments as ham without changing anything else.
pub(in crate::comment) async fn mark_as_ham(
    c: &mut Conn<'_>,
    site: SiteId,
    ids: &[Uuid],
) -> Result<u64, Error> {
    c.execute(MARK_AS_HAM, &[site.into(), ids.into()]).await
}
