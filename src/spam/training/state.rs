//! The training state of a process, and its update from the database.

use std::{
    collections::{BTreeSet, HashMap, VecDeque},
    sync::Arc,
};

use tokio::sync::OwnedMutexGuard;

use super::{
    SLICE,
    accuracy::{DecidedSites, DecisionHistory, PendingDecided},
    examples::{self, StoredExample},
    latest::LatestComments,
};
use crate::{
    classifier::{Learner, Model},
    clock::Timestamp,
    db::{Conn, Error},
    site::SiteId,
};

/// The state of training so far.
#[derive(Default)]
pub(crate) struct TrainingState {
    /// `None` before the first poll, and when the model must be rebuilt.
    pub(crate) learner: Option<Learner>,
    pub(crate) epoch: i64,
    pub(crate) rebuilt: i64,
    pub(crate) through: i64,
    /// The number of training examples since the last checkpoint.
    pub(crate) unsaved: usize,
    /// The sites with decisions since the last publication.
    pub(crate) sites: ChangedSites,
    pub(crate) histories: HashMap<SiteId, Arc<DecisionHistory>>,
    /// The latest comments of sites with decisions since the start; those of another site are read at its first
    /// decision.
    pub(crate) latest: HashMap<SiteId, LatestComments>,
    /// The published model and the previous one, whose memory is reused once it has no readers.
    pub(crate) models: VecDeque<Arc<Model>>,
}

/// The result of a poll of the database.
pub(crate) struct TrainingNews {
    pub(crate) examples: Vec<StoredExample>,
    /// Whether a training example that the model includes was removed.
    pub(crate) gone: bool,
    pub(crate) rebuilt: i64,
    /// The decision histories of the sites of these training examples, and of other sites to be published; the
    /// latest comments of those of which they were not known, or read too long ago.
    decided: DecidedSites,
    /// The time of the poll.
    now: Timestamp,
}

#[derive(Default)]
pub(crate) enum ChangedSites {
    #[default]
    All,
    Some(BTreeSet<SiteId>),
}

impl ChangedSites {
    pub(crate) fn is_empty(&self) -> bool {
        matches!(self, Self::Some(sites) if sites.is_empty())
    }
}

/// The input of a poll: the state before it.
pub(crate) struct TrainingLook {
    through: i64,
    epoch: i64,
    rebuilt: i64,
    count: Option<(u32, u32)>,
    /// The sites with changes to be published; `None` for all.
    sites: Option<BTreeSet<SiteId>>,
    /// The sites whose latest comments are known and were read recently.
    known: BTreeSet<SiteId>,
    now: Timestamp,
}

impl TrainingLook {
    pub(crate) fn after(state: &TrainingState, now: Timestamp) -> Self {
        Self {
            through: state.through,
            epoch: state.epoch,
            rebuilt: state.rebuilt,
            count: state
                .learner
                .as_ref()
                .map(|learner| learner.model().example_counts()),
            // If all sites have changed, everything is read during publication.
            sites: match &state.sites {
                ChangedSites::All => None,
                ChangedSites::Some(sites) => Some(sites.clone()),
            },
            known: state
                .latest
                .iter()
                .filter(|(_, latest)| !latest.is_stale(now))
                .map(|(site, _)| *site)
                .collect(),
            now,
        }
    }

