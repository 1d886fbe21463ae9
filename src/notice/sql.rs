//! The statements of notices: who gets which mails about waiting comments.

use uuid::Uuid;

use super::{DueDigest, NoticePreference};
use crate::{
    clock::Timestamp,
    db::{Conn, Error, Row, statements},
    site::SiteId,
};

/// The condition that the moderator `m` has an email address that works, and decides about comments of a site.
macro_rules! may_get_mail {
    ($site:literal) => {
        concat!(
            "m.email IS NOT NULL AND m.email_refused_at IS NULL AND (m.role = 'owner' OR EXISTS (
                SELECT 1 FROM moderator_site s WHERE s.moderator = m.id AND s.site = ",
            $site,
            "))"
        )
    };
}

statements! {
    /// Without a row, a moderator gets a mail for each comment.
    OF_EACH = concat!("SELECT m.id FROM moderator m
        LEFT JOIN moderator_notice n ON n.site = $1 AND n.moderator = m.id
        WHERE COALESCE(n.mode, 'each') = 'each' AND ", may_get_mail!("$1"), " ORDER BY m.id");
    /// Counts a mail, if fewer than `$4` were queued since the count began. The count begins again after `$2`.
    CHARGE = "UPDATE moderator SET
            mails_queued = CASE WHEN mails_from <= $2 THEN 1 ELSE mails_queued + 1 END,
            mails_from = CASE WHEN mails_from <= $2 THEN $3 ELSE mails_from END
        WHERE id = $1 AND (mails_from <= $2 OR mails_queued < $4)";
    MARK_UNMAILED = "INSERT INTO moderator_notice (site, moderator, mode, more_than, digest_at, digest_through, unmailed)
        VALUES ($1, $2, 'each', 0, $3, $4, TRUE)
        ON CONFLICT (site, moderator) DO UPDATE SET unmailed = TRUE";
    PREFERENCES = "SELECT site, mode, more_than FROM moderator_notice WHERE moderator = $1 ORDER BY site";
    PREFERENCE = "SELECT mode, more_than FROM moderator_notice WHERE site = $1 AND moderator = $2";
    /// Digests of another mode cover what begins to wait after the change, and what got no mail of its own.
    SET_PREFERENCE = "INSERT INTO moderator_notice (site, moderator, mode, more_than, digest_at, digest_through, unmailed)
        VALUES ($1, $2, $3, $4, 0, $5, FALSE)
        ON CONFLICT (site, moderator) DO UPDATE SET mode = excluded.mode, more_than = excluded.more_than,
            digest_through = CASE WHEN moderator_notice.mode = excluded.mode OR moderator_notice.unmailed
                THEN moderator_notice.digest_through ELSE excluded.digest_through END, unmailed = FALSE,
            digest_at = CASE WHEN moderator_notice.mode = excluded.mode THEN moderator_notice.digest_at ELSE 0 END";
    COVER = "UPDATE moderator_notice SET digest_through = $3
        WHERE site = $1 AND moderator = $2 AND digest_through > $3 AND digest_at = 0";
    TURN_OFF = "INSERT INTO moderator_notice (site, moderator, mode, more_than, digest_at, digest_through, unmailed)
        VALUES ($1, $2, 'off', 0, 0, $3, FALSE)
        ON CONFLICT (site, moderator) DO UPDATE SET mode = 'off', unmailed = FALSE";
    /// `$1` is an hour ago, `$2` a day.
    DUE = concat!("SELECT n.site, n.moderator, n.mode, n.more_than, n.digest_at, n.digest_through
        FROM moderator_notice n JOIN moderator m ON m.id = n.moderator
        WHERE ((n.mode = 'hourly' AND n.digest_at <= $1)
                OR (n.mode IN ('daily', 'more_than') AND n.digest_at <= $2)
                OR (n.mode = 'each' AND n.unmailed AND m.mails_from <= $1))
            AND ", may_get_mail!("n.site"), " ORDER BY n.site, n.moderator");
    HAS_NEW_COMMENT = "SELECT 1 FROM comment WHERE site = $1 AND status = 'pending' AND queue_group = 'review'
        AND id > $2 AND id < $3 AND (edit IS NULL OR edit <> 'waiting') LIMIT 1";
    HAS_NEW_EDIT = "SELECT 1 FROM comment_edit WHERE site = $1 AND id > $2 AND id < $3
        AND state = 'waiting' AND queue_group = 'review' LIMIT 1";
    /// Of several processes, one claims the digest.
    CLAIM_DIGEST = "UPDATE moderator_notice SET digest_at = $4, digest_through = $5, unmailed = FALSE
        WHERE site = $1 AND moderator = $2 AND digest_at = $3";
}

/// Returns the moderators who get a mail for each comment of a site, in ascending order.
pub(super) async fn of_each(c: &mut Conn<'_>, site: SiteId) -> Result<Vec<Uuid>, Error> {
    c.rows(OF_EACH, &[site.into()], |row| row.get(0)).await
}

/// Counts a mail to a moderator. Returns `false` if `most` were queued since `since`.
pub(super) async fn charge(
    c: &mut Conn<'_>,
    moderator: Uuid,
    (since, now): (Timestamp, Timestamp),
    most: i64,
) -> Result<bool, Error> {
    let parameters = [moderator.into(), since.into(), now.into(), most.into()];
    Ok(c.execute(CHARGE, &parameters).await? == 1)
}

/// Records that a comment got no mail of its own.
pub(super) async fn mark_unmailed(
    c: &mut Conn<'_>,
    site: SiteId,
    moderator: Uuid,
    now: Timestamp,
) -> Result<(), Error> {
    let parameters = [
        site.into(),
        moderator.into(),
        now.into(),
        Uuid::nil().into(),
    ];
    c.execute(MARK_UNMAILED, &parameters).await.map(drop)
}

/// Lets the first digest of a mode cover what has an id after `through`. A later one would repeat what the first one showed.
pub(super) async fn cover(
    c: &mut Conn<'_>,
    (site, moderator): (SiteId, Uuid),
    through: Uuid,
) -> Result<(), Error> {
    let parameters = [site.into(), moderator.into(), through.into()];
    c.execute(COVER, &parameters).await.map(drop)
}

/// Returns the preferences that a moderator has set.
pub(super) async fn preferences(
    c: &mut Conn<'_>,
    moderator: Uuid,
) -> Result<Vec<(SiteId, NoticePreference)>, Error> {
    let read = |row: &Row<'_>| {
        let preference = NoticePreference {
            mode: row.get(1)?,
            more_than: row.get(2)?,
        };
        Ok((row.get(0)?, preference))
    };
    c.rows(PREFERENCES, &[moderator.into()], read).await
}

/// Returns the preference that a moderator has set for a site.
pub(super) async fn preference(
    c: &mut Conn<'_>,
    site: SiteId,
    moderator: Uuid,
) -> Result<Option<NoticePreference>, Error> {
    let parameters = [site.into(), moderator.into()];
    c.row(PREFERENCE, &parameters, |row| {
        Ok(NoticePreference {
            mode: row.get(0)?,
            more_than: row.get(1)?,
        })
    })
    .await
}

/// Sets a preference. Digests of another mode than before cover ids from `through` on.
pub(super) async fn set_preference(
    c: &mut Conn<'_>,
    (site, moderator): (SiteId, Uuid),
    preference: NoticePreference,
    through: Uuid,
) -> Result<(), Error> {
    let parameters = [
        site.into(),
        moderator.into(),
        preference.mode.into(),
        preference.more_than.into(),
        through.into(),
    ];
    c.execute(SET_PREFERENCE, &parameters).await.map(drop)
}

pub(super) async fn turn_off(c: &mut Conn<'_>, site: SiteId, moderator: Uuid) -> Result<(), Error> {
    let parameters = [site.into(), moderator.into(), Uuid::nil().into()];
    c.execute(TURN_OFF, &parameters).await.map(drop)
}

/// Returns the digests whose pause has ended.
pub(super) async fn due_digests(
    c: &mut Conn<'_>,
    hour_ago: Timestamp,
    day_ago: Timestamp,
) -> Result<Vec<DueDigest>, Error> {
    let read = |row: &Row<'_>| {
        Ok(DueDigest {
            site: row.get(0)?,
            moderator: row.get(1)?,
            mode: row.get(2)?,
            more_than: row.get(3)?,
            at: row.get(4)?,
            through: row.get(5)?,
        })
    };
    c.rows(DUE, &[hour_ago.into(), day_ago.into()], read).await
}

/// Returns whether a comment or an edit with an id between these waits in the group `review`.
pub(super) async fn has_new(
    c: &mut Conn<'_>,
    site: SiteId,
    after: Uuid,
    before: Uuid,
) -> Result<bool, Error> {
    let parameters = [site.into(), after.into(), before.into()];
    for statement in [HAS_NEW_COMMENT, HAS_NEW_EDIT] {
        if c.row(statement, &parameters, |_| Ok(())).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Claims a digest that covers ids up to `through`. Returns `false` if another process has claimed it.
pub(super) async fn claim_digest(
    c: &mut Conn<'_>,
    digest: &DueDigest,
    now: Timestamp,
    through: Uuid,
) -> Result<bool, Error> {
    let parameters = [
        digest.site.into(),
        digest.moderator.into(),
        digest.at.into(),
        now.into(),
        through.into(),
    ];
    Ok(c.execute(CLAIM_DIGEST, &parameters).await? == 1)
}
