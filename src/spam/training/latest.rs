//! The latest comments of a site with their scores and what became of them: the basis of its thresholds.
//!
//! They are read in the background, when decisions have been made and the last read is too old. In between,
//! each decision corrects the comment that it is about.

use std::time::Duration;

use uuid::Uuid;

use crate::{
    classifier::{Label, LabelSource, ScoredComment, Scores, SpamVerdict},
    clock::Timestamp,
    db::{Conn, Error, PendingRows, Row},
    site::SiteId,
    spam::training::sql,
};

/// The number of latest comments of a site that determine its thresholds.
pub(crate) const LATEST: usize = 2_000;
/// The age from which a comment counts as what it was classified as, unless someone decided otherwise.
const SETTLED_AFTER: Duration = Duration::from_hours(3 * 24);
/// The number of later comments from which it does so earlier: a busy site does not wait for days.
const SETTLED_BEFORE: usize = 100;
/// How old a read may be before the next decision causes another one.
const READ_EVERY: Duration = Duration::from_mins(10);
/// The number of decisions since the last read that cause another one.
const READ_AFTER: usize = 100;

/// A comment that was judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct JudgedComment {
    pub id: Uuid,
    /// In thousandths, saturated: beyond all thresholds, differences do not matter.
    pub score: i32,
    /// The label of the decision about it.
    pub decided: Option<Label>,
    /// Where it is: published (ham), or filed by its score (spam). `None` elsewhere.
    pub placed: Option<Label>,
    /// Whether its score was that of spam.
    pub is_spam: bool,
    /// Whether it was shown to moderators because it was in the sample.
    pub is_sampled: bool,
}

impl JudgedComment {
    fn read(row: &Row<'_>) -> Result<Self, Error> {
        let verdict: SpamVerdict = row.get(4)?;
        Ok(Self {
            id: row.get(0)?,
            score: saturated(row.get(1)?),
            placed: row.get(2)?,
            decided: row.get(3)?,
            is_spam: verdict == SpamVerdict::Spam,
            is_sampled: row.get::<i64>(5)? != 0,
        })
    }

    /// Returns the comment for the thresholds; `None` while it is unknown what it is.
    fn scored(&self, is_settled: bool) -> Option<ScoredComment> {
        let by_delay = self.placed.filter(|_| is_settled);
        Some(ScoredComment {
            label: self.decided.or(by_delay)?,
            score: i64::from(self.score),
            source: match (self.is_spam, self.decided) {
                (false, _) => LabelSource::Seen,
                (true, Some(_)) if self.is_sampled => LabelSource::Sampled,
                (true, _) => LabelSource::Filed,
            },
        })
    }
}

/// The latest comments of a site, at most [`LATEST`].
#[derive(Clone, Debug)]
pub(crate) struct LatestComments {
    /// Oldest first, that is in the order of their ids.
    comments: Vec<JudgedComment>,
    read_at: Timestamp,
    /// The number of decisions since the last read.
    decided: usize,
}

impl Default for LatestComments {
    fn default() -> Self {
        Self::of(Vec::new(), Timestamp(0))
    }
}

impl LatestComments {
    fn of(mut rows: Vec<JudgedComment>, read_at: Timestamp) -> Self {
        rows.reverse();
        Self {
            comments: rows,
            read_at,
            decided: 0,
        }
    }

    /// Returns whether they should be read again before the next thresholds are computed.
    pub(crate) fn is_stale(&self, now: Timestamp) -> bool {
        self.decided >= READ_AFTER || now.since(self.read_at) >= READ_EVERY
    }

    /// Adds a comment, or replaces it.
    pub(crate) fn add(&mut self, comment: JudgedComment) {
        match self
            .comments
            .binary_search_by_key(&comment.id, |one| one.id)
        {
            Ok(at) => self.comments[at] = comment,
            Err(at) => {
                self.comments.insert(at, comment);
                let surplus = self.comments.len().saturating_sub(LATEST);
                self.comments.drain(..surplus);
            }
        }
    }

    /// Records the decision about a comment, with the score that it had.
    pub(crate) fn decide(&mut self, id: Uuid, label: Label, score: i64) {
        self.decided += 1;
        let known = self.comments.binary_search_by_key(&id, |one| one.id);
        let known = known.ok().map(|at| self.comments[at]);
        self.add(JudgedComment {
            score: saturated(score),
            decided: Some(label),
            ..known.unwrap_or(JudgedComment {
                id,
                score: 0,
                decided: None,
                placed: None,
                is_spam: false,
                is_sampled: false,
            })
        });
    }

    /// Counts the scores of the comments of which it is known what they are.
    pub(crate) fn scores(&self, now: Timestamp) -> Scores {
        Scores::of(self.known(now))
    }

    fn known(&self, now: Timestamp) -> impl Iterator<Item = ScoredComment> {
        let settled = now.minus(SETTLED_AFTER);
        let comments = self.comments.iter().rev().enumerate();
        comments.filter_map(move |(later, comment)| {
            comment.scored(later >= SETTLED_BEFORE || created_at(comment.id) <= settled)
        })
    }
}

