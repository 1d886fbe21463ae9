//! The statements that search comments by words.

use uuid::Uuid;

use crate::{
    comment::CommentStatus,
    db::{Conn, Error, statements},
    moderation::{
        filter::{CommentFilter, QueueCursor},
        sql::queue::reason_pattern,
    },
    search::sql::has_terms,
    site::SiteId,
};

statements! {
    MATCHES = concat!(
        "SELECT c.score, c.id FROM comment c WHERE c.site = $1 AND c.id = ANY($2) AND (c.status = $3 OR $3 IS NULL) AND ",
        has_terms!("$4"),
        " AND (c.assessment LIKE $5 ESCAPE '\\' OR $5 IS NULL)
            AND (c.created_at >= $6 OR $6 IS NULL) AND (c.created_at < $7 OR $7 IS NULL)"
    );
    COUNT = "SELECT COUNT(*) FROM (SELECT 1 AS one FROM comment WHERE site = $1 AND status = $2 LIMIT $3) AS few";
}

/// Returns those of these comments that a filter selects, in no particular order. The filter names neither
/// page, network nor group.
pub(in crate::moderation) async fn matches(
    c: &mut Conn<'_>,
    site: SiteId,
    ids: &[Uuid],
    filter: &CommentFilter,
) -> Result<Vec<QueueCursor>, Error> {
    let reason = reason_pattern(filter);
    let parameters = [
        site.into(),
        ids.into(),
        filter.status.into(),
        filter.terms().into(),
        reason.as_deref().into(),
        filter.from.into(),
        filter.to.into(),
    ];
    c.rows(MATCHES, &parameters, |row| Ok((row.get(0)?, row.get(1)?)))
        .await
}

/// Returns the number of comments with a status, at most `limit`.
pub(in crate::moderation) async fn count(
    c: &mut Conn<'_>,
    site: SiteId,
    status: CommentStatus,
    limit: usize,
) -> Result<usize, Error> {
    let most = i64::try_from(limit).unwrap_or(i64::MAX);
    let parameters = [site.into(), status.into(), most.into()];
    let count = c.row(COUNT, &parameters, |row| row.get::<i64>(0)).await?;
    Ok(usize::try_from(count.unwrap_or_default()).unwrap_or(limit))
}
