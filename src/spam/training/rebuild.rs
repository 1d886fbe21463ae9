//! Rebuilding the filter from all stored training examples, for when its weights are in doubt.

use super::{
    SLICE, checkpoint,
    examples::{self, StoredExample},
    sql,
    state::train,
    trainer::read_checkpoint,
};
use crate::{
    classifier::Learner,
    clock::Clock,
    db::{Conn, Db, Error},
};

/// The number of attempts when training examples are removed during a rebuild.
const ROUNDS: usize = 5;

/// The result of a rebuild.
#[derive(Clone, Debug)]
pub struct Rebuilt {
    /// The number of ham training examples.
    pub ham: u32,
    /// The number of spam training examples.
    pub spam: u32,
    /// The sequence number of the last training example.
    pub through: i64,
    /// The fingerprint of the model: equal fingerprints mean equal scores.
    pub fingerprint: String,
    /// Whether the previous checkpoint was identical, bit for bit; `None` if there was none.
    pub same: Option<bool>,
}

/// Trains from all stored training examples and replaces all checkpoints by the result. Running servers are
/// not affected, unless the old checkpoint differed: then they rebuild their model as well. `progress` is
/// called with the number of processed training examples and their total number.
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

/// Rebuilds once; `None` if a training example was removed during the rebuild.
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
        // The old checkpoint can be compared only with the weights at the same training example.
        let compare = before.as_ref().map(|before| before.through);
        let slice;
        (learner, slice) = learn(learner, news, compare).await?;
        if let (Some(weights), Some(before)) = (slice, &before) {
            same = Some(weights == before.weights && before.learner().is_some());
        }
        progress(done, all);
    }
    let (ham, spam) = learner.model().example_counts();
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
            if examples::hold(c).await? != *epoch {
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

async fn read(db: &Db, through: i64) -> Result<(i64, u64, Vec<StoredExample>), Error> {
    let read = db.read_background(through, |c, through| Box::pin(slice(c, *through)));
    read.await
}

async fn slice(c: &mut Conn<'_>, through: i64) -> Result<(i64, u64, Vec<StoredExample>), Error> {
    let epoch = examples::epoch(c).await?;
    let all: Option<i64> = c.row(sql::COUNT, &[], |row| row.get(0)).await?;
    let all = u64::try_from(all.unwrap_or_default()).unwrap_or_default();
    Ok((epoch, all, examples::after(c, through, SLICE).await?))
}

/// Trains from a slice of examples. Also returns the weights right after example `compare`, if it is in the
/// slice.
async fn learn(
    mut learner: Box<Learner>,
    news: Vec<StoredExample>,
    compare: Option<i64>,
) -> Result<(Box<Learner>, Option<Vec<u8>>), Error> {
    let slice = tokio::task::spawn_blocking(move || {
        let mut weights = None;
        for example in &news {
            train(&mut learner, example);
            if compare == Some(example.seq) {
                weights = Some(learner.checkpoint());
            }
        }
        (learner, weights)
    });
    slice.await.map_err(|_| Error::Panicked)
}
