//! Decisions: the move, what it teaches, and the log, in one transaction; and their undoing.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::{Actor, Filter, Moderation, queue, report, sql};
use crate::{
    clock::Clock,
    comment::{Action, Move, Moving, Status, Stored, Taught, moved, transition},
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
const CHUNK: usize = 250;

/// What a moderator wants.
#[derive(Clone, Debug)]
pub struct Decision {
    pub selection: Selection,
    pub action: Action,
    pub note: Option<String>,
    /// What the moderator saw; a comment with another version by now is skipped.
    pub versions: HashMap<Uuid, i64>,
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
    /// Comment, its status and its version now.
    pub decided: Vec<(Uuid, Status, i64)>,
    pub skipped: Vec<(Uuid, Skip)>,
}

/// Why a batch was not undone.
#[derive(Debug)]
pub enum UndoRefusal {
    NoSuchBatch,
    Db(Error),
}

impl From<Error> for UndoRefusal {
    fn from(error: Error) -> Self {
        Self::Db(error)
    }
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
    dry_run: bool,
    clock: Clock,
    spam: Spam,
}

/// One transaction's part of an undoing.
struct UndoChunk {
    actor: Actor,
    batch: Uuid,
    lines: Vec<sql::Done>,
    clock: Clock,
    spam: Spam,
}

/// What one transaction did, and the threads whose readers must hear of it.
#[derive(Default)]
struct Outcome {
    decided: Vec<(Uuid, Status, i64)>,
    skipped: Vec<(Uuid, Skip)>,
    changed: HashSet<(SiteId, String)>,
}

impl Moderation {
    /// Decides about comments of `sites`. Chunk after chunk; each is whole by itself.
    pub async fn decide(
        &self,
        actor: &Actor,
        sites: &[SiteId],
        decision: &Decision,
    ) -> Result<Decided, Error> {
        let ids = match &decision.selection {
            Selection::Ids(ids) => {
                let mut seen = HashSet::new();
                ids.iter().copied().filter(|id| seen.insert(*id)).collect()
            }
            Selection::Filter(filter) => self.matching(sites, filter).await?,
        };
        let mut all = Decided {
            batch: self.clock.id(),
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

    async fn matching(&self, sites: &[SiteId], filter: &Filter) -> Result<Vec<Uuid>, Error> {
        let input = (sites.to_vec(), filter.clone());
        self.db
            .read(input, |c, (sites, filter)| {
                Box::pin(queue::ids(c, sites, filter, AT_ONCE))
            })
            .await
    }

    /// Puts a batch back as it was, where nobody touched it since. The undoing is a batch itself.
    pub async fn undo(
        &self,
        actor: &Actor,
        sites: &[SiteId],
        batch: Uuid,
    ) -> Result<Decided, UndoRefusal> {
        let input = (sites.to_vec(), batch);
        let lines = self
            .db
            .read(input, |c, (sites, batch)| {
                Box::pin(sql::batch(c, sites, *batch))
            })
            .await?;
        if lines.is_empty() && !self.was_empty(actor, batch).await? {
            return Err(UndoRefusal::NoSuchBatch);
        }
        let mut all = Decided {
            batch: self.clock.id(),
            decided: Vec::new(),
            skipped: Vec::new(),
        };
        for lines in lines.chunks(CHUNK) {
            let chunk = UndoChunk {
                actor: actor.clone(),
                batch: all.batch,
                lines: lines.to_vec(),
                clock: self.clock.clone(),
                spam: self.comments.spam().clone(),
            };
            let outcome = self
                .db
                .write(chunk, |c, chunk| Box::pin(undo(c, chunk)))
                .await;
            let ids = lines.iter().map(|line| line.comment);
            self.tell(outcome, ids, &mut all)?;
        }
        if all.decided.is_empty() {
            self.remember_empty(actor, all.batch).await?;
        } else {
            self.school.hear().await;
        }
        Ok(all)
    }

    /// A batch that moved nothing can be undone like any other.
    async fn remember_empty(&self, actor: &Actor, batch: Uuid) -> Result<(), Error> {
        let input = (actor.clone(), batch, self.clock.now());
        self.db
            .write(input, |c, (actor, batch, now)| {
                Box::pin(sql::remember_empty(c, *batch, actor, *now))
            })
            .await
    }

    async fn was_empty(&self, actor: &Actor, batch: Uuid) -> Result<bool, Error> {
        self.db
            .read((actor.id, batch), |c, (actor, batch)| {
                Box::pin(sql::was_empty(c, *batch, *actor))
            })
            .await
    }

    /// Adds what one transaction did. One that failed after others were kept is told comment by
    /// comment: whoever asked must learn of the batch, to be able to undo it.
    fn tell(
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
    let mut moves = Vec::new();
    // In the order of their ids: that of the log.
    let mut ids = chunk.ids.clone();
    ids.sort_unstable();
    for id in ids {
        let Some(comment) = found.get(&id).copied() else {
            outcome.skipped.push((id, Skip::NotFound));
            continue;
        };
        let seen = chunk.versions.get(&id);
        if seen.is_some_and(|seen| *seen != comment.version) {
            outcome.skipped.push((id, Skip::Conflict));
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
    carry_out(c, &moves, &entry, &mut outcome).await?;
    Ok(outcome)
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
struct Entry<'a> {
    actor: &'a Actor,
    batch: Uuid,
    action: &'static str,
    note: Option<&'a str>,
    clock: &'a Clock,
    spam: &'a Spam,
}

/// Moves comments, writes the lines of the log and what others must hear, and last, since others who
/// decide wait from then on, what the moves teach.
async fn carry_out(
    c: &mut Conn<'_>,
    moves: &[Moving<'_>],
    entry: &Entry<'_>,
    outcome: &mut Outcome,
) -> Result<(), Error> {
    let now = entry.clock.now();
    transition(c, moves, now).await?;
    let lines = moves.iter().map(|moving| sql::NewLine {
        site: moving.comment.site,
        id: entry.clock.id(),
        batch: entry.batch,
        comment: moving.comment.id,
        actor: entry.actor,
        action: entry.action,
        from: moving.comment.status,
        to: moving.to,
        from_taught: moving.comment.taught,
        version: moving.comment.version + 1,
        note: entry.note,
        at: now,
    });
    let lines = lines.collect::<Vec<_>>();
    sql::write_log(c, &lines).await?;
    report::queue(c, moves, (entry.spam, entry.clock), now).await?;
    let mut lessons = Vec::new();
    for moving in moves {
        let comment = moving.comment;
        if comment.status == Status::Approved || moving.to == Status::Approved {
            outcome.changed.insert((comment.site, comment.page.clone()));
        }
        outcome
            .decided
            .push((comment.id, moving.to, comment.version + 1));
        if comment.taught != moving.taught {
            lessons.push(Revision {
                lesson: comment.lesson(),
                from: comment.taught.map(Taught::label),
                to: moving.taught.map(Taught::label),
            });
        }
    }
    entry.spam.revise(c, &lessons, now).await
}

async fn undo(c: &mut Conn<'_>, chunk: &UndoChunk) -> Result<Outcome, Error> {
    let mut outcome = Outcome::default();
    let sites = chunk.lines.iter().map(|line| line.site);
    let sites = sites.collect::<HashSet<_>>();
    let sites = sites.into_iter().collect::<Vec<_>>();
    let ids = chunk.lines.iter().map(|line| line.comment);
    let found = sql::find_to_decide(c, &sites, &ids.collect::<Vec<_>>()).await?;
    let found = found.iter().map(|c| (c.id, c)).collect::<HashMap<_, _>>();
    let mut lines = chunk.lines.clone();
    lines.sort_unstable_by_key(|line| line.comment);
    let mut moves = Vec::new();
    for line in &lines {
        match found.get(&line.comment).copied() {
            _ if line.to == Status::Deleted => {
                outcome.skipped.push((line.comment, Skip::Erased));
            }
            None => outcome.skipped.push((line.comment, Skip::NotFound)),
            Some(comment) if comment.version != line.version || comment.status != line.to => {
                outcome.skipped.push((line.comment, Skip::Conflict));
            }
            Some(comment) => moves.push(Moving {
                comment,
                to: line.from,
                taught: line.from_taught,
            }),
        }
    }
    let entry = Entry {
        actor: &chunk.actor,
        batch: chunk.batch,
        action: "undo",
        note: None,
        clock: &chunk.clock,
        spam: &chunk.spam,
    };
    carry_out(c, &moves, &entry, &mut outcome).await?;
    Ok(outcome)
}
