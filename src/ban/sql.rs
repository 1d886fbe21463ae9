//! The statements for the bans that a submission is checked against.

use crate::{
    ban::BanKind,
    clock::Timestamp,
    db::{Conn, Error, statements},
    site::SiteId,
};

statements! {
    BANS = "SELECT kind, subject, shadow, until FROM ban WHERE site = $1";
    /// A ban whose subject was hashed with a previous secret.
    REKEY_BAN = "UPDATE ban SET subject = $3 WHERE site = $1 AND subject = $2
        AND NOT EXISTS (SELECT 1 FROM ban AS other WHERE other.site = $1 AND other.subject = $3)";
    EXPIRE_HINTS = "UPDATE ban SET hint = NULL
        FROM (SELECT b.site AS site_due, b.id AS id_due FROM ban b
            WHERE b.hint IS NOT NULL AND b.until <= $1 ORDER BY b.until LIMIT $2) AS due
        WHERE ban.site = due.site_due AND ban.id = due.id_due";
}

/// Gives a ban the subject that it has under the current secret.
pub(super) async fn rekey_ban(
    c: &mut Conn<'_>,
    site: SiteId,
    before: &str,
    after: &str,
) -> Result<u64, Error> {
    c.execute(REKEY_BAN, &[site.into(), before.into(), after.into()])
        .await
}

/// A stored ban: kind, subject, whether it is a shadow ban, and its end.
pub(super) type BanFields = (BanKind, String, bool, Option<Timestamp>);

/// Returns every ban of a site, including those that have ended.
pub(super) async fn bans(c: &mut Conn<'_>, site: SiteId) -> Result<Vec<BanFields>, Error> {
    c.finish_reading();
    c.rows(BANS, &[site.into()], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    })
    .await
}
