//! The statements of decisions, and what they write into the log.

pub(crate) mod accounts;
pub(crate) mod bans;
pub(crate) mod batches;
pub(crate) mod context;
pub(crate) mod log;
pub(crate) mod notes;
pub(crate) mod queue;
pub(crate) mod removals;
pub(crate) mod search;
pub(crate) mod threads;

use uuid::Uuid;

use super::Actor;
use crate::{
    classifier::Label,
    clock::Timestamp,
    comment::{self, Comment, CommentStatus, EditState},
    db::{BoundedRows, Conn, Error, Row, statements},
    site::SiteId,
};

statements! {
    WRITE_LOG = "INSERT INTO moderation_log (site, id, batch, comment, moderator, login, action, from_status, to_status,
            from_taught, version, note, at, edit, edit_from, edit_to)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    /// An edit is no decision: undoing one would not restore the text.
    BATCH = "SELECT site, comment, from_status, to_status, from_taught, version, edit, edit_from, edit_to FROM moderation_log
        WHERE batch = $2 AND site = ANY($1) AND action <> 'edit' ORDER BY id";
    BATCH_OF = "SELECT site, comment, from_status, to_status, from_taught, version, edit, edit_from, edit_to FROM moderation_log
        WHERE batch = $2 AND site = ANY($1) AND comment = ANY($3) AND action <> 'edit' ORDER BY id";
    RECORD_EMPTY_BATCH = "INSERT INTO empty_batch (id, moderator, at) VALUES ($1, $2, $3)";
    IS_EMPTY_BATCH = "SELECT 1 FROM empty_batch WHERE id = $1 AND moderator = $2";
}

/// Escapes a text so that `LIKE … ESCAPE '\'` matches it literally.
fn escape_like(text: &str) -> String {
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

/// An entry to write.
pub(super) struct NewLogEntry<'a> {
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

pub(super) fn write_log(c: &mut Conn<'_>, lines: &[NewLogEntry<'_>]) -> Result<(), Error> {
    let lines = lines.iter().map(|line| {
        vec![
            line.site.into(),
            line.id.into(),
            line.batch.into(),
            line.comment.into(),
            line.actor.id.into(),
            (&line.actor.login).into(),
            line.action.into(),
            line.from.into(),
            line.to.into(),
            line.from_taught.into(),
            line.version.into(),
            line.note.into(),
            line.at.into(),
            line.edit.map(|(id, ..)| id).into(),
            line.edit.map(|(_, from, _)| from).into(),
            line.edit.map(|(.., to)| to).into(),
        ]
    });
    let lines = lines.collect::<Vec<_>>();
    c.queue_each(WRITE_LOG, &lines)
}

/// Stores a batch in which nothing changed, because the log has no entry of it.
pub(super) async fn record_empty_batch(
    c: &mut Conn<'_>,
    batch: Uuid,
    actor: &Actor,
    now: Timestamp,
) -> Result<(), Error> {
    let parameters = [batch.into(), actor.id.into(), now.into()];
    c.execute(RECORD_EMPTY_BATCH, &parameters).await.map(|_| ())
}

/// Returns whether this batch was carried out for this moderator without changing anything.
pub(super) async fn is_empty_batch(
    c: &mut Conn<'_>,
    batch: Uuid,
    actor: Uuid,
) -> Result<bool, Error> {
    let parameters = [batch.into(), actor.into()];
    let found = c.row(IS_EMPTY_BATCH, &parameters, |_| Ok(())).await?;
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
    c.rows(BATCH, &[sites.into(), batch.into()], read_change)
        .await
}

/// Returns the changes by a batch to some comments.
pub(super) async fn batch_of(
    c: &mut Conn<'_>,
    sites: &[SiteId],
    batch: Uuid,
    comments: &[Uuid],
) -> Result<Vec<LoggedChange>, Error> {
    let parameters = [sites.into(), batch.into(), comments.into()];
    c.rows(BATCH_OF, &parameters, read_change).await
}

fn read_change(row: &Row<'_>) -> Result<LoggedChange, Error> {
    Ok(LoggedChange {
        site: row.get(0)?,
        comment: row.get(1)?,
        from: row.get(2)?,
        to: row.get(3)?,
        from_taught: row.get(4)?,
        version: row.get(5)?,
        edit: match row.get::<Option<Uuid>>(6)? {
            Some(id) => Some((id, row.get(7)?, row.get(8)?)),
            None => None,
        },
    })
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
