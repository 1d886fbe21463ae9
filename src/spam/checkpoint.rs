//! Checkpoints: the weights after all lessons up to one, kept so that a start is quick.
//!
//! None is trusted blindly: its checksum must fit, and the lessons that it is made of must be there.
//! (That one of them was removed is seen to by a trigger, which removes the checkpoint with it.)

use sha2::{Digest as _, Sha256};

use super::{
    Label,
    learn::Learner,
    lessons::{self, Kept},
    sql::lessons as sql,
};
use crate::{
    clock::Timestamp,
    db::{Conn, Error},
};

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
    let mut count = (0, 0);
    let counted = c
        .rows(sql::COUNT_UP_TO, &[i64::into(through)], |row| {
            Ok((lessons::label(row, 0)?, row.get::<i64>(1)?))
        })
        .await?;
    for (label, lessons) in counted {
        let lessons = u32::try_from(lessons).unwrap_or(u32::MAX);
        match label {
            Label::Ham => count.0 = lessons,
            Label::Spam => count.1 = lessons,
        }
    }
    Ok(Some(Checkpoint {
        through,
        weights,
        checksum,
        past: lessons::up_to(c, through, Learner::PAST).await?,
        lessons: count,
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
    c.execute(sql::DROP_OLD, &[version.into()]).await?;
    Ok(true)
}
