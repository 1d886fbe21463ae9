//! Decisions: transition, training and log entry in one transaction.

use std::{collections::HashMap, sync::Arc};

use uuid::Uuid;

use super::{
    Actor, CommentFilter, Moderation,
    apply::{LogContext, apply_moves, read_ids},
    decision::{
        BatchStep, BatchTask, Decided, Decision, DecisionBatch, STEP_BYTES, Selection, Skip,
        StepOutcome,
    },
    queue, sql,
};
use crate::{
    classifier::Label,
    clock::Timestamp,
    comment::{
        self, Action, ActionOutcome, Comment, CommentStatus, EditState, EditTransition, Transition,
        next_status, sql::thread_move::changes_after,
    },
    db::{BoundedRows, Conn, Error},
    site::SiteId,
};

/// The maximum number of comments decided by one call.
pub(crate) const SELECTION_MAX: usize = 10_000;

/// The number of comments that a dry run reads at a time.
const DRY_RUN_STEP: usize = 250;

impl Moderation {
    /// Decides about comments of `sites`. Each comment is decided separately; many comments are
    /// processed in several transactions, between other writes.
    pub async fn decide(
        &self,
        actor: &Actor,
        sites: &[SiteId],
        decision: &Decision,
    ) -> Result<Decided, Error> {
        let (mut comments, latest) = match &decision.selection {
            Selection::Ids(ids) => (ids.clone(), None),
            Selection::Filter(filter) => {
                let (ids, latest) = self.select_comments(sites, filter, decision.before).await?;
                (ids, Some(latest))
            }
        };
        // In the order of their ids, which is also that of the log.
        comments.sort_unstable();
        comments.dedup();
        let batch = DecisionBatch {
            id: self.clock.id(),
            actor: actor.clone(),
            sites: sites.to_vec(),
            task: BatchTask::Decide {
                action: decision.action,
                whole_comment: decision.whole_comment,
            },
            note: decision.note.clone(),
            // Skips comments that change between the selection and the transaction.
            before: latest.or(decision.before),
            versions: decision.versions.clone(),
            comments,
            done: 0,
            is_stored: false,
        };
        let mut decided = if decision.dry_run {
            self.dry_run(batch, decision).await?
        } else {
            self.start_batch(batch).await?
        };
        decided.before = decision.before.or(decided.before);
        Ok(decided)
    }

    /// Reports what a decision would do. Only reads, some comments at a time.
    async fn dry_run(&self, batch: DecisionBatch, decision: &Decision) -> Result<Decided, Error> {
        let mut all = Decided::of(&batch);
        let batch = Arc::new(batch);
        let wanted = (decision.action, decision.whole_comment);
        let mut from = 0;
        while from < batch.comments.len() {
            let step = self.batch_step(&batch, from, DRY_RUN_STEP);
            let outcome = self
                .db
                .read((step, wanted), |c, (step, wanted)| {
                    Box::pin(preview_step(c, step, *wanted))
                })
                .await?;
            from += outcome.taken.max(1);
            all.decided.extend(outcome.decided);
            all.skipped.extend(outcome.skipped);
        }
        Ok(all)
    }

    async fn select_comments(
        &self,
        sites: &[SiteId],
        filter: &CommentFilter,
        before: Option<Timestamp>,
    ) -> Result<(Vec<Uuid>, Timestamp), Error> {
        // A decision about all that match must not be about a part of it.
        if filter.terms.is_some() && !crate::search::catch_up(&self.db, sites).await? {
            return Err(Error::Busy);
        }
        let input = (sites.to_vec(), filter.clone(), before);
        self.db
            .read_long(input, |c, (sites, filter, before)| {
                Box::pin(async move {
                    let (ids, latest) = queue::select_ids(c, sites, filter, SELECTION_MAX).await?;
                    let before = changes_after(c, sites, filter.page.as_deref(), *before).await?;
                    Ok((ids, before.unwrap_or(latest)))
                })
            })
            .await
    }

    /// Returns the time of the latest change of any comment on any site.
    pub async fn latest_change(&self) -> Result<Timestamp, Error> {
        self.db
            .read((), |c, ()| Box::pin(comment::sql::edits::latest_change(c)))
            .await
    }

    /// Stores a batch that changed nothing, so that it can be undone like any other.
    pub(super) async fn record_empty_batch(&self, actor: &Actor, batch: Uuid) -> Result<(), Error> {
        let input = (actor.clone(), batch, self.clock.now());
        self.db
            .write(input, |c, (actor, batch, now)| {
                Box::pin(sql::record_empty_batch(c, *batch, actor, *now))
            })
            .await
    }
}

/// The changes to the comments of a step.
#[derive(Default)]
struct Moves<'a> {
    comments: Vec<Transition<'a>>,
    edits: Vec<EditTransition<'a>>,
}

/// Returns the changes to the comments read in a step, and the part of the result that is already known.
fn plan_step<'a>(
    step: &BatchStep,
    found: &'a BoundedRows<Comment>,
    task: (Action, bool),
) -> (StepOutcome, Moves<'a>) {
    let ids = read_ids(step.comments(), found);
    let mut outcome = StepOutcome::of(ids.len());
    let moves = plan_moves(&step.batch, ids, &found.rows, task, &mut outcome);
    (outcome, moves)
}