/// Saturates a score to 32 bits.
pub(crate) fn saturated(score: i64) -> i32 {
    i32::try_from(score).unwrap_or(if score < 0 { i32::MIN } else { i32::MAX })
}

/// Returns the time at which a `UUIDv7` was created.
fn created_at(id: Uuid) -> Timestamp {
    let (first, _) = id.as_u64_pair();
    Timestamp(i64::try_from(first >> 16).unwrap_or(i64::MAX))
}

/// The latest comments of a site, available once the database has answered.
#[must_use]
pub(crate) struct PendingLatest(PendingRows<JudgedComment>);

impl PendingLatest {
    pub(crate) fn request(c: &mut Conn<'_>, site: SiteId) -> Result<Self, Error> {
        let most = i64::try_from(LATEST).unwrap_or(i64::MAX);
        let parameters = [site.into(), most.into()];
        c.request(sql::JUDGED, &parameters, JudgedComment::read)
            .map(Self)
    }

    pub(crate) async fn receive(
        self,
        c: &mut Conn<'_>,
        now: Timestamp,
    ) -> Result<LatestComments, Error> {
        Ok(LatestComments::of(c.receive(self.0).await?, now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classifier::ErrorLimits;

    const LIMITS: ErrorLimits = ErrorLimits {
        ham_lost_per_mille: 1,
        spam_published_percent: 2,
    };
    const MINUTE: i64 = 60_000;

    /// A comment that was created at this minute.
    fn comment(minute: i64, score: i32) -> JudgedComment {
        let at = u64::try_from(minute * MINUTE).expect("positive");
        JudgedComment {
            id: Uuid::from_u64_pair(at << 16 | 0x7000, 0x8000 << 48),
            score,
            decided: None,
            placed: None,
            is_spam: score > 3_000,
            is_sampled: false,
        }
    }

    fn published(minute: i64, score: i32) -> JudgedComment {
        JudgedComment {
            placed: Some(Label::Ham),
            ..comment(minute, score)
        }
    }

    fn latest(comments: impl IntoIterator<Item = JudgedComment>) -> LatestComments {
        let mut latest = LatestComments::default();
        for comment in comments {
            latest.add(comment);
        }
        latest
    }

    fn at(minute: i64) -> Timestamp {
        Timestamp(minute * MINUTE)
    }

    #[test]
    fn the_time_of_an_id_is_that_of_its_creation() {
        let clock = crate::clock::Clock::held(Timestamp(1_800_000_000_123));
        assert_eq!(created_at(clock.id()), Timestamp(1_800_000_000_123));
    }

    #[test]
    fn a_comment_counts_by_delay_after_three_days_or_a_hundred_later_ones() {
        let count = |latest: &LatestComments, minute| latest.known(at(minute)).count();
        let slow = latest((0..10).map(|n| published(n * 1_440, -4_000)));
        assert_eq!(
            count(&slow, 9 * 1_440),
            7,
            "of ten days, all but the last three"
        );
        let busy = latest((0..150).map(|n| published(n, -4_000)));
        assert_eq!(count(&busy, 150), 50);
        let waiting = latest((0..150).map(|n| comment(n, 0)));
        assert_eq!(count(&waiting, 1_000_000), 0, "it is unknown what they are");
    }

    #[test]
    fn a_decision_corrects_its_own_comment() {
        let mut latest = latest((0..300).map(|n| published(n, -4_000)));
        let before = latest.scores(at(300));
        latest.decide(comment(5, 0).id, Label::Spam, -4_000);
        let after = latest.scores(at(300));
        assert_ne!(after, before);
        assert_eq!(latest.comments.len(), 300);
        latest.decide(comment(5, 0).id, Label::Ham, -4_000);
        assert_eq!(latest.scores(at(300)), before);
    }

    #[test]
    fn published_comments_keep_the_ham_threshold_up_when_a_few_are_reported() {
        let comments = (0..1_000).map(|n| match n % 5 {
            0 => JudgedComment {
                placed: Some(Label::Spam),
                ..comment(n, 4_000)
            },
            _ => published(n, -4_000),
        });
        let mut latest = latest(comments);
        for minute in [1, 2, 3] {
            latest.decide(comment(minute, 0).id, Label::Spam, -2_500);
        }
        let thresholds = latest.scores(at(1_000)).thresholds(LIMITS);
        assert!((thresholds.ham - -2.0).abs() < 1e-9, "{thresholds:?}");
        assert!((thresholds.spam - 3.0).abs() < 1e-9, "{thresholds:?}");
    }

    #[test]
    fn it_is_read_again_after_some_time_or_many_decisions_and_never_grows_beyond_the_limit() {
        let mut latest = LatestComments::of(Vec::new(), at(0));
        assert!(!latest.is_stale(at(9)) && latest.is_stale(at(10)));
        for minute in 0..100 {
            assert!(!latest.is_stale(at(9)));
            latest.decide(comment(minute, 0).id, Label::Ham, 0);
        }
        assert!(latest.is_stale(at(9)));
        for minute in 100..3_000 {
            latest.add(published(minute, 0));
        }
        assert_eq!(latest.comments.len(), LATEST);
        assert_eq!(latest.comments[0].id, comment(1_000, 0).id);
    }
}