    /// Reads the news and the current epoch.
    pub(crate) async fn news(&self, c: &mut Conn<'_>) -> Result<(TrainingNews, i64), Error> {
        let state_rows = examples::request_state(c)?;
        let after = examples::request_after(c, self.through, SLICE)?;
        let (epoch, rebuilt) = c
            .receive(state_rows)
            .await?
            .pop()
            .ok_or_else(|| Error::Statement("the table school has no row".to_owned()))?;
        let examples = c.receive(after).await?;
        // Training examples are removed, but never inserted before existing ones: an equal count means that
        // the model still includes exactly these examples.
        let gone = rebuilt != self.rebuilt
            || (epoch != self.epoch
                && Some(examples::count_up_to(c, self.through).await?) != self.count);
        let mut news = TrainingNews {
            examples,
            gone,
            rebuilt,
            decided: DecidedSites::default(),
            now: self.now,
        };
        // Histories are read only if the model is published after this poll.
        if let Some(sites) = &self.sites
            && epoch == self.epoch
            && !gone
            && news.examples.len() < SLICE
        {
            let mut sites = sites.clone();
            sites.extend(news.examples.iter().map(|example| example.site));
            if !sites.is_empty() {
                let unknown = sites.difference(&self.known).copied().collect::<Vec<_>>();
                let sites = sites.into_iter().collect::<Vec<_>>();
                let decided = PendingDecided::request(c, &sites, &unknown)?;
                c.finish_reading();
                news.decided = decided.receive(c, self.now).await?;
            }
        }
        Ok((news, epoch))
    }
}

impl TrainingState {
    /// Returns a copy of the model for publication, in the memory of an older model that has no readers, if
    /// there is one.
    pub(crate) fn publishable(&mut self) -> Arc<Model> {
        let Some(learner) = &self.learner else {
            return Arc::default();
        };
        let free = self
            .models
            .iter()
            .position(|model| Arc::strong_count(model) == 1);
        let free = free.and_then(|at| self.models.remove(at));
        // Models that still have readers are freed by the last reader.
        self.models.truncate(1);
        if let Some(mut model) = free
            && let Some(reused) = Arc::get_mut(&mut model)
        {
            reused.copy_from(learner.model());
            return model;
        }
        Arc::new(learner.model().clone())
    }

    /// Makes the decision histories of sites ready for publication. Those of sites whose latest comments are not
    /// known keep the scores that they had.
    pub(crate) fn note_decided(&mut self, decided: DecidedSites, now: Timestamp) {
        self.latest.extend(decided.latest);
        for (site, mut history) in decided.histories {
            match (self.latest.get(&site), self.histories.get(&site)) {
                (Some(latest), _) => history.scores = latest.scores(now),
                (None, Some(before)) => history.scores = before.scores.clone(),
                (None, None) => {}
            }
            self.histories.insert(site, Arc::new(history));
        }
    }

    /// Records that one training example was processed and that its site has changes to be published.
    fn note(&mut self, example: &StoredExample) {
        self.through = example.seq;
        self.unsaved += 1;
        if let ChangedSites::Some(sites) = &mut self.sites {
            sites.insert(example.site);
        }
    }
}

/// Trains on a blocking thread, so that no async task is delayed. With the last slice of the news, the
/// histories of the changed sites become ready for publication.
pub(crate) async fn learn(
    mut state: OwnedMutexGuard<TrainingState>,
    news: TrainingNews,
    is_last: bool,
) -> Result<OwnedMutexGuard<TrainingState>, Error> {
    if !news.examples.is_empty() {
        let examples = news.examples;
        let learned = tokio::task::spawn_blocking(move || {
            let now = &mut *state;
            for example in &examples {
                if let Some(learner) = &mut now.learner {
                    train(learner, example);
                }
                now.note(example);
                if let Some(latest) = now.latest.get_mut(&example.site) {
                    latest.decide(example.comment, example.label, example.score);
                }
            }
            state
        });
        state = learned.await.map_err(|_| Error::Panicked)?;
    }
    if !is_last || matches!(state.sites, ChangedSites::All) {
        return Ok(state);
    }
    state.note_decided(news.decided, news.now);
    Ok(state)
}

/// Trains from one example; its sequence number determines which earlier examples are replayed.
pub(crate) fn train(learner: &mut Learner, example: &StoredExample) {
    let seed = u64::try_from(example.seq).unwrap_or_default();
    learner.learn(&example.document(), example.label, seed);
}
