//! The statements for batches of decisions.

use std::collections::HashMap;

use uuid::Uuid;

use crate::{
    clock::Timestamp,
    comment::Action,
    db::{Conn, Error, Row, statements},
    moderation::{
        Actor,
        decision::{BatchProgress, BatchTask, DecisionBatch},
    },
    site::SiteId,
};

statements! {
    ADD = "INSERT INTO decision_batch (id, moderator, login, sites, action, undoes, note, unchanged_since, whole_comment,
            total, done, decided, created_at, lease_until)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, $11, $12)";
    ADD_SELECTION = "INSERT INTO decision_selection (batch, comments, versions) VALUES ($1, $2, $3)";
    /// Updates nothing if another process has advanced the batch.
    ADVANCE = "UPDATE decision_batch SET done = $3, decided = decided + $4, lease_until = $5, ended_at = $6
        WHERE id = $1 AND done = $2 AND ended_at IS NULL";
    REMOVE_SELECTION = "DELETE FROM decision_selection WHERE batch = $1";
    PROGRESS = "SELECT moderator, sites, total, done, decided, ended_at FROM decision_batch WHERE id = $1";
    /// A batch that no process is carrying out any more.
    INTERRUPTED = "SELECT b.id, b.moderator, b.login, b.sites, b.action, b.undoes, b.note, b.unchanged_since, b.whole_comment,
            b.done, s.comments, s.versions
        FROM decision_batch b JOIN decision_selection s ON s.batch = b.id
        WHERE b.ended_at IS NULL AND b.lease_until <= $1 ORDER BY b.lease_until LIMIT 1 FOR UPDATE OF b SKIP LOCKED";
    LEASE = "UPDATE decision_batch SET lease_until = $2 WHERE id = $1";
    PURGE = "DELETE FROM decision_batch WHERE ended_at IS NOT NULL AND ended_at < $1";
}

/// Stores a batch before its first step.
pub(in crate::moderation) async fn add(
    c: &mut Conn<'_>,
    batch: &DecisionBatch,
    now: Timestamp,
    lease_until: Timestamp,
) -> Result<(), Error> {
    let sites = batch.sites.iter().flat_map(|site| site.to_be_bytes());
    let sites = sites.collect::<Vec<u8>>();
    let (action, undoes, whole_comment) = match batch.task {
        BatchTask::Decide {
            action,
            whole_comment,
        } => (action.as_str(), None, whole_comment),
        BatchTask::Undo(undone) => (UNDO, Some(undone), false),
    };
    let total = i64::try_from(batch.comments.len()).unwrap_or(i64::MAX);
    let parameters = [
        batch.id.into(),
        batch.actor.id.into(),
        (&batch.actor.login).into(),
        (&sites).into(),
        action.into(),
        undoes.into(),
        batch.note.as_deref().into(),
        batch.before.into(),
        whole_comment.into(),
        total.into(),
        now.into(),
        lease_until.into(),
    ];
    c.queue(ADD, &parameters)?;
    let comments = batch.comments.iter().flat_map(|id| *id.as_bytes());
    let comments = comments.collect::<Vec<u8>>();
    let versions = batch.comments.iter().flat_map(|id| {
        let version = batch.versions.get(id).copied().unwrap_or(ANY_VERSION);
        version.to_be_bytes()
    });
    let versions = versions.collect::<Vec<u8>>();
    let parameters = [batch.id.into(), (&comments).into(), (&versions).into()];
    c.execute(ADD_SELECTION, &parameters).await.map(drop)
}

/// The action of an undo, as in the log.
pub(in crate::moderation) const UNDO: &str = "undo";
const ANY_VERSION: i64 = -1;

/// Marks one step of a batch as done, in the transaction of that step.
pub(in crate::moderation) struct Advance {
    pub(in crate::moderation) batch: Uuid,
    pub(in crate::moderation) from: usize,
    pub(in crate::moderation) to: usize,
    pub(in crate::moderation) decided: usize,
    pub(in crate::moderation) lease_until: Timestamp,
    /// Set with the last step.
    pub(in crate::moderation) ended_at: Option<Timestamp>,
}

