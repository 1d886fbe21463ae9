//! Decisions about many comments: stored first, then carried out in steps between other writes. Each
//! comment is atomic, a batch is not: its progress can be read, and if its process ends before the
//! batch, another process continues it.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use uuid::Uuid;

use super::{
    Actor, Moderation,
    decide::decide,
    decision::{BatchProgress, BatchStep, BatchTask, Decided, DecisionBatch, Skip, StepOutcome},
    sql::{self, batches},
    undo::undo,
};
use crate::{
    clock::Timestamp,
    comment::Action,
    db::{Conn, Error},
    moderator::{Moderators, Permission},
    site::SiteId,
};

/// The maximum number of comments decided in one transaction without storing the batch.
const FIRST_STEP: usize = 50;

/// The bounds of the size of later steps.
const STEP_MIN: usize = 10;

const STEP_MAX: usize = 250;

/// The target duration of a step, during which other writes wait. It determines the size of the next
/// step.
const STEP_TIME: Duration = Duration::from_millis(50);

/// A process that has not completed a step for this time is considered dead.
const LEASE: Duration = Duration::from_secs(15);

/// How often a process looks for interrupted batches.
const POLL: Duration = Duration::from_secs(5);

/// How long the progress of a batch can be read after its end.
const RETENTION: Duration = Duration::from_hours(30 * 24);

impl BatchStep {
    async fn run(&self, c: &mut Conn<'_>) -> Result<(StepOutcome, Duration), Error> {
        let started = Instant::now();
        let batch = &*self.batch;
        let outcome = match batch.task {
            BatchTask::Decide {
                action,
                whole_comment,
            } => decide(c, self, action, whole_comment).await?,
            BatchTask::Undo(undone) => undo(c, self, undone).await?,
        };
        if batch.is_stored {
            let now = self.clock.now();
            let to = self.from + outcome.taken;
            let step = batches::Advance {
                batch: batch.id,
                from: self.from,
                to,
                decided: outcome.decided.len(),
                lease_until: now.plus(LEASE),
                ended_at: (to >= batch.comments.len()).then_some(now),
            };
            batches::advance(c, &step)?;
        }
        Ok((outcome, started.elapsed()))
    }
}

/// Returns the number of comments that would have taken [`STEP_TIME`].
fn next_size(size: usize, took: Duration) -> usize {
    let micros = took.as_micros().max(1);
    let fitting = size as u128 * STEP_TIME.as_micros() / micros;
    usize::try_from(fitting)
        .unwrap_or(usize::MAX)
        .clamp(STEP_MIN, STEP_MAX.min(size * 2).max(STEP_MIN))
}

impl Moderation {
    /// Carries out a batch. A batch of more than one step is stored first.
    pub(super) async fn start_batch(&self, mut batch: DecisionBatch) -> Result<Decided, Error> {
        if batch.comments.len() <= FIRST_STEP {
            return self.run_batch(Arc::new(batch)).await;
        }
        batch.is_stored = true;
        let batch = Arc::new(batch);
        let now = self.clock.now();
        self.db
            .write((batch.clone(), now), |c, (batch, now)| {
                Box::pin(store_batch(c, batch, *now))
            })
            .await?;
        self.run_to_end(batch).await
    }

    /// Runs the steps of a batch in a task of their own, so that the batch continues if the client disconnects.
    pub(super) async fn run_to_end(&self, batch: Arc<DecisionBatch>) -> Result<Decided, Error> {
        let moderation = self.clone();
        let run = tokio::spawn(async move { moderation.run_batch(batch).await });
        run.await.map_err(|_| Error::Panicked)?
    }

    /// Runs the steps of a batch. Other writes can run between two steps.
    async fn run_batch(&self, batch: Arc<DecisionBatch>) -> Result<Decided, Error> {
        let mut all = Decided::of(&batch);
        let (mut from, mut size) = (batch.done, FIRST_STEP);
        while from < batch.comments.len() {
            let step = self.batch_step(&batch, from, size);
            let took = self.db.write(step, |c, step| Box::pin(step.run(c))).await;
            match took {
                Ok((outcome, took)) => {
                    from += outcome.taken.max(1);
                    size = next_size(size, took);
                    self.add_step(outcome, &mut all);
                }
                Err(error) if batch.is_stored || !all.decided.is_empty() => {
                    // The client needs the id of the batch, to undo it and because it is continued later.
                    tracing::error!(%error, batch = %all.batch, "batch interrupted");
                    let left = batch.comments[from..].iter();
                    all.skipped.extend(left.map(|id| (*id, Skip::Unavailable)));
                    break;
                }
                Err(error) => return Err(error),
            }
        }
        if !all.decided.is_empty() {
            self.trainer.notify();
        } else if !batch.is_stored {
            self.record_empty_batch(&batch.actor, batch.id).await?;
        }
        Ok(all)
    }

