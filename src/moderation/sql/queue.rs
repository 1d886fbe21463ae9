//! The statements of the queue, and of the records of authors.

use std::collections::HashMap;

use uuid::Uuid;

use super::escape_like;
use crate::{
    assessment::QueueGroup,
    comment::{CommentStatus, EditState},
    db::{Conn, Error, Row, Sql, Value, statements},
    moderation::{
        AuthorOutcomes,
        filter::{CommentFilter, KeyOrder, QueueCursor},
    },
    search::sql::has_terms,
    site::SiteId,
};

/// The condition that the comment is on the page `$4`, by its own key or an alias.
macro_rules! of_page {
    ($comment:literal) => {
        concat!(
            $comment,
            ".thread = COALESCE((SELECT k.id FROM thread k WHERE k.site = $1 AND k.page = $4),
                (SELECT a.thread FROM page_alias a WHERE a.site = $1 AND a.page = $4))"
        )
    };
}
pub(super) use of_page;

/// Selects keys of the queue. `$scope` is a condition that must hold in addition to the filters, which
/// are optional in every statement; it determines which index is used. An expression in `$status` prevents
/// SQLite from using the index of the status. The last id of a period, `$12`, ends the range of ids only where no
/// other filter selects the index: with two ends, SQLite would prefer the index of all ids of the site. The cast
/// gives the parameter a type on PostgreSQL, since no typed use comes before.
macro_rules! keys {
    ($status:literal, $after:literal, $scope:expr, $order:literal) => {
        concat!(
            "SELECT c.score, c.id FROM comment c WHERE c.site = $1 AND ",
            $status,
            " AND ",
            $after,
            " AND ",
            $scope,
            " AND (c.edit IS NULL OR c.edit <> 'waiting' OR $2 <> 'pending')
                AND (",
            of_page!("c"),
            " OR $4 IS NULL) AND (c.assessment LIKE $5 ESCAPE '\\' OR $5 IS NULL) AND ",
            has_terms!("$6"),
            " AND (c.created_at >= $10 OR $10 IS NULL) AND (c.created_at < $11 OR $11 IS NULL)
                AND (c.network = $8 OR $8 IS NULL) AND (c.queue_group = $9 OR $9 IS NULL)
            ORDER BY ",
            $order,
            " LIMIT $7"
        )
    };
}

/// Selects keys of waiting comments. With this status as a constant, SQLite uses the indexes of waiting
/// comments alone.
macro_rules! waiting_keys {
    ($after:literal, $scope:expr, $order:literal) => {
        keys!(
            "c.status = 'pending' AND $2 = 'pending'",
            $after,
            $scope,
            $order
        )
    };
}

/// Selects keys of comments with a waiting edit, regardless of the status of the comment.
macro_rules! edits {
    ($after:literal, $scope:literal, $order:literal) => {
        concat!(
            "SELECT e.score, e.comment FROM comment_edit e JOIN comment c ON c.site = e.site AND c.id = e.comment
            WHERE e.site = $1 AND e.state = $2 AND e.state = 'waiting' AND ",
            $after,
            " AND ",
            $scope,
            " AND (",
            of_page!("c"),
            " OR $4 IS NULL) AND (e.assessment LIKE $5 ESCAPE '\\' OR $5 IS NULL) AND ",
            has_terms!("$6"),
            " AND (c.created_at >= $10 OR $10 IS NULL) AND (c.created_at < $11 OR $11 IS NULL)
                AND (c.network = $8 OR $8 IS NULL) AND (e.queue_group = $9 OR $9 IS NULL)
            ORDER BY ",
            $order,
            " LIMIT $7"
        )
    };
}

statements! {
    KEYS_OLDEST = keys!("c.status = $2", "c.id > $3 AND c.id <= $12", "TRUE", "c.id");
    KEYS_NEWEST = keys!("c.status = $2", "c.id < $3 AND c.id >= $12", "TRUE", "c.id DESC");
    KEYS_SCORE = keys!("c.status = $2", "(c.score, c.id) < ($12, $3)", "TRUE", "c.score DESC, c.id DESC");
    PAGE_KEYS_OLDEST = keys!("c.status || '' = $2", "c.id > $3 AND (c.id <= $12 OR CAST($4 AS TEXT) IS NULL)", of_page!("c"), "c.id");
    PAGE_KEYS_NEWEST = keys!("c.status || '' = $2", "c.id < $3 AND (c.id >= $12 OR CAST($4 AS TEXT) IS NULL)", of_page!("c"), "c.id DESC");
    PAGE_KEYS_SCORE = keys!("c.status || '' = $2", "(c.score, c.id) < ($12, $3)", of_page!("c"), "c.score DESC, c.id DESC");
    NETWORK_KEYS_OLDEST = keys!("c.status = $2", "c.id > $3 AND (c.id <= $12 OR CAST($8 AS TEXT) IS NULL)", "c.network = $8", "c.id");
    NETWORK_KEYS_NEWEST = keys!("c.status = $2", "c.id < $3 AND (c.id >= $12 OR CAST($8 AS TEXT) IS NULL)", "c.network = $8", "c.id DESC");
    NETWORK_KEYS_SCORE = keys!("c.status = $2", "(c.score, c.id) < ($12, $3)", "c.network = $8", "c.score DESC, c.id DESC");
    GROUP_KEYS_OLDEST = waiting_keys!("c.id > $3 AND (c.id <= $12 OR CAST($9 AS TEXT) IS NULL)", "c.queue_group = $9", "c.id");
    GROUP_KEYS_NEWEST = waiting_keys!("c.id < $3 AND (c.id >= $12 OR CAST($9 AS TEXT) IS NULL)", "c.queue_group = $9", "c.id DESC");
    GROUP_KEYS_LOWEST = waiting_keys!("(c.score, c.id) > ($12, $3)", "c.queue_group = $9", "c.score, c.id");
    PAGE_KEYS_LOWEST = keys!("c.status || '' = $2", "(c.score, c.id) > ($12, $3)", of_page!("c"), "c.score, c.id");
    NETWORK_KEYS_LOWEST = waiting_keys!("(c.score, c.id) > ($12, $3)", "c.network = $8", "c.score, c.id");
    EDITS_OLDEST = edits!("e.comment > $3 AND e.comment <= $12", "TRUE", "e.comment");
    EDITS_NEWEST = edits!("e.comment < $3 AND e.comment >= $12", "TRUE", "e.comment DESC");
    EDITS_SCORE = edits!("(e.score, e.comment) < ($12, $3)", "TRUE", "e.score DESC, e.comment DESC");
    EDITS_LOWEST = edits!("(e.score, e.comment) > ($12, $3)", "e.queue_group = $9", "e.score, e.comment");
    /// The groups of those comments that wait. A waiting edit is what a moderator decides about.
    GROUPS = "SELECT c.id, COALESCE(e.queue_group, c.queue_group) FROM comment c
        LEFT JOIN comment_edit e ON e.site = c.site AND e.comment = c.id AND e.state = 'waiting'
        WHERE c.site = ANY($1) AND c.id = ANY($2) AND (c.status = 'pending' OR e.state = 'waiting')";
    RECORDS = "SELECT site, author, status, COUNT(*) FROM comment
        WHERE site = ANY($1) AND author = ANY($2) AND status IN ('approved', 'spam', 'trash')
        GROUP BY site, author, status";
}

/// Returns the pattern by which an assessment with the reason of the filter is found.
pub(super) fn reason_pattern(filter: &CommentFilter) -> Option<String> {
    let reason = filter.reason.as_ref()?;
    Some(format!("%\"code\":\"{}\"%", escape_like(reason)))
}

/// Returns score and id of the comments of a site with a status that a filter selects, after `after`. With the status
/// `pending` also comments with a waiting edit. Each of the two lists is in order, and has up to `limit` entries.
pub(in crate::moderation) async fn keys(
    c: &mut Conn<'_>,
    site: SiteId,
    (filter, status): (&CommentFilter, CommentStatus),
    order: KeyOrder,
    after: Option<QueueCursor>,
    limit: usize,
) -> Result<Vec<QueueCursor>, Error> {
    let reason = reason_pattern(filter);
    let (first_score, first_id) = order.start();
    let (after_score, mut after_id) = after.unwrap_or((first_score, first_id));
    let (first, last) = filter.id_range();
    let end = match order {
        KeyOrder::Oldest => {
            after_id = after_id.max(first);
            last.into()
        }
        KeyOrder::Newest => {
            after_id = after_id.min(last);
            first.into()
        }
        KeyOrder::HighestScore | KeyOrder::LowestScore => after_score.into(),
    };
    let mut parameters: Vec<Value<'_>> = vec![
        site.into(),
        status.into(),
        after_id.into(),
        filter.page.as_deref().into(),
        reason.as_deref().into(),
        filter.terms().into(),
        i64::try_from(limit).unwrap_or(i64::MAX).into(),
        filter.network.as_deref().into(),
        filter.group.into(),
        filter.from.into(),
        filter.to.into(),
        end,
    ];
    let (statement, of_edits) = keys_in_order(filter, order);
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let mut found = c.rows(statement, &parameters, read).await?;
    if status == CommentStatus::Pending {
        parameters[1] = EditState::Waiting.into();
        found.extend(c.rows(of_edits, &parameters, read).await?);
    }
    Ok(found)
}

