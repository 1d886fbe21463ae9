//! Checkpoints: the weights after all training examples up to a given one, stored so that a start is fast.
//!
//! A checkpoint is validated before use: its checksum must match, and all the training examples that it was
//! computed from must exist. (When one of them is removed, a trigger removes the checkpoint as well.)

use sha2::{Digest as _, Sha256};

use super::{
    examples::{self, StoredExample},
    sql,
};
use crate::{
    classifier::Learner,
    clock::Timestamp,
    db::{Conn, Error},
};

/// The smallest distinguished distance from the newest checkpoint, in training examples: shorter distances
/// fall into one class, of which one checkpoint is retained.
const NEAR: i64 = 512;

/// A stored checkpoint with the data needed to resume training from it.
#[derive(Debug)]
pub(crate) struct Checkpoint {
    pub through: i64,
    pub weights: Vec<u8>,
    checksum: Vec<u8>,
    past: Vec<StoredExample>,
    /// The number of ham and of spam training examples up to the checkpoint.
    examples: (u32, u32),
}

impl Checkpoint {
    /// Restores the learner from the checkpoint; `None` if the checkpoint is damaged.
    pub(crate) fn learner(&self) -> Option<Learner> {
        let past = self.past.iter().map(|kept| (kept.document(), kept.label));
        if self.checksum != checksum(self.through, &self.weights) {
            return None;
        }
        let learner = Learner::resume(&self.weights, past)?;
        (learner.model().example_counts() == self.examples).then_some(learner)
    }
}

fn checksum(through: i64, weights: &[u8]) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(Learner::VERSION.to_le_bytes());
    hash.update(through.to_le_bytes());
    hash.update(weights);
    hash.finalize().to_vec()
}

/// Returns the newest checkpoint of this learner version whose last training example is before `below`.
pub(crate) async fn newest(c: &mut Conn<'_>, below: i64) -> Result<Option<Checkpoint>, Error> {
    let parameters = [i64::from(Learner::VERSION).into(), below.into()];
    let found = c
        .row(sql::CHECKPOINT, &parameters, |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .await?;
    let Some((through, weights, checksum)) = found else {
        return Ok(None);
    };
    Ok(Some(Checkpoint {
        through,
        weights,
        checksum,
        past: examples::up_to(c, through, Learner::PAST).await?,
        examples: examples::count_up_to(c, through).await?,
    }))
}

/// Stores a checkpoint and deletes superfluous older ones. Returns false and stores nothing if a training
/// example was removed since `epoch`.
pub(crate) async fn save(
    c: &mut Conn<'_>,
    epoch: i64,
    through: i64,
    weights: &[u8],
    now: Timestamp,
) -> Result<bool, Error> {
    if examples::hold(c).await? != epoch {
        return Ok(false);
    }
    let checksum = checksum(through, weights);
    let version = i64::from(Learner::VERSION);
    let parameters = [
        version.into(),
        through.into(),
        weights.into(),
        (&checksum).into(),
        now.into(),
    ];
    c.execute(sql::SAVE, &parameters).await?;
    c.execute(sql::DROP_OTHER, &[version.into()]).await?;
    let kept = c
        .rows(sql::CHECKPOINTS, &[version.into()], |row| row.get(0))
        .await?;
    let dropped = superfluous(&kept);
    let parameters = [version.into(), (&dropped[..]).into()];
    c.execute(sql::DROP_SOME, &parameters).await?;
    Ok(true)
}

/// Returns the checkpoints that can be deleted; `through` is sorted with the newest first. The newest
/// checkpoint is retained, and of each class of distances (which double from class to class) the oldest, so
/// that the removal of any training example requires little training to be repeated.
fn superfluous(through: &[i64]) -> Vec<i64> {
    let Some(newest) = through.first() else {
        return Vec::new();
    };
    let class = |one: &i64| (newest - one).max(NEAR).ilog2();
    let rest = through[1..].chunk_by(|a, b| class(a) == class(b));
    let rest = rest.flat_map(|alike| alike.split_last().map_or(&[][..], |(_, others)| others));
    rest.copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checkpoints_lie_at_growing_distances() {
        let mut kept = Vec::<i64>::new();
        for through in (500..=100_000).step_by(500) {
            kept.insert(0, through);
            let dropped = superfluous(&kept);
            kept.retain(|one| !dropped.contains(one));
            assert!(kept.len() <= 10, "{kept:?}");
            assert_eq!(kept[0], through);
            // After a removal, at most eight times the number of examples after the removed one (and 4,096)
            // are processed again.
            for removed in (1_000..through).step_by(777) {
                let before = kept
                    .iter()
                    .find(|one| **one < removed)
                    .copied()
                    .unwrap_or(0);
                assert!(
                    through - before <= 8 * (through - removed) + 4_096,
                    "{removed} {kept:?}"
                );
            }
        }
        assert!(superfluous(&[]).is_empty() && superfluous(&[7]).is_empty());
    }
}
