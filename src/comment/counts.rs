//! Changes of comments with the counts of their threads and the stubs above them.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{Comment, CommentStatus, sql};
use crate::{
    clock::Timestamp,
    db::{Conn, Error},
    site::SiteId,
};

/// Stores a new comment, and updates the counts if it is published. Runs late, because it advances the change
/// clock. The clock comes before the comment, so that the comment is written once. Setting its time afterwards
/// would be 4 % of the instructions of a submission, and on PostgreSQL a dead row for each comment.
pub(crate) fn add(c: &mut Conn<'_>, comment: &Comment, now: Timestamp) -> Result<(), Error> {
    let is_approved = comment.status == CommentStatus::Approved;
    if is_approved {
        let above = comment.ancestors();
        if !above.is_empty() {
            sql::change_ancestors(c, comment.site, &above, 1)?;
        }
        sql::change_threads(c, comment.site, &[comment.thread], 1)?;
    }
    sql::edits::advance_change_clock(c, now)?;
    sql::insert(c, comment)?;
    if is_approved {
        sql::name_threads(c, comment.site, &[comment.thread])?;
    }
    Ok(())
}

/// Updates the stubs above comments and the counts of their threads after a status change.
pub(crate) fn update_counts(
    c: &mut Conn<'_>,
    moved: &[(&Comment, CommentStatus)],
) -> Result<(), Error> {
    let mut above = BTreeMap::<(SiteId, Uuid), i64>::new();
    let mut threads = BTreeMap::<(SiteId, Uuid), i64>::new();
    let mut unpinned = BTreeMap::<SiteId, (Vec<Uuid>, Vec<Uuid>)>::new();
    for (comment, to) in moved {
        let more = i64::from(*to == CommentStatus::Approved)
            - i64::from(comment.status == CommentStatus::Approved);
        if more < 0 && comment.depth() == 0 {
            let (threads, comments) = unpinned.entry(comment.site).or_default();
            threads.push(comment.thread);
            comments.push(comment.id);
        }
        if more != 0 {
            for ancestor in comment.ancestors() {
                *above.entry((comment.site, ancestor)).or_default() += more;
            }
            *threads.entry((comment.site, comment.thread)).or_default() += more;
        }
    }
    for ((site, more), ids) in by_difference(above) {
        if more != 0 {
            sql::change_ancestors(c, site, &ids, more)?;
        }
    }
    for (site, (threads, comments)) in unpinned {
        sql::thread::unpin(c, site, &threads, &comments)?;
    }
    for ((site, more), ids) in by_difference(threads) {
        sql::change_threads(c, site, &ids, more)?;
        sql::name_threads(c, site, &ids)?;
    }
    Ok(())
}

/// Replaces the text of a comment immediately. Returns false if it has a different version now.
pub(crate) async fn replace_text(
    c: &mut Conn<'_>,
    before: &Comment,
    after: &Comment,
    now: Timestamp,
) -> Result<bool, Error> {
    if !sql::rewrite(c, before, after, now).await? {
        return Ok(false);
    }
    update_counts(c, &[(before, after.status)])?;
    if before.status == CommentStatus::Approved && after.status == CommentStatus::Approved {
        sql::change_threads(c, before.site, &[before.thread], 0)?;
    }
    Ok(true)
}

/// Groups rows with the same change, one statement for each group.
fn by_difference(differences: BTreeMap<(SiteId, Uuid), i64>) -> BTreeMap<(SiteId, i64), Vec<Uuid>> {
    let mut alike = BTreeMap::<_, Vec<_>>::new();
    for ((site, id), more) in differences {
        alike.entry((site, more)).or_default().push(id);
    }
    alike
}