/// Returns the statements for comments and for edits that read the fewest rows.
fn keys_in_order(filter: &CommentFilter, order: KeyOrder) -> (Sql, Sql) {
    let [any, of_group, of_page, of_network, of_edits] = match order {
        KeyOrder::Oldest => [
            KEYS_OLDEST,
            GROUP_KEYS_OLDEST,
            PAGE_KEYS_OLDEST,
            NETWORK_KEYS_OLDEST,
            EDITS_OLDEST,
        ],
        KeyOrder::Newest => [
            KEYS_NEWEST,
            GROUP_KEYS_NEWEST,
            PAGE_KEYS_NEWEST,
            NETWORK_KEYS_NEWEST,
            EDITS_NEWEST,
        ],
        KeyOrder::HighestScore => [
            KEYS_SCORE,
            KEYS_SCORE,
            PAGE_KEYS_SCORE,
            NETWORK_KEYS_SCORE,
            EDITS_SCORE,
        ],
        KeyOrder::LowestScore => [
            GROUP_KEYS_LOWEST,
            GROUP_KEYS_LOWEST,
            PAGE_KEYS_LOWEST,
            NETWORK_KEYS_LOWEST,
            EDITS_LOWEST,
        ],
    };
    let statement = if filter.page.is_some() {
        of_page
    } else if filter.network.is_some() {
        of_network
    } else if filter.group.is_some() {
        of_group
    } else {
        any
    };
    (statement, of_edits)
}

