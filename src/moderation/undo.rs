//! Undoing a batch of decisions, where no one changed its comments since.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::{
    Actor, Decided, Moderation, Skip,
    decide::{CHUNK, Entry, Outcome, carry_out},
    sql,
};
use crate::{
    clock::Clock,
    comment::{self, CommentEdit, EditMove, EditState, Moving, Status, Stored},
    db::{Conn, Error},
    site::SiteId,
    spam::Spam,
};

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

/// One transaction's part of an undoing.
struct UndoChunk {
    actor: Actor,
    batch: Uuid,
    lines: Vec<sql::Done>,
    clock: Clock,
    spam: Spam,
}

impl Moderation {
    /// Puts a batch back as it was, where it was not changed since. The undoing is a batch itself.
    pub async fn undo(
        &self,
        actor: &Actor,
        sites: &[SiteId],
        batch: Uuid,
    ) -> Result<Decided, UndoRefusal> {
        let input = (sites.to_vec(), batch);
        let lines = self
            .db
            .read_long(input, |c, (sites, batch)| {
                Box::pin(sql::batch(c, sites, *batch))
            })
            .await?;
        if lines.is_empty() && !self.was_empty(actor, batch).await? {
            return Err(UndoRefusal::NoSuchBatch);
        }
        let mut all = Decided {
            batch: self.clock.id(),
            before: None,
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

    async fn was_empty(&self, actor: &Actor, batch: Uuid) -> Result<bool, Error> {
        self.db
            .read((actor.id, batch), |c, (actor, batch)| {
                Box::pin(sql::was_empty(c, *batch, *actor))
            })
            .await
    }
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
            _ if line.to == Status::Deleted => {
                outcome.skipped.push((line.comment, Skip::Erased));
            }
            None => outcome.skipped.push((line.comment, Skip::NotFound)),
            Some(comment) if comment.version != line.version || comment.status != line.to => {
                outcome.skipped.push((line.comment, Skip::Conflict));
            }
            Some(comment) => match line.edit {
                None => moves.push(Moving {
                    comment,
                    to: line.from,
                    taught: line.from_taught,
                }),
                Some((id, from, _)) => match edits.get(&id).filter(|edit| !edit.text.is_empty()) {
                    Some(edit) => edit_moves.push(undone(comment, edit, from, line)),
                    None => outcome.skipped.push((line.comment, Skip::Erased)),
                },
            },
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
    carry_out(c, &moves, &edit_moves, &entry, &mut outcome).await?;
    Ok(outcome)
}

/// The opposite of a decision about an edit.
fn undone<'a>(
    comment: &'a Stored,
    edit: &'a CommentEdit,
    to: EditState,
    line: &sql::Done,
) -> EditMove<'a> {
    EditMove {
        comment,
        edit,
        to,
        status: line.from,
        taught: line.from_taught,
        edit_taught: edit.taught,
    }
}
