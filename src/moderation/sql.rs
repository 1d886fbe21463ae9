//! The statements of moderation.

pub mod bans;
pub mod batches;
pub mod removals;
pub mod statistics;
pub mod threads;

use std::collections::HashMap;

use uuid::Uuid;

use super::{
    Actor, AuthorOutcomes, CommentFilter, LogFilter, LogLine, QueueSort, queue::QueueCursor,
};
use crate::{
    clock::Timestamp,
    comment::{self, Comment, CommentStatus, EditState},
    db::{BoundedRows, Conn, Error, Row, Sql, Value, statements},
    http::PAGE_BYTES,
    site::SiteId,
    spam::Label,
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

/// Selects keys of the queue. `$scope` is a condition that must hold in addition to the filters, which
/// are optional in every statement; it determines which index is used. An expression in `$status` prevents
/// SQLite from using the index of the status.
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
            " OR $4 IS NULL) AND (c.assessment LIKE $5 ESCAPE '\\' OR $5 IS NULL)
                AND (lower(c.text) LIKE $6 ESCAPE '\\' OR lower(c.name) LIKE $6 ESCAPE '\\'
                    OR lower(c.email) LIKE $6 ESCAPE '\\' OR $6 IS NULL)
                AND (c.network = $8 OR $8 IS NULL)
            ORDER BY ",
            $order,
            " LIMIT $7"
        )
    };
}

/// Selects keys of comments with a waiting edit, regardless of the status of the comment.
macro_rules! edits {
    ($after:literal, $order:literal) => {
        concat!(
            "SELECT e.score, e.comment FROM comment_edit e JOIN comment c ON c.site = e.site AND c.id = e.comment
            WHERE e.site = $1 AND e.state = $2 AND e.state = 'waiting' AND ",
            $after,
            " AND (",
            of_page!("c"),
            " OR $4 IS NULL) AND (e.assessment LIKE $5 ESCAPE '\\' OR $5 IS NULL)
                AND (lower(e.text) LIKE $6 ESCAPE '\\' OR lower(c.text) LIKE $6 ESCAPE '\\'
                    OR lower(c.name) LIKE $6 ESCAPE '\\' OR lower(c.email) LIKE $6 ESCAPE '\\' OR $6 IS NULL)
                AND (c.network = $8 OR $8 IS NULL)
            ORDER BY ",
            $order,
            " LIMIT $7"
        )
    };
}

statements! {
    KEYS_OLDEST = keys!("c.status = $2", "c.id > $3", "TRUE", "c.id");
    KEYS_NEWEST = keys!("c.status = $2", "c.id < $3", "TRUE", "c.id DESC");
    KEYS_SCORE = keys!("c.status = $2", "(c.score, c.id) < ($9, $3)", "TRUE", "c.score DESC, c.id DESC");
    PAGE_KEYS_OLDEST = keys!("c.status || '' = $2", "c.id > $3", of_page!("c"), "c.id");
    PAGE_KEYS_NEWEST = keys!("c.status || '' = $2", "c.id < $3", of_page!("c"), "c.id DESC");
    PAGE_KEYS_SCORE = keys!("c.status || '' = $2", "(c.score, c.id) < ($9, $3)", of_page!("c"), "c.score DESC, c.id DESC");
    NETWORK_KEYS_OLDEST = keys!("c.status = $2", "c.id > $3", "c.network = $8", "c.id");
    NETWORK_KEYS_NEWEST = keys!("c.status = $2", "c.id < $3", "c.network = $8", "c.id DESC");
    NETWORK_KEYS_SCORE = keys!("c.status = $2", "(c.score, c.id) < ($9, $3)", "c.network = $8", "c.score DESC, c.id DESC");
    EDITS_OLDEST = edits!("e.comment > $3", "e.comment");
    EDITS_NEWEST = edits!("e.comment < $3", "e.comment DESC");
    EDITS_SCORE = edits!("(e.score, e.comment) < ($9, $3)", "e.score DESC, e.comment DESC");
    RECORDS = "SELECT site, author, status, COUNT(*) FROM comment
        WHERE site = ANY($1) AND author = ANY($2) AND status IN ('approved', 'spam', 'trash')
        GROUP BY site, author, status";
    WRITE_LOG = "INSERT INTO moderation_log (site, id, batch, comment, moderator, login, action, from_status, to_status,
            from_taught, version, note, at, edit, edit_from, edit_to)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    BATCH = "SELECT site, comment, from_status, to_status, from_taught, version, edit, edit_from, edit_to FROM moderation_log
        WHERE batch = $2 AND site = ANY($1) ORDER BY id";
    BATCH_OF = "SELECT site, comment, from_status, to_status, from_taught, version, edit, edit_from, edit_to FROM moderation_log
        WHERE batch = $2 AND site = ANY($1) AND comment = ANY($3) ORDER BY id";
    REMEMBER_EMPTY = "INSERT INTO empty_batch (id, moderator, at) VALUES ($1, $2, $3)";
    WAS_EMPTY = "SELECT 1 FROM empty_batch WHERE id = $1 AND moderator = $2";
    LOG = "SELECT l.site, l.id, l.batch, l.comment, l.moderator, l.login, l.action, l.from_status, l.to_status,
            l.version, l.note, l.at, l.edit_to
        FROM moderation_log l
        WHERE l.site = $1 AND l.id < $2 AND (l.comment = $3 OR $3 IS NULL) AND (l.batch = $4 OR $4 IS NULL)
            AND (l.moderator = $5 OR $5 IS NULL) AND (l.action = $6 OR $6 IS NULL)
        ORDER BY l.id DESC LIMIT $7";
    HISTORY = "SELECT l.site, l.id, l.batch, l.comment, l.moderator, l.login, l.action, l.from_status, l.to_status,
            l.version, l.note, l.at, l.edit_to
        FROM moderation_log l WHERE l.site = $1 AND l.comment = $2 ORDER BY l.id";
}

