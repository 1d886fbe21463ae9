//! Reason accuracy: the decisions about comments with a reason, and the weight that follows from them.
//!
//! The weight of a reason is the logarithm of its likelihood ratio (how much more often it occurs with spam
//! than with ham), shrunk towards its start weight while there are few decisions, and clamped to within half
//! of the start weight. So a reason never changes its sign, and no random series of decisions makes one
//! reason decisive.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::{
    latest::{LatestComments, PendingLatest},
    sql,
};
use crate::{
    assessment::{ReasonCode, SpamReason},
    classifier::{ErrorLimits, Label, ScoreGates, Scores, SpamVerdict, Thresholds},
    clock::Timestamp,
    closed_set::closed_set,
    db::{Conn, Error, PendingRows, Row, Value},
    site::SiteId,
    spam::Revision,
};

/// The number of decisions of each kind before weights change at all.
const LEAST: u32 = 20;
/// The number of decisions that the start weight counts for (the strength of the prior).
const PRIOR: f64 = 20.0;
/// The number of decisions about comments with a reason before its accuracy is reported.
const SEEN: u32 = 10;
/// The maximum change of a weight, as a share of the start weight.
const MOST: f64 = 0.5;
/// The code under which all decisions are counted, regardless of reasons.
const ALL: &str = "";

/// Numbers of decided comments by label.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LabelCounts {
    pub ham: u32,
    pub spam: u32,
    /// The part of the ham that the filter had classified as spam.
    pub ham_filed: u32,
    /// The part of the spam that the filter had classified as spam as well.
    pub spam_filed: u32,
}

impl LabelCounts {
    fn seen(self) -> u32 {
        self.ham.saturating_add(self.spam)
    }

    /// Returns the sum of both.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            ham: self.ham.saturating_add(other.ham),
            spam: self.spam.saturating_add(other.spam),
            ham_filed: self.ham_filed.saturating_add(other.ham_filed),
            spam_filed: self.spam_filed.saturating_add(other.spam_filed),
        }
    }
}

/// The decision history of a site.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DecisionHistory {
    /// The decisions about all comments.
    pub all: LabelCounts,
    /// The decisions about the comments with each reason.
    pub reasons: HashMap<ReasonCode, LabelCounts>,
    pub(crate) scores: Scores,
}

impl DecisionHistory {
    /// Returns the current weight of a reason on this site, in log-odds.
    #[must_use]
    pub fn points(&self, code: ReasonCode) -> f64 {
        points(code, self.outcome(code), self.all)
    }

    /// Returns the decisions about the comments with a reason.
    #[must_use]
    pub fn outcome(&self, code: ReasonCode) -> LabelCounts {
        self.reasons.get(&code).copied().unwrap_or_default()
    }

    /// Returns the thresholds of this site within these limits.
    #[must_use]
    pub(crate) fn thresholds(&self, limits: ErrorLimits) -> Thresholds {
        self.scores.thresholds(limits)
    }

    /// See [`Scores::review_below`].
    #[must_use]
    pub(crate) fn review_below(&self) -> Option<f64> {
        self.scores.review_below()
    }

    /// Returns what the decisions of this site still lack.
    #[must_use]
    pub(crate) fn gates(&self) -> ScoreGates {
        ScoreGates::of(self.all.ham, self.all.spam)
    }