/// Decides about the comments of a step, as many as fit into memory.
pub(super) async fn decide(
    c: &mut Conn<'_>,
    step: &BatchStep,
    action: Action,
    whole_comment: bool,
) -> Result<StepOutcome, Error> {
    let batch = &*step.batch;
    let found = sql::find_to_decide(c, &batch.sites, step.comments(), STEP_BYTES).await?;
    let (mut outcome, moves) = plan_step(step, &found, (action, whole_comment));
    let entry = LogContext {
        actor: &batch.actor,
        batch: batch.id,
        action: action.as_str(),
        note: batch.note.as_deref(),
        clock: &step.clock,
        spam: &step.spam,
    };
    apply_moves(c, &moves.comments, &moves.edits, &entry, &mut outcome).await?;
    Ok(outcome)
}

/// Reports what [`decide`] would do.
async fn preview_step(
    c: &mut Conn<'_>,
    step: &BatchStep,
    (action, whole_comment): (Action, bool),
) -> Result<StepOutcome, Error> {
    let sites = &step.batch.sites;
    let found = comment::sql::find_within(c, sites, step.comments(), STEP_BYTES).await?;
    let (mut outcome, moves) = plan_step(step, &found, (action, whole_comment));
    let comments = moves.comments.iter();
    let comments = comments.map(|moving| (moving.comment.id, moving.to, moving.comment.version));
    let edits = moves.edits.iter();
    let edits = edits.map(|moving| (moving.comment.id, moving.status, moving.comment.version));
    outcome.decided.extend(comments.chain(edits));
    outcome.decided.sort_unstable_by_key(|(id, ..)| *id);
    Ok(outcome)
}

fn plan_moves<'a>(
    batch: &DecisionBatch,
    ids: &[Uuid],
    found: &'a [Comment],
    (action, whole_comment): (Action, bool),
    outcome: &mut StepOutcome,
) -> Moves<'a> {
    let found = found.iter().map(|c| (c.id, c)).collect::<HashMap<_, _>>();
    let mut moves = Moves::default();
    for id in ids {
        let Some(comment) = found.get(id).copied() else {
            outcome.skipped.push((*id, Skip::NotFound));
            continue;
        };
        let seen = batch.versions.get(id);
        let is_newer = batch
            .before
            .is_some_and(|before| comment.changed_at > before);
        if is_newer || seen.is_some_and(|seen| *seen != comment.version) {
            outcome.skipped.push((*id, Skip::Conflict));
            continue;
        }
        if let Some(moving) = edit_move(comment, action, whole_comment) {
            moves.edits.push(moving);
            continue;
        }
        let to = match next_status(comment.status, action) {
            ActionOutcome::To(to) => to,
            ActionOutcome::Unchanged if confirms(action, comment) => comment.status,
            ActionOutcome::Unchanged => {
                outcome.skipped.push((*id, Skip::Unchanged));
                continue;
            }
            ActionOutcome::Impossible => {
                outcome.skipped.push((*id, Skip::Erased));
                continue;
            }
        };
        moves.comments.push(Transition {
            comment,
            to,
            label: label_after(to, comment),
        });
    }
    moves
}

/// Returns the change to the waiting edit of a comment, or `None` if the decision is about the comment
/// itself. Approving publishes the edit. Rejecting discards the edit and leaves the comment unchanged,
/// unless the whole comment is rejected.
fn edit_move(comment: &Comment, action: Action, whole_comment: bool) -> Option<EditTransition<'_>> {
    let edit = comment.waiting_edit()?;
    let rejected_as = match action {
        Action::Approve => {
            return Some(EditTransition {
                comment,
                edit,
                to: EditState::Replaced,
                status: CommentStatus::Approved,
                label: Some(Label::Ham),
                edit_label: None,
            });
        }
        Action::Spam => CommentStatus::Spam,
        Action::Trash => CommentStatus::Trash,
        Action::Hold | Action::Restore | Action::Delete => return None,
    };
    let edit_label = rejected_as.label();
    let (status, label) = if whole_comment {
        (rejected_as, edit_label)
    } else {
        (comment.status_without_edit(), comment.label)
    };
    Some(EditTransition {
        comment,
        edit,
        to: EditState::Rejected,
        status,
        label,
        edit_label,
    })
}

/// Returns whether a decision confirms a status that only the checks have set so far. The comment stays
/// where it is and becomes a training example.
fn confirms(action: Action, comment: &Comment) -> bool {
    let label = comment.status.label();
    matches!(action, Action::Approve | Action::Spam) && label.is_some() && comment.label != label
}

/// Returns the label after a transition. Erasing says nothing about the text, so the label of an
/// earlier decision stays.
fn label_after(to: CommentStatus, comment: &Comment) -> Option<Label> {
    if to == CommentStatus::Deleted {
        comment.label
    } else {
        to.label()
    }
}
