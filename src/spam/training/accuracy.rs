//! Reason accuracy: the decisions about comments with a reason, and the weight that follows from them.
//!
//! The weight of a reason is the logarithm of its likelihood ratio (how much more often it occurs with spam
//! than with ham), shrunk towards its start weight while there are few decisions, and clamped to within half
//! of the start weight. So a reason never changes its sign, and no random series of decisions makes one
//! reason decisive.

use std::collections::{BTreeMap, HashMap, VecDeque};

use serde::Serialize;

use super::sql;
use crate::{
    classifier::{Label, Scores, SpamVerdict, Thresholds},
    closed_set::closed_set,
    db::{Conn, Error, PendingRows, Row, Value},
    site::SiteId,
    spam::{ReasonCode, Revision},
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
/// The number of latest decisions of a site that determine its thresholds.
const LATEST: i64 = 2_000;

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

    /// Returns the thresholds of this site, when at most `ham_lost_per_mille` of 1,000 ham comments may be
    /// classified as spam.
    #[must_use]
    pub fn thresholds(&self, ham_lost_per_mille: u32) -> Thresholds {
        self.scores.thresholds(ham_lost_per_mille)
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
    let mut changes = BTreeMap::<&str, [i64; 4]>::new();
    for revision in revisions {
        let assessment = revision.example.assessment;
        let mut codes = assessment.reasons.iter().map(|r| r.code.as_str());
        let mut codes = codes.by_ref().chain([ALL]).collect::<Vec<_>>();
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
    let changes = changes.into_iter().filter(|(_, by)| *by != [0; 4]);
    let rows = changes.map(|(code, by)| {
        let mut row = vec![Value::from(site), code.into()];
        row.extend(by.map(Value::from));
        row
    });
    let rows = rows.collect::<Vec<_>>();
    c.queue_each(sql::TALLY, &rows)
}

/// The scores of a site's latest decisions, the newest first, at most [`LATEST`].
#[derive(Clone, Debug, Default)]
pub(crate) struct LatestScores(VecDeque<(Label, i32)>);

impl LatestScores {
    fn of(rows: Vec<(Label, i64)>) -> Self {
        Self(
            rows.into_iter()
                .map(|(label, score)| (label, narrow(score)))
                .collect(),
        )
    }

    /// Adds the newest score and drops the oldest one beyond the limit.
    pub(crate) fn push(&mut self, label: Label, score: i64) {
        self.0.push_front((label, narrow(score)));
        self.0
            .truncate(usize::try_from(LATEST).unwrap_or(usize::MAX));
    }

    pub(crate) fn scores(&self) -> Scores {
        Scores::of(
            self.0
                .iter()
                .map(|(label, score)| (*label, i64::from(*score))),
        )
    }
}

/// Saturates a score to 32 bits: beyond all thresholds, differences between scores do not matter.
fn narrow(score: i64) -> i32 {
    i32::try_from(score).unwrap_or(if score < 0 { i32::MIN } else { i32::MAX })
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
    scores: Vec<(SiteId, PendingRows<(Label, i64)>)>,
}

impl PendingDecided {
    /// Requests the decisions on `sites` by reason, and for the sites in `with_scores` also the scores of the
    /// latest decisions.
    pub(crate) fn request(
        c: &mut Conn<'_>,
        sites: &[SiteId],
        with_scores: &[SiteId],
    ) -> Result<Self, Error> {
        let outcomes = c.request(sql::OUTCOMES, &[sites.into()], outcome_row)?;
        let mut scores = Vec::with_capacity(with_scores.len());
        for site in with_scores {
            let parameters = [(*site).into(), LATEST.into()];
            let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
            scores.push((*site, c.request(sql::SCORES, &parameters, read)?));
        }
        Ok(Self { outcomes, scores })
    }

    pub(crate) async fn receive(
        self,
        c: &mut Conn<'_>,
    ) -> Result<
        (
            HashMap<SiteId, DecisionHistory>,
            HashMap<SiteId, LatestScores>,
        ),
        Error,
    > {
        let mut histories = HashMap::<_, DecisionHistory>::new();
        for (site, word, outcome) in c.receive(self.outcomes).await? {
            let history = histories.entry(site).or_default();
            if word == ALL {
                history.all = outcome;
            } else if let Ok(code) = word.parse::<ReasonCode>() {
                history.reasons.insert(code, outcome);
            }
        }
        let mut scores = HashMap::new();
        for (site, rows) in self.scores {
            scores.insert(site, LatestScores::of(c.receive(rows).await?));
        }
        Ok((histories, scores))
    }
}

/// Reads the decisions on sites, by reason and by score.
pub(crate) async fn with_scores(
    c: &mut Conn<'_>,
    sites: &[SiteId],
) -> Result<HashMap<SiteId, DecisionHistory>, Error> {
    let decided = PendingDecided::request(c, sites, sites)?;
    let (mut histories, scores) = decided.receive(c).await?;
    for (site, scores) in scores {
        histories.entry(site).or_default().scores = scores.scores();
    }
    Ok(histories)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
