//! Decisions: transition, training and log entry in one transaction; and their undo.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use uuid::Uuid;

use super::{
    Actor, CommentFilter, Moderation,
    batch::{BatchStep, BatchTask, DecisionBatch, STEP_BYTES},
    queue, report, sql,
};
use crate::{
    clock::{Clock, Timestamp},
    comment::{
        self, Action, ActionOutcome, Comment, CommentStatus, EditState, EditTransition, Transition,
        next_status, transition, transition_edits,
    },
    db::{BoundedRows, Conn, Error},
    site::SiteId,
    spam::{Label, Revision, Spam},
};

/// The comments that a decision is about.
#[derive(Clone, Debug)]
pub enum Selection {
    Ids(Vec<Uuid>),
    /// All comments in the queue that match this filter, at most 10,000.
    Filter(CommentFilter),
}

/// The maximum number of comments decided by one call.
pub const AT_ONCE: usize = 10_000;
/// The number of comments that a dry run reads at a time.
const DRY_STEP: usize = 250;

/// A decision of a moderator.
#[derive(Clone, Debug)]
pub struct Decision {
    pub selection: Selection,
    pub action: Action,
    pub note: Option<String>,
    /// The versions that the moderator saw; comments with other versions are skipped.
    pub versions: HashMap<Uuid, i64>,
    /// Comments whose text or status changed later are skipped, so that only comments that the
    /// moderator has seen are decided.
    pub before: Option<Timestamp>,
    /// Whether to reject the whole comment if its edit waits; otherwise only the edit is rejected.
    pub whole_comment: bool,
    /// Only report what would happen.
    pub dry_run: bool,
}

/// Why a comment was skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skip {
    /// Another moderator or the author changed the comment in the meantime.
    Conflict,
    /// The comment already has the requested status.
    Unchanged,
    /// The comment does not exist, or this moderator may not see it.
    NotFound,
    /// The comment was erased and cannot be restored.
    Erased,
    /// The database could not be written before the comment was processed; earlier decisions stay in
    /// effect. A stored batch is continued later.
    Unavailable,
}

/// The result of a decision.
#[derive(Clone, Debug)]
pub struct Decided {
    pub batch: Uuid,
    /// The time of the latest change considered by the selection with a filter.
    pub before: Option<Timestamp>,
    /// The comments with their new status and version.
    pub decided: Vec<(Uuid, CommentStatus, i64)>,
    pub skipped: Vec<(Uuid, Skip)>,
}

/// The result of one transaction, and the threads whose cached pages are outdated.
#[derive(Default)]
pub(super) struct Outcome {
    pub(super) decided: Vec<(Uuid, CommentStatus, i64)>,
    pub(super) skipped: Vec<(Uuid, Skip)>,
    pub(super) changed: HashSet<(SiteId, String)>,
    /// The number of comments of the step that were processed.
    pub(super) taken: usize,
}

impl Outcome {
    /// Creates the result for a number of processed comments.
    pub(super) fn of(taken: usize) -> Self {
        Self {
            taken,
            ..Self::default()
        }
    }

