//! Metrics computed from scores and labels.

use crate::classifier::{Label, SpamVerdict};

/// The score of a comment, in log-odds of spam, and its true label.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Judged {
    pub score: f64,
    pub label: Label,
}

/// The metrics of one run. Shares are in percent; a share of nothing is `NaN`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Figures {
    pub comments: usize,
    /// The number of comments whose score has the wrong sign.
    pub errors: f64,
    pub accuracy: f64,
    /// Recall: the share of spam that is detected ("spam caught", SC).
    pub sc: f64,
    /// False-positive rate: the share of ham that is classified as spam ("blocked ham", BH).
    pub bh: f64,
    /// Matthews correlation coefficient, from -1 to 1 (Matthews 1975).
    pub mcc: f64,
    /// Recall at the threshold with a false-positive rate of 1 %.
    pub sc_at_1: f64,
    /// Recall at the threshold with a false-positive rate of 0.1 %.
    pub sc_at_01: f64,
    /// 100 % minus the area under the ROC curve.
    pub auc: f64,
    /// The share of spam, and of ham, that scores above the default spam threshold.
    pub filed: ClassShares,
    /// The share of spam, and of ham, that scores below the default ham threshold.
    pub published: ClassShares,
}

/// A share of spam and the share of ham, in percent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ClassShares {
    pub spam: f64,
    pub ham: f64,
}

impl ClassShares {
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    fn of(judged: &[Judged], is_counted: impl Fn(f64) -> bool) -> Self {
        let share = |label| {
            let scores = judged.iter().filter(|j| j.label == label).map(|j| j.score);
            let counted = scores.clone().filter(|score| is_counted(*score));
            100.0 * counted.count() as f64 / scores.count() as f64
        };
        Self {
            spam: share(Label::Spam),
            ham: share(Label::Ham),
        }
    }
}

impl Figures {
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    pub(crate) fn of(judged: &[Judged]) -> Self {
        let count = |label, caught: bool| {
            let those = judged
                .iter()
                .filter(|j| j.label == label && (j.score > 0.0) == caught);
            those.count() as f64
        };
        let (tp, fp) = (count(Label::Spam, true), count(Label::Ham, true));
        let (missed, tn) = (count(Label::Spam, false), count(Label::Ham, false));
        let all = judged.len() as f64;
        let errors = fp + missed;
        let mcc = (tp * tn - fp * missed)
            / ((tp + fp) * (tp + missed) * (tn + fp) * (tn + missed)).sqrt();
        Self {
            comments: judged.len(),
            errors,
            accuracy: 100.0 * (all - errors) / all,
            sc: 100.0 * tp / (tp + missed),
            bh: 100.0 * fp / (fp + tn),
            mcc,
            sc_at_1: caught_at(judged, 0.01),
            sc_at_01: caught_at(judged, 0.001),
            auc: missing_area(judged),
            filed: ClassShares::of(judged, |score| score > SpamVerdict::SPAM_ABOVE),
            published: ClassShares::of(judged, |score| score < SpamVerdict::HAM_BELOW),
        }
    }

    /// Returns the mean of each metric over several runs of equal size.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "few runs")]
    pub(crate) fn mean(runs: &[Self]) -> Self {
        let mean =
            |figure: fn(&Self) -> f64| runs.iter().map(figure).sum::<f64>() / runs.len() as f64;
        Self {
            comments: runs.first().map_or(0, |run| run.comments),
            errors: mean(|f| f.errors),
            accuracy: mean(|f| f.accuracy),
            sc: mean(|f| f.sc),
            bh: mean(|f| f.bh),
            mcc: mean(|f| f.mcc),
            sc_at_1: mean(|f| f.sc_at_1),
            sc_at_01: mean(|f| f.sc_at_01),
            auc: mean(|f| f.auc),
            filed: ClassShares {
                spam: mean(|f| f.filed.spam),
                ham: mean(|f| f.filed.ham),
            },
            published: ClassShares {
                spam: mean(|f| f.published.spam),
                ham: mean(|f| f.published.ham),
            },
        }
    }
}

