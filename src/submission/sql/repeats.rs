//! The statements that find earlier comments with the same text, and of the same author.

use uuid::Uuid;

use crate::{
    clock::Timestamp,
    comment::{Comment, CommentStatus},
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
}

/// Requests the comments with the same text: thread, time and id of each.
pub(in crate::submission) fn same_text(
    c: &mut Conn<'_>,
    site: SiteId,
    digest: i64,
) -> Result<PendingRows<(Uuid, Timestamp, Uuid)>, Error> {
    c.request(SAME_TEXT, &[site.into(), digest.into()], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })
}

/// A comment by the same author with the same text in the same position.
pub(in crate::submission) struct DuplicateRow {
    pub(in crate::submission) id: Uuid,
    pub(in crate::submission) status: CommentStatus,
    /// Whether a moderator decided about it.
    pub(in crate::submission) is_decided: bool,
}

/// Requests the comments with the same text in the same position by an author with one of these keys,
/// whose ids are greater than `after`.
pub(in crate::submission) fn duplicates(
    c: &mut Conn<'_>,
    comment: &Comment,
    authors: &[Vec<u8>],
    after: Uuid,
) -> Result<PendingRows<DuplicateRow>, Error> {
    let parameters = [
        comment.site.into(),
        comment.digest.into(),
        after.into(),
        comment.thread.into(),
        authors.into(),
        comment.reply_to.into(),
    ];
    c.request(DUPLICATES, &parameters, |row| {
        Ok(DuplicateRow {
            id: row.get(0)?,
            status: row.get(1)?,
            is_decided: row.get::<Option<Timestamp>>(2)?.is_some(),
        })
    })
}

/// Requests the comments with exactly this text that came from an IP address and whose ids are greater
/// than `after`.
pub(in crate::submission) fn sent_from(
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
pub(in crate::submission) fn approved_by(
    c: &mut Conn<'_>,
    site: SiteId,
    authors: &[Vec<u8>],
) -> Result<PendingRows<()>, Error> {
    c.request(HAS_APPROVED, &[site.into(), authors.into()], |_| Ok(()))
}

/// Returns whether a comment by this author is published on the site.
pub(in crate::submission) async fn has_approved(
    c: &mut Conn<'_>,
    site: SiteId,
    authors: &[Vec<u8>],
) -> Result<bool, Error> {
    let found = approved_by(c, site, authors)?;
    Ok(!c.receive(found).await?.is_empty())
}