/// Returns score and id of the comments that a filter selects, in order, after `after`.
pub(super) async fn keys(
    c: &mut Conn<'_>,
    sites: &[SiteId],
    filter: &CommentFilter,
    order: QueueSort,
    after: Option<QueueCursor>,
    limit: usize,
) -> Result<Vec<QueueCursor>, Error> {
    let reason = filter
        .reason
        .as_ref()
        .map(|reason| format!("%\"code\":\"{}\"%", literal(reason)));
    let q = filter
        .q
        .as_ref()
        .map(|q| format!("%{}%", literal(&q.to_lowercase())));
    let end = match order {
        QueueSort::Oldest => Uuid::nil(),
        QueueSort::Newest | QueueSort::Score => Uuid::max(),
    };
    let page = filter.page.as_deref();
    let (statement, of_edits) = keys_in_order(filter, order);
    let mut found = Vec::new();
    // One query per site, each in the order of its index: a single statement would read and sort all
    // comments for every page.
    for site in sites {
        let mut parameters: Vec<Value<'_>> = vec![
            (*site).into(),
            filter.status.as_str().into(),
            after.map_or(end, |(_, id)| id).into(),
            page.into(),
            reason.as_deref().into(),
            q.as_deref().into(),
            i64::try_from(limit).unwrap_or(i64::MAX).into(),
            filter.network.as_deref().into(),
        ];
        if order == QueueSort::Score {
            parameters.push(after.map_or(i64::MAX, |(score, _)| score).into());
        }
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        found.extend(c.rows(statement, &parameters, read).await?);
        if filter.status == CommentStatus::Pending {
            parameters[1] = EditState::Waiting.as_str().into();
            found.extend(c.rows(of_edits, &parameters, read).await?);
        }
    }
    found.sort_unstable_by(|(a_score, a): &QueueCursor, (b_score, b)| match order {
        QueueSort::Oldest => a.cmp(b),
        QueueSort::Newest => b.cmp(a),
        QueueSort::Score => (b_score, b).cmp(&(a_score, a)),
    });
    found.truncate(limit);
    Ok(found)
}

/// Returns the statements for comments and for edits that read the fewest rows.
fn keys_in_order(filter: &CommentFilter, order: QueueSort) -> (Sql, Sql) {
    let [any, of_page, of_network, of_edits] = match order {
        QueueSort::Oldest => [
            KEYS_OLDEST,
            PAGE_KEYS_OLDEST,
            NETWORK_KEYS_OLDEST,
            EDITS_OLDEST,
        ],
        QueueSort::Newest => [
            KEYS_NEWEST,
            PAGE_KEYS_NEWEST,
            NETWORK_KEYS_NEWEST,
            EDITS_NEWEST,
        ],
        QueueSort::Score => [KEYS_SCORE, PAGE_KEYS_SCORE, NETWORK_KEYS_SCORE, EDITS_SCORE],
    };
    let statement = if filter.page.is_some() {
        of_page
    } else if filter.network.is_some() {
        of_network
    } else {
        any
    };
    (statement, of_edits)
}

/// Escapes a text so that `LIKE … ESCAPE '\'` matches it literally.
fn literal(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_")
}

pub(super) async fn find(
    c: &mut Conn<'_>,
    sites: &[SiteId],
    ids: &[Uuid],
) -> Result<Vec<Comment>, Error> {
    comment::sql::find(c, sites, ids).await
}

