//! Decisions: the move, what it teaches, and the log, in one transaction; and their undoing.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use uuid::Uuid;

use super::{
    Actor, Filter, Moderation,
    batch::{BatchStep, BatchTask, DecisionBatch, STEP_BYTES},
    queue, report, sql,
};
use crate::{
    clock::{Clock, Timestamp},
    comment::{
        self, Action, EditMove, EditState, Move, Moving, Status, Stored, Taught, move_edits, moved,
        transition,
    },
    db::{BoundedRows, Conn, Error},
    site::SiteId,
    spam::{Revision, Spam},
};

/// Which comments a decision is about.
#[derive(Clone, Debug)]
pub enum Selection {
    Ids(Vec<Uuid>),
    /// Everything that the queue shows with this filter, at most 10,000.
    Filter(Filter),
}

/// At most so many comments are decided by one call.
pub const AT_ONCE: usize = 10_000;
/// A dry run looks at so many at once.
const DRY_STEP: usize = 250;

/// What a moderator wants.
#[derive(Clone, Debug)]
pub struct Decision {
    pub selection: Selection,
    pub action: Action,
    pub note: Option<String>,
    /// What the moderator saw; a comment with another version by now is skipped.
    pub versions: HashMap<Uuid, i64>,
    /// A comment whose text or status changed later is skipped: nothing unseen is decided.
    pub before: Option<Timestamp>,
    /// Rejects a comment whose edit waits as a whole; else the edit alone.
    pub whole_comment: bool,
    /// Say what would happen, and do nothing.
    pub dry_run: bool,
}

/// Why a comment was left as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skip {
    /// Somebody else moved it meanwhile.
    Conflict,
    /// It has the wanted status already.
    Unchanged,
    /// There is none, or none that this moderator may see.
    NotFound,
    /// It was erased; nothing brings it back.
    Erased,
    /// The database could not be written to before its turn came; what was decided before stands. A
    /// stored batch is carried on later.
    Unavailable,
}

/// What a decision came to.
#[derive(Clone, Debug)]
pub struct Decided {
    pub batch: Uuid,
    /// The latest change that the selection by a filter has seen.
    pub before: Option<Timestamp>,
    /// Comment, its status and its version now.
    pub decided: Vec<(Uuid, Status, i64)>,
    pub skipped: Vec<(Uuid, Skip)>,
}

/// What one transaction did, and the threads whose readers must hear of it.
#[derive(Default)]
pub(super) struct Outcome {
    pub(super) decided: Vec<(Uuid, Status, i64)>,
    pub(super) skipped: Vec<(Uuid, Skip)>,
    pub(super) changed: HashSet<(SiteId, String)>,
    /// Of how many comments of the step it was about.
    pub(super) taken: usize,
}

impl Outcome {
    /// Of so many comments that were looked at.
    pub(super) fn of(taken: usize) -> Self {
        Self {
            taken,
            ..Self::default()
        }
    }

    /// One comment was decided, and its page has changed if readers saw the comment or see it now.
    fn add(&mut self, comment: &Stored, to: Status) {
        if comment.status == Status::Approved || to == Status::Approved {
            self.changed.insert((comment.site, comment.page.clone()));
        }
        self.decided.push((comment.id, to, comment.version + 1));
    }
}

impl Moderation {
    /// Decides about comments of `sites`. Each comment is decided by itself; of many, some at a time, so
    /// that the writes of others come between.
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
        // In the order of their ids: that of the log.
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
            // What comes between the selection and its transaction was not selected as it is then.
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

    /// Says what a decision would do. It only reads, some comments at a time.
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
        filter: &Filter,
    ) -> Result<(Vec<Uuid>, Timestamp), Error> {
        let input = (sites.to_vec(), filter.clone());
        self.db
            .read_long(input, |c, (sites, filter)| {
                Box::pin(queue::ids(c, sites, filter, AT_ONCE))
            })
            .await
    }

    /// When a comment changed last, of any site.
    pub async fn latest_change(&self) -> Result<Timestamp, Error> {
        self.db
            .read((), |c, ()| Box::pin(comment::sql::edits::latest_change(c)))
            .await
    }

    /// A batch that moved nothing can be undone like any other.
    pub(super) async fn remember_empty(&self, actor: &Actor, batch: Uuid) -> Result<(), Error> {
        let input = (actor.clone(), batch, self.clock.now());
        self.db
            .write(input, |c, (actor, batch, now)| {
                Box::pin(sql::remember_empty(c, *batch, actor, *now))
            })
            .await
    }
}

