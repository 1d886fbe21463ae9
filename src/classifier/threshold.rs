//! The ham and spam thresholds of a site, computed from its decisions.

use super::verdict::{Label, Thresholds};

/// The candidates for the spam threshold, in tenths of log-odds: 2 to 6.
const SPAM: std::ops::RangeInclusive<i64> = 20..=60;
/// The candidates for the ham threshold, in tenths of log-odds: −4 to −1.
const HAM: std::ops::RangeInclusive<i64> = -40..=-10;
/// The default ham threshold ([`Thresholds`]), in tenths.
const HAM_START: i64 = -20;
/// The number of thousandths (the unit of scores) in a tenth (the unit of candidates).
const TENTH: i64 = 100;
/// The least number of decisions from which a threshold is computed.
const LEAST: u32 = 100;
/// At most one in this number of comments published without moderation may be spam.
const SPAM_PUBLISHED: u32 = 100;

/// The numbers of a site's latest decisions whose scores are beyond each candidate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scores {
    ham: u32,
    all: u32,
    /// The number of ham comments above each candidate for the spam threshold.
    ham_above: Vec<u32>,
    /// The numbers of ham and spam comments below each candidate for the ham threshold.
    below: Vec<(u32, u32)>,
}

impl Scores {
    /// Counts labels and scores (in thousandths) in one pass, since this is repeated after each decision.
    pub(crate) fn of(decided: impl IntoIterator<Item = (Label, i64)>) -> Self {
        let mut scores = Self {
            ham: 0,
            all: 0,
            ham_above: vec![0; SPAM.count()],
            below: vec![(0, 0); HAM.count()],
        };
        // First, each score is counted only at the last candidate that it is above and at the first that it
        // is below; the sums follow.
        for (label, score) in decided {
            scores.all += 1;
            let is_ham = label == Label::Ham;
            if is_ham {
                scores.ham += 1;
                let last = (score - 1).div_euclid(TENTH).min(*SPAM.end()) - SPAM.start();
                if let Ok(last) = usize::try_from(last) {
                    scores.ham_above[last] += 1;
                }
            }
            let first = (score.div_euclid(TENTH) + 1).max(*HAM.start()) - HAM.start();
            if let Some((ham, spam)) = usize::try_from(first)
                .ok()
                .and_then(|first| scores.below.get_mut(first))
            {
                *(if is_ham { ham } else { spam }) += 1;
            }
        }
        for candidate in (1..scores.ham_above.len()).rev() {
            scores.ham_above[candidate - 1] += scores.ham_above[candidate];
        }
        for candidate in 1..scores.below.len() {
            let (ham, spam) = scores.below[candidate - 1];
            scores.below[candidate].0 += ham;
            scores.below[candidate].1 += spam;
        }
        scores
    }

    /// Returns the lowest spam threshold at which at most `ham_lost_per_mille` of 1,000 ham comments would
    /// have been classified as spam, and the highest ham threshold at which at most one in a hundred
    /// published comments would have been spam.
    pub(crate) fn thresholds(&self, ham_lost_per_mille: u32) -> Thresholds {
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
                // A threshold above the default one requires enough decided comments below it.
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
#[expect(clippy::float_cmp, reason = "candidates are exact tenths")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decided(ham: &[i64], spam: &[i64]) -> Scores {
        let ham = ham.iter().map(|score| (Label::Ham, *score));
        let spam = spam.iter().map(|score| (Label::Spam, *score));
        Scores::of(ham.chain(spam))
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
        fn each_candidate_counts_what_lies_beyond_it(
            ham in prop::collection::vec(-8_000_i64..8_000, 0..50),
            spam in prop::collection::vec(-8_000_i64..8_000, 0..50),
        ) {
            let scores = decided(&ham, &spam);
            for (tenth, above) in SPAM.zip(&scores.ham_above) {
                let counted = ham.iter().filter(|score| **score > tenth * TENTH).count();
                prop_assert_eq!(counted, *above as usize, "{}", tenth);
            }
            for (tenth, (of_ham, of_spam)) in HAM.zip(&scores.below) {
                let below = |scores: &[i64]| scores.iter().filter(|score| **score < tenth * TENTH).count();
                prop_assert_eq!((below(&ham), below(&spam)), (*of_ham as usize, *of_spam as usize), "{}", tenth);
            }
        }

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