    /// Returns the part of a batch that begins at comment number `from` and has at most `size` comments.
    pub(super) fn batch_step(
        &self,
        batch: &Arc<DecisionBatch>,
        from: usize,
        size: usize,
    ) -> BatchStep {
        BatchStep {
            batch: batch.clone(),
            from,
            size,
            clock: self.clock.clone(),
            spam: self.comments.spam().clone(),
        }
    }

    /// Adds the result of one step, and removes the changed pages from the cache.
    fn add_step(&self, outcome: StepOutcome, all: &mut Decided) {
        self.comments
            .changed(&outcome.changed.into_iter().collect::<Vec<_>>());
        all.decided.extend(outcome.decided);
        all.skipped.extend(outcome.skipped);
    }

    /// Returns the progress of a batch; `None` if the moderator may not see it.
    pub async fn progress(
        &self,
        actor: &Actor,
        sites: &[SiteId],
        batch: Uuid,
    ) -> Result<Option<BatchProgress>, Error> {
        let input = (actor.id, sites.to_vec(), batch);
        self.db
            .read(input, |c, (actor, sites, batch)| {
                Box::pin(progress(c, *actor, sites, *batch))
            })
            .await
    }

    /// Continues interrupted batches. Never returns.
    pub async fn run_interrupted(&self, moderators: &Moderators) {
        loop {
            if let Err(error) = self.resume_interrupted(moderators).await {
                tracing::warn!(%error, "interrupted batches not resumed, will be retried");
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// Continues every batch whose process has ended. Returns the number of batches.
    pub async fn resume_interrupted(&self, moderators: &Moderators) -> Result<usize, Error> {
        let now = self.clock.now();
        let until = now.minus(RETENTION);
        self.db
            .write(until, |c, until| Box::pin(batches::purge(c, *until)))
            .await?;
        let mut count = 0;
        while let Some(batch) = self.claim().await? {
            let batch = with_current_permissions(batch, moderators).await?;
            tracing::info!(batch = %batch.id, done = batch.done, total = batch.comments.len(), "decisions resumed");
            self.run_batch(Arc::new(batch)).await?;
            count += 1;
        }
        Ok(count)
    }

    async fn claim(&self) -> Result<Option<DecisionBatch>, Error> {
        let now = self.clock.now();
        self.db
            .write(now, |c, now| {
                Box::pin(batches::claim(c, *now, now.plus(LEASE)))
            })
            .await
    }
}

/// Stores a batch before its first step. This process carries it out.
pub(super) async fn store_batch(
    c: &mut Conn<'_>,
    batch: &DecisionBatch,
    now: Timestamp,
) -> Result<(), Error> {
    batches::add(c, batch, now, now.plus(LEASE)).await
}

/// Restricts the batch to sites on which the moderator still has the permission.
async fn with_current_permissions(
    batch: DecisionBatch,
    moderators: &Moderators,
) -> Result<DecisionBatch, Error> {
    let permission = match batch.task {
        BatchTask::Decide {
            action: Action::Delete,
            ..
        } => Permission::Erase,
        BatchTask::Decide { .. } | BatchTask::Undo(_) => Permission::Decide,
    };
    let moderator = moderators.moderator(batch.actor.id).await?;
    let may = |site: &SiteId| {
        moderator
            .as_ref()
            .is_some_and(|moderator| moderator.may(permission, Some(*site)))
    };
    let sites = batch.sites.iter().copied().filter(may).collect();
    Ok(DecisionBatch { sites, ..batch })
}

async fn progress(
    c: &mut Conn<'_>,
    actor: Uuid,
    sites: &[SiteId],
    batch: Uuid,
) -> Result<Option<BatchProgress>, Error> {
    if let Some((moderator, about, progress)) = batches::progress(c, batch).await? {
        let is_theirs = moderator == actor || about.iter().all(|site| sites.contains(site));
        return Ok(is_theirs.then_some(progress));
    }
    // A batch of one step is not stored; its log entries show its result.
    let lines = sql::batch(c, sites, batch).await?.len() as u64;
    if lines == 0 && !sql::is_empty_batch(c, batch, actor).await? {
        return Ok(None);
    }
    Ok(Some(BatchProgress {
        batch,
        total: lines,
        done: lines,
        decided: lines,
        has_ended: true,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_grows_and_shrinks_to_the_time_that_it_may_take() {
        let millis = Duration::from_millis;
        assert_eq!(next_size(50, millis(50)), 50);
        assert_eq!(next_size(50, millis(25)), 100);
        assert_eq!(next_size(50, millis(1)), 100, "no more than twice as many");
        assert_eq!(next_size(200, millis(1)), STEP_MAX);
        assert_eq!(next_size(50, millis(500)), STEP_MIN);
        assert_eq!(next_size(STEP_MIN, Duration::from_secs(9)), STEP_MIN);
        assert_eq!(next_size(10, Duration::ZERO), 20);
    }
}