/// Records a step. Fails with a conflict if another process has advanced the batch.
pub(in crate::moderation) fn advance(c: &mut Conn<'_>, step: &Advance) -> Result<(), Error> {
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let parameters = [
        step.batch.into(),
        count(step.from).into(),
        count(step.to).into(),
        count(step.decided).into(),
        step.lease_until.into(),
        step.ended_at.into(),
    ];
    c.queue_exactly(ADVANCE, &parameters, 1)?;
    if step.ended_at.is_some() {
        c.queue(REMOVE_SELECTION, &[step.batch.into()])?;
    }
    Ok(())
}

/// Returns the progress of a stored batch, its moderator and its sites.
pub(in crate::moderation) async fn progress(
    c: &mut Conn<'_>,
    batch: Uuid,
) -> Result<Option<(Uuid, Vec<SiteId>, BatchProgress)>, Error> {
    c.row(PROGRESS, &[batch.into()], |row| {
        let count = |column| {
            row.get::<i64>(column)
                .map(|count| u64::try_from(count).unwrap_or_default())
        };
        let progress = BatchProgress {
            batch,
            total: count(2)?,
            done: count(3)?,
            decided: count(4)?,
            has_ended: row.get::<Option<Timestamp>>(5)?.is_some(),
        };
        Ok((row.get(0)?, sites(&row.get::<Vec<u8>>(1)?), progress))
    })
    .await
}

/// Claims a batch whose process has ended. Other processes do not claim it before `lease_until`.
pub(in crate::moderation) async fn claim(
    c: &mut Conn<'_>,
    now: Timestamp,
    lease_until: Timestamp,
) -> Result<Option<DecisionBatch>, Error> {
    let Some(batch) = c.row(INTERRUPTED, &[now.into()], batch).await?.flatten() else {
        return Ok(None);
    };
    c.execute(LEASE, &[batch.id.into(), lease_until.into()])
        .await?;
    Ok(Some(batch))
}

/// Deletes batches that ended before `until`. Returns the number of batches.
pub(in crate::moderation) async fn purge(c: &mut Conn<'_>, until: Timestamp) -> Result<u64, Error> {
    c.execute(PURGE, &[until.into()]).await
}

/// Reads a batch; `None` for an action that this version does not know.
fn batch(row: &Row<'_>) -> Result<Option<DecisionBatch>, Error> {
    let (action, undoes): (String, Option<Uuid>) = (row.get(4)?, row.get(5)?);
    let task = match (undoes, action.parse::<Action>()) {
        (Some(undone), _) => BatchTask::Undo(undone),
        (None, Ok(action)) => BatchTask::Decide {
            action,
            whole_comment: row.get(8)?,
        },
        (None, Err(_)) => return Ok(None),
    };
    let (comments, versions): (Vec<u8>, Vec<u8>) = (row.get(10)?, row.get(11)?);
    let comments = comments.as_chunks().0.iter().copied();
    let comments = comments.map(Uuid::from_bytes).collect::<Vec<_>>();
    let versions = versions.as_chunks().0.iter().copied();
    let versions = versions.map(i64::from_be_bytes);
    let versions = comments.iter().copied().zip(versions);
    let versions = versions.filter(|(_, version)| *version != ANY_VERSION);
    Ok(Some(DecisionBatch {
        id: row.get(0)?,
        actor: Actor {
            id: row.get(1)?,
            login: row.get(2)?,
        },
        sites: sites(&row.get::<Vec<u8>>(3)?),
        task,
        note: row.get(6)?,
        before: row.get(7)?,
        versions: versions.collect::<HashMap<_, _>>(),
        comments,
        done: usize::try_from(row.get::<i64>(9)?).unwrap_or(usize::MAX),
        is_stored: true,
    }))
}

fn sites(bytes: &[u8]) -> Vec<SiteId> {
    let sites = bytes.as_chunks().0.iter().copied();
    sites.map(SiteId::from_be_bytes).collect()
}