/// Returns the recall, in percent, at the threshold whose false-positive rate is at most `blocked` (0 to 1).
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts are far below 2^52"
)]
fn caught_at(judged: &[Judged], blocked: f64) -> f64 {
    let of = |label| {
        judged
            .iter()
            .filter(move |j| j.label == label)
            .map(|j| j.score)
    };
    let mut ham = of(Label::Ham).collect::<Vec<_>>();
    ham.sort_by(|a, b| b.total_cmp(a));
    let may = (ham.len() as f64 * blocked).floor() as usize;
    let threshold = ham.get(may).copied().unwrap_or(f64::NEG_INFINITY);
    let spam = of(Label::Spam).count() as f64;
    100.0 * of(Label::Spam).filter(|score| *score > threshold).count() as f64 / spam
}

/// Returns 100 % minus the area under the ROC curve: how often a ham comment scores above a spam comment;
/// ties count half (the Mann–Whitney U statistic).
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn missing_area(judged: &[Judged]) -> f64 {
    let mut sorted = judged.to_vec();
    sorted.sort_by(|a, b| a.score.total_cmp(&b.score));
    let (mut below, mut wrong) = (0.0, 0.0);
    for equal in sorted.chunk_by(|a, b| a.score.total_cmp(&b.score).is_eq()) {
        let spam = equal.iter().filter(|j| j.label == Label::Spam).count() as f64;
        let ham = equal.len() as f64 - spam;
        wrong += ham * (below + spam / 2.0);
        below += spam;
    }
    let ham = judged.len() as f64 - below;
    100.0 * wrong / (below * ham)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn judged(scores: &[(f64, bool)]) -> Vec<Judged> {
        let judged = scores.iter().map(|(score, spam)| Judged {
            score: *score,
            label: if *spam { Label::Spam } else { Label::Ham },
        });
        judged.collect()
    }

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-9
    }

    #[test]
    fn a_perfect_filter_has_perfect_figures() {
        let figures = Figures::of(&judged(&[(-1.0, false), (-2.0, false), (1.0, true)]));
        assert!(near(figures.errors, 0.0) && near(figures.accuracy, 100.0));
        assert!(near(figures.mcc, 1.0) && near(figures.auc, 0.0));
        assert!(near(figures.sc, 100.0) && near(figures.bh, 0.0) && near(figures.sc_at_01, 100.0));
    }

    #[test]
    fn errors_are_counted_as_the_books_say() {
        // tp 1, missed 1, fp 1, tn 2.
        let figures = Figures::of(&judged(&[
            (2.0, true),
            (-1.0, true),
            (1.0, false),
            (-3.0, false),
            (-4.0, false),
        ]));
        assert!(near(figures.errors, 2.0) && near(figures.accuracy, 60.0));
        assert!(near(figures.sc, 50.0) && near(figures.bh, 100.0 / 3.0));
        assert!(near(figures.mcc, (1.0 * 2.0 - 1.0) / 36.0_f64.sqrt()));
        // Of six pairs, one is in the wrong order.
        assert!(near(figures.auc, 100.0 / 6.0));
        assert!(near(figures.sc_at_1, 50.0));
    }

    #[test]
    fn what_the_default_thresholds_file_and_publish_is_counted() {
        let scores = [(3.5, true), (3.0, true), (-2.5, true), (4.0, false)];
        let more = [(-2.0, false), (-2.1, false), (-9.0, false), (0.0, true)];
        let figures = Figures::of(&judged(&[scores, more].concat()));
        assert!(near(figures.filed.spam, 25.0) && near(figures.filed.ham, 25.0));
        assert!(near(figures.published.spam, 25.0) && near(figures.published.ham, 50.0));
    }

    #[test]
    fn equal_scores_count_half() {
        assert!(near(
            Figures::of(&judged(&[(0.0, true), (0.0, false)])).auc,
            50.0
        ));
    }

    proptest! {
        #[test]
        fn the_area_is_what_counting_all_pairs_gives(scores in proptest::collection::vec((-3_i8..3, any::<bool>()), 1..40)) {
            let judged = judged(&scores.iter().map(|(s, l)| (f64::from(*s), *l)).collect::<Vec<_>>());
            let of = |label| judged.iter().filter(move |j| j.label == label);
            let (mut wrong, mut pairs) = (0.0, 0.0);
            for ham in of(Label::Ham) {
                for spam in of(Label::Spam) {
                    pairs += 1.0;
                    if ham.score > spam.score { wrong += 1.0; }
                    if near(ham.score, spam.score) { wrong += 0.5; }
                }
            }
            prop_assume!(pairs > 0.0);
            prop_assert!(near(Figures::of(&judged).auc, 100.0 * wrong / pairs));
        }
    }
}