/// What becomes of the comments of a step.
#[derive(Default)]
struct Moves<'a> {
    comments: Vec<Moving<'a>>,
    edits: Vec<EditMove<'a>>,
}

/// What becomes of the comments of a step that were read, and what is known of the outcome already.
fn moves_of<'a>(
    step: &BatchStep,
    found: &'a BoundedRows<Stored>,
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
    let entry = Entry {
        actor: &batch.actor,
        batch: batch.id,
        action: action.word(),
        note: batch.note.as_deref(),
        clock: &step.clock,
        spam: &step.spam,
    };
    carry_out(c, &moves.comments, &moves.edits, &entry, &mut outcome).await?;
    Ok(outcome)
}

/// What [`decide`] would do.
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

/// Of ids in ascending order, those up to the last comment that was read.
pub(super) fn covered<'a>(ids: &'a [Uuid], found: &BoundedRows<Stored>) -> &'a [Uuid] {
    match found.rows.last() {
        Some(last) if found.is_cut => &ids[..ids.partition_point(|id| *id <= last.id)],
        _ => ids,
    }
}

fn sort_out<'a>(
    batch: &DecisionBatch,
    ids: &[Uuid],
    found: &'a [Stored],
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
        let to = match moved(comment.status, action) {
            Move::To(to) => to,
            Move::Unchanged if confirms(action, comment) => comment.status,
            Move::Unchanged => {
                outcome.skipped.push((*id, Skip::Unchanged));
                continue;
            }
            Move::Impossible => {
                outcome.skipped.push((*id, Skip::Erased));
                continue;
            }
        };
        moves.comments.push(Moving {
            comment,
            to,
            taught: taught_by(to, comment),
        });
    }
    moves
}

/// What a decision does to the edit of a comment that waits: `None` where it is about the comment.
/// Approving publishes the edit; rejecting discards it and leaves the comment as it was, unless the
/// whole comment is rejected.
fn edit_decision(comment: &Stored, action: Action, whole_comment: bool) -> Option<EditMove<'_>> {
    let edit = comment.waiting_edit()?;
    let rejected_as = match action {
        Action::Approve => {
            return Some(EditMove {
                comment,
                edit,
                to: EditState::Replaced,
                status: Status::Approved,
                taught: Some(Taught::Ham),
                edit_taught: None,
            });
        }
        Action::Spam => Status::Spam,
        Action::Trash => Status::Trash,
        Action::Hold | Action::Restore | Action::Delete => return None,
    };
    let edit_taught = Taught::by(rejected_as);
    let (status, taught) = if whole_comment {
        (rejected_as, edit_taught)
    } else {
        (comment.status_without_edit(), comment.taught)
    };
    Some(EditMove {
        comment,
        edit,
        to: EditState::Rejected,
        status,
        taught,
        edit_taught,
    })
}

/// Does a decision say of a comment for the first time what nobody but the checks has said of it?
/// It stays where it is, and teaches.
fn confirms(action: Action, comment: &Stored) -> bool {
    let says = Taught::by(comment.status);
    matches!(action, Action::Approve | Action::Spam) && says.is_some() && comment.taught != says
}

/// Erasing says nothing about the text: what an earlier decision taught stays.
fn taught_by(to: Status, comment: &Stored) -> Option<Taught> {
    if to == Status::Deleted {
        comment.taught
    } else {
        Taught::by(to)
    }
}

/// What the log keeps of moves besides the comments.
pub(super) struct Entry<'a> {
    pub(super) actor: &'a Actor,
    pub(super) batch: Uuid,
    pub(super) action: &'static str,
    pub(super) note: Option<&'a str>,
    pub(super) clock: &'a Clock,
    pub(super) spam: &'a Spam,
}

/// Moves comments, writes the lines of the log and what others must hear, and last, since others who
/// decide wait from then on, what the moves teach.
pub(super) async fn carry_out(
    c: &mut Conn<'_>,
    moves: &[Moving<'_>],
    edit_moves: &[EditMove<'_>],
    entry: &Entry<'_>,
    outcome: &mut Outcome,
) -> Result<(), Error> {
    let now = entry.clock.now();
    transition(c, moves, now).await?;
    move_edits(c, edit_moves, now).await?;
    let line = |comment: &Stored, to, edit| sql::NewLine {
        site: comment.site,
        id: entry.clock.id(),
        batch: entry.batch,
        comment: comment.id,
        actor: entry.actor,
        action: entry.action,
        from: comment.status,
        to,
        from_taught: comment.taught,
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
        if comment.taught != moving.taught {
            lessons.push(Revision {
                lesson: comment.lesson(),
                from: comment.taught.map(Taught::label),
                to: moving.taught.map(Taught::label),
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
