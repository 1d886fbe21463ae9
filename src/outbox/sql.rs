//! The statements of the outbox.

use std::time::Duration;

use uuid::Uuid;

use super::row::{DueRow, Lease, OutboxKind};
use crate::{
    clock::Timestamp,
    db::{Conn, Error, statements},
    mail::Mail,
    site::SiteId,
    text::Email,
};

statements! {
    INSERT = "INSERT INTO outbox
        (id, site, kind, recipient, payload, due_at, attempts, created_at, expires_at)
        VALUES ($1, $2, 'mail', $3, $4, $5, 0, $5, $6)";
    INSERT_REPORT = "INSERT INTO outbox
        (id, site, kind, recipient, payload, due_at, attempts, created_at, expires_at)
        VALUES ($1, $2, 'report', $3, $4, $5, 0, $5, $6)";
    INSERT_NOTICE = "INSERT INTO outbox
        (id, site, kind, recipient, payload, due_at, attempts, created_at, expires_at)
        VALUES ($1, $2, 'notice', $3, $4, $5, 0, $5, $6)";
    /// Nothing is written if no moderator wants a mail for each comment.
    INSERT_COMMENT_NOTICE = "INSERT INTO outbox
        (id, site, kind, recipient, payload, due_at, attempts, created_at, expires_at)
        SELECT $1, $2, 'notice', '', $3, $4, 0, $4, $5
        WHERE EXISTS (SELECT 1 FROM moderator m
            LEFT JOIN moderator_notice n ON n.site = $2 AND n.moderator = m.id
            WHERE m.email IS NOT NULL AND m.email_refused_at IS NULL AND COALESCE(n.mode, 'each') = 'each')";
    DUE = "SELECT id, due_at, attempts, created_at, expires_at, recipient, payload, last_error
        FROM outbox o WHERE kind = $2 AND due_at <= $1
            AND NOT EXISTS (SELECT 1 FROM site s WHERE s.id = o.site AND s.removed_at IS NOT NULL)
        ORDER BY due_at, id LIMIT 1";
    /// If two workers read the same row, only one update succeeds.
    CLAIM = "UPDATE outbox SET due_at = $3, attempts = attempts + 1 WHERE id = $1 AND due_at = $2";
    RENEW = "UPDATE outbox SET due_at = $3 WHERE id = $1 AND attempts = $2";
    RELEASE = "UPDATE outbox SET due_at = $3, attempts = attempts - 1 WHERE id = $1 AND attempts = $2";
    POSTPONE = "UPDATE outbox SET due_at = $3, last_error = $4 WHERE id = $1 AND attempts = $2";
    DELETE = "DELETE FROM outbox WHERE id = $1";
    DELETE_TO = "DELETE FROM outbox WHERE kind = 'mail' AND lower(recipient) = $1";
}

pub(super) async fn insert(
    c: &mut Conn<'_>,
    mail: &Mail,
    payload: &str,
    id: Uuid,
    now: Timestamp,
) -> Result<(), Error> {
    let parameters = [
        id.into(),
        mail.site.into(),
        mail.to.as_str().into(),
        payload.into(),
        now.into(),
        mail.expires_at.into(),
    ];
    c.execute(INSERT, &parameters).await.map(|_| ())
}

/// Inserts reports, given as id, site, comment and payload.
pub(super) fn insert_reports(
    c: &mut Conn<'_>,
    reports: &[(Uuid, SiteId, String, String)],
    now: Timestamp,
    until: Timestamp,
) -> Result<(), Error> {
    let rows = reports.iter().map(|(id, site, comment, payload)| {
        vec![
            (*id).into(),
            (*site).into(),
            comment.into(),
            payload.into(),
            now.into(),
            until.into(),
        ]
    });
    let rows = rows.collect::<Vec<_>>();
    c.queue_each(INSERT_REPORT, &rows)
}

