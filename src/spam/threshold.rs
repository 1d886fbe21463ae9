//! Where ham ends and spam begins, as the decisions of a site have it.

use super::{Label, Verdict};

/// What a score must be below, or above.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// A score below it is ham.
    pub ham: f64,
    /// A score above it is spam.
    pub spam: f64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            ham: Verdict::HAM_BELOW,
            spam: Verdict::SPAM_ABOVE,
        }
    }
}

/// Candidates are tenths of log-odds: for spam from 2 to 6,
const SPAM: std::ops::RangeInclusive<i64> = 20..=60;
/// and for ham from −4 to −1.
const HAM: std::ops::RangeInclusive<i64> = -40..=-10;
const HAM_START: i64 = -20;
/// Thousandths in a tenth.
const TENTH: i64 = 100;
/// So few decisions say nothing.
const LEAST: u32 = 100;
/// What is published unseen may be spam once in so many.
const SPAM_PUBLISHED: u32 = 100;

/// How many of a site's latest decisions lie beyond each candidate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Scores {
    ham: u32,
    all: u32,
    /// Ham above each candidate for spam.
    ham_above: Vec<u32>,
    /// Ham and spam below each candidate for ham.
    below: Vec<(u32, u32)>,
}

impl Scores {
    /// From labels and scores in thousandths.
    pub fn of(decided: &[(Label, i64)]) -> Self {
        let count = |holds: &dyn Fn(Label, i64) -> bool| {
            let matching = decided
                .iter()
                .filter(|(label, score)| holds(*label, *score));
            u32::try_from(matching.count()).unwrap_or(u32::MAX)
        };
        let ham = |label| label == Label::Ham;
        Self {
            ham: count(&|label, _| ham(label)),
            all: count(&|_, _| true),
            ham_above: SPAM
                .map(|tenth| count(&|label, score| ham(label) && score > tenth * TENTH))
                .collect(),
            below: HAM
                .map(|tenth| {
                    let below = |score| score < tenth * TENTH;
                    (
                        count(&|label, score| ham(label) && below(score)),
                        count(&|label, score| !ham(label) && below(score)),
                    )
                })
                .collect(),
        }
    }

    /// The lowest threshold of spam at which at most so many of 1,000 real comments were lost, and
    /// the highest of ham at which at most one in a hundred published was spam.
    pub fn thresholds(&self, ham_lost_per_mille: u32) -> Thresholds {
        let mut thresholds = Thresholds::default();
        if self.ham >= LEAST {
            let lost = |above: u32| {
                u64::from(above) * 1_000 > u64::from(self.ham) * u64::from(ham_lost_per_mille)
            };
            let mut candidates = SPAM.zip(&self.ham_above);
            let good = candidates.find(|(_, above)| !lost(**above));
            thresholds.spam = tenths(good.map_or(*SPAM.end(), |(tenth, _)| tenth));
        }
        if self.all >= LEAST {
            let good = |(tenth, (ham, spam)): &(i64, &(u32, u32))| {
                let clean = spam * SPAM_PUBLISHED <= ham + spam;
                // To publish more than at the start it takes comments that were seen there.
                clean && (*tenth <= HAM_START || ham + spam >= LEAST)
            };
            let found = HAM.zip(&self.below).filter(good).last();
            thresholds.ham = tenths(found.map_or(*HAM.start(), |(tenth, _)| tenth));
        }
        thresholds
    }
}

#[expect(clippy::cast_precision_loss, reason = "a small number")]
fn tenths(tenths: i64) -> f64 {
    tenths as f64 / 10.0
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "candidates are told apart exactly")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decided(ham: &[i64], spam: &[i64]) -> Scores {
        let ham = ham.iter().map(|score| (Label::Ham, *score));
        let spam = spam.iter().map(|score| (Label::Spam, *score));
        Scores::of(&ham.chain(spam).collect::<Vec<_>>())
    }

    #[test]
    fn few_decisions_leave_the_thresholds_where_they_start() {
        let scores = decided(&[5_000; 99], &[]);
        assert_eq!(scores.thresholds(1), Thresholds::default());
        assert_eq!(Scores::default().thresholds(1), Thresholds::default());
    }

    #[test]
    fn real_comments_with_high_scores_raise_the_threshold_of_spam() {
        let mut ham = vec![-1_000; 999];
        ham.push(4_500);
        assert_eq!(
            decided(&ham, &[]).thresholds(1).spam,
            2.0,
            "one in a thousand may be lost"
        );
        ham.push(4_500);
        assert_eq!(decided(&ham, &[]).thresholds(1).spam, 4.5);
        assert_eq!(decided(&ham, &[]).thresholds(0).spam, 4.5);
        assert_eq!(decided(&ham, &[]).thresholds(100).spam, 2.0);
        assert_eq!(
            decided(&[9_000; 200], &[]).thresholds(1).spam,
            6.0,
            "within bounds"
        );
    }

    #[test]
    fn spam_among_what_would_be_published_lowers_the_threshold_of_ham() {
        let mut ham = vec![-1_500; 200];
        ham.extend([-3_000; 200]);
        assert_eq!(decided(&ham, &[]).thresholds(1).ham, -1.0);
        assert_eq!(decided(&ham, &[-1_200; 10]).thresholds(1).ham, -1.2);
        assert_eq!(decided(&ham, &[-2_500; 10]).thresholds(1).ham, -2.5);
        assert_eq!(
            decided(&ham, &[-5_000; 50]).thresholds(1).ham,
            -4.0,
            "within bounds"
        );
        assert_eq!(
            decided(&[0; 200], &[]).thresholds(1).ham,
            -2.0,
            "nothing was seen there"
        );
    }

    proptest! {
        #[test]
        fn thresholds_keep_what_they_promise(
            ham in prop::collection::vec(-8_000_i64..8_000, 0..400),
            spam in prop::collection::vec(-8_000_i64..8_000, 0..400),
            lost in 0_u32..=100,
        ) {
            let Thresholds { ham: below, spam: above } = decided(&ham, &spam).thresholds(lost);
            prop_assert!((-4.0..=-1.0).contains(&below) && (2.0..=6.0).contains(&above));
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            let gone = ham.iter().filter(|score| **score as f64 > (above * 1_000.0).round()).count();
            if ham.len() >= 100 && above < 6.0 {
                prop_assert!(gone * 1_000 <= ham.len() * lost as usize);
            }
        }
    }
}
