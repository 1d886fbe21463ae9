//! The statements that find earlier comments with the same text and earlier answers to a request.

use uuid::Uuid;

use super::status;
use crate::{
    clock::Timestamp,
    comment::{CommentStatus, IdempotencyKey},
    db::{Conn, Error, PendingRows, statements},
    site::SiteId,
};

statements! {
    /// The newest comments with the same normalized text, on any page.
    SAME_TEXT = "SELECT thread, created_at, id FROM comment
        WHERE site = $1 AND digest = $2 ORDER BY id DESC LIMIT 20";
    DUPLICATES = "SELECT id, status, decided_at FROM comment
        WHERE site = $1 AND digest = $2 AND id > $3 AND thread = $4 AND author = ANY($5)
            AND COALESCE(reply_to, parent) IS NOT DISTINCT FROM $6";
    SENT_FROM = "SELECT id FROM comment
        WHERE site = $1 AND id > $2 AND address_hash = $3 AND text = $4 ORDER BY id LIMIT 20";
    HAS_APPROVED = "SELECT 1 FROM comment WHERE site = $1 AND author = ANY($2) AND status = 'approved' LIMIT 1";
    STORED_ANSWER = "SELECT fingerprint, comment, status FROM idempotency WHERE site = $1 AND actor = $2 AND key = $3";
    /// With the join, SQLite finds the row by its comment; otherwise it reads all answers of the site.
    ANSWER_ABOUT = "SELECT i.fingerprint, i.comment, i.status FROM idempotency k
        JOIN idempotency i ON i.site = k.site AND i.actor = k.actor AND i.key = k.key
        WHERE k.site = $1 AND k.comment = $2 AND k.key = $3";
    STORE_ANSWER = "INSERT INTO idempotency (site, actor, key, fingerprint, comment, status, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
}

/// Requests the comments with the same text: thread, time and id of each.
pub(in crate::comment) fn same_text(
    c: &mut Conn<'_>,
    site: SiteId,
    digest: i64,
) -> Result<PendingRows<(Uuid, Timestamp, Uuid)>, Error> {
    c.request(SAME_TEXT, &[site.into(), digest.into()], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })
}

/// The key by which two comments are duplicates of each other.
#[derive(Clone, Copy, Debug)]
pub(in crate::comment) struct DuplicateKey<'a> {
    pub(in crate::comment) digest: i64,
    pub(in crate::comment) thread: Uuid,
    pub(in crate::comment) reply_to: Option<Uuid>,
    /// Under each secret.
    pub(in crate::comment) authors: &'a [Vec<u8>],
}

/// A comment by the same author with the same text in the same position.
pub(in crate::comment) struct DuplicateRow {
    pub(in crate::comment) id: Uuid,
    pub(in crate::comment) status: CommentStatus,
    /// Whether a moderator decided about it.
    pub(in crate::comment) is_decided: bool,
}

/// Requests the comments with this key whose ids are greater than `after`.
pub(in crate::comment) fn duplicates(
    c: &mut Conn<'_>,
    site: SiteId,
    key: &DuplicateKey<'_>,
    after: Uuid,
) -> Result<PendingRows<DuplicateRow>, Error> {
    let parameters = [
        site.into(),
        key.digest.into(),
        after.into(),
        key.thread.into(),
        key.authors.into(),
        key.reply_to.into(),
    ];
    c.request(DUPLICATES, &parameters, |row| {
        Ok(DuplicateRow {
            id: row.get(0)?,
            status: status(row, 1)?,
            is_decided: row.get::<Option<Timestamp>>(2)?.is_some(),
        })
    })
}

/// Requests the comments with exactly this text that came from an IP address and whose ids are greater
/// than `after`.
pub(in crate::comment) fn sent_from(
    c: &mut Conn<'_>,
    site: SiteId,
    after: Uuid,
    address_hash: &[u8],
    text: &str,
) -> Result<PendingRows<Uuid>, Error> {
    let parameters = [site.into(), after.into(), address_hash.into(), text.into()];
    c.request(SENT_FROM, &parameters, |row| row.get(0))
}

/// Requests a published comment by this author on the site: one row, or none.
pub(in crate::comment) fn approved_by(
    c: &mut Conn<'_>,
    site: SiteId,
    authors: &[Vec<u8>],
) -> Result<PendingRows<()>, Error> {
    c.request(HAS_APPROVED, &[site.into(), authors.into()], |_| Ok(()))
}

/// Returns whether a comment by this author is published on the site.
pub(in crate::comment) async fn has_approved(
    c: &mut Conn<'_>,
    site: SiteId,
    authors: &[Vec<u8>],
) -> Result<bool, Error> {
    let found = approved_by(c, site, authors)?;
    Ok(!c.receive(found).await?.is_empty())
}

/// The stored answer to a request with an `Idempotency-Key`.
pub(in crate::comment) struct StoredAnswer {
    /// The hash of the request's body.
    pub(in crate::comment) fingerprint: Vec<u8>,
    pub(in crate::comment) comment: Uuid,
    pub(in crate::comment) status: CommentStatus,
}

fn stored_answer(row: &crate::db::Row<'_>) -> Result<StoredAnswer, Error> {
    Ok(StoredAnswer {
        fingerprint: row.get(0)?,
        comment: row.get(1)?,
        status: status(row, 2)?,
    })
}

/// Requests the earlier answer to the sender of a request.
pub(in crate::comment) fn answer_to(
    c: &mut Conn<'_>,
    site: SiteId,
    idempotency: &IdempotencyKey,
) -> Result<PendingRows<StoredAnswer>, Error> {
    let (actor, key) = (&idempotency.actor, &idempotency.key);
    c.request(
        STORED_ANSWER,
        &[site.into(), actor.into(), key.into()],
        stored_answer,
    )
}

/// Returns the answer to the request that created a comment, if it had this key.
pub(in crate::comment) async fn answer_about(
    c: &mut Conn<'_>,
    site: SiteId,
    comment: Uuid,
    key: &str,
) -> Result<Option<StoredAnswer>, Error> {
    c.row(
        ANSWER_ABOUT,
        &[site.into(), comment.into(), key.into()],
        stored_answer,
    )
    .await
}

pub(in crate::comment) fn store_answer(
    c: &mut Conn<'_>,
    site: SiteId,
    idempotency: &IdempotencyKey,
    comment: Uuid,
    status: CommentStatus,
    now: Timestamp,
) -> Result<(), Error> {
    let parameters = [
        site.into(),
        (&idempotency.actor).into(),
        (&idempotency.key).into(),
        (&idempotency.fingerprint).into(),
        comment.into(),
        status.as_str().into(),
        now.into(),
    ];
    c.queue(STORE_ANSWER, &parameters)
}