    /// Adds a decided comment. Its page has changed if the comment was or is public.
    fn add(&mut self, comment: &Comment, to: CommentStatus) {
        if comment.status == CommentStatus::Approved || to == CommentStatus::Approved {
            self.changed.insert((comment.site, comment.page.clone()));
        }
        self.decided.push((comment.id, to, comment.version + 1));
    }
}

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
                let (ids, latest) = self.matching(sites, filter).await?;
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
            before: decision.before.or(latest),
            versions: decision.versions.clone(),
            comments,
            done: 0,
            is_stored: false,
        };
        if decision.dry_run {
            self.try_out(batch, decision).await
        } else {
            self.carry_out(batch).await
        }
    }

    /// Reports what a decision would do. Only reads, some comments at a time.
    async fn try_out(&self, batch: DecisionBatch, decision: &Decision) -> Result<Decided, Error> {
        let mut all = Decided {
            batch: batch.id,
            before: batch.before,
            decided: Vec::new(),
            skipped: Vec::new(),
        };
        let batch = Arc::new(batch);
        let wanted = (decision.action, decision.whole_comment);
        let mut from = 0;
        while from < batch.comments.len() {
            let step = BatchStep {
                batch: batch.clone(),
                from,
                size: DRY_STEP,
                clock: self.clock.clone(),
                spam: self.comments.spam().clone(),
            };
            let outcome = self
                .db
                .read((step, wanted), |c, (step, wanted)| {
                    Box::pin(try_step(c, step, *wanted))
                })
                .await?;
            from += outcome.taken.max(1);
            all.decided.extend(outcome.decided);
            all.skipped.extend(outcome.skipped);
        }
        Ok(all)
    }

    async fn matching(
        &self,
        sites: &[SiteId],
        filter: &CommentFilter,
    ) -> Result<(Vec<Uuid>, Timestamp), Error> {
        let input = (sites.to_vec(), filter.clone());
        self.db
            .read_long(input, |c, (sites, filter)| {
                Box::pin(queue::ids(c, sites, filter, AT_ONCE))
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
    pub(super) async fn remember_empty(&self, actor: &Actor, batch: Uuid) -> Result<(), Error> {
        let input = (actor.clone(), batch, self.clock.now());
        self.db
            .write(input, |c, (actor, batch, now)| {
                Box::pin(sql::remember_empty(c, *batch, actor, *now))
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
fn moves_of<'a>(
    step: &BatchStep,
    found: &'a BoundedRows<Comment>,
    task: (Action, bool),
) -> (Outcome, Moves<'a>) {
    let ids = covered(step.comments(), found);
    let mut outcome = Outcome::of(ids.len());
    let moves = sort_out(&step.batch, ids, &found.rows, task, &mut outcome);
    (outcome, moves)
}

/// Decides about the comments of a step, as many as fit into memory.
pub(super) async fn decide(
    c: &mut Conn<'_>,
    step: &BatchStep,
    action: Action,
    whole_comment: bool,
) -> Result<Outcome, Error> {
    let batch = &*step.batch;
    let found = sql::find_to_decide(c, &batch.sites, step.comments(), STEP_BYTES).await?;
    let (mut outcome, moves) = moves_of(step, &found, (action, whole_comment));
    let entry = LogContext {
        actor: &batch.actor,
        batch: batch.id,
        action: action.as_str(),
        note: batch.note.as_deref(),
        clock: &step.clock,
        spam: &step.spam,
    };
    carry_out(c, &moves.comments, &moves.edits, &entry, &mut outcome).await?;
    Ok(outcome)
}

/// Reports what [`decide`] would do.
async fn try_step(
    c: &mut Conn<'_>,
    step: &BatchStep,
    (action, whole_comment): (Action, bool),
) -> Result<Outcome, Error> {
    let sites = &step.batch.sites;
    let found = comment::sql::find_within(c, sites, step.comments(), STEP_BYTES).await?;
    let (mut outcome, moves) = moves_of(step, &found, (action, whole_comment));
    let comments = moves.comments.iter();
    let comments = comments.map(|moving| (moving.comment.id, moving.to, moving.comment.version));
    let edits = moves.edits.iter();
    let edits = edits.map(|moving| (moving.comment.id, moving.status, moving.comment.version));
    outcome.decided.extend(comments.chain(edits));
    outcome.decided.sort_unstable_by_key(|(id, ..)| *id);
    Ok(outcome)
}

/// Returns the ids, which are in ascending order, up to the last comment that was read.
pub(super) fn covered<'a>(ids: &'a [Uuid], found: &BoundedRows<Comment>) -> &'a [Uuid] {
    match found.rows.last() {
        Some(last) if found.is_cut => &ids[..ids.partition_point(|id| *id <= last.id)],
        _ => ids,
    }
}

fn sort_out<'a>(
    batch: &DecisionBatch,
    ids: &[Uuid],
    found: &'a [Comment],
    (action, whole_comment): (Action, bool),
    outcome: &mut Outcome,
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
        if let Some(edit_move) = edit_decision(comment, action, whole_comment) {
            moves.edits.push(edit_move);
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
fn edit_decision(
    comment: &Comment,
    action: Action,
    whole_comment: bool,
) -> Option<EditTransition<'_>> {
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
    let says = comment.status.label();
    matches!(action, Action::Approve | Action::Spam) && says.is_some() && comment.label != says
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

/// The data for log entries, besides the comments.
pub(super) struct LogContext<'a> {
    pub(super) actor: &'a Actor,
    pub(super) batch: Uuid,
    pub(super) action: &'static str,
    pub(super) note: Option<&'a str>,
    pub(super) clock: &'a Clock,
    pub(super) spam: &'a Spam,
}

/// Changes the comments, writes the log entries and queues the reports. Updates the training examples
/// last, because concurrent decisions wait for that lock until the transaction ends.
pub(super) async fn carry_out(
    c: &mut Conn<'_>,
    moves: &[Transition<'_>],
    edit_moves: &[EditTransition<'_>],
    entry: &LogContext<'_>,
    outcome: &mut Outcome,
) -> Result<(), Error> {
    let now = entry.clock.now();
    transition(c, moves, now).await?;
    transition_edits(c, edit_moves, now).await?;
    let line = |comment: &Comment, to, edit| sql::NewLine {
        site: comment.site,
        id: entry.clock.id(),
        batch: entry.batch,
        comment: comment.id,
        actor: entry.actor,
        action: entry.action,
        from: comment.status,
        to,
        from_taught: comment.label,
        version: comment.version + 1,
        note: entry.note,
        at: now,
        edit,
    };
    let lines = moves
        .iter()
        .map(|moving| line(moving.comment, moving.to, None));
    let edit_lines = edit_moves.iter().map(|moving| {
        let edit = (moving.edit.id, moving.edit.state, moving.to);
        line(moving.comment, moving.status, Some(edit))
    });
    let lines = lines.chain(edit_lines).collect::<Vec<_>>();
    sql::write_log(c, &lines)?;
    report::queue(c, (moves, edit_moves), (entry.spam, entry.clock), now)?;
    let mut lessons = Vec::new();
    for moving in moves {
        let comment = moving.comment;
        outcome.add(comment, moving.to);
        if comment.label != moving.label {
            lessons.push(Revision {
                lesson: comment.training_example(),
                from: comment.label,
                to: moving.label,
            });
        }
    }
    for moving in edit_moves {
        outcome.add(moving.comment, moving.status);
        lessons.extend(moving.revisions());
    }
    outcome.decided.sort_unstable_by_key(|(id, ..)| *id);
    entry.spam.revise(c, &lessons, now)
}