pub(super) async fn find_to_decide(
    c: &mut Conn<'_>,
    sites: &[SiteId],
    ids: &[Uuid],
    most_bytes: usize,
) -> Result<BoundedRows<Comment>, Error> {
    comment::sql::find_to_change_within(c, sites, ids, most_bytes).await
}

/// Returns the records of these authors' comments.
pub(super) async fn records(
    c: &mut Conn<'_>,
    sites: &[SiteId],
    authors: &[Vec<u8>],
) -> Result<HashMap<(SiteId, Vec<u8>), AuthorOutcomes>, Error> {
    let rows = c
        .rows(RECORDS, &[sites.into(), authors.into()], |row| {
            Ok((
                row.get::<SiteId>(0)?,
                row.get::<Vec<u8>>(1)?,
                row.get::<String>(2)?,
                row.get::<i64>(3)?,
            ))
        })
        .await?;
    let mut records = HashMap::<_, AuthorOutcomes>::new();
    for (site, author, status, count) in rows {
        let record = records.entry((site, author)).or_default();
        match status.as_str() {
            "approved" => record.approved = count,
            "spam" => record.spam = count,
            _ => record.trash = count,
        }
    }
    Ok(records)
}

/// An entry to write.
pub(super) struct NewLine<'a> {
    pub(super) site: SiteId,
    pub(super) id: Uuid,
    pub(super) batch: Uuid,
    pub(super) comment: Uuid,
    pub(super) actor: &'a Actor,
    pub(super) action: &'static str,
    pub(super) from: CommentStatus,
    pub(super) to: CommentStatus,
    pub(super) from_taught: Option<Label>,
    pub(super) version: i64,
    pub(super) note: Option<&'a str>,
    pub(super) at: Timestamp,
    /// The edit that was decided about, with its state before and after.
    pub(super) edit: Option<(Uuid, EditState, EditState)>,
}

pub(super) fn write_log(c: &mut Conn<'_>, lines: &[NewLine<'_>]) -> Result<(), Error> {
    let lines = lines.iter().map(|line| {
        vec![
            line.site.into(),
            line.id.into(),
            line.batch.into(),
            line.comment.into(),
            line.actor.id.into(),
            (&line.actor.login).into(),
            line.action.into(),
            line.from.as_str().into(),
            line.to.as_str().into(),
            line.from_taught.map(Label::as_str).into(),
            line.version.into(),
            line.note.into(),
            line.at.into(),
            line.edit.map(|(id, ..)| id).into(),
            line.edit.map(|(_, from, _)| from.as_str()).into(),
            line.edit.map(|(.., to)| to.as_str()).into(),
        ]
    });
    let lines = lines.collect::<Vec<_>>();
    c.queue_each(WRITE_LOG, &lines)
}

/// Stores a batch in which nothing changed, because the log has no entry of it.
pub(super) async fn remember_empty(
    c: &mut Conn<'_>,
    batch: Uuid,
    actor: &Actor,
    now: Timestamp,
) -> Result<(), Error> {
    let parameters = [batch.into(), actor.id.into(), now.into()];
    c.execute(REMEMBER_EMPTY, &parameters).await.map(|_| ())
}

/// Returns whether this batch was carried out for this moderator without changing anything.
pub(super) async fn was_empty(c: &mut Conn<'_>, batch: Uuid, actor: Uuid) -> Result<bool, Error> {
    let parameters = [batch.into(), actor.into()];
    let found = c.row(WAS_EMPTY, &parameters, |_| Ok(())).await?;
    Ok(found.is_some())
}

/// The change to one comment by a batch.
#[derive(Clone, Debug)]
pub(super) struct LoggedChange {
    pub(super) site: SiteId,
    pub(super) comment: Uuid,
    pub(super) from: CommentStatus,
    pub(super) to: CommentStatus,
    pub(super) from_taught: Option<Label>,
    pub(super) version: i64,
    /// The edit that was decided about, with its state before and after.
    pub(super) edit: Option<(Uuid, EditState, EditState)>,
}

pub(super) async fn batch(
    c: &mut Conn<'_>,
    sites: &[SiteId],
    batch: Uuid,
) -> Result<Vec<LoggedChange>, Error> {
    c.rows(BATCH, &[sites.into(), batch.into()], done).await
}

/// Returns the changes by a batch to some comments.
pub(super) async fn batch_of(
    c: &mut Conn<'_>,
    sites: &[SiteId],
    batch: Uuid,
    comments: &[Uuid],
) -> Result<Vec<LoggedChange>, Error> {
    let parameters = [sites.into(), batch.into(), comments.into()];
    c.rows(BATCH_OF, &parameters, done).await
}