/// Returns the groups of those of these comments that wait for a moderator.
pub(in crate::moderation) async fn groups(
    c: &mut Conn<'_>,
    sites: &[SiteId],
    ids: &[Uuid],
) -> Result<HashMap<Uuid, QueueGroup>, Error> {
    let parameters = [sites.into(), ids.into()];
    let rows = c.rows(GROUPS, &parameters, |row| Ok((row.get(0)?, row.get(1)?)));
    Ok(rows.await?.into_iter().collect())
}

/// Returns the records of these authors' comments.
pub(in crate::moderation) async fn records(
    c: &mut Conn<'_>,
    sites: &[SiteId],
    authors: &[Vec<u8>],
) -> Result<HashMap<(SiteId, Vec<u8>), AuthorOutcomes>, Error> {
    let rows = c
        .rows(RECORDS, &[sites.into(), authors.into()], |row| {
            Ok((
                row.get::<SiteId>(0)?,
                row.get::<Vec<u8>>(1)?,
                row.get::<CommentStatus>(2)?,
                row.get::<i64>(3)?,
            ))
        })
        .await?;
    let mut records = HashMap::<_, AuthorOutcomes>::new();
    for (site, author, status, count) in rows {
        let record = records.entry((site, author)).or_default();
        match status {
            CommentStatus::Approved => record.approved = count,
            CommentStatus::Spam => record.spam = count,
            _ => record.trash = count,
        }
    }
    Ok(records)
}
