//! Learning everything anew from the decisions that are kept: the answer to doubt in the weights.

use super::{
    checkpoint,
    learn::Learner,
    lessons::{self, Kept},
    school::{SLICE, read_checkpoint},
    sql::lessons as sql,
    training_state::teach,
};
use crate::{
    clock::Clock,
    db::{Conn, Db, Error},
};

/// So often it begins again when lessons are removed meanwhile.
const ROUNDS: usize = 5;

/// What a rebuilding came to.
#[derive(Clone, Debug)]
pub struct Rebuilt {
    /// Lessons of each kind.
    pub ham: u32,
    pub spam: u32,
    /// The number of the last one.
    pub through: i64,
    /// Of the model: equal fingerprints, equal scores.
    pub fingerprint: String,
    /// Was the checkpoint that was there the same, bit for bit? `None` when there was none.
    pub same: Option<bool>,
}

/// Learns all lessons anew and keeps the checkpoint in place of those that were there. Processes that
/// serve are not disturbed, unless the old checkpoint was another one: then they learn anew as well.
/// `progress` hears of lessons learned and lessons in all.
pub async fn rebuild(
    db: &Db,
    clock: &Clock,
    mut progress: impl FnMut(u64, u64),
) -> Result<Rebuilt, Error> {
    for _ in 0..ROUNDS {
        if let Some(rebuilt) = attempt(db, clock, &mut progress).await? {
            return Ok(rebuilt);
        }
    }
    Err(Error::Conflict)
}

/// `None` when a lesson was removed meanwhile.
async fn attempt(
    db: &Db,
    clock: &Clock,
    progress: &mut impl FnMut(u64, u64),
) -> Result<Option<Rebuilt>, Error> {
    let (epoch, before) = read_checkpoint(db, i64::MAX).await?;
    let mut learner = Box::new(Learner::default());
    let (mut through, mut done, mut same) = (0, 0, None);
    loop {
        let (now, all, news) = read(db, through).await?;
        if now != epoch {
            return Ok(None);
        }
        let Some(last) = news.last() else { break };
        through = last.seq;
        done += news.len() as u64;
        // There alone the old one can be compared.
        let compare = before.as_ref().map(|before| before.through);
        let slice;
        (learner, slice) = learn(learner, news, compare).await?;
        if let (Some(weights), Some(before)) = (slice, &before) {
            same = Some(weights == before.weights && before.learner().is_some());
        }
        progress(done, all);
    }
    let (ham, spam) = learner.model().lessons();
    let rebuilt = Rebuilt {
        ham,
        spam,
        through,
        fingerprint: learner.model().fingerprint(),
        same,
    };
    let input = (epoch, through, learner.checkpoint(), same, clock.now());
    let saved = db.write(input, |c, (epoch, through, weights, same, now)| {
        Box::pin(async move {
            if lessons::hold(c).await? != *epoch {
                return Ok::<_, Error>(false);
            }
            let version = i64::from(Learner::VERSION);
            c.execute(sql::DROP_ALL, &[version.into()]).await?;
            let mut epoch = *epoch;
            if *same == Some(false) {
                c.execute(sql::NEXT_EPOCH, &[]).await?;
                epoch += 1;
            }
            checkpoint::save(c, epoch, *through, weights, *now).await
        })
    });
    Ok(saved.await?.then_some(rebuilt))
}

async fn read(db: &Db, through: i64) -> Result<(i64, u64, Vec<Kept>), Error> {
    let read = db.read_background(through, |c, through| Box::pin(slice(c, *through)));
    read.await
}

async fn slice(c: &mut Conn<'_>, through: i64) -> Result<(i64, u64, Vec<Kept>), Error> {
    let epoch = lessons::epoch(c).await?;
    let all: Option<i64> = c.row(sql::COUNT, &[], |row| row.get(0)).await?;
    let all = u64::try_from(all.unwrap_or_default()).unwrap_or_default();
    Ok((epoch, all, lessons::after(c, through, SLICE).await?))
}

/// Learns a slice; the weights right after lesson `compare`, if it is one of them.
async fn learn(
    mut learner: Box<Learner>,
    news: Vec<Kept>,
    compare: Option<i64>,
) -> Result<(Box<Learner>, Option<Vec<u8>>), Error> {
    let slice = tokio::task::spawn_blocking(move || {
        let mut weights = None;
        for lesson in &news {
            teach(&mut learner, lesson);
            if compare == Some(lesson.seq) {
                weights = Some(learner.checkpoint());
            }
        }
        (learner, weights)
    });
    slice.await.map_err(|_| Error::Panicked)
}
