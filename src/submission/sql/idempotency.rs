//! The statements for stored responses to requests with an `Idempotency-Key`.

use uuid::Uuid;

use crate::{
    clock::Timestamp,
    comment::CommentStatus,
    db::{Conn, Error, PendingRows, Row, statements},
    site::SiteId,
    submission::IdempotencyKey,
};

statements! {
    FIND = "SELECT fingerprint, comment, status FROM idempotency WHERE site = $1 AND actor = $2 AND key = $3";
    /// With the join, SQLite finds the row by its comment; otherwise it reads all answers of the site.
    OF_COMMENT = "SELECT i.fingerprint, i.comment, i.status FROM idempotency k
        JOIN idempotency i ON i.site = k.site AND i.actor = k.actor AND i.key = k.key
        WHERE k.site = $1 AND k.comment = $2 AND k.key = $3";
    STORE = "INSERT INTO idempotency (site, actor, key, fingerprint, comment, status, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    EXPIRED = "SELECT site, actor, key FROM idempotency
        WHERE created_at < $1 ORDER BY created_at LIMIT $2";
    EXPIRE_ONE = "DELETE FROM idempotency WHERE site = $1 AND actor = $2 AND key = $3 AND created_at < $4";
}

/// The stored answer to a request with an `Idempotency-Key`.
pub(in crate::submission) struct StoredResponse {
    /// The hash of the request's body.
    pub(in crate::submission) fingerprint: Vec<u8>,
    pub(in crate::submission) comment: Uuid,
    pub(in crate::submission) status: CommentStatus,
}

fn stored_response(row: &Row<'_>) -> Result<StoredResponse, Error> {
    Ok(StoredResponse {
        fingerprint: row.get(0)?,
        comment: row.get(1)?,
        status: row.get(2)?,
    })
}

/// Requests the earlier answer to the sender of a request.
pub(in crate::submission) fn find(
    c: &mut Conn<'_>,
    site: SiteId,
    idempotency: &IdempotencyKey,
) -> Result<PendingRows<StoredResponse>, Error> {
    let (actor, key) = (&idempotency.actor, &idempotency.key);
    c.request(
        FIND,
        &[site.into(), actor.into(), key.into()],
        stored_response,
    )
}

/// Returns the answer to the request that created a comment, if it had this key.
pub(in crate::submission) async fn of_comment(
    c: &mut Conn<'_>,
    site: SiteId,
    comment: Uuid,
    key: &str,
) -> Result<Option<StoredResponse>, Error> {
    c.row(
        OF_COMMENT,
        &[site.into(), comment.into(), key.into()],
        stored_response,
    )
    .await
}

/// Stores the response to a request.
pub(in crate::submission) fn store(
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
        status.into(),
        now.into(),
    ];
    c.queue(STORE, &parameters)
}