/// How long a mail to a moderator is retried. It is composed again at each attempt.
const NOTICE_LIFE: Duration = Duration::from_hours(3 * 24);

/// Inserts mails to moderators, given as id, site, moderator and payload.
pub(super) fn insert_notices(
    c: &mut Conn<'_>,
    notices: &[(Uuid, SiteId, String, String)],
    now: Timestamp,
) -> Result<(), Error> {
    let rows = notices.iter().map(|(id, site, moderator, payload)| {
        vec![
            (*id).into(),
            (*site).into(),
            moderator.into(),
            payload.into(),
            now.into(),
            now.plus(NOTICE_LIFE).into(),
        ]
    });
    let rows = rows.collect::<Vec<_>>();
    c.queue_each(INSERT_NOTICE, &rows)
}

/// Inserts the row of a comment that begins to wait, if a moderator wants a mail about it.
pub(super) fn insert_comment_notice(
    c: &mut Conn<'_>,
    (id, site): (Uuid, SiteId),
    payload: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let parameters = [
        id.into(),
        site.into(),
        payload.into(),
        now.into(),
        now.plus(NOTICE_LIFE).into(),
    ];
    c.queue(INSERT_COMMENT_NOTICE, &parameters)
}

/// Returns the row of a kind that has been due longest.
pub(super) async fn find_due(
    c: &mut Conn<'_>,
    until: Timestamp,
    kind: OutboxKind,
) -> Result<Option<DueRow>, Error> {
    c.row(DUE, &[until.into(), kind.into()], |row| {
        Ok(DueRow {
            id: row.get(0)?,
            due_at: row.get(1)?,
            attempts: row.get(2)?,
            created_at: row.get(3)?,
            expires_at: row.get(4)?,
            recipient: row.get(5)?,
            payload: row.get(6)?,
            last_error: row.get(7)?,
        })
    })
    .await
}

/// Claims the row that was read as due at `seen`, with a lease until `lease`. Returns `false` if
/// another process was first.
pub(super) async fn claim(
    c: &mut Conn<'_>,
    id: Uuid,
    seen: Timestamp,
    lease: Timestamp,
) -> Result<bool, Error> {
    let parameters = [id.into(), seen.into(), lease.into()];
    Ok(c.execute(CLAIM, &parameters).await? == 1)
}

/// Renews a lease. Returns `false` if another process has a newer one, or the row is deleted.
pub(super) async fn renew(
    c: &mut Conn<'_>,
    lease: &Lease,
    until: Timestamp,
) -> Result<bool, Error> {
    let parameters = [lease.id.into(), lease.attempts.into(), until.into()];
    Ok(c.execute(RENEW, &parameters).await? == 1)
}

/// Ends a lease without counting the attempt, unless another process has a newer one.
pub(super) async fn release(c: &mut Conn<'_>, lease: &Lease, now: Timestamp) -> Result<(), Error> {
    let parameters = [lease.id.into(), lease.attempts.into(), now.into()];
    c.execute(RELEASE, &parameters).await.map(|_| ())
}

/// Postpones the row to its next attempt, unless another process has a newer lease.
pub(super) async fn postpone(
    c: &mut Conn<'_>,
    lease: &Lease,
    next: Timestamp,
    why: &str,
) -> Result<(), Error> {
    let parameters = [
        lease.id.into(),
        lease.attempts.into(),
        next.into(),
        why.into(),
    ];
    c.execute(POSTPONE, &parameters).await.map(|_| ())
}

pub(super) async fn delete(c: &mut Conn<'_>, id: Uuid) -> Result<(), Error> {
    c.execute(DELETE, &[id.into()]).await.map(|_| ())
}

/// Deletes all undelivered mails to an email address. Returns the number deleted.
pub(crate) async fn delete_mails_to(c: &mut Conn<'_>, recipient: &Email) -> Result<u64, Error> {
    let recipient = recipient.normal();
    c.execute(DELETE_TO, &[(&recipient).into()]).await
}
