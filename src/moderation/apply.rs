//! Applies the changes of one step: comments, edits, log entries, reports and training examples.

use uuid::Uuid;

use super::{Actor, decision::StepOutcome, report, sql};
use crate::{
    clock::Clock,
    comment::{Comment, EditTransition, Transition, transition, transition_edits},
    db::{BoundedRows, Conn, Error},
    spam::{Revision, Spam},
};

/// Returns the ids, which are in ascending order, up to the last comment that was read.
pub(super) fn read_ids<'a>(ids: &'a [Uuid], found: &BoundedRows<Comment>) -> &'a [Uuid] {
    match found.rows.last() {
        Some(last) if found.is_cut => &ids[..ids.partition_point(|id| *id <= last.id)],
        _ => ids,
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
pub(super) async fn apply_moves(
    c: &mut Conn<'_>,
    moves: &[Transition<'_>],
    edit_moves: &[EditTransition<'_>],
    entry: &LogContext<'_>,
    outcome: &mut StepOutcome,
) -> Result<(), Error> {
    let now = entry.clock.now();
    transition(c, moves, now).await?;
    transition_edits(c, edit_moves, now).await?;
    let line = |comment: &Comment, to, edit| sql::NewLogEntry {
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
    report::queue_reports_of(c, (moves, edit_moves), (entry.spam, entry.clock), now)?;
    let mut revisions = Vec::new();
    for moving in moves {
        let comment = moving.comment;
        outcome.add(comment, moving.to);
        if comment.label != moving.label {
            revisions.push(Revision {
                example: comment.training_example(),
                from: comment.label,
                to: moving.label,
            });
        }
    }
    for moving in edit_moves {
        outcome.add(moving.comment, moving.status);
        revisions.extend(moving.revisions());
    }
    outcome.decided.sort_unstable_by_key(|(id, ..)| *id);
    entry.spam.revise(c, &revisions, now)
}
