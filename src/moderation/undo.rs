//! Undoes batches of decisions, for comments that were not changed since.

use std::collections::HashMap;

use uuid::Uuid;

use super::{
    Actor, Moderation,
    apply::{LogContext, apply_moves, read_ids},
    decision::{
        BatchProgress, BatchStep, BatchTask, Decided, DecisionBatch, STEP_BYTES, Skip, StepOutcome,
    },
    sql::{self, batches},
};
use crate::{
    comment::{self, Comment, CommentEdit, CommentStatus, EditState, EditTransition, Transition},
    db::{Conn, Error},
    site::SiteId,
};

/// Why a batch was not undone.
#[derive(Debug)]
pub enum UndoRefusal {
    NoSuchBatch,
    /// The batch is still in progress.
    Running(BatchProgress),
    Db(Error),
}

impl From<Error> for UndoRefusal {
    fn from(error: Error) -> Self {
        Self::Db(error)
    }
}

impl Moderation {
    /// Restores the previous state of the comments of a batch that were not changed since. The undo is
    /// a batch itself.
    pub async fn undo(
        &self,
        actor: &Actor,
        sites: &[SiteId],
        batch: Uuid,
    ) -> Result<Decided, UndoRefusal> {
        let input = (sites.to_vec(), batch);
        let (lines, stored) = self
            .db
            .read_long(input, |c, (sites, batch)| {
                Box::pin(async move {
                    let lines = sql::batch(c, sites, *batch).await?;
                    let stored = batches::progress(c, *batch).await?;
                    Ok::<_, Error>((lines, stored))
                })
            })
            .await?;
        let is_known = match stored {
            Some((moderator, _, progress)) => {
                let is_theirs = moderator == actor.id || !lines.is_empty();
                if is_theirs && !progress.has_ended {
                    return Err(UndoRefusal::Running(progress));
                }
                is_theirs
            }
            None => !lines.is_empty() || self.is_empty_batch(actor, batch).await?,
        };
        if !is_known {
            return Err(UndoRefusal::NoSuchBatch);
        }
        let mut comments = lines.iter().map(|line| line.comment).collect::<Vec<_>>();
        comments.sort_unstable();
        comments.dedup();
        let undo_batch = DecisionBatch {
            id: self.clock.id(),
            actor: actor.clone(),
            sites: sites.to_vec(),
            task: BatchTask::Undo(batch),
            note: None,
            before: None,
            versions: HashMap::new(),
            comments,
            done: 0,
            is_stored: false,
        };
        Ok(self.start_batch(undo_batch).await?)
    }

    async fn is_empty_batch(&self, actor: &Actor, batch: Uuid) -> Result<bool, Error> {
        self.db
            .read((actor.id, batch), |c, (actor, batch)| {
                Box::pin(sql::is_empty_batch(c, *batch, *actor))
            })
            .await
    }
}

/// Restores the previous state of the comments of a step.
pub(super) async fn undo(
    c: &mut Conn<'_>,
    step: &BatchStep,
    undone_batch: Uuid,
) -> Result<StepOutcome, Error> {
    let batch = &*step.batch;
    let ids = step.comments();
    let found = sql::find_to_decide(c, &batch.sites, ids, STEP_BYTES).await?;
    let ids = read_ids(ids, &found);
    let mut outcome = StepOutcome::of(ids.len());
    let mut lines = sql::batch_of(c, &batch.sites, undone_batch, ids).await?;
    lines.sort_unstable_by_key(|line| line.comment);
    let found = found.rows.iter().map(|c| (c.id, c));
    let found = found.collect::<HashMap<_, _>>();
    let mut edits = HashMap::new();
    for line in &lines {
        if let Some((id, ..)) = line.edit
            && let Some((edit, _)) = comment::sql::edits::find(c, line.site, id).await?
        {
            edits.insert(id, edit);
        }
    }
    let (mut moves, mut edit_moves) = (Vec::new(), Vec::new());
    for line in &lines {
        match found.get(&line.comment).copied() {
            _ if line.to == CommentStatus::Deleted => {
                outcome.skipped.push((line.comment, Skip::Erased));
            }
            None => outcome.skipped.push((line.comment, Skip::NotFound)),
            Some(comment) if comment.version != line.version || comment.status != line.to => {
                outcome.skipped.push((line.comment, Skip::Conflict));
            }
            Some(comment) => match line.edit {
                None => moves.push(Transition {
                    comment,
                    to: line.from,
                    label: line.from_taught,
                }),
                Some((id, from, _)) => match edits.get(&id).filter(|edit| !edit.text.is_empty()) {
                    Some(edit) => edit_moves.push(reversed(comment, edit, from, line)),
                    None => outcome.skipped.push((line.comment, Skip::Erased)),
                },
            },
        }
    }
    let entry = LogContext {
        actor: &batch.actor,
        batch: batch.id,
        action: batches::UNDO,
        note: None,
        clock: &step.clock,
        spam: &step.spam,
    };
    apply_moves(c, &moves, &edit_moves, &entry, &mut outcome).await?;
    Ok(outcome)
}

/// Returns the reverse of a decision about an edit.
fn reversed<'a>(
    comment: &'a Comment,
    edit: &'a CommentEdit,
    to: EditState,
    line: &sql::LoggedChange,
) -> EditTransition<'a> {
    EditTransition {
        comment,
        edit,
        to,
        status: line.from,
        label: line.from_taught,
        edit_label: edit.label,
    }
}
