//! The statements that search comments by words.

use uuid::Uuid;

use crate::{
    comment::CommentStatus,
    db::{Conn, Error, statements},
    moderation::{
        filter::{CommentFilter, QueueCursor},
        sql::queue::{of_page, reason_pattern},
    },
    search::sql::{has_terms, with_first_terms},
    site::SiteId,
};

statements! {
    /// The same conditions as those of the queue: an edit that waits is what a moderator decides about.
    MATCHES = concat!(
        "SELECT CASE WHEN $3 = 'pending' THEN COALESCE(e.score, c.score) ELSE c.score END, c.id
        FROM comment c LEFT JOIN comment_edit e ON e.site = c.site AND e.comment = c.id AND e.state = 'waiting'
        WHERE c.site = $1 AND c.id = ANY($2) AND c.status <> 'deleted'
            AND (c.status = $3 OR $3 IS NULL OR ($3 = 'pending' AND e.id IS NOT NULL)) AND (",
        of_page!("c"),
        " OR $4 IS NULL) AND (CASE WHEN $3 = 'pending' THEN COALESCE(e.assessment, c.assessment)
            ELSE c.assessment END LIKE $5 ESCAPE '\\' OR ($3 IS NULL AND e.assessment LIKE $5 ESCAPE '\\') OR $5 IS NULL) AND ",
        has_terms!("$6"),
        " AND (c.created_at >= $7 OR $7 IS NULL) AND (c.created_at < $8 OR $8 IS NULL)
            AND (c.network = $9 OR $9 IS NULL) AND (COALESCE(e.queue_group, c.queue_group) = $10 OR $10 IS NULL)"
    );
    /// Not counted: the numbers of each day are stored.
    COUNT = "SELECT CAST(SUM(t.count) AS BIGINT) FROM (
            SELECT count FROM comment_tally WHERE site = $1 AND status = $2
            UNION ALL SELECT change FROM comment_tally_change WHERE site = $1 AND status = $2) AS t";
}

/// Returns those of these comments that a filter selects, in no particular order.
pub(in crate::moderation) async fn matches(
    c: &mut Conn<'_>,
    site: SiteId,
    ids: &[Uuid],
    filter: &CommentFilter,
) -> Result<Vec<QueueCursor>, Error> {
    // Most candidates lack another word: their words alone are read for that.
    let (ids, other_terms) = with_first_terms(c, site, ids, filter.terms()).await?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let reason = reason_pattern(filter);
    let parameters = [
        site.into(),
        (&ids[..]).into(),
        filter.status.into(),
        filter.page.as_deref().into(),
        reason.as_deref().into(),
        other_terms.into(),
        filter.from.into(),
        filter.to.into(),
        filter.network.as_deref().into(),
        filter.group.into(),
    ];
    c.rows(MATCHES, &parameters, |row| Ok((row.get(0)?, row.get(1)?)))
        .await
}

/// Returns the number of comments with a status.
pub(in crate::moderation) async fn count(
    c: &mut Conn<'_>,
    site: SiteId,
    status: CommentStatus,
) -> Result<i64, Error> {
    let parameters = [site.into(), status.into()];
    let count: Option<Option<i64>> = c.row(COUNT, &parameters, |row| row.get(0)).await?;
    Ok(count.flatten().unwrap_or_default())
}
