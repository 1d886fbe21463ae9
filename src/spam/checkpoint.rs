//! Checkpoints: the weights after all lessons up to one, kept so that a start is quick.
//!
//! None is trusted blindly: its checksum must fit, and the lessons that it is made of must be there.
//! (That one of them was removed is seen to by a trigger, which removes the checkpoint with it.)

use sha2::{Digest as _, Sha256};

use super::{
    learn::Learner,
    lessons::{self, Kept},
    sql::lessons as sql,
};
use crate::{
    clock::Timestamp,
    db::{Conn, Error},
};

/// Checkpoints nearer to each other than so many lessons are one.
const NEAR: i64 = 512;

/// A checkpoint as it lies there, with what is needed to go on from it.
#[derive(Debug)]
pub(super) struct Checkpoint {
    pub through: i64,
    pub weights: Vec<u8>,
    checksum: Vec<u8>,
    past: Vec<Kept>,
    /// Lessons of ham and of spam up to it.
    lessons: (u32, u32),
}

impl Checkpoint {
    /// The learner of it; `None` when it is damaged.
    pub fn learner(&self) -> Option<Learner> {
        let past = self.past.iter().map(|kept| (kept.document(), kept.label));
        if self.checksum != checksum(self.through, &self.weights) {
            return None;
        }
        let learner = Learner::resume(&self.weights, past)?;
        (learner.model().lessons() == self.lessons).then_some(learner)
    }
}

fn checksum(through: i64, weights: &[u8]) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(Learner::VERSION.to_le_bytes());
    hash.update(through.to_le_bytes());
    hash.update(weights);
    hash.finalize().to_vec()
}

/// The newest checkpoint of this learner through less than a number.
pub(super) async fn newest(c: &mut Conn<'_>, below: i64) -> Result<Option<Checkpoint>, Error> {
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
        past: lessons::up_to(c, through, Learner::PAST).await?,
        lessons: lessons::count_up_to(c, through).await?,
    }))
}

/// Keeps a checkpoint, unless a lesson was removed since `epoch`; false then. Old ones go.
pub(super) async fn save(
    c: &mut Conn<'_>,
    epoch: i64,
    through: i64,
    weights: &[u8],
    now: Timestamp,
) -> Result<bool, Error> {
    if lessons::hold(c).await? != epoch {
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

/// Of checkpoints, the newest first, those that are not needed: the newest stays, and of those at
/// about each doubled distance back the oldest, so that whatever is removed, little is learned again.
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
            // Whatever is removed, what is learned again is no more than eight times what came after it.
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
