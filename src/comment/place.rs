//! Moving comments from one status to another, with everything that hangs on them.

use std::collections::{BTreeMap, HashSet};

use uuid::Uuid;

use super::{Status, Stored, record::Taught, sql, waiting::erase_edits};
use crate::{
    clock::Timestamp,
    db::{Conn, Error},
    site::SiteId,
    spam::Spam,
};

/// A comment on its way to a status, and what it is to have taught then.
#[derive(Clone, Copy, Debug)]
pub struct Moving<'a> {
    /// As it was read, and locked, in the same work.
    pub comment: &'a Stored,
    pub to: Status,
    pub taught: Option<Taught>,
}

/// Moves comments: they themselves, the stubs above them, the counts and versions of their
/// threads. The version of each grows by one. Whoever calls holds them (`find_to_change`) and makes
/// sure that every move is one of the table. A handful of statements, however many they are.
pub async fn transition(
    c: &mut Conn<'_>,
    moves: &[Moving<'_>],
    now: Timestamp,
) -> Result<(), Error> {
    let mut alike = BTreeMap::<_, Vec<&Stored>>::new();
    for moving in moves {
        let taught = moving.taught.map(Taught::word);
        let group = (moving.comment.site, moving.to.word(), taught);
        alike.entry(group).or_default().push(moving.comment);
    }
    if moves.iter().any(|moving| moving.to != Status::Deleted) {
        sql::edits::tick(c, now)?;
    }
    for ((site, to, taught), comments) in &alike {
        let ids = comments.iter().map(|comment| comment.id);
        let ids = ids.collect::<Vec<_>>();
        if *to == Status::Deleted.word() {
            erase(c, *site, comments, now).await?;
        } else {
            sql::change_status(c, *site, &ids, to, *taught, now)?;
        }
    }
    let settled = moves.iter().map(|moving| (moving.comment, moving.to));
    settle(c, &settled.collect::<Vec<_>>())
}

/// Those with a reply are emptied and stay as stubs, the others go, and with them what they taught
/// the filter: lessons can be read.
async fn erase(
    c: &mut Conn<'_>,
    site: SiteId,
    comments: &[&Stored],
    now: Timestamp,
) -> Result<(), Error> {
    let placed = comments.iter().map(|comment| (comment.id, comment.thread));
    remove_or_blank(c, site, &placed.collect::<Vec<_>>(), now).await?;
    let ids = comments.iter().map(|comment| comment.id);
    Spam::forget_lessons(c, site, &ids.collect::<Vec<_>>())
}

/// Erases comments, each given with its thread: those with a reply are emptied and stay as stubs. What
/// they taught the filter stays.
pub(super) async fn remove_or_blank(
    c: &mut Conn<'_>,
    site: SiteId,
    comments: &[(Uuid, Uuid)],
    now: Timestamp,
) -> Result<u64, Error> {
    let replied = sql::with_reply(c, site, comments).await?;
    let replied = replied.into_iter().collect::<HashSet<_>>();
    let ids = comments.iter().map(|(id, _)| *id).collect::<Vec<_>>();
    let (stubs, gone): (Vec<Uuid>, Vec<Uuid>) =
        ids.iter().copied().partition(|id| replied.contains(id));
    erase_edits(c, site, &ids).await?;
    if !stubs.is_empty() {
        sql::blank(c, site, &stubs, now)?;
    }
    if !gone.is_empty() {
        sql::remove(c, site, &gone)?;
    }
    Ok(ids.len() as u64)
}

/// The stubs above comments and the counts of their threads, after their status has changed.
pub(super) fn settle(c: &mut Conn<'_>, moved: &[(&Stored, Status)]) -> Result<(), Error> {
    let mut above = BTreeMap::<(SiteId, Uuid), i64>::new();
    let mut threads = BTreeMap::<(SiteId, Uuid), i64>::new();
    for (comment, to) in moved {
        let more =
            i64::from(*to == Status::Approved) - i64::from(comment.status == Status::Approved);
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
    for ((site, more), ids) in by_difference(threads) {
        sql::change_threads(c, site, &ids, more)?;
        sql::name_threads(c, site, &ids)?;
    }
    Ok(())
}

/// Rows that change alike, for one statement.
fn by_difference(differences: BTreeMap<(SiteId, Uuid), i64>) -> BTreeMap<(SiteId, i64), Vec<Uuid>> {
    let mut alike = BTreeMap::<_, Vec<_>>::new();
    for ((site, id), more) in differences {
        alike.entry((site, more)).or_default().push(id);
    }
    alike
}
