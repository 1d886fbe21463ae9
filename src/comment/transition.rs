//! Transitions of comments from one status to another, with everything that depends on it.

use std::collections::{BTreeMap, HashSet};

use uuid::Uuid;

use super::{Comment, CommentStatus, counts::update_counts, edit_transition::erase_edits, sql};
use crate::{
    classifier::Label,
    clock::Timestamp,
    db::{Conn, Error},
    site::SiteId,
    spam::Spam,
};

/// A comment with its new status and the label that it has as a training example afterwards.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Transition<'a> {
    /// As it was read, and locked, in the same transaction.
    pub comment: &'a Comment,
    pub to: CommentStatus,
    pub label: Option<Label>,
}

/// Moves comments to another status, and updates the stubs above them and the counts and versions of
/// their threads. The version of each grows by one. The caller must have locked them (`find_to_change`)
/// and must ensure that every move is in the transition table. Takes a handful of statements, however
/// many comments there are.
pub(crate) async fn transition(
    c: &mut Conn<'_>,
    moves: &[Transition<'_>],
    now: Timestamp,
) -> Result<(), Error> {
    let mut alike = BTreeMap::<_, Vec<&Comment>>::new();
    for moving in moves {
        let group = (moving.comment.site, moving.to, moving.label);
        alike.entry(group).or_default().push(moving.comment);
    }
    if moves
        .iter()
        .any(|moving| moving.to != CommentStatus::Deleted)
    {
        sql::edits::advance_change_clock(c, now)?;
    }
    for ((site, to, label), comments) in &alike {
        let ids = comments.iter().map(|comment| comment.id);
        let ids = ids.collect::<Vec<_>>();
        if *to == CommentStatus::Deleted {
            erase(c, *site, comments, now).await?;
        } else {
            sql::change_status(c, *site, &ids, *to, *label, now)?;
        }
    }
    let settled = moves.iter().map(|moving| (moving.comment, moving.to));
    update_counts(c, &settled.collect::<Vec<_>>())
}

/// Erases comments: those with a reply are emptied and stay as stubs, the others are deleted. Their
/// training examples are deleted too, since those contain readable text.
async fn erase(
    c: &mut Conn<'_>,
    site: SiteId,
    comments: &[&Comment],
    now: Timestamp,
) -> Result<(), Error> {
    let placed = comments.iter().map(|comment| (comment.id, comment.thread));
    remove_or_blank(c, site, &placed.collect::<Vec<_>>(), now).await?;
    let ids = comments.iter().map(|comment| comment.id);
    Spam::delete_examples(c, site, &ids.collect::<Vec<_>>())
}

/// Erases comments, each given with its thread: those with a reply are emptied and stay as stubs. Their
/// training examples stay.
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