fn done(row: &Row<'_>) -> Result<LoggedChange, Error> {
    Ok(LoggedChange {
        site: row.get(0)?,
        comment: row.get(1)?,
        from: status(row, 2)?,
        to: status(row, 3)?,
        from_taught: row
            .get::<Option<String>>(4)?
            .as_deref()
            .and_then(Label::parse),
        version: row.get(5)?,
        edit: match row.get::<Option<Uuid>>(6)? {
            Some(id) => Some((id, edit_state(row, 7)?, edit_state(row, 8)?)),
            None => None,
        },
    })
}

fn edit_state(row: &Row<'_>, column: usize) -> Result<EditState, Error> {
    let word: String = row.get(column)?;
    EditState::parse(&word).ok_or_else(|| Error::Statement(format!("unknown edit state: {word}")))
}

fn line(row: &Row<'_>) -> Result<LogLine, Error> {
    Ok(LogLine {
        site: row.get(0)?,
        id: row.get(1)?,
        batch: row.get(2)?,
        comment: row.get(3)?,
        moderator: row.get(4)?,
        login: row.get(5)?,
        action: row.get(6)?,
        from: status(row, 7)?,
        to: status(row, 8)?,
        version: row.get(9)?,
        note: row.get(10)?,
        at: row.get(11)?,
        edit: row
            .get::<Option<String>>(12)?
            .as_deref()
            .and_then(EditState::parse),
    })
}

/// Returns the log entries before `before`, newest first.
pub(super) async fn log(
    c: &mut Conn<'_>,
    sites: &[SiteId],
    filter: &LogFilter,
    before: Uuid,
    limit: usize,
) -> Result<BoundedRows<LogLine>, Error> {
    let mut parts = Vec::new();
    for site in sites {
        let parameters = [
            (*site).into(),
            before.into(),
            filter.comment.into(),
            filter.batch.into(),
            filter.moderator.into(),
            filter.action.as_deref().into(),
            i64::try_from(limit + 1).unwrap_or(i64::MAX).into(),
        ];
        let read = |row: &Row<'_>| {
            let line = line(row)?;
            let size = line.note.as_ref().map_or(0, String::len);
            Ok((line, size))
        };
        let part = c.rows_within(LOG, &parameters, PAGE_BYTES, read).await?;
        parts.push(part);
    }
    Ok(newest_of(parts, limit, |line| line.id))
}

/// Merges the lists of several sites, each in descending order, into the newest `limit` rows. If a list
/// was cut, nothing older than its last row is returned, because rows of it would be skipped.
fn newest_of<T>(
    parts: Vec<BoundedRows<T>>,
    limit: usize,
    id: impl Fn(&T) -> Uuid,
) -> BoundedRows<T> {
    let cut = parts.iter().filter(|part| part.is_cut);
    let oldest = cut.filter_map(|part| part.rows.last()).map(&id).max();
    let mut rows = parts
        .into_iter()
        .flat_map(|part| part.rows)
        .filter(|row| oldest.is_none_or(|oldest| id(row) >= oldest))
        .collect::<Vec<_>>();
    rows.sort_unstable_by_key(|row| std::cmp::Reverse(id(row)));
    let is_cut = oldest.is_some() || rows.len() > limit;
    rows.truncate(limit);
    BoundedRows { rows, is_cut }
}

/// Returns all entries about one comment, oldest first.
pub(super) async fn history(
    c: &mut Conn<'_>,
    site: SiteId,
    comment: Uuid,
) -> Result<Vec<LogLine>, Error> {
    c.rows(HISTORY, &[site.into(), comment.into()], line).await
}

fn status(row: &Row<'_>, column: usize) -> Result<CommentStatus, Error> {
    let word: String = row.get(column)?;
    CommentStatus::parse(&word).ok_or_else(|| Error::Statement(format!("unknown status {word}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_list_of_one_site_was_cut_no_row_of_it_is_passed_over() {
        let part = |ids: &[u128], is_cut| BoundedRows {
            rows: ids.iter().copied().map(Uuid::from_u128).collect(),
            is_cut,
        };
        let newest = |parts: Vec<BoundedRows<Uuid>>, limit| {
            let found = newest_of(parts, limit, |id| *id);
            let ids = found.rows.iter().map(Uuid::as_u128).collect::<Vec<_>>();
            (ids, found.is_cut)
        };
        let whole = || vec![part(&[9, 5, 1], false), part(&[8, 2], false)];
        assert_eq!(newest(whole(), 9), (vec![9, 8, 5, 2, 1], false));
        assert_eq!(newest(whole(), 3), (vec![9, 8, 5], true));
        let cut = vec![part(&[9, 5], true), part(&[8, 6, 2], false)];
        assert_eq!(newest(cut, 9), (vec![9, 8, 6, 5], true));
        assert_eq!(newest(Vec::new(), 9), (Vec::new(), false));
    }
}
