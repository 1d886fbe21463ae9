//! Edits of published comments that wait for a moderator, and decisions about them.
//!
//! An edit that may not be published immediately is stored beside its comment, which stays published
//! with its text (policy `edits`: `keep`) or leaves the page until the decision (`hide`). Publishing
//! the edit exchanges the two texts, so that it can be undone; rejecting it leaves the comment
//! unchanged.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{
    Comment, CommentEdit, CommentStatus, EditState,
    counts::update_counts,
    sql::{self, edits, revisions},
};
use crate::{
    assessment::Assessment,
    classifier::Label,
    clock::Timestamp,
    db::{Conn, Error},
    site::SiteId,
    spam::{Revision, Spam, TrainingExample},
};

impl Comment {
    /// Returns the edit about which a moderator has to decide.
    #[must_use]
    pub fn waiting_edit(&self) -> Option<&CommentEdit> {
        let edit = self.edit.as_ref()?;
        (edit.state == EditState::Waiting).then_some(edit)
    }

    /// Returns whether the comment would be public if no edit waited.
    #[must_use]
    pub fn is_published(&self) -> bool {
        match self.status {
            CommentStatus::Approved => true,
            CommentStatus::Pending => self.waiting_edit().is_some_and(|edit| edit.hides),
            CommentStatus::Spam | CommentStatus::Trash | CommentStatus::Deleted => false,
        }
    }

    /// Returns the status that the comment would have without its waiting edit.
    #[must_use]
    pub fn status_without_edit(&self) -> CommentStatus {
        if self.is_published() {
            CommentStatus::Approved
        } else {
            self.status
        }
    }

    /// Returns the training example of an edit's text, under the edit's own id.
    fn edit_training_example<'a>(&'a self, edit: &'a CommentEdit) -> TrainingExample<'a> {
        TrainingExample {
            comment: edit.id,
            ..self.training_example_of(&edit.text, &edit.assessment)
        }
    }

    fn training_example_of<'a>(
        &'a self,
        text: &'a str,
        assessment: &'a Assessment,
    ) -> TrainingExample<'a> {
        TrainingExample {
            text,
            assessment,
            ..self.training_example()
        }
    }
}

/// A change of an edit's state by a decision or by undoing one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EditTransition<'a> {
    /// As it was read, and locked, in the same transaction.
    pub comment: &'a Comment,
    pub edit: &'a CommentEdit,
    pub to: EditState,
    /// The status of the comment afterwards.
    pub status: CommentStatus,
    /// The label of the comment as a training example afterwards.
    pub label: Option<Label>,
    /// The label of a rejected edit's text as a training example.
    pub edit_label: Option<Label>,
}

impl<'a> EditTransition<'a> {
    /// Returns whether comment and edit exchange their texts.
    fn exchanges(&self) -> bool {
        self.to == EditState::Replaced || self.edit.state == EditState::Replaced
    }

    /// Returns the training examples that the decision adds and removes.
    #[must_use]
    pub(crate) fn revisions(&self) -> Vec<Revision<'a>> {
        let (comment, edit) = (self.comment, self.edit);
        let revision = |example, from, to| Revision { example, from, to };
        let mut revisions = Vec::new();
        if self.exchanges() {
            let new = comment.training_example_of(&edit.text, &edit.assessment);
            revisions.push(revision(comment.training_example(), comment.label, None));
            revisions.push(revision(new, None, self.label));
            return revisions;
        }
        if comment.label != self.label {
            revisions.push(revision(
                comment.training_example(),
                comment.label,
                self.label,
            ));
        }
        let from = label_if_rejected(edit.state, edit.label);
        let to = label_if_rejected(self.to, self.edit_label);
        if from != to {
            revisions.push(revision(comment.edit_training_example(edit), from, to));
        }
        revisions
    }

    /// Returns what the decision is about: the id of the comment or of the edit, the assessment of its
    /// text, and its label before and after.
    #[must_use]
    pub(crate) fn decided(&self) -> (Uuid, &'a Assessment, Option<Label>, Option<Label>) {
        let (comment, edit) = (self.comment, self.edit);
        match self.to {
            EditState::Replaced => (comment.id, &edit.assessment, None, self.label),
            _ if self.exchanges() => (comment.id, &comment.assessment, comment.label, None),
            to => {
                let from = label_if_rejected(edit.state, edit.label);
                (
                    edit.id,
                    &edit.assessment,
                    from,
                    label_if_rejected(to, self.edit_label),
                )
            }
        }
    }
}

/// Applies changes of edits: the texts, the statuses of the comments and everything that depends on
/// them. The caller must have locked the comments (`find_to_change`).
pub(crate) async fn transition_edits(
    c: &mut Conn<'_>,
    moves: &[EditTransition<'_>],
    now: Timestamp,
) -> Result<(), Error> {
    for edit_move in moves {
        let EditTransition {
            comment,
            edit,
            to,
            status,
            label,
            edit_label,
        } = *edit_move;
        if edit_move.exchanges() {
            edits::exchange(c, comment, edit, to, (status, label), now).await?;
        } else {
            // The label of an undone rejection stays stored, so that redoing the rejection can restore
            // it.
            let kept = if to == EditState::Rejected {
                edit_label
            } else {
                edit.label
            };
            edits::set_state(c, comment, edit.id, (to, kept), (status, label), now).await?;
        }
        update_counts(c, &[(comment, status)])?;
        if comment.status == CommentStatus::Approved
            && status == CommentStatus::Approved
            && edit_move.exchanges()
        {
            sql::change_threads(c, comment.site, &[comment.thread], 0)?;
        }
    }
    let mut changed = BTreeMap::<SiteId, Vec<Uuid>>::new();
    for edit_move in moves {
        let comment = edit_move.comment;
        changed.entry(comment.site).or_default().push(comment.id);
    }
    for (site, comments) in changed {
        edits::mark_changed(c, site, &comments, now)?;
    }
    Ok(())
}

/// Removes all other texts of comments that are about to be erased: edits with their training examples, and what the
/// comments said before moderators edited them.
pub(super) async fn erase_edits(
    c: &mut Conn<'_>,
    site: SiteId,
    comments: &[Uuid],
) -> Result<(), Error> {
    revisions::remove(c, site, comments)?;
    let held = edits::of_comments(c, site, comments).await?;
    if held.is_empty() {
        return Ok(());
    }
    edits::remove(c, site, comments).await?;
    let ids = held.iter().map(|edit| edit.id).collect::<Vec<_>>();
    Spam::delete_examples(c, site, &ids)
}

/// Removes every text except the published one from a comment whose author becomes anonymous: a waiting
/// edit was never public, and a replaced text no longer is.
pub(super) async fn discard_edits(c: &mut Conn<'_>, comment: &Comment) -> Result<(), Error> {
    erase_edits(c, comment.site, &[comment.id]).await?;
    if comment.edit.is_some() {
        let status = comment.status_without_edit();
        edits::clear(c, comment, status).await?;
        update_counts(c, &[(comment, status)])?;
    }
    Ok(())
}

/// Returns the label of an edit's text, which only a rejected edit has.
fn label_if_rejected(state: EditState, label: Option<Label>) -> Option<Label> {
    label.filter(|_| state == EditState::Rejected)
}
