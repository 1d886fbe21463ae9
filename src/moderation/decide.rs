//! Decisions: the move, what it teaches, and the log, in one transaction; and their undoing.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::{Actor, Filter, Moderation, queue, report, sql};
use crate::{
    clock::{Clock, Timestamp},
    comment::{
        self, Action, EditMove, EditState, Move, Moving, Status, Stored, Taught, move_edits, moved,
        transition,
    },
    db::{Conn, Error},
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
/// So many share a transaction, so that others get their turn between.
pub(super) const CHUNK: usize = 250;

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
    /// The database went away before its turn came; what was decided before stands.
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

/// One transaction's part of a decision.
struct Chunk {
    sites: Vec<SiteId>,
    actor: Actor,
    batch: Uuid,
    ids: Vec<Uuid>,
    action: Action,
    note: Option<String>,
    versions: HashMap<Uuid, i64>,
    before: Option<Timestamp>,
    whole_comment: bool,
    dry_run: bool,
    clock: Clock,
    spam: Spam,
}

/// What one transaction did, and the threads whose readers must hear of it.
#[derive(Default)]
pub(super) struct Outcome {
    pub(super) decided: Vec<(Uuid, Status, i64)>,
    pub(super) skipped: Vec<(Uuid, Skip)>,
    changed: HashSet<(SiteId, String)>,
}

impl Outcome {
    /// One comment was decided, and its page has changed if readers saw the comment or see it now.
    fn add(&mut self, comment: &Stored, to: Status) {
        if comment.status == Status::Approved || to == Status::Approved {
            self.changed.insert((comment.site, comment.page.clone()));
        }
        self.decided.push((comment.id, to, comment.version + 1));
    }
}

impl Moderation {
    /// Decides about comments of `sites`. Chunk after chunk; each is whole by itself.
    pub async fn decide(
        &self,
        actor: &Actor,
        sites: &[SiteId],
        decision: &Decision,
    ) -> Result<Decided, Error> {
        let (ids, latest) = match &decision.selection {
            Selection::Ids(ids) => {
                let mut seen = HashSet::new();
                let ids = ids.iter().copied().filter(|id| seen.insert(*id));
                (ids.collect(), None)
            }
            Selection::Filter(filter) => {
                let (ids, latest) = self.matching(sites, filter).await?;
                (ids, Some(latest))
            }
        };
        // What comes between the selection and its transaction was not selected as it is then.
        let before = decision.before.or(latest);
        let mut all = Decided {
            batch: self.clock.id(),
            before,
            decided: Vec::new(),
            skipped: Vec::new(),
        };
        for ids in ids.chunks(CHUNK) {
            let chunk = Chunk {
                sites: sites.to_vec(),
                actor: actor.clone(),
                batch: all.batch,
                ids: ids.to_vec(),
                action: decision.action,
                note: decision.note.clone(),
                versions: decision.versions.clone(),
                before,
                whole_comment: decision.whole_comment,
                dry_run: decision.dry_run,
                clock: self.clock.clone(),
                spam: self.comments.spam().clone(),
            };
            let outcome = self
                .db
                .write(chunk, |c, chunk| Box::pin(decide(c, chunk)))
                .await;
            self.tell(outcome, ids.iter().copied(), &mut all)?;
        }
        if all.decided.is_empty() {
            if !decision.dry_run {
                self.remember_empty(actor, all.batch).await?;
            }
        } else if !decision.dry_run {
            self.school.hear().await;
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
            .read(input, |c, (sites, filter)| {
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

    /// Adds what one transaction did. One that failed after others were kept is told comment by
    /// comment: whoever asked must learn of the batch, to be able to undo it.
    pub(super) fn tell(
        &self,
        outcome: Result<Outcome, Error>,
        ids: impl Iterator<Item = Uuid>,
        all: &mut Decided,
    ) -> Result<(), Error> {
        match outcome {
            Ok(outcome) => {
                self.comments
                    .changed(&outcome.changed.into_iter().collect::<Vec<_>>());
                all.decided.extend(outcome.decided);
                all.skipped.extend(outcome.skipped);
            }
            Err(error) if !all.decided.is_empty() => {
                tracing::error!(%error, batch = %all.batch, "a part of a batch was left undecided");
                all.skipped.extend(ids.map(|id| (id, Skip::Unavailable)));
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

async fn decide(c: &mut Conn<'_>, chunk: &Chunk) -> Result<Outcome, Error> {
    let mut outcome = Outcome::default();
    let found = sql::find_to_decide(c, &chunk.sites, &chunk.ids).await?;
    let found = found.iter().map(|c| (c.id, c)).collect::<HashMap<_, _>>();
    let (mut moves, mut edit_moves) = (Vec::new(), Vec::new());
    // In the order of their ids: that of the log.
    let mut ids = chunk.ids.clone();
    ids.sort_unstable();
    for id in ids {
        let Some(comment) = found.get(&id).copied() else {
            outcome.skipped.push((id, Skip::NotFound));
            continue;
        };
        let seen = chunk.versions.get(&id);
        let is_newer = chunk
            .before
            .is_some_and(|before| comment.changed_at > before);
        if is_newer || seen.is_some_and(|seen| *seen != comment.version) {
            outcome.skipped.push((id, Skip::Conflict));
            continue;
        }
        if let Some(edit_move) = edit_decision(comment, chunk.action, chunk.whole_comment) {
            if chunk.dry_run {
                outcome
                    .decided
                    .push((id, edit_move.status, comment.version));
            } else {
                edit_moves.push(edit_move);
            }
            continue;
        }
        let to = match moved(comment.status, chunk.action) {
            Move::To(to) => to,
            Move::Unchanged if confirms(chunk.action, comment) => comment.status,
            Move::Unchanged => {
                outcome.skipped.push((id, Skip::Unchanged));
                continue;
            }
            Move::Impossible => {
                outcome.skipped.push((id, Skip::Erased));
                continue;
            }
        };
        if chunk.dry_run {
            outcome.decided.push((id, to, comment.version));
            continue;
        }
        moves.push(Moving {
            comment,
            to,
            taught: taught_by(to, comment),
        });
    }
    let entry = Entry {
        actor: &chunk.actor,
        batch: chunk.batch,
        action: chunk.action.word(),
        note: chunk.note.as_deref(),
        clock: &chunk.clock,
        spam: &chunk.spam,
    };
    carry_out(c, &moves, &edit_moves, &entry, &mut outcome).await?;
    Ok(outcome)
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
