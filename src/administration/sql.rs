//! The statement that reads the latest comments for the preview of a policy.

use uuid::Uuid;

use crate::{
    administration::PreviewedComment,
    assessment::Assessment,
    db::{BoundedRows, Conn, Error, LIST_BYTES, Row, statements},
    site::SiteId,
};

statements! {
    /// What moderators published was not judged.
    LATEST = "SELECT id, text, name, email, website, assessment FROM comment
        WHERE site = $1 AND id < $2 AND status <> 'deleted' AND moderator IS NULL ORDER BY id DESC LIMIT $3";
}

/// Returns the latest comments of readers with ids before `before`, newest first; cut at [`LIST_BYTES`].
pub(super) async fn latest(
    c: &mut Conn<'_>,
    site: SiteId,
    before: Uuid,
    limit: usize,
) -> Result<BoundedRows<PreviewedComment>, Error> {
    let parameters = [
        site.into(),
        before.into(),
        i64::try_from(limit).unwrap_or(i64::MAX).into(),
    ];
    c.rows_within(LATEST, &parameters, LIST_BYTES, read).await
}

fn read(row: &Row<'_>) -> Result<(PreviewedComment, usize), Error> {
    let assessment: String = row.get(5)?;
    let assessment: Assessment = serde_json::from_str(&assessment)
        .map_err(|e| Error::Statement(format!("invalid assessment: {e}")))?;
    let comment = PreviewedComment {
        id: row.get(0)?,
        text: row.get(1)?,
        name: row.get(2)?,
        email: row.get(3)?,
        website: row.get(4)?,
        assessment,
    };
    let size = comment.text.len() + 1_000;
    Ok((comment, size))
}
