//! Decisions: the move, what it teaches, and the log, in one transaction; and their undoing.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::{Actor, Filter, Moderation, queue, sql};
use crate::{
    clock::{Clock, Timestamp},
    comment::{Action, Move, Moved, Status, Stored, Taught, moved, transition},
    db::{Conn, Error},
    site::SiteId,
    spam::Spam,
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
        if lines.is_empty() {
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
        Ok(all)
    }

    /// Adds what one transaction did. One that failed for now, after others were kept, is told
    /// comment by comment: whoever asked must learn of the batch, to be able to undo it.
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
            Err(error) if error.passes() && !all.decided.is_empty() => {
                tracing::warn!(%error, batch = %all.batch, "a part of a batch was left undecided");
                all.skipped.extend(ids.map(|id| (id, Skip::Unavailable)));
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

async fn decide(c: &mut Conn<'_>, chunk: &Chunk) -> Result<Outcome, Error> {
    let mut outcome = Outcome::default();
    let now = chunk.clock.now();
    let mut found = sql::find_to_decide(c, &chunk.sites, &chunk.ids)
        .await?
        .into_iter()
        .map(|c| (c.id, c));
    let mut found = found.by_ref().collect::<HashMap<_, _>>();
    // In the order of their ids, so that two moderators never wait for each other crosswise.
    let mut ids = chunk.ids.clone();
    ids.sort_unstable();
    for id in ids {
        let Some(comment) = found.remove(&id) else {
            outcome.skipped.push((id, Skip::NotFound));
            continue;
        };
        if chunk
            .versions
            .get(&id)
            .is_some_and(|seen| *seen != comment.version)
        {
            outcome.skipped.push((id, Skip::Conflict));
            continue;
        }
        match moved(comment.status, chunk.action) {
            Move::Unchanged => outcome.skipped.push((id, Skip::Unchanged)),
            Move::Impossible => outcome.skipped.push((id, Skip::Erased)),
            Move::To(to) if chunk.dry_run => outcome.decided.push((id, to, comment.version)),
            Move::To(to) => {
                let entry = Entry {
                    actor: &chunk.actor,
                    batch: chunk.batch,
                    action: chunk.action.word(),
                    note: chunk.note.as_deref(),
                    id: chunk.clock.id(),
                    now,
                    spam: &chunk.spam,
                };
                carry_out(
                    c,
                    &comment,
                    to,
                    taught_by(to, &comment),
                    &entry,
                    &mut outcome,
                )
                .await?;
            }
        }
    }
    Ok(outcome)
}

/// Erasing says nothing about the text: what an earlier decision taught stays.
fn taught_by(to: Status, comment: &Stored) -> Option<Taught> {
    if to == Status::Deleted {
        comment.taught
    } else {
        Taught::by(to)
    }
}

/// What the log keeps of a move besides the comment.
struct Entry<'a> {
    actor: &'a Actor,
    batch: Uuid,
    action: &'static str,
    note: Option<&'a str>,
    id: Uuid,
    now: Timestamp,
    spam: &'a Spam,
}

/// Moves one comment, teaches or unteaches, and writes the line of the log.
async fn carry_out(
    c: &mut Conn<'_>,
    comment: &Stored,
    to: Status,
    taught: Option<Taught>,
    entry: &Entry<'_>,
    outcome: &mut Outcome,
) -> Result<(), Error> {
    let version = match transition(c, comment, to, taught, entry.now).await? {
        Moved::To(version) => version,
        Moved::Conflict => {
            outcome.skipped.push((comment.id, Skip::Conflict));
            return Ok(());
        }
    };
    if comment.taught != taught {
        let lesson = comment.lesson();
        if let Some(before) = comment.taught {
            entry
                .spam
                .unlearn(c, comment.site, &lesson, before.label())
                .await?;
        }
        if let Some(after) = taught {
            entry
                .spam
                .learn(c, comment.site, &lesson, after.label(), entry.now)
                .await?;
        }
    }
    let line = sql::NewLine {
        site: comment.site,
        id: entry.id,
        batch: entry.batch,
        comment: comment.id,
        actor: entry.actor,
        action: entry.action,
        from: comment.status,
        to,
        from_taught: comment.taught,
        version,
        note: entry.note,
        at: entry.now,
    };
    sql::write_log(c, &line).await?;
    if comment.status == Status::Approved || to == Status::Approved {
        outcome.changed.insert((comment.site, comment.page.clone()));
    }
    outcome.decided.push((comment.id, to, version));
    Ok(())
}

async fn undo(c: &mut Conn<'_>, chunk: &UndoChunk) -> Result<Outcome, Error> {
    let mut outcome = Outcome::default();
    let now = chunk.clock.now();
    let sites = chunk
        .lines
        .iter()
        .map(|line| line.site)
        .collect::<HashSet<_>>()
        .into_iter()
        .collect::<Vec<_>>();
    let ids = chunk
        .lines
        .iter()
        .map(|line| line.comment)
        .collect::<Vec<_>>();
    let mut found = sql::find_to_decide(c, &sites, &ids)
        .await?
        .into_iter()
        .map(|c| (c.id, c))
        .collect::<HashMap<_, _>>();
    let mut lines = chunk.lines.clone();
    lines.sort_unstable_by_key(|line| line.comment);
    for line in &lines {
        let Some(comment) = found.remove(&line.comment) else {
            let skip = if line.to == Status::Deleted {
                Skip::Erased
            } else {
                Skip::NotFound
            };
            outcome.skipped.push((line.comment, skip));
            continue;
        };
        if line.to == Status::Deleted {
            outcome.skipped.push((line.comment, Skip::Erased));
        } else if comment.version != line.version || comment.status != line.to {
            outcome.skipped.push((line.comment, Skip::Conflict));
        } else {
            let entry = Entry {
                actor: &chunk.actor,
                batch: chunk.batch,
                action: "undo",
                note: None,
                id: chunk.clock.id(),
                now,
                spam: &chunk.spam,
            };
            carry_out(
                c,
                &comment,
                line.from,
                line.from_taught,
                &entry,
                &mut outcome,
            )
            .await?;
        }
    }
    Ok(outcome)
}