    /// Adds decisions to the counts, or subtracts revoked ones.
    pub(crate) fn revise(&mut self, revisions: &[&Revision<'_>]) {
        for (word, by) in tallies(revisions) {
            let counts = match word.parse::<ReasonCode>() {
                _ if word == ALL => &mut self.all,
                Ok(code) => self.reasons.entry(code).or_default(),
                Err(_) => continue,
            };
            let columns = [
                &mut counts.ham,
                &mut counts.spam,
                &mut counts.ham_filed,
                &mut counts.spam_filed,
            ];
            for (count, by) in columns.into_iter().zip(by) {
                let changed = i64::from(*count).saturating_add(by).max(0);
                *count = u32::try_from(changed).unwrap_or(u32::MAX);
            }
        }
    }

    /// Returns the accuracy of a reason so far. A reason that only holds comments makes no claim about spam
    /// or ham, so its accuracy is unknown.
    #[must_use]
    pub fn accuracy(&self, code: ReasonCode) -> ReasonAccuracy {
        let (outcome, start) = (self.outcome(code), code.start_weight());
        if start == 0.0 || self.all.ham.min(self.all.spam) < LEAST || outcome.seen() < SEEN {
            return ReasonAccuracy::Unknown;
        }
        // For the learned reason only the sign counts, since its weight differs for each comment.
        let wanted = if code == ReasonCode::Learned {
            0.0
        } else {
            start.abs() / 2.0
        };
        let said = ratio(outcome, self.all) * start.signum();
        match said {
            said if said <= 0.0 => ReasonAccuracy::Misleading,
            said if said < wanted => ReasonAccuracy::Weak,
            _ => ReasonAccuracy::Good,
        }
    }
}

closed_set! {
    /// The accuracy of a reason.
    pub enum ReasonAccuracy: "ReasonWorth" {
        /// There are too few decisions.
        Unknown = "unknown",
        /// The reason distinguishes spam from ham at least half as well as its start weight implies.
        Good = "good",
        /// The reason distinguishes less well than that.
        Weak = "weak",
        /// The reason points to the wrong side.
        Misleading = "misleading",
    }
}

/// Returns the weight of a reason. The learned reason, whose weights come from the model, and reasons that
/// only hold, which have none, retain their start weight.
fn points(code: ReasonCode, outcome: LabelCounts, all: LabelCounts) -> f64 {
    let start = code.start_weight();
    if code == ReasonCode::Learned || start == 0.0 || all.ham.min(all.spam) < LEAST {
        return start;
    }
    let seen = f64::from(outcome.seen());
    let drawn = (ratio(outcome, all) * seen + start * PRIOR) / (seen + PRIOR);
    let (one, other) = (start * (1.0 - MOST), start * (1.0 + MOST));
    drawn.clamp(one.min(other), one.max(other))
}

/// Returns the smoothed logarithm of the likelihood ratio: how much more often a reason occurs with spam than
/// with ham.
fn ratio(outcome: LabelCounts, all: LabelCounts) -> f64 {
    let share = |of: u32, all: u32| (f64::from(of) + 1.0) / (f64::from(all) + 2.0);
    (share(outcome.spam, all.spam) / share(outcome.ham, all.ham)).ln()
}

/// Adds decisions to the counts of the reasons of their comments, or subtracts revoked ones: one statement
/// per reason.
pub(crate) fn change(
    c: &mut Conn<'_>,
    site: SiteId,
    revisions: &[&Revision<'_>],
) -> Result<(), Error> {
    let changes = tallies(revisions).into_iter();
    let changes = changes.filter(|(_, by)| *by != [0; 4]);
    let rows = changes.map(|(code, by)| {
        let mut row = vec![Value::from(site), code.into()];
        row.extend(by.map(Value::from));
        row
    });
    let rows = rows.collect::<Vec<_>>();
    c.queue_each(sql::TALLY, &rows)
}

/// Returns the changes of the counts of each reason: ham, spam, and the part of each that was filed.
fn tallies(revisions: &[&Revision<'_>]) -> BTreeMap<&'static str, [i64; 4]> {
    let mut changes = BTreeMap::<&str, [i64; 4]>::new();
    for revision in revisions {
        let assessment = revision.example.assessment;
        // Nearly every comment has the learned reason; where it speaks for ham, it is not right about spam.
        let claims =
            |reason: &&SpamReason| reason.code != ReasonCode::Learned || reason.weight > 0.0;
        let codes = assessment.reasons.iter().filter(claims);
        let codes = codes.map(|reason| reason.code.as_str());
        let mut codes = codes.chain([ALL]).collect::<Vec<_>>();
        codes.sort_unstable();
        codes.dedup();
        let filed = assessment.verdict == SpamVerdict::Spam;
        for (label, times) in [(revision.from, -1), (revision.to, 1)] {
            let column = match label {
                None => continue,
                Some(Label::Ham) => 0,
                Some(Label::Spam) => 1,
            };
            for code in &codes {
                let counts = changes.entry(code).or_default();
                counts[column] += times;
                if filed {
                    counts[column + 2] += times;
                }
            }
        }
    }
    changes
}

type OutcomeRow = (SiteId, String, LabelCounts);

fn outcome_row(row: &Row<'_>) -> Result<OutcomeRow, Error> {
    let count = |column| {
        row.get::<i64>(column)
            .map(|n| u32::try_from(n).unwrap_or(u32::MAX))
    };
    let outcome = LabelCounts {
        ham: count(2)?,
        spam: count(3)?,
        ham_filed: count(4)?,
        spam_filed: count(5)?,
    };
    Ok((row.get(0)?, row.get(1)?, outcome))
}

/// The decisions on some sites, available once the database has answered.
#[must_use]
pub(crate) struct PendingDecided {
    outcomes: PendingRows<OutcomeRow>,
    latest: Vec<(SiteId, PendingLatest)>,
}

impl PendingDecided {
    /// Requests the decisions on `sites` by reason, and for the sites in `with_scores` also the latest
    /// comments.
    pub(crate) fn request(
        c: &mut Conn<'_>,
        sites: &[SiteId],
        with_scores: &[SiteId],
    ) -> Result<Self, Error> {
        let outcomes = c.request(sql::OUTCOMES, &[sites.into()], outcome_row)?;
        let mut latest = Vec::with_capacity(with_scores.len());
        for site in with_scores {
            latest.push((*site, PendingLatest::request(c, *site)?));
        }
        Ok(Self { outcomes, latest })
    }

    pub(crate) async fn receive(
        self,
        c: &mut Conn<'_>,
        now: Timestamp,
    ) -> Result<DecidedSites, Error> {
        let mut histories = HashMap::<_, DecisionHistory>::new();
        for (site, word, outcome) in c.receive(self.outcomes).await? {
            let history = histories.entry(site).or_default();
            if word == ALL {
                history.all = outcome;
            } else if let Ok(code) = word.parse::<ReasonCode>() {
                history.reasons.insert(code, outcome);
            }
        }
        let mut all = HashMap::new();
        for (site, latest) in self.latest {
            let latest = latest.receive(c, now).await?;
            histories.entry(site).or_default().scores = latest.scores(now);
            all.insert(site, latest);
        }
        Ok(DecidedSites {
            histories,
            latest: all,
        })
    }
}

/// What is stored about the decisions on some sites.
#[derive(Debug, Default)]
pub(crate) struct DecidedSites {
    /// The scores in them are those of the latest comments, where these were requested.
    pub(crate) histories: HashMap<SiteId, DecisionHistory>,
    pub(crate) latest: HashMap<SiteId, LatestComments>,
}

/// Reads the decisions on sites, by reason and by score.
pub(crate) async fn with_scores(
    c: &mut Conn<'_>,
    sites: &[SiteId],
    now: Timestamp,
) -> Result<HashMap<SiteId, DecisionHistory>, Error> {
    let decided = PendingDecided::request(c, sites, sites)?;
    Ok(decided.receive(c, now).await?.histories)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::{assessment::Assessment, spam::TrainingExample};

    fn outcome(ham: u32, spam: u32) -> LabelCounts {
        LabelCounts {
            ham,
            spam,
            ..LabelCounts::default()
        }
    }

    #[test]
    fn a_reason_as_frequent_in_ham_loses_half_its_weight_and_a_distinctive_one_gains() {
        let all = outcome(1_000, 1_000);
        let code = ReasonCode::NetworkBurst;
        let start = code.start_weight();
        let useless = points(code, outcome(300, 300), all);
        let good = points(code, outcome(0, 300), all);
        assert!((useless - start * 0.5).abs() < 1e-9, "{useless}");
        assert!((good - start * 1.5).abs() < 1e-9, "{good}");
        let against = points(ReasonCode::AuthorTrusted, outcome(400, 0), all);
        assert!((against - -3.75).abs() < 1e-9, "{against}");
    }

    #[test]
    fn a_filter_that_is_right_is_good_although_every_comment_has_its_reason() {
        let mut history = DecisionHistory::default();
        for (weight, label) in [(4.0, Label::Spam), (-4.0, Label::Ham)] {
            let reasons = vec![SpamReason::weighing(ReasonCode::Learned, weight, "learned")];
            let assessment = Assessment::of(reasons, Thresholds::default());
            let example = TrainingExample {
                site: 1,
                comment: Uuid::nil(),
                text: "",
                name: "",
                website: None,
                author: None,
                verified: false,
                network: None,
                at: Timestamp(0),
                assessment: &assessment,
            };
            let decided = Revision {
                example,
                from: None,
                to: Some(label),
            };
            history.revise(&[&decided; 30]);
        }
        assert_eq!((history.all.ham, history.all.spam), (30, 30));
        let learned = history.outcome(ReasonCode::Learned);
        assert_eq!((learned.ham, learned.spam), (0, 30));
        let accuracy = history.accuracy(ReasonCode::Learned);
        assert_eq!(accuracy, ReasonAccuracy::Good);
    }

    #[test]
    fn without_decisions_of_both_kinds_nothing_moves() {
        for code in ReasonCode::ALL {
            let start = code.start_weight().to_bits();
            let none = points(code, outcome(0, 500), outcome(19, 500));
            assert_eq!(none.to_bits(), start, "{code:?}");
        }
    }

    proptest! {
        #[test]
        fn points_stay_on_their_side_and_within_half(ham in 0_u32..5_000, spam in 0_u32..5_000, more in 0_u32..5_000) {
            let all = outcome(ham + more, spam + more);
            for code in ReasonCode::ALL {
                let (points, start) = (points(code, outcome(ham, spam), all), code.start_weight());
                prop_assert!((points - start).abs() <= start.abs() * MOST + 1e-9, "{code:?} {points}");
            }
        }
    }
}
