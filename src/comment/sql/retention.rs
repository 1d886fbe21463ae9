//! The statements for the retention of the spam folder and the trash.

use uuid::Uuid;

use crate::{
    clock::Timestamp,
    comment::CommentStatus,
    db::{Conn, Error, statements},
    site::SiteId,
};

statements! {
    IN_FOLDER = "SELECT id FROM comment
        WHERE site = $1 AND status = $2 AND status IN ('spam', 'trash') AND changed_at < $3 ORDER BY changed_at LIMIT $4";
    STILL_IN_FOLDER = "SELECT id, thread FROM comment
        WHERE site = $1 AND id = ANY($2) AND status = $3 AND changed_at < $4 ORDER BY id FOR UPDATE";
}

/// Returns comments that have been in a folder since before a time, oldest first.
pub(in crate::comment) async fn in_folder(
    c: &mut Conn<'_>,
    site: SiteId,
    folder: CommentStatus,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<Uuid>, Error> {
    let parameters = [site.into(), folder.into(), before.into(), limit.into()];
    c.rows(IN_FOLDER, &parameters, |row| row.get(0)).await
}

/// Returns those of these comments that are still in the folder, locked, each with its thread.
pub(in crate::comment) async fn still_in_folder(
    c: &mut Conn<'_>,
    site: SiteId,
    ids: &[Uuid],
    folder: CommentStatus,
    before: Timestamp,
) -> Result<Vec<(Uuid, Uuid)>, Error> {
    let parameters = [site.into(), ids.into(), folder.into(), before.into()];
    c.rows(STILL_IN_FOLDER, &parameters, |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
    .await
}
