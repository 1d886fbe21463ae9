//! What was learned so far, and what a look into the database adds to it.

use std::{
    collections::{BTreeSet, HashMap, VecDeque},
    sync::Arc,
};

use tokio::sync::OwnedMutexGuard;

use super::{
    learn::{Learner, Model},
    lessons::{self, Kept},
    outcome::{self, History, LatestScores},
    school::SLICE,
};
use crate::{
    db::{Conn, Error},
    site::SiteId,
};

/// What is learned so far.
#[derive(Default)]
pub(super) struct TrainingState {
    /// `None` before the first look, and when everything is to be learned anew.
    pub(super) learner: Option<Learner>,
    pub(super) epoch: i64,
    pub(super) rebuilt: i64,
    pub(super) through: i64,
    /// Lessons since the last checkpoint.
    pub(super) unsaved: usize,
    /// Of which sites something was decided since the last publication.
    pub(super) sites: ChangedSites,
    pub(super) histories: HashMap<SiteId, Arc<History>>,
    /// Of the sites that were decided about since the start; the others are read when they are.
    pub(super) scores: HashMap<SiteId, LatestScores>,
    /// The published model, and the one before: its memory is used again once no one reads it.
    pub(super) models: VecDeque<Arc<Model>>,
}

/// What a look into the database found.
pub(super) struct News {
    pub(super) lessons: Vec<Kept>,
    /// Something that was learned is gone.
    pub(super) gone: bool,
    pub(super) rebuilt: i64,
    /// Of the sites of these lessons, and of others that wait to be published.
    decided: HashMap<SiteId, History>,
    /// Of those of which the scores were not known.
    scores: HashMap<SiteId, LatestScores>,
}

#[derive(Default)]
pub(super) enum ChangedSites {
    #[default]
    All,
    Some(BTreeSet<SiteId>),
}

impl ChangedSites {
    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Self::Some(sites) if sites.is_empty())
    }
}

/// What is known before a look into the database.
pub(super) struct Look {
    through: i64,
    epoch: i64,
    rebuilt: i64,
    count: Option<(u32, u32)>,
    /// Of which sites something waits to be published; `None` for all.
    sites: Option<BTreeSet<SiteId>>,
    /// The sites of which the latest scores are known.
    known: BTreeSet<SiteId>,
}

impl Look {
    pub(super) fn after(state: &TrainingState) -> Self {
        Self {
            through: state.through,
            epoch: state.epoch,
            rebuilt: state.rebuilt,
            count: state
                .learner
                .as_ref()
                .map(|learner| learner.model().lessons()),
            // Of all sites, everything is read when it is published.
            sites: match &state.sites {
                ChangedSites::All => None,
                ChangedSites::Some(sites) => Some(sites.clone()),
            },
            known: state.scores.keys().copied().collect(),
        }
    }

    /// What is new, and how often lessons were removed by now.
    pub(super) async fn news(&self, c: &mut Conn<'_>) -> Result<(News, i64), Error> {
        let school = lessons::request_state(c)?;
        let after = lessons::request_after(c, self.through, SLICE)?;
        let (epoch, rebuilt) = c
            .receive(school)
            .await?
            .pop()
            .ok_or_else(|| Error::Statement("the school has no row".to_owned()))?;
        let lessons = c.receive(after).await?;
        // Lessons are removed, never put in between: as many as were learned are the same.
        let gone = rebuilt != self.rebuilt
            || (epoch != self.epoch
                && Some(lessons::count_up_to(c, self.through).await?) != self.count);
        let mut news = News {
            lessons,
            gone,
            rebuilt,
            decided: HashMap::new(),
            scores: HashMap::new(),
        };
        // Only what is published after this look.
        if let Some(sites) = &self.sites
            && epoch == self.epoch
            && !gone
            && news.lessons.len() < SLICE
        {
            let mut sites = sites.clone();
            sites.extend(news.lessons.iter().map(|lesson| lesson.site));
            if !sites.is_empty() {
                let unknown = sites.difference(&self.known).copied().collect::<Vec<_>>();
                let sites = sites.into_iter().collect::<Vec<_>>();
                let decided = outcome::PendingDecided::request(c, &sites, &unknown)?;
                c.finish_reading();
                (news.decided, news.scores) = decided.receive(c).await?;
            }
        }
        Ok((news, epoch))
    }
}

impl TrainingState {
    /// What was learned, in memory that nobody reads any more if there is some.
    pub(super) fn publishable(&mut self) -> Arc<Model> {
        let Some(learner) = &self.learner else {
            return Arc::default();
        };
        let free = self
            .models
            .iter()
            .position(|model| Arc::strong_count(model) == 1);
        let free = free.and_then(|at| self.models.remove(at));
        // Readers that take long keep the others.
        self.models.truncate(1);
        if let Some(mut model) = free
            && let Some(reused) = Arc::get_mut(&mut model)
        {
            reused.copy_from(learner.model());
            return model;
        }
        Arc::new(learner.model().clone())
    }

    /// Notes one lesson as learned, and that its site has something to publish.
    fn note(&mut self, lesson: &Kept) {
        self.through = lesson.seq;
        self.unsaved += 1;
        if let ChangedSites::Some(sites) = &mut self.sites {
            sites.insert(lesson.site);
        }
    }
}

/// Learns on a thread where nobody waits. With the last of the news, what was decided on their sites is
/// ready to be published.
pub(super) async fn learn(
    mut state: OwnedMutexGuard<TrainingState>,
    news: News,
    is_last: bool,
) -> Result<OwnedMutexGuard<TrainingState>, Error> {
    if !news.lessons.is_empty() {
        let lessons = news.lessons;
        let learned = tokio::task::spawn_blocking(move || {
            let now = &mut *state;
            for lesson in &lessons {
                if let Some(learner) = &mut now.learner {
                    teach(learner, lesson);
                }
                now.note(lesson);
                if let Some(scores) = now.scores.get_mut(&lesson.site) {
                    scores.push(lesson.label, lesson.score);
                }
            }
            state
        });
        state = learned.await.map_err(|_| Error::Panicked)?;
    }
    if !is_last || matches!(state.sites, ChangedSites::All) {
        return Ok(state);
    }
    state.scores.extend(news.scores);
    for (site, mut history) in news.decided {
        if let Some(latest) = state.scores.get(&site) {
            history.scores = latest.scores();
        }
        state.histories.insert(site, Arc::new(history));
    }
    Ok(state)
}

/// One lesson; its number chooses what is repeated.
pub(super) fn teach(learner: &mut Learner, lesson: &Kept) {
    let seed = u64::try_from(lesson.seq).unwrap_or_default();
    learner.learn(&lesson.document(), lesson.label, seed);
}
